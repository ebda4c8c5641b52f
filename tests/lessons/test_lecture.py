"""Going through a lesson: slides, answers, goals."""

import dataclasses
import tomllib

import pytest

from lrsim.errors import InputError
from lrsim.lessons import Lecture, Phase
from lrsim.lessons.lesson import Lesson
from lrsim.lessons.tables import File
from lrsim.text.messages import shown

TEXT = """
title = "All kinds"
sentence = "Each kind of question once."

[runs.walk]
surface = "quadratic"
start = [5.0]
steps = 50
lr = 0.1
name = "Walker"

[runs.bounce]
like = "walk"
name = "Bouncer"
lr = 0.9

[[steps]]
title = "See"
runs = ["walk", "bounce"]
plays = [0, 31]
marks = ["step"]
say = "It keeps {walk.keeps[0]:%}."

[[steps]]
title = "Choose"
runs = ["bounce"]
plays = [0, 5]
marks = ["step"]
explain = "It was there at step {bounce.converged_at}."
[steps.ask]
kind = "choice"
question = "Where to?"
[[steps.ask.choices]]
text = "Up"
holds = "bounce.loss > bounce.loss[0]"
[[steps.ask.choices]]
text = "Down"
holds = "bounce.loss < bounce.loss[0]"
draws = "bounce"

[[steps]]
title = "Turn"
runs = ["walk"]
plays = [0, 50]
explain = "LR {walk.lr}, and {walk.converged_at}."
[steps.ask]
kind = "dial"
question = "One step?"
run = "walk"
holds = "walk.converged_at <= 3"
truth = "walk.best_rate"

[[steps]]
title = "Point"
runs = ["bounce"]
explain = "There."
[steps.ask]
kind = "place"
question = "Where is it after one step?"
at = ["bounce.x[1]"]
within = 0.5

[[steps]]
title = "Draw"
runs = ["walk"]
explain = "So."
[steps.ask]
kind = "sketch"
question = "What will the loss be?"
of = "walk"

[[steps]]
title = "Play"
runs = ["walk"]
[steps.goal]
task = "There within ten."
run = "walk"
holds = "walk.converged_at <= 10"
counts = "tries"
par = 3
truth = "walk.best_rate"
"""
LESSON = File("all-kinds.toml", TEXT, tomllib.loads(TEXT)).holds(Lesson)


def at(title, phase):
    """A lecture of which the slide of a step is up."""
    lecture = Lecture(LESSON)
    place = next(
        k
        for k, slide in enumerate(lecture.slides)
        if LESSON.steps[slide.step].title == title and slide.phase is phase
    )
    assert lecture.go(place)
    return lecture


def test_a_question_is_predicted_seen_and_explained_and_goes_back_the_same_way():
    lecture = Lecture(LESSON)
    seen = [lecture.slide]
    while lecture.forward():
        seen.append(lecture.slide)
    assert [phase.value for _, phase in seen[:5]] == [
        "show",
        "predict",
        "observe",
        "explain",
        "predict",
    ]
    assert seen[-1].phase is Phase.PLAY
    assert lecture.at_end
    assert not lecture.forward()
    back = [lecture.slide]
    while lecture.back():
        back.append(lecture.slide)
    assert back == seen[::-1]


def test_the_stage_has_the_runs_by_their_names_and_plays_what_the_step_says():
    lecture = Lecture(LESSON)
    assert [runner.name for runner in lecture.stage.runners] == ["Walker", "Bouncer"]
    assert (lecture.showing.first, lecture.showing.last) == (0, 31)
    assert lecture.say == "It keeps 64 %."


def test_nothing_plays_and_nothing_is_marked_while_a_question_is_open():
    lecture = at("Choose", Phase.PREDICT)
    assert lecture.showing[:2] == (0, 0)
    assert lecture.marks == ()
    assert lecture.choices == ("Up", "Down")
    lecture.forward()
    assert lecture.showing[:2] == (0, 5)
    assert lecture.marks == ("step",)
    lecture.forward()
    assert lecture.showing[:2] == (5, 5)
    assert shown(lecture.say) == "It was there at step 31."


def test_the_right_choice_is_the_one_that_holds():
    lecture = at("Choose", Phase.PREDICT)
    assert lecture.truth == (1,)
    assert not lecture.choose(0).right
    assert lecture.choose(1).right
    with pytest.raises(InputError, match="choice"):
        lecture.choose(2)
    with pytest.raises(InputError, match="nothing of the kind"):
        lecture.turn_to(0.1)


def test_a_changed_mind_is_no_try_and_neither_is_the_same_answer_again():
    lecture = at("Choose", Phase.PREDICT)
    tries = [lecture.choose(choice).tries for choice in (0, 0, 1, 0)]
    assert tries == [1, 1, 1, 1]
    lecture.forward()
    lecture.back()
    tries = [lecture.choose(choice).tries for choice in (0, 1, 0, 1)]
    assert tries == [1, 2, 2, 2]
    again = Lecture(LESSON)
    again.recall(lecture.place, lecture.answers)
    assert again.choose(0).tries == 3, "what was answered the last time has been seen"


def test_the_same_rate_again_is_no_other_try_at_a_goal():
    lecture = at("Play", Phase.PLAY)
    stage = lecture.stage
    assert [lecture.attempt(stage, 0).tries for _ in range(3)] == [1, 1, 1]


def test_a_question_may_be_asked_where_it_does_not_begin_and_show_more_when_it_is_answered():
    text = TEXT.replace(
        'title = "Choose"',
        'title = "Choose"\nasks_at = 4\nshows = ["loss", "table"]\nreveals = ["surface"]\n'
        'recalls = "walk"',
    )
    lecture = Lecture(File("later.toml", text, tomllib.loads(text)).holds(Lesson))
    lecture.go(1)
    assert (lecture.showing[:2], lecture.shows) == ((4, 4), ("loss",))
    assert lecture.recalled.runner.name == "Walker"
    lecture.forward()
    assert (lecture.showing[:2], lecture.shows) == ((0, 5), ("loss", "table", "surface"))


def test_the_path_of_a_choice_is_that_of_its_run():
    lecture = at("Choose", Phase.PREDICT)
    assert lecture.path_of(0) is None
    experiment, path, runner = lecture.path_of(1)
    assert experiment.runners[0].lr == 0.9
    assert path[1, 0] == pytest.approx(-4.0)
    assert runner == 0


def test_a_guess_at_the_dial_is_what_is_played_then():
    lecture = at("Turn", Phase.PREDICT)
    assert lecture.stage.runners[0].lr == 0.1
    assert lecture.truth == (0.5,)
    wrong = lecture.turn_to(0.25)
    assert (wrong.right, wrong.off) == (False, 2.0)
    assert lecture.stage.runners[0].lr == 0.1, "nothing of the answer is seen before it is played"
    lecture.forward()
    assert lecture.stage.runners[0].lr == 0.25
    lecture.back()
    assert lecture.turn_to(0.5).right
    lecture.go(lecture.place + 2)
    assert lecture.say == "LR 0.5, and 1."


def test_a_guess_is_explained_at_the_right_rate():
    lecture = at("Turn", Phase.PREDICT)
    lecture.turn_to(0.25)
    lecture.go(lecture.place + 2)
    assert (lecture.phase, lecture.stage.runners[0].lr) == (Phase.EXPLAIN, 0.5)
    lecture.back()
    assert lecture.stage.runners[0].lr == 0.25


def test_a_guess_of_nothing_is_wrong_without_a_ratio():
    assert at("Turn", Phase.PREDICT).turn_to(0.0).off is None


def test_a_place_is_right_when_it_is_near():
    lecture = at("Point", Phase.PREDICT)
    assert lecture.point_at(-4.3).right
    assert not lecture.point_at(-5.0).right
    assert lecture.answer.off == pytest.approx(1.0)
    with pytest.raises(InputError, match="1 coordinates"):
        lecture.point_at(1.0, 2.0)


def test_a_sketch_is_compared_by_decades():
    lecture = at("Draw", Phase.PREDICT)
    exact = lecture.sketch(lecture.truth)
    assert exact.right
    assert exact.off == 0.0
    assert lecture.sketch([10.0 * loss for loss in lecture.truth]).off == pytest.approx(
        0.69, abs=0.4
    )
    assert not lecture.sketch([25.0, 25.0]).right
    with pytest.raises(InputError):
        lecture.sketch([1.0])
    with pytest.raises(InputError):
        lecture.sketch([1.0, float("nan")])


def test_a_goal_counts_tries_and_keeps_the_best_score():
    lecture = at("Play", Phase.PLAY)
    stage = lecture.stage
    turned = [
        dataclasses.replace(stage, runners=(dataclasses.replace(stage.runners[0], lr=lr),))
        for lr in (0.2, 0.45, 0.1)
    ]
    assert [lecture.attempt(experiment, 0).score for experiment in turned] == [None, 2, 2]
    assert (lecture.answer.right, lecture.answer.tries) == (True, 3)


def test_a_goal_plays_its_run_before_the_first_try_and_then_stands_at_the_end_of_the_last():
    text = TEXT.replace('title = "Play"', 'title = "Play"\nplays = [0, 20]')
    lecture = Lecture(File("played.toml", text, tomllib.loads(text)).holds(Lesson))
    lecture.go(len(lecture.slides) - 1)
    assert (lecture.showing[:2], lecture.stage.runners[0].lr) == ((0, 20), 0.1)
    runner = dataclasses.replace(lecture.stage.runners[0], lr=0.45)
    lecture.attempt(dataclasses.replace(lecture.stage, runners=(runner,)), 0)
    lecture.back()
    lecture.forward()
    assert (lecture.showing[:2], lecture.stage.runners[0].lr) == ((50, 50), 0.45)


def test_a_goal_once_reached_stays_so_where_there_are_no_steps_to_count():
    text = TEXT.replace("walk.converged_at <= 10", "walk.lr > 0.4").replace("tries", "steps")
    lecture = Lecture(File("lasting.toml", text, tomllib.loads(text)).holds(Lesson))
    lecture.go(len(lecture.slides) - 1)
    runner = lecture.stage.runners[0]
    for lr, right, score in ((1.5, True, None), (0.1, True, None), (0.45, True, 3), (1.5, True, 3)):
        turned = dataclasses.replace(lecture.stage, runners=(dataclasses.replace(runner, lr=lr),))
        answer = lecture.attempt(turned, 0)
        assert (answer.right, answer.score) == (right, score)


def test_a_lecture_goes_on_where_it_stopped():
    lecture = at("Choose", Phase.PREDICT)
    lecture.choose(1)
    heard = []
    other = Lecture(LESSON, lambda: heard.append(True))
    other.recall(
        lecture.place, [*lecture.answers, dataclasses.replace(lecture.answers[0], step=99)]
    )
    assert (other.slide, other.answers, heard) == (lecture.slide, lecture.answers, [True])
    other.forget()
    assert (other.place, other.answers) == (0, ())

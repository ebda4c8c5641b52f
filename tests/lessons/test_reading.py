"""Lesson files: what is wrong with one is told by file, line and key."""

import os
import re

import pytest

from lrsim.errors import InputError
from lrsim.lessons import lesson, read_lesson

WHOLE = """schema_version = 1
title = "Why"
sentence = "Because."

[facts]
2 = "a square"

[runs.walk]
surface = "quadratic"
start = [5.0]
steps = 50
lr = 0.1

[runs.bounce]
like = "walk"
lr = 0.9

[[steps]]
title = "First"
runs = ["walk", "bounce"]
plays = [0, 31]
say = "It keeps {walk.keeps[0]:%} at {walk.lr}, and is there at step {walk.converged_at}."

[[steps]]
title = "Second"
runs = ["walk"]
explain = "With the square, 2, it is {bounce.keeps[0]}."
[steps.ask]
kind = "choice"
question = "Which is sooner?"
[[steps.ask.choices]]
text = "Neither"
holds = "walk.converged_at = bounce.converged_at"
[[steps.ask.choices]]
text = "LR {walk.lr}"
holds = "walk.converged_at < bounce.converged_at"

[[steps]]
title = "Third"
runs = ["walk"]
[steps.goal]
task = "Be there in one step."
run = "walk"
holds = "walk.converged_at <= 1"
par = 1
counts = "steps"
truth = "walk.best_rate"
"""


def written(tmp_path, text):
    path = tmp_path / "07-why.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(tmp_path, old, new):
    assert old in WHOLE
    path = written(tmp_path, WHOLE.replace(old, new, 1))
    with pytest.raises(InputError) as caught:
        read_lesson(path)
    place = re.fullmatch(rf"{re.escape(str(path))}:(\d+): (.*)", caught.value.where)
    assert place is not None, caught.value
    return int(place[1]), place[2], str(caught.value.allowed)


def test_a_whole_file_is_a_lesson_by_the_name_of_the_file(tmp_path):
    read = read_lesson(written(tmp_path, WHOLE))
    assert (read.name, read.title, len(read.steps), read.minutes) == ("why", "Why", 3, 3.0)
    assert lesson(str(tmp_path / "07-why.toml")) == read


RUNS = 'runs = ["walk", "bounce"]'
EXPLAIN = 'explain = "With the square, 2, it is {bounce.keeps[0]}."'


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "allowed"),
    [
        ("schema_version = 1", "schema_version = 9", 1, "schema_version", "reads up to 1"),
        ('title = "Why"\n', "", 1, "title", "is missing"),
        ('title = "First"', "title = 3", 19, "steps[0].title", "must be of type str, and is int"),
        (
            'title = "First"',
            'titel = "First"',
            19,
            "steps[0].titel",
            "is not a key that is known here",
        ),
        ('surface = "quadratic"', 'surface = "quadratix"', 9, "runs.walk.surface", "quadratic"),
        ("lr = 0.1", "lr = -1", 12, "runs.walk.lr", "from 0"),
        ('like = "walk"', 'like = "wall"', 15, "runs.bounce.like", "must be one of"),
        ('like = "walk"', 'like = ["walk"]', 15, "runs.bounce.like", "must be one of"),
        ('like = "walk"', 'like = "bounce"', 15, "runs.bounce.like", "circle"),
        (
            'runs = ["walk", "bounce"]',
            'runs = ["walk", "bouncer"]',
            20,
            "steps[0].runs",
            "did you mean bounce",
        ),
        ("lr = 0.9", "lr = 0.9\nsteps = 60", 21, "steps[0].runs", "steps must be the same"),
        ("plays = [0, 31]", "plays = [0, 51]", 21, "steps[0].plays", "from 0 to 50"),
        ("plays = [0, 31]", "plays = [0, 30]", 21, "steps[0].plays", "must go on to step 31"),
        (
            'title = "Third"',
            'title = "Third"\nexplain = "It was at {walk.lr}."',
            40,
            "steps[2].explain",
            "the run that is tried as it was before",
        ),
        (
            "{walk.converged_at}.",
            "{walk.exploded_at}.",
            22,
            "steps[0].say",
            "it never comes to that",
        ),
        ("{walk.converged_at}.", "31.", 22, "steps[0].say", "nobody knows where it is from"),
        (
            "{walk.converged_at}.",
            "{walk.converged}.",
            22,
            "steps[0].say",
            "did you mean converged_at",
        ),
        ('2 = "a square"', "", 27, "steps[1].explain", "nobody knows"),
        ("It keeps", "word " * 41, 22, "steps[0].say", "there are 5"),
        ("With the square", "One. Two. Three", 27, "steps[1].explain", "2 sentences"),
        (
            'explain = "With the square, 2, it is {bounce.keeps[0]}."',
            "",
            24,
            "steps[1].explain",
            "is missing",
        ),
        (
            "walk.converged_at = bounce",
            "walk.converged_at > bounce",
            31,
            "steps[1].ask.choices",
            "exactly one",
        ),
        (
            "walk.converged_at < bounce",
            "walk.converged_at <= bounce",
            31,
            "steps[1].ask.choices",
            "and 2 do",
        ),
        (
            "walk.converged_at < bounce",
            "walk.converged_at bounce",
            36,
            "steps[1].ask.choices[1].holds",
            "compare",
        ),
        (
            'holds = "walk.converged_at < bounce.converged_at"',
            'holds = "walk.converged_at < bounce.converged_at"\ndraws = "walk"',
            37,
            "steps[1].ask.choices[1].draws",
            "what a run of the step really does",
        ),
        (
            'kind = "choice"',
            'kind = "essay"',
            29,
            "steps[1].ask.kind",
            "one of choice, dial, place, sketch",
        ),
        ('counts = "steps"', 'counts = "days"', 46, "steps[2].goal.counts", "one of steps, tries"),
        (
            "plays = [0, 31]",
            'shows = ["loss", "gain"]',
            21,
            "steps[0].shows[1]",
            "one of dial, loss, lr, numbers, range_test, surface, table, verdict",
        ),
        ("plays = [0, 31]", "asks_at = 31", 21, "steps[0].asks_at", "steps with a question"),
        ("plays = [0, 31]", 'recalls = "walker"', 21, "steps[0].recalls", "did you mean walk"),
        (
            'title = "Second"',
            'title = "Second"\nasks_at = 51',
            26,
            "steps[1].asks_at",
            "a step from 0 to 50",
        ),
        ('run = "walk"\n', 'run = "bounce"\n', 43, "steps[2].goal.run", "must be on the stage"),
        (
            'truth = "walk.best_rate"',
            'truth = "walk.lr"',
            47,
            "steps[2].goal.truth",
            "the claim holds",
        ),
        ("steps = 50", "steps = 4_000_000", 14, "runs.bounce.steps", "all runs together"),
        ("par = 1", "par = 0", 45, "steps[2].goal.par", ">= 1"),
    ],
)
def test_what_is_wrong_is_told_by_line_and_key(tmp_path, old, new, line, key, allowed):
    at_line, at_key, said = refusal(tmp_path, old, new)
    assert (at_line, at_key) == (line, key), said
    assert allowed in said


@pytest.mark.parametrize("claim", ["walk.x[1] < 0", "|walk.move[0]| > 2"])
def test_a_mark_that_draws_the_step_that_is_asked_for_next_is_refused(tmp_path, claim):
    text = WHOLE.replace("walk.converged_at < bounce.converged_at", claim)
    read_lesson(written(tmp_path, text))
    read_lesson(written(tmp_path, text.replace("plays = [0, 31]", 'marks = ["slope"]')))
    with pytest.raises(InputError, match="the step that is asked for next") as caught:
        read_lesson(written(tmp_path, text.replace("plays = [0, 31]", 'marks = ["step"]')))
    assert caught.value.where.endswith(":21: steps[0].marks")


def test_a_name_that_is_none_offers_those_that_are():
    with pytest.raises(InputError, match="did you mean why-it-explodes"):
        lesson("why-it-explode")


def test_a_file_that_is_not_there_is_said_to_be_so(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        lesson(str(tmp_path / "none.toml"))


def test_a_lesson_from_a_pipe_is_told_by_line_as_one_from_a_file(tmp_path):
    reader, writer = os.pipe()
    with os.fdopen(writer, "w") as file:
        file.write(WHOLE.replace("lr = 0.1", "lr = -1", 1))
    with pytest.raises(InputError) as caught:
        read_lesson(f"/dev/fd/{reader}")
    os.close(reader)
    assert caught.value.where == f"/dev/fd/{reader}:12: runs.walk.lr"


def test_what_a_run_may_be_called_is_said_in_words(tmp_path):
    path = written(tmp_path, WHOLE.replace("[runs.walk]", '[runs."W alk"]', 1))
    with pytest.raises(InputError, match=r"runs: needs a name of small letters"):
        read_lesson(path)


@pytest.mark.parametrize(
    ("shown", "asked"),
    [
        ("surface", 'kind = "sketch"\nof = "walk"\nwithin = 1.0'),
        ("loss", 'kind = "place"\nat = ["walk.x[50]"]\nwithin = 1.0'),
    ],
)
def test_a_question_is_asked_where_it_can_be_answered(tmp_path, shown, asked):
    head, choice, rest = re.split(r"kind = .choice.|(?=\n\[\[steps\]\]\ntitle = .Third.)", WHOLE)
    question = choice.split("[[steps.ask.choices]]")[0]
    whole = f"{head}{asked}{question}{rest}"
    whole = whole.replace('title = "Second"', f'title = "Second"\nshows = ["{shown}"]')
    with pytest.raises(
        InputError, match=r"steps\[1\]\.ask\.kind: must be asked on a step that shows"
    ):
        read_lesson(written(tmp_path, whole))
    both = whole.replace(f'["{shown}"]', '["surface", "loss"]')
    assert read_lesson(written(tmp_path, both)).steps[1].ask is not None

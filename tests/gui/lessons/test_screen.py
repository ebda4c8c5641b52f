"""The lesson screen: what is seen of a question, what goes on, and what is left behind."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.conftest import along, drag, pixel_of
from gui.lessons.play import answer
from lrsim.lessons import Lecture, Phase, lesson, lessons
from lrsim.lessons.lesson import AskChoice, AskSketch

KEY = Qt.Key

QUESTIONS = [
    (lesson.name, place)
    for lesson in lessons()
    for place, step in enumerate(lesson.steps)
    if step.ask is not None
]
ASKING = sorted({name for name, _ in QUESTIONS})


def go_to(screen, step, phase):
    screen.lecture.go(screen.lecture.slides.index((step, phase)))


def press(screen, key):
    QTest.keyClick(screen.window().focusWidget() or screen, key)


def questions(screen):
    """Go to each question of a lesson in turn; yield its place."""
    for place, step in enumerate(screen.lecture.lesson.steps):
        if step.ask is not None:
            go_to(screen, place, Phase.PREDICT)
            yield place


def telling(screen):
    """Return what on a screen would give an answer away."""
    stage, answers = screen.stage, screen.answers
    view = stage.surface_view
    dials = screen.gauge, answers.panel.dial
    tells = {
        "marks": view.marks.foretells or not view.marks.terse,
        "minima": view.minima.isVisible(),
        "quadratic": view.local.isVisible(),
        "future": stage.session.reveal or stage.session.playhead != screen.lecture.showing.first,
        "limit": stage.schedule_view.measures.tells_limit,
        "cards": {"table", "verdict", "numbers"} & set(stage.cards),
        "range test": stage.range_test.tells,
        "arc": any(dial.arc is not None for dial in dials),
        "dial": any("local quadratic" in dial.accessibleDescription() for dial in dials),
    }
    return {name for name, told in tells.items() if told} | judging(answers)


def judging(answers):
    """Return what says whether an answer is right."""
    tells = {
        "choice": any(card.is_told for card in answers.choices.cards),
        "place": answers.place_marks.truth is not None,
        "sign": not (answers.sign.good is answers.panel.sign.good is None),
    }
    return {name for name, told in tells.items() if told}


@pytest.mark.parametrize("name", ASKING)
def test_nothing_on_the_screen_answers_an_open_question(open_lesson, name):
    screen = open_lesson(name)
    assert {place: told for place in questions(screen) if (told := telling(screen))} == {}


@pytest.mark.parametrize(("name", "step"), QUESTIONS)
def test_an_answer_is_not_judged_before_it_was_run(open_lesson, name, step):
    screen = open_lesson(name)
    go_to(screen, step, Phase.PREDICT)
    answer(screen, right=False)
    answers = screen.answers
    assert judging(answers) == set()
    screen.forward()
    screen.stage.finish()
    told = [card for card in answers.choices.cards if card.isVisible() and card.is_told]
    if isinstance(screen.lecture.step.ask, AskChoice):
        assert [card.is_right for card in told].count(True) == 1
        assert [card.isChecked() for card in told].count(True) == 1
    else:
        assert (answers.sign.good, answers.panel.sign.good).count(False) == 1


def test_while_it_plays_nothing_is_told_yet(open_lesson):
    screen = open_lesson("why-it-explodes")
    go_to(screen, 1, Phase.PREDICT)
    screen.forward()
    assert screen.stage.is_playing
    assert not any(card.is_told for card in screen.answers.choices.cards)
    screen.stage.finish()
    assert screen.stage.session.playhead == 31
    assert sum(card.is_right and card.is_told for card in screen.answers.choices.cards) == 1


@pytest.mark.parametrize(("key", "place"), [(KEY.Key_B, 1), (KEY.Key_3, 2), (KEY.Key_A, 0)])
def test_a_letter_or_a_number_marks_an_answer(open_lesson, key, place):
    screen = open_lesson("why-it-explodes")
    go_to(screen, 1, Phase.PREDICT)
    press(screen, key)
    assert screen.lecture.answer.given == (place,)
    assert [card.isChecked() for card in screen.answers.choices.cards][place]


def test_going_on_needs_no_answer(open_lesson):
    screen = open_lesson("why-it-explodes")
    go_to(screen, 1, Phase.PREDICT)
    press(screen, KEY.Key_PageDown)
    screen.stage.finish()
    assert screen.lecture.phase is Phase.OBSERVE
    right = [card.verdict for card in screen.answers.choices.cards if card.is_right]
    assert right == ["so it is"]


@pytest.mark.parametrize("name", ["why-it-explodes", "what-a-step-is"])
def test_a_lesson_is_played_by_keyboard_alone(open_lesson, name):
    screen = open_lesson(name)
    lecture = screen.lecture
    while not lecture.at_end:
        before, ask = lecture.place, lecture.step.ask
        if lecture.phase is Phase.PREDICT:
            press(screen, KEY.Key_A if isinstance(ask, AskChoice) else KEY.Key_Left)
            screen.answers.panel.dial.enter_value(screen.answers.panel.dial.value())
        press(screen, KEY.Key_PageDown)
        assert lecture.place == before + 1
    asked = [k for k, step in enumerate(lecture.lesson.steps) if step.ask is not None]
    QTest.qWait(0)
    assert {each.step for each in lecture.answers} <= set(asked)
    press(screen, KEY.Key_PageUp)
    assert not lecture.at_end


def test_the_dial_is_turned_by_keys_and_page_down_still_goes_on(open_lesson):
    screen = open_lesson("why-it-explodes")
    go_to(screen, 2, Phase.PREDICT)
    dial = screen.answers.panel.dial
    before = dial.value()
    assert dial.hasFocus()
    press(screen, KEY.Key_Up)
    assert dial.value() > before
    press(screen, KEY.Key_PageDown)
    assert screen.lecture.phase is Phase.OBSERVE
    assert screen.lecture.answer.given == (dial.value(),)


def test_a_click_on_the_surface_is_a_place(open_lesson):
    screen = open_lesson("what-a-step-is")
    go_to(screen, 1, Phase.PREDICT)
    view, pad = screen.stage.surface_view, screen.answers.place_pad
    QTest.mouseClick(pad, Qt.MouseButton.LeftButton, pos=pixel_of(view, 4.0, 16.0).toPoint())
    assert screen.lecture.answer.given == pytest.approx((4.0,), abs=0.05)
    screen.forward()
    screen.stage.finish()
    assert screen.answers.place_marks.truth == screen.lecture.truth
    assert screen.answers.sign.good


def test_a_place_is_moved_by_keys(open_lesson):
    screen = open_lesson("what-a-step-is")
    go_to(screen, 1, Phase.PREDICT)
    assert screen.answers.place_pad.hasFocus()
    press(screen, KEY.Key_Right)
    first = screen.lecture.answer.given[0]
    press(screen, KEY.Key_Right)
    assert screen.lecture.answer.given[0] > first


def test_a_stroke_is_a_loss_curve(open_lesson):
    screen = open_lesson("four-loss-curves")
    assert isinstance(screen.lecture.step.ask, AskSketch)
    view, pad = screen.stage.loss_view, screen.answers.sketch_pad
    drag(pad, along(pixel_of(view, 0.0, 1.4), pixel_of(view, 50.0, -6.0), 30))
    given = np.log10(screen.lecture.answer.given)
    assert given[0] == pytest.approx(np.log10(25.0))
    assert given[-1] == pytest.approx(-6.0, abs=0.3)
    assert np.all(np.diff(given) <= 0.05)


def test_a_sketch_is_drawn_by_keys(open_lesson):
    screen = open_lesson("four-loss-curves")
    assert screen.answers.sketch_pad.hasFocus()
    press(screen, KEY.Key_Right)
    press(screen, KEY.Key_Down)
    given = screen.lecture.answer.given
    assert given[0] == pytest.approx(25.0)
    assert given[-1] < 25.0


def test_the_plot_that_is_drawn_into_tells_nothing_by_its_range(open_lesson):
    screen = open_lesson("four-loss-curves")
    low, high = screen.stage.loss_view.heights
    assert (low, high) == pytest.approx((np.log10(25.0) - 12.0, np.log10(25.0) + 2.0))


def test_the_sketch_stays_beside_the_curve_that_is_run(open_lesson):
    screen = open_lesson("four-loss-curves")
    answer(screen, right=False)
    screen.answers.sketch_pad.drawn.emit(np.linspace(1.4, 4.0, 26))
    screen.forward()
    assert len(screen.answers.sketch_marks.powers) == 26


def test_a_goal_counts_tries_and_says_when_it_is_reached(open_lesson):
    screen = open_lesson("shower-knob")
    go_to(screen, 3, Phase.PLAY)
    panel = screen.answers.panel
    for lr, tries, good, said in (
        (1e-4, 1, False, "Not yet: 0.0001 does not do it."),
        (0.016, 2, True, "There, in 2 tries: par, or better."),
        (1e-4, 3, False, "0.0001 does not do it. Your best so far: there, in 2 tries."),
        (0.016, 4, True, "There, in 2 tries: par, or better."),
    ):
        panel.dial.enter_value(lr)
        press(screen, KEY.Key_Space)
        assert panel.sign.good is None  # it runs first
        screen.stage.finish()
        assert screen.lecture.answer.tries == tries
        assert panel.sign.good is good
        assert panel.count.text().startswith(f"{tries} ")
        assert panel.sign.words.text() == said


def test_the_screen_keeps_keys_from_the_window_below(open_lesson):
    screen = open_lesson("why-it-explodes")
    window = screen.window()
    before = window.session.memory()
    for key in (KEY.Key_2, KEY.Key_Up, KEY.Key_0, KEY.Key_Period, KEY.Key_R, KEY.Key_E, KEY.Key_X):
        QTest.keyClick(screen, key)
    QTest.keyClick(screen, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(screen, KEY.Key_2, Qt.KeyboardModifier.ControlModifier)
    after = window.session.memory()
    assert after.present == before.present
    assert (after.selected, after.playhead) == (before.selected, before.playhead)
    assert window.pages.is_home
    assert window.lectern.screen is screen


def test_esc_leaves_all_as_it_was(open_lesson):
    screen = open_lesson("why-it-explodes")
    window = screen.window()
    before = window.session.memory()
    screen.forward()
    screen.lecture.choose(0)
    press(screen, KEY.Key_Escape)
    after = window.session.memory()
    assert window.lectern.screen is None
    assert window.keys_home.isVisible()
    assert window.dial.hasFocus()
    assert after.present == before.present
    assert (after.past, after.playhead) == (before.past, before.playhead)


def test_time_that_ran_runs_on_after_a_lesson(open_window):
    from lrsim.lessons import lesson

    window = open_window()
    window.session.play()
    window.lectern.open(lesson("why-it-explodes"))
    assert not window.session.playing
    window.lectern.screen.leave.emit()
    assert window.session.playing
    window.session.pause()


def test_a_lesson_goes_on_where_it_was_left(open_lesson):
    screen = open_lesson("why-it-explodes")
    window = screen.window()
    screen.lecture.go(4)
    screen.leave.emit()
    window.lectern.open(screen.lecture.lesson)
    assert window.lectern.screen.lecture.place == 4


def test_going_on_from_its_end_leads_to_the_next_lesson_which_is_told_before(open_lesson):
    screen = open_lesson("snail-pro-maniac")
    window = screen.window()
    go_to(screen, len(screen.lecture.lesson.steps) - 1, Phase.EXPLAIN)
    assert screen.lecture.at_end
    assert "Page Down: next lesson: Why it explodes" in screen.hints.accessibleName()
    window.lectern.progress.keep(Lecture(lesson("why-it-explodes")))
    press(screen, KEY.Key_PageDown)
    following = window.lectern.screen
    assert following.lecture.lesson.name == "why-it-explodes"
    assert following.lecture.place == 0
    assert window.focusWidget() is following
    assert window.lectern.progress.records["snail-pro-maniac"].finished
    press(following, KEY.Key_PageUp)  # pressed once too often: back it goes
    back = window.lectern.screen
    assert (back.lecture.lesson.name, back.lecture.at_end) == ("snail-pro-maniac", True)
    press(back, KEY.Key_Escape)
    assert window.lectern.screen is None
    assert window.dial.hasFocus()


def test_the_first_slide_of_a_lesson_that_no_other_led_to_has_nothing_before_it(open_lesson):
    screen = open_lesson("why-it-explodes")
    press(screen, KEY.Key_PageUp)
    assert screen.window().lectern.screen is screen
    assert "Page Up" not in screen.hints.accessibleName()


def test_nothing_follows_the_last_lesson_of_the_course(open_lesson):
    screen = open_lesson(lessons()[-1])
    screen.lecture.go(len(screen.lecture.slides) - 1)
    assert screen.next_words == ""
    press(screen, KEY.Key_PageDown)
    assert screen.window().lectern.screen is screen


def test_a_key_that_is_held_down_goes_on_once(open_lesson):
    screen = open_lesson("shower-knob")
    none = Qt.KeyboardModifier.NoModifier
    for repeats in (False, True, True):
        held = QKeyEvent(QEvent.Type.KeyPress, KEY.Key_PageDown, none, "", repeats)
        QApplication.sendEvent(screen.window().focusWidget(), held)
    assert screen.lecture.place == 1


def test_leaving_in_the_middle_of_a_turn_of_the_dial_is_no_fault(open_lesson):
    screen = open_lesson("shower-knob")
    go_to(screen, 3, Phase.PLAY)
    dial = screen.answers.panel.dial
    QTest.mousePress(dial, Qt.MouseButton.LeftButton, pos=QPointF(dial.rect().center()).toPoint())
    screen.leave.emit()
    assert screen.isHidden()


def test_hints_tell_of_the_black_screen_while_presenting_and_a_click_on_one_is_its_key(open_lesson):
    screen = open_lesson("why-it-explodes")
    presentation = screen.window().presentation
    assert "B: black screen" not in screen.hints.accessibleName()
    presentation.start()
    hints = screen.hints.accessibleName().split(", ")
    assert hints.index("B: black screen") == 1  # after Page Down
    screen.hints.pressed.emit(1)
    assert presentation.blank.colour is not None
    screen.hints.pressed.emit(0)  # any key brings the picture back
    assert (presentation.blank.colour, screen.lecture.place) == (None, 0)
    screen.hints.pressed.emit(0)
    assert screen.lecture.place == 1
    presentation.leave()
    assert "B: black screen" not in screen.hints.accessibleName()


def test_a_run_seen_before_is_drawn_beside_the_question(open_lesson):
    screen = open_lesson("why-it-explodes")
    go_to(screen, 1, Phase.PREDICT)
    recalled, view = screen.stage.recalled, screen.stage.surface_view
    assert recalled.run.runner.name == "LR 0.1"
    with_it = view.grab().toImage()
    recalled.show_run(None, 1)
    assert view.grab().toImage() != with_it
    go_to(screen, 2, Phase.PREDICT)
    assert recalled.run is None


def test_a_range_test_is_seen_whole_and_read_once_the_question_is_closed(open_lesson):
    screen = open_lesson("range-test")
    plot = screen.stage.range_test
    assert (plot.isVisible(), plot.is_whole, plot.tells) == (True, True, False)
    go_to(screen, 1, Phase.PREDICT)
    untold = plot.grab().toImage()
    go_to(screen, 1, Phase.OBSERVE)
    assert plot.tells
    assert plot.grab().toImage() != untold
    assert not screen.gauge.isVisible()  # the zone is in the plot


def test_of_a_hidden_surface_the_verdict_says_its_headline_alone(open_lesson):
    screen = open_lesson("goldilocks")
    go_to(screen, 1, Phase.PLAY)
    answer(screen, right=False)
    screen.stage.finish()
    face = screen.stage.reading("verdict").widget
    assert face.accessibleName().strip() == "Too small."
    assert face.accessibleDescription() == ""


def test_the_slope_is_drawn_without_the_step_that_is_asked_for_next(open_lesson):
    screen = open_lesson("what-a-step-is")
    marks = screen.stage.surface_view.marks
    assert (marks.arrow, [label.kind for label in marks.labels]) == (None, ["slope"])
    assert marks.tangent is not None


@pytest.mark.parametrize("guess", [None, 3.4])
def test_beside_a_place_that_is_told_no_next_step_is_drawn_and_its_words_cover_nothing(
    open_lesson, guess
):
    screen = open_lesson("what-a-step-is")
    go_to(screen, 1, Phase.PREDICT)
    if guess is not None:
        screen.answers.place_pad.picked.emit((guess,))
    screen.forward()
    marks = screen.stage.surface_view.marks
    assert marks.arrow is not None
    screen.stage.finish()
    assert marks.arrow is None
    screen.forward()
    view, place_marks = screen.stage.surface_view, screen.answers.place_marks
    view.grab()
    assert (marks.arrow, place_marks.truth) == (None, (4.0,))
    plates = place_marks.plates
    assert list(plates) == (["here it is"] if guess is None else ["your guess", "here it is"])
    spots = [pixel_of(view, x, x**2) for x in (5.0, 4.0, *([] if guess is None else [guess]))]
    for words, plate in plates.items():
        assert not any(plate.contains(spot) for spot in spots), words
        assert not any(plate.intersects(plates[other]) for other in plates if other != words)


def test_what_is_explained_of_a_goal_is_in_sight_whatever_was_tried_and_wherever_one_comes_from(
    open_lesson,
):
    screen = open_lesson("set-and-forget")
    go_to(screen, 3, Phase.PLAY)
    session, panel = screen.stage.session, screen.answers.panel
    assert screen.stage.is_playing
    screen.stage.finish()
    assert (session.playhead, session.lr, panel.sign.good) == (100, 0.28, None)
    screen.forward()
    assert (session.playhead, session.lr) == (100, 0.28)
    screen.back()
    panel.dial.enter_value(0.157)
    screen.run_again()
    screen.stage.finish()
    for way in ((screen.forward,), (screen.back,), (screen.back, screen.forward)):
        for go in way:
            go()
        assert screen.stage.recalled.run.runner.name == "LR 0.28"
        assert (session.playhead, session.lr, panel.dial.value()) == (100, 0.157, 0.157)
        assert panel.sign.good


def test_a_guess_at_the_dial_is_played_and_the_right_rate_is_explained(open_lesson):
    screen = open_lesson("what-a-step-is")
    go_to(screen, 3, Phase.PREDICT)
    session, dial = screen.stage.session, screen.answers.panel.dial
    dial.enter_value(0.126)
    screen.forward()
    screen.stage.finish()
    assert (session.playhead, session.lr, dial.value()) == (1, 0.126, 0.126)
    screen.forward()
    assert (session.playhead, session.lr, dial.value()) == (1, 0.5, 0.5)

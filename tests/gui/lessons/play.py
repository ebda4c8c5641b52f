"""A pupil: answers whatever is asked, rightly or wrongly, and sees what comes of it."""

from __future__ import annotations

from lrsim.gui.lessons.screen import LessonScreen
from lrsim.lessons import Phase
from lrsim.lessons.lesson import AskChoice, AskDial, AskPlace, AskSketch


def answer(screen: LessonScreen, *, right: bool) -> None:
    """Answer the question that is up, or try to reach its goal."""
    lecture, answers = screen.lecture, screen.answers
    ask, truth = lecture.step.ask, lecture.truth
    if isinstance(ask, AskChoice):
        place = round(truth[0])
        answers.choices.cards[place if right else (place + 1) % len(ask.choices)].click()
    elif isinstance(ask, AskDial):
        answers.panel.dial.enter_value(truth[0] if right else truth[0] / 50.0)
    elif isinstance(ask, AskPlace):
        place = truth if right else tuple(x + 3.0 * ask.within for x in truth)
        answers.place_pad.picked.emit(place)
    elif isinstance(ask, AskSketch):
        lecture.sketch(truth if right else [truth[0], truth[0] * 1e3])
    else:
        answers.panel.dial.enter_value(truth[0] if right else 1e-7)
        answers.try_it()


def play_to_the_end(screen: LessonScreen, *, right: bool) -> None:
    """Go through a lesson by going on, answering all of it."""
    while True:
        if screen.lecture.phase in (Phase.PREDICT, Phase.PLAY):
            answer(screen, right=right)
        screen.stage.finish()
        if screen.lecture.at_end:
            break
        assert screen.forward()

"""What a speaker needs to know of a lesson under way: notes, the answer, what comes next. No Qt here."""

from __future__ import annotations

from typing import Final, NamedTuple

from lrsim.experiment import Experiment
from lrsim.lessons.lecture import Lecture
from lrsim.lessons.lesson import AskChoice, AskPlace, AskSketch
from lrsim.lessons.slides import Phase, Showing
from lrsim.text.messages import Message, plural, say, shown
from lrsim.text.numbers import count, number, rate

__all__ = ["LETTERS", "PHASES", "Answer", "Briefing", "Following"]

LETTERS: Final = "ABCDEF"

PHASES: Final = {
    Phase.SHOW: Message("show"),
    Phase.PREDICT: Message("predict"),
    Phase.PLAY: Message("try"),
    Phase.OBSERVE: Message("observe"),
    Phase.EXPLAIN: Message("explain"),
}


class Answer(NamedTuple):
    """The right answer.

    Attributes
    ----------
    letter : str
        Of a choice; else empty.
    text : str
        What it says; empty where words cannot, as of a curve.
    why : str
        The line that explains it; may be empty.
    """

    letter: str
    text: str
    why: str


class Following(NamedTuple):
    """What the next slide is.

    Attributes
    ----------
    place : str
        "4 of 8 · observe".
    title : str
    text : str
        What it plays, or what it asks; may be empty.
    stage : Experiment
    showing : Showing
    phase : Phase
    looks : tuple of int
        Which colour and shape each runner has.
    """

    place: str
    title: str
    text: str
    stage: Experiment
    showing: Showing
    phase: Phase
    looks: tuple[int, ...]


class Briefing:
    """Looks ahead in a lesson, without going there.

    Parameters
    ----------
    lecture : Lecture
        The one under way.
    """

    def __init__(self, lecture: Lecture) -> None:
        self.lecture = lecture
        self._ahead = Lecture(lecture.lesson)

    @property
    def answer(self) -> Answer | None:
        """The right answer to what this step asks; None where it asks nothing."""
        lecture, step = self.lecture, self.lecture.step
        if step.ask is None and step.goal is None:
            return None
        why = self._explanation
        if isinstance(step.ask, AskChoice):
            right = round(lecture.truth[0])
            return Answer(LETTERS[right], shown(lecture.choices[right]), why)
        if isinstance(step.ask, AskSketch):
            return Answer("", say("the curve that comes with the run"), why)
        if isinstance(step.ask, AskPlace):
            where = ", ".join(number(value) for value in lecture.truth)
            return Answer("", say("at {place}", place=where), why)
        return Answer("", say("LR {lr} is one", lr=number(lecture.truth[0])), why)

    @property
    def following(self) -> Following | None:
        """The next slide; None on the last one."""
        lecture = self.lecture
        if lecture.at_end:
            return None
        ahead = self._at(lecture.place + 1)
        place = say(
            "{place} of {all} · {phase}",
            place=count(ahead.slide.step + 1),
            all=count(len(ahead.lesson.steps)),
            phase=shown(PHASES[ahead.phase]),
        )
        title, text = say(ahead.step.title), _text(ahead)
        seen = ahead.stage, ahead.showing, ahead.phase, ahead.looks
        return Following(place, title, text, *seen)

    @property
    def ends(self) -> tuple[float, ...]:
        """After how many minutes from the beginning each step is over, as planned."""
        total, ends = 0.0, []
        for step in self.lecture.lesson.steps:
            total += step.minutes
            ends.append(total)
        return tuple(ends)

    @property
    def first_phases(self) -> tuple[Phase, ...]:
        """What each step begins with."""
        slides = reversed(self.lecture.slides)
        first = {slide.step: slide.phase for slide in slides}
        return tuple(first[step] for step in range(len(self.lecture.lesson.steps)))

    @property
    def _explanation(self) -> str:
        lecture = self.lecture
        own = (k for k, slide in enumerate(lecture.slides) if slide.step == lecture.slide.step)
        place = next((k for k in own if lecture.slides[k].phase is Phase.EXPLAIN), None)
        return "" if place is None else shown(self._at(place).say)

    def _at(self, place: int) -> Lecture:
        self._ahead.recall(place, self.lecture.answers)
        return self._ahead


def _text(lecture: Lecture) -> str:
    showing = lecture.showing
    steps = showing.last - showing.first
    if steps > 0:
        played = plural(
            "It plays {n} step, {rate} a second.",
            "It plays {n} steps, {rate} a second.",
            n=steps,
            rate=rate(showing.speed),
        )
        return shown(played)
    return shown(lecture.question if lecture.phase is Phase.PREDICT else lecture.say)

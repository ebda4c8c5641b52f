"""What is up at a time: slides, what they play, and what was answered on them."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final, NamedTuple

from lrsim.lessons.lesson import Lesson, Step

ANSWERS: Final = ("table", "verdict", "numbers")
"""Cards that tell what a question asks for."""


class Phase(enum.Enum):
    """What a slide is for."""

    SHOW = "show"
    PREDICT = "predict"
    PLAY = "play"
    OBSERVE = "observe"
    EXPLAIN = "explain"


class Slide(NamedTuple):
    """What is up at a time: a step of the lesson, in one of its phases."""

    step: int
    phase: Phase


class Showing(NamedTuple):
    """Between which steps the stage plays, and how many a second; where they are equal it stands."""

    first: int
    last: int
    speed: float


@dataclass(frozen=True)
class Answer:
    """What somebody answered.

    Attributes
    ----------
    step : int
        To which step of the lesson.
    kind : str
        ``choice``, ``dial``, ``place``, ``sketch`` or ``goal``.
    given : tuple of float
        The place of the choice, the rate, the coordinates, the losses as drawn, or the last rate tried.
    right : bool
    off : float or None
        How far off: × for a rate, units of the coordinates for a place, decades for a sketch.
    tries : int
        How many it took so far.
    score, last : int or None
        Of a goal that is reached: what it counts, at best and of the last try; None where that missed it.
    """

    step: int
    kind: str
    given: tuple[float, ...]
    right: bool
    off: float | None = None
    tries: int = 1
    score: int | None = None
    last: int | None = None


def slides_of(lesson: Lesson) -> tuple[Slide, ...]:
    """Return the slides of a lesson: of each step its phases."""
    return tuple(
        Slide(place, phase) for place, step in enumerate(lesson.steps) for phase in _phases(step)
    )


def cards_of(step: Step, phase: Phase) -> tuple[str, ...]:
    """Return which cards are seen: those that answer a question only when it is no longer open."""
    if phase is not Phase.PREDICT:
        return step.shows + step.reveals
    return tuple(card for card in step.shows if card not in ANSWERS)


def showing_of(step: Step, phase: Phase) -> Showing:
    """Return what is played: where a question is open, it stands."""
    first, last = step.plays or (0, 0)
    if phase in (Phase.SHOW, Phase.PLAY, Phase.OBSERVE):
        return Showing(first, last, step.speed)
    asks_at = first if step.asks_at is None else step.asks_at
    stands = last if phase is Phase.EXPLAIN else asks_at
    return Showing(stands, stands, step.speed)


def _phases(step: Step) -> tuple[Phase, ...]:
    explains = (Phase.EXPLAIN,) if step.explain else ()
    if step.ask is not None:
        return (Phase.PREDICT, Phase.OBSERVE, *explains)
    return (Phase.SHOW if step.goal is None else Phase.PLAY, *explains)

"""What the marks on a surface are, in a student's words; flat or as a landscape."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from lrsim.gui.plots.boxes import Box, Point
from lrsim.gui.plots.remarks import NEAR, Remark, beside
from lrsim.gui.steps.arrow import Arrow
from lrsim.gui.steps.edges import EdgeMark
from lrsim.gui.steps.event import event_words
from lrsim.gui.steps.summaries import place_of
from lrsim.gui.steps.words import minimum_words
from lrsim.session.session import Session
from lrsim.surfaces import Minimum
from lrsim.text.messages import Message, say, shown
from lrsim.text.numbers import count

__all__ = [
    "GHOST",
    "ball_remark",
    "edge_remarks",
    "star_remarks",
    "start_remark",
    "step_remarks",
    "tangent_remarks",
]

START: Final = Message(
    "The start of all runners: drag it, or Tab to the picture and Ctrl with arrows."
)
STAR: Final = Message(
    "The lowest place that is known near here: {place}. This is where a run should end."
)
STEP: Final = Message(
    "The step that comes next: the learning rate says how far it goes, the slope where."
)
TANGENT: Final = Message(
    "The tangent where the ball is: its slope is the gradient. Downhill is where the step goes, and the "
    "steeper it is the longer."
)
GHOST: Final = Message("What {runner} did, or would have done, before the dial was turned.")
EDGE: Final = Message("{where}. It is out of the picture this way; F shows more.")


def ball_remark(session: Session, index: int, at: Point, radius: float) -> Remark:
    """Return what a runner's ball is: whose, at which step, where and how high."""
    words = say(
        "{where}, after step {step}.", where=place_of(session, index), step=count(session.playhead)
    )
    gone = event_words(session, index)
    return Remark(beside(at, radius), f"{words}\n{gone}" if gone else words)


def start_remark(at: Point, radius: float) -> Remark:
    """Return what the ring at the start is for."""
    return Remark(beside(at, radius), shown(START))


def star_remarks(
    minima: Sequence[Minimum], stars: Sequence[Point], radius: float
) -> Iterator[Remark]:
    """Yield what each star is."""
    for minimum, star in zip(minima, stars, strict=True):
        yield Remark(beside(star, radius), say(STAR, place=minimum_words(minimum, minima)))


def step_remarks(arrow: Arrow | None, radius: float) -> Iterator[Remark]:
    """Yield what the arrow of the next step is."""
    if arrow is not None:
        yield from (Remark(piece.grown(2.0), shown(STEP)) for piece in arrow.pieces)
        if arrow.drops:
            yield Remark(Box.around(*arrow.landing, radius), shown(STEP))


def tangent_remarks(tangent: tuple[Point, Point] | None) -> Iterator[Remark]:
    """Yield what the tangent is, along all of it."""
    if tangent is None:
        return
    (left, top), (right, bottom) = tangent
    pieces = max(round(math.hypot(right - left, bottom - top) / NEAR), 1)
    for k in range(pieces + 1):
        across, down = k / pieces * (right - left), k / pieces * (bottom - top)
        yield Remark(beside((left + across, top + down), 0.0), shown(TANGENT))


def edge_remarks(marks: Sequence[EdgeMark]) -> Iterator[Remark]:
    """Yield what the arrows at the edge point at."""
    for mark in marks:
        yield Remark(mark.box, say(EDGE, where=mark.words))

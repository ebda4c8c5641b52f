"""What the marks of the flat picture of a surface are, for who rests the mouse on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Protocol

from lrsim.gui.plots.boxes import Point
from lrsim.gui.plots.remarks import Remark, beside
from lrsim.gui.run.event import EventMark
from lrsim.gui.run.framing import place
from lrsim.gui.run.inset import Inset
from lrsim.gui.run.local_marks import LocalMarks
from lrsim.gui.run.minima import Minima
from lrsim.gui.run.scene import Scene
from lrsim.gui.run.step_marks import StepMarks
from lrsim.gui.steps.hints import (
    GHOST,
    ball_remark,
    edge_remarks,
    star_remarks,
    start_remark,
    step_remarks,
    tangent_remarks,
)
from lrsim.session.session import Session
from lrsim.text.messages import Message, say, shown

__all__ = ["Marked", "remarks_of"]

LOCAL: Final = Message(
    "What the ball's place bends like: λ is how sharply, κ how much more one way than the other. Above "
    "the limit that it says, steps on such a bend grow instead of shrinking."
)
EVENT: Final = Message(
    "Here the run broke: a number grew beyond the largest that a computer holds, and no step follows it."
)
INSET: Final = Message(
    "Small, where it began; the frame shows which part is which. F goes back there."
)
SCALE: Final = Message("How far the camera has gone from where it began; F goes back there.")
DOT: Final = Message("{runner}, a dot for each step: the further apart, the longer the steps.")

MOST_DOTS: Final = 60
"""The last steps of a trail that tell whose they are."""


class Marked(Protocol):
    """A picture with such marks."""

    marks: StepMarks
    local: LocalMarks
    minima: Minima
    inset: Inset
    event_mark: EventMark


def remarks_of(
    view: Marked, session: Session, scene: Scene, start: Point, ball: float
) -> Iterator[Remark]:
    """Yield what is marked in a scene, the uppermost first.

    Parameters
    ----------
    view : Marked
    session : Session
    scene : Scene
    start : tuple of float
        Where the start is, in pixels.
    ball : float
        A ball's width in pixels.
    """
    hung = {bead.runner: bead.pixel for bead in view.marks.beads}
    drawn = [k for k in range(len(session.runs)) if k not in session.hidden]
    drawn.sort(key=lambda index: index != session.selected)
    for index in drawn:
        spot = scene.pixel(place(session.runs[index], session.row(index)))
        yield ball_remark(session, index, hung.get(index, spot), 0.5 * ball)
    yield from edge_remarks(view.marks.edges)
    yield start_remark(start, 0.35 * ball)
    yield from step_remarks(view.marks.arrow, 0.4 * ball)
    yield from star_remarks(view.minima.starred, view.minima.stars(scene), 0.4 * ball)
    for box, words in (
        (view.event_mark.box, EVENT),
        (view.local.box if view.local.words else None, LOCAL),
        (view.inset.pill, SCALE),
        (view.inset.box, INSET),
    ):
        if box is not None:
            yield Remark(box, shown(words))
    for index in drawn:
        run, row = session.runs[index], session.row(index)
        dots = say(DOT, runner=run.runner.name)
        for past in range(max(row - MOST_DOTS, 0), row):
            yield Remark(beside(scene.pixel(place(run, past)), 0.14 * ball), dots)
    yield from tangent_remarks(view.marks.tangent)
    for ghost in session.ghosts:
        if ghost.runner not in session.hidden:
            left = say(GHOST, runner=session.runs[ghost.runner].runner.name)
            for row in range(ghost.first, min(ghost.last, ghost.first + MOST_DOTS) + 1):
                yield Remark(beside(scene.pixel(place(ghost.run, row)), 0.0), left)

"""Balls outside the picture: an arrow at its edge, and where they are in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.explosion import tells_explosion
from lrsim.gui.plots.boxes import Box, Point, Size
from lrsim.gui.steps.picture import Picture
from lrsim.session.session import Session
from lrsim.text.messages import say
from lrsim.text.numbers import count, number

__all__ = ["EdgeMark", "edge_marks", "paint_edges"]

LENGTH: Final = 0.72
HALF: Final = 0.32
"""How long the arrow is, and half as wide, as shares of a ball's width."""

AWAY: Final = 10.0
"""Pixels between the arrow and its words."""


class EdgeMark(NamedTuple):
    """The arrow towards one runner's ball.

    Attributes
    ----------
    runner : int
        Whose it is.
    tip : tuple of float
        Where it points out of the picture, in pixels.
    way : tuple of float
        Where it points, length 1.
    words : str
        Where the ball is.
    name : str
        Whose it is: what is said where there is no room for more.
    ball : float
        How wide a ball is, in pixels.
    """

    runner: int
    tip: Point
    way: Point
    words: str
    name: str
    ball: float

    @property
    def corners(self) -> tuple[Point, Point, Point]:
        """The arrow's corners."""
        (x, y), (dx, dy) = self.tip, self.way
        length, half = LENGTH * self.ball, HALF * self.ball
        back = (x - length * dx, y - length * dy)
        return (
            self.tip,
            (back[0] - half * dy, back[1] + half * dx),
            (back[0] + half * dy, back[1] - half * dx),
        )

    @property
    def box(self) -> Box:
        """What the arrow takes up."""
        x, y = zip(*self.corners, strict=True)
        return Box(min(x), min(y), max(x), max(y))

    def places(self, picture: Picture, size: Size) -> Iterator[Box]:
        """Yield places for the words: beside the arrow, then up and down along the edge."""
        frame, box = picture.placer.frame, self.box
        right = box.centre[0] > 0.5 * picture.width
        sides = (box.left - AWAY - size[0], box.right + AWAY)
        starts = (sides[not right], box.centre[0] - size[0] / 2, sides[right])
        level = min(max(box.centre[1] - size[1] / 2, frame.top), frame.bottom - size[1])
        pitch = size[1] + 4.0
        for k in range(math.ceil(picture.height / pitch)):
            for way in (1.0, -1.0) if k else (1.0,):
                for start in starts:
                    yield picture.placer.inside(Box.of(start, level + way * k * pitch, size))


def edge_marks(
    session: Session, picture: Picture, balls: Mapping[int, Point], ball: float
) -> list[EdgeMark]:
    """Return an arrow for each ball outside of a picture, and block its place.

    Parameters
    ----------
    session : Session
    picture : Picture
    balls : mapping
        Where balls are, in pixels, by their runners.
    ball : float
        How wide one is.
    """
    marks = []
    for index, (x, y) in balls.items():
        if picture.holds((x, y)):
            continue
        inside = (min(max(x, 0.0), picture.width), min(max(y, 0.0), picture.height))
        dx, dy = _sign(x - inside[0]), _sign(y - inside[1])
        length = math.hypot(dx, dy)
        words, name = _whereabouts(session, index), session.runs[index].runner.name
        mark = EdgeMark(index, inside, (dx / length, dy / length), words, name, ball)
        picture.placer.block(mark.box)
        marks.append(mark)
    return marks


def paint_edges(painter: QPainter, marks: Sequence[EdgeMark], theme: Theme) -> None:
    """Paint the arrows."""
    painter.setPen(Qt.PenStyle.NoPen)
    for mark in marks:
        painter.setBrush(theme.runner(mark.runner))
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in mark.corners]))


def _sign(value: float) -> float:
    return 0.0 if value == 0 else math.copysign(1.0, value)


def _whereabouts(session: Session, index: int) -> str:
    """Say where a runner's ball is, and when it has exploded."""
    run = session.runs[index]
    position = run.position[session.row(index)].tolist()
    where = ", ".join(f"{axis} = {number(x)}" for axis, x in zip("xy", position, strict=False))
    name, end = run.runner.name, run.exploded_at
    if end is None or not tells_explosion(session, index):
        return say("{runner}: {place}", runner=name, place=where)
    return say(
        "{runner}: {place}, exploded at step {step}", runner=name, place=where, step=count(end)
    )

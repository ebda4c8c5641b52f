"""The arrow of the step that comes next, −lr · gradient: inside the picture whatever its length."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from lrsim.gui.look.theme import Theme
from lrsim.gui.plots.boxes import Box, Point
from lrsim.gui.plots.curves import runner_stamp
from lrsim.gui.steps.picture import Picture

__all__ = ["SPECK", "Arrow", "level_arrow", "paint_arrow", "straight_arrow"]

SPECK: Final = 4.0
"""Pixels: a shorter arrow is none."""

SHORT: Final = 1.6
"""Radii of the ball: a shorter arrow runs beside it instead of under it."""

BESIDE: Final = 9.0
"""Pixels from the ball to an arrow beside it."""

INSET: Final = 14.0
"""Pixels from the edge to the head of an arrow that is longer than the picture."""

BREAK: Final = 5.0
"""Half the height, in pixels, of the strokes that say an arrow is longer than it is drawn."""

GAP: Final = 3.5
"""Pixels from the middle of the break to either stroke."""

PIECE: Final = 12.0
"""Pixels of a slanted arrow that one box stands for."""


class Arrow(NamedTuple):
    """The step that comes next, in pixels.

    Attributes
    ----------
    tail, tip : tuple of float
        Where it is drawn from and to.
    landing : tuple of float
        Where the step ends, on the curve in 1-D.
    broken : bool
        Whether it is longer than drawn.
    drops : bool
        Whether there is a way down from its tip to the landing.
    """

    tail: Point
    tip: Point
    landing: Point
    broken: bool
    drops: bool

    @property
    def length(self) -> float:
        """Pixels."""
        return math.dist(self.tail, self.tip)

    @property
    def box(self) -> Box:
        """What it takes up."""
        (x0, y0), (x1, y1) = self.tail, self.tip
        return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)).grown(5.0)

    @property
    def pieces(self) -> Sequence[Box]:
        """What it takes up, in boxes along it: a slanted arrow takes less than the box around it."""
        (x0, y0), (x1, y1) = self.tail, self.tip
        count = 1 if y0 == y1 else max(1, math.ceil(self.length / PIECE))
        ends = [(x0 + (x1 - x0) * k / count, y0 + (y1 - y0) * k / count) for k in range(count + 1)]
        return [
            Box(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])).grown(5.0)
            for a, b in pairwise(ends)
        ]


def level_arrow(picture: Picture, ball: Point, landing: Point, radius: float) -> Arrow:
    """Return the arrow of a step in 1-D: level with the ball, or beside it where the ball would hide it."""
    x, level = ball
    short = abs(landing[0] - x) < SHORT * radius
    if short:
        room_below = picture.height - level > 2.5 * radius + BESIDE
        level += (radius + BESIDE) * (1.0 if room_below else -1.0)
    arrow = straight_arrow(picture, (x, level), (landing[0], level))
    return arrow._replace(landing=landing, drops=not (arrow.broken or short))


def straight_arrow(picture: Picture, tail: Point, tip: Point) -> Arrow:
    """Return an arrow whose head is inside the picture: where it does not fit it is broken."""
    dx, dy = tip[0] - tail[0], tip[1] - tail[1]
    share = 1.0
    for start, way, end in ((tail[0], dx, picture.width), (tail[1], dy, picture.height)):
        if way and not 0.0 <= start + way <= end:
            room = (end - INSET - start) if way > 0 else (start - INSET)
            share = min(share, max(room, 0.0) / abs(way))
    end_point = (tail[0] + share * dx, tail[1] + share * dy)
    return Arrow(tail, end_point, tip, broken=share < 1.0, drops=False)


def paint_arrow(painter: QPainter, arrow: Arrow, theme: Theme, runner: int, grown: float) -> None:
    """Paint as much of an arrow as it has grown, and when it is whole, the way down to the landing."""
    if arrow.drops and grown >= 1.0:
        _paint_landing(painter, arrow, theme, runner)
    whole = QLineF(QPointF(*arrow.tail), QPointF(*arrow.tip))
    shaft = QLineF(whole.p1(), whole.pointAt(grown))
    if shaft.length() < SPECK:
        return
    colour, width = theme.runner(runner), theme.curve + 1.5
    head = min(6.0 + 3.0 * theme.curve, max(shaft.length(), 5.0))
    along, normal = shaft.unitVector(), shaft.normalVector().unitVector()
    step, side = QPointF(along.dx(), along.dy()), QPointF(normal.dx(), normal.dy())
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    neck, tip = shaft.p2() - step * min(0.8 * head, shaft.length()), shaft.p2()
    middle = tip - step * (head + 14.0)
    if arrow.broken and shaft.length() > head + 14.0 + GAP:
        painter.drawLine(shaft.p1(), middle - step * GAP)
        painter.drawLine(middle + step * GAP, neck)
        painter.setPen(QPen(colour, 0.6 * width))
        slant = side * (BREAK + width) - step * 2.5
        for centre in (middle - step * GAP, middle + step * GAP):
            painter.drawLine(centre - slant, centre + slant)
    else:
        painter.drawLine(shaft.p1(), neck)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    back = tip - step * head
    painter.drawPolygon(QPolygonF([tip, back + side * (0.42 * head), back - side * (0.42 * head)]))


def _paint_landing(painter: QPainter, arrow: Arrow, theme: Theme, runner: int) -> None:
    """Drop from the arrow's tip to the curve, where the ball will be."""
    colour = theme.runner(runner)
    pen = QPen(colour, theme.thin + 0.6)
    pen.setDashPattern([2, 3])
    painter.setPen(pen)
    painter.drawLine(QPointF(*arrow.tip), QPointF(*arrow.landing))
    stamp = runner_stamp(theme, runner, 0.7, colour.name(), 2.0)._replace(fill="")
    stamp.put(painter, QPointF(*arrow.landing))

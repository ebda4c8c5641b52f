"""Smooth lines of many points, painted one piece after the other.

Qt fills the outline of a whole smooth polyline at once, and looks for all the places where it crosses itself:
500 points of a noisy curve take it 70 ms, the same as single lines 1 ms.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pyqtgraph as pg
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QPaintEngine, QPainter, QPen, QPolygonF

from lrsim.typing import FloatArray

__all__ = ["Stroke", "dashes", "paints_pieces", "polygon", "spaced", "straightened", "stroke"]

APART: Final = 1.5
"""Pixels of way between the points that are painted: less cannot be seen of a line that is as wide."""

STRAY: Final = 0.05
"""Pixels that a line may lie beside itself for having fewer points."""

MOST_DASHES: Final = 4000
"""Of one line: of a longer one they cannot be told apart."""


class Stroke(NamedTuple):
    """A line as it is painted: with this pen, in one go or piece after piece.

    `lines` are the first of the pieces and their count, as the painter is given them; `memory` is what they
    lie in.
    """

    pen: QPen
    whole: QPolygonF | None
    lines: tuple[QLineF, int] | None = None
    memory: PrimitiveArray | None = None

    def paint(self, painter: QPainter) -> None:
        """Paint it, with the painter's own smoothness."""
        painter.setPen(self.pen)
        if self.whole is not None:
            painter.drawPolyline(self.whole)
        if self.lines is not None:
            painter.drawLines(*self.lines)


def stroke(x: FloatArray, y: FloatArray, pen: QPen, *, in_pieces: bool) -> Stroke:
    """Return a line through points in pixels; smooth ones on a picture of pixels are painted in pieces."""
    if not in_pieces:
        return Stroke(pen, polygon(x, y))
    solid = pen.style() == Qt.PenStyle.SolidLine
    if not solid or pen.color().alpha() < 255:
        pen = QPen(pen)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)  # where faint ends overlap it would be seen
    x, y = straightened(*spaced(x, y, APART), STRAY)
    if len(x) == 2 and not solid:  # one that does not turn Qt dashes as quickly
        return Stroke(pen, polygon(x, y))
    ends = _joined(x, y)
    if not solid:
        ends = dashes(x, y, [part * pen.widthF() for part in pen.dashPattern()])
        pen.setStyle(Qt.PenStyle.SolidLine)
    memory = PrimitiveArray(QLineF, 4)
    memory.resize(len(ends))
    memory.ndarray()[:] = ends
    return Stroke(pen, None, memory.drawargs() if len(ends) else None, memory)


def paints_pieces(painter: QPainter) -> bool:
    """Tell whether a painter's smooth lines are to be in pieces: pictures of strokes keep them whole."""
    return painter.paintEngine().type() == QPaintEngine.Type.Raster


def spaced(x: FloatArray, y: FloatArray, apart: float) -> tuple[FloatArray, FloatArray]:
    """Leave out points of a line that crowd together; the first and the last stay."""
    places = np.floor(_way(x, y) / apart)
    kept = np.ones(len(x), dtype=bool)
    kept[1:-1] = places[1:-1] != places[:-2]
    return x[kept], y[kept]


def straightened(x: FloatArray, y: FloatArray, stray: float) -> tuple[FloatArray, FloatArray]:
    """Take every k-th point of a line that bends so little that it strays no further; the ends stay.

    Over k pieces of length l that turn by an angle t each, an arc leaves its chord by k²·l·t/8.
    """
    if len(x) < 4:
        return x, y
    across, down = x[1:] - x[:-1], y[1:] - y[:-1]
    cross = across[:-1] * down[1:] - down[:-1] * across[1:]
    turn = np.abs(np.arctan2(cross, across[:-1] * across[1:] + down[:-1] * down[1:]))
    length = np.hypot(across, down)
    bend = float((turn * np.maximum(length[:-1], length[1:])).max())
    step = len(x) if bend == 0.0 else math.isqrt(int(min(8.0 * stray / bend, len(x) ** 2)))
    if step < 2:
        return x, y
    return np.append(x[:-1:step], x[-1]), np.append(y[:-1:step], y[-1])


def dashes(x: FloatArray, y: FloatArray, pattern: Sequence[float]) -> FloatArray:
    """Return the pieces of a dashed line, rows x0, y0, x1, y1; dashes run on where the line turns.

    Parameters
    ----------
    x, y : ndarray of float64, shape (n,)
    pattern : sequence of float
        Lengths of dash, gap, dash, …
    """
    way = _way(x, y)
    turns = np.cumsum(pattern)
    count = int(way[-1] / turns[-1]) + 1
    if not 0 < count * len(pattern) <= MOST_DASHES:
        return _joined(x, y)
    ends = (turns[-1] * np.arange(count)[:, None] + turns).ravel()
    knots = np.concatenate([way, ends[ends < way[-1]]])
    knots.sort()
    middles = 0.5 * (knots[:-1] + knots[1:]) % turns[-1]
    drawn = np.searchsorted(turns, middles, side="right") % 2 == 0
    drawn &= knots[:-1] < knots[1:]
    pieces: FloatArray = _joined(np.interp(knots, way, x), np.interp(knots, way, y))[drawn]
    return pieces


def _joined(x: FloatArray, y: FloatArray) -> FloatArray:
    """Return the lines from each point to the next, rows x0, y0, x1, y1."""
    ends = np.empty((len(x) - 1, 4))
    ends[:, 0], ends[:, 1], ends[:, 2], ends[:, 3] = x[:-1], y[:-1], x[1:], y[1:]
    return ends


def _way(x: FloatArray, y: FloatArray) -> FloatArray:
    """Return how long the line is up to each point."""
    way = np.zeros(len(x))
    np.cumsum(np.hypot(x[1:] - x[:-1], y[1:] - y[:-1]), out=way[1:])
    return way


def polygon(x: FloatArray, y: FloatArray) -> QPolygonF:
    """Return points as Qt has them."""
    points: QPolygonF = pg.functions.create_qpolygonf(len(x))
    places = pg.functions.ndarray_from_qpolygonf(points)
    places[:, 0], places[:, 1] = x, y
    return points

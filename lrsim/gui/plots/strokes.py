"""Smooth lines of many points, painted one piece after the other.

Qt fills the outline of a whole smooth polyline at once, and looks for all the places where it crosses itself:
500 points of a noisy curve take it 70 ms, the same as single lines 1 ms.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QPaintEngine, QPainter, QPen, QPolygonF

from lrsim.typing import FloatArray

__all__ = ["dashes", "polygon", "spaced", "stroke"]

APART: Final = 1.5
"""Pixels of way between the points that are painted: less cannot be seen of a line that is as wide."""

MOST_DASHES: Final = 4000
"""Of one line: of a longer one they cannot be told apart."""


def stroke(painter: QPainter, x: FloatArray, y: FloatArray, pen: QPen) -> None:
    """Paint a line through points in pixels, with the painter's own smoothness."""
    smooth = bool(painter.renderHints() & QPainter.RenderHint.Antialiasing)
    if not smooth or painter.paintEngine().type() != QPaintEngine.Type.Raster:
        painter.setPen(pen)
        painter.drawPolyline(polygon(x, y))
        return
    x, y = spaced(x, y, APART)
    ends = np.column_stack([x[:-1], y[:-1], x[1:], y[1:]])
    single = QPen(pen)
    if pen.style() != Qt.PenStyle.SolidLine:
        ends = dashes(x, y, [part * pen.widthF() for part in pen.dashPattern()])
        single.setStyle(Qt.PenStyle.SolidLine)
    if pen.style() != Qt.PenStyle.SolidLine or pen.color().alpha() < 255:
        single.setCapStyle(Qt.PenCapStyle.FlatCap)  # where faint ends overlap it would be seen
    painter.setPen(single)
    lines = pg.Qt.internals.PrimitiveArray(QLineF, 4)
    lines.resize(len(ends))
    lines.ndarray()[:] = ends
    painter.drawLines(*lines.drawargs())


def spaced(x: FloatArray, y: FloatArray, apart: float) -> tuple[FloatArray, FloatArray]:
    """Leave out points of a line that crowd together; the first and the last stay."""
    places = np.floor(_way(x, y) / apart)
    kept = np.ones(len(x), dtype=bool)
    kept[1:-1] = places[1:-1] != places[:-2]
    return x[kept], y[kept]


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
        return np.column_stack([x[:-1], y[:-1], x[1:], y[1:]])
    ends = (turns[-1] * np.arange(count)[:, None] + turns).ravel()
    knots = np.unique(np.concatenate([way, ends[ends < way[-1]]]))
    middles = 0.5 * (knots[:-1] + knots[1:]) % turns[-1]
    drawn = np.searchsorted(turns, middles, side="right") % 2 == 0
    across, down = np.interp(knots, way, x), np.interp(knots, way, y)
    pieces = across[:-1], down[:-1], across[1:], down[1:]
    return np.column_stack([piece[drawn] for piece in pieces])


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

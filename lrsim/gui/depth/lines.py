"""Paths laid over a landscape, and which of their parts are seen."""

from __future__ import annotations

import itertools
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QPainter, QPen

from lrsim.gui.depth.mesh import HEIGHT, Mesh, Single
from lrsim.gui.depth.projection import Projection
from lrsim.gui.depth.raster import Raster
from lrsim.gui.plots.clipping import clipped, inside
from lrsim.gui.plots.strokes import APART, dashes, paints_pieces, polygon
from lrsim.typing import FloatArray

__all__ = ["Line", "draped", "standing"]

STRIDE: Final = 0.03
"""How far apart the points of a path are at most, where the plan is 2 deep: it follows the ground."""

MOST_POINTS: Final = 2000
"""Points of one path; of a longer one they are farther apart."""

FARTHEST: Final = 40.0
"""How far out of the plan's middle anything is drawn, in halves of its depth: out of every picture."""

LARGEST: Final = 1e300
"""As much of a plan that is infinite as there are numbers for."""

UNDER: Final = 2.5
"""Pixels that a path may lie below what is in front of it and be seen still: it lies on the ground."""

HIDDEN: Final = 0.3
"""How strong what is behind a hill is."""


Frame = tuple[float, float, float, float]


class Line(NamedTuple):
    """A path in the picture.

    Attributes
    ----------
    x, y : ndarray of float64, shape (points,)
        Pixels from the left and from the top.
    hidden : ndarray of bool, shape (points,)
        Whether something is in front of it.
    """

    x: FloatArray
    y: FloatArray
    hidden: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, mesh: Mesh, projection: Projection, raster: Raster, position: FloatArray) -> Line:
        """Return the line over the ground through positions, (steps, 2)."""
        a, b, h = draped(mesh, position)
        spot = projection.spot(a, b, h)
        hidden = raster.hidden(a, b, h) > UNDER
        return cls(spot.x, spot.y, hidden)

    def paint(self, painter: QPainter, pen: QPen, frame: Frame) -> None:
        """Paint what of it is in a frame, left, right, top, bottom; fainter where it is hidden."""
        if len(self.x) < 2:
            return
        flat = QPen(pen)
        flat.setCapStyle(Qt.PenCapStyle.FlatCap)  # ends of faint pieces that overlap would be seen
        if not paints_pieces(painter):
            self._paint_whole(painter, flat, frame)
            return
        ends, behind = self._pieces(pen, frame)
        flat.setStyle(Qt.PenStyle.SolidLine)
        for hidden in (True, False):
            some = ends[behind == hidden]
            if not len(some):
                continue
            solid = pen.style() == Qt.PenStyle.SolidLine and pen.color().alpha() == 255
            painter.setPen(pen if solid and not hidden else flat)
            painter.setOpacity(HIDDEN if hidden else 1.0)
            lines = PrimitiveArray(QLineF, 4)
            lines.resize(len(some))
            lines.ndarray()[:] = some
            painter.drawLines(*lines.drawargs())
        painter.setOpacity(1.0)

    def _paint_whole(self, painter: QPainter, pen: QPen, frame: Frame) -> None:
        """Paint it as the lines that it is made of, each as long as it is seen or hidden."""
        painter.setPen(pen)
        turns = (np.flatnonzero(np.diff(self.hidden)) + 1).tolist()
        last = len(self.x) - 1
        for start, end in itertools.pairwise([0, *(turn for turn in turns if turn < last), last]):
            painter.setOpacity(HIDDEN if self.hidden[start] else 1.0)
            for x, y in clipped(self.x[start : end + 1], self.y[start : end + 1], frame):
                painter.drawPolyline(polygon(x, y))
        painter.setOpacity(1.0)

    def _pieces(self, pen: QPen, frame: Frame) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
        """Return single lines or dashes, rows x0, y0, x1, y1, and which of them are hidden."""
        kept = np.ones(len(self.x), dtype=bool)
        steps = np.hypot(np.diff(self.x), np.diff(self.y))
        places = np.floor(np.cumsum(steps) / APART)
        # where a long way begins it begins exactly: all of it would lie beside itself
        kept[1:-1] = (np.diff(places, prepend=0.0)[:-1] > 0.0) | (steps[1:] > APART)
        x, y, behind = self.x[kept], self.y[kept], self.hidden[kept]
        enter, leave = inside(x, y, frame)
        seen = enter < leave
        ends = np.stack([x[:-1], y[:-1], x[1:], y[1:]], axis=1)
        ends, behind = _cut(ends, enter, leave)[seen], behind[:-1][seen]
        if pen.style() == Qt.PenStyle.SolidLine or not len(ends):
            return ends, behind
        way = np.append(0.0, np.cumsum(np.hypot(*(ends[:, 2:] - ends[:, :2]).T)))
        pattern = [part * pen.widthF() for part in pen.dashPattern()]
        begin, _, end, _ = dashes(way, np.zeros_like(way), pattern).T
        source = np.searchsorted(way, 0.5 * (begin + end), side="right") - 1
        long = np.maximum(np.diff(way), 1e-12)[source]
        shares = (begin - way[source]) / long, (end - way[source]) / long
        return _cut(ends[source], *shares), behind[source]


def _cut(ends: FloatArray, begin: FloatArray, end: FloatArray) -> FloatArray:
    """Return from which of their shares to which lines go, rows x0, y0, x1, y1."""
    start, way = ends[:, :2], ends[:, 2:] - ends[:, :2]
    return np.concatenate([start + begin[:, None] * way, start + end[:, None] * way], axis=1)


def draped(mesh: Mesh, position: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return a path over the ground through positions, (steps, 2), as points of the landscape a, b, h."""
    a, b = _cut_at_rim(mesh, *held(mesh, position))
    wide, deep = (side + 1e-9 for side in mesh.sides)
    on_plan = (np.abs(a) <= wide) & (np.abs(b) <= deep)
    # outside of it there is nothing to follow
    step = np.where(on_plan[:-1] & on_plan[1:], np.hypot(np.diff(a), np.diff(b)), 0.0)
    stride = max(STRIDE, float(step.sum()) / MOST_POINTS)
    parts = np.maximum(np.ceil(step / stride), 1.0).astype(np.intp)
    first = np.repeat(np.arange(len(parts)), parts)
    begin = np.repeat(np.cumsum(parts) - parts, parts)
    share = (np.arange(len(first)) - begin) / parts[first] if len(first) else np.empty(0)
    a, b = (
        np.append(line[first] + share * (line[first + 1] - line[first]), line[-1:])
        for line in (a, b)
    )
    return a, b, heights_at(mesh, a, b)


def held(mesh: Mesh, position: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return where positions, (steps, 2), are in the plan; those far out, and no numbers, nearer to it.

    They stay on their ways from its middle: what leaves the landscape leaves it where it does.
    """
    with np.errstate(all="ignore"):
        a, b = mesh.plan(position[:, 0], position[:, 1])
    # fmin and fmax prefer a number to NaN
    a, b = (np.fmax(np.fmin(line, LARGEST), -LARGEST) for line in (a, b))
    nearer = np.maximum(np.maximum(np.abs(a), np.abs(b)) / FARTHEST, 1.0)
    return a / nearer, b / nearer


def _cut_at_rim(mesh: Mesh, a: FloatArray, b: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return a path with a point wherever it comes onto the plan or leaves it."""
    wide, deep = mesh.sides
    if len(a) < 2 or (np.abs(a).max() <= wide and np.abs(b).max() <= deep):
        return a, b
    enter, leave = inside(a, b, (-wide, wide, -deep, deep))
    met = enter < leave
    shares = np.stack([np.zeros(len(met)), enter, leave], axis=1)
    kept = np.stack([np.ones_like(met), met & (enter > 0.0), met & (leave < 1.0)], axis=1)
    shares[~kept] = 0.0

    def cut(line: FloatArray) -> FloatArray:
        points: FloatArray = line[:-1, None] + shares * np.diff(line)[:, None]
        return np.append(points[kept], line[-1])

    return cut(a), cut(b)


def standing(
    mesh: Mesh, position: FloatArray, loss: FloatArray | None = None
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return where positions, (points, 2), are: as high as their losses, or without these on the ground.

    Outside of the plan, where there is no ground, all are as high as its rim.
    """
    a, b = held(mesh, position)
    h = heights_at(mesh, a, b)
    if loss is not None:
        wide, deep = mesh.sides
        inside = (np.abs(a) <= wide) & (np.abs(b) <= deep)
        h = np.where(inside, mesh.height(np.asarray(loss, dtype=np.float64)), h)
    return a, b, h


def heights_at(mesh: Mesh, a: FloatArray, b: FloatArray) -> FloatArray:
    """Return the height of the ground at points of the plan; outside it is the rim's, in a hole the top."""
    shade: Single = mesh.places(a.astype(np.float32), b.astype(np.float32)).of(mesh.shade)
    return HEIGHT * np.fmin(shade, 1.0, dtype=np.float64)

"""Paths laid over a landscape, and which of their parts are seen."""

from __future__ import annotations

import itertools
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from lrsim.gui.depth.mesh import HEIGHT, Mesh, Single
from lrsim.gui.depth.projection import Projection
from lrsim.gui.depth.raster import Raster
from lrsim.gui.plots.clipping import clipped, inside
from lrsim.typing import FloatArray

__all__ = ["Line", "draped", "standing"]

STRIDE: Final = 0.03
"""How far apart the points of a path are at most, where the plan is 2 deep: it follows the ground."""

MOST_POINTS: Final = 2000
"""Points of one path; of a longer one they are farther apart."""

PIECE: Final = 30
"""Points painted at a time: for a smooth line that often crosses itself Qt takes eight times as long."""

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
        turns = np.flatnonzero(np.diff(self.hidden)) + 1
        bounds = np.union1d(turns, np.arange(0, len(self.x) - 1, PIECE)).tolist()
        bounds.append(len(self.x) - 1)
        behind = self.hidden.tolist()
        for start, end in itertools.pairwise(bounds):
            opacity = HIDDEN if behind[start] else 1.0
            painter.setOpacity(opacity)
            painter.setPen(flat if opacity * pen.color().alphaF() < 1.0 else pen)
            for x, y in clipped(self.x[start : end + 1], self.y[start : end + 1], frame):
                painter.drawPolyline(_polygon(x, y))
        painter.setOpacity(1.0)


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


def _polygon(x: FloatArray, y: FloatArray) -> QPolygonF:
    polygon: QPolygonF = pg.functions.create_qpolygonf(len(x))
    points = pg.functions.ndarray_from_qpolygonf(polygon)
    points[:, 0], points[:, 1] = x, y
    return polygon

"""Names beside curves, each where its curve is furthest from all the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from lrsim.gui.look.theme import Theme
from lrsim.gui.plots.gate import Pixels
from lrsim.gui.plots.layer import Layer
from lrsim.gui.plots.plot import Plot
from lrsim.typing import FloatArray

__all__ = ["CurveNames", "NamedCurve"]


STRIDE = 5
"""Of the points of a curve, those where its name is tried."""

FAR_ENOUGH = 4.0
"""Heights of a name: as far from other curves as is far enough."""

PLACE_PITCH = 5.0
"""Pixels along a curve between the places that names keep clear of."""


class NamedCurve(NamedTuple):
    """A curve with its name, in the plot's coordinates."""

    x: FloatArray
    y: FloatArray
    name: str
    colour: QColor


class CurveNames(Layer):
    """Writes the names of a plot's curves beside them; one that has no room is left out.

    Names keep off the items of the plot in `others`.
    """

    def __init__(self, plot: Plot, z: float, others: Sequence[pg.GraphicsObject] = ()) -> None:
        super().__init__(plot, z)
        self._curves: Sequence[NamedCurve] = ()
        self._others = others
        self._frame = QRectF()
        self.placed: list[tuple[QRectF, NamedCurve]] = []
        """Where names stand, in pixels of the plot."""

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's font."""
        self._font = theme.font("small")
        self._font.setWeight(self._font.Weight.DemiBold)
        self._ground = QColor(theme.card)
        self._frame = QRectF()

    def show_names(self, curves: Sequence[NamedCurve]) -> None:
        """Name these curves, the most important first."""
        self._curves = curves
        self._frame = QRectF()
        self.update()

    def paint_pixels(self, painter: QPainter, pixels: Pixels) -> None:
        """Write each name; their places are looked for only when curves or size have changed."""
        if pixels.frame != self._frame:
            self._frame = pixels.frame
            paths = [
                np.column_stack([pixels.across(curve.x), pixels.down(curve.y)])
                for curve in self._curves
            ]
            self.placed = self._places(paths, pixels.frame)
        painter.setFont(self._font)
        for box, curve in self.placed:
            painter.fillRect(box.adjusted(-2, -2, 2, 3), self._ground)  # over the dial's line
            painter.setPen(curve.colour)
            painter.drawText(box.bottomLeft(), curve.name)

    def _places(
        self, paths: Sequence[FloatArray], frame: QRectF
    ) -> list[tuple[QRectF, NamedCurve]]:
        metrics = QFontMetricsF(self._font)
        lines = [_filled_in(path, frame) for path in paths]
        reserved = [other.sceneBoundingRect() for other in self._others]
        placed: list[tuple[QRectF, NamedCurve]] = []
        for index, (path, curve) in enumerate(zip(paths, self._curves, strict=True)):
            size = metrics.horizontalAdvance(curve.name), metrics.capHeight()
            taken = [*reserved, *(box for box, _ in placed)]
            others = np.concatenate([np.empty((0, 2)), *lines[:index], *lines[index + 1 :]])
            box = _roomiest(path[::STRIDE], size, (lines[index], others), taken, frame)
            if box is not None:
                placed.append((box, curve))
        return placed


def _filled_in(path: FloatArray, frame: QRectF) -> FloatArray:
    """Return places all along a path, those in the frame."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
    places = np.arange(0.0, along[-1], PLACE_PITCH)
    x, y = (np.interp(places, along, path[:, axis]) for axis in (0, 1))
    inside = (y > frame.top() - 20) & (y < frame.bottom() + 20)
    return np.column_stack([x[inside], y[inside]])


def _roomiest(
    path: FloatArray,
    size: tuple[float, float],
    lines: tuple[FloatArray, FloatArray],
    taken: Sequence[QRectF],
    frame: QRectF,
) -> QRectF | None:
    """Return the box beside a path that is furthest from other lines; None where none is clear of them.

    `lines` are the path's own and the others.
    """
    width, height = size
    gap = 0.8 * height
    own, others = lines
    best, most = None, 0.5 * gap
    beside = ((-gap - width, -height / 2), (gap, -height / 2))
    above_or_below = ((-width / 2, -gap - height), (-width / 2, gap))
    for x, y in path.tolist():
        for left, top in (*beside, *above_or_below):
            box = QRectF(x + left, y + top, width, height)
            near = box.adjusted(-gap, -gap, gap, gap)
            if not frame.contains(near) or any(near.intersects(other) for other in taken):
                continue
            away = _distance(box, others, FAR_ENOUGH * height)
            if away > most and _distance(box, own, gap) > 0.5 * gap:
                best, most = box, away
    return best


def _distance(box: QRectF, points: FloatArray, most: float) -> float:
    """Return how far the nearest point is from a box, or `most` if that is less."""
    across = np.maximum(box.left() - points[:, 0], points[:, 0] - box.right())
    down = np.maximum(box.top() - points[:, 1], points[:, 1] - box.bottom())
    return float(np.maximum(across, down).min(initial=most))

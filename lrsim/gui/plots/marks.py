"""Small shapes at many points: balls, dots, beads, stars.

Each shape is painted once into a pixmap and stamped from then on. pyqtgraph's scatter plot does the same for
one style, but sorts every point's style anew at each change; for trails that takes longer than painting.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from lrsim.gui.plots.gate import Pixels
from lrsim.gui.plots.layer import Layer

Array = npt.NDArray[np.float64] | npt.NDArray[np.int64]


DASHES = (2.6, 1.6)
"""Of a dashed outline, in its widths."""


class Stamp(NamedTuple):
    """How a mark looks: shape, fill, outline and size in pixels; a dashed outline is of what is no more."""

    symbol: str
    fill: str
    size: float
    outline: str = ""
    width: float = 0.0
    dashed: bool = False

    def pixmap(self, ratio: float) -> QPixmap:
        """Return the mark painted for a device pixel ratio."""
        return _pixmap(self, ratio)


class Marks(Layer):
    """Stamps at points of the plot, always the same size on the screen."""

    def __init__(self, plot: pg.PlotWidget, z: float) -> None:
        super().__init__(plot, z)
        self._groups: Sequence[tuple[Array, Array, Stamp]] = ()

    def show_groups(self, groups: Sequence[tuple[Array, Array, Stamp]]) -> None:
        """Show each group's points x, y with its stamp."""
        self._groups = groups
        self.update()

    def paint_pixels(self, painter: QPainter, pixels: Pixels) -> None:
        """Stamp what lies in view."""
        frame, ratio = pixels.frame, painter.device().devicePixelRatioF()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for x, y, stamp in self._groups:
            pixmap = stamp.pixmap(ratio)
            half = 0.5 * pixmap.width() / ratio
            across, down = pixels.across(x), pixels.down(y)
            seen = (
                (across > frame.left() - half)
                & (across < frame.right() + half)
                & (down > frame.top() - half)
                & (down < frame.bottom() + half)
            )
            for left, top in zip(
                (across[seen] - half).tolist(), (down[seen] - half).tolist(), strict=True
            ):
                painter.drawPixmap(QPointF(left, top), pixmap)


def told_apart(
    groups: Sequence[tuple[Array, Array, Stamp]], box: pg.ViewBox, apart: float
) -> list[tuple[Array, Array, Stamp]]:
    """Return the groups, of one point each, that are so many pixels apart from all that are kept before."""
    (left, right), (low, high) = box.viewRange()
    across, up = box.width() / (right - left), box.height() / (high - low)
    kept: list[tuple[Array, Array, Stamp]] = []
    for x, y, stamp in groups:
        ways = (
            math.hypot(float(x[0] - others[0][0]) * across, float(y[0] - others[1][0]) * up)
            for others in kept
        )
        if min(ways, default=math.inf) > apart:
            kept.append((x, y, stamp))
    return kept


@functools.lru_cache(maxsize=256)
def _pixmap(stamp: Stamp, ratio: float) -> QPixmap:
    side = round((stamp.size + stamp.width + 2.0) * ratio)
    pixmap = QPixmap(side, side)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(0.5 * side / ratio, 0.5 * side / ratio)
        painter.scale(stamp.size, stamp.size)
        if stamp.width:
            pen = QPen(QColor(stamp.outline), stamp.width)
            pen.setCosmetic(True)
            if stamp.dashed:
                pen.setDashPattern(DASHES)
            painter.setPen(pen)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(stamp.fill) if stamp.fill else Qt.BrushStyle.NoBrush)
        painter.drawPath(Symbols[stamp.symbol])
    return pixmap

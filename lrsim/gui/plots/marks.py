"""Small shapes at many points: balls, dots, beads, stars.

Each shape is painted once into a pixmap and stamped from then on. pyqtgraph's scatter plot does the same for
one style, but sorts every point's style anew at each change; for trails that takes longer than painting.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from lrsim.gui.look.devices import is_drawing
from lrsim.gui.loop.net import saved_state
from lrsim.gui.plots.gate import Pixels
from lrsim.gui.plots.layer import Layer
from lrsim.gui.plots.plot import Plot
from lrsim.gui.plots.remarks import Remark, beside

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

    @property
    def side(self) -> float:
        """Pixels of the square that it needs."""
        return self.size + self.width + 2.0

    def within(self, y: float, heights: tuple[float, float], pixels: float) -> float:
        """Return where it stands in a plot so high: whole at the border where its curve has left the plot."""
        low, high = heights
        if low <= y <= high:
            return y
        half = 0.5 * self.size * (high - low) / max(pixels, 2.0 * self.size)
        return low + half if y < low else high - half

    def pixmap(self, ratio: float) -> QPixmap:
        """Return the mark painted for a device pixel ratio."""
        return _pixmap(self, ratio)[0]

    def put(self, painter: QPainter, *places: QPointF) -> None:
        """Paint the mark around each of some points."""
        _put(painter, [(self, places)])


Group = tuple[Array, Array, Stamp]
"""Points x, y, and the stamp that each of them has."""


class Marks(Layer):
    """Stamps at points of the plot, always the same size on the screen."""

    def __init__(self, plot: Plot, z: float) -> None:
        super().__init__(plot, z)
        self._groups: Sequence[Group] = ()
        # laid out in pixels: most marks are painted many times until they change
        self._placed: tuple[Pixels, list[tuple[Stamp, list[QPointF]]]] | None = None

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Show each group's points x, y with its stamp."""
        if not _same(groups, self._groups):
            self._groups = groups
            self._placed = None
            self.update()

    def remarks(self, words: str) -> Iterator[Remark]:
        """Yield each stamp's place with words for all of them."""
        for x, y, stamp in self._groups:
            for place in zip(x.tolist(), y.tolist(), strict=True):
                at = self._box.mapFromView(QPointF(*place)).toTuple()
                yield Remark(beside(at, 0.5 * stamp.size), words)

    @property
    def is_blank(self) -> bool:
        return not self._groups

    def paint_pixels(self, painter: QPainter, pixels: Pixels) -> None:
        """Stamp what lies in view."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        placed = self._placed
        if placed is None or placed[0] is not pixels:
            placed = self._placed = pixels, _in_view(self._groups, pixels)
        _put(painter, placed[1])


def _in_view(groups: Sequence[Group], pixels: Pixels) -> list[tuple[Stamp, list[QPointF]]]:
    """Return the stamps, and where they are in view."""
    frame, placed = pixels.frame, []
    for x, y, stamp in groups:
        half = 0.5 * stamp.side
        across, down = pixels.across(x), pixels.down(y)
        seen = (
            (across > frame.left() - half)
            & (across < frame.right() + half)
            & (down > frame.top() - half)
            & (down < frame.bottom() + half)
        )
        places = zip(across[seen].tolist(), down[seen].tolist(), strict=True)
        placed.append((stamp, [QPointF(*place) for place in places]))
    return placed


def _same(groups: Sequence[Group], others: Sequence[Group]) -> bool:
    """Tell whether groups look the same."""
    return len(groups) == len(others) and all(
        stamp == other_stamp and same_bits(x, other_x) and same_bits(y, other_y)
        for (x, y, stamp), (other_x, other_y, other_stamp) in zip(groups, others, strict=True)
    )


def same_bits(one: Array, other: Array) -> bool:
    """Tell whether two rows are alike bit by bit, in a fifth of the time that `array_equal` takes."""
    return one is other or (one.dtype == other.dtype and one.tobytes() == other.tobytes())


def told_apart(groups: Sequence[Group], box: pg.ViewBox, apart: float) -> list[Group]:
    """Return the groups, of one point each, that are so many pixels apart from all that are kept before."""
    (left, right), (low, high) = box.viewRange()
    across, up = box.width() / (right - left), box.height() / (high - low)
    kept: list[Group] = []
    for x, y, stamp in groups:
        ways = (
            math.hypot(float(x[0] - others[0][0]) * across, float(y[0] - others[1][0]) * up)
            for others in kept
        )
        if min(ways, default=math.inf) > apart:
            kept.append((x, y, stamp))
    return kept


@functools.lru_cache(maxsize=256)
def _pixmap(stamp: Stamp, ratio: float) -> tuple[QPixmap, QPointF]:
    """Return a mark's picture, and where in it the point is that it marks."""
    side = round(stamp.side * ratio)
    half = 0.5 * side / ratio
    pixmap = QPixmap(side, side)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(half, half)
        _paint(stamp, painter)
    return pixmap, QPointF(half, half)


def _put(painter: QPainter, placed: Iterable[tuple[Stamp, Sequence[QPointF]]]) -> None:
    """Paint each mark around each of its points."""
    if is_drawing(painter):
        for stamp, places in placed:
            for place in places:
                with saved_state(painter):
                    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                    painter.translate(place)
                    _paint(stamp, painter)
        return
    ratio = painter.device().devicePixelRatioF()
    for stamp, places in placed:
        if places:
            pixmap, corner = _pixmap(stamp, ratio)
            for place in places:
                painter.drawPixmap(place - corner, pixmap)


def _paint(stamp: Stamp, painter: QPainter) -> None:
    """Paint a mark around the origin."""
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

"""Curves: thinned to pixels, drawn with the runners' pens and beads."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from lrsim.gui.look.theme import RUNNER_SHAPES, Theme, runner_pen
from lrsim.gui.plots.axes import Plot
from lrsim.gui.plots.gate import Pixels
from lrsim.gui.plots.layer import Layer
from lrsim.gui.plots.marks import Array, Marks, Stamp
from lrsim.typing import FloatArray

DENSE = 4
"""Points per pixel column from which a curve may be a band instead of a line."""


def thin_out(x: Array, y: FloatArray, columns: int) -> tuple[Array, FloatArray]:
    """Return the curve's lowest and highest point in every other of `columns` pixel columns.

    What is drawn looks the same; painting an antialiased line of a million points would take a second.
    """
    n, blocks = len(x), max(columns // 2, 1)
    if n <= 2 * blocks:
        return x, y
    size = math.ceil(n / blocks)
    whole = n // size * size
    parts = y[:whole].reshape(-1, size)
    first = np.arange(0, whole, size)
    ends = np.sort(np.stack([first + parts.argmin(axis=1), first + parts.argmax(axis=1)]), axis=0)
    chosen = np.concatenate([[0], ends.T.ravel(), np.arange(whole, n), [n - 1]])
    return x[chosen], y[chosen]


class CurveCache:
    """Curves as the plot shows them, each computed once: of a long one the logarithms cost a frame."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[FloatArray, object, FloatArray]] = {}

    def get(
        self,
        index: int,
        values: FloatArray,
        how: object,
        change: Callable[[FloatArray], FloatArray],
    ) -> FloatArray:
        """Return `change(values)`; `how` says by what, so that another scale is another curve."""
        known = self._known.get(index)
        if known is None or known[0] is not values or known[1] != how:
            known = (values, how, change(values))
            self._known[index] = known
        return known[2]


class Curve(NamedTuple):
    """One curve, ready to paint."""

    x: Array
    y: FloatArray
    pen: QPen
    smooth: bool


class CurvePool(Layer):
    """The curves of one layer of a plot, painted in pixels.

    pyqtgraph's own curve item computes bounds and paths anew at every change, which takes longer than
    painting; here the view's range is given, so nobody asks for bounds.
    """

    def __init__(self, plot: Plot, z: float, *, antialias: bool = True) -> None:
        super().__init__(plot, z)
        self._plot = plot
        self._antialias = antialias
        self._curves: dict[int, Curve] = {}

    def draw(
        self, index: int, x: Array, y: FloatArray, pen: QPen, *, over_time: bool = True
    ) -> None:
        """Fill one curve; `over_time` says that x ascends, so that it may be thinned to pixels."""
        columns = self._plot.columns
        dense = len(x) > DENSE * columns
        if over_time:
            x, y = thin_out(x, y, columns)
        self._curves[index] = Curve(
            x, y, _light(pen) if dense else pen, self._antialias and not dense
        )
        self.update()

    def hide_from(self, count: int) -> None:
        """Hide all curves from an index on."""
        for index in [index for index in self._curves if index >= count]:
            self.hide(index)

    def hide(self, index: int) -> None:
        """Hide one curve."""
        if self._curves.pop(index, None) is not None:
            self.update()

    @property
    def shown(self) -> tuple[int, ...]:
        """Indices of the curves that are shown."""
        return tuple(sorted(self._curves))

    def curve(self, index: int) -> Curve:
        """Return a curve that is shown."""
        return self._curves[index]

    def paint_pixels(self, painter: QPainter, pixels: Pixels) -> None:
        """Paint every curve."""
        for _, curve in sorted(self._curves.items()):
            if len(curve.x) < 2:
                continue
            polygon = pg.functions.create_qpolygonf(len(curve.x))
            points = pg.functions.ndarray_from_qpolygonf(polygon)
            points[:, 0], points[:, 1] = pixels.across(curve.x), pixels.down(curve.y)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, curve.smooth)
            painter.setPen(curve.pen)
            painter.drawPolyline(polygon)


class Pens:
    """The runners' pens for one theme, made once: past solid, future dashed, ghosts faint.

    `ahead` is the future of a path that may wind: one pixel wide, which Qt dashes thirty times faster.
    """

    def __init__(self, theme: Theme) -> None:
        count = range(len(theme.runners))
        self.past = [_pen(theme.runner(index), theme.curve) for index in count]
        self.future = [runner_pen(theme, index, future=True) for index in count]
        self.ahead = [_ahead(theme.runner(index)) for index in count]
        self.ghost = [_pen(_faint(theme.runner(index)), theme.curve) for index in count]


class Beads:
    """The runners' shapes along their curves, so that no curve is told by its colour alone.

    Each runner has its own places, an even distance apart, so that beads of curves that coincide do not.
    """

    SHARE = 8
    """Beads on a curve that spans the picture."""

    def __init__(self, plot: Plot, z: float) -> None:
        self._marks = Marks(plot, z)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._stamps = [runner_stamp(theme, index, 0.36) for index in range(len(theme.runners))]

    def draw(self, horizon: int, curves: list[tuple[npt.NDArray[np.int64], FloatArray]]) -> None:
        """Put beads on each runner's (step, value) curve."""
        spacing = max(horizon / self.SHARE, 1.0)
        groups = []
        for index, (step, value) in enumerate(curves):
            if not len(step):
                continue
            offset = spacing * (index + 0.5) / max(len(curves), 1)
            places = np.searchsorted(step, np.arange(offset, step[-1] + 0.5, spacing))
            places = np.unique(np.minimum(places, len(step) - 1))
            groups.append((step[places], value[places], self._stamps[index]))
        self._marks.show_groups(groups)


def runner_stamp(
    theme: Theme, index: int, share: float, outline: str = "", width: float = 0.0
) -> Stamp:
    """Return a runner's mark, its size as a share of a ball's."""
    symbol = RUNNER_SHAPES[index % len(RUNNER_SHAPES)]
    return Stamp(symbol, theme.runner(index).name(), theme.ball * share, outline, width)


def _light(pen: QPen) -> QPen:
    """Return the pen one pixel wide: what fills its columns anyway is painted thirty times faster."""
    light = QPen(pen)
    light.setWidthF(1.0)
    return light


def _pen(colour: QColor, width: float) -> QPen:
    pen = QPen(colour, width)
    pen.setCosmetic(True)
    pen.setJoinStyle(
        Qt.PenJoinStyle.BevelJoin
    )  # round joins take twice the time and cannot be seen
    return pen


def _ahead(colour: QColor) -> QPen:
    pen = QPen(colour, 1)
    pen.setCosmetic(True)
    pen.setDashPattern([6, 5])
    return pen


def _faint(colour: QColor) -> QColor:
    colour.setAlphaF(0.3)
    return colour

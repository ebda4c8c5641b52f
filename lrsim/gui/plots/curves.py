"""Curves: thinned to pixels, drawn with the runners' pens and beads."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from lrsim.gui.look.theme import Theme, runner_pen
from lrsim.gui.plots.clipping import clipped
from lrsim.gui.plots.gate import Pixels
from lrsim.gui.plots.layer import Layer
from lrsim.gui.plots.marks import Array, Marks, Stamp, same_bits
from lrsim.gui.plots.plot import Plot
from lrsim.gui.plots.remarks import Remark, beside
from lrsim.gui.plots.strokes import Stroke, paints_pieces, stroke
from lrsim.text.messages import Message, say
from lrsim.typing import FloatArray

MARGIN = 40.0
"""Pixels around the picture up to which curves are drawn: where they are cut cannot be seen."""

DENSE = 4
"""Points per pixel column from which a curve may be a band instead of a line."""

WHOSE: Final = Message(
    "The curve of {runner}: its shape stands along it, for who cannot tell colours."
)


class Curve(NamedTuple):
    """One curve, ready to paint."""

    x: Array
    y: FloatArray
    pen: QPen
    smooth: bool

    def is_same(self, other: Curve) -> bool:
        """Tell whether another one looks the same."""
        return (
            self.smooth == other.smooth
            and (self.pen is other.pen or self.pen == other.pen)
            and same_bits(self.x, other.x)
            and same_bits(self.y, other.y)
        )


class LaidOut(NamedTuple):
    """A curve's parts in view, and what they were made of."""

    curve: Curve
    pixels: Pixels
    in_pieces: bool
    strokes: list[Stroke]


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
        self.edition = 0
        """Another number whenever the curves are others."""
        self._made_of: dict[int, object] = {}
        # laid out in pixels: most curves are painted many times until they change
        self._strokes: dict[int, LaidOut] = {}

    def draw(
        self,
        index: int,
        x: Array,
        y: FloatArray,
        pen: QPen,
        *,
        points: int | None = None,
        made_of: object = None,
    ) -> None:
        """Fill one curve.

        Parameters
        ----------
        index : int
        x, y : ndarray, shape (n,)
        pen : QPen
        points : int, optional
            How many it had before it was thinned.
        made_of : object
            What `has` tells it by.
        """
        self._made_of[index] = made_of
        dense = (len(x) if points is None else points) > DENSE * self._plot.columns
        curve = Curve(x, y, _light(pen) if dense else pen, self._antialias and not dense)
        before = self._curves.get(index)
        if before is None or not curve.is_same(before):
            self._curves[index] = curve
            self._changed()

    def has(self, index: int, made_of: object) -> bool:
        """Tell whether a curve is shown that was made of the same."""
        return index in self._curves and self._made_of[index] == made_of

    def hide_from(self, count: int) -> None:
        """Hide all curves from an index on."""
        for index in [index for index in self._curves if index >= count]:
            self.hide(index)

    def hide(self, index: int) -> None:
        """Hide one curve."""
        if self._curves.pop(index, None) is not None:
            self._strokes.pop(index, None)
            self._changed()

    def _changed(self) -> None:
        self.edition += 1
        self.update()

    @property
    def shown(self) -> tuple[int, ...]:
        """Indices of the curves that are shown."""
        return tuple(sorted(self._curves))

    @property
    def lines(self) -> list[tuple[Array, FloatArray]]:
        """Abscissas and ordinates of the curves that are shown."""
        return [(curve.x, curve.y) for curve in self._curves.values()]

    def curve(self, index: int) -> Curve:
        """Return a curve that is shown."""
        return self._curves[index]

    @property
    def is_blank(self) -> bool:
        return not self._curves

    def paint_pixels(self, painter: QPainter, pixels: Pixels) -> None:
        """Paint every curve."""
        in_pieces = paints_pieces(painter)
        smooth: bool | None = None
        for index, curve in sorted(self._curves.items()):
            if len(curve.x) < 2:
                continue
            if curve.smooth != smooth:
                smooth = curve.smooth
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
            for line in self._laid_out(index, curve, pixels, curve.smooth and in_pieces):
                line.paint(painter)

    def _laid_out(self, index: int, curve: Curve, pixels: Pixels, in_pieces: bool) -> list[Stroke]:
        """Return a curve's parts in view as they are painted."""
        known = self._strokes.get(index)
        if (
            known is None
            or known.curve is not curve
            or known.pixels is not pixels
            or known.in_pieces != in_pieces
        ):
            parts = clipped(*pixels.far(curve.x, curve.y), pixels.around(MARGIN))
            strokes = [stroke(x, y, curve.pen, in_pieces=in_pieces) for x, y in parts]
            known = self._strokes[index] = LaidOut(curve, pixels, in_pieces, strokes)
        return known.strokes


AGES = (0.25, 0.5, 0.75, 1.0)
"""Opacity of a trail's parts, the oldest first."""


class Pens:
    """The runners' pens for one theme, made once: past solid, future dashed, ghosts faint.

    `trail` is the past of a path, the oldest part first: it fades with age.
    `ahead` is the future of a path that may wind: one pixel wide, which Qt dashes thirty times faster.
    """

    def __init__(self, theme: Theme) -> None:
        count = range(len(theme.runners))
        self.past = [_pen(theme.runner(index), theme.curve) for index in count]
        self.trail = [[_aged(pen, age) for age in AGES] for pen in self.past]
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
        self._plot, self._marks = plot, Marks(plot, z)
        self._curves: Sequence[tuple[Array, FloatArray]] = ()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._stamps = [runner_stamp(theme, index, 0.36) for index in range(len(theme.runners))]

    def steps(self, index: int, count: int, shown: tuple[float, float]) -> list[int]:
        """Return at which steps runner `index` of `count` has beads, while these steps are shown."""
        first, last = max(shown[0], 0.0), shown[1]
        spacing = max((last - first) / self.SHARE, 1.0)
        offset = spacing * (index + 0.5) / max(count, 1)
        begin = offset + spacing * math.floor(first / spacing)
        return [math.ceil(step) for step in np.arange(begin, last + 0.5, spacing).tolist()]

    def show(self, curves: Sequence[tuple[Array, FloatArray]]) -> None:
        """Put beads at places x, y of each runner's curve."""
        self._curves = curves
        self._marks.show_groups(
            [(x, y, self._stamps[index]) for index, (x, y) in enumerate(curves) if len(x)]
        )

    def remarks(self, names: Sequence[str]) -> Iterator[Remark]:
        """Yield whose curve each bead is on."""
        for name, (x, y) in zip(names, self._curves, strict=False):
            for place in zip(x.tolist(), y.tolist(), strict=True):
                yield Remark(beside(self._plot.pixel(*place), 0.0), say(WHOSE, runner=name))


def runner_stamp(
    theme: Theme, index: int, share: float, outline: str = "", width: float = 0.0
) -> Stamp:
    """Return a runner's mark, its size as a share of a ball's."""
    symbol = theme.shape(index)
    return Stamp(symbol, theme.runner(index).name(), theme.ball * share, outline, width)


def gone_stamp(theme: Theme, index: int, share: float) -> Stamp:
    """Return the mark of a runner that has exploded: its shape as a dashed outline."""
    colour = theme.runner(index).name()
    return runner_stamp(theme, index, share, colour, theme.outline)._replace(fill="", dashed=True)


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


def _aged(pen: QPen, opacity: float) -> QPen:
    aged, colour = QPen(pen), pen.color()
    colour.setAlphaF(opacity)
    aged.setColor(colour)
    return aged


def _ahead(colour: QColor) -> QPen:
    pen = QPen(colour, 1)
    pen.setCosmetic(True)
    pen.setDashPattern([6, 5])
    return pen


def _faint(colour: QColor) -> QColor:
    colour.setAlphaF(0.3)
    return colour

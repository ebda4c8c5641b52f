"""The bifurcation diagram: end positions as density, how they end above it, and the dial's line."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPen

from lrsim.declarations import MAX_LR
from lrsim.gui.look.theme import THEMES, Theme
from lrsim.gui.plots.axes import DecadeAxis
from lrsim.gui.plots.band_strip import BandStrip, NamedBand
from lrsim.gui.plots.boxes import Box
from lrsim.gui.plots.items import Image, Line, Text, ViewBox
from lrsim.gui.plots.plot import Plot
from lrsim.gui.plots.remarks import Remark, upright
from lrsim.studies.longrun.bifurcation import Band
from lrsim.studies.longrun.periods import EXPLODES, MOVING, WANDERS
from lrsim.studies.longrun.picture import Picture
from lrsim.text.messages import Message, say
from lrsim.text.numbers import count, number
from lrsim.typing import FloatArray

__all__ = ["LongRunPlot"]

FAINTEST: Final = 0.3
"""How opaque a cell is that one position out of all falls into."""

POWER: Final = 0.4
"""Opacity grows with this power of the share of positions: a fixed point is solid, chaos still seen."""

OTHERS_SHARE: Final = 0.75
"""How opaque runs from elsewhere are, beside the run's own."""

DIAL: Final = Message("dial {lr}")
DIAL_HERE: Final = Message("Where the dial stands: {lr}. A click elsewhere sets it there.")
BAND: Final = Message(
    "{low} to {high}: {what}. Each dot is where a run is at one of its last steps."
)
DIAL_LEFT: Final = Message("dial {lr}, left of here")
DIAL_RIGHT: Final = Message("dial {lr}, right of here")


LOOKS: Final = {
    Qt.Key.Key_Left: (-0.1, 0.0, 1.0),
    Qt.Key.Key_Right: (0.1, 0.0, 1.0),
    Qt.Key.Key_Up: (0.0, 0.1, 1.0),
    Qt.Key.Key_Down: (0.0, -0.1, 1.0),
    Qt.Key.Key_Plus: (0.0, 0.0, 1.25),
    Qt.Key.Key_Equal: (0.0, 0.0, 1.25),
    Qt.Key.Key_Minus: (0.0, 0.0, 0.8),
}
"""By which shares of the view a key moves it, and how much closer it looks."""


class LongRunBox(ViewBox):
    """Zooms by a frame or the wheel; a click is a learning rate.

    Signals
    -------
    picked(float)
        The user clicked on this learning rate.
    zoomed()
        The user has changed what is in view.
    """

    picked = Signal(float)
    zoomed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setMouseMode(self.RectMode)
        self.setLimits(xMin=0.0, xMax=MAX_LR, minXRange=1e-13, minYRange=1e-13)
        self.sigRangeChangedManually.connect(self.zoomed)

    def look(self, across: float, up: float, closer: float) -> None:
        """Move the view by shares of it, and look so many times closer."""
        (left, right), (low, high) = self.viewRange()
        self.translateBy(x=across * (right - left), y=up * (high - low))
        self.scaleBy((1.0 / closer, 1.0 / closer))
        self.zoomed.emit()

    def mouseClickEvent(self, event: Any) -> None:
        """Choose a learning rate."""
        if event.button() == Qt.MouseButton.LeftButton:
            event.accept()
            self.pick(float(self.mapToView(event.pos()).x()))

    def pick(self, rate: float) -> None:
        """Choose a learning rate, with no more digits than a pixel is wide."""
        rate = round(rate, math.ceil(-math.log10(self.viewPixelSize()[0])))
        if rate > 0.0:
            self.picked.emit(rate)


class LongRunPlot(Plot):
    """A picture of end positions, the bands' names, and a line where the dial stands.

    Attributes
    ----------
    box : LongRunBox
        What is in view, and what the mouse wants.
    """

    has_keys = True
    across_help = Message("A learning rate that stays the same.")
    up_help = Message("Where runs are after many steps at that learning rate.")

    def __init__(self) -> None:
        self.box = LongRunBox()
        upwards = DecadeAxis("left")
        upwards.decades = False
        super().__init__(say("Bifurcation diagram"), self.box, axisItems={"left": upwards})
        self._theme = THEMES["dark"]
        self._picture: Picture | None = None
        self._lr, self._runner = 0.1, 0
        self.image = Image()
        self.strip = BandStrip(self, 30)
        self.dial_line, self.dial_label = Line(), Text()
        for item, z in ((self.image, 2), (self.dial_line, 20), (self.dial_label, 21)):
            item.setZValue(z)
            self.addItem(item, ignoreBounds=True)
        self.box.sigRangeChanged.connect(self._place_dial)

    @property
    def read_place(self) -> QPointF:
        return QPointF(self.box.viewRect().center())

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        super().set_theme(theme)
        self._theme = theme
        self.strip.set_theme(theme)
        self.dial_label.setFont(theme.font("body"))
        ground = QColor(theme.card)
        ground.setAlphaF(0.85)
        self.dial_label.fill = pg.mkBrush(ground)
        self._paint()
        self._place_dial()

    def summary(self) -> str:
        if self._picture is None:
            return ""
        noisy = self._picture.request.setup.noise > 0.0
        return "; ".join(
            say(
                "LR {low} to {high}: {what}",
                low=number(band.low),
                high=number(band.high),
                what=_named(band, noisy).name,
            )
            for band in self._picture.bands
        )

    def remarks(self) -> Iterator[Remark]:
        box, picture = self.box, self._picture
        x, _ = self.pixel(self._lr, 0.0)
        yield Remark(upright(x, box.height()), say(DIAL_HERE, lr=number(self._lr)))
        if picture is None:
            return
        for band in picture.bands:
            left, right = (self.pixel(lr, 0.0)[0] for lr in (band.low, band.high))
            what = _named(band, picture.request.setup.noise > 0.0).name
            words = say(BAND, low=number(band.low), high=number(band.high), what=what)
            yield Remark(Box(left, 0.0, right, box.height()), words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the view, look closer, or choose the learning rate in its middle."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.box.pick(self.box.viewRect().center().x())
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier or key not in LOOKS:
            event.ignore()  # the dial's, perhaps
        else:
            self.box.look(*LOOKS[key])

    def cells(self) -> tuple[int, int]:
        """Return the columns and rows of a picture that fills the view."""
        side = math.ceil(0.75 * self._theme.curve)
        ratio = self.devicePixelRatioF()
        columns, rows = int(self.box.width() * ratio / side), int(self.box.height() * ratio / side)
        return max(columns, 50), max(rows, 30)

    def show_picture(self, picture: Picture) -> None:
        """Show a picture, and all of it."""
        (left, right), (low, high) = picture.rates, picture.values
        self.box.setRange(QRectF(left, low, right - left, high - low), padding=0)
        noisy = picture.request.setup.noise > 0.0
        self.strip.show_bands([_named(band, noisy) for band in picture.bands])
        self.show_densities(picture)
        self._place_dial()

    def show_densities(self, picture: Picture) -> None:
        """Show a picture's densities, and leave the view as it is."""
        self._picture = picture
        self._paint()

    def show_dial(self, lr: float, runner: int) -> None:
        """Show where a runner's dial stands, in the runner's colour."""
        before, self._lr, self._runner = self._runner, lr, runner
        if runner != before:
            self._paint()
        self._place_dial()

    def _paint(self) -> None:
        """Paint the densities in the theme's colours."""
        picture = self._picture
        if picture is None:
            return
        rows, columns = picture.own.shape
        pixels = np.zeros((rows, columns, 4), dtype=np.uint8)
        _tint(pixels, picture.others, QColor(self._theme.quiet), OTHERS_SHARE)
        _tint(pixels, picture.own, self._theme.runner(self._runner), 1.0)
        self.image.show_colours(pixels, picture.rates, picture.values)

    def _place_dial(self) -> None:
        """Draw the dial's learning rate, or say at the edge on which side it is."""
        colour, lr = self._theme.runner(self._runner), self._lr
        pen = QPen(colour, self._theme.curve)
        pen.setCosmetic(True)
        pen.setDashPattern([5, 2])
        self.dial_line.setPen(pen)
        self.dial_line.setValue(lr)
        (left, right), (low, high) = self.box.viewRange()
        inside = left <= lr <= right
        self.dial_line.setVisible(inside)
        text = DIAL if inside else DIAL_LEFT if lr < left else DIAL_RIGHT
        self.dial_label.setText(say(text, lr=number(lr)))
        self.dial_label.setColor(colour)
        late = lr > 0.5 * (left + right)
        self.dial_label.setAnchor((1.0 if late else 0.0, 1.0))
        self.dial_label.setPos(min(max(lr, left), right), low + 0.02 * (high - low))


def _named(band: Band, noisy: bool) -> NamedBand:
    """Return a band with its name."""
    if band.period == EXPLODES:
        return NamedBand(band.low, band.high, say("explodes"), "✕", hatched=True)
    if band.period == MOVING:
        return NamedBand(band.low, band.high, say("still moving"), "…")
    if band.period == WANDERS:
        name = say("noise") if noisy else say("chaos")
        return NamedBand(band.low, band.high, name, "~")
    period = count(band.period)
    name = say("1: settles") if band.period == 1 else say("{period}-cycle", period=period)
    return NamedBand(band.low, band.high, name, period)


def _tint(pixels: Any, share: FloatArray, colour: QColor, strength: float) -> None:
    """Paint cells in one colour, the more opaque the more of a column's positions are in them."""
    seen = share > 0.0
    opacity = FAINTEST + (1.0 - FAINTEST) * share[seen] ** POWER
    pixels[seen, 0], pixels[seen, 1], pixels[seen, 2] = colour.red(), colour.green(), colour.blue()
    pixels[seen, 3] = np.round(255.0 * strength * opacity).astype(np.uint8)

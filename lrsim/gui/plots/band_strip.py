"""A strip along the top of a plot that names bands of its horizontal axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen

from lrsim.gui.look.theme import Theme
from lrsim.gui.plots.gate import Pixels
from lrsim.gui.plots.layer import Layer
from lrsim.gui.plots.plot import Plot


class NamedBand(NamedTuple):
    """A band of the axis, what it is called, and in short; `hatched` is all that is below it."""

    low: float
    high: float
    name: str
    short: str
    hatched: bool = False


class BandStrip(Layer):
    """Bands with their names, as tall as a line of text whatever the view's scale is."""

    def __init__(self, plot: Plot, z: float) -> None:
        super().__init__(plot, z)
        self._bands: Sequence[NamedBand] = ()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self._font = theme.font("small")
        self._font.setWeight(self._font.Weight.DemiBold)
        self.update()

    @property
    def bands(self) -> Sequence[NamedBand]:
        """What is shown."""
        return self._bands

    def show_bands(self, bands: Sequence[NamedBand]) -> None:
        """Show bands, ascending."""
        self._bands = bands
        self.update()

    def paint_pixels(self, painter: QPainter, pixels: Pixels) -> None:
        """Paint the strip."""
        frame = pixels.frame
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setFont(self._font)
        metrics = QFontMetricsF(self._font)
        strip = QRectF(frame.left(), frame.top(), frame.width(), round(1.3 * metrics.height()))
        painter.fillRect(strip, self._theme.plate)
        for band in self._bands:
            left = max(pixels.across(band.low), frame.left())
            right = min(pixels.across(band.high), frame.right())
            if right - left >= 1.0:
                box = QRectF(left, strip.top(), right - left, strip.height())
                self._paint(painter, box, frame, band, metrics)

    def _paint(
        self,
        painter: QPainter,
        box: QRectF,
        frame: QRectF,
        band: NamedBand,
        metrics: QFontMetricsF,
    ) -> None:
        if band.hatched:
            below = QRectF(box.left(), frame.top(), box.width(), frame.height())
            painter.fillRect(below, QBrush(QColor(self._theme.line), Qt.BrushStyle.BDiagPattern))
            painter.fillRect(box, QColor(self._theme.card))
        painter.setPen(QPen(QColor(self._theme.line), self._theme.thin))
        if box.left() > frame.left():
            painter.drawLine(QLineF(box.left(), frame.top(), box.left(), frame.bottom()))
        painter.drawLine(QLineF(box.bottomLeft(), box.bottomRight()))
        painter.setPen(QColor(self._theme.text))
        for text in (band.name, band.short):
            if metrics.horizontalAdvance(text) <= box.width() - 6.0:
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
                return

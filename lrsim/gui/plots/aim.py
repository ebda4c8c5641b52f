"""Where values should end up: a band across the plot, gold, with its words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Protocol

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from lrsim.gui.look.theme import Theme, make_font
from lrsim.gui.plots.boxes import Box
from lrsim.gui.plots.gate import Pixels
from lrsim.gui.plots.layer import Layer
from lrsim.gui.plots.plot import Plot
from lrsim.gui.plots.remarks import Remark, level
from lrsim.text.messages import Message, say, shown

__all__ = ["Aim"]

HEIGHT: Final = 6.0
"""Pixels of the band."""

AWAY: Final = 6.0
"""Pixels between the words and the plot's end."""

AIM: Final = Message("{aim}: where the runs should end up.")


class Aimed(Protocol):
    """What has an aim: the value, and the words beside it."""

    aim: float
    aim_words: Message


class Aim(Layer):
    """A gold band at a value, under the curves, and over them its words at the right end."""

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot, -5)
        self._aim: Aimed | None = None
        self._words = Words(plot, 55)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._words.set_theme(theme)
        self._band = QColor(theme.gold)
        self._band.setAlphaF(0.75)

    def show_aim(self, aim: Aimed | None) -> None:
        """Show an aim, or none."""
        self._aim = self._words.aim = aim
        for layer in (self, self._words):
            layer.update()

    def remarks(self) -> Iterator[Remark]:
        """Yield what the band is."""
        if self._aim is not None:
            y = self._box.mapFromView(QPointF(0.0, self._aim.aim)).y()
            yield Remark(level(y, self._box.width()), say(AIM, aim=self._aim.aim_words))

    @property
    def taken(self) -> list[Box]:
        """Where the words stand, in pixels from the picture's top left corner; nothing for no aim."""
        (low, high), room = self._box.viewRange()[1], self._box.size()
        if self._aim is None or not high > low:
            return []
        level = (high - self._aim.aim) / (high - low) * room.height()
        box = self._words.box(QRectF(QPointF(0.0, 0.0), room), level)
        return [Box(box.left(), box.top(), box.right(), box.bottom())]

    @property
    def is_blank(self) -> bool:
        return self._aim is None

    def paint_pixels(self, painter: QPainter, pixels: Pixels) -> None:
        """Paint the band."""
        if self._aim is not None:
            frame, y = pixels.frame, float(pixels.down(self._aim.aim))
            band = QRectF(frame.left(), y - 0.5 * HEIGHT, frame.width(), HEIGHT)
            painter.fillRect(band, self._band)


class Words(Layer):
    """What is said of an aim."""

    aim: Aimed | None = None

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._font = make_font(theme.small, bold=True)
        self._colour, self._ground = QColor(theme.gold_text), theme.plate

    def box(self, frame: QRectF, y: float) -> QRectF:
        """Return where the words stand in a frame, the band being at `y`."""
        if self.aim is None:
            return QRectF()
        metrics = QFontMetricsF(self._font)
        wide = metrics.horizontalAdvance(shown(self.aim.aim_words))
        left, base = frame.right() - wide - AWAY, y - HEIGHT - metrics.descent()
        return QRectF(left, base - metrics.ascent(), wide, metrics.height())

    @property
    def is_blank(self) -> bool:
        return self.aim is None

    def paint_pixels(self, painter: QPainter, pixels: Pixels) -> None:
        """Write the words over the band."""
        if self.aim is None:
            return
        box = self.box(pixels.frame, float(pixels.down(self.aim.aim)))
        painter.fillRect(box.adjusted(-2.0, 2.0, 2.0, 0.0), self._ground)
        painter.setFont(self._font)
        painter.setPen(self._colour)
        ascent = QFontMetricsF(self._font).ascent()
        painter.drawText(box.topLeft() + QPointF(0.0, ascent), shown(self.aim.aim_words))

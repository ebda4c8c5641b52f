"""Where values should end up: a band across the plot, gold, with its words."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from lrsim.gui.look.theme import Theme, make_font
from lrsim.gui.plots.gate import Pixels
from lrsim.gui.plots.layer import Layer
from lrsim.text.messages import Message, shown

__all__ = ["Aim"]

HEIGHT = 6.0
"""Pixels of the band."""


class Aimed(Protocol):
    """What has an aim: the value, and the words beside it."""

    aim: float
    aim_words: Message


class Aim(Layer):
    """A gold band at a value, with words over its right end."""

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self._font = make_font(theme.small, bold=True)
        self._band = QColor(theme.gold)
        self._band.setAlphaF(0.75)

    def show_aim(self, what: Aimed | None) -> None:
        """Show an aim, or none."""
        self._aim = what
        self.update()

    _aim: Aimed | None = None

    def paint_pixels(self, painter: QPainter, pixels: Pixels) -> None:
        """Paint the band and its words."""
        if self._aim is None:
            return
        frame, y = pixels.frame, float(pixels.down(self._aim.aim))
        painter.fillRect(QRectF(frame.left(), y - 0.5 * HEIGHT, frame.width(), HEIGHT), self._band)
        text, metrics = shown(self._aim.aim_words), QFontMetricsF(self._font)
        painter.setFont(self._font)
        painter.setPen(QColor(self._theme.gold_text))
        wide = metrics.horizontalAdvance(text)
        painter.drawText(QPointF(frame.right() - wide - 6.0, y - HEIGHT), text)

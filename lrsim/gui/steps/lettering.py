"""Lines of text in a picture, each on its ground."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from lrsim.gui.look.theme import Theme
from lrsim.gui.plots.boxes import Box, Size

__all__ = ["PAD", "Label", "Lettering", "Span"]

PAD: Final = 4.0
"""Pixels of ground around a label's letters."""


class Span(NamedTuple):
    """A part of a label in one colour."""

    text: str
    colour: QColor


class Label(NamedTuple):
    """A line of text at its place, in pixels from the picture's top left corner."""

    kind: str
    spans: tuple[Span, ...]
    box: Box

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(span.text for span in self.spans)


class Lettering:
    """Measures and writes labels of one theme in one role of its type."""

    def __init__(self, theme: Theme, role: str = "body") -> None:
        self._font: QFont = theme.font(role)
        self._metrics = QFontMetricsF(self._font)
        self._ground = theme.plate
        self._round = 0.4 * theme.radius
        self._widths: dict[str, float] = {}

    def size(self, spans: Iterable[Span]) -> Size:
        """Return how much room a line takes with its ground."""
        width = sum(self._width(span.text) for span in spans)
        return width + 2 * PAD, self._metrics.height()

    def _width(self, text: str) -> float:
        if text not in self._widths:
            if len(self._widths) > 500:
                self._widths.clear()
            self._widths[text] = self._metrics.horizontalAdvance(text)
        return self._widths[text]

    def write(self, painter: QPainter, label: Label) -> None:
        """Write a label on its ground."""
        box = label.box
        painter.setPen(QColor(0, 0, 0, 0))
        painter.setBrush(self._ground)
        rect = QRectF(box.left, box.top, box.width, box.height)
        painter.drawRoundedRect(rect, self._round, self._round)
        painter.setFont(self._font)
        x, base = box.left + PAD, box.top + self._metrics.ascent()
        for span in label.spans:
            painter.setPen(span.colour)
            painter.drawText(QPointF(x, base), span.text)
            x += self._width(span.text)

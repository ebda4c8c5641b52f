"""What the curves are at the step under the mouse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from lrsim.gui.look.theme import Theme
from lrsim.gui.plots.gate import Pixels
from lrsim.gui.plots.layer import Layer
from lrsim.gui.plots.marks import Stamp
from lrsim.gui.plots.plot import Plot

__all__ = ["Entry", "Readout"]

AWAY = 12.0
"""Pixels between the cross-hair and what is read there."""


class Entry(NamedTuple):
    """One curve's value: the runner's mark, its name, the value in words."""

    stamp: Stamp
    name: str
    value: str


class Readout(Layer):
    """An upright line with a small table beside it; entries that do not fit are left out, from the end."""

    def __init__(self, plot: Plot, z: float) -> None:
        super().__init__(plot, z)
        self.step: int | None = None
        self.title = ""
        self.entries: Sequence[Entry] = ()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self._font = theme.font("small")

    def show_at(self, step: int | None, title: str = "", entries: Sequence[Entry] = ()) -> None:
        """Show what is read at a step, or nothing."""
        if (step, title, entries) != (self.step, self.title, self.entries):
            self.step, self.title, self.entries = step, title, entries
            self.update()

    @property
    def is_blank(self) -> bool:
        return self.step is None

    def paint_pixels(self, painter: QPainter, pixels: Pixels) -> None:
        """Paint line and table."""
        if self.step is None:
            return
        theme, frame = self._theme, pixels.frame
        x = float(pixels.across(float(self.step)))
        painter.setPen(QPen(QColor(theme.quiet), theme.thin))
        painter.drawLine(QPointF(x, frame.top()), QPointF(x, frame.bottom()))
        metrics = QFontMetricsF(self._font)
        line, pad, glyph = 1.25 * metrics.height(), 0.6 * theme.small, 1.4 * theme.small
        entries = self.entries[: max(int((frame.height() - 2 * pad) / line) - 1, 0)]
        names = max((metrics.horizontalAdvance(entry.name) for entry in entries), default=0.0)
        values = max((metrics.horizontalAdvance(entry.value) for entry in entries), default=0.0)
        width = max(glyph + names + pad + values, metrics.horizontalAdvance(self.title)) + 2 * pad
        left = x + AWAY if x + AWAY + width <= frame.right() else x - AWAY - width
        left = max(left, frame.left())
        box = QRectF(left, frame.top() + 2, width, line * (1 + len(entries)) + 2 * pad - 2)
        painter.setPen(QPen(QColor(theme.line), theme.thin))
        painter.setBrush(theme.plate)
        painter.drawRoundedRect(box, 6, 6)
        painter.setFont(self._font)
        row = QRectF(box.left() + pad, box.top() + pad - 1, width - 2 * pad, line)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(theme.quiet))
        painter.drawText(row, middle, self.title)
        for entry in entries:
            row.translate(0, line)
            entry.stamp.put(painter, QPointF(row.left() + 0.4 * theme.small, row.center().y()))
            painter.setPen(QColor(entry.stamp.fill))
            painter.drawText(row.adjusted(glyph, 0, 0, 0), middle, entry.name)
            painter.setPen(QColor(theme.text))
            painter.drawText(row, middle | Qt.AlignmentFlag.AlignRight, entry.value)

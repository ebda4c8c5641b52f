"""Text in a fixed number of lines: wrapped, and cut with an ellipsis only past the last one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QTextLayout,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget

from lrsim.gui.loop.net import Netted

__all__ = ["TextBlock", "in_two_lines", "wrap"]


def in_two_lines(text: str) -> str:
    """Return a text with a line break between two of its words, the lines as equal as can be."""
    words = text.split(" ")
    pairs = [(" ".join(words[:k]), " ".join(words[k:])) for k in range(1, len(words))]
    return "\n".join(min(pairs, key=lambda pair: max(map(len, pair)), default=(text,)))


def wrap(text: str, font: QFont, width: int, lines: int) -> list[str]:
    """Return the text as at most `lines` lines of `width` pixels, the last one cut with "…" if need be."""
    metrics = QFontMetrics(font)
    if not text or lines < 1 or width <= 0:
        return []
    if metrics.horizontalAdvance(text) <= width:
        return [text]
    layout = QTextLayout(text, font)
    layout.beginLayout()
    result: list[str] = []
    start = 0
    for _ in range(lines - 1):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        start = line.textStart() + line.textLength()
        result.append(text[line.textStart() : start].rstrip())
    layout.endLayout()
    if start < len(text):
        result.append(metrics.elidedText(text[start:], Qt.TextElideMode.ElideRight, width))
    return result


class TextBlock(Netted, QLabel):
    """A label of plain text that never grows: what does not fit is in the tooltip.

    For a screen reader it is a label with the whole text.
    """

    def __init__(self, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._lines = lines
        self._font = QFont()
        self._colour = QColor()
        self._wrapped: tuple[tuple[str, int, int], list[str]] = (("", 0, 0), [])

    def set_look(self, font: QFont, colour: str) -> None:
        """Take a font and a colour."""
        self._font, self._colour = font, QColor(colour)
        self._wrapped = (("", 0, 0), [])
        self.update()

    def wanted_height(self) -> int:
        """Return the height of all lines."""
        return self._lines * QFontMetrics(self._font).lineSpacing()

    def sizeHint(self) -> QSize:
        """Return the size of all lines, filled or not."""
        return QSize(0, self.wanted_height())

    def minimumSizeHint(self) -> QSize:
        """Return the same: the block does not shrink."""
        return self.sizeHint()

    def shown(self) -> list[str]:
        """Return the lines as they are shown."""
        key = (self.text(), self.width(), self.height())
        if self._wrapped[0] != key:
            lines = max(
                1, min(self._lines, self.height() // QFontMetrics(self._font).lineSpacing())
            )
            self._wrapped = (key, wrap(self.text(), self._font, self.width(), lines))
        return self._wrapped[1]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines."""
        with QPainter(self) as painter:
            painter.setFont(self._font)
            painter.setPen(self._colour)
            lines = self.shown()
            step = QFontMetrics(self._font).lineSpacing()
            spare = self.height() - step * len(lines)
            top = spare // 2 if self.alignment() & Qt.AlignmentFlag.AlignVCenter else 0
            for line in lines:
                painter.drawText(
                    QRect(0, top, self.width(), step), Qt.AlignmentFlag.AlignVCenter, line
                )
                top += step

    def event(self, event: QEvent) -> bool:
        """Show the whole text as a tooltip where it was cut."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            lines = self.shown()
            if lines and lines[-1].endswith("…") and not self.text().endswith("…"):
                QToolTip.showText(event.globalPos(), self.text(), self)
                return True
        return super().event(event)

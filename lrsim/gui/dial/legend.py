"""What the textures of the dial's ring mean, in words."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from lrsim.gui.look.theme import Theme
from lrsim.studies.zone.arc import Fate
from lrsim.text.messages import Message, shown

__all__ = ["paint_legend"]

WORDS: Final = (
    (Fate.SHORT, Message("falls short")),
    (Fate.WORKS, Message("works")),
    (Fate.EXPLODES, Message("explodes")),
)
"""In the order in which they mostly stand on the ring."""

_SWATCH, _GAP, _APART = 1.5, 0.4, 1.1
"""Width of a swatch, room after it and between two entries, in pixel sizes of the words."""


def paint_legend(painter: QPainter, room: QRectF, theme: Theme, about: str = "") -> None:
    """Paint the legend in one line, centred, with what the ring is about before it where there is room."""
    font = theme.font("small")
    metrics, size = QFontMetricsF(font), theme.small
    widths = [metrics.horizontalAdvance(shown(words)) for _, words in WORDS]
    whole = sum(widths) + len(WORDS) * (_SWATCH + _GAP) * size + (len(WORDS) - 1) * _APART * size
    if whole > room.width():
        return
    painter.setFont(font)
    before = metrics.horizontalAdvance(about) + _APART * size if about else 0.0
    fits = whole + before <= room.width()
    left, middle = room.center().x() - (whole + before * fits) / 2, room.center().y()
    if about and fits:
        painter.setPen(QColor(theme.quiet))
        painter.drawText(QPointF(left, middle + metrics.capHeight() / 2), about)
        left += before
    for (fate, words), width in zip(WORDS, widths, strict=True):
        swatch = QRectF(left, middle - 0.3 * size, _SWATCH * size, 0.6 * size)
        _paint_swatch(painter, swatch, fate, theme)
        left += (_SWATCH + _GAP) * size
        painter.setPen(QColor(theme.quiet))
        painter.drawText(QPointF(left, middle + metrics.capHeight() / 2), shown(words))
        left += width + _APART * size


def _paint_swatch(painter: QPainter, place: QRectF, fate: Fate, theme: Theme) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.track))
    painter.drawRect(place)
    if fate is Fate.SHORT:
        inset = 0.37 * place.height()
        painter.fillRect(place.adjusted(0, inset, 0, -inset), QColor(theme.quiet))
    elif fate is Fate.WORKS:
        painter.setPen(QPen(QColor(theme.gold_line), theme.thin))
        painter.setBrush(QColor(theme.gold))
        painter.drawRect(place)
    else:
        painter.setPen(QPen(QColor(theme.text), 1.5 * theme.thin))
        for k in range(1, 6):
            x = place.left() + k * place.width() / 6
            painter.drawLine(QLineF(x, place.top(), x, place.bottom()))

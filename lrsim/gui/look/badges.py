"""A verdict's badge: its severity by weight, its loss curve in a few strokes, no colour but ink and gold."""

from __future__ import annotations

from functools import cache
from typing import Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from lrsim.diagnosis import Headline, Severity
from lrsim.gui.look.theme import Theme, pixmap

__all__ = ["draw_badge"]

_STROKE: Final = 0.055
"""Width of a badge's outline as a share of its size; what it shows has about as thick strokes."""
_PICTURE: Final = 0.66
"""Size of the picture on it, likewise."""


def draw_badge(
    painter: QPainter, left: int, top: int, headline: Headline, theme: Theme, size: int
) -> None:
    """Draw a verdict's badge.

    Parameters
    ----------
    painter : QPainter
    left, top : int
        Where its corner is.
    headline : Headline
    theme : Theme
    size : int
        Its width and height.
    """
    ink = theme.ground if theme.dark else theme.text
    fill, outline, picture = {
        Severity.FINE: (theme.gold, theme.gold_line, ink),
        Severity.DOUBTFUL: ("", theme.text, theme.text),
        Severity.LOST: (theme.text, theme.text, theme.card),
    }[headline.severity]
    middle, stroke = size / 2, max(_STROKE * size, 1.2)
    radius = middle - stroke / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(outline), stroke))
    painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(left + middle, top + middle), radius, radius)
    ratio = painter.device().devicePixelRatioF()
    inside = round(_PICTURE * size)
    place = (size - inside) // 2
    drawn = _picture(headline.picture, picture, round(inside * ratio), ratio)
    painter.drawPixmap(left + place, top + place, drawn)
    painter.restore()


@cache
def _picture(name: str, colour: str, pixels: int, ratio: float) -> QPixmap:
    result = pixmap(f"verdict-{name}", colour, pixels)
    result.setDevicePixelRatio(ratio)
    return result

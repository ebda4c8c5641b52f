"""A verdict's badge: its severity by weight, its loss curve in a few strokes, no colour but ink and gold."""

from __future__ import annotations

from functools import cache
from typing import Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from lrsim.diagnosis import Headline, Severity
from lrsim.gui.look.theme import Theme, pixmap

__all__ = ["badge"]

_STROKE: Final = 0.055
"""Width of a badge's outline as a share of its size; what it shows has about as thick strokes."""
_PICTURE: Final = 0.66
"""Size of the picture on it, likewise."""


def badge(headline: Headline, theme: Theme, size: float, ratio: float = 1.0) -> QPixmap:
    """Return a verdict's badge.

    Parameters
    ----------
    headline : Headline
    theme : Theme
    size : float
        Its width and height.
    ratio : float
        Device pixels for each pixel.
    """
    ink = theme.ground if theme.dark else theme.text
    fill, outline, picture = {
        Severity.FINE: (theme.gold, theme.gold_line, ink),
        Severity.DOUBTFUL: ("", theme.text, theme.text),
        Severity.LOST: (theme.text, theme.text, theme.card),
    }[headline.severity]
    return _badge(headline.picture, fill, outline, picture, round(size * ratio), ratio)


@cache
def _badge(name: str, fill: str, outline: str, colour: str, pixels: int, ratio: float) -> QPixmap:
    result = QPixmap(pixels, pixels)
    result.fill(Qt.GlobalColor.transparent)
    middle, stroke = pixels / 2, max(_STROKE * pixels, 1.2 * ratio)
    inside = round(_PICTURE * pixels)
    with QPainter(result) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(outline), stroke))
        painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
        radius = middle - stroke / 2
        painter.drawEllipse(QPointF(middle, middle), radius, radius)
        place = (pixels - inside) // 2
        painter.drawPixmap(place, place, pixmap(f"verdict-{name}", colour, inside))
    result.setDevicePixelRatio(ratio)
    return result

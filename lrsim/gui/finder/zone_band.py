"""The zone in the picture of a range test."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from lrsim.gui.look.theme import Theme
from lrsim.gui.plots.boxes import Box
from lrsim.gui.plots.gate import Pixels
from lrsim.gui.plots.layer import Layer
from lrsim.gui.plots.plot import Plot
from lrsim.gui.plots.remarks import Remark
from lrsim.studies.zone.sweep import Zone
from lrsim.text.messages import Message, say
from lrsim.text.numbers import number

__all__ = ["ZoneBand"]

ZONE: Final = Message(
    "The zone, {low} to {high}: at each of these learning rates a whole run works."
)
ISLAND: Final = Message("{low} to {high} works, too, apart from the zone.")


class ZoneBand(Layer):
    """The zone as a band with its two ends drawn, behind everything; islands fainter."""

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot, -10)
        self._zone: Zone | None = None
        self._room = 0.0

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme

    def show_zone(self, zone: Zone | None) -> None:
        """Show a zone, or none."""
        self._zone = zone
        self.update()

    def remarks(self, height: float, across: Callable[[float], float]) -> Iterator[Remark]:
        """Yield the zone and its islands."""
        if self._zone is None:
            return
        for low, high in ((self._zone.low, self._zone.high), *self._zone.islands):
            whole = (low, high) == (self._zone.low, self._zone.high)
            words = say(ZONE if whole else ISLAND, low=number(low), high=number(high))
            yield Remark(
                Box(across(math.log10(low)), self._room, across(math.log10(high)), height), words
            )

    def set_room(self, room: float) -> None:
        """Leave so many pixels free at the top, for labels."""
        self._room = room
        self.update()

    def paint_pixels(self, painter: QPainter, pixels: Pixels) -> None:
        """Paint the band, its ends and its name."""
        if self._zone is None:
            return
        frame, zone = pixels.frame.adjusted(0, self._room, 0, 0), self._zone
        for low, high in ((zone.low, zone.high), *zone.islands):
            ends = [pixels.across(math.log10(end)) for end in (low, high)]
            left, right = max(ends[0], frame.left()), min(ends[1], frame.right())
            if right < left:
                continue
            whole = (low, high) == (zone.low, zone.high)
            colour = QColor(self._theme.gold)
            colour.setAlphaF(0.2 if whole else 0.1)
            painter.fillRect(
                QRectF(left, frame.top(), max(right - left, 1.0), frame.height()), colour
            )
            if whole:
                self._paint_ends(painter, left, right, frame)

    def _paint_ends(self, painter: QPainter, left: float, right: float, frame: QRectF) -> None:
        painter.setPen(QPen(QColor(self._theme.gold), self._theme.thin))
        for x in (left, right):
            painter.drawLine(QPointF(x, frame.top()), QPointF(x, frame.bottom()))
        painter.setFont(self._theme.font("small"))
        painter.setPen(QColor(self._theme.gold_text))
        height = 1.5 * self._theme.small
        name = say("zone")
        width = QFontMetricsF(painter.font()).horizontalAdvance(name)
        if right - left > 1.5 * width:
            place = QRectF(left + 0.3 * height, frame.bottom() - height, width, height)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, name)

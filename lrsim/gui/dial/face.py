"""How the dial looks: its painting, with everything that stands still cached."""

from __future__ import annotations

from collections.abc import Callable

from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QPaintDevice,
    QPainter,
    QPen,
    QPixmap,
    QPolygonF,
    QRadialGradient,
)

from lrsim.gui.dial.geometry import TICK, Geometry
from lrsim.gui.dial.labels import place_label
from lrsim.gui.dial.legend import paint_legend
from lrsim.gui.dial.marks import paint_arc, paint_ticks
from lrsim.gui.dial.scale import DECADES, decade_label
from lrsim.gui.dial.state import DialState, large_number
from lrsim.gui.look.devices import is_drawing
from lrsim.gui.look.theme import Theme, make_font
from lrsim.gui.loop.net import saved_state
from lrsim.text.messages import say

__all__ = ["DialFace"]

_STALE = 0.3
"""Opacity of what the ring tells when it is out of date."""
HAND_HALF = 0.65
"""Half the width of the hand's triangle, as a share of its height."""
_NEEDLE = 0.81, 1.0
"""From where to where the needle reaches: across the ring, and clear of the number."""
_CENTRED = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip


class DialFace:
    """Paints a dial; keeps one picture of what never moves, words among it, and one of the scale."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._pictures: dict[str, tuple[object, QPixmap]] = {}

    def set_theme(self, theme: Theme) -> None:
        """Take another theme; the next `paint` draws everything anew."""
        self.theme = theme
        self._pictures.clear()

    def paint(self, painter: QPainter, geometry: Geometry, state: DialState) -> None:
        """Paint the dial and its ground on a widget that `geometry` was fitted to."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        device = painter.device()
        key = (geometry, device.devicePixelRatioF(), state.enabled)

        # pixels that hide what is under them are copied instead of mixed
        ground = QColor(self.theme.card)
        body = key, state.worded
        self._put(painter, "body", body, lambda p: self._body(p, geometry, state), ground)
        scale = key, state.window, state.marked
        self._put(painter, "scale", scale, lambda p: self._scale(p, geometry, state))
        if state.arc is not None and state.enabled:
            told = state.arc.stretches, state.arc.best, state.is_starred
            arc = key, state.window, told
            painter.setOpacity(1.0 if state.arc.current else _STALE)
            self._put(painter, "arc", arc, lambda p: self._zone(p, geometry, state))
            painter.setOpacity(1.0)
        self._value(painter, geometry, state)
        self._number(painter, geometry, state)
        self._foot(painter, geometry, state)

    def _put(
        self,
        painter: QPainter,
        name: str,
        key: object,
        draw: Callable[[QPainter], None],
        ground: QColor | Qt.GlobalColor = Qt.GlobalColor.transparent,
    ) -> None:
        """Paint what is kept as a picture; into a drawing, what it is a picture of."""
        device = painter.device()
        if not is_drawing(painter):
            painter.drawPixmap(0, 0, self._picture(name, key, device, draw, ground))
            return
        with saved_state(painter):
            painter.fillRect(0, 0, device.width(), device.height(), ground)
            draw(painter)

    def _picture(
        self,
        name: str,
        key: object,
        device: QPaintDevice,
        draw: Callable[[QPainter], None],
        ground: QColor | Qt.GlobalColor,
    ) -> QPixmap:
        cached = self._pictures.get(name)
        if cached and cached[0] == key:
            return cached[1]
        ratio = device.devicePixelRatioF()
        picture = QPixmap(round(device.width() * ratio), round(device.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(ground)
        with QPainter(picture) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw(painter)
        self._pictures[name] = key, picture
        return picture

    def _body(self, painter: QPainter, geometry: Geometry, state: DialState) -> None:
        light, shade = (QColor(c) for c in self.theme.knob)
        if not state.enabled:
            light = shade = QColor(self.theme.card)
        glow = QRadialGradient(
            geometry.centre - QPointF(0.3, 0.35) * geometry.knob, 1.5 * geometry.knob
        )
        glow.setColorAt(0, light)
        glow.setColorAt(1, shade)
        painter.setBrush(QBrush(glow))
        painter.setPen(QPen(QColor(self.theme.line), self.theme.thin))
        painter.drawEllipse(geometry.centre, geometry.knob, geometry.knob)
        self._ring(painter, geometry, QColor(self.theme.track), 1.0)
        self._words(painter, geometry, state)

    def _scale(self, painter: QPainter, geometry: Geometry, state: DialState) -> None:
        room = QRectF(0, 0, geometry.width, geometry.note.top() + 0.25 * geometry.label)
        taken = paint_ticks(painter, geometry, self.theme, state.marked, state.window, room)
        font = make_font(geometry.label)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        start, end = (geometry.radius * (1 + t) for t in TICK)
        for exponent in state.window.decades():
            fraction = (exponent - state.window.low) / DECADES
            painter.setPen(self._tick(1.5))
            painter.drawLine(*geometry.radial(fraction, start, end))
            text = decade_label(exponent)
            size = QRectF(0, 0, metrics.horizontalAdvance(text), metrics.capHeight())
            box = place_label(geometry, fraction, size, taken, room)
            if box is not None:
                painter.setPen(QColor(self.theme.quiet))
                painter.drawText(box.bottomLeft(), text)

    def _zone(self, painter: QPainter, geometry: Geometry, state: DialState) -> None:
        if state.arc is not None:
            starred = state.is_starred
            paint_arc(painter, geometry, self.theme, state.arc, state.window, starred=starred)

    def _tick(self, width: float) -> QPen:
        return QPen(QColor(self.theme.quiet), width * self.theme.thin)

    def _value(self, painter: QPainter, geometry: Geometry, state: DialState) -> None:
        fraction = min(max(state.window.fraction(state.needle), 0.0), 1.0)
        if state.focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self.theme.accent), 2 * self.theme.thin))
            reach = geometry.knob + 2.5 * self.theme.thin
            painter.drawEllipse(geometry.centre, reach, reach)
        text = self.theme.text if state.enabled else self.theme.quiet
        pen = QPen(QColor(text), max(3.0, 0.045 * geometry.radius))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        start, end = _NEEDLE
        stroke = geometry.radial(fraction, start * geometry.radius, end * geometry.radius)
        halo = QPen(pen)
        halo.setColor(QColor(self.theme.card))
        halo.setWidthF(pen.widthF() + 3 * self.theme.thin)
        painter.setPen(halo)
        painter.drawLine(*stroke)
        painter.setPen(pen)
        painter.drawLine(*stroke)
        if state.rate is not None:
            self._hand(painter, geometry, state)

    def _hand(self, painter: QPainter, geometry: Geometry, state: DialState) -> None:
        """Point from outside the ring at what the hand has set: the needle shows the rate in force."""
        fraction = state.window.fraction(state.lr)
        if not 0.0 <= fraction <= 1.0:
            return
        tip, back = geometry.radial(fraction, 1.01 * geometry.radius, 1.10 * geometry.radius)
        across = QPointF(back.y() - tip.y(), tip.x() - back.x()) * HAND_HALF
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.text if state.enabled else self.theme.quiet))
        painter.drawPolygon(QPolygonF([tip, back + across, back - across]))

    def _number(self, painter: QPainter, geometry: Geometry, state: DialState) -> None:
        """Write the rate that the needle shows."""
        if not state.number_hidden:
            value = large_number(state.lr, state.rate)
            painter.setFont(geometry.number_font(value, state.letters))
            painter.setPen(QColor(self.theme.text if state.enabled else self.theme.quiet))
            painter.drawText(geometry.number, _CENTRED, value)

    def _words(self, painter: QPainter, geometry: Geometry, state: DialState) -> None:
        """Write on the knob what stays while the value changes."""
        theme, room = self.theme, geometry.number
        line = max(0.15 * geometry.knob, 10.5)
        top = room.bottom() + 0.04 * geometry.knob
        caption = QRectF(room.left(), top, room.width(), 1.3 * line)
        painter.setFont(make_font(line))
        painter.setPen(QColor(theme.quiet))
        scheduled = state.rate is not None
        painter.drawText(
            caption, _CENTRED, say("in force now") if scheduled else say("learning rate")
        )
        if state.owner:
            caption.translate(0, 1.35 * line)
            self._owner(painter, caption, state, line)

    def _foot(self, painter: QPainter, geometry: Geometry, state: DialState) -> None:
        """Write below the knob what there is to say of the value or of the ring."""
        theme = self.theme
        if state.legend and not state.note:
            paint_legend(painter, geometry.note, theme, state.about)
        elif state.note:
            painter.setFont(theme.font("small"))
            painter.setPen(QColor(theme.quiet))
            metrics, place = QFontMetricsF(painter.font()), geometry.note
            elide = Qt.TextElideMode.ElideRight
            painter.drawText(place, _CENTRED, metrics.elidedText(state.note, elide, place.width()))

    @staticmethod
    def _owner(painter: QPainter, place: QRectF, state: DialState, line: float) -> None:
        """Write whose rate it is, with their shape."""
        font = make_font(line, bold=True)
        metrics = QFontMetricsF(font)
        room = 0.7 * place.width()
        name = metrics.elidedText(state.owner, Qt.TextElideMode.ElideRight, room)
        left = place.center().x() - metrics.horizontalAdvance(name) / 2
        if state.symbol:
            left += 0.6 * line
            painter.save()
            painter.translate(left - 0.85 * line, place.center().y())
            painter.scale(0.8 * line, 0.8 * line)
            painter.fillPath(Symbols[state.symbol], state.accent)
            painter.restore()
        painter.setFont(font)
        painter.setPen(state.accent)
        base = place.center().y() + metrics.capHeight() / 2
        painter.drawText(QPointF(left, base), name)

    @staticmethod
    def _ring(painter: QPainter, geometry: Geometry, colour: QColor, fraction: float) -> None:
        """Paint the ring from its low end to `fraction`."""
        painter.setBrush(colour)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawPath(geometry.band(0.0, fraction, geometry.ring, geometry.radius))

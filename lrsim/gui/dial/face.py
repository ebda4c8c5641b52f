"""How the dial looks: its painting, with everything that stands still cached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

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
from lrsim.gui.dial.marks import Tick, paint_arc, paint_ticks, place_label
from lrsim.gui.dial.scale import DECADES, DecadeWindow, decade_label
from lrsim.gui.look.theme import Theme, make_font
from lrsim.studies.zone.arc import Arc
from lrsim.text.learning_rates import LR_DIGITS
from lrsim.text.messages import say
from lrsim.text.numbers import number

__all__ = ["DialFace", "DialState"]

_POINTER = 0.66, 0.865
_STALE = 0.3
"""Opacity of what the ring tells when it is out of date."""
HAND_HALF = 0.65
"""Half the width of the hand's triangle, as a share of its height."""
_NEEDLE = 0.66, 1.0
"""The pointer where the ring shows the zone: it reaches across."""


@dataclass(frozen=True, slots=True)
class DialState:
    """What the face shows."""

    lr: float
    window: DecadeWindow
    accent: QColor
    owner: str
    note: str
    enabled: bool
    focused: bool
    number_hidden: bool
    arc: Arc | None = None
    ticks: tuple[Tick, ...] = ()
    rate: float | None = None
    """The rate in force, where a schedule makes it another than the dial's."""


class DialFace:
    """Paints a dial; keeps one picture of what never moves and one of the scale."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._pictures: dict[str, tuple[object, QPixmap]] = {}

    def set_theme(self, theme: Theme) -> None:
        """Take another theme; the next `paint` draws everything anew."""
        self.theme = theme
        self._pictures.clear()

    def paint(self, painter: QPainter, geometry: Geometry, state: DialState) -> None:
        """Paint the dial on a widget that `geometry` was fitted to."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        device = painter.device()
        key = (geometry, device.devicePixelRatioF(), state.enabled)
        body = self._picture("body", key, device, lambda p: self._body(p, geometry, state))
        painter.drawPixmap(0, 0, body)
        scale = self._picture(
            "scale",
            (key, state.window, state.ticks),
            device,
            lambda p: self._scale(p, geometry, state),
        )
        painter.drawPixmap(0, 0, scale)
        if state.arc is not None and state.enabled:
            arc = self._picture(
                "arc",
                (key, state.window, state.arc.stretches, state.arc.best),
                device,
                lambda p: self._zone(p, geometry, state),
            )
            painter.setOpacity(1.0 if state.arc.current else _STALE)
            painter.drawPixmap(0, 0, arc)
            painter.setOpacity(1.0)
        self._value(painter, geometry, state)
        self._texts(painter, geometry, state)

    def _picture(
        self, name: str, key: object, device: QPaintDevice, draw: Callable[[QPainter], None]
    ) -> QPixmap:
        cached = self._pictures.get(name)
        if cached and cached[0] == key:
            return cached[1]
        ratio = device.devicePixelRatioF()
        picture = QPixmap(round(device.width() * ratio), round(device.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
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

    def _scale(self, painter: QPainter, geometry: Geometry, state: DialState) -> None:
        device = painter.device()
        room = QRectF(0, 0, device.width(), device.height() - geometry.label / 4)
        taken = paint_ticks(painter, geometry, self.theme, state.ticks, state.window, room)
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
            box = place_label(geometry, fraction, size, taken)
            if box is not None:
                painter.setPen(QColor(self.theme.quiet))
                painter.drawText(box.bottomLeft(), text)

    def _zone(self, painter: QPainter, geometry: Geometry, state: DialState) -> None:
        if state.arc is not None:
            paint_arc(painter, geometry, self.theme, state.arc, state.window)

    def _tick(self, width: float) -> QPen:
        return QPen(QColor(self.theme.quiet), width * self.theme.thin)

    def _value(self, painter: QPainter, geometry: Geometry, state: DialState) -> None:
        lr = state.lr if state.rate is None else state.rate
        fraction = min(max(state.window.fraction(lr), 0.0), 1.0)
        accent = state.accent if state.enabled else QColor(self.theme.quiet)
        shows_zone = state.arc is not None and state.enabled
        if not shows_zone:
            self._ring(painter, geometry, accent, fraction)
        if state.focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self.theme.accent), 2 * self.theme.thin))
            reach = geometry.knob + 2.5 * self.theme.thin
            painter.drawEllipse(geometry.centre, reach, reach)
        text = self.theme.text if state.enabled else self.theme.quiet
        pen = QPen(QColor(text), max(3.0, 0.045 * geometry.radius))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        start, end = _NEEDLE if shows_zone else _POINTER
        stroke = geometry.radial(fraction, start * geometry.radius, end * geometry.radius)
        if shows_zone:
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

    def _texts(self, painter: QPainter, geometry: Geometry, state: DialState) -> None:
        centred = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip
        theme, room = self.theme, geometry.number
        if not state.number_hidden:
            value = number(state.lr, LR_DIGITS)
            painter.setFont(geometry.number_font(value))
            painter.setPen(QColor(theme.text if state.enabled else theme.quiet))
            painter.drawText(room, centred, value)
        caption = QRectF(room.left(), room.bottom(), room.width(), 0.2 * geometry.knob)
        painter.setFont(make_font(max(0.15 * geometry.knob, 10.5)))
        painter.setPen(QColor(theme.quiet))
        painter.drawText(caption, centred, say("learning rate"))
        if state.owner:
            caption.translate(0, 0.2 * geometry.knob)
            font = make_font(max(0.15 * geometry.knob, 10.5), bold=True)
            painter.setFont(font)
            painter.setPen(state.accent)
            width = 1.3 * geometry.knob
            elide = Qt.TextElideMode.ElideRight
            painter.drawText(
                caption, centred, QFontMetricsF(font).elidedText(state.owner, elide, width)
            )
        if state.note:
            painter.setFont(make_font(geometry.label))
            painter.setPen(QColor(theme.quiet))
            wrap = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
            metrics = QFontMetricsF(painter.font())
            painter.drawText(
                geometry.note, wrap, _fitting(state.note, metrics, geometry.note, wrap)
            )

    @staticmethod
    def _ring(painter: QPainter, geometry: Geometry, colour: QColor, fraction: float) -> None:
        """Paint the ring from its low end to `fraction`."""
        painter.setBrush(colour)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawPath(geometry.band(0.0, fraction, geometry.ring, geometry.radius))


def _fitting(text: str, metrics: QFontMetricsF, room: QRectF, wrap: int) -> str:
    """Return as many words of a text as fit, with an ellipsis for those that are left out."""
    words, shown = text.split(" "), text
    for count in range(len(words) - 1, 0, -1):
        if metrics.boundingRect(room, wrap, shown).height() <= room.height():
            break
        shown = " ".join(words[:count]).rstrip(",.;:") + "…"
    return shown

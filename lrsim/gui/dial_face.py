"""How the dial looks: its geometry and its painting, with everything that stands still cached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QPaintDevice,
    QPainter,
    QPen,
    QPixmap,
    QRadialGradient,
)

from lrsim.gui.dial_scale import (
    DECADES,
    SWEEP,
    DecadeWindow,
    angle_at,
    decade_label,
    format_lr,
    point_at,
)
from lrsim.gui.theme import Theme, make_font

__all__ = ["DialFace", "DialState", "Geometry"]

_RING = 0.115
"""Width of the ring, as the lengths below a fraction of its outer radius."""
_KNOB = 0.77
_TICK = 0.03, 0.09
_POINTER = 0.66, 0.865
_NOTE = 0.82
"""How far below the centre the gap's text begins: two lines of it fit."""
_LABEL_GAP, _LABEL_WIDTH, _NOTE_LINES = 0.35, 2.4, 2.6
"""In pixel sizes of the labels."""
_SHORT, _LONG = "0.0000", "0.000000"
"""Two sizes of the value only, so that it does not breathe while the dial turns."""


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


@dataclass(frozen=True, slots=True)
class Geometry:
    """Where things are, for a widget of some size."""

    centre: QPointF
    radius: float
    """Outer radius of the ring."""
    label: float
    """Pixel size of the decade labels."""

    @classmethod
    def fit(cls, width: float, height: float, theme: Theme) -> Geometry:
        """Return the largest dial that fits, its labels included."""
        label = min(max(0.042 * min(width, height), 10.0), 1.3 * theme.small)
        beside, above = (_LABEL_GAP + _LABEL_WIDTH) * label, (_LABEL_GAP + 0.8) * label
        up, down = 1 + 0.9 * _TICK[1], _NOTE  # the labels next to the top are not quite above
        across = (width / 2 - beside) / (1 + _TICK[1])
        tall = (height - above - _NOTE_LINES * label) / (up + down)
        radius = max(min(across, tall), 20.0)
        spare = height - above - _NOTE_LINES * label - (up + down) * radius
        return cls(QPointF(width / 2, above + up * radius + spare / 2), radius, label)

    @property
    def knob(self) -> float:
        """Radius of the knob."""
        return _KNOB * self.radius

    @property
    def ring(self) -> float:
        """Inner radius of the ring."""
        return (1 - _RING) * self.radius

    @property
    def number(self) -> QRectF:
        """Where the value stands, and its editor."""
        height = 0.62 * self.knob
        top = self.centre.y() - 0.16 * self.knob - height / 2
        return QRectF(self.centre.x() - 0.9 * self.knob, top, 1.8 * self.knob, height)

    @property
    def note(self) -> QRectF:
        """Where the line of text in the gap stands."""
        top, half = self.centre.y() + _NOTE * self.radius, 0.62 * self.radius
        return QRectF(self.centre.x() - half, top, 2 * half, _NOTE_LINES * self.label)

    def number_font(self, text: str) -> QFont:
        """Return the font in which `text` fits over the knob."""
        template = _SHORT if len(text) <= len(_SHORT) else _LONG
        longest = template if len(text) <= len(_LONG) else text
        width = QFontMetricsF(make_font(100, bold=True)).horizontalAdvance(longest)
        font = make_font(min(0.58 * self.knob, 100 * 1.62 * self.knob / width), bold=True)
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 97)  # display sizes sit tighter
        return font


class DialFace:
    """Paints a dial; keeps one picture of what never moves and one of the scale."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._pictures: dict[str, tuple[object, QPixmap]] = {}

    def set_theme(self, theme: Theme) -> None:
        """Take another theme; the next `paint` draws everything anew."""
        self.theme = theme
        self._pictures.clear()

    def paint(self, painter: QPainter, place: Geometry, state: DialState) -> None:
        """Paint the dial on a widget that `place` was fitted to."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        device = painter.device()
        key = (place, device.devicePixelRatioF(), state.enabled)
        body = self._picture("body", key, device, lambda p: self._body(p, place, state))
        painter.drawPixmap(0, 0, body)
        scale = self._picture(
            "scale", (key, state.window), device, lambda p: self._scale(p, place, state)
        )
        painter.drawPixmap(0, 0, scale)
        self._value(painter, place, state)
        self._texts(painter, place, state)

    def _picture(
        self, name: str, key: object, device: QPaintDevice, draw: Callable[[QPainter], None]
    ) -> QPixmap:
        held = self._pictures.get(name)
        if held and held[0] == key:
            return held[1]
        ratio = device.devicePixelRatioF()
        picture = QPixmap(round(device.width() * ratio), round(device.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw(painter)
        painter.end()
        self._pictures[name] = key, picture
        return picture

    def _body(self, painter: QPainter, place: Geometry, state: DialState) -> None:
        light, shade = (QColor(c) for c in self.theme.knob)
        if not state.enabled:
            light = shade = QColor(self.theme.card)
        glow = QRadialGradient(place.centre - QPointF(0.3, 0.35) * place.knob, 1.5 * place.knob)
        glow.setColorAt(0, light)
        glow.setColorAt(1, shade)
        painter.setBrush(QBrush(glow))
        painter.setPen(QPen(QColor(self.theme.line), self.theme.thin))
        painter.drawEllipse(place.centre, place.knob, place.knob)
        self._arc(painter, place, QColor(self.theme.track), 1.0)

    def _scale(self, painter: QPainter, place: Geometry, state: DialState) -> None:
        font = make_font(place.label)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        start, end = (place.radius * (1 + t) for t in _TICK)
        for exponent in state.window.decades():
            fraction = (exponent - state.window.low) / DECADES
            painter.setPen(self._tick(1.5))
            painter.drawLine(*self._radial(place, fraction, start, end))
            text = decade_label(exponent)
            box = metrics.boundingRect(text)
            x, y = point_at(fraction, end + _LABEL_GAP * place.label)
            along = max(abs(x), abs(y))  # the text's nearest side or corner points at the tick
            painter.setPen(QColor(self.theme.quiet))
            centre = place.centre + QPointF(
                x + x / along * box.width() / 2, y + y / along * metrics.capHeight() / 2
            )
            painter.drawText(
                QPointF(
                    centre.x() - metrics.horizontalAdvance(text) / 2,
                    centre.y() + metrics.capHeight() / 2,
                ),
                text,
            )

    def _tick(self, width: float) -> QPen:
        return QPen(QColor(self.theme.quiet), width * self.theme.thin)

    def _value(self, painter: QPainter, place: Geometry, state: DialState) -> None:
        fraction = min(max(state.window.fraction(state.lr), 0.0), 1.0)
        accent = state.accent if state.enabled else QColor(self.theme.quiet)
        self._arc(painter, place, accent, fraction)
        if state.focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self.theme.accent), 2 * self.theme.thin))
            reach = place.knob + 2.5 * self.theme.thin
            painter.drawEllipse(place.centre, reach, reach)
        text = self.theme.text if state.enabled else self.theme.quiet
        pen = QPen(QColor(text), max(3.0, 0.045 * place.radius))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(*self._radial(place, fraction, *(place.radius * p for p in _POINTER)))

    def _texts(self, painter: QPainter, place: Geometry, state: DialState) -> None:
        centred = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip
        theme, number = self.theme, place.number
        if not state.number_hidden:
            value = format_lr(state.lr)
            painter.setFont(place.number_font(value))
            painter.setPen(QColor(theme.text if state.enabled else theme.quiet))
            painter.drawText(number, centred, value)
        caption = QRectF(number.left(), number.bottom(), number.width(), 0.2 * place.knob)
        painter.setFont(make_font(max(0.15 * place.knob, 10.5)))
        painter.setPen(QColor(theme.quiet))
        painter.drawText(caption, centred, "learning rate")
        if state.owner:
            caption.translate(0, 0.2 * place.knob)
            font = make_font(max(0.15 * place.knob, 10.5), bold=True)
            painter.setFont(font)
            painter.setPen(state.accent)
            width = 1.3 * place.knob
            elide = Qt.TextElideMode.ElideRight
            painter.drawText(
                caption, centred, QFontMetricsF(font).elidedText(state.owner, elide, width)
            )
        if state.note:
            painter.setFont(make_font(place.label))
            painter.setPen(QColor(theme.quiet))
            wrap = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
            metrics = QFontMetricsF(painter.font())
            painter.drawText(place.note, wrap, _fitting(state.note, metrics, place.note, wrap))

    @staticmethod
    def _arc(painter: QPainter, place: Geometry, colour: QColor, fraction: float) -> None:
        """Paint the ring from its low end to `fraction`; Qt counts 1/16° against the clock."""
        pen = QPen(colour, place.radius - place.ring)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        middle = (place.radius + place.ring) / 2
        box = QRectF(place.centre.x() - middle, place.centre.y() - middle, 2 * middle, 2 * middle)
        painter.drawArc(box, round(16 * (90 - angle_at(0))), round(-16 * SWEEP * fraction))

    @staticmethod
    def _radial(
        place: Geometry, fraction: float, start: float, end: float
    ) -> tuple[QPointF, QPointF]:
        return (
            place.centre + QPointF(*point_at(fraction, start)),
            place.centre + QPointF(*point_at(fraction, end)),
        )


def _fitting(text: str, metrics: QFontMetricsF, room: QRectF, wrap: int) -> str:
    """Return as many words of a text as fit, with an ellipsis for those that are left out."""
    words, shown = text.split(" "), text
    while len(words) > 1 and metrics.boundingRect(room, wrap, shown).height() > room.height():
        words.pop()
        shown = " ".join(words).rstrip(",.;:") + "…"
    return shown

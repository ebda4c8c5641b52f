"""The scene of a shower, painted: pipe and head, thermometer, knob and water, in pixels as it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QConicalGradient, QFontMetricsF, QPainter, QPainterPath, QPen

from lrsim.gui.exhibits.shower import geometry as at
from lrsim.gui.exhibits.shower.water import COMFORT, SCALDING, colour_of, temperature
from lrsim.gui.look.theme import Theme, make_font
from lrsim.text.numbers import count

__all__ = ["LABEL_AWAY", "SceneArtist", "Shower"]

STEAM_FROM, STEAM_FULL = SCALDING, 60.0
"""Temperatures at which steam begins to be seen, and is seen whole."""

STEAM: Final = ((118.0, 190.0), (262.0, 232.0), (108.0, 128.0))
"""Where it rises from."""

GONE: Final = 0.3
"""Opacity of what is no more."""

LABEL_AWAY: Final = 9.0
"""Between the thermometer and its labels."""

LEAST_TYPE: Final = 0.86
"""Of small type, below which nothing is written."""


class Shower(NamedTuple):
    """What is seen of one runner.

    Attributes
    ----------
    runner : int
    name, rate : str
    knob, before : float
        Where the pointer is, and where it was before the step.
    water : float
        How warm the water is that is seen, in °C.
    reading, place, turned : str
        The temperature, the knob's position and how far the last step turned it, in words.
    habit : str
        How it turns the knob, in words.
    exploded : bool
        Whether it is no more.
    """

    runner: int
    name: str
    rate: str
    knob: float
    before: float
    water: float
    reading: str
    place: str
    turned: str
    habit: str
    exploded: bool


class SceneArtist:
    """Paints scenes of one size in a theme's colours.

    Parameters
    ----------
    theme : Theme
    scale : float
        Pixels of a pixel as the scene is drawn.
    """

    def __init__(self, theme: Theme, scale: float) -> None:
        self._theme = theme
        least = LEAST_TYPE * theme.small / scale
        self._reading = make_font(max(23.0, least), bold=True)
        self._label = make_font(max(15.0, least))
        self._comfort = make_font(max(17.0, least), bold=True)

    def paint_still(self, painter: QPainter) -> None:
        """Paint what is the same for every runner."""
        self._paint_pipe(painter)
        self._paint_scale(painter)
        self._paint_knob(painter)

    def paint_moving(
        self, painter: QPainter, shower: Shower, dashes: Sequence[QLineF], phase: float
    ) -> None:
        """Paint the water, the thermometer's mercury, the pointer and the temperature."""
        colour = QColor(colour_of(shower.water, self._theme.water))
        if shower.exploded:
            painter.setOpacity(GONE)
        self._paint_water(painter, shower, colour, dashes, phase)
        self._paint_mercury(painter, shower, colour)
        painter.setOpacity(1.0)
        self._paint_pointer(painter, shower)
        self._paint_reading(painter, shower, colour)

    def _paint_pipe(self, painter: QPainter) -> None:
        theme = self._theme
        metal, edge = QColor(theme.metal), QColor(theme.quiet)
        (x, y), (middle, top, bottom) = at.KNOB, at.HEAD
        left = x - 28.0
        pipe = QPainterPath(QPointF(left, y - 46.0))
        pipe.lineTo(left, 30.0)
        pipe.quadTo(left, 16.0, left + 14.0, 16.0)
        pipe.lineTo(middle - 14.0, 16.0)
        pipe.quadTo(middle, 16.0, middle, 30.0)
        pipe.lineTo(middle, top)
        pen = QPen(metal, 9.0)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.strokePath(pipe, pen)
        head = QPainterPath(QPointF(middle - 18.0, top))
        for place in ((middle + 18.0, top), (middle + 44.0, bottom), (middle - 44.0, bottom)):
            head.lineTo(*place)
        head.closeSubpath()
        painter.setPen(QPen(edge, 1.4))
        painter.setBrush(metal)
        painter.drawPath(head)

    def _paint_scale(self, painter: QPainter) -> None:
        """Paint the thermometer's glass and its scale."""
        theme = self._theme
        painter.setPen(QPen(QColor(theme.quiet), 1.5))
        painter.setBrush(QColor(theme.card))
        painter.drawPath(_glass(0.0))
        painter.setFont(self._label)
        metrics = QFontMetricsF(self._label)
        right = at.TUBE.left + at.TUBE.width
        comfort = at.mercury(COMFORT)
        for tick in at.TICKS:
            y = at.mercury(tick)
            painter.setPen(QPen(QColor(theme.quiet), 1.5))
            painter.drawLine(QPointF(right + 1.0, y), QPointF(right + 6.0, y))
            if tick in (at.TICKS[0], at.TICKS[-1]) and abs(y - comfort) > metrics.height():
                place = QPointF(right + LABEL_AWAY, y + 0.36 * metrics.height() - 1.0)
                painter.drawText(place, count(tick))
        painter.setFont(self._comfort)
        painter.setPen(QColor(theme.text))
        high = QFontMetricsF(self._comfort).capHeight()
        painter.drawText(QPointF(right + LABEL_AWAY, comfort + 0.5 * high), count(round(COMFORT)))

    def _paint_knob(self, painter: QPainter) -> None:
        """Paint the knob and the ring around it, in the colours of the water that each position gives."""
        theme, (x, y) = self._theme, at.KNOB
        around = QConicalGradient(QPointF(x, y), 270.0)
        steps = 48
        for k in range(steps + 1):
            angle = 180.0 - 360.0 * k / steps  # clockwise from upright, as the gradient goes
            celsius = temperature(angle / at.STOP_ANGLE * at.STOP)
            around.setColorAt(k / steps, QColor(colour_of(celsius, theme.water)))
        pen = QPen(around, 5.0)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        ring = QRectF(x - 46.0, y - 46.0, 92.0, 92.0)
        span = 2.0 * at.STOP_ANGLE
        painter.drawArc(ring, round(16 * (90.0 - at.STOP_ANGLE)), round(16 * span))
        painter.setPen(QPen(QColor(theme.quiet), 1.5))
        painter.setBrush(QColor(theme.knob[0]))
        painter.drawEllipse(QPointF(x, y), 37.0, 37.0)

    def _paint_water(
        self,
        painter: QPainter,
        shower: Shower,
        colour: QColor,
        dashes: Sequence[QLineF],
        phase: float,
    ) -> None:
        x, y, wide, high = at.PUDDLE
        puddle = QColor(colour)
        puddle.setAlphaF(0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(puddle)
        painter.drawEllipse(QPointF(x, y), wide, high)
        if shower.exploded:
            return
        painter.setPen(QPen(colour, 4.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLines(dashes)
        share = (shower.water - STEAM_FROM) / (STEAM_FULL - STEAM_FROM)
        if share > 0.0:
            self._paint_steam(painter, min(share, 1.0), phase)

    def _paint_steam(self, painter: QPainter, share: float, phase: float) -> None:
        vapour = QColor(self._theme.quiet)
        vapour.setAlphaF(0.75 * share)
        painter.setPen(QPen(vapour, 3.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for k, (x, y) in enumerate(STEAM):
            rise = (phase + k / len(STEAM)) % 1.0
            painter.setOpacity(1.0 - abs(2.0 * rise - 1.0) ** 3)
            bottom = y + 16.0 - 32.0 * rise
            wisp = QPainterPath(QPointF(x, bottom))
            wisp.cubicTo(x + 12.0, bottom - 9.0, x - 12.0, bottom - 17.0, x, bottom - 26.0)
            wisp.cubicTo(x + 12.0, bottom - 35.0, x - 12.0, bottom - 43.0, x, bottom - 52.0)
            painter.drawPath(wisp)
        painter.setOpacity(1.0)

    def _paint_mercury(self, painter: QPainter, shower: Shower, colour: QColor) -> None:
        theme, tube, (x, y, radius) = self._theme, at.TUBE, at.BULB
        level = at.mercury(shower.water)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(x, y), radius - 4.0, radius - 4.0)
        painter.drawRoundedRect(QRectF(x - 6.5, level, 13.0, y - level), 3.0, 3.0)
        comfort = at.mercury(COMFORT)
        painter.setPen(QPen(QColor(theme.gold_line), 1.2))
        painter.setBrush(QColor(theme.gold))
        slider = QRectF(tube.left - 6.0, comfort - 4.0, tube.width + 12.0, 8.0)
        painter.drawRoundedRect(slider, 2.0, 2.0)

    def _paint_pointer(self, painter: QPainter, shower: Shower) -> None:
        before, now = at.knob_angle(shower.before), at.knob_angle(shower.knob)
        faint = QColor(self._theme.quiet)
        faint.setAlphaF(0.55)
        if abs(now - before) > 2.0:
            self._paint_hand(painter, before, QPen(faint, 4.0))
        pen = QPen(QColor(self._theme.text), 6.0)
        if shower.exploded:
            pen = QPen(QColor(self._theme.text), 2.5)
            pen.setDashPattern([2.0, 1.4])
        self._paint_hand(painter, now, pen)

    def _paint_hand(self, painter: QPainter, angle: float, pen: QPen) -> None:
        painter.save()
        painter.translate(*at.KNOB)
        painter.rotate(angle)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(QPointF(0.0, -6.0), QPointF(0.0, -29.0))
        painter.restore()

    def _paint_reading(self, painter: QPainter, shower: Shower, colour: QColor) -> None:
        theme = self._theme
        metrics = QFontMetricsF(self._reading)
        pill = QRectF(*at.PILL)
        wide = max(metrics.horizontalAdvance(shower.reading) + 28.0, pill.width())
        high = max(metrics.height() + 10.0, pill.height())
        pill = QRectF(at.HEAD[0] - 0.5 * wide, pill.center().y() - 0.5 * high, wide, high)
        painter.setPen(QPen(colour, 2.6))
        painter.setBrush(QColor(theme.button))
        painter.drawRoundedRect(pill, 0.5 * high, 0.5 * high)
        painter.setFont(self._reading)
        painter.setPen(QColor(theme.text))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, shower.reading)


def _glass(inset: float) -> QPainterPath:
    """Return the outline of the thermometer."""
    tube, (x, y, radius) = at.TUBE, at.BULB
    pipe, bulb = QPainterPath(), QPainterPath()
    rect = QRectF(*tube).adjusted(inset, inset, -inset, 0.0)
    pipe.addRoundedRect(rect, 0.5 * rect.width(), 0.5 * rect.width())
    bulb.addEllipse(QPointF(x, y), radius - inset, radius - inset)
    return pipe.united(bulb)

"""One runner's shower, painted: what stands still once, the water and what follows it with every frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QConicalGradient, QFontMetricsF, QPainter, QPainterPath, QPen

from lrsim.gui.exhibits.shower import geometry as at
from lrsim.gui.exhibits.shower.geometry import Frame
from lrsim.gui.exhibits.shower.water import COMFORT, colour_of, temperature
from lrsim.gui.look.theme import RUNNER_SHAPES, Theme, make_font
from lrsim.text.messages import say
from lrsim.text.numbers import count, number

__all__ = ["BoothArtist", "Shower"]

STEAM_FROM, STEAM_FULL = 45.0, 60.0
"""Temperatures at which steam begins to be seen, and is seen whole."""

STEAM: Final = ((118.0, 190.0), (262.0, 232.0), (108.0, 128.0))
"""Where it rises from."""

GONE: Final = 0.3
"""Opacity of what is no more."""

LABEL_AWAY: Final = 9.0
"""Between the thermometer and its labels."""

LEAST_TYPE: Final = 0.86
"""Of small type, below which nothing is written."""


LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


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


class BoothArtist:
    """Paints booths of one size in a theme's colours.

    Parameters
    ----------
    theme : Theme
    frame : Frame
        Of the first booth; all are as large.
    showers : sequence of Shower
        Whose words have to fit.
    """

    def __init__(self, theme: Theme, frame: Frame, showers: Sequence[Shower]) -> None:
        self._theme = theme
        self._title, self._small = theme.font("title"), theme.font("small")
        self._remark = theme.font("body")
        self._bold = make_font(theme.small, bold=True)
        self._pad = round(1.25 * theme.spacing)
        self._header = self._header_height(frame.width, showers)
        self._two_lines = self._footer_wants(frame.width)
        line = QFontMetricsF(self._small).height()
        self._footer = (2.0 if self._two_lines else 1.0) * line + 1.2 * self._pad
        room = frame.height - self._header - self._footer
        # labels stay legible in small booths, where they take more of the width
        labels = QFontMetricsF(self._bold).horizontalAdvance(count(round(COMFORT)))
        right = at.TUBE.left + at.TUBE.width + LABEL_AWAY
        fitting = min(frame.width / at.WIDE, (frame.width - labels - 6.0) / right)
        self.scale = max(min(fitting, room / at.HIGH), 0.05)
        """Pixels of a pixel as the scene is drawn."""
        free = room - self.scale * at.HIGH
        self._tells_habit = free > 1.6 * line
        top = 1.2 * line if self._tells_habit else 0.0
        wide = max(self.scale * right + labels + 6.0, self.scale * at.WIDE)
        self._origin = QPointF(0.5 * (frame.width - wide), self._header + top + 0.5 * (free - top))
        self._reading = make_font(self._type(23.0), bold=True)
        self._label = make_font(self._type(15.0))
        self._comfort = make_font(self._type(17.0), bold=True)

    def _type(self, drawn: float) -> float:
        """Return the size of type, in pixels of the scene, that is drawn so large."""
        return max(drawn, LEAST_TYPE * self._theme.small / self.scale)

    def _header_height(self, width: float, showers: Sequence[Shower]) -> float:
        title, small = QFontMetricsF(self._title), QFontMetricsF(self._small)
        name = max((title.horizontalAdvance(shower.name) for shower in showers), default=0.0)
        rates = say("LR {lr}", lr=number(0.00123)), *(shower.rate for shower in showers)
        self._rate_width = max(map(small.horizontalAdvance, rates))
        wanted = 1.5 * self._theme.title + name + self._pad + self._rate_width
        self._rate_below = wanted > width - 2 * self._pad
        lines = title.height() + (small.height() if self._rate_below else 0.0)
        return lines + 1.2 * self._pad

    def _footer_wants(self, width: float) -> bool:
        """Return whether position and turn need a line each, whatever they are."""
        place, turned = f"x = {number(-0.0234)}", say("turned {turn}", turn="+0.0023")
        wanted = QFontMetricsF(self._bold).horizontalAdvance(place)
        wanted += QFontMetricsF(self._small).horizontalAdvance(turned)
        return wanted + 0.6 * self._pad > width - 2 * self._pad

    # --- what stands still ---

    def paint_still(self, painter: QPainter, frame: Frame, shower: Shower, chosen: bool) -> None:
        """Paint the booth, its header and all that does not move."""
        theme = self._theme
        outline = theme.runner(shower.runner) if chosen else QColor(theme.line)
        rect = QRectF(*frame).adjusted(1.5, 1.5, -1.5, -1.5)
        painter.setPen(QPen(outline, 1.3 * theme.outline if chosen else theme.thin))
        painter.setBrush(QColor(theme.button))
        painter.drawRoundedRect(rect, theme.radius, theme.radius)
        painter.setPen(QPen(QColor(theme.line), theme.thin))
        below = frame.top + self._header
        painter.drawLine(QPointF(rect.left(), below), QPointF(rect.right(), below))
        self._paint_header(painter, frame, shower)
        painter.save()
        self._enter(painter, frame)
        self._paint_pipe(painter)
        self._paint_scale(painter)
        self._paint_knob(painter)
        painter.restore()

    def _paint_header(self, painter: QPainter, frame: Frame, shower: Shower) -> None:
        theme, pad = self._theme, self._pad
        colour, size = theme.runner(shower.runner), theme.title
        title = QFontMetricsF(self._title)
        row = QRectF(frame.left + pad, frame.top + 0.6 * pad, frame.width - 2 * pad, title.height())
        painter.save()
        painter.translate(row.left() + 0.5 * size, row.center().y())
        painter.scale(0.9 * size, 0.9 * size)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillPath(Symbols[RUNNER_SHAPES[shower.runner % len(RUNNER_SHAPES)]], colour)
        painter.restore()
        room = row.adjusted(1.5 * size, 0, 0, 0)
        wide = room.width() - (0.0 if self._rate_below else self._rate_width + pad)
        painter.setFont(self._title)
        painter.setPen(colour)
        name = title.elidedText(shower.name, Qt.TextElideMode.ElideRight, wide)
        painter.drawText(room, LEFT, name)

    def _enter(self, painter: QPainter, frame: Frame) -> None:
        """Let the painter paint in pixels of the scene."""
        painter.translate(frame.left + self._origin.x(), frame.top + self._origin.y())
        painter.scale(self.scale, self.scale)

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

    # --- what moves ---

    def paint_moving(
        self,
        painter: QPainter,
        frame: Frame,
        shower: Shower,
        dashes: Sequence[QLineF],
        phase: float,
    ) -> None:
        """Paint the water, the thermometer's mercury, the pointer and what they say."""
        theme = self._theme
        colour = QColor(colour_of(shower.water, theme.water))
        painter.save()
        self._enter(painter, frame)
        if shower.exploded:
            painter.setOpacity(GONE)
        self._paint_water(painter, shower, colour, dashes, phase)
        self._paint_mercury(painter, shower, colour)
        painter.setOpacity(1.0)
        self._paint_pointer(painter, shower)
        self._paint_reading(painter, shower, colour)
        painter.restore()
        self._paint_rate(painter, frame, shower)
        self._paint_footer(painter, frame, shower)
        if self._tells_habit:
            self._paint_habit(painter, frame, shower)

    def _paint_habit(self, painter: QPainter, frame: Frame, shower: Shower) -> None:
        """Say how the runner turns the knob."""
        line = QFontMetricsF(self._remark).height()
        top = frame.top + self._header + 0.5 * self._pad
        row = QRectF(frame.left + self._pad, top, frame.width - 2 * self._pad, line)
        painter.setFont(self._remark)
        painter.setPen(QColor(self._theme.text))
        painter.drawText(row, LEFT, shower.habit)

    def _paint_rate(self, painter: QPainter, frame: Frame, shower: Shower) -> None:
        """Paint the learning rate, which a schedule changes."""
        pad, title = self._pad, QFontMetricsF(self._title).height()
        row = QRectF(frame.left + pad, frame.top + 0.6 * pad, frame.width - 2 * pad, title)
        if self._rate_below:
            row = row.adjusted(1.5 * self._theme.title, title, 0, 0)
            row.setHeight(QFontMetricsF(self._small).height())
        painter.setFont(self._small)
        painter.setPen(QColor(self._theme.text))
        painter.drawText(row, LEFT if self._rate_below else RIGHT, shower.rate)

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

    def _paint_footer(self, painter: QPainter, frame: Frame, shower: Shower) -> None:
        theme, pad = self._theme, self._pad
        line = QFontMetricsF(self._small).height()
        room = QRectF(
            frame.left + pad, frame.top + frame.height - self._footer + 0.4 * pad,
            frame.width - 2 * pad, line,
        )  # fmt: skip
        painter.setFont(self._bold)
        painter.setPen(QColor(theme.text))
        painter.drawText(room, LEFT, shower.place)
        painter.setFont(self._small)
        painter.setPen(QColor(theme.quiet))
        if self._two_lines:
            room.translate(0.0, line)
            painter.drawText(room, LEFT, shower.turned)
        else:
            painter.drawText(room, RIGHT, shower.turned)


def _glass(inset: float) -> QPainterPath:
    """Return the outline of the thermometer."""
    tube, (x, y, radius) = at.TUBE, at.BULB
    pipe, bulb = QPainterPath(), QPainterPath()
    rect = QRectF(*tube).adjusted(inset, inset, -inset, 0.0)
    pipe.addRoundedRect(rect, 0.5 * rect.width(), 0.5 * rect.width())
    bulb.addEllipse(QPointF(x, y), radius - inset, radius - inset)
    return pipe.united(bulb)

"""One runner's booth, painted around its scene: what stands still once, what moves with every frame."""

from __future__ import annotations

from collections.abc import Sequence

from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from lrsim.gui.exhibits.shower import geometry as at
from lrsim.gui.exhibits.shower.geometry import Frame
from lrsim.gui.exhibits.shower.scene import LABEL_AWAY, SceneArtist, Shower
from lrsim.gui.exhibits.shower.water import COMFORT
from lrsim.gui.look.theme import Theme, make_font
from lrsim.text.messages import say
from lrsim.text.numbers import count, number

__all__ = ["BoothArtist"]

LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


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
        self._scene = SceneArtist(theme, self.scale)

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
        self._scene.paint_still(painter)
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
        painter.fillPath(Symbols[theme.shape(shower.runner)], colour)
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

    def in_scene(self, frame: Frame, x: float, y: float) -> tuple[float, float]:
        """Return where in the scene of a booth something is."""
        left, top = frame.left + self._origin.x(), frame.top + self._origin.y()
        return (x - left) / self.scale, (y - top) / self.scale

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
        painter.save()
        self._enter(painter, frame)
        self._scene.paint_moving(painter, shower, dashes, phase)
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

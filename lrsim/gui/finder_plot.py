"""The picture of a range test: the loss as the rate grows, what is read from it, and what is true."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsSceneMouseEvent, QStyleOptionGraphicsItem, QWidget

from lrsim.finder import LRFinder
from lrsim.gui.curves import CurvePool, FloatArray, drawable, log10
from lrsim.gui.marks import Stamp
from lrsim.gui.plots import DecadeAxis, Plot
from lrsim.gui.theme import FUTURE_DASH, RUNNER_DASHES, Theme
from lrsim.sweeps import Zone

LOWEST_SHARE = 1e-18
"""Of the highest gap in sight, in log scale: below it a float64 loss is rounding."""

NEAR = 14.0
"""Pixels beside a line that a click may be."""

MOST_ROWS = 5
"""Rows of labels; with more picks close together the last row holds them all."""


class Look(NamedTuple):
    """How a suggester is shown: its name, shape, dashes in widths of its pen; and what it does."""

    label: str
    symbol: str
    dash: tuple[float, ...]
    help: str


LOOKS = {
    "steepest": Look(
        "steepest",
        "t1",
        RUNNER_DASHES[2],
        "Where the loss falls fastest as the logarithm of the learning rate grows.",
    ),
    "valley": Look(
        "valley",
        "t",
        RUNNER_DASHES[4],
        "The middle of the longest stretch over which the loss falls.",
    ),
    "slide": Look("slide", "d", RUNNER_DASHES[3], "Where the curve evens out, seen from its end."),
    "minimum_over_10": Look(
        "minimum / 10", "s", RUNNER_DASHES[6], "A tenth of where the loss is lowest."
    ),
    "suggestion": Look(
        "trials",
        "o",
        (),
        "The middle of what works when runs of their own, eight a decade, try each learning rate.",
    ),
    "true_best": Look(
        "true best", "star", (), "The fastest of a fine sweep over the experiment's own steps."
    ),
}
"""In the order of the table."""

DIAL = "dial"
"""The pick that is where the dial stands."""


class Pick(NamedTuple):
    """A learning rate that is marked."""

    name: str
    lr: float


def picks_of(found: LRFinder) -> list[Pick]:
    """Return what there is to mark, the true best last."""
    told = {**found.suggestions, "suggestion": found.suggestion, "true_best": found.true_best}
    return [Pick(name, lr) for name, lr in told.items() if lr is not None]


def stamp_of(name: str, theme: Theme) -> Stamp:
    """Return a suggester's mark."""
    colour = {"suggestion": theme.accent, "true_best": theme.star}.get(name, theme.text)
    return Stamp(LOOKS[name].symbol, colour, round(0.9 * theme.small), theme.card, 1.0)


class FinderPlot(Plot):
    """Loss over learning rate, both in decades.

    Signals
    -------
    picked(float)
        The user clicked the line of this learning rate.
    """

    picked = Signal(float)

    def __init__(self) -> None:
        self._box = PickBox()
        self._axes = {side: DecadeAxis(side) for side in ("left", "bottom")}
        super().__init__("Range test: loss over learning rate", self._box, axisItems=self._axes)
        self.log = True
        self._marks = PickMarks(self)
        self._raw, self._smooth = CurvePool(self, 10), CurvePool(self, 20)
        self._found: LRFinder | None = None
        self._runner = 0
        self._box.clicked.connect(self._pick)
        self._box.sigResized.connect(
            lambda _box: self._show_range()
        )  # the labels' room is in pixels

    @property
    def is_log(self) -> bool:
        """Whether losses are shown in decades: where no minimum is known there is nothing to measure from."""
        known = self._found is None or self._found.experiment.surface.minima
        return self.log and bool(known)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        super().set_theme(theme)
        self._theme = theme
        self._marks.set_theme(theme)
        self._draw()

    def set_log(self, log: bool) -> None:
        """Choose between log and linear scale of the loss."""
        self.log = log
        self._draw()

    def show_dial(self, lr: float) -> None:
        """Put the dashed line where the dial stands."""
        self._marks.show_dial(lr)

    def show_found(self, found: LRFinder, runner: int) -> None:
        """Show a test, in the colour of the runner it is of."""
        self._found, self._runner = found, runner
        self._draw()

    def _draw(self) -> None:
        found = self._found
        if found is None:
            return
        self._axes["left"].decades = self.is_log
        self._axes["left"].picture = None
        raw, smooth = self._values(found, found.loss), self._values(found, found.smooth)
        x = log10(found.lr, 1e-300)
        colour = self._theme.runner(self._runner)
        faint = QColor(colour)
        faint.setAlphaF(0.45)
        for index, (pool, values, pen) in enumerate(
            (
                (self._raw, raw, QPen(faint, 1)),
                (self._smooth, smooth, QPen(colour, self._theme.curve)),
            )
        ):
            pen.setCosmetic(True)
            pool.draw(index, x, values, pen)
        self._marks.show_marks(found.zone, picks_of(found))
        self._show_range()

    def _values(self, found: LRFinder, loss: FloatArray) -> FloatArray:
        if not self.is_log:
            return drawable(loss)
        gap = loss - found.floor
        return log10(gap, max(float(np.abs(gap).max(initial=0.0)) * LOWEST_SHARE, 1e-300))

    def _show_range(self) -> None:
        """Show the whole range of the test, with room above the curve for the labels."""
        found = self._found
        if found is None:
            return
        values = self._values(found, found.loss)
        low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
        high = max(high, low + (0.5 if self.is_log else max(1e-12, 1e-3 * abs(low))))
        room = min(self._marks.room / max(self._box.height(), 1.0), 0.6)
        span = (high - low) * 1.08 / (1.0 - room)
        left, right = math.log10(found.lr_min), math.log10(found.lr_max)
        margin = 0.02 * (right - left)
        self._box.setRange(
            QRectF(left - margin, low - 0.04 * (high - low), right - left + 2 * margin, span),
            padding=0,
        )

    def _pick(self, at: float) -> None:
        """Hand on the learning rate of the line nearest to a click, if one is near."""
        if self._found is None:
            return
        wide = self._box.viewPixelSize()[0] * NEAR
        near = [(abs(math.log10(pick.lr) - at), pick.lr) for pick in picks_of(self._found)]
        close = [entry for entry in near if entry[0] <= wide]
        if close:
            self.picked.emit(min(close)[1])


class PickBox(pg.ViewBox):
    """A view box that is clicked, and neither moved nor zoomed.

    Signals
    -------
    clicked(float)
        The abscissa of a click with the left button.
    """

    clicked = Signal(float)

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self.setMouseEnabled(x=False, y=False)

    def mouseClickEvent(self, event: object) -> None:
        """Tell where it was."""
        if event.button() == Qt.MouseButton.LeftButton:  # type: ignore[attr-defined]  # pyqtgraph is untyped
            event.accept()  # type: ignore[attr-defined]
            self.clicked.emit(float(self.mapToView(event.pos()).x()))  # type: ignore[attr-defined]

    def mouseDragEvent(self, event: object, axis: int | None = None) -> None:
        """Leave drags alone."""
        event.ignore()  # type: ignore[attr-defined]

    def wheelEvent(self, event: QGraphicsSceneMouseEvent, axis: int | None = None) -> None:
        """Leave the wheel alone."""
        event.ignore()


class PickMarks(pg.GraphicsObject):
    """The zone as a band, and each pick as a line with its shape and name at the top."""

    def __init__(self, plot: Plot) -> None:
        super().__init__()
        self._plot = plot
        self._box = plot.getViewBox()
        self._picks: Sequence[Pick] = ()
        self._dial: Sequence[Pick] = ()
        self.setZValue(40)
        self._band = Band(plot)
        plot.addItem(self, ignoreBounds=True)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self._font = theme.font("small")
        self._row = 1.5 * theme.small
        self._band.set_theme(theme)

    def show_marks(self, zone: Zone | None, picks: Sequence[Pick]) -> None:
        """Show a zone and picks."""
        self._picks = picks
        self._band.show_zone(zone, self.room)
        self.update()

    def show_dial(self, lr: float) -> None:
        """Mark where the dial stands."""
        self._dial = (Pick(DIAL, lr),) if lr > 0.0 else ()
        self.update()

    @property
    def room(self) -> float:
        """Pixels that the labels take at most, from the top."""
        return min(len(self._picks) + 1, MOST_ROWS) * self._row + 0.3 * self._row

    def boundingRect(self) -> QRectF:
        """Return the rectangle in view."""
        return QRectF(self._box.viewRect())

    def viewRangeChanged(self) -> None:
        """Follow the view."""
        self.prepareGeometryChange()
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Paint lines first, then labels, so that no line crosses a name."""
        transform = painter.transform()
        frame = transform.mapRect(self._box.viewRect())
        ratio = painter.device().devicePixelRatioF()
        painter.save()
        painter.resetTransform()
        painter.setFont(self._font)
        places = self._places(transform.m11(), transform.dx(), frame)
        for pick, x, label in places:
            painter.setPen(self._pen(pick.name))
            painter.drawLine(QPointF(x, label.center().y()), QPointF(x, frame.bottom()))
        for pick, x, label in places:
            ground = QColor(self._theme.card)
            ground.setAlphaF(0.85)
            painter.fillRect(label, ground)
            painter.setPen(QColor(self._theme.text))
            if pick.name == DIAL:
                painter.drawText(label, Qt.AlignmentFlag.AlignCenter, DIAL)
                continue
            pixmap = stamp_of(pick.name, self._theme).pixmap(ratio)
            half = 0.5 * pixmap.width() / ratio
            painter.drawPixmap(QPointF(x - half, label.center().y() - half), pixmap)
            right = label.left() > x - self._row  # the name stands to the right of its line
            text = (
                label.adjusted(self._row, 0, 0, 0) if right else label.adjusted(0, 0, -self._row, 0)
            )
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, LOOKS[pick.name].label)
        painter.restore()

    def _pen(self, name: str) -> QPen:
        colour = {"suggestion": self._theme.accent, "true_best": self._theme.star}
        main = name in colour
        pen = QPen(
            QColor(colour.get(name, self._theme.text)),
            self._theme.curve if main else self._theme.thin,
        )
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        dash = FUTURE_DASH if name == DIAL else LOOKS[name].dash
        if dash:
            pen.setDashPattern(list(dash))
        return pen

    def _places(
        self, scale: float, offset: float, frame: QRectF
    ) -> list[tuple[Pick, float, QRectF]]:
        """Return for each pick in sight its abscissa and its label's rectangle, in pixels."""
        metrics = QFontMetricsF(self._font)
        taken: list[list[QRectF]] = [[] for _ in range(MOST_ROWS)]
        places = []
        for pick in sorted((*self._picks, *self._dial), key=lambda p: p.lr):
            x = scale * math.log10(pick.lr) + offset
            if not frame.left() <= x <= frame.right():
                continue
            name = DIAL if pick.name == DIAL else LOOKS[pick.name].label
            width = metrics.horizontalAdvance(name) + (0.3 if name == DIAL else 1.3) * self._row
            left = x - (0.5 * width if name == DIAL else 0.5 * self._row)
            if left + width > frame.right():
                left = x + 0.5 * self._row - width
            for row, others in enumerate(taken):
                label = QRectF(left, frame.top() + row * self._row, width, self._row)
                if row == MOST_ROWS - 1 or not any(label.intersects(other) for other in others):
                    others.append(label)
                    places.append((pick, x, label))
                    break
        return places


class Band(pg.GraphicsObject):
    """The zone as a band with its two ends drawn, behind everything; islands fainter."""

    def __init__(self, plot: Plot) -> None:
        super().__init__()
        self._box = plot.getViewBox()
        self._zone: Zone | None = None
        self._room = 0.0
        self.setZValue(-10)
        plot.addItem(self, ignoreBounds=True)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme

    def show_zone(self, zone: Zone | None, room: float) -> None:
        """Show a zone, or none; it leaves so many pixels free at the top, for labels."""
        self._zone, self._room = zone, room
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the rectangle in view."""
        return QRectF(self._box.viewRect())

    def viewRangeChanged(self) -> None:
        """Follow the view."""
        self.prepareGeometryChange()
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Paint the band, its ends and its name."""
        if self._zone is None:
            return
        transform = painter.transform()
        frame = transform.mapRect(self._box.viewRect()).adjusted(0, self._room, 0, 0)
        painter.save()
        painter.resetTransform()
        zone = self._zone
        for low, high in ((zone.low, zone.high), *zone.gaps):
            ends = [transform.m11() * math.log10(end) + transform.dx() for end in (low, high)]
            left, right = max(ends[0], frame.left()), min(ends[1], frame.right())
            if right < left:
                continue
            whole = (low, high) == (zone.low, zone.high)
            colour = QColor(self._theme.good)
            colour.setAlphaF(0.2 if whole else 0.1)
            painter.fillRect(
                QRectF(left, frame.top(), max(right - left, 1.0), frame.height()), colour
            )
            if whole:
                self._paint_ends(painter, left, right, frame)
        painter.restore()

    def _paint_ends(self, painter: QPainter, left: float, right: float, frame: QRectF) -> None:
        painter.setPen(QPen(QColor(self._theme.good), self._theme.thin))
        for x in (left, right):
            painter.drawLine(QPointF(x, frame.top()), QPointF(x, frame.bottom()))
        painter.setFont(self._theme.font("small"))
        height = 1.5 * self._theme.small
        width = QFontMetricsF(painter.font()).horizontalAdvance("zone")
        if right - left > 1.5 * width:
            place = QRectF(left + 0.3 * height, frame.bottom() - height, width, height)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, "zone")

"""What the plots share: themed axes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetricsF, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QGraphicsSceneMouseEvent, QSizePolicy, QToolTip

from lrsim.gui.look.access import tell_summary
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.net import Netted
from lrsim.gui.plots.items import ViewBox
from lrsim.gui.plots.ticks import next_round, of_power, round_ticks, spaced
from lrsim.text.messages import NOTHING, Message, Sentences, shown
from lrsim.text.numbers import number, power_of_ten, scientific

TICK_PIXELS, TICK_DIGITS = 24, 1.4
"""As near as labels of values stand above each other, in pixels and in heights of a digit, …"""

LABEL_GAP = 10
"""… and so many pixels from end to beginning beside each other."""

FEW_DECADES = 2.0
"""An axis of fewer has ticks at 2 and 5, too."""


PLAIN = -2.0, 3.0
"""Powers of ten from which to which labels are written out."""

LOG_DIGITS = tuple(math.log10(digit) for digit in (1, 2, 5))

LONGEST_DECADE = -4
"""The power of ten with the longest label: those below it are written as powers."""


class NumberAxis(Netted, pg.AxisItem):
    """An axis whose labels are numbers as they are written everywhere else."""

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        """Return how far apart ticks stand: beside each other so far that labels do not meet."""
        levels: list[tuple[float, float]] = super().tickSpacing(low, high, size)
        if self.orientation in ("left", "right") or not 0.0 < high - low < math.inf:
            return levels
        spacing, pixels = levels[0][0], size / (high - low)
        while pixels * spacing < size and pixels * spacing < self._room(low, high, spacing):
            spacing = next_round(spacing)
        return [(spacing, 0.0)]

    def _room(self, low: float, high: float, spacing: float) -> float:
        """Return how near ticks at this distance may stand beside each other."""
        first = math.ceil(low / spacing)
        ticks = [spacing * k for k in range(first, math.floor(high / spacing) + 1)]
        return self._widest(self.tickStrings(ticks, 1.0, spacing))

    def _widest(self, labels: Iterable[str]) -> float:
        """Return the room of the longest of some labels, the gap beside it included."""
        metrics = QFontMetricsF(self.style["tickFont"] or self.font())
        return LABEL_GAP + max(map(metrics.horizontalAdvance, labels), default=0.0)

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Return the labels of the ticks."""
        # what ticks add up to is not exactly what they mean: six digits are
        return [number(0.0 if abs(value) < 1e-9 * spacing else value, 6) for value in values]


class ScaledAxis(NumberAxis):
    """An axis whose labels stay short: the power of ten that they share stands at its end."""

    power = 0
    """Of ten, what the labels are to be multiplied with."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Return the labels of the ticks, divided by the power they share."""
        largest = max((abs(value) for value in values), default=0.0)
        exact = math.log10(largest) if largest > 0.0 else 0.0
        self.power = 0 if PLAIN[0] <= exact < PLAIN[1] else math.floor(exact + 1e-9)
        unit = 10.0**self.power
        return super().tickStrings([value / unit for value in values], scale, spacing / unit)

    def generateDrawSpecs(self, painter: QPainter) -> Any:
        """Return what is drawn, the power of ten in the place of the labels beside it."""
        drawn = super().generateDrawSpecs(painter)
        if drawn is None or not self.power:
            return drawn
        line, ticks, texts = drawn
        text = f"×\N{NO-BREAK SPACE}{scientific('1', self.power)}"
        room = QRectF(self.mapRectFromParent(self.geometry()))
        box = QFontMetricsF(self.style["tickFont"] or painter.font()).boundingRect(text)
        box.adjust(0.0, 0.0, 2.0, 0.0)
        if self.orientation == "left":
            box.moveTopRight(QPointF(room.right() - 5.0, room.top()))
        else:
            box.moveBottomRight(room.bottomRight())
        around = box.adjusted(-4.0, 0.0, 4.0, 0.0)
        others = [entry for entry in texts if not QRectF(entry[0]).intersects(around)]
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip
        return line, ticks, [*others, (box, flags, text)]


class DecadeAxis(NumberAxis):
    """An axis whose coordinate is log10 of what it labels."""

    decades = True
    signed = False
    """Whether labels have a sign, + too."""

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """Return ticks on whole decades, every second, third, … when there are many; or on round values."""
        if not self.decades:
            return [round_ticks(low, high, max(2.0, size / self._line()))]
        if high - low < FEW_DECADES:
            return [(0.1, self._few_ticks(low, high, size))]
        ends = math.ceil(low), math.floor(high)
        labels = (power_of_ten(decade) for decade in (*ends, LONGEST_DECADE))
        most = max(2, int(size / self._apart(labels)))
        least = 100 * math.ceil((high - low) / most / 100)
        step = next((s for s in (1, 2, 3, 5, 10, 20, 50) if (high - low) / s <= most), least)
        first = math.ceil(low / step) * step
        return [(step, [float(k) for k in range(first, math.floor(high) + 1, step)])]

    def _few_ticks(self, low: float, high: float, size: float) -> list[float]:
        """Return 1, 2 and 5 of each decade where there is room between 1 and 2, else 1 or what has room."""
        decades = range(math.floor(low), math.ceil(high) + 1)
        ticks = [decade + digit for decade in decades for digit in LOG_DIGITS]
        ticks = [tick for tick in ticks if low <= tick <= high]
        pixels, room = size / (high - low), self._apart(map(of_power, ticks))
        if LOG_DIGITS[1] * pixels >= room:
            return ticks
        whole = [tick for tick in ticks if tick == round(tick)]
        return whole if len(whole) > 1 else spaced(ticks, room / pixels)

    def _apart(self, labels: Iterable[str]) -> float:
        """Return how near ticks with labels such as these may stand."""
        return self._line() if self.orientation in ("left", "right") else self._widest(labels)

    def _line(self) -> float:
        """Return how near ticks may stand above each other."""
        metrics = QFontMetricsF(self.style["tickFont"] or self.font())
        return max(TICK_PIXELS, TICK_DIGITS * metrics.capHeight())

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Return the labels of the ticks."""
        if not self.decades:
            texts = super().tickStrings(values, scale, spacing)
            if not self.signed:
                return texts
            return [f"+{text}" if text[0] not in "−0" else text for text in texts]
        if all(value == round(value) for value in values):
            return [power_of_ten(round(value)) for value in values]
        return [of_power(value) for value in values]


class Plot(Netted, pg.PlotWidget):
    """A plot without pyqtgraph's menus and buttons, in the theme's colours.

    Parameters
    ----------
    name : str
        What a screen reader says of it.
    view : pyqtgraph.ViewBox, optional
        Its view.
    axisItems : mapping, optional
        Its axes, "left" or "bottom"; those not given have plain numbers.
    """

    has_keys: ClassVar[bool] = False
    """Whether there is something to do in it by key."""
    across_help: ClassVar[Message] = NOTHING
    up_help: ClassVar[Message] = NOTHING
    """What its axes are, for who rests the mouse on them."""

    def __init__(
        self,
        name: str,
        view: pg.ViewBox | None = None,
        axisItems: Mapping[str, pg.AxisItem] | None = None,  # noqa: N803  # pyqtgraph spells it so
    ) -> None:
        plain = {side: NumberAxis(side) for side in ("left", "bottom")}
        super().__init__(viewBox=view, axisItems=plain | dict(axisItems or {}))
        self.setAccessibleName(name)
        self.setWhatsThis(shown(Sentences(f"{name}.", self.up_help, self.across_help)))
        tell_summary(Plot)
        keyed = Qt.FocusPolicy.TabFocus if self.has_keys else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(keyed)  # where it has no keys the dial keeps them
        self.setAcceptDrops(False)  # what is dropped is for the window
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setFrameShape(self.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 60)
        self.getPlotItem().setContentsMargins(0, 4, 8, 0)
        self._columns = 0
        self._grid = 1.0, True
        self.getViewBox().sigResized.connect(self._forget_columns)
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.enableAutoSIPrefix(False)
            axis.setZValue(-1000)  # the grid lies under what is plotted
            # text is shaped anew whenever it is painted; from the cache it is a copy of pixels
            axis.setCacheMode(axis.CacheMode.DeviceCoordinateCache)
            axis.setStyle(
                maxTickLevel=0, tickLength=-4, autoExpandTextSpace=True, hideOverlappingLabels=True
            )

    def summary(self) -> str:
        """Return what is shown, in sentences; empty where that is not computed but told."""
        return ""

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        """Show that the keys are here."""
        super().drawForeground(painter, rect)
        if self.hasFocus():
            painter.save()
            painter.resetTransform()
            painter.setPen(QPen(self._accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
            painter.restore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keys are here."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they are elsewhere."""
        super().focusOutEvent(event)
        self.viewport().update()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._accent = QColor(theme.accent)
        self.setBackground(theme.card)
        self._full_grid = 60 if theme.dark else 90
        line, text = QPen(QColor(theme.line), theme.thin), QPen(QColor(theme.quiet))
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(line)
            axis.setTextPen(text)
            axis.setStyle(tickFont=theme.font("small"))
        self._lay_grid()
        self.getAxis("bottom").setHeight(round(theme.small * 1.9))
        self.getAxis("left").setWidth(round(theme.small * 3.6))

    def show_grid(self, shown: bool) -> None:
        """Show a grid, or none."""
        self._grid = self._grid[0], shown
        self._lay_grid()

    def fade_grid(self, opacity: float) -> None:
        """Show the grid as strong as that, where there is one."""
        self._grid = opacity, self._grid[1]
        self._lay_grid()

    def _lay_grid(self) -> None:
        opacity, shown = self._grid
        grid = round(opacity * self._full_grid) if shown else False
        for side in ("left", "bottom"):
            if self.getAxis(side).grid != grid:  # else the axis would be painted anew
                self.getAxis(side).setGrid(grid)

    @property
    def columns(self) -> int:
        """Width of the plot in device pixels."""
        if not self._columns:
            width = self.getViewBox().width() * self.devicePixelRatioF()
            self._columns = max(int(width), 100)
        return self._columns

    def event(self, event: QEvent) -> bool:
        """Look again when the window is on a screen with other pixels."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._forget_columns()
        return bool(super().event(event))

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what an axis is."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            words = self.words_at(event.pos())
            if words:
                QToolTip.showText(event.globalPos(), words, self)
                return True
        return bool(super().viewportEvent(event))

    def words_at(self, place: QPoint) -> str:
        """Return what there is to say of the axis at a place; empty beside them."""
        at, inside = self.mapToScene(place), self.getViewBox().sceneBoundingRect()
        below = at.y() > inside.bottom()
        if not below and at.x() >= inside.left():
            return ""
        return shown(self.across_help if below else self.up_help)

    def _forget_columns(self) -> None:
        self._columns = 0


class PickBox(ViewBox):
    """A view box that is clicked, and neither moved nor zoomed.

    Signals
    -------
    picked(float)
        The abscissa of a click with the left button.
    """

    picked = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.setMouseEnabled(x=False, y=False)

    def mouseClickEvent(self, event: Any) -> None:
        """Pick where the mouse clicked."""
        if event.button() == Qt.MouseButton.LeftButton:
            event.accept()
            self.picked.emit(float(self.mapToView(event.pos()).x()))

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:
        """Leave a drag without effect: nothing here moves."""
        event.ignore()

    def wheelEvent(self, event: QGraphicsSceneMouseEvent, axis: int | None = None) -> None:
        """Leave the wheel alone: the range is the dial's."""
        event.ignore()

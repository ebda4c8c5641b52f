"""What the plots share: themed axes."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Final

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from lrsim.gui.loop.net import Netted
from lrsim.gui.plots.ticks import next_round, of_power, round_ticks, spaced
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


COARSER: Final = 12
"""Round distances that ticks are tried at: four decades, beyond which there are none."""


class NumberAxis(Netted, pg.AxisItem):
    """An axis whose labels are numbers as they are written everywhere else."""

    _grid_lines: GridLines | None = None  # pyqtgraph's own constructor asks to be painted

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.rules: list[tuple[QPen, QPointF, QPointF]] = []
        """The lines of its grid, as it was painted last."""
        self._grid_lines = GridLines(self)
        self.enableAutoSIPrefix(
            False
        )  # of units, which none has; else its name is set anew with each range

    def boundingRect(self) -> QRectF:
        """Return where it paints: the lines of its grid stand by themselves."""
        out = -self.style["tickLength"]
        sideways = self.orientation == "left"
        return QRectF(self.rect()).adjusted(0, 0 if sideways else -out, out if sideways else 0, 0)

    def update(self, *where: Any) -> None:
        """Be painted anew, and with it the grid."""
        super().update(*where)
        if self._grid_lines is not None:
            self._grid_lines.update()

    def generateDrawSpecs(self, painter: QPainter) -> Any:
        """Return what is drawn; the lines of a grid are kept for it."""
        drawn = super().generateDrawSpecs(painter)
        self.rules = []
        if drawn is None or self.grid is False:
            return drawn
        line, self.rules, texts = drawn
        return line, [], texts

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        """Return how far apart ticks stand: beside each other so far that labels do not meet."""
        levels: list[tuple[float, float]] = super().tickSpacing(low, high, size)
        if self.orientation in ("left", "right") or not 0.0 < high - low < math.inf:
            return levels
        spacing, pixels = levels[0][0], size / (high - low)
        for _ in range(COARSER):
            if pixels * spacing >= min(size, self._room(low, high, spacing)):
                break
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


class GridLines(Netted, pg.GraphicsObject):
    """The grid of one axis, painted with every picture.

    A few level and upright lines take less than laying the axis's own picture, kept as pixels, over the plot.
    """

    def __init__(self, axis: NumberAxis) -> None:
        super().__init__(axis)
        self._axis = axis

    def boundingRect(self) -> QRectF:
        """Return the rectangle of the view."""
        view = self._axis.linkedView()
        return QRectF() if view is None else QRectF(self.mapRectFromItem(view, view.rect()))

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Paint the lines that the axis, which is painted first, has found."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        for pen, begin, end in self._axis.rules:
            painter.setPen(pen)
            painter.drawLine(begin, end)


class StepAxis(NumberAxis):
    """An axis of steps, which labels the last one, too."""

    last = 0.0

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """Return round steps and the last one, which takes the place of those it has no room beside."""
        (spacing, ticks), *_ = super().tickValues(low, high, size)
        if not low <= self.last <= high:
            return [(spacing, list(ticks))]
        room = self._widest(self.tickStrings([self.last], 1.0, spacing)) * (high - low) / size
        return [(spacing, [*(t for t in ticks if self.last - t >= room), self.last])]

    def boundingRect(self) -> QRectF:
        """Return where it paints: the labels of the first and the last step stand out."""
        out = QFontMetricsF(self.style["tickFont"] or self.font()).height()
        return QRectF(super().boundingRect()).adjusted(-out, 0.0, out, 0.0)


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
        return [self._label(value) for value in values]

    def _label(self, power: float) -> str:
        """Return what 10 to a power is written as: a whole one that is too wide written out, as a power."""
        whole = round(power)
        if power != whole:
            return of_power(power)
        written = power_of_ten(whole)
        return written if self._fits(written) else scientific("1", whole)

    def _fits(self, label: str) -> bool:
        """Tell whether the axis is wide enough for a label beside its ticks: no other is shown."""
        if self.orientation not in ("left", "right") or self.fixedWidth is None:
            return True
        metrics = QFontMetricsF(self.style["tickFont"] or self.font())
        room = self.fixedWidth - self.style["tickTextOffset"][0]
        return bool(math.ceil(metrics.horizontalAdvance(label)) <= room)

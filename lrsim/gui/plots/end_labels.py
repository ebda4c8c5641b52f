"""Values written at the right end of a plot, each in its runner's colour, no two over each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.net import Netted
from lrsim.gui.plots.boxes import Box
from lrsim.gui.plots.plot import Plot
from lrsim.gui.plots.remarks import Remark
from lrsim.gui.plots.time_plot import END_ROOM
from lrsim.text.messages import Message, shown
from lrsim.text.numbers import number

__all__ = ["EndLabel", "EndLabels", "apart"]

APART = 1.2
"""Heights of the type from one label to the next where there is room, …"""

LEAST = 0.85
"""… and where there is not."""

POINTER = 7.0

SET: Final = Message("What each dial is set to now; the triangle is the selected runner's.")


class EndLabel(NamedTuple):
    """A value at its height in the plot; the one that is pointed at is what the hand has set."""

    height: float
    value: float
    colour: QColor
    pointed: bool


def apart(wanted: Sequence[float], low: float, high: float, gap: float) -> list[float]:
    """Return places from low to high at least a gap apart, each as near to where it is wanted as can be.

    Parameters
    ----------
    wanted : sequence of float
        Ascending.
    low, high, gap : float
        The places must have room: (n − 1) gaps from low to high.
    """
    placed: list[float] = []
    for place in wanted:
        placed.append(max(place, placed[-1] + gap) if placed else max(place, low))
    ceiling = high
    for index in range(len(placed) - 1, -1, -1):
        placed[index] = min(placed[index], ceiling)
        ceiling = placed[index] - gap
    return placed


class EndLabels(Netted, pg.GraphicsObject):
    """The labels of a plot, beside its right border, where it leaves room for them."""

    def __init__(self, plot: Plot) -> None:
        super().__init__()
        self._item = plot.frame
        self._box = plot.getViewBox()
        self.setParentItem(self._item)
        self._labels: Sequence[EndLabel] = ()
        self.placed: list[tuple[float, EndLabel]] = []
        """Where labels stand, in pixels of the plot from its top."""

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's font."""
        self._theme = theme
        self._font = theme.font("small")
        self._font.setWeight(self._font.Weight.DemiBold)
        self._width = round(theme.small * END_ROOM)

    def remarks(self) -> Iterator[Remark]:
        """Yield what they are."""
        width = self._box.width()
        yield Remark(Box(width, 0.0, width + self._width, self._box.height()), shown(SET))

    def show_labels(self, labels: Sequence[EndLabel]) -> None:
        """Show these."""
        if labels != self._labels:
            self._labels = labels
            self.update()

    def boundingRect(self) -> QRectF:
        """Return the rectangle of the whole plot."""
        return QRectF(self._item.boundingRect())

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Write each label at its height, or as near as there is room."""
        frame = self._item.mapRectFromItem(self._box, self._box.rect())
        metrics = QFontMetricsF(self._font)
        self.placed = self._places(frame, metrics)
        painter.setFont(self._font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = frame.right() + 2
        room = self._width - POINTER - 6
        for y, label in self.placed:
            if label.pointed:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(self._theme.text))
                tip = QPointF(left, y)
                wing = QPointF(POINTER, 0.6 * POINTER)
                painter.drawPolygon(
                    QPolygonF([tip, tip + wing, tip + QPointF(wing.x(), -wing.y())])
                )
            painter.setPen(label.colour)
            words = _short(label.value, metrics, room)
            baseline = y + 0.5 * metrics.capHeight()
            painter.drawText(QPointF(left + POINTER + 3, baseline), words)

    def _places(self, frame: QRectF, metrics: QFontMetricsF) -> list[tuple[float, EndLabel]]:
        # the one that is pointed at has its place before all others
        labels = sorted(self._labels, key=lambda label: not label.pointed)
        least = LEAST * metrics.height()
        low, high = frame.top() + 0.5 * least, frame.bottom() - 0.5 * least
        if high <= low:
            return []
        labels = labels[: int((high - low) / least) + 1]
        gap = min(APART * metrics.height(), (high - low) / max(len(labels) - 1, 1))
        bottom, top = self._box.viewRange()[1]

        def wanted(label: EndLabel) -> float:
            share = (label.height - bottom) / (top - bottom)
            return float(frame.bottom() - min(max(share, 0.0), 1.0) * frame.height())

        labels.sort(key=wanted)
        return list(
            zip(apart([wanted(label) for label in labels], low, high, gap), labels, strict=True)
        )


def _short(value: float, metrics: QFontMetricsF, room: float) -> str:
    """Return a value in as many digits, up to three, as there is room for."""
    for digits in (3, 2):
        words = number(value, digits)
        if metrics.horizontalAdvance(words) <= room:
            return words
    return number(value, 1)

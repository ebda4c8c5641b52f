"""Each optimizer's zone as a bar, in line with the plot above."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from lrsim.gui.look.theme import Theme, runner_pen
from lrsim.gui.loop.net import Netted
from lrsim.gui.zone.plot import LOW, SensitivityPlot, Shown
from lrsim.text.numbers import number

__all__ = ["ZoneBars"]

ROW = 1.45
"""Height of a bar's row in pixel sizes of its text."""

SAMPLE = 2.6
"""Length of the sample of a curve's line beside its name, likewise."""


class ZoneBars(Netted, QWidget):
    """A row for each optimizer: its line and name, its zone in words, and a bar with a dot at the best.

    Stretches apart from the zone that work too are hollow.
    """

    def __init__(self, plot: SensitivityPlot) -> None:
        super().__init__()
        self.setAccessibleName("Zones")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._plot = plot
        self._shown: Sequence[Shown] = ()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self._fit()

    def show_bars(self, shown: Sequence[Shown]) -> None:
        """Draw a bar for each contender whose zone is known."""
        self._shown = shown
        self.setAccessibleDescription("; ".join(f"{s.contender.name}: {said(s)}" for s in shown))
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(round(max(len(self._shown), 1) * ROW * self._theme.small + 6))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a row for each contender."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(self._theme.font("small"))
            row = ROW * self._theme.small
            for index, shown in enumerate(self._shown):
                place = QRectF(0, 3 + index * row, self.width(), row)
                self._paint_bar(painter, place, shown)
                self._paint_words(painter, place, shown)

    def _paint_bar(self, painter: QPainter, row: QRectF, shown: Shown) -> None:
        zone = shown.outcome.zone if shown.outcome is not None else None
        if zone is None:
            return
        theme, colour = self._theme, self._theme.runner(shown.contender.style)
        thick = (0.56 if shown.contender.strong else 0.36) * theme.small
        painter.setPen(QPen(colour, theme.thin))
        for low, high in (*zone.gaps, (zone.low, zone.high)):
            left, right = self._across(low), self._across(high)
            whole = low == zone.low
            painter.setBrush(colour if whole else Qt.BrushStyle.NoBrush)
            painter.drawRect(
                QRectF(left - 1, row.center().y() - thick / 2, right - left + 2, thick)
            )
        painter.setPen(QPen(QColor(theme.card), theme.thin))
        painter.setBrush(QColor(theme.text))
        dot = 0.3 * theme.small
        painter.drawEllipse(QPointF(self._across(zone.best), row.center().y()), dot, dot)

    def _paint_words(self, painter: QPainter, row: QRectF, shown: Shown) -> None:
        """Write name and zone at the left, or at the right where the bar leaves room there alone."""
        theme, contender = self._theme, shown.contender
        metrics = QFontMetricsF(painter.font())
        text = f"{contender.name}  {said(shown)}"
        sample = SAMPLE * theme.small
        width = sample + 0.5 * theme.small + metrics.horizontalAdvance(text)
        left = self._across(10.0**LOW) + 0.5 * theme.small
        begins, ends = self._extent(shown)
        if begins < left + width + theme.small < ends + width < row.right() - 2 * theme.small:
            left = row.right() - width - theme.small
        middle = row.center().y()
        if begins < left + width and ends > left:  # no room on either side: over the bar
            ground = QColor(theme.card)
            ground.setAlphaF(0.85)
            painter.fillRect(QRectF(left, row.top() + 1, width, row.height() - 2), ground)
        pen = runner_pen(theme, contender.style)
        painter.setPen(pen)
        painter.drawLine(QPointF(left, middle), QPointF(left + sample, middle))
        painter.setPen(QColor(theme.text if contender.strong else theme.quiet))
        start = left + sample + 0.5 * theme.small
        painter.drawText(QPointF(start, middle + metrics.capHeight() / 2), text)

    def _extent(self, shown: Shown) -> tuple[float, float]:
        """Return where a bar begins and ends, its islands included."""
        zone = shown.outcome.zone if shown.outcome is not None else None
        if zone is None:
            return self.width(), 0.0
        parts = (*zone.gaps, (zone.low, zone.high))
        return (
            self._across(min(low for low, _ in parts)),
            self._across(max(high for _, high in parts)),
        )

    def _across(self, lr: float) -> float:
        """Return where a learning rate stands, in this widget's pixels."""
        scene = self._plot.getViewBox().mapViewToScene(QPointF(float(np.log10(lr)), 0.0))
        return float(self._plot.mapFromScene(scene).x())


def said(shown: Shown) -> str:
    """Return a zone in words."""
    if shown.outcome is None:
        return "…"
    zone = shown.outcome.zone
    if zone is None:
        return "no learning rate works"
    low, high, best = (number(lr) for lr in (zone.low, zone.high, zone.best))
    return f"{low} to {high}, best {best}"

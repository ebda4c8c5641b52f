"""Each optimizer's zone as a bar, in line with the plot above."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from lrsim.gui.look.theme import Theme, runner_pen
from lrsim.gui.loop.net import Netted
from lrsim.gui.zone.plot import HIGH, LOW, Compared, SensitivityPlot
from lrsim.studies.zone.sweep import Zone
from lrsim.studies.zone.words import WORKS
from lrsim.text.learning_rates import round_lr
from lrsim.text.messages import say, shown
from lrsim.text.numbers import number

__all__ = ["ZoneBars"]

ROW = 1.45
"""Height of a bar's row in pixel sizes of its text."""

FAINT, NEEDLE = 0.45, 0.15
"""Opacity of a bar where hardly any draw of the noise works, and its thickness there as a share."""

ROOMY = 1.3
"""How much thicker bars are whose thickness tells something."""

SAMPLE = 2.6
"""Length of the sample of a curve's line beside its name, likewise."""


ROWS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
"""Rows that a key goes on by."""


class ZoneBars(Netted, QWidget):
    """A row for each optimizer: its line and name, its zone in words, and a bar with a dot at the best.

    Bars are gold, as all that works. Islands, which work too, are hollow; holes in the zone are left out of
    its bar. Under noise a bar has soft ends: it is as thick and as strong as the share of the draws for which
    a learning rate works, and frames stand around zone and islands.
    """

    def __init__(self, plot: SensitivityPlot) -> None:
        super().__init__()
        self.setAccessibleName(say("Zones"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._plot, self._row = plot, 0
        self._compared: Sequence[Compared] = ()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self._fit()

    def show_bars(self, compared: Sequence[Compared]) -> None:
        """Draw a bar for each contender whose zone is known."""
        self._compared = compared
        texts = (f"{shown(c.contender.name)}: {zone_and_draws_in_words(c)}" for c in compared)
        said = "; ".join(texts)
        self.setAccessibleDescription(said)
        self._plot.setAccessibleDescription(said)
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(round(max(len(self._compared), 1) * ROW * self._theme.small + 6))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a row for each contender."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(self._theme.font("small"))
            row = ROW * self._theme.small
            for index, compared in enumerate(self._compared):
                place = QRectF(0, 3 + index * row, self.width(), row)
                self._paint_bar(painter, place, compared)
                self._paint_words(painter, place, compared)
            if self.hasFocus():
                painter.setPen(QPen(QColor(self._theme.accent), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(QRectF(1, 3 + self._row * row, self.width() - 2, row))

    def _paint_bar(self, painter: QPainter, row: QRectF, compared: Compared) -> None:
        zone = compared.outcome.zone if compared.outcome is not None else None
        if zone is None:
            return
        theme = self._theme
        soft = compared.outcome is not None and bool(compared.outcome.draws)
        thick = (0.56 if compared.contender.strong else 0.36) * theme.small
        thick *= ROOMY if soft else 1.0
        if soft:
            self._paint_soft(painter, row, thick, compared)
        painter.setPen(QPen(QColor(theme.gold_line if not theme.dark else theme.gold), theme.thin))
        for low, high in (*zone.islands, (zone.low, zone.high)):
            filled = low == zone.low and not soft
            painter.setBrush(QColor(theme.gold) if filled else Qt.BrushStyle.NoBrush)
            painter.drawRect(self._stretch(row, thick, low, high))
        for low, high in () if soft else zone.holes:
            painter.fillRect(self._stretch(row, 0.5 * thick, low, high), QColor(theme.card))
        if not compared.contender.setup.optimizer.uses_lr:
            return  # none of them is best
        painter.setPen(QPen(QColor(theme.card), theme.thin))
        painter.setBrush(QColor(theme.text))
        dot = 0.3 * theme.small
        painter.drawEllipse(QPointF(self._across(zone.best), row.center().y()), dot, dot)

    def _paint_soft(self, painter: QPainter, row: QRectF, thick: float, compared: Compared) -> None:
        """Draw for which share of the draws each learning rate works."""
        outcome = compared.outcome
        assert outcome is not None  # a zone has been found
        places = [self._across(lr) for lr in outcome.lr.tolist()]
        middle, span = row.center().y(), places[-1] - places[0]
        above, below = [], []
        shade = QLinearGradient(places[0], 0.0, places[-1], 0.0)
        for place, draws in zip(places, outcome.draws, strict=True):
            half = (NEEDLE + (1.0 - NEEDLE) * draws.share) * thick / 2 if draws.works else 0.0
            above.append(QPointF(place, middle - half))
            below.append(QPointF(place, middle + half))
            colour = QColor(self._theme.gold)
            colour.setAlphaF(FAINT + (1.0 - FAINT) * draws.share)
            shade.setColorAt((place - places[0]) / span, colour)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        painter.drawPolygon(QPolygonF([*above, *reversed(below)]))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say beside the mouse for how many draws of the noise the learning rate there works."""
        self._read(event.position())

    def _read(self, point: QPointF) -> None:
        QToolTip.showText(self.mapToGlobal(point.toPoint()), self.words_at(point), self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Read the next row, or the one before, at the dial's learning rate."""
        way = ROWS.get(Qt.Key(event.key()))
        if way is None or not self._compared:
            event.ignore()  # the dial's, perhaps
            return
        self._row = min(max(self._row + way, 0), len(self._compared) - 1)
        self._read(self.row_at_dial)
        self.update()

    @property
    def row_at_dial(self) -> QPointF:
        """Where the keys read: in their row at the dial's learning rate."""
        across = self._across(10.0 ** float(self._plot.dial.value()))
        return QPointF(across, 3 + (self._row + 0.5) * ROW * self._theme.small)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which row the keys read."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they read none."""
        super().focusOutEvent(event)
        self.update()

    def words_at(self, point: QPointF) -> str:
        """Say of whom a point is and what its zone is; under noise, for how many draws its rate works."""
        index = int((point.y() - 3) // (ROW * self._theme.small))
        if not 0 <= index < len(self._compared):
            return ""
        compared, lr = self._compared[index], round_lr(10.0 ** self._exponent(point.x()))
        if compared.outcome is None or not LOW <= np.log10(lr) <= HIGH:
            return ""
        zone = f"{shown(compared.contender.name)}: {zone_and_draws_in_words(compared)}"
        if compared.outcome.zone is not None:
            zone = f"{zone}\n{shown(WORKS)}"
        draws = compared.outcome.draws_at(lr)
        if draws is None:
            return zone
        there = say("{lr}: {what}", lr=number(lr), what=draws.sentence)
        return f"{there}\n{zone}"

    def _exponent(self, across: float) -> float:
        """Return log10 of the learning rate at a place in this widget's pixels."""
        scene = self._plot.mapToScene(round(across), 0)
        return float(self._plot.getViewBox().mapSceneToView(scene).x())

    def _stretch(self, row: QRectF, thick: float, low: float, high: float) -> QRectF:
        """Return the rectangle of some learning rates in a row."""
        left, right = self._across(low), self._across(high)
        return QRectF(left - 1, row.center().y() - thick / 2, right - left + 2, thick)

    def _paint_words(self, painter: QPainter, row: QRectF, compared: Compared) -> None:
        """Write name and zone at the left, or at the right where the bar leaves room there alone."""
        theme, contender = self._theme, compared.contender
        metrics = QFontMetricsF(painter.font())
        sample = SAMPLE * theme.small
        beside = sample + 0.5 * theme.small
        first, (begins, ends) = self._across(10.0**LOW) + 0.5 * theme.small, self._extent(compared)
        text, left = shown(contender.name), first
        for words in self._texts(compared):
            width = beside + metrics.horizontalAdvance(words)
            last = row.right() - width - theme.small
            if begins >= first + width or ends <= first or ends <= last - theme.small:
                text, left = words, first if begins >= first + width or ends <= first else last
                break
        else:  # no room for as little as its name on either side: over the bar
            width = beside + metrics.horizontalAdvance(text)
            painter.fillRect(QRectF(left, row.top() + 1, width, row.height() - 2), theme.plate)
        middle = row.center().y()
        pen = runner_pen(theme, contender.style)
        painter.setPen(pen)
        painter.drawLine(QPointF(left, middle), QPointF(left + sample, middle))
        painter.setPen(QColor(theme.text if contender.strong else theme.quiet))
        painter.drawText(QPointF(left + beside, middle + metrics.capHeight() / 2), text)

    @staticmethod
    def _texts(compared: Compared) -> tuple[str, str, str]:
        """Return what may stand beside a bar, all of it first."""
        name, outcome = shown(compared.contender.name), compared.outcome
        zone = outcome.zone if outcome is not None else None
        rated = compared.contender.setup.optimizer.uses_lr
        ends = "" if zone is None or not rated else f"  {span_in_words(zone)}"
        return f"{name}  {zone_in_words(compared)}", f"{name}{ends}", name

    def _extent(self, compared: Compared) -> tuple[float, float]:
        """Return where a bar begins and ends, its islands and soft ends included."""
        outcome = compared.outcome
        if outcome is None or outcome.zone is None:
            return self.width(), 0.0
        zone = outcome.zone
        ends = [zone.low, zone.high, *itertools.chain.from_iterable(zone.islands)]
        tried = zip(outcome.lr.tolist(), outcome.draws, strict=False)
        ends += [lr for lr, draws in tried if draws.works]
        return self._across(min(ends)), self._across(max(ends))

    def _across(self, lr: float) -> float:
        """Return where a learning rate stands, in this widget's pixels."""
        scene = self._plot.getViewBox().mapViewToScene(QPointF(float(np.log10(lr)), 0.0))
        return float(self._plot.mapFromScene(scene).x())


def span_in_words(zone: Zone) -> str:
    """Return the ends of a zone in words."""
    return say("{low} to {high}", low=number(zone.low), high=number(zone.high))


def zone_in_words(compared: Compared) -> str:
    """Return a zone in words."""
    if compared.outcome is None:
        return "…"
    zone = compared.outcome.zone
    if zone is None:
        return shown(compared.outcome.reason)
    if not compared.contender.setup.optimizer.uses_lr:
        return say(compared.contender.setup.optimizer.dial_note)
    low, high, best = (number(lr) for lr in (zone.low, zone.high, zone.best))
    words = say("{low} to {high}, best run {best}", low=low, high=high, best=best)
    if not zone.holes:
        return words
    return say("{zone}, with holes", zone=words)


def zone_and_draws_in_words(compared: Compared) -> str:
    """Return a zone in words, and what it takes to belong to it under noise."""
    outcome, words = compared.outcome, zone_in_words(compared)
    least = outcome.least_draws if outcome is not None and outcome.zone is not None else None
    if least is None:
        return words
    return say("{zone}, where at least {draws}", zone=words, draws=least.short)

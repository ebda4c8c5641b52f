"""A small picture of how much each learning rate achieves: gold where it works, hatched where it explodes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from lrsim.gui.look.theme import Theme
from lrsim.gui.plots.marks import Stamp
from lrsim.gui.race.columns import Rates
from lrsim.studies.zone.comparison import EXPLODED, FLOOR, Outcome
from lrsim.studies.zone.zone import Zone
from lrsim.typing import FloatArray

__all__ = ["most_of", "paint_zone"]

_HATCHED: Final = 0.36
"""How high it is hatched as a share of the picture."""

_LEAST: Final = 1.5
"""Pixels that what works is wide at the least."""

_TICK: Final = 0.32
"""How far the tick of a runner's own rate reaches to either side of the ground, in sizes of the type."""


def most_of(outcomes: Iterable[Outcome | None]) -> float:
    """Return the most decades that any learning rate achieves: what is as high as a picture."""
    found = [float(-outcome.left.min()) for outcome in outcomes if outcome is not None]
    return min(max([1.0, *found]), -FLOOR)


def paint_zone(
    painter: QPainter,
    box: QRectF,
    outcome: Outcome,
    rates: Rates,
    most: float,
    lr: float,
    theme: Theme,
) -> None:
    """Paint what each learning rate comes to.

    Parameters
    ----------
    painter : QPainter
    box : QRectF
    outcome : Outcome
    rates : Rates
        The axis.
    most : float
        Decades of the gap won that reach to the top.
    lr : float
        The runner's own rate.
    theme : Theme
    """
    places = np.linspace(rates.low, rates.high, max(round(box.width()), 2))
    exponents = np.log10(outcome.lr)
    won = np.clip(-np.interp(places, exponents, outcome.left) / most, 0.0, 1.0)
    nearest = np.abs(exponents[:, None] - places).argmin(axis=0)
    exploded = outcome.left[nearest] == EXPLODED
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    hatch = QBrush(QColor(theme.quiet), Qt.BrushStyle.BDiagPattern)
    high = _HATCHED * box.height()
    for first, last in _stretches(exploded):
        left, right = _pixel(box, first, len(places)), _pixel(box, last, len(places))
        painter.fillRect(QRectF(left, box.bottom() - high, right - left, high), hatch)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.metal))
    painter.drawPolygon(_hill(box, places, won, rates, rates.low, rates.high))
    painter.setPen(QPen(QColor(theme.gold if theme.dark else theme.gold_line), theme.thin))
    painter.setBrush(QColor(theme.gold))
    for low, high_end in [] if outcome.zone is None else _works(outcome.zone):
        hill = _hill(box, places, won, rates, np.log10(low), np.log10(high_end))
        painter.drawPolygon(hill)
    painter.setPen(QPen(QColor(theme.line), theme.thin))
    painter.drawLine(box.bottomLeft(), box.bottomRight())
    _paint_ticks(painter, box, outcome, rates, lr, theme)


def _paint_ticks(
    painter: QPainter, box: QRectF, outcome: Outcome, rates: Rates, lr: float, theme: Theme
) -> None:
    """Mark the best rate with a star, and the runner's own with a line through the ground."""
    if outcome.zone is not None:
        pixmap = Stamp("star", theme.gold, 0.62 * theme.small, theme.text, theme.thin).pixmap(
            painter.device().devicePixelRatioF()
        )
        half = 0.5 * pixmap.width() / pixmap.devicePixelRatioF()
        best = rates.across(outcome.zone.best, box)
        painter.drawPixmap(QPointF(best - half, box.bottom() - half), pixmap)
    across, long = rates.across(lr, box), _TICK * theme.small
    painter.setPen(QPen(QColor(theme.card), 2.0 * theme.outline))
    painter.drawLine(QPointF(across, box.bottom() - long), QPointF(across, box.bottom() + long))
    painter.setPen(QPen(QColor(theme.text), theme.outline))
    painter.drawLine(QPointF(across, box.bottom() - long), QPointF(across, box.bottom() + long))


def _works(zone: Zone) -> Iterator[tuple[float, float]]:
    """Yield the stretches of learning rates that work."""
    yield from zone.islands
    low = zone.low
    for begin, end in zone.holes:
        yield low, begin
        low = end
    yield low, zone.high


def _hill(
    box: QRectF, places: FloatArray, won: FloatArray, rates: Rates, low: float, high: float
) -> QPolygonF:
    """Return what is won from one exponent to another, as a shape on the ground."""
    span = rates.high - rates.low
    wide = _LEAST * span / box.width()
    if high - low < wide:
        low, high = (low + high - wide) / 2, (low + high + wide) / 2
    inside = places[(places > low) & (places < high)]
    along = np.concatenate([[low], inside, [high]])
    across = box.left() + (along - rates.low) / span * box.width()
    down = box.bottom() - np.interp(along, places, won) * box.height()
    points = [QPointF(x, y) for x, y in zip(across.tolist(), down.tolist(), strict=True)]
    ends = QPointF(points[-1].x(), box.bottom()), QPointF(points[0].x(), box.bottom())
    return QPolygonF([*points, *ends])


def _stretches(where: np.ndarray) -> list[tuple[int, int]]:
    """Return the first and the one after the last of every run of True."""
    padded = np.concatenate([[False], where, [False]])
    edges = np.flatnonzero(padded[1:] != padded[:-1]).tolist()
    return list(zip(edges[::2], edges[1::2], strict=True))


def _pixel(box: QRectF, place: int, count: int) -> float:
    return box.left() + place / count * box.width()

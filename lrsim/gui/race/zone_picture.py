"""A small picture of how much each learning rate achieves: gold where it works, hatched where it explodes."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.net import saved_state
from lrsim.gui.plots.marks import Stamp
from lrsim.gui.race.columns import Rates
from lrsim.studies.zone.comparison import EXPLODED, FLOOR, Outcome
from lrsim.studies.zone.zone import Zone
from lrsim.typing import BoolArray

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
    shapes = _shapes(outcome, box.width(), box.height(), rates, most)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    with saved_state(painter):
        painter.translate(box.bottomLeft())
        for stretch in shapes.exploded:
            painter.fillRect(stretch, QBrush(QColor(theme.quiet), Qt.BrushStyle.BDiagPattern))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.metal))
        painter.drawPolygon(shapes.won)
        painter.setPen(QPen(QColor(theme.gold if theme.dark else theme.gold_line), theme.thin))
        painter.setBrush(QColor(theme.gold))
        for hill in shapes.works:
            painter.drawPolygon(hill)
    painter.setPen(QPen(QColor(theme.line), theme.thin))
    painter.drawLine(box.bottomLeft(), box.bottomRight())
    _paint_ticks(painter, box, outcome, rates, lr, theme)


def _paint_ticks(
    painter: QPainter, box: QRectF, outcome: Outcome, rates: Rates, lr: float, theme: Theme
) -> None:
    """Mark the best rate with a star, and the runner's own with a line through the ground."""
    if outcome.zone is not None:
        rim = theme.ground if theme.dark else theme.text  # it stands on gold
        star = Stamp("star", theme.gold, 0.8 * theme.small, rim, theme.thin)
        star.put(painter, QPointF(rates.across(outcome.zone.best, box), box.bottom()))
    across, long = rates.across(lr, box), _TICK * theme.small
    painter.setPen(QPen(QColor(theme.card), 2.0 * theme.outline))
    painter.drawLine(QPointF(across, box.bottom() - long), QPointF(across, box.bottom() + long))
    painter.setPen(QPen(QColor(theme.text), theme.outline))
    painter.drawLine(QPointF(across, box.bottom() - long), QPointF(across, box.bottom() + long))


class _Shapes(NamedTuple):
    """What is hatched, what is won at any rate, and what is gold; the origin is at the bottom left."""

    exploded: list[QRectF]
    won: QPolygonF
    works: list[QPolygonF]


@functools.lru_cache(maxsize=32)
def _shapes(outcome: Outcome, width: float, height: float, rates: Rates, most: float) -> _Shapes:
    """Return the shapes of a picture so large; they stay the same while time passes."""
    places = np.linspace(rates.low, rates.high, max(round(width), 2))
    exponents = np.log10(outcome.lr)
    won = np.clip(-np.interp(places, exponents, outcome.left) / most, 0.0, 1.0)
    nearest = np.abs(exponents[:, None] - places).argmin(axis=0)
    high, pixel = _HATCHED * height, width / len(places)
    exploded = [
        QRectF(first * pixel, -high, (last - first) * pixel, high)
        for first, last in _stretches(outcome.left[nearest] == EXPLODED)
    ]

    def hill(low: float, high: float) -> QPolygonF:
        """Return what is won from one exponent to another, as a shape on the ground."""
        span = rates.high - rates.low
        lacking = max(_LEAST * span / width - (high - low), 0.0)
        low, high = low - lacking / 2, high + lacking / 2
        inside = places[(places > low) & (places < high)]
        along = np.concatenate([[low, low], inside, [high, high]])
        up = np.interp(along, places, won)
        up[[0, -1]] = 0.0
        across, down = (along - rates.low) / span * width, -up * height
        return QPolygonF(
            [QPointF(x, y) for x, y in zip(across.tolist(), down.tolist(), strict=True)]
        )

    stretches = [] if outcome.zone is None else _works(outcome.zone)
    return _Shapes(
        exploded,
        hill(rates.low, rates.high),
        [hill(math.log10(low), math.log10(high)) for low, high in stretches],
    )


def _works(zone: Zone) -> Iterator[tuple[float, float]]:
    """Yield the stretches of learning rates that work."""
    yield from zone.islands
    low = zone.low
    for begin, end in zone.holes:
        yield low, begin
        low = end
    yield low, zone.high


def _stretches(where: BoolArray) -> list[tuple[int, int]]:
    """Return the first and the one after the last of every run of True."""
    padded = np.concatenate([[False], where, [False]])
    edges = np.flatnonzero(padded[1:] != padded[:-1]).tolist()
    return list(zip(edges[::2], edges[1::2], strict=True))

"""How far above the known minima each of many runs began and ended."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from lrsim.convergence import (
    GREATEST,
    ROUNDING,
    Outcomes,
    floors_widened,
    starts,
    surfaces,
    widenings,
)
from lrsim.surfaces import Surface
from lrsim.typing import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Gaps:
    """How far above the minimum each run began and ended.

    Attributes
    ----------
    start, end, tail : ndarray of float64, shape (n,)
        The first loss, the last and the highest of the last ones, above the highest known minimum that is not
        above the run's lowest loss, or above its lowest loss where there is none; `GREATEST` at most.
    known : ndarray of bool, shape (n,)
        Whether there is such a minimum.
    """

    start: FloatArray
    end: FloatArray
    tail: FloatArray
    known: BoolArray

    @property
    def left(self) -> FloatArray:
        """The share of the starting gap that is left, float64 (n,); 0 where there was none."""
        with np.errstate(all="ignore"):  # what exploded has any value
            return np.where(self.start > 0.0, self.end / self.start, 0.0)


def gaps(outcomes: Outcomes) -> Gaps:
    """Return how far above the minimum each run began and ended."""
    start, floor = np.empty(len(outcomes.loss)), np.empty(len(outcomes.loss))
    known = np.empty(len(outcomes.loss), dtype=np.bool_)
    for surface, lanes in surfaces(outcomes):
        place = starts(outcomes, surface, lanes)
        start[lanes] = surface(place)
        own_floor, own_known = floor[lanes], known[lanes]  # copies, or views of all
        for widening, some in _alike(widenings(surface, place)):
            lowest = outcomes.best_loss[lanes][some]
            own_floor[some], own_known[some] = floors_under(surface, lowest, widening)
        floor[lanes], known[lanes] = own_floor, own_known
    with np.errstate(all="ignore"):
        begun, end, tail = (
            np.minimum(loss - floor, GREATEST)
            for loss in (start, outcomes.loss, outcomes.tail_loss)
        )
    return Gaps(begun, end, tail, known)


def floors_under(
    surface: Surface, lowest: FloatArray, widening: int = 0
) -> tuple[FloatArray, BoolArray]:
    """Return the highest known minimum not above each lowest loss, or else that loss; and which it is."""
    losses = _floor_losses(surface, widening)
    with np.errstate(all="ignore"):  # what exploded has any value
        allowed = lowest + ROUNDING * np.maximum(1.0, np.abs(lowest))
    place = losses.searchsorted(allowed, side="right")
    known: BoolArray = (place > 0) & (allowed == allowed)  # NaN is sorted behind all
    floor = lowest.copy()
    floor[known] = losses[place[known] - 1]
    return floor, known


@functools.lru_cache(maxsize=64)
def _floor_losses(surface: Surface, widening: int) -> FloatArray:
    """Return the losses of the known minima, ascending."""
    return np.array(sorted({floor.loss for floor in floors_widened(surface, widening)}))


def _alike(widening: IntArray) -> Iterator[tuple[int, Any]]:
    """Yield each widening with the index of its lanes; a single one is that of all."""
    if len(widening) == 1 or not widening.any():
        yield int(widening[0]) if len(widening) else 0, slice(None)
        return
    for number in np.unique(widening).tolist():
        yield number, widening == number

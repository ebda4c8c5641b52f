"""The zone: the band of learning rates that work, with its holes, and the islands apart from it."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from lrsim.displayed import Displayed
from lrsim.typing import BoolArray, FloatArray

BRIDGED = 2
"""So many neighbours of a grid may fail within a band: a hole, but no end."""


@dataclass(frozen=True)
class Zone(Displayed):
    """The widest band of learning rates that work.

    Attributes
    ----------
    low, high : float
        Its ends.
    best : float
        The one with the fewest steps to converge, or else the lowest final gap, that is no lucky hit:
        learning rates beside it work about as well. The middle where there is no such one.
    islands : tuple of (float, float)
        Narrower bands that work, too.
    holes : tuple of (float, float)
        Stretches inside the zone, narrow ones, that do not work.
    low_open, high_open : bool
        Whether it goes on where no learning rate was asked for.
    low_std, high_std : float, optional
        How far the ends of single seeds lie from each other, as standard deviations; None without seeds.

    Examples
    --------
    >>> import lrsim
    >>> found = lrsim.sweep("quadratic", start=5.0, steps=50, lrs=[0.001, 0.1, 0.5, 1.1]).zone
    >>> round(found.low, 3), round(found.high, 3), found.best, found.islands
    (0.036, 0.962, 0.5, ())
    """

    low: float
    high: float
    best: float
    islands: tuple[tuple[float, float], ...] = ()
    holes: tuple[tuple[float, float], ...] = ()
    low_open: bool = False
    high_open: bool = False
    low_std: float | None = None
    high_std: float | None = None

    def holds(self, lr: float) -> bool:
        """Tell whether a learning rate lies in the zone and in none of its holes.

        Parameters
        ----------
        lr : float
            The learning rate.

        Returns
        -------
        bool
            True at its ends, too.
        """
        return self.low <= lr <= self.high and not any(a <= lr <= b for a, b in self.holes)

    def to_dict(self) -> dict[str, Any]:
        """Return the zone as JSON has it.

        Returns
        -------
        dict
            Numbers, switches and lists only; the spread of the ends where there is one.
        """
        written: dict[str, Any] = dataclasses.asdict(self)
        for name in ("islands", "holes"):
            written[name] = [list(stretch) for stretch in written[name]]
        if self.low_std is None:
            del written["low_std"], written["high_std"]
        return written


class Band(NamedTuple):
    """Neighbours of a grid of which at most `BRIDGED` in a row fail: the first and the last that work."""

    first: int
    last: int
    holes: tuple[tuple[int, int], ...] = ()

    def width(self, lrs: FloatArray) -> float:
        """Return its width in decades, which hold where the ratio of its ends is no double."""
        return math.log10(lrs[self.last]) - math.log10(lrs[self.first])


def bands(works: BoolArray) -> list[Band]:
    """Return the bands of a grid of which some work, ascending."""
    found: list[Band] = []
    for first, last in _stretches(works):
        if found and first - found[-1].last - 1 <= BRIDGED:
            hole = found[-1].last + 1, first - 1
            found[-1] = Band(found[-1].first, last, (*found[-1].holes, hole))
        else:
            found.append(Band(first, last))
    return found


def _stretches(works: BoolArray) -> list[tuple[int, int]]:
    """Return the first and last index of every run of True."""
    padded = np.concatenate([[False], works, [False]])
    edges = np.flatnonzero(padded[1:] != padded[:-1]).tolist()
    return [(a, b - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]

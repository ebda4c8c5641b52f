"""Many seeds for each of many variants: which they are, and what they came to together."""

from __future__ import annotations

import math
import numbers
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lrsim import arguments
from lrsim.declarations import MAX_SEED
from lrsim.diagnosis import LABELS
from lrsim.errors import InputError
from lrsim.parameters import SEED, within
from lrsim.plain import items, listed
from lrsim.text.messages import Message
from lrsim.typing import BoolArray, FloatArray, IntArray

MAX_SEEDS = 2**16
"""Seeds of each variant at most."""

AGREED = 0.8
"""What at least this share of the seeds do is said of all of them: with fewer it may be luck."""

Seeds = int | Iterable[int] | None
"""How many, or which."""


def seed_list(seeds: Seeds, first: int) -> tuple[int, ...]:
    """Return the seeds that were asked for, or raise `InputError`.

    Parameters
    ----------
    seeds : int or iterable of int, or None
        A number n for `first` … `first` + n − 1; or a list. None for no more than one run of each variant.
    first : int
        The seed of the setup.

    Returns
    -------
    tuple of int
        Empty of None.
    """
    if seeds is None:
        return ()
    given = listed(seeds)
    if isinstance(given, numbers.Real):
        count = arguments.whole("seeds", given, 1, MAX_SEEDS)
        if first + count - 1 > MAX_SEED:
            raise InputError("seeds", count, Message("leads beyond the last seed there is"))
        return tuple(range(first, first + count))
    found = items(given)
    if found is None:
        raise InputError("seeds", given, Message("must be a number of seeds, or a list of them"))
    chosen = tuple(within(f"seeds[{k}]", SEED, seed) for k, seed in enumerate(found))
    if not 1 <= len(chosen) <= MAX_SEEDS:
        raise InputError("seeds", len(chosen), Message("must be 1 to {most} seeds", most=MAX_SEEDS))
    if len(set(chosen)) < len(chosen):
        raise InputError("seeds", None, Message("must differ from each other"))
    return chosen


def crossed(
    arrays: Mapping[str, npt.NDArray[Any]], seeds: tuple[int, ...]
) -> dict[str, npt.NDArray[Any]]:
    """Return what varies with every value taken once for each seed, one value's lanes side by side."""
    count = len(next(iter(arrays.values())))
    each = {name: np.repeat(array, len(seeds)) for name, array in arrays.items()}
    return {**each, "seed": np.tile(np.array(seeds, dtype=np.int64), count)}


def enough_of(seeds: int) -> int:
    """Return how many of so many seeds are said to be all of them."""
    return math.ceil(AGREED * seeds - 1e-9)


def most_frequent(names: Sequence[str]) -> str:
    """Return the verdict that occurs most often, of several the first in the vocabulary."""
    return max(LABELS, key=names.count)


@dataclass(frozen=True, eq=False)
class OverSeeds:
    """What became of n variants, each with s seeds; all variants drew the same noise.

    Attributes
    ----------
    seeds : tuple of int
    loss : ndarray of float64, shape (n, s)
        The last loss of each run.
    converged_at, exploded_at : ndarray of int64, shape (n, s)
        As for `Run`; −1 where a run has none.
    """

    seeds: tuple[int, ...]
    loss: FloatArray
    converged_at: IntArray
    exploded_at: IntArray

    @property
    def alive(self) -> BoolArray:
        """Whether each run got to its end, bool (n, s)."""
        alive: BoolArray = self.exploded_at < 0
        return alive

    @property
    def mean_loss(self) -> FloatArray:
        """The mean last loss of those that did not explode, float64 (n,); infinite where all did."""
        return mean(self.loss, self.alive)

    @property
    def loss_std(self) -> FloatArray:
        """Their standard deviation, float64 (n,); NaN where there are fewer than two."""
        return deviation(self.loss, self.alive)

    @property
    def exploded(self) -> FloatArray:
        """Which share of the runs exploded, float64 (n,)."""
        return np.asarray(1.0 - self.alive.mean(axis=1))

    @property
    def steps_to_converge(self) -> FloatArray:
        """The mean steps of the runs that converged, float64 (n,); NaN where too few did (`AGREED`)."""
        arrived = self.converged_at >= 0
        steps = mean(self.converged_at.astype(np.float64), arrived)
        steps[arrived.sum(axis=1) < enough_of(len(self.seeds))] = math.nan
        return steps


def mean(values: FloatArray, counted: BoolArray) -> FloatArray:
    """Return the mean of each row's counted values (n, s), float64 (n,); infinite where there are none."""
    if values.shape[1] == 1:
        return np.where(counted[:, 0], values[:, 0], math.inf)
    count = counted.sum(axis=1)
    with np.errstate(all="ignore"):  # sums of huge losses overflow
        total = _sum(np.where(counted, values, 0.0))
        found: FloatArray = np.where(count > 0, total / np.maximum(count, 1), math.inf)
    return found


def deviation(values: FloatArray, counted: BoolArray) -> FloatArray:
    """Return the standard deviation of a sample, float64 (n,); NaN where fewer than two are counted."""
    count = counted.sum(axis=1)
    with np.errstate(all="ignore"):
        off = np.where(counted, values - mean(values, counted)[:, np.newaxis], 0.0)
        spread = np.sqrt(_sum(off * off) / np.maximum(count - 1, 1))
        found: FloatArray = np.where(count > 1, spread, math.nan)
    return found


def _sum(values: FloatArray) -> FloatArray:
    """Return the sum of each row; one after the other, or its last bits would hang on the machine."""
    total: FloatArray = np.cumsum(values, axis=1)[:, -1]
    return total

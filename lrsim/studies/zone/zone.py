"""The zone: which learning rates work, told from what came out of many runs."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from lrsim.batches.batch import Batch
from lrsim.batches.seeds import deviation, mean
from lrsim.convergence import GREATEST, TOLERANCE, floors, floors_under, gaps
from lrsim.numerics import logarithms
from lrsim.runs.simulate import simulate
from lrsim.typing import BoolArray, FloatArray

ENOUGH = 0.5
"""An LR works with at least this share of the best LR's reduction of the log gap."""


@dataclass(frozen=True)
class Zone:
    """The learning rates that work around the best one.

    Attributes
    ----------
    low, high : float
        The run of working learning rates around `best`, as far as the sweep shows it.
    best : float
        The one with the fewest steps to converge, or else the lowest final loss.
    gaps : tuple of (float, float)
        Stretches outside that run which work too (islands).
    low_std, high_std : float, optional
        How far the ends of single seeds lie from each other, as standard deviations; None without seeds.

    Examples
    --------
    >>> import lrsim
    >>> lrsim.sweep("quadratic", start=5.0, steps=50, lrs=[0.001, 0.1, 0.5, 1.1]).zone
    Zone(low=0.1, high=0.5, best=0.5, gaps=(), low_std=None, high_std=None)
    """

    low: float
    high: float
    best: float
    gaps: tuple[tuple[float, float], ...]
    low_std: float | None = None
    high_std: float | None = None


def zone_among(lrs: FloatArray, works: BoolArray, rank: npt.NDArray[np.intp]) -> Zone | None:
    """Return the zone, or None when nothing works.

    Parameters
    ----------
    lrs : ndarray of float64, shape (n,)
        Learning rates, ascending.
    works : ndarray of bool, shape (n,)
        Which of them work.
    rank : ndarray of intp, shape (n,)
        The place of each among all, 0 for the best.
    """
    if not works.any():
        return None
    working = np.flatnonzero(works)
    best = int(working[rank[working].argmin()])
    parts = stretches(works)
    inside = next(part for part in parts if part[0] <= best <= part[1])
    islands = tuple((float(lrs[a]), float(lrs[b])) for a, b in parts if (a, b) != inside)
    return Zone(float(lrs[inside[0]]), float(lrs[inside[1]]), float(lrs[best]), islands)


def stretches(works: BoolArray) -> list[tuple[int, int]]:
    """Return the first and last index of every run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], works, [False]]).astype(np.int8)))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def working(outcomes: Batch) -> BoolArray:
    """Return which runs work, by variants and seeds, bool (n, s).

    A run works if it ends un-exploded with at least `ENOUGH` of the largest reduction of the log gap among
    them all; with seeds, of their mean gaps. Runs that part when the minimum is reached within tolerance work
    if they stay there. Where the surface has no known minimum, as a saddle, there is nowhere to get to, and
    none works.
    """
    reduction = outcomes.by_seed(reductions(outcomes))
    if not floors(outcomes.setup.surface, outcomes.setup.start):
        return np.zeros(reduction.shape, dtype=np.bool_)
    most = float(mean_reductions(outcomes).max(initial=-math.inf))
    if most > 0.0:
        works: BoolArray = reduction >= ENOUGH * most
        return works
    arrived = outcomes.by_seed(_parted(outcomes)) == _decades(np.array([TOLERANCE]))
    stays: BoolArray = (reduction == 0.0) & arrived
    return stays


def mean_reductions(outcomes: Batch) -> FloatArray:
    """Return by how many decades the mean gap of each variant's unexploded runs shrank, float64 (n,)."""
    left, alive = _left(outcomes)
    gap = mean(outcomes.by_seed(left), outcomes.by_seed(alive))
    with np.errstate(all="ignore"):
        reduction: FloatArray = outcomes.by_seed(_parted(outcomes))[:, 0] - _decades(gap)
    reduction[~(gap < math.inf)] = -math.inf
    return reduction


def spread_of_ends(lrs: FloatArray, works: BoolArray, found: Zone) -> Zone:
    """Return a zone with how far the ends of its seeds' own stretches lie from each other.

    Parameters
    ----------
    lrs : ndarray of float64, shape (n,)
        Learning rates, ascending.
    works : ndarray of bool, shape (n, s)
        Which of them work with which seed.
    found : Zone
        That of all seeds together.
    """
    best = int(np.abs(lrs - found.best).argmin())
    ends = [part for own in works.T for part in stretches(own) if part[0] <= best <= part[1]]
    places = np.array([[lrs[a], lrs[b]] for a, b in ends]).reshape(-1, 2).T
    low, high = deviation(places, np.ones(places.shape, dtype=np.bool_)).tolist()
    return replace(found, low_std=low, high_std=high)


def reductions(outcomes: Batch) -> FloatArray:
    """Return by how many decades each gap to the minimum shrank since the runs parted, float64 (n,).

    Gaps are floored at `TOLERANCE` of the starting gap; an explosion has −inf.
    """
    left, alive = _left(outcomes)
    with np.errstate(all="ignore"):  # what exploded has any value
        reduction: FloatArray = _parted(outcomes) - _decades(left)
    reduction[~alive] = -math.inf
    return reduction


def _left(outcomes: Batch) -> tuple[FloatArray, BoolArray]:
    """Return which share of the gap each run left, float64 (n,), and which runs count, bool (n,)."""
    gap = gaps(outcomes)
    left = np.where(gap.start > 0.0, gap.left, 1.0)
    return left, (left < math.inf) & (outcomes.exploded_at < 0)


def _parted(outcomes: Batch) -> FloatArray:
    """Return log10 of the share of the starting gap that was left where the runs parted, float64 (n,)."""
    if outcomes.from_step == 0:
        return np.zeros(len(outcomes))
    setup = outcomes.setup
    seeds = outcomes.seeds or (setup.seed,)
    setups = [setup.replace(seed=seed) for seed in seeds]
    pasts = [simulate(own, horizon=outcomes.from_step).loss for own in setups]
    floor, _ = floors_under(setup.surface, outcomes.best_loss)
    with np.errstate(all="ignore"):  # what exploded has any value
        start, parting = (
            np.minimum(
                np.tile([loss[k] for loss in pasts], len(floor) // len(pasts)) - floor, GREATEST
            )
            for k in (0, -1)
        )
        return _decades(np.where(start > 0.0, parting / start, 1.0))


def _decades(share: FloatArray) -> FloatArray:
    """Return log10 of shares of the starting gap, floored at `TOLERANCE`."""
    decades: FloatArray = logarithms(np.maximum(share, TOLERANCE)) / logarithms([10.0])
    return decades

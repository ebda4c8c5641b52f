"""Fixes tried: many learning rates as lanes of one batch, and what came out of each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lrsim.batches.batch import Batch, batch_of
from lrsim.cancel import Cancel
from lrsim.convergence import GREATEST, TOLERANCE
from lrsim.diagnosis.thresholds import THRESHOLDS
from lrsim.gaps import floors_under
from lrsim.setup import Setup
from lrsim.studies.zone.rates import LATER, SLOWER
from lrsim.typing import BoolArray, FloatArray, IntArray

SEEDS = 8
"""Noisy runs are tried with so many seeds: a mean of squares is then good to a factor of two."""


@dataclass(frozen=True, eq=False)
class Trials:
    """What came out at each of some learning rates.

    Attributes
    ----------
    setup : Setup
        What they have in common.
    from_step : int
        Where they part.
    rates : ndarray of float64, shape (n,)
    level : ndarray of float64, shape (n,)
        The largest of the last losses; under noise the mean over seeds. Infinite after an explosion.
    loss : ndarray of float64, shape (n,)
        The last loss, likewise.
    left : ndarray of float64, shape (n,)
        The level above the minimum as a share of the starting gap.
    arrived : ndarray of int64, shape (n,)
        The step at which it got there to stay, or −1.
    """

    setup: Setup
    from_step: int
    rates: FloatArray
    level: FloatArray
    loss: FloatArray
    left: FloatArray
    arrived: IntArray

    def robust(self) -> BoolArray:
        """Return which get there and are no lucky hits, bool (n,): as in a zone, neighbours do, too."""
        there = self.arrived >= 0
        taken = self.arrived - self.from_step
        most = SLOWER * taken[1:-1] + LATER
        found = np.zeros(len(self.rates), dtype=np.bool_)
        found[1:-1] = there[:-2] & there[1:-1] & there[2:]
        found[1:-1] &= (taken[:-2] <= most) & (taken[2:] <= most)
        return found


def tried(
    setup: Setup, rates: Sequence[float], from_step: int, cancel: Cancel | None = None
) -> Trials:
    """Try learning rates from a step on, and keep what came out of each; `Stopped` once it is cancelled."""
    seeds = SEEDS if setup.noise > 0.0 else None
    lanes = np.array(rates, dtype=np.float64)
    batch = batch_of(
        setup, {"lr": lanes}, seeds=seeds, from_step=from_step, threads=1, cancel=cancel
    )
    alive = batch.exploded_at < 0
    level = np.where(alive, batch.tail_loss, math.inf)
    left = np.where(alive, _left(batch), math.inf)
    stays = alive & (batch.converged_at >= 0) & (left <= THRESHOLDS.left * TOLERANCE)
    arrived = np.where(stays, batch.converged_at, -1)
    loss = np.where(alive, batch.loss, math.inf)
    if seeds is not None:
        level, loss, left = (batch.by_seed(values).mean(axis=1) for values in (level, loss, left))
        table = batch.by_seed(arrived)
        arrived = np.where((table >= 0).all(axis=1), table.max(axis=1), -1)
    return Trials(setup, from_step, lanes, level, loss, left, arrived)


def _left(batch: Batch) -> FloatArray:
    """Return the largest of the last gaps as a share of the starting gap, float64 (n,)."""
    surface, start = batch.setup.surface, batch.setup.start
    floor, _ = floors_under(surface, batch.best_loss, surface.widening(start))
    begun = float(surface(np.array(start)))
    with np.errstate(all="ignore"):  # what exploded has any value
        whole = np.minimum(begun - floor, GREATEST)
        gap = np.minimum(batch.tail_loss - floor, GREATEST)
        share: npt.NDArray[np.float64] = np.where(whole > 0.0, gap / whole, 0.0)
    return share

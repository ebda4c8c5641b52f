"""What each of many learning rates wins: by how many decades the gap to the minimum shrinks."""

from __future__ import annotations

import functools
import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from lrsim.batches.batch import Batch
from lrsim.batches.seeds import enough_of, mean
from lrsim.convergence import GREATEST, TOLERANCE
from lrsim.gaps import floors_under, gaps
from lrsim.numerics import logarithms
from lrsim.runs.simulate import simulate
from lrsim.runs.stopping import Stops, never
from lrsim.text.messages import Message
from lrsim.text.numbers import count
from lrsim.typing import BoolArray, FloatArray, IntArray


class Draws(NamedTuple):
    """For how many draws of the noise something works."""

    works: int
    of: int

    @property
    def share(self) -> float:
        """The same as a share."""
        return self.works / self.of

    @property
    def sentence(self) -> Message:
        """The same in words, for a sentence about what it is that works."""
        return Message("works for {works} of {all} draws of the noise", **self._counts)

    @property
    def short(self) -> Message:
        """The same where there is little room, and it is clear what it is that works."""
        return Message("{works} of {all} draws work", **self._counts)

    @property
    def _counts(self) -> dict[str, str]:
        return {"works": count(self.works), "all": count(self.of)}


class Gains(NamedTuple):
    """What became of n learning rates, each with s seeds.

    Attributes
    ----------
    lr : ndarray of float64, shape (n,)
    each : ndarray of float64, shape (n, s)
        By how many decades the gap of each run shrank since the runs parted. The final gap is the largest of
        the last samples, and at least `TOLERANCE` of the starting gap; −inf for an explosion.
    whole : ndarray of float64, shape (n,)
        The same of the mean final gap of those that did not explode.
    left : ndarray of float64, shape (n,)
        The share of the starting gap that this mean is, infinite where all exploded.
    steps : ndarray of float64, shape (n,)
        Steps to converge since the runs parted, over seeds their mean; NaN where too few converge.
    exploded : ndarray of bool, shape (n,)
        Whether so many exploded that it cannot work.
    """

    lr: FloatArray
    each: FloatArray
    whole: FloatArray
    left: FloatArray
    steps: FloatArray
    exploded: BoolArray

    def works(self, bar: float) -> BoolArray:
        """Tell which learning rates work, bool (n,): with enough of their seeds at least `bar` is won."""
        return np.asarray(self.reached(bar) >= enough_of(self.each.shape[1]))

    def reached(self, bar: float) -> IntArray:
        """Return with how many of its seeds each learning rate wins at least `bar`, int64 (n,)."""
        return np.asarray((self.each >= bar).sum(axis=1), dtype=np.int64)

    def draws(self, bar: float) -> list[Draws]:
        """Return for how many draws of the noise each learning rate works; empty where there is one run."""
        of = self.each.shape[1]
        return [Draws(works, of) for works in self.reached(bar).tolist()] if of > 1 else []

    def rows(self, chosen: slice | npt.NDArray[Any]) -> Gains:
        """Return what became of some of them."""
        return Gains(*(column[chosen] for column in self))  # type: ignore[arg-type]  # of any kind

    def followed_by(self, other: Gains) -> Gains:
        """Return what became of these and of others after them."""
        return Gains(*(np.concatenate(columns) for columns in zip(self, other, strict=True)))

    def joined(self, other: Gains) -> Gains:
        """Return what became of these and others, ascending; of equal learning rates one stays."""
        both = self.followed_by(other)
        return both.rows(np.unique(both.lr, return_index=True)[1])


def gains(outcomes: Batch, stops: Stops = never) -> Gains:
    """Return what became of the learning rates of a batch."""
    left, alive = final_shares(outcomes)
    parted = parted_at(outcomes, stops)
    by_seed = outcomes.by_seed
    with np.errstate(all="ignore"):  # what exploded has any value
        each = by_seed(np.where(alive, parted - decades(left), -math.inf))
        gap = mean(by_seed(left), by_seed(alive))
        if each.shape[1] == 1:
            whole = each[:, 0]
        else:
            whole = by_seed(parted)[:, 0] - decades(gap)
            whole[~(gap < math.inf)] = -math.inf
    lr = by_seed(outcomes.vary["lr"])[:, 0].astype(np.float64)
    over = outcomes.over_seeds
    enough = over.alive.sum(axis=1) >= enough_of(len(over.seeds))
    steps = np.maximum(over.steps_to_converge - outcomes.from_step, 0.0)
    return Gains(lr, each, whole, gap, steps, ~enough)


def final_shares(outcomes: Batch) -> tuple[FloatArray, BoolArray]:
    """Return which share of the starting gap each run ended with, float64 (n,), and which runs count.

    The largest of the last samples counts: one that is low by chance says nothing.
    """
    gap = gaps(outcomes)
    with np.errstate(all="ignore"):  # what exploded has any value
        share = np.where(gap.start > 0.0, gap.tail / gap.start, 1.0)
    return share, (share < math.inf) & (outcomes.exploded_at < 0)


def parted_at(outcomes: Batch, stops: Stops = never) -> FloatArray:
    """Return log10 of the share of the starting gap that was left where the runs parted, float64 (n,)."""
    if outcomes.from_step == 0:
        return np.zeros(len(outcomes))
    setup = outcomes.setup
    setups = [setup.replace(seed=seed) for seed in outcomes.seeds or (setup.seed,)]
    pasts = [simulate(own, horizon=outcomes.from_step, stops=stops).loss for own in setups]
    widening = setup.surface.widening(setup.start)
    floor, _ = floors_under(setup.surface, outcomes.best_loss, widening)
    ends = [np.tile([loss[k] for loss in pasts], len(floor) // len(pasts)) for k in (0, -1)]
    with np.errstate(all="ignore"):  # what exploded has any value
        start, parting = (np.minimum(loss - floor, GREATEST) for loss in ends)
        return decades(np.where(start > 0.0, parting / start, 1.0))


def decades(share: FloatArray) -> FloatArray:
    """Return log10 of shares of the starting gap, floored at `TOLERANCE`."""
    found: FloatArray = logarithms(np.maximum(share, TOLERANCE)) / _log_ten()
    return found


@functools.cache
def _log_ten() -> float:
    return float(logarithms([10.0])[0])

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
from lrsim.gaps import floors_under
from lrsim.numerics import logarithms
from lrsim.runs.simulate import simulate
from lrsim.runs.stopping import Stops, never
from lrsim.setup import Setup
from lrsim.surfaces import Surface
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


def gains(outcomes: Batch, past: Past) -> Gains:
    """Return what became of the learning rates of a batch whose runs have a past in common."""
    by_seed, over = outcomes.by_seed, outcomes.over_seeds
    floor = past.floor(by_seed(outcomes.best_loss))
    parted = past.parted(floor)
    with np.errstate(all="ignore"):  # what exploded has any value
        # the largest of the last samples counts: one that is low by chance says nothing
        left = past.share(by_seed(outcomes.tail_loss), floor)
        alive = (left < math.inf) & over.alive
        each = np.where(alive, parted - decades(left), -math.inf)
        share = mean(left, alive)
        if each.shape[1] == 1:
            whole = each[:, 0]
        else:
            whole = parted[:, 0] - decades(share)
            whole[~(share < math.inf)] = -math.inf
    lr = by_seed(outcomes.vary["lr"])[:, 0].astype(np.float64)
    enough = over.alive.sum(axis=1) >= enough_of(len(over.seeds))
    steps = np.maximum(over.steps_to_converge - outcomes.from_step, 0.0)
    return Gains(lr, each, whole, share, steps, ~enough)


class Past(NamedTuple):
    """What runs of s seeds have in common up to the step where they part.

    Attributes
    ----------
    surface : Surface
    widening : int
        Which of its minima are known to them.
    begun : float
        The loss at the start.
    parting, lowest : ndarray of float64, shape (s,), or None
        The loss where they part, and the lowest up to there; None where they part at the start.
    """

    surface: Surface
    widening: int
    begun: float
    parting: FloatArray | None
    lowest: FloatArray | None

    def floor(self, lowest: FloatArray) -> FloatArray:
        """Return the loss of the minimum that counts for runs with a lowest loss, float64 (n, s)."""
        return floors_under(self.surface, lowest, self.widening)[0]

    def share(self, loss: FloatArray, floor: FloatArray) -> FloatArray:
        """Return which share of the starting gap is left at a loss, float64 (n, s)."""
        start, gap = (np.minimum(of - floor, GREATEST) for of in (self.begun, loss))
        return np.where(start > 0.0, gap / start, 1.0)

    def parted(self, floor: FloatArray) -> FloatArray:
        """Return log10 of the share that was left where the runs parted, float64 (n, s)."""
        if self.parting is None:
            return np.zeros((1, 1))
        with np.errstate(all="ignore"):  # what exploded has any value
            return decades(self.share(self.parting, floor))

    @property
    def arrived(self) -> bool:
        """Whether the first of them is in a minimum, within tolerance, where they part."""
        if self.lowest is None:
            return False
        first = self.parted(self.floor(self.lowest))[0]
        return bool(first <= decades(np.zeros(1))[0])


def past_of(
    setup: Setup, from_step: int, seeds: tuple[int, ...] = (), stops: Stops = never
) -> Past:
    """Return what the runs of a setup have in common up to a step; seeds are empty for its own alone."""
    surface = setup.surface
    known, begun = surface.widening(setup.start), float(surface(setup.start))
    if from_step == 0:
        return Past(surface, known, begun, None, None)
    setups = [setup.replace(seed=seed) for seed in seeds or (setup.seed,)]
    losses = [simulate(own, horizon=from_step, stops=stops).loss for own in setups]
    parting, lowest = np.array([[loss[-1], loss.min()] for loss in losses]).T
    return Past(surface, known, begun, parting, lowest)


def decades(share: FloatArray) -> FloatArray:
    """Return log10 of shares of the starting gap, floored at `TOLERANCE`."""
    found: FloatArray = logarithms(np.maximum(share, TOLERANCE)) / _log_ten()
    return found


@functools.cache
def _log_ten() -> float:
    return float(logarithms([10.0])[0])

"""What each of many learning rates wins: by how many decades the gap to the minimum shrinks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from lrsim import _core
from lrsim.batches.batch import Batch
from lrsim.batches.seeds import enough_of
from lrsim.convergence import GREATEST, TOLERANCE, Aims, aims, floor_of
from lrsim.runs.run import Run
from lrsim.setup import Setup
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


LR, WHOLE, LEFT, STEPS, EXPLODED, EACH = range(6)
"""Columns of a table of gains, all but the first filled by the core; from the last on one for each seed."""


@dataclass(frozen=True, eq=False)
class Gains:
    """What became of n learning rates, each with s seeds.

    Attributes
    ----------
    table : ndarray of float64, shape (n, 5 + s)
        A row for each learning rate; the columns have names below.
    """

    table: FloatArray

    @property
    def lr(self) -> FloatArray:
        """The learning rates, float64 (n,)."""
        return self.table[:, LR]

    @property
    def each(self) -> FloatArray:
        """By how many decades the gap of each run shrank since the runs parted, float64 (n, s).

        The final gap is the largest of the last samples, and at least `TOLERANCE` of the starting gap; −inf
        for an explosion.
        """
        return self.table[:, EACH:]

    @property
    def whole(self) -> FloatArray:
        """The same of the mean final gap of those that did not explode, float64 (n,)."""
        return self.table[:, WHOLE]

    @property
    def left(self) -> FloatArray:
        """The share of the starting gap that this mean is, infinite where all exploded, float64 (n,)."""
        return self.table[:, LEFT]

    @property
    def steps(self) -> FloatArray:
        """Steps to converge since the runs parted, float64 (n,), their mean; NaN where too few do."""
        return self.table[:, STEPS]

    @property
    def exploded(self) -> BoolArray:
        """Whether so many exploded that it cannot work, bool (n,)."""
        return np.asarray(self.table[:, EXPLODED] != 0.0)

    def works(self, bar: float) -> BoolArray:
        """Tell which learning rates work, bool (n,): with enough of their seeds at least `bar` is won."""
        if self.table.shape[1] == EACH + 1:
            return np.asarray(self.table[:, EACH] >= bar)
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
        return Gains(self.table[chosen])

    def joined(self, other: Gains) -> Gains:
        """Return what became of these and others, ascending; of equal learning rates one stays."""
        both = np.concatenate([self.table, other.table])
        both = both[both[:, LR].argsort(kind="stable")]
        again = np.flatnonzero(both[1:, LR] == both[:-1, LR]) + 1
        return Gains(np.delete(both, again, axis=0) if len(again) else both)


def gains(outcomes: Batch, past: Past) -> Gains:
    """Return what became of the learning rates of a batch whose runs have a past in common."""
    seeds = len(outcomes.seeds) or 1
    table = np.empty((len(outcomes) // seeds, EACH + seeds))
    table[:, LR] = outcomes.vary["lr"][::seeds]
    _core.gains(
        past.aims.losses,
        past.aims.terms,
        past.begun,
        past.parting,
        outcomes.by_seed(outcomes.best_loss),
        # the largest of the last samples counts: one that is low by chance says nothing
        outcomes.by_seed(outcomes.tail_loss),
        outcomes.by_seed(outcomes.converged_at),
        outcomes.by_seed(outcomes.exploded_at),
        outcomes.from_step,
        enough_of(seeds),
        table[:, WHOLE:],
    )
    return Gains(table)


class Past(NamedTuple):
    """What runs of s seeds have in common up to the step where they part.

    Attributes
    ----------
    aims : Aims
        The minima that are known to them.
    begun : float
        The loss at the start.
    parting : ndarray of float64, shape (s,)
        The loss where they part; empty where they part at the start.
    """

    aims: Aims
    begun: float
    parting: FloatArray


def past_of(setup: Setup, before: Sequence[Run] = ()) -> Past:
    """Return what runs have in common that went one way before they part; none did at the start."""
    losses = np.array([[run.loss[-1], run.loss.min()] for run in before]).reshape(-1, 2)
    return Past(aims(setup), float(setup.surface(setup.start)), losses[:, 0])


def is_there(run: Run) -> bool:
    """Tell whether a run is in a minimum at its end, within tolerance."""
    loss, lowest = run.loss[-1].item(), run.loss.min().item()
    floor = floor_of(run.setup, lowest)
    least = lowest if floor is None else floor.loss
    whole, gap = (min(of - least, GREATEST) for of in (run.loss[0].item(), loss))
    return not whole > 0.0 or gap <= TOLERANCE * whole

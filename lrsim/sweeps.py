"""What every learning rate would do: sweeps, and the zone of those that work."""

from __future__ import annotations

import functools
import math
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lrsim.batches import Batch, batch
from lrsim.diagnosis.evidence import TOLERANCE
from lrsim.diagnosis.outcomes import gaps, logarithms
from lrsim.errors import InputError
from lrsim.experiment import MAX_LR, Experiment, experiment_of

FloatArray = npt.NDArray[np.float64]

GRID_LOW, GRID_HIGH, GRID_PER_DECADE = 1e-6, 100.0, 24
"""The grid a zone is looked for on; 24 a decade are 10 % apart."""

ENOUGH = 0.5
"""An LR works with at least this share of the best LR's reduction of the log gap."""

MAX_RATES = 2**24
"""Learning rates in a sweep: a gigabyte of outcomes."""


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
    """

    low: float
    high: float
    best: float
    gaps: tuple[tuple[float, float], ...]


@dataclass(frozen=True, eq=False)
class Sweep:
    """What came out at each of many learning rates.

    Attributes
    ----------
    batch : Batch
        The outcomes in full.
    named : tuple of str, optional
        The names of the verdicts, where whoever ran the lanes has found them already.
    """

    batch: Batch
    named: tuple[str, ...] | None = None

    @property
    def lr(self) -> FloatArray:
        """The learning rates, float64 (n,), as they were given."""
        return self.batch.vary["lr"].astype(np.float64)

    @property
    def final_loss(self) -> FloatArray:
        """The last loss of each, float64 (n,); infinite or NaN where the run ended so."""
        return self.batch.loss

    @property
    def steps_to_converge(self) -> FloatArray:
        """The first step from which the loss stays within tolerance, float64 (n,); NaN where none does."""
        steps = self.batch.converged_at.astype(np.float64)
        steps[steps < 0] = math.nan
        return steps

    @functools.cached_property
    def verdict(self) -> list[str]:
        """The name of the verdict on each run; every one is recorded for it, and forgotten."""
        if self.named is not None:
            return list(self.named)
        return [self.batch.run(lane).verdict.name for lane in range(len(self.batch))]

    @functools.cached_property
    def zone(self) -> Zone | None:
        """The learning rates that work around the best one; None when none works."""
        order = np.argsort(self.lr, kind="stable")
        return _zone(self.lr[order], reductions(self.batch)[order], self._rank()[order])

    def _rank(self) -> npt.NDArray[np.intp]:
        """Return each one's place, 0 for the best: fewest steps to converge, else lowest final loss."""
        steps = np.nan_to_num(self.steps_to_converge, nan=math.inf)
        rank = np.empty(len(steps), dtype=np.intp)
        rank[np.lexsort((np.nan_to_num(self.final_loss, nan=math.inf), steps))] = np.arange(
            len(steps)
        )
        return rank


def sweep(
    surface: Any = "quadratic",
    *,
    lrs: npt.ArrayLike,
    index: int = 0,
    from_step: int = 0,
    threads: int | None = None,
    executor: Executor | None = None,
    **given: Any,
) -> Sweep:
    """Run one runner at many learning rates.

    Parameters
    ----------
    surface : Surface or str or Experiment
        An Experiment, or as for `run`, with the same arguments beside it.
    lrs : array_like, shape (n,)
        The learning rates.
    index : int
        Which runner of an Experiment; its own learning rate plays no part.
    from_step : int
        What would each learning rate do from here? Up to this step all are the runner's own run.
    threads, executor
        As for `batch`: the results are the same bits on any of them.

    Returns
    -------
    Sweep

    Raises
    ------
    InputError
        When a value is out of bounds; it names the argument.

    Examples
    --------
    >>> import lrsim
    >>> lrsim.sweep("quadratic", start=5.0, steps=50, lrs=[0.1, 0.5, 1.1]).zone.best
    0.5
    """
    experiment = experiment_of(surface, given)
    rates = _rates(lrs)
    outcomes = batch(
        experiment,
        index=index,
        vary={"lr": rates},
        from_step=from_step,
        threads=threads,
        executor=executor,
    )
    return Sweep(outcomes)


def zone(experiment: Experiment, index: int = 0) -> Zone | None:
    """Return the zone of one runner's optimizer and schedule, or None when no learning rate works.

    Parameters
    ----------
    experiment : Experiment
    index : int
        Which runner; its own learning rate and dial history play no part.
    """
    return sweep(experiment, lrs=learning_rates(), index=index).zone


def learning_rates() -> FloatArray:
    """Return the grid of learning rates, ascending, float64 (n,)."""
    decades = math.log10(GRID_HIGH / GRID_LOW)
    exponents = np.linspace(0.0, decades, round(decades * GRID_PER_DECADE) + 1)
    return np.array([GRID_LOW * 10.0**exponent for exponent in exponents.tolist()])


def reductions(outcomes: Batch) -> FloatArray:
    """Return by how many decades each gap to the minimum shrank, float64 (n,); −inf for an explosion."""
    gap = gaps(outcomes)
    left = np.where(gap.start > 0.0, gap.left, 1.0)
    reduction = logarithms(np.maximum(left, TOLERANCE)) / -logarithms([10.0])
    reduction[~(left < math.inf) | (outcomes.exploded_at >= 0)] = -math.inf
    return reduction


def _zone(lrs: FloatArray, reduction: FloatArray, rank: npt.NDArray[np.intp]) -> Zone | None:
    """Return the zone in ascending learning rates, given how far each came and its place among all."""
    if not len(lrs):
        return None
    most = reduction.max()
    works = reduction >= ENOUGH * most
    if not most > 0 or not works.any():
        return None
    best = min(np.flatnonzero(works).tolist(), key=lambda k: int(rank[k]))
    stretches = _stretches(works)
    inside = next(s for s in stretches if s[0] <= best <= s[1])
    islands = tuple((float(lrs[a]), float(lrs[b])) for a, b in stretches if (a, b) != inside)
    return Zone(float(lrs[inside[0]]), float(lrs[inside[1]]), float(lrs[best]), islands)


def _stretches(works: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the first and last index of every run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], works, [False]]).astype(np.int8)))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _rates(lrs: npt.ArrayLike) -> FloatArray:
    try:
        rates = np.asarray(lrs, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError("lrs", lrs, "must be a list of numbers") from None
    if rates.ndim != 1 or not 1 <= len(rates) <= MAX_RATES:
        allowed = f"must be a list of 1 to {MAX_RATES} numbers"
        raise InputError("lrs", None, f"has the shape {rates.shape}; {allowed}")
    fine = (rates >= 0.0) & (rates <= MAX_LR)
    if not fine.all():
        place = int(np.flatnonzero(~fine)[0])
        allowed = f"must be a number from 0 to {MAX_LR:g}"
        raise InputError(f"lrs[{place}]", float(rates[place]), allowed)
    return rates

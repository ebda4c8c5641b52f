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
from lrsim.diagnosis.outcomes import floors_under, logarithms
from lrsim.errors import InputError
from lrsim.experiment import MAX_LR, Experiment, experiment_of
from lrsim.simulate import simulate

FloatArray = npt.NDArray[np.float64]

GRID_LOW, GRID_HIGH, GRID_PER_DECADE = 1e-6, 100.0, 24
"""The grid a zone is looked for on; 24 a decade are 10 % apart."""

FINE = 0.005
"""How far apart, as a share, the learning rates around a zone's ends are."""

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
    def works(self) -> npt.NDArray[np.bool_]:
        """Whether each learning rate works, bool (n,): see `working`."""
        return working(self.batch)

    @functools.cached_property
    def zone(self) -> Zone | None:
        """The learning rates that work around the best one; None when none works."""
        order = np.argsort(self.lr, kind="stable")
        places = [self.place(k) for k in order.tolist()]
        return _zone(self.lr[order], self.works[order], places)

    def place(self, k: int) -> tuple[float, float]:
        """Return what learning rates are ranked by: fewest steps to converge, else lowest final loss."""
        steps, loss = int(self.batch.converged_at[k]), float(self.batch.loss[k])
        return (steps if steps >= 0 else math.inf, loss if loss == loss else math.inf)


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

    The grid says where the zone is and what counts as working. A second batch, denser around its ends and its
    best, says to `FINE` where the ends are and, to three digits, which is the best between them. Holes
    narrower than the grid are not seen, so that a lucky hit in a chaotic stretch does not shrink the zone.

    Parameters
    ----------
    experiment : Experiment
    index : int
        Which runner; its own learning rate and dial history play no part.
    """
    grid = sweep(experiment, lrs=learning_rates(), index=index)
    found = grid.zone
    if found is None:
        return None
    lrs = grid.lr
    low, high, best = (int(np.searchsorted(lrs, lr)) for lr in (found.low, found.high, found.best))
    below = _between(lrs[low - 1], lrs[low])[::-1] if low > 0 else []
    above = _between(lrs[high], lrs[high + 1]) if high + 1 < len(lrs) else []
    near = _of_three_digits(lrs[max(best - 1, 0)], lrs[min(best + 1, len(lrs) - 1)])
    closer = sweep(experiment, lrs=[*below, *above, *near], index=index)
    enough = ENOUGH * reductions(grid.batch).max()
    works = reductions(closer.batch) >= enough
    ends = len(below), len(below) + len(above)
    down, up = (_until_it_fails(works[part]) for part in (slice(ends[0]), slice(*ends)))
    lowest = below[down - 1] if down else found.low
    highest = above[up - 1] if up else found.high
    candidates = [(grid.place(best), found.best)] + [
        (closer.place(k), float(closer.lr[k]))
        for k in np.flatnonzero(works).tolist()
        if k >= ends[1] and lowest <= closer.lr[k] <= highest
    ]
    return Zone(lowest, highest, min(candidates)[1], found.gaps)


def learning_rates() -> FloatArray:
    """Return the grid of learning rates, ascending, float64 (n,)."""
    decades = math.log10(GRID_HIGH / GRID_LOW)
    exponents = np.linspace(0.0, decades, round(decades * GRID_PER_DECADE) + 1)
    return np.array([GRID_LOW * 10.0**exponent for exponent in exponents.tolist()])


def working(outcomes: Batch) -> npt.NDArray[np.bool_]:
    """Return which runs work, bool (n,).

    A run works if it ends un-exploded with at least `ENOUGH` of the largest reduction of the log gap among
    them all. Runs that part within tolerance of the minimum work if they stay there.
    """
    reduction = reductions(outcomes)
    most = float(reduction.max(initial=-math.inf))
    works: npt.NDArray[np.bool_]
    if most > 0.0:
        works = reduction >= ENOUGH * most
        return works
    if most == 0.0 and _part_in_the_minimum(outcomes):
        works = reduction == 0.0
        return works
    return np.zeros(len(reduction), dtype=np.bool_)


def reductions(outcomes: Batch) -> FloatArray:
    """Return by how many decades each gap to the minimum shrank since the runs parted, float64 (n,).

    Gaps are floored at `TOLERANCE` of the starting gap; an explosion has −inf.
    """
    floor = _floors(outcomes)
    whole = float(outcomes.experiment.surface(outcomes.experiment.start)) - floor
    parted = _decades_left(_parting_loss(outcomes) - floor, whole)
    reduction = parted - _decades_left(outcomes.loss - floor, whole)
    reduction[outcomes.exploded_at >= 0] = -math.inf
    return reduction


def _parting_loss(outcomes: Batch) -> float:
    """Return the loss where the runs part."""
    step, experiment = outcomes.from_step, outcomes.experiment
    if step == 0:
        return float(experiment.surface(experiment.start))
    return float(simulate(experiment, outcomes.index, horizon=step).loss[-1])


def _part_in_the_minimum(outcomes: Batch) -> bool:
    """Tell whether the runs part, on their way, where there is no gap left to reduce."""
    floor = _floors(outcomes)
    whole = float(outcomes.experiment.surface(outcomes.experiment.start)) - floor
    left = _decades_left(_parting_loss(outcomes) - floor, whole)
    return outcomes.from_step > 0 and bool((left == _log10([TOLERANCE])).any())


def _floors(outcomes: Batch) -> FloatArray:
    """Return what each loss is measured from, float64 (n,): as `floor_of`, or the run's lowest loss."""
    return floors_under(outcomes.experiment.surface, outcomes.best_loss)[0]


def _decades_left(gap: FloatArray, whole: FloatArray) -> FloatArray:
    """Return log10 of each gap as a share of the starting gap, float64 (n,); no less than `TOLERANCE`'s.

    A run that starts in the minimum, or that has no finite gap, has 0 left and will have: nothing to win.
    """
    with np.errstate(all="ignore"):  # what exploded has any value
        share = np.where((whole > 0.0) & (whole < math.inf), gap / whole, 1.0)
    left = _log10(np.maximum(share, TOLERANCE))
    left[~(share < math.inf)] = math.inf
    return left


def _log10(share: npt.ArrayLike) -> FloatArray:
    decades: FloatArray = logarithms(share) / logarithms([10.0])
    return decades


def _zone(
    lrs: FloatArray, works: npt.NDArray[np.bool_], places: list[tuple[float, float]]
) -> Zone | None:
    """Return the zone in ascending learning rates, given which work and what each is ranked by."""
    if not works.any():
        return None
    best = min(np.flatnonzero(works).tolist(), key=places.__getitem__)
    stretches = _stretches(works)
    inside = next(s for s in stretches if s[0] <= best <= s[1])
    islands = tuple((float(lrs[a]), float(lrs[b])) for a, b in stretches if (a, b) != inside)
    return Zone(float(lrs[inside[0]]), float(lrs[inside[1]]), float(lrs[best]), islands)


def _until_it_fails(works: npt.NDArray[np.bool_]) -> int:
    """Return how many work from the first on without a break."""
    return len(works) if works.all() else int(works.argmin())


def _between(low: float, high: float) -> list[float]:
    """Return learning rates between two, as far apart as `FINE` says; none where they are that near."""
    count = math.ceil(math.log(high / low) / math.log1p(FINE))
    return [low * (high / low) ** (k / count) for k in range(1, count)]


def _of_three_digits(low: float, high: float) -> list[float]:
    """Return all learning rates of three significant digits from one to another, within a decade."""
    unit = 10.0 ** (math.floor(math.log10(low)) - 2)
    found = []
    lr = low
    while lr <= high:
        lr = float(f"{lr:.3g}")
        found.append(lr)
        lr += unit if lr < 999.5 * unit else 10.0 * unit
    return [lr for lr in found if low <= lr <= high]


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

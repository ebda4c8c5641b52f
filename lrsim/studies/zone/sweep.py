"""What every learning rate would do: sweeps, and the zone of those that work."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Any, Unpack

import numpy as np
import numpy.typing as npt

from lrsim.batches.batch import Batch, batch_of
from lrsim.batches.seeds import Seeds, enough_of, most_frequent
from lrsim.experiment import Experiment
from lrsim.experiment import learning_rates as given_rates
from lrsim.origin import Origin
from lrsim.run_arguments import RunArguments, experiment_of
from lrsim.setup import Setup
from lrsim.spelling import checks_names
from lrsim.studies.zone.zone import (
    ENOUGH,
    Zone,
    mean_reductions,
    reductions,
    spread_of_ends,
    working,
    zone_among,
)
from lrsim.surfaces import Surface
from lrsim.typing import FloatArray

__all__ = ["Sweep", "Zone", "learning_rates", "reductions", "refined", "sweep", "zone"]


GRID_LOW, GRID_HIGH, GRID_PER_DECADE = 1e-6, 100.0, 24
"""The grid a zone is looked for on; 24 a decade are 10 % apart."""

FINE = 0.005
"""How far apart, as a share, the learning rates around a zone's ends are."""

MAX_RATES = 2**24
"""Learning rates in a sweep: a gigabyte of outcomes."""


@dataclass(frozen=True, eq=False)
class Sweep:
    """What came out at each of many learning rates, with one seed or over several.

    Attributes
    ----------
    batch : Batch
        The outcomes in full.

    Examples
    --------
    >>> import lrsim
    >>> found = lrsim.sweep("quadratic", start=5.0, steps=50, lrs=[0.1, 0.5, 1.1])
    >>> found.verdict, found.steps_to_converge
    (['just_right', 'just_right', 'exploding'], array([31.,  1., nan]))
    """

    batch: Batch

    @property
    def lr(self) -> FloatArray:
        """The learning rates, float64 (n,), as they were given."""
        rates: FloatArray = self.batch.by_seed(self.batch.vary["lr"])[:, 0].astype(np.float64)
        return rates

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds that each learning rate was run with; empty where no more than one run was asked for."""
        return self.batch.seeds

    @property
    def final_loss(self) -> FloatArray:
        """The last loss of each, float64 (n,); infinite or NaN where the run ended so.

        Over seeds the mean of those that did not explode, infinite where all did.
        """
        return self.batch.over_seeds.mean_loss if self.seeds else self.batch.loss

    @property
    def final_loss_std(self) -> FloatArray:
        """The standard deviation of what `final_loss` is the mean of, float64 (n,); NaN of fewer than two."""
        return self.batch.over_seeds.loss_std

    @property
    def steps_to_converge(self) -> FloatArray:
        """The first step from which the loss stays within tolerance, float64 (n,); NaN where none does.

        Over seeds the mean, where at least four in five converge.
        """
        return self.batch.over_seeds.steps_to_converge

    @functools.cached_property
    def verdicts(self) -> list[list[str]]:
        """The name of the verdict on each run, a list over the seeds for each learning rate."""
        batch = self.batch
        if not batch.evidence:
            seeds, step = self.seeds or None, batch.from_step
            batch = batch_of(
                batch.setup, {"lr": self.lr}, seeds=seeds, from_step=step, evidence=True
            )
        table: list[list[str]] = batch.by_seed(batch.verdict).tolist()
        return table

    @functools.cached_property
    def verdict(self) -> list[str]:
        """The name of the verdict at each learning rate, over seeds the most frequent one."""
        return [most_frequent(names) for names in self.verdicts]

    @property
    def agreement(self) -> FloatArray:
        """Which share of the seeds has that verdict, float64 (n,)."""
        pairs = zip(self.verdicts, self.verdict, strict=True)
        return np.array([names.count(name) / len(names) for names, name in pairs])

    @functools.cached_property
    def works(self) -> npt.NDArray[np.bool_]:
        """Whether each learning rate works, bool (n,): see `working`; over seeds if four in five do."""
        works = self._working.sum(axis=1) >= enough_of(self._working.shape[1])
        return np.asarray(works)

    @property
    def works_share(self) -> FloatArray:
        """Which share of the seeds works, float64 (n,)."""
        return np.asarray(self._working.mean(axis=1))

    @functools.cached_property
    def _working(self) -> npt.NDArray[np.bool_]:
        return working(self.batch)

    @functools.cached_property
    def zone(self) -> Zone | None:
        """The learning rates that work around the best one; None when none works."""
        order = np.argsort(self.lr, kind="stable")
        found = zone_among(self.lr[order], self.works[order], self.rank[order])
        if found is None or not self.seeds:
            return found
        return spread_of_ends(self.lr[order], self._working[order], found)

    @property
    def rank(self) -> npt.NDArray[np.intp]:
        """Each one's place, 0 for the best: fewest steps to converge, else lowest final loss; intp (n,)."""
        steps = np.nan_to_num(self.steps_to_converge, nan=math.inf)
        rank = np.empty(len(steps), dtype=np.intp)
        rank[np.lexsort((np.nan_to_num(self.final_loss, nan=math.inf), steps))] = np.arange(
            len(steps)
        )
        return rank


@checks_names
def sweep(
    surface: Surface | str | Mapping[str, Any] | Experiment = "quadratic",
    *,
    lrs: npt.ArrayLike,
    seeds: Seeds = None,
    index: int = 0,
    from_step: int = 0,
    threads: int | None = None,
    executor: Executor | None = None,
    **given: Unpack[RunArguments],
) -> Sweep:
    """Run one runner at many learning rates.

    Parameters
    ----------
    surface : Surface or str or Experiment
        An Experiment, or as for `run`.
    lrs : array_like, shape (n,)
        The learning rates, 0 to 1e6, in any order.
    seeds : int or list of int, optional
        Run each learning rate with that many seeds, the experiment's own and those after it, or with these;
        all learning rates meet the same noise.
    index : int
        Which runner of an Experiment; its own learning rate plays no part.
    from_step : int
        What would each learning rate do from here? Up to this step all are the runner's own run.
    threads : int, optional
        Threads to use; all cores by default. The results are the same bits on any number.
    executor : concurrent.futures.Executor, optional
        Where blocks of lanes are run instead of in threads of this process.
    **given : Unpack[RunArguments]
        The arguments of `run`; beside an Experiment they take the place of its own values.

    Returns
    -------
    Sweep
        The outcomes, in the order of the learning rates, and the zone of those that work.

    Raises
    ------
    InputError
        When a value is out of bounds; it names the argument.
    TypeError
        When there is no argument of that name; it says which one may be meant.

    Examples
    --------
    >>> import lrsim
    >>> lrsim.sweep("quadratic", start=5.0, steps=50, lrs=[0.1, 0.5, 1.1]).zone.best
    0.5
    """
    experiment = experiment_of(surface, given)
    return sweep_of(
        experiment.setup(index),
        lrs,
        seeds=seeds,
        from_step=from_step,
        evidence=True,
        threads=threads,
        executor=executor,
        origin=Origin(experiment, index),
    )


def sweep_of(
    setup: Setup,
    lrs: npt.ArrayLike,
    *,
    seeds: Seeds = None,
    from_step: int = 0,
    evidence: bool = False,
    threads: int | None = None,
    executor: Executor | None = None,
    origin: Origin | None = None,
) -> Sweep:
    """Run a setup at many learning rates; all arguments are as for `batch`."""
    outcomes = batch_of(
        setup,
        {"lr": given_rates("lrs", lrs, MAX_RATES)},
        seeds=seeds,
        from_step=from_step,
        evidence=evidence,
        threads=threads,
        executor=executor,
        origin=origin,
    )
    return Sweep(outcomes)


def zone(setup: Setup, seeds: Seeds = None) -> Zone | None:
    """Return the zone of a setup, or None when no learning rate works.

    The grid says where the zone is and what counts as working. A second batch, denser around its ends and its
    best, says to `FINE` where the ends are and, to three digits, which is the best between them. Holes
    narrower than the grid are not seen, so that a lucky hit in a chaotic stretch does not shrink the zone.

    Parameters
    ----------
    setup : Setup
        Its own learning rate and dial history play no part.
    seeds
        As for `sweep`.
    """
    return refined(sweep_of(setup, learning_rates(), seeds=seeds))


def refined(grid: Sweep, threads: int | None = None) -> Zone | None:
    """Return the zone of a sweep over ascending learning rates, looked at more closely as for `zone`."""
    found = grid.zone
    if found is None:
        return None
    below, above, near = _around(found, grid.lr.tolist())
    rates = [*below, *above, *near, found.best]
    closer = sweep_of(grid.batch.setup, rates, seeds=grid.seeds or None, threads=threads)
    most = mean_reductions(grid.batch).max()
    table = closer.batch.by_seed(reductions(closer.batch)) >= ENOUGH * most
    works = table.sum(axis=1) >= enough_of(table.shape[1])
    down = _until_it_fails(works[: len(below)])
    up = _until_it_fails(works[len(below) : len(below) + len(above)])
    low = below[down - 1] if down else found.low
    high = above[up - 1] if up else found.high
    short = np.arange(len(works)) >= len(below) + len(above)
    inside = np.flatnonzero(works & short & (closer.lr >= low) & (closer.lr <= high))
    best = int(inside[closer.rank[inside].argmin()])
    return replace(found, low=low, high=high, best=float(closer.lr[best]))


def _around(found: Zone, lrs: list[float]) -> tuple[list[float], list[float], list[float]]:
    """Return what to look at more closely: from the low end down, from the high end up, around the best."""
    low, high, best = (lrs.index(lr) for lr in (found.low, found.high, found.best))
    below = _between(lrs[low - 1], lrs[low])[::-1] if low > 0 else []
    above = _between(lrs[high], lrs[high + 1]) if high + 1 < len(lrs) else []
    return below, above, _of_three_digits(lrs[max(best - 1, 0)], lrs[min(best + 1, len(lrs) - 1)])


def learning_rates() -> FloatArray:
    """Return the grid of learning rates, ascending, float64 (n,)."""
    decades = math.log10(GRID_HIGH / GRID_LOW)
    exponents = np.linspace(0.0, decades, round(decades * GRID_PER_DECADE) + 1)
    return np.array([GRID_LOW * 10.0**exponent for exponent in exponents.tolist()])


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

"""What every learning rate would do: sweeps, and the zone of those that work."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, Unpack

import numpy as np
import numpy.typing as npt

from lrsim.batches.batch import Batch, batch_of
from lrsim.batches.fan import runs_before
from lrsim.batches.seeds import Seeds, most_frequent, seed_list
from lrsim.displayed import Displayed
from lrsim.experiment import Experiment
from lrsim.experiment import learning_rates as given_rates
from lrsim.origin import Origin
from lrsim.run_arguments import RunArguments, experiment_of
from lrsim.setup import Setup
from lrsim.spelling import checks_names
from lrsim.studies.zone.gains import Gains, gains, past_of
from lrsim.studies.zone.questions import Answer, Question, seeds_of
from lrsim.studies.zone.search import search
from lrsim.studies.zone.zone import Zone
from lrsim.surfaces import Surface
from lrsim.text.messages import Message
from lrsim.typing import FloatArray

__all__ = ["Sweep", "Zone", "answer", "sweep", "zone"]


MAX_RATES = 2**24
"""Learning rates in a sweep: a gigabyte of outcomes."""


@dataclass(frozen=True, eq=False)
class Sweep(Displayed):
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

    def __repr__(self) -> str:
        rates, found = self.lr, self.zone
        works = "none works" if found is None else f"works from {found.low:.3g} to {found.high:.3g}"
        return f"<Sweep of {len(rates)} LRs on {self.batch.setup.surface.spec}: {works}>"

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
        """Whether each learning rate works, bool (n,): it wins what it takes; over seeds four in five do.

        Where there is no gap to measure by none does, and `measured` tells.
        """
        return self._gains.works(self._answer.bar)

    @property
    def measured(self) -> bool:
        """Whether there is a gap to a known minimum by which to tell what works."""
        return self._answer.measured

    @property
    def works_share(self) -> FloatArray:
        """Which share of the seeds works, float64 (n,); NaN where nothing tells."""
        if not self.measured:
            return np.full(len(self.lr), np.nan)
        reached = self._gains.reached(self._answer.bar)
        return np.asarray(reached / self._gains.each.shape[1])

    @property
    def zone(self) -> Zone | None:
        """The widest band of learning rates that work, None when none does.

        It is looked for between the smallest and the largest learning rate of the sweep, on a grid of its
        own: how many they are changes nothing.
        """
        return self._answer.zone

    @property
    def zone_reason(self) -> Message:
        """Why there is no zone; empty where there is one."""
        return self._answer.reason

    @property
    def rank(self) -> npt.NDArray[np.intp]:
        """Each one's place, 0 for the best: fewest steps to converge, else lowest final loss; intp (n,)."""
        steps = np.nan_to_num(self.steps_to_converge, nan=math.inf)
        rank = np.empty(len(steps), dtype=np.intp)
        order = np.lexsort((np.nan_to_num(self.final_loss, nan=math.inf), steps))
        rank[order] = np.arange(len(steps))
        return rank

    @functools.cached_property
    def _gains(self) -> Gains:
        setup, step = self.batch.setup, self.batch.from_step
        return gains(self.batch, past_of(setup, runs_before(setup, step, self.seeds)))

    @functools.cached_property
    def _answer(self) -> Answer:
        setup, rates = self.batch.setup, self.lr[self.lr > 0.0]
        if not len(rates):
            reason = Message("a learning rate of 0 moves nothing")
            return Answer(None, reason, self._gains, math.inf)
        question = Question(
            setup=setup,
            low=float(rates.min()),
            high=float(rates.max()),
            from_step=self.batch.from_step,
            seeds=self.seeds or seeds_of(setup),
        )
        return search(question)


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

    Parameters
    ----------
    setup : Setup
        Its own learning rate and dial history play no part.
    seeds
        As for `sweep`; under noise there are several when left out.
    """
    return answer(setup, seeds).zone


def answer(setup: Setup, seeds: Seeds = None) -> Answer:
    """Return the zone of a setup and why there may be none; all arguments are as for `zone`."""
    chosen = seed_list(seeds, setup.seed) or seeds_of(setup)
    return search(Question(setup=setup, seeds=chosen))

"""The runs of an experiment up to a horizon: what has changed is simulated, the rest stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lrsim.declarations import MAX_STEPS
from lrsim.experiment import Experiment
from lrsim.runs.recording import Plan
from lrsim.runs.run import Run
from lrsim.runs.simulate import run_runner, shared_steps
from lrsim.session.announcer import NO_CHANGE, Change
from lrsim.session.insight import Insight
from lrsim.work.cancel import Cancel

AT_ONCE = 2**16
"""Steps of all runners together that are taken at once where long paths grow beside: a frame or two of the
slowest surfaces."""

GROWTH = 4
"""Times as long a path becomes with each piece: what was there is copied, a third of the whole in all."""

Beside = Callable[[Callable[[Cancel], Any], Callable[[Any], object]], object]
"""Does work(cancel) beside the caller, and calls done(result) where the caller is."""


class Paths:
    """One run for each runner, all of them up to the same horizon, or on their way there.

    Attributes
    ----------
    experiment : Experiment
    horizon : int
        How far the runs go: the budget, or further when playing went on past it.
    runs : tuple of Run
    insights : tuple of Insight
        One into each run.
    """

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.horizon = experiment.steps
        self.runs: tuple[Run, ...] = ()
        self.insights: tuple[Insight, ...] = ()
        self._beside: Beside | None = None
        self._arrived: Callable[[], object] | None = None
        self.follow(experiment, experiment.steps)

    @property
    def end(self) -> int:
        """The last step at which any runner has a position by now."""
        return max(run.steps_taken for run in self.runs)

    @property
    def plan(self) -> Plan:
        """How all of them are recorded."""
        return Plan.of(self.experiment.steps, self.horizon)

    @property
    def all_exploded(self) -> bool:
        """Whether no run has a future."""
        return all(run.exploded_at is not None for run in self.runs)

    @property
    def complete(self) -> bool:
        """Whether all runs are there up to the horizon."""
        return all(self.is_complete(index) for index in range(len(self.runs)))

    def is_complete(self, index: int) -> bool:
        """Return whether a run is there up to the horizon."""
        run = self.runs[index]
        return run.horizon >= self.horizon or run.exploded_at is not None

    def grow_beside(self, beside: Beside, arrived: Callable[[], object]) -> None:
        """Let what takes long come piece by piece, each of which is told."""
        self._beside, self._arrived = beside, arrived

    def follow(self, experiment: Experiment, horizon: int) -> Change:
        """Run another experiment; its runs share with the present ones what they can."""
        before, count = self.horizon, len(experiment.runners)
        self.horizon = Plan.of(experiment.steps, horizon).horizon
        old = (*self.runs, *[None] * count)[:count]
        self.runs = tuple(
            run_runner(
                experiment,
                index,
                horizon=self._at_once(experiment, index, old[index]),
                previous=old[index],
            )
            for index in range(count)
        )
        self.experiment = experiment
        for insight, run in zip(self.insights, self.runs, strict=False):
            insight.follow(run)
        new = self.runs[len(self.insights) :]
        self.insights = (*self.insights[:count], *map(Insight, new))
        self._send()
        return Change.HORIZON if self.horizon != before else NO_CHANGE

    def grow(self, target: int) -> Change:
        """Let the horizon grow to hold a step: by doubling, so that it happens seldom."""
        if self.horizon >= MAX_STEPS or target <= self.horizon:
            return NO_CHANGE
        horizon = min(max(2 * self.horizon, target), MAX_STEPS)
        grown = self.follow(self.experiment, horizon)
        return grown | Change.PATHS if grown else NO_CHANGE

    def _at_once(self, experiment: Experiment, index: int, old: Run | None) -> int:
        """Return how far a run is to be taken at once."""
        if self._beside is None:
            return self.horizon
        piece = AT_ONCE // len(experiment.runners)
        if old is None:
            return min(piece, self.horizon)
        shared = shared_steps(old.setup, experiment.setup(index))
        if shared >= old.horizon:  # as far as it is there, it is the same
            return min(max(old.horizon, piece), self.horizon)
        return min(shared + piece, self.horizon)

    def _send(self) -> None:
        """Let the shortest run grow."""
        missing = [index for index in range(len(self.runs)) if not self.is_complete(index)]
        if self._beside is None or not missing:
            return
        index = min(missing, key=lambda each: self.runs[each].horizon)
        experiment, run = self.experiment, self.runs[index]
        horizon = min(max(GROWTH * run.horizon, AT_ONCE), self.horizon)
        self._beside(
            lambda _cancel: run_runner(experiment, index, horizon=horizon, previous=run),
            lambda longer: self._arrive(index, run, longer),
        )

    def _arrive(self, index: int, run: Run, longer: Run) -> None:
        """Take a longer run in place of one, if that is still the present one."""
        if index >= len(self.runs) or self.runs[index] is not run:
            return
        self.runs = (*self.runs[:index], longer, *self.runs[index + 1 :])
        self.insights[index].follow(longer)
        assert self._arrived is not None  # it came from beside
        self._arrived()
        self._send()

"""The runs of an experiment up to a horizon: what has changed is simulated, the rest stays."""

from __future__ import annotations

from lrsim.declarations import MAX_STEPS
from lrsim.experiment import Experiment
from lrsim.runs.recording import Plan
from lrsim.runs.run import Run
from lrsim.runs.simulate import run_runner
from lrsim.session.announcer import NO_CHANGE, Change
from lrsim.session.insight import Insight


class Paths:
    """One finished run for each runner, all of them up to the same horizon.

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
        self.follow(experiment, experiment.steps)

    @property
    def end(self) -> int:
        """The last step at which any runner still has a position."""
        return max(run.steps_taken for run in self.runs)

    @property
    def plan(self) -> Plan:
        """How all of them are recorded."""
        return self.runs[0].plan

    @property
    def all_exploded(self) -> bool:
        """Whether no run has a future."""
        return all(run.exploded_at is not None for run in self.runs)

    def follow(self, experiment: Experiment, horizon: int) -> Change:
        """Run another experiment; its runs share with the present ones what they can."""
        before, count = self.horizon, len(experiment.runners)
        old = (*self.runs, *[None] * count)[:count]
        self.runs = tuple(
            run_runner(experiment, index, horizon=horizon, previous=old[index])
            for index in range(count)
        )
        self.experiment, self.horizon = experiment, self.runs[0].horizon
        for insight, run in zip(self.insights, self.runs, strict=False):
            insight.follow(run)
        new = self.runs[len(self.insights) :]
        self.insights = (*self.insights[:count], *map(Insight, new))
        return Change.HORIZON if self.horizon != before else NO_CHANGE

    def grow(self, target: int) -> Change:
        """Let the horizon grow to hold a step: by doubling, so that it happens seldom."""
        if self.horizon >= MAX_STEPS or target <= self.horizon:
            return NO_CHANGE
        horizon = min(max(2 * self.horizon, target), MAX_STEPS)
        grown = self.follow(self.experiment, horizon)
        return grown | Change.PATHS if grown else NO_CHANGE

"""The runs of an experiment up to a horizon: what has changed is simulated, the rest stays."""

from __future__ import annotations

from collections.abc import Callable

from lrsim.declarations import MAX_STEPS
from lrsim.experiment import Experiment
from lrsim.origin import Origin
from lrsim.runs.recording import Plan
from lrsim.runs.run import Run
from lrsim.runs.simulate import cut, run_runner, shared_steps
from lrsim.runs.stopping import Stops
from lrsim.session.announcer import NO_CHANGE, Change
from lrsim.session.beside import Beside, when_cancelled
from lrsim.session.insight import Insight
from lrsim.surfaces import Surface

AT_ONCE = 2**16
"""Steps of all runners together that are taken at once where long paths grow beside: a frame or two of the
slowest surfaces."""

COPIED_AT_ONCE = 2**18
"""Steps shared with another path that are copied at once; of more it is at first a part of the other."""

GROWTH = 4
"""Times as long a path becomes with each piece that is shown, …"""

MOST_AT_A_TIME = 2**21
"""… and how many steps longer at most: what is looked at of them to draw them takes some milliseconds."""


class Paths:
    """One run for each runner, all of them up to the same horizon, or on their way there.

    Parameters
    ----------
    experiment : Experiment
    beside : Beside or None
        What does work beside the caller: what takes long then comes piece by piece, each of which is told.
    arrived : callable
        Called when a piece is there.
    knows : callable
        Tells of a surface and a start whether the minima are known, which some optimizers go by.

    Attributes
    ----------
    experiment : Experiment
    horizon : int
        How far the runs go: the budget, or further when playing went on past it.
    runs : tuple of Run
    insights : tuple of Insight
        One into each run.
    """

    def __init__(
        self,
        experiment: Experiment,
        beside: Beside | None,
        arrived: Callable[[], object],
        knows: Callable[[Surface, tuple[float, ...]], bool],
    ) -> None:
        self.experiment = experiment
        self.horizon = experiment.steps
        self.runs: tuple[Run, ...] = ()
        self.insights: tuple[Insight, ...] = ()
        self._beside, self._arrived, self._knows = beside, arrived, knows
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

    def follow(self, experiment: Experiment, horizon: int) -> Change:
        """Run another experiment; its runs share with the present ones what they can."""
        before, count = self.horizon, len(experiment.runners)
        self.horizon = Plan.of(experiment.steps, horizon).horizon
        old = (*self.runs, *[None] * count)[:count]
        self.runs = tuple(self._begun(experiment, index, old[index]) for index in range(count))
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

    def _begun(self, experiment: Experiment, index: int, old: Run | None) -> Run:
        """Return as much of a run as is to be had at once."""
        if self._beside is None:
            return run_runner(experiment, index, horizon=self.horizon, previous=old)
        setup = experiment.setup(index)
        seeks = setup.optimizer.uses_floor and not self._knows(setup.surface, setup.start)
        piece = 0 if seeks else AT_ONCE // len(experiment.runners)
        shared = 0 if old is None else shared_steps(old.setup, setup)
        if old is None or not shared:
            horizon = piece
        elif shared < old.horizon:
            horizon = shared + piece
        else:  # as far as it is there, it is the same
            horizon = max(old.horizon, piece)
        horizon = min(horizon, self.horizon)
        kept = min(shared, horizon)
        if old is not None and COPIED_AT_ONCE < kept < old.steps_taken:
            run = cut(old, setup, kept)
            run.origin = Origin(experiment, index)
            return run
        return run_runner(experiment, index, horizon=horizon, previous=old, room=self.horizon)

    def _send(self) -> None:
        """Let the shortest run grow."""
        missing = [index for index in range(len(self.runs)) if not self.is_complete(index)]
        if self._beside is None or not missing:
            return
        index = min(missing, key=lambda each: self.runs[each].horizon)
        experiment, run, room = self.experiment, self.runs[index], self.horizon
        longer = min(GROWTH * run.horizon, run.horizon + MOST_AT_A_TIME)
        horizon = min(max(longer, AT_ONCE), room)

        def longer_run(stops: Stops) -> Run:
            made = run_runner(
                experiment, index, horizon=horizon, previous=run, room=room, stops=stops
            )
            made.outline.find()
            if made.setup.schedule.closed_loop:
                _ = made.lr  # worked out here, and kept
            return made

        self._beside(
            "paths",
            when_cancelled(longer_run),
            lambda longer: self._arrive(index, run, longer),
        )

    def _arrive(self, index: int, run: Run, longer: Run) -> None:
        """Take a longer run in place of one, if that is still the present one."""
        if index >= len(self.runs) or self.runs[index] is not run:
            return
        self.runs = (*self.runs[:index], longer, *self.runs[index + 1 :])
        self.insights[index].follow(longer)
        self._arrived()
        self._send()

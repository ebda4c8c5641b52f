"""The search for what helps most: the cheapest fix that gets there, or else the one that ends lowest.

In this order: a round learning rate within the budget; one of two digits; another schedule where the present
one may be to blame; more steps; the same from step 0, where nothing helps from where the fix should act; a
falling schedule. The first that gets there is taken, and nothing is that was not run to its end as it would
be done.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from lrsim.cancel import Cancel
from lrsim.convergence import TOLERANCE, floor_of, stay_of
from lrsim.declarations import MAX_STEPS
from lrsim.diagnosis.prescriptions import Case
from lrsim.diagnosis.thresholds import THRESHOLDS
from lrsim.remedies.changes import Change, close_rates, lasting, round_budgets, round_rates
from lrsim.remedies.trials import Trials, tried
from lrsim.runs.run import Run, look_into
from lrsim.runs.simulate import simulate
from lrsim.runs.stopping import stops_of
from lrsim.schedules import Constant, CosineAnnealing, Schedule
from lrsim.setup import Setup
from lrsim.studies.zone.rates import BESIDE
from lrsim.text.learning_rates import LR_MAX, LR_MIN

MOST = 2**22
"""Steps of all lanes of a batch together that are worth a fix: some milliseconds."""

FEWEST = 8
"""Lanes of a batch at least, however long they are."""

AROUND = 2.2
"""How far from a round rate closer ones are looked at: round ones are at most 2.5 apart."""

FINALISTS = 3
"""So many of a batch's best are run to the end as they would be done."""

STRETCHED = 3
"""So many longer budgets are tried for a schedule that stretches with them."""

HELPS = 0.5
"""What does not get there must at least halve the gap to be called a fix."""

CYCLES = frozenset(("in_a_cycle", "bouncing"))
"""Symptoms that a falling rate ends."""


TOO_LARGE = frozenset(("exploding", "unstable"))
"""Verdicts that blame a learning rate for its size: no larger one is offered."""


class Fix(NamedTuple):
    """A change, and the run that it makes."""

    change: Change
    run: Run


class Search:
    """Looks for the fix of one case.

    Parameters
    ----------
    case : Case
    run : Run
        The run it is about.
    place : int
        The step from which on the fix should act.
    cancel : Cancel, optional
        Once it is set, the search ends soon: it raises `Stopped`.
    """

    def __init__(self, case: Case, run: Run, place: int, cancel: Cancel | None = None) -> None:
        self.case, self.run, self.place, self.cancel = case, run, place, cancel
        self.setup = lasting(run.setup, max(run.setup.steps, min(run.horizon, MAX_STEPS)))
        self.spares: list[tuple[float, Change]] = []
        """What did not get there, or by luck, with the share of the gap that it leaves."""
        self._played_on: dict[int, Run] = {}

    # --- running ---

    def run_of(self, setup: Setup, previous: Run | None = None) -> Run:
        """Return the whole path of a run, looked into."""
        stops = stops_of(self.cancel)
        run = simulate(setup, previous=previous, stops=stops)
        look_into(run, stops)
        return run

    def tried(self, setup: Setup, rates: Sequence[float], place: int) -> Trials:
        """Try learning rates from a step on."""
        return tried(setup, rates, place, self.cancel)

    # --- comparing ---

    def played_on(self, steps: int) -> Run:
        """Return the same run with a budget of so many steps, and nothing else changed."""
        if steps not in self._played_on:
            setup = lasting(self.run.setup, steps)
            self._played_on[steps] = self.run_of(setup, self.run)
        return self._played_on[steps]

    def highest(self, steps: int) -> float:
        """Return the highest last loss that is no worse than the run's that is played on."""
        run = self.played_on(steps)
        if run.exploded_at is not None:
            return math.inf
        end = float(run.loss[-1])
        return end + THRESHOLDS.left * TOLERANCE * abs(float(run.loss[0]) - end)

    def fix_of(self, change: Change) -> Fix | None:
        """Return the fix that a change makes; None where that explodes, or ends worse than without."""
        run = self.run_of(change.of(self.setup))
        if run.exploded_at is not None or not run.loss[-1] <= self.highest(run.setup.steps):
            return None
        return Fix(change, run)

    def helps(self, fix: Fix) -> bool:
        """Return whether a fix that does not get there is worth it."""
        if fix.run.verdict.name == "exploding":
            return False
        without = self.played_on(fix.run.setup.steps)
        if without.exploded_at is not None:
            return bool(fix.run.loss[-1] <= fix.run.loss[0])
        lowest = min(float(fix.run.loss.min()), float(without.loss.min()))
        floor = floor_of(self.setup, lowest)
        if floor is None:
            return False
        gap, before = (float(run.loss[-1]) - floor.loss for run in (fix.run, without))
        return gap <= HELPS * before

    # --- looking ---

    def find(self) -> Fix | None:
        """Return the fix that helps most, or None."""
        for change in self._promising():
            fix = self.fix_of(change)
            if fix is not None and fix.run.verdict.name == "just_right":
                return fix
        return self._spare()

    def _spare(self) -> Fix | None:
        """Return the best of what did not keep its promise, or of what promised less."""
        last: Fix | None = None
        for _, change in sorted(self.spares, key=lambda spare: spare[0])[:FINALISTS]:
            fix = self.fix_of(change)
            if fix is None or not self.helps(fix):
                continue
            if fix.run.verdict.name == "just_right":
                return fix
            if last is None or fix.run.loss[-1] < last.run.loss[-1]:
                last = fix
        return last

    def _promising(self) -> Iterator[Change]:
        """Yield changes that should get there, the one that is asked for least first."""
        setup, place = self.setup, self.place
        if not setup.optimizer.uses_lr:
            yield from self._longer(place, ())
            return
        if self.case.verdict == "undecided":
            yield from self._longer(place, ())
        yield from self._within(setup, place)
        yield from self._rescheduled()
        yield from self._longer(place, self.rates(setup.steps))
        if place > 0:
            yield from self._within(setup, 0)
            yield from self._longer(0, self.rates(setup.steps))
        if isinstance(
            setup.schedule, Constant
        ):  # a last resort: it lands wherever the ball is by then
            for steps in (setup.steps, *round_budgets(setup.steps)[:STRETCHED]):
                yield from self._scheduled(CosineAnnealing(), steps)

    def _rescheduled(self) -> Iterator[Change]:
        """Yield schedules where the present one may be to blame: it ends too early, or there is none."""
        setup = self.setup
        if isinstance(setup.schedule, Constant):
            if self.case.seen.symptom in CYCLES:
                yield from self._scheduled(CosineAnnealing(), setup.steps)
            return
        yield from self._scheduled(Constant(), setup.steps)
        if setup.schedule.resolved(setup.steps) != setup.schedule:
            for steps in round_budgets(setup.steps)[:STRETCHED]:
                yield from self._scheduled(setup.schedule, steps)

    def _scheduled(self, schedule: Schedule, steps: int) -> Iterator[Change]:
        """Yield learning rates for a schedule that stretches over a budget, from step 0."""
        longer = None if steps == self.setup.steps else steps
        change = Change(steps=longer, schedule=schedule)
        yield from self._within(self.setup.replace(steps=steps, schedule=schedule), 0, change)

    def rates(self, steps: int) -> list[float]:
        """Return the round learning rates on the dial; where steps are many, those near the present one."""
        rates = round_rates(LR_MIN, LR_MAX)
        count = max(FEWEST, MOST // (3 * steps))
        now = max(self.setup.lr_at(self.place), LR_MIN)
        near = sorted(rates, key=lambda lr: abs(math.log(lr / now)))
        return sorted(self._no_larger(near)[:count])

    def _no_larger(self, rates: list[float]) -> list[float]:
        """Return those learning rates that do not contradict the verdict."""
        if self.case.verdict not in TOO_LARGE:
            return rates
        now = max(self.setup.lr_at(self.place), LR_MIN)
        return [lr for lr in rates if lr <= now] or [LR_MIN]

    def _within(self, setup: Setup, place: int, change: Change | None = None) -> Iterator[Change]:
        """Yield learning rates that get there within the budget and are no lucky hits, the fastest first."""
        change = Change() if change is None else change
        if place >= setup.steps - 1:
            return
        rates = self.rates(setup.steps)
        lanes = [lr * by for lr in rates for by in (1.0 / BESIDE, 1.0, BESIDE)]
        trials = self.tried(setup, lanes, place)
        middle = np.arange(1, len(lanes), 3)
        robust = trials.robust()[middle]
        found = middle[robust & (trials.loss[middle] <= self.highest(setup.steps))]
        change = change._replace(from_step=place)
        yield from self._fastest(trials, found, change)
        self._keep(trials, middle, change)
        if len(found):
            return
        peak = float(trials.rates[middle[trials.left[middle].argmin()]])
        closer = self._no_larger(close_rates(peak / AROUND, peak * AROUND))
        trials = self.tried(setup, closer, place)
        fine = trials.robust() & (trials.loss <= self.highest(setup.steps))
        yield from self._fastest(trials, np.flatnonzero(fine), change)
        self._keep(trials, np.arange(len(closer)), change)

    @staticmethod
    def _fastest(
        trials: Trials, found: np.ndarray[tuple[int], np.dtype[np.intp]], change: Change
    ) -> Iterator[Change]:
        order = np.argsort(trials.arrived[found], kind="stable")
        for lane in found[order][:FINALISTS].tolist():
            yield change._replace(lr=float(trials.rates[lane]))

    def _keep(
        self, trials: Trials, lanes: np.ndarray[tuple[int], np.dtype[np.intp]], change: Change
    ) -> None:
        """Keep what leaves the least for the case that nothing gets there."""
        fine = lanes[trials.loss[lanes] <= self.highest(trials.setup.steps)]
        for lane in fine[np.argsort(trials.left[fine], kind="stable")][:FINALISTS].tolist():
            new = change._replace(lr=float(trials.rates[lane]))
            self.spares.append((float(trials.left[lane]), new))

    def _longer(self, place: int, rates: Sequence[float]) -> Iterator[Change]:
        """Yield what gets there with more steps, the fewest first: as it is, or at another learning rate.

        What is a lucky hit within the budget may be none with more steps, but asks for no more than it needs.
        """
        budgets = round_budgets(self.setup.steps)
        if not budgets:
            return
        found: list[tuple[int, int, Change]] = []
        without = self.played_on(budgets[-1])
        if without.converged_at is not None:
            enough = self._enough(without.converged_at, budgets)
            found += [(steps, 0, Change(steps=steps)) for steps in enough[:FINALISTS]]
        if rates:
            lanes = list(rates)[:: max(1, len(rates) * budgets[-1] // MOST)]
            trials = self.tried(lasting(self.setup, budgets[-1]), lanes, place)
            there = (trials.arrived >= 0) & (trials.loss <= self.highest(budgets[-1]))
            for lane in np.flatnonzero(there).tolist():
                at = int(trials.arrived[lane])
                steps = self._enough(at, [self.setup.steps, *budgets])[0]
                longer = None if steps == self.setup.steps else steps
                found.append((steps, at, Change(place, lanes[lane], longer)))
            self._keep(trials, np.arange(len(lanes)), Change(place, steps=budgets[-1]))
        for _, _, change in sorted(found, key=lambda need: need[:2])[: 2 * FINALISTS]:
            yield change

    def _enough(self, arrived: int, budgets: Sequence[int]) -> list[int]:
        """Return the budgets in which a run that arrives so late has converged; the last at least."""
        needs = [
            steps
            for steps in budgets
            if arrived + stay_of(self.setup.replace(steps=steps)) <= steps + 1
        ]
        return needs or [budgets[-1]]

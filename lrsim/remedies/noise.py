"""The search under noise: what lowers the level that noise keeps the loss at, over seeds."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from lrsim.convergence import NOISY_STAY, floor_of, floors
from lrsim.declarations import MAX_SEED
from lrsim.remedies.changes import Change, lasting, round_budgets
from lrsim.remedies.search import Search
from lrsim.remedies.trials import SEEDS
from lrsim.runs.simulate import simulate
from lrsim.runs.stopping import stops_of
from lrsim.schedules import Constant, CosineAnnealing
from lrsim.setup import Setup

MUCH = 3.0
"""What lowers the level so many times within the budget needs no more steps."""

SOME = 2.0
"""Less than this is within what eight seeds scatter by."""

LONGER = 10
"""With so many times the steps a rate a tenth as large gets as far, and ends a tenth as high."""


class Calmer(NamedTuple):
    """A change, and around which loss noise keeps the run with and without it."""

    change: Change
    level: float
    before: float


def calmer(search: Search) -> Calmer | None:
    """Return what lowers the level most: within the budget, where that is much; else with more steps."""
    setup = search.setup
    floor = floor_of(setup, float(np.nanmin(search.run.loss)))
    if floor is None or not setup.optimizer.uses_lr:
        return None
    start = float(search.run.loss[0])
    bottom = min(known.loss - known.slack for known in floors(setup.surface, setup.start))
    best, most = None, SOME
    for steps in dict.fromkeys((setup.steps, longest(setup.steps))):
        before = _level(search, lasting(setup, steps))
        standing = min(before, start)  # a ball that does not move stays where it is, too
        for change in _candidates(search, steps):
            level = _level(search, change.of(setup))
            if level < bottom:  # it has run off downhill
                continue
            gain = (standing - floor.loss) / max(level - floor.loss, math.ulp(floor.loss))
            if gain >= most:
                best, most = Calmer(change, level, before), gain
        if most >= MUCH:
            break
    return best


def longest(steps: int) -> int:
    """Return the longest budget that is tried under noise."""
    return max([steps, *(longer for longer in round_budgets(steps) if longer <= LONGER * steps)])


def _candidates(search: Search, steps: int) -> list[Change]:
    """Return the best learning rate from where the fix should act, and the best that falls from step 0."""
    setup, budget = search.setup, None if steps == search.setup.steps else steps
    changes = [Change(search.place, steps=budget)]
    if isinstance(setup.schedule, Constant):
        changes.append(Change(steps=budget, schedule=CosineAnnealing()))
    return [change._replace(lr=_lowest(search, change)) for change in changes]


def _lowest(search: Search, change: Change) -> float:
    """Return the learning rate that ends lowest."""
    setup = change.of(search.setup)
    trials = search.tried(setup, search.rates(setup.steps * SEEDS // 3), change.from_step)
    return float(trials.rates[int(np.argmin(trials.level))])


def _level(search: Search, setup: Setup) -> float:
    """Return the mean over seeds of the last losses; infinite where one explodes.

    The seeds are others than those with which learning rates are chosen, and the run's own.
    """
    first = min(setup.seed, MAX_SEED - 2 * SEEDS)
    levels = []
    for seed in (setup.seed, *range(first + SEEDS, first + 2 * SEEDS)):
        run = simulate(setup.replace(seed=seed), stops=stops_of(search.cancel))
        if run.exploded_at is not None:
            return math.inf
        levels.append(float(run.loss[-math.ceil(NOISY_STAY * len(run.loss)) :].mean()))
    return math.fsum(levels) / len(levels)

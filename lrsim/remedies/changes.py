"""What a fix changes, and the setup of the run that it makes."""

from __future__ import annotations

import math
from typing import NamedTuple

from lrsim.declarations import MAX_STEPS
from lrsim.schedules import Schedule
from lrsim.setup import Setup
from lrsim.studies.zone.rates import BESIDE

LONGEST = 30
"""A fix may make the budget so many times longer."""


class Change(NamedTuple):
    """What a fix changes; what is None it leaves.

    Attributes
    ----------
    from_step : int
        Where it acts.
    lr : float or None
        The dial from there on, whatever was to come.
    steps : int or None
        The budget; the schedule keeps its lengths.
    schedule : Schedule or None
        In place of the present one; goes with `from_step` 0.
    """

    from_step: int = 0
    lr: float | None = None
    steps: int | None = None
    schedule: Schedule | None = None

    def of(self, setup: Setup) -> Setup:
        """Return the setup with the change made."""
        if self.steps is not None:
            setup = lasting(setup, self.steps)
        if self.schedule is not None:
            setup = setup.replace(schedule=self.schedule)
        if self.lr is None:
            return setup
        if self.from_step == 0:
            return setup.at(self.lr)
        before = [move for move in setup.dial if move[0] < self.from_step]
        return setup.replace(dial=(*before, (self.from_step, self.lr)))


def lasting(setup: Setup, steps: int) -> Setup:
    """Return the setup with another budget, over which the schedule keeps its lengths."""
    if steps == setup.steps:
        return setup
    return setup.replace(steps=steps, schedule=setup.schedule.resolved(setup.steps))


def round_rates(low: float, high: float) -> list[float]:
    """Return the learning rates 1, 2 and 5 × 10ⁿ from one to another, ascending."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    rates = [float(f"{digit}e{n}") for n in range(first, last + 1) for digit in (1, 2, 5)]
    return [lr for lr in rates if low <= lr <= high]


def close_rates(low: float, high: float) -> list[float]:
    """Return learning rates of two digits from one to another, about `BESIDE` apart, ascending."""
    count = round(math.log(high / low) / math.log(BESIDE))
    return sorted({float(f"{low * BESIDE**k:.1e}") for k in range(count + 1)})


def round_budgets(steps: int) -> list[int]:
    """Return the round numbers of steps above a budget, up to `LONGEST` times it, ascending."""
    most = min(LONGEST * steps, MAX_STEPS)
    digits = len(str(most))
    rounds = [digit * 10**n for n in range(digits) for digit in (1, 2, 5)]
    return [number for number in rounds if steps < number <= most]

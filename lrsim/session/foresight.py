"""What each learning rate would do from the playhead on."""

from __future__ import annotations

import msgspec
import numpy as np

from lrsim.optimizers import Armijo
from lrsim.session.session import Session
from lrsim.setup import Setup
from lrsim.studies.zone.arc import Arc, arc_of
from lrsim.studies.zone.sweep import sweep_of
from lrsim.text.learning_rates import LR_MAX, LR_MIN
from lrsim.typing import FloatArray

RATES = 256
"""Learning rates over the decades in sight: one for each degree of the ring."""

PER_DECADE = 8
"""Learning rates beyond them, so that what counts as working does not depend on what is in sight."""

FEWEST = 32

OF_ARMIJO = 4
"""So many times fewer for Armijo, which tries a step a dozen times before it takes it."""

MOST_STEPS = 2.0**26
"""Steps of all runs together that are worth an arc with all its rates: a quarter of a second."""


class Question(msgspec.Struct, frozen=True):
    """What an arc answers.

    Attributes
    ----------
    setup : Setup
        Up to the last step that counts, and with the dial as it was turned before `from_step`: where it
        stands from there on is no part of the question.
    from_step : int
        Where the runs part.
    """

    setup: Setup
    from_step: int


def question_of(session: Session) -> Question | None:
    """Return what the arc should answer now; None where turning the dial changes nothing."""
    setup, run, step = session.run.setup, session.run, session.playhead
    if not setup.optimizer.uses_lr:
        return None
    if run.exploded_at is not None and run.exploded_at <= step:
        step = 0  # as `Session.turn_dial`: a run that has exploded has no future to steer
    # past the budget it is what is left of the horizon that counts
    steps = setup.steps if step < setup.steps else session.horizon
    if step >= steps:
        return None
    if step == 0:
        return Question(setup.at_any_lr, 0)
    moves = [move for move in setup.dial if move[0] < step]
    return Question(_lasting(setup.replace(dial=moves), steps), step)


def answer(question: Question, low: float, high: float) -> Arc:
    """Return what each learning rate would do; runs on a worker thread."""
    setup, from_step = question.setup, question.from_step
    most = RATES // OF_ARMIJO if isinstance(setup.optimizer, Armijo) else RATES
    rates = rates_for(low, high, setup.steps - from_step, most)
    # a thread of its own is enough, and leaves the window the other cores
    return arc_of(sweep_of(setup, rates, from_step=from_step, threads=1))


def _lasting(setup: Setup, steps: int) -> Setup:
    """Return the setup with a longer budget, over which the schedule keeps its lengths."""
    if steps == setup.steps:
        return setup
    return setup.replace(steps=steps, schedule=setup.schedule.resolved(setup.steps))


def rates_for(low: float, high: float, steps: int, most: int = RATES) -> FloatArray:
    """Return learning rates over the dial's range, close together in sight, float64 (n,), ascending."""
    count = int(min(max(MOST_STEPS / steps, FEWEST), most))
    seen = np.logspace(low, high, count)
    decades = np.log10(LR_MAX) - np.log10(LR_MIN)
    beyond = np.geomspace(LR_MIN, LR_MAX, round(decades * PER_DECADE * count / RATES) + 1)
    outside = beyond[(beyond < seen[0]) | (beyond > seen[-1])]
    return np.sort(np.concatenate([outside, seen]))

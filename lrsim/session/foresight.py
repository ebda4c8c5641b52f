"""What each learning rate would do from the playhead on."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field

import numpy as np

from lrsim.experiment import Experiment
from lrsim.optimizers import Armijo
from lrsim.session.session import Session
from lrsim.studies.zone.arc import Arc, arc_of
from lrsim.studies.zone.sweep import sweep
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


@dataclass(frozen=True)
class Question:
    """What an arc answers.

    Attributes
    ----------
    given : tuple
        What the answer depends on; where the dial stands is no part of it.
    from_step : int
        Where the runs part.
    experiment : Experiment
        The experiment as it was; its dial, too.
    runner : int
        Which runner.
    steps : int
        Up to where: the budget, or the horizon past it.
    """

    given: tuple[object, ...]
    from_step: int
    experiment: Experiment = field(compare=False)
    runner: int = field(compare=False)
    steps: int = field(compare=False)


def question_of(session: Session) -> Question | None:
    """Return what the arc should answer now; None where turning the dial changes nothing."""
    runner, index, step = session.runner, session.selected, session.playhead
    run = session.run
    if not getattr(runner.optimizer, "uses_lr", True):
        return None
    if run.exploded_at is not None and run.exploded_at <= step:
        step = 0  # as `Session.turn_dial`: a run that has exploded has no future to steer
    experiment = session.experiment
    # past the budget it is what is left of the horizon that counts
    steps = experiment.steps if step < experiment.steps else session.horizon
    if step >= steps:
        return None
    moves = tuple(move for move in runner.dial if move[0] < step)
    given = (
        *(getattr(experiment, name) for name in ("surface", "start", "seed", "noise")),
        *(experiment.steps, steps),
        *(runner.optimizer, runner.schedule, runner.lr_scale),
        *(runner.lr if step else None, moves),
    )
    return Question(given, step, experiment, index, steps)


def answer(question: Question, low: float, high: float) -> Arc:
    """Return what each learning rate would do; runs on a worker thread."""
    index, from_step = question.runner, question.from_step
    experiment = _lasting(question.experiment, index, question.steps)
    tries = isinstance(experiment.runners[index].optimizer, Armijo)
    steps = experiment.steps - from_step
    rates = rates_for(low, high, steps, RATES // OF_ARMIJO if tries else RATES)
    # a thread of its own is enough, and leaves the window the other cores
    return arc_of(sweep(experiment, lrs=rates, index=index, from_step=from_step, threads=1))


def _lasting(experiment: Experiment, index: int, steps: int) -> Experiment:
    """Return the experiment with a longer budget for one runner, whose schedule keeps its lengths."""
    if steps == experiment.steps:
        return experiment
    schedule = experiment.runners[index].schedule.resolved(experiment.steps)
    longer = experiment.replace_runner(index, schedule=schedule)
    return dataclasses.replace(longer, steps=steps)


def rates_for(low: float, high: float, steps: int, most: int = RATES) -> FloatArray:
    """Return learning rates over the dial's range, close together in sight, float64 (n,), ascending."""
    count = int(min(max(MOST_STEPS / steps, FEWEST), most))
    seen = np.logspace(low, high, count)
    decades = np.log10(LR_MAX) - np.log10(LR_MIN)
    beyond = np.geomspace(LR_MIN, LR_MAX, round(decades * PER_DECADE * count / RATES) + 1)
    outside = beyond[(beyond < seen[0]) | (beyond > seen[-1])]
    return np.sort(np.concatenate([outside, seen]))

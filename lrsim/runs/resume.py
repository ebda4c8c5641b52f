"""Going on from a step: the state there."""

from __future__ import annotations

import numpy as np

from lrsim.errors import InputError
from lrsim.runs.simulate import simulate
from lrsim.runs.stepper import Rows, Stepper
from lrsim.setup import Setup
from lrsim.text.messages import Message
from lrsim.typing import FloatArray


def state_at(setup: Setup, step: int) -> FloatArray:
    """Return all that is needed to go on from a step: position, the optimizer's state, a closed loop's.

    Raises
    ------
    InputError
        When the run has exploded by then.
    """
    run = simulate(setup, horizon=step) if step else simulate(setup)
    if run.exploded_at is not None and run.exploded_at <= step:
        raise InputError(
            "from_step",
            step,
            Message(
                "must be before step {exploded_at}: it explodes there", exploded_at=run.exploded_at
            ),
        )
    last = max((c for c in run.checkpoints if c.step <= step), key=lambda c: c.step)
    state = last.state.copy()
    if last.step < step:
        steps = step - last.step
        rows = Rows(np.empty((steps, setup.surface.dimensions)), np.empty(steps))
        Stepper(setup).record(last.step, step, state, rows)
    return state

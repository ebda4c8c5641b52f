"""Going on from a step: the state there."""

from __future__ import annotations

from lrsim.errors import InputError
from lrsim.runs.moments import state_before
from lrsim.runs.simulate import simulate
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
    return state_before(run, step)

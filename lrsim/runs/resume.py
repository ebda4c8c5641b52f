"""Going on from a step: the state there."""

from __future__ import annotations

from lrsim.errors import InputError
from lrsim.runs.moments import state_before
from lrsim.runs.run import Run
from lrsim.text.messages import Message
from lrsim.typing import FloatArray


def state_at(run: Run, step: int) -> FloatArray:
    """Return position, the optimizer's state and a closed loop's before a step of a run.

    Raises
    ------
    InputError
        When the run has exploded by then.
    """
    if run.exploded_at is not None and run.exploded_at <= step:
        raise InputError(
            "from_step",
            step,
            Message(
                "must be before step {exploded_at}: it explodes there", exploded_at=run.exploded_at
            ),
        )
    return state_before(run, step)

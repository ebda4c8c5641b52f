"""What one step of a run used and made, worked out from the last state that is known."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np

from lrsim import _core
from lrsim.errors import InputError
from lrsim.runs import stepper
from lrsim.runs.recording import Plan
from lrsim.runs.stepper import Checkpoint, Rows, Stepper, rates_of
from lrsim.setup import Setup
from lrsim.text.messages import Message
from lrsim.typing import FloatArray


class Recorded(Protocol):
    """What is needed of a run; the meanings are those of `lrsim.Run`."""

    @property
    def setup(self) -> Setup: ...
    @property
    def plan(self) -> Plan: ...
    @property
    def position(self) -> FloatArray: ...
    @property
    def loss(self) -> FloatArray: ...
    @property
    def exploded_at(self) -> int | None: ...
    @property
    def lr(self) -> FloatArray: ...
    @property
    def checkpoints(self) -> tuple[Checkpoint, ...]: ...
    def row(self, step: int) -> int: ...
    def step_at(self, row: int) -> int: ...


class Moment(NamedTuple):
    """What one step made of its gradient.

    Attributes
    ----------
    position : ndarray of float64, shape (d,)
        Where the step led.
    rate : float
        The learning rate it used, a closed loop's too.
    slots : dict of str to ndarray of float64, shape (d,)
        The optimizer's own state once it was taken, by name.
    """

    position: FloatArray
    rate: float
    slots: dict[str, FloatArray]


class Used(NamedTuple):
    """What a step used.

    Attributes
    ----------
    rate : float
        The learning rate, a closed loop's too.
    slots : dict of str to ndarray of float64, shape (d,)
        The optimizer's own state once the step was taken, by name.
    """

    rate: float
    slots: dict[str, FloatArray]


class Bookmark:
    """The state before the step that was asked for last: a playhead mostly goes on from there.

    It is of use for one path at a time, and stands for nothing on any other.
    """

    def __init__(self) -> None:
        self._path: FloatArray | None = None
        self._place: Checkpoint | None = None

    def last_upto(self, run: Recorded, step: int) -> Checkpoint:
        """Return the last state at or before a step of a run that need not be computed."""
        known = run.checkpoints
        if self._place is not None and self._path is run.position:
            known = (*known, self._place)
        return max((c for c in known if c.step <= step), key=lambda c: c.step)

    def put(self, run: Recorded, place: Checkpoint) -> None:
        """Remember a state of a run instead of the one before."""
        self._path, self._place = run.position, place


def moment_at(run: Recorded, step: int, bookmark: Bookmark | None = None) -> Moment:
    """Return what a step of a run used and made, at the cost of the steps since the last state that is known.

    Parameters
    ----------
    run : Run
    step : int
        A step before the explosion, if there is one; it may be the first one past the horizon.
    bookmark : Bookmark, optional
        Of who asks for one step after another: where to go on from, and where to leave off.

    Raises
    ------
    InputError
        When the run has exploded by then.
    """
    if run.exploded_at is not None and step >= run.exploded_at:
        allowed = Message(
            "must be before step {exploded_at}: it explodes there", exploded_at=run.exploded_at
        )
        raise InputError("step", step, allowed)
    if not run.setup.optimizer.slots and not run.setup.schedule.closed_loop:
        after = run.row(step) + 1
        if after < len(run.loss) and run.step_at(after) == step + 1:  # then all of it is recorded
            return Moment(run.position[after], rate_at(run, step), {})
    bookmark = bookmark or Bookmark()
    begin = bookmark.last_upto(run, step)
    state = state_before(run, step, begin)
    dimensions = run.setup.surface.dimensions
    optimizer = run.setup.optimizer
    steps = Stepper(run.setup)
    bookmark.put(run, Checkpoint(step, begin.row, state.copy()))
    kept = len(_core.RULE_SLOTS[optimizer.kernel[0]])
    slots = np.empty((1, kept, dimensions)) if kept else None
    position = np.empty((1, dimensions))
    rate = np.empty(1) if run.setup.schedule.closed_loop else None
    made = Rows(position, np.empty(1), slots, rate)
    steps.record(step, step + 1, state, made)
    named = {} if slots is None else {n: slots[0, k] for k, n in enumerate(optimizer.slots) if n}
    return Moment(position[0], rate_at(run, step) if rate is None else float(rate[0]), named)


def used_at(run: Recorded, step: int, bookmark: Bookmark) -> Used:
    """Return what a step before the explosion used; it is not taken again where it leaves no state behind."""
    if not run.setup.optimizer.slots and not run.setup.schedule.closed_loop:
        return Used(rate_at(run, step), {})
    made = moment_at(run, step, bookmark)
    return Used(made.rate, made.slots)


def state_before(run: Recorded, step: int, begin: Checkpoint | None = None) -> FloatArray:
    """Return position, the optimizer's state and a closed loop's before a step.

    Parameters
    ----------
    run : Run
    step : int
        A step by which the run has not exploded.
    begin : Checkpoint, optional
        A state before it that is known; the last checkpoint's by default.
    """
    begin = begin or Bookmark().last_upto(run, step)
    state = begin.state.copy()
    if begin.step < step:
        steps = Stepper(run.setup)
        most = min(step - begin.step, stepper.SCRATCH)
        passed = Rows(np.empty((most, run.setup.surface.dimensions)), np.empty(most))
        for first in range(begin.step, step, most):
            steps.record(first, min(first + most, step), state, passed)
    return state


def rate_at(run: Recorded, step: int) -> float:
    """Return the learning rate of a step; of a closed loop, the one before the loss has its say."""
    return float(rates_of(run.setup, step, step + 1)[0])

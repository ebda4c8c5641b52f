"""What can be asked of a run: each quantity one line, by the name under which lessons have it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from lrsim.errors import InputError, did_you_mean, one_of
from lrsim.runs.run import Run
from lrsim.spelling import nearest
from lrsim.studies.finder.range_test import find_lr
from lrsim.studies.race.course import course_of
from lrsim.studies.zone import sweep
from lrsim.studies.zone.zone import Zone
from lrsim.text.messages import Message
from lrsim.theory import local_theory
from lrsim.typing import BoolArray, FloatArray

Value = float | int | str | None
"""None where there is none: a run that has not exploded has no step at which it did."""

COMFORT: Final = 38.0
"""°C: the slope of the shower is the error T − 38."""


def _at_end(read: Callable[[Run, int, int], Value]) -> Callable[[Run, tuple[int, ...]], Value]:
    """Read a row: the one before a step, or the last; of a coordinate, or the first."""

    def quantity(run: Run, index: tuple[int, ...]) -> Value:
        step, axis = (*index, *(run.steps_taken, 0)[len(index) :])
        if not 0 <= step <= run.steps_taken:
            raise InputError(
                "",
                step,
                Message("must be a step from 0 to {last}, where it ends", last=run.steps_taken),
            )
        if not 0 <= axis < run.position.shape[1]:
            raise InputError("", axis, Message("is no coordinate of this surface"))
        return read(run, run.row(step), axis)

    return quantity


def _coordinate(axis: int) -> Callable[[Run, tuple[int, ...]], Value]:
    """Read a coordinate of the position before a step, or of the last one."""
    read = _at_end(lambda run, row, axis: float(run.position[row, axis]))

    def quantity(run: Run, index: tuple[int, ...]) -> Value:
        if len(index) > 1:
            raise InputError("", f"[{index[0]},{index[1]}]", Message("needs a step alone"))
        return read(run, (*(index or (run.steps_taken,)), axis))

    return quantity


def _whole(read: Callable[[Run], Value]) -> Callable[[Run, tuple[int, ...]], Value]:
    """Read something that the run has once."""

    def quantity(run: Run, index: tuple[int, ...]) -> Value:
        if index:
            raise InputError(
                "", f"[{index[0]}]", Message("has no place here: there is one for the whole run")
            )
        return read(run)

    return quantity


def _slope(run: Run, row: int, axis: int) -> float:
    return float(np.atleast_1d(run.setup.surface.gradient(run.position[row]))[axis])


def _next(run: Run, row: int) -> int:
    if row + 1 >= len(run.loss):
        raise InputError("", run.step_at(row), Message("is the last step: none follows"))
    return row + 1


def _move(run: Run, row: int, axis: int) -> float:
    return float(run.position[_next(run, row), axis] - run.position[row, axis])


def _keeps(run: Run, row: int, _axis: int) -> float:
    return float(run.loss[_next(run, row)] / run.loss[row])


def _hops(run: Run, row: int, axis: int) -> float:
    return abs(float(run.position[_next(run, row), axis] / run.position[row, axis]))


def _limit(run: Run, row: int, _axis: int) -> Value:
    return local_theory(run, run.step_at(row)).edge.value


def _best(run: Run, row: int, _axis: int) -> Value:
    return local_theory(run, run.step_at(row)).best.value


def _stays_within(run: Run, share: float) -> Value:
    """Return the step from which on the gap to the minimum stays within a share of what it began with."""
    course = course_of([run])
    return course.stays_within(run, share) if course.known else None


def _first(of_loss: bool, is_so: Callable[[FloatArray], BoolArray]) -> Callable[[Run], Value]:
    """Read the first step before which the loss, or a coordinate, is no longer a number one can use."""

    def quantity(run: Run) -> Value:
        seen = run.loss if of_loss else np.abs(run.position).max(axis=1)
        found = np.flatnonzero(is_so(seen))
        return run.step_at(int(found[0])) if len(found) else None

    return quantity


def _zone(read: Callable[[Zone], float]) -> Callable[[Run], Value]:
    def quantity(run: Run) -> Value:
        found = sweep.zone(run.setup)
        return None if found is None else read(found)

    return quantity


def _suggested(name: str) -> Callable[[Run], Value]:
    def quantity(run: Run) -> Value:
        found = find_lr(run.experiment, steps=TEST_STEPS)
        return found.suggestion if name == "suggestion" else found.suggestions[name]

    return quantity


TEST_STEPS: Final = 200
"""The length of the range test that is spoken of."""

QUANTITIES: Mapping[str, Callable[[Run, tuple[int, ...]], Value]] = {
    "lr": lambda run, index: run.rate_at(index[0]) if index else run.setup.lr,
    "steps": _whole(lambda run: run.setup.steps),
    "steps_taken": _whole(lambda run: run.steps_taken),
    "noise": _whole(lambda run: run.setup.noise),
    "batch_size": _whole(lambda run: run.setup.batch_size),
    "start": lambda run, index: _coordinate(index[0] if index else 0)(run, (0,)),
    "x": _coordinate(0),
    "y": _coordinate(1),
    "loss": _at_end(lambda run, row, _: float(run.loss[row])),
    "slope": _at_end(_slope),
    "move": _at_end(_move),
    "keeps": _at_end(_keeps),
    "hops": _at_end(_hops),
    "temperature": _at_end(lambda run, row, axis: COMFORT + _slope(run, row, axis)),
    "limit": lambda run, index: _at_end(_limit)(run, index or (0,)),
    "best_rate": lambda run, index: _at_end(_best)(run, index or (0,)),
    "lowest": _whole(lambda run: float(np.nanmin(run.loss))),
    "mean_loss": _whole(lambda run: float(run.loss[-max(len(run.loss) // 4, 1) :].mean())),
    "verdict": _whole(lambda run: run.verdict.name),
    "label": _whole(lambda run: run.verdict.label),
    "converged_at": _whole(lambda run: run.converged_at),
    "exploded_at": _whole(lambda run: run.exploded_at),
    "loss_infinite_at": _whole(_first(True, np.isinf)),
    "x_infinite_at": _whole(_first(False, np.isinf)),
    "nan_at": _whole(_first(False, np.isnan)),
    "at_1_percent": _whole(lambda run: _stays_within(run, 0.01)),
    "at_10_percent": _whole(lambda run: _stays_within(run, 0.1)),
    "zone_low": _whole(_zone(lambda zone: zone.low)),
    "zone_high": _whole(_zone(lambda zone: zone.high)),
    "zone_best": _whole(_zone(lambda zone: zone.best)),
    "zone_decades": _whole(_zone(lambda zone: math.log10(zone.high / zone.low))),
    "steepest": _whole(_suggested("steepest")),
    "valley": _whole(_suggested("valley")),
    "slide": _whole(_suggested("slide")),
    "minimum_over_10": _whole(_suggested("minimum_over_10")),
    "suggestion": _whole(_suggested("suggestion")),
}
"""``x[3]`` is before step 3, ``x`` at the end; ``move[3]`` is what step 3 does, ``move[3,1]`` to the second
coordinate."""


def quantity(run: Run, name: str, index: tuple[int, ...]) -> Value:
    """Return a quantity of a run.

    Raises
    ------
    InputError
        When there is no such quantity, or none at that step.
    """
    if name not in QUANTITIES:
        near = nearest(name, QUANTITIES, {})
        raise InputError("", name, did_you_mean(near) if near else one_of(QUANTITIES))
    return QUANTITIES[name](run, index)

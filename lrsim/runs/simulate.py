"""From an experiment to finished runs: the whole path at once, exactly.

A run that shares its first steps with another goes on from there instead of taking them again.
"""

from __future__ import annotations

import copy
import functools
import inspect
from collections.abc import Iterable, Sequence

import msgspec

from lrsim import arguments, buffers
from lrsim.declarations import MAX_STEPS
from lrsim.experiment import Experiment, experiment_of
from lrsim.optimizers import Optimizer
from lrsim.origin import Origin
from lrsim.runs.recording import Plan
from lrsim.runs.run import Run
from lrsim.runs.stepper import Checkpoint, Rows, Stepper, first_checkpoint, is_alive
from lrsim.schedules import Schedule
from lrsim.setup import Setup
from lrsim.surfaces import Surface
from lrsim.typing import FloatArray


def run(
    surface: Surface | str | Experiment = "quadratic",
    optimizer: Optimizer | str = "sgd",
    schedule: Schedule | str = "constant",
    lr: float | None = None,
    start: float | Iterable[float] | None = None,
    steps: int = 100,
    *,
    seed: int = 0,
    dial: Iterable[Sequence[float]] = (),
    noise: float = 0.0,
    lr_scale: float | Sequence[float] = (1.0,),
) -> Run:
    """Run gradient descent and return the whole path.

    Parameters
    ----------
    surface : Surface or str or Experiment
        A surface or its spec string; of an Experiment the first runner runs, and nothing else may be given.
    optimizer, schedule, lr, dial, lr_scale
        As for `Runner`.
    start, steps, seed, noise
        As for `Experiment`.

    Returns
    -------
    Run

    Raises
    ------
    InputError
        When a value is out of bounds; it names the argument.

    Examples
    --------
    >>> import lrsim
    >>> lrsim.run("quadratic", lr=0.1, start=5.0, steps=50).position[-1]
    array([7.13623846e-05])
    """
    given = {
        "optimizer": optimizer,
        "schedule": schedule,
        "lr": lr,
        "start": start,
        "steps": steps,
        "seed": seed,
        "dial": dial,
        "noise": noise,
        "lr_scale": lr_scale,
    }
    usual = _defaults()
    changed = {name: value for name, value in given.items() if value is not usual[name]}
    return run_runner(experiment_of(surface, changed))


@functools.cache
def _defaults() -> dict[str, object]:
    """Return what `run` takes each argument for when it is left out."""
    return {name: p.default for name, p in inspect.signature(run).parameters.items()}


def race(experiment: Experiment) -> list[Run]:
    """Run every runner of an experiment and return their runs in the same order."""
    arguments.instance("experiment", experiment, Experiment)
    return [run_runner(experiment, index) for index in range(len(experiment.runners))]


def run_runner(
    experiment: Experiment,
    index: int = 0,
    *,
    horizon: int | None = None,
    previous: Run | None = None,
) -> Run:
    """Run one runner of an experiment; the run knows where it came from.

    Parameters
    ----------
    experiment : Experiment
    index : int
        Which runner.
    horizon, previous
        As for `simulate`.
    """
    run = simulate(experiment.setup(index), horizon=horizon, previous=previous)
    if run is previous:
        if run.origin is not None and run.origin.is_of(experiment, index):
            return run
        run = _relabelled(run, run.setup)
    run.origin = Origin(experiment, index)
    return run


def simulate(setup: Setup, *, horizon: int | None = None, previous: Run | None = None) -> Run:
    """Return the whole path of a run.

    Parameters
    ----------
    setup : Setup
        All that it depends on.
    horizon : int, optional
        How many steps to take; the budget by default. Rounded up to the next step that is recorded.
    previous : Run, optional
        A run that may share its first steps with this one, which are then not taken again; returned itself
        where it shares all of them.
    """
    plan = Plan.of(setup.steps, setup.steps if horizon is None else horizon)
    horizon = plan.horizon
    shared = 0 if previous is None else shared_steps(previous.setup, setup)
    if previous is not None and shared >= horizon == previous.horizon:
        return previous if previous.setup == setup else _relabelled(previous, setup)

    dimensions = setup.surface.dimensions
    rows = plan.rows
    position = buffers.take(rows * dimensions).reshape(rows, dimensions)
    loss = buffers.take(rows)
    checkpoints = first_checkpoint(setup, position, loss)
    if previous is not None and shared:  # else not even the start need be the same
        checkpoints = [c for c in previous.checkpoints if c.step <= min(shared, horizon)]
        kept = checkpoints[-1].row + 1
        position[:kept] = previous.position[:kept]
        loss[:kept] = previous.loss[:kept]
    exploded_at = None if is_alive(setup, position[0], loss[0]) else 0
    if exploded_at is None:
        exploded_at = _descend(setup, plan, position, loss, checkpoints)
    if exploded_at is not None and exploded_at > 0:
        rows = plan.row(exploded_at - 1) + 2  # the step that did it has a row, on the grid or not
    elif exploded_at == 0:
        rows = 1
    return Run(setup, plan, position[:rows], loss[:rows], exploded_at, tuple(checkpoints))


def _relabelled(run: Run, setup: Setup) -> Run:
    """Return the same path, and all that was computed from it already, as that of another setup."""
    same = copy.copy(run)
    same.setup = setup
    return same


def shared_steps(before: Setup, setup: Setup) -> int:
    """Return how many first steps two runs have in common."""
    if before == setup:
        return MAX_STEPS
    if msgspec.structs.replace(before, dial=setup.dial) != setup:
        return 0
    for one, other in zip(before.dial, setup.dial, strict=False):
        if one != other:
            return min(one[0], other[0])
    longer = max(before.dial, setup.dial, key=len)
    return longer[min(len(before.dial), len(setup.dial))][0]


def _descend(
    setup: Setup,
    plan: Plan,
    position: FloatArray,
    loss: FloatArray,
    checkpoints: list[Checkpoint],
) -> int | None:
    """Fill the recordings from the last checkpoint on; return the step that exploded, or None."""
    steps = Stepper(setup)
    for chunk, row in plan.chunks(checkpoints[-1].step, checkpoints[-1].row):
        state = checkpoints[-1].state.copy()
        rows = Rows(position[row:], loss[row:])
        exploded = steps.advance(chunk, state, rows)
        if exploded is not None:
            return exploded
        checkpoints.append(Checkpoint(chunk.stop, row + chunk.rows - 1, state))
    return None

"""From an experiment to finished runs: the whole path at once, exactly.

A run that shares its first steps with another goes on from there instead of taking them again.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Unpack

import msgspec

from lrsim import buffers
from lrsim.declarations import MAX_STEPS
from lrsim.experiment import Experiment
from lrsim.optimizers import Optimizer
from lrsim.origin import Origin
from lrsim.run_arguments import RunArguments, experiment_of, left_out, passed
from lrsim.runs.recording import Plan
from lrsim.runs.run import Run
from lrsim.runs.stepper import Checkpoint, Rows, Stepper, first_checkpoint
from lrsim.schedules import Schedule
from lrsim.setup import Setup
from lrsim.spelling import checks_names
from lrsim.surfaces import Surface
from lrsim.typing import FloatArray


@checks_names
def run(
    surface: Surface | str | Mapping[str, Any] | Experiment = "quadratic",
    optimizer: Optimizer | str | Mapping[str, Any] = left_out("sgd"),
    schedule: Schedule | str | Mapping[str, Any] = left_out("constant"),
    lr: float | None = left_out(None),
    start: float | Iterable[float] | None = left_out(None),
    steps: int = left_out(100),
    *,
    seed: int = left_out(0),
    dial: Iterable[Sequence[float]] = left_out(()),
    noise: float = left_out(0.0),
    batch_size: int = left_out(1),
    lr_scale: float | Iterable[float] = left_out((1.0,)),
    clip_norm: float = left_out(0.0),
    clip_value: float = left_out(0.0),
) -> Run:
    """Run gradient descent and return the whole path.

    Given an Experiment, its first runner runs; what is passed beside it takes the place of its own values,
    of a runner's in all of its runners.

    Parameters
    ----------
    surface : Surface or str or Experiment
        A surface or its spec string, ``"long-valley:kappa=50"`` for example, or an Experiment.
    optimizer : Optimizer or str
        An optimizer or its spec string, ``"sgd:momentum=0.9"`` for example.
    schedule : Schedule or str
        A schedule or its spec string, ``"cosine-annealing:warmup=10"`` for example.
    lr : float, optional
        The dial's value at step 0, 0 to 1e6; the optimizer's own starting value when left out.
    start : float or sequence of float, shape (d,), optional
        Where to begin; the surface's own start when left out.
    steps : int
        The budget in steps, 1 to 2²⁴; schedules stretch over it.
    seed : int
        Seed of everything drawn at random, 0 ≤ seed < 2⁶³.
    dial : sequence of (int, float), or array_like, shape (n, 2)
        The dial's history: from step s on it stands at the given value. Steps ascend.
    noise : float
        Standard deviation of the normal noise on every coordinate of the gradient, 0 to 1e6.
    batch_size : int
        Over how many samples a gradient is averaged, 1 to 2²⁴: it divides the noise by its square root.
    lr_scale : float or sequence of float, shape (d,)
        A factor on the learning rate for each coordinate, or one for all.
    clip_norm, clip_value : float
        The longest gradient, and the largest slope of a coordinate, that the optimizer gets; 0 for none.

    Returns
    -------
    Run
        The path and what can be said about it. When it explodes its arrays end at the step that did it.

    Raises
    ------
    InputError
        When a value is out of bounds; it names the argument.
    TypeError
        When there is no argument of that name; it says which one may be meant.

    Examples
    --------
    >>> import lrsim
    >>> lrsim.run("quadratic", lr=0.1, start=5.0, steps=50).position[-1]
    array([7.13623846e-05])
    """
    given = passed(
        {
            "optimizer": optimizer,
            "schedule": schedule,
            "lr": lr,
            "start": start,
            "steps": steps,
            "seed": seed,
            "dial": dial,
            "noise": noise,
            "batch_size": batch_size,
            "lr_scale": lr_scale,
            "clip_norm": clip_norm,
            "clip_value": clip_value,
        }
    )
    return run_runner(experiment_of(surface, given))


@checks_names
def race(
    surface: Surface | str | Mapping[str, Any] | Experiment = "quadratic",
    **given: Unpack[RunArguments],
) -> list[Run]:
    """Run every runner of an experiment.

    Parameters
    ----------
    surface : Surface or str or Experiment
        An Experiment, or as for `run`: a race of one.
    **given : Unpack[RunArguments]
        The arguments of `run`; beside an Experiment they take the place of its own values.

    Returns
    -------
    list of Run
        One for each runner, in their order.

    Raises
    ------
    InputError
        When a value is out of bounds; it names the argument.

    Examples
    --------
    >>> import lrsim
    >>> runners = [lrsim.Runner(name="Pro", lr=0.1), lrsim.Runner(name="Maniac", lr=1.1)]
    >>> runs = lrsim.race(lrsim.Experiment("quadratic", start=5.0, steps=50, runners=runners))
    >>> [run.exploded_at for run in runs]
    [None, 30]
    """
    experiment = experiment_of(surface, given)
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
    position = buffers.empty(rows * dimensions).reshape(rows, dimensions)
    loss = buffers.empty(rows)
    checkpoints = first_checkpoint(setup, position, loss)
    if previous is not None and shared:  # else not even the start need be the same
        checkpoints = [c for c in previous.checkpoints if c.step <= min(shared, horizon)]
        kept = checkpoints[-1].row + 1
        position[:kept] = previous.position[:kept]
        loss[:kept] = previous.loss[:kept]
    steps = Stepper(setup)
    exploded_at = None if steps.is_alive(position[0], loss[0]) else 0
    if exploded_at is None:
        exploded_at = _descend(steps, plan, position, loss, checkpoints)
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
    steps: Stepper,
    plan: Plan,
    position: FloatArray,
    loss: FloatArray,
    checkpoints: list[Checkpoint],
) -> int | None:
    """Fill the recordings from the last checkpoint on; return the step that exploded, or None."""
    for chunk, row in plan.chunks(checkpoints[-1].step, checkpoints[-1].row):
        state = checkpoints[-1].state.copy()
        rows = Rows(position[row:], loss[row:])
        exploded = steps.advance(chunk, state, rows)
        if exploded is not None:
            return exploded
        checkpoints.append(Checkpoint(chunk.stop, row + chunk.rows - 1, state))
    return None

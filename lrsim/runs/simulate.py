"""From an experiment to finished runs: the whole path at once, exactly.

A run that shares its first steps with another goes on from there instead of taking them again.

It is long because `run` and `race` are public, and two fifths of it documentation.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Unpack

import msgspec

from lrsim.declarations import MAX_STEPS
from lrsim.experiment import Experiment
from lrsim.optimizers import Optimizer
from lrsim.origin import Origin
from lrsim.run_arguments import RunArguments, experiment_of, left_out, passed
from lrsim.runs.moments import state_before
from lrsim.runs.outline import Outline
from lrsim.runs.recording import Plan
from lrsim.runs.room import Room
from lrsim.runs.run import Run
from lrsim.runs.stepper import Checkpoint, Rows, Stepper, first_checkpoint
from lrsim.runs.stopping import Stops, go_on, never
from lrsim.schedules import Schedule
from lrsim.setup import Setup
from lrsim.spelling import checks_names
from lrsim.surfaces import Surface


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
    room: int = 0,
    stops: Stops = never,
) -> Run:
    """Run one runner of an experiment; the run knows where it came from.

    Parameters
    ----------
    experiment : Experiment
    index : int
        Which runner.
    horizon, previous, room, stops
        As for `simulate`.
    """
    setup = experiment.setup(index)
    run = simulate(setup, horizon=horizon, previous=previous, room=room, stops=stops)
    if run is previous:
        if run.origin is not None and run.origin.is_of(experiment, index):
            return run
        run = _relabelled(run, run.setup)
    run.origin = Origin(experiment, index)
    return run


def simulate(
    setup: Setup,
    *,
    horizon: int | None = None,
    previous: Run | None = None,
    room: int = 0,
    stops: Stops = never,
) -> Run:
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
    room : int
        Up to which horizon the run may go on later without being copied.
    stops : callable
        Asked before each piece of the work whether to stop.

    Raises
    ------
    Stopped
        When `stops` has said so.
    """
    plan = Plan.of(setup.steps, setup.steps if horizon is None else horizon)
    horizon = plan.horizon
    shared = 0 if previous is None else shared_steps(previous.setup, setup)
    if previous is not None and shared >= horizon == previous.horizon:
        return previous if previous.setup == setup else _relabelled(previous, setup)

    kept = previous.room if previous is not None and shared >= previous.horizon else None
    same = 0
    if previous is not None and kept is not None and kept.claim(plan.rows):
        same = len(previous.loss)
        place, checkpoints = Room(kept.position, kept.loss), list(previous.checkpoints)
    else:
        place = Room.of(Plan.of(setup.steps, max(room, horizon)).rows, setup.surface.dimensions)
        checkpoints = first_checkpoint(setup, place.position, place.loss)
        if previous is not None and shared:  # else not even the start need be the same
            checkpoints = [c for c in previous.checkpoints if c.step <= min(shared, horizon)]
            same = checkpoints[-1].row + 1
            place.copy(previous, same, stops)
    position, loss, rows = place.position, place.loss, plan.rows
    steps = Stepper(setup)
    exploded_at = None if steps.is_alive(position[0], loss[0]) else 0
    if exploded_at is None:
        exploded_at = _descend(steps, plan, place, checkpoints, stops)
    if exploded_at is not None and exploded_at > 0:
        rows = plan.row(exploded_at - 1) + 2  # the step that did it has a row, on the grid or not
    elif exploded_at == 0:
        rows = 1
    outline = Outline(loss[:rows], None if previous is None else previous.outline, same)
    left = place if exploded_at is None and rows < len(loss) else None
    return Run(
        setup,
        plan,
        position[:rows],
        outline.values,
        exploded_at,
        tuple(checkpoints),
        room=left,
        outline=outline,
    )


def cut(run: Run, setup: Setup, step: int) -> Run:
    """Return the first steps of a run, which another setup shares with it, without copying them.

    Parameters
    ----------
    run : Run
    setup : Setup
    step : int
        How many, fewer than the run has; rounded down to a step that is recorded.
    """
    step = run.plan.last_upto(step)
    plan = Plan.of(setup.steps, step)
    row = plan.row(step)
    checkpoints = [c for c in run.checkpoints if c.step <= step]
    if checkpoints[-1].step < step:
        checkpoints.append(Checkpoint(step, row, state_before(run, step, checkpoints[-1])))
    position, loss = run.position[: row + 1], run.loss[: row + 1]
    outline = Outline(loss, run.outline, row + 1)
    same = Run(setup, plan, position, loss, None, tuple(checkpoints), outline=outline)
    if "lr" in vars(run):
        vars(same)["lr"] = run.lr[:row]
    return same


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


def rows_shared(one: Run, other: Run) -> int:
    """Return how many first rows two runs have in common."""
    shared = shared_steps(one.setup, other.setup)
    return min(one.row(shared), other.row(shared)) + 1 if shared else 0


def _descend(
    steps: Stepper,
    plan: Plan,
    place: Room,
    checkpoints: list[Checkpoint],
    stops: Stops,
) -> int | None:
    """Fill the recordings from the last checkpoint on; return the step that exploded, or None."""
    for chunk, row in plan.chunks(checkpoints[-1].step, checkpoints[-1].row):
        go_on(stops, plan.horizon - chunk.first)
        state = checkpoints[-1].state.copy()
        rows = Rows(place.position[row:], place.loss[row:])
        exploded = steps.advance(chunk, state, rows)
        if exploded is not None:
            return exploded
        checkpoints.append(Checkpoint(chunk.stop, row + chunk.rows - 1, state))
    return None

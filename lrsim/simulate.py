"""From an experiment to finished runs: the whole path at once, exactly.

A run that shares its first steps with another goes on from there instead of taking them again.
"""

from __future__ import annotations

import copy
import functools
import inspect
import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lrsim import _core, arguments, buffers, diagnosis, recording, stepper
from lrsim.errors import InputError
from lrsim.experiment import MAX_STEPS, Experiment, Runner, experiment_of
from lrsim.optimizers import Optimizer
from lrsim.recording import Plan
from lrsim.schedules import Schedule
from lrsim.stepper import Rows, Stepper
from lrsim.surfaces import Surface
from lrsim.typing import FloatArray


class Checkpoint(NamedTuple):
    """All that is needed to go on from a step."""

    step: int
    row: int
    state: FloatArray


class Run:
    """A finished run: the path of one runner, and what can be said about it.

    Attributes
    ----------
    experiment : Experiment
        The experiment it came from.
    index : int
        The runner whose path it is.
    position : ndarray of float64, shape (n + 1, d)
        ``position[k]`` is before step ``step[k]``.
    loss : ndarray of float64, shape (n + 1,)
        The loss at each position.
    exploded_at : int or None
        The first step whose loss or position is not finite, or whose position lies beyond the surface's
        `escape`; the arrays end there.
    plan : Plan
        How it is recorded.
    visited : Checkpoint or None
        Where `moment_at` was last asked for a step.
    """

    def __init__(
        self,
        experiment: Experiment,
        index: int,
        plan: Plan,
        position: FloatArray,
        loss: FloatArray,
        exploded_at: int | None,
        checkpoints: tuple[Checkpoint, ...],
    ) -> None:
        self.experiment = experiment
        self.index = index
        self.plan = plan
        self.position = position
        self.loss = loss
        self.exploded_at = exploded_at
        self.checkpoints = checkpoints
        self.visited: Checkpoint | None = None
        position.flags.writeable = False
        loss.flags.writeable = False

    def __repr__(self) -> str:
        outcome = f"{self.steps_taken} steps, loss {self.loss[-1]:g}"
        return f"<Run {self.runner.name!r} on {self.experiment.surface.spec}: {outcome}>"

    @property
    def runner(self) -> Runner:
        """The runner whose path it is."""
        return self.experiment.runners[self.index]

    @property
    def horizon(self) -> int:
        """How far the run was asked to go."""
        return self.plan.horizon

    @property
    def steps_taken(self) -> int:
        """How many steps were taken: the horizon, or fewer after an explosion."""
        return self.horizon if self.exploded_at is None else self.exploded_at

    @functools.cached_property
    def step(self) -> npt.NDArray[np.int64]:
        """The step each row stands before, int64 (n + 1,): 0, 1, 2, … while recording is dense."""
        step = self.plan.steps()[: len(self.loss)]
        step[-1] = self.steps_taken
        step.flags.writeable = False
        return step

    def row(self, step: int) -> int:
        """Return the row of the last position recorded at or before a step, from 0 on."""
        if step >= self.steps_taken:
            return len(self.loss) - 1
        return self.plan.row(step)

    @functools.cached_property
    def lr(self) -> FloatArray:
        """The learning rate that each recorded step used, float64 (n,)."""
        rate = _replay(self).rate if self.runner.schedule.closed_loop else None
        if rate is not None:
            return rate
        return rates_at(self.experiment, self.runner, self.step[:-1])

    @functools.cached_property
    def gradient_norm(self) -> FloatArray:
        """The Euclidean norm of the gradient at each position, float64 (n + 1,)."""
        with np.errstate(all="ignore"):  # an exploded run ends in inf or NaN
            gradient = self.experiment.surface.gradient(self.position)
            norm: FloatArray = np.sqrt((gradient * gradient).sum(axis=1))
            return norm

    @functools.cached_property
    def converged_at(self) -> int | None:
        """The first step from which the loss stays within tolerance of the minimum, or None."""
        row = diagnosis.converged_row(self, len(self.loss))
        return None if row is None else int(self.step[row])

    @functools.cached_property
    def verdict(self) -> diagnosis.Verdict:
        """What the whole run shows, with its evidence."""
        return diagnosis.diagnose_run(self)

    @functools.cached_property
    def slots(self) -> dict[str, FloatArray]:
        """The optimizer's own state before each recorded step, by name: float64 (n + 1, d) each.

        Before step 0 all of it is 0 (PyTorch has none yet).
        """
        return _replay(self).slots


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
    changed = {name: value for name, value in given.items() if value is not _defaults()[name]}
    return simulate(experiment_of(surface, changed))


@functools.cache
def _defaults() -> dict[str, object]:
    """Return what `run` takes each argument for when it is left out."""
    return {name: p.default for name, p in inspect.signature(run).parameters.items()}


def race(experiment: Experiment) -> list[Run]:
    """Run every runner of an experiment and return their runs in the same order."""
    arguments.instance("experiment", experiment, Experiment)
    return [simulate(experiment, index) for index in range(len(experiment.runners))]


def simulate(
    experiment: Experiment,
    index: int = 0,
    *,
    horizon: int | None = None,
    previous: Run | None = None,
) -> Run:
    """Run one runner of an experiment.

    Parameters
    ----------
    experiment : Experiment
    index : int
        Which runner.
    horizon : int, optional
        How many steps to take; the budget by default. Rounded up to the next step that is recorded.
    previous : Run, optional
        A run that may share its first steps with this one, which are then not taken again.
    """
    plan = Plan.of(experiment.steps, experiment.steps if horizon is None else horizon)
    horizon = plan.horizon
    shared = 0 if previous is None else shared_steps(previous, experiment, index)
    if previous is not None and shared >= horizon == previous.horizon:
        return _relabelled(previous, experiment, index)

    dimensions = experiment.surface.dimensions
    rows = plan.rows
    position = buffers.take(rows * dimensions).reshape(rows, dimensions)
    loss = buffers.take(rows)
    checkpoints = _begin(experiment, position, loss)
    if previous is not None and shared:  # else not even the start need be the same
        checkpoints = [c for c in previous.checkpoints if c.step <= min(shared, horizon)]
        kept = checkpoints[-1].row + 1
        position[:kept] = previous.position[:kept]
        loss[:kept] = previous.loss[:kept]
    exploded_at = None if _alive(experiment, position[0], loss[0]) else 0
    if exploded_at is None:
        exploded_at = _descend(experiment, index, plan, position, loss, checkpoints)
    if exploded_at is not None and exploded_at > 0:
        rows = plan.row(exploded_at - 1) + 2  # the step that did it has a row, on the grid or not
    elif exploded_at == 0:
        rows = 1
    return Run(
        experiment, index, plan, position[:rows], loss[:rows], exploded_at, tuple(checkpoints)
    )


def shared_steps(previous: Run, experiment: Experiment, index: int) -> int:
    """Return how many first steps of `previous` are also those of a runner of `experiment`."""
    before, old, runner = previous.experiment, previous.runner, experiment.runners[index]
    quiet = before.noise == experiment.noise == 0.0
    same = (
        before.surface == experiment.surface
        and before.start == experiment.start
        and before.steps == experiment.steps
        and old.optimizer == runner.optimizer
        and old.schedule == runner.schedule
        and old.lr == runner.lr
        and old.lr_scale == runner.lr_scale
        and (
            quiet
            or (before.noise, before.seed, previous.index)
            == (experiment.noise, experiment.seed, index)
        )
    )
    if not same:
        return 0
    for one, other in zip(old.dial, runner.dial, strict=False):
        if one != other:
            return min(one[0], other[0])
    longer = max(old.dial, runner.dial, key=len)
    common = min(len(old.dial), len(runner.dial))
    return longer[common][0] if len(longer) > common else MAX_STEPS


def rates_at(experiment: Experiment, runner: Runner, step: npt.NDArray[np.int64]) -> FloatArray:
    """Return the learning rate of each of the given steps, ascending; float64 (n,)."""
    out = np.empty(len(step))
    done = 0
    while done < len(step):
        first = int(step[done])
        upto = int(np.searchsorted(step, first + recording.CHUNK))
        stop = int(step[upto - 1]) + 1
        rates = runner.schedule.rates(
            runner.lr, experiment.steps, dial=runner.dial, first=first, stop=stop
        )
        out[done:upto] = rates[step[done:upto] - first]
        done = upto
    return out


def state_at(experiment: Experiment, index: int, step: int) -> FloatArray:
    """Return all that is needed to go on from a step: position, the optimizer's state, a closed loop's.

    Raises
    ------
    InputError
        When the run has exploded by then.
    """
    run = simulate(experiment, index, horizon=step) if step else simulate(experiment, index)
    if run.exploded_at is not None and run.exploded_at <= step:
        raise InputError(
            "from_step", step, f"must be before step {run.exploded_at}: it explodes there"
        )
    last = max((c for c in run.checkpoints if c.step <= step), key=lambda c: c.step)
    state = last.state.copy()
    if last.step < step:
        rows = Rows(
            np.empty((step - last.step, experiment.surface.dimensions)), np.empty(step - last.step)
        )
        Stepper(experiment, index).take(last.step, step, state, rows)
    return state


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


def moment_at(run: Run, step: int) -> Moment:
    """Return what a step of a run used and made, at the cost of the steps since the last checkpoint.

    Parameters
    ----------
    run : Run
    step : int
        A step before the explosion, if there is one; it may be the first one past the horizon.

    Raises
    ------
    InputError
        When the run has exploded by then.
    """
    if run.exploded_at is not None and step >= run.exploded_at:
        allowed = f"must be before step {run.exploded_at}: it explodes there"
        raise InputError("step", step, allowed)
    known = run.checkpoints if run.visited is None else (*run.checkpoints, run.visited)
    begin = max((c for c in known if c.step <= step), key=lambda c: c.step)
    state = begin.state.copy()
    dimensions = run.experiment.surface.dimensions
    optimizer = run.runner.optimizer
    steps = Stepper(run.experiment, run.index)
    if begin.step < step:
        most = min(step - begin.step, stepper.SCRATCH)
        passed = Rows(np.empty((most, dimensions)), np.empty(most))
        for first in range(begin.step, step, most):
            steps.take(first, min(first + most, step), state, passed)
    run.visited = Checkpoint(step, begin.row, state.copy())  # a playhead mostly goes on from here
    kept = _core.slot_count(optimizer.kernel[0])
    slots = np.empty((1, kept, dimensions)) if kept else None
    position = np.empty((1, dimensions))
    rate = np.empty(1) if run.runner.schedule.closed_loop else None
    row = Rows(position, np.empty(1), slots, rate)
    steps.take(step, step + 1, state, row)
    named = {} if slots is None else {n: slots[0, k] for k, n in enumerate(optimizer.slots) if n}
    return Moment(position[0], rate_at(run, step) if rate is None else float(rate[0]), named)


def rate_at(run: Run, step: int) -> float:
    """Return the learning rate of a step; of a closed loop, the one before the loss has its say."""
    return float(Stepper(run.experiment, run.index).rates(step, step + 1)[0])


def _begin(experiment: Experiment, position: FloatArray, loss: FloatArray) -> list[Checkpoint]:
    position[0] = experiment.start
    with np.errstate(all="ignore"):  # a start far out may overflow; that is an explosion at step 0
        loss[0] = experiment.surface(position[0])
    state = np.zeros(_core.STATE_SIZE)
    state[: len(experiment.start)] = experiment.start
    return [Checkpoint(0, 0, state)]


def _alive(experiment: Experiment, position: FloatArray, loss: float) -> bool:
    largest = float(np.abs(position).max())
    return math.isfinite(loss) and math.isfinite(largest) and largest <= experiment.surface.escape


def _descend(
    experiment: Experiment,
    index: int,
    plan: Plan,
    position: FloatArray,
    loss: FloatArray,
    checkpoints: list[Checkpoint],
) -> int | None:
    """Fill the recordings from the last checkpoint on; return the step that exploded, or None."""
    steps = Stepper(experiment, index)
    for chunk, row in plan.chunks(checkpoints[-1].step, checkpoints[-1].row):
        state = checkpoints[-1].state.copy()
        rows = Rows(position[row:], loss[row:])
        exploded = steps.advance(chunk, state, rows)
        if exploded is not None:
            return exploded
        checkpoints.append(Checkpoint(chunk.stop, row + chunk.rows - 1, state))
    return None


def _relabelled(run: Run, experiment: Experiment, index: int) -> Run:
    if run.experiment is experiment and run.index == index:
        return run
    same = copy.copy(run)  # with all that was computed from the path already
    same.experiment, same.index = experiment, index
    return same


class Replay(NamedTuple):
    """What is not recorded in the first place: the optimizer's state, the rates of a closed loop."""

    slots: dict[str, FloatArray]
    rate: FloatArray | None


def _replay(run: Run) -> Replay:
    """Take a run's steps once more and record what else there is to see."""
    names = run.runner.optimizer.slots
    width, dimensions = run.position.shape
    kept = _core.slot_count(run.runner.optimizer.kernel[0])
    slots = np.zeros((width, kept, dimensions)) if names and kept else None
    rate = np.empty(width) if run.runner.schedule.closed_loop else None
    again = Rows(np.empty_like(run.position), np.empty_like(run.loss), slots, rate)
    begin = _begin(run.experiment, again.position, again.loss)[0]
    state = begin.state
    steps = Stepper(run.experiment, run.index)
    for chunk, row in run.plan.chunks(begin.step, begin.row):
        if row >= width:
            break
        steps.advance(chunk, state, again.since(row))
    seen = {} if slots is None else {name: slots[:, k] for k, name in enumerate(names) if name}
    return Replay(seen, None if rate is None else rate[1:])

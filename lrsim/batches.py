"""Many runs at once, of which only the outcome is kept: the engine of sweeps and maps.

A lane is one run: a learning rate, a start, a seed, a value of some parameter. Lanes that share surface,
optimizer and noise go through the core side by side; blocks of them go to threads, or to any other
executor.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib
import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from lrsim import _core
from lrsim.diagnosis.evidence import ROUNDING, TOLERANCE, goals
from lrsim.errors import InputError
from lrsim.experiment import MAX_LR, MAX_SCALE, Experiment, experiment_of
from lrsim.noise import gradient_noise
from lrsim.simulate import Run, simulate

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

LEVELS = {1: "baseline", 3: "v3", 4: "v4"}
"""The levels of x86-64 that the loops over lanes are built for."""

CHUNK = 2048
"""Lanes in a task at most: some milliseconds of work, and memory that stays in the second cache."""

FEWEST = 8
"""Fewer lanes than this are run one after the other, which costs less than a block of 32."""

COLUMNS = 10
"""Numbers kept of each lane, in the order of `_outcome.pxd`."""


@dataclass(frozen=True, eq=False)
class Batch:
    """The outcomes of many runs.

    Attributes
    ----------
    experiment : Experiment
        What all lanes have in common.
    index : int
        Which of its runners they are.
    vary : dict of str to ndarray
        What differs from lane to lane, by name, as it was asked for.
    position : ndarray of float64, shape (n, d)
        The last position of each lane.
    loss, best_loss : ndarray of float64, shape (n,)
        The last loss, and the lowest.
    best_step, converged_at, exploded_at : ndarray of int64, shape (n,)
        The step of the lowest loss, and as for `Run`; −1 where a run has none.
    flips, rises : ndarray of int64, shape (n,)
        How many gradients pointed against the one before, and how many steps raised the loss; only
        counted when `evidence` was asked for, else 0.
    """

    experiment: Experiment
    index: int
    vary: dict[str, npt.NDArray[Any]]
    position: FloatArray
    loss: FloatArray
    best_loss: FloatArray
    best_step: IntArray
    converged_at: IntArray
    exploded_at: IntArray
    flips: IntArray
    rises: IntArray

    def __len__(self) -> int:
        return len(self.loss)

    def run(self, lane: int) -> Run:
        """Return the whole path of one lane, recorded; its last row is the lane's outcome to the bit."""
        values = {name: array[lane].item() for name, array in self.vary.items()}
        return simulate(lane_experiment(self.experiment, self.index, values), self.index)


def batch(
    surface: Any = "quadratic",
    *,
    index: int = 0,
    vary: Mapping[str, npt.ArrayLike],
    evidence: bool = False,
    threads: int | None = None,
    executor: Executor | None = None,
    **given: Any,
) -> Batch:
    """Run many variants of one runner and keep what came out of each.

    Parameters
    ----------
    surface : Surface or str or Experiment
        An Experiment, or as for `run`, with the same arguments beside it.
    index : int
        Which runner of an Experiment.
    vary : mapping of str to array_like, shape (n,)
        What differs from lane to lane: ``lr``; ``lr_x``, ``lr_y`` (the learning rate of one coordinate);
        ``start_x``, ``start_y``; ``seed``; or a parameter of the optimizer or the surface by its name.
        A single number holds for all lanes. The dial's history plays no part where the learning rate is
        varied.
    evidence : bool
        Whether flips and rises are counted, which takes a little longer.
    threads : int, optional
        Threads to use; all cores by default. The results are the same bits on any number.
    executor : concurrent.futures.Executor, optional
        Where blocks of lanes are run instead of in threads of this process.

    Returns
    -------
    Batch

    Raises
    ------
    InputError
        When a name is not known or a value is out of bounds; it names the lane's value.

    Examples
    --------
    >>> import lrsim
    >>> lrsim.batch("quadratic", start=5.0, steps=50, vary={"lr": [0.1, 0.5, 1.1]}).exploded_at
    array([-1, -1, 30])
    """
    experiment = experiment_of(surface, given)
    if not 0 <= index < len(experiment.runners):
        raise InputError("index", index, f"must be from 0 to {len(experiment.runners) - 1}")
    arrays = _lanes_of(vary)
    if {"lr", "lr_x", "lr_y"} & set(arrays):
        experiment = experiment.replace_runner(index, dial=())
    count = len(next(iter(arrays.values())))
    tasks, rows = _tasks(experiment, index, arrays, count, evidence, _worker_count(threads))
    out = np.empty((count, COLUMNS))
    for task_rows, result in zip(rows, _all(tasks, threads, executor), strict=True):
        out[task_rows] = result
    whole = np.nan_to_num(out[:, 4:9], nan=-1.0).astype(np.int64)
    dimensions = experiment.surface.dimensions
    return Batch(
        experiment,
        index,
        arrays,
        np.ascontiguousarray(out[:, :dimensions]),
        out[:, 2].copy(),
        out[:, 3].copy(),
        *(np.ascontiguousarray(column) for column in whole.T),
    )


def lane_experiment(experiment: Experiment, index: int, values: Mapping[str, Any]) -> Experiment:
    """Return the experiment of a single lane: the common one with the lane's own values put in."""
    runner, surface = experiment.runners[index], experiment.surface
    changes: dict[str, Any] = {}
    outer: dict[str, Any] = {}
    start, scales = list(experiment.start), list(runner.scales(surface.dimensions))
    own_rates = {axis: values[name] for axis, name in enumerate(("lr_x", "lr_y")) if name in values}
    for name, value in values.items():
        if name == "lr":
            changes |= {"lr": value, "dial": ()}
        elif name in ("start_x", "start_y"):
            start[_axis(experiment, name)] = value
        elif name in ("lr_x", "lr_y"):
            _axis(experiment, name)
        elif name == "seed":
            outer["seed"] = value
        elif name in {p.name for p in runner.optimizer.parameters()}:
            changes["optimizer"] = _with(changes.get("optimizer", runner.optimizer), name, value)
        elif name in {p.name for p in surface.parameters()}:
            outer["surface"] = _with(outer.get("surface", surface), name, value)
        else:
            raise InputError(
                "vary", name, f"must be one of {', '.join(known_names(experiment, index))}"
            )
    if own_rates:  # at a dial of 1 the factors are the rates themselves
        common = changes.get("lr", runner.lr)
        scales = [own_rates.get(axis, common * scale) for axis, scale in enumerate(scales)]
        changes |= {"lr": 1.0, "dial": (), "lr_scale": tuple(scales)}
    runners = list(experiment.runners)
    runners[index] = dataclasses.replace(runner, **changes)
    return dataclasses.replace(experiment, start=tuple(start), runners=tuple(runners), **outer)


def known_names(experiment: Experiment, index: int) -> list[str]:
    """Return the names of what may be varied."""
    axes = ("x", "y")[: experiment.surface.dimensions]
    names = ["lr", *(f"lr_{a}" for a in axes), *(f"start_{a}" for a in axes), "seed"]
    names += [p.name for p in experiment.runners[index].optimizer.parameters()]
    return names + [p.name for p in experiment.surface.parameters()]


def _axis(experiment: Experiment, name: str) -> int:
    axis = "xy".index(name[-1])
    if axis >= experiment.surface.dimensions:
        raise InputError("vary", name, f"needs two coordinates; {experiment.surface.name} has one")
    return axis


def _with(entry: Any, name: str, value: Any) -> Any:
    return type(entry)(**{**entry.values(), name: value})


def _lanes_of(vary: Mapping[str, npt.ArrayLike]) -> dict[str, npt.NDArray[Any]]:
    """Return what is varied as arrays of one length."""
    if not vary:
        raise InputError("vary", None, "must name at least one thing, with an array of its values")
    arrays = {}
    for name, values in vary.items():
        array = np.asarray(values)
        if array.ndim > 1 or array.dtype.kind not in "iufb":
            raise InputError(f"vary[{name!r}]", values, "must be a list of numbers")
        arrays[name] = array
    lengths = {len(array) for array in arrays.values() if array.ndim}
    if len(lengths) > 1:
        raise InputError("vary", sorted(lengths), "must have lists of one length")
    count = lengths.pop() if lengths else 1
    return {name: np.broadcast_to(array, (count,)) for name, array in arrays.items()}


# --- tasks: lanes that go through the core together ---


class Task(NamedTuple):
    """A block of lanes with all that the core needs, in plain arrays that any executor can send."""

    call: dict[str, Any]
    lanes: bool
    noise: tuple[int, int, float] | None


def _tasks(
    experiment: Experiment,
    index: int,
    arrays: Mapping[str, npt.NDArray[Any]],
    count: int,
    evidence: bool,
    workers: int,
) -> tuple[list[Task], list[IntArray]]:
    """Divide the lanes into tasks; returns them with the rows of each."""
    size = max(FEWEST * 4, min(CHUNK, -(-count // (4 * workers))))
    tasks, rows = [], []
    for values, members in _groups(arrays, count):
        common = lane_experiment(experiment, index, values)
        lr, scale, start = _own(common, index, arrays, members)
        for first in range(0, len(members), size):
            part = slice(first, first + size)
            tasks.append(_task(common, index, lr[part], scale[part], start[part], evidence))
            rows.append(members[part])
    return tasks, rows


LANE_NAMES = ("lr", "lr_x", "lr_y", "start_x", "start_y")
"""What lanes of one task may differ in."""


def _groups(
    arrays: Mapping[str, npt.NDArray[Any]], count: int
) -> Iterable[tuple[dict[str, Any], IntArray]]:
    """Divide lanes by what lanes of one task must share; yields those values with the lanes."""
    shared = {name: array for name, array in arrays.items() if name not in LANE_NAMES}
    everything = np.arange(count)
    if not shared:
        yield {}, everything
        return
    columns = [np.unique(array, return_inverse=True) for array in shared.values()]
    keys = np.zeros(count, dtype=np.int64)
    for distinct, inverse in columns:
        _, keys = np.unique(keys * len(distinct) + inverse, return_inverse=True)
    order = np.argsort(keys, kind="stable")
    for members in np.split(order, np.flatnonzero(np.diff(keys[order])) + 1):
        if len(members):
            yield {name: array[members[0]].item() for name, array in shared.items()}, members


def _own(
    common: Experiment, index: int, arrays: Mapping[str, npt.NDArray[Any]], members: IntArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return what is each lane's own: learning rate (n,), its scale (n, d), start (n, d)."""
    runner, dimensions = common.runners[index], common.surface.dimensions
    lr = _values(arrays, "lr", members, runner.lr, MAX_LR)
    scale = np.tile(np.array(runner.scales(dimensions)), (len(members), 1))
    start = np.tile(np.array(common.start), (len(members), 1))
    if "lr_x" in arrays or "lr_y" in arrays:
        scale = lr[:, None] * scale
        lr = np.ones(len(members))
    for name in ("lr_x", "lr_y"):
        if name in arrays:
            axis = _axis(common, name)
            scale[:, axis] = _values(arrays, name, members, 0.0, MAX_SCALE)
    for name in ("start_x", "start_y"):
        if name in arrays:
            start[:, _axis(common, name)] = _values(arrays, name, members, 0.0, None)
    return lr, scale, start


def _values(
    arrays: Mapping[str, npt.NDArray[Any]],
    name: str,
    members: IntArray,
    default: float,
    most: float | None,
) -> FloatArray:
    if name not in arrays:
        return np.full(len(members), default)
    values = arrays[name][members].astype(np.float64)
    fine = np.isfinite(values) if most is None else (values >= 0.0) & (values <= most)
    if not fine.all():
        allowed = "must be finite" if most is None else f"must be a number from 0 to {most:g}"
        raise InputError(f"vary[{name!r}]", float(values[~fine][0]), allowed)
    return values


def _task(
    common: Experiment,
    index: int,
    lr: FloatArray,
    scale: FloatArray,
    start: FloatArray,
    evidence: bool,
) -> Task:
    surface, runner, steps = common.surface, common.runners[index], common.steps
    rule, hyper = runner.optimizer.kernel
    losses, slack = goals(surface)
    call: dict[str, Any] = {
        "surface": int(surface.code),
        "parameters": np.asarray(surface.kernel),
        "rule": int(rule),
        "hyper": np.array(hyper),
        "lr": lr,
        "scale": scale,
        "start": start,
        "origin": np.asarray(surface(start)),
        "state": np.zeros(_core.STATE_SIZE),
        "first": 0,
        "n": steps,
        "escape": surface.escape,
        "goals": losses,
        "slack": slack,
        "tolerance": TOLERANCE,
        "rounding": ROUNDING,
        "evidence": evidence,
    }
    schedule, single = runner.schedule, runner.dial != ()
    if schedule.closed_loop:
        call["plateau"] = np.array(schedule.kernel)
    elif schedule.affine and not single:
        call |= (
            {} if schedule.steady_from == 0 else {"shape": schedule.shape(steps, 0, steps).rows()}
        )
    else:
        single = True
    if single:
        call["dial"] = runner.dial
        call["schedule"] = schedule
    apart = single or schedule.closed_loop or runner.optimizer.is_global or len(lr) < FEWEST
    noise = (common.seed, index, common.noise) if common.noise else None
    return Task(call, not apart, noise)


def _run(task: Task) -> FloatArray:
    """Run the lanes of one task."""
    call = dict(task.call)
    schedule, dial = call.pop("schedule", None), call.pop("dial", ())
    if task.noise is not None:
        seed, index, deviation = task.noise
        dimensions = call["start"].shape[1]
        call["noise"] = gradient_noise(seed, index, deviation, dimensions, 0, call["n"])
    out = np.empty((len(call["lr"]), COLUMNS))
    if schedule is not None:
        _each_by_itself(call, schedule, dial, out)
    elif not task.lanes:
        _core.outline(**call, out=out)
    else:
        lanes().run(**call, out=out)
        unsure = np.flatnonzero(out[:, 9] != 0.0)
        if len(unsure):
            again = np.empty((len(unsure), COLUMNS))
            own = {name: call[name][unsure] for name in ("lr", "scale", "start", "origin")}
            _core.outline(**{**call, **own}, out=again)
            out[unsure] = again
    return out


def _each_by_itself(call: dict[str, Any], schedule: Any, dial: Any, out: FloatArray) -> None:
    """Run lanes whose rates are not the schedule's shape times their learning rate."""
    for lane in range(len(out)):
        own = {name: call[name][lane : lane + 1] for name in ("lr", "scale", "start", "origin")}
        rates = schedule.rates(float(own["lr"][0]), call["n"], dial=dial)
        _core.outline(**{**call, **own}, rates=rates, out=out[lane : lane + 1])


@functools.cache
def lanes() -> Any:
    """Return the module of the loops over lanes that suits this CPU, or the level LRSIM_CPU asks for."""
    best = _core.cpu_level()
    wish = os.environ.get("LRSIM_CPU", "")
    if wish and wish not in LEVELS.values():
        raise InputError("LRSIM_CPU", wish, f"must be one of {', '.join(LEVELS.values())}")
    for level in sorted(LEVELS, reverse=True):
        if level <= best and (not wish or level <= _number_of(wish)):
            try:
                return importlib.import_module(f"lrsim._lanes_{LEVELS[level]}")
            except ImportError:  # a build for other machines has the baseline alone
                continue
    raise ImportError("lrsim._lanes_baseline is missing: build the core again")


def _number_of(level: str) -> int:
    return next(number for number, name in LEVELS.items() if name == level)


# --- where tasks are run ---


def _worker_count(threads: int | None) -> int:
    if threads is None:
        allowed = getattr(
            os, "sched_getaffinity", None
        )  # a container may have fewer than the machine
        return len(allowed(0)) if allowed else os.cpu_count() or 1
    if isinstance(threads, bool) or not 1 <= threads <= 1024:
        raise InputError("threads", threads, "must be a whole number from 1 to 1024")
    return threads


def _all(
    tasks: Sequence[Task], threads: int | None, executor: Executor | None
) -> Iterable[FloatArray]:
    """Return the outcome of every task, in order."""
    if executor is not None:
        return executor.map(_run, tasks)
    workers = min(_worker_count(threads), len(tasks))
    if workers <= 1:
        return map(_run, tasks)
    return _pool(workers).map(_run, tasks)


@functools.cache
def _pool(workers: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(workers, thread_name_prefix="lrsim")

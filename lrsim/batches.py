"""Many runs at once, of which only the outcome is kept: the engine of sweeps and maps.

A lane is one run: a learning rate, a start, a seed, a value of some parameter. Lanes that share surface,
optimizer and noise go through the core side by side; blocks of them go to threads, or to any other
executor.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lrsim import _core, lanes
from lrsim.diagnosis.evidence import ROUNDING, TOLERANCE, goals
from lrsim.errors import InputError
from lrsim.experiment import MAX_LR, MAX_SCALE, Experiment, experiment_of
from lrsim.lanes import Task
from lrsim.optimizers import Optimizer
from lrsim.simulate import Run, simulate, state_at

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

CHUNK = 2048
"""Lanes in a task at most: some milliseconds of work, and memory that stays in the second cache."""

FEWEST = 8
"""Fewer lanes than this are run one after the other, which costs less than a block of 32."""

WHOLE = ("best_step", "converged_at", "exploded_at", "flips", "rises")
"""Outcomes that are whole numbers."""

LANE_NAMES = ("lr", "lr_x", "lr_y", "start_x", "start_y")
"""What lanes of one task may differ in."""


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
    from_step : int
        Where the lanes part.
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
    from_step: int
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
        experiment = lane_experiment(self.experiment, self.index, values, self.from_step)
        return simulate(experiment, self.index)


def batch(
    surface: Any = "quadratic",
    *,
    index: int = 0,
    vary: Mapping[str, npt.ArrayLike],
    from_step: int = 0,
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
    from_step : int
        Where the lanes part: up to this step all are the runner's own run, with its dial; from here on each
        has the learning rate that is varied.
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
    asked = experiment
    past = _past(experiment, index, from_step, arrays)
    if {"lr", "lr_x", "lr_y"} & set(arrays):
        experiment = experiment.replace_runner(index, dial=())
    count = len(next(iter(arrays.values())))
    common = {"evidence": evidence, **past}
    tasks, rows = _tasks(experiment, index, arrays, count, common, lanes.worker_count(threads))
    out = np.empty((count, lanes.COLUMNS))
    for members, outcomes in zip(rows, lanes.run_all(tasks, threads, executor), strict=True):
        out[members] = outcomes
    whole = out[:, 4:9].astype(np.int64)
    dimensions = experiment.surface.dimensions
    return Batch(
        asked,
        index,
        arrays,
        from_step,
        np.ascontiguousarray(out[:, :dimensions]),
        out[:, 2].copy(),
        out[:, 3].copy(),
        *(np.ascontiguousarray(column) for column in whole.T),
    )


def joined(batches: Sequence[Batch]) -> Batch:
    """Return batches of the same runner, that vary in the same, as one."""
    first = batches[0]
    names = ("position", "loss", "best_loss", *WHOLE)
    both: dict[str, Any] = {
        name: np.concatenate([getattr(part, name) for part in batches]) for name in names
    }
    both["vary"] = {
        name: np.concatenate([part.vary[name] for part in batches]) for name in first.vary
    }
    return dataclasses.replace(first, **both)


def lane_experiment(
    experiment: Experiment, index: int, values: Mapping[str, Any], from_step: int = 0
) -> Experiment:
    """Return the experiment of a single lane: the common one with the lane's own values put in."""
    runner, surface = experiment.runners[index], experiment.surface
    changes: dict[str, Any] = {}
    outer: dict[str, Any] = {}
    start, scales = list(experiment.start), list(runner.scales(surface.dimensions))
    own_rates = {axis: values[name] for axis, name in enumerate(("lr_x", "lr_y")) if name in values}
    for name, value in values.items():
        if name == "lr":
            before = [move for move in runner.dial if move[0] < from_step]
            changes |= (
                {"dial": (*before, (from_step, value))} if from_step else {"lr": value, "dial": ()}
            )
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


# --- lanes that go through the core together ---


def _past(
    experiment: Experiment, index: int, step: int, arrays: Mapping[str, npt.NDArray[Any]]
) -> dict[str, Any]:
    """Return what the core needs to know of the steps that all lanes have in common."""
    if step == 0:
        return {}
    if isinstance(step, bool) or step != int(step) or not 0 < step < experiment.steps:
        allowed = f"must be a whole number from 0 to {experiment.steps - 1}, within the budget"
        raise InputError("from_step", step, allowed)
    if set(arrays) != {"lr"}:
        raise InputError("from_step", step, "goes with a learning rate that is varied, and no more")
    state = state_at(experiment, index, step)
    before = simulate(experiment, index, horizon=step)
    lowest = int(before.loss.argmin())
    return {
        "state": state,
        "first": step,
        "n": experiment.steps - step,
        "start": state[: experiment.surface.dimensions],
        "origin": float(before.loss[0]),
        "lowest": float(before.loss[lowest]),
        "lowest_at": float(before.step[lowest]),
    }


def _tasks(
    experiment: Experiment,
    index: int,
    arrays: Mapping[str, npt.NDArray[Any]],
    count: int,
    common: Mapping[str, Any],
    workers: int,
) -> tuple[list[Task], list[IntArray]]:
    """Divide the lanes into tasks; returns them with the rows of each."""
    size = max(FEWEST * 4, min(CHUNK, -(-count // (4 * workers))))
    own = _own(experiment, index, arrays, count)
    hyper_names = {p.name for p in experiment.runners[index].optimizer.parameters()} & set(arrays)
    outer = {n: a for n, a in arrays.items() if n not in LANE_NAMES and n not in hyper_names}
    inner = {name: arrays[name] for name in hyper_names}
    tasks, rows = [], []
    for values, members in _groups(outer, np.arange(count)):
        shared = lane_experiment(experiment, index, values)
        for rule, groups in _rules(shared.runners[index].optimizer, inner, members):
            for part in _parts(groups, size):
                chosen = np.concatenate([lanes_of for _, lanes_of in part])
                call = {name: array[chosen] for name, array in own.items()}
                call["hyper"] = np.array([hyper for hyper, _ in part])
                call["bounds"] = np.cumsum([0, *(len(lanes_of) for _, lanes_of in part)])
                tasks.append(_task(shared, index, rule, call, common))
                rows.append(chosen)
    return tasks, rows


Group = tuple[tuple[float, ...], IntArray]
"""Hyper-parameters in the order of the core's struct, and the lanes that have them."""


def _groups(
    shared: Mapping[str, npt.NDArray[Any]], members: IntArray
) -> Iterable[tuple[dict[str, Any], IntArray]]:
    """Divide lanes by the values they share; yields those values with the lanes."""
    if not shared:
        yield {}, members
        return
    keys = np.zeros(len(members), dtype=np.int64)
    for array in shared.values():
        distinct, inverse = np.unique(array[members], return_inverse=True)
        _, keys = np.unique(keys * len(distinct) + inverse, return_inverse=True)
    order = np.argsort(keys, kind="stable")
    for group in np.split(members[order], np.flatnonzero(np.diff(keys[order])) + 1):
        if len(group):
            yield {name: array[group[0]].item() for name, array in shared.items()}, group


def _rules(
    optimizer: Optimizer, hyper: Mapping[str, npt.NDArray[Any]], members: IntArray
) -> Iterable[tuple[int, list[Group]]]:
    """Divide lanes by the core's rule, and for each rule by its hyper-parameters."""
    rules: dict[int, list[Group]] = {}
    for values, group in _groups(hyper, members):
        own = type(optimizer)(**{**optimizer.values(), **values}) if values else optimizer
        rule, parameters = own.kernel
        rules.setdefault(int(rule), []).append((parameters, group))
    return rules.items()


def _parts(groups: Iterable[Group], size: int) -> Iterable[list[Group]]:
    """Put groups together, or take them apart, so that about `size` lanes make a task."""
    part: list[Group] = []
    count = 0
    for hyper, members in groups:
        for first in range(0, len(members), size):
            piece = members[first : first + size]
            part.append((hyper, piece))
            count += len(piece)
            if count >= size:
                yield part
                part, count = [], 0
    if part:
        yield part


def _own(
    experiment: Experiment, index: int, arrays: Mapping[str, npt.NDArray[Any]], count: int
) -> dict[str, FloatArray]:
    """Return what is each lane's own: learning rate (n,), its scale (n, d), start (n, d)."""
    runner, dimensions = experiment.runners[index], experiment.surface.dimensions
    lr = _values(arrays, "lr", count, runner.lr, MAX_LR)
    scale = np.tile(np.array(runner.scales(dimensions)), (count, 1))
    start = np.tile(np.array(experiment.start), (count, 1))
    if "lr_x" in arrays or "lr_y" in arrays:
        scale = lr[:, None] * scale
        lr = np.ones(count)
    for name in ("lr_x", "lr_y"):
        if name in arrays:
            scale[:, _axis(experiment, name)] = _values(arrays, name, count, 0.0, MAX_SCALE)
    for name in ("start_x", "start_y"):
        if name in arrays:
            start[:, _axis(experiment, name)] = _values(arrays, name, count, 0.0, None)
    return {"lr": lr, "scale": scale, "start": start}


def _values(
    arrays: Mapping[str, npt.NDArray[Any]],
    name: str,
    count: int,
    default: float,
    most: float | None,
) -> FloatArray:
    if name not in arrays:
        return np.full(count, default)
    values = arrays[name].astype(np.float64)
    fine = np.isfinite(values) if most is None else (values >= 0.0) & (values <= most)
    if not fine.all():
        allowed = "must be finite" if most is None else f"must be a number from 0 to {most:g}"
        raise InputError(f"vary[{name!r}]", float(values[~fine][0]), allowed)
    return values


def _task(
    shared: Experiment,
    index: int,
    rule: int,
    own: Mapping[str, npt.NDArray[Any]],
    common: Mapping[str, Any],
) -> Task:
    surface, runner, steps = shared.surface, shared.runners[index], shared.steps
    losses, slack = goals(surface)
    call: dict[str, Any] = {
        "surface": int(surface.code),
        "parameters": surface.kernel,
        "rule": rule,
        "state": np.zeros(_core.STATE_SIZE),
        "first": 0,
        "n": steps,
        "escape": surface.escape,
        "goals": losses,
        "slack": slack,
        "tolerance": TOLERANCE,
        "rounding": ROUNDING,
        **own,
        **common,
    }
    if call["first"]:  # all begin where their common past ends
        call["start"] = np.tile(call["start"], (len(own["lr"]), 1))
        call["origin"] = np.full(len(own["lr"]), call["origin"])
    else:
        call["origin"] = np.asarray(surface(call["start"]))
    schedule = runner.schedule
    single = schedule.closed_loop or not schedule.affine or runner.dial != ()
    if schedule.closed_loop:
        call["plateau"] = np.array(schedule.kernel)
    if not single and schedule.steady_from != 0:
        call["shape"] = _rows(schedule.shape(steps, call["first"], call["first"] + call["n"]))
    return Task(
        call=call,
        abreast=not single and not runner.optimizer.is_global and _crowded(own["bounds"]),
        noise=(shared.seed, index, shared.noise) if shared.noise else None,
        schedule=schedule if single else None,
        dial=runner.dial,
        steps=steps,
    )


def _rows(shape: Any) -> FloatArray:
    """Return a schedule's shape as the core takes it: offset, factor and floor of each step, (3, n)."""
    rows = np.empty((3, len(shape.factor)))
    rows[0], rows[1], rows[2] = shape.offset, shape.factor, shape.floor
    return rows


def _crowded(bounds: IntArray) -> bool:
    """Tell whether groups are so large that blocks of 32 lanes are not mostly empty."""
    return bool(bounds[-1] >= FEWEST * (len(bounds) - 1))

"""Which lanes go through the core together, and what the core is told about them.

Lanes that share surface and optimizer, and all have noise or none, go side by side; those with the same
hyper-parameters stand next to each other, and a task takes some thousands of them.

It is long because lanes are divided, and the core is told of them, by the same arrays.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from lrsim import _core, buffers
from lrsim.batches.lane import LANE_NAMES, axis_of, lane_setup, parameter_names
from lrsim.batches.lanes import Task
from lrsim.batches.own_surfaces import parameters_of, varied_parameters
from lrsim.batches.values import ENTRIES
from lrsim.catalogue.entries import Entry
from lrsim.convergence import Floor, aims, widenings
from lrsim.declarations import MAX_LR, MAX_NOISE, MAX_SCALE
from lrsim.diagnosis import thresholds
from lrsim.diagnosis.habits import habits_of
from lrsim.errors import InputError, a_number
from lrsim.parameters import BATCH_SIZE, SEED, Whole, within
from lrsim.setup import Setup
from lrsim.surfaces.base import ESCAPE, FARTHER
from lrsim.text.messages import Message
from lrsim.typing import FloatArray, IntArray

Arrays = Mapping[str, npt.NDArray[Any]]

MOST_LANES = 2048
"""Lanes in a task at most: some milliseconds of work, and memory that stays in the second cache."""

FEWEST = 8
"""Fewer lanes than this are run one after the other, which costs less than a block of 32."""


class Division(NamedTuple):
    """Lanes divided into tasks.

    Attributes
    ----------
    tasks : list of Task
        One after the other they take all lanes, in the order below.
    order : ndarray of int64, shape (n,), or None
        The lanes in the order in which the tasks take them; None for the order they have.
    """

    tasks: list[Task]
    order: IntArray | None

    def restored(self, out: FloatArray) -> FloatArray:
        """Return the columns (m, n) of the tasks' outcomes in the lanes' own order."""
        if self.order is None:
            return out
        restored = buffers.empty(out.size).reshape(out.shape)
        restored[:, self.order] = out
        return restored


class Group(NamedTuple):
    """Neighbouring lanes that differ in nothing but what LANE_NAMES lists.

    Of their starts `far` is the largest coordinate where it sets the escape, else 0, and `widening` that of
    the minima known to them.
    """

    shared: Setup
    far: float
    widening: int
    rule: int
    hyperparameters: tuple[float, ...]
    habits: tuple[float, ...]
    begin: int
    end: int


def divide(
    setup: Setup,
    arrays: Arrays,
    count: int,
    common: Mapping[str, Any],
    workers: int,
    *,
    evidence: bool = False,
    own_minimum: Floor | None = None,
) -> Division:
    """Divide lanes into tasks.

    Parameters
    ----------
    setup : Setup
        What the lanes have in common.
    arrays : mapping of str to ndarray, shape (count,)
        What differs from lane to lane, by name.
    count : int
    common : mapping of str to object
        More arguments for the core, the same for all tasks.
    workers : int
        How many threads there are to share the tasks.
    evidence : bool
        Whether evidence is gathered.
    own_minimum : Floor, optional
        A minimum that counts for these lanes alone.

    Returns
    -------
    Division

    Raises
    ------
    InputError
        When a name is not known or a value is out of bounds.
    """
    own = _own(setup, arrays, count)
    varied = {} if evidence else varied_parameters(setup, arrays)
    if varied and FEWEST * _distinct([arrays[name] for name in varied]) > count:
        own["each"] = parameters_of(setup, arrays, varied)
    else:
        varied = {}
    aside = (*LANE_NAMES, *varied)
    shared = {name: array for name, array in arrays.items() if name not in aside}
    tables = {name: _table(shared[name]) for name in ENTRIES if name in shared}
    shared |= {name: codes for name, (_, codes) in tables.items()}
    entries = {name: known for name, (known, _) in tables.items()}
    if "noise" in arrays:  # with and without go apart: 1 stands for any there is
        shared["noise"] = (own["deviation"] > 0.0).astype(np.float64)
    shared |= _of_starts(setup, own["start"])
    order, edges = _in_groups(setup, shared, count)
    if order is not None:
        own = {name: _ordered(array, order) for name, array in own.items()}
        shared = {name: array[order] for name, array in shared.items()}
    size = size_of(count, workers)
    together = _is_common(own["start"])
    templates: dict[tuple[Any, ...], Task] = {}
    tasks = []
    for part in _parts(_groups(setup, shared, edges, entries), size):
        first = part[0]
        key = first[:4]
        if key not in templates:
            start = own["start"][0] if together else None
            base = first.shared if together else _from(own["start"], part, first.shared)
            templates[key] = _template(base, first.rule, start, common, evidence, own_minimum)
        if not together and first.shared.surface.escape is not None:
            _from(own["start"], part, first.shared)  # refuses what lies beyond
        tasks.append(_task(templates[key], part, own))
    return Division(tasks, order)


def alike(setup: Setup, common: Mapping[str, Any]) -> Task:
    """Return a task of lanes that are all the setup itself; `common` is as for `divide`."""
    own = _own(setup, {}, FEWEST)
    rule, numbers = setup.optimizer.kernel
    group = Group(setup, 0.0, 0, int(rule), numbers, (), 0, FEWEST)
    return _task(_template(setup, group.rule, own["start"][0], common, False, None), [group], own)


# --- groups ---


def _in_groups(setup: Setup, shared: Arrays, count: int) -> tuple[IntArray | None, list[int]]:
    """Return an order in which equal lanes are neighbours (None: as they are), and the groups' edges."""
    if count == 0:
        return None, [0]
    if not shared:
        return None, [0, count]
    turns = _turns(shared)
    if FEWEST * (np.count_nonzero(turns) + 1) <= count:
        return None, [0, *(np.flatnonzero(turns) + 1).tolist(), count]
    inner = parameter_names(setup.optimizer)
    # the last key is the first to be sorted by: what needs another setup
    order = np.lexsort(
        [shared[name] for name in sorted(shared, key=lambda name: name not in inner)]
    )
    turns = _turns({name: array[order] for name, array in shared.items()})
    return order, [0, *(np.flatnonzero(turns) + 1).tolist(), count]


def _distinct(columns: list[npt.NDArray[Any]]) -> int:
    """Return how many different rows columns of numbers have."""
    if len(columns) == 1:
        return len(np.unique(columns[0]))  # many times faster than of rows
    return len(np.unique(np.stack(columns, axis=1), axis=0))


def _turns(shared: Arrays) -> npt.NDArray[np.bool_]:
    """Tell of every lane but the first whether it differs from the one before."""
    turns: npt.NDArray[np.bool_] = np.logical_or.reduce([a[1:] != a[:-1] for a in shared.values()])
    return turns


def _table(entries: npt.NDArray[Any]) -> tuple[list[Entry], IntArray]:
    """Return the entries there are, each once, and the place of each lane's among them."""
    places: dict[Entry, int] = {}
    codes = [places.setdefault(entry, len(places)) for entry in entries.tolist()]
    return list(places), np.array(codes, dtype=np.int64)


def _groups(
    setup: Setup, shared: Arrays, edges: list[int], entries: Mapping[str, list[Entry]]
) -> Iterator[Group]:
    """Yield the groups, each with its setup and its rule for the core.

    `entries` holds what the numbers of whole optimizers and schedules stand for.
    """
    known = parameter_names(setup.optimizer)
    first = edges[:-1]
    inner = {name: array[first].tolist() for name, array in shared.items() if name in known}
    outer = {name: array[first].tolist() for name, array in shared.items() if name not in known}
    of_starts = [outer.pop(name, None) for name in (FAR, WIDENING)]
    far, widening = (column or [0] * len(first) for column in of_starts)
    setups: dict[tuple[Any, ...], Setup] = {}
    rules: dict[tuple[Any, ...], tuple[int, tuple[float, ...], tuple[float, ...]]] = {}
    for k, begin in enumerate(first):
        values = {name: column[k] for name, column in outer.items()}
        key = tuple(values.values())
        if key not in setups:
            values |= {name: known[values[name]] for name, known in entries.items()}
            setups[key] = lane_setup(setup, values) if outer else setup
        changed = {name: column[k] for name, column in inner.items()}
        own = (setups[key].optimizer, *changed.values())
        if own not in rules:
            optimizer = setups[key].optimizer.altered(**changed)
            rule, numbers = optimizer.kernel
            rules[own] = int(rule), numbers, habits_of(optimizer)
        yield Group(setups[key], far[k], widening[k], *rules[own], begin, edges[k + 1])


def size_of(count: int, workers: int) -> int:
    """Return about how many of so many lanes make a task."""
    shares = 1 if workers == 1 else 4 * workers
    return max(FEWEST * 4, min(MOST_LANES, -(-count // shares)))


def _parts(groups: Iterator[Group], size: int) -> Iterator[list[Group]]:
    """Put groups together, or take them apart, so that about `size` lanes make a task."""
    part: list[Group] = []
    for group in groups:
        for begin in range(group.begin, group.end, size):
            piece = group._replace(begin=begin, end=min(begin + size, group.end))
            alike = part and part[0].shared is piece.shared and part[0][1:4] == piece[1:4]
            if part and (not alike or part[-1].end - part[0].begin >= size):
                yield part
                part = []
            part.append(piece)
    if part:
        yield part


FAR, WIDENING = "far from the origin", "widening"
"""Names of what lanes of one group have in common of their starts; no quantity that may vary has them."""


def _of_starts(setup: Setup, start: FloatArray) -> dict[str, npt.NDArray[Any]]:
    """Return what else groups lanes by their starts (n, d): where escape or known minima depend on them."""
    if _is_common(start) or not len(start):
        return {}
    farthest = np.abs(start).max(axis=1)
    found = {
        FAR: np.where(farthest > ESCAPE / FARTHER, farthest, 0.0),
        WIDENING: widenings(setup.surface, start),
    }
    return {name: array for name, array in found.items() if array.any()}


def _from(start: FloatArray, part: list[Group], shared: Setup) -> Setup:
    """Return the setup of lanes at the farthest of their starts, (n, d), which have its escape and minima."""
    own = start[part[0].begin : part[-1].end]
    return shared.replace(start=own[np.abs(own).max(axis=1).argmax()].tolist())


# --- what is each lane's own ---


def _own(setup: Setup, arrays: Arrays, count: int) -> dict[str, npt.NDArray[Any]]:
    """Return what is each lane's own: learning rate, its scale and the start (n, d), and of the noise."""
    dimensions = setup.surface.dimensions
    lr = _values(arrays, "lr", count, setup.lr, MAX_LR)
    scale = np.broadcast_to(np.array(setup.scales), (count, dimensions))
    start = np.broadcast_to(np.array(setup.start), (count, dimensions))
    if "lr_x" in arrays or "lr_y" in arrays:
        scale = lr[:, None] * scale
        lr = np.broadcast_to(np.float64(1.0), count)
    for name in ("lr_x", "lr_y"):
        if name in arrays:
            scale[:, axis_of(setup.surface, name)] = _values(arrays, name, count, 0.0, MAX_SCALE)
    if "start_x" in arrays or "start_y" in arrays:
        start = start.copy()
    for name in ("start_x", "start_y"):
        if name in arrays:
            start[:, axis_of(setup.surface, name)] = _values(arrays, name, count, 0.0, None)
    own: dict[str, npt.NDArray[Any]] = {"lr": lr, "scale": scale, "start": start}
    if not setup.noise and arrays.keys().isdisjoint(("noise", "batch_size", "seed")):
        return own
    noise = _values(arrays, "noise", count, setup.noise, MAX_NOISE)
    size = _wholes(arrays, BATCH_SIZE, count, setup.batch_size)
    seed = _wholes(arrays, SEED, count, setup.seed)
    if setup.noise or "noise" in arrays:
        common = "noise" not in arrays and "batch_size" not in arrays
        deviation = np.broadcast_to(np.float64(setup.deviation), count)
        own |= {"deviation": deviation if common else noise / np.sqrt(size), "seed": seed}
    return own


def _wholes(arrays: Arrays, parameter: Whole, count: int, default: int) -> npt.NDArray[np.uint64]:
    """Return a whole number of each lane."""
    name = parameter.name
    if name not in arrays:
        return np.broadcast_to(np.uint64(default), count)
    given, low, high = arrays[name], parameter.low, parameter.high
    whole = given.dtype.kind in "iu"
    wrong = (given < low) | (given > high) if whole else np.ones(count, dtype=np.bool_)
    if wrong.any():
        within(f"vary[{name!r}]", parameter, given[wrong][0].item())
    return given.astype(np.uint64)


def _values(
    arrays: Arrays, name: str, count: int, default: float, most: float | None
) -> FloatArray:
    if name not in arrays:
        return np.broadcast_to(np.float64(default), count)
    values = np.asarray(arrays[name], dtype=np.float64)
    fine = np.isfinite(values) if most is None else (values >= 0.0) & (values <= most)
    if not fine.all():
        allowed = Message("must be finite") if most is None else a_number(0, most)
        raise InputError(f"vary[{name!r}]", float(values[~fine][0]), allowed)
    return values


def _is_common(array: FloatArray) -> bool:
    """Tell whether an array repeats one row, without a copy of it for each lane."""
    return array.strides[0] == 0


def _ordered(array: FloatArray, order: IntArray) -> FloatArray:
    return array if _is_common(array) else array[order]


# --- tasks ---


def _template(
    shared: Setup,
    rule: int,
    start: FloatArray | None,
    common: Mapping[str, Any],
    evidence: bool,
    own_minimum: Floor | None,
) -> Task:
    """Return a task without lanes: all that lanes of one setup and rule have in common."""
    surface, schedule, steps = shared.surface, shared.schedule, shared.steps
    judged = aims(shared, own_minimum)
    call: dict[str, Any] = {
        "surface": int(surface.code),
        "parameters": surface.kernel,
        "rule": rule,
        "state": np.zeros(_core.STATE_SIZE),
        "first": 0,
        "n": steps,
        "escape": shared.escape,
        "clip_norm": shared.clip_norm,
        "clip_value": shared.clip_value,
        "goals": judged.losses,
        "terms": judged.terms,
        **({} if start is None else {"start": start}),
        **common,
    }
    if evidence:
        call["floors"] = judged.table
        call["about"] = np.array([float(steps), shared.deviation, float(shared.clipped)])
        call["thresholds"] = thresholds.CORE
    single = schedule.closed_loop or not schedule.affine or shared.dial != ()
    if schedule.closed_loop:
        call["plateau"] = np.array(schedule.kernel)
    if not single and schedule.steady_from != 0:
        call["shape"] = _rows(schedule.shape(steps, call["first"], call["first"] + call["n"]))
    return Task(
        call=call,
        abreast=not single and not shared.optimizer.is_global,
        schedule=schedule if single else None,
        dial=shared.dial,
        steps=steps,
    )


def _task(template: Task, part: list[Group], own: Mapping[str, FloatArray]) -> Task:
    """Return the task of some neighbouring groups."""
    begin, end = part[0].begin, part[-1].end
    names = [n for n in own if part[0].shared.noise or n not in ("deviation", "seed")]
    call = template.call | {name: own[name][begin:end] for name in names}
    call["hyper"] = np.array([group.hyperparameters for group in part])
    call["bounds"] = np.array([0, *(group.end - begin for group in part)], dtype=np.int64)
    if "thresholds" in call:
        call["habits"] = np.array([group.habits for group in part])
    if "start" in template.call:  # all begin at one place
        call["start"] = np.broadcast_to(template.call["start"], call["start"].shape)
    # groups so small that blocks of 32 lanes are mostly empty cost less one after the other
    abreast = template.abreast and end - begin >= FEWEST * len(part)
    return dataclasses.replace(template, call=call, abreast=abreast)


def _rows(shape: Any) -> FloatArray:
    """Return a schedule's shape as the core takes it: offset, factor and floor of each step, (3, n)."""
    rows = np.empty((3, len(shape.factor)))
    rows[0], rows[1], rows[2] = shape.offset, shape.factor, shape.floor
    return rows

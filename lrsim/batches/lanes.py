"""Where lanes are run: the loops that suit this CPU, one block after the other, in threads or elsewhere."""

from __future__ import annotations

import functools
import importlib
import itertools
import os
from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lrsim import _core, arguments
from lrsim.errors import InputError, one_of
from lrsim.forks import cached_until_fork
from lrsim.schedules import Schedule
from lrsim.typing import FloatArray

LEVELS = {1: "baseline", 3: "v3", 4: "v4"}
"""The levels of x86-64 that the loops over lanes are built for."""

MAX_THREADS = 1024

SHARED = 4
"""Lanes of a seed, on average, from which on their noise is drawn once for all of them."""

MOST_NORMALS = 2**20
"""Numbers drawn beforehand for several seeds: as many as stay in a cache."""

COLUMNS = len(_core.OUTCOME_ROWS)
"""Numbers kept of each lane: the rows of outcomes."""

OWN = ("lr", "scale", "start", "deviation", "seed", "each")
"""Arguments of the core that hold one row for each lane: of the noise where there is any, and the parameters
of each lane's surface where it has one of its own."""


@dataclass(frozen=True, eq=False)
class Task:
    """Lanes that go through the core together, in plain arrays that any executor can send.

    Attributes
    ----------
    call : dict
        Arguments of the core's `run` and `outline`.
    abreast : bool
        Whether they go side by side, or one after the other.
    schedule : Schedule or None
        What the rates of each lane are asked of, where they are no common shape times its learning rate.
    dial : tuple of (int, float)
        The dial's history, for such a schedule.
    steps : int
        The budget, which schedules stretch over.
    """

    call: dict[str, Any]
    abreast: bool
    schedule: Schedule | None
    dial: tuple[tuple[int, float], ...]
    steps: int

    def __len__(self) -> int:
        return len(self.call["lr"])


def run_all(
    tasks: Sequence[Task], out: FloatArray, threads: int | None, executor: Executor | None
) -> None:
    """Run every task's lanes; their outcomes fill `out`, float64 (COLUMNS, lanes), task by task."""
    ends = list(itertools.accumulate(len(task) for task in tasks))
    places = [out[:, end - len(task) : end] for task, end in zip(tasks, ends, strict=True)]
    if executor is not None:
        for place, outcomes in zip(places, executor.map(run_task, tasks), strict=True):
            place[...] = outcomes
        return
    workers = min(worker_count(threads), len(tasks))
    call = map if workers <= 1 else _pool(workers).map
    for _ in call(fill, tasks, places):
        pass


def run_task(task: Task) -> FloatArray:
    """Run the lanes of one task and return their outcomes, float64 (COLUMNS, lanes)."""
    out = np.empty((COLUMNS, len(task)))
    fill(task, out)
    return out


def fill(task: Task, out: FloatArray) -> None:
    """Run the lanes of one task and put their outcomes into `out`, float64 (COLUMNS, lanes).

    Where it is cancelled meanwhile they mean nothing.
    """
    call = dict(task.call)
    if "cancel" in call and call["cancel"][0]:
        return
    if "seed" in call:
        _share_noise(call)
    if task.schedule is not None:
        if task.dial and "thresholds" in call:
            call["turns"] = np.array([step for step, _ in task.dial], dtype=np.int64)
        for lane in range(len(task)):
            rates = _rates(task, task.schedule, lane)
            _outline(_some(call, [lane]) | {"rates": rates}, out[:, lane : lane + 1])
    elif not task.abreast:
        _outline(call, out)
    else:
        loops().run(**call, out=out)
        unsure = np.flatnonzero(out[_core.OUTCOME_ROWS["unsure"]] != 0.0)
        if len(unsure):
            again = np.empty((COLUMNS, len(unsure)))
            _outline(_some(call, unsure), again)
            out[:, unsure] = again


def _outline(call: dict[str, Any], out: FloatArray) -> None:
    """Run lanes one after the other."""
    if "each" not in call:
        _core.outline(**call, out=out)
        return
    for lane in range(len(call["lr"])):
        one = _some(call, [lane])
        parameters = one.pop("each")[0]
        _core.outline(**one | {"parameters": parameters}, out=out[:, lane : lane + 1])


def _share_noise(call: dict[str, Any]) -> None:
    """Draw the noise once for lanes of the same seed, where there are few seeds; else each draws its own."""
    seed = call["seed"]
    if (seed == seed[0]).all():
        streams, place = seed[:1], np.zeros(len(seed), dtype=np.int64)
    else:
        streams, place = np.unique(seed, return_inverse=True)
    n, dimensions = call["n"], call["start"].shape[1]
    if len(streams) > 1 and (
        SHARED * len(streams) > len(place) or n * len(streams) * dimensions > MOST_NORMALS
    ):
        return
    normals = np.empty((n, len(streams), dimensions))
    for k, stream in enumerate(streams.tolist()):
        _core.normals(stream, 1.0, call["first"], normals[:, k])
    call["normals"] = normals.reshape(n, -1)
    call["seed"] = place.astype(np.uint64)


def _rates(task: Task, schedule: Schedule, lane: int) -> FloatArray:
    first = task.call["first"]
    lr = float(task.call["lr"][lane])
    stop = first + task.call["n"]
    return schedule.rates(lr, task.steps, dial=task.dial, first=first, stop=stop)


def _some(call: dict[str, Any], lanes: npt.ArrayLike) -> dict[str, Any]:
    """Return the arguments for some of the lanes, each a group of its own."""
    group = np.searchsorted(call["bounds"], lanes, side="right") - 1
    own = {name: call[name][lanes] for name in OWN if name in call}
    alone = {"hyper": call["hyper"][group], "bounds": np.arange(len(group) + 1)}
    if "habits" in call:
        alone["habits"] = call["habits"][group]
    return {**call, **own, **alone}


@functools.cache
def loops() -> Any:
    """Return the module of the loops over lanes that suits this CPU, or the level LRSIM_CPU asks for.

    Raises
    ------
    InputError
        When LRSIM_CPU names no level; one that the CPU lacks falls back to the best it has.
    """
    numbers = {name: number for number, name in LEVELS.items()}
    wish = os.environ.get("LRSIM_CPU", "")
    if wish and wish not in numbers:
        raise InputError("LRSIM_CPU", wish, one_of(numbers))
    limit = min(_core.cpu_level(), numbers.get(wish, max(LEVELS)))
    for level in sorted((number for number in LEVELS if number <= limit), reverse=True):
        try:
            return importlib.import_module(f"lrsim._lanes_{LEVELS[level]}")
        except ImportError:  # a build for other machines has the baseline alone
            continue
    raise ImportError("lrsim._lanes_baseline is missing: build the core again")


def worker_count(threads: int | None) -> int:
    """Return how many threads to use: those asked for, or all cores."""
    if threads is None:
        allowed = getattr(
            os, "sched_getaffinity", None
        )  # a container may have fewer than the machine
        return len(allowed(0)) if allowed else os.cpu_count() or 1
    return arguments.whole("threads", threads, 1, MAX_THREADS)


@cached_until_fork()
def _pool(workers: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(workers, thread_name_prefix="lrsim")

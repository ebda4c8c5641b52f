"""Where lanes are run: the loops that suit this CPU, one block after the other, in threads or elsewhere."""

from __future__ import annotations

import functools
import importlib
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from lrsim import _core
from lrsim.errors import InputError
from lrsim.noise import gradient_noise
from lrsim.schedules import Schedule

FloatArray = npt.NDArray[np.float64]

LEVELS = {1: "baseline", 3: "v3", 4: "v4"}
"""The levels of x86-64 that the loops over lanes are built for."""

MAX_THREADS = 1024

COLUMNS = 10
"""Numbers kept of each lane, in the order of `_outcome.pxd`."""

OWN = ("lr", "scale", "start", "origin")
"""Arguments of the core that hold one row for each lane."""


class Task(NamedTuple):
    """Lanes that go through the core together, in plain arrays that any executor can send.

    Attributes
    ----------
    call : dict
        Arguments of the core's `run` and `outline`.
    abreast : bool
        Whether they go side by side, or one after the other.
    noise : tuple of (int, int, float), or None
        Seed, runner and deviation of the gradient noise.
    schedule : Schedule or None
        What the rates of each lane are asked of, where they are no common shape times its learning rate.
    dial : tuple of (int, float)
        The dial's history, for such a schedule.
    """

    call: dict[str, Any]
    abreast: bool
    noise: tuple[int, int, float] | None
    schedule: Schedule | None
    dial: tuple[tuple[int, float], ...]
    steps: int


def run_all(
    tasks: Sequence[Task], threads: int | None, executor: Executor | None
) -> Iterable[FloatArray]:
    """Return the outcomes of every task's lanes, (lanes, COLUMNS), in the order of the tasks."""
    if executor is not None:
        return executor.map(run_task, tasks)
    workers = min(worker_count(threads), len(tasks))
    if workers <= 1:
        return map(run_task, tasks)
    return _pool(workers).map(run_task, tasks)


def run_task(task: Task) -> FloatArray:
    """Run the lanes of one task and return their outcomes, float64 (lanes, COLUMNS)."""
    call = dict(task.call)
    if task.noise is not None:
        first, dimensions = call["first"], call["start"].shape[1]
        call["noise"] = gradient_noise(*task.noise, dimensions, first, first + call["n"])
    out = np.empty((len(call["lr"]), COLUMNS))
    if task.schedule is not None:
        for lane in range(len(out)):
            rates = _rates(task, task.schedule, lane)
            _core.outline(**_some(call, [lane]), rates=rates, out=out[lane : lane + 1])
    elif not task.abreast:
        _core.outline(**call, out=out)
    else:
        loops().run(**call, out=out)
        unsure = np.flatnonzero(out[:, -1] != 0.0)
        if len(unsure):
            again = np.empty((len(unsure), COLUMNS))
            _core.outline(**_some(call, unsure), out=again)
            out[unsure] = again
    return out


def _rates(task: Task, schedule: Schedule, lane: int) -> FloatArray:
    first = task.call["first"]
    lr = float(task.call["lr"][lane])
    stop = first + task.call["n"]
    return schedule.rates(lr, task.steps, dial=task.dial, first=first, stop=stop)


def _some(call: dict[str, Any], lanes: npt.ArrayLike) -> dict[str, Any]:
    """Return the arguments for some of the lanes, each a group of its own."""
    group = np.searchsorted(call["bounds"], lanes, side="right") - 1
    own = {name: call[name][lanes] for name in OWN}
    alone = {"hyper": call["hyper"][group], "bounds": np.arange(len(group) + 1)}
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
        raise InputError("LRSIM_CPU", wish, f"must be one of {', '.join(numbers)}")
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
    if isinstance(threads, bool) or not 1 <= threads <= MAX_THREADS:
        raise InputError("threads", threads, f"must be a whole number from 1 to {MAX_THREADS}")
    return threads


@functools.cache
def _pool(workers: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(workers, thread_name_prefix="lrsim")

"""Many learning rates of one setup, asked for in turns: what they have in common is prepared once."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from lrsim import buffers
from lrsim.batches import lanes
from lrsim.batches.batch import (
    Batch,
    batch_from,
    common_of,
    side_by_side,
    with_own_minima,
)
from lrsim.batches.division import FEWEST, alike, size_of
from lrsim.batches.seeds import crossed
from lrsim.cancel import Cancel
from lrsim.convergence import Floor, aims
from lrsim.runs.run import Run
from lrsim.runs.simulate import simulate
from lrsim.runs.stopping import Stopped, Stops, never, stops_of
from lrsim.setup import Setup
from lrsim.typing import BoolArray, FloatArray

Arrays = Mapping[str, npt.NDArray[Any]]

Matters = Callable[[Batch], BoolArray]

ENDLESS = 2**40
"""More lanes than there will ever be: one row repeated takes no memory."""


class Fan:
    """Runs of one setup that differ in their learning rate alone; they are the same bits as a batch's.

    Parameters
    ----------
    setup : Setup
    seeds : tuple of int
        With which each learning rate is run; empty for the setup's own alone.
    from_step : int
        Where they part.
    threads : int, optional
        As for `batch`.
    cancel : Cancel, optional
        As for `batch_of`.
    before : sequence of Run
        The runs up to there, one for each seed, where they are known.
    """

    def __init__(
        self,
        setup: Setup,
        seeds: tuple[int, ...] = (),
        from_step: int = 0,
        threads: int | None = None,
        cancel: Cancel | None = None,
        before: Sequence[Run] = (),
    ) -> None:
        self._setup, self._seeds, self._from_step = setup, seeds, from_step
        self._threads, self._workers = threads, lanes.worker_count(threads)
        self._cancel = cancel
        self._each: list[Fan] = []
        if seeds and from_step:  # each seed has a past of its own
            runs = before or runs_before(setup, from_step, seeds, stops_of(cancel))
            self._each = [Fan(run.setup, (), from_step, threads, cancel, [run]) for run in runs]
            return
        self._before = before[0] if before else None
        common = common_of(setup, from_step, None, cancel, self._before)
        plain = setup.replace(dial=()) if setup.dial else setup
        self._like = alike(plain, common)
        shared = {name: self._like.call[name] for name in lanes.OWN if name in self._like.call}
        self._rows = {n: np.broadcast_to(a[0], (ENDLESS, *a.shape[1:])) for n, a in shared.items()}

    def __call__(self, lrs: FloatArray, matters: Matters | None = None) -> Batch:
        """Return what became of learning rates, float64 (n,), `MAX_LR` at most.

        Where `matters` is given it tells of which lanes it matters when they converged, if they did so in a
        minimum of their own.
        """
        if self._each:
            return side_by_side([fan(lrs) for fan in self._each], self._setup, self._seeds)
        arrays = crossed({"lr": lrs}, self._seeds) if self._seeds else {"lr": lrs}

        def named(out: FloatArray) -> Batch:
            return batch_from(out, self._setup, arrays, self._from_step, self._seeds)

        out = self._outcomes(self._like, arrays)
        return with_own_minima(out, arrays, named, self._judged_by, matters)

    def _outcomes(self, like: lanes.Task, arrays: Arrays) -> FloatArray:
        """Run all lanes, float64 (COLUMNS, lanes), each as those of a task are."""
        count = len(arrays["lr"])
        out = buffers.empty(lanes.COLUMNS * count).reshape(lanes.COLUMNS, count)
        size = size_of(count, self._workers)
        tasks = [self._task(like, arrays, k, k + size) for k in range(0, count, size)]
        lanes.run_all(tasks, out, self._threads, None)
        if self._cancel is not None and self._cancel.is_set():
            raise Stopped
        return out

    def _task(self, like: lanes.Task, arrays: Arrays, begin: int, end: int) -> lanes.Task:
        end = min(end, len(arrays["lr"]))
        own = {name: rows[begin:end] for name, rows in self._rows.items()}
        own["lr"] = arrays["lr"][begin:end]
        if "seed" in own and "seed" in arrays:
            own["seed"] = arrays["seed"][begin:end].astype(np.uint64)
        call = like.call | own
        call["bounds"] = np.array([0, end - begin])
        abreast = like.abreast and end - begin >= FEWEST
        return dataclasses.replace(like, call=call, abreast=abreast)

    def _judged_by(self, own: Floor | None, arrays: Arrays) -> FloatArray:
        judged = aims(self._setup, own)
        common = common_of(self._setup, self._from_step, own, self._cancel, self._before)
        call = self._like.call | {"goals": judged.losses, "terms": judged.terms} | common
        return self._outcomes(dataclasses.replace(self._like, call=call), arrays)


def runs_before(
    setup: Setup, step: int, seeds: tuple[int, ...] = (), stops: Stops = never
) -> list[Run]:
    """Return the runs of a setup up to a step, one for each seed; none of no steps.

    Without seeds there is one, with the setup's own.
    """
    if step == 0:
        return []
    setups = [setup.replace(seed=seed) for seed in seeds] or [setup]
    return [simulate(own, horizon=step, stops=stops) for own in setups]

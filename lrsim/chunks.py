"""Large work in chunks: sent to whoever computes, sent again when a worker dies, kept when finished."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from typing import Any, Protocol

import numpy.typing as npt

import lrsim
from lrsim.errors import InputError
from lrsim.store import Fields, Store
from lrsim.tiles import Tiling
from lrsim.workers import Workers

AHEAD = 2
"""Chunks in flight for each one that is being computed: none has to wait for the next, memory is bounded."""

ATTEMPTS = 3
"""A chunk is given up after this many workers have died of it."""

PATIENCE = 1.0
"""Seconds without news after which one looks whether anybody is there."""

LINGER = 3.0
"""Seconds for which, after Ctrl+C, chunks that have begun are waited for."""

Cells = dict[str, npt.NDArray[Any]]
"""What is kept of a tile's cells: an array of the tile's shape for each field."""


class Part(Protocol):
    """The description of one chunk, small and picklable."""

    def compute(self) -> Cells:
        """Run its cells."""


class Job(Protocol):
    """Work that can be done in chunks."""

    @property
    def tiling(self) -> Tiling:
        """How its table is cut."""

    @property
    def fields(self) -> Fields:
        """What is kept of each cell."""

    @property
    def subject(self) -> dict[str, str]:
        """What it is about, in words, so that nobody goes on with something else."""

    def part(self, number: int) -> Part:
        """Return the description of one chunk."""


Watch = Callable[[int, int], None]
"""Is told how many chunks are done, of how many."""


def compute(part: Part, version: str) -> Cells:
    """Run one chunk; this is what workers call.

    Raises
    ------
    InputError
        When the worker has another version of lrsim, whose figures may be others.
    """
    if version != lrsim.__version__:
        raise InputError(
            "a worker", lrsim.__version__, f"must have lrsim {version}, as this machine has"
        )
    return part.compute()


def run(job: Job, store: Store, workers: Workers, watch: Watch | None = None) -> None:
    """Compute the chunks that the store does not have yet, and put them there as they finish.

    Whatever ends it early, Ctrl+C too: chunks that have finished are in the store.

    Parameters
    ----------
    job : Job
    store : Store
        With the job's tiling and fields.
    workers : Workers
    watch : callable, optional
        Called at the beginning and after every finished chunk with how many there are, and of how many.

    Raises
    ------
    InputError
        When a chunk is given up; it names the chunk.
    """
    _Run(job, store, workers, watch or _unwatched).run()


def _unwatched(done: int, total: int) -> None:
    """Tell nobody."""


class _Run:
    """One pass over the chunks: what waits, what is in flight, and how often each has failed."""

    def __init__(self, job: Job, store: Store, workers: Workers, watch: Watch) -> None:
        self._job, self._store, self._workers, self._watch = job, store, workers, watch
        self._total = job.tiling.count
        self._waiting = deque(number for number in range(self._total) if number not in store)
        self._flying: dict[Future[Cells], int] = {}
        self._failures: Counter[int] = Counter()

    def run(self) -> None:
        """Go on until every chunk is in the store."""
        self._watch(len(self._store), self._total)
        try:
            while self._waiting or self._flying:
                self._send()
                done, _ = wait(self._flying, PATIENCE, FIRST_COMPLETED)
                self._receive(done)
                if not done:
                    self._workers.check()
        except BaseException:
            self._stop()
            raise

    def _send(self) -> None:
        while self._waiting and len(self._flying) < AHEAD * self._workers.width:
            part = self._job.part(self._waiting[0])
            future = self._workers.submit(compute, part, lrsim.__version__)
            self._flying[future] = self._waiting.popleft()

    def _receive(self, done: set[Future[Cells]]) -> None:
        for future in done:
            error = CancelledError() if future.cancelled() else future.exception()
            if error is None:
                self._keep(future)
            else:
                self._failed(self._flying.pop(future), error)

    def _keep(self, future: Future[Cells]) -> None:
        self._store.put(self._flying[future], future.result())
        del self._flying[future]
        self._watch(len(self._store), self._total)

    def _failed(self, number: int, error: BaseException) -> None:
        """Put a chunk whose worker died back in the queue; other errors are those of the work itself."""
        hopeless = isinstance(error, self._workers.hopeless)
        if not hopeless and not self._workers.lost(error):
            error.add_note(f"in {self._named(number)}")
            raise error
        self._failures[number] += 1
        if hopeless or self._failures[number] >= ATTEMPTS:
            allowed = "was given up: each worker that began with it died"
            raise InputError(self._named(number), None, allowed) from error
        self._workers.renew(error)
        self._waiting.append(number)

    def _named(self, number: int) -> str:
        tile = self._job.tiling.tile(number)
        rows = f"rows {tile.top} to {tile.bottom - 1}, columns {tile.left} to {tile.right - 1}"
        return f"chunk {number + 1} of {self._total} ({rows})"

    def _stop(self) -> None:
        """Call back what has not begun, and keep what finishes anyway."""
        begun = [future for future in self._flying if not future.cancel()]
        if self._workers.lingers:
            wait(begun, LINGER)
        for future in begun:
            if future.done() and not future.cancelled() and future.exception() is None:
                self._keep(future)

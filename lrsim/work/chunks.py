"""Large work in chunks: sent to whoever computes, sent again when a worker dies, kept when finished."""

from __future__ import annotations

import itertools
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from typing import Any, Protocol

import numpy.typing as npt

import lrsim
from lrsim.errors import InputError
from lrsim.text.messages import Message, plural
from lrsim.work.store import Fields, Store
from lrsim.work.tiles import Tiling
from lrsim.work.workers import Workers

AHEAD = 2
"""Calls in flight for each one that is being computed: none has to wait for the next, memory is bounded."""

IN_FLIGHT = 2**30
"""Bytes of results that may be under way: where more come than can be written they wait here, in memory."""

ATTEMPTS = 3
"""A chunk is given up after this many workers have died of it."""

PATIENCE = 1.0
"""Seconds without news after which one looks whether anybody is there."""

LINGER = 3.0
"""Seconds for which, after Ctrl+C, chunks that have begun are waited for."""

Arrays = dict[str, npt.NDArray[Any]]
"""What is kept of a tile's cells: an array of the tile's shape for each field."""


class Part(Protocol):
    """The description of one chunk, small and picklable."""

    def compute(self) -> Arrays:
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


def compute(parts: Sequence[Part], version: str) -> list[Arrays]:
    """Run some chunks; this is what workers call.

    Raises
    ------
    InputError
        When the worker has another version of lrsim, whose figures may be others.
    """
    if version != lrsim.__version__:
        allowed = Message("must have lrsim {version}, as this machine has", version=version)
        raise InputError(Message("a worker"), lrsim.__version__, allowed)
    return [part.compute() for part in parts]


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
        self._flying: dict[Future[list[Arrays]], tuple[int, ...]] = {}
        self._failures: Counter[int] = Counter()
        self._most = max(2, IN_FLIGHT // store.size(0))

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
        calls = min(AHEAD * self._workers.width, self._most)
        while self._waiting and len(self._flying) < calls:
            numbers = self._next(calls)
            parts = [self._job.part(number) for number in numbers]
            future = self._workers.submit(compute, parts, lrsim.__version__)
            self._flying[future] = numbers
            for _ in numbers:
                self._waiting.popleft()

    def _next(self, calls: int) -> tuple[int, ...]:
        """Return the chunks that are sent together, fewer towards the end; a suspect goes alone."""
        fair = min(len(self._waiting), self._most) // calls
        count = max(1, min(self._workers.together, fair))
        first = list(itertools.islice(self._waiting, count))
        alone = next((k for k, number in enumerate(first) if self._failures[number]), count)
        return tuple(first[: max(1, alone)])

    def _receive(self, done: Iterable[Future[list[Arrays]]]) -> None:
        for future in done:
            error = CancelledError() if future.cancelled() else future.exception()
            if error is None:
                self._keep(future)
            else:
                self._failed(self._flying.pop(future), error)

    def _keep(self, future: Future[list[Arrays]]) -> None:
        for number, cells in zip(self._flying[future], future.result(), strict=True):
            if number not in self._store:  # Ctrl+C may have come in the middle of this
                self._store.put(number, cells)
        del self._flying[future]
        self._watch(len(self._store), self._total)

    def _failed(self, numbers: tuple[int, ...], error: BaseException) -> None:
        """Put chunks whose worker died back in the queue; other errors are those of the work itself."""
        killer = isinstance(error, self._workers.hopeless)
        if not killer and not self._workers.lost(error):
            error.add_note(f"in {self._named(numbers)}")
            raise self._workers.explained(error)
        self._failures.update(numbers)
        if (killer and len(numbers) == 1) or self._failures[numbers[0]] >= ATTEMPTS:
            allowed = Message("was given up: each worker that had it died")
            raise InputError(self._named(numbers), None, allowed) from error
        self._workers.renew(error)
        self._waiting.extend(numbers)

    def _named(self, numbers: tuple[int, ...]) -> Message:
        tile = self._job.tiling.tile(numbers[0])
        chunk = Message(
            "chunk {number} of {total} (rows {top} to {bottom}, columns {left} to {right})",
            number=numbers[0] + 1,
            total=self._total,
            top=tile.top,
            bottom=tile.bottom - 1,
            left=tile.left,
            right=tile.right - 1,
        )
        more = len(numbers) - 1
        if not more:
            return chunk
        return plural(
            "{chunk} or the {n} after it", "{chunk} or the {n} after it", n=more, chunk=chunk
        )

    def _stop(self) -> None:
        """Call back what has not begun, and keep what finishes anyway, where it can be kept."""
        begun = [future for future in self._flying if not future.cancel()]
        if self._workers.lingers and self._store.lasts:
            wait(begun, LINGER)
        for future in begun:
            if future.done() and not future.cancelled() and future.exception() is None:
                self._keep(future)

"""Work that takes longer than a frame: done on other threads, its result handed over in the window's own."""

from __future__ import annotations

import contextlib
import functools
import queue
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from lrsim.cancel import Cancel
from lrsim.errors import InputError
from lrsim.text.messages import shown

if TYPE_CHECKING:  # a cost at run time, before there is work
    from concurrent.futures import ThreadPoolExecutor

THREADS = 4
"""Jobs at a time: each view has one, and what is seen of views at once is fewer than this."""


POLL_MS = 3
"""How often the window looks for results while there is work."""


@dataclass(frozen=True, eq=False)
class _Job:
    key: Hashable
    work: Callable[[Cancel], Any]
    done: Callable[[Any], object]
    cancel: Cancel = field(default_factory=Cancel)


@dataclass(frozen=True, eq=False)
class _End:
    job: _Job
    result: Any = None
    error: Exception | None = None


class Background(QObject):
    """Runs jobs on worker threads; of each key only the newest counts.

    A key never has two jobs running: a newer one cancels the one that runs, takes the place of the one that
    waits, and starts when the running one has ended. Everything but the work happens in the GUI thread, which
    looks for results: a worker touches nothing of Qt, so that a window may go while there is work.

    Signals
    -------
    failed(str)
        A job has failed; the message is for the user. An error that is no `InputError` is a bug and is
        raised in the GUI thread as well.

    Examples
    --------
    ::

        background.submit("arc", lambda cancel: arc_of(experiment), self.show_arc)
    """

    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: dict[Hashable, _Job] = {}
        self._waiting: dict[Hashable, _Job] = {}
        self._ended: queue.SimpleQueue[_End] = queue.SimpleQueue()
        self._closed = False
        self._poll = QTimer(self, interval=POLL_MS, timerType=Qt.TimerType.PreciseTimer)
        self._poll.timeout.connect(self.collect)

    @functools.cached_property
    def _pool(self) -> ThreadPoolExecutor:
        """The threads, from the first job on: a window is seen before it has any."""
        from concurrent.futures import ThreadPoolExecutor

        return ThreadPoolExecutor(THREADS, thread_name_prefix="lrsim-background")

    def submit(
        self, key: Hashable, work: Callable[[Cancel], Any], done: Callable[[Any], object]
    ) -> None:
        """Run `work(cancel)` on a worker thread and call `done(result)` in the GUI thread.

        Parameters
        ----------
        key : hashable
            Whose work it is: a job with the same key that has not been done yet never will be.
        work : callable
            Takes a `Cancel`; long work asks it and returns early. It must touch no widget.
        done : callable
            Takes what `work` returned. A picture that grows submits its next part from here.
        """
        self.cancel(key)
        if self._closed:
            return
        job = _Job(key, work, done)
        if key in self._running:
            self._waiting[key] = job
        else:
            self._start(job)

    def cancel(self, key: Hashable) -> None:
        """Forget a key's job: its `done` will not be called."""
        self._waiting.pop(key, None)
        if key in self._running:
            self._running[key].cancel.set()

    def is_busy(self, key: Hashable) -> bool:
        """Return whether a key's `done` is still to be called."""
        running = self._running.get(key)
        return key in self._waiting or (running is not None and not running.cancel.is_set())

    @property
    def is_idle(self) -> bool:
        """Whether there is no work at all."""
        return not self._running and not self._waiting

    def close(self) -> None:
        """Cancel everything; nothing is done any more."""
        self._closed = True
        self._poll.stop()
        self._waiting.clear()
        for job in self._running.values():
            job.cancel.set()
        if "_pool" in vars(self):
            self._pool.shutdown(wait=False, cancel_futures=True)

    def _start(self, job: _Job) -> None:
        self._running[job.key] = job
        self._pool.submit(_do, job, self._ended)
        self._poll.start()

    def collect(self, *, wait: float = 0.0) -> None:
        """Finish the jobs that have ended; if there is work, wait up to so many seconds for one that ends."""
        if wait and self._running:
            with contextlib.suppress(queue.Empty):
                self._ended.put(self._ended.get(timeout=wait))
        for _ in range(self._ended.qsize()):
            end = self._ended.get()
            self._finish(end.job, end.result, end.error)
        if not self._running:
            self._poll.stop()

    def _finish(self, job: _Job, result: Any, error: Exception | None) -> None:
        del self._running[job.key]
        following = self._waiting.pop(job.key, None)
        if following is not None:
            self._start(following)
        if job.cancel.is_set():
            return
        if error is None:
            job.done(result)
            return
        if isinstance(error, InputError):
            self.failed.emit(shown(error))
            return
        self.failed.emit(str(error) or type(error).__name__)
        raise error


def _do(job: _Job, ended: queue.SimpleQueue[_End]) -> None:
    """Do a job's work, on a worker thread."""
    try:
        result = None if job.cancel.is_set() else job.work(job.cancel)
    except Exception as error:  # handed over and said there
        ended.put(_End(job, error=error))
    else:
        ended.put(_End(job, result))

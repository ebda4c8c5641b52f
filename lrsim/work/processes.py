"""An executor of processes in which a worker that dies takes its own call with it, and nothing else.

`concurrent.futures.ProcessPoolExecutor` shares one pipe for results and breaks as a whole; a worker that is
killed while it writes there leaves the others waiting for ever. Here each worker has a pipe of its own.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import queue
import signal
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, NamedTuple, TypeVar

Result = TypeVar("Result")


class WorkerDiedError(BrokenExecutor):
    """The process that ran this call is gone; the executor goes on with a new one."""


class _Call(NamedTuple):
    future: Future[Any]
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    named: dict[str, Any]


class _Worker(NamedTuple):
    process: BaseProcess
    connection: Connection


class ProcessExecutor(Executor):
    """Runs calls in processes that are spawned, as a fork of a process with threads may hang.

    Parameters
    ----------
    count : int
        How many processes; each is started with its first call.
    """

    def __init__(self, count: int) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._calls: queue.SimpleQueue[_Call | None] = queue.SimpleQueue()
        self._workers: dict[int, _Worker] = {}
        self._lock = threading.Lock()
        self._closed = False
        self._threads = [
            threading.Thread(target=self._serve, args=(place,), daemon=True, name=f"lrsim-{place}")
            for place in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def submit(
        self, function: Callable[..., Result], /, *arguments: Any, **named: Any
    ) -> Future[Result]:
        if self._closed:
            raise RuntimeError("cannot schedule new futures after shutdown")
        future: Future[Result] = Future()
        self._calls.put(_Call(future, function, arguments, named))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        if not self._closed:
            self._closed = True
            if cancel_futures:
                self._cancel()
            for _ in self._threads:
                self._calls.put(None)
        if wait:
            for thread in self._threads:
                thread.join()

    def kill(self) -> None:
        """Shut down at once: calls that have begun end with `WorkerDiedError`."""
        self.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            for worker in self._workers.values():
                worker.process.kill()
        self.shutdown()

    def pids(self) -> list[int]:
        """Return the process ids of the workers there are."""
        with self._lock:
            workers = list(self._workers.values())
        return [worker.process.pid for worker in workers if worker.process.pid is not None]

    def _cancel(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                call = self._calls.get_nowait()
                if call is not None:
                    call.future.cancel()

    def _serve(self, place: int) -> None:
        """Hand the calls of the queue to the worker of one place, and start it anew when it has died."""
        while (call := self._calls.get()) is not None:
            if not call.future.set_running_or_notify_cancel():
                continue
            try:
                done, value = self._ask(place, call)
            except (
                Exception
            ) as error:  # a call that cannot be pickled, or no more processes to be had
                done, value = False, error
            if done:
                call.future.set_result(value)
            else:
                call.future.set_exception(value)
            del call  # or its result stays in memory until the next one comes
        self._dismiss(place)

    def _ask(self, place: int, call: _Call) -> tuple[bool, Any]:
        """Return whether a call came to its end, and its result or exception."""
        worker = self._worker(place)
        try:
            worker.connection.send((call.function, call.arguments, call.named))
            answer: tuple[bool, Any] = worker.connection.recv()
        except (EOFError, OSError):
            code = self._dismiss(place)
            return False, WorkerDiedError(f"a worker process ended with status {code}")
        return answer

    def _worker(self, place: int) -> _Worker:
        with self._lock:
            if place not in self._workers:
                if self._closed:
                    raise WorkerDiedError("the executor was shut down")
                ours, theirs = self._context.Pipe()
                process = self._context.Process(target=_work, args=(theirs,), daemon=True)
                _block_interrupts()
                process.start()
                theirs.close()  # so that its end is seen when the process has gone
                self._workers[place] = _Worker(process, ours)
            return self._workers[place]

    def _dismiss(self, place: int) -> int | None:
        """Let a worker go, and return its exit status."""
        with self._lock:
            worker = self._workers.pop(place, None)
        if worker is None:
            return None
        worker.connection.close()
        worker.process.join()
        return worker.process.exitcode


def _block_interrupts() -> None:
    """Keep Ctrl+C from a process that this thread starts, from its first moment on: it inherits the mask."""
    if hasattr(signal, "pthread_sigmask"):
        from multiprocessing import resource_tracker

        resource_tracker.ensure_running()  # which would let it through again when it is started later
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _work(connection: Connection) -> None:
    """Answer calls until nobody is at the other end; Ctrl+C is the other end's affair."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(EOFError, OSError):
        while True:
            function, arguments, named = connection.recv()
            connection.send(_answer(function, arguments, named))


def _answer(
    function: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]
) -> tuple[bool, Any]:
    try:
        return True, function(*arguments, **named)
    except Exception as error:
        return False, error

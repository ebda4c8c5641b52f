"""Ctrl+C, SIGTERM and SIGHUP: they end a command quietly, with 128 + their number, and leave nothing behind.

As long as modules load there is nothing to put in order, and an exception may get lost in what they run in C:
the process leaves at once. While a command works a signal is a `KeyboardInterrupt`, so that files and workers
are cared for on the way out. A signal that was ignored when the process began (``nohup``) stays so.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from types import FrameType, TracebackType

Handler = Callable[[int, FrameType | None], object] | int | None

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")

GRACE = 1.0
"""Seconds after a signal in which others change nothing: a terminal that is closed sends two, and the second
must not disturb the putting in order."""

AGAIN = 0.01
"""Seconds after which an interruption that got lost comes again."""


def leave_at_once() -> None:
    """Let the signals end the process on the spot."""
    _heed(_leave)


@contextlib.contextmanager
def loading() -> Iterator[None]:
    """Let signals end the process on the spot while a command loads modules, before it has begun anything."""
    before = _handlers()
    leave_at_once()
    try:
        yield
    finally:
        _restore(before)


class Work:
    """The time in which a signal is a `KeyboardInterrupt` in the main thread.

    Whatever becomes of the exception (some code takes it for another error, or must ignore it) it is
    remembered that there was one.
    """

    def __init__(self) -> None:
        self._signum: int | None = None
        self._at = float("-inf")

    def begin(self) -> None:
        """Heed signals, and what gets past all `except` clauses."""
        sys.excepthook = self._uncaught
        sys.unraisablehook = self._lost
        _heed(self._interrupt)

    def end(self, status: int) -> int:
        """Return the exit status of work that is done; where it was interrupted the process ends here."""
        if self._signum is not None:
            _leave(self._signum)
        _heed(signal.SIG_DFL)
        # the status is settled: a Ctrl+C could only spoil the end
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return status

    def _interrupt(self, signum: int, _frame: FrameType | None) -> None:
        if time.monotonic() - self._at < GRACE:
            return
        self._signum, self._at = signum, time.monotonic()
        raise KeyboardInterrupt

    def _uncaught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if self._signum is not None:
            _leave(self._signum)
        sys.__excepthook__(kind, error, trace)

    def _lost(self, lost: sys.UnraisableHookArgs) -> None:
        """Repeat an interruption that came where Python can only ignore it, as in a destructor."""
        if not issubclass(lost.exc_type, KeyboardInterrupt):
            sys.__unraisablehook__(lost)
        elif hasattr(signal, "setitimer"):
            signal.signal(signal.SIGALRM, self._again)
            signal.setitimer(signal.ITIMER_REAL, AGAIN)

    def _again(self, _signum: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt


class Deferred:
    """A time in which signals are held back, as where Qt is at work, which loses exceptions."""

    def __enter__(self) -> Deferred:
        self._before = _handlers()
        self._received: list[int] = []
        _heed(lambda signum, _frame: self._received.append(signum))
        return self

    def __exit__(self, *_error: object) -> None:
        _restore(self._before)
        self.check()

    def check(self) -> None:
        """Let a signal that has come be an exception, where one is welcome."""
        if self._received:
            handler = self._before[signum := self._received.pop()]
            if not callable(handler):
                raise KeyboardInterrupt
            handler(signum, None)


def _handlers() -> dict[int, Handler]:
    numbers = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]
    return {number: signal.getsignal(number) for number in numbers}


def _restore(handlers: dict[int, Handler]) -> None:
    for number, handler in handlers.items():
        signal.signal(number, handler)


def _heed(handler: Callable[[int, FrameType | None], None] | signal.Handlers) -> None:
    for name in NAMES:
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, handler)


def _leave(signum: int, _frame: FrameType | None = None) -> None:
    """End the process without the interpreter's last rites, which wait for threads and may be disturbed."""
    os._exit(128 + signum)

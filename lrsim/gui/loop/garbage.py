"""Cyclic garbage is collected where it is safe: in the window's own thread, between events.

Python collects it whenever enough objects have been made, on whatever thread that happens. What is
collected may be part of Qt: destroyed on a worker's thread it crashes the process, and destroyed while Qt
holds the lock on its connections (PySide looks for a method while a signal is disconnected) the process
waits for itself for ever.

What has been freed by then is given back to the system: it lies scattered over the heaps of all the threads
that have worked, and the C library keeps it for them.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import gc
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 500
"""How often is looked whether there is enough of it."""

LIMITS = (700, 10, 10)
"""Objects, collections of them and collections of those that are enough: Python's own, in the beginning."""


@contextlib.contextmanager
def collected_between_events(parent: QObject) -> Iterator[None]:
    """Collect garbage from the event loop only, as long as the context lasts.

    What is there when it begins is taken to stay, so that later collections are short; the little garbage in
    it, too: to look for that would hold up the first picture.

    Parameters
    ----------
    parent : QObject
        Whose thread it is to happen on; its event loop has to run.
    """
    enabled = gc.isenabled()
    gc.disable()
    gc.freeze()
    timer = QTimer(parent, interval=INTERVAL_MS)
    timer.timeout.connect(collect)
    timer.start()
    try:
        yield
    finally:
        timer.stop()
        gc.unfreeze()
        if enabled:
            gc.enable()


def collect() -> None:
    """Collect as far as there is enough of it; where all has been looked at, give back what is free."""
    due = [count > limit for count, limit in zip(gc.get_count(), LIMITS, strict=True)]
    if any(due):
        gc.collect(len(due) - 1 - due[::-1].index(True))
    if due[-1]:
        give_back()


def give_back() -> None:
    """Give freed memory back to the system, where the C library has a call for that: some milliseconds."""
    trim = _trim()
    if trim is not None:
        trim(0)


@functools.cache
def _trim() -> Callable[[int], int] | None:
    """Return glibc's `malloc_trim`; None of other C libraries."""
    try:
        trim: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return None
    return trim

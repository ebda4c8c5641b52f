"""Cyclic garbage is collected where it is safe: in the window's own thread, between events.

Python collects it whenever enough objects have been made, on whatever thread that happens. What is
collected may be part of Qt: destroyed on a worker's thread it crashes the process, and destroyed while Qt
holds the lock on its connections (PySide looks for a method while a signal is disconnected) the process
waits for itself for ever.

What has been freed by then is given back to the system: it lies scattered over the heaps of all the threads
that have worked, and the C library keeps it for them. Large blocks (pictures, paths) are kept out of the
heaps from the start: one freed between two that stay leaves a hole of which nobody makes use.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import gc
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer

from lrsim import buffers

INTERVAL_MS = 500
"""How often is looked whether there is enough of it."""

LIMITS = (700, 10, 10)
"""Objects, collections of them and collections of those that are enough: Python's own, in the beginning."""

LARGE = 2**19
"""Bytes of a block that has pages of its own, …"""

_MMAP_THRESHOLD = -3
"""… as glibc calls them in `mallopt`; left alone, it raises its bound to the largest block that was freed."""


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
    _keep_large_blocks_apart()
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
    buffers.give_back()
    trim = _from_glibc("malloc_trim")
    if trim is not None:
        trim(0)


def _keep_large_blocks_apart() -> None:
    """Let each large block have pages of its own from now on, which go back as soon as it is freed."""
    set_option = _from_glibc("mallopt")
    if set_option is not None:
        set_option(_MMAP_THRESHOLD, LARGE)


@functools.cache
def _from_glibc(name: str) -> Callable[..., int] | None:
    """Return a function of glibc's about memory; None of other C libraries."""
    try:
        library = ctypes.CDLL(None)
        library.gnu_get_libc_version  # noqa: B018 - others may have an option by the same number
        function: Callable[..., int] = getattr(library, name)
    except (AttributeError, OSError, TypeError):
        return None
    return function

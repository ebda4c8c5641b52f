"""Large arrays used again instead of given back to the system.

A fresh page costs as much as filling it: a recorded run of a million steps spends half its time in page
faults. So the memory of recordings that nobody holds any more is kept, within a bound, for the next run.
"""

from __future__ import annotations

import threading
import weakref
from queue import SimpleQueue

import numpy as np

from lrsim.typing import FloatArray

SMALLEST = 2**15
"""Doubles; below this the system's allocator is as fast."""

KEPT = 2**22
"""Doubles kept that nobody holds (32 MiB): a recorded run of a million steps, in two dimensions."""

_lock = threading.Lock()
_idle: list[FloatArray] = []
"""Blocks that nobody holds; who changes it has the lock."""
_returned: SimpleQueue[FloatArray] = SimpleQueue()
"""Blocks that nobody holds any more, and that are not yet among the others."""


class _Loan:
    """Memory that arrays lie on: every view of it, and every view of a view, keeps this alive."""

    def __init__(self, block: FloatArray) -> None:
        self.__array_interface__ = block.__array_interface__
        weakref.finalize(self, _take_back, block).atexit = False


def empty(n: int) -> FloatArray:
    """Return an uninitialised array of n doubles, on memory nobody else holds."""
    if n < SMALLEST:
        return np.empty(n)
    with _lock:
        _keep()
        fits = (k for k, block in enumerate(_idle) if n <= block.size <= 2 * n)
        index = next(fits, None)
        block = np.empty(n) if index is None else _idle.pop(index)
    return np.asarray(_Loan(block))[:n]


def _take_back(block: FloatArray) -> None:
    """Keep a block for the next one; the last view of it may go anywhere, be it in `empty` itself."""
    _returned.put(block)
    if _lock.acquire(blocking=False):
        try:
            _keep()
        finally:
            _lock.release()


def _keep() -> None:
    """Keep what has been returned, of all that is idle as much as is to be kept: the latest."""
    while not _returned.empty():
        _idle.append(_returned.get())
    while sum(block.size for block in _idle) > KEPT:
        del _idle[0]

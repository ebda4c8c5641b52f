"""Large arrays used again instead of given back to the system.

A fresh page costs as much as filling it: a recorded run of a million steps spends half its time in page
faults. So the memory of recordings that nobody holds any more is kept, within a bound, for the next run.
"""

from __future__ import annotations

import itertools
import weakref

import numpy as np

from lrsim.typing import FloatArray

SMALLEST = 2**15
"""Doubles; below this the system's allocator is as fast."""

KEPT = 2**22
"""Doubles kept that nobody holds (32 MiB): a recorded run of a million steps, in two dimensions."""

_idle: dict[int, FloatArray] = {}
"""Blocks that nobody holds, the latest last. Each change is one that no thread can come into the middle of:
a lock would stay shut in a child that is forked meanwhile, or where garbage is collected meanwhile."""
_number = itertools.count()


class _Loan:
    """Memory that arrays lie on: every view of it, and every view of a view, keeps this alive."""

    def __init__(self, block: FloatArray) -> None:
        self.__array_interface__ = block.__array_interface__
        weakref.finalize(self, _take_back, block).atexit = False


def empty(n: int) -> FloatArray:
    """Return an uninitialised array of n doubles, on memory nobody else holds."""
    if n < SMALLEST:
        return np.empty(n)
    block = _fitting(n)
    return np.asarray(_Loan(np.empty(n) if block is None else block))[:n]


def _fitting(n: int) -> FloatArray | None:
    """Take a block of at least n doubles and not twice as many, if one is kept."""
    for number in list(_idle):
        block = _idle.get(number)
        if block is not None and n <= block.size <= 2 * n:
            taken = _idle.pop(number, None)
            if taken is not None:  # another thread may have been faster
                return taken
    return None


def give_back() -> None:
    """Keep nothing of what nobody holds: who has not run anything for a while need not be quick."""
    _idle.clear()


def _take_back(block: FloatArray) -> None:
    """Keep a block for the next one; of all that is idle as much as is to be kept: the latest."""
    _idle[next(_number)] = block
    kept = 0
    for number in reversed(list(_idle)):
        kept += getattr(_idle.get(number), "size", 0)
        if kept > KEPT:
            _idle.pop(number, None)

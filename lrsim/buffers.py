"""Large arrays used again instead of given back to the system.

A fresh page costs as much as filling it: a recorded run of a million steps spends half its time in page
faults. So the memory of recordings that nobody holds any more is kept, within a bound, for the next run.
"""

from __future__ import annotations

import sys
import threading

import numpy as np

from lrsim.typing import FloatArray

SMALLEST = 2**15
"""Doubles; below this the system's allocator is as fast."""

KEPT = 2**24
"""Doubles kept in all (128 MiB)."""

_lock = threading.Lock()
_blocks: list[FloatArray] = []


def empty(n: int) -> FloatArray:
    """Return an uninitialised array of n doubles, on memory nobody else holds."""
    if n < SMALLEST:
        return np.empty(n)
    with _lock:
        for index in range(len(_blocks)):
            if n <= _blocks[index].size <= 2 * n and _holders(index) == _idle:
                block = _blocks.pop(index)
                _blocks.append(block)  # the least recently used stands first
                return block[:n]
        block = np.empty(n)
        _blocks.append(block)
        while len(_blocks) > 1 and sum(kept.size for kept in _blocks) > KEPT:
            del _blocks[0]  # whoever still holds it keeps it alive
        return block[:]


def _holders(index: int) -> int:
    """Count the references to a block; every view of it, and every view of a view, is one."""
    return sys.getrefcount(_blocks[index])


def _count_idle() -> int:
    _blocks.append(np.empty(0))
    count = _holders(0)
    _blocks.clear()
    return count


_idle = _count_idle()

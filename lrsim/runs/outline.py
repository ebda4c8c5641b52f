"""Outlines of long curves: what of a million points can be seen, in a time that goes with the pixels."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from lrsim.typing import FloatArray

BLOCK = 256
"""Points whose lowest and highest are looked for once and for all."""

Rows = npt.NDArray[np.int64]

NONE: Rows = np.empty(0, dtype=np.int64)


class Outline:
    """The lowest and highest points of a curve, block by block.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
    before : Outline, optional
        Of a curve that begins with the same points, …
    shared : int
        … so many.
    """

    def __init__(self, values: FloatArray, before: Outline | None = None, shared: int = 0) -> None:
        self.values = values
        self._low = self._high = NONE
        if before is not None:
            self._low, self._high = before.known(shared)

    def find(self) -> None:
        """Look at all blocks: what is drawn later takes a time that goes with the pixels."""
        self._extend(len(self.values) // BLOCK)

    def known(self, points: int) -> tuple[Rows, Rows]:
        """Return where the blocks of the first points are lowest and highest, as far as that is known."""
        blocks = slice(points // BLOCK)
        return self._low[blocks], self._high[blocks]

    def thin(self, first: int, stop: int, columns: int) -> Rows:
        """Return which of the points first to stop (exclusive) make the same picture in so many columns.

        Of each two columns the lowest and the highest, and the ends.
        """
        count, groups = stop - first, max(columns // 2, 1)
        if count <= 2 * columns:
            return np.arange(first, stop)
        size = math.ceil(count / groups)
        if size < 4 * BLOCK:
            whole = count // size
            low, high = _extremes(self.values, first, size, whole)
            rest = first + whole * size
            middle = [low, high, np.arange(rest, stop)]
        else:
            middle = self._of_blocks(first, stop, math.ceil(size / BLOCK))
        return np.unique(np.concatenate([[first], *middle, [stop - 1]]))

    def _of_blocks(self, first: int, stop: int, each: int) -> list[Rows]:
        begin, end = math.ceil(first / BLOCK), stop // BLOCK
        self._extend(end)
        whole = (end - begin) // each
        end = begin + whole * each
        parts = []
        for known, lowest in ((self._low[begin:end], True), (self._high[begin:end], False)):
            table = self.values[known].reshape(whole, each)
            best = table.argmin(axis=1) if lowest else table.argmax(axis=1)
            parts.append(known.reshape(whole, each)[np.arange(whole), best])
        for here, there in ((first, begin * BLOCK), (end * BLOCK, stop)):
            parts += _extremes(self.values, here, max(there - here, 1), min(there - here, 1))
        return parts

    def _extend(self, blocks: int) -> None:
        """Look at the blocks up to one; most curves are not seen to their end at first."""
        known = len(self._low)
        if blocks > known:
            low, high = _extremes(self.values, known * BLOCK, BLOCK, blocks - known)
            self._low, self._high = np.append(self._low, low), np.append(self._high, high)


def _extremes(values: FloatArray, first: int, size: int, count: int) -> tuple[Rows, Rows]:
    """Return where `count` blocks of a size, from a point on, are lowest and highest."""
    table = values[first : first + size * count].reshape(count, size)
    begin = first + size * np.arange(count)
    if not count:
        return begin, begin
    return begin + table.argmin(axis=1), begin + table.argmax(axis=1)

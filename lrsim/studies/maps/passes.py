"""A map in patches, coarse ones first: a picture at once, and a stop whenever it is wanted."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from lrsim.setup import Setup
from lrsim.studies.maps.axes import Axis
from lrsim.studies.maps.cells import Cells, columns_share_surfaces, compute

FIRST, SECOND, BETWEEN = 32, 8, 4
STRIDES = FIRST, SECOND, BETWEEN, 1
"""Every so manyth cell along both axes, pass after pass; the first is left out where the second takes no
longer than a patch, and that in between where there is little to wait for."""

LITTLE = 0.5
"""Seconds that the whole map takes, there."""

PATCH_SECONDS = 0.02
"""Seconds that a patch may take, about: what is computed is asked to stop between patches."""

GUESS = 2e-9
"""Seconds a step of a run takes before it has been measured: what plain descent takes on one core."""

MOST_LINES = 128
"""Rows or columns of a patch."""


class Patch(NamedTuple):
    """Some cells of a map.

    Attributes
    ----------
    rows, columns : slice
        Which they are, with the stride of their pass.
    stride : int
        1 in the last pass.
    cells : Cells
    """

    rows: slice
    columns: slice
    stride: int
    cells: Cells


def patches(
    setup: Setup,
    x: Axis,
    y: Axis,
    *,
    seeds: tuple[int, ...] = (),
    threads: int | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Iterator[Patch]:
    """Yield a map in patches: each pass covers all of it, the last one every cell.

    Patches are whole rows, or whole columns where a parameter of the surface varies across; how many of
    them follows from how long the ones before took. `seeds` and `threads` are as for `compute`.
    """
    seconds_per_cell = GUESS * setup.steps * max(len(seeds), 1)
    aside = columns_share_surfaces(setup, x, y)
    slow = setup.optimizer.is_global  # then the guess is far off
    for stride in _strides(x, y):
        seconds = seconds_per_cell * x.count * y.count
        if stride == FIRST and not slow and seconds / SECOND**2 < PATCH_SECONDS:
            continue
        if stride == BETWEEN and seconds < LITTLE:
            continue
        along, other = (x, y) if aside else (y, x)
        lines, length = (len(range(stride // 2, axis.count, stride)) for axis in (along, other))
        whole = slice(stride // 2, None, stride)
        first = 0
        while first < lines:
            last = min(first + _height(length, seconds_per_cell), lines)
            some = slice(
                stride // 2 + first * stride, stride // 2 + (last - 1) * stride + 1, stride
            )
            rows, columns = (whole, some) if aside else (some, whole)
            begun = clock()
            cells = compute(setup, x, y, rows, columns, seeds=seeds, threads=threads)
            spent = (clock() - begun) / cells.verdict.size
            seconds_per_cell = spent if last > first + 1 else max(spent, seconds_per_cell)
            yield Patch(rows, columns, stride, cells)
            first = last


def _strides(x: Axis, y: Axis) -> Iterator[int]:
    """Yield the strides that leave at least a few cells along each axis."""
    return (stride for stride in STRIDES if stride == 1 or 4 * stride <= min(x.count, y.count))


def _height(length: int, seconds_per_cell: float) -> int:
    """Return how many rows, or columns, of a length fit into a patch's time."""
    if seconds_per_cell <= 0.0:  # a clock may be that coarse
        return MOST_LINES
    return max(1, min(MOST_LINES, round(PATCH_SECONDS / (seconds_per_cell * length))))

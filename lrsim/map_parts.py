"""A map in parts, coarse ones first: so that there is a picture at once, and a stop whenever it is wanted."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from lrsim.axes import Axis
from lrsim.experiment import Experiment
from lrsim.maps import Cells, compute

STRIDES = 32, 8, 4, 1
"""Every so manyth cell along both axes, pass after pass."""

BETWEEN = 4
"""The pass that is left out where there is little to wait for."""

LITTLE = 0.5
"""Seconds that the whole map takes, there."""

PATIENCE = 0.02
"""Seconds that a part may take, about: what is computed is asked to stop between parts."""

GUESS = 2e-9
"""Seconds a step of a run takes before it has been measured: what plain descent takes on one core."""

MOST_ROWS = 128
"""Rows of a part."""


class Part(NamedTuple):
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


def parts(
    experiment: Experiment,
    index: int,
    x: Axis,
    y: Axis,
    *,
    threads: int | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Iterator[Part]:
    """Yield a map in parts: each pass covers all of it, the last one every cell.

    The height of parts follows from how long the ones before took.
    """
    seconds_per_cell = GUESS * experiment.steps
    for stride in _strides(x, y):
        offset = stride // 2
        columns = slice(offset, None, stride)
        across, up = (len(range(offset, axis.count, stride)) for axis in (x, y))
        if stride == BETWEEN and seconds_per_cell * x.count * y.count < LITTLE:
            continue
        first = 0
        while first < up:
            height = _height(across, seconds_per_cell)
            last = min(first + height, up)
            rows = slice(offset + first * stride, offset + (last - 1) * stride + 1, stride)
            begun = clock()
            cells = compute(experiment, index, x, y, rows, columns, threads=threads)
            spent = (clock() - begun) / cells.verdict.size
            seconds_per_cell = (
                spent if cells.verdict.size > across else max(spent, seconds_per_cell)
            )
            yield Part(rows, columns, stride, cells)
            first = last


def _strides(x: Axis, y: Axis) -> Iterator[int]:
    """Yield the strides that leave at least a few cells along each axis."""
    return (stride for stride in STRIDES if stride == 1 or 4 * stride <= min(x.count, y.count))


def _height(columns: int, seconds_per_cell: float) -> int:
    """Return how many rows fit into a part's time."""
    if seconds_per_cell <= 0.0:  # a clock may be that coarse
        return MOST_ROWS
    return max(1, min(MOST_ROWS, round(PATIENCE / (seconds_per_cell * columns))))

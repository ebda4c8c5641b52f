"""Between which values the axes of the window's map go, and how many cells they have."""

from __future__ import annotations

import contextlib
import dataclasses

from lrsim.errors import InputError
from lrsim.gui.maps.rubber import Box
from lrsim.setup import Setup
from lrsim.studies.maps.axes import Axis, axis_of
from lrsim.studies.maps.coordinates import usual_axis, usual_pair
from lrsim.studies.maps.sheet import draws_of

Axes = tuple[Axis, Axis]
"""Across and upwards."""

COUNTS = 512, 256, 128, 64
"""Cells along each axis: the first of these whose map is not too much work."""

MOST_RUNS = 2**19
"""Runs of a map: 256 cells a side with eight draws of the noise each, 512 without."""

MOST_STEPS = 4e9
"""Steps of all runs of a map together: some seconds of the fast optimizers."""


def usual_axes(setup: Setup, names: tuple[str, str] | None = None) -> Axes | None:
    """Return the axes that a map begins with, of these quantities or the usual ones; None where are none."""
    pair = names or usual_pair(setup)
    if pair is None:
        return None
    count = _count(setup, *pair)
    x, y = (usual_axis(setup, name, count) for name in pair)
    return x, y


def kept_axes(axes: Axes, setup: Setup) -> Axes | None:
    """Return the axes again, if the runner may have all their values; as many of them as suit its budget."""
    try:
        for axis in axes:
            axis_of(axis.name, axis, setup)
    except InputError:
        return None
    count = _count(setup, *(axis.name for axis in axes))
    x, y = (_counted(axis, count) for axis in axes)
    return x, y


def zoomed(axes: Axes, box: Box) -> Axes:
    """Return the axes of a part of the picture."""
    x, y = axes
    return _part(x, box.left, box.right), _part(y, box.low, box.high)


def finer(axes: Axes, times: int) -> Axes:
    """Return the axes with so many times as many cells, the same among them, as far as doubles go."""
    x, y = (_counted(axis, times * (axis.count - 1) + 1) for axis in axes)
    return x, y


def _count(setup: Setup, *names: str) -> int:
    draws = max(len(draws_of(setup, *names)), 1)
    most = min(MOST_RUNS, MOST_STEPS / setup.steps)
    return next((n for n in COUNTS if n * n * draws <= most), COUNTS[-1])


def _counted(axis: Axis, count: int) -> Axis:
    """Return the axis with so many cells, unless doubles are too few."""
    with contextlib.suppress(InputError):
        return dataclasses.replace(axis, count=count)
    return axis


def _part(axis: Axis, first: float, last: float) -> Axis:
    """Return the part of an axis between two places of its picture."""
    shares = ((place * axis.count - 0.5) / (axis.count - 1) for place in (first, last))
    low, high = (axis.at(min(max(share, 0.0), 1.0)) for share in shares)
    return axis.part(max(low, axis.low), min(high, axis.high))

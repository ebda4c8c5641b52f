"""A runner's own place among the quantities of a map, and the ranges worth looking at around it."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from typing import Any

from lrsim.batches.lane import lane_setup, parameter_names
from lrsim.experiment import Experiment
from lrsim.setup import Setup
from lrsim.studies.maps.axes import LEAST, LOG_NAMES, Axis, Scale, narrowest
from lrsim.studies.maps.quantities import Limits, conflict, quantities

USUAL = 1e-4, 10.0
"""Learning rates that a map shows unless the runner's own lies outside: from a snail's to a maniac's."""

AROUND = 30.0
"""A quantity without bounds of its own is looked at from so much below to so much above."""

WIDE = 30.0
"""A range between bounds that is no wider is shown as a whole, …"""

TINY = 1e-3
"""… unless the value is no more than this share of it."""

INSET = 0.01
"""How far from a bound that is not allowed an axis ends, as a share of the range."""

GREATEST = sys.float_info.max

HIDDEN = ("escape", "low", "high")
"""Parameters that do not shape a surface: where it counts as left, and what of it is shown."""

OF_NOISE = ("noise", "batch_size")
"""What is worth a look where there is noise."""

BATCHES = 1, 1024
"""Batch sizes that a map shows unless the runner's own lies outside."""

PARTNERS = ("momentum", "beta1", "start_y", "start_x", "lr")
"""What is worth a look beside the learning rate, the best first."""


def mappable(setup: Setup) -> list[str]:
    """Return the quantities that a map is worth looking at along, the learning rate first."""
    return [
        name
        for name in quantities(setup)
        if name not in HIDDEN
        and (setup.optimizer.uses_lr or name not in LOG_NAMES)
        and (setup.noise or name not in OF_NOISE)
        and not _conflicts(setup, usual_axis(setup, name, 2))
    ]


def usual_pair(setup: Setup) -> tuple[str, str] | None:
    """Return the two quantities to begin with; None where there are not two."""
    known = mappable(setup)
    if len(known) < 2:
        return None
    across = known[0]
    return across, next(name for name in (*PARTNERS, *known) if name in known and name != across)


def usual_axis(setup: Setup, name: str, count: int) -> Axis:
    """Return a range of a quantity worth looking at, with the setup's own value in it."""
    value, limits = value_of(setup, name), quantities(setup)[name]
    value = min(value, GREATEST)  # NaN stays; an escape may be infinite
    if name in LOG_NAMES:
        low, high = USUAL
        if value > 0.0:
            low, high = min(low, value / 10.0), max(high, min(value * 10.0, limits.high))
        return Axis(name, max(low, LEAST), high, count, "log")
    if name == "batch_size":
        return Axis(name, BATCHES[0], min(max(BATCHES[1], 4 * value), limits.high), count, "log")
    if name in ("start_x", "start_y"):
        low, high = setup.surface.domain["xy".index(name[-1])]
        return _axis(name, min(low, value), max(high, value), limits, count)
    axis = _parameter_axis(name, value, limits, count)
    if axis.scale == "linear" and _conflicts(setup, axis):  # Nesterov needs some momentum
        inset = axis.low + INSET * (axis.high - axis.low)
        return _axis(name, inset, axis.high, limits, count)
    return axis


def _conflicts(setup: Setup, axis: Axis) -> bool:
    return any(conflict(setup, axis.name, end) for end in (axis.low, axis.high))


def value_of(setup: Setup, name: str) -> float:
    """Return the setup's own value of a quantity; NaN where it has none."""
    if name in ("start_x", "start_y"):
        return setup.start["xy".index(name[-1])]
    if name in ("lr", *OF_NOISE):
        return float(getattr(setup, name))
    if name in ("lr_x", "lr_y"):
        return setup.lr * setup.scales["xy".index(name[-1])]
    if name == "escape":
        return setup.escape
    owner = setup.optimizer if name in parameter_names(setup.optimizer) else setup.surface
    value = owner.value_of(name)
    return math.nan if value is None else float(value)


def moved(experiment: Experiment, index: int, values: Mapping[str, float]) -> dict[str, Any]:
    """Return what to change in an experiment, as `Session.edit` takes it, for a runner to have these values.

    A learning rate that is set clears the dial's history: cells of a map are whole runs.
    """
    found = experiment.with_setup(index, lane_setup(experiment.setup(index), values))
    names = ("surface", "start", "noise", "batch_size", "runners")
    return {
        name: getattr(found, name)
        for name in names
        if getattr(found, name) != getattr(experiment, name)
    }


def common_setup(setup: Setup, x: Axis, y: Axis) -> Setup:
    """Return what all cells of a map have in common: equal wherever on its axes a runner stands."""
    return lane_setup(setup, {axis.name: axis.values[0].item() for axis in (x, y)})


def _parameter_axis(name: str, value: float, limits: Limits, count: int) -> Axis:
    bounded = limits.high - limits.low <= WIDE
    width = limits.high - limits.low
    if bounded and not 0.0 < value <= TINY * width:
        low = limits.low if limits.low_allowed else limits.low + INSET * width
        high = limits.high if limits.high_allowed else limits.high - INSET * width
        held = (low, high) if math.isnan(value) else (min(low, value), max(high, value))
        return _axis(name, *held, limits, count)
    if value > 0.0:
        low, high = max(value / AROUND, limits.low), min(value * AROUND, limits.high)
        return _axis(name, low, high, limits, count, "log" if low >= LEAST else "linear")
    low, high = max(2.0 * value, limits.low), min(max(-value, 1.0), limits.high)
    return _axis(name, low, high, limits, count)


def _axis(
    name: str, low: float, high: float, limits: Limits, count: int, scale: Scale = "linear"
) -> Axis:
    """Return an axis, its ends brought within doubles, and apart where they are too near to each other."""
    low, high = max(low, -GREATEST), min(high, GREATEST)
    if high - low == math.inf:
        low, high = 0.5 * low, 0.5 * high
    apart = narrowest(count, low, high, scale)
    if high - low < apart:
        high = low + apart
        if high > (highest := min(limits.high, GREATEST)):
            low, high = highest - apart, highest
    return Axis(name, low, high, count, scale)

"""What may vary along an axis of a map, between which limits, and what it is called."""

from __future__ import annotations

import functools
import math
from typing import NamedTuple

from lrsim import parameters
from lrsim.batches.lane import parameter_names
from lrsim.catalogue.entries import Entry
from lrsim.catalogue.parameters import Parameter
from lrsim.errors import InputError, written
from lrsim.setup import Setup
from lrsim.text.messages import NOTHING, Message
from lrsim.text.numbers import number

QUANTITIES = {
    "lr": Message("learning rate"),
    "lr_x": Message("learning rate of x"),
    "lr_y": Message("learning rate of y"),
    "start_x": Message("start x"),
    "start_y": Message("start y"),
    "noise": Message("noise"),
    "batch_size": Message("batch size"),
}
"""What an axis is called where its name is not enough."""

WHOLE_NAMES = ("batch_size",)
"""What has whole numbers only."""


def quantity(name: str) -> str:
    """Return what an axis of that name is called."""
    return QUANTITIES.get(name, name)


class Limits(NamedTuple):
    """Between which numbers a quantity may lie, and in words."""

    low: float
    high: float
    low_allowed: bool
    high_allowed: bool
    allowed: Message

    def hold(self, value: float) -> bool:
        """Return whether a value lies within."""
        enough = value >= self.low if self.low_allowed else value > self.low
        return enough and (value <= self.high if self.high_allowed else value < self.high)


def quantities(setup: Setup) -> dict[str, Limits]:
    """Return what may vary along an axis, by name, with its limits."""
    dimensions = setup.surface.dimensions
    known = {"lr": _limits(parameters.LR)}
    known |= {f"lr_{axis}": _limits(parameters.FACTOR) for axis in "xy"[:dimensions]}
    anywhere = Limits(-math.inf, math.inf, False, False, Message("must be finite"))
    known |= {f"start_{axis}": anywhere for axis in "xy"[:dimensions]}
    known |= {p.name: _limits(p) for p in (parameters.NOISE, parameters.BATCH_SIZE)}
    for entry in (setup.optimizer, setup.surface):
        for parameter in entry.adjustable:
            if parameter.kind == "float" and parameter.name not in known:
                known[parameter.name] = _limits(parameter)
    known["escape"] = _of_escape(setup, known["escape"])
    return known


def _of_escape(setup: Setup, limits: Limits) -> Limits:
    """Return the limits of the escape, which may not lie inside what a run sees."""
    far = setup.surface.reach(setup.start)
    return limits._replace(
        low=far, low_allowed=True, allowed=Message("must be at least {far}", far=number(far, 6))
    )


def conflict(setup: Setup, name: str, value: float) -> Message:
    """Return which other parameter a value of this one does not go with; nothing where it may be."""
    for entry in (setup.optimizer, setup.surface):
        if name in parameter_names(entry):
            return _conflict(entry, name, value)
    return NOTHING


@functools.lru_cache(maxsize=1024)
def _conflict(entry: Entry, name: str, value: float) -> Message:
    try:
        entry.altered(**{name: value})
    except InputError as error:
        return Message(
            "does not go with {where}={value}, which {allowed}",
            where=error.where,
            value=written(error.value),
            allowed=error.allowed,
        )
    return NOTHING


def _limits(parameter: Parameter) -> Limits:
    low = -math.inf if parameter.low is None else parameter.low
    high = math.inf if parameter.high is None else parameter.high
    allowed = Message("must be {allowed}", allowed=parameter.allowed)
    return Limits(low, high, parameter.low_allowed, parameter.high_allowed, allowed)

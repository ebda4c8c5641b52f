"""The axes of maps: what varies from cell to cell, between which values, and how they are spaced."""

from __future__ import annotations

import functools
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt

from lrsim import arguments
from lrsim.errors import InputError, a_whole_number
from lrsim.plain import items
from lrsim.setup import Setup
from lrsim.studies.maps.quantities import WHOLE_NAMES, conflict, quantities, quantity
from lrsim.studies.maps.spacing import log_ratio, times_exp
from lrsim.text.messages import Message
from lrsim.text.numbers import number, read_number
from lrsim.typing import FloatArray

Scale = Literal["log", "linear"]

SCALES: tuple[str, ...] = get_args(Scale)

LOG_NAMES = ("lr", "lr_x", "lr_y")
"""Learning rates."""

BY_FACTORS = (*LOG_NAMES, "batch_size")
"""What is spaced by factors when nothing else is said."""

MAX_COUNT = 2**16
"""Cells along an axis."""

LEAST = 1e-300
"""Where a log axis may begin, and how wide a linear one is: below, doubles lose digits one by one."""


NEIGHBOURS = 4.0
"""Distinct cells are certain where so many doubles lie between one and the next, on average."""


@dataclass(frozen=True)
class Axis:
    """One axis of a map: `count` values from `low` to `high`, both included.

    Attributes
    ----------
    name : str
        What varies: ``lr``, ``momentum``, ``start_x``, …
    low, high : float
        The first value and the last, low < high.
    count : int
        How many values there are, 2 ≤ count ≤ 65536.
    scale : {"log", "linear"}
        Whether neighbours have the same ratio or the same difference.

    Raises
    ------
    InputError
        When a number is not one of these, or neighbouring values are no longer distinct doubles.
    """

    name: str
    low: float
    high: float
    count: int
    scale: Scale = "linear"

    def __post_init__(self) -> None:
        _check(self.name, self.scale)
        for end in ("low", "high"):
            value = getattr(self, end)
            given = arguments.as_float(value) if arguments.is_number(value) else math.nan
            if not math.isfinite(given):
                raise InputError(end, value, Message("must be a finite number"))
            object.__setattr__(self, end, given)
        object.__setattr__(self, "count", _count(self.count))
        if not self.low < self.high:
            raise InputError(
                "high",
                self.high,
                Message("must be above low, which is {low}", low=number(self.low, 17)),
            )
        if not math.isfinite(self.high - self.low):
            raise InputError("high", self.high, Message("must leave a range that is not infinite"))
        if self.scale == "log" and self.low < LEAST:
            raise InputError(
                "low", self.low, Message("must be at least {least} on a log axis", least=LEAST)
            )
        if self.scale == "linear" and self.high - self.low < LEAST:
            raise InputError(
                "high", self.high, Message("must be {least} above low at least", least=LEAST)
            )
        # of whole numbers neighbours may be the same
        if not (np.diff(self._spaced) > 0.0).all() or not self.values[0] < self.values[-1]:
            raise InputError(self.name, None, self._crowded())

    @functools.cached_property
    def values(self) -> npt.NDArray[Any]:
        """The value of each cell, ascending, float64 (count,); int64 of what has whole numbers only."""
        if self.name not in WHOLE_NAMES:
            return self._spaced
        whole = np.rint(self._spaced).astype(np.int64)
        whole.flags.writeable = False
        return whole

    @functools.cached_property
    def _spaced(self) -> FloatArray:
        """Evenly spaced values, ascending, float64 (count,): the same bits on every machine.

        ``low + (high − low) k/(count − 1)``, or on a log axis ``low (high/low)^(k/(count − 1))``,
        computed as low + low · expm1(k/(count − 1) · log1p((high − low)/low)) so that a narrow range
        keeps its digits.
        """
        values: FloatArray
        share = np.arange(self.count) / (self.count - 1)
        if self.scale == "log":
            values = times_exp(self.low, share * log_ratio(self.low, self.high))
        else:
            values = self.low + (self.high - self.low) * share
        values[-1] = self.high
        values.flags.writeable = False
        return values

    def share(self, value: float) -> float:
        """Return how far along the axis a value lies: 0 at `low`, 1 at `high`; NaN where it has no place."""
        if self.scale == "linear":
            return (value - self.low) / (self.high - self.low)
        if not value > 0.0:
            return math.nan
        return log_ratio(self.low, value) / log_ratio(self.low, self.high)

    def place(self, share: float) -> float:
        """Return where a share of the axis lies in a picture of equally wide cells, as a share of its side.

        The first and the last value lie in the middles of their cells.
        """
        return (share * (self.count - 1) + 0.5) / self.count

    def at(self, share: float) -> float:
        """Return the value that lies so far along the axis; may be outside of it."""
        if self.scale == "linear":
            return self.low + (self.high - self.low) * share
        power = share * log_ratio(self.low, self.high)
        return min(float(times_exp(self.low, np.array([power]))[0]), sys.float_info.max)

    def part(self, low: float, high: float) -> Axis:
        """Return the axis zoomed to a part of its range, or to as narrow a one around it as doubles allow."""
        least = self._least(low, high)
        if high - low < least:
            low = low + 0.5 * (high - low) - 0.5 * least
            low = max(min(low, self.high - least), self.low)
            high = min(low + least, self.high)
        return Axis(self.name, low, high, self.count, self.scale)

    def _least(self, low: float, high: float) -> float:
        """Return the narrowest range there may be at some numbers."""
        if self.name in WHOLE_NAMES:
            return min(2.0, self.high - self.low)
        return narrowest(self.count, low, high, self.scale)

    @property
    def deepest(self) -> bool:
        """Whether the range is about as narrow as doubles allow."""
        return self.high - self.low < 2.0 * self._least(self.low, self.high)

    def to_dict(self) -> dict[str, Any]:
        """Return the axis as JSON has it."""
        return {
            "name": self.name,
            "low": self.low,
            "high": self.high,
            "count": self.count,
            "scale": self.scale,
        }

    def _crowded(self) -> Message:
        return Message(
            "{count} values from {low} to {high} are not {count} different numbers, only {distinct}; "
            "a wider range or fewer values are allowed",
            count=self.count,
            low=number(self.low, 17),
            high=number(self.high, 17),
            distinct=int(np.unique(self.values).size),
        )


def narrowest(count: int, low: float, high: float, scale: Scale) -> float:
    """Return how wide a range near some numbers must be for so many distinct values to be certain."""
    distinct = NEIGHBOURS * (count - 1) * math.ulp(max(abs(low), abs(high)))
    return max(distinct, LEAST) if scale == "linear" else distinct


AxisLike: TypeAlias = (
    Axis | str | tuple[str, float, float, int] | tuple[str, float, float, int, str]
)
"""What `axis_of` makes an axis of."""


def axis_of(where: str, given: AxisLike, setup: Setup) -> Axis:
    """Return an axis that fits a setup.

    Parameters
    ----------
    where : str
        What the axis is called in errors: ``x`` or ``y``.
    given : Axis or sequence or str
        ``(name, low, high, count)`` or ``(name, low, high, count, scale)``, or the same as text,
        ``"lr:1e-4:10:512:log"``. Learning rates are on a log scale when it is left out.

    Raises
    ------
    InputError
        When the setup has no such quantity, or it may not have such values; says what is allowed.
    """
    try:
        axis = given if isinstance(given, Axis) else _read(given)
        limits = quantities(setup).get(axis.name)
        if limits is None:
            raise _unknown(axis.name, setup)
        for end, value in (("low", axis.low), ("high", axis.high)):
            if not limits.hold(value):
                raise InputError(f"{axis.name}.{end}", value, limits.allowed)
            reason = conflict(setup, axis.name, value)
            if reason:
                raise InputError(f"{axis.name}.{end}", value, reason)
    except InputError as error:
        raise error.at(where) from None
    return axis


def _unknown(name: str, setup: Setup) -> InputError:
    allowed = Message(
        "with {optimizer} on {surface} it must be one of {names}",
        optimizer=setup.optimizer.name,
        surface=setup.surface.name,
        names=", ".join(quantities(setup)),
    )
    return InputError("", name, allowed)


def _read(given: object) -> Axis:
    """Read an axis from its parts, or from text."""
    parts: tuple[Any, ...] | None = None
    if isinstance(given, str):
        parts = tuple(part.strip() for part in given.split(":"))
    elif isinstance(given, Sequence):
        parts = items(given, 6)
    if parts is None or len(parts) not in (4, 5):
        raise InputError(
            "", given, Message("must be NAME, LOW, HIGH, COUNT and maybe log or linear")
        )
    name, *rest = parts
    usual = "log" if isinstance(name, str) and name in BY_FACTORS else "linear"
    scale: Any = rest[3] if len(rest) > 3 else usual
    low, high, count = (
        _number(w, v) for w, v in zip(("low", "high", "count"), rest[:3], strict=True)
    )
    return Axis(name, low, high, count, scale)


def _number(where: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return read_number(value)
    except ValueError:
        raise InputError(where, value, Message("must be a number")) from None


def _check(name: object, scale: object) -> None:
    if not isinstance(name, str):
        raise InputError("name", name, Message("must be the name of what varies"))
    if not isinstance(scale, str) or scale not in SCALES:
        raise InputError("scale", scale, Message("must be {names}", names=" or ".join(SCALES)))


def _count(value: object) -> int:
    given = arguments.as_float(value) if arguments.is_number(value) else math.nan
    if not given.is_integer() or not 2 <= given <= MAX_COUNT:
        raise InputError("count", value, a_whole_number(2, MAX_COUNT))
    return int(given)


def axis_title(axis: Axis, offset: str = "") -> str:
    """Return what an axis is called; `offset` is what its labels are differences from."""
    name = quantity(axis.name)
    return Message("{quantity} − {offset}", quantity=name, offset=offset) if offset else name

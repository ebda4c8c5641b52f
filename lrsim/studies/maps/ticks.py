"""Ticks for an axis: round values, as many as there is room for, with the digits they need."""

from __future__ import annotations

import math
import sys
from typing import NamedTuple

from lrsim.studies.maps.axes import Axis
from lrsim.text.numbers import number

NARROW = 1e-5
"""A range this share of its values is labelled by differences: values would fill the axis with digits."""

GREATEST = sys.float_info.max

MIDDLE_DIGITS = 15
"""Of the value from which differences are counted."""


class Ticks(NamedTuple):
    """The ticks of an axis.

    Attributes
    ----------
    places : tuple of (float, str)
        How far along the axis each is, 0 to 1, and its label.
    offset : str
        What the labels are differences from; nothing where they are values.
    """

    places: tuple[tuple[float, str], ...]
    offset: str = ""


def ticks(axis: Axis, most: int = 7) -> Ticks:
    """Return at most about `most` ticks for an axis."""
    low, high = axis.low, axis.high
    if axis.scale == "log" and high / low >= 10.0:
        return _powers(axis, most)
    if high - low < NARROW * max(abs(low), abs(high)):
        return _differences(axis, most)
    step = nice(axis.high - axis.low, most)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    values = [k * step for k in range(first, last + 1)]
    # as many digits as tell the largest from the one beside it
    digits = 2 + math.floor(math.log10(max(abs(low), abs(high)) / step))
    return Ticks(_placed(axis, values, digits))


def nice(span: float, most: int) -> float:
    """Return the smallest of 1, 2, 5 × 10ⁿ that divides a span into at most `most` parts."""
    raw = span / most
    power = 10.0 ** math.floor(math.log10(raw))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= raw)


def _powers(axis: Axis, most: int) -> Ticks:
    first = math.ceil(math.log10(axis.low) - 1e-9)
    last = math.floor(math.log10(axis.high) + 1e-9)
    stride = max(1, -(-(last - first + 1) // most))
    factors = (1, 2, 5) if (last - first + 1) * 3 <= most else (1,)
    pairs = [(f, n) for n in range(first - 1, last + 1, stride) for f in factors]
    values = [f * 10.0**n for f, n in pairs]
    most_value = min(axis.high * (1.0 + 1e-9), GREATEST)
    inside = [v for v in values if axis.low * (1.0 - 1e-9) <= v <= most_value]
    return Ticks(_placed(axis, inside, 1))


def _differences(axis: Axis, most: int) -> Ticks:
    """Label a narrow range by how far each tick is from its middle."""
    middle = axis.low + 0.5 * (axis.high - axis.low)
    half = 0.5 * (axis.high - axis.low)
    step = nice(2.0 * half, most)
    reach = math.floor(half / step)
    counts = range(-reach, reach + 1)
    places = tuple((0.5 + k * step / (2.0 * half), _difference(k * step)) for k in counts)
    return Ticks(places, number(middle, MIDDLE_DIGITS))


def _difference(value: float) -> str:
    return f"+{number(value)}" if value > 0.0 else number(value)


def _placed(axis: Axis, values: list[float], digits: int) -> tuple[tuple[float, str], ...]:
    return tuple((axis.share(value), number(value, digits)) for value in values)

"""Where ticks stand, and what a power of ten is written as."""

from __future__ import annotations

import math
from collections.abc import Iterable

from lrsim.text.numbers import number, scientific

__all__ = ["next_round", "of_power", "round_ticks", "spaced"]


def of_power(power: float) -> str:
    """Return 10 to any power as a tick's value, where float64 has none, too."""
    if abs(power) < 300.0:
        return number(10.0**power, 6)
    whole = math.floor(power)
    return scientific(number(10.0 ** (power - whole)), whole)


def round_ticks(low: float, high: float, most: float) -> tuple[float, list[float]]:
    """Return the distance between ticks and the ticks: at most so many, on multiples of 1, 2 or 5."""
    least = (high - low) / most
    if not least > 0:  # so small a span that float64 does not see it
        return 1.0, [low]
    unit = 10.0 ** math.floor(math.log10(least))
    step = next(unit * digit for digit in (1, 2, 5, 10) if unit * digit >= 0.999 * least)
    return step, [step * k for k in range(math.ceil(low / step), math.floor(high / step) + 1)]


def next_round(step: float) -> float:
    """Return the multiple of 1, 2 or 5 that is next to one."""
    unit = 10.0 ** math.floor(math.log10(step) + 1e-9)
    return next(unit * digit for digit in (2, 5, 10, 20) if unit * digit > 1.01 * step)


def spaced(ticks: Iterable[float], apart: float) -> list[float]:
    """Return the ticks that are so far from the one before."""
    kept: list[float] = []
    for tick in ticks:
        if not kept or tick - kept[-1] >= apart:
            kept.append(tick)
    return kept

"""Factors between the values of an axis: to the last digits, between neighbours and near the largest."""

from __future__ import annotations

import numpy as np

from lrsim.numerics import exponentials, exponentials_less_one, logarithms
from lrsim.typing import FloatArray

LONGEST = 700.0
"""Natural logarithms of ratios up to this have an exponential that a double can hold."""


def times_exp(low: float, power: FloatArray) -> FloatArray:
    """Return low · exp(power), infinite only where that is; float64 (n,)."""
    far = power > LONGEST
    with np.errstate(over="ignore"):
        grown = exponentials_less_one(np.clip(power, -LONGEST, LONGEST))
        values: FloatArray = low + low * grown
        if far.any():  # the ratio is no double: in two equal steps
            half = exponentials(np.minimum(0.5 * power[far], LONGEST))
            values[far] = low * half * half
    return values


def log_ratio(low: float, high: float) -> float:
    """Return log(high/low) to the last digits, even where the two are neighbours."""
    excess = (high - low) / low
    if not abs(excess) < 0.5:
        one, other = logarithms([high, low]).tolist()
        return float(one - other)
    nearby = 1.0 + excess
    if nearby == 1.0:
        return excess
    # what rounding did to 1 + u is divided out again: Higham, Accuracy and Stability (2002), 1.14.1
    return float(logarithms([nearby])[0]) * excess / (nearby - 1.0)

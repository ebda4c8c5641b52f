"""Which learning rates a zone is looked for on: the grid, and closer ones."""

from __future__ import annotations

import functools
import math

import numpy as np

from lrsim.typing import FloatArray

LOW, HIGH, PER_DECADE = 1e-6, 100.0, 24
"""Where a zone is looked for when nothing else is said, and the grid: 24 a decade are 10 % apart."""

FINE = 0.005
"""How far apart, as a share, the learning rates around a zone's ends are."""

BESIDE = 1.05
"""What works about as well this much to either side is no lucky hit: …"""

SLOWER, LATER = 2, 3
"""… there it takes at most twice the steps plus 3."""

NEAR = 20
"""About how many round learning rates are tried around the best one of the grid."""


@functools.lru_cache(maxsize=8)
def grid(low: float, high: float, per_decade: float = PER_DECADE, shift: float = 0.0) -> FloatArray:
    """Return a grid, ascending, float64 (n,): the same places whatever the span, and its two ends.

    Parameters
    ----------
    low, high : float
        The span.
    per_decade : float
    shift : float
        By how much of a step the places are shifted.
    """
    first = math.ceil(math.log10(low) * per_decade - shift - 1e-9)
    last = math.floor(math.log10(high) * per_decade - shift + 1e-9)
    inner = [10.0 ** ((place + shift) / per_decade) for place in range(first, last + 1)]
    return _fixed(sorted({low, *(lr for lr in inner if low < lr < high), high}))


@functools.lru_cache(maxsize=1024)
def between(low: float, high: float) -> FloatArray:
    """Return learning rates between two, as far apart as `FINE` says; none where they are that near."""
    count = math.ceil(math.log(high / low) / math.log1p(FINE))
    return _fixed([low * (high / low) ** (k / count) for k in range(1, count)])


@functools.lru_cache(maxsize=1024)
def round_numbers(low: float, high: float) -> FloatArray:
    """Return learning rates of at most three significant digits from one to another, about `NEAR` at most."""
    unit = 10.0 ** (math.floor(math.log10(low)) - 2)
    if not unit > 0.0:  # smaller ones are no doubles
        return _fixed([])
    count = (high - low) / unit
    stride = next((s for s in (1, 2, 5, 10) if count / s <= NEAR), 20)
    first = math.ceil(low / unit / stride) * stride
    numbers = [float(f"{k * unit:.3g}") for k in range(first, first + NEAR * stride * 2, stride)]
    return _fixed([lr for lr in numbers if low <= lr <= high])


def _fixed(lrs: list[float]) -> FloatArray:
    """Return learning rates as an array that all who ask for it share."""
    rates = np.array(lrs, dtype=np.float64)
    rates.flags.writeable = False
    return rates

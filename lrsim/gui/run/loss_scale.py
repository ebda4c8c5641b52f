"""The range of losses that a plot shows, in decades."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lrsim.typing import FloatArray

__all__ = ["Span", "decades_of", "span_of"]

LOWEST_SHARE = 1e-18
"""Of the highest loss in sight: below it a float64 loss is rounding."""

BELOW_LOWEST = 0.1
"""As far below the lowest loss above it a curve is followed on its way to a loss of 0."""

HIGHEST_DECADES = 8
"""An exploding curve leaves the picture this far above the start, so that the others stay readable."""

UPWARD, DOWNWARD = (1, 2, 4, 8), (3, 6, 12, 18)
"""Decades above and below the start for what has been seen: ends that tell nothing of what is to come."""


class Span(NamedTuple):
    """The lowest finite loss, the lowest above 0 (inf: none is) and the highest finite one."""

    low: float
    positive: float
    high: float


def span_of(loss: FloatArray, base: float = 0.0) -> Span:
    """Return a curve's span above `base`."""
    finite = loss[np.isfinite(loss)] - base
    positive = finite[finite > 0]
    return Span(
        float(finite.min(initial=math.inf)),
        float(positive.min(initial=math.inf)),
        float(finite.max(initial=0.0)),
    )


def decades_of(
    spans: Sequence[Span],
    start: float,
    base: float,
    all_seen: bool,
    room: tuple[float, float] | None = None,
) -> tuple[float, float]:
    """Return the range in decades that shows curves of these spans, all of them or what has been seen.

    With a `room` it is at least that.
    """
    high = max(start, *(span.high for span in spans))
    high = max(min(high, max(start, 1e-300) * 10.0**HIGHEST_DECADES), 1e-12)
    above = min(start if start > 0 else high, *(span.positive for span in spans))
    if any(span.low <= 0 for span in spans):
        above *= BELOW_LOWEST
    rounding = abs(base) * 2.0**-52
    bottom = math.log10(max(above, high * LOWEST_SHARE, rounding, 1e-300))
    top = math.log10(high)
    if all_seen:
        # half decades, so that the scale stands still while the dial is turned a little
        bottom, top = math.floor(2 * bottom) / 2, math.ceil(2 * top) / 2
    else:
        begin = math.log10(start) if start > 0 else top
        top = begin + _least(UPWARD, top - begin)
        bottom = begin - _least(DOWNWARD, begin - bottom)
    margin = 0.04 * (top - bottom) + 0.05
    if room is not None:
        return min(bottom - margin, room[0]), max(top + margin, room[1])
    return bottom - margin, top + margin


def _least(reaches: tuple[int, ...], decades: float) -> float:
    """Return the least of the reaches that holds so many decades; more than all of them are themselves."""
    return next((float(reach) for reach in reaches if reach >= decades), decades)

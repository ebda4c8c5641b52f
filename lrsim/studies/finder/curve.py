"""The curve of a range test: where it ends, and its smooth form.

Everything here takes plain arrays, those of a real training too: learning rates that grow by one factor
from point to point, and the loss met at each.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lrsim.numerics import exponentials, logarithms
from lrsim.typing import FloatArray

RISE = 4.0
"""A test is over once the loss stands at this multiple of the best one (fastai's)."""

CLEAR = 0.01
"""A best loss below this share of the first counts as this share: four times nothing is nothing."""

IN_A_ROW = 3
"""Points in a row above the limit that end a test: one alone may be a spike."""

WINDOW = 0.02
"""Half the width of the smoothing window, as a share of the test."""

SMALLEST_SHARE = 1e-18
"""Of the largest gap: below it a gap is rounding, and 0 has a logarithm too."""

ROOM = 900
"""Binary exponents up to which losses can be added, compared and shared out as they are."""


class Curve(NamedTuple):
    """A range test as far as it goes.

    Attributes
    ----------
    lr, gap : ndarray of float64, shape (n,)
        Learning rates, ascending by a fixed factor, and the loss above its floor at each.
    smooth : ndarray of float64, shape (n,)
        The same without most of the noise; point k is still about ``lr[k]``.
    steps : int
        How many points the whole test was to have.
    ended : bool
        Whether it ended early, because the loss rose or was no number any more.
    """

    lr: FloatArray
    gap: FloatArray
    smooth: FloatArray
    steps: int
    ended: bool


def curve(
    lr: npt.ArrayLike, gap: npt.ArrayLike, steps: int | None = None, *, known: bool = True
) -> Curve:
    """Return a curve, cut where its test is over and smoothed.

    Parameters
    ----------
    lr, gap : array_like, shape (n,)
    steps : int, optional
        How many points the whole test was to have; n by default.
    known : bool
        Whether the floor is known. A gap to the lowest loss that was met tends to 0 wherever that may be, and
        its logarithm says nothing.
    """
    rates, gaps = np.asarray(lr, dtype=np.float64), np.asarray(gap, dtype=np.float64)
    whole = len(gaps) if steps is None else steps
    scaled, power = near_one(gaps)
    end = end_of(scaled)
    smoothing = smoothed if known else centred_mean
    smooth = smoothing(scaled[:end], max(1, round(WINDOW * whole)))
    return Curve(rates[:end], gaps[:end], np.ldexp(smooth, power), whole, end < whole)


def near_one(gap: FloatArray) -> tuple[FloatArray, int]:
    """Return gaps divided by a power of two, and the power: 0 unless sums or shares of them are no doubles.

    Nothing that is read from a curve depends on the unit of the loss.
    """
    largest = float(gap.max(where=np.isfinite(gap), initial=0.0))
    power = math.frexp(largest)[1]
    if abs(power) < ROOM:
        return gap, 0
    return np.ldexp(gap, -power), power


def end_of(gap: FloatArray) -> int:
    """Return how many points there are before the test is over.

    It is over at the first loss that is not finite, and where `IN_A_ROW` losses in a row are more than `RISE`
    times the best so far. The best, not the first: one that starts high would never be over.
    """
    wrong = ~np.isfinite(gap)  # NaN is not above any limit, so it is asked for by itself
    end = int(wrong.argmax()) if wrong.any() else len(gap)
    if end == 0:
        return 0
    fine = gap[:end]
    limit = RISE * np.maximum(np.minimum.accumulate(fine), CLEAR * fine[0])
    above = fine > limit
    runs = above[: end - IN_A_ROW + 1].copy() if end >= IN_A_ROW else above[:0]
    for later in range(1, IN_A_ROW):
        runs &= above[later : later + len(runs)]
    return int(runs.argmax()) if runs.any() else end


def smoothed(gap: FloatArray, reach: int) -> FloatArray:
    """Return the geometric mean over a window centred on each point, float64 (n,).

    By `centred_mean` of the logarithms: where the loss falls by decades, a mean of the losses themselves
    would follow late.
    """
    largest = float(gap.max(initial=0.0))
    if not largest > 0.0:
        return gap.copy()
    seen = np.maximum(gap, largest * SMALLEST_SHARE)
    logarithm = logarithms(seen)
    # relative to the point itself, so that one which is alone in its window stays as it is
    return seen * exponentials(centred_mean(logarithm, reach) - logarithm)


def centred_mean(values: FloatArray, reach: int) -> FloatArray:
    """Return the mean over a window of `reach` points to either side of each, float64 (n,).

    Near the ends the window shrinks on both sides alike. So nothing is shifted, as it would be by a running
    mean of the past or by one that drops what it cannot fill.
    """
    place = np.arange(len(values))
    half = np.minimum(np.minimum(place, place[::-1]), reach)
    total, members = values.copy(), np.ones(len(values))
    for offset in range(1, int(half.max(initial=0)) + 1):
        inside = np.flatnonzero(half >= offset)
        total[inside] += values[inside - offset] + values[inside + offset]
        members[inside] += 2.0
    return np.asarray(total / members)

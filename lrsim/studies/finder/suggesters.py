"""What a range test's curve says about the learning rate: where it ends, its smooth form, four suggesters.

Everything here takes plain arrays, those of a real training too: learning rates that grow by one factor
from point to point, and the loss met at each. The suggesters are those of Smith (2015, arXiv:1506.01186) and
of fastai's `lr_find`, by their definitions.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lrsim.numerics import exponentials, logarithms
from lrsim.text.messages import NOTHING, Message, plural
from lrsim.text.numbers import count, percent
from lrsim.typing import FloatArray

NAMES = ("steepest", "valley", "slide", "minimum_over_10")

RISE = 4.0
"""A test is over once the loss stands at this multiple of the best one (fastai's)."""

CLEAR = 0.01
"""A best loss below this share of the first counts as this share: four times nothing is nothing."""

PATIENCE = 3
"""Points in a row above the limit that end a test: one alone may be a spike."""

START_UP = 0.1
"""Share of a test that is skipped by those who look for a slope: there is only noise yet (fastai's)."""

FEWEST = 15
"""Points below which a curve is too short to read slopes from."""

LEAST_FALL = 0.01
"""A curve that never falls by this share of its first loss is flat."""

BOTTOM = 1e-6
"""Losses this share of the fall above the lowest count as the lowest: the tolerance of convergence."""

WINDOW = 0.02
"""Half the width of the smoothing window, as a share of the test."""

SMALLEST_SHARE = 1e-18
"""Of the largest gap: below it a gap is rounding, and 0 has a logarithm too."""

SLIDE_WIDTH, SLIDE_SLOPE = 0.15, 0.5
"""The slide's interval, 15 of fastai's 100 points, and by how much its slopes may differ at most: 0.005 from
point to point, which is half of the range of the losses over a whole test."""


ROOM = 900
"""Binary exponents up to which losses can be added, compared and shared out as they are."""


class Suggestion(NamedTuple):
    """A learning rate, or None and the reason."""

    lr: float | None
    reason: Message = NOTHING


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
    near_one, power = _near_one(gaps)
    end = end_of(near_one)
    smoothing = smoothed if known else centred_mean
    smooth = smoothing(near_one[:end], max(1, round(WINDOW * whole)))
    return Curve(rates[:end], gaps[:end], np.ldexp(smooth, power), whole, end < whole)


def _near_one(gap: FloatArray) -> tuple[FloatArray, int]:
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

    It is over at the first loss that is not finite, and where `PATIENCE` losses in a row are more than `RISE`
    times the best so far. The best, not the first: one that starts high would never be over.
    """
    wrong = ~np.isfinite(gap)  # NaN is not above any limit, so it is asked for by itself
    end = int(wrong.argmax()) if wrong.any() else len(gap)
    if end == 0:
        return 0
    fine = gap[:end]
    limit = RISE * np.maximum(np.minimum.accumulate(fine), CLEAR * fine[0])
    above = fine > limit
    runs = above[: end - PATIENCE + 1].copy() if end >= PATIENCE else above[:0]
    for later in range(1, PATIENCE):
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


def unreadable(test: Curve) -> Message:
    """Return why nothing can be read from a curve; empty when something can."""
    n = len(test.gap)
    if n < FEWEST:
        return _too_short(n, test.ended)
    if not test.gap[0] - test.smooth.min() > LEAST_FALL * test.gap[0]:
        if test.ended:
            return Message("the loss rose before it had fallen")
        return Message("flat: the loss never fell by {share}", share=percent(LEAST_FALL))
    return NOTHING


def _too_short(points: int, ended: bool) -> Message:
    if ended:
        return plural(
            "too short: {n} point before the loss rose or was no number, {fewest} are needed",
            "too short: {n} points before the loss rose or was no number, {fewest} are needed",
            n=points,
            fewest=count(FEWEST),
        )
    return plural(
        "too short: {n} point in the whole test, {fewest} are needed",
        "too short: {n} points in the whole test, {fewest} are needed",
        n=points,
        fewest=count(FEWEST),
    )


def suggest(test: Curve) -> dict[str, Suggestion]:
    """Return what each suggester says, by name."""
    reason = unreadable(test)
    if reason:
        return {name: Suggestion(None, reason) for name in NAMES}
    gap, power = _near_one(test.gap)
    test = test._replace(gap=gap, smooth=np.ldexp(test.smooth, -power))
    return {
        "steepest": steepest(test),
        "valley": valley(test),
        "slide": slide(test),
        "minimum_over_10": minimum_over_10(test),
    }


def steepest(test: Curve) -> Suggestion:
    """Suggest where the loss falls fastest as the logarithm of the learning rate grows (Smith, fastai).

    Per logarithm: per learning rate the slope is steepest where the learning rate is smallest.
    """
    skipped = _start_up(test)
    logarithm = logarithms(test.lr)
    with np.errstate(all="ignore"):  # rates may be so near to each other that no slope is known
        slope = np.gradient(test.smooth, logarithm)[skipped:]
    place = int(slope.argmin())
    if not slope[place] < 0.0:
        return Suggestion(None, Message("the loss nowhere falls"))
    return Suggestion(float(test.lr[skipped + place]))


def valley(test: Curve) -> Suggestion:
    """Suggest the middle of the longest valley (fastai).

    A valley is a falling subsequence; the longest ends at some point, and begins as many points before it as
    it has members.
    """
    skipped = _start_up(test)
    lengths = _falling(test.smooth[skipped:])
    end = int(lengths.argmax())
    begin = max(end - int(lengths[end]), 0)
    third = (end - begin) / 3.0
    place = begin + int(third) + int(third / 2.0)
    return Suggestion(float(test.lr[skipped + place]))


def slide(test: Curve) -> Suggestion:
    """Suggest where the curve evens out, seen from its end (fastai).

    An interval slides down from the last points until the slopes at its two ends are nearly the same; where
    its lower end stood before that last move is the suggestion. Slopes are in ranges of the loss over a
    whole test, so that neither the loss's unit nor the number of points matters.
    """
    skipped = _start_up(test)
    losses, lr = test.smooth[skipped:], test.lr[skipped:]
    extent = float(losses.max() - losses.min())
    width = max(1, round(SLIDE_WIDTH * test.steps))
    scale = test.steps / extent if extent > 0.0 else math.inf
    if width >= len(losses) or scale == math.inf:
        reason = plural(
            "too short: the interval alone takes {n} point",
            "too short: the interval alone takes {n} points",
            n=width,
        )
        return Suggestion(None, reason)
    slope = np.gradient(losses) * scale
    even = np.abs(slope[width:] - slope[:-width]) <= SLIDE_SLOPE
    if not even.any():
        return Suggestion(None, Message("the curve nowhere evens out"))
    last = len(even) - 1
    return Suggestion(float(lr[min(int(np.flatnonzero(even)[-1]) + 1, last)]))


def minimum_over_10(test: Curve) -> Suggestion:
    """Suggest a tenth of the learning rate with the lowest loss (fastai's `minimum`).

    Of a stretch that is lowest to within `BOTTOM` of the fall, as where a run has converged, the last counts:
    from there on the loss rises.
    """
    lowest = float(test.smooth.min())
    slack = BOTTOM * (float(test.gap[0]) - lowest)
    place = int(np.flatnonzero(test.smooth <= lowest + slack)[-1])
    if place == len(test.smooth) - 1 and not test.ended:
        return Suggestion(None, Message("the loss is at its lowest where the test ends"))
    return Suggestion(float(test.lr[place]) / 10.0)


def _start_up(test: Curve) -> int:
    return min(int(START_UP * test.steps), len(test.gap) - 2)


def _falling(values: FloatArray) -> npt.NDArray[np.int64]:
    """Return the length of the longest strictly falling subsequence that ends at each place.

    By patience sorting (Fredman 1975, doi:10.1016/0012-365X(75)90103-X): in n log n.
    """
    tops: list[float] = []
    lengths = np.empty(len(values), dtype=np.int64)
    for place, value in enumerate((-values).tolist()):
        pile = bisect_left(tops, value)
        tops[pile : pile + 1] = [value]
        lengths[place] = pile + 1
    return lengths

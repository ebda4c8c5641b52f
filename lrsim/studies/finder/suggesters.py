"""What a range test's curve says about the learning rate: four suggesters.

They are those of Smith (2015, arXiv:1506.01186) and of fastai's `lr_find`, by their definitions.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lrsim.convergence import TOLERANCE
from lrsim.numerics import logarithms
from lrsim.studies.finder.curve import Curve, near_one
from lrsim.text.messages import NOTHING, Message, plural
from lrsim.text.numbers import count, percent
from lrsim.typing import FloatArray

NAMES = ("steepest", "valley", "slide", "minimum_over_10")

START_UP = 0.1
"""Share of a test that is skipped by those who look for a slope: there is only noise yet (fastai's)."""

FEWEST = 15
"""Points below which a curve is too short to read slopes from."""

LEAST_FALL = 0.01
"""A curve that never falls by this share of its first loss is flat."""

BOTTOM = TOLERANCE
"""Losses this share of the fall above the lowest count as the lowest."""

SLIDE_WIDTH, SLIDE_SLOPE = 0.15, 0.5
"""The slide's interval, 15 of fastai's 100 points, and by how much its slopes may differ at most: 0.005 from
point to point, which is half of the range of the losses over a whole test."""


class Suggestion(NamedTuple):
    """A learning rate, or None and the reason."""

    lr: float | None
    reason: Message = NOTHING


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
    gap, power = near_one(test.gap)
    test = test._replace(gap=gap, smooth=np.ldexp(test.smooth, -power))
    return {
        "steepest": steepest(test),
        "valley": valley(test),
        "slide": slide(test),
        "minimum_over_10": minimum_over_10(test),
    }


def steepest(test: Curve) -> Suggestion:
    """Suggest where the loss falls fastest as the logarithm of the learning rate grows (Smith, fastai).

    Per logarithm: per learning rate the slope is steepest where the learning rate is smallest. Where the
    smoothed loss has been at its lowest it is past: what falls after that has been thrown up before.
    """
    skipped = max(_start_up(test), 1)
    lowest = max(int(test.smooth[skipped:-1].argmin()), 1)
    logarithm = logarithms(test.lr)
    with np.errstate(all="ignore"):  # rates may be so near to each other that no slope is known
        # at its ends the curve is less smooth and has no slope to both sides
        slope = np.gradient(test.smooth, logarithm)[skipped:-1][:lowest]
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

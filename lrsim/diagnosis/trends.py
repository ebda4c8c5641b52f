"""How a loss falls and how a ball moves, read from the last part of a path."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lrsim.typing import FloatArray, IntArray

RECENT_STEPS = 64
"""Steps that say how the ball moves now: some periods of any bouncing, short enough to forget."""

LEAST_ROWS = 12
"""A trend is read from the last half of the path, but from no fewer rows than this if there are."""

RISING = 0.25
"""Share of steps up from which a fall is no longer a fall with an overshoot or two."""

SPIKE = 2.0
"""A loss that more than doubles in one step is a spike; smooth descent never raises it."""

ROUNDED = 1e-12
"""Rises by less than this share are rounding: a flat place is not a bumpy one."""

SWUNG = 0.1
"""A gap that was ten times smaller before has been carried through the valley and up again."""

RETURNED = 0.9
"""A gap with rises in it that is no smaller than a third of the path ago is on its way back."""

FASTEST, SLOWEST = -1.0, 0.5
"""How 1/r may bend: from an approach at constant speed, faster than which nothing may be promised,
to that of a quartic minimum, the flattest bottom in the catalogue."""

BENT = 0.05
"""A bend smaller than this is an exponential's rounding."""

FAR = 1e9
"""Projections beyond this many steps are not told apart."""


@dataclass(frozen=True, slots=True)
class Motion:
    """How the ball moves from step to step.

    Attributes
    ----------
    flips, pairs : int
        How many of the pairs of consecutive gradients point against each other, of those looked at.
    flipping : float
        That share among the recent pairs.
    rises : float
        Share of the recent steps that raised the loss.
    climb : int
        How many of the very last steps raised it, one after the other.
    spikes : int
        Recent steps that more than doubled the loss, to above its recent mean.
    """

    flips: int
    pairs: int
    flipping: float
    rises: float
    climb: int
    spikes: int


@dataclass(frozen=True, slots=True)
class Trend:
    """How the gap to the minimum changes over the last part of a path.

    Attributes
    ----------
    ratio : float
        Factor on the gap's envelope per step.
    before : float
        The same, a little earlier.
    drop : float
        Factor on the envelope from one third of the part looked at to the next.
    highest : float
        The largest gap in the last third.
    projected : float or None
        The step at which the gap would be down to the target; None when it does not fall.
    """

    ratio: float
    before: float
    drop: float
    highest: float
    projected: float | None


class Tail(NamedTuple):
    """How fast the log of the gap falls near the minimum, by theory.

    Attributes
    ----------
    rate : float or None
        That along the flattest direction, which is what remains in the end; None where unknown.
    limit : float
        What no curvature can exceed.
    """

    rate: float | None
    limit: float


def motion_of(before: FloatArray, after: FloatArray, gap: FloatArray) -> Motion:
    """Return how the ball moves.

    Parameters
    ----------
    before, after : ndarray of float64, shape (n, d)
        Pairs of consecutive gradients.
    gap : ndarray of float64, shape (m,)
        The gap at each step.
    """
    # scaled, so that the product of two huge gradients doesn't overflow
    scale = max(float(np.abs(before).max()), 1e-300) if len(before) else 1.0
    against = ((before / scale) * (after / scale)).sum(axis=1) < 0.0
    recent = gap[-RECENT_STEPS - 1 :]
    rose = climbs(recent)
    spiked = rose & (recent[1:] > SPIKE * recent[:-1]) & (recent[1:] > recent.mean())
    climb = len(rose) if rose.all() else int((~rose[::-1]).argmax())
    return Motion(
        flips=int(against.sum()),
        pairs=len(against),
        flipping=float(against[-RECENT_STEPS:].mean()) if len(against) else 0.0,
        rises=float(rose.mean()) if len(rose) else 0.0,
        climb=climb,
        spikes=int(spiked.sum()),
    )


def climbs(gap: FloatArray) -> npt.NDArray[np.bool_]:
    """Return which steps raised a gap by more than rounding, bool (n − 1,)."""
    with np.errstate(over="ignore"):  # nothing is above what overflows
        return gap[1:] > gap[:-1] * (1.0 + ROUNDED)


def trend_of(gap: FloatArray, step: IntArray, target: float, tail: Tail) -> Trend | None:
    """Return the trend of a gap that mostly falls; None when the rows are too few.

    The last half is divided into thirds, whose largest gaps are an envelope that bouncing from one
    step to the next does not disturb. Between them the log of the gap falls at a rate r. 1/r is
    taken to change linearly in time, with slope s: exact for an exponential (s = 0), a power law
    t^(−1/s), and an approach at constant speed, which ends in finite time (s = −1 on a slope, −½
    on a parabola).

    Parameters
    ----------
    gap : ndarray of float64, shape (n,)
        Finite.
    step : ndarray of int64, shape (n,)
    target : float
        The gap that counts as arrived: finite, and large enough that its thousandth is above 0.
    tail : Tail
        What theory says of the end.
    """
    rows = len(gap)
    third = min(rows, max(rows // 2, LEAST_ROWS)) // 3
    if third < 1:
        return None
    a, b, c = rows - 3 * third, rows - 2 * third, rows - third
    one, two, three = _tops(gap, (a, b, c), target)
    apart, then = int(step[b] - step[a]), int(step[c] - step[b])
    before, rate = _rate(one, two, apart), _rate(two, three, then)
    projected = None
    if rate > 0.0:
        bend = (1.0 / rate - 1.0 / before) / (0.5 * (apart + then)) if before > 0.0 else 0.0
        bend = min(max(bend, FASTEST), SLOWEST)
        pace = max(1.0 / rate + bend * 0.5 * then, 0.1 / rate)
        need = max(_fall(three, target), 0.0)
        bent = min(bend * need, 60.0)
        wait = pace * (need if abs(bent) < 1e-9 else math.expm1(bent) / bend)
        if tail.rate and bend < -BENT:
            wait = max(wait, need / tail.rate)
        if tail.rate and bend > 0.0:
            wait = min(wait, need * max(pace, 1.0 / tail.rate))
        wait = max(wait, need / tail.limit)
        projected = min(max(float(step[c]) + wait, float(step[-1]) + 1.0), FAR)
    return Trend(math.exp(-rate), math.exp(-before), three / two, three, projected)


def swing_of(gap: FloatArray, step: IntArray, target: float, tail: Tail) -> Trend | None:
    """Return the trend of a gap that swings up and down, slower than from one step to the next.

    What fades is the swings' height, from the first gap to the largest of the last third.
    """
    third = len(gap) // 3
    if third < 1:
        return None
    rows = len(gap)
    two, three = _tops(gap, (rows - 2 * third, rows - third), target)
    first = max(float(gap[0]), target * 1e-3)
    rate = _rate(first, three, int(step[rows - third] - step[0]))
    projected = None
    if rate > 0.0:
        wait = max(_fall(three, target), 0.0) / min(rate, tail.limit)
        projected = min(max(float(step[rows - third]) + wait, float(step[-1]) + 1.0), FAR)
    return Trend(math.exp(-rate), math.exp(-rate), three / two, three, projected)


def swings(gap: FloatArray, motion: Motion) -> bool:
    """Return whether a gap goes up and down; said of optimizers whose memory can carry the ball."""
    third = max(len(gap) // 3, 1)
    lately = float(gap[-third:].max())
    passed = motion.flips > 0 and float(gap.min()) < SWUNG * lately
    returned = motion.rises > 0.0 and lately > RETURNED * float(
        gap[-2 * third : -third].max(initial=0.0)
    )
    return passed or returned or motion.rises >= RISING


def _rate(start: float, end: float, apart: int) -> float:
    """Return how fast a log falls, per step; bounded so that its exponential stays a number."""
    return max((math.log(start) - math.log(end)) / apart, -700.0)


def _fall(high: float, low: float) -> float:
    """Return log(high/low) of two positive numbers, even where their ratio is beyond a double."""
    ratio = high / low
    return math.log(ratio) if ratio < math.inf else math.log(high) - math.log(low)


def _tops(gap: FloatArray, starts: tuple[int, ...], target: float) -> list[float]:
    """Return the largest gap of each part; what is far below the target is rounding."""
    ends = (*starts[1:], len(gap))
    return [
        max(float(gap[start:end].max()), target * 1e-3)
        for start, end in zip(starts, ends, strict=True)
    ]

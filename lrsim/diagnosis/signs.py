"""Signs that evidence shows: what symptoms are told by."""

from __future__ import annotations

import math

import numpy as np

from lrsim.diagnosis.evidence import Evidence
from lrsim.diagnosis.trends import RISING, climbs
from lrsim.optimizers import Sgd
from lrsim.text.messages import Message
from lrsim.text.numbers import number

LEAST_STEPS = 5
"""Fewer steps than this show no trend: some to compare, and some to see whether that lasts."""

FLIPPING = 0.5
"""Share of gradients against the one before from which the ball jumps across, not down."""

ALARM_STEPS = 3
"""So many steps that each jump across and each raise the loss are no accident."""

CYCLE = 0.05
"""Two positions two steps apart are the same to this share of the jump between them."""

FLAT = 1e-6
"""A slope that promises less than this share of the gap, by the curvature here, leads nowhere."""

HALVED = 0.5
"""A loss hardly moves if a whole budget does not even bring it half of the way."""

ROOM = 10.0
"""What an LR far too small can at least be multiplied by without crossing the edge."""

FADING = 10.0
"""Swings that need more budgets than this to fade do not settle."""

STARVED = 0.1
"""Below this share of its own largest value a rate is small by its schedule, not by the dial."""

MARGIN = 1.25
"""A projection this little beyond the budget is not certain enough to be called slow."""

LONG_WAY = 2**16
"""Rows that are searched for a rise at most."""

SPEEDING = 1.5
"""A fall whose rate still grows by this factor says little about when it ends."""


def on_course(seen: Evidence) -> bool:
    """Return whether the path would converge within the budget."""
    projected = seen.projected
    return projected is not None and projected <= seen.budget and seen.played < seen.budget


def bouncing(seen: Evidence) -> bool:
    """Return whether the recent steps went across or up, not only down."""
    return seen.motion.flipping >= FLIPPING or seen.motion.rises >= RISING


def thrown(seen: Evidence) -> float:
    """Return how many times its value when the dial was turned the gap has been."""
    begun = float(seen.gap[seen.first])
    return float(seen.gap[seen.first :].max()) / begun if begun > 0.0 else 1.0


def fading(seen: Evidence) -> bool:
    """Return whether swings go down fast enough to call it a slow fall.

    Where momentum alone makes them, by theory a smaller LR would not help; otherwise swings that
    rise above the start are the LR's.
    """
    if not isinstance(seen.run.setup.optimizer, Sgd) and seen.gap.max() > seen.gap[0]:
        return False
    return seen.projected is not None and seen.projected <= FADING * seen.budget


def crawling(seen: Evidence) -> bool:
    """Return whether the fall is too slow for the budget and will not speed up by itself."""
    if seen.trend is None or seen.floor is None or seen.since < LEAST_STEPS or on_course(seen):
        return False
    early = seen.played < seen.budget
    close = seen.projected is not None and seen.projected <= MARGIN * seen.budget
    return seen.left <= 1.0 and not (early and (seen.rising or close or speeding_up(seen)))


def speeding_up(seen: Evidence) -> bool:
    """Return whether the rate of the fall still grows."""
    trend = seen.trend
    if trend is None or not 0.0 < trend.ratio < 1.0:
        return False
    if trend.before == 0.0:  # it fell faster than a double can tell
        return False
    return trend.before >= 1.0 or math.log(trend.ratio) < SPEEDING * math.log(trend.before)


def hardly_moves(seen: Evidence) -> bool:
    """Return whether the budget won't bring it half of the way, though ten times the LR may."""
    if seen.edge_ratio is not None and seen.edge_ratio * ROOM >= 1.0:
        return False
    pace = min(seen.trend.ratio, 1.0) if seen.trend is not None else 1.0
    return seen.left * pace ** max(seen.budget - seen.played, 0) > HALVED


def cycles(seen: Evidence) -> bool:
    """Return whether the ball jumps to and fro between two places."""
    path = seen.run.position[max(seen.rows - 3, 0) : seen.rows]
    if len(path) < 3:
        return False
    with np.errstate(over="ignore"):  # a jump may be longer than the largest double
        back, jump = np.abs(path[-1] - path[0]).max(), np.abs(path[-1] - path[-2]).max()
    return bool(back < CYCLE * jump)


def why_here(seen: Evidence) -> tuple[Message, Message] | None:
    """Return why the place keeps the ball where it is, and what to try; None if it doesn't."""
    surface, here = seen.run.setup.surface, seen.run.position[seen.rows - 1]
    if seen.lr <= 0.0:
        return None
    gradient, hessian = surface.gradient(here), surface.hessian(here)
    if not (np.isfinite(gradient).all() and np.isfinite(hessian).all()):
        return None
    curvature, axes = np.linalg.eigh(hessian)
    with np.errstate(all="ignore"):  # far out the squares overflow: no flat place
        slopes = (axes.T @ gradient) ** 2
        promise = float((0.5 * slopes / np.maximum(np.abs(curvature), 1e-300)).sum())
    if promise <= FLAT * float(seen.gap[-1]):
        if curvature[0] > 0.0:
            why = Message("a local minimum, not the one to reach")
            return why, Message("Start elsewhere")
        hill = Message("the slope is 0 here, on a hilltop")
        saddle = Message("the slope is 0 here, on a saddle")
        return hill if curvature[-1] < 0.0 else saddle, Message("Move the start a little")
    decay = float(getattr(seen.run.setup.optimizer, "weight_decay", 0.0))
    if decay > 0.0 and seen.lr >= STARVED * seen.peak and seen.left < HALVED:
        why = Message("weight decay {decay} holds the ball off the minimum", decay=number(decay))
        return why, Message("Lower the weight decay")
    return None


def went_up(seen: Evidence, row: int) -> bool:
    """Return whether the loss went up on the way to a row, or on the last part of a long way."""
    return bool(climbs(seen.gap[max(row - LONG_WAY, 0) : row + 1]).any())

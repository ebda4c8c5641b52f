"""The symptoms of a learning rate, one rule each, in the order in which they are asked for.

A rule looks at the evidence and returns what it finds, or None; a threshold is one named constant.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from lrsim.evidence import Evidence, first_within, floors
from lrsim.trends import RISING
from lrsim.wording import number, percent, rough, spaced, steps

LEAST_STEPS = 5
"""Fewer steps than this show no trend: two thirds to compare, and some to see whether that lasts."""

GROWTH = 10.0
"""A gap this many times the starting one, and growing, is an explosion seen early: a plot's decade."""

GROWING_STEPS = 5
"""… if it grew at every one of so many steps: bouncing that has bounds doesn't."""

ALARM_STEPS = 3
"""So many steps that each jump across and each raise the loss are no accident."""

FLIPPING = 0.5
"""Share of gradients against the one before from which the ball jumps across, not down."""

SPIKES = 2
"""One spike can be the way out of a bad start; a second one is a habit."""

FELL = 0.5
"""A plateau comes after a fall: at least half of the starting gap is gone for good."""

STALLED = 0.99
"""From one third of the recent path to the next the gap keeps more than this: it stands still."""

CYCLE = 0.05
"""Two positions two steps apart are the same to this share of the jump between them."""

FLAT = 1e-6
"""A slope that promises less than this share of the gap, by the curvature here, leads nowhere."""

HALVED = 0.5
"""A gap that a whole budget does not even halve hardly moves."""

CRAMPED = 3.0
"""Up to so many budgets short, half a decade more LR will do; beyond, a whole one."""

ROOM = 10.0
"""What an LR far too small can at least be multiplied by without crossing the edge."""

FADING = 10.0
"""Swings that need more budgets than this to fade do not settle."""

STARVED = 0.1
"""Below this share of its own largest value a rate is small by its schedule, not by the dial."""

ON_COURSE = 0.1
"""Before the minimum is reached, the gap must be down to this share for anything to be promised."""

SPEEDING = 1.5
"""A fall whose rate still grows by this factor says little about when it ends."""

ONE_PERCENT = 0.01
"""What people call there."""

Where = Literal["start", "onset", "playhead"]


@dataclass(frozen=True)
class Remedy:
    """What the fix button does: multiply the dial from a step on, train longer, or both.

    Attributes
    ----------
    label : str
        What the button says.
    factor : float or None
        What the dial is multiplied by; None leaves it.
    where : {"start", "onset", "playhead"}
        From where on.
    at_step : int or None
        The step of an onset.
    extend : bool
        Whether the budget grows too.
    """

    label: str
    factor: float | None
    where: Where
    at_step: int | None = None
    extend: bool = False


@dataclass(frozen=True)
class Finding:
    """A symptom that was found.

    Attributes
    ----------
    name : str
        Its name in the vocabulary of verdicts.
    reason, fix : str
        One sentence with a number, and the first thing to try.
    remedy : Remedy or None
        What a button can do about it.
    at_step : int or None
        The step it is about; None for the last one played.
    remark : str
        What to say before anything else that is said quietly.
    """

    name: str
    reason: str
    fix: str
    remedy: Remedy | None = None
    at_step: int | None = None
    remark: str = ""


def find(seen: Evidence) -> Finding:
    """Return the first symptom that the evidence shows, or what would decide."""
    for rule in RULES:
        found = rule(seen)
        if found is not None:
            return found
    return undecided(seen)


def exploding(seen: Evidence) -> Finding | None:
    """Find growth without bound, or a number that is none."""
    first, at = float(seen.run.loss[0]), seen.exploded_at
    label, remedy = _smaller(seen, 0.01, "start")
    if at is None:
        start, climb = float(seen.gap[0]), seen.motion.climb
        if climb < GROWING_STEPS or not float(seen.gap[-1]) > GROWTH * start > 0.0:
            return None
        reason = (
            f"The loss has grown from {number(first)} to {number(seen.loss)}, "
            f"at each of the last {climb} steps."
        )
        return Finding("exploding", reason, label, remedy)
    if at == 0:
        escape = number(seen.run.experiment.surface.escape)
        reason = f"It starts too far out: beyond {escape} a run counts as exploded."
        return Finding("exploding", reason, "Start nearer to the minimum", at_step=0)
    end = float(seen.run.loss[-1])
    finite = math.isfinite(end) and bool(np.isfinite(seen.run.position[-1]).all())
    how = "left the surface" if finite else "overflowed"
    if finite and end < first:
        reason = f"No floor here: the ball ran off downhill and {how} at step {at}."
        return Finding("exploding", reason, "No LR is to blame: take another surface", at_step=at)
    if at > 1 and seen.loss > first > 0.0:
        pace = math.exp(math.log(seen.loss / first) / (at - 1))
        reason = f"Loss grows × {number(pace)} a step; it {how} at step {at}."
    else:
        reason = f"One step was too far: the run {how} at step {at}."
    return Finding("exploding", reason, label, remedy, at)


def converged(seen: Evidence) -> Finding | None:
    """Find a loss that is at the minimum."""
    row = seen.converged_row
    if row is None or seen.floor is None:
        return None
    surface = seen.run.experiment.surface
    if row == 0:
        where = number(float(seen.run.loss[0]))
        reason = f"It starts in the minimum: the loss is {where} at step 0."
    else:
        near = first_within(seen.gap, ONE_PERCENT * float(seen.gap[0])) or 0
        how = "with ups and downs" if _rises(seen, row) else "smoothly"
        reason = f"Loss falls {how}; within 1 % of the minimum at step {seen.run.step[near]}."
    remark = ""
    if seen.motion.pairs >= ALARM_STEPS and seen.motion.flips == seen.motion.pairs:
        remark = "It crosses the valley at every step."
    best = min(floor.loss for floor in floors(surface))
    if seen.floor.loss > best:
        remark = f"This minimum is not the lowest, which is {number(best)}."
    return Finding("just_right", reason, "Keep it", at_step=int(seen.run.step[row]), remark=remark)


def plateau(seen: Evidence) -> Finding | None:
    """Find a loss that fell and then stands still above what is reachable."""
    trend = seen.trend
    if trend is None or seen.floor is None or seen.since < LEAST_STEPS or trend.drop < STALLED:
        return None
    onset = first_within(seen.gap, trend.highest + (trend.highest - float(seen.gap.min())) * CYCLE)
    onset = onset or 0
    at = int(seen.run.step[onset])
    if not _bouncing(seen):
        place = _place(seen)
        if place is None:
            return None
        reason = f"Loss stands at {number(seen.loss)} since step {at}: {place[0]}."
        return Finding("plateau", reason, place[1], at_step=at)
    if trend.highest > FELL * float(seen.gap[0]) or on_course(seen):
        return None
    last = seen.run.loss[max(onset, seen.rows - 8) : seen.rows]
    low, high = number(float(last.min())), number(float(last.max()))
    level = f"at {low}" if low == high else f"between {low} and {high}"
    what = "a 2-cycle" if _cycles(seen) else "it bounces"
    reason = f"Loss fell, then stuck {level} from step {at} on: {what} around the minimum."
    label, smaller = _smaller(seen, 0.1, "onset")
    remedy = Remedy(
        f"{label.removeprefix('LR ')} and train longer", smaller.factor, "onset", at, extend=True
    )
    return Finding("plateau", reason, f"{label} from step {at} on, and train longer", remedy, at)


def oscillating(seen: Evidence) -> Finding | None:
    """Find a ball that jumps or swings across the valley and does not settle."""
    motion = seen.motion
    across = motion.flipping >= FLIPPING
    growing = across and motion.flips == motion.pairs and motion.climb >= ALARM_STEPS
    label, remedy = _smaller(seen, 0.1, "playhead")
    if growing:
        reason = f"Each step overshoots further: the loss grew at the last {motion.climb} steps."
        return Finding("oscillating", reason, label, remedy)
    if seen.since < LEAST_STEPS or on_course(seen):
        return None
    if across:
        reason = (
            "It jumps across the valley and does not settle: "
            f"{motion.flips} of {motion.pairs} gradients point against the one before."
        )
        return Finding("oscillating", reason, label, remedy)
    if not seen.swinging or _fading(seen):
        return None
    reason = (
        "The ball swings back and forth and does not settle: "
        f"{percent(motion.rises)} of the recent steps raised the loss."
    )
    return Finding("oscillating", reason, label, remedy)


def unstable(seen: Evidence) -> Finding | None:
    """Find spikes."""
    motion = seen.motion
    if seen.since < LEAST_STEPS or on_course(seen) or (seen.swinging and _fading(seen)):
        return None
    if motion.spikes < SPIKES and motion.rises < RISING:
        return None
    reason = (
        f"The loss does not settle: {percent(motion.rises)} of the recent steps raised it, "
        f"{motion.spikes} of them to more than double."
    )
    label, remedy = _smaller(seen, 0.1, "playhead")
    return Finding("unstable", reason, f"{label}, warmup, or Adam", remedy)


def slow(seen: Evidence) -> Finding | None:
    """Find a fall that the budget is too short for."""
    projected = seen.projected
    if projected is None or not _crawling(seen) or _hardly(seen):
        return None
    if seen.lr < STARVED * seen.peak:
        return _starved(seen, "slow")
    need, budget = rough(projected), spaced(seen.budget)
    reason = f"Loss falls, but getting there needs {need}; the budget is {budget}."
    longer = Remedy("Train longer", None, "playhead", extend=True)
    if seen.swinging:
        return Finding("slow", reason, "Train longer, or lower the momentum", longer)
    wish = 10.0 if projected > CRAMPED * seen.budget else 3.0
    for factor in (wish, 3.0):
        if seen.edge_ratio is None or seen.edge_ratio * factor < 1.0:
            label = f"LR × {factor:g}"
            return Finding("slow", reason, label, Remedy(label, factor, "playhead"))
    fix = "Train longer, or add momentum: a larger LR comes too close to the edge"
    return Finding("slow", reason, fix, longer)


def too_small(seen: Evidence) -> Finding | None:
    """Find a loss that hardly moves."""
    if seen.played and seen.lr == seen.peak == 0.0:
        reason = "The LR is 0, so the ball does not move."
        return Finding("too_small", reason, "Turn the dial up")
    if not _crawling(seen) or not _hardly(seen):
        return None
    if seen.lr < STARVED * seen.peak:
        return _starved(seen, "too_small")
    need = "" if seen.projected is None else f"; getting there needs {rough(seen.projected)}"
    gone, after = percent(max(1.0 - seen.left, 0.0)), steps(seen.played)
    reason = f"Loss hardly moves: {gone} lower after {after}{need}."
    if seen.left < HALVED:
        reason = f"Loss fell by {gone} in {after} and hardly moves now{need}."
    return Finding("too_small", reason, "LR × 10", Remedy("LR × 10", 10.0, "start"))


def arriving(seen: Evidence) -> Finding | None:
    """Find a fall that is nearly there and will arrive within the budget."""
    projected, trend = seen.projected, seen.trend
    if projected is None or trend is None or not on_course(seen):
        return None
    if seen.since < LEAST_STEPS or seen.left > ON_COURSE:
        return None
    pace = number(trend.ratio)
    reason = f"Loss falls × {pace} a step; it arrives at about step {math.ceil(projected)}."
    return Finding("just_right", reason, "Keep it")


def undecided(seen: Evidence) -> Finding:
    """Say what would decide."""
    fix = "Play on" if seen.played < seen.budget else "Train longer"
    if seen.since < LEAST_STEPS:
        more = steps(LEAST_STEPS - seen.since)
        reason = f"{steps(seen.since)} with this LR so far: {more} more will show a trend."
    elif seen.floor is None:
        reason = f"No minimum is known here, so nothing says how far down {number(seen.loss)} is."
        fix = "Compare with other runs"
    elif seen.rising:
        reason = f"The LR is still rising, {number(seen.lr)} now: its full size will tell."
    elif on_course(seen) and seen.projected is not None:
        at = math.ceil(seen.projected)
        reason = f"On course so far: at this pace it arrives at about step {at}."
    else:
        reason = (
            f"The pace still changes, with {percent(seen.left)} of the way left: it needs time."
        )
    return Finding("undecided", reason, fix)


RULES: tuple[Callable[[Evidence], Finding | None], ...] = (
    exploding,
    converged,
    plateau,
    oscillating,
    unstable,
    slow,
    too_small,
    arriving,
)


def on_course(seen: Evidence) -> bool:
    """Return whether the path would converge within the budget."""
    projected = seen.projected
    return projected is not None and projected <= seen.budget and seen.played < seen.budget


def _bouncing(seen: Evidence) -> bool:
    return seen.motion.flipping >= FLIPPING or seen.motion.rises >= RISING


def _fading(seen: Evidence) -> bool:
    """Whether swings go down fast enough to call it a slow fall."""
    return seen.projected is not None and seen.projected <= FADING * seen.budget


def _crawling(seen: Evidence) -> bool:
    """Whether the fall is too slow for the budget and will not speed up by itself."""
    if seen.trend is None or seen.floor is None or seen.since < LEAST_STEPS or on_course(seen):
        return False
    early = seen.played < seen.budget
    return seen.left <= 1.0 and not (early and (seen.rising or _speeding(seen)))


def _speeding(seen: Evidence) -> bool:
    trend = seen.trend
    if trend is None or not 0.0 < trend.ratio < 1.0:
        return False
    return trend.before >= 1.0 or math.log(trend.ratio) < SPEEDING * math.log(trend.before)


def _hardly(seen: Evidence) -> bool:
    """Whether a budget at this pace would not even halve the gap, and ten times the LR is allowed."""
    if seen.trend is None or seen.projected is None:
        return True
    room = seen.edge_ratio is None or seen.edge_ratio * ROOM < 1.0
    return room and seen.trend.ratio**seen.budget > HALVED


def _cycles(seen: Evidence) -> bool:
    path = seen.run.position[max(seen.rows - 3, 0) : seen.rows]
    back, jump = np.abs(path[-1] - path[0]).max(), np.abs(path[-1] - path[-2]).max()
    return bool(len(path) > 2 and back < CYCLE * jump)


def _place(seen: Evidence) -> tuple[str, str] | None:
    """Say why the place keeps the ball where it is, and what to try; None if it doesn't."""
    surface, here = seen.run.experiment.surface, seen.run.position[seen.rows - 1]
    if seen.lr <= 0.0:
        return None
    curvature, axes = np.linalg.eigh(surface.hessian(here))
    slopes = (axes.T @ surface.gradient(here)) ** 2
    if float((0.5 * slopes / np.maximum(np.abs(curvature), 1e-300)).sum()) <= FLAT * seen.gap[-1]:
        if curvature[0] > 0.0:
            return "a local minimum, not the one to reach", "Start elsewhere"
        kind = "a hilltop" if curvature[-1] < 0.0 else "a saddle"
        return f"the slope is 0 here, on {kind}", "Move the start a little"
    decay = float(getattr(seen.run.runner.optimizer, "weight_decay", 0.0))
    if decay > 0.0 and seen.lr >= STARVED * seen.peak and seen.left < 1.0:
        held = f"weight decay {number(decay)} holds the ball off the minimum"
        return held, "Lower the weight decay"
    return None


def _rises(seen: Evidence, row: int) -> bool:
    """Whether the loss went up on the way to a row, or on the last part of a long way."""
    way = seen.gap[max(row - 2**16, 0) : row + 1]
    return bool((way[1:] > way[:-1]).any())


def _starved(seen: Evidence, name: str) -> Finding:
    reason = (
        f"The schedule has cut the LR to {percent(seen.lr / seen.peak)} of its peak "
        f"with {percent(seen.left)} of the way left."
    )
    return Finding(name, reason, "Let the schedule fall more slowly")


def _smaller(seen: Evidence, factor: float, where: Where) -> tuple[str, Remedy]:
    """Cut the LR by the factor, or by as many decades more as bring it under a known edge."""
    decades = round(-math.log10(factor))
    while seen.edge_ratio is not None and seen.edge_ratio >= 10.0**decades:
        decades += 1
    label = f"LR ÷ {spaced(10**decades)}"
    return label, Remedy(label, 1.0 / 10**decades, where)

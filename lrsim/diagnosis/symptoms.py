"""The symptoms of a learning rate, one rule each, in the order in which they are asked for.

A rule looks at the evidence and returns what it finds, or None; thresholds are named constants.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from lrsim.convergence import first_within, floors
from lrsim.diagnosis import signs
from lrsim.diagnosis.evidence import Evidence
from lrsim.diagnosis.signs import CYCLE, FLIPPING, LEAST_STEPS, MARGIN, STARVED
from lrsim.diagnosis.trends import RISING
from lrsim.optimizers import Sgd
from lrsim.text.numbers import number, percent, power_of_ten, rough, spaced, steps

GROWTH = 10.0
"""A gap so many times the starting one, and growing, is an explosion seen early."""

GROWING_STEPS = 5
"""… if it grew at every one of so many steps: bouncing that has bounds doesn't."""

ALARM_STEPS = 3
"""So many steps that each jump across and each raise the loss are no accident."""

SPIKES = 2
"""One spike can be the way out of a bad start; a second one is a habit."""

FELL = 0.5
"""A plateau comes after a fall: at least half of the starting gap is gone for good."""

STALLED = 0.99
"""From one third of the recent path to the next the gap keeps more than this: it stands still."""

CRAMPED = 3.0
"""Up to so many budgets short, half a decade more LR will do; beyond, a whole one."""

NOTHING = 1e-4
"""Shares below this are told as one."""

ON_COURSE = 0.1
"""Before the minimum is reached, the gap must be down to this share for anything to be promised."""

FASTEST = math.log(sys.float_info.max)
"""The log of a growth per step that a double can just hold."""

WRITTEN_OUT = 9
"""Decades that a cut is written out for."""

MOST_DECADES = 300
"""A rate is cut by so many decades at most: by more there would be nothing left of any."""

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
        start, climb = float(seen.gap[seen.first]), seen.motion.climb
        grown = float(seen.gap[-1]) > GROWTH * start > 0.0 and climb >= GROWING_STEPS
        if not grown or seen.converged_row is not None:
            return None
        first = float(seen.run.loss[seen.first])
        reason = (
            f"The loss has grown from {number(first)} to {number(seen.loss)}, "
            f"at each of the last {climb} steps."
        )
        return Finding("exploding", reason, label, remedy)
    if at == 0:
        escape = seen.run.experiment.surface.escape
        reason = f"It starts too far out: beyond {number(escape)} a run counts as exploded."
        if not math.isfinite(first):
            reason = "It starts too far out: the loss overflows at step 0."
        return Finding("exploding", reason, "Start nearer to the minimum", at_step=0)
    end = float(seen.run.loss[-1])
    finite = math.isfinite(end) and bool(np.isfinite(seen.run.position[-1]).all())
    how = "left the surface" if finite else "overflowed"
    if finite and end < first:
        reason = f"No floor here: the ball ran off downhill and {how} at step {at}."
        return Finding("exploding", reason, "No LR is to blame: take another surface", at_step=at)
    if at > 1 and seen.loss > first > 0.0:
        rate = (math.log(seen.loss) - math.log(first)) / (at - 1)
        pace = math.exp(rate) if rate < FASTEST else math.inf
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
        how = "with ups and downs" if signs.went_up(seen, row) else "smoothly"
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
    if trend.drop > 1.0 / STALLED and seen.motion.climb >= ALARM_STEPS:
        return None
    onset = first_within(seen.gap, trend.highest + (trend.highest - float(seen.gap.min())) * CYCLE)
    onset = onset or 0
    at = int(seen.run.step[onset])
    if not signs.bouncing(seen):
        place = signs.why_here(seen)
        if place is None:
            return None
        reason = f"Loss stands at {number(seen.loss)} since step {at}: {place[0]}."
        return Finding("plateau", reason, place[1], at_step=at)
    if trend.highest > FELL * float(seen.gap[0]) or signs.on_course(seen):
        return None
    last = seen.run.loss[max(onset, seen.rows - 8) : seen.rows]
    low, high = number(float(last.min())), number(float(last.max()))
    level = f"at {low}" if low == high else f"between {low} and {high}"
    what = "a 2-cycle" if signs.cycles(seen) else "it bounces"
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
    if seen.since < LEAST_STEPS or signs.on_course(seen):
        return None
    if across:
        reason = (
            "It jumps across the valley and does not settle: "
            f"{motion.flips} of {motion.pairs} gradients point against the one before."
        )
        return Finding("oscillating", reason, label, remedy)
    if not seen.swinging or motion.rises < RISING or signs.fading(seen):
        return None
    reason = (
        "The ball swings back and forth and does not settle: "
        f"{percent(motion.rises)} of the recent steps raised the loss."
    )
    return Finding("oscillating", reason, label, remedy)


def unstable(seen: Evidence) -> Finding | None:
    """Find spikes, or a start that threw the ball far up."""
    motion = seen.motion
    if seen.since < LEAST_STEPS or signs.on_course(seen):
        return None
    label, remedy = _smaller(seen, 0.1, "playhead")
    up = signs.thrown(seen)
    if up > GROWTH and float(seen.gap[-1]) > FELL * float(seen.gap[seen.first]):
        reason = f"A spike threw the loss up × {number(up)}; it is still at {number(seen.loss)}."
    elif seen.swinging and signs.fading(seen):
        return None
    elif motion.spikes >= SPIKES or motion.rises >= RISING:
        reason = (
            f"The loss does not settle: {percent(motion.rises)} of the recent steps raised it, "
            f"{motion.spikes} of them to more than double."
        )
    else:
        return None
    return Finding("unstable", reason, f"{label}, warmup, or Adam", remedy)


def slow(seen: Evidence) -> Finding | None:
    """Find a fall that the budget is too short for."""
    if not signs.crawling(seen) or signs.hardly_moves(seen):
        return None
    if seen.lr < STARVED * seen.peak:
        return _starved(seen, "slow")
    budget = spaced(seen.budget)
    if seen.projected is None:
        reason = (
            f"Loss stands still with {percent(seen.left)} of the way left; the budget is {budget}."
        )
    else:
        need = rough(seen.projected)
        reason = f"Loss falls, but getting there needs {need}; the budget is {budget}."
    longer = Remedy("Train longer", None, "playhead", extend=True)
    if seen.swinging or (seen.edge is None and signs.thrown(seen) > GROWTH):
        less = (
            "lower the momentum"
            if isinstance(seen.run.runner.optimizer, Sgd)
            else "turn the LR down"
        )
        return Finding("slow", reason, f"Train longer, or {less}", longer)
    wish = 3.0
    if seen.projected is None or seen.projected > CRAMPED * seen.budget:
        wish = 10.0
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
    if not signs.crawling(seen) or not signs.hardly_moves(seen):
        return None
    if seen.lr < STARVED * seen.peak:
        return _starved(seen, "too_small")
    need = "" if seen.projected is None else f"; getting there needs {rough(seen.projected)}"
    gone, after = percent(max(1.0 - seen.left, 0.0)), steps(seen.played)
    reason = f"Loss hardly moves: {gone} lower after {after}{need}."
    return Finding("too_small", reason, "LR × 10", Remedy("LR × 10", 10.0, "start"))


def arriving(seen: Evidence) -> Finding | None:
    """Find a fall that is nearly there and will arrive within the budget."""
    projected, trend = seen.projected, seen.trend
    if projected is None or trend is None or not signs.on_course(seen):
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
        more = LEAST_STEPS - seen.since
        reason = f"{steps(seen.since)} with this LR so far: {more} more will show a trend."
    elif seen.floor is None:
        reason = f"No minimum is known here, so nothing says how far down {number(seen.loss)} is."
        fix = "Compare with other runs"
    elif seen.rising:
        reason = f"The LR is still rising, {number(seen.lr)} now: its full size will tell."
    elif signs.on_course(seen) and seen.projected is not None:
        at = math.ceil(seen.projected)
        reason = f"On course so far: at this pace it arrives at about step {at}."
    elif seen.projected is not None and seen.projected <= MARGIN * seen.budget:
        need, budget = rough(seen.projected), spaced(seen.budget)
        reason = f"It may just miss: at this pace it needs {need}; the budget is {budget}."
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


def _starved(seen: Evidence, name: str) -> Finding:
    share = seen.lr / seen.peak
    cut = percent(share) if share >= NOTHING else f"less than {percent(NOTHING)}"
    left = percent(seen.left)
    reason = f"The schedule has cut the LR to {cut} of its peak with {left} of the way left."
    return Finding(name, reason, "Let the schedule fall more slowly")


def _smaller(seen: Evidence, factor: float, where: Where) -> tuple[str, Remedy]:
    """Cut the LR by the factor, or by as many decades more as bring it under a known edge."""
    decades = round(-math.log10(factor))
    if seen.edge_ratio is not None and math.isfinite(seen.edge_ratio):
        while decades < MOST_DECADES and seen.edge_ratio >= 10.0**decades:
            decades += 1
    cut = spaced(10**decades) if decades <= WRITTEN_OUT else power_of_ten(decades)
    label = f"LR ÷ {cut}"
    return label, Remedy(label, 1.0 / 10**decades, where)

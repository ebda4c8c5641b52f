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
from lrsim.text.messages import Message, plural
from lrsim.text.numbers import count, number, percent
from lrsim.text.steps import about_steps, steps

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

WRITTEN_OUT = 10**9
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
    label : Message
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

    label: Message
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
    reason, fix : Message
        One sentence with a number, and the first thing to try.
    remedy : Remedy or None
        What a button can do about it.
    at_step : int or None
        The step it is about; None for the last one played.
    remark : Message or None
        What to say before anything else that is said quietly.
    """

    name: str
    reason: Message
    fix: Message
    remedy: Remedy | None = None
    at_step: int | None = None
    remark: Message | None = None


def find(seen: Evidence) -> Finding:
    """Return the first symptom that the evidence shows, or what would decide."""
    for rule in RULES:
        found = rule(seen)
        if found is not None:
            return found
    return undecided(seen)


def exploding(seen: Evidence) -> Finding | None:
    """Find growth without bound, or a number that is none."""
    at = seen.exploded_at
    if at == 0:
        return _out_of_reach(seen)
    remedy = _smaller(seen, 0.01, "start")
    if at is not None:
        return _blown_up(seen, at, remedy)
    start, climb = float(seen.gap[seen.first]), seen.motion.climb
    grown = float(seen.gap[-1]) > GROWTH * start > 0.0 and climb >= GROWING_STEPS
    if not grown or seen.converged_row is not None:
        return None
    reason = plural(
        "The loss has grown from {first} to {loss}, at the last step.",
        "The loss has grown from {first} to {loss}, at each of the last {n} steps.",
        n=climb,
        first=number(float(seen.run.loss[seen.first])),
        loss=number(seen.loss),
    )
    return Finding("exploding", reason, remedy.label, remedy)


def _out_of_reach(seen: Evidence) -> Finding:
    """Say what is wrong with a start that counts as exploded."""
    reason = Message("It starts too far out: the loss overflows at step 0.")
    if math.isfinite(float(seen.run.loss[0])):
        reason = Message(
            "It starts too far out: beyond {escape} a run counts as exploded.",
            escape=number(seen.run.setup.surface.escape),
        )
    return Finding("exploding", reason, Message("Start nearer to the minimum"), at_step=0)


def _blown_up(seen: Evidence, at: int, remedy: Remedy) -> Finding:
    """Say how a run exploded: downhill for ever, step by step, or at once."""
    first, end, step = float(seen.run.loss[0]), float(seen.run.loss[-1]), count(at)
    finite = math.isfinite(end) and bool(np.isfinite(seen.run.position[-1]).all())
    if finite and end < first:
        reason = Message(
            "No floor here: the ball ran off downhill and left the surface at step {step}.",
            step=step,
        )
        fix = Message("No LR is to blame: take another surface")
        return Finding("exploding", reason, fix, at_step=at)
    if at > 1 and seen.loss > first > 0.0:
        rate = (math.log(seen.loss) - math.log(first)) / (at - 1)
        pace = number(math.exp(rate) if rate < FASTEST else math.inf)
        reason = (
            Message(
                "Loss grows × {pace} a step; it left the surface at step {step}.",
                pace=pace,
                step=step,
            )
            if finite
            else Message(
                "Loss grows × {pace} a step; it overflowed at step {step}.", pace=pace, step=step
            )
        )
    elif finite:
        reason = Message(
            "One step was too far: the run left the surface at step {step}.", step=step
        )
    else:
        reason = Message("One step was too far: the run overflowed at step {step}.", step=step)
    return Finding("exploding", reason, remedy.label, remedy, at)


def converged(seen: Evidence) -> Finding | None:
    """Find a loss that is at the minimum."""
    row = seen.converged_row
    if row is None or seen.floor is None:
        return None
    surface = seen.run.setup.surface
    if row == 0:
        reason = Message(
            "It starts in the minimum: the loss is {loss} at step 0.",
            loss=number(float(seen.run.loss[0])),
        )
    else:
        near = first_within(seen.gap, ONE_PERCENT * float(seen.gap[0])) or 0
        step = count(int(seen.run.step[near]))
        reason = (
            Message(
                "Loss falls with ups and downs; within 1 % of the minimum at step {step}.",
                step=step,
            )
            if signs.went_up(seen, row)
            else Message(
                "Loss falls smoothly; within 1 % of the minimum at step {step}.", step=step
            )
        )
    remark = None
    if seen.motion.pairs >= ALARM_STEPS and seen.motion.flips == seen.motion.pairs:
        remark = Message("It crosses the valley at every step.")
    best = min(floor.loss for floor in floors(surface))
    if seen.floor.loss > best:
        remark = Message("This minimum is not the lowest, which is {loss}.", loss=number(best))
    at = int(seen.run.step[row])
    return Finding("just_right", reason, Message("Keep it"), at_step=at, remark=remark)


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
        reason = Message(
            "Loss stands at {loss} since step {step}: {why}.",
            loss=number(seen.loss),
            step=count(at),
            why=place[0],
        )
        return Finding("plateau", reason, place[1], at_step=at)
    if trend.highest > FELL * float(seen.gap[0]) or signs.on_course(seen):
        return None
    by = _divisor(seen, 0.1)
    label = Message("÷ {by} and train longer", by=count(by))
    fix = Message("LR ÷ {by} from step {step} on, and train longer", by=count(by), step=count(at))
    remedy = Remedy(label, 1.0 / by, "onset", at, extend=True)
    return Finding("plateau", _stuck(seen, onset), fix, remedy, at)


def _stuck(seen: Evidence, onset: int) -> Message:
    """Say between which losses a path bounces since a row."""
    last = seen.run.loss[max(onset, seen.rows - 8) : seen.rows]
    low, high = number(float(last.min())), number(float(last.max()))
    step = count(int(seen.run.step[onset]))
    if signs.cycles(seen):
        if low == high:
            return Message(
                "Loss fell, then stuck at {loss} from step {step} on: a 2-cycle around the minimum.",
                loss=low,
                step=step,
            )
        return Message(
            "Loss fell, then stuck between {low} and {high} from step {step} on: "
            "a 2-cycle around the minimum.",
            low=low,
            high=high,
            step=step,
        )
    if low == high:
        return Message(
            "Loss fell, then stuck at {loss} from step {step} on: it bounces around the minimum.",
            loss=low,
            step=step,
        )
    return Message(
        "Loss fell, then stuck between {low} and {high} from step {step} on: "
        "it bounces around the minimum.",
        low=low,
        high=high,
        step=step,
    )


def oscillating(seen: Evidence) -> Finding | None:
    """Find a ball that jumps or swings across the valley and does not settle."""
    motion = seen.motion
    across = motion.flipping >= FLIPPING
    growing = across and motion.flips == motion.pairs and motion.climb >= ALARM_STEPS
    remedy = _smaller(seen, 0.1, "playhead")
    if growing:
        reason: Message = plural(
            "Each step overshoots further: the loss grew at the last step.",
            "Each step overshoots further: the loss grew at the last {n} steps.",
            n=motion.climb,
        )
        return Finding("oscillating", reason, remedy.label, remedy)
    if seen.since < LEAST_STEPS or signs.on_course(seen):
        return None
    if across:
        reason = Message(
            "It jumps across the valley and does not settle: "
            "{flips} of {pairs} gradients point against the one before.",
            flips=count(motion.flips),
            pairs=count(motion.pairs),
        )
        return Finding("oscillating", reason, remedy.label, remedy)
    if not seen.swinging or motion.rises < RISING or signs.fading(seen):
        return None
    reason = Message(
        "The ball swings back and forth and does not settle: "
        "{share} of the recent steps raised the loss.",
        share=percent(motion.rises),
    )
    return Finding("oscillating", reason, remedy.label, remedy)


def unstable(seen: Evidence) -> Finding | None:
    """Find spikes, or a start that threw the ball far up."""
    motion = seen.motion
    if seen.since < LEAST_STEPS or signs.on_course(seen):
        return None
    up = signs.thrown(seen)
    if up > GROWTH and float(seen.gap[-1]) > FELL * float(seen.gap[seen.first]):
        reason = Message(
            "A spike threw the loss up × {times}; it is still at {loss}.",
            times=number(up),
            loss=number(seen.loss),
        )
    elif seen.swinging and signs.fading(seen):
        return None
    elif motion.spikes >= SPIKES or motion.rises >= RISING:
        reason = plural(
            "The loss does not settle: {share} of the recent steps raised it, "
            "{n} of them to more than double.",
            "The loss does not settle: {share} of the recent steps raised it, "
            "{n} of them to more than double.",
            n=motion.spikes,
            share=percent(motion.rises),
        )
    else:
        return None
    remedy = _smaller(seen, 0.1, "playhead")
    fix = Message("LR ÷ {by}, warmup, or Adam", by=count(_divisor(seen, 0.1)))
    return Finding("unstable", reason, fix, remedy)


def slow(seen: Evidence) -> Finding | None:
    """Find a fall that the budget is too short for."""
    if not signs.crawling(seen) or signs.hardly_moves(seen):
        return None
    if seen.lr < STARVED * seen.peak:
        return _starved(seen, "slow")
    if seen.projected is None:
        reason = Message(
            "Loss stands still with {share} of the way left; the budget is {budget}.",
            share=percent(seen.left),
            budget=count(seen.budget),
        )
    else:
        reason = Message(
            "Loss falls, but getting there needs {steps}; the budget is {budget}.",
            steps=about_steps(seen.projected),
            budget=count(seen.budget),
        )
    longer = Remedy(Message("Train longer"), None, "playhead", extend=True)
    if seen.swinging or (seen.edge is None and signs.thrown(seen) > GROWTH):
        calmer = (
            Message("Train longer, or lower the momentum")
            if isinstance(seen.run.setup.optimizer, Sgd)
            else Message("Train longer, or turn the LR down")
        )
        return Finding("slow", reason, calmer, longer)
    wish = 3.0
    if seen.projected is None or seen.projected > CRAMPED * seen.budget:
        wish = 10.0
    for factor in (wish, 3.0):
        if seen.edge_ratio is None or seen.edge_ratio * factor < 1.0:
            remedy = _larger(factor, "playhead")
            return Finding("slow", reason, remedy.label, remedy)
    fix = Message("Train longer, or add momentum: a larger LR comes too close to the edge")
    return Finding("slow", reason, fix, longer)


def too_small(seen: Evidence) -> Finding | None:
    """Find a loss that hardly moves."""
    if seen.played and seen.lr == seen.peak == 0.0:
        reason = Message("The LR is 0, so the ball does not move.")
        return Finding("too_small", reason, Message("Turn the dial up"))
    if not signs.crawling(seen) or not signs.hardly_moves(seen):
        return None
    if seen.lr < STARVED * seen.peak:
        return _starved(seen, "too_small")
    share, after = percent(max(1.0 - seen.left, 0.0)), steps(seen.played)
    if seen.projected is None:
        reason = Message(
            "Loss hardly moves: {share} lower after {steps}.", share=share, steps=after
        )
    else:
        reason = Message(
            "Loss hardly moves: {share} lower after {steps}; getting there needs {need}.",
            share=share,
            steps=after,
            need=about_steps(seen.projected),
        )
    remedy = _larger(10.0, "start")
    return Finding("too_small", reason, remedy.label, remedy)


def arriving(seen: Evidence) -> Finding | None:
    """Find a fall that is nearly there and will arrive within the budget."""
    projected, trend = seen.projected, seen.trend
    if projected is None or trend is None or not signs.on_course(seen):
        return None
    if seen.since < LEAST_STEPS or seen.left > ON_COURSE:
        return None
    reason = Message(
        "Loss falls × {pace} a step; it arrives at about step {step}.",
        pace=number(trend.ratio),
        step=count(math.ceil(projected)),
    )
    return Finding("just_right", reason, Message("Keep it"))


def undecided(seen: Evidence) -> Finding:
    """Say what would decide."""
    fix = Message("Play on") if seen.played < seen.budget else Message("Train longer")
    if seen.since >= LEAST_STEPS and seen.floor is None:
        fix = Message("Compare with other runs")
    return Finding("undecided", _open_question(seen), fix)


def _open_question(seen: Evidence) -> Message:
    """Say why there is no verdict yet."""
    if seen.since < LEAST_STEPS:
        return plural(
            "{steps} with this LR so far: {n} more will show a trend.",
            "{steps} with this LR so far: {n} more will show a trend.",
            n=LEAST_STEPS - seen.since,
            steps=steps(seen.since),
        )
    if seen.floor is None:
        return Message(
            "No minimum is known here, so nothing says how far down {loss} is.",
            loss=number(seen.loss),
        )
    if seen.rising:
        return Message(
            "The LR is still rising, {lr} now: its full size will tell.", lr=number(seen.lr)
        )
    if seen.projected is not None and signs.on_course(seen):
        return Message(
            "On course so far: at this pace it arrives at about step {step}.",
            step=count(math.ceil(seen.projected)),
        )
    if seen.projected is not None and seen.projected <= MARGIN * seen.budget:
        return Message(
            "It may just miss: at this pace it needs {steps}; the budget is {budget}.",
            steps=about_steps(seen.projected),
            budget=count(seen.budget),
        )
    return Message(
        "The pace still changes, with {share} of the way left: it needs time.",
        share=percent(seen.left),
    )


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
    share, left = seen.lr / seen.peak, percent(seen.left)
    reason = (
        Message(
            "The schedule has cut the LR to {share} of its peak with {left} of the way left.",
            share=percent(share),
            left=left,
        )
        if share >= NOTHING
        else Message(
            "The schedule has cut the LR to less than {share} of its peak with {left} of the way left.",
            share=percent(NOTHING),
            left=left,
        )
    )
    return Finding(name, reason, Message("Let the schedule fall more slowly"))


def _larger(factor: float, where: Where) -> Remedy:
    return Remedy(Message("LR × {by}", by=number(factor)), factor, where)


def _smaller(seen: Evidence, factor: float, where: Where) -> Remedy:
    by = _divisor(seen, factor)
    written = count(by) if by <= WRITTEN_OUT else number(float(by))
    return Remedy(Message("LR ÷ {by}", by=written), 1.0 / by, where)


def _divisor(seen: Evidence, factor: float) -> int:
    """Return what to divide the LR by: the factor, or as many decades more as bring it under a known edge."""
    decades = round(-math.log10(factor))
    if seen.edge_ratio is not None and math.isfinite(seen.edge_ratio):
        while decades < MOST_DECADES and seen.edge_ratio >= 10.0**decades:
            decades += 1
    return int(10**decades)

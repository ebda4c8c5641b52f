"""The symptoms of a learning rate that is too large, one rule each."""

from __future__ import annotations

import math
import sys

import numpy as np

from lrsim.convergence import first_within
from lrsim.diagnosis import signs
from lrsim.diagnosis.evidence import Evidence
from lrsim.diagnosis.findings import Finding, Remedy, divisor, divisor_text, smaller
from lrsim.diagnosis.signs import ALARM_STEPS, CYCLE, FLIPPING, LEAST_STEPS
from lrsim.diagnosis.trends import RISING
from lrsim.text.messages import Message, plural
from lrsim.text.numbers import count, number, percent

GROWTH = 10.0
"""A gap so many times the starting one, and growing, is an explosion seen early."""

GROWING_STEPS = 5
"""… if it grew at every one of so many steps: bouncing that has bounds doesn't."""

FASTEST = math.log(sys.float_info.max)
"""The log of a growth per step that a double can just hold."""

SPIKES = 2
"""One spike can be the way out of a bad start; a second one is a habit."""

FELL = 0.5
"""A plateau comes after a fall: at least half of the starting gap is gone for good."""

STALLED = 0.99
"""From one third of the recent path to the next the gap keeps more than this: it stands still."""


def exploding(seen: Evidence) -> Finding | None:
    """Find growth without bound, or a number that is none."""
    at = seen.exploded_at
    if at == 0:
        return _out_of_reach(seen)
    remedy = smaller(seen, 0.01, "start")
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
    by = divisor(seen, 0.1)
    label = Message("÷ {by} and train longer", by=divisor_text(by))
    fix = Message(
        "LR ÷ {by} from step {step} on, and train longer", by=divisor_text(by), step=count(at)
    )
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
    remedy = smaller(seen, 0.1, "playhead")
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
    remedy = smaller(seen, 0.1, "playhead")
    fix = Message("LR ÷ {by}, warmup, or Adam", by=divisor_text(divisor(seen, 0.1)))
    return Finding("unstable", reason, fix, remedy)

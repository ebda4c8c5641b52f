"""What is said of a run that exploded, or is about to."""

from __future__ import annotations

import math
import sys

import numpy as np

from lrsim.diagnosis.causes import OVERFLOWS, Cause, cause_of
from lrsim.diagnosis.evidence import Evidence
from lrsim.diagnosis.findings import Finding, smaller
from lrsim.diagnosis.headlines import EXPLODING, NO_FLOOR, OUT_OF_NUMBERS
from lrsim.surfaces import Surface
from lrsim.text.messages import Message, plural
from lrsim.text.numbers import count, digits_apart, number

FASTEST = math.log(sys.float_info.max)
"""The log of a growth per step that a double can just hold."""

LOOKS = 33
"""Places along each side of the domain at which a value is looked for."""


def out_of_reach(seen: Evidence) -> Finding:
    """Say what is wrong with a start that counts as exploded."""
    loss = float(seen.run.loss[0])
    reason = Message("It starts too far out: the loss overflows at step 0.")
    fix = Message("Start nearer to the minimum")
    if math.isnan(loss):
        reason = Message("It starts where the loss has no value.")
        fix = Message("Start where it has one")
    elif loss < 0.0:
        reason = Message("It starts where the loss is −∞.")
        fix = Message("Start where it is finite")
    if not has_values(seen.run.setup.surface):
        reason = Message("It starts where the loss has no finite value.")
        fix = Message("None was found in its domain: take another surface")
    return Finding(reason, fix, at_step=0)


def has_values(surface: Surface) -> bool:
    """Return whether the loss is finite anywhere on a grid over a surface's domain."""
    sides = [np.linspace(*side, LOOKS) for side in surface.domain]
    points = np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, surface.dimensions)
    with np.errstate(all="ignore"):
        return bool(np.isfinite(surface(points)).any())


def blown_up(seen: Evidence) -> Finding:
    """Say how a run exploded and what it hit: downhill for ever, step by step, or at once."""
    at = len(seen.run.loss) and seen.run.step_at(-1)
    first, end = float(seen.run.loss[0]), float(seen.run.loss[-1])
    finite = math.isfinite(end) and bool(np.isfinite(seen.run.position[-1]).all())
    if finite and end < first and (seen.floor is None or end < seen.floor.loss):
        reason = Message(
            "No floor here: the ball ran off downhill and left the surface at step {step}.",
            step=count(at),
        )
        fix = Message("No LR is to blame: take another surface")
        return Finding(reason, fix, at_step=at, headline=NO_FLOOR)
    rule = smaller(seen, 0.01, "start")
    hit = what_was_hit(seen)
    mean = growth(seen)
    pace = None if mean is None else number(mean)
    reason = (
        Message("One step was too far: at step {step} {hit}.", step=count(at), hit=hit)
        if pace is None
        else Message(
            "The loss grows little by little; at step {step} {hit}.", step=count(at), hit=hit
        )
        if pace == "1"
        else Message(
            "The loss grows {pace}-fold at each step; at step {step} {hit}.",
            pace=pace,
            step=count(at),
            hit=hit,
        )
        if _grows_at_each_step(seen)
        else Message(
            "On average the loss grows {pace}-fold a step; at step {step} {hit}.",
            pace=pace,
            step=count(at),
            hit=hit,
        )
    )
    headline = EXPLODING if finite else OUT_OF_NUMBERS
    return Finding(reason, rule.label, rule, at, headline=headline)


def _grows_at_each_step(seen: Evidence) -> bool:
    loss = seen.run.loss[: seen.rows]
    return bool((loss[1:] >= loss[:-1]).all())


def what_was_hit(seen: Evidence) -> Message:
    """Return what ended a run: |x| beyond `escape`, an overflow, or a place without a value."""
    cause = cause_of(seen.run)
    if cause is Cause.ESCAPED:
        return Message(
            "the ball was farther out than {escape}", escape=number(seen.run.setup.escape)
        )
    if cause in OVERFLOWS:
        return Message("the numbers overflowed")
    return Message(
        "the ball came to a place where the loss has no value "
        "(a logarithm or a root of a negative number, or 0/0)"
    )


def growth(seen: Evidence) -> float | None:
    """Return the mean growth of the gap per step up to an explosion; None where it did not grow."""
    begin, end = seen.m.gap_start, seen.m.gap
    if seen.played < 1 or not end > begin > 0.0:
        return None
    rate = (math.log(end) - math.log(begin)) / seen.played
    return math.exp(rate) if rate < FASTEST else math.inf


def growing(seen: Evidence) -> Finding:
    """Say that an explosion is under way."""
    rule = smaller(seen, 0.01, "start")
    first = float(seen.run.loss[seen.first])
    digits = digits_apart(first, seen.loss)
    reason = plural(
        "The loss has grown from {first} to {loss}, at the last step.",
        "The loss has grown from {first} to {loss}, at each of the last {n} steps.",
        n=int(seen.m.climb),
        first=number(first, digits),
        loss=number(seen.loss, digits),
    )
    return Finding(reason, rule.label, rule)

"""The symptoms of a learning rate in the order in which they are asked for, and what there is without any.

A rule looks at the evidence and returns what it finds, or None; thresholds are named constants.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from lrsim.convergence import first_within, floors
from lrsim.diagnosis import signs
from lrsim.diagnosis.evidence import Evidence
from lrsim.diagnosis.findings import Finding
from lrsim.diagnosis.signs import ALARM_STEPS, LEAST_STEPS, MARGIN
from lrsim.diagnosis.too_large import exploding, oscillating, plateau, unstable
from lrsim.diagnosis.too_small import slow, too_small
from lrsim.text.messages import Message, plural
from lrsim.text.numbers import count, number, percent
from lrsim.text.steps import about_steps, steps

ON_COURSE = 0.1
"""Before the minimum is reached, the gap must be down to this share for anything to be promised."""

ONE_PERCENT = 0.01
"""What people call there."""


def find(seen: Evidence) -> Finding:
    """Return the first symptom that the evidence shows, or what would decide."""
    for rule in RULES:
        found = rule(seen)
        if found is not None:
            return found
    return undecided(seen)


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

"""What is said of a learning rate that is too small."""

from __future__ import annotations

import math

from lrsim.diagnosis.evidence import Evidence
from lrsim.diagnosis.findings import Finding, Rule, cut_short, larger, left, level, rising_now
from lrsim.diagnosis.thresholds import THRESHOLDS
from lrsim.optimizers import Sgd
from lrsim.text.messages import Message
from lrsim.text.numbers import count, percent
from lrsim.text.steps import about, about_steps, steps

CRAMPED = 3.0
"""Up to so many budgets short, half a decade more LR will do; beyond, a whole one."""

HARDLY = 0.1
"""Up to this share of the way a loss hardly moves; one that goes further falls, but far too slowly."""


def slow(seen: Evidence) -> Finding:
    """Say how many steps a fall needs."""
    if seen.projected is None:
        reason = Message(
            "The loss has fallen too slowly: after {steps}, {left} of the starting gap is left.",
            steps=steps(seen.played),
            left=left(seen),
        )
        return _push(seen, reason)
    return _push(seen, _needs(seen, seen.projected))


def _needs(seen: Evidence, projected: float) -> Message:
    """Say that the budget is too short, and by how much where that can be seen in what is told."""
    given = {"steps": about_steps(projected), "budget": count(seen.budget)}
    just = about(projected) == about(seen.budget)
    if seen.kept_off:
        given["level"] = level(seen, seen.m.ball)
        return (
            Message(
                "Down to where noise will keep it, {level}, the loss needs a little more than the {budget} "
                "steps there are, at this pace.",
                **given,
            )
            if just
            else Message(
                "Down to where noise will keep it, {level}, the loss needs {steps} at this pace, and there "
                "are {budget}.",
                **given,
            )
        )
    return (
        Message(
            "At this pace getting there needs a little more than the {budget} steps there are.",
            **given,
        )
        if just
        else Message("At this pace getting there needs {steps}, and there are {budget}.", **given)
    )


def standing(seen: Evidence) -> Finding:
    """Say how far away it stands still."""
    reason = Message(
        "The loss no longer falls, with {share} of the starting gap left.",
        share=left(seen),
    )
    return _push(seen, reason)


def _push(seen: Evidence, reason: Message) -> Finding:
    longer = Rule(Message("Train longer"), None, "playhead", extend=True)
    thrown = not math.isfinite(seen.m.edge) and seen.m.thrown > THRESHOLDS.growth
    if seen.m.swings or thrown:
        calmer = (
            Message("Train longer, or lower the momentum")
            if isinstance(seen.run.setup.optimizer, Sgd)
            else Message("Train longer, or turn the LR down")
        )
        return Finding(reason, calmer, longer, remark=rising_now(seen))
    wish = 3.0 if seen.m.projected <= CRAMPED * seen.budget else 10.0
    ratio = seen.strictest_ratio
    for factor in (wish, 3.0):
        if ratio is None or ratio * factor < 1.0:
            rule = larger(factor, "playhead")
            return Finding(reason, rule.label, rule, remark=rising_now(seen))
    fix = Message("Train longer, or add momentum: a larger LR would be close to unstable")
    return Finding(reason, fix, longer, remark=rising_now(seen))


def hardly_moving(seen: Evidence) -> Finding:
    """Say how little of the way to the minimum the loss fell."""
    done = max(1.0 - seen.m.left, 0.0)
    how = (
        Message("The loss hardly moves")
        if done <= HARDLY
        else Message("The loss has fallen far too slowly")
    )
    given = {"how": how, "share": percent(done), "steps": steps(seen.played)}
    reason = Message("{how}: {share} of the way down after {steps}.", **given)
    if seen.projected is not None and not seen.kept_off:
        reason = Message(
            "{how}: {share} of the way down after {steps}, and getting there needs {need}.",
            need=about_steps(seen.projected),
            **given,
        )
    rule = larger(10.0, "start")
    return Finding(reason, rule.label, rule, remark=rising_now(seen))


def rate_zero(_seen: Evidence) -> Finding:
    """Say that nothing can move."""
    return Finding(Message("The LR is 0, so the ball does not move."), Message("Turn the dial up"))


def left_by_schedule(seen: Evidence) -> Finding:
    """Say that the schedule has cut the rate too early."""
    return Finding(cut_short(seen), Message("Let the schedule fall more slowly"))

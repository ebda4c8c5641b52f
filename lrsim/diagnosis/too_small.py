"""The symptoms of a learning rate that is too small, one rule each."""

from __future__ import annotations

from lrsim.diagnosis import signs
from lrsim.diagnosis.evidence import Evidence
from lrsim.diagnosis.findings import Finding, Remedy, larger
from lrsim.diagnosis.signs import STARVED
from lrsim.diagnosis.too_large import GROWTH
from lrsim.optimizers import Sgd
from lrsim.text.messages import Message
from lrsim.text.numbers import count, percent
from lrsim.text.steps import about_steps, steps

CRAMPED = 3.0
"""Up to so many budgets short, half a decade more LR will do; beyond, a whole one."""

NOTHING = 1e-4
"""Shares below this are told as one."""


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
            remedy = larger(factor, "playhead")
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
    remedy = larger(10.0, "start")
    return Finding("too_small", reason, remedy.label, remedy)


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

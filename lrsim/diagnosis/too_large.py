"""What is said of a learning rate that is too large, though the run has not exploded.

It is long because each symptom has its sentence and the step since which it is so, each in a few lines.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from lrsim.diagnosis.evidence import Evidence
from lrsim.diagnosis.findings import (
    Finding,
    Rule,
    divisor,
    divisor_text,
    kept,
    level,
    smaller,
)
from lrsim.diagnosis.ground import ground_of
from lrsim.diagnosis.headlines import CLIMBING, UNSTABLE
from lrsim.diagnosis.settling import settling
from lrsim.diagnosis.thresholds import THRESHOLDS
from lrsim.text.messages import Message, plural
from lrsim.text.numbers import count, digits_apart, number, percent
from lrsim.text.steps import about_steps

LEAST_ROWS = 4
"""So many of the last losses, at least, say where a loss stands."""

CLIMBS = 0.9
"""A ball that swings goes down as often as up; a loss of which more steps than this share raise it climbs."""

LEVEL = 1.5
"""Means over the noise ball to this factor are one level."""

STILL = 1e-6
"""A loss that moves by less than this share of the way down stands."""


# --- plateaus ---


def noise_ball(seen: Evidence) -> Finding:
    """Say at which level noise keeps the loss."""
    shrinking = settling(seen)
    if shrinking is not None:
        return shrinking
    onset, since = _onset_in_noise(seen)
    reason = Message(
        "Noise keeps the loss around {level} since about step {step}: a noise ball.",
        level=level(seen, since),
        step=count(onset),
    )
    by = divisor(seen, 0.1)
    label = Message("÷ {by} and train longer", by=divisor_text(by))
    fix = Message(
        "A schedule that lowers the LR, or LR ÷ {by} with more steps", by=divisor_text(by)
    )
    remark = None
    if math.isfinite(seen.m.ball) and seen.m.ball <= THRESHOLDS.noise_level * since:
        remark = Message(
            "By theory this LR and this noise keep the loss around {level}.",
            level=level(seen, seen.m.ball),
        )
    return Finding(reason, fix, Rule(label, 1.0 / by, "onset", onset, extend=True), onset, remark)


def _onset_in_noise(seen: Evidence) -> tuple[int, float]:
    """Return the first step at which the loss was down to the noise ball's level, and its mean gap since."""
    gap = seen.gaps(seen.first, seen.rows)
    with np.errstate(all="ignore"):  # gaps near the largest double
        after = np.cumsum(gap[::-1])[::-1] / np.arange(len(gap), 0, -1)
    there = (gap <= seen.m.level) & (after <= LEVEL * seen.m.level)
    row = int(there.argmax()) if there.any() else 0
    return seen.run.step_at(seen.first + row), float(after[row])


def at_a_place(seen: Evidence) -> Finding:
    """Say why the place keeps the ball where it is, and what to try."""
    why, fix = _PLACES[_named(seen)]
    gap = seen.gaps(0, seen.rows)
    still = STILL * abs(float(gap[0] - gap[-1]))
    onset = seen.first_between(float(gap[-1]) - still, float(gap[-1]) + still) or 0
    reason = Message(
        "The loss stands at {loss} since step {step}: {why}.",
        loss=number(seen.loss),
        step=count(onset),
        why=why,
    )
    return Finding(reason, fix, at_step=onset)


def _named(seen: Evidence) -> str:
    """Return what the place is: the core knows its slope and its curvature, not how they go on."""
    if seen.symptom not in ("at_a_minimum", "on_a_saddle", "on_a_hilltop"):
        return seen.symptom
    with np.errstate(all="ignore"):  # what lies beyond the place may have no loss
        return ground_of(seen.run.setup.surface, seen.run.position[seen.rows - 1])


_PLACES = {
    "at_a_minimum": (Message("a local minimum, not the one to reach"), Message("Start elsewhere")),
    "on_a_saddle": (
        Message("there the slope all but vanishes, on a saddle"),
        Message("Move the start a little"),
    ),
    "on_an_inflection": (
        Message("there the slope all but vanishes, at an inflection"),
        Message("Move the start a little"),
    ),
    "on_a_plain": (
        Message("there the slope all but vanishes, on a plain"),
        Message("Start elsewhere"),
    ),
    "on_a_hilltop": (
        Message("there the slope all but vanishes, on a hilltop"),
        Message("Move the start a little"),
    ),
    "held_by_decay": (
        Message("weight decay holds the ball off the minimum"),
        Message("Lower the weight decay"),
    ),
}


def _onset(seen: Evidence) -> int:
    """Return the first step from which on the gap stays where it is in the end."""
    recent = seen.gaps(seen.rows - max((seen.rows - seen.first) // 6, LEAST_ROWS), seen.rows)
    low, high = float(recent.min()), max(float(recent.max()), seen.m.highest)
    slack = (high - float(seen.gaps(0, seen.rows).min())) * 0.05
    return seen.first_between(low - slack, high + slack) or 0


def stuck(seen: Evidence) -> Finding:
    """Say between which losses a path bounces, and since when."""
    onset = _onset(seen)
    last = seen.run.loss[seen.run.row(onset) : seen.rows]
    low, high = number(float(last.min())), number(float(last.max()))
    why = (
        Message("a 2-cycle around the minimum")
        if seen.symptom == "in_a_cycle"
        else Message("the ball bounces around the minimum")
        if seen.m.flipping >= THRESHOLDS.flipping
        else Message("it goes up and down there")
    )
    reason = (
        Message(
            "The loss fell, and is stuck at {loss} since step {step}: {why}.",
            loss=low,
            step=count(onset),
            why=why,
        )
        if low == high
        else Message(
            "The loss fell, and is stuck between {low} and {high} since step {step}: {why}.",
            low=low,
            high=high,
            step=count(onset),
            why=why,
        )
    )
    by = divisor(seen, 0.1)
    label = Message("÷ {by} and train longer", by=divisor_text(by))
    fix = Message(
        "LR ÷ {by} from step {step} on, and train longer", by=divisor_text(by), step=count(onset)
    )
    return Finding(reason, fix, Rule(label, 1.0 / by, "onset", onset, extend=True), onset)


# --- to and fro ---


def overshooting(seen: Evidence) -> Finding:
    """Say that each step goes further."""
    rule = smaller(seen, 0.1, "playhead")
    reason = plural(
        "Each step overshoots further: the loss grew at the last step.",
        "Each step overshoots further: the loss grew at each of the last {n} steps.",
        n=int(seen.m.climb),
    )
    return Finding(reason, rule.label, rule)


def crossing(seen: Evidence) -> Finding:
    """Say how often the ball crossed the valley."""
    rule = smaller(seen, 0.1, "playhead")
    reason = Message(
        "The ball jumps across the valley and does not settle: it crossed at {flips} of {pairs} steps.",
        flips=count(int(seen.m.flips)),
        pairs=count(int(seen.m.pairs)),
    )
    return Finding(reason, rule.label, rule)


def crossing_falling(seen: Evidence) -> Finding:
    """Say that it crosses the valley and falls slowly for that."""
    rule = Rule(Message("LR ÷ {by}", by="2"), 0.5, "playhead")
    reason = Message(
        "The ball jumps across the valley at {flips} of {pairs} steps, "
        "so the loss keeps {share} of its gap at each.",
        flips=count(int(seen.m.flips)),
        pairs=count(int(seen.m.pairs)),
        share=kept(seen.m.ratio),
    )
    return Finding(reason, rule.label, rule)


def swinging(seen: Evidence) -> Finding:
    """Say that the optimizer's memory carries the ball back and forth."""
    rule = smaller(seen, 0.1, "playhead")
    share = percent(seen.m.rises, 2)
    if seen.m.rises >= CLIMBS:
        climbs = Message("The loss climbs: {share} of the recent steps raised it.", share=share)
        return Finding(climbs, rule.label, rule, headline=CLIMBING)
    reason = Message(
        "The ball swings back and forth and does not settle: {share} of the recent steps raised the loss.",
        share=share,
    )
    if seen.m.drop < THRESHOLDS.settling:
        begun = float(seen.run.loss[seen.first])
        digits = digits_apart(seen.loss, begun)
        reason = (
            Message(
                "The ball swings back and forth on its way down: "
                "{share} of the recent steps raised the loss.",
                share=share,
            )
            if seen.m.gap < seen.m.gap_turned
            else Message(
                "The ball swings back and forth, less and less, but the loss is {loss}, above the {start} "
                "at which this LR took over.",
                loss=number(seen.loss, digits),
                start=number(begun, digits),
            )
        )
    return Finding(reason, rule.label, rule)


# --- spikes and noise ---


def _calmer(seen: Evidence, reason: Message) -> Finding:
    rule = smaller(seen, 0.1, "playhead")
    fix = Message("LR ÷ {by}, warmup, or Adam", by=divisor_text(divisor(seen, 0.1)))
    return Finding(reason, fix, rule)


def comes_and_goes(seen: Evidence) -> Finding:
    """Say that the minimum was reached and left again."""
    reason = plural(
        "It reached the minimum at step {step} and left it again once, lately by {times} times the "
        "tolerance.",
        "It reached the minimum at step {step} and left it again {n} times, "
        "lately by {times} times the tolerance.",
        n=seen.left_again,
        step=count(seen.converged_at or 0),
        times=number(seen.m.left_worst, 2),
    )
    return _calmer(seen, reason)


def thrown(seen: Evidence) -> Finding:
    """Say how far a spike threw the loss up."""
    given = {"times": number(seen.m.thrown), "loss": number(seen.loss)}
    if seen.m.gap < seen.m.gap_turned:
        reason = Message(
            "A spike threw the gap up {times}-fold, and the loss has only come back to {loss}.",
            **given,
        )
        return _calmer(seen, reason)
    reason = Message("A spike threw the gap up {times}-fold; the loss is still at {loss}.", **given)
    return _calmer(seen, reason)


def falls_with_spikes(seen: Evidence) -> bool:
    """Return whether the loss falls, for all its spikes."""
    return seen.m.drop < THRESHOLDS.settling


def spiking(seen: Evidence) -> Finding:
    """Say how many of the recent steps raised the loss."""
    share = percent(seen.m.rises, 2)
    if seen.m.rises == 1.0 and not seen.m.spikes:
        begun = float(seen.run.loss[seen.first])
        digits = digits_apart(begun, seen.loss)
        reason = Message(
            "The loss rises at each of the recent steps: from {first} it has come to {loss}.",
            first=number(begun, digits),
            loss=number(seen.loss, digits),
        )
        return dataclasses.replace(_calmer(seen, reason), headline=UNSTABLE)
    reason = Message(
        "The loss does not settle: {share} of the recent steps raised it.", share=share
    )
    if falls_with_spikes(seen) and seen.projected is None:
        reason = plural(
            "The loss falls with spikes: {share} of the recent steps raised it, one to more than double.",
            "The loss falls with spikes: {share} of the recent steps raised it, {n} to more than double.",
            n=int(seen.m.spikes),
            share=share,
        )
    elif falls_with_spikes(seen) and seen.projected is not None:
        reason = plural(
            "The loss falls with spikes: {share} of the recent steps raised it, one to more than double; "
            "at this pace it needs {need}.",
            "The loss falls with spikes: {share} of the recent steps raised it, {n} to more than double; "
            "at this pace it needs {need}.",
            n=int(seen.m.spikes),
            share=share,
            need=about_steps(seen.projected),
        )
    return _calmer(seen, reason)


def noisy(seen: Evidence) -> Finding:
    """Say that noise dominates."""
    start, around = float(seen.run.loss[0]), seen.m.floor + seen.m.level
    digits = digits_apart(around, start, 2)
    given = {"level": number(around, digits), "start": number(start, digits)}
    reason = Message(
        "Noise dominates: the loss scatters around {level} and has not fallen from {start}.",
        **given,
    )
    if seen.m.level < seen.m.gap_start:
        reason = Message(
            "Noise dominates: the loss scatters around {level}, not half-way down from {start}.",
            **given,
        )
    rule = smaller(seen, 0.1, "playhead")
    fix = Message("LR ÷ {by} or a larger batch", by=divisor_text(divisor(seen, 0.1)))
    return Finding(reason, fix, rule)

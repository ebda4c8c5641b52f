"""What is said where nothing is wrong, and where it is too early to tell.

It is long because each symptom has its sentences, each in a few lines.
"""

from __future__ import annotations

import numpy as np

from lrsim.diagnosis.evidence import Evidence
from lrsim.diagnosis.findings import (
    Finding,
    cut_short,
    in_force,
    is_starved,
    keeps_its_pace,
    kept,
    left,
    left_behind,
    rising_now,
)
from lrsim.diagnosis.ground import ground_of, promise_of
from lrsim.diagnosis.settling import settling
from lrsim.diagnosis.thresholds import THRESHOLDS
from lrsim.optimizers import Newton
from lrsim.surfaces import Formula
from lrsim.text.messages import Message, plural
from lrsim.text.numbers import count, digits_apart, number
from lrsim.text.steps import about, about_steps, steps

ONE_PERCENT = 0.01
"""What people call near."""

KEEP = Message("Keep it")


def converged(seen: Evidence) -> Finding:
    """Say when the loss got to the minimum, and how."""
    at = seen.converged_at
    if at is None:
        raise ValueError("symptom: a run that converged did so at some step")
    if at == 0:
        reason = Message(
            "It starts in the minimum: the loss is {loss} at step 0.",
            loss=number(float(seen.run.loss[0])),
        )
        return Finding(reason, _keep(seen), at_step=0, remark=_other_minimum(seen) or _left(seen))
    return Finding(
        _arrival(seen, at),
        _keep(seen),
        at_step=at,
        remark=_left(seen) or _other_minimum(seen) or _crosses(seen),
    )


def _keep(seen: Evidence) -> Message:
    """Say that the LR is the right one, unless it has been turned past what stays in the minimum."""
    limit = left_behind(seen)
    return (
        KEEP if limit is None else Message("LR below {lr}, to stay there", lr=number(limit.value))
    )


def _arrival(seen: Evidence, at: int) -> Message:
    """Say at which step it has converged, and since when it was near, if before that."""
    near = seen.first_below(ONE_PERCENT * seen.m.gap_start)
    step = count(at)
    if near is None or near >= at:
        return (
            Message(
                "The loss falls with ups and downs and is at the minimum at step {step}.", step=step
            )
            if seen.went_up
            else Message("The loss falls smoothly and is at the minimum at step {step}.", step=step)
        )
    return (
        Message(
            "The loss falls with ups and downs and is at the minimum at step {step}, within 1 % at step "
            "{near}.",
            step=step,
            near=count(near),
        )
        if seen.went_up
        else Message(
            "The loss falls smoothly and is at the minimum at step {step}, within 1 % at step {near}.",
            step=step,
            near=count(near),
        )
    )


def _left(seen: Evidence) -> Message | None:
    """Say that it did not stay in the minimum, if it didn't."""
    if not seen.left_again:
        return None
    return plural(
        "It left the minimum again once, and came back.",
        "It left the minimum again {n} times, and came back.",
        n=seen.left_again,
    )


def _other_minimum(seen: Evidence) -> Message | None:
    """Say that there is a lower minimum, if there is."""
    best = min(floor.loss for floor in seen.floors)
    if seen.floor is None or not seen.floor.loss - seen.floor.slack > best:
        return None
    return Message(
        "This minimum is not the lowest: {here} here, {best} there.",
        here=number(seen.floor.loss),
        best=number(best),
    )


def _crosses(seen: Evidence) -> Message | None:
    flips, pairs = seen.crossings
    if flips == pairs and pairs >= THRESHOLDS.alarm_steps:
        return Message("It crosses the valley at every step.")
    return None


def inside_falling(seen: Evidence) -> Finding:
    """Say that it is in the minimum, and was still falling."""
    reason = Message(
        "On course: the loss fell steadily and is as good as at the minimum, {loss}.",
        loss=number(seen.loss),
    )
    return Finding(reason, KEEP)


def inside(seen: Evidence) -> Finding:
    """Say that it has not been in the minimum for long enough."""
    reason = Message(
        "The loss is at the minimum now, {loss}, but has not been there for long enough to tell.",
        loss=number(seen.loss),
    )
    return Finding(reason, _wait(seen))


def is_at_hand(seen: Evidence) -> bool:
    """Return whether an arrival is foretold for the next step by another pace than the one that is seen.

    It may be so for many steps: a swing, or a slower direction, keeps the loss just above the minimum.
    """
    return not keeps_its_pace(seen) and seen.m.projected <= seen.m.played + 1.0


def arriving(seen: Evidence) -> Finding:
    """Say when a fall that is nearly there will arrive."""
    step = about(seen.m.projected)
    if keeps_its_pace(seen):
        reason = Message(
            "The loss keeps {share} of its gap at each step; at this pace it arrives at about step {step}.",
            share=kept(seen.m.ratio),
            step=step,
        )
    elif is_at_hand(seen):
        reason = Message(
            "The loss has fallen fast enough: {left} of the starting gap is left.", left=left(seen)
        )
    else:
        reason = Message(
            "The loss has fallen fast enough: it arrives at about step {step}.", step=step
        )
    return Finding(reason, KEEP, remark=rising_now(seen))


def too_short(seen: Evidence) -> Finding:
    """Say how many steps will show a trend."""
    need = int(THRESHOLDS.least_steps - seen.m.since)
    reason = plural(
        "{steps} with this LR so far; {n} more will show a trend.",
        "{steps} with this LR so far; {n} more will show a trend.",
        n=need,
        steps=steps(int(seen.m.since)),
    )
    return Finding(reason, _wait(seen))


def no_floor(seen: Evidence) -> Finding:
    """Say that nothing is known to compare the loss with."""
    surface, loss = seen.run.setup.surface, number(seen.loss)
    place = _rests_on(seen)
    if place is not None:
        reason = Message(
            "At a loss of {loss} the slope all but vanishes, {place}.", place=place, loss=loss
        )
        return Finding(reason, Message("Move the start a little"))
    if not isinstance(surface, Formula):
        reason = Message(
            "No minimum is known here, so nothing says how far down {loss} is.", loss=loss
        )
        return Finding(reason, Message("Compare with other runs"))
    reason = Message(
        "No minimum is known here, so nothing says how far down {loss} is: none was found from low, {low}, "
        "to high, {high}, or around.",
        loss=loss,
        low=number(surface.low),
        high=number(surface.high),
    )
    return Finding(reason, Message("Set low and high to where one is"))


def _rests_on(seen: Evidence) -> Message | None:
    """Return on what kind of place the ball rests that is no minimum; None where it does not, or on none."""
    surface, position = seen.run.setup.surface, seen.run.position[seen.rows - 1]
    fallen = float(seen.run.loss[: seen.rows].max()) - seen.loss
    with np.errstate(all="ignore"):  # what lies beyond the place may have no loss
        if not promise_of(surface, position) <= THRESHOLDS.flat * fallen:
            return None
        return _GROUNDS.get(ground_of(surface, position))


_GROUNDS = {
    "on_a_saddle": Message("on a saddle"),
    "on_a_hilltop": Message("on a hilltop"),
    "on_an_inflection": Message("at an inflection"),
}


def warming_up(seen: Evidence) -> Finding:
    """Say that the rate has not reached its size yet."""
    reason = Message(
        "The LR is still rising, {lr} now; its full size will tell.", lr=number(in_force(seen))
    )
    return Finding(reason, _wait(seen))


def on_course(seen: Evidence) -> Finding:
    """Say when it would arrive; a noise ball never does."""
    shrinking = settling(seen)
    if shrinking is not None:
        return shrinking
    given = _against_the_start(seen)
    if seen.projected is not None:
        reason = Message(
            "On course so far: at this pace it arrives at about step {step}.",
            step=about(seen.projected),
        )
    elif given is not None:
        reason = Message(
            "On course so far, if this pace lasts; the loss is {loss}, above the {start} it began at.",
            **given,
        )
    else:
        reason = Message(
            "On course so far, with {left} of the starting gap left, if this pace lasts.",
            left=left(seen),
        )
    return Finding(reason, _wait(seen), remark=rising_now(seen))


def may_miss(seen: Evidence) -> Finding:
    """Say that the budget may be just too small."""
    budget = count(seen.budget)
    if seen.projected is None:
        reason = Message(
            "It may just miss: the loss has fallen about as fast as {budget} steps need.",
            budget=budget,
        )
    elif about(seen.projected) == about(seen.budget):
        reason = Message(
            "It may just miss: at this pace it needs a little more than the {budget} steps there are.",
            budget=budget,
        )
    else:
        reason = Message(
            "It may just miss: at this pace it needs {steps}, a little more than the {budget} there are.",
            steps=about_steps(seen.projected),
            budget=budget,
        )
    return Finding(reason, _wait(seen), remark=rising_now(seen))


def undecided(seen: Evidence) -> Finding:
    """Say that the pace still changes."""
    if seen.run.setup.noise > 0.0:
        return Finding(_in_noise(seen), Message("Run more seeds, or train longer"))
    given = _against_the_start(seen)
    if given is not None and isinstance(seen.run.setup.optimizer, Newton):
        reason = Message(
            "The loss has grown from {start} to {loss}: Newton's steps go uphill where the surface "
            "bends down.",
            **given,
        )
        return Finding(reason, Message("Another start or another optimizer"))
    reason = (
        Message("The pace still changes, with {share} of the starting gap left.", share=left(seen))
        if given is None
        else Message(
            "The pace still changes; the loss is {loss}, above the {start} it began at.", **given
        )
    )
    return Finding(reason, _wait(seen))


def is_hidden(seen: Evidence) -> bool:
    """Return whether noise hides the trend of a run on which nothing is decided."""
    noisy = seen.symptom == "undecided" and seen.run.setup.noise > 0.0
    return noisy and not (is_starved(seen) and seen.m.left <= 1.0)


def _in_noise(seen: Evidence) -> Message:
    """Say what is left, and that noise hides the rest; or the schedule, which stops the noise too."""
    if not is_hidden(seen):
        return cut_short(seen)
    given = _against_the_start(seen)
    if given is not None:
        return Message(
            "Noise hides the trend; the loss is {loss}, above the {start} it began at.", **given
        )
    return Message("Noise hides the trend; {share} of the starting gap is left.", share=left(seen))


def _against_the_start(seen: Evidence) -> dict[str, str] | None:
    """Return the loss and the one at the start, where it is seen to be above that: no share is left then."""
    if not seen.m.left > 1.0:
        return None
    start = float(seen.run.loss[0])
    digits = digits_apart(seen.loss, start)
    given = {"loss": number(seen.loss, digits), "start": number(start, digits)}
    return given if given["loss"] != given["start"] else None


def _wait(seen: Evidence) -> Message:
    return Message("Play on") if seen.played < seen.budget else Message("Train longer")

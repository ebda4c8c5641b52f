"""What is said of the LR up to which a run is stable: where that explains a verdict, and as a figure."""

from __future__ import annotations

import math

from lrsim.diagnosis.evidence import Evidence
from lrsim.diagnosis.findings import ROUNDING, in_force, left_behind
from lrsim.optimizers import Sgd
from lrsim.stability.limits import Limit
from lrsim.text.messages import Message
from lrsim.text.numbers import count, multiple, number

NEAR = 0.5
"""From this share of the limit on it is worth a word where the ball does not settle."""

SAME = 1e-9
"""Limits that differ by less than this share are one, and no place needs to be named."""

TOO_LARGE = ("exploding", "oscillating", "unstable")
"""Verdicts that a limit can explain."""

OF_THE_LIMIT = Message("Of the stable limit here")
OF_THE_LEAST = Message("Of the least stable limit")
OF_THE_ONE = Message("Of the stable limit")


def figure_of(seen: Evidence) -> tuple[Message, str, Message] | None:
    """Return label, value and explanation of the LR's share of the limit; None where none is known."""
    shown = seen.places.shown
    ratio = None if shown is None else shown.ratio
    if ratio is None or ratio < ROUNDING:
        return None  # where it is flat any LR is stable, and 0 everywhere
    at_the_ball = seen.exploded_at is None or seen.shown_at < seen.exploded_at
    if not at_the_ball and ratio < 1.0:
        return None  # it met steeper places when it was already on its way out
    if at_the_ball:
        name = OF_THE_LIMIT
        if seen.shown_at < seen.played:  # the future is judged, too
            name = Message("Of the stable limit at step {step}", step=count(seen.shown_at))
        what = Message(
            "The LR as a share of the largest that is stable here, where the ball is; in the minimum it "
            "may be another."
        )
    elif shown is not None and _same(shown.limit, seen):
        name = OF_THE_ONE
        what = Message("The LR as a share of the largest that is stable.")
    else:
        name = OF_THE_LEAST
        what = Message(
            "The LR as a share of the largest that is stable in the steepest place it met."
        )
    return name, multiple(ratio), what


def of_two_times(seen: Evidence) -> Message | None:
    """Say that the limit is that of the step shown and all else of the whole run, if the LR changes after."""
    later = seen.shown_at < seen.played and seen.run.rate_at(seen.shown_at) != in_force(seen)
    if not later or figure_of(seen) is None:
        return None
    return Message(
        "The limit is that of step {step}; all else is about the whole run.",
        step=count(seen.shown_at),
    )


def explanation(seen: Evidence, verdict: str) -> Message | None:
    """Say where the LR stands against a limit, if that explains the verdict."""
    if verdict == "just_right":
        limit = left_behind(seen)
        return jumped(seen) or _of(Message("At the minimum"), limit, seen, 1.0)
    if seen.exploded_at == 0 or (verdict not in TOO_LARGE and seen.symptom != "in_a_cycle"):
        return None
    if verdict == "exploding":
        return _on_the_way(seen)
    limit = seen.places.in_minimum
    if limit is None:
        here = seen.places.told
        return None if here is None else _of(Message("Where the ball is"), here.limit, seen, 1.0)
    return _of(None if _same(limit, seen) else Message("At the minimum"), limit, seen, NEAR)


def _on_the_way(seen: Evidence) -> Message | None:
    """Name the steepest place on the way to an explosion; where all are alike, none."""
    steepest = seen.places.steepest
    if steepest is None:
        return None
    place = (
        Message("At the start") if steepest.step == 0 else Message("In the steepest place it met")
    )
    return _of(None if _same(steepest.limit, seen) else place, steepest.limit, seen, 1.0)


def _same(limit: Limit | None, seen: Evidence) -> bool:
    """Return whether a limit is that of the minimum and of the start, too."""
    others = seen.places.in_minimum, seen.places.at(0).limit
    return limit is not None and all(
        other is not None and math.isclose(limit.value, other.value, rel_tol=SAME)
        for other in others
    )


def _of(place: Message | None, limit: Limit | None, seen: Evidence, least: float) -> Message | None:
    """Compare the LR with the limit in a place, if it is at least such a share of it."""
    if limit is None or not seen.rate >= least * limit.value or not seen.rate < math.inf:
        return None
    given = {
        "lr": number(limit.value),
        "formula": _written(limit) if isinstance(seen.run.setup.optimizer, Sgd) else "",
        "yours": _yours(seen, seen.rate / limit.value),
    }
    if place is None:
        return Message("It is stable up to LR {lr}{formula}; {yours}.", **given)
    return Message("{place} it is stable up to LR {lr}{formula}; {yours}.", place=place, **given)


def _yours(seen: Evidence, share: float) -> Message:
    """Say where the LR stands; that of the last step where a schedule goes on to another."""
    ratio, shown = number(share), seen.places.shown
    if shown is not None and shown.rate != seen.rate:
        return (
            Message("that of the last step is at that limit")
            if ratio == "1"
            else Message("that of the last step is {ratio} × that", ratio=ratio)
        )
    if ratio == "1":
        return Message("yours is at that limit")
    return Message("yours is {ratio} × that", ratio=ratio)


def _written(limit: Limit) -> str:
    """Return the formula of a limit, and what stands for what in it beside β and λ."""
    decay = limit.rule.penalty != 0.0 or limit.rule.decay != 0.0
    letter, factors = "κ" if limit.rule.decay else "ρ", "S" in limit.formula
    if decay and factors:
        return Message(
            " = {formula}, {letter} being the weight decay and S the factors on the LR",
            letter=letter,
            formula=limit.formula,
        )
    if decay:
        return Message(
            " = {formula}, {letter} being the weight decay", letter=letter, formula=limit.formula
        )
    if factors:
        return Message(" = {formula}, S being the factors on the LR", formula=limit.formula)
    return f" = {limit.formula}"


def jumped(seen: Evidence) -> Message | None:
    """Say that an LR too large for where it left from took the ball to a flatter place (a catapult).

    Between 2/λ and about 4/λ descent need not diverge: Lewkowycz et al., arXiv:2003.02218 (2020).
    """
    if not isinstance(seen.run.setup.optimizer, Sgd) or seen.run.setup.noise > 0.0:
        return None
    if not seen.rose_above_its_start():  # a jump goes up first
        return None
    there, here = seen.places.at(seen.first), seen.places.told
    if there.limit is None or here is None or here.limit is None:
        return None
    flatter = there.limit.value < there.rate < here.limit.value  # for the rate that it left with
    if not flatter:
        return None
    given = {"before": number(there.limit.value), "after": number(here.limit.value)}
    if there.step == 0:
        return Message(
            "At the start it was stable up to LR {before} only; "
            "it jumped to a flatter place, stable up to LR {after}.",
            **given,
        )
    return Message(
        "Where the dial was turned it was stable up to LR {before} only; "
        "it jumped to a flatter place, stable up to LR {after}.",
        **given,
    )

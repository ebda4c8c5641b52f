"""What the pictures of a lesson tell: what is spoken of is seen there, and what is asked for is not yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from lrsim.errors import InputError
from lrsim.lessons.cast import Cast
from lrsim.lessons.claims import value
from lrsim.lessons.lesson import AskDial, AskPlace, Step
from lrsim.lessons.words import places, told
from lrsim.text.messages import Message

__all__ = ["check_after_tries", "check_not_drawn", "check_seen"]

_READ: Final = r"\b([a-z]\w*)\.([a-z]\w*)(?:\[(\d+))?"
_EVENTS: Final = ("converged_at", "exploded_at", "loss_infinite_at")
_LAST: Final = ("x", "y", "loss", "temperature")
"""Quantities that are those at the end where no step is named."""


def check_seen(step: Step, cast: Cast) -> None:
    """Refuse a step of which the words speak of what a run does later than it plays.

    Raises
    ------
    InputError
        At ``plays``.
    """
    if step.plays is None or step.goal is not None or isinstance(step.ask, AskDial):
        return  # it stands for all of the run, or is played at rates that nobody knows yet
    for text in (step.explain, "" if step.ask else step.say):
        for place in places(text):
            for last in _spoken_of(place, step.runs, cast):
                if last > step.plays[1]:
                    allowed = Message(
                        "must go on to step {n}: {place} is what it does there",
                        n=last,
                        place="{" + place + "}",
                    )
                    raise InputError("plays", list(step.plays), allowed)


def _spoken_of(place: str, runs: Sequence[str], cast: Cast) -> Iterator[int]:
    """Return of which steps of the runs on the stage a place speaks."""
    for name, quantity, at in re.findall(_READ, place):
        if name not in runs:
            continue
        if at:
            yield int(at)
        elif quantity in _EVENTS:
            found = value(f"{name}.{quantity}")(cast)
            if isinstance(found, int):
                yield found
        elif quantity in _LAST:
            yield len(cast.run(name).loss) - 1


def check_not_drawn(before: Step, step: Step, claims: Sequence[str]) -> None:
    """Refuse a mark of the step before that is the answer to this one's question.

    Raises
    ------
    InputError
        At ``marks``.
    """
    drawn = "step" in before.marks and "surface" in before.shows
    # while a place is told the next step is not drawn; a dial's answer is at another rate
    if not drawn or isinstance(before.ask, AskPlace) or before.goal is not None:
        return
    if step.ask is None or isinstance(step.ask, AskDial) or isinstance(before.ask, AskDial):
        return
    stands = (before.plays or (0, 0))[1]
    answer = rf"\b{before.runs[0]}\.(?:move\[{stands}|[xy]\[{stands + 1})\b"
    if any(re.search(answer, claim) for claim in claims):
        allowed = Message("must not draw the step that is asked for next: slope draws no more")
        raise InputError("marks", list(before.marks), allowed)


def check_after_tries(step: Step, cast: Cast, tried: Cast) -> None:
    """Refuse an explanation of a goal that is another one once its run was tried at another rate.

    Raises
    ------
    InputError
        At ``explain``.
    """
    if told(step.explain, cast) != told(step.explain, tried):
        allowed = Message(
            "must not speak of the run that is tried as it was before: recall one of its own"
        )
        raise InputError("explain", None, allowed)

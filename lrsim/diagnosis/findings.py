"""What a symptom is told by: a reason, the first thing to try, and the rule of thumb."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from lrsim.diagnosis.evidence import Evidence
from lrsim.diagnosis.habits import FIRST_STEP
from lrsim.diagnosis.headlines import Headline
from lrsim.diagnosis.thresholds import THRESHOLDS
from lrsim.stability.limits import Limit
from lrsim.text.messages import Message
from lrsim.text.numbers import count, number, percent

WRITTEN_OUT = 10**9
"""The largest cut that is written out."""

MOST_DIGITS = 4
"""So many more digits than two are told of a loss at most."""

NOTHING = 1e-4
"""A share of the peak below this is told as the rate itself."""

OTHER_PACE = 3.0
"""Where so many times as many steps are foreseen as a pace would take, they are not taken at that pace."""

ROUNDING = 1e-9
"""A share below this is nothing: what is left where a step hits the minimum is rounding."""

MOST_DECADES = 300
"""A rate is cut by so many decades at most: by more there would be nothing left of any."""

Where = Literal["start", "onset", "playhead"]


@dataclass(frozen=True)
class Rule:
    """A rule of thumb: multiply the dial from a step on, train longer, or both.

    It knows nothing of the run but its symptom; what is offered in its place was tried on it
    (`lrsim.diagnosis.prescriptions`).

    Attributes
    ----------
    label : Message
        In words.
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
    """A symptom in words.

    Attributes
    ----------
    reason, advice : Message
        One sentence with a number, and the first thing to try.
    rule : Rule or None
        The same as numbers, where it is about the dial or the budget.
    at_step : int or None
        The step it is about; None for the last one played.
    remark : Message or None
        What to say before anything else that is said quietly.
    headline : Headline or None
        What stands over it, where that is not the symptom's own.
    """

    reason: Message
    advice: Message
    rule: Rule | None = None
    at_step: int | None = None
    remark: Message | None = None
    headline: Headline | None = None


def larger(factor: float, where: Where) -> Rule:
    """Multiply the LR by the factor."""
    return Rule(Message("LR × {by}", by=number(factor)), factor, where)


def smaller(seen: Evidence, factor: float, where: Where) -> Rule:
    """Divide the LR, see `divisor`."""
    by = divisor(seen, factor)
    return Rule(Message("LR ÷ {by}", by=divisor_text(by)), 1.0 / by, where)


def divisor_text(by: int) -> str:
    """Return what to divide the LR by as text."""
    return count(by) if by <= WRITTEN_OUT else number(float(by))


def divisor(seen: Evidence, factor: float) -> int:
    """Return what to divide the LR by: the factor, or as many decades more as make a step stable."""
    decades = round(-math.log10(factor))
    ratio = seen.strictest_ratio
    while ratio is not None and decades < MOST_DECADES and ratio >= 10.0**decades:
        decades += 1
    return int(10**decades)


def left(seen: Evidence) -> str:
    """Return the share of the starting gap that is left."""
    return percent(seen.m.left if abs(seen.m.left) >= ROUNDING else 0.0)


def level(seen: Evidence, gap: float) -> str:
    """Return the loss that lies so far above the floor, with as many digits as show that it does."""
    digits = 2
    if gap > 0.0 and abs(seen.m.floor) > gap:
        digits += min(math.ceil(math.log10(abs(seen.m.floor) / gap)), MOST_DIGITS)
    return number(seen.m.floor + gap, digits)


def kept(ratio: float) -> str:
    """Return the share that a factor below 1 keeps: 64 %, 99.97 %, and never 100 % of what falls."""
    if ratio < ROUNDING:
        return percent(0.0)
    digits = 2
    while digits < 9 and float(f"{100.0 * ratio:.{digits - 1}e}") >= 100.0:
        digits += 1
    return percent(ratio, digits)


def is_starved(seen: Evidence) -> bool:
    """Return whether the schedule has cut the rate so far that it is no longer that of the dial."""
    whole = seen.run.setup.optimizer.entry_name() not in FIRST_STEP
    return whole and seen.m.rate < THRESHOLDS.starved * seen.m.peak


def left_behind(seen: Evidence) -> Limit | None:
    """Return the limit in the minimum that a run is in, if its LR has been turned past it since."""
    limit, turned = seen.places.in_minimum, seen.m.since < seen.m.played
    return limit if turned and limit is not None and seen.rate > limit.value else None


def in_force(seen: Evidence) -> float:
    """Return the rate of the step that comes next, as the dial shows it; at the end, too."""
    return seen.run.rate_at(seen.played)


def rising_now(seen: Evidence) -> Message | None:
    """Say that a loss that has fallen on the whole rises at the moment, where more than one step shows it."""
    steps = int(seen.m.climb)
    if steps < 2 or seen.run.setup.noise > 0.0:
        return None
    return Message("At the moment it rises: at each of the last {n} steps.", n=steps)


def keeps_its_pace(seen: Evidence) -> bool:
    """Return whether the share of the gap that was kept so far is that with which it is to arrive."""
    if not 0.0 < seen.m.ratio < 1.0 or not seen.m.gap > seen.m.limit > 0.0:
        return False
    steps = math.log(seen.m.limit / seen.m.gap) / math.log(seen.m.ratio)
    foreseen = seen.m.projected - seen.m.played
    return foreseen <= OTHER_PACE * max(steps, 1.0) and steps <= OTHER_PACE * max(foreseen, 1.0)


def cut_short(seen: Evidence) -> Message:
    """Say how far the schedule has cut the rate, and what is left of the way by then."""
    rate = in_force(seen)
    if not rate < THRESHOLDS.starved * seen.m.peak:  # it is up again for the step that comes next
        return Message(
            "The schedule cut the LR to {lr} before it raised it again, with {left} of the starting gap "
            "left.",
            lr=number(seen.m.rate),
            left=left(seen),
        )
    share = rate / seen.m.peak
    if share >= NOTHING:
        return Message(
            "The schedule has cut the LR to {share} of its peak, with {left} of the starting gap left.",
            share=percent(share),
            left=left(seen),
        )
    return Message(
        "The schedule has cut the LR to {lr}, with {left} of the starting gap left.",
        lr=number(rate),
        left=left(seen),
    )

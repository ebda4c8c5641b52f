"""What ended a run: which number broke, and how."""

from __future__ import annotations

import enum
import math
import re

import numpy as np

from lrsim.diagnosis.path import Path
from lrsim.surfaces import Formula
from lrsim.text.messages import Message
from lrsim.text.numbers import number, scientific

__all__ = ["BROKEN", "OVERFLOWS", "Cause", "cause_of", "words_of_cause"]

HUGE = 1e100
"""A place or a loss this large is on its way out of the numbers: what is no number there is inf − inf."""

LARGEST = scientific("1.8", 308)
"""The largest double, as it is written."""


class Cause(enum.Enum):
    """What ended a run."""

    ESCAPED = "escaped"
    """A coordinate is beyond `escape`."""
    LOSS_OVERFLOWED = "loss overflowed"
    PLACE_OVERFLOWED = "place overflowed"
    INF_MINUS_INF = "inf minus inf"
    LOG_OF_NEGATIVE = "log of a negative number"
    ROOT_OF_NEGATIVE = "root of a negative number"
    NO_VALUE = "no value"
    """A place where the loss has no value, for whatever reason."""


BROKEN = frozenset(Cause) - {Cause.ESCAPED}
"""Those after which there is no number any more."""

OVERFLOWS = frozenset({Cause.LOSS_OVERFLOWED, Cause.PLACE_OVERFLOWED, Cause.INF_MINUS_INF})
"""Those of numbers that became too large."""


def cause_of(run: Path) -> Cause | None:
    """Return what ended a run; None where it went on to its end."""
    if run.exploded_at is None:
        return None
    loss, place = float(run.loss[-1]), run.position[-1]
    if np.isnan(place).any():
        # it was computed from the last place that was a number
        before = run.position[-2:-1], run.loss[-2:-1]
        huge = any(np.abs(values).max(initial=0.0) > HUGE for values in before)
        return Cause.INF_MINUS_INF if huge else _without_value(run)
    if np.isinf(place).any():
        return Cause.PLACE_OVERFLOWED
    if math.isinf(loss):
        return Cause.LOSS_OVERFLOWED
    if math.isnan(loss):
        return Cause.INF_MINUS_INF if np.abs(place).max() > HUGE else _without_value(run)
    return Cause.ESCAPED


def words_of_cause(run: Path) -> Message | None:
    """Return which number broke, in a few words; None where none did."""
    cause = cause_of(run)
    if cause is None:
        return None
    if cause is Cause.ESCAPED:
        return Message("|x| passed {escape}", escape=number(run.setup.escape))
    return _WORDS[cause]


_WORDS = {
    Cause.LOSS_OVERFLOWED: Message("loss passed {largest}: inf", largest=LARGEST),
    Cause.PLACE_OVERFLOWED: Message("x passed {largest}: inf", largest=LARGEST),
    Cause.INF_MINUS_INF: Message("inf − inf: NaN"),
    Cause.LOG_OF_NEGATIVE: Message("log of a negative number: NaN"),
    Cause.ROOT_OF_NEGATIVE: Message("root of a negative number: NaN"),
    Cause.NO_VALUE: Message("no value there: NaN"),
}


def _without_value(run: Path) -> Cause:
    """Return why a loss near by has no value: what its formula can choke on, if that is one thing only."""
    surface = run.setup.surface
    if not isinstance(surface, Formula):
        return Cause.NO_VALUE
    text = surface.expression
    log, root, other = "log" in text, "sqrt" in text, bool(_CHOKING.search(text))
    if log + root + other > 1 or other:
        return Cause.NO_VALUE
    if not log and not root:
        return Cause.INF_MINUS_INF  # sums and products alone
    return Cause.LOG_OF_NEGATIVE if log else Cause.ROOT_OF_NEGATIVE


_CHOKING = re.compile(r"/|\*\*\s*(?!\d+(?![\d.]))")
"""A division, or a power that is no whole number."""

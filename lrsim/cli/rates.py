"""The learning rates that ``--lrs`` asks for."""

from __future__ import annotations

import math

from lrsim.cli import output, values
from lrsim.errors import InputError
from lrsim.text.messages import Message

HOW = Message(
    "must be written LOW:HIGH:COUNT, perhaps with :linear, or as numbers with commas between them"
)


def read_rates(raw: str) -> list[float]:
    """Return the learning rates that were written."""
    from lrsim.experiment import learning_rate
    from lrsim.studies.zone.sweep import MAX_RATES

    with output.naming("--lrs", raw, own="lr"):
        if ":" not in raw:
            return [learning_rate("lr", values.number(part)) for part in raw.split(",")]
        low, high, how_many, *scale = (
            raw.split(":") if raw.count(":") in (2, 3) else ("", "", "", "?")
        )
        if scale not in ([], ["log"], ["linear"]):
            raise InputError("", None, HOW)
        first, last = (learning_rate("lr", values.number(end)) for end in (low, high))
        members = values.whole(how_many)
        if isinstance(members, str) or not 1 <= members <= MAX_RATES:
            raise InputError(
                "",
                None,
                Message("must ask for 1 to {max_rates} learning rates", max_rates=MAX_RATES),
            )
        if scale == ["linear"]:
            return _even(first, last, members)
        if not (first > 0 and last > 0):
            raise InputError(
                "", None, Message("has a 0, which has no logarithm; :linear goes from 0 on")
            )
        return _even_in_the_logarithm(first, last, members)


def _even(first: float, last: float, count: int) -> list[float]:
    steps = max(count - 1, 1)
    return [first + (last - first) * (k / steps) for k in range(count)]


def _even_in_the_logarithm(first: float, last: float, number: int) -> list[float]:
    steps, ratio = max(number - 1, 1), last / first
    if ratio == math.inf:  # no double: in two equal steps
        root = math.sqrt(last) / math.sqrt(first)
        rates = [first * (part := root ** (k / steps)) * part for k in range(number)]
    else:
        rates = [first * ratio ** (k / steps) for k in range(number)]
    return [*rates[:-1], last] if number > 1 else rates

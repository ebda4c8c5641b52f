"""Numbers of steps, in words that follow the number."""

from __future__ import annotations

import math

from lrsim.text.messages import Message, plural
from lrsim.text.numbers import count

_MANY = 10**9

_ROUGH = 1000
"""From so many on, the number of steps foreseen has two digits."""


def steps(number: int) -> Message:
    """Return a number of steps: 1 step, 35 000 steps."""
    return plural("{n} step", "{n} steps", n=number)


def about(projected: float) -> str:
    """Return the step at which something is expected: 127, of thousands two digits, never too early."""
    whole = math.ceil(projected)
    unit = 10 ** max(len(str(whole)) - 2, 0) if whole >= _ROUGH else 1
    return count(-(-whole // unit) * unit)


def about_steps(projected: float) -> Message:
    """Return a projected number of steps: about 3500 steps, about 127 steps."""
    if not projected < _MANY:
        return Message("over a billion steps")
    steps = about(projected)
    return plural("about {steps} step", "about {steps} steps", n=math.ceil(projected), steps=steps)

"""Numbers of steps, in words that follow the number."""

from __future__ import annotations

import math

from lrsim.text.messages import Message, plural

_MANY = 10**9


def steps(count: int) -> Message:
    """Return a number of steps: 1 step, 35 000 steps."""
    return plural("{n} step", "{n} steps", n=count)


def about_steps(count: float) -> Message:
    """Return a projected number of steps, to two digits: about 3500 steps."""
    if not count < _MANY:
        return Message("over a billion steps")
    return plural("about {n} step", "about {n} steps", n=math.ceil(float(f"{count:.1e}")))

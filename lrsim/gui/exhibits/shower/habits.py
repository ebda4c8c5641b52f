"""How somebody turns the knob, in the words of the story."""

from __future__ import annotations

from typing import Final

import numpy as np

from lrsim.text.messages import NOTHING, Message
from lrsim.typing import FloatArray

__all__ = ["habit_of"]

LATELY: Final = 64
"""Turns that a habit is seen in: those at the start and as many last ones."""

TINY: Final = 0.02
"""A turn of two degrees, of the 270 that the knob has; …"""

FULL: Final = 2.5
"""… all of them, from stop to stop."""

SWING: Final = 3
"""Turns in a row, each against the one before and as large, that are no way to comfort."""

TINY_WORDS = Message("1 mm at a time")
SENSIBLE_WORDS = Message("sensible turns")
FULL_WORDS = Message("full cranks")
SWING_WORDS = Message("back and forth")


def habit_of(path: FloatArray) -> Message:
    """Return how a knob has been turned that was at these positions; empty where it was not yet."""
    first, last = np.diff(path[: LATELY + 1]), np.diff(path[-LATELY - 1 :])
    if not len(last):
        return NOTHING
    largest = float(np.abs(np.concatenate([first, last])).max())
    if not largest < FULL:  # or no number any more
        return FULL_WORDS
    if largest < TINY:
        return TINY_WORDS
    recent = last[-SWING:]
    against = bool((recent[1:] * recent[:-1] < 0.0).all())
    swings = against and len(recent) == SWING and abs(recent[-1]) > 0.9 * abs(recent[0])
    return SWING_WORDS if swings and abs(recent[-1]) > TINY else SENSIBLE_WORDS

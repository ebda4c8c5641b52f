"""What stands over a verdict: two words that fit the moment, and how grave it is.

The vocabulary's names are for programs and stay the same (`lrsim.diagnosis.LABELS`). A student reads
"Trembling" over a plateau in a noise ball and "On course" before the end: one name, several moments.
"""

from __future__ import annotations

import enum
from typing import NamedTuple

from lrsim.text.messages import Message

__all__ = ["Headline", "Severity"]


class Severity(enum.Enum):
    """How grave it is, told by the weight of a badge and never by a hue alone."""

    FINE = "fine"
    DOUBTFUL = "doubtful"
    LOST = "lost"


class Headline(NamedTuple):
    """Words over a verdict.

    Attributes
    ----------
    text : Message
        Two words or so.
    severity : Severity
    picture : str
        The name of the picture on its badge: the loss curve, in a few strokes.
    """

    text: Message
    severity: Severity
    picture: str


def _fine(text: Message, picture: str) -> Headline:
    return Headline(text, Severity.FINE, picture)


def _doubtful(text: Message, picture: str) -> Headline:
    return Headline(text, Severity.DOUBTFUL, picture)


def _lost(text: Message) -> Headline:
    return Headline(text, Severity.LOST, "exploding")


JUST_RIGHT = _fine(Message("Just right"), "just-right")
ON_COURSE = _fine(Message("On course"), "on-course")
SETTLING = _fine(Message("Settling"), "on-course")

TOO_SMALL = _doubtful(Message("Too small"), "too-small")
SLOW = _doubtful(Message("Slow"), "slow")
PLATEAU = _doubtful(Message("Plateau"), "plateau")
TREMBLING = _doubtful(Message("Trembling"), "trembling")
BOUNCING = _doubtful(Message("Bouncing"), "oscillating")
ANOTHER_VALLEY = _doubtful(Message("Wrong valley"), "plateau")
STANDING_STILL = _doubtful(Message("Standing still"), "plateau")
HELD_BACK = _doubtful(Message("Held back"), "plateau")
OSCILLATING = _doubtful(Message("Oscillating"), "oscillating")
OVERSHOOTING = _doubtful(Message("Overshooting"), "oscillating")
SWINGING = _doubtful(Message("Swinging"), "oscillating")
CLIMBING = _doubtful(Message("Climbing"), "oscillating")
UNSTABLE = _doubtful(Message("Unstable"), "unstable")
SPIKING = _doubtful(Message("Spiking"), "unstable")
ALL_NOISE = _doubtful(Message("All noise"), "trembling")
UNDECIDED = _doubtful(Message("Undecided"), "undecided")
TOO_EARLY = _doubtful(Message("Too early"), "undecided")
NEARLY_THERE = _doubtful(Message("Nearly there"), "undecided")
WORKED_OUT = _doubtful(Message("Working it out"), "undecided")
WARMING_UP = _doubtful(Message("Warming up"), "undecided")

EXPLODING = _lost(Message("Exploding"))
OUT_OF_NUMBERS = _lost(Message("Out of numbers"))
NO_FLOOR = _lost(Message("No floor"))

ALL = tuple(value for value in tuple(globals().values()) if isinstance(value, Headline))
"""Every headline there is."""

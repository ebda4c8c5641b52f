"""Time that runs or stands still, in steps."""

from __future__ import annotations

import math

from lrsim import arguments
from lrsim.errors import InputError
from lrsim.session.announcer import NO_CHANGE, Change
from lrsim.text.messages import Message

MAX_SPEED_STEPS = 2**20
"""Steps that are due at most when the speed is unlimited: a frame's worth of thinking ahead."""


ALMOST = math.nextafter(1.0, 0.0)
"""The largest share of a step that is not all of it: where recording thins, several may be due."""


class Clock:
    """Says how many steps are due as seconds pass.

    Attributes
    ----------
    playing : bool
        Whether time is running.
    speed : float
        Steps per second; infinite for unlimited.
    """

    def __init__(self) -> None:
        self.playing = False
        self.speed = 10.0
        self._rest = 0.0

    def start(self) -> Change:
        """Let time run."""
        if self.playing:
            return NO_CHANGE
        self.playing = True
        self._rest = 0.0
        return Change.PLAYBACK

    def stop(self) -> Change:
        """Stop time."""
        if not self.playing:
            return NO_CHANGE
        self.playing = False
        self._rest = 0.0
        return Change.PLAYBACK

    @property
    def progress(self) -> float:
        """Share of the next step that has passed, below 1."""
        return min(self._rest, ALMOST)

    def set_speed(self, speed: float) -> Change:
        """Set the speed in steps per second, above 0; infinite for unlimited."""
        speed = arguments.real("speed", speed)
        if not speed > 0.0:
            raise InputError("speed", speed, Message("must be above 0"))
        if speed == self.speed:
            return NO_CHANGE
        self.speed = speed
        return Change.PLAYBACK

    def steps_due(self, seconds: float) -> int:
        """Let seconds pass and return how many whole steps are due; their fractions add up."""
        if not self.playing or not seconds > 0:
            return 0
        due = min(self.speed * seconds, MAX_SPEED_STEPS) + self._rest
        whole = math.floor(due)
        self._rest = due - whole
        return whole

    def give_back(self, steps: int) -> None:
        """Let steps that could not be taken be due again."""
        self._rest += steps

    def forget(self) -> None:
        """Let nothing be due."""
        self._rest = 0.0

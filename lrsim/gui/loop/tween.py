"""What is to be seen between two steps: where the ball is on its way, how far the arrow has grown.

A function of the step, the share of the next one that has passed and the speed (`tween_at`): whoever asks
again gets the same picture, whatever the clock says. No Qt here.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from lrsim.session.session import Session

__all__ = [
    "AT_REST",
    "BRISK",
    "IMAGE_OPACITIES",
    "KEYED_SPEED",
    "SLOPE_AT",
    "Tween",
    "tween_at",
    "tween_back",
]

IMAGES_AFTER: Final = (0.06, 0.12, 0.18)
"""Seconds after which the ball's after-images follow it, …"""

IMAGE_OPACITIES: Final = (0.34, 0.22, 0.14)
"""… and how much of its colour they have."""


class Beat(NamedTuple):
    """What happens when within a step, in shares of its time; at its end the ball lands.

    Attributes
    ----------
    arrow : tuple of float or None
        While the arrow grows; None: there is no time for one.
    hop : tuple of float
        While the ball is in the air.
    eased : bool
        Whether it starts and lands gently, or flies at an even speed.
    """

    arrow: tuple[float, float] | None
    hop: tuple[float, float]
    eased: bool


# It rests where it landed, shows the slope, grows the arrow, hops.
_SLOW: Final = Beat((0.3, 0.55), (0.55, 1.0), eased=True)
_BRISK: Final = Beat((0.25, 1.0), (0.25, 1.0), eased=True)
_FAST: Final = Beat(None, (0.0, 1.0), eased=False)

SLOPE_AT: Final = 0.15
"""Share of a slow step after which the ball has rested: where a step begins that was asked for by key."""

KEYED_SPEED: Final = 2.0
"""Steps per second at which a step that was asked for by key is played."""

BRISK, FAST, TOO_FAST = 5.0, 10.0, 30.0
"""Steps per second from which arrow and hop go together, from which there is only the hop, and beyond which
nothing can be seen of it."""


class Tween(NamedTuple):
    """What is to be seen between two steps.

    Attributes
    ----------
    step : int
        The step that is being taken: the balls are between their positions at it and at the next.
    hop : float
        Share of the way that the balls have gone.
    air : float
        Share of the hop's time that has passed.
    arrow : float or None
        Share of the step's arrow that is drawn; None: there is none at this speed.
    images : tuple of (int, float)
        Where the after-images are: step and share of the way, the latest first.
    back : bool
        Whether the step is being taken back.
    """

    step: int = -1
    hop: float = 0.0
    air: float = 0.0
    arrow: float | None = 1.0
    images: tuple[tuple[int, float], ...] = ()
    back: bool = False

    def share(self, session: Session) -> float:
        """Return the share of the way that balls at the session's playhead have gone, below 0 back."""
        if session.playhead != self.step + self.back:
            return 0.0  # it was another step's
        return self.hop - self.back

    @property
    def moving(self) -> bool:
        """Whether a ball or an after-image is between two places."""
        return 0.0 < self.hop < 1.0 or any(0.0 < share < 1.0 for _, share in self.images)


AT_REST: Final = Tween()
"""Balls on their steps, the arrow whole."""


def beat_at(speed: float) -> Beat | None:
    """Return what happens when within a step; None where steps are too fast for anything between."""
    if speed < BRISK:
        return _SLOW
    if speed < FAST:
        return _BRISK
    return _FAST if speed <= TOO_FAST else None


def tween_at(step: int, progress: float, speed: float, since: float = 0.0) -> Tween:
    """Return what is to be seen a share of the way from a step to the next.

    Parameters
    ----------
    step : int
    progress : float
        Share of the next step's time that has passed, 0 to 1.
    speed : float
        Steps per second.
    since : float
        The step at which the motion began: before it nothing left an after-image.
    """
    beat = beat_at(speed)
    if beat is None:
        return AT_REST._replace(step=step, arrow=None)
    air, hop = _on_the_way(beat, progress, speed)
    images = []
    for seconds in IMAGES_AFTER:
        time = step + progress - seconds * speed
        if time >= since:
            place = math.floor(time)
            images.append((place, _on_the_way(beat, time - place, speed)[1]))
    return Tween(step, hop, air, _grown(beat, progress, speed), tuple(images))


def tween_back(step: int, progress: float) -> Tween:
    """Return what is to be seen while the step before is taken back."""
    return Tween(step - 1, 1.0 - _gently(progress), progress, None, (), back=True)


def _on_the_way(beat: Beat, progress: float, speed: float) -> tuple[float, float]:
    """Return the share of the hop's time that has passed, and of its way."""
    air = _within(beat.hop, _at_full_length(progress, speed))
    return air, _gently(air) if beat.eased else air


def _grown(beat: Beat, progress: float, speed: float) -> float | None:
    if beat.arrow is None:
        return None
    left = 1.0 - _within(beat.arrow, _at_full_length(progress, speed))
    return 1.0 - left * left


def _at_full_length(progress: float, speed: float) -> float:
    """Return the progress of a step of a second, the longest there is: of a slower one the rest grows."""
    return progress if speed >= 1.0 else max(0.0, 1.0 - (1.0 - progress) / speed)


def _within(span: tuple[float, float], progress: float) -> float:
    return min(max((progress - span[0]) / (span[1] - span[0]), 0.0), 1.0)


def _gently(share: float) -> float:
    return share * share * (3.0 - 2.0 * share)

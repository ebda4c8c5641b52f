"""The dial's scale: decades as angles, and which of them are in sight."""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, ceil, cos, degrees, floor, log10, radians, sin
from typing import Final

from lrsim.text.learning_rates import LR_MAX, LR_MIN, log_lr, round_lr
from lrsim.text.numbers import power_of_ten, scientific

__all__ = [
    "DECADES",
    "SWEEP",
    "DecadeWindow",
    "angle_at",
    "angle_between",
    "angle_of",
    "decade_label",
    "fraction_at",
    "point_at",
]

DECADES: Final = 5.0
SWEEP: Final = 270.0
"""Degrees of the arc; the gap is at the bottom."""

_PLAIN: Final = -3
"""The lowest power of ten that is written out; there is no room for more noughts."""
_LOWEST: Final = log10(LR_MIN)
_HIGHEST: Final = log10(LR_MAX)
_EDGE: Final = 0.1
"""Share of the scale at either end in which a rate has nothing to be compared with on its far side."""
_TINY: Final = 1e-9
"""Slack in decades: log10 of a power of ten need not be whole to the last bit."""


def decade_label(exponent: int) -> str:
    """Return the text at a decade's tick."""
    return power_of_ten(exponent) if exponent >= _PLAIN else scientific("1", exponent)


@dataclass(frozen=True, slots=True)
class DecadeWindow:
    """The five decades in sight, from ``10**low`` on.

    A *fraction* runs from 0 at the low end of the arc to 1 at its high end.
    """

    low: float = -4.0

    @property
    def high(self) -> float:
        """log10 of the upper end."""
        return self.low + DECADES

    def fraction(self, lr: float) -> float:
        """Return where `lr` is (at an end of the range if it is past it)."""
        return (log_lr(lr) - self.low) / DECADES

    def lr(self, fraction: float) -> float:
        """Return the learning rate at `fraction`, not rounded, always one of the dial's."""
        return float(min(max(10 ** (self.low + fraction * DECADES), LR_MIN), LR_MAX))

    def snapped(self, fraction: float, reach: float) -> float:
        """Return the learning rate at `fraction`, or the decade less than `reach` decades away."""
        here = self.low + fraction * DECADES
        nearest = round(here)
        if abs(here - nearest) <= reach and _LOWEST <= nearest <= _HIGHEST:
            return float(10.0**nearest)
        return round_lr(self.lr(fraction))

    def pushed(self, lr: float) -> DecadeWindow:
        """Return the window moved just so far that `lr` is in sight."""
        here = log_lr(lr)
        low = min(max(self.low, here - DECADES), here)
        return DecadeWindow(min(max(low, _LOWEST), _HIGHEST - DECADES))

    def settled(self, lr: float) -> DecadeWindow:
        """Return the nearest window of whole decades that has `lr` in sight."""
        here = log_lr(lr)
        least, most = ceil(here - DECADES - _TINY), floor(here + _TINY)
        low = min(max(round(self.low), least), most)
        return DecadeWindow(min(max(float(low), _LOWEST), _HIGHEST - DECADES))

    def roomy(self, lr: float) -> DecadeWindow:
        """Return the window of whole decades that has room on both sides of `lr`; this one if it has some."""
        if _EDGE <= self.fraction(lr) <= 1.0 - _EDGE:
            return self.settled(lr)
        low = round(log_lr(lr) - DECADES / 2)
        return DecadeWindow(min(max(float(low), _LOWEST), _HIGHEST - DECADES))

    def decades(self) -> list[int]:
        """Return the exponents of the powers of ten in sight."""
        return list(range(ceil(self.low - _TINY), floor(self.high + _TINY) + 1))


def angle_at(fraction: float) -> float:
    """Return degrees clockwise from the top."""
    return (fraction - 0.5) * SWEEP


def angle_of(dx: float, dy: float) -> float:
    """Return degrees clockwise from the top of a point right of and below the centre."""
    return degrees(atan2(dx, -dy))


def fraction_at(angle: float) -> float:
    """Return the inverse of `angle_at`; in the gap at the bottom it is outside 0 … 1."""
    return angle / SWEEP + 0.5


def angle_between(before: float, after: float) -> float:
    """Return the turn from one direction to another, the short way round: -180 … 180."""
    return (after - before + 180.0) % 360.0 - 180.0


def point_at(fraction: float, radius: float) -> tuple[float, float]:
    """Return (right of, below) the centre of a point on the dial."""
    angle = radians(angle_at(fraction))
    return radius * sin(angle), -radius * cos(angle)

"""The dial's scale: learning rates as text, and decades as angles. No Qt, no state."""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, ceil, cos, degrees, floor, isfinite, log10, radians, sin
from typing import Final

__all__ = [
    "DECADES",
    "LR_MAX",
    "LR_MIN",
    "SWEEP",
    "DecadeWindow",
    "angle_at",
    "angle_between",
    "angle_of",
    "decade_label",
    "format_lr",
    "fraction_at",
    "log_lr",
    "parse_lr",
    "point_at",
    "round_lr",
]

LR_MIN: Final = 1e-7
LR_MAX: Final = 100.0
DECADES: Final = 5.0
SWEEP: Final = 270.0
"""Degrees of the arc; the gap is at the bottom."""

_LOWEST: Final = log10(LR_MIN)
_HIGHEST: Final = log10(LR_MAX)
_DECIMAL_FROM: Final = 1e-4
_TINY: Final = 1e-9
"""Slack in decades: log10 of a power of ten need not be whole to the last bit."""


def format_lr(lr: float, digits: int = 6) -> str:
    """Return `lr` as short text: 0.0325, 1, 10, and 3.2e-5 below 0.0001.

    Up to `digits` significant digits are kept, so that a typed 0.99999 is never shown as 1.
    """
    if lr == 0 or not isfinite(lr):
        return f"{lr:g}"
    if abs(float(f"{lr:.{digits - 1}e}")) >= _DECIMAL_FROM:
        return f"{lr:.{digits}g}"
    mantissa, exponent = f"{lr:.{digits - 1}e}".split("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"


def parse_lr(text: str) -> float:
    """Return the learning rate that a user typed: ``0.01``, ``1e-3``, ``1/30`` or ``3,5``.

    Raises
    ------
    ValueError
        With one sentence for the user, when it is no number or not on the dial.
    """
    typed = text.strip()
    if not typed:
        raise ValueError("Type a learning rate such as 0.01, 1e-3 or 1/30.")
    plain = typed.replace("\N{MINUS SIGN}", "-")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    above, slash, below = plain.partition("/")
    try:
        if "_" in plain:
            raise ValueError
        lr = float(above) / float(below) if slash else float(above)
    except (ValueError, ZeroDivisionError):
        raise ValueError(
            f"“{typed}” is not a number: type one such as 0.01, 1e-3 or 1/30."
        ) from None
    if not LR_MIN <= lr <= LR_MAX:
        low, high = format_lr(LR_MIN), format_lr(LR_MAX)
        raise ValueError(f"“{typed}” is off the dial: it goes from {low} to {high}.")
    return lr


def round_lr(lr: float, digits: int = 3) -> float:
    """Return `lr` within the dial's range and with `digits` significant digits: calm text."""
    return float(f"{min(max(lr, LR_MIN), LR_MAX):.{digits - 1}e}")


def log_lr(lr: float) -> float:
    """Return log10 of `lr` brought into the dial's range."""
    return log10(min(max(lr, LR_MIN), LR_MAX))


def decade_label(exponent: int) -> str:
    """Return the text at a decade's tick."""
    return f"{10.0**exponent:g}" if exponent >= -2 else f"1e{exponent}"


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

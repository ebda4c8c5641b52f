"""Learning rates as text, and text as learning rates."""

from __future__ import annotations

from math import isfinite, log10
from typing import Final

LR_MIN: Final = 1e-7

LR_MAX: Final = 100.0

_DECIMAL_FROM: Final = 1e-4


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

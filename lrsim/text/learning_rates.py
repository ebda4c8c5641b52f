"""Learning rates as text, and text as learning rates."""

from __future__ import annotations

from math import log10
from typing import Final

from lrsim.text.messages import Message
from lrsim.text.numbers import number, read_number

LR_MIN: Final = 1e-7
"""Where the dial begins to turn, …"""

LR_MAX: Final = 100.0
"""… and where it ends; a learning rate that is typed may lie beyond."""

LR_DIGITS: Final = 6
"""Significant digits of a learning rate that was chosen: a typed 0.99999 is never shown as 1."""


def parse_lr(text: str, most: float) -> float:
    """Return the learning rate that a user typed or pasted, 0 to `most`.

    It may be written ``0.01``, ``1e-3``, ``1/30``, ``3,5`` or as it is shown, ``3.2 × 10⁻⁵``.

    Raises
    ------
    ValueError
        When it is no number or no learning rate; its one argument is the `Message` for the user.
    """
    typed = text.strip()
    if not typed:
        raise ValueError(Message("Type a learning rate such as 0.01, 1e-3 or 1/30."))
    plain = typed
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        lr = read_number(plain)
    except ValueError:
        raise ValueError(
            Message("“{typed}” is not a number: type one such as 0.01, 1e-3 or 1/30.", typed=typed)
        ) from None
    if not 0.0 <= lr <= most:
        outside = Message(
            "“{typed}” is no learning rate: it must be from {low} to {high}.",
            typed=typed,
            low=number(0.0),
            high=number(most),
        )
        raise ValueError(outside)
    return lr


def round_lr(lr: float, digits: int = 3) -> float:
    """Return `lr` within the dial's range and with `digits` significant digits: calm text."""
    return float(f"{min(max(lr, LR_MIN), LR_MAX):.{digits - 1}e}")


def log_lr(lr: float) -> float:
    """Return log10 of `lr` brought into the dial's range."""
    return log10(min(max(lr, LR_MIN), LR_MAX))

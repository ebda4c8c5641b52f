"""Numbers as people read them: three digits, no e-notation, spaces between thousands."""

from __future__ import annotations

import math

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

_DIGITS = 3

_PLAIN = range(-4, 5)
"""Powers of ten that are written out."""

_MANY = 10**9


def number(value: float) -> str:
    """Return a number with three significant digits: 0.64, 1 410, 1.41 × 10⁶."""
    if not math.isfinite(value):
        return "more than a number can hold"
    if value == 0.0:
        return "0"
    mantissa, _, power = f"{value:.2e}".partition("e")
    exponent = int(power)
    if exponent not in _PLAIN:
        return f"{_trimmed(mantissa)} × {power_of_ten(exponent)}"
    rounded = float(f"{mantissa}e{power}")
    if exponent >= _DIGITS:
        return spaced(round(rounded))
    return _trimmed(f"{rounded:.{_DIGITS - 1 - exponent}f}")


def power_of_ten(power: int) -> str:
    """Return a power of ten: 10⁻³, 10¹²."""
    return f"10{str(power).translate(_SUPERSCRIPT)}"


def percent(share: float) -> str:
    """Return a share as per cent: 10 %, 0.4 %."""
    return f"{number(100.0 * share)} %"


def steps(count: int) -> str:
    """Return a number of steps: 1 step, 3 500 steps."""
    return f"{spaced(count)} step{'' if count == 1 else 's'}"


def rough(count: float) -> str:
    """Return a projected number of steps, to two digits: about 3 500 steps."""
    if not count < _MANY:
        return "over a billion steps"
    return f"about {steps(math.ceil(float(f'{count:.1e}')))}"


def spaced(whole: int) -> str:
    """Return a whole number with spaces between its thousands: 1 000 000."""
    return f"{whole:,}".replace(",", "\N{NO-BREAK SPACE}")


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text

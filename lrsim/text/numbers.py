"""Numbers as people read them: three digits, no e-notation, spaces between thousands."""

from __future__ import annotations

import math
import re
from math import isfinite, isnan

SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

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
    return f"10{str(power).translate(SUPERSCRIPT)}"


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


_DECIMAL_FROM, _DECIMAL_TO = 1e-3, 1e5

_UNITS = ((1e9, "G"), (1e6, "M"), (1e3, "k"))


def format_number(value: float, digits: int = 3) -> str:
    """Return `value` with `digits` significant digits: 0.0022, 23.2, 5.1e-9, 1.4e6.

    Below 0.001 and from 100 000 on it is written with a power of ten and one digit less.
    """
    if isnan(value):
        return "NaN"
    sign = "−" if value < 0 else ""
    size = abs(value)
    if not isfinite(size):
        return f"{sign}∞"
    if size == 0:
        return "0"
    rounded = float(f"{size:.{digits - 1}e}")
    if _DECIMAL_FROM <= rounded < _DECIMAL_TO:
        text = f"{size:.0f}" if rounded >= 10**digits else f"{rounded:.{digits}g}"
        return sign + text
    mantissa, exponent = f"{size:.{max(digits - 2, 0)}e}".split("e")
    return f"{sign}{mantissa.removesuffix('.0')}e{int(exponent)}"


def format_count(count: int) -> str:
    """Return a whole number with its thousands set apart by narrow spaces, from 10 000 on."""
    return (
        f"{count:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
        if abs(count) >= 10_000
        else str(count)
    )


def format_rate(per_second: float) -> str:
    """Return a rate in at most four characters or so: 9.5, 120, 3.2k, 45M."""
    for unit, letter in _UNITS:
        if per_second >= unit:
            share = per_second / unit
            return f"{share:.1f}{letter}" if share < 9.95 else f"{share:.0f}{letter}"
    return f"{per_second:.1f}" if 0 < per_second < 9.95 else f"{per_second:.0f}"


DECIMAL_FROM = 0.9995e-3
"""What rounds to 0.001 is written without a power of ten."""


def decade_text(exponent: int) -> str:
    """Return 10 to a whole power as text: plain near 1, with a superscript further out."""
    if -2 <= exponent <= 3:
        return f"{10.0**exponent:g}"
    return f"10{str(exponent).translate(SUPERSCRIPT)}"


def shortened(value: float) -> str:
    """Return a tick's value: at most six digits, below 0.001 with a power of ten as elsewhere."""
    if value == 0 or abs(value) >= DECIMAL_FROM:
        return re.sub(r"e\+0*", "e", f"{value:.6g}")
    mantissa, exponent = f"{value:.5e}".split("e")
    return f"{float(mantissa):g}e{int(exponent)}"

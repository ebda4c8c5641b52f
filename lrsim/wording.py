"""Numbers as people read them: three digits, no e-notation, spaces between thousands."""

from __future__ import annotations

import math

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: float) -> str:
    """Return a number with three significant digits: 0.64, 1 410, 1.41 × 10⁶."""
    if not math.isfinite(value):
        return "more than a number can hold"
    if value == 0.0:
        return "0"
    mantissa, _, power = f"{value:.2e}".partition("e")
    exponent = int(power)
    if exponent < -4 or exponent > 4:
        return f"{_trim(mantissa)} × 10{str(exponent).translate(_SUPERSCRIPT)}"
    if exponent > 2:
        return _spaced(round(float(f"{mantissa}e{power}")))
    return _trim(f"{value:.{2 - exponent}f}")


def percent(share: float) -> str:
    """Return a share as per cent: 10 %, 0.4 %."""
    return f"{number(100.0 * share)} %"


def steps(count: float, digits: int = 12) -> str:
    """Return a number of steps in words, to so many digits: 1 step, 3 500 steps."""
    whole = math.ceil(count)
    if whole > 0:
        whole = round(whole, min(0, digits - 1 - int(math.log10(whole))))
    if whole >= 10**9:
        return "over a billion steps"
    return f"{_spaced(whole)} step{'' if whole == 1 else 's'}"


def _spaced(whole: int) -> str:
    return f"{whole:,}".replace(",", "\u00a0")


def _trim(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text

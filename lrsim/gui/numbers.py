"""Numbers as calm text: few digits, no padding, one minus sign. No Qt."""

from __future__ import annotations

from math import isfinite, isnan

__all__ = ["format_count", "format_number", "format_rate"]

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

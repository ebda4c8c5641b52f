"""Numbers as people read them, the same everywhere: card, table, axis, dial, command line and map.

JSON, CSV and TOML have Python's own form instead, which reads back as the same number.
"""

from __future__ import annotations

import math
import re

DIGITS = 3
"""Significant digits, unless a caller asks for others."""

MOST = 9
"""Significant digits at most that are told to set two numbers apart."""

_PLAIN = range(-4, 5)
"""Powers of ten that are written out."""

_TOO_LONG = 10.0**_PLAIN.stop

_APART = 10_000
"""From here on thousands stand apart; a year or a small budget doesn't need it."""

_LONG = len(str(_APART))

_EXACT = 2.0**53
"""Up to here a float holds every whole number."""

_UNITS = ((1e9, "G"), (1e6, "M"), (1e3, "k"))

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_POWER = r"([-+]?)(?:([0-9.]+)\s*×\s*)?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
_TYPED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_SIGNS = str.maketrans({"−": "-", "∞": "inf", "\N{NARROW NO-BREAK SPACE}": None})


def number(value: float, digits: int = DIGITS) -> str:
    """Return a number as text: 0.0022, 1410, 12 300, −3, 5.1 × 10⁻⁹, 10⁶, ∞.

    Parameters
    ----------
    value : float or int
        A whole number is a count and has all its digits.
    digits : int
        Significant digits at most; zeros at the end of a fraction are left out.
    """
    if isinstance(value, int):
        return count(value)
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "∞" if value > 0.0 else "−∞"
    sign = "−" if value < 0.0 else ""
    text = f"{abs(value):.{digits}g}"
    if "e" not in text:
        if float(text) < _TOO_LONG:
            return sign + _apart(text)
        text = f"{abs(value):.{digits - 1}e}"
    mantissa, _, power = text.partition("e")
    exponent = int(power)
    if exponent in _PLAIN:  # with zeros in place of digits that are not asked for
        return sign + count(round(float(f"{mantissa}e{power}")))
    return f"{sign}{scientific(_trimmed(mantissa), exponent)}"


def digits_apart(one: float, other: float, least: int = DIGITS) -> int:
    """Return with how many significant digits two numbers differ by about what they do; `MOST` at most."""
    gap = one - other
    if not math.isfinite(gap):
        return least
    told = ((n, float(f"{one:.{n}g}") - float(f"{other:.{n}g}")) for n in range(least, MOST))
    return next((n for n, seen in told if abs(seen - gap) <= 0.5 * abs(gap)), MOST)


def power_of_ten(exponent: int) -> str:
    """Return 10 to a whole power as `number` writes it, beyond what a number can hold as well."""
    return number(10.0**exponent) if exponent in _PLAIN else scientific("1", exponent)


def count(whole: int) -> str:
    """Return a whole number with all its digits: 3500, 1 000 000."""
    return _apart(str(abs(whole))) if whole >= 0 else f"−{_apart(str(abs(whole)))}"


def fixed(value: float, decimals: int) -> str:
    """Return a number with so many decimals, zeros too, so that its point stands still: 37.0, −0.5."""
    if not math.isfinite(value):
        return number(value)
    text = f"{abs(value):.{decimals}f}"
    return f"−{text}" if value < 0.0 and float(text) else text


def percent(share: float, digits: int = DIGITS) -> str:
    """Return a share as per cent: 10 %, 0.4 %."""
    return f"{number(100.0 * share, digits)} %"


def multiple(ratio: float) -> str:
    """Return a ratio as per cent, from ten on as a multiple: 10 %, 110 %, 38 ×."""
    return percent(ratio) if abs(ratio) < 10.0 else f"{number(ratio)} ×"


def rate(per_second: float) -> str:
    """Return a rate in at most four characters or so: 9.5, 120, 3.2k, 45M."""
    unit, letter = next((pair for pair in _UNITS if per_second >= pair[0]), (1.0, ""))
    share = per_second / unit
    return f"{number(share, 2) if share < 9.95 else round(share)}{letter}"


def file_size(bytes_: int) -> str:
    """Return the size of a file in kB or MB, which are powers of 1000."""
    size, unit = (bytes_ / 1e6, "MB") if bytes_ >= 1e6 else (bytes_ / 1e3, "kB")
    return f"{number(size)}\N{NARROW NO-BREAK SPACE}{unit}"


def read_number(text: str) -> float:
    """Return the number that was written, in the form of `number` or Python's, or as a fraction: 1/3.

    Raises
    ------
    ValueError
        When it is none.
    """
    above, slash, below = text.partition("/")
    if not slash:
        return _read(text)
    try:
        return _read(above) / _read(below)
    except ZeroDivisionError:
        raise ValueError(text) from None


def read_whole(text: str) -> int:
    """Return the whole number that was written, in any form of `read_number`: 1000, 1 000, 1e3.

    Raises
    ------
    ValueError
        When it is none, or has been rounded to one.
    """
    plain = text.strip().translate(_SIGNS)
    if re.fullmatch(r"[-+]?[0-9]{1,40}", plain):  # to its last digit, which a float may lack
        return int(plain)
    value = read_number(text)
    if not value.is_integer() or abs(value) > _EXACT:
        raise ValueError(text)
    return int(value)


def _read(text: str) -> float:
    plain = text.strip().translate(_SIGNS)
    power = re.fullmatch(_POWER, plain)
    if power is not None:
        sign, mantissa, exponent = power.groups()
        plain = f"{sign}{mantissa or 1}e{exponent.translate(_TYPED)}"
    if not plain.isascii() or "_" in plain:
        raise ValueError(text)
    return float(plain)


def scientific(mantissa: str, exponent: int) -> str:
    """Return a mantissa, already text, with its power of ten; a mantissa of 1 is left out."""
    power = str(exponent).translate(_SUPERSCRIPT)
    return (
        f"10{power}"
        if mantissa == "1"
        else f"{mantissa}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}10{power}"
    )


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _apart(text: str) -> str:
    """Set the thousands of a number without a sign apart, from `_APART` on."""
    if len(text) < _LONG:
        return text
    whole, point, fraction = text.partition(".")
    if len(whole) >= _LONG:
        whole = f"{int(whole):,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    return f"{whole}{point}{fraction}"

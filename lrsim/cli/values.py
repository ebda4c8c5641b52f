"""Numbers as they are written on the command line."""

from __future__ import annotations

import re
from typing import Any

from lrsim.text.numbers import read_number


def number(raw: str) -> float | str:
    """Return the number that was written, or the text itself for others to refuse."""
    try:
        return read_number(raw)
    except ValueError:
        return raw


def whole(raw: str) -> int | str:
    """Return the whole number that was written (ASCII digits only), or the text itself."""
    plain = raw.replace(
        "\N{NARROW NO-BREAK SPACE}", ""
    )  # which stands between the thousands we show
    return int(plain) if re.fullmatch(r"[+-]?[0-9]{1,40}", plain) else raw


def numbers(raw: str, separator: str) -> list[Any]:
    """Return the numbers that were written, what is none as it stands."""
    return [number(part) for part in raw.split(separator)]

"""Numbers as they are written on the command line."""

from __future__ import annotations

from typing import Any

from lrsim.text.numbers import read_number, read_whole


def number(raw: str) -> float | str:
    """Return the number that was written, or the text itself for others to refuse."""
    try:
        return read_number(raw)
    except ValueError:
        return raw


def whole(raw: str) -> int | str:
    """Return the whole number that was written, or the text itself for others to refuse."""
    try:
        return read_whole(raw)
    except ValueError:
        return raw


def numbers(raw: str, separator: str) -> list[Any]:
    """Return the numbers that were written, what is none as it stands."""
    return [number(part) for part in raw.split(separator)]

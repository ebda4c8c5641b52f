"""Python's own numbers and lists in place of arrays, known by what they have: NumPy is not imported.

Whatever a class of somebody else's may raise when it is asked, its objects are then no number and no list.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from types import GeneratorType
from typing import Any, Final

DEEPEST: Final = 100
"""Lists within lists that `deep_scalar` follows: more than anything that is written of a value shows."""


def scalar(value: Any) -> Any:
    """Return what an array without dimensions holds, as its own library gives it; anything else as it is.

    What is masked is no number.
    """
    try:
        if getattr(value, "shape", None) == () and hasattr(value, "item"):
            return math.nan if getattr(value, "mask", False) else value.item()
    except Exception:
        return value
    return value


def listed(value: Any) -> Any:
    """Return an array, of no dimensions too, as lists of Python's own numbers; anything else as it is."""
    try:
        if isinstance(getattr(value, "shape", None), tuple) and hasattr(value, "tolist"):
            return value.tolist()
    except Exception:
        return value
    return value


def items(value: Any, most: int | None = None) -> tuple[Any, ...] | None:
    """Return what is in a list, of more than `most` the first of them; None for what is none.

    Text, bytes and tables are no lists. What a generator raises is raised: it is of who wrote it.
    """
    if isinstance(value, str | bytes | bytearray | Mapping):
        return None
    try:
        return tuple(itertools.islice(value, most))
    except Exception:
        if isinstance(value, GeneratorType):
            raise
        return None


def written(value: object) -> str:
    """Return a value as its own class writes it, or of what class it is where that fails.

    Raises
    ------
    ValueError
        For a whole number of thousands of digits, which Python refuses to write.
    """
    try:
        return repr(deep_scalar(value))
    except Exception as error:
        if type(error) is ValueError and "set_int_max_str_digits" in str(error):
            raise
        return f"<{type(value).__name__}>"


def deep_scalar(value: object, within: tuple[object, ...] = ()) -> object:
    """Return a value with `scalar` of each number in it, in lists and tuples too, down to `DEEPEST` levels.

    A list that stands within itself ends there, as it does where Python writes it.
    """
    if type(value) not in (list, tuple):
        return scalar(value)
    if len(within) == DEEPEST:
        return type(value)()
    if any(value is each for each in within):
        return value
    inner = (*within, value)
    return type(value)(deep_scalar(each, inner) for each in value)  # type: ignore[call-arg, attr-defined]  # just seen

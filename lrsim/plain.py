"""Python's own numbers and lists in place of arrays, known by what they have: NumPy is not imported."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeGuard

DEEPEST: Final = 100
"""Lists within lists that `deep_scalar` follows: more than anything that is written of a value shows."""


def scalar(value: Any) -> Any:
    """Return what an array without dimensions holds, as its own library gives it; anything else as it is.

    What is masked is no number.
    """
    if getattr(value, "shape", None) == () and hasattr(value, "item"):
        return math.nan if getattr(value, "mask", False) else value.item()
    return value


def listed(value: Any) -> Any:
    """Return an array, of no dimensions too, as lists of Python's own numbers; anything else as it is."""
    if isinstance(getattr(value, "shape", None), tuple) and hasattr(value, "tolist"):
        return value.tolist()
    return value


def is_list(value: object) -> TypeGuard[Iterable[Any]]:
    """Return whether a value has items in an order of its own: text, bytes and tables are no lists."""
    return isinstance(value, Iterable) and not isinstance(value, str | bytes | bytearray | Mapping)


def written(value: object) -> str:
    """Return a value as its own class writes it, or of what class it is where that fails.

    Raises
    ------
    ValueError
        For a whole number of thousands of digits, which Python refuses to write.
    """
    try:
        return repr(deep_scalar(value))
    except ValueError:
        raise
    except Exception:  # whatever a class of somebody else's may raise
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

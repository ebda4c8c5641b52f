"""Python's own numbers and lists in place of arrays, known by what they have: NumPy is not imported."""

from __future__ import annotations

from typing import Any, Final

DEEPEST: Final = 100
"""Lists within lists that `deep_scalar` follows: more than anything that is written of a value shows."""


def scalar(value: Any) -> Any:
    """Return what an array without dimensions holds, as its own library gives it; anything else as it is."""
    if getattr(value, "shape", None) == () and hasattr(value, "item"):
        return value.item()
    return value


def listed(value: Any) -> Any:
    """Return an array, of no dimensions too, as lists of Python's own numbers; anything else as it is."""
    if isinstance(getattr(value, "shape", None), tuple) and hasattr(value, "tolist"):
        return value.tolist()
    return value


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

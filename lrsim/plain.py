"""Python's own numbers and lists in place of arrays, known by what they have: NumPy is not imported."""

from __future__ import annotations

from typing import Any


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


def deep_scalar(value: object) -> object:
    """Return a value with `scalar` of each number in it, in lists and tuples too."""
    if type(value) in (list, tuple):
        return type(value)(map(deep_scalar, value))  # type: ignore[call-arg, call-overload]  # just seen
    return scalar(value)

"""What the arguments of public functions may be: numbers, switches, arrays, functions, names of files.

NumPy's scalars count as what they hold. True and False, which Python counts among the whole numbers, are no
numbers here.
"""

from __future__ import annotations

import contextlib
import math
import numbers
import os
from typing import Any

import numpy as np

from lrsim import plain
from lrsim.errors import InputError, a_number, a_whole_number
from lrsim.plain import scalar
from lrsim.text.messages import Message
from lrsim.typing import FloatArray


def real(where: str, value: object, low: float = -math.inf, high: float = math.inf) -> float:
    """Return a number from `low` to `high`, or raise `InputError`; NaN is none."""
    value = scalar(value)
    if is_number(value):
        number = as_float(value)
        if low <= number <= high:
            return number
    if low == -math.inf and high == math.inf:
        raise InputError(where, value, Message("must be a number"))
    raise InputError(where, value, a_number(low, high))


def whole(where: str, value: object, low: int, high: int) -> int:
    """Return a whole number from `low` to `high`, or raise `InputError`."""
    # most are plain, and asking what else is a whole number takes longer than all the rest
    value = value if type(value) is int else scalar(value)
    if type(value) is int or (is_number(value) and isinstance(value, numbers.Integral)):
        number = int(value)
        if low <= number <= high:
            return number
    only = Message("must be {value}", value=low) if low == high else a_whole_number(low, high)
    raise InputError(where, value, only)


def place(where: str, value: object, count: int) -> int:
    """Return the number of one of `count` things, the first being 0, or raise `InputError`."""
    return whole(where, value, 0, count - 1)


def switch(where: str, value: object) -> bool:
    """Return True or False, or raise `InputError`."""
    if isinstance(value, bool | np.bool_):
        return bool(value)
    raise InputError(where, value, Message("must be True or False"))


def array(where: str, values: object) -> FloatArray:
    """Return an array of numbers, of any shape, as float64, or raise `InputError`; what is masked is NaN."""
    if type(values) is np.ndarray and values.dtype == np.float64:
        return values
    masked = mask(values)
    if masked is not None and np.asarray(values).dtype.kind in "iuf":
        bare: FloatArray = np.where(masked, math.nan, np.asarray(values))
        return bare.astype(np.float64)
    if isinstance(values, bytearray):  # which NumPy takes for small numbers
        raise InputError(where, values, Message("must be an array of numbers"))
    try:
        given = np.asarray(values)
    except MemoryError:
        raise
    except Exception:  # rows of different lengths, or whatever a class of somebody else's raises
        raise InputError(where, values, Message("must be an array of numbers")) from None
    if given.dtype.kind == "O":  # fractions, whole numbers beyond 64 bits
        items = given.ravel().tolist()
        if all(map(is_number, items)):
            return np.array([as_float(item) for item in items]).reshape(given.shape)
    if given.dtype.kind not in "iuf":
        raise InputError(where, values, Message("must be an array of numbers"))
    with np.errstate(over="ignore"):  # of a wider kind of float: infinite
        return given.astype(np.float64)


def mask(values: object) -> Any:
    """Return where an array is masked; None of what has no mask.

    It is known by what it has: NumPy loads all there is of masked arrays for who asks for their class.
    """
    return getattr(values, "mask", None) if isinstance(values, np.ndarray) else None


def items(where: str, values: Any) -> tuple[Any, ...]:
    """Return what is in a list of some kind."""
    found = plain.items(values)
    if found is None:
        raise InputError(where, values, Message("must be a list of whole numbers"))
    return found


def path(where: str, value: object) -> str:
    """Return the name of a file, or raise `InputError`."""
    if isinstance(value, str | bytes | os.PathLike) and not isinstance(value, type):
        with contextlib.suppress(Exception):  # whatever a class of somebody else's may raise
            return os.fsdecode(value)
    raise InputError(where, value, Message("must be the name of a file"))


def function(where: str, value: Any) -> Any:
    """Return what can be called, or raise `InputError`."""
    if callable(value):
        return value
    raise InputError(where, value, Message("must be a function"))


def instance(where: str, value: Any, kind: type) -> Any:
    """Return an object of a class, or raise `InputError`."""
    if isinstance(value, kind):
        return value
    name = kind.__name__
    an = Message("must be an {kind}", kind=name) if name[0] in "AEIOU" else None
    raise InputError(where, value, an or Message("must be a {kind}", kind=name))


def is_number(value: object) -> bool:
    """Return whether a value is a real number, and says which."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        return False
    try:
        as_float(int(value) if isinstance(value, numbers.Integral) else value)
    except Exception:  # whatever a class of somebody else's may raise
        return False
    return True


def as_float(value: Any) -> float:
    """Return a number as a float; one beyond all doubles as infinity."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf

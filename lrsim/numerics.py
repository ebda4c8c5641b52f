"""Elementary functions of arrays with the same bits on every machine.

NumPy's exp and log give other bits on other levels of the CPU; these go through the core's own.
"""

from __future__ import annotations

import functools

import numpy.typing as npt

from lrsim.formula.program import Program, compile_expression
from lrsim.typing import FloatArray


def logarithms(values: npt.ArrayLike) -> FloatArray:
    """Return the natural logarithms."""
    return _function("log(x)").evaluate({"x": values})


def exponentials(values: npt.ArrayLike) -> FloatArray:
    """Return e to the power of each value."""
    return _function("exp(x)").evaluate({"x": values})


def exponentials_less_one(values: npt.ArrayLike) -> FloatArray:
    """Return e to the power of each value less 1, to the last digits near 0 as well."""
    return _function("2*sinh(x/2)*exp(x/2)").evaluate({"x": values})


@functools.cache
def _function(expression: str) -> Program:
    return compile_expression(expression, ("x",))

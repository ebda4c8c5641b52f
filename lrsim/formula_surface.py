"""The loss surface whose formula a user writes."""

from __future__ import annotations

from typing import Annotated

import numpy as np
import numpy.typing as npt
from msgspec import Meta

from lrsim import _core
from lrsim.errors import InputError
from lrsim.formula import Program, compile_expression
from lrsim.minima import find_minima
from lrsim.surfaces.base import FloatArray, Minimum, Surface


class Formula(Surface, frozen=True, tag="formula"):
    """Your own surface: any formula of x, or of x and y."""

    title = "Formula"
    formula = (
        "f(x) or f(x, y) of + - * / ** ( ), sin cos tan exp log sqrt abs tanh sinh cosh floor, "
        "min max, pi, e"
    )
    doc = (
        "Your own surface. Slopes and curvatures are derived from the formula, exactly; the minima are "
        "searched for in the domain."
    )
    reference = "Griewank & Walther, Evaluating Derivatives, 2nd ed. (2008): reverse accumulation"

    expression: Annotated[
        str, Meta(max_length=1000, description="the formula, of x or of x and y")
    ] = "x**2"
    low: Annotated[float, Meta(ge=-1e6, le=1e6, description="where the domain begins")] = -5.0
    high: Annotated[float, Meta(ge=-1e6, le=1e6, description="where the domain ends")] = 5.0

    def __post_init__(self) -> None:
        super().__post_init__()
        try:
            program = self.program
            if "x" not in program.names:
                raise InputError("", None, "the formula must have x in it, or x and y")
            program.surface_kernel()
        except InputError as error:
            raise error.at("expression") from None
        if not self.low < self.high:
            raise InputError("high", self.high, f"must be above low, which is {self.low:g}")

    @property
    def program(self) -> Program:
        """The compiled formula."""
        return compile_expression(self.expression)

    @property
    def dimensions(self) -> int:
        return self.program.dimensions

    @property
    def domain(self) -> tuple[tuple[float, float], ...]:
        return ((self.low, self.high),) * self.dimensions

    @property
    def start(self) -> tuple[float, ...]:
        middle, half = 0.5 * (self.low + self.high), 0.5 * (self.high - self.low)
        return (middle + 0.8 * half,) * self.dimensions

    @property
    def minima(self) -> tuple[Minimum, ...]:
        return find_minima(self)

    @property
    def kernel(self) -> tuple[float, ...]:
        return tuple(self.program.surface_kernel().tolist())

    def __call__(self, position: npt.ArrayLike) -> float | FloatArray:
        points, many = self._points(position)
        loss = np.empty(len(points))
        _core.evaluate_formula(self._kernel(), points, loss, None, None)
        return loss if many else float(loss[0])

    def gradient(self, position: npt.ArrayLike) -> FloatArray:
        points, many = self._points(position)
        gradient = np.empty(points.shape)
        _core.evaluate_formula(self._kernel(), points, None, gradient, None)
        return gradient if many else gradient[0]

    def hessian(self, position: npt.ArrayLike) -> FloatArray:
        points, many = self._points(position)
        hessian = np.empty((*points.shape, points.shape[1]))
        _core.evaluate_formula(self._kernel(), points, None, None, hessian)
        return hessian if many else hessian[0]

    def grid(self, x: npt.ArrayLike, y: npt.ArrayLike) -> FloatArray:
        if self.dimensions != 2:
            raise InputError("surface", self.name, "must have two coordinates for a grid")
        columns = np.asarray(x, dtype=np.float64)
        rows = np.asarray(y, dtype=np.float64)
        return self.program.evaluate({"x": columns, "y": rows[:, np.newaxis]})

    def _kernel(self) -> FloatArray:
        return self.program.surface_kernel()

"""The loss surfaces of the catalogue.

Each class names a surface's formula, domain, start and known minima; its value, gradient and Hessian are the
core's point functions, the same that every run uses.
"""

from __future__ import annotations

import math
from typing import Annotated, ClassVar

import numpy as np
import numpy.typing as npt
from msgspec import Meta, Struct

from lrsim import _core
from lrsim._core import SurfaceCode
from lrsim.catalogue import Entry, parse
from lrsim.errors import InputError

FloatArray = npt.NDArray[np.float64]


class Minimum(Struct, frozen=True):
    """A known local minimum: its position (d,) and its loss."""

    position: tuple[float, ...]
    loss: float


class Surface(Entry, frozen=True, kw_only=True):
    """A loss surface over one or two coordinates."""

    kind: ClassVar[str] = "surface"
    code: ClassVar[SurfaceCode]
    dimensions: ClassVar[int]
    domain: ClassVar[tuple[tuple[float, float], ...]]
    start: ClassVar[tuple[float, ...]]

    escape: Annotated[
        float,
        Meta(
            gt=0,
            description="a coordinate beyond ±escape counts as exploded",
            extra={"infinite": True},
        ),
    ] = 1000.0

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """The known local minima, in no particular order; empty when there are none."""
        return ()

    @property
    def kernel(self) -> tuple[float, ...]:
        """The parameters in the order of the core's struct; at least one number."""
        own = self.values()
        del own["escape"]
        return tuple(float(value) for value in own.values()) or (0.0,)

    def __call__(self, position: npt.ArrayLike) -> float | FloatArray:
        """Return the loss.

        Parameters
        ----------
        position : array_like, shape (d,) or (n, d)
            One position or many.

        Returns
        -------
        float or ndarray of float64, shape (n,)
        """
        points, many = self._points(position)
        loss = np.empty(len(points))
        _core.evaluate(self.code, self._kernel(), points, loss, None, None)
        return loss if many else float(loss[0])

    def gradient(self, position: npt.ArrayLike) -> FloatArray:
        """Return the gradient, shape (d,) or (n, d) as `position`."""
        points, many = self._points(position)
        gradient = np.empty(points.shape)
        _core.evaluate(self.code, self._kernel(), points, None, gradient, None)
        return gradient if many else gradient[0]

    def hessian(self, position: npt.ArrayLike) -> FloatArray:
        """Return the Hessian, shape (d, d) or (n, d, d)."""
        points, many = self._points(position)
        hessian = np.empty((*points.shape, points.shape[1]))
        _core.evaluate(self.code, self._kernel(), points, None, None, hessian)
        return hessian if many else hessian[0]

    def grid(self, x: npt.ArrayLike, y: npt.ArrayLike) -> FloatArray:
        """Return the loss of a 2-D surface on a grid, shape (len(y), len(x))."""
        columns = np.ascontiguousarray(x, dtype=np.float64)
        rows = np.ascontiguousarray(y, dtype=np.float64)
        if self.dimensions != 2:
            raise InputError("surface", self.name, "must have two coordinates for a grid")
        loss = np.empty((len(rows), len(columns)))
        _core.evaluate_grid(self.code, self._kernel(), columns, rows, loss)
        return loss

    def _kernel(self) -> FloatArray:
        return np.array(self.kernel)

    def _points(self, position: npt.ArrayLike) -> tuple[FloatArray, bool]:
        try:
            points = np.ascontiguousarray(position, dtype=np.float64)
        except (TypeError, ValueError) as error:
            raise InputError("position", position, "must be an array of numbers") from error
        many = points.ndim == 2
        points = np.atleast_2d(points)
        if points.ndim != 2 or points.shape[1] != self.dimensions:
            shape = np.shape(position)
            raise InputError(
                "position",
                None,
                f"has shape {shape}; {self.name} takes ({self.dimensions},) or (n, {self.dimensions})",
            )
        return points, many


class Quadratic(Surface, frozen=True, tag="quadratic"):
    """The parabola, the textbook's own example: its slope is proportional to the distance."""

    title = "Quadratic"
    formula = "f(x) = x²"
    doc = "The parabola: the slope is proportional to the distance, so every step is a fixed fraction."
    reference = "stable for 0 < lr < 1: x ← (1 − 2 lr) x"
    code = SurfaceCode.QUADRATIC
    dimensions = 1
    domain = ((-6.8, 6.8),)
    start = (5.0,)

    @property
    def minima(self) -> tuple[Minimum, ...]:
        return (Minimum((0.0,), 0.0),)


class DoubleWell(Surface, frozen=True, tag="double-well"):
    """Two equal valleys with a hill between them."""

    title = "Double well"
    formula = "f(x) = (x² − 1)²"
    doc = "Two equal valleys and a hill between them: a large step can hop from one into the other."
    reference = "Strogatz, Nonlinear Dynamics and Chaos, 2nd ed. (2015), section 2.7"
    code = SurfaceCode.DOUBLE_WELL
    dimensions = 1
    domain = ((-1.8, 1.8),)
    start = (0.5,)

    @property
    def minima(self) -> tuple[Minimum, ...]:
        return (Minimum((-1.0,), 0.0), Minimum((1.0,), 0.0))


class Shower(Surface, frozen=True, tag="shower"):
    """The shower knob: steep in the middle, flat at both ends."""

    title = "Shower"
    formula = "f(x) = 10 ln cosh(x/0.4) − 3x − min"
    doc = (
        "A shower knob at x: the water has T(x) = 35 + 25 tanh(x/0.4) °C, the wish is 38 °C, and the "
        "slope is the error T − 38, so that a step turns the knob in proportion to it."
    )
    reference = "minimum where tanh(x/0.4) = 0.12; λ there is 62.5 (1 − 0.12²) = 61.6"
    code = SurfaceCode.SHOWER
    dimensions = 1
    domain = ((-2.0, 2.0),)
    start = (-1.0,)

    @property
    def minima(self) -> tuple[Minimum, ...]:
        return (Minimum((0.4 * math.atanh(0.12),), 0.0),)


class Bowl(Surface, frozen=True, tag="bowl"):
    """The round bowl: the parabola in two coordinates."""

    title = "Bowl"
    formula = "f(x, y) = x² + y²"
    doc = "A round bowl: both coordinates have the same curvature, so one LR suits both."
    reference = "the sphere function; stable for 0 < lr < 1"
    code = SurfaceCode.BOWL
    dimensions = 2
    domain = ((-6.0, 6.0), (-4.0, 4.0))
    start = (-4.5, 2.5)

    @property
    def minima(self) -> tuple[Minimum, ...]:
        return (Minimum((0.0, 0.0), 0.0),)


class LongValley(Surface, frozen=True, tag="long-valley"):
    """A valley κ times steeper across than along."""

    title = "Long valley"
    formula = "f(x, y) = ½ (x² + κ y²)"
    doc = "A valley κ times steeper across than along: the steep side sets the limit, the flat one the time."
    reference = (
        "Goh, Why Momentum Really Works, Distill (2017), doi:10.23915/distill.00006; edge 2/κ"
    )
    code = SurfaceCode.LONG_VALLEY
    dimensions = 2
    domain = ((-10.0, 10.0), (-4.5, 4.5))
    start = (-8.5, 2.6)

    kappa: Annotated[
        float, Meta(ge=1e-6, le=1e6, description="curvature across over curvature along")
    ] = 10.0

    @property
    def minima(self) -> tuple[Minimum, ...]:
        return (Minimum((0.0, 0.0), 0.0),)


class Rosenbrock(Surface, frozen=True, tag="rosenbrock"):
    """The banana valley."""

    title = "Rosenbrock"
    formula = "f(x, y) = (a − x)² + b (y − x²)²"
    doc = "The banana: falling into the curved valley is easy, following it to the minimum is not."
    reference = "Rosenbrock, The Computer Journal 3 (1960) 175-184, doi:10.1093/comjnl/3.3.175"
    code = SurfaceCode.ROSENBROCK
    dimensions = 2
    domain = ((-2.2, 2.2), (-1.0, 3.2))
    start = (-1.5, 2.0)

    a: Annotated[float, Meta(ge=-10, le=10, description="the minimum lies at (a, a²)")] = 1.0
    b: Annotated[float, Meta(gt=0, le=1e6, description="steepness of the valley's walls")] = 100.0

    @property
    def minima(self) -> tuple[Minimum, ...]:
        return (Minimum((self.a, self.a * self.a), 0.0),)


class Himmelblau(Surface, frozen=True, tag="himmelblau"):
    """Four equal minima around a hill."""

    title = "Himmelblau"
    formula = "f(x, y) = (x² + y − 11)² + (x + y² − 7)²"
    doc = "Four equal minima around a hill: where you end depends on where you start and how far you step."
    reference = "Himmelblau, Applied Nonlinear Programming, McGraw-Hill (1972)"
    code = SurfaceCode.HIMMELBLAU
    dimensions = 2
    domain = ((-6.0, 6.0), (-6.0, 6.0))
    start = (-0.5, -0.5)

    @property
    def minima(self) -> tuple[Minimum, ...]:
        return (
            Minimum((3.0, 2.0), 0.0),
            Minimum((-2.805118086952745, 3.131312518250573), 0.0),
            Minimum((-3.779310253377747, -3.283185991286170), 0.0),
            Minimum((3.584428340330492, -1.848126526964404), 0.0),
        )


def surface(spec: str) -> Surface:
    """Return the surface a spec string names, ``long-valley:kappa=50`` for example."""
    return parse(Surface, spec)

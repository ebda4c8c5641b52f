"""What the loss surfaces of the catalogue have in common."""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np
import numpy.typing as npt
from msgspec import Meta, Struct

from lrsim import _core, arguments
from lrsim._core import SURFACE_PARAMETERS, SurfaceCode
from lrsim.catalogue.entries import Entry, check_parameters, entries
from lrsim.errors import InputError
from lrsim.text.messages import Message
from lrsim.typing import FloatArray


class Minimum(Struct, frozen=True):
    """A known local minimum: its position (d,) and its loss."""

    position: tuple[float, ...]
    loss: float


class Surface(Entry, frozen=True, kw_only=True):
    """A loss surface over one or two coordinates."""

    kind: ClassVar[Message] = Message("surface")
    kinds: ClassVar[Message] = Message("surfaces")
    code: ClassVar[SurfaceCode]

    escape: Annotated[
        float,
        Meta(
            gt=0,
            description="a coordinate beyond ±escape counts as exploded",
            extra={"infinite": True},
        ),
    ] = 1000.0

    # Most entries have these three as attributes of the class; where they depend on parameters they are
    # properties. So they are read from an instance.

    @property
    def dimensions(self) -> int:
        """How many coordinates there are: 1 or 2."""
        raise NotImplementedError

    @property
    def domain(self) -> tuple[tuple[float, float], ...]:
        """The interval of each coordinate that is shown, (d, 2); runs may leave it."""
        raise NotImplementedError

    @property
    def start(self) -> tuple[float, ...]:
        """Where a run starts when nothing else is said, (d,)."""
        raise NotImplementedError

    @property
    def written(self) -> str:
        """The formula as it stands over a picture of the surface."""
        return self.formula

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """The local minima in the domain, in no particular order; empty when there are none.

        Where minima are not isolated (a whole curve of them) these are representatives.
        """
        return ()

    @property
    def kernel(self) -> FloatArray:
        """What the core is given: float64, the parameters in the order of its struct, one at least."""
        own = self.values()
        del own["escape"]
        return np.array([float(value) for value in own.values()] or [0.0])

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
        _core.evaluate(self.code, self.kernel, points, loss, None, None)
        return loss if many else float(loss[0])

    def gradient(self, position: npt.ArrayLike) -> FloatArray:
        """Return the gradient, shape (d,) or (n, d) as `position`."""
        points, many = self._points(position)
        gradient = np.empty(points.shape)
        _core.evaluate(self.code, self.kernel, points, None, gradient, None)
        return gradient if many else gradient[0]

    def hessian(self, position: npt.ArrayLike) -> FloatArray:
        """Return the Hessian, shape (d, d) or (n, d, d)."""
        points, many = self._points(position)
        hessian = np.empty((*points.shape, points.shape[1]))
        _core.evaluate(self.code, self.kernel, points, None, None, hessian)
        return hessian if many else hessian[0]

    def grid(self, x: npt.ArrayLike, y: npt.ArrayLike) -> FloatArray:
        """Return the loss of a 2-D surface on a grid, shape (len(y), len(x))."""
        columns, rows = _line("x", x), _line("y", y)
        if self.dimensions != 2:
            raise InputError("surface", self.name, Message("must have two coordinates for a grid"))
        loss = np.empty((len(rows), len(columns)))
        _core.evaluate_grid(self.code, self.kernel, columns, rows, loss)
        return loss

    def _points(self, position: npt.ArrayLike) -> tuple[FloatArray, bool]:
        points = np.ascontiguousarray(arguments.array("position", position))
        many = points.ndim == 2
        points = np.atleast_2d(points)
        if points.ndim != 2 or points.shape[1] != self.dimensions:
            shape = np.shape(position)
            raise InputError(
                "position",
                None,
                Message(
                    "has shape {shape}; {name} takes ({dimensions},) or (n, {dimensions})",
                    shape=shape,
                    name=self.name,
                    dimensions=self.dimensions,
                ),
            )
        return points, many


def _line(where: str, values: npt.ArrayLike) -> FloatArray:
    line = np.ascontiguousarray(arguments.array(where, values))
    if line.ndim != 1:
        raise InputError(
            where, None, Message("has shape {shape}; must be a list of numbers", shape=line.shape)
        )
    return line


def check_kernels() -> None:
    """See to it that every surface of the catalogue has the parameters of its kernel in the core."""
    for cls in entries(Surface).values():
        own = tuple(name for name in cls.__struct_fields__ if name not in Surface.__struct_fields__)
        check_parameters(cls, own, SURFACE_PARAMETERS[cls.code])

"""What the loss surfaces of the catalogue have in common.

It is long because `Surface` is one public class, and half of it its documentation.
"""

from __future__ import annotations

import functools
from typing import Annotated, ClassVar

import numpy as np
import numpy.typing as npt
from msgspec import Meta

from lrsim import _core, arguments
from lrsim._core import SURFACE_PARAMETERS, SurfaceCode
from lrsim.catalogue.entries import Entry, check_parameters, entries
from lrsim.errors import InputError
from lrsim.surfaces.minima import Minimum, minima_inside
from lrsim.text.messages import Message
from lrsim.text.numbers import number
from lrsim.typing import FloatArray

__all__ = ["Minimum", "Surface", "check_kernels"]

ESCAPE = 1000.0
"""Beyond this a run counts as exploded, …"""

FARTHER = 10.0
"""… or beyond so many times the farthest of domain, start and listed minima."""


class Surface(Entry, frozen=True, kw_only=True):
    """A loss surface over one or two coordinates."""

    kind: ClassVar[Message] = Message("surface")
    kinds: ClassVar[Message] = Message("surfaces")
    code: ClassVar[SurfaceCode]

    escape: (
        Annotated[
            float,
            Meta(
                gt=0,
                description="a coordinate beyond ±escape counts as exploded; 1000 or more if left out",
                extra={"infinite": True},
            ),
        ]
        | None
    ) = None

    # Most entries have these four as attributes of the class; where they depend on parameters they are
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

    @classmethod
    def remarks(cls) -> str:
        surface = cls()
        sides = " × ".join(f"[{low:g}, {high:g}]" for low, high in surface.domain)
        start = ", ".join(f"{x:g}" for x in surface.start)
        return f"Its domain is {sides}; a run starts at {start} when nothing else is said."

    @classmethod
    def example(cls) -> str:
        surface = cls()
        loss, gradient = surface(surface.start), surface.gradient(surface.start)
        return (
            f"{super().example()}\n>>> entry(entry.start)\n{loss!r}\n"
            f">>> entry.gradient(entry.start)\n{gradient!r}"
        )

    @property
    def written(self) -> str:
        """The formula as it stands over a picture of the surface."""
        return self.formula

    @property
    def listed(self) -> tuple[Minimum, ...] | None:
        """The minima that have a closed form; None where they are searched for in the domain."""
        return None

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """The known local minima, in no particular order; empty when none is known.

        Where minima are not isolated (a whole curve of them) these are representatives.
        """
        return self.minima_from(self.start)

    @property
    def without_minimum(self) -> Message:
        """What is known where no minimum is."""
        if self.listed is None:
            return Message("no minimum was found in the domain")
        return Message("this surface has no minimum")

    def minima_from(self, start: tuple[float, ...]) -> tuple[Minimum, ...]:
        """Return the local minima that are known to a run.

        Parameters
        ----------
        start : tuple of float, shape (d,)
            Where it begins: minima that are searched for, as those of a formula, are searched for around it.

        Returns
        -------
        tuple of Minimum
            In no particular order.
        """
        return self.minima_within(self.widening(start))

    def minima_in_view(self, start: tuple[float, ...]) -> tuple[Minimum, ...]:
        """Return the known minima that a picture is about: those in the domain, or all where none is there.

        Parameters
        ----------
        start : tuple of float, shape (d,)
            Where a run begins.

        Returns
        -------
        tuple of Minimum
            In no particular order.
        """
        known = self.minima_from(start)
        inside = [
            minimum
            for minimum in known
            if all(
                low <= x <= high
                for x, (low, high) in zip(minimum.position, self.domain, strict=True)
            )
        ]
        return tuple(inside) or known

    def widening(self, start: tuple[float, ...]) -> int:
        """Return how far around the domain minima are to be known to a run that begins at a place.

        Parameters
        ----------
        start : tuple of float, shape (d,)
            The place.

        Returns
        -------
        int
            For starts with the same number the same minima are known; 0 in the domain, and where minima do
            not depend on the start.
        """
        return 0

    def minima_within(self, widening: int) -> tuple[Minimum, ...]:
        """Return the local minima that are known to runs with a `widening`.

        Parameters
        ----------
        widening : int
            See there.

        Returns
        -------
        tuple of Minimum
            In no particular order.
        """
        return minima_inside(self) if self.listed is None else self.listed

    def minima_are_near(self, widening: int) -> bool:
        """Return whether the minima of `minima_within` are there in a few milliseconds.

        Parameters
        ----------
        widening : int
            See there.

        Returns
        -------
        bool
            Where it is true they are known from now on.
        """
        return self.listed is not None or self.dimensions == 1

    def reach(self, start: tuple[float, ...]) -> float:
        """Return the largest coordinate of domain, listed minima and a start.

        Parameters
        ----------
        start : tuple of float, shape (d,)
            Where a run begins.

        Returns
        -------
        float
            At least 0.
        """
        return max((farthest(self), *map(abs, start)))

    def limit(self, start: tuple[float, ...]) -> float:
        """Return the largest coordinate that a run may have without counting as exploded.

        Parameters
        ----------
        start : tuple of float, shape (d,)
            Where it begins.

        Returns
        -------
        float
            `escape`, or where that is left out the larger of 1000 and ten times the farthest of domain, start
            and listed minima.
        """
        if self.escape is not None:
            return self.escape
        return max(ESCAPE, FARTHER * self.reach(start))

    def check_escape(self, start: tuple[float, ...]) -> None:
        """Raise `InputError` where a run from a place, or in the domain, would count as exploded.

        Parameters
        ----------
        start : tuple of float, shape (d,)
            Where it begins.
        """
        if self.escape is not None and self.escape < (far := self.reach(start)):
            allowed = Message(
                "must be at least {far}: the domain, the start and the listed minima go out as far as that",
                far=number(far, 6),
            )
            raise InputError("escape", self.escape, allowed)

    def check_together(self) -> None:
        self.check_escape(self.start)

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
        position : array_like, shape (d,) or (..., d)
            One position or many, in the coordinates' own unit. On a 1-D surface a number is one position
            and a list of n > 1 numbers is n of them.

        Returns
        -------
        float or ndarray of float64, shape (...,)
            The loss at each of them; a float at one.

        Raises
        ------
        InputError
            When the shape is another, or there is something else than numbers in it.

        Examples
        --------
        >>> import lrsim
        >>> surface = lrsim.surface("quadratic")
        >>> surface(3.0)
        9.0
        >>> surface([0.0, 1.0, 2.0])
        array([0., 1., 4.])
        """
        points, many = self._points(position)
        loss = np.empty(len(points))
        _core.evaluate(self.code, self.kernel, points, loss, None, None)
        return float(loss[0]) if many is None else loss.reshape(many)

    def gradient(self, position: npt.ArrayLike) -> FloatArray:
        """Return the gradient, analytically.

        Parameters
        ----------
        position : array_like, shape (d,) or (..., d)
            As for the loss.

        Returns
        -------
        ndarray of float64, shape (d,) or (..., d)
            The derivatives by each coordinate, in loss per unit of it.

        Raises
        ------
        InputError
            When the shape is another, or there is something else than numbers in it.

        Examples
        --------
        >>> import lrsim
        >>> lrsim.surface("bowl").gradient([1.0, 2.0])
        array([2., 4.])
        """
        points, many = self._points(position)
        gradient = np.empty(points.shape)
        _core.evaluate(self.code, self.kernel, points, None, gradient, None)
        return gradient[0] if many is None else gradient.reshape(*many, points.shape[1])

    def hessian(self, position: npt.ArrayLike) -> FloatArray:
        """Return the Hessian, analytically.

        Parameters
        ----------
        position : array_like, shape (d,) or (..., d)
            As for the loss.

        Returns
        -------
        ndarray of float64, shape (d, d) or (..., d, d)
            The symmetric matrix of second derivatives, in loss per square of the coordinates' unit.

        Raises
        ------
        InputError
            When the shape is another, or there is something else than numbers in it.

        Examples
        --------
        >>> import lrsim
        >>> lrsim.surface("long-valley:kappa=50").hessian([1.0, 2.0])
        array([[ 1.,  0.],
               [ 0., 50.]])
        """
        points, many = self._points(position)
        hessian = np.empty((*points.shape, points.shape[1]))
        _core.evaluate(self.code, self.kernel, points, None, None, hessian)
        return hessian[0] if many is None else hessian.reshape(*many, *hessian.shape[1:])

    def grid(self, x: npt.ArrayLike, y: npt.ArrayLike) -> FloatArray:
        """Return the loss of a 2-D surface on a grid.

        Parameters
        ----------
        x : array_like, shape (columns,)
            The first coordinate of each column.
        y : array_like, shape (rows,)
            The second coordinate of each row.

        Returns
        -------
        ndarray of float64, shape (rows, columns)
            The loss at each point.

        Raises
        ------
        InputError
            When the surface has one coordinate, or x or y is no list of numbers.

        Examples
        --------
        >>> import lrsim
        >>> lrsim.surface("bowl").grid([0.0, 1.0, 2.0], [0.0, 2.0])
        array([[0., 1., 4.],
               [4., 5., 8.]])
        """
        columns, rows = _line("x", x), _line("y", y)
        if self.dimensions != 2:
            raise InputError("surface", self.name, Message("must have two coordinates for a grid"))
        loss = np.empty((len(rows), len(columns)))
        _core.evaluate_grid(self.code, self.kernel, columns, rows, loss)
        return loss

    def _points(self, position: npt.ArrayLike) -> tuple[FloatArray, tuple[int, ...] | None]:
        """Return positions as the core takes them, (n, d), and the shape they came in; None of one."""
        points = np.ascontiguousarray(arguments.array("position", position))  # a number as (1,)
        shape, dimensions = points.shape, self.dimensions
        if dimensions == 1 and len(shape) == 1 and shape[0] > 1:
            return points.reshape(-1, 1), shape
        if shape[-1] != dimensions:
            allowed = (
                Message(
                    "has shape {shape}; {name} takes (1,), (n,) or (..., 1)",
                    shape=np.shape(position),
                    name=self.name,
                )
                if dimensions == 1
                else Message(
                    "has shape {shape}; {name} takes (2,) or (..., 2)",
                    shape=np.shape(position),
                    name=self.name,
                )
            )
            raise InputError("position", None, allowed)
        flat = points if len(shape) == 2 else points.reshape(-1, dimensions)
        return flat, shape[:-1] or None


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


@functools.lru_cache(maxsize=256)
def farthest(surface: Surface) -> float:
    """Return the largest coordinate of a surface's domain and of its listed minima."""
    listed = (x for minimum in surface.listed or () for x in minimum.position)
    return max(map(abs, (*listed, *(x for side in surface.domain for x in side))))

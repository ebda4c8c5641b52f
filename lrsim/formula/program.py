"""A formula, compiled."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from lrsim import _core
from lrsim.errors import InputError
from lrsim.formula.derivatives import derive
from lrsim.formula.graph import Graph, grow
from lrsim.formula.parser import parse_formula
from lrsim.formula.tape import HESSIAN_SPACE, VARIABLES, Constants, pack, write
from lrsim.text.messages import Message
from lrsim.typing import FloatArray


class Program:
    """A formula that has been read; `compile_expression` makes it.

    Parameters
    ----------
    text : str
        The formula.
    names : tuple of str
        The variables that may stand in it, at most four.
    constants : tuple of (str, float)
        Numbers that have a name in it; None where none can be given.
    """

    def __init__(
        self,
        text: str,
        names: tuple[str, ...],
        constants: tuple[tuple[str, float], ...] | None = None,
    ) -> None:
        if len(names) > VARIABLES:
            raise ValueError(f"a formula has at most {VARIABLES} variables")
        tree = parse_formula(text, names, None if constants is None else dict(constants))
        used = {node.name for node in tree if node.op == "name"}
        self.text = text
        self.allowed = names
        self.names = tuple(name for name in names if name in used)
        """The variables that do stand in it."""
        self._graph = Graph()
        self._output = grow(self._graph, text, tree, names)
        self._constants = Constants()
        self._code, (self._out,) = write(self._graph, [self._output], self._constants)

    def evaluate(self, values: Mapping[str, npt.ArrayLike]) -> FloatArray:
        """Return the formula's values, of the shape to which the variables' arrays broadcast.

        Parameters
        ----------
        values : mapping of str to array_like
            The variables; those that the formula does not use may be left out.
        """
        missing = [name for name in self.names if name not in values]
        if missing:
            raise InputError(
                "values", None, Message("there is no value for {names}", names=", ".join(missing))
            )
        arrays = [np.asarray(values.get(name, 0.0), dtype=np.float64) for name in self.allowed]
        if len(arrays) != 1:
            arrays = list(np.broadcast_arrays(*arrays)) if arrays else [np.zeros(())]
        points = np.array([array.ravel() for array in arrays])
        result = np.empty(points.shape[1])
        _core.evaluate_tape(self._code, np.array(self._constants.values), points, self._out, result)
        return result.reshape(arrays[0].shape)

    def surface_kernel(self) -> FloatArray:
        """Return what the core needs to run on the formula as a surface of its first one or two variables."""
        return self._kernel.copy()

    @functools.cached_property
    def dimensions(self) -> int:
        """How many coordinates a surface of this formula has."""
        return 2 if self.allowed[1:] and self.allowed[1] in self.names else 1

    @functools.cached_property
    def _kernel(self) -> FloatArray:
        if any(name in self.names for name in self.allowed[2:]):
            raise ValueError("a surface has two coordinates")
        graph, output = self._graph, self._output
        coordinates = range(self.dimensions)
        gradient = derive(graph, output, coordinates)
        # d²f/dxdy is taken once, from the slope along x
        hessian = [
            second for i in coordinates for second in derive(graph, gradient[i], coordinates[i:])
        ]
        constants = Constants()
        value = write(graph, [output, *gradient], constants)
        fixed = len(constants.values)
        # with the value, for where there is none there are no curvatures either
        curvature = write(graph, [output, *hessian], constants, HESSIAN_SPACE)
        return pack(self.dimensions, fixed, value, curvature, constants)


@functools.lru_cache(maxsize=256)
def _compiled(
    text: str, names: tuple[str, ...], constants: tuple[tuple[str, float], ...] | None
) -> Program:
    return Program(text, names, constants)


def compile_expression(
    text: str,
    names: Sequence[str] = ("x", "y"),
    constants: Iterable[tuple[str, float]] | None = None,
) -> Program:
    """Return the program of a formula, or say in an `InputError` what is wrong with it.

    Parameters
    ----------
    text : str
        The formula, ``x**2 + 10*sin(y)**2`` for example.
    names : sequence of str
        The variables that may stand in it, at most four.
    constants : iterable of (str, float)
        Numbers that have a name in it; None where none can be given.
    """
    if not isinstance(text, str):
        raise InputError("", text, Message("must be a formula"))
    return _compiled(text, tuple(names), None if constants is None else tuple(constants))

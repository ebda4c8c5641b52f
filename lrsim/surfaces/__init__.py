"""The loss surfaces of the catalogue.

Each class names a surface's formula, domain, start and known minima; its value, gradient and Hessian are the
core's point functions, the same that every run uses.
"""

from __future__ import annotations

# The listing follows the order of definition.
# isort: off
from lrsim.catalogue.entries import parse
from lrsim.surfaces.base import Minimum, Surface, check_kernels
from lrsim.surfaces.one_dimensional import (
    Abs,
    BumpyParabola,
    Cliff,
    DoubleWell,
    Forrester,
    GramacyLee,
    Huber,
    LogCosh,
    Plateau,
    Quadratic,
    Quartic,
    Rastrigin1d,
    Shower,
)
from lrsim.surfaces.polynomial import (
    Beale,
    Booth,
    Bowl,
    EdgeOfStability,
    GoldsteinPrice,
    Himmelblau,
    LongValley,
    Matyas,
    MonkeySaddle,
    Rosenbrock,
    Saddle,
    SixHumpCamel,
    StyblinskiTang,
    ThreeHumpCamel,
)
from lrsim.surfaces.multimodal import Ackley, Branin, Easom, Griewank, Levy13, McCormick, Rastrigin
from lrsim.surfaces.formula import Formula

# isort: on

check_kernels()

__all__ = [
    "Abs",
    "Ackley",
    "Beale",
    "Booth",
    "Bowl",
    "Branin",
    "BumpyParabola",
    "Cliff",
    "DoubleWell",
    "Easom",
    "EdgeOfStability",
    "Formula",
    "Forrester",
    "GoldsteinPrice",
    "GramacyLee",
    "Griewank",
    "Himmelblau",
    "Huber",
    "Levy13",
    "LogCosh",
    "LongValley",
    "Matyas",
    "McCormick",
    "Minimum",
    "MonkeySaddle",
    "Plateau",
    "Quadratic",
    "Quartic",
    "Rastrigin",
    "Rastrigin1d",
    "Rosenbrock",
    "Saddle",
    "Shower",
    "SixHumpCamel",
    "StyblinskiTang",
    "Surface",
    "ThreeHumpCamel",
    "surface",
]


def surface(spec: str) -> Surface:
    """Return the surface that a spec string names.

    Parameters
    ----------
    spec : str
        Its name in the catalogue and maybe parameters: ``name:key=value,key=value``.

    Returns
    -------
    Surface
        One entry of `lrsim.surfaces`.

    Raises
    ------
    InputError
        When there is no such surface or parameter, or a value is out of bounds.

    Examples
    --------
    >>> import lrsim
    >>> lrsim.surface("long-valley:kappa=50").kappa
    50.0
    """
    return parse(Surface, spec)

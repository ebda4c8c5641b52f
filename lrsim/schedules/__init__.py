"""The learning-rate schedules of the catalogue: names, parameters and meaning as in PyTorch 2.13.

A schedule that does not look at the loss is data: an array of rates. PyTorch computes most of them by a
recursion from step to step; these are the closed forms, which agree with it to rounding and give the rate of
any step without the ones before it.
"""

from __future__ import annotations

from lrsim.catalogue.entries import parse

# their order is the catalogue's
# isort: off
from lrsim.schedules.base import Schedule, Shape, dial_values
from lrsim.schedules.decays import Constant, Exponential, Linear, Multistep, Polynomial, Step
from lrsim.schedules.cycles import CosineAnnealing, CosineWarmRestarts, Cyclic, OneCycle
from lrsim.schedules.closed_loop import ReduceOnPlateau
from lrsim.schedules.deep_learning import InverseSqrt, InverseTime, Tanh, WarmupStableDecay
from lrsim.schedules.composed import Drawn, Formula, Piecewise, Sequential
from lrsim.schedules.products import Chained, Multiplicative
# isort: on

__all__ = [
    "Chained",
    "Constant",
    "CosineAnnealing",
    "CosineWarmRestarts",
    "Cyclic",
    "Drawn",
    "Exponential",
    "Formula",
    "InverseSqrt",
    "InverseTime",
    "Linear",
    "Multiplicative",
    "Multistep",
    "OneCycle",
    "Piecewise",
    "Polynomial",
    "ReduceOnPlateau",
    "Schedule",
    "Sequential",
    "Shape",
    "Step",
    "Tanh",
    "WarmupStableDecay",
    "dial_values",
    "schedule",
]


def schedule(spec: str) -> Schedule:
    """Return the schedule that a spec string names.

    Parameters
    ----------
    spec : str
        Its name in the catalogue and maybe parameters: ``name:key=value,key=value``.

    Returns
    -------
    Schedule
        One entry of `lrsim.schedules`.

    Raises
    ------
    InputError
        When there is no such schedule or parameter, or a value is out of bounds.

    Examples
    --------
    >>> import lrsim
    >>> lrsim.schedule("cosine-annealing:warmup=10").warmup
    10
    """
    return parse(Schedule, spec)

"""Surfaces of each lane's own, where nothing but the numbers in their formula tells them apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from lrsim import _core
from lrsim.batches.lane import owner_of, parameter_names
from lrsim.batches.values import ENTRIES
from lrsim.parameters import within
from lrsim.setup import Setup
from lrsim.typing import FloatArray

Arrays = Mapping[str, npt.NDArray[Any]]


def varied_parameters(setup: Setup, arrays: Arrays) -> dict[str, str]:
    """Return what is varied of the surface, by the names it has there: the parameters.

    Empty where lanes cannot share a step: where minima are searched for, or play a part in the escape.
    """
    surface = setup.surface
    if surface.code not in _core.VARIED or surface.escape is not None:
        return {}
    if not ENTRIES.keys().isdisjoint(arrays):
        return {}
    mine = set(parameter_names(surface))
    written = [name for name in arrays if name.removeprefix("surface.") in mine]
    owners = {name: owner_of(setup, name) for name in written}
    found = {name: parameter for name, (part, parameter) in owners.items() if part == "surface"}
    numbers = all(arrays[name].dtype.kind in "iuf" for name in found)
    return found if numbers and "escape" not in found.values() else {}


def parameters_of(setup: Setup, arrays: Arrays, varied: Mapping[str, str]) -> FloatArray:
    """Return the parameters of each lane's surface, checked, float64 (n, parameters)."""
    own = {p.name: p for p in setup.surface.parameters() if p.name != "escape"}
    count = len(next(iter(arrays.values())))
    table = np.tile(setup.surface.kernel, (count, 1))
    for name, parameter in varied.items():
        values = arrays[name].astype(np.float64) + 0.0  # no −0
        for extreme in (values.min(), values.max()) if count else ():  # NaN where any is
            within(f"vary[{name!r}]", own[parameter], float(extreme))
        table[:, list(own).index(parameter)] = values
    return table

"""What is varied from lane to lane, as arrays of one length."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from lrsim import arguments, parameters
from lrsim.catalogue.entries import Entry
from lrsim.errors import InputError
from lrsim.parameters import CatalogueEntry
from lrsim.plain import items, listed
from lrsim.text.messages import Message

ENTRIES = {"optimizer": parameters.OPTIMIZER, "schedule": parameters.SCHEDULE}
"""What may be varied as a whole."""

RATES = {"lr", "lr_x", "lr_y"}


def lanes_of(vary: object) -> dict[str, npt.NDArray[Any]]:
    """Return what is varied as arrays of one length; whole optimizers and schedules are arrays of entries."""
    if not isinstance(vary, Mapping) or not vary:
        allowed = Message("must name at least one thing, with an array of its values")
        raise InputError("vary", vary, allowed)
    arrays = {
        name: _entries(f"vary[{name!r}]", values, ENTRIES[name])
        if name in ENTRIES
        else _values(f"vary[{name!r}]", values)
        for name, values in vary.items()
    }
    lengths = {len(array) for array in arrays.values() if array.ndim}
    if len(lengths) > 1:
        raise InputError("vary", sorted(lengths), Message("must have lists of one length"))
    count = lengths.pop() if lengths else 1
    return {name: np.broadcast_to(array, (count,)) for name, array in arrays.items()}


def with_own_rates(vary: Any) -> Any:
    """Return what is varied with each optimizer's own rate, where optimizers are varied and rates are not."""
    if not isinstance(vary, Mapping) or "optimizer" not in vary or not RATES.isdisjoint(vary):
        return vary
    optimizers = lanes_of(vary)["optimizer"]
    rates = [optimizer.default_lr for optimizer in optimizers.tolist()]
    return {**vary, "optimizer": optimizers, "lr": rates}


def _values(where: str, values: Any) -> npt.NDArray[Any]:
    """Return the values of one thing that is varied: whole numbers and switches stay what they are."""
    try:
        array, masked = np.asarray(values), bool(np.any(arguments.mask(values)))
    except MemoryError:
        raise
    except Exception:  # rows of different lengths, or whatever a class of somebody else's raises
        array, masked = np.empty(0, dtype=object), False
    whole = not masked and not isinstance(values, bytearray)
    if array.ndim > 1 or array.dtype.kind not in "iufb" or not whole:
        raise InputError(where, values, Message("must be a list of numbers"))
    return array


def _entries(where: str, values: Any, parameter: CatalogueEntry) -> npt.NDArray[Any]:
    """Return optimizers or schedules, given as such or by their spec strings; a single one is for all."""
    values = listed(values)
    if isinstance(values, str | Mapping | Entry):
        return _entries(where, [values], parameter).reshape(())
    given = items(values) if isinstance(values, list | tuple) else None
    if not given:
        kinds = parameter.base.kinds
        raise InputError(
            where, values, Message("must be a list of {kinds}, or of their names", kinds=kinds)
        )
    found = np.empty(len(given), dtype=object)
    for place, value in enumerate(given):
        found[place] = _entry(f"{where}[{place}]", value, parameter)
    return found


def _entry(where: str, value: Any, parameter: CatalogueEntry) -> Entry:
    try:
        entry: Entry = parameter.check(value)
    except InputError as error:
        inner = error.where.removeprefix(parameter.name)
        raise InputError(f"{where}{inner}", error.value, error.allowed) from None
    return entry

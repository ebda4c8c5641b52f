"""Which values a runner takes that is put into a cell of a map."""

from __future__ import annotations

from typing import Final

import numpy as np

from lrsim.studies.maps.axes import Axis
from lrsim.studies.maps.cells import cells_of
from lrsim.studies.maps.quantities import WHOLE_NAMES
from lrsim.studies.maps.reading import digits_of
from lrsim.studies.maps.sheet import Sheet

__all__ = ["chosen"]

MOST_STEPS: Final = 10_000
"""A few runs of so many steps are done within a frame."""

MORE: Final = range(4)
"""Digits beyond those that are told, tried one after the other."""

TOLD: Final = ("verdict", "converged_at", "exploded_at")
"""What is said of a cell beside its values."""


def chosen(sheet: Sheet, row: int, column: int) -> dict[str, float]:
    """Return the values of a cell as they are told, by the names of what varies.

    They have more digits where those would lead to another outcome than is told of the cell; all of their own
    where that does not help, or would take too long to find out.
    """
    if not sheet.is_final(row, column):
        return _rounded(sheet, row, column, 0)
    tries = MORE if sheet.setup.steps <= MOST_STEPS else ()
    for more in tries:
        values = _rounded(sheet, row, column, more)
        if _leads_there(sheet, row, column, values):
            return values
    return {axis.name: axis.values[k].item() for axis, k in ((sheet.x, column), (sheet.y, row))}


def _leads_there(sheet: Sheet, row: int, column: int, values: dict[str, float]) -> bool:
    lanes = {name: np.array([value]) for name, value in values.items()}
    found = cells_of(sheet.setup, lanes, (1, 1), seeds=sheet.seeds, threads=1).arrays()
    cell = sheet.cells.arrays()
    return all(found[name][0, 0] == cell[name][row, column] for name in TOLD)


def _rounded(sheet: Sheet, row: int, column: int, more: int) -> dict[str, float]:
    return {
        axis.name: _value(axis, cell, more) for axis, cell in ((sheet.x, column), (sheet.y, row))
    }


def _value(axis: Axis, cell: int, more: int) -> float:
    """Return a cell's value with so many more digits than it is told with, within the axis."""
    value: float = axis.values[cell].item()
    if axis.name in WHOLE_NAMES:
        return value
    digits = min(digits_of(axis, cell) + more, 17)
    return min(max(float(f"{value:.{digits - 1}e}"), axis.low), axis.high)

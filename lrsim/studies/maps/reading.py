"""What there is to say of one cell of a map. No Qt."""

from __future__ import annotations

import math
from typing import NamedTuple

from lrsim.diagnosis.outcomes import NAMES
from lrsim.studies.maps.axes import QUANTITIES, Axis
from lrsim.studies.maps.sheet import Sheet
from lrsim.text.numbers import format_count


class Reading(NamedTuple):
    """What is said of a cell: where it is, its verdict, and what happened when."""

    heading: str
    verdict: str
    lines: tuple[str, ...]


def reading_of(sheet: Sheet, row: int, column: int, heading: str) -> Reading:
    """Return what there is to say of a cell."""
    cells = sheet.cells
    converged, exploded = int(cells.converged_at[row, column]), int(cells.exploded_at[row, column])
    if exploded >= 0:
        happened = f"explodes at step {format_count(exploded)}"
    elif converged >= 0:
        happened = f"converges at step {format_count(converged)}"
    else:
        happened = f"loss {float(cells.final_loss[row, column]):.3g} in the end"
    places = ((sheet.x, column), (sheet.y, row))
    return Reading(
        heading,
        NAMES[cells.verdict[row, column]],
        (*(f"{QUANTITIES.get(a.name, a.name)} {_told(a, at)}" for a, at in places), happened),
    )


def _told(axis: Axis, cell: int) -> str:
    """Return a cell's value with as many digits as tell it from its neighbours."""
    value = float(axis.values[cell])
    other = float(axis.values[cell - 1 if cell else 1])
    digits = 3
    if value:
        digits = max(digits, math.ceil(math.log10(abs(value / (value - other)))) + 1)
    return f"{value:.{min(digits, 17)}g}".replace("-", "−")

"""The field of a race: how far each runner is, where it has been, who is first at the flag. No Qt here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from lrsim.runs.run import Run
from lrsim.studies.race.course import Course, course_of
from lrsim.studies.race.standings import Entrant, entrants, photo_finish
from lrsim.typing import FloatArray, IntArray

__all__ = ["BACK", "BEYOND", "Field", "Trace", "field_of"]

BACK: Final = 1.0
BEYOND: Final = -3.0
"""Decades of what is left: farther back than ten times the gap nobody is drawn, nor nearer than 0.1 %."""

PER_DECADE: Final = 120
"""Places of a lane in each decade: of the steps at one of them the first is kept."""


class Trace(NamedTuple):
    """The places where a runner has been: log10 of what was left, ascending, and the first row there."""

    left: FloatArray
    row: IntArray

    def upto(self, row: int) -> FloatArray:
        """Return the places it has been at by a row."""
        seen: FloatArray = self.left[self.row <= row]
        return seen


@dataclass(frozen=True, eq=False)
class Field:
    """A race as its lanes show it.

    Attributes
    ----------
    runs : tuple of Run
    complete : bool
        Whether they are there up to the horizon: before, nobody knows who stays where it is.
    course : Course
    seen : tuple of Entrant
        What each did, in their order.
    traces : tuple of Trace
    """

    runs: tuple[Run, ...]
    complete: bool
    course: Course
    seen: tuple[Entrant, ...]
    traces: tuple[Trace, ...]

    @property
    def photo(self) -> int | None:
        """The step at which the first one is at the flag for good; None where nobody ever is."""
        return photo_finish(self.seen) if self.complete else None

    def left(self, index: int, row: int) -> float:
        """Return what of the starting gap is left to a runner; NaN where there was none.

        Beyond its last row, as long as a run that goes on is looked at anew, it is what was left last.
        """
        run = self.runs[index]
        row = min(row, len(run.loss) - 1)
        return float(self.course.left(run, slice(row, row + 1))[0])

    def place(self, index: int, row: int) -> float:
        """Return where on its lane a runner is: log10 of what is left."""
        return decades(self.left(index, row))

    def on_the_way(self, index: int, row: int, step: int, share: float) -> float:
        """Return where on its lane a runner is a share of the way to the next step, below 0 to the last.

        Parameters
        ----------
        index : int
        row : int
            Where it was last.
        step : int
            That it takes; who has exploded before takes none.
        share : float
        """
        run, here = self.runs[index], self.place(index, row)
        other = -1 if share < 0.0 else 1
        beside = row + other
        if not share or not 0 <= beside < len(run.loss) or run.step_at(row) != step:
            return here
        if run.step_at(beside) != step + other:
            return here
        return here + abs(share) * (self.place(index, beside) - here)


def field_of(runs: Sequence[Run], horizon: int) -> Field:
    """Return the field of runs that are to go up to a horizon."""
    course = course_of(runs)
    return Field(
        runs=tuple(runs),
        complete=all(run.horizon >= horizon or run.exploded_at is not None for run in runs),
        course=course,
        seen=entrants(runs),
        traces=tuple(_trace(course.left(run)) for run in runs),
    )


def decades(share: float) -> float:
    """Return log10 of what is left, as far as a lane goes; NaN stands at the start."""
    if not share > 0.0:
        return 0.0 if math.isnan(share) else BEYOND
    return min(max(math.log10(share), BEYOND), BACK)


def _trace(left: FloatArray) -> Trace:
    with np.errstate(all="ignore"):  # nothing left, and more than there are doubles
        places = np.clip(np.nan_to_num(np.log10(left), nan=0.0), BEYOND, BACK)
    cells = ((places - BEYOND) * PER_DECADE).astype(np.int64)
    first = np.full(round((BACK - BEYOND) * PER_DECADE) + 1, -1, dtype=np.int64)
    first[cells[::-1]] = np.arange(len(cells) - 1, -1, -1)  # of several the last one written stays
    rows = first[first >= 0]
    order = np.argsort(places[rows], kind="stable")
    return Trace(places[rows][order], rows[order])

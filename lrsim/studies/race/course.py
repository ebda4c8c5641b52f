"""The course of a race: how far each runner is, as a share of the way to the same minimum for all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from lrsim.convergence import ROUNDING, floors, stay_of
from lrsim.runs.run import Run
from lrsim.typing import FloatArray

FINISH = 0.01
"""The flag: this share of the gap that there was at the start."""

ALL: Final = slice(None)


@dataclass(frozen=True)
class Course:
    """What is left to go is measured from here.

    Attributes
    ----------
    floor : float
        The loss at the end of the way.
    known : bool
        Whether it is that of a minimum; else the lowest that any runner got to, and who reaches it does so by
        definition.
    """

    floor: float
    known: bool

    def left(self, run: Run, rows: slice = ALL) -> FloatArray:
        """Return what of the starting gap is left before each recorded step, or some of them, float64.

        1 at the start, 0 at the floor, infinite after an explosion; NaN where it began at the floor.
        """
        loss = run.loss[rows]
        with np.errstate(all="ignore"):  # losses near the largest double, and none at all to lose
            start, gap = run.loss[0] - self.floor, np.maximum(loss - self.floor, 0.0)
            share: FloatArray = gap / start if start > 0.0 else np.full(len(gap), math.nan)
        share[~np.isfinite(loss)] = math.inf
        return share

    def stays_within(self, run: Run, share: float) -> int | None:
        """Return the first step from which on not more than a share of the gap is left; None for never.

        To be there for the last steps alone may be luck: who stays for fewer than convergence asks for has
        to come nearer with each of them, which under noise says nothing. Who explodes stays nowhere, not even
        where it fell without limit.
        """
        if run.exploded_at is not None:
            return None
        left = self.left(run)
        outside = np.flatnonzero(~(left <= share))
        first = int(outside[-1]) + 1 if len(outside) else 0
        if first >= len(left):
            return None
        there, last = run.step_at(first), run.step_at(len(left) - 1)
        if first and last - there + 1 < stay_of(run.setup):
            nearer = run.setup.noise == 0.0 and bool((np.diff(left[first - 1 :]) <= 0.0).all())
            return there if nearer else None
        return there


def course_of(runs: Sequence[Run]) -> Course:
    """Return the course of runs on the same surface: down to its lowest known minimum.

    Where minima are known but somebody got lower, or none is known, it ends at the lowest loss seen.
    """
    lowest = min(float(np.fmin.reduce(run.loss)) for run in runs)
    known = [floor.loss for floor in floors(runs[0].setup.surface, runs[0].setup.start)]
    below = min(known, default=math.inf)
    if below <= lowest + ROUNDING * max(1.0, abs(lowest)):
        return Course(below, known=True)
    return Course(lowest, known=False)

"""The learning rates of long runs, as many as there are pixels for."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lrsim.runs.outline import Outline
from lrsim.runs.run import Run
from lrsim.typing import FloatArray

__all__ = ["Rates", "RatesOfRuns"]

MOST = 2**14
"""Steps up to which all rates are worked out; of more, some hundred at a time."""

SAMPLES = 512

Rows = npt.NDArray[np.int64]


class Rates:
    """The rates of a run.

    Parameters
    ----------
    run : Run
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self.count = len(run.loss) - 1
        whole = self.count <= MOST or run.setup.schedule.closed_loop
        self._outline = Outline(run.lr) if whole else None
        self._rows = np.arange(0) if whole else self._sampled(0, self.count)
        self._samples = run.rates_of(self._rows)
        self._seen = -1, np.zeros(0)

    def seen(self, furthest: int) -> FloatArray:
        """Return the lowest rate above 0 and the highest up to a step."""
        row = self.run.row(furthest)
        if row != self._seen[0]:
            self._seen = row, self._ends_of(row)
        return self._seen[1]

    def _ends_of(self, row: int) -> FloatArray:
        if self._outline is not None:
            rates = self.run.lr[:row]
        else:
            rates = self._samples[: int(np.searchsorted(self._rows, row))]
        rates = rates[rates > 0]
        return np.array([rates.min(), rates.max()]) if len(rates) else np.zeros(0)

    def between(self, first: int, stop: int, columns: int) -> tuple[Rows, FloatArray]:
        """Return rows first to stop (exclusive), so many as are worth drawing, and their rates."""
        if self._outline is not None:
            rows = self._outline.thin(first, stop, columns)
            return rows, self.run.lr[rows]
        inside = slice(*np.searchsorted(self._rows, (first, stop)).tolist())
        rows = self._rows[inside]
        if len(rows) < SAMPLES // 8 <= stop - first:  # looked at closely
            rows = self._sampled(first, stop)
            return rows, self.run.rates_of(rows)
        ends = np.array([first, stop - 1])
        at_ends = self.run.rates_of(ends)
        rows, places = np.unique(np.concatenate([ends, rows]), return_index=True)
        return rows, np.concatenate([at_ends, self._samples[inside]])[places]

    def _sampled(self, first: int, stop: int) -> Rows:
        """Return rows at even distances, and those on both sides of each turn of the dial."""
        even = np.linspace(first, stop - 1, min(SAMPLES, stop - first))
        turns = [self.run.row(step) for step, _ in self.run.setup.dial]
        beside = [row + side for row in turns for side in (-1, 0) if first <= row + side < stop]
        return np.unique(np.concatenate([even.astype(np.int64), np.array(beside, dtype=np.int64)]))


class RatesOfRuns:
    """The rates of each runner's run, looked for once."""

    def __init__(self) -> None:
        self._known: dict[int, Rates] = {}

    def get(self, index: int, run: Run) -> Rates:
        """Return the rates of the run that runner `index` has now."""
        known = self._known.get(index)
        if known is None or known.run.loss is not run.loss or known.run.setup != run.setup:
            known = self._known[index] = Rates(run)
        return known

"""The cells of maps: what became of the run at each point of a rectangle of two axes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lrsim.batches.batch import Batch, batch_of
from lrsim.batches.lane import parameter_names
from lrsim.batches.seeds import mean
from lrsim.diagnosis.outcomes import VERDICTS, speeds
from lrsim.errors import InputError
from lrsim.setup import Setup
from lrsim.studies.maps.axes import Axis
from lrsim.text.messages import Message
from lrsim.typing import FloatArray


@dataclass(frozen=True, eq=False)
class Cells:
    """What became of the runs in a rectangle of cells; row 0 has the lowest y, column 0 the lowest x.

    Attributes
    ----------
    verdict : ndarray of uint8, shape (rows, columns)
        Places in `lrsim.diagnosis.outcomes.VERDICTS`, the vocabulary of verdicts.
    speed : ndarray of float32, shape (rows, columns)
        0 to 1, see `lrsim.diagnosis.outcomes.speeds`.
    final_loss : ndarray of float64, shape (rows, columns)
        The last loss; infinite or NaN where the run ended so.
    converged_at, exploded_at : ndarray of int32, shape (rows, columns)
        As for `Run`; −1 where a run has none.
    agreement : ndarray of float32, shape (rows, columns)
        Which share of the seeds has the verdict; 1 where there is one run.
    second : ndarray of uint8, shape (rows, columns)
        The next most frequent verdict of the seeds; the verdict itself where all agree.

    With several seeds the verdict is the most frequent one, of several the first in the vocabulary; speed
    and final loss are means, the latter over those that did not explode; `converged_at` is the mean where at
    least four in five converge, `exploded_at` where more than half explode.
    """

    verdict: npt.NDArray[np.uint8]
    speed: npt.NDArray[np.float32]
    final_loss: FloatArray
    converged_at: npt.NDArray[np.int32]
    exploded_at: npt.NDArray[np.int32]
    agreement: npt.NDArray[np.float32]
    second: npt.NDArray[np.uint8]

    @classmethod
    def empty(cls, rows: int, columns: int) -> Cells:
        """Return room for so many cells.

        Parameters
        ----------
        rows, columns : int
            How many there are of each.

        Returns
        -------
        Cells
            With any values in them.
        """
        return cls(*(np.empty((rows, columns), dtype) for dtype in CELL_TYPES.values()))

    @property
    def steps_to_converge(self) -> FloatArray:
        """The first step from which the loss stays within tolerance, float64; NaN where none does."""
        return np.where(self.converged_at < 0, math.nan, self.converged_at)

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return the arrays by name.

        Returns
        -------
        dict of str to ndarray
            Those of the attributes that are arrays, themselves.
        """
        return {name: getattr(self, name) for name in CELL_TYPES}

    def check(self, steps: int) -> None:
        """Refuse what no runs can end with, as a damaged file may have it.

        Parameters
        ----------
        steps : int
            The budget of the runs.

        Raises
        ------
        InputError
            When there is such a cell; it names the array.
        """
        ranges = {
            "verdict": (0, len(VERDICTS) - 1),
            "second": (0, len(VERDICTS) - 1),
            "speed": (0, 1),
            "agreement": (0, 1),
            "converged_at": (-1, steps),
            "exploded_at": (-1, steps),
        }
        for name, (low, high) in ranges.items():
            array = getattr(self, name)
            if not (low <= array.min() and array.max() <= high):
                raise InputError(
                    name, None, Message("must be from {low} to {high}", low=low, high=high)
                )

    def put(self, rows: slice, columns: slice, part: Cells) -> None:
        """Take over a rectangle of cells.

        Parameters
        ----------
        rows, columns : slice
            Where they go.
        part : Cells
            As many cells.
        """
        for name, array in self.arrays().items():
            array[rows, columns] = getattr(part, name)


CELL_TYPES: dict[str, type[np.generic]] = {
    "verdict": np.uint8,
    "speed": np.float32,
    "final_loss": np.float64,
    "converged_at": np.int32,
    "exploded_at": np.int32,
    "agreement": np.float32,
    "second": np.uint8,
}
"""The arrays of cells and their types."""


def compute(
    setup: Setup,
    x: Axis,
    y: Axis,
    rows: slice = slice(None),
    columns: slice = slice(None),
    *,
    seeds: tuple[int, ...] = (),
    threads: int | None = None,
) -> Cells:
    """Return the cells of some rows and columns of a map, computed together.

    Parameters
    ----------
    setup : Setup
        What all cells have in common.
    x, y : Axis
        What varies along columns and rows.
    rows, columns : slice
        Which of ``y.values`` and ``x.values``; with a step, a coarse picture of the map.
    seeds, threads
        As for `batch`.
    """
    across, up = x.values[columns], y.values[rows]
    shape = len(up), len(across)
    varied = {x.name: np.tile(across, shape[0]), y.name: np.repeat(up, shape[1])}
    return cells_of(setup, varied, shape, seeds=seeds, threads=threads)


def cells_of(
    setup: Setup,
    varied: dict[str, npt.NDArray[Any]],
    shape: tuple[int, int],
    *,
    seeds: tuple[int, ...] = (),
    threads: int | None = None,
) -> Cells:
    """Return the cells of such a shape in which the setup has these values, row by row."""
    outcomes = batch_of(setup, varied, seeds=seeds or None, evidence=True, threads=threads)
    found = _over_seeds(outcomes) if seeds else _alone(outcomes)
    types = CELL_TYPES.values()
    return Cells(
        *(a.astype(t, copy=False).reshape(shape) for a, t in zip(found, types, strict=True))
    )


def _alone(outcomes: Batch) -> tuple[npt.NDArray[Any], ...]:
    """Return what cells hold of each run, in the order of `CELL_TYPES`."""
    return (
        outcomes.verdict_code,
        speeds(outcomes),
        outcomes.loss,
        outcomes.converged_at,
        outcomes.exploded_at,
        np.ones(len(outcomes)),
        outcomes.verdict_code,
    )


def _over_seeds(outcomes: Batch) -> tuple[npt.NDArray[Any], ...]:
    """Return what cells hold of each variant, in the order of `CELL_TYPES`."""
    over = outcomes.over_seeds
    codes = outcomes.by_seed(outcomes.verdict_code)
    votes = np.stack([(codes == code).sum(axis=1) for code in range(len(VERDICTS))], axis=1)
    verdict = votes.argmax(axis=1)
    others = np.where(np.arange(len(VERDICTS)) == verdict[:, np.newaxis], 0, votes)
    speed = outcomes.by_seed(speeds(outcomes))
    gone = ~over.alive
    exploded = mean(over.exploded_at.astype(np.float64), gone)
    exploded[2 * gone.sum(axis=1) <= gone.shape[1]] = -1.0
    return (
        verdict,
        mean(speed, np.ones(speed.shape, dtype=np.bool_)),
        over.mean_loss,
        np.rint(np.nan_to_num(over.steps_to_converge, nan=-1.0)),
        np.rint(exploded),
        votes.max(axis=1) / codes.shape[1],
        np.where(others.any(axis=1), others.argmax(axis=1), verdict),
    )


def columns_share_surfaces(setup: Setup, x: Axis, y: Axis) -> bool:
    """Return whether the cells of a column, not those of a row, are runs on the same surface.

    Making a surface and its minima takes as long as many runs on it: who divides a map does well to leave
    them together.
    """
    own = set(parameter_names(setup.surface)) - set(parameter_names(setup.optimizer))
    return x.name in own and y.name not in own

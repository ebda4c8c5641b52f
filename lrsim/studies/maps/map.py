"""A trainability map: its cells, each of them one run, with the axes; how it is kept in a file."""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lrsim import arguments
from lrsim.batches.lane import lane_setup
from lrsim.batches.seeds import seed_list
from lrsim.diagnosis.outcomes import VERDICTS
from lrsim.displayed import Displayed
from lrsim.errors import InputError, needing
from lrsim.experiment import Experiment
from lrsim.files import write_atomic
from lrsim.runs.run import Run
from lrsim.runs.simulate import run_runner
from lrsim.setup import Setup
from lrsim.studies.maps import file as map_file
from lrsim.studies.maps.axes import Axis, AxisLike, axis_of
from lrsim.studies.maps.cells import CELL_TYPES, Cells
from lrsim.text.messages import Message
from lrsim.typing import FloatArray

MAX_CELLS = 2**26
"""Cells of a map that is held in memory: 1.4 GiB."""


@dataclass(frozen=True, eq=False)
class Map(Displayed):
    """A trainability map: the cells of two axes, and what they are runs of.

    Row 0 has the lowest y, column 0 the lowest x.

    Attributes
    ----------
    cells : Cells
        What became of the runs.
    experiment : Experiment
        What all cells have in common.
    index : int
        Which of its runners they are.
    x, y : Axis
        What varies along columns and rows.
    seeds : tuple of int
        Those that each cell was run with; empty for the experiment's own alone.

    Examples
    --------
    >>> import lrsim
    >>> axes = {"x": ("lr", 0.1, 1.6, 5), "y": ("start_x", 1, 5, 2)}
    >>> found = lrsim.trainability_map("quadratic", steps=50, **axes)
    >>> found.exploded_at
    array([[-1, -1, -1, -1,  9],
           [-1, -1, -1, -1,  7]], dtype=int32)
    >>> found.run(row=0, column=4).exploded_at
    9
    """

    cells: Cells
    experiment: Experiment
    index: int
    x: Axis
    y: Axis
    seeds: tuple[int, ...] = ()

    @property
    def verdict(self) -> npt.NDArray[np.uint8]:
        """Places in the vocabulary of verdicts, (rows, columns), as all that follow."""
        return self.cells.verdict

    @property
    def speed(self) -> npt.NDArray[np.float32]:
        """How fast, from 0 to 1."""
        return self.cells.speed

    @property
    def final_loss(self) -> FloatArray:
        """The last loss; infinite or NaN where the run ended so."""
        return self.cells.final_loss

    @property
    def converged_at(self) -> npt.NDArray[np.int32]:
        """As for `Run`; −1 where the run did not converge."""
        return self.cells.converged_at

    @property
    def exploded_at(self) -> npt.NDArray[np.int32]:
        """As for `Run`; −1 where the run did not explode."""
        return self.cells.exploded_at

    @property
    def steps_to_converge(self) -> FloatArray:
        """The first step from which the loss stays within tolerance, float64; NaN where none does."""
        return self.cells.steps_to_converge

    @property
    def agreement(self) -> npt.NDArray[np.float32]:
        """Which share of the seeds has the verdict; 1 where there is one run."""
        return self.cells.agreement

    @property
    def second(self) -> npt.NDArray[np.uint8]:
        """The next most frequent verdict of the seeds; the verdict itself where all agree."""
        return self.cells.second

    @functools.cached_property
    def setup(self) -> Setup:
        """What all cells have in common."""
        return self.experiment.setup(self.index)

    def __repr__(self) -> str:
        axes = f"{self.x.name} × {self.y.name}"
        return f"<Map {axes} on {self.experiment.surface.spec}: {self.x.count} × {self.y.count}>"

    def run(self, row: int, column: int, seed: int | None = None) -> Run:
        """Return the whole path of one cell, recorded.

        Parameters
        ----------
        row, column : int
            Which cell.
        seed : int, optional
            Of a map over seeds, which of them; the first by default.

        Returns
        -------
        Run
            Its last row is the cell's outcome to the bit.
        """
        row = arguments.place("row", row, self.y.count)
        column = arguments.place("column", column, self.x.count)
        values = {
            self.x.name: self.x.values[column].item(),
            self.y.name: self.y.values[row].item(),
        }
        if seed is not None or self.seeds:
            values["seed"] = self.seeds[0] if seed is None else seed
        own = self.experiment.with_setup(self.index, lane_setup(self.setup, values))
        return run_runner(own, self.index)

    def shares(self) -> dict[str, float]:
        """Return which share of the cells has each verdict.

        Returns
        -------
        dict of str to float
            Shares by the name of the verdict; together they are 1.
        """
        counts = np.bincount(self.verdict.ravel(), minlength=len(VERDICTS))
        return dict(zip(VERDICTS, (counts / self.verdict.size).tolist(), strict=True))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the map: its numbers to ``.npz``, its picture with axes and legend to ``.png``.

        Parameters
        ----------
        path : str or os.PathLike
            The file; its ending says which of the two.

        Raises
        ------
        InputError
            When the name ends otherwise, or the file cannot be written.
        ImportError
            When it is a picture and Pillow is not installed.
        """
        path = arguments.path("path", path)
        ending = os.path.splitext(path)[1].lower()
        if ending == ".npz":
            about = about_map(self.experiment, self.index, self.x, self.y, self.seeds)
            write_atomic(path, map_file.packed(about, self.cells.arrays()))
        elif ending == ".png":
            with needing(Message("a map's picture"), "Pillow"):
                from lrsim.studies.maps import picture as map_picture

            write_atomic(path, map_picture.png(self))
        else:
            raise InputError(path, None, Message("a map is written to .npz or .png"))


def axes_of(setup: Setup, x: AxisLike, y: AxisLike) -> tuple[Axis, Axis]:
    """Return the two axes of a map, which must differ and fit the setup."""
    across, up = axis_of("x", x, setup), axis_of("y", y, setup)
    if across.name == up.name:
        raise InputError("y", up.name, Message("must be another quantity than x"))
    return across, up


def about_map(
    experiment: Experiment, index: int, x: Axis, y: Axis, seeds: tuple[int, ...]
) -> dict[str, Any]:
    """Return what stands in a map's file beside the cells, as JSON has it."""
    return {
        "experiment": experiment.to_dict(),
        "index": index,
        "x": x.to_dict(),
        "y": y.to_dict(),
        "seeds": list(seeds),
        "verdicts": list(VERDICTS),
    }


def load_map(path: str | os.PathLike[str]) -> Map:
    """Return a map that was written to ``.npz``.

    Parameters
    ----------
    path : str or os.PathLike
        The file, of at most 2²⁶ cells.

    Returns
    -------
    Map
        The same that was saved.

    Raises
    ------
    InputError
        When the file cannot be read or is no map.

    Examples
    --------
    >>> import lrsim, os, tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> path = os.path.join(folder.name, "map.npz")
    >>> lrsim.trainability_map("bowl", x=("lr", 0.1, 1, 3), y=("momentum", 0, 0.9, 2)).save(path)
    >>> lrsim.load_map(path)
    <Map lr × momentum on bowl: 3 × 2>
    >>> folder.cleanup()
    """
    path = arguments.path("path", path)
    with map_file.reading(path) as (about, archive):
        experiment = Experiment.from_dict(about["experiment"])
        index = about["index"]
        given = (Axis(**about[axis]) for axis in ("x", "y"))
        x, y = axes_of(experiment.setup(index), *given)
        check_size(x, y)
        shape = y.count, x.count
        kinds = {name: np.dtype(kind) for name, kind in CELL_TYPES.items()}
        cells = Cells(**{name: archive.array(name, kind, shape) for name, kind in kinds.items()})
        cells.check(experiment.steps)
        seeds = seed_list(about["seeds"] or None, 0)
    return Map(cells, experiment, index, x, y, seeds)


def check_size(x: Axis, y: Axis) -> None:
    """Raise `InputError` where a map on two axes would have more than `MAX_CELLS`."""
    if x.count * y.count > MAX_CELLS:
        allowed = Message(
            "must leave at most {most} cells in a map; {columns} × {rows} are more",
            most=MAX_CELLS,
            columns=x.count,
            rows=y.count,
        )
        raise InputError("y.count", y.count, allowed)

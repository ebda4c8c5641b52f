"""Trainability maps: what became of a run at every point of two axes.

A map is made of cells, each of them one run; cells are computed in any number of pieces and on any number of
threads with the same bits.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, Unpack

import numpy as np
import numpy.typing as npt

from lrsim import arguments
from lrsim.batches.lane import lane_setup
from lrsim.batches.lanes import worker_count
from lrsim.batches.seeds import Seeds, seed_list
from lrsim.diagnosis.outcomes import VERDICTS
from lrsim.errors import InputError, needing
from lrsim.experiment import Experiment
from lrsim.files import write_atomic
from lrsim.run_arguments import RunArguments, experiment_of
from lrsim.runs.run import Run
from lrsim.runs.simulate import run_runner
from lrsim.setup import Setup
from lrsim.spelling import checks_names
from lrsim.studies.maps import file as map_file
from lrsim.studies.maps.axes import Axis, AxisLike, axis_of
from lrsim.studies.maps.cells import CELL_TYPES, Cells, columns_share_surfaces, compute
from lrsim.studies.maps.jobs import MapJob
from lrsim.surfaces import Surface
from lrsim.text.messages import Message
from lrsim.typing import FloatArray
from lrsim.work import chunks, store
from lrsim.work.workers import Workers

PIECE = 2**18
"""Cells computed at a time: some tens of megabytes, and a tenth of a second or so."""

MAX_CELLS = 2**26
"""Cells of a map that is held in memory: 1.4 GiB."""


@dataclass(frozen=True, eq=False)
class Map:
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


@checks_names
def trainability_map(
    surface: Surface | str | Mapping[str, Any] | Experiment = "quadratic",
    *,
    x: AxisLike,
    y: AxisLike,
    seeds: Seeds = None,
    index: int = 0,
    threads: int | None = None,
    executor: Executor | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    **given: Unpack[RunArguments],
) -> Map:
    """Run one runner at every point of two axes.

    Parameters
    ----------
    surface : Surface or str or Experiment
        An Experiment, or as for `run`.
    x, y : tuple or str or Axis
        ``(name, low, high, count)`` and maybe ``"log"`` or ``"linear"``. Names are ``lr``, ``lr_x``,
        ``lr_y`` (the learning rate of one coordinate; these are on a log scale by default), ``start_x``,
        ``start_y``, ``noise``, ``batch_size`` (rounded to whole numbers, on a log scale by default), and the
        parameters of the optimizer (``momentum``, ``beta1``, …) and the surface.
    seeds : int or list of int, optional
        Run each cell with that many seeds, the experiment's own and those after it, or with these; all cells
        meet the same noise. `Map.agreement` is the share of them that has the verdict.
    index : int
        Which runner of an Experiment. The dial's history plays no part where the learning rate varies.
    threads : int, optional
        Threads to use; all cores by default. The results are the same bits on any number.
    executor : concurrent.futures.Executor, optional
        Where chunks of the map are computed instead, twice `threads` of them at a time; small descriptions
        are sent, so that it may be a cluster's.
    on_progress : callable, optional
        Called with the cells done and all of them.
    **given : Unpack[RunArguments]
        The arguments of `run`; beside an Experiment they take the place of its own values.

    Returns
    -------
    Map
        The cells, 2²⁶ at most; row 0 has the lowest y, column 0 the lowest x.

    Raises
    ------
    InputError
        When an axis is not one of this runner or a value is out of bounds; it names the axis.
    TypeError
        When there is no argument of that name; it says which one may be meant.

    Examples
    --------
    >>> import lrsim
    >>> lrsim.trainability_map("rosenbrock", x=("lr", 1e-4, 1, 4), y=("momentum", 0, 0.9, 3)).verdict.shape
    (3, 4)
    """
    experiment = experiment_of(surface, given)
    setup = experiment.setup(index)
    width = worker_count(threads)
    if executor is not None:
        arguments.instance("executor", executor, Executor)
    if on_progress is not None:
        arguments.function("on_progress", on_progress)
    across, up = axes_of(setup, x, y)
    _check_size(across, up)
    chosen = seed_list(seeds, setup.seed)
    if executor is not None:
        workers = Workers(executor, width)
        whole = _in_chunks(MapJob(setup, across, up, chosen), workers, on_progress)
        return Map(whole, experiment, index, across, up, chosen)
    whole = Cells.empty(up.count, across.count)
    done = 0
    for rows, columns in pieces(setup, across, up, len(chosen) or 1):
        part = compute(setup, across, up, rows, columns, seeds=chosen, threads=threads)
        whole.put(rows, columns, part)
        done += part.verdict.size
        if on_progress is not None:
            on_progress(done, across.count * up.count)
    return Map(whole, experiment, index, across, up, chosen)


def _in_chunks(
    job: MapJob, workers: Workers, on_progress: Callable[[int, int], None] | None
) -> Cells:
    cells = job.x.count * job.y.count

    def watch(done: int, total: int) -> None:
        if on_progress is not None:
            on_progress(cells * done // total, cells)

    with store.temporary(job.tiling, job.fields) as kept:
        chunks.run(job, kept, workers, watch)
        return Cells(**{name: kept.table(name) for name in CELL_TYPES})


def axes_of(setup: Setup, x: AxisLike, y: AxisLike) -> tuple[Axis, Axis]:
    """Return the two axes of a map, which must differ and fit the setup."""
    across, up = axis_of("x", x, setup), axis_of("y", y, setup)
    if across.name == up.name:
        raise InputError("y", up.name, Message("must be another quantity than x"))
    return across, up


def pieces(setup: Setup, x: Axis, y: Axis, seeds: int = 1) -> Iterator[tuple[slice, slice]]:
    """Yield the rows and columns that are computed at a time: whole rows, or columns on one surface."""
    aside = columns_share_surfaces(setup, x, y)
    lines, length = (x.count, y.count) if aside else (y.count, x.count)
    thick = max(1, PIECE // (length * seeds))
    for first in range(0, lines, thick):
        some = slice(first, min(first + thick, lines))
        yield (slice(None), some) if aside else (some, slice(None))


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
        _check_size(x, y)
        shape = y.count, x.count
        kinds = {name: np.dtype(kind) for name, kind in CELL_TYPES.items()}
        cells = Cells(**{name: archive.array(name, kind, shape) for name, kind in kinds.items()})
        cells.check(experiment.steps)
        seeds = seed_list(about["seeds"] or None, 0)
    return Map(cells, experiment, index, x, y, seeds)


def _check_size(x: Axis, y: Axis) -> None:
    if x.count * y.count > MAX_CELLS:
        allowed = Message(
            "must leave at most {most} cells in a map; {columns} × {rows} are more",
            most=MAX_CELLS,
            columns=x.count,
            rows=y.count,
        )
        raise InputError("y.count", y.count, allowed)

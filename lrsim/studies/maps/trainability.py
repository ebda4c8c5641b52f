"""Trainability maps: what became of a run at every point of two axes.

A map is made of cells, each of them one run; cells are computed in any number of pieces and on any number of
threads with the same bits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from typing import Any, Unpack

from lrsim import arguments
from lrsim.batches.lanes import worker_count
from lrsim.batches.seeds import Seeds, seed_list
from lrsim.experiment import Experiment
from lrsim.run_arguments import RunArguments, experiment_of
from lrsim.setup import Setup
from lrsim.spelling import checks_names
from lrsim.studies.maps.axes import Axis, AxisLike
from lrsim.studies.maps.cells import CELL_TYPES, Cells, columns_share_surfaces, compute
from lrsim.studies.maps.jobs import MapJob
from lrsim.studies.maps.map import Map, axes_of, check_size
from lrsim.surfaces import Surface
from lrsim.work import chunks, store
from lrsim.work.workers import Workers

PIECE = 2**18
"""Cells computed at a time: some tens of megabytes, and a tenth of a second or so."""


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
    check_size(across, up)
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


def pieces(setup: Setup, x: Axis, y: Axis, seeds: int = 1) -> Iterator[tuple[slice, slice]]:
    """Yield the rows and columns that are computed at a time: whole rows, or columns on one surface."""
    aside = columns_share_surfaces(setup, x, y)
    lines, length = (x.count, y.count) if aside else (y.count, x.count)
    thick = max(1, PIECE // (length * seeds))
    for first in range(0, lines, thick):
        some = slice(first, min(first + thick, lines))
        yield (slice(None), some) if aside else (some, slice(None))

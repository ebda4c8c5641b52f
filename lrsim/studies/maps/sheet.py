"""A map that is being drawn: what is known of it so far, coarse or fine, and its colours."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lrsim.experiment import Experiment
from lrsim.setup import Setup
from lrsim.studies.maps import colours as map_colours
from lrsim.studies.maps.axes import Axis
from lrsim.studies.maps.cells import Cells
from lrsim.studies.maps.map import Map
from lrsim.studies.maps.passes import Patch
from lrsim.studies.zone.questions import FEW_SEEDS, seeds_of

Words = npt.NDArray[np.uint32]


class Painted(NamedTuple):
    """A patch with its colours, uint32 (rows, columns): made where the patch is."""

    patch: Patch
    colours: Words


class Sheet:
    """The cells of a map; where only every so manyth is known, it stands for those around it.

    Parameters
    ----------
    experiment, index, x, y
        As for a `Map`.
    """

    def __init__(self, experiment: Experiment, index: int, x: Axis, y: Axis) -> None:
        self.experiment = experiment
        self.index = index
        self.setup = experiment.setup(index)
        self.seeds = draws_of(self.setup, x.name, y.name)
        """Those of each cell; empty without noise."""
        self.x = x
        self.y = y
        self.cells = Cells.empty(y.count, x.count)
        self.colours: Words = np.zeros((y.count, x.count), dtype=np.uint32)
        """0xffrrggbb of each cell, 0 where there is none; row 0 is the highest y, as in pictures."""
        self._stride = np.zeros((y.count, x.count), dtype=np.uint8)

    @property
    def started(self) -> bool:
        """Whether every cell has at least a neighbour's result."""
        return bool((self._stride > 0).all())

    @property
    def complete(self) -> bool:
        """Whether every cell is known."""
        return bool((self._stride == 1).all())

    @property
    def share_done(self) -> float:
        """The share of the cells that are known."""
        return float((self._stride == 1).mean())

    def paint(self, patch: Patch) -> Painted:
        """Return a patch with its colours; may be called on any thread."""
        rows, columns = (
            np.arange(axis.count)[places] // patch.stride
            for axis, places in ((self.y, patch.rows), (self.x, patch.columns))
        )
        return Painted(patch, map_colours.painted(patch.cells, self.setup.steps, rows, columns))

    def put(self, painted: Painted) -> None:
        """Put a patch in its place."""
        patch, stride = painted.patch, painted.patch.stride
        rows = _stood_for(patch.rows, stride, self.y.count)
        columns = _stood_for(patch.columns, stride, self.x.count)
        shape = rows.stop - rows.start, columns.stop - columns.start
        for name, array in self.cells.arrays().items():
            array[rows, columns] = _spread(getattr(patch.cells, name), stride, shape)
        self.colours[::-1][rows, columns] = _spread(painted.colours, stride, shape)
        self._stride[rows, columns] = stride

    def preview(self, other: Sheet) -> None:
        """Show for now what another sheet of the same quantities knows of this one's range."""
        rows = _places(self.y, other.y)
        columns = _places(self.x, other.x)
        known = (rows >= 0)[:, None] & (columns >= 0)[None]
        self.colours[::-1] = other.colours[::-1].take(rows, axis=0).take(columns, axis=1) * known

    def part(self, x: Axis, y: Axis) -> Sheet:
        """Return the map of a part of this one's range, each of its cells the nearest of these.

        This one is complete.
        """
        rows, columns = (
            np.clip(_nearest(axis, own), 0, own.count - 1)
            for axis, own in ((y, self.y), (x, self.x))
        )
        known = {**self.cells.arrays(), "colours": self.colours[::-1]}
        taken = {
            name: array.take(rows, axis=0).take(columns, axis=1) for name, array in known.items()
        }
        colours = taken.pop("colours")
        patch = Patch(slice(None), slice(None), 1, Cells(**taken))
        sheet = Sheet(self.experiment, self.index, x, y)
        # under noise a cell's colour is that of its place, too
        sheet.put(sheet.paint(patch) if self.seeds else Painted(patch, colours))
        return sheet

    def is_known(self, row: int, column: int) -> bool:
        """Return whether there is anything to say of a cell."""
        return bool(self._stride[row, column] > 0)

    def is_final(self, row: int, column: int) -> bool:
        """Return whether a cell's numbers are its own, not a neighbour's."""
        return bool(self._stride[row, column] == 1)

    @property
    def final(self) -> npt.NDArray[np.bool_]:
        """Which cells' numbers are their own, shape (rows, columns)."""
        return np.asarray(self._stride == 1)

    def as_map(self) -> Map:
        """Return the finished map."""
        return Map(self.cells, self.experiment, self.index, self.x, self.y, self.seeds)


def draws_of(setup: Setup, *names: str) -> tuple[int, ...]:
    """Return the seeds of each cell of a map that is looked at, along quantities: several under noise."""
    return seeds_of(setup.replace(noise=1.0) if "noise" in names else setup, FEW_SEEDS)


def cell_of(axis: Axis, share: float) -> int:
    """Return the cell of an axis in which a place lies, given as a share of the picture's side."""
    return min(max(math.floor(share * axis.count), 0), axis.count - 1)


def _stood_for(places: slice, stride: int, count: int) -> slice:
    """Return the cells for which those at some places of a pass stand."""
    places = slice(*places.indices(count))
    first = places.start - stride // 2
    last = (len(range(count)[places]) - 1) * stride + first + stride
    # no cell of this pass stands for those beyond
    return slice(first, count if last + stride // 2 >= count else last)


def _places(axis: Axis, other: Axis) -> npt.NDArray[np.int64]:
    """Return which cell of another axis lies nearest to each of an axis; −1 where none does."""
    places = _nearest(axis, other)
    return np.where((places >= 0) & (places < other.count), places, -1)


def _nearest(axis: Axis, other: Axis) -> npt.NDArray[np.int64]:
    """Return the same for another axis that goes on beyond its ends; −1 where that is no number."""
    first, last = (other.share(value) * (other.count - 1) for value in (axis.low, axis.high))
    if not math.isfinite(last - first):
        return np.full(axis.count, -1)
    return np.rint(np.linspace(first, last, axis.count)).astype(np.int64)


def _spread(
    array: npt.NDArray[np.generic], stride: int, shape: tuple[int, ...]
) -> npt.NDArray[np.generic]:
    """Return an array with each item repeated along both axes, cut or filled to a shape."""
    if stride == 1:
        return array
    spread = array.repeat(stride, axis=0).repeat(stride, axis=1)
    short = [max(want - have, 0) for want, have in zip(shape, spread.shape, strict=True)]
    if any(short):
        spread = np.pad(spread, [(0, short[0]), (0, short[1])], mode="edge")
    return spread[: shape[0], : shape[1]]

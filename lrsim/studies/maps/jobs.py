"""Trainability maps as work in chunks."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from lrsim.setup import Setup
from lrsim.studies.maps.axes import Axis, Scale
from lrsim.studies.maps.cells import CELL_TYPES, compute
from lrsim.work.chunks import Arrays
from lrsim.work.jobs import subject_of
from lrsim.work.store import Fields
from lrsim.work.tiles import Tile, Tiling, tiling


@dataclass(frozen=True, eq=False)
class MapJob:
    """A trainability map, for `chunks.run`; its rows are the values of y.

    Attributes
    ----------
    setup : Setup
        What all cells have in common.
    x, y : Axis
        What varies along columns and rows.
    seeds : tuple of int
        Those of each cell; empty for the setup's own alone.
    """

    setup: Setup
    x: Axis
    y: Axis
    seeds: tuple[int, ...] = ()

    @functools.cached_property
    def tiling(self) -> Tiling:
        """How the map is cut."""
        return tiling(self.y.count, self.x.count, self.setup.steps * max(len(self.seeds), 1))

    @property
    def fields(self) -> Fields:
        """What a map has of each cell."""
        return tuple((name, np.dtype(kind).str) for name, kind in CELL_TYPES.items())

    @property
    def subject(self) -> dict[str, str]:
        """What it is about."""
        return {
            "work": "map",
            **subject_of(self.setup),
            "x": _shown(self.x),
            "y": _shown(self.y),
            "seeds": ", ".join(map(str, self.seeds)),
        }

    def part(self, number: int) -> MapPart:
        """Return the description of one chunk: less than a kilobyte, whatever its size."""
        tile = self.tiling.tile(number)
        return MapPart(self.setup, _range(self.x), _range(self.y), tile, self.seeds)


@dataclass(frozen=True)
class MapPart:
    """A tile of a map, its axes as ranges."""

    setup: Setup
    x: Range
    y: Range
    tile: Tile
    seeds: tuple[int, ...] = ()

    def compute(self) -> Arrays:
        """Run its cells."""
        cells = compute(
            self.setup,
            _axis(*self.x),
            _axis(*self.y),
            self.tile.rows,
            self.tile.columns,
            seeds=self.seeds,
            threads=1,
        )
        return cells.arrays()


def _shown(axis: Axis) -> str:
    return f"{axis.name} from {axis.low!r} to {axis.high!r}, {axis.count} values, {axis.scale}"


Range = tuple[str, float, float, int, Scale]
"""What makes an `Axis`, without the values that it has computed."""


def _range(axis: Axis) -> Range:
    return axis.name, axis.low, axis.high, axis.count, axis.scale


@functools.lru_cache(maxsize=16)
def _axis(name: str, low: float, high: float, count: int, scale: Scale) -> Axis:
    """Return the axis of a range; chunks of one map share its values."""
    return Axis(name, low, high, count, scale)

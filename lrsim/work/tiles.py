"""A table of runs, cut into tiles: the portions in which large sweeps and maps are computed and kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

WORK = 2**25
"""Steps in a tile, about: a tenth of a second for most pairs, a hundred times what sending it costs."""

MOST_CELLS, FEWEST_CELLS = 2**16, 2**8
"""Cells of a tile: more would be megabytes to send, fewer would leave the core's blocks of lanes empty."""


class Tile(NamedTuple):
    """A rectangle of cells: rows from `top` to `bottom`, columns from `left` to `right`, ends excluded."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def rows(self) -> slice:
        """The rows, for an index."""
        return slice(self.top, self.bottom)

    @property
    def columns(self) -> slice:
        """The columns, for an index."""
        return slice(self.left, self.right)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.bottom - self.top, self.right - self.left

    @property
    def cells(self) -> int:
        """How many cells it has."""
        return (self.bottom - self.top) * (self.right - self.left)


@dataclass(frozen=True)
class Tiling:
    """How a table is cut: tiles of one size, smaller ones at the far ends, numbered row by row."""

    rows: int
    columns: int
    height: int
    width: int

    @property
    def across(self) -> int:
        """How many tiles stand side by side."""
        return -(-self.columns // self.width)

    @property
    def count(self) -> int:
        """How many tiles there are."""
        return self.across * -(-self.rows // self.height)

    def tile(self, number: int) -> Tile:
        """Return one tile by its number."""
        down, aside = divmod(number, self.across)
        top, left = down * self.height, aside * self.width
        bottom, right = min(top + self.height, self.rows), min(left + self.width, self.columns)
        return Tile(top, bottom, left, right)

    def bands(self) -> Iterator[range]:
        """Yield the numbers of the tiles that stand side by side, from the first row to the last."""
        for first in range(0, self.count, self.across):
            yield range(first, first + self.across)


def tiling(rows: int, columns: int, steps: int) -> Tiling:
    """Return how to cut a table of runs of `steps` steps.

    It does not depend on who computes them, so that work begun in one place can be finished in another.
    Tiles are square where the table allows it: along a row or along a column, runs that share a parameter
    go through the core together.
    """
    cells = max(FEWEST_CELLS, min(MOST_CELLS, WORK // max(steps, 1)))
    side = 2 ** ((cells.bit_length() - 1) // 2)
    height = min(rows, side)
    width = min(columns, max(1, cells // height))
    return Tiling(rows, columns, min(rows, max(1, cells // width)), width)

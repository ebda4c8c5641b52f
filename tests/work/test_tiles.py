"""How a table is cut."""

import numpy as np
import pytest

from lrsim.work.tiles import FEWEST_CELLS, MOST_CELLS, Tiling, tiling


@pytest.mark.parametrize("cut", [Tiling(7, 10, 3, 4), Tiling(1, 9, 1, 4), Tiling(6, 6, 3, 3)])
def test_tiles_cover_every_cell_once(cut):
    seen = np.zeros((cut.rows, cut.columns), dtype=int)
    for number in range(cut.count):
        tile = cut.tile(number)
        seen[tile.rows, tile.columns] += 1
        assert tile.cells == seen[tile.rows, tile.columns].size > 0
    assert (seen == 1).all()


def test_bands_are_the_tiles_side_by_side():
    cut = Tiling(7, 10, 3, 4)
    assert [list(band) for band in cut.bands()] == [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
    for band in cut.bands():
        assert len({cut.tile(number).top for number in band}) == 1


def test_large_maps_are_cut_into_squares_and_sweeps_along_their_row():
    assert tiling(20_000, 20_000, 500) == Tiling(20_000, 20_000, 256, 256)
    assert tiling(1, 10**6, 500) == Tiling(1, 10**6, 1, 2**16)
    assert tiling(10**6, 1, 500) == Tiling(10**6, 1, 2**16, 1)
    assert tiling(5, 5, 500) == Tiling(5, 5, 5, 5)


@pytest.mark.parametrize("steps", [0, 1, 100, 10**5, 10**9])
@pytest.mark.parametrize("shape", [(1, 1), (1, 10**6), (3, 10**5), (512, 512)])
def test_tiles_are_neither_too_large_to_send_nor_too_small_for_the_core(shape, steps):
    cut = tiling(*shape, steps)
    assert cut.height * cut.width <= MOST_CELLS
    assert cut.height * cut.width >= min(FEWEST_CELLS, shape[0] * shape[1]) / 2

"""Outlines of long curves have each column's lowest and highest point."""

from __future__ import annotations

import numpy as np
import pytest

from lrsim.gui.plots.outline import BLOCK, Outline, Outlines

COLUMNS = 100


@pytest.mark.parametrize("count", [1, 199, 200, 5_000, 64 * BLOCK, 1280 * BLOCK + 77])
@pytest.mark.parametrize("first", [0, 1, 300])
def test_the_lowest_and_highest_of_every_stretch_are_kept(count: int, first: int) -> None:
    values = np.random.default_rng(0).standard_normal(first + count + 5)
    stop = first + count
    rows = Outline(values).thin(first, stop, COLUMNS)
    assert (np.diff(rows) > 0).all()
    assert (rows[0], rows[-1]) == (first, stop - 1)
    assert len(rows) <= 2 * COLUMNS + 2 * BLOCK
    kept, all_of_it = values[rows], values[first:stop]
    assert (kept.min(), kept.max()) == (all_of_it.min(), all_of_it.max())
    width = max(4 * count // COLUMNS, 4 * BLOCK)
    for begin in range(first, stop - width, width):
        near = (rows >= begin - width) & (rows < begin + 2 * width)
        stretch = values[begin : begin + width]
        assert values[rows[near]].max() >= stretch.max()
        assert values[rows[near]].min() <= stretch.min()


def test_an_outline_is_found_once_for_the_same_values() -> None:
    known, values = Outlines(), np.zeros(10)
    assert known.get(0, values) is known.get(0, values)
    assert known.get(0, values.copy()) is not known.get(1, values)

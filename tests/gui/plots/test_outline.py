"""Outlines of long curves have each column's lowest and highest point."""

from __future__ import annotations

import numpy as np
import pytest

import lrsim
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


def test_an_outline_is_found_once_for_the_same_path() -> None:
    known, run = Outlines(), lrsim.run("bowl", lr=0.1)
    assert known.get(0, run, run.loss) is known.get(0, run, run.loss)
    assert known.get(1, run, run.loss) is not known.get(0, run, run.loss)


def test_the_outline_of_a_path_that_begins_like_the_last_one_is_that_of_a_fresh_look() -> None:
    known, steps = Outlines(), 64 * BLOCK
    for dial in ([], [(40 * BLOCK + 9, 1e-3)], [(40 * BLOCK + 9, 0.0)], [(7 * BLOCK, 1e-3)]):
        run = lrsim.run("rosenbrock", lr=5e-4, noise=3.0, steps=steps, dial=dial)
        mine, fresh = (
            o.thin(5, steps - 5, 20) for o in (known.get(0, run, run.loss), Outline(run.loss))
        )
        assert mine.tolist() == fresh.tolist()

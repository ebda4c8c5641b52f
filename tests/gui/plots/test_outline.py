"""Outlines of long curves have each column's lowest and highest point."""

from __future__ import annotations

import numpy as np
import pytest

import lrsim
from lrsim.gui.plots.outlines import Outlines
from lrsim.runs.outline import BLOCK, Outline
from lrsim.runs.simulate import simulate

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
    assert known.get(0, run, run.position[:, 0]) is known.get(0, run, run.position[:, 0])
    assert known.get(1, run, run.position[:, 0]) is not known.get(0, run, run.position[:, 0])


def test_the_outline_of_a_path_that_begins_like_the_last_one_is_that_of_a_fresh_look() -> None:
    known, steps = Outlines(), 64 * BLOCK
    for dial in ([], [(40 * BLOCK + 9, 1e-3)], [(40 * BLOCK + 9, 0.0)], [(7 * BLOCK, 1e-3)]):
        run = lrsim.run("rosenbrock", lr=5e-4, noise=3.0, steps=steps, dial=dial)
        column = run.position[:, 0]
        mine, fresh = (
            o.thin(5, steps - 5, 20) for o in (known.get(0, run, column), Outline(column))
        )
        assert mine.tolist() == fresh.tolist()


def test_what_was_found_of_a_path_is_passed_on_to_one_that_shares_its_first_steps() -> None:
    experiment = lrsim.Experiment(
        "rosenbrock", noise=3.0, steps=64 * BLOCK, runners=[lrsim.Runner(lr=5e-4)]
    )
    run = simulate(experiment.setup(), horizon=9 * BLOCK + 5, room=experiment.steps)
    run.outline.find()
    longer = simulate(experiment.setup(), previous=run)
    turned = experiment.setup().replace(dial=[(40 * BLOCK + 9, 1e-4)])
    longer.outline.find()
    for path in (longer, simulate(turned, previous=longer)):
        rows = path.outline.thin(3, 60 * BLOCK, 20)
        assert rows.tolist() == Outline(path.loss).thin(3, 60 * BLOCK, 20).tolist()

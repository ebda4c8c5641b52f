"""Maps in patches, and a runner's own place on them."""

import dataclasses
import itertools
import math

import numpy as np
import pytest

import lrsim
from lrsim.catalogue.entries import entries
from lrsim.optimizers import Optimizer
from lrsim.studies.maps.axes import axis_of
from lrsim.studies.maps.cells import CELL_TYPES, Cells
from lrsim.studies.maps.coordinates import (
    common_setup,
    mappable,
    moved,
    usual_axis,
    usual_pair,
    value_of,
)
from lrsim.studies.maps.passes import PATCH_SECONDS, patches
from lrsim.studies.maps.quantities import quantities
from lrsim.surfaces import Surface


def experiment(surface="rosenbrock", optimizer="sgd", steps=30, **runner):
    return lrsim.Experiment(
        surface, steps=steps, runners=[lrsim.Runner(optimizer=optimizer, **runner)]
    )


def axes(e, count=96):
    return tuple(usual_axis(e.setup(), name, count) for name in usual_pair(e.setup()))


PAIRS = [("lr", "momentum"), ("b", "lr"), ("lr", "b"), ("a", "b")]
MANY_SURFACES = (96, ("a", "b"))


@pytest.mark.parametrize(
    ("count", "names"),
    [
        pytest.param(*case, marks=pytest.mark.slow if case == MANY_SURFACES else ())
        for case in itertools.product([96, 50, 33, 5], PAIRS)
    ],
)
def test_every_pass_covers_the_map_and_the_last_one_is_the_map(count, names):
    e = experiment()
    x, y = (usual_axis(e.setup(), name, count) for name in names)
    whole = lrsim.trainability_map(e, x=x, y=y)
    seen = {}
    for patch in patches(e.setup(), x, y):
        covered = seen.setdefault(patch.stride, np.zeros((count, count), dtype=int))
        covered[patch.rows, patch.columns] += 1
        for name in CELL_TYPES:
            found = getattr(patch.cells, name)
            assert np.array_equal(
                found, getattr(whole, name)[patch.rows, patch.columns], equal_nan=name != "verdict"
            )
    strides = list(seen)
    assert strides == sorted(strides, reverse=True)
    assert strides[-1] == 1
    for stride, covered in seen.items():
        expected = np.zeros((count, count), dtype=int)
        expected[stride // 2 :: stride, stride // 2 :: stride] = 1
        assert np.array_equal(covered, expected)


def test_all_runs_on_a_surface_are_in_the_same_part():
    e = experiment()
    for names, alone in ((("b", "lr"), 1), (("lr", "b"), 0)):
        x, y = (usual_axis(e.setup(), name, 40) for name in names)
        for patch in patches(e.setup(), x, y):
            if patch.stride == 1:
                assert patch.cells.verdict.shape[1 - alone] == 40


def test_parts_are_as_tall_as_their_time_allows():
    """With a clock by which each patch takes a tenth of a second, they shrink to single rows."""
    ticking = itertools.count()
    e = experiment()
    heights = [
        patch.cells.verdict.shape[0]
        for patch in patches(e.setup(), *axes(e), clock=lambda: 0.1 * next(ticking))
        if patch.stride == 1
    ]
    assert sum(heights) == 96
    assert max(heights) <= math.ceil(96 * PATCH_SECONDS / 0.1) + 1


def test_the_first_part_of_long_runs_is_small_as_well():
    e = experiment(steps=2**20)
    assert next(patches(e.setup(), *axes(e, 64))).cells.verdict.shape[0] == 1


@pytest.mark.parametrize(("seconds", "passes"), [(1e-9, [8, 1]), (1e-3, [8, 4, 1])])
def test_where_the_map_takes_long_there_is_a_pass_more(seconds, passes, monkeypatch):
    from lrsim.studies.maps import passes as map_passes

    now = [0.0]

    def compute(e, x, y, rows, columns, seeds, threads):
        shape = len(range(x.count)[columns]), len(range(y.count)[rows])
        now[0] += seconds * shape[0] * shape[1]
        return Cells.empty(shape[1], shape[0])

    monkeypatch.setattr(map_passes, "compute", compute)
    e = experiment()
    found = [patch.stride for patch in patches(e.setup(), *axes(e, 128), clock=lambda: now[0])]
    assert sorted(set(found), reverse=True) == passes


def test_where_the_second_picture_would_take_long_there_is_a_first_one():
    for e in (experiment(steps=100_000), experiment("himmelblau", "exact-line-search")):
        assert next(patches(e.setup(), *axes(e, 128))).stride == 32
    e = experiment()
    assert next(patches(e.setup(), *axes(e, 128))).stride == 8


def test_nothing_is_computed_before_it_is_asked_for(monkeypatch):
    from lrsim.studies.maps import passes as map_passes

    asked = []
    monkeypatch.setattr(
        map_passes, "compute", lambda *a, **k: asked.append(a) or Cells.empty(3, 24)
    )
    e = experiment()
    stream = patches(e.setup(), *axes(e))
    assert not asked
    next(stream)
    assert len(asked) == 1


# --- a runner's place ---


@pytest.mark.parametrize("optimizer", entries(Optimizer))
@pytest.mark.parametrize(
    "surface", ["quadratic", *(s for s in entries(Surface) if s != "quadratic")]
)
def test_every_usual_axis_fits_and_has_the_runner_on_it(surface, optimizer):
    e = experiment(surface, optimizer)
    for name in mappable(e.setup()):
        axis = usual_axis(e.setup(), name, 16)
        assert axis_of("x", axis, e.setup()) is axis
        value = value_of(e.setup(), name)
        assert math.isnan(value) or axis.low <= value <= axis.high
    pair = usual_pair(e.setup())
    if pair is not None:
        assert len(set(pair)) == 2
        assert set(pair) <= set(mappable(e.setup()))


def test_the_learning_rate_is_no_quantity_where_the_optimizer_has_no_use_for_it():
    names = mappable(experiment("himmelblau", "exact-line-search").setup())
    assert names == ["start_x", "start_y"]
    assert usual_pair(experiment("quadratic", "exact-line-search").setup()) is None


def test_usual_pairs():
    nesterov = experiment(optimizer="sgd:momentum=0.9,nesterov=true")
    assert usual_pair(nesterov.setup()) == ("lr", "momentum")
    assert usual_axis(nesterov.setup(), "momentum", 9).low > 0.0
    assert "dampening" not in mappable(nesterov.setup())
    assert usual_pair(experiment().setup()) == ("lr", "momentum")
    assert usual_pair(experiment(optimizer="adam").setup()) == ("lr", "beta1")
    assert usual_pair(experiment("quadratic", "barzilai-borwein").setup()) == ("lr", "start_x")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lr", 0.02),
        ("momentum", 0.7),
        ("start_x", 1.5),
        ("start_y", -2.0),
        ("lr_y", 0.3),
        ("b", 7.0),
    ],
)
def test_a_runner_moves_to_a_value_and_is_there(name, value):
    session = lrsim.Session(experiment(lr=0.1))
    session.edit(**moved(session.experiment, 0, {name: value}))
    assert value_of(session.experiment.setup(), name) == value
    others = set(quantities(session.experiment.setup())) - {name, "lr", "lr_x", "lr_y"}
    before = experiment(lr=0.1)
    for other in others:
        assert value_of(session.experiment.setup(), other) == value_of(before.setup(), other)


def test_a_runner_moved_to_a_cell_has_the_cells_outcome_and_one_undo_brings_it_back():
    session = lrsim.Session(experiment(lr=0.1, dial=[(9, 0.2)]))
    before = session.experiment
    x, y = (axis_of("x", a, before.setup()) for a in (("lr", 1e-4, 1, 9), ("b", 1, 200, 9)))
    found = lrsim.trainability_map(before, x=x, y=y)
    values = {"lr": float(x.values[3]), "b": float(y.values[5])}
    session.edit(**moved(before, 0, values))
    assert session.run.loss[-1] == found.final_loss[5, 3]
    session.undo()
    assert session.experiment == before


def test_nothing_is_to_be_done_where_the_runner_is_already():
    e = experiment(lr=0.1)
    assert moved(e, 0, {"lr": 0.1, "momentum": 0.0}) == {}


def test_maps_are_the_same_wherever_on_them_the_runner_stands():
    e = experiment()
    x, y = axes(e)
    here = common_setup(e.setup(), x, y)
    for changes in ({"lr": 0.7}, {"name": "other"}, {"optimizer": "sgd:momentum=0.3"}):
        assert common_setup(e.replace_runner(0, **changes).setup(), x, y) == here
    other = lrsim.Runner(name="second", optimizer="adam")
    more = dataclasses.replace(e, runners=(*e.runners, other), title="named")
    assert common_setup(more.setup(), x, y) == here
    for changes in (
        {"steps": 31},
        {"start": (1.0, 2.0)},
        {"surface": "rosenbrock:b=50"},
        {"noise": 0.1},
    ):
        assert common_setup(dataclasses.replace(e, **changes).setup(), x, y) != here
    weighed = e.replace_runner(0, optimizer="sgd:weight_decay=0.1")
    assert common_setup(weighed.setup(), x, y) != here

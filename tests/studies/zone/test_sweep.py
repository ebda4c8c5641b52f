"""The zone: which learning rates work."""

import dataclasses
import math

import numpy as np
import pytest

import lrsim
from lrsim.studies.zone.sweep import (
    FINE,
    GRID_HIGH,
    GRID_LOW,
    GRID_PER_DECADE,
    Zone,
    learning_rates,
    zone,
)
from lrsim.studies.zone.sweep import reductions as reductions_of


def experiment(surface="quadratic", steps=100, **runner):
    return lrsim.Experiment(surface, steps=steps, runners=[lrsim.Runner(**runner)])


def reduction(e, lr, from_step=0):
    """Return by how many decades one rate brings the gap down, from a bare run."""
    runner = e.runners[0]
    if from_step:
        past = tuple(move for move in runner.dial if move[0] < from_step)
        runner = dataclasses.replace(runner, dial=(*past, (from_step, lr)))
    else:
        runner = dataclasses.replace(runner, lr=lr, dial=())
    run = lrsim.run(dataclasses.replace(e, runners=[runner]))
    if run.exploded_at is not None:
        return -math.inf
    lowest = run.loss.min()
    reached = [m.loss for m in e.surface.minima if m.loss <= lowest + 1e-12 * max(1, abs(lowest))]
    floor = max(reached, default=lowest)
    before, after = (
        max((loss - floor) / (run.loss[0] - floor), 1e-6) for loss in run.loss[[from_step, -1]]
    )
    return math.log10(before / after)


def reductions(e):
    """Return by how many decades each rate of the grid brings the gap down, from bare runs."""
    return np.array([reduction(e, lr) for lr in learning_rates().tolist()])


def test_grid_is_logarithmic_and_covers_every_dial():
    lrs = learning_rates()
    assert lrs[0] == pytest.approx(GRID_LOW)
    assert lrs[-1] == pytest.approx(GRID_HIGH)
    ratios = lrs[1:] / lrs[:-1]
    assert np.allclose(ratios, ratios[0])
    assert ratios[0] < 1.11


GRID_RATIO = 10.0 ** (1 / GRID_PER_DECADE)
STEP = GRID_RATIO ** (1 / math.ceil(math.log(GRID_RATIO) / math.log1p(FINE)))
"""What separates the rates around a zone's ends."""

PAIRS = [
    ("quadratic", "sgd"),
    ("shower", "sgd"),
    ("quartic", "rmsprop"),
    ("abs", "sgd"),
    ("huber", "adagrad"),
    ("log-cosh", "nadam"),
    ("double-well", "sgd:momentum=0.9"),
    ("bumpy-parabola", "sgd"),
    ("rastrigin-1d", "adam"),
    ("gramacy-lee", "sgd"),
    ("forrester", "sgd"),
    ("plateau", "adam"),
    ("bowl", "lion"),
    ("long-valley", "sgd:momentum=0.9,nesterov=true"),
    ("rosenbrock", "adam"),
    ("himmelblau", "sgd"),
    ("beale", "adamax"),
    ("matyas", "rprop"),
    ("styblinski-tang", "sgd"),
    ("ackley", "adamw"),
    ("six-hump-camel", "yogi"),
    ("edge-of-stability", "sgd"),
]


@pytest.mark.parametrize(("surface", "optimizer"), PAIRS)
def test_zone_is_what_running_every_rate_alone_shows(surface, optimizer):
    e = experiment(surface, steps=150, optimizer=optimizer)
    found = zone(e.setup())
    lrs, brought_down = learning_rates(), reductions(e)
    enough = 0.5 * brought_down.max()
    works = brought_down >= enough
    inside = (lrs >= found.low) & (lrs <= found.high)
    assert works[inside].all()
    assert found.low <= found.best <= found.high
    elsewhere = works & ~inside
    for low, high in found.gaps:
        island = (lrs >= low) & (lrs <= high)
        assert elsewhere[island].all()
        elsewhere &= ~island
    assert not elsewhere.any()
    for end, outside in ((found.low, found.low / STEP), (found.high, found.high * STEP)):
        assert reduction(e, end) >= enough
        assert reduction(e, outside) < enough or not GRID_LOW < outside < GRID_HIGH


@pytest.mark.parametrize(
    ("optimizer", "edge"),
    [
        ("sgd", 1.0),
        ("sgd:momentum=0.5", 1.5),  # 2(1 + β)/λ
        ("sgd:momentum=0.9", 1.9),
        ("sgd:momentum=0.5,nesterov=true", 0.75),  # (2 + 2β)/((1 + 2β)λ)
        ("sgd:momentum=0.9,nesterov=true", 3.8 / 5.6),
    ],
)
def test_zone_ends_at_the_edge_of_stability(optimizer, edge):
    runner = lrsim.Runner(optimizer=optimizer)
    found = zone(lrsim.Experiment("quadratic", start=5.0, steps=1000, runners=[runner]).setup())
    assert found.high == pytest.approx(edge, rel=0.01)


def test_half_is_best_on_the_parabola_it_takes_one_step():
    found = zone(lrsim.Experiment("quadratic", start=5.0, steps=1000).setup())
    assert found.best == 0.5
    assert lrsim.run("quadratic", lr=found.best, start=5.0, steps=10).converged_at == 1
    assert found.gaps == ()


@pytest.mark.parametrize("steps", [50, 400])
def test_low_end_is_where_half_the_decades_are_won(steps):
    # (1 − 2·lr)²ⁿ = 10⁻³: half of the six decades down to tolerance
    found = zone(experiment(steps=steps).setup())
    assert found.low == pytest.approx((1 - 10 ** (-1.5 / steps)) / 2, rel=2 * FINE)
    assert found.high == pytest.approx((1 + 10 ** (-1.5 / steps)) / 2, rel=2 * FINE)


def test_best_takes_the_fewest_steps():
    found = zone(experiment("shower", steps=200).setup())
    steps = lrsim.run("shower", lr=found.best, steps=200).converged_at
    for lr in (found.best / 1.5, found.best * 1.5):
        other = lrsim.run("shower", lr=lr, steps=200).converged_at
        assert other is None or other >= steps


def test_zone_does_not_depend_on_where_the_dial_stands():
    e = experiment(lr=0.7, dial=[(10, 0.2)])
    assert zone(e.setup()) == zone(experiment(lr=1e-4).setup())


def test_zone_is_that_of_the_runner_asked_for():
    runners = [lrsim.Runner(name="a"), lrsim.Runner(name="b", optimizer="adam")]
    both = lrsim.Experiment("bowl", runners=runners)
    for index, optimizer in enumerate(("sgd", "adam")):
        assert zone(both.setup(index)) == zone(experiment("bowl", optimizer=optimizer).setup())


def test_where_nothing_works_there_is_no_zone():
    assert zone(lrsim.Experiment("quadratic", start=1e200).setup()) is None


def test_starting_in_the_minimum_has_no_zone():
    e = lrsim.Experiment("quadratic", start=0.0, steps=10)
    assert zone(e.setup()) is None


def test_holes_and_islands_are_told_apart_from_the_zone():
    # on the double well from 1.5 rates that hop once can land in the other well
    lrs = [0.01, 0.05, 0.1, 0.2, 0.24, 0.3, 0.35]
    found = lrsim.sweep("double-well", start=1.5, steps=200, lrs=lrs)
    expected = np.array([reduction(found.batch.experiment, lr) for lr in lrs])
    assert found.works.tolist() == (expected >= 0.5 * expected.max()).tolist()
    inside = [lr for lr in lrs if found.zone.low <= lr <= found.zone.high]
    islands = [lr for lr in lrs if any(low <= lr <= high for low, high in found.zone.gaps)]
    assert sorted(inside + islands) == [
        lr for lr, works in zip(lrs, found.works, strict=True) if works
    ]


def test_zone_of_a_sweep_stays_on_its_own_rates_whatever_their_order():
    lrs = [1.1, 0.5, 0.02, 0.3, 0.1, 0.9]
    found = lrsim.sweep("quadratic", start=5.0, steps=50, lrs=lrs)
    assert (found.zone.low, found.zone.high, found.zone.best) == (0.1, 0.9, 0.5)
    assert found.works.tolist() == [False, True, False, True, True, True]


def test_overflow_and_nan_do_not_work():
    found = lrsim.sweep("quadratic:escape=inf", start=5.0, steps=400, lrs=[0.5, 10.0, 1e6, 0.0])
    assert not np.isfinite(found.final_loss[1:3]).any()
    assert found.works.tolist() == [True, False, False, False]
    assert found.zone == Zone(0.5, 0.5, 0.5, ())


def test_from_the_playhead_on_what_counts_is_the_way_from_there():
    e = experiment(steps=60, lr=0.02)
    lrs = [1e-4, 0.02, 0.1, 0.5, 0.9, 1.1]
    found = lrsim.sweep(e, lrs=lrs, from_step=30)
    expected = np.array([reduction(e, lr, 30) for lr in lrs])
    assert found.works.tolist() == (expected >= 0.5 * expected.max()).tolist()
    assert found.works.tolist() == [False, False, True, True, True, False]
    assert reductions_of(found.batch) == pytest.approx(expected)


def test_from_the_minimum_on_what_stays_there_works():
    e = experiment(steps=60, lr=0.5)
    found = lrsim.sweep(e, lrs=[1e-4, 0.5, 0.9], from_step=30)
    assert found.works.tolist() == [True, True, True]
    noisy = lrsim.Experiment("quadratic", steps=60, noise=0.5, runners=[lrsim.Runner(lr=0.5)])
    assert lrsim.sweep(noisy, lrs=[1e-4, 0.5, 1e3], from_step=30).works.tolist()[2] is False


@pytest.mark.parametrize("surface", ["saddle", "monkey-saddle", "formula:x**3"])
def test_where_there_is_no_minimum_there_is_no_zone(surface):
    assert zone(experiment(surface).setup()) is None
    assert not lrsim.sweep(surface, lrs=[1e-6, 1e-3]).works.any()

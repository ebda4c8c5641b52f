"""The zone: which learning rates work."""

import dataclasses

import numpy as np
import pytest

import lrsim
from lrsim import sweeps
from lrsim.sweeps import ENOUGH, GRID_HIGH, GRID_LOW, learning_rates, zone


def experiment(surface="quadratic", steps=100, **runner):
    return lrsim.Experiment(surface, steps=steps, runners=[lrsim.Runner(**runner)])


def reductions(e):
    """Return by how many decades each rate of the grid brings the gap down, from bare runs."""
    found = []
    for lr in learning_rates().tolist():
        runner = dataclasses.replace(e.runners[0], lr=lr, dial=())
        run = lrsim.run(dataclasses.replace(e, runners=[runner]))
        floor = min(minimum.loss for minimum in e.surface.minima)
        left = (run.loss[-1] - floor) / (run.loss[0] - floor)
        found.append(-np.inf if run.exploded_at is not None else -np.log10(max(left, 1e-6)))
    return np.array(found)


def test_grid_is_logarithmic_and_covers_every_dial():
    lrs = learning_rates()
    assert lrs[0] == pytest.approx(GRID_LOW)
    assert lrs[-1] == pytest.approx(GRID_HIGH)
    ratios = lrs[1:] / lrs[:-1]
    assert np.allclose(ratios, ratios[0])
    assert ratios[0] < 1.11


def test_zone_on_the_parabola_ends_below_one():
    found = zone(experiment(steps=50))
    assert found.low < 0.1
    assert 0.9 < found.high < 1.0
    assert 0.4 < found.best < 0.6  # 0.5 lands in one step
    assert found.gaps == ()


@pytest.mark.parametrize(
    ("surface", "runner"),
    [
        ("quadratic", {}),
        ("shower", {}),
        ("rosenbrock", {"optimizer": "adam"}),
        ("long-valley", {"optimizer": "sgd:momentum=0.9", "schedule": "cosine-annealing"}),
    ],
)
def test_rates_in_the_zone_work_and_those_next_to_it_do_not(surface, runner):
    e = experiment(surface, **runner)
    found = zone(e)
    lrs, brought_down = learning_rates(), reductions(e)
    works = brought_down >= ENOUGH * brought_down.max()
    inside = (lrs >= found.low) & (lrs <= found.high)
    assert works[inside].all()
    assert found.low <= found.best <= found.high
    first, last = np.flatnonzero(inside)[[0, -1]]
    assert first == 0 or not works[first - 1]
    assert last == len(lrs) - 1 or not works[last + 1]
    elsewhere = works & ~inside
    for low, high in found.gaps:
        island = (lrs >= low) & (lrs <= high)
        assert elsewhere[island].all()
        elsewhere &= ~island
    assert not elsewhere.any()


def test_best_takes_the_fewest_steps():
    found = zone(experiment("shower", steps=200))
    steps = lrsim.run("shower", lr=found.best, steps=200).converged_at
    for lr in (found.best / 1.5, found.best * 1.5):
        other = lrsim.run("shower", lr=lr, steps=200).converged_at
        assert other is None or other >= steps


def test_zone_does_not_depend_on_where_the_dial_stands():
    e = experiment(lr=0.7, dial=[(10, 0.2)])
    assert zone(e) == zone(experiment(lr=1e-4))


def test_zone_is_that_of_the_runner_asked_for():
    runners = [lrsim.Runner(name="a"), lrsim.Runner(name="b", optimizer="adam")]
    both = lrsim.Experiment("bowl", runners=runners)
    for index, optimizer in enumerate(("sgd", "adam")):
        assert zone(both, index) == zone(experiment("bowl", optimizer=optimizer))


def test_where_nothing_works_there_is_no_zone():
    assert zone(experiment("quadratic:escape=1")) is None


def test_starting_in_the_minimum_has_no_zone():
    e = lrsim.Experiment("quadratic", start=0.0, steps=10)
    assert zone(e) is None


def test_stretches_of_true():
    assert sweeps._stretches(np.array([], dtype=bool)) == []
    assert sweeps._stretches(np.array([True, True, False, True])) == [(0, 1), (3, 3)]
    assert sweeps._stretches(np.array([False, True, False])) == [(1, 1)]

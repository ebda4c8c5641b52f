"""The numbers that verdicts rest on."""

import math
import types

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lrsim
from lrsim.catalogue.entries import entries
from lrsim.convergence import TOLERANCE, converged_row, first_within, floor_of, floors
from lrsim.diagnosis.evidence import measure, stability_edge
from lrsim.surfaces import Minimum, Quadratic, Surface


def edge(spec, curvature=2.0):
    return stability_edge(lrsim.optimizer(spec), curvature)


def test_the_edge_is_two_over_lambda_and_what_momentum_makes_of_it():
    assert edge("sgd") == 1.0
    assert edge("sgd:momentum=0.9") == pytest.approx(1.9)
    assert edge("sgd:momentum=0.9,nesterov=true") == pytest.approx(3.8 / 5.6)
    assert edge("sgd:momentum=0.9,dampening=0.5") == pytest.approx(3.8)
    assert edge("sgd:weight_decay=2") == pytest.approx(0.5)
    assert edge("sgd:dampening=0.5") == 1.0  # without momentum dampening does nothing


def test_there_is_no_edge_for_adam_or_where_nothing_curves_upwards():
    assert edge("adam") is None
    assert edge("sgd", 0.0) is None
    assert edge("sgd", -3.0) is None
    assert edge("sgd:momentum=0.9,dampening=1") is None


@pytest.mark.parametrize(
    "spec",
    [
        "sgd",
        "sgd:momentum=0.9",
        "sgd:momentum=0.9,nesterov=true",
        "sgd:momentum=0.8,dampening=0.5",
        "sgd:weight_decay=0.5",
    ],
)
def test_runs_settle_below_the_edge_and_grow_above_it(spec):
    limit = edge(spec)
    below = lrsim.run("quadratic", spec, lr=0.98 * limit, steps=3000)
    above = lrsim.run("quadratic", spec, lr=1.02 * limit, steps=3000)
    assert abs(below.position[-1, 0]) < 1e-3
    assert above.exploded_at is not None


def test_the_edge_is_that_of_the_nearest_minimum():
    run = lrsim.run("shower", lr=0.01, steps=50)
    assert measure(run, 51).edge == pytest.approx(2 / (62.5 * (1 - 0.12**2)))


def test_floors_know_the_curvatures():
    (floor,) = floors(lrsim.surface("long-valley:kappa=50"))
    assert (floor.flattest, floor.curvature) == pytest.approx((1.0, 50.0))


class Terraced(Quadratic, frozen=True, tag="terraced"):
    """A parabola that pretends to have minima at several heights."""

    @property
    def minima(self) -> tuple[Minimum, ...]:
        return (Minimum((0.0,), 0.0), Minimum((2.0,), 4.0), Minimum((1.0,), 1.0))


def test_the_floor_is_the_highest_minimum_not_above_the_lowest_loss():
    surface = Terraced()
    assert floor_of(surface, 5.0).loss == 4.0
    assert floor_of(surface, 4.0 - 1e-15).loss == 4.0  # rounding
    assert floor_of(surface, 3.9).loss == 1.0
    assert floor_of(surface, 0.5).loss == 0.0
    assert floor_of(surface, -1.0) is None


def path(loss, surface=None, exploded_at=None):
    setup = types.SimpleNamespace(surface=surface or Quadratic())
    return types.SimpleNamespace(
        setup=setup, loss=np.array(loss, dtype=float), exploded_at=exploded_at
    )


def test_convergence_counts_from_where_the_loss_stays_within_tolerance():
    assert converged_row(path([1.0, 1e-7, 1e-3, 1e-6, 0.0]), 5) == 3
    assert converged_row(path([1.0, 1e-7, 1e-3, 1e-6, 0.0]), 2) == 1
    assert converged_row(path([1.0, 1e-7, 1e-3, 1e-6, 0.0]), 3) is None
    assert converged_row(path([1.0, 1.1e-6]), 2) is None


def test_an_exploded_path_never_converges_but_its_part_before_may():
    gone = path([1.0, 1e-9, math.inf], exploded_at=2)
    assert converged_row(gone, 3) is None
    assert converged_row(gone, 2) == 1


def test_without_a_listed_minimum_nothing_converges():
    assert converged_row(path([1.0, -5.0, -5.0]), 3) is None


def test_a_start_in_a_minimum_has_converged_at_0():
    for surface in entries(Surface).values():
        for minimum in surface().minima:
            assert lrsim.run(surface(), lr=1e-5, start=minimum.position).converged_at == 0


@given(st.lists(st.sampled_from([0.0, 5e-7, 1e-6, 2e-6, 0.5, 1.0]), min_size=1, max_size=30))
def test_convergence_is_what_a_plain_loop_finds(losses):
    losses = [1.0, *losses]
    found = None
    for row in reversed(range(len(losses))):
        if losses[row] > TOLERANCE:
            break
        found = row
    assert converged_row(path(losses), len(losses)) == found


def test_first_within_handles_all_and_none():
    assert first_within(np.array([0.0, 0.0]), 1.0) == 0
    assert first_within(np.array([0.0, 2.0]), 1.0) is None
    assert first_within(np.array([2.0, 0.0]), 1.0) == 1
    assert first_within(np.array([math.nan]), 1.0) is None


def test_jumps_across_the_valley_are_counted():
    motion = measure(lrsim.run("quadratic", lr=0.9, steps=20), 21).motion
    assert (motion.flips, motion.pairs, motion.flipping) == (20, 20, 1.0)
    motion = measure(lrsim.run("quadratic", lr=0.1, steps=20), 21).motion
    assert (motion.flips, motion.rises, motion.spikes) == (0, 0.0, 0)


def test_the_rate_is_the_one_in_force_at_the_last_step_played():
    run = lrsim.run("quadratic", lr=0.1, steps=20, dial=[(10, 0.2)])
    assert measure(run, 11).lr == 0.1
    assert measure(run, 12).lr == 0.2
    assert measure(run, 12).since == 1

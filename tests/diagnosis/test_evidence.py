"""The numbers that verdicts rest on."""

import dataclasses
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lrsim
from lrsim import _core
from lrsim.catalogue.entries import entries
from lrsim.convergence import aims, floor_of, floors, stay_of
from lrsim.diagnosis import diagnose_run
from lrsim.diagnosis.evidence import evidence_of
from lrsim.diagnosis.measures import Measures
from lrsim.diagnosis.symptoms import SYMPTOMS
from lrsim.diagnosis.thresholds import THRESHOLDS, Thresholds
from lrsim.runs import gathering, recording
from lrsim.runs.simulate import simulate
from lrsim.runs.stopping import Stopped, never
from lrsim.surfaces import Minimum, Quadratic, Surface
from reference import first_whole_stay
from reference import surface as plain_surface


def edge(spec, surface="quadratic"):
    return lrsim.run(surface, spec, lr=1e-3, steps=6).verdict.evidence["edge"]


def test_what_the_core_is_given_and_gives_has_the_same_names_on_both_sides():
    assert Measures._fields == _core.MEASURES
    assert set(_core.SYMPTOMS) == set(SYMPTOMS)
    assert {*_core.THRESHOLDS} == {field.name for field in dataclasses.fields(Thresholds)}


def test_the_edge_is_two_over_lambda_and_what_momentum_makes_of_it():
    assert edge("sgd") == 1.0
    assert edge("sgd:momentum=0.9") == pytest.approx(1.9)
    assert edge("sgd:momentum=0.9,nesterov=true") == pytest.approx(3.8 / 5.6)
    assert edge("sgd:momentum=0.9,dampening=0.5") == pytest.approx(3.8)
    assert edge("sgd:weight_decay=2") == pytest.approx(0.5)
    assert edge("sgd:dampening=0.5") == 1.0  # without momentum dampening does nothing


def test_there_is_no_edge_where_nothing_curves_upwards_or_no_rule_is_linear():
    assert edge("lion") is None
    assert edge("sgd", "abs") is None
    assert edge("sgd", "formula:-x**2") is None
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


def test_a_run_that_has_settled_has_the_edge_of_its_minimum():
    run = lrsim.run("shower", lr=0.01, steps=50)
    assert evidence_of(run).edge == pytest.approx(2 / (62.5 * (1 - 0.12**2)))


def test_floors_know_the_curvatures():
    (floor,) = floors(lrsim.surface("long-valley:kappa=50"))
    assert (floor.flattest, floor.curvature) == pytest.approx((1.0, 50.0))


class Terraced(Quadratic, frozen=True, tag="terraced"):
    """A parabola that pretends to have minima at several heights."""

    listed = (Minimum((0.0,), 0.0), Minimum((2.0,), 4.0), Minimum((1.0,), 1.0))


def test_the_floor_is_the_highest_minimum_not_above_the_lowest_loss():
    setup = lrsim.Experiment(Terraced()).setup()
    assert floor_of(setup, 5.0).loss == 4.0
    assert floor_of(setup, 4.0 - 1e-15).loss == 4.0  # rounding
    assert floor_of(setup, 3.9).loss == 1.0
    assert floor_of(setup, 0.5).loss == 0.0
    assert floor_of(setup, -1.0) is None


def converged(losses, budget=50, noise=0.0, steps=None):
    """Return where a path with these losses on x² converged, and how often it left again."""
    setup = lrsim.Experiment("quadratic", start=1.0, steps=budget, noise=noise).setup()
    judged, surface = aims(setup), setup.surface
    core = int(surface.code), surface.kernel, judged.losses, judged.terms
    seen = np.empty(_core.EVIDENCE_SIZE, dtype=np.uint8)
    place = np.sqrt(np.array(losses, dtype=float))[:, None]
    _core.begin_evidence(*core, seen, place[:1])
    _core.gather(*core, seen, place[1:].copy(), place[1:, 0] ** 2, np.array([0.1]))
    habits = np.zeros((1, len(_core.HABITS)))
    about, scale = np.array([float(budget), noise]), np.ones(1)
    given = (
        judged.table,
        habits,
        scale,
        about,
        np.array([getattr(THRESHOLDS, n) for n in _core.THRESHOLDS]),
    )
    found = _core.judge(*core, seen, *given)
    return found.converged_at, found.left_again


IN, OUT = 1e-7, 1e-3


def test_the_first_whole_stay_within_tolerance_is_where_it_converged():
    assert converged([1.0, IN, OUT, *[IN] * 5, OUT, OUT]) == (3, 1)
    assert converged([1.0, IN, OUT, *[IN] * 4, OUT]) == (None, 0)
    assert converged([1.0, *[IN] * 5, OUT, IN, IN, OUT]) == (1, 2)
    assert converged([1.0, *[1.1e-6] * 9]) == (None, 0)


def test_a_stay_is_two_per_cent_of_a_long_budget_and_a_quarter_under_noise():
    assert converged([1.0, *[IN] * 20], budget=1000) == (1, 0)
    assert converged([1.0, *[IN] * 19], budget=1000) == (None, 0)
    assert converged([1.0, *[IN] * 25], budget=100, noise=1.0) == (1, 0)
    assert converged([1.0, *[IN] * 24], budget=100, noise=1.0) == (None, 0)
    assert [stay_of(lrsim.Experiment("bowl", steps=n).setup()) for n in (1, 250, 251)] == [5, 5, 6]


def test_a_stay_cut_short_counts_where_the_gap_shrank_at_every_step():
    assert converged([1.0, 0.1, IN]) == (2, 0)
    assert converged([1.0, 0.1, 0.2, IN]) == (None, 0)
    assert converged([1.0, 0.1, IN], noise=1.0) == (None, 0)


def test_a_gap_far_below_the_tolerance_has_no_further_to_shrink():
    assert converged([1.0, 0.1, 0.0, 0.0]) == (2, 0)
    assert converged([1.0, 0.1, 5e-324, 5e-324]) == (2, 0)
    assert converged([1.0, 0.1, 1e-10, 9e-10]) == (2, 0)
    assert converged([1.0, 0.1, 1e-10, 2e-9]) == (None, 0)
    assert converged([1.0, 0.1, IN, IN]) == (None, 0)
    assert converged([1.0, 0.1, 0.2, 0.0, 0.0]) == (None, 0)
    assert converged([1.0, 0.1, 0.0, 0.0], noise=1.0) == (None, 0)


@pytest.mark.parametrize(
    ("surface", "optimizer", "lr"),
    [
        ("quadratic", "sgd", 0.1),
        ("quadratic", "sgd", 0.9),
        ("quadratic", "sgd:momentum=0.5", 0.02),
        ("bowl", "sgd", 0.1),
        ("long-valley", "sgd", 0.05),
        ("rosenbrock", "sgd", 1e-3),
        ("mccormick", "sgd", 0.1),
        ("booth", "sgd", 0.1),
        ("rastrigin", "sgd", 1e-4),
        ("branin", "sgd", 0.15),
        ("cliff", "sgd", 0.05),
        ("griewank", "sgd", 0.1),
    ],
)
@pytest.mark.parametrize("budget", [2**n for n in range(4, 21, 4)])
def test_what_is_just_right_stays_so_while_the_gap_fades_to_nothing(surface, optimizer, lr, budget):
    run = lrsim.run(surface, optimizer, lr=lr, steps=budget)
    gatherer = evidence_of(run).gatherer
    gap = run.loss - min(run.loss)
    faded = int(np.flatnonzero(gap <= sys.float_info.min)[0])
    rows = {min(2**n, budget + 1) for n in range(3, 22)}
    rows |= {min(max(faded + n, 8), budget + 1) for n in (-64, -1, 0, 1, 2, 3, 63, 64, 65, 200)}
    told = [diagnose_run(run, n, gatherer).name for n in sorted(rows)]
    right = [name == "just_right" for name in told]
    assert right == sorted(right), dict(zip(sorted(rows), told, strict=True))
    assert right[-1] or budget < 2**16


def test_a_stay_cut_short_counts_where_nothing_moves_any_more():
    assert lrsim.run("quadratic", lr=0.5, start=5.0, steps=2).converged_at == 1
    assert lrsim.run("quadratic", lr=0.5, start=5.0, steps=1).converged_at == 1
    swinging = lrsim.run("quadratic", "sgd:momentum=0.9", lr=0.5, start=5.0, steps=1)
    assert swinging.position[-1] == 0.0
    assert swinging.converged_at == 1  # the gap shrank; it will leave again


def test_an_exploded_path_never_converges_but_its_part_before_may():
    run = lrsim.run("quadratic", lr=0.5, start=5.0, steps=60, dial=[(30, 1e6)], noise=0.0)
    assert run.converged_at == 1
    gone = lrsim.run("double-well", lr=0.1, start=0.9, steps=90, dial=[(80, 1e6)], noise=0.001)
    assert gone.exploded_at is not None
    assert gone.converged_at is None


def test_without_a_known_minimum_nothing_converges():
    assert lrsim.run("saddle", lr=1e-3, steps=20).converged_at is None


def test_a_start_in_a_minimum_has_converged_at_0():
    for surface in entries(Surface).values():
        for minimum in surface().minima:
            assert lrsim.run(surface(), lr=1e-5, start=minimum.position).converged_at == 0


@given(st.lists(st.sampled_from([0.0, 5e-7, 1e-6, 2e-6, 0.5, 1.0]), min_size=1, max_size=30))
def test_convergence_is_what_a_plain_loop_finds(losses):
    losses = [1.0, *losses]
    surface = plain_surface("quadratic")
    assert converged(losses)[0] == first_whole_stay(losses, surface, 50)


def test_jumps_across_the_valley_are_counted():
    m = evidence_of(lrsim.run("quadratic", lr=0.9, steps=20)).m
    assert (m.flips, m.pairs, m.flipping) == (20, 20, 1.0)
    m = evidence_of(lrsim.run("quadratic", lr=0.1, steps=20)).m
    assert (m.flips, m.rises, m.spikes) == (0, 0.0, 0)


def test_the_rate_is_the_one_in_force_where_the_ball_is_whatever_was_played_with():
    run = lrsim.run("quadratic", lr=0.1, steps=20, dial=[(10, 0.2)])
    assert [evidence_of(run, rows).rate for rows in (10, 11, 12)] == [0.1, 0.2, 0.2]
    assert [evidence_of(run, rows).m.rate for rows in (10, 11, 12)] == [0.1, 0.1, 0.2]
    assert evidence_of(run, 12).m.since == 1


@pytest.mark.parametrize("steps", [70_000, 300_000])
def test_evidence_where_recording_thins_is_that_of_every_step(steps):
    setup = lrsim.Experiment("quadratic", steps=1000, runners=[lrsim.Runner(lr=0.9999)]).setup()
    thinned = simulate(setup, horizon=steps)
    judged = aims(setup)
    place = thinned.position[:1].copy()
    core = int(setup.surface.code), setup.surface.kernel, judged.losses, judged.terms
    seen = np.empty(_core.EVIDENCE_SIZE, dtype=np.uint8)
    _core.begin_evidence(*core, seen, place)
    dense = simulate(setup.replace(steps=steps))
    _core.gather(*core, seen, dense.position[1:], dense.loss[1:], np.array([0.9999]))
    assert (thinned.gatherer(judged).go_to(steps) == seen).all()


def test_a_gatherer_that_goes_on_or_back_finds_what_a_fresh_one_finds():
    run = lrsim.run("rosenbrock", "adam", lr=0.05, steps=200, dial=[(50, 0.01), (120, 0.1)])
    judged = aims(run.setup)
    playing = run.gatherer(judged)
    for step in (0, 1, 49, 50, 51, 119, 130, 200, 120, 50, 3, 200):
        assert (playing.go_to(step) == run.gatherer(judged).go_to(step)).all(), step


def test_evidence_that_is_kept_is_that_of_a_fresh_pass(monkeypatch):
    monkeypatch.setattr(gathering, "SPACING", 40)
    monkeypatch.setattr(recording, "DENSE", 150)
    setup = lrsim.Experiment(
        "rosenbrock",
        steps=160,
        runners=[lrsim.Runner(optimizer="adam", lr=0.05, dial=[(80, 0.01)])],
    ).setup()
    run = simulate(setup, horizon=400)
    judged = aims(setup)
    playing = run.gatherer(judged)
    for step in (0, 79, 80, 81, 200, 160, 150, 39, 333, 80, 121, 400, 40):
        assert (playing.go_to(step) == run.gatherer(judged).go_to(step)).all(), step


def test_evidence_goes_on_along_a_path_that_shares_its_first_steps(monkeypatch):
    monkeypatch.setattr(gathering, "SPACING", 40)
    one, other = (
        lrsim.run("rosenbrock", "adam", lr=0.05, steps=200, dial=dial)
        for dial in ([(50, 0.01), (120, 0.1)], [(50, 0.01), (100, 0.02)])
    )
    judged = aims(one.setup)
    playing = one.gatherer(judged)
    playing.go_to(200)
    turned = playing.along(other, 100)
    for step in (99, 100, 101, 200, 60):
        assert (turned.go_to(step) == other.gatherer(judged).go_to(step)).all(), step
    assert (playing.go_to(160) == one.gatherer(judged).go_to(160)).all()


def test_a_gatherer_that_is_stopped_goes_on_from_there(monkeypatch):
    monkeypatch.setattr(gathering, "SPACING", 40)
    run = lrsim.run("rosenbrock", "adam", lr=0.05, steps=200, dial=[(80, 0.01)])
    playing = run.gatherer(aims(run.setup))
    playing.stops = lambda ahead: ahead <= 120
    with pytest.raises(Stopped):
        playing.go_to(200)
    assert playing.step == 80
    playing.stops = never
    assert (playing.go_to(200) == run.gatherer(aims(run.setup)).go_to(200)).all()

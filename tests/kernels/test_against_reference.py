"""Runs of the core against the plain-Python oracle of reference.py, over drawn experiments (oracle.py)."""

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import lrsim
import reference
import reference_surfaces
from oracle import (
    DERIVED,
    POLYNOMIALS,
    SURFACES,
    Case,
    adam,
    cases,
    check_to_rounding,
    drawn,
    learning_rates,
    sgd,
)

# --- rates ---------------------------------------------------------------------------------------


@drawn
@given(cases({"quadratic": 1}, st.just("sgd"), learning_rates(-4, -1)))
def test_rates_follow_schedule_warmup_and_dial(case):
    run, expected = case.run(), case.rates()
    taken = len(run.lr)
    assert taken == run.exploded_at if run.exploded_at is not None else taken == case.steps
    assert np.allclose(run.lr, expected[:taken], rtol=1e-12, atol=1e-14)


# --- bit for bit ---------------------------------------------------------------------------------


@settings(drawn, max_examples=500)
@given(cases(POLYNOMIALS, sgd()))
def test_sgd_on_polynomials_is_the_same_to_the_last_bit(case):
    run = case.run()
    rates = case.rates()
    rates[: len(run.lr)] = run.lr.tolist()  # rates have a test of their own, to rounding
    path = case.path(rates)
    assert run.exploded_at == path.exploded_at
    assert np.array_equal(run.position, path.position, equal_nan=True)
    assert np.array_equal(run.loss, path.loss, equal_nan=True)
    assert run.converged_at == path.converged_at


@drawn
@given(cases(POLYNOMIALS, sgd()))
def test_gradient_norm_is_that_of_each_position(case):
    run = case.run()
    surface = reference.surface(case.surface)
    norms = [math.hypot(*surface.gradient(*position)) for position in run.position.tolist()]
    usual = np.array(norms) < 1e150  # beyond, its square overflows
    assert np.allclose(run.gradient_norm[usual], np.array(norms)[usual], rtol=1e-12, atol=1e-150)


# --- to rounding ---------------------------------------------------------------------------------


SUDDENLY_FLAT = Case(  # step 33 finds a gradient 60,000 times smaller than step 32
    surface="rosenbrock",
    start=(0.0, -0.28125),
    optimizer="adam:beta1=0,beta2=0,eps=1e-08",
    schedule="cosine-annealing:t_max=112",
    lr=1.0,
    dial=(),
    steps=34,
)


@drawn
@given(cases(SURFACES, adam()))
@example(SUDDENLY_FLAT)
def test_adam_agrees_to_rounding(case):
    check_to_rounding(case)


@drawn
@given(cases({"shower": 1}, sgd()))
def test_sgd_on_the_shower_agrees_to_rounding(case):
    check_to_rounding(case)


@settings(drawn, max_examples=150)
@given(cases(DERIVED, st.one_of(sgd(), adam())))
def test_runs_on_the_other_surfaces_agree_to_rounding(case):
    check_to_rounding(case)


# --- surfaces ------------------------------------------------------------------------------------


@pytest.mark.parametrize("spec", DERIVED)
def test_derived_gradient_and_hessian_agree_at_many_positions(spec):
    surface, expected = lrsim.surface(spec), reference.surface(spec)
    low, high = np.array(surface.domain).T
    for place in np.random.default_rng(7).uniform(low, high, (200, len(low))).tolist():
        hessian = np.array(expected.hessian(*place))
        near = 1e-13 * (1 + abs(expected.value(*place)) + np.abs(hessian).max())
        assert abs(surface(place) - expected.value(*place)) <= near
        assert np.abs(surface.gradient(place) - expected.gradient(*place)).max() <= near
        assert np.abs(surface.hessian(place) - hessian).max() <= 10 * near


@pytest.mark.parametrize("spec", SURFACES)
def test_loss_gradient_and_hessian_agree_at_many_positions(spec):
    surface, expected = lrsim.surface(spec), reference.surface(spec)
    generator = np.random.default_rng(7)
    positions = generator.uniform(-6, 6, (500, SURFACES[spec]))
    places = positions.tolist()
    values = [expected.value(*place) for place in places]
    gradients = [expected.gradient(*place) for place in places]
    if spec in POLYNOMIALS:
        assert np.array_equal(surface(positions), values)
        assert np.array_equal(surface.gradient(positions), gradients)
    assert np.allclose(surface(positions), values, rtol=1e-13, atol=1e-13)
    assert np.allclose(surface.gradient(positions), gradients, rtol=1e-13, atol=1e-13)
    hessians = np.array([expected.hessian(*place) for place in places])
    error = np.abs(surface.hessian(positions) - hessians).max(axis=(1, 2))
    assert (error <= 1e-13 * (1 + np.abs(hessians).max(axis=(1, 2)))).all()


@pytest.mark.parametrize(
    "spec", [*SURFACES, *(s for s, f in reference_surfaces.FORMULAS.items() if f.minima)]
)
def test_catalogue_lists_the_minima(spec):
    listed = {(*minimum.position, minimum.loss) for minimum in lrsim.surface(spec).minima}
    expected = reference.surface(spec)
    losses = expected.losses or (0.0,) * len(expected.minima)
    wanted = sorted((*place, loss) for place, loss in zip(expected.minima, losses, strict=True))
    assert np.allclose(sorted(listed), wanted, rtol=1e-14, atol=1e-14)


@pytest.mark.parametrize("spec", SURFACES)
def test_starting_in_a_listed_minimum_has_converged_at_0(spec):
    for minimum in lrsim.surface(spec).minima:
        assert lrsim.run(spec, lr=0.001, start=minimum.position, steps=50).converged_at == 0

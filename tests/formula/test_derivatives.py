"""Derivatives of formulas where factors vanish, far out, and where there is no value."""

import math

import mpmath
import numpy as np
import pytest

import lrsim
from formula.vanishing import checked


@pytest.mark.parametrize(
    ("text", "point", "hessian"),
    [
        ("(exp(x)-1)**2", (0,), [[2]]),
        ("sinh(x)**2", (0,), [[2]]),
        ("x*exp(x)", (0,), [[2]]),
        ("(x-2)*exp(x)", (2,), [[2 * math.exp(2)]]),
        ("y*exp(x)+y**2", (1, 0), [[0, math.e], [math.e, 2]]),
        ("x*cosh(x)*(x+1)", (0,), [[2]]),
        ("(x-2)*(x+1)**2.5", (2,), [[5 * 3**1.5]]),
        ("(x-1)*2**(x**2)", (1,), [[8 * math.log(2)]]),
    ],
)
def test_a_term_stays_where_its_factor_vanishes(text, point, hessian):
    got = lrsim.surface(f"formula:{text}").hessian(point)
    assert np.allclose(got, hessian, rtol=1e-14, atol=1e-14)


def test_derivatives_hold_where_parts_of_a_formula_are_zero():
    found = checked(2000, seed=7)
    assert sum(one.vanishing for one in found) >= 1000
    worst = max(found, key=lambda one: one.error)
    assert worst.error < 1e-12, worst


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("1/(1 + exp(-50*x))", -20),
        ("1/(1 + exp(-50*x))", 20),
        ("1/cosh(100*x)", 20),
        ("1/sinh(100*x)", 20),
        ("exp(-x**2)", 1e100),
        ("tanh(x)", 800),
        ("tanh(x)", -1e300),
    ],
)
def test_curvature_far_out_is_zero_though_parts_overflow(text, point):
    assert lrsim.surface(f"formula:{text}").hessian([point]).tolist() == [[0]]


@pytest.mark.parametrize("x", [0.0, 1e-8, 0.5, -2.0, 9.0, 18.5, 19.2, -30.0, 300.0])
def test_slope_and_curvature_of_tanh_keep_their_digits_far_out(x):
    surface = lrsim.surface("formula:tanh(x)")
    with mpmath.workdps(300):
        slope = mpmath.sech(mpmath.mpf(x)) ** 2
        bend = -2 * mpmath.tanh(mpmath.mpf(x)) * slope
    assert surface.gradient([x])[0] == pytest.approx(float(slope), rel=2e-15)
    assert surface.hessian([x])[0, 0] == pytest.approx(float(bend), rel=4e-15)


@pytest.mark.parametrize(
    ("text", "point"), [("log(x)", -1), ("min(log(x), 1)", -1), ("floor(sqrt(x))", -1)]
)
def test_where_a_formula_has_no_value_it_has_no_derivatives(text, point):
    surface = lrsim.surface(f"formula:{text}")
    assert math.isnan(surface([point]))
    assert math.isnan(surface.gradient([point])[0])
    assert math.isnan(surface.hessian([point])[0, 0])
    places = [[float(point)], [4.0]] * 20
    assert np.isnan(surface.gradient(places)[:, 0]).tolist() == [True, False] * 20


def test_infinity_less_infinity_is_no_number():
    assert math.isnan(lrsim.surface("formula:x-x")([math.inf]))
    assert lrsim.surface("formula:x-x")([3.0]) == 0


@pytest.mark.parametrize("text", ["(x**2)**(1/3)", "(x**2)**(y/3)", "x**0.25"])
def test_a_power_below_one_is_flat_at_its_kink_as_a_root_is(text):
    surface = lrsim.surface(f"formula:{text}")
    assert surface.gradient([0.0, 1.0][: surface.dimensions])[0] == 0


def test_a_run_that_starts_at_the_kink_of_a_root_starts_in_the_minimum():
    run = lrsim.run("formula:(x**2)**(1/3)", start=0.0, lr=0.1, steps=20)
    assert run.exploded_at is None
    assert run.converged_at == 0
    assert run.position.max() == 0


def test_an_exponential_loses_its_digits_one_by_one_below_the_normal_numbers():
    surface = lrsim.surface("formula:exp(x)")
    assert surface([-710.0]) == surface.gradient([-710.0])[0] == pytest.approx(4.476286225675e-309)
    assert surface([-745.0]) == 5e-324
    assert surface([-746.0]) == 0

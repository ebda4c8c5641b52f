"""What the optimizers that look at the surface more than once promise: closed forms and invariants."""

import itertools

import numpy as np
import pytest

import lrsim
from lrsim.catalogue.entries import entries
from lrsim.optimizers import Armijo
from lrsim.surfaces import Surface

LINE_SEARCHED = ["long-valley", "rosenbrock", "himmelblau", "beale", "six-hump-camel", "griewank"]
QUADRATICS = ["quadratic", "bowl", "long-valley:kappa=300", "booth", "matyas"]


# --- Newton --------------------------------------------------------------------------------------


@pytest.mark.parametrize("surface", QUADRATICS)
def test_newton_solves_a_quadratic_in_one_step(surface):
    run = lrsim.run(surface, optimizer="newton", lr=1.0, steps=1)
    (minimum,) = lrsim.surface(surface).minima
    assert np.allclose(run.position[1], minimum.position, rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize("damping", [0.25, 0.5, 1.5])
def test_damped_newton_goes_the_same_share_of_the_way_in_every_coordinate(damping):
    run = lrsim.run("long-valley:kappa=50", optimizer="newton", lr=damping, start=(3, -2), steps=10)
    left = (1 - damping) ** np.arange(11)
    assert np.allclose(run.position, left[:, None] * [3.0, -2.0], rtol=1e-12, atol=1e-14)


def test_newton_goes_to_a_saddle_or_a_hill_as_gladly_as_to_a_minimum():
    saddle = lrsim.run("saddle", optimizer="newton", lr=1.0, start=(2.0, 1.0), steps=1)
    assert np.abs(saddle.position[1]).max() < 1e-14
    hill = lrsim.run("double-well", optimizer="newton", lr=1.0, start=0.2, steps=20)
    assert abs(hill.position[-1, 0]) < 1e-12


@pytest.mark.parametrize("surface", ["abs", "huber"])
def test_newton_steps_along_the_gradient_where_the_hessian_is_singular(surface):
    newton = lrsim.run(surface, optimizer="newton", lr=0.1, start=3.0, steps=5)
    descent = lrsim.run(surface, lr=0.1, start=3.0, steps=5)
    assert np.array_equal(newton.position, descent.position)


def test_newton_doubles_its_digits_near_a_minimum():
    run = lrsim.run("himmelblau", optimizer="newton", lr=1.0, start=(3.2, 2.2), steps=6)
    away = np.abs(run.position - [3.0, 2.0]).max(axis=1)
    assert away[-1] < 1e-14
    assert (away[1:4] < 5 * away[:3] ** 2).all()


# --- exact line search ---------------------------------------------------------------------------


@pytest.mark.parametrize("kappa", [2.0, 10.0, 100.0])
def test_exact_line_search_meets_kantorovichs_rate_from_the_worst_start(kappa):
    surface = f"long-valley:kappa={kappa}"
    run = lrsim.run(surface, optimizer="exact-line-search", start=(kappa, 1.0), steps=12)
    rate = ((kappa - 1) / (kappa + 1)) ** 2
    assert np.allclose(run.loss[1:] / run.loss[:-1], rate, rtol=1e-9)


def test_exact_line_search_on_a_quadratic_takes_the_known_step():
    run = lrsim.run("long-valley", optimizer="exact-line-search", start=(3.0, 2.0), steps=8)
    g = lrsim.surface("long-valley").gradient(run.position)
    steps = (g * g).sum(axis=1) / (g * g * [1.0, 10.0]).sum(axis=1)
    assert np.allclose(run.slots["step_size"][1:], steps[:-1, None], rtol=1e-12)


@pytest.mark.parametrize("surface", LINE_SEARCHED)
def test_exact_line_search_ends_where_the_slope_does_and_lower(surface):
    run = lrsim.run(surface, optimizer="exact-line-search", steps=30)
    gradient = lrsim.surface(surface).gradient(run.position)
    size = np.linalg.norm(gradient, axis=1)
    moving = np.flatnonzero(size[:-1] > 1e-5)
    assert len(moving) >= 3
    turned = np.abs((gradient[1:] * gradient[:-1]).sum(axis=1))[moving]
    rounding = np.abs(lrsim.surface(surface).hessian(run.position)).max() * 1e-14
    assert (turned <= size[moving] * (1e-12 * size[moving] + rounding)).all()
    assert (np.diff(run.loss)[moving] < 0).all()


def test_exact_line_search_on_a_slope_without_end_explodes():
    run = lrsim.run("saddle", optimizer="exact-line-search", start=(1.0, 1e-3), steps=5)
    assert run.exploded_at is not None


@pytest.mark.parametrize("surface", entries(Surface))
def test_exact_line_search_never_goes_uphill(surface):
    run = lrsim.run(surface, optimizer="exact-line-search", steps=20)
    loss = run.loss[: run.exploded_at]
    assert (np.diff(loss) <= 1e-14 * (1 + np.abs(loss[1:]))).all()


# --- Armijo --------------------------------------------------------------------------------------


@pytest.mark.parametrize("surface", ["rosenbrock", "himmelblau", "ackley", "quadratic"])
@pytest.mark.parametrize("shrink", [0.1, 0.5, 0.9])
def test_armijo_step_is_the_first_trial_that_pays(surface, shrink):
    c1, lr = 0.1, 2.0
    run = lrsim.run(surface, optimizer=Armijo(c1=c1, shrink=shrink), lr=lr, steps=15)
    s = lrsim.surface(surface)
    trials = list(itertools.takewhile(lambda t: t > 1e-12, lr * shrink ** np.arange(999)))
    for k, t in enumerate(run.slots["step_size"][1:, 0]):
        x, g = run.position[k], s.gradient(run.position[k])
        if np.abs(g).max() < 1e-6:
            break
        pays = [s(x - trial * g) <= run.loss[k] - c1 * trial * (g @ g) for trial in trials]
        assert t == pytest.approx(trials[pays.index(True)], rel=1e-12)


def test_armijo_never_goes_uphill_however_large_the_rate():
    run = lrsim.run("rosenbrock", optimizer="armijo", lr=1e6, steps=300)
    assert run.exploded_at is None
    assert (np.diff(run.loss) <= 0).all()


def test_armijo_stays_where_no_step_pays():
    """Noise may point uphill: then the trials end and the position stays."""
    experiment = lrsim.Experiment(
        surface=lrsim.surface("quadratic"),
        start=(1e-3,),
        steps=200,
        noise=1.0,
        runners=[lrsim.Runner(optimizer=lrsim.optimizer("armijo"), lr=1.0)],
    )
    (run,) = lrsim.race(experiment)
    assert (np.diff(run.loss) <= 0).all()
    assert (np.diff(run.position[:, 0]) == 0).any()


# --- Barzilai-Borwein ----------------------------------------------------------------------------


@pytest.mark.parametrize("short", ["false", "true"])
def test_barzilai_borwein_steps_are_those_of_the_last_change(short):
    optimizer = f"barzilai-borwein:short={short}"
    run = lrsim.run("long-valley", optimizer=optimizer, lr=0.01, start=(9, 1), steps=12)
    g = lrsim.surface("long-valley").gradient(run.position)
    s, y = np.diff(run.position, axis=0), np.diff(g, axis=0)
    sy = (s * y).sum(axis=1)
    known = sy / (y * y).sum(axis=1) if short == "true" else (s * s).sum(axis=1) / sy
    t = run.slots["step_size"][1:, 0]
    assert t[0] == 0.01
    assert np.allclose(t[1:], known[:-1], rtol=1e-10)


def test_barzilai_borwein_solves_a_parabola_in_two_steps():
    run = lrsim.run("quadratic", optimizer="barzilai-borwein", lr=0.01, start=5.0, steps=2)
    assert abs(run.position[2, 0]) < 1e-14


def test_barzilai_borwein_is_far_faster_than_exact_line_search_in_a_valley():
    valley = "long-valley:kappa=100"
    steps = {
        name: lrsim.run(valley, optimizer=name, lr=0.01, start=(100, 1), steps=3000).converged_at
        for name in ("barzilai-borwein", "exact-line-search")
    }
    assert 5 * steps["barzilai-borwein"] < steps["exact-line-search"]


def test_barzilai_borwein_gets_off_a_hill():
    run = lrsim.run("double-well", optimizer="barzilai-borwein", lr=0.01, start=0.1, steps=60)
    assert abs(abs(run.position[-1, 0]) - 1) < 1e-9


# --- Polyak --------------------------------------------------------------------------------------


def test_polyak_halves_the_way_on_a_parabola_and_lands_on_a_wedge():
    parabola = lrsim.run("quadratic", optimizer="polyak", lr=1.0, start=4.0, steps=8)
    assert np.array_equal(parabola.position[:, 0], 4.0 * 0.5 ** np.arange(9))
    assert lrsim.run("abs", optimizer="polyak", lr=1.0, start=4.0, steps=1).position[1, 0] == 0.0


def test_polyak_knows_the_lowest_listed_loss():
    run = lrsim.run("styblinski-tang", optimizer="polyak", lr=1.0, steps=1)
    s = lrsim.surface("styblinski-tang")
    gap = run.loss[0] - min(minimum.loss for minimum in s.minima)
    g = s.gradient(run.position[0])
    assert np.allclose(run.position[1], run.position[0] - gap / (g @ g) * g, rtol=1e-13)


def test_polyak_is_plain_descent_where_no_minimum_is_listed():
    polyak = lrsim.run("saddle", optimizer="polyak", lr=0.1, steps=20)
    assert np.array_equal(polyak.position, lrsim.run("saddle", lr=0.1, steps=20).position)


# --- Prodigy -------------------------------------------------------------------------------------


@pytest.mark.parametrize("surface", ["quadratic", "bowl", "long-valley"])
def test_prodigy_finds_a_step_without_being_told(surface):
    run = lrsim.run(surface, optimizer="prodigy", steps=3000)
    d = run.slots["d"][1:]
    assert (np.diff(d, axis=0) >= 0).all()
    assert d[0].min() < 1e-5
    assert d[-1].max() > 0.05
    assert run.loss[-1] < 1e-3 * run.loss[0]

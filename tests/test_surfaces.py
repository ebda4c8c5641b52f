"""Value, gradient, Hessian, minima and domain of every surface of the catalogue."""

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lrsim
from lrsim.catalogue import entries
from lrsim.errors import InputError
from lrsim.surfaces import Surface

# every surface with its defaults, and with other parameters where it has some
OTHERS = ["long-valley:kappa=250", "long-valley:kappa=0.01", "rosenbrock:a=-0.5,b=7.25"]
SPECS = [*entries(Surface), *OTHERS]
every_surface = pytest.mark.parametrize("surface", [lrsim.surface(s) for s in SPECS], ids=SPECS)

# the listed formulas again, for mpmath's numbers
FORMULAS = {
    "quadratic": lambda s, x: x**2,
    "double-well": lambda s, x: (x**2 - 1) ** 2,
    "shower": lambda s, x: 10 * mpmath.log(mpmath.cosh(x / mpmath.mpf("0.4"))) - 3 * x,
    "bowl": lambda s, x, y: x**2 + y**2,
    "long-valley": lambda s, x, y: (x**2 + s.kappa * y**2) / 2,
    "rosenbrock": lambda s, x, y: (s.a - x) ** 2 + s.b * (y - x**2) ** 2,
    "himmelblau": lambda s, x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
}


def places(surface, n=100, seed=11):
    """Return seeded positions in the domain, (n, d)."""
    low, high = np.array(surface.domain).T
    return np.random.default_rng(seed).uniform(low, high, (n, surface.dimensions))


def exact(surface, order, position):
    """Return a derivative of the formula, from high-order differences in 60 digits."""
    with mpmath.workdps(60):
        point = tuple(mpmath.mpf(x) for x in position)
        return mpmath.diff(lambda *w: FORMULAS[surface.name](surface, *w), point, order)


def orders(surface, n):
    """Return the orders of the n-th derivatives, as nested lists: (1, 0), (0, 1), …"""
    if n == 0:
        return (0,) * surface.dimensions
    unit = np.eye(surface.dimensions, dtype=int)
    if n == 1:
        return [tuple(row.tolist()) for row in unit]
    return [[tuple((a + b).tolist()) for b in unit] for a in unit]


def test_every_surface_has_its_formula_here():
    assert set(FORMULAS) == set(entries(Surface))


@every_surface
def test_loss_is_the_formula(surface):
    lowest = min(
        exact(surface, orders(surface, 0), minimum.position) - minimum.loss
        for minimum in surface.minima
    )
    if surface.name != "shower":
        lowest = 0  # only the shower is shifted to have its minimum at 0
    for position in places(surface):
        expected = float(exact(surface, orders(surface, 0), position) - lowest)
        assert math.isclose(surface(position), expected, rel_tol=1e-12, abs_tol=1e-12)


@every_surface
def test_gradient_is_the_derivative_of_the_formula(surface):
    for position in places(surface):
        expected = [float(exact(surface, order, position)) for order in orders(surface, 1)]
        assert np.allclose(surface.gradient(position), expected, rtol=1e-9, atol=1e-11)


@every_surface
def test_hessian_is_the_second_derivative_and_symmetric(surface):
    for position in places(surface, 40):
        expected = [
            [float(exact(surface, order, position)) for order in row] for row in orders(surface, 2)
        ]
        hessian = surface.hessian(position)
        assert np.array_equal(hessian, hessian.T)
        assert np.allclose(hessian, expected, rtol=1e-9, atol=1e-11)


@every_surface
def test_gradient_agrees_with_differences_of_its_own_loss(surface):
    positions = places(surface)
    gradient = surface.gradient(positions)
    scale = 1 + np.abs(gradient).max(axis=1)
    h = 2.0**-12
    for axis in range(surface.dimensions):
        step = h * np.eye(surface.dimensions)[axis]
        # sixth-order central difference
        ends = [surface(positions + k * step) - surface(positions - k * step) for k in (1, 2, 3)]
        slope = (45 * ends[0] - 9 * ends[1] + ends[2]) / (60 * h)
        assert (np.abs(slope - gradient[:, axis]) <= 1e-8 * scale).all()


@every_surface
def test_minima_are_minima(surface):
    assert surface.minima
    for minimum in surface.minima:
        position = np.array(minimum.position)
        curvature = np.linalg.eigvalsh(surface.hessian(position))
        assert np.abs(surface.gradient(position)).max() <= 1e-12 * max(1, curvature.max())
        assert curvature.min() > 0
        assert math.isclose(surface(position), minimum.loss, abs_tol=1e-13)
        around = position + 1e-3 * np.random.default_rng(0).standard_normal((50, len(position)))
        assert (surface(around) > minimum.loss).all()


@every_surface
def test_no_place_in_the_domain_is_below_the_lowest_minimum(surface):
    lowest = min(minimum.loss for minimum in surface.minima)
    assert surface(places(surface, 5000)).min() >= lowest


@every_surface
def test_start_and_a_minimum_lie_inside_the_domain(surface):
    assert len(surface.domain) == len(surface.start) == surface.dimensions
    for (low, high), x in zip(surface.domain, surface.start, strict=True):
        assert low < x < high
    assert any(
        all(low < x < high for (low, high), x in zip(surface.domain, m.position, strict=True))
        for m in surface.minima
    )
    assert surface(surface.start) > min(minimum.loss for minimum in surface.minima)


@every_surface
def test_default_learning_rate_and_start_make_a_run_that_falls(surface):
    run = lrsim.run(surface, lr=1e-4, steps=50)
    assert run.exploded_at is None
    assert run.loss[-1] < run.loss[0]


# --- shapes --------------------------------------------------------------------------------------


@every_surface
def test_one_position_gives_one_of_each(surface):
    d = surface.dimensions
    loss = surface(surface.start)
    assert type(loss) is float
    assert surface.gradient(surface.start).shape == (d,)
    assert surface.hessian(surface.start).shape == (d, d)


@every_surface
@pytest.mark.parametrize("n", [0, 1, 2, 7, 300])
def test_many_positions_give_what_each_gives_alone(surface, n):
    d = surface.dimensions
    positions = places(surface, n)
    loss, gradient = surface(positions), surface.gradient(positions)
    hessian = surface.hessian(positions)
    assert (loss.shape, gradient.shape, hessian.shape) == ((n,), (n, d), (n, d, d))
    assert loss.dtype == gradient.dtype == hessian.dtype == np.float64
    for k in range(min(n, 7)):
        assert loss[k] == surface(positions[k])
        assert np.array_equal(gradient[k], surface.gradient(positions[k]))
        assert np.array_equal(hessian[k], surface.hessian(positions[k]))


def test_a_bare_number_is_a_position_in_one_dimension():
    quadratic = lrsim.surface("quadratic")
    assert quadratic(3) == quadratic(3.0) == quadratic([3]) == quadratic(np.float64(3)) == 9.0
    assert quadratic.gradient(3.0).tolist() == [6.0]
    assert quadratic.hessian(3.0).tolist() == [[2.0]]


@every_surface
def test_wrong_shapes_are_refused(surface):
    d = surface.dimensions
    shapes = [(d + 1,), (3, d + 1), (2, 2, d), (0,), (3, 0), (1, 1, d)]
    shapes += [(), (1,)] if d == 2 else [(2,), (4, 2)]
    for shape in shapes:
        for evaluate in (surface, surface.gradient, surface.hessian):
            with pytest.raises(InputError, match="position") as caught:
                evaluate(np.zeros(shape))
            assert surface.name in str(caught.value)


@every_surface
def test_lists_other_dtypes_and_strides_are_taken_as_they_are(surface):
    positions = np.round(places(surface, 6))
    expected = surface(positions)
    assert np.array_equal(surface(positions.tolist()), expected)
    assert np.array_equal(surface(positions.astype(np.int64)), expected)
    assert np.array_equal(surface(np.asfortranarray(positions)), expected)
    doubled = np.repeat(positions, 2, axis=0)[::2]
    assert np.array_equal(surface(doubled), expected)
    assert np.array_equal(surface(positions[::-1]), expected[::-1])


@every_surface
def test_evaluating_leaves_its_input_alone(surface):
    positions = places(surface, 5)
    before = positions.copy()
    positions.flags.writeable = False
    surface(positions), surface.gradient(positions), surface.hessian(positions)
    assert np.array_equal(positions, before)


@every_surface
def test_loss_far_out_is_large_infinite_or_nan_but_no_error(surface):
    for size in (1e10, 1e155, 1e300, math.inf, math.nan):
        loss = surface([size] * surface.dimensions)
        assert not loss < 1e6


# --- grids ---------------------------------------------------------------------------------------


@every_surface
@pytest.mark.parametrize(
    ("columns", "rows"), [(1, 1), (3, 2), (255, 2), (256, 1), (257, 3), (600, 2)]
)
def test_grid_equals_pointwise(surface, columns, rows):
    if surface.dimensions == 1:
        with pytest.raises(InputError, match="two coordinates"):
            surface.grid(np.zeros(columns), np.zeros(rows))
        return
    (left, right), (bottom, top) = surface.domain
    x, y = np.linspace(left, right, columns), np.linspace(bottom, top, rows)
    grid = surface.grid(x, y)
    assert grid.shape == (rows, columns)
    points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    assert np.array_equal(grid.ravel(), surface(points))


@pytest.mark.parametrize(("columns", "rows"), [(0, 3), (3, 0), (0, 0)])
def test_empty_grid(columns, rows):
    grid = lrsim.surface("bowl").grid(np.zeros(columns), np.zeros(rows))
    assert grid.shape == (rows, columns)


# --- facts ---------------------------------------------------------------------------------------


def test_shower_gradient_is_the_temperature_error():
    shower = lrsim.surface("shower")
    for x in (-1.0, 0.0, 0.3):
        outlet = 35 + 25 * math.tanh(x / 0.4)
        assert math.isclose(shower.gradient(x)[0], outlet - 38, abs_tol=1e-13)
    assert round(38 + shower.gradient(-1.0)[0], 1) == 10.3
    assert math.isclose(2 / shower.hessian(shower.minima[0].position)[0, 0], 0.0325, rel_tol=2e-3)


def test_rosenbrock_minimum_moves_with_a():
    for a in (-3.0, 0.0, 2.5):
        (minimum,) = lrsim.surfaces.Rosenbrock(a=a).minima
        assert minimum.position == (a, a * a)


@given(st.floats(1e-6, 1e6))
def test_long_valley_curvatures_are_one_and_kappa(kappa):
    valley = lrsim.surfaces.LongValley(kappa=kappa)
    assert valley.hessian(valley.start).tolist() == [[1.0, 0.0], [0.0, kappa]]


@given(st.floats(-1e3, 1e3))
def test_quadratic_is_twice_its_argument_steep_exactly(x):
    quadratic = lrsim.surface("quadratic")
    assert quadratic(x) == x * x
    assert quadratic.gradient(x)[0] == 2 * x

"""Value, gradient, Hessian, minima and domain of every surface of the catalogue."""

import itertools
import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lrsim
from lrsim.catalogue.entries import entries
from lrsim.errors import InputError
from lrsim.surfaces import Surface

# every surface with its defaults, and with other parameters where it has some
OTHERS = [
    "huber:delta=2.5",
    "bumpy-parabola:a=40",
    "rastrigin-1d:a=3",
    "plateau:width=0.3",
    "cliff:height=3,steepness=40",
    "long-valley:kappa=250",
    "long-valley:kappa=0.01",
    "rosenbrock:a=-0.5,b=7.25",
    "rastrigin:a=3",
    "ackley:a=5,b=1,c=3",
]
SPECS = [*entries(Surface), *OTHERS]
every_surface = pytest.mark.parametrize("surface", [lrsim.surface(s) for s in SPECS], ids=SPECS)

FLOORLESS = {"saddle", "monkey-saddle"}  # they fall for ever: no minima

# where the Hessian is not positive at a minimum, and why
FLAT = {
    "quartic": "the curvature 12x² is 0 at the bottom",
    "abs": "two straight lines: the curvature is 0, and at the kink there is none",
    "edge-of-stability": "every point with xy = 1 is a minimum: along that curve it is level",
}

LEVEL = {"plateau", "easom", "ackley"}  # far out the loss is bounded
FALLING = FLOORLESS | {"forrester", "mccormick"}  # beyond the domain the loss falls for ever

pi, e, mpf = mpmath.pi, mpmath.e, mpmath.mpf
sin, cos, exp, sqrt = mpmath.sin, mpmath.cos, mpmath.exp, mpmath.sqrt


def huber(s, x):
    return x**2 / 2 if abs(x) <= s.delta else s.delta * (abs(x) - mpf(s.delta) / 2)


def gramacy_lee(s, x):
    return sin(10 * pi * x) / (2 * x) + (x - 1) ** 4


def cliff(s, x):
    return x**2 / 2 + s.height / (1 + exp(-s.steepness * (x - 1)))


def shower(s, x):
    return 10 * mpmath.log(mpmath.cosh(x / mpf("0.4"))) - 3 * x


def beale(s, x, y):
    terms = [(mpf("1.5"), 1), (mpf("2.25"), 2), (mpf("2.625"), 3)]
    return sum((c - x + x * y**n) ** 2 for c, n in terms)


def six_hump_camel(s, x, y):
    return (4 - mpf("2.1") * x**2 + x**4 / 3) * x**2 + x * y + (4 * y**2 - 4) * y**2


def goldstein_price(s, x, y):
    one = 19 - 14 * x + 3 * x**2 - 14 * y + 6 * x * y + 3 * y**2
    two = 18 - 32 * x + 12 * x**2 + 48 * y - 36 * x * y + 27 * y**2
    return (1 + (x + y + 1) ** 2 * one) * (30 + (2 * x - 3 * y) ** 2 * two)


def mccormick(s, x, y):
    return sin(x + y) + (x - y) ** 2 - mpf("1.5") * x + mpf("2.5") * y + 1


def rastrigin(s, *w):
    return sum(s.a + x**2 - s.a * cos(2 * pi * x) for x in w)


def ackley(s, x, y):
    c = 2 * pi if s.c == 2 * math.pi else s.c  # the default means the exact 2π
    cone = s.a * exp(-s.b * sqrt((x**2 + y**2) / 2))
    return -cone - exp((cos(c * x) + cos(c * y)) / 2) + s.a + e


def levy_13(s, x, y):
    by_x = (x - 1) ** 2 * (1 + sin(3 * pi * y) ** 2)
    return sin(3 * pi * x) ** 2 + by_x + (y - 1) ** 2 * (1 + sin(2 * pi * y) ** 2)


def branin(s, x, y):
    bend = y - mpf("5.1") * x**2 / (4 * pi**2) + 5 * x / pi - 6
    return bend**2 + 10 * (1 - 1 / (8 * pi)) * cos(x) + 10


# the listed formulas again, for mpmath's numbers
FORMULAS = {
    "quadratic": lambda s, x: x**2,
    "quartic": lambda s, x: x**4,
    "abs": lambda s, x: abs(x),
    "huber": huber,
    "log-cosh": lambda s, x: mpmath.log(mpmath.cosh(x)),
    "double-well": lambda s, x: (x**2 - 1) ** 2,
    "bumpy-parabola": lambda s, x: x**2 + s.a * sin(x),
    "rastrigin-1d": rastrigin,
    "gramacy-lee": gramacy_lee,
    "forrester": lambda s, x: (6 * x - 2) ** 2 * sin(12 * x - 4),
    "plateau": lambda s, x: mpmath.tanh(x / s.width) ** 2,
    "cliff": cliff,
    "shower": shower,
    "bowl": lambda s, x, y: x**2 + y**2,
    "long-valley": lambda s, x, y: (x**2 + s.kappa * y**2) / 2,
    "rosenbrock": lambda s, x, y: (s.a - x) ** 2 + s.b * (y - x**2) ** 2,
    "himmelblau": lambda s, x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    "beale": beale,
    "booth": lambda s, x, y: (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2,
    "matyas": lambda s, x, y: mpf("0.26") * (x**2 + y**2) - mpf("0.48") * x * y,
    "three-hump-camel": lambda s, x, y: 2 * x**2 - mpf("1.05") * x**4 + x**6 / 6 + x * y + y**2,
    "six-hump-camel": six_hump_camel,
    "styblinski-tang": lambda s, *w: sum(x**4 - 16 * x**2 + 5 * x for x in w) / 2,
    "goldstein-price": goldstein_price,
    "saddle": lambda s, x, y: x**2 - y**2,
    "monkey-saddle": lambda s, x, y: x**3 - 3 * x * y**2,
    "edge-of-stability": lambda s, x, y: (1 - x * y) ** 2 / 2,
    "mccormick": mccormick,
    "rastrigin": rastrigin,
    "ackley": ackley,
    "griewank": lambda s, x, y: 1 + (x**2 + y**2) / 4000 - cos(x) * cos(y / sqrt(2)),
    "levy-13": levy_13,
    "easom": lambda s, x, y: -cos(x) * cos(y) * exp(-((x - pi) ** 2) - (y - pi) ** 2),
    "branin": branin,
    "formula": lambda s, x: x**2,  # its default; others are compared in the tests of formulas
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


def tolerance(value, derivative):
    return 1e-12 * (1 + abs(value) + np.abs(derivative).max())


@every_surface
def test_loss_is_the_formula(surface):
    shift = 0  # only the shower is shifted to have its minimum at 0
    if surface.name == "shower":
        shift = exact(surface, orders(surface, 0), surface.minima[0].position)
    for position in places(surface):
        expected = float(exact(surface, orders(surface, 0), position) - shift)
        assert math.isclose(surface(position), expected, rel_tol=1e-12, abs_tol=1e-12)


@every_surface
def test_gradient_is_the_derivative_of_the_formula(surface):
    for position in places(surface):
        expected = [float(exact(surface, order, position)) for order in orders(surface, 1)]
        error = np.abs(surface.gradient(position) - expected).max()
        assert error <= tolerance(surface(position), expected)


@every_surface
def test_hessian_is_the_second_derivative_and_symmetric(surface):
    for position in places(surface):
        expected = [
            [float(exact(surface, order, position)) for order in row] for row in orders(surface, 2)
        ]
        hessian = surface.hessian(position)
        assert np.array_equal(hessian, hessian.T)
        assert np.abs(hessian - expected).max() <= tolerance(surface(position), expected)


@every_surface
def test_gradient_agrees_with_differences_of_its_own_loss(surface):
    positions = places(surface)
    gradient = surface.gradient(positions)
    scale = 1 + np.abs(gradient).max(axis=1)
    h = 2.0**-12 * min(1.0, *(high - low for low, high in surface.domain))
    smooth = np.ones(len(positions), dtype=bool)
    if surface.name in (
        "abs",
        "huber",
    ):  # a kink between the ends of a difference is none of its business
        kink = surface.delta if surface.name == "huber" else 0.0
        smooth = np.abs(np.abs(positions[:, 0]) - kink) > 4 * h
    for axis in range(surface.dimensions):
        step = h * np.eye(surface.dimensions)[axis]
        # sixth-order central difference
        ends = [surface(positions + k * step) - surface(positions - k * step) for k in (1, 2, 3)]
        slope = (45 * ends[0] - 9 * ends[1] + ends[2]) / (60 * h)
        assert (np.abs(slope - gradient[:, axis]) <= 1e-7 * scale)[smooth].all()


def test_surfaces_with_a_note_here_are_of_the_catalogue():
    assert set(entries(Surface)) > FLAT.keys() | FALLING | LEVEL


@every_surface
def test_start_and_minima_lie_inside_the_domain(surface):
    assert len(surface.domain) == len(surface.start) == surface.dimensions
    for place in (surface.start, *(minimum.position for minimum in surface.minima)):
        for (low, high), x in zip(surface.domain, place, strict=True):
            assert low < x < high
    if surface.name not in FLOORLESS:
        assert surface(surface.start) > min(minimum.loss for minimum in surface.minima)


@every_surface
def test_small_learning_rate_and_start_make_a_run_that_falls(surface):
    run = lrsim.run(surface, lr=1e-6, steps=50)
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


@every_surface
@pytest.mark.parametrize("many", [(1,), (3, 3), (1, 1), (2, 0), (2, 3, 4)])
def test_positions_keep_the_shape_they_come_in(surface, many):
    d = surface.dimensions
    count = math.prod(many)
    flat = places(surface, count)
    positions = flat.reshape(*many, d)
    assert np.array_equal(surface(positions), surface(flat).reshape(many))
    assert np.array_equal(surface.gradient(positions), surface.gradient(flat).reshape(*many, d))
    assert np.array_equal(surface.hessian(positions), surface.hessian(flat).reshape(*many, d, d))


def test_a_list_of_numbers_is_as_many_positions_in_one_dimension():
    quadratic = lrsim.surface("quadratic")
    line = np.linspace(-1, 1, 5)
    assert quadratic(line).tolist() == [1.0, 0.25, 0.0, 0.25, 1.0]
    assert quadratic.gradient(line).tolist() == [[-2.0], [-1.0], [0.0], [1.0], [2.0]]
    assert quadratic.hessian(line).tolist() == [[[2.0]]] * 5


def test_a_bare_number_is_a_position_in_one_dimension():
    quadratic = lrsim.surface("quadratic")
    assert quadratic(3) == quadratic(3.0) == quadratic([3]) == quadratic(np.float64(3)) == 9.0
    assert quadratic.gradient(3.0).tolist() == [6.0]
    assert quadratic.hessian(3.0).tolist() == [[2.0]]


@every_surface
def test_wrong_shapes_are_refused(surface):
    d = surface.dimensions
    shapes = [(3, d + 1), (2, 2, d + 1), (0,), (3, 0)]
    shapes += [(), (1,), (3,)] if d == 2 else [(4, 2), (5, 5)]
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
    if surface.name in LEVEL | FALLING:
        return
    for size in (1e10, 1e155, 1e300, math.inf, math.nan):
        for signs in itertools.product((-1, 1), repeat=surface.dimensions):
            loss = surface([sign * size for sign in signs])
            assert not loss < 1e6


@every_surface
@pytest.mark.parametrize("size", [1.0, 30.0, 999.0, 1e6, 1e25])
def test_where_the_loss_is_finite_nothing_is_nan(surface, size):
    """Runs may leave the domain up to `escape`, and with an infinite one as far as they like."""
    corners = np.array(list(itertools.product((-size, 0, size), repeat=surface.dimensions)))
    scattered = np.random.default_rng(3).uniform(-size, size, (200, surface.dimensions))
    positions = np.concatenate([corners, scattered])
    assert np.isfinite(surface(positions)).all()
    assert np.isfinite(surface.gradient(positions)).all()
    assert np.isfinite(surface.hessian(positions)).all()


@every_surface
@pytest.mark.parametrize("size", [1e80, 1e160, 1e300])
def test_very_far_out_a_finite_loss_has_no_nan_beside_it(surface, size):
    positions = np.random.default_rng(3).uniform(-size, size, (200, surface.dimensions))
    with np.errstate(all="ignore"):
        loss, gradient = surface(positions), surface.gradient(positions)
    finite = np.isfinite(loss)
    assert not np.isnan(gradient[finite]).any()
    assert not np.isnan(surface.hessian(positions[finite])).any()


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


def test_absolute_value_has_a_slope_of_one_either_way_and_none_at_the_kink():
    positions = np.array([[-2.0], [-5e-324], [0.0], [-0.0], [5e-324], [3.0]])
    gradient = lrsim.surface("abs").gradient(positions)[:, 0]
    assert gradient.tolist() == [-1, -1, 0, 0, 1, 1]


@given(st.floats(1e-3, 1e3), st.floats(-1e4, 1e4))
def test_huber_is_a_parabola_up_to_delta_and_a_line_of_slope_delta_beyond(delta, x):
    huber = lrsim.surfaces.Huber(delta=delta)
    inside = abs(x) <= delta
    assert huber.gradient(x)[0] == (x if inside else math.copysign(delta, x))
    assert huber(x) == pytest.approx(x * x / 2 if inside else delta * (abs(x) - delta / 2))
    assert huber.hessian(x)[0, 0] == inside


def test_ackley_at_the_tip_of_its_cone_is_finite():
    """Its slope is a b/√2 everywhere around; at the tip itself what is left is that of the waves."""
    ackley = lrsim.surface("ackley")
    assert ackley((0, 0)) == 0
    assert math.copysign(1, ackley((0, 0))) == 1
    assert ackley.gradient((0, 0)).tolist() == [0, 0]
    waves = 2 * math.pi**2 * math.e
    assert ackley.hessian((0, 0)) == pytest.approx(np.diag([waves, waves]), rel=1e-14)
    for angle in np.linspace(0, 6, 7):
        beside = 1e-9 * np.array([math.cos(angle), math.sin(angle)])
        slope = ackley.gradient(beside)
        assert np.hypot(*slope) == pytest.approx(4 / math.sqrt(2), rel=1e-6)


def test_gramacy_lee_is_smooth_at_zero_where_its_formula_is_0_over_0():
    surface = lrsim.surface("gramacy-lee")
    assert surface(0.0) == pytest.approx(5 * math.pi + 1, rel=1e-15)
    assert surface.gradient(0.0)[0] == -4
    assert surface.hessian(0.0)[0, 0] == pytest.approx(12 - 500 * math.pi**3 / 3, rel=1e-14)
    positions = np.concatenate([np.geomspace(1e-12, 0.3, 300), -np.geomspace(1e-12, 0.3, 300)])
    for x in positions.tolist():
        with mpmath.workdps(60):
            point = mpf(x)
            value, slope, bend = (
                float(mpmath.diff(lambda z: gramacy_lee(surface, z), point, n)) for n in range(3)
            )
        assert surface(x) == pytest.approx(value, rel=1e-13)
        assert abs(surface.gradient(x)[0] - slope) <= 1e-13 * (1 + abs(slope) + abs(x * bend))
        assert surface.hessian(x)[0, 0] == pytest.approx(bend, rel=1e-11, abs=1e-10)


def test_plateaus_gradient_vanishes_but_is_right_to_its_last_digits():
    plateau = lrsim.surface("plateau")
    for x in (5.0, 20.0, 100.0):
        with mpmath.workdps(120):
            expected = float(mpmath.diff(lambda z: mpmath.tanh(z) ** 2, x))
        assert 0 < expected < 1e-3
        assert plateau.gradient(x)[0] == pytest.approx(expected, rel=1e-12)


def test_cliff_throws_a_run_across_that_its_bowl_alone_would_take_in():
    run = lrsim.run("cliff", lr=0.5, steps=60)
    assert run.position[:, 0].min() < -20
    assert run.converged_at is not None
    bowl = lrsim.run("cliff:height=0", lr=0.5, steps=60)
    assert bowl.position[:, 0].min() >= 0


def test_edge_of_stability_wanders_to_a_minimum_flat_enough_for_the_lr():
    surface = lrsim.surface("edge-of-stability")
    sharpness = {}
    for lr in (0.05, 0.2):
        run = lrsim.run(surface, lr=lr, steps=2000)
        assert run.loss[-1] < 1e-12
        sharpness[lr] = float((run.position[-1] ** 2).sum())
        assert sharpness[lr] < 2 / lr
    assert sharpness[0.05] > 2 / 0.2 > sharpness[0.2]


def test_saddles_linger_before_they_fall():
    for spec in ("saddle", "monkey-saddle"):
        run = lrsim.run(spec, lr=0.02, steps=2000)
        assert run.exploded_at is not None
        assert run.converged_at is None
        assert run.gradient_norm[: run.exploded_at].min() < 0.1 * run.gradient_norm[0]


def test_abs_never_lands_at_a_constant_rate_but_with_a_falling_one():
    hopping = lrsim.run("abs", lr=0.1, steps=200)
    assert hopping.position[-1] == pytest.approx(hopping.position[-3])
    assert hopping.converged_at is None
    falling = lrsim.run("abs", schedule="exponential:gamma=0.93", lr=0.15, steps=400)
    assert falling.loss[-1] < 1e-3 * hopping.loss[-1]


# --- constants of a formula ---

BOWL = {"expression": "a*x**2 + b*y**2", "constants": {"a": 3, "b": np.float64(0.5)}}


@pytest.mark.parametrize(
    "spec",
    [
        "formula:a*x**2 + b*y**2,a=3,b=1/2",
        "formula:expression=a*x**2 + b*y**2,constants=a=3;b=0.5",
        "formula:b=0.5,a*x**2 + b*y**2,constants=a=3",
    ],
)
def test_constants_of_a_formula_stand_in_its_spec_string(spec):
    made = lrsim.surfaces.Formula(**BOWL)
    again = lrsim.surface(spec)
    assert dict(again.constants) == dict(made.constants) == {"a": 3.0, "b": 0.5}
    assert again([1.0, 2.0]) == 5.0
    assert lrsim.surface(again.spec) == again
    assert again.spec.endswith("a=3.0,b=0.5") or again.spec.endswith("a=3.0")


def test_constants_survive_files_and_json(tmp_path):
    experiment = lrsim.Experiment(lrsim.surfaces.Formula(**BOWL))
    experiment.save(tmp_path / "a.toml")
    assert lrsim.load(tmp_path / "a.toml") == experiment
    assert experiment.to_dict()["surface"]["constants"] == {"a": 3.0, "b": 0.5}
    inline = lrsim.Experiment({"name": "formula", "expression": "a*x**2", "a": 3})
    assert inline.surface.constants == (("a", 3.0),)


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("formula:a*x,a=b", "a: 'b' is not allowed; must be a number"),
        ("formula:a*x,a=inf", "its a must be a number"),
        ("formula:a*x,a=1,a=2", "is given twice"),
        ("formula:a*x,a=1,constants=a=2", "is given twice"),
        ("formula:a*x,constants=a=1;a=2", "is given twice"),
        ("formula:a*x,constants=a", "must be written a=3;b=0.5"),
        ("formula:sin*x,sin=1", "has a meaning already"),
        ("formula:a*x,x=1", "has a meaning already"),
        ("formula:a*x,lr=1", "has a meaning already"),
        ("formula:x," + ",".join(f"c{k}=1" for k in range(9)), "a list of 0 to 8 names"),
        ("formula:x**2,hihg=3", "formula has no parameter called 'hihg'; did you mean high?"),
        ("bowl:a=1", "bowl has no parameter called 'a'"),
    ],
)
def test_constants_that_cannot_be_are_refused(spec, words):
    with pytest.raises(InputError) as caught:
        lrsim.surface(spec)
    assert words in str(caught.value)


def test_constants_may_wait_for_the_formula_that_uses_them():
    made = lrsim.surfaces.Formula(constants={"a": 2.0})
    assert lrsim.surface("formula:constants=a=2") == made
    assert made.altered(expression="a*x**2")([3.0]) == 18.0


def test_constants_vary_in_batches_and_along_the_axes_of_maps():
    surface = lrsim.surface("formula:a*x**2 + b*(x > 3),a=1,b=2")
    values = np.array([0.5, 1.0, 2.0])
    found = lrsim.batch(surface, lr=0.1, start=5.0, steps=20, vary={"a": values})
    losses = [lrsim.run(surface.altered(a=a), lr=0.1, start=5.0, steps=20).loss[-1] for a in values]
    assert found.loss.tolist() == losses
    charted = lrsim.trainability_map(
        surface, start=5.0, steps=20, x=("lr", 0.01, 0.4, 3), y=("a", 0.5, 2, 3)
    )
    assert charted.y.values.tolist() == [0.5, 1.25, 2.0]
    cell = charted.run(row=2, column=1)
    assert dict(cell.setup.surface.constants) == {"a": 2.0, "b": 2.0}
    assert charted.final_loss[2, 1] == cell.loss[-1]

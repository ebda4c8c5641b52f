"""Minima that are searched for: those of the catalogue, and of formulas with kinks, flats and valleys."""

import numpy as np
import pytest

import lrsim
from effort import counted
from lrsim.catalogue.entries import entries
from lrsim.errors import InputError
from lrsim.surfaces import Surface
from lrsim.surfaces.minima import MOST, minima_inside
from lrsim.surfaces.rest import polish

# a whole curve of minima: the search finds others on it
ISOLATED = [name for name in entries(Surface) if name not in ("edge-of-stability", "formula")]


@pytest.fixture
def formula():
    from lrsim.surfaces import Formula

    return lambda text, **more: Formula(expression=text, **more)


@pytest.mark.parametrize("name", ISOLATED)
def test_search_finds_the_minima_of_the_catalogue(name):
    surface = lrsim.surface(name)
    low, high = np.array(surface.domain).T
    with counted() as effort:
        found = minima_inside(surface)
    assert effort.calls < 40_000  # 20,000 take as many microseconds
    assert [m.loss for m in found] == sorted(m.loss for m in found)
    known = sorted(surface.minima, key=lambda m: m.loss)
    assert len(found) == len(known)
    for minimum in found:
        distances = [
            np.abs(np.subtract(minimum.position, other.position)) / (high - low) for other in known
        ]
        assert min(d.max() for d in distances) < 1e-7


@pytest.mark.parametrize(
    ("text", "positions"),
    [
        ("x**2", [(0,)]),
        ("x**4 + y**4", [(0, 0)]),
        ("abs(x) + abs(y - 1)", [(0, 1)]),
        ("max(abs(x - 1), abs(y))", [(1, 0)]),
        ("sqrt(x**2 + y**2)", [(0, 0)]),
        ("log(x)**2", [(1,)]),
        ("1000*(y - x**2)**2 + (1 - x)**2", [(1, 1)]),
        ("max(x, 0)", [(0,)]),
        ("(x - 0.1)**4 + 7", [(0.1,)]),
        ("(x**2 - 1)**2 + 0.1*x", [(-1.012270332,), (0.987251702,)]),
        ("x**2 - y**2", []),
        ("x**3 - 3*x*y**2", []),
        ("exp(-x)", []),
        ("7 + exp(-x)", []),
        ("1/x", []),
        ("1/(1 + x**2)", []),
        ("log(1 + exp(-x))", []),
        ("tanh(x) + y**2", []),
        ("x**3 + 7", []),
        ("x**3", []),
        ("7 + 0*x", []),
        ("x + y", []),
        ("log(x)", []),
    ],
)
def test_minima_of_formulas(formula, text, positions):
    found = formula(text).minima
    assert len(found) == len(positions)
    for minimum, position in zip(found, positions, strict=True):
        assert np.allclose(minimum.position, position, atol=1e-6)


def test_minima_that_are_not_isolated_are_represented(formula):
    surface = formula("(x*y - 1)**2")
    found = surface.minima
    assert 2 < len(found) <= MOST
    assert all(abs(m.position[0] * m.position[1] - 1) < 1e-7 for m in found)


def test_formula_is_a_surface(formula):
    surface = formula("x**2 + 10*y**2", low=-2, high=4)
    assert surface.dimensions == 2
    assert surface.domain == ((-2, 4), (-2, 4))
    assert np.allclose(surface.start, (3.4, 3.4))
    assert surface([1, 2]) == 41
    assert surface.gradient([1, 2]).tolist() == [2, 40]
    assert surface.hessian([[1, 2], [0, 0]]).tolist() == [[[2, 0], [0, 20]]] * 2
    assert surface.grid([0, 1], [0, 1, 2]).tolist() == [[0, 1], [10, 11], [40, 41]]
    assert np.array_equal(surface.kernel, formula("x**2 + 10*y**2").kernel)
    assert formula("x**2").dimensions == 1
    assert formula("x**2").gradient([[3.0]]).tolist() == [[6.0]]


def test_formula_and_built_in_agree(formula):
    built_in = lrsim.surface("rosenbrock")
    surface = formula("(1 - x)**2 + 100*(y - x**2)**2")
    points = np.random.default_rng(1).uniform(-2, 2, (100, 2))
    assert np.allclose(surface(points), built_in(points), rtol=1e-13)
    assert np.allclose(surface.gradient(points), built_in.gradient(points), rtol=1e-12, atol=1e-11)
    assert np.allclose(surface.hessian(points), built_in.hessian(points), rtol=1e-12, atol=1e-11)


@pytest.mark.parametrize(
    ("text", "more", "where"),
    [
        ("y**2", {}, "expression"),
        ("7", {}, "expression"),
        ("x^2", {}, "expression"),
        ("", {}, "expression"),
        ("x**2", {"low": 3, "high": 3}, "high"),
        ("x**2", {"low": "a"}, "low"),
    ],
)
def test_formula_surface_refuses(formula, text, more, where):
    with pytest.raises(InputError) as caught:
        formula(text, **more)
    assert caught.value.where == where


def test_round_trip_through_a_spec_string(formula):
    for text in ("x**2 + 10*sin(y)**2", "min(x, y)**2"):
        surface = formula(text, low=-1)
        assert lrsim.surface(surface.spec) == surface


def line_fit(generator):
    """Return a least-squares fit of a line to a few unscaled points, as a formula, and its solution."""
    count = generator.integers(3, 7)
    x = np.round(10 ** generator.uniform(-1, 4) * generator.uniform(0.2, 1.2, count), 3)
    slope, level = 3 * generator.normal(), 10 * generator.normal()
    y = np.round(slope * x + level + generator.normal(0, 0.5, count), 3)
    squares = " + ".join(f"({a}*x + y - ({b}))**2" for a, b in zip(x, y, strict=True))
    design = np.stack([x, np.ones(count)], axis=1)
    return f"({squares})/{count}", np.linalg.lstsq(design, y, rcond=None)[0]


@pytest.mark.parametrize("seed", range(200))
def test_a_line_fit_keeps_its_minimum_however_ill_conditioned(formula, seed):
    text, solution = line_fit(np.random.default_rng(seed))
    (minimum,) = formula(text, low=-200, high=200).minima
    assert np.allclose(minimum.position, solution, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(
    ("text", "start", "position"),
    [
        ("(x - 20)**2", (0.0,), (20,)),
        ("(x - 900)**2 + 7", (4.0,), (900,)),
        ("1e6*(x - 3)**2 + 1e-6*(y - 300)**2", (0.0, 0.0), (3, 300)),
        (
            "((1000*x+y-2100)**2 + (1100*x+y-2300)**2 + (1200*x+y-2510)**2)/3",
            (0.0, 0.0),
            (2.05, 145 / 3),
        ),
    ],
)
def test_a_minimum_beyond_the_domain_is_known_where_the_loss_falls_across_the_rim(
    formula, text, start, position
):
    (minimum,) = formula(text).minima_from(start)
    assert np.allclose(minimum.position, position, rtol=1e-9)


def test_a_minimum_around_a_start_beyond_the_domain_is_known_to_that_run_alone(formula):
    surface = formula("x**2*(0.01*(x - 40)**2 + 1)")  # a shallow well far out
    assert [m.position for m in surface.minima] == [(0.0,)]
    found = sorted(m.position[0] for m in formula("(x**2 - 900)**2 * x**2").minima_from((29.0,)))
    assert np.allclose(found, [-30, 0, 30], atol=1e-9)
    assert [m.position for m in formula("(x**2 - 900)**2 * x**2").minima] == [(0.0,)]


def test_starts_with_the_same_widening_know_the_same_minima(formula):
    surface = formula("sin(x)")
    assert surface.minima_from((4.0,)) is surface.minima_from((-3.0,)) is surface.minima
    assert surface.minima_from((19.0,)) is surface.minima_from((-11.0,))


def test_places_at_rest_are_polished_to_their_minima_and_others_are_left(formula):
    surface = formula("(x - 20)**2*(x - 2000)**2 + 3")
    places = np.array([[2000.0 + 1e-7], [20.0], [1010.0], [300.0], [np.nan], [np.inf]])
    rest = polish(surface, places, within=1e-3)
    assert rest.found.tolist() == [True, True, False, False, False, False]
    assert rest.position[:2].tolist() == [[2000.0], [20.0]]
    assert rest.loss[:2].tolist() == [3.0, 3.0]
    assert np.isnan(rest.loss[2:]).all()
    alone = [polish(surface, place[np.newaxis], within=1e-3) for place in places]
    assert np.array_equal(
        np.concatenate([one.position for one in alone]), rest.position, equal_nan=True
    )


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("7 + exp(-x)", 40.0),
        ("exp(-x)", 745.0),
        ("tanh(x)", -19.0),
        ("1/x", 1e9),
        ("x**3 + 7", 0.0),
        ("x**4", 0.1),
        ("-x**2", 0.0),
        ("x**2", 1e-3),
    ],
)
def test_a_tail_an_inflection_a_top_or_a_place_on_the_way_is_no_minimum(formula, text, place):
    assert not polish(formula(text), np.array([[place]])).found.any()


def test_a_saddle_is_no_minimum(formula):
    for text in ("x**2 - y**2", "x**3 - 3*x*y**2", "x**2 + y**3"):
        assert not polish(formula(text), np.zeros((1, 2))).found.any()


def test_a_picture_is_about_the_minima_in_its_domain_or_all_where_none_is_there(formula):
    wavy = formula("sin(x)")
    assert len(wavy.minima) == MOST
    assert sorted(m.position[0] for m in wavy.minima_in_view((4.0,))) == pytest.approx(
        [-np.pi / 2, 1.5 * np.pi]
    )
    assert [m.position for m in formula("(x - 20)**2").minima_in_view((0.0,))] == [(20.0,)]


def test_where_no_minimum_is_known_the_verdict_names_low_and_high():
    verdict = lrsim.run("formula:exp(-x)", lr=0.1, steps=100).verdict
    assert verdict.name == "undecided"
    assert "none was found from low, −5, to high, 5, or around." in verdict.reason
    assert verdict.fix == "Set low and high to where one is"

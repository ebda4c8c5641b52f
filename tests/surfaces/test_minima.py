"""Minima that are searched for: those of the catalogue, and of formulas with kinks, flats and valleys."""

import numpy as np
import pytest

import lrsim
from effort import counted
from lrsim.catalogue.entries import entries
from lrsim.errors import InputError
from lrsim.surfaces import Surface
from lrsim.surfaces.minima import MOST, unlisted_minima

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
        found = unlisted_minima(surface)
    assert effort.calls < 40_000  # 20,000 take as many microseconds
    assert [m.loss for m in found] == sorted(m.loss for m in found)
    known = sorted(surface.minima, key=lambda m: m.loss)
    assert len(found) == min(len(known), MOST)
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
        ("(x**2 - 1)**2 + 0.1*x", [(-1.012270332,), (0.987251702,)]),
        ("x**2 - y**2", []),
        ("x**3 - 3*x*y**2", []),
        ("exp(-x)", []),
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

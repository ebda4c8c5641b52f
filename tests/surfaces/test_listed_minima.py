"""The minima that surfaces list: that they are minima, that they are all, and what is published of them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lrsim
from lrsim.catalogue.entries import entries
from lrsim.surfaces import Surface
from surfaces.test_surfaces import FLAT, FLOORLESS, every_surface, places


@every_surface
def test_minima_are_minima(surface):
    assert bool(surface.minima) == (surface.name not in FLOORLESS)
    for minimum in surface.minima:
        position = np.array(minimum.position)
        curvature = np.linalg.eigvalsh(surface.hessian(position))
        assert np.abs(surface.gradient(position)).max() <= 1e-12 * max(1, curvature.max())
        assert math.isclose(surface(position), minimum.loss, rel_tol=1e-15, abs_tol=1e-13)
        around = position + 1e-3 * np.random.default_rng(0).standard_normal((50, len(position)))
        if surface.name in FLAT:
            assert curvature.min() == 0
            assert (surface(around) >= minimum.loss).all()
        else:
            assert curvature.min() > 0
            assert (surface(around) > minimum.loss).all()


@every_surface
def test_no_place_in_the_domain_is_below_the_lowest_minimum(surface):
    if surface.name in FLOORLESS:
        return
    lowest = min(minimum.loss for minimum in surface.minima)
    assert surface(places(surface, 5000)).min() >= lowest


# --- published minima ----------------------------------------------------------------------------

SFU = "Surjanovic & Bingham, Virtual Library of Simulation Experiments, sfu.ca/~ssurjano"
SURVEY = "Jamil & Yang, arXiv:1308.4008"

# (position, loss) as printed, to the digits that are printed, and the source
PUBLISHED = {
    "bumpy-parabola": (
        [((-1.30644,), -7.94582), ((3.83746,), 8.31558)],
        "Scientific Python Lectures 1.5.5",
    ),
    "rastrigin-1d": ([((0,), 0)], SFU),
    "gramacy-lee": ([((0.548563,), -0.869011)], SFU),
    "forrester": ([((0.757249,), -6.02074), ((0.142589,), -0.986325)], "Forrester et al. (2008)"),
    "himmelblau": (
        [
            ((3, 2), 0),
            ((-2.805118, 3.131312), 0),
            ((-3.779310, -3.283186), 0),
            ((3.584428, -1.848126), 0),
        ],
        "Himmelblau (1972)",
    ),
    "beale": ([((3, 0.5), 0)], SFU),
    "booth": ([((1, 3), 0)], SFU),
    "matyas": ([((0, 0), 0)], SFU),
    "three-hump-camel": (
        [((0, 0), 0), ((1.74755, -0.873776), 0.298638), ((-1.74755, 0.873776), 0.298638)],
        SFU,
    ),
    "six-hump-camel": (
        [
            ((0.0898, -0.7126), -1.031628453489877),
            ((-0.0898, 0.7126), -1.031628453489877),
            ((1.7036, -0.7961), -0.2155),
            ((-1.7036, 0.7961), -0.2155),
            ((1.6071, 0.5687), 2.1043),
            ((-1.6071, -0.5687), 2.1043),
        ],
        "Dixon & Szegő (1978)",
    ),
    "styblinski-tang": ([((-2.903534, -2.903534), 2 * -39.16617)], SURVEY),
    "goldstein-price": (
        [((0, -1), 3), ((-0.6, -0.4), 30), ((1.8, 0.2), 84), ((1.2, 0.8), 840)],
        "Goldstein & Price (1971)",
    ),
    "mccormick": ([((-0.54719, -1.54719), -1.9133)], SFU),
    "rastrigin": ([((0, 0), 0)], SFU),
    "ackley": ([((0, 0), 0)], SFU),
    "griewank": (
        [
            ((0, 0), 0),
            *(((x * 3.14002, y * 4.43845), 0.00739604) for x in (-1, 1) for y in (-1, 1)),
        ],
        "Griewank (1981)",
    ),
    "levy-13": ([((1, 1), 0)], SFU),
    "easom": ([((math.pi, math.pi), -1)], SFU),
    "branin": (
        [
            ((-3.14159, 12.275), 0.397887),
            ((3.14159, 2.275), 0.397887),
            ((9.42478, 2.475), 0.397887),
        ],
        SFU,
    ),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_minima_are_as_published(name):
    listed = lrsim.surface(name).minima
    published, _ = PUBLISHED[name]
    for position, loss in published:
        (match,) = [m for m in listed if math.dist(m.position, position) < 2e-4]
        assert math.isclose(match.loss, loss, rel_tol=2e-4, abs_tol=1e-9)
    lowest = min(minimum.loss for minimum in listed)
    assert math.isclose(lowest, min(loss for _, loss in published), rel_tol=5e-5, abs_tol=1e-9)


def test_every_function_of_the_literature_is_held_to_it():
    ours = {"quadratic", "quartic", "abs", "huber", "log-cosh", "double-well", "plateau", "cliff"}
    ours |= {
        "shower",
        "bowl",
        "long-valley",
        "rosenbrock",
        "edge-of-stability",
        "formula",
    } | FLOORLESS
    assert set(PUBLISHED) | ours == set(entries(Surface))


@pytest.mark.parametrize(
    ("name", "lowest"),
    [
        ("six-hump-camel", -1.031628453489877),
        ("branin", 0.39788735772973816),
        ("mccormick", -1.9132229549810367),
        ("gramacy-lee", -0.869011134989500),
        ("forrester", -6.020740055767083),
    ],
)
def test_lowest_minimum_to_all_digits(name, lowest):
    assert min(m.loss for m in lrsim.surface(name).minima) == pytest.approx(lowest, rel=1e-15)


def test_styblinski_tang_is_minus_39_166_per_coordinate():
    """Some tables print −39.16599; the formula gives −39.166166, at the place that they all agree on."""
    lowest = min(minimum.loss for minimum in lrsim.surface("styblinski-tang").minima)
    assert lowest / 2 == pytest.approx(-39.166165703771415, abs=1e-14)
    assert lowest / 2 == pytest.approx(-39.16599, abs=2e-4)


# --- minima that are searched --------------------------------------------------------------------

SEARCHED = {
    "bumpy-parabola": 2,
    "bumpy-parabola:a=0": 1,
    "bumpy-parabola:a=100": 3,
    "rastrigin-1d": 11,
    "rastrigin-1d:a=100": 11,
    "gramacy-lee": 9,
    "forrester": 2,
    "cliff": 1,
    "cliff:height=1000,steepness=2": 1,
    "cliff:height=0": 1,
    "rastrigin": 121,
    "rastrigin:a=0.1": 1,
    "ackley": 81,
    "ackley:c=12": 289,
    "ackley:c=0.1": 1,
    "ackley:a=100,b=1": 45,
    "ackley:a=0": 81,
    "griewank": 17,
    "levy-13": 147,
    "easom": 5,
}


@pytest.mark.parametrize("spec", SEARCHED)
def test_search_finds_every_place_where_descent_ends(spec):
    surface = lrsim.surface(spec)
    listed = np.array([minimum.position for minimum in surface.minima])
    assert len(listed) == SEARCHED[spec]
    low, high = np.array(surface.domain).T
    position = places(surface, 1500)
    curvature = np.abs(np.linalg.eigvalsh(surface.hessian(position))).max(axis=1)
    lr = 0.3 / np.quantile(curvature, 0.99)
    with np.errstate(all="ignore"):  # some leave the domain for ever
        for _ in range(3000):
            position = position - lr * surface.gradient(position)
        flattest = np.linalg.eigvalsh(np.nan_to_num(surface.hessian(position)))[:, 0]
        arrived = np.abs(surface.gradient(position)).max(axis=1) <= 1e-4 * flattest
    arrived &= ((low < position) & (position < high)).all(axis=1)
    for place in position[arrived]:
        assert np.abs(listed - place).max(axis=1).min() < 2e-3


@pytest.mark.parametrize("spec", [s for s in SEARCHED if lrsim.surface(s).dimensions == 1])
def test_search_finds_every_change_of_sign_of_the_slope(spec):
    surface = lrsim.surface(spec)
    ((low, high),) = surface.domain
    slope = surface.gradient(np.linspace(low, high, 100_000)[:, np.newaxis])[:, 0]
    assert np.count_nonzero((slope[:-1] < 0) & (slope[1:] >= 0)) == len(surface.minima)


def test_search_is_done_once():
    assert lrsim.surface("levy-13").minima is lrsim.surface("levy-13").minima


@given(st.floats(0, 1000), st.floats(2, 1000))
def test_cliff_has_one_minimum_in_sight_whatever_its_parameters(height, steepness):
    cliff = lrsim.surfaces.Cliff(height=height, steepness=steepness)
    (minimum,) = cliff.minima
    assert -3 < minimum.position[0] <= 0
    assert abs(cliff.gradient(minimum.position)[0]) <= 1e-12 * cliff.hessian(minimum.position)[0, 0]

"""Places where the slope all but vanishes are named as what they are."""

import numpy as np
import pytest

import lrsim
from lrsim.diagnosis.ground import ground_of, promise_of


def surface(text):
    return lrsim.Experiment(text if text.isalpha() else f"formula:{text}").surface


INFLECTED = "3*x**4 - 4*x**3"  # at 0; the minimum is at 1
VALLEY = f"{INFLECTED} + y**2"


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        (INFLECTED, [0.0], "on_an_inflection"),
        (INFLECTED, [-1e-3], "on_an_inflection"),
        (INFLECTED, [1.0], "at_a_minimum"),
        (INFLECTED, [1.0 + 1e-7], "at_a_minimum"),
        ("x**5 + x**6", [1e-3], "on_an_inflection"),
        ("1e3 + x**3", [1e-2], "on_an_inflection"),
        ("x**4*((x - 3)**2 - 0.1)", [0.02], "at_a_minimum"),
        ("x**4*((x - 3)**2 - 0.1)", [0.0], "at_a_minimum"),
        ("-x**4", [0.0], "on_a_hilltop"),
        ("cos(x)", [0.0], "on_a_hilltop"),
        ("exp(-x)", [9.0], "on_a_plain"),
        ("1/x", [9.0], "on_a_plain"),
        (VALLEY, [0.0, 0.0], "on_a_saddle"),
        (VALLEY, [-1e-3, 1e-9], "on_a_saddle"),
        (VALLEY, [1.0, 0.0], "at_a_minimum"),
        ("x*y", [0.0, 0.0], "on_a_saddle"),
        ("x**2 - y**4", [0.0, 0.0], "on_a_saddle"),
        ("-x**2 - 3*y**2", [0.0, 0.0], "on_a_hilltop"),
        ("rosenbrock", [1.0, 1.0], "at_a_minimum"),
    ],
)
def test_places_are_told_apart(text, place, expected):
    assert ground_of(surface(text), np.array(place)) == expected


def test_every_listed_minimum_is_one():
    for name in ("himmelblau", "rastrigin", "ackley", "rosenbrock", "beale", "booth"):
        known = surface(name)
        for minimum in known.minima:
            assert ground_of(known, np.array(minimum.position)) == "at_a_minimum", name


@pytest.mark.parametrize("place", [[2.0, 1.0], [-1.0, 3.0]])
def test_what_a_slope_promises_is_what_a_quadratic_falls_by(place):
    found = promise_of(surface("x**2 + x*y + 3*y**2"), np.array(place))
    x, y = place
    assert found == pytest.approx(x * x + x * y + 3 * y * y)


@pytest.mark.parametrize(
    ("text", "given", "said"),
    [
        (INFLECTED, {"start": -1.0, "steps": 3000, "lr": 0.01}, "at an inflection"),
        (INFLECTED, {"start": 0.0, "steps": 300, "lr": 0.01}, "at an inflection"),
        (VALLEY, {"start": [-0.5, 1.0], "steps": 20_000, "lr": 0.01}, "on a saddle"),
        # where no minimum is known, too
        ("x**3", {"start": 1.0, "steps": 3000, "lr": 0.1}, "at an inflection"),
        ("saddle", {"start": [1.0, 0.0], "steps": 300, "lr": 0.1}, "on a saddle"),
        ("-x**2", {"start": 0.0, "steps": 300, "lr": 0.1}, "on a hilltop"),
    ],
)
def test_a_run_that_rests_on_no_minimum_is_told_on_what(text, given, said):
    reason = lrsim.run(surface(text), **given).verdict.reason
    assert said in reason
    assert "local minimum" not in reason
    assert "here" not in reason.replace("there", "")  # it may be told from another step


def test_a_tail_is_no_place():
    reason = lrsim.run(surface("exp(-x)"), start=1.0, steps=3000, lr=1.0).verdict.reason
    assert "vanishes" not in reason

"""The learning rate to take: the middle of the zone, between the ends of the test."""

import math

import pytest

import lrsim
from lrsim.studies.finder.trials import by_zone
from lrsim.studies.zone.questions import Answer
from lrsim.studies.zone.sweep import answer
from lrsim.studies.zone.zone import Zone
from lrsim.text.messages import NOTHING


def of(*zone, **more):
    return Answer(Zone(*zone, **more), NOTHING, None, 3.0)


def test_middle_of_the_zone_is_suggested():
    found = answer(lrsim.Experiment("quadratic", start=5.0, steps=50).setup())
    middle = math.sqrt(found.zone.low * found.zone.high)
    assert by_zone(found, 1e-7, 10.0).lr == pytest.approx(middle)


def test_range_bounds_what_is_suggested():
    assert by_zone(of(0.01, 1.0, 0.5), 0.1, 10.0).lr == pytest.approx(math.sqrt(0.1))
    assert by_zone(of(0.01, 1.0, 0.5), 1e-3, 0.04).lr == pytest.approx(0.02)


def test_where_the_middle_lies_in_a_hole_the_best_is_taken():
    assert by_zone(of(0.01, 1.0, 0.5, holes=((0.09, 0.11),)), 1e-7, 10.0).lr == 0.5


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (of(0.01, 1.0, 0.5), "what works lies outside the test, from 0.01 to 1"),
        (of(20.0, 22.0, 21.0), "only neighbours work: that may be luck"),
        (Answer(None, "this surface has no minimum", None, 3.0), "this surface has no minimum"),
    ],
)
def test_else_nothing_is_suggested_and_it_is_said_why(found, reason):
    low, high = (2.0, 10.0) if found.zone and found.zone.low < 1.0 else (1e-7, 100.0)
    assert by_zone(found, low, high) == (None, reason)

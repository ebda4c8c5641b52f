"""Bands of learning rates that work: holes are bridged, islands are not."""

import numpy as np
import pytest

import lrsim
from lrsim.studies.zone.zone import Band, Zone, bands


@pytest.mark.parametrize(
    ("works", "found"),
    [
        ("", []),
        ("....", []),
        ("####", [Band(0, 3)]),
        (".##.", [Band(1, 2)]),
        ("#.#", [Band(0, 2, ((1, 1),))]),
        ("#..##.#", [Band(0, 6, ((1, 2), (5, 5)))]),
        ("##...#", [Band(0, 1), Band(5, 5)]),
        ("#.#...#..#", [Band(0, 2, ((1, 1),)), Band(6, 9, ((7, 8),))]),
    ],
)
def test_up_to_two_failures_in_a_row_are_a_hole(works, found):
    assert bands(np.array([letter == "#" for letter in works], dtype=bool)) == found


def test_a_zone_holds_what_lies_in_it_and_in_none_of_its_holes():
    zone = Zone(0.1, 1.0, 0.5, islands=((2.0, 3.0),), holes=((0.2, 0.3),))
    assert [zone.holds(lr) for lr in (0.09, 0.1, 0.25, 0.5, 1.0, 2.5)] == [
        False, True, False, True, True, False,
    ]  # fmt: skip


def test_json_has_the_spread_of_the_ends_where_there_is_one():
    plain = Zone(0.1, 1.0, 0.5, holes=((0.2, 0.3),)).to_dict()
    assert plain == {
        "low": 0.1, "high": 1.0, "best": 0.5, "islands": [], "holes": [[0.2, 0.3]],
        "low_open": False, "high_open": False,
    }  # fmt: skip
    assert Zone(0.1, 1.0, 0.5, low_std=0.01, high_std=0.2).to_dict()["high_std"] == 0.2


def test_a_zone_over_all_doubles_has_a_width():
    """An exact line search takes no notice of the learning rate: every one works."""
    lrs = [1e-310, 1e-300, 1e-3, 1.0, 1e6]
    found = lrsim.sweep("quadratic", optimizer="exact-line-search", start=1.0, steps=5, lrs=lrs)
    assert (found.zone.low, found.zone.high) == (1e-310, 1e6)

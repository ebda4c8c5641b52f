"""Zones told from which learning rates work."""

import numpy as np

from lrsim.studies.zone.zone import Zone, stretches, zone_among


def test_stretches_of_true():
    assert stretches(np.array([], dtype=bool)) == []
    assert stretches(np.array([True, True, False, True])) == [(0, 1), (3, 3)]
    assert stretches(np.array([False, True, False])) == [(1, 1)]


def test_the_zone_is_the_stretch_around_the_best_that_works():
    lrs = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    works = np.array([True, True, False, True, True, False])
    rank = np.array([3, 2, 4, 5, 1, 0])  # the best of all does not work
    assert zone_among(lrs, works, rank) == Zone(4.0, 5.0, 5.0, ((1.0, 2.0),))


def test_nothing_works_no_zone():
    assert zone_among(np.array([1.0]), np.array([False]), np.array([0])) is None
    assert zone_among(np.array([]), np.array([], dtype=bool), np.array([], dtype=int)) is None

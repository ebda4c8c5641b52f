"""Trends of a gap whose law is known."""

import math

import numpy as np
import pytest

from lrsim.diagnosis.trends import Tail, motion_of, swing_of, swings, trend_of

UNKNOWN = Tail(None, math.inf)
STEP = np.arange(200)
TARGET = 1e-6


@pytest.mark.parametrize("ratio", [0.5, 0.9, 0.99])
def test_an_exponential_is_projected_exactly(ratio):
    trend = trend_of(ratio ** STEP[:30].astype(float), STEP[:30], TARGET, UNKNOWN)
    assert trend.ratio == pytest.approx(ratio)
    there = math.log(TARGET) / math.log(ratio)
    assert trend.projected == pytest.approx(max(there, 30), rel=1e-3)


def test_bouncing_from_step_to_step_does_not_disturb_the_trend():
    gap = 0.9 ** STEP[:60] * np.where(STEP[:60] % 2, 0.2, 1.0)
    trend = trend_of(gap, STEP[:60], TARGET, UNKNOWN)
    assert trend.ratio == pytest.approx(0.9, rel=0.02)


def test_a_power_law_takes_longer_than_its_present_rate_says():
    gap = 1.0 / (1.0 + STEP) ** 2  # as on a quartic
    trend = trend_of(gap, STEP, TARGET, UNKNOWN)
    assert trend.projected == pytest.approx(1000, rel=0.15)


def test_an_approach_at_constant_speed_ends_in_finite_time():
    gap = 1.0 - STEP[:50] / 100
    assert trend_of(gap, STEP[:50], TARGET, UNKNOWN).projected == pytest.approx(100, rel=0.1)
    gap = gap * gap
    assert trend_of(gap, STEP[:50], TARGET, UNKNOWN).projected == pytest.approx(100, rel=0.1)


def test_the_end_of_such_an_approach_cannot_beat_the_curvature():
    gap = 1.0 - STEP[:50] / 100
    slow = trend_of(gap, STEP[:50], TARGET, Tail(0.01, math.inf)).projected
    assert slow > 1000


def test_a_gap_that_does_not_fall_has_no_projection():
    for gap in (np.ones(50), 1.1 ** STEP[:50]):
        trend = trend_of(gap, STEP[:50], TARGET, UNKNOWN)
        assert trend.projected is None
        assert trend.ratio >= 1.0


def test_two_rows_have_no_trend():
    assert trend_of(np.array([1.0, 0.5]), STEP[:2], TARGET, UNKNOWN) is None
    assert swing_of(np.array([1.0, 0.5]), STEP[:2], TARGET, UNKNOWN) is None


def test_swings_fade_as_their_height_does():
    gap = 0.9**STEP * np.cos(0.2 * STEP) ** 2
    trend = swing_of(gap, STEP, TARGET, UNKNOWN)
    assert trend.ratio == pytest.approx(0.9, rel=0.02)
    assert swings(gap, motion_of(np.ones((199, 1)), np.ones((199, 1)), gap))


def test_thinned_recording_gives_rates_per_step():
    gap, step = 0.99 ** (4.0 * STEP[:50]), 4 * STEP[:50]
    assert trend_of(gap, step, TARGET, UNKNOWN).ratio == pytest.approx(0.99)


def test_rounding_is_no_rise():
    gap = 180.0 + 1e-13 * (STEP % 2)
    gradient = np.ones((199, 1))
    motion = motion_of(gradient, gradient, gap)
    assert (motion.rises, motion.climb) == (0.0, 0)


def test_spikes_and_climbs_are_counted():
    gap = np.array([1.0, 0.1, 0.9, 0.1, 0.8, 0.81, 0.82])
    motion = motion_of(np.ones((6, 1)), -np.ones((6, 1)), gap)
    assert (motion.spikes, motion.climb, motion.flips) == (2, 3, 6)


def test_huge_gradients_do_not_overflow():
    gradient = np.full((3, 2), 1e300)
    assert motion_of(gradient, -gradient, np.ones(4)).flips == 3

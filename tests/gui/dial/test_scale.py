"""The dial's numbers: what it shows, what it accepts, and which decades are in sight."""

from __future__ import annotations

from math import log10

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrsim.gui.dial.scale import (
    DecadeWindow,
    angle_at,
    angle_between,
    angle_of,
    decade_label,
    fraction_at,
    point_at,
)
from lrsim.text.learning_rates import LR_MAX, LR_MIN

rates = st.floats(-7, 2).map(lambda e: min(max(10**e, LR_MIN), LR_MAX))
windows = st.floats(-7, -3).map(DecadeWindow)


@given(windows, st.floats(0, 1))
def test_place_and_rate_are_inverse(window: DecadeWindow, fraction: float) -> None:
    assert window.fraction(window.lr(fraction)) == pytest.approx(fraction, abs=1e-9)


@given(st.floats(0, 1))
def test_place_and_direction_are_inverse(fraction: float) -> None:
    assert fraction_at(angle_at(fraction)) == pytest.approx(fraction)
    assert fraction_at(angle_of(*point_at(fraction, 50.0))) == pytest.approx(fraction)


def test_the_arc_goes_from_lower_left_over_the_top_to_lower_right() -> None:
    assert point_at(0.5, 1.0) == pytest.approx((0.0, -1.0))
    left, right = point_at(0.0, 1.0), point_at(1.0, 1.0)
    assert left == pytest.approx((-right[0], right[1]))
    assert left[1] > 0


@given(st.floats(-180, 180), st.floats(-180, 180))
def test_a_turn_takes_the_short_way_round(before: float, after: float) -> None:
    turn = angle_between(before, after)
    assert -180 <= turn <= 180
    assert (before + turn - after) % 360 == pytest.approx(0, abs=1e-6) or (
        before + turn - after
    ) % 360 == pytest.approx(360, abs=1e-6)


@given(windows, rates)
def test_pushing_moves_the_window_no_further_than_needed(window: DecadeWindow, lr: float) -> None:
    pushed = window.pushed(lr)
    assert -1e-9 <= pushed.fraction(lr) <= 1 + 1e-9
    if 0 <= window.fraction(lr) <= 1:
        assert pushed == window
    else:
        ends = min(abs(log10(lr) - pushed.low), abs(log10(lr) - pushed.high))
        assert ends == pytest.approx(0, abs=1e-9)


@given(windows, rates)
def test_a_settled_window_starts_at_a_decade_and_shows_the_rate(
    window: DecadeWindow, lr: float
) -> None:
    settled = window.settled(lr)
    assert settled.low == round(settled.low)
    assert -7 <= settled.low <= -3
    assert -1e-9 <= settled.fraction(lr) <= 1 + 1e-9
    assert settled.settled(lr) == settled
    assert len(settled.decades()) == 6


@given(windows, rates)
def test_a_roomy_window_has_decades_on_both_sides_of_the_rate(
    window: DecadeWindow, lr: float
) -> None:
    roomy = window.roomy(lr)
    assert roomy.low == round(roomy.low)
    at_an_end = roomy.low in {-7, -3}  # of all rates that there are
    assert at_an_end or 0.1 <= roomy.fraction(lr) <= 0.9 or roomy == window.settled(lr)
    assert -1e-9 <= roomy.fraction(lr) <= 1 + 1e-9
    if window.low == round(window.low) and 0.1 <= window.fraction(lr) <= 0.9:
        assert roomy == window


def test_a_rate_that_was_out_of_sight_comes_to_the_middle() -> None:
    assert DecadeWindow(-7.0).roomy(0.1) == DecadeWindow(-4.0)
    assert DecadeWindow(-6.0).roomy(0.1) == DecadeWindow(-4.0)
    assert DecadeWindow(-4.0).roomy(1.1) == DecadeWindow(-4.0)


def test_by_default_the_decades_of_the_pictures_are_in_sight() -> None:
    labels = [decade_label(exponent) for exponent in DecadeWindow().decades()]
    assert labels == ["10⁻⁴", "0.001", "0.01", "0.1", "1", "10"]


@pytest.mark.parametrize("lr", [1e-12, 1e5])
def test_a_rate_off_the_dial_stands_at_its_end(lr: float) -> None:
    window = DecadeWindow().settled(lr)
    assert window.fraction(lr) in (0.0, 1.0)


def test_a_click_near_a_tick_means_the_tick() -> None:
    window = DecadeWindow()
    assert window.snapped(0.61, 0.07) == 0.1
    assert window.snapped(0.65, 0.07) == 0.178

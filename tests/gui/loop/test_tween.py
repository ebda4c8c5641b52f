"""What lies between two steps, as a function of step, progress and speed."""

from __future__ import annotations

import pytest

from lrsim.gui.loop.tween import tween_at, tween_back


def at(milliseconds: float, speed: float) -> float:
    """Return the progress of a step so long after the one before has landed."""
    return milliseconds / 1000.0 * speed


@pytest.mark.parametrize(
    ("milliseconds", "arrow", "hop"),
    [
        (0, 0.0, 0.0),
        (150, 0.0, 0.0),
        (300, 0.0, 0.0),
        (550, 1.0, 0.0),
        (775, 1.0, 0.5),
        (1000, 1.0, 1.0),
    ],
)
def test_at_one_step_a_second_it_rests_shows_the_slope_grows_the_arrow_and_hops(
    milliseconds: float, arrow: float, hop: float
) -> None:
    tween = tween_at(7, at(milliseconds, 1.0), 1.0)
    assert tween.arrow == pytest.approx(arrow)
    assert tween.hop == pytest.approx(hop)


@pytest.mark.parametrize("speed", [1.0, 2.0, 3.0])
def test_slow_speeds_share_their_time_alike(speed: float) -> None:
    assert tween_at(0, 0.55, speed).hop == 0.0
    assert tween_at(0, 0.775, speed).hop == pytest.approx(0.5)


def test_a_step_of_ten_seconds_hops_no_slower_than_one_of_a_second() -> None:
    assert tween_at(0, 0.9, 0.1).hop == 0.0
    assert tween_at(0, 1 - 0.0225, 0.1).hop == pytest.approx(0.5)


def test_at_five_steps_a_second_arrow_and_hop_go_together_after_fifty_milliseconds() -> None:
    assert tween_at(0, at(50, 5.0), 5.0)[1:4] == (0.0, 0.0, 0.0)
    assert tween_at(0, at(125, 5.0), 5.0).hop == pytest.approx(0.5)
    assert tween_at(0, at(125, 5.0), 5.0).arrow == pytest.approx(0.75)


@pytest.mark.parametrize("speed", [10.0, 20.0, 30.0])
@pytest.mark.parametrize("progress", [0.0, 0.25, 0.9])
def test_from_ten_to_thirty_there_is_only_an_even_hop(speed: float, progress: float) -> None:
    tween = tween_at(0, progress, speed)
    assert tween.hop == progress
    assert tween.arrow is None


@pytest.mark.parametrize("speed", [50.0, 1000.0, float("inf")])
def test_over_thirty_nothing_is_between_steps(speed: float) -> None:
    tween = tween_at(3, 0.7, speed)
    assert (tween.hop, tween.images, tween.moving) == (0.0, (), False)


def test_after_images_are_where_the_ball_was_60_120_and_180_milliseconds_before() -> None:
    tween = tween_at(4, 0.9, 1.0)
    assert [step for step, _ in tween.images] == [4, 4, 4]
    assert [share for _, share in tween.images] == pytest.approx(
        [tween_at(4, 0.9 - late, 1.0).hop for late in (0.06, 0.12, 0.18)]
    )
    assert [step for step, _ in tween_at(9, 0.1, 10.0).images] == [8, 7, 7]


def test_where_the_motion_began_there_are_no_after_images_of_before() -> None:
    assert tween_at(9, 0.1, 10.0, since=9).images == ()
    assert len(tween_at(9, 0.7, 10.0, since=9).images) == 1


def test_a_step_back_starts_at_the_present_place_and_has_no_arrow() -> None:
    assert tween_back(5, 0.0)[:2] == (4, 1.0)
    assert tween_back(5, 1.0)[:2] == (4, 0.0)
    assert tween_back(5, 0.5).arrow is None


def test_the_ball_never_goes_back_on_its_way() -> None:
    for speed in (0.5, 1.0, 2.0, 5.0, 10.0, 30.0):
        hops = [tween_at(0, k / 200, speed).hop for k in range(201)]
        assert hops == sorted(hops)
        assert hops[-1] == 1.0

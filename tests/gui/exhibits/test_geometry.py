"""Where things are in a shower."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from lrsim.gui.exhibits.shower import geometry


@pytest.mark.parametrize(
    ("drawn", "selected", "most", "seen"),
    [
        ([0], 0, 3, [0]),
        ([0, 1, 2], 2, 3, [0, 1, 2]),
        ([0, 1, 2, 3, 4, 5, 6, 7], 4, 3, [3, 4, 5]),
        ([0, 1, 2, 3, 4, 5, 6, 7], 0, 3, [0, 1, 2]),
        ([0, 1, 2, 3, 4, 5, 6, 7], 7, 3, [5, 6, 7]),
        ([0, 1, 2, 3], 2, 1, [2]),
        ([0, 3, 5, 6], 5, 3, [3, 5, 6]),
        ([], 0, 3, []),
    ],
)
def test_the_selected_runner_is_seen_with_its_neighbours(drawn, selected, most, seen) -> None:
    assert geometry.seen(drawn, selected, most) == seen


def test_booths_fill_the_card_and_do_not_overlap() -> None:
    frames = geometry.frames_of(3, 1050.0, 440.0, 12.0)
    assert frames[0].left == 0.0
    assert frames[-1].left + frames[-1].width == pytest.approx(1050.0)
    for one, other in itertools.pairwise(frames):
        assert other.left - one.left - one.width == pytest.approx(12.0)


def test_one_booth_stands_in_the_middle_and_is_no_hall() -> None:
    (frame,) = geometry.frames_of(1, 1050.0, 440.0, 12.0)
    assert frame.width < 500.0
    assert frame.left + 0.5 * frame.width == pytest.approx(525.0)


def test_the_knob_has_stops() -> None:
    angles = [geometry.knob_angle(x) for x in (-math.inf, -1.25, 0.0, 1.25, 176.0)]
    assert angles == [-135.0, -135.0, 0.0, 135.0, 135.0]
    assert geometry.knob_angle(math.nan) == 0.0


def test_mercury_rises_with_the_temperature_and_stays_in_the_tube() -> None:
    levels = [geometry.mercury(celsius) for celsius in (-1e300, 5.0, 10.0, 38.0, 60.0, 62.0, 1e300)]
    assert levels == sorted(levels, reverse=True)
    assert levels[-1] > geometry.TUBE.top
    assert math.isfinite(geometry.mercury(math.nan))


def test_water_has_eleven_streams_between_head_and_ground() -> None:
    lines = geometry.streams(0.3)
    assert len({round(x, 6) for x in np.interp(0.0, [0.0], [0.0]) + lines[:, 0]}) >= 11
    assert lines[:, [1, 3]].min() >= geometry.HEAD[2]
    assert lines[:, [1, 3]].max() <= geometry.PUDDLE[1]


def test_the_end_of_a_loop_is_its_begin() -> None:
    np.testing.assert_allclose(geometry.streams(1.0), geometry.streams(0.0), atol=1e-9)
    assert not np.allclose(geometry.streams(0.5)[:40], geometry.streams(0.47)[:40], atol=1.0)

"""Polylines leave a frame where they leave it."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lrsim.gui.plots.clipping import clipped

FRAME = (0.0, 10.0, 0.0, 5.0)

PLACES = st.one_of(st.floats(-30, 30), st.sampled_from([0.0, 5.0, 10.0, -1e100, 1e100]))


def parts(x: list[float], y: list[float]) -> list[list[tuple[float, float]]]:
    found = clipped(np.array(x, float), np.array(y, float), FRAME)
    return [list(zip(u.tolist(), v.tolist(), strict=True)) for u, v in found]


def test_what_lies_inside_is_left_as_it_is() -> None:
    assert parts([1, 2, 3], [1, 4, 0]) == [[(1, 1), (2, 4), (3, 0)]]


def test_a_line_ends_where_it_crosses_the_border_however_far_it_goes() -> None:
    assert parts([1, 3], [1, 9]) == [[(1, 1), (2, 5)]]
    ((_, (x, y)),) = parts([1, 3], [1, 1e100])
    assert (x, y) == (1.0, 5.0)


def test_what_is_outside_leaves_nothing_along_the_border() -> None:
    assert parts([1, 2, 3, 4], [9, 8, 7, 9]) == []
    assert parts([1, 2, 3, 4], [4, 6, 6, 4]) == [[(1, 4), (1.5, 5)], [(3.5, 5), (4, 4)]]


def test_a_line_that_passes_through_is_cut_at_both_ends() -> None:
    assert parts([-5, 15], [2.5, 2.5]) == [[(0, 2.5), (10, 2.5)]]


@given(st.lists(st.tuples(PLACES, PLACES), min_size=2, max_size=12))
def test_all_of_it_lies_in_the_frame_and_on_the_line(points: list[tuple[float, float]]) -> None:
    x, y = (np.array(axis) for axis in zip(*points, strict=True))
    for across, down in clipped(x, y, FRAME):
        assert len(across) == len(down) >= 2
        assert (across >= FRAME[0] - 1e-6).all()
        assert (across <= FRAME[1] + 1e-6).all()
        assert (down >= FRAME[2] - 1e-6).all()
        assert (down <= FRAME[3] + 1e-6).all()

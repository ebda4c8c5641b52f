"""Labels at the end of curves keep apart."""

from __future__ import annotations

import pytest

from lrsim.gui.plots.end_labels import apart


@pytest.mark.parametrize(
    ("wanted", "placed"),
    [
        ([10, 50, 90], [10, 50, 90]),
        ([50, 52], [50, 68]),
        ([95, 96, 97], [64, 82, 100]),
        ([-10, 0, 5], [0, 18, 36]),
    ],
)
def test_neighbours_are_nudged_apart_and_stay_inside(
    wanted: list[float], placed: list[float]
) -> None:
    assert apart(wanted, 0, 100, 18) == placed

"""Curves are painted in pieces that do not turn often."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from lrsim.gui.plots.curves import pieces

WAYS = {
    "straight": np.linspace(0.0, 9.0, 10),
    "zigzag": np.array([0.0, 5.0] * 22 + [0.0]),
    "noise": np.random.default_rng(0).standard_normal(500),
    "flat": np.zeros(7),
    "two": np.array([1.0, 2.0]),
}


@pytest.mark.parametrize("way", WAYS)
def test_pieces_make_the_whole_and_each_turns_once_at_most(way: str) -> None:
    y = WAYS[way]
    parts = [np.arange(len(y))[piece] for piece in pieces(y)]
    assert (parts[0][0], parts[-1][-1]) == (0, len(y) - 1)
    for one, other in itertools.pairwise(parts):
        assert one[-1] == other[0]
    for part in parts:
        assert len(part) > 1
        steps = np.diff(y[part])
        assert (steps[1:] * steps[:-1] < 0.0).sum() <= 1


def test_a_curve_that_does_not_turn_is_one_piece() -> None:
    assert pieces(WAYS["straight"]) == [slice(0, 10)]

"""The surface's picture: what it makes room for."""

from __future__ import annotations

import pytest

import lrsim
from gui.conftest import OpenWindow


@pytest.mark.parametrize("formula", ["log(x)", "sqrt(x)"])
def test_where_a_formula_has_no_value_no_room_is_made(
    open_window: OpenWindow, formula: str
) -> None:
    window = open_window(lrsim.Experiment(f"formula:{formula}", start=4.0))
    low, high = window.run_page.surface_view.getViewBox().viewRange()[1]
    assert high - low < 20.0

"""Labels at the end of curves keep apart."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtGui import QColor, QFontMetricsF
from pytestqt.qtbot import QtBot

from lrsim.gui.look.theme import THEMES
from lrsim.gui.plots.end_labels import EndLabel, EndLabels, apart
from lrsim.gui.plots.items import ViewBox
from lrsim.gui.plots.plot import Plot


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


@pytest.mark.parametrize("times", [1.0, 2.5])
def test_labels_of_one_value_stand_clear_of_each_other_in_type_of_any_size(
    qtbot: QtBot, times: float
) -> None:
    plot, theme = Plot("plot", ViewBox()), THEMES["dark"].scale(times)
    qtbot.addWidget(plot)
    plot.set_theme(theme)
    labels = EndLabels(plot)
    labels.set_theme(theme)
    colour = QColor(theme.text)
    labels.show_labels([EndLabel(0.5, 0.003, colour, pointed=index == 0) for index in range(3)])
    plot.resize(400, 600)
    plot.grab()
    height = QFontMetricsF(theme.font("small")).height()
    placed = [y for y, _ in labels.placed]
    assert len(placed) == 3
    assert all(below - above >= height for above, below in itertools.pairwise(placed))

"""In every page, theme and size no text is cut, covered or faint: a walk in which any two choices meet."""

import itertools

import pytest
from PySide6.QtWidgets import QApplication

from gui.legible import findings, record_pixmaps
from gui.walk import CHOICES, SIZES, View, few_views, stage
from lrsim.gui.maps import ranges

VIEWS = {
    looks: list(group)
    for looks, group in itertools.groupby(
        sorted(few_views(), key=lambda view: (view.theme, view.size)),
        key=lambda view: (view.theme, view.size),
    )
}


@pytest.mark.parametrize(
    "looks", VIEWS, ids=lambda looks: f"{looks[0]}-{looks[1][0]}x{looks[1][1]}"
)
def test_all_that_is_written_can_be_read(open_window, monkeypatch, looks):
    monkeypatch.setattr(ranges, "COUNTS", (64,))
    drawn = record_pixmaps(monkeypatch)
    theme, size = looks
    window = open_window(theme=theme, size=size)
    found = []
    for view in VIEWS[looks]:
        stage(window, view)
        QApplication.processEvents()
        found += [f"{view}: {finding}" for finding in findings(window, drawn, theme)]
    assert found == []


LONGER = [
    View(page, "dark", (0, 0), surface, moment)
    for page in CHOICES[0]
    for surface, moment in (("quadratic", "middle"), ("double-well", "exploded"))
]


@pytest.mark.parametrize("size", SIZES[:2], ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_language_a_third_longer_can_be_read(pseudo, open_window, monkeypatch, size):
    monkeypatch.setattr(ranges, "COUNTS", (64,))
    drawn = record_pixmaps(monkeypatch)
    window = open_window(size=size)
    found = []
    for view in LONGER:
        stage(window, view)
        QApplication.processEvents()
        found += [f"{view}: {finding}" for finding in findings(window, drawn)]
    assert found == []

"""What lies over the pages can be read in small and in very large windows: a part of the walk's tours."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel

from gui.legible import findings, record_pixmaps
from gui.tours import TOURS
from gui.walk import settle
from lrsim.experiment import Experiment


@pytest.mark.slow
def test_sheets_forms_and_what_is_enlarged_can_be_read_in_a_small_window(open_window, monkeypatch):
    drawn = record_pixmaps(monkeypatch)
    window = open_window(size=(1024, 768))
    found = []
    for tour in ("keys", "forms", "landscape"):
        for name, widget in TOURS[tour](window):
            settle(window)
            found += [f"{name}: {finding}" for finding in findings(widget, drawn)]
    assert found == []


def test_at_four_times_as_many_pixels_type_icons_and_headings_are_twice_as_large(open_window):
    window = open_window(Experiment("shower"), size=(3200, 1800))
    assert window.theme.factor == 2.0
    assert [str(finding) for finding in findings(window)] == []
    body = window.theme.body
    assert window.bar.open_button.iconSize().width() > body
    icon = window.bar.open_button.icon()
    assert icon.actualSize(window.bar.open_button.iconSize()).width() > body


@pytest.mark.parametrize(("size", "columns"), [((1000, 640), 2), ((1280, 720), 3)])
def test_the_sheet_of_keys_has_as_many_columns_as_its_words_have_room(open_window, size, columns):
    window = open_window(size=size)
    sheet = window.actions_.sheet
    sheet.toggle()
    settle(window)
    labels = sheet.findChildren(QLabel)
    headings = [label for label in labels if label.property("role") == "quiet"]
    assert len({label.mapTo(sheet, QPoint()).x() for label in headings}) == columns
    assert all(label.mapTo(sheet, QPoint(label.width(), 0)).x() < sheet.width() for label in labels)
    assert findings(sheet) == []

"""What lies over the picture while presenting has the clicker's keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QScrollArea

from gui.conftest import OpenWindow
from lrsim.gui.manual.sheet import ManualSheet

pytestmark = pytest.mark.window


def test_page_keys_go_through_the_sheet_of_keys_and_not_through_the_run_below(
    open_window: OpenWindow,
) -> None:
    window = open_window(size=(1024, 600))
    window.present()
    window.session.pause()
    window.session.reset()
    window.actions_.sheet.toggle()
    sheet = window.actions_.sheet
    bar = sheet.findChild(QScrollArea).verticalScrollBar()
    assert bar.maximum() > 0
    QTest.keyClick(window.dial, Qt.Key.Key_PageDown)
    assert bar.value() > 0
    QTest.keyClick(window.dial, Qt.Key.Key_PageUp)
    assert bar.value() == 0
    assert (window.session.playing, window.session.playhead) == (False, 0)
    QTest.keyClick(window.dial, Qt.Key.Key_Escape)
    QTest.keyClick(window.dial, Qt.Key.Key_PageDown)
    assert window.session.playing


@pytest.mark.parametrize("size", [(1024, 768), (1300, 700), (1920, 1080)])
def test_no_line_of_the_sheet_of_keys_is_cut(
    open_window: OpenWindow, size: tuple[int, int]
) -> None:
    window = open_window(size=size)
    window.actions_.sheet.toggle()
    area = window.actions_.sheet.findChild(QScrollArea)
    QApplication.processEvents()  # its scroll bar comes and goes
    assert area.widget().minimumSizeHint().width() <= area.viewport().width()
    if size == (1920, 1080):  # one sheet: nothing of it is elsewhere
        assert area.verticalScrollBar().maximum() == 0


def test_page_keys_go_through_the_manual_and_not_through_the_run_below(
    open_window: OpenWindow,
) -> None:
    window = open_window(size=(1024, 600))
    window.present()
    window.session.pause()
    window.session.reset()
    manual = ManualSheet(window, window.theme)
    window.actions_.manual = manual
    manual.open_page("model.md")
    QTest.keyClick(manual, Qt.Key.Key_PageDown)
    areas = manual.findChildren(QAbstractScrollArea)
    assert max(area.verticalScrollBar().value() for area in areas) > 0
    assert (window.session.playing, window.session.playhead) == (False, 0)

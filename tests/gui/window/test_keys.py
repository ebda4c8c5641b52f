"""The dial has the keys, wherever the mouse has been."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from gui.conftest import LEFT, OpenWindow
from gui.dialogs import open_dialogs
from lrsim.experiment import Experiment, Runner
from lrsim.gui.forms.popover import Popover
from lrsim.gui.maps import ranges
from lrsim.gui.runners.model import Column
from lrsim.gui.window.keys import TYPED_INTO
from lrsim.gui.window.main_window import MainWindow

pytestmark = pytest.mark.window

KEY = Qt.Key


def settle(window: MainWindow, qtbot: QtBot) -> None:
    QApplication.processEvents()
    window.bridge.flush()
    qtbot.waitUntil(lambda: window.background.is_idle)
    QApplication.processEvents()


def close_popups() -> None:
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
    for dialog in open_dialogs():
        dialog.reject()


def clickable(window: MainWindow) -> Iterator[QWidget]:
    """Yield what the mouse can reach, itself and not what lies over it."""
    for widget in window.centralWidget().findChildren(QWidget):
        middle = widget.rect().center()
        if (
            widget.isVisible()
            and widget.window() is window
            and not isinstance(widget, QScrollBar)
            and window.childAt(widget.mapTo(window, middle)) is widget
        ):
            yield widget


def press(window: MainWindow, key: Qt.Key) -> None:
    QTest.keyClick(window.focusWidget() or window, key)


def hears(window: MainWindow) -> bool:
    """Tell whether Page Up and an arrow turn the dial."""
    session = window.session
    session.pause()
    session.reset()
    session.turn_dial(0.1)
    window.bridge.flush()
    press(window, KEY.Key_PageUp)
    jumped = session.lr
    press(window, KEY.Key_Up)
    return bool(session.lr > jumped == 1.0)


def alike(window: MainWindow) -> set[QWidget]:
    """Buttons of the page that is shown that do what another one does."""
    rows = getattr(window.pages.current, "rows", [])[1:]  # of lessons
    return {row.button for row in rows}


@pytest.mark.parametrize("page", range(7))
def test_after_a_click_on_anything_the_dial_hears_the_keys(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    monkeypatch.setattr(ranges, "COUNTS", (16,))
    window.show_page(page)
    settle(window, qtbot)
    assert len(window.page_names) == 7
    openers, deaf = {window.actions_.button, window.bar.open_button, *alike(window)}, []
    widgets = [w for w in clickable(window) if not isinstance(w, (*TYPED_INTO, QMenu))]
    assert len(widgets) > 30
    for widget in widgets:
        window.show_page(page)  # another click may have left it
        if not widget.isVisible() or widget in openers or getattr(widget, "menu", bool)():
            continue
        QTest.mouseClick(widget, LEFT, pos=widget.rect().center())
        close_popups()
        window.lectern.leave()
        if window.dial.number_hidden():  # the click was on the number, which is typed now
            press(window, KEY.Key_Escape)
        if not hears(window):
            deaf.append(f"{type(widget).__name__} {widget.accessibleName()} {widget.toolTip()}")
    assert deaf == []


def test_no_widget_but_dial_and_text_fields_takes_the_keys_from_a_click(
    window: MainWindow, qtbot: QtBot
) -> None:
    for page in range(len(window.page_names)):
        window.show_page(page)
        settle(window, qtbot)
    takers = {
        type(widget).__name__
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.ClickFocus
        and widget.window() is window
        and not isinstance(widget, (*TYPED_INTO, Popover))
        and widget not in (window.dial, window.centralWidget())
    }
    assert takers == set()


def test_after_a_click_on_a_row_digits_select_and_enter_types_the_rate(window: MainWindow) -> None:
    table = window.runners_table.table
    where = table.visualRect(window.runners_table.model.index(2, Column.NAME)).center()
    QTest.mouseClick(table.viewport(), LEFT, pos=where)
    assert window.session.selected == 2
    window.bridge.flush()
    press(window, KEY.Key_Return)
    QTest.keyClicks(QApplication.focusWidget(), "0.2")
    press(window, KEY.Key_Return)
    assert window.session.experiment.runners[2].lr == 0.2
    press(window, KEY.Key_1)
    assert window.session.selected == 0


def test_a_text_field_keeps_the_keys_until_a_click_elsewhere(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.show_page(window.page_names.index("Finder"))
    settle(window, qtbot)
    field = next(w for w in window.pages.current.findChildren(QWidget) if isinstance(w, TYPED_INTO))
    QTest.mouseClick(field, LEFT)
    assert QApplication.focusWidget() in (field, field.focusProxy(), *field.findChildren(QWidget))
    before = window.session.lr
    for key in (KEY.Key_PageUp, KEY.Key_Up, KEY.Key_Left):
        press(window, key)
    assert window.session.lr == before
    QTest.mouseClick(window.cards["verdict"], LEFT, pos=QPoint(4, 4))
    assert window.dial.hasFocus()


def test_a_name_that_was_typed_gives_the_keys_back(window: MainWindow) -> None:
    table = window.runners_table.table
    where = table.visualRect(window.runners_table.model.index(0, Column.NAME)).center()
    QTest.mouseClick(table.viewport(), LEFT, pos=where)
    QTest.mouseDClick(table.viewport(), LEFT, pos=where)
    QTest.keyClicks(QApplication.focusWidget(), "Slow")
    press(window, KEY.Key_Return)
    QApplication.processEvents()
    assert window.session.experiment.runners[0].name == "Slow"
    assert window.dial.hasFocus()


def test_what_tab_reaches_has_enter_until_escape(window: MainWindow) -> None:
    button = window.runners_table.add_button
    button.setFocus(Qt.FocusReason.TabFocusReason)
    press(window, KEY.Key_Return)
    assert len(window.session.runs) == 4
    assert button.hasFocus()
    press(window, KEY.Key_Escape)
    assert window.dial.hasFocus()


def test_keys_that_nobody_wants_reach_the_dial(window: MainWindow) -> None:
    window.session.turn_dial(0.1)
    window.bridge.flush()
    window.transport.play_button.setFocus(Qt.FocusReason.TabFocusReason)
    press(window, KEY.Key_PageUp)
    assert window.session.lr == 1.0


def test_a_greyed_dial_leaves_the_keys_with_the_window(open_window: OpenWindow) -> None:
    window = open_window(
        Experiment("quadratic", runners=[Runner(name="1", optimizer="exact-line-search")])
    )
    QTest.mouseClick(window.transport.forward_button, LEFT)
    QTest.mouseClick(window.cards["verdict"], LEFT, pos=QPoint(4, 4))
    press(window, KEY.Key_PageUp)
    press(window, KEY.Key_Return)
    assert not window.dial.number_hidden()
    press(window, KEY.Key_Space)
    assert window.session.playing
    window.session.pause()
    window.session.edit_runner(optimizer="sgd")
    window.bridge.flush()
    assert window.dial.hasFocus()


def test_f1_opens_and_closes_the_sheet_and_escape_closes_it(window: MainWindow) -> None:
    sheet = window.actions_.sheet
    for closes in (KEY.Key_F1, KEY.Key_Escape):
        press(window, KEY.Key_F1)
        assert sheet.isVisible()
        press(window, closes)
        assert not sheet.isVisible()
    assert window.dial.hasFocus()


def test_undo_need_not_wait_until_the_keys_of_the_dial_rest(window: MainWindow) -> None:
    window.session.select(1)
    before = window.session.lr
    QTest.keyClick(window.dial, KEY.Key_PageDown)
    window.bridge.flush()
    assert window.session.lr == pytest.approx(before / 10)
    QTest.keyClick(window.dial, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.session.lr == before

"""Menus open and let the program go on: nothing waits in an event loop of its own until they close."""

import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget

from gui.waits import Waits
from lrsim.gui.maps import ranges

REASON = QContextMenuEvent.Reason.Mouse


def close_menus():
    count = 0
    while isinstance(popup := QApplication.activePopupWidget(), QMenu):
        count += 1
        popup.close()
        QApplication.processEvents()
    return count


def ask_for_menu(widget):
    centre = widget.rect().center()
    event = QContextMenuEvent(REASON, centre, widget.mapToGlobal(centre))
    QApplication.sendEvent(widget, event)


def visible(root):
    return [widget for widget in root.findChildren(QWidget) if widget.isVisible()]


@pytest.fixture
def waits():
    waits = Waits()
    with waits.noticed():
        yield waits


@pytest.mark.parametrize("page", range(5))
def test_no_context_menu_holds_the_program_up(window, waits, monkeypatch, page):
    monkeypatch.setattr(ranges, "COUNTS", (16,))
    window.show_page(page)
    menus = 0
    for widget in visible(window):
        with waits.doing(f"{type(widget).__name__} {widget.accessibleName()}"):
            ask_for_menu(widget)
        menus += close_menus()
    assert menus > 20
    assert waits.held == []


def shown_by(form, place):
    """Return a widget of a form by its place, None beyond the last one.

    Offscreen nothing is active once a menu has closed, which closes the form: it is opened again.
    """
    if form.popover is None:
        form.open()
        QApplication.processEvents()
    return next(itertools.islice(visible(form.popover), place, None), None)


def test_no_context_menu_of_a_form_holds_the_program_up(window, waits):
    menus = 0
    for form in (*window.pickers.values(), window.experiment_form, window.noise_form):
        place = 0
        while widget := shown_by(form, place):
            with waits.doing(f"{type(widget).__name__} {widget.accessibleName()}"):
                ask_for_menu(widget)
            menus += close_menus()
            place += 1
        form.popover.close()
    assert menus > 20
    assert waits.held == []


def test_no_button_waits_in_its_menu(window, waits):
    window.show_page(window.page_names.index("Zone"))
    buttons = [
        button
        for button in window.findChildren(QAbstractButton)
        if button.isVisible() and getattr(button, "menu", bool)()
    ]
    assert window.actions_.button in buttons
    assert len(buttons) >= 2
    for button in buttons:
        with waits.doing(button.accessibleName()):
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert close_menus() == 1
    assert waits.held == []

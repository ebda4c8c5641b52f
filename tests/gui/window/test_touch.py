"""Two fingers zoom about themselves, one that is held opens a menu."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from gui.conftest import OpenWindow
from lrsim.gui.window.held_finger import HeldFinger

pytestmark = pytest.mark.window


def test_two_fingers_zoom_the_surface_and_time_about_themselves(
    open_window: OpenWindow,
) -> None:
    window = open_window(size=(1024, 768))
    finger = QTest.createTouchDevice()
    surface, loss = window.run_page.surface_view, window.run_page.loss_view
    for plot in (surface, loss):
        port = plot.viewport()
        # the screen of the offscreen platform is smaller than the window, and touches beside it are lost
        place = port.mapTo(window, port.rect().center())
        window.move(window.screen().geometry().center() - place)
        QApplication.processEvents()
        middle = port.rect().center()
        box = plot.getViewBox()
        (before, up), at = box.viewRange(), box.mapSceneToView(plot.mapToScene(middle))
        places = [(middle - QPoint(d, 0), middle + QPoint(d, 0)) for d in range(20, 60, 4)]
        QTest.touchEvent(port, finger).press(0, places[0][0], port).commit()
        QTest.touchEvent(port, finger).stationary(0).press(1, places[0][1], port).commit()
        for one, other in places:
            QTest.touchEvent(port, finger).move(0, one, port).move(1, other, port).commit()
        one, other = places[-1]
        QTest.touchEvent(port, finger).release(0, one, port).release(1, other, port).commit()
        QApplication.processEvents()
        now, high = box.viewRange()
        assert now[1] - now[0] < 0.7 * (before[1] - before[0])
        share, then = ((at.x() - low) / (end - low) for low, end in (now, before))
        assert share == pytest.approx(then, abs=0.1), plot
        assert (high[1] - high[0] < 0.7 * (up[1] - up[0])) is (plot is surface)


def test_a_finger_that_is_held_opens_the_menu_that_a_right_click_does(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window(size=(1024, 768))
    finger = QTest.createTouchDevice()
    window.run_page.loss_view.setFocus()
    for widget in (window.run_page.loss_view.viewport(), window.dial, window.verdict_card):
        place = widget.rect().center()
        window.move(window.screen().geometry().center() - widget.mapTo(window, place))
        QApplication.processEvents()
        QTest.touchEvent(widget, finger).press(0, place, widget).commit()
        qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        assert menu.actions()
        menu.close()
        QTest.touchEvent(widget, finger).release(0, place, widget).commit()
        QApplication.processEvents()
    before = window.dial.value()
    for k in range(20):  # the hand is off it
        QTest.mouseMove(window.dial, window.dial.rect().center() + QPoint(60, 5 * k - 50))
    assert window.dial.value() == before


def test_neither_a_short_touch_nor_a_drag_nor_a_mouse_that_is_held_opens_a_menu(
    open_window: OpenWindow,
) -> None:
    window = open_window(size=(1024, 768))
    dial, finger = window.dial, QTest.createTouchDevice()
    place = dial.rect().center()
    window.move(window.screen().geometry().center() - dial.mapTo(window, place))
    QApplication.processEvents()
    (held,) = window.findChildren(HeldFinger)
    QTest.touchEvent(dial, finger).press(0, place, dial).commit()
    assert held._wait.isActive()
    QTest.touchEvent(dial, finger).release(0, place, dial).commit()
    assert not held._wait.isActive()
    QTest.touchEvent(dial, finger).press(0, place, dial).commit()
    QTest.touchEvent(dial, finger).move(0, place + QPoint(60, 0), dial).commit()
    assert not held._wait.isActive()
    QTest.touchEvent(dial, finger).release(0, place, dial).commit()
    QTest.mousePress(dial, Qt.MouseButton.LeftButton, pos=place)
    assert not held._wait.isActive()
    QTest.mouseRelease(dial, Qt.MouseButton.LeftButton, pos=place)

"""A lecture with a clicker: its keys are heard wherever the focus is, and are nobody's once it is over."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDoubleSpinBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QSlider,
    QSpinBox,
    QTableWidget,
    QWidget,
)

from gui.conftest import OpenWindow
from lrsim.gui.window.main_window import MainWindow

pytestmark = pytest.mark.window

Key = Qt.Key
SIZES = ((1024, 768), (1920, 1080))
FOCUSED: dict[str, Callable[[], QWidget]] = {
    "slider": lambda: QSlider(Qt.Orientation.Horizontal),
    "spin box": QSpinBox,
    "number": QDoubleSpinBox,
    "table": lambda: QTableWidget(30, 3),
}


def press(window: MainWindow, key: Qt.Key) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, key)
    window.bridge.flush()


def focus(window: MainWindow, widget: QWidget) -> None:
    widget.setParent(window)
    widget.show()
    widget.setFocus()
    assert QApplication.focusWidget() is widget


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", FOCUSED)
def test_a_lecture_by_clicker_alone_whatever_has_the_focus(
    open_window: OpenWindow, size: tuple[int, int], name: str
) -> None:
    window = open_window(size=size)
    session, presentation = window.session, window.presentation
    press(window, Key.Key_F5)
    widget = FOCUSED[name]()
    focus(window, widget)
    press(window, Key.Key_PageDown)
    assert session.playing
    press(window, Key.Key_PageDown)
    assert not session.playing
    assert session.playhead == session.end
    press(window, Key.Key_PageDown)
    assert session.reveal
    press(window, Key.Key_B)
    assert presentation.blank.isVisible()
    press(window, Key.Key_PageDown)
    assert not presentation.blank.isVisible()
    assert session.selected == 0  # it brought the picture back and did nothing else
    press(window, Key.Key_Period)
    press(window, Key.Key_B)
    assert not presentation.blank.isVisible()
    press(window, Key.Key_PageDown)
    assert session.selected == 1
    press(window, Key.Key_PageUp)
    assert session.selected == 0
    press(window, Key.Key_Escape)
    assert not presentation.is_on


@pytest.mark.parametrize("name", FOCUSED)
def test_after_it_page_keys_are_the_focused_widgets_again(window: MainWindow, name: str) -> None:
    widget = FOCUSED[name]()
    press(window, Key.Key_F5)
    press(window, Key.Key_F5)
    focus(window, widget)
    told, seen = [], []
    window.presentation.changed.connect(lambda: told.append(True))

    class Watch(QWidget):
        def eventFilter(self, _watched: object, event: QEvent) -> bool:
            seen.append(event.type())
            return False

    watch = Watch()
    widget.installEventFilter(watch)
    press(window, Key.Key_PageDown)
    assert QEvent.Type.KeyPress in seen
    assert told == []


def test_a_key_held_down_counts_once(window: MainWindow) -> None:
    press(window, Key.Key_F5)
    for again in (False, True, True):
        event = QKeyEvent(
            QEvent.Type.KeyPress, Key.Key_B, Qt.KeyboardModifier.NoModifier, "b", again
        )
        QApplication.sendEvent(window, event)
    assert window.presentation.blank.isVisible()


def test_a_text_being_typed_keeps_its_letters_and_a_number_its_point(window: MainWindow) -> None:
    press(window, Key.Key_F5)
    for field in (QLineEdit(), QPlainTextEdit()):
        focus(window, field)
        QTest.keyClicks(field, "b.wpqs")
        text = field.text() if isinstance(field, QLineEdit) else field.toPlainText()
        assert text == "b.wpqs"
        press(window, Key.Key_PageDown)
        assert window.session.playing
        window.session.pause()
    number = QDoubleSpinBox()
    focus(window, number)
    number.selectAll()
    QTest.keyClicks(number, "0.5")
    assert number.value() == 0.5
    assert not window.presentation.blank.isVisible()


def test_the_dials_number_can_be_typed_and_left(window: MainWindow) -> None:
    press(window, Key.Key_F5)
    for key in (Key.Key_0, Key.Key_Period, Key.Key_3, Key.Key_Return):
        press(window, key)
    assert window.session.lr == 0.3
    press(window, Key.Key_0)
    press(window, Key.Key_Escape)  # it leaves the field
    assert window.presentation.is_on
    assert window.session.lr == 0.3
    press(window, Key.Key_Escape)
    assert not window.presentation.is_on


def test_an_open_menu_does_not_keep_the_clicker_waiting(window: MainWindow) -> None:
    press(window, Key.Key_F5)
    menu = QMenu(window)
    menu.addAction("one")
    menu.popup(window.mapToGlobal(QPoint(50, 50)))
    QTest.keyClick(menu, Key.Key_PageDown)
    assert not menu.isVisible()
    assert window.session.playing


def test_shift_f5_is_heard_and_other_shortcuts_are_left_alone(window: MainWindow) -> None:
    press(window, Key.Key_F5)
    QTest.keyClick(window, Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert not window.presentation.blank.isVisible()
    press(window, Key.Key_R)
    assert window.session.reveal
    QTest.keyClick(window, Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    assert not window.presentation.is_on


def test_the_wheel_changes_the_spotlight_and_nothing_else(window: MainWindow) -> None:
    press(window, Key.Key_F5)
    spotlight, dial = window.presentation.spotlight, window.dial
    press(window, Key.Key_P)
    assert spotlight.isVisible()
    before, lr = spotlight.radius, window.session.lr
    middle = QPointF(dial.rect().center())
    wheel = QWheelEvent(
        middle, QPointF(dial.mapToGlobal(middle.toPoint())), QPoint(), QPoint(0, 240),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(dial, wheel)
    assert spotlight.radius > before
    assert window.session.lr == lr
    press(window, Key.Key_P)
    assert not spotlight.isVisible()


@pytest.mark.parametrize("name", ["surface", "loss", "dial", "verdict"])
def test_a_double_click_lets_a_card_fill_the_screen_and_another_gives_it_back(
    window: MainWindow, name: str
) -> None:
    press(window, Key.Key_F5)
    card = window.floor.cards[name]
    QApplication.processEvents()
    own = card.size()
    for filled in (True, False):
        QTest.mouseDClick(card.content, Qt.MouseButton.LeftButton)
        QApplication.processEvents()
        assert (card.size() == window.floor.size()) == filled
    assert card.size() == own
    assert window.presentation.is_on


def test_escape_gives_the_zoomed_card_back_before_it_leaves(window: MainWindow) -> None:
    press(window, Key.Key_F5)
    window.enlarge("loss")
    press(window, Key.Key_Escape)
    assert window.floor.enlarged == ""
    assert window.presentation.is_on
    for key in (Key.Key_Q, Key.Key_F1):
        press(window, key)
        press(window, Key.Key_Escape)
        assert window.presentation.is_on
    press(window, Key.Key_Escape)
    assert not window.presentation.is_on

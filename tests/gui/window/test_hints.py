"""Everything says what it is under the mouse, with its key; fingers find it, too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QLineEdit,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from lrsim.gui.look.cards import LEAST_TARGET
from lrsim.gui.look.keys import GESTURES, KEYS
from lrsim.gui.maps import ranges
from lrsim.gui.plots.plot import Plot
from lrsim.gui.runners.legend import Legend
from lrsim.gui.window.main_window import MainWindow
from lrsim.gui.window.pages import PAGES

pytestmark = pytest.mark.window

README = Path(__file__).parents[3] / "README.md"
CONTROLS = (QAbstractButton, QAbstractSlider, QAbstractSpinBox, QLineEdit, Legend)


@pytest.fixture(scope="module")
def finger() -> QPointingDevice:
    return QTest.createTouchDevice()


def controls(window: MainWindow) -> Iterator[QWidget]:
    for kind in CONTROLS:
        for widget in window.centralWidget().findChildren(kind):
            inner = isinstance(widget.parentWidget(), (QAbstractSpinBox, QAbstractScrollArea))
            seen = widget.isVisible() and widget.window() is window
            if seen and not inner and not isinstance(widget, QScrollBar):
                yield widget


def name_of(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleName()} {getattr(widget, 'text', str)()}"


@pytest.fixture(params=range(len(PAGES) + 1))
def shown(
    window: MainWindow,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> MainWindow:
    """Return a window on each page in turn."""
    monkeypatch.setattr(ranges, "COUNTS", (16,))
    window.session.seek(3)
    window.show_page(request.param)
    QApplication.processEvents()
    window.bridge.flush()
    qtbot.waitUntil(lambda: window.background.is_idle)
    QApplication.processEvents()
    return window


def test_every_control_says_what_it_is(shown: MainWindow) -> None:
    assert [name_of(widget) for widget in controls(shown) if not widget.toolTip()] == []


def test_nothing_to_tap_is_smaller_than_a_finger_can_tell(shown: MainWindow) -> None:
    small = [
        f"{name_of(widget)} {widget.width()}x{widget.height()}"
        for widget in controls(shown)
        if min(widget.width(), widget.height()) < LEAST_TARGET
    ]
    assert small == []


def test_hints_name_the_key_of_what_they_are_about(window: MainWindow) -> None:
    bar, page = window.transport, window.run_page
    window.session.seek(3)
    window.session.select(2)
    window.bridge.flush()
    for widget, name in {
        bar.play_button: "play",
        bar.forward_button: "forward",
        bar.back_button: "back",
        bar.reset_button: "reset",
        bar.reveal_button: "reveal",
        bar.undo_button: "undo",
        bar.redo_button: "redo",
        page.fit_button: "fit",
        page.loss_scale: "log",
        page.legend: "select",
        window.actions_.button: "help",
        window.verdict_card.fix_button: "fix",
    }.items():
        assert f"({KEYS[name].name})" in widget.toolTip(), name


def test_columns_of_the_table_say_what_they_are(window: MainWindow) -> None:
    model = window.runners_table.model
    for column in range(model.columnCount()):
        for role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.DisplayRole):
            assert model.headerData(column, Qt.Orientation.Horizontal, role)


def test_readme_lists_the_keys_of_the_table() -> None:
    text = README.read_text(encoding="utf-8")
    for key in KEYS.values():
        assert f"| {key.name} | {key.text} |" in text, key.name
    assert len({(gesture.place, gesture.hand) for gesture in GESTURES.values()}) == len(GESTURES)


def test_a_finger_turns_the_dial(window: MainWindow, finger: QPointingDevice) -> None:
    window.session.turn_dial(0.1)
    window.bridge.flush()
    centre = window.dial.rect().center()
    swipe(
        window.dial,
        finger,
        [centre + QPoint(-60, 0), centre + QPoint(0, -60), centre + QPoint(60, 0)],
    )
    assert window.session.lr > 0.2
    assert window.dial.hasFocus()


def test_a_finger_drags_the_playhead(window: MainWindow, finger: QPointingDevice) -> None:
    scrub = window.transport.scrub
    middle = scrub.height() // 2
    swipe(scrub, finger, [QPoint(8, middle), QPoint(scrub.width() // 2, middle)])
    assert window.session.playhead > 10


def test_a_finger_scrubs_in_a_plot(window: MainWindow, finger: QPointingDevice) -> None:
    view = window.run_page.loss_view.viewport()
    middle = view.height() // 2
    swipe(view, finger, [QPoint(view.width() // 3, middle), QPoint(2 * view.width() // 3, middle)])
    assert window.session.playhead > 10


def test_a_tap_presses_a_button(window: MainWindow, finger: QPointingDevice) -> None:
    button = window.transport.forward_button
    swipe(button, finger, [button.rect().center()])
    assert window.session.playhead == 1


def swipe(widget: QWidget, finger: QPointingDevice, places: list[QPoint]) -> None:
    # the screen of the offscreen platform is smaller than the window, and touches beside it are lost
    window = widget.window()
    window.move(window.screen().geometry().center() - widget.mapTo(window, widget.rect().center()))
    QApplication.processEvents()
    QTest.touchEvent(widget, finger).press(0, places[0], widget).commit()
    for place in places[1:]:
        QTest.touchEvent(widget, finger).move(0, place, widget).commit()
    QTest.touchEvent(widget, finger).release(0, places[-1], widget).commit()
    QApplication.processEvents()


def test_axes_of_every_plot_say_what_they_are(shown: MainWindow) -> None:
    plots = [plot for plot in shown.findChildren(Plot) if plot.isVisible()]
    assert plots or shown.pages.current.alone
    for plot in plots:
        inside = plot.mapFromScene(plot.getViewBox().sceneBoundingRect()).boundingRect()
        left, below = (
            plot.words_at(QPoint(2, inside.center().y())),
            plot.words_at(QPoint(inside.center().x(), plot.height() - 2)),
        )
        assert left, plot
        assert below, plot
        assert left != below
        assert left in plot.whatsThis()
        assert below in plot.whatsThis()

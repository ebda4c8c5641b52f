"""Type is as large as the user wants it: by keys, wheel and menu, remembered, and nothing is cut."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from gui.conftest import OpenWindow
from gui.legible import findings, record_pixmaps
from gui.tours import lesson_slides, manual
from gui.walk import CHOICES, GALLERY, View, settle, stage
from lrsim.gui import app
from lrsim.gui.loop.parents import parents_of
from lrsim.gui.maps import ranges
from lrsim.gui.window.main_window import MainWindow
from lrsim.gui.window.type_size import FACTORS

CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
KEY = Qt.Key


def turn_wheel(window: MainWindow, over: QWidget, delta: int, modifiers: Qt.KeyboardModifier):
    """Turn the wheel over a widget, as the platform tells the window of it."""
    centre = over.rect().center()
    local, there = QPointF(over.mapTo(window, centre)), QPointF(over.mapToGlobal(centre))
    still = Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(
        local, there, QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton, modifiers, still, False
    )
    QApplication.sendEvent(window.windowHandle(), event)


def is_in_sight(widget: QWidget) -> bool:
    """Whether the middle of a widget is within all that it is in."""
    middle = widget.rect().center()
    around = (part for part in parents_of(widget) if isinstance(part, QWidget))
    return all(part.rect().contains(widget.mapTo(part, middle)) for part in around)


def test_keys_have_type_larger_and_smaller_within_limits_and_as_usual(window: MainWindow) -> None:
    usual = window.theme.body
    QTest.keyClick(window, KEY.Key_Plus, CTRL)
    assert window.theme.body == pytest.approx(1.1 * usual)
    assert window.toast.text() == "Type at 110 %"
    for _ in FACTORS:
        QTest.keyClick(window, KEY.Key_Equal, CTRL)
    assert window.theme.body == pytest.approx(2.0 * usual)
    for _ in (*FACTORS, 0):
        QTest.keyClick(window, KEY.Key_Minus, CTRL)
    assert window.theme.body == pytest.approx(0.8 * usual)
    QTest.keyClick(window, KEY.Key_0, CTRL)
    assert window.theme.body == usual


def test_larger_type_grows_with_the_window_all_the_same(window: MainWindow) -> None:
    window.step_type(2)
    before = window.theme.body
    window.resize(1920, 1080)
    window.type_size.fit()
    assert window.theme.body > before
    assert window.type_size.factor == 1.25


def test_ctrl_and_the_wheel_change_the_type_and_not_what_is_under_the_mouse(
    window: MainWindow,
) -> None:
    rate, usual = window.session.lr, window.theme.body
    for over in (window.dial, window.run_page.surface_view.viewport()):
        seen = window.run_page.surface_view.camera.view
        turn_wheel(window, over, 120, CTRL)
        assert window.theme.body == pytest.approx(1.1 * usual)
        turn_wheel(window, over, -60, CTRL)
        assert window.theme.body == pytest.approx(1.1 * usual)  # not a whole notch yet
        turn_wheel(window, over, -60, CTRL)
        assert window.theme.body == usual
        assert window.run_page.surface_view.camera.view == seen
    assert window.session.lr == rate
    turn_wheel(window, window.dial, 120, NONE)
    assert window.session.lr > rate


def test_the_size_of_type_is_remembered(window: MainWindow, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(
        app.QStandardPaths, "writableLocation", staticmethod(lambda _: str(tmp_path))
    )
    assert app.Settings().type_factor == 1.0
    window.step_type(2)
    app.Settings().store(window)
    assert app.Settings().type_factor == 1.25
    app.Settings()._settings.setValue("type", "large")
    assert app.Settings().type_factor == 1.0


def test_nonsense_in_the_settings_leaves_type_readable(window: MainWindow) -> None:
    window.type_size.set_factor(1e9)
    assert window.type_size.factor == FACTORS[-1]
    window.type_size.set_factor(-3.0)
    assert window.type_size.factor == FACTORS[0]


PAGES_WITH_DIAL = 5
"""Those of the run and its studies; the others are lists, which scroll by themselves too."""

LISTS = range(PAGES_WITH_DIAL, GALLERY)

LARGE = [
    View(page, "dark", (0, 0), surface, moment)
    for page in CHOICES[0][:PAGES_WITH_DIAL]
    for surface, moment in (("shower", "middle"), ("long-valley", "end"), ("quadratic", "exploded"))
]


@pytest.mark.parametrize(("factor", "size"), [(1.5, (1280, 720)), (2.0, (1920, 1080))])
def test_nothing_is_cut_in_large_type(open_window: OpenWindow, monkeypatch, factor, size) -> None:
    monkeypatch.setattr(ranges, "COUNTS", (64,))
    drawn = record_pixmaps(monkeypatch)
    window = open_window(size=size)
    window.type_size.set_factor(factor)
    window.toast.hide()
    found = []
    for view in LARGE:
        stage(window, view)
        # what is scrolled is looked at whole; how it stands out from its ground other walks look at
        for part in (window.bar, window.floor, window.transport):
            told = findings(part, drawn)
            found += [f"{view}: {finding}" for finding in told if finding.kind != "faint"]
    assert found == []


@pytest.mark.slow
def test_nothing_is_cut_in_lists_lessons_and_manual(open_window: OpenWindow, monkeypatch) -> None:
    drawn = record_pixmaps(monkeypatch)
    window = open_window(size=(1280, 720))
    found = []

    def look(name: str, *parts: QWidget) -> None:
        settle(window)
        told = (finding for part in parts for finding in findings(part, drawn))
        found.extend(f"{name}: {finding}" for finding in told if finding.kind != "faint")

    for factor, size in ((1.5, (1280, 720)), (2.0, (1280, 720)), (2.0, (1920, 1080))):
        window.resize(*size)
        window.type_size.set_factor(factor)
        window.toast.hide()
        large = f"{factor} at {size}"
        for page in LISTS:
            stage(window, View(page, "dark", size, "quadratic", "exploded"))
            look(f"{large}, page {page}", window.bar, window.floor, window.transport)
        stage(window, View(GALLERY, "dark", size, "quadratic", "end"))
        look(f"{large}, gallery", window)
        window.actions_.opening.close()
        for name, sheet in itertools.islice(manual(window), 0, None, 40):
            look(f"{large}, {name}", sheet)
    # a lesson's screen is laid out for an audience: as large as fits
    for name, screen in itertools.islice(lesson_slides(window), 4):
        look(name, screen)
    window.lectern.leave()
    assert found == []


@pytest.mark.parametrize("page", [0, *LISTS, GALLERY])
def test_what_gets_the_focus_is_scrolled_to(open_window: OpenWindow, page: int) -> None:
    window = open_window(size=(1280, 720))
    window.type_size.set_factor(2.0)
    stage(window, View(page, "dark", (1280, 720), "quadratic", "end"))
    if page != GALLERY:
        window.dial.setFocus()
        room = next(
            area for area in window.findChildren(QScrollArea) if area.widget() is window.floor
        )
        assert room.verticalScrollBar().maximum() > 0
    reached = set()
    while True:
        QTest.keyClick(QApplication.focusWidget(), KEY.Key_Tab)
        focus = QApplication.focusWidget()
        if focus in reached:
            break
        reached.add(focus)
        assert is_in_sight(focus), focus
    assert len(reached) > 20


def test_arrows_turn_the_dial_however_large_type_is(open_window: OpenWindow) -> None:
    window = open_window(size=(1280, 720))
    window.type_size.set_factor(2.0)
    window.runners_strip.add_button.setFocus(Qt.FocusReason.TabFocusReason)
    before = window.session.lr
    QTest.keyClick(window.runners_strip.add_button, KEY.Key_PageUp)
    assert window.session.lr == pytest.approx(10 * before)

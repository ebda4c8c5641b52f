"""Presenting shows what is said and nothing else, and gives everything back."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QSlider, QSpinBox, QTableView
from pytestqt.qtbot import QtBot

from gui.conftest import OpenWindow, picture
from gui.legible import findings
from lrsim.gui.look.theme import THEMES
from lrsim.gui.presenting.told import RunTold
from lrsim.gui.window.pages import PAGES
from lrsim.session.session import Session
from lrsim.session.story import popular_example

pytestmark = pytest.mark.window

Key = Qt.Key
SIZES = ((1024, 768), (1280, 720), (1920, 1080))


def test_all_is_as_it_was_once_it_is_left(open_window: OpenWindow) -> None:
    window = open_window(size=(1100, 700), theme="light")
    window.show_page(1)
    window.enlarge("surface")
    window.session.set_hidden((0,))
    window.transport.scrub.setFocus()

    def state() -> tuple[object, ...]:
        return (
            window.theme, window.geometry(), window.windowState(), window.pages.current_index,
            window.floor.enlarged, window.session.selected, window.session.hidden,
            window.session.reveal, QApplication.focusWidget(), window.bar.isVisible(),
            window.transport.isVisible(),
        )  # fmt: skip

    before = state()
    window.present()
    QApplication.processEvents()
    assert window.isFullScreen()
    assert window.theme.name == "projector"
    window.show_page(0)
    window.session.select(2)
    window.session.set_reveal(True)
    window.set_theme(THEMES["dark"])
    window.enlarge("loss")
    window.present()
    QApplication.processEvents()
    assert state() == before


def test_type_is_larger_by_half(open_window: OpenWindow) -> None:
    window = open_window()
    window.present()
    QApplication.processEvents()
    scale = window.theme.body / THEMES["projector"].body
    assert scale == pytest.approx(1.5 * window.type_size.scale)
    window.type_size.fit()
    assert window.theme.body / THEMES["projector"].body == pytest.approx(scale)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("page", range(len(PAGES) + 1))
def test_nothing_is_cut_and_nothing_sets_anything(
    open_window: OpenWindow, qtbot: QtBot, size: tuple[int, int], page: int
) -> None:
    window = open_window(size=size)
    window.show_page(page)
    window.present()
    window.showNormal()  # the screens of tests have one size
    window.resize(*size)
    window.session.seek(20)
    QApplication.processEvents()
    window.type_size.fit()
    window.bridge.flush()
    qtbot.waitUntil(lambda: window.background.is_idle)
    for _ in range(4):  # a layout inside of another is asked to place its own in the next round
        QApplication.processEvents()
    for part in (window.bar, window.transport, window.runners_table, window.runners_strip):
        assert not part.isVisible()
    assert [str(finding) for finding in findings(window)] == []


@pytest.mark.parametrize("kind", [QSlider, QTableView, QComboBox, QSpinBox])
def test_of_the_run_no_control_is_left(open_window: OpenWindow, kind: type) -> None:
    window = open_window()
    assert any(widget.isVisible() for widget in window.findChildren(kind)) == (
        kind in (QSlider, QTableView)
    )
    window.present()
    assert not any(widget.isVisible() for widget in window.findChildren(kind))


def test_black_fades_in_and_is_black(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(moves=True)
    window.present()
    QTest.keyClick(window, Key.Key_B)
    qtbot.waitUntil(lambda: bool((picture(window) == 0).all()))
    QTest.keyClick(window, Key.Key_Period)
    assert (picture(window) != 0).mean() > 0.5


def test_with_reduced_motion_it_is_black_at_once_and_white_is_white(
    open_window: OpenWindow,
) -> None:
    window = open_window()
    window.present()
    QTest.keyClick(window, Key.Key_B)
    assert (picture(window) == 0).all()
    QTest.keyClick(window, Key.Key_B)
    QTest.keyClick(window, Key.Key_W)
    assert (picture(window) == 255).all()


def test_the_spotlight_dims_all_but_a_circle(open_window: OpenWindow) -> None:
    window = open_window()
    window.present()
    QApplication.processEvents()
    bright = picture(window).astype(float)
    QTest.keyClick(window, Key.Key_P)
    dimmed = picture(window).astype(float)
    spot, radius = window.presentation.spotlight.spot, window.presentation.spotlight.radius
    rows, columns = np.indices(bright.shape[:2])
    off = np.hypot(columns - spot.x(), rows - spot.y())
    assert np.array_equal(bright[off < radius - 2], dimmed[off < radius - 2])
    assert (dimmed[off > radius + 2].mean() / bright[off > radius + 2].mean()) == pytest.approx(
        0.38, abs=0.02
    )


def test_closing_while_presenting_leaves_first(open_window: OpenWindow) -> None:
    window = open_window(theme="light")
    window.present()
    window.close()
    assert window.theme.name == "light"
    assert not window.presentation.is_on


def test_a_run_is_told_in_beats_and_back_again() -> None:
    session = Session()
    told = RunTold(session)
    words = []
    while words[-1:] != [""]:
        words.append(told.next_words)
        assert told.forward() == bool(words[-1])
    assert words == ["Play", "To the end", "Reveal", "Next: Pro", "Next: Maniac", ""]
    assert session.playhead == session.end
    states = []
    while told.back():
        states.append((session.selected, session.reveal, session.playhead))
    assert states == [(1, True, 50), (0, True, 50), (0, False, 50), (0, False, 0)]


def test_beats_pass_over_hidden_runners() -> None:
    session = Session()
    session.set_hidden((1,))
    session.seek(session.end)
    session.set_reveal(True)
    told = RunTold(session)
    told.forward()
    assert session.selected == 2
    told.back()
    assert session.selected == 0


def test_what_an_exercise_hides_is_not_revealed_by_going_on() -> None:
    session = Session(dataclasses.replace(popular_example(), hide=("reveal",)))
    told = RunTold(session)
    session.seek(session.end)
    assert told.next_words == "Next: Pro"
    told.forward()
    assert (session.selected, session.reveal) == (1, False)
    told.back()
    assert (session.selected, session.playhead) == (0, session.end)

"""Presenting shows what is said and nothing else, and gives everything back."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QSlider,
    QSpinBox,
    QTableView,
)
from pytestqt.qtbot import QtBot

from gui.conftest import OpenWindow, picture
from gui.legible import findings
from lrsim.gui.look.theme import THEMES
from lrsim.gui.presenting.told import RunTold
from lrsim.gui.window.pages import PAGES
from lrsim.lessons import Phase, lesson
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


@pytest.mark.parametrize("page", range(len(PAGES) + 1))
def test_nothing_is_cut_and_nothing_sets_anything(
    open_window: OpenWindow, qtbot: QtBot, page: int
) -> None:
    window = open_window(size=SIZES[0])
    window.show_page(page)
    window.present()
    window.showNormal()  # the screens of tests have one size
    window.session.seek(20)
    for size in SIZES:
        window.resize(*size)
        QApplication.processEvents()
        window.type_size.fit()
        window.bridge.flush()
        qtbot.waitUntil(lambda: window.background.is_idle)
        for _ in range(4):  # a layout inside of another is asked to place its own in the next round
            QApplication.processEvents()
        for part in (window.bar, window.transport, window.runners_table, window.runners_strip):
            assert not part.isVisible(), size
        assert [str(finding) for finding in findings(window)] == [], size


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


def test_of_a_lesson_one_picture_fills_the_screen_and_gives_it_back(
    open_window: OpenWindow,
) -> None:
    window = open_window(size=(1280, 720))
    window.lectern.open(lesson("why-it-explodes"))
    window.present()
    screen = window.lectern.screen
    while screen.lecture.phase is not Phase.PREDICT:
        QTest.keyClick(window, Key.Key_PageDown)
    for answered in (screen.answers.choices, screen.main):
        QTest.mouseDClick(answered, Qt.MouseButton.LeftButton)
        assert screen.zoomed == ""
    assert screen.card_at(screen.answers.place_pad) == ""
    QTest.keyClick(window, Key.Key_PageDown)
    QApplication.processEvents()
    stage, picture = screen.stage, screen.stage.surface_view
    assert screen.lecture.step.ask is not None
    seen, own = stage.cards, stage.geometry()
    for begin, end in (
        (lambda: QTest.mouseDClick(picture.viewport(), Qt.MouseButton.LeftButton),) * 2,
        (lambda: QTest.keyClick(window, Key.Key_E),) * 2,
        (lambda: QTest.keyClick(window, Key.Key_E), lambda: QTest.keyClick(window, Key.Key_Escape)),
    ):
        begin()
        assert screen.zoomed == "surface"
        assert stage.width() > 1.3 * own.width()
        assert not screen.answers.isVisible()
        assert not screen.main.isVisible()
        end()
        assert screen.zoomed == ""
        assert (stage.cards, stage.geometry()) == (seen, own)
        assert screen.answers.isVisible()
        assert screen.main.isVisible()
    QTest.keyClick(window, Key.Key_E)
    QTest.keyClick(window, Key.Key_PageDown)  # the next slide has all its pictures
    assert screen.zoomed == ""
    assert screen.main.isVisible()
    QTest.keyClick(window, Key.Key_E)
    QTest.keyClick(window, Key.Key_F5)
    assert screen.zoomed == ""
    assert window.lectern.screen is screen


def test_who_had_the_keys_has_them_again_after_presenting_a_lesson_or_the_gallery(
    open_window: OpenWindow,
) -> None:
    window = open_window(size=(1280, 720))
    window.show_page(window.page_names.index("Lessons"))
    button = window.pages.current.rows[3].button
    button.setFocus()
    QTest.keyClick(button, Key.Key_Return)
    screen = window.lectern.screen
    screen.lecture.go(screen.lecture.slides.index((2, Phase.PREDICT)))
    assert screen.answers.panel.dial.hasFocus()
    window.present()
    for _ in range(2):  # to where there is no dial any more
        QTest.keyClick(window, Key.Key_PageDown)
    while screen.answers.panel.dial.isVisible():
        QTest.keyClick(window, Key.Key_PageDown)
    QTest.keyClick(window, Key.Key_F5)
    assert screen.hasFocus() or screen.isAncestorOf(window.focusWidget())
    QTest.keyClick(window.focusWidget(), Key.Key_Escape)
    assert window.lectern.screen is None
    assert button.hasFocus()
    window.actions_.opening.show()
    gallery = window.actions_.opening.gallery
    QTest.keyClick(gallery.filter, Key.Key_Down)
    card = window.focusWidget()
    assert card is not gallery.filter
    QTest.keyClick(card, Key.Key_F5)
    QTest.keyClick(card, Key.Key_F5)
    assert card.hasFocus()
    QTest.keyClick(card, Key.Key_Escape)
    assert button.hasFocus()


def test_going_on_where_nothing_of_the_run_is_seen_leads_back_to_it(
    open_window: OpenWindow,
) -> None:
    window = open_window()
    window.present()
    for name, seen in (("Lessons", False), ("Finder", False), ("Race", True)):
        for key in (Key.Key_PageDown, Key.Key_PageUp):
            window.session.pause()
            window.session.seek(5)
            window.show_page(window.page_names.index(name))
            words = window.presentation.told.next_words
            assert (words == "Show the run") == (not seen)
            QTest.keyClick(window, key)
            assert window.pages.is_home == (not seen)
            assert (window.session.playing, window.session.playhead) == (
                (False, 5)
                if not seen
                else (key == Key.Key_PageDown, 5 if key == Key.Key_PageDown else 0)
            )
    window.show_page(window.page_names.index("Lessons"))
    QTest.keyClick(window, Key.Key_Escape)
    assert not window.presentation.is_on


def test_page_keys_go_through_the_gallery_and_esc_closes_it_alone(open_window: OpenWindow) -> None:
    window = open_window(size=(1024, 768))
    window.present()
    window.showNormal()
    window.resize(1024, 700)
    window.actions_.opening.show()
    QApplication.processEvents()
    gallery = window.actions_.opening.gallery
    bars = [area.verticalScrollBar() for area in gallery.findChildren(QAbstractScrollArea)]
    bar = max(bars, key=lambda bar: bar.maximum())
    assert bar.maximum() > 0
    for key, down in ((Key.Key_PageDown, True), (Key.Key_PageUp, False)):
        QTest.keyClick(QApplication.focusWidget() or window, key)
        assert (bar.value() > 0) == down
        assert (window.session.playing, window.session.playhead) == (False, 0)
    gallery.setFocus()
    QTest.keyClick(window, Key.Key_Escape)
    assert not gallery.isVisible()
    assert window.keys_home.isVisible()
    assert window.presentation.is_on
    QTest.keyClick(window, Key.Key_PageDown)
    assert window.session.playing


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

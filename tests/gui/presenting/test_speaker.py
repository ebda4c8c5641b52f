"""The speaker's window: what comes, notes, time and hands, beside what the audience sees."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.conftest import OpenWindow
from gui.legible import findings
from gui.presenting import two_screens
from lrsim.gui.look.theme import THEMES
from lrsim.gui.presenting.briefing import Briefing
from lrsim.gui.presenting.clock import Clock
from lrsim.gui.presenting.screens import audience_screen, within_reach
from lrsim.gui.presenting.speaker import SpeakerWindow
from lrsim.gui.window.main_window import MainWindow
from lrsim.lessons import Lecture, Phase, lesson, lessons

pytestmark = pytest.mark.window

Key = Qt.Key
LESSON = "why-it-explodes"


@pytest.fixture
def window(open_window: OpenWindow) -> MainWindow:
    window = open_window(size=(1280, 720))
    window.lectern.open(lesson(LESSON))
    window.present()
    QTest.keyClick(window, Key.Key_S)
    lay_out()
    return window


def lay_out() -> None:
    for _ in range(4):  # a layout inside of another is asked to place its own in the next round
        QApplication.processEvents()


def speaker_of(window: MainWindow) -> SpeakerWindow:
    speaker = window.presentation.speaker
    assert speaker is not None
    return speaker


def lecture_of(window: MainWindow) -> Lecture:
    lecture: Lecture = window.lectern.screen.lecture
    return lecture


def go_to(window: MainWindow, phase: Phase) -> None:
    while lecture_of(window).phase is not phase:
        QTest.keyClick(window, Key.Key_PageDown)


def test_it_tells_what_page_down_does_the_notes_and_the_answer(window: MainWindow) -> None:
    speaker = speaker_of(window)
    go_to(window, Phase.PREDICT)
    lecture = lecture_of(window)
    assert speaker.forward_button.words == "Run it"
    assert speaker.notes.text() == str(lecture.notes)
    answer = Briefing(lecture).answer
    assert answer is not None
    assert answer.letter == "ABCDEF"[round(lecture.truth[0])]
    assert answer.text == str(lecture.choices[round(lecture.truth[0])])
    assert answer.text in speaker.answer.accessibleName()
    assert answer.why in speaker.answer.accessibleName()
    assert "observe" in speaker.next.place.text()


def test_its_buttons_do_what_their_keys_do(window: MainWindow) -> None:
    speaker, lecture = speaker_of(window), lecture_of(window)
    forward, back, black, pointer, leave = speaker.buttons

    def click(button: QWidget) -> None:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    click(forward)
    assert lecture.place == 1
    click(back)
    assert lecture.place == 0
    click(black)
    assert window.presentation.blank.isVisible()
    click(black)
    assert not window.presentation.blank.isVisible()
    click(pointer)
    assert window.presentation.spotlight.isVisible()
    click(leave)
    assert not window.presentation.is_on
    assert not speaker.isVisible()
    assert window.lectern.screen is not None  # it had been there before


def test_a_lesson_that_follows_has_hands_and_a_plan_of_its_own_and_presenting_ends_in_it(
    window: MainWindow,
) -> None:
    speaker = speaker_of(window)
    lecture = lecture_of(window)
    go_to(window, Phase.PREDICT)
    speaker.hands.count(0)
    lecture.go(len(lecture.slides) - 1)
    speaker.clock.restart(600.0)
    assert speaker.forward_button.words == "Next lesson: Reading four loss curves"
    speaker.resize(1024, 768)
    lay_out()
    assert all(b.width() >= b.minimumSizeHint().width() for b in speaker.buttons)
    QTest.keyClick(window, Key.Key_PageDown)
    lay_out()
    assert lecture_of(window).lesson.name == "four-loss-curves"
    assert set(speaker.hands.counts) <= {0}
    assert speaker.clock.texts[2].endswith(
        " left"
    )  # ten minutes have passed, but not of this lesson
    assert speaker.clock.shares()[0] < 1.0
    QTest.keyClick(window, Key.Key_F5)
    assert not window.presentation.is_on
    assert lecture_of(window).lesson.name == "four-loss-curves"
    assert window.isAncestorOf(window.focusWidget())
    assert window.lectern.screen.isAncestorOf(window.focusWidget())


def test_the_clicker_is_heard_in_it_and_other_keys_reach_the_audience(window: MainWindow) -> None:
    speaker, lecture = speaker_of(window), lecture_of(window)
    QTest.keyClick(speaker, Key.Key_PageDown)
    assert lecture.place == 1
    go_to(window, Phase.PREDICT)
    QTest.keyClick(speaker, Key.Key_B)
    assert window.presentation.blank.isVisible()
    QTest.keyClick(speaker, Key.Key_B)
    QTest.keyClick(speaker, Key.Key_Escape)
    assert not window.presentation.is_on


def test_without_a_lesson_the_laboratorys_keys_work_in_it(open_window: OpenWindow) -> None:
    window = open_window()
    window.present()
    QTest.keyClick(window, Key.Key_S)
    speaker = speaker_of(window)
    assert speaker.forward_button.words == "Play"
    QTest.keyClick(speaker, Key.Key_R)
    assert window.session.reveal
    QTest.keyClick(speaker, Key.Key_3)
    assert window.session.selected == 2
    QTest.keyClick(speaker, Key.Key_S)
    assert not speaker.isVisible()


def test_hands_are_counted_by_click_and_by_number_for_each_step_its_own(window: MainWindow) -> None:
    speaker = speaker_of(window)
    go_to(window, Phase.PREDICT)
    QTest.keyClick(speaker, Key.Key_2)
    QTest.keyClick(speaker, Key.Key_2)
    QTest.mouseClick(speaker.hands.buttons[0], Qt.MouseButton.LeftButton)
    assert speaker.hands.counts == (1, 2, 0, 0)
    QTest.mouseClick(speaker.hands.buttons[1], Qt.MouseButton.RightButton)
    assert speaker.hands.counts == (1, 1, 0, 0)
    assert lecture_of(window).answer is None  # counting is not answering
    go_to(window, Phase.OBSERVE)
    assert speaker.hands.counts == (1, 1, 0, 0)
    go_to(window, Phase.PREDICT)
    assert sum(speaker.hands.counts) == 0


def test_a_click_on_a_step_goes_there(window: MainWindow) -> None:
    speaker = speaker_of(window)
    place = speaker.steps.place_of(2).center().toPoint()
    QTest.mouseClick(speaker.steps, Qt.MouseButton.LeftButton, pos=place)
    assert lecture_of(window).slide.step == 2
    assert "3" in speaker.steps.accessibleName()


def test_the_clock_tells_what_is_left_of_the_plan() -> None:
    now = [0.0]
    clock = Clock(lambda: now[0])
    clock.show_step((2.0, 4.0, 7.0, 15.0), 2)
    now[0] = 400.0
    assert clock.texts == ("6:40", "of 15:00", "0:20 left", "for this step")
    assert clock.shares() == (1.0, 1.0, pytest.approx(160 / 180), 0.0)
    now[0] = 440.0
    assert clock.texts[2] == "0:20 over"
    clock.restart()
    assert clock.texts[0] == "0:00"


def test_the_preview_is_what_the_audience_sees(window: MainWindow, qtbot: QtBot) -> None:
    preview = speaker_of(window).preview

    def alike() -> bool:
        """Compare dots inside of the frame."""
        place = preview.picture_rect
        shown = preview.grab(place).toImage()
        smooth = Qt.TransformationMode.SmoothTransformation
        seen = window.grab().toImage().scaled(place.size(), mode=smooth)
        dots = [
            (x, y) for x in range(5, place.width() - 5, 7) for y in range(5, place.height() - 5, 9)
        ]
        off = [
            shown.pixelColor(*dot).lightness() - seen.pixelColor(*dot).lightness() for dot in dots
        ]
        return float(np.abs(off).mean()) < 2.0

    qtbot.waitUntil(alike)
    QTest.keyClick(window, Key.Key_B)
    qtbot.waitUntil(alike)


@pytest.mark.parametrize("size", [(1024, 768), (1600, 900)])
@pytest.mark.parametrize("phase", [Phase.PREDICT, Phase.OBSERVE])
def test_nothing_is_cut(window: MainWindow, size: tuple[int, int], phase: Phase) -> None:
    speaker = speaker_of(window)
    speaker.resize(*size)
    go_to(window, phase)
    lay_out()
    assert [str(finding) for finding in findings(speaker)] == []


def test_opened_again_in_another_theme_it_stands_on_the_ground_of_that_one(
    window: MainWindow,
) -> None:
    speaker = speaker_of(window)
    for name in ("light", "dark"):
        window.present()
        assert not speaker.isVisible()
        window.set_theme(THEMES[name])
        window.present_with_notes()
        lay_out()
        assert speaker.grab().toImage().pixelColor(2, 2) == QColor(THEMES[name].ground)
        assert [str(finding) for finding in findings(speaker)] == []


@pytest.mark.parametrize("name", [entry.name for entry in lessons()])
def test_every_slide_of_every_lesson_can_be_briefed(name: str) -> None:
    lecture = Lecture(lesson(name))
    briefing = Briefing(lecture)
    while True:
        asks = lecture.step.ask is not None or lecture.step.goal is not None
        assert (briefing.answer is not None) == asks
        assert (briefing.following is None) == lecture.at_end
        before = lecture.place
        if not lecture.forward():
            break
        assert lecture.place == before + 1  # looking ahead does not go there
    assert briefing.ends[-1] == pytest.approx(lecture.lesson.minutes)


class FakeScreen:
    def __init__(self, *place: int) -> None:
        self._place = QRect(*place)

    def geometry(self) -> QRect:
        return self._place

    availableGeometry = geometry


def test_the_audience_gets_the_screen_that_is_not_the_speakers() -> None:
    own, mirror, beamer = (
        FakeScreen(0, 0, 100, 50),
        FakeScreen(0, 0, 100, 50),
        FakeScreen(100, 0, 90, 60),
    )
    assert audience_screen(own, [own, beamer]) is beamer
    assert audience_screen(beamer, [own, beamer]) is own
    assert audience_screen(own, [own]) is None
    assert audience_screen(own, [own, mirror]) is None


def on_two_screens(tmp_path: Path, *command: str) -> str:
    """Return what a program writes that runs on two screens, with settings of its own."""
    screens = [
        {"name": "own", "x": 0, "y": 0, "width": 1440, "height": 900},
        {"name": "beamer", "x": 1440, "y": 0, "width": 1920, "height": 1080},
    ]
    config = tmp_path / "screens.json"
    config.write_text(json.dumps({"screens": screens}))
    ran = subprocess.run(
        [sys.executable, *command],
        env=os.environ
        | {
            "QT_QPA_PLATFORM": f"offscreen:configfile={config}",
            "XDG_CONFIG_HOME": str(tmp_path),
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.slow
def test_a_lecture_on_two_screens_goes_on_whichever_is_unplugged(tmp_path: Path) -> None:
    acts = [name for name in vars(two_screens.Lecture) if not name.startswith("_")]
    acts.remove("acts")
    told = on_two_screens(tmp_path, two_screens.__file__)
    assert told.split() == acts


def test_a_window_whose_screen_has_gone_comes_to_one_that_is_left() -> None:
    left = FakeScreen(0, 0, 1000, 600)
    for place in (QRect(1200, 50, 800, 500), QRect(-900, 0, 910, 500), QRect(5000, 0, 3000, 2000)):
        moved = within_reach(place, left)
        assert left.availableGeometry().contains(moved)
        assert moved.size() == place.size().boundedTo(QSize(1000, 600))
    own = QRect(10, 20, 300, 200)
    assert within_reach(own, left) == own


def test_closing_it_and_opening_it_again_keeps_time_and_hands(window: MainWindow) -> None:
    speaker = speaker_of(window)
    go_to(window, Phase.PREDICT)
    QTest.keyClick(speaker, Key.Key_2)
    counts, began = speaker.hands.counts, speaker.clock._began
    QTest.keyClick(speaker, Key.Key_S)
    assert not speaker.isVisible()
    QTest.keyClick(window, Key.Key_S)
    assert speaker.isVisible()
    assert (speaker.hands.counts, speaker.clock._began) == (counts, began)
    window.present()
    window.present()
    QTest.keyClick(window, Key.Key_S)
    assert speaker.clock._began > began  # another lecture


def test_the_menu_presents_with_the_speakers_window_on_one_screen(open_window: OpenWindow) -> None:
    window = open_window()
    words = "Present, with the speaker's window"
    action = next(a for a in window.actions_._menu.actions() if a.text() == words)
    action.trigger()
    assert window.presentation.is_on
    assert speaker_of(window).isVisible()
    action.trigger()  # it is there already
    assert speaker_of(window).isVisible()
    QTest.keyClick(speaker_of(window), Key.Key_F5)
    assert not window.presentation.is_on
    assert not speaker_of(window).isVisible()

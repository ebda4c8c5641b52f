"""A lecture on two screens, from its beginning to its end; a test runs it in a process of its own."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from lrsim.gui import app
from lrsim.gui.look.theme import THEMES
from lrsim.gui.window.main_window import MainWindow
from lrsim.lessons import lesson

Key = Qt.Key


def laid_out() -> None:
    for _ in range(4):
        QApplication.processEvents()


class Lecture:
    """The window of a lesson that was begun presenting, and its two screens."""

    def __init__(self, application: QApplication) -> None:
        windows = QApplication.topLevelWidgets()
        self.application = application
        self.window = next(window for window in windows if isinstance(window, MainWindow))
        self.presentation = self.window.presentation
        screens = sorted(application.screens(), key=lambda screen: screen.geometry().x())
        self.own, self.beamer = screens

    def begins_with_a_screen_for_each(self) -> None:
        speaker, window = self.presentation.speaker, self.window
        assert speaker is not None
        assert speaker.isVisible()
        assert window.geometry() == self.beamer.geometry(), (
            window.geometry(),
            self.beamer.geometry(),
        )
        assert window.isFullScreen()
        assert self.own.geometry().contains(speaker.geometry()), speaker.geometry()
        assert window.theme.name == "projector"
        assert speaker.palette().window().color().name() == THEMES["dark"].ground

    def is_led_from_the_speakers_window(self) -> None:
        speaker, screen = self.presentation.speaker, self.window.lectern.screen
        QTest.keyClick(speaker, Key.Key_PageDown)
        assert screen.lecture.place == 1
        QTest.keyClick(speaker, Key.Key_B)
        assert self.presentation.blank.isVisible()
        QTest.keyClick(speaker, Key.Key_PageDown)
        assert screen.lecture.place == 1

    def is_pointed_at_in_the_preview(self) -> None:
        speaker, spotlight = self.presentation.speaker, self.presentation.spotlight
        QTest.mouseClick(speaker.buttons[3], Qt.MouseButton.LeftButton)
        assert spotlight.isVisible()
        picture = speaker.preview.picture_rect
        for across, down in ((0.25, 0.5), (0.8, 0.1)):
            inside = QPoint(round(across * picture.width()), round(down * picture.height()))
            QCursor.setPos(speaker.preview.mapToGlobal(picture.topLeft() + inside))
            spotlight._follow()  # its timer's time is not the test's
            spot = spotlight.spot
            assert abs(spot.x() - across * self.window.width()) < 6, spot
            assert abs(spot.y() - down * self.window.height()) < 6, spot
        QTest.keyClick(speaker, Key.Key_P)
        assert not spotlight.isVisible()

    def comes_home_when_the_projector_is_unplugged_and_goes_back(self) -> None:
        speaker, screen = self.presentation.speaker, self.window.lectern.screen
        while not speaker.hands.counts:
            QTest.keyClick(speaker, Key.Key_PageDown)
        QTest.keyClick(speaker, Key.Key_2)
        counts, place, began = speaker.hands.counts, screen.lecture.place, speaker.clock._began
        assert sum(counts) == 1
        screens = self.application.screens
        self.application.screens = lambda: [self.own]
        self.application.screenRemoved.emit(self.beamer)
        laid_out()
        assert self.window.geometry() == self.own.geometry()
        assert self.window.isFullScreen()
        assert self.presentation.is_on
        assert not speaker.isVisible()
        assert screen.lecture.place == place
        self.application.screens = screens
        self.application.screenAdded.emit(self.beamer)
        laid_out()
        self.begins_with_a_screen_for_each()
        assert (speaker.hands.counts, speaker.clock._began) == (counts, began)

    def gives_the_window_its_place_back_and_begins_again(self) -> None:
        before = self.presentation._before
        assert before is not None
        QTest.keyClick(self.presentation.speaker, Key.Key_F5)
        laid_out()
        assert not self.presentation.is_on
        assert self.window.geometry() == before.place, self.window.geometry()
        assert not self.window.isFullScreen()
        assert not self.presentation.speaker.isVisible()
        self.window.setScreen(
            self.own
        )  # a platform without a screen tells a window late where it is
        QTest.keyClick(self.window, Key.Key_F5)
        laid_out()
        self.begins_with_a_screen_for_each()

    def goes_on_without_the_speakers_screen_and_ends_where_there_is_one(self) -> None:
        screen = self.window.lectern.screen
        self.application.screens = lambda: [self.beamer]
        self.application.primaryScreen = lambda: self.beamer
        self.application.screenRemoved.emit(self.own)
        laid_out()
        assert self.window.geometry() == self.beamer.geometry()
        QTest.keyClick(self.window, Key.Key_F5)
        laid_out()
        assert not self.presentation.is_on
        assert self.beamer.geometry().contains(self.window.geometry()), self.window.geometry()
        assert self.window.theme.name == "dark"
        assert self.window.lectern.screen is screen  # it was there before
        QTest.keyClick(screen, Key.Key_Escape)
        assert self.window.lectern.screen is None

    @property
    def acts(self) -> Iterator[Callable[[], None]]:
        yield self.begins_with_a_screen_for_each
        yield self.is_led_from_the_speakers_window
        yield self.is_pointed_at_in_the_preview
        yield self.comes_home_when_the_projector_is_unplugged_and_goes_back
        yield self.gives_the_window_its_place_back_and_begins_again
        yield self.goes_on_without_the_speakers_screen_and_ends_where_there_is_one


def main() -> int:
    """Play all acts; say their names."""
    application: Any = QApplication([])

    def play() -> None:
        try:
            laid_out()
            for act in Lecture(application).acts:
                act()
                sys.stdout.write(f"{act.__name__}\n")
        except BaseException:
            traceback.print_exc()
        QApplication.exit(0)

    QTimer.singleShot(0, play)
    return app.main(lesson=lesson("why-it-explodes"), theme="dark", present=True)


if __name__ == "__main__":
    sys.exit(main())

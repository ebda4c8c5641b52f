"""What takes the whole window for a while: lessons and the game. When they end all is as it was before."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMainWindow, QWidget

from lrsim.errors import InputError
from lrsim.gui.look.page import Page
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.background import Background
from lrsim.gui.loop.dialogs import ask_for_file
from lrsim.gui.loop.focus import FocusBefore
from lrsim.gui.loop.reading import Reading
from lrsim.gui.window.documents import Speaker
from lrsim.gui.window.keys import KeysHome
from lrsim.gui.window.type_size import TypeSize
from lrsim.session.session import Session
from lrsim.text.messages import Message, say, shown

if TYPE_CHECKING:  # a cost at run time: no lesson is loaded before somebody wants one
    from lrsim.gui.lessons.game import GameScreen
    from lrsim.gui.lessons.page import LessonsPage
    from lrsim.gui.lessons.screen import LessonScreen
    from lrsim.lessons import Lesson
    from lrsim.lessons.progress import Progress

__all__ = ["Lectern"]

FILES = Message("Lessons and lists of scenes (*.toml)"), Message("All files (*)")
"""What the file dialog offers."""
ANSWERS = Message("Tables (*.csv)")


class Window(Protocol):
    """The window as far as it is needed here."""

    theme: Theme
    type_size: TypeSize
    keys_home: KeysHome


class Lectern(QObject):
    """Puts a screen over the window, and takes it away again.

    Parameters
    ----------
    window : QMainWindow
    laboratory : Window
        The same, as what it has.
    session : Session
        The window's own: its time stands still meanwhile.
    background : Background
    speaker : Speaker
        Says what could not be done.

    Signals
    -------
    changed
        There is a screen now, or none any more.
    """

    changed = Signal()

    def __init__(
        self,
        window: QMainWindow,
        laboratory: Window,
        session: Session,
        background: Background,
        speaker: Speaker,
    ) -> None:
        super().__init__(window)
        self._window, self._laboratory, self._speaker = window, laboratory, speaker
        self._session, self._background = session, background
        self._path: Path | None = None
        self._progress: Progress | None = None
        self._screen: LessonScreen | GameScreen | None = None
        self._page: LessonsPage | None = None
        self._focus = FocusBefore(window)
        self._was_playing = False
        self._reduced_motion = self._presented = False
        self.reading = Reading(self)

    @property
    def screen(self) -> LessonScreen | GameScreen | None:
        """What is over the window."""
        return self._screen

    def keep_in(self, path: Path) -> None:
        """Keep in a file how far somebody is."""
        self._path = path

    @property
    def progress(self) -> Progress:
        """How far somebody is."""
        if self._progress is None:
            from lrsim.lessons.progress import Progress

            try:
                self._progress = Progress(self._path)
            except InputError as error:
                self._speaker.show_message(shown(error))
                self._progress = Progress()
        return self._progress

    def adopt(self, page: Page) -> None:
        """Serve a page that was just made, where it is the one with the lessons."""
        from lrsim.gui.lessons.page import LessonsPage

        if isinstance(page, LessonsPage):
            doing = self._speaker.doing
            self._page = page
            page.lessonRequested.connect(doing(self._open_named))
            page.gameRequested.connect(doing(self.play))
            page.openRequested.connect(self.choose)
            page.exportRequested.connect(self.export)
            page.forgetRequested.connect(doing(self._forget))
            page.show_progress(self.progress)

    # --- what is opened ---

    def open(self, lesson: Lesson) -> None:
        """Begin a lesson, or go on with it."""
        self._put_up(self._screen_of(lesson))

    def _screen_of(self, lesson: Lesson, *, led: bool = False) -> LessonScreen:
        """Return a lesson's screen; going on from its end leads to the lesson that follows in the course."""
        from lrsim.gui.lessons.screen import LessonScreen
        from lrsim.lessons import beside

        following = beside(lesson, 1)
        screen = LessonScreen(
            lesson, self._background, self.progress, following=following, leads_back=led
        )
        screen.ledOn.connect(lambda: self._lead(lesson, 1))
        screen.ledBack.connect(lambda: self._lead(lesson, -1))
        return screen

    def _lead(self, lesson: Lesson, by: int) -> None:
        """Turn from a lesson's end to the next one's beginning, or from its beginning back to an end."""
        from lrsim.lessons import beside

        other = beside(lesson, by)
        if other is None:
            return
        screen = self._screen_of(other, led=by > 0)
        screen.lecture.go(0 if by > 0 else len(screen.lecture.slides) - 1)
        self._put_up(screen)

    def open_file(self, path: str) -> None:
        """Read a lesson beside the window, and begin it."""
        from lrsim.lessons import read_lesson

        def failed(error: Exception) -> None:
            raise error

        def slow() -> None:
            self._speaker.show_message(
                say("{file} is still being read…", file=os.path.basename(path))
            )

        doing = self._speaker.doing
        self.reading.read(lambda: read_lesson(path), doing(self.open), doing(failed), slow)

    def choose(self) -> None:
        """Ask for a lesson's file and open it."""
        folder = os.path.expanduser("~")
        ask_for_file(self._window, say("Open a lesson"), folder, _filters(), self.open_file)

    def export(self) -> None:
        """Ask for a file and write all answers into it."""
        name = os.path.join(os.path.expanduser("~"), "answers.csv")
        write = self._speaker.doing(self._write)
        kinds = shown(ANSWERS)
        ask_for_file(self._window, say("Export my answers"), name, kinds, write, saves=True)

    def _write(self, path: str) -> None:
        from lrsim import files

        files.write_atomic(Path(path), self.progress.csv().encode())
        self._speaker.show_message(say("Saved to {path}", path=path))

    def _open_named(self, name: str) -> None:
        from lrsim.lessons import lesson

        self.open(lesson(name))

    def play(self, code: str) -> None:
        """Begin the game of a code, or of a day."""
        from lrsim.gui.lessons.game import GameScreen
        from lrsim.lessons.goldilocks import Game

        self._put_up(GameScreen(Game.of(code), self._background))

    def _forget(self) -> None:
        self.progress.forget()
        if self._page is not None:
            self._page.show_progress(self.progress)

    # --- the screen ---

    def _put_up(self, screen: LessonScreen | GameScreen) -> None:
        self.leave()
        self._focus.note()
        self._was_playing = self._session.playing
        self._session.pause()
        self._screen = screen
        screen.setParent(self._window)
        screen.leave.connect(self.leave)
        screen.failed.connect(self._speaker.show_message)
        screen.set_reduced_motion(self._reduced_motion)
        screen.set_presented(self._presented)
        self._home.hide()
        self.place()
        screen.set_theme(self._laboratory.theme, self._laboratory.type_size.factor)
        screen.show()
        screen.take_keys()
        self.changed.emit()

    def leave(self) -> None:
        """Take the screen away: the window is as it was before."""
        screen, self._screen = self._screen, None
        if screen is None:
            return
        screen.close_down()
        screen.hide()
        screen.deleteLater()
        self._home.show()
        if not self._focus.give_back():
            self._laboratory.keys_home.take()
        if self._page is not None:
            self._page.show_progress(self.progress)
        if self._was_playing:
            self._session.play()
        self.changed.emit()

    @property
    def _home(self) -> QWidget:
        return self._laboratory.keys_home

    def place(self) -> None:
        """Cover the whole window."""
        if self._screen is not None:
            self._screen.setGeometry(self._window.rect())

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        if self._screen is not None:
            self._screen.set_theme(theme, self._laboratory.type_size.factor)

    def set_presented(self, presented: bool) -> None:
        """Let a clicker's keys be told of, or not."""
        self._presented = presented
        if self._screen is not None:
            self._screen.set_presented(presented)

    def set_reduced_motion(self, reduced: bool) -> None:
        """Let nothing move between steps, or let it."""
        self._reduced_motion = reduced
        if self._screen is not None:
            self._screen.set_reduced_motion(reduced)


def _filters() -> str:
    return ";;".join(shown(kind) for kind in FILES)

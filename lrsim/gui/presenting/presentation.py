"""Presenting: begun and left with one key, and all is as it was before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QScreen
from PySide6.QtWidgets import QMainWindow

from lrsim.gui.look.theme import THEMES, Theme
from lrsim.gui.loop.focus import FocusBefore
from lrsim.gui.presenting.clicker import Clicker, Press
from lrsim.gui.presenting.code import CodeSheet
from lrsim.gui.presenting.cover import Blank, Spotlight
from lrsim.gui.presenting.desk import Desk
from lrsim.gui.presenting.hall import Hall
from lrsim.gui.presenting.screens import fill, within_reach
from lrsim.gui.presenting.sheets import page_through
from lrsim.gui.presenting.told import Told

if TYPE_CHECKING:
    from lrsim.gui.presenting.speaker import SpeakerWindow

__all__ = ["Presentation"]

GROWTH: Final = 1.5
"""How much larger than at a desk type is for the last row."""


class _Before(NamedTuple):
    """How the window was."""

    theme: Theme
    state: Qt.WindowState
    place: QRect
    page: int
    enlarged: str
    selected: int
    hidden: frozenset[int]
    reveal: bool
    lesson: object | None


class Presentation(QObject):
    """Full screen in the projector theme, type by half larger, nothing to set anything with.

    With a second screen the audience has that one, and the speaker a window where the laboratory's was.

    Parameters
    ----------
    window : QMainWindow
        The laboratory's, which the audience sees.
    hall : Hall
        Does what is the window's.

    Signals
    -------
    changed
        It began, was left or shows something else.
    """

    changed = Signal()

    def __init__(self, window: QMainWindow, hall: Hall) -> None:
        super().__init__(window)
        self._window, self._hall = window, hall
        self._before: _Before | None = None
        self._focus = FocusBefore(window)
        self.clicker = Clicker(self, hall.zoom_at)
        self.blank, self.spotlight = Blank(window), Spotlight(window)
        self.code_sheet = CodeSheet(window)
        self.desk = Desk(window, hall)
        self.desk.pressed.connect(self.press)
        self.changed.connect(self.desk.brief)
        self.clicker.pressed.connect(self.press)
        self.clicker.turned.connect(self.spotlight.grow)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        self._application = application

    @property
    def is_on(self) -> bool:
        """Whether it is under way."""
        return self._before is not None

    @property
    def told(self) -> Told:
        """What is presented."""
        return self._hall.told

    # --- beginning and leaving ---

    def toggle(self) -> None:
        """Begin, or leave."""
        if self.is_on:
            self.leave()
        else:
            self.start()

    def start(self) -> None:
        """Begin where the window is: with its experiment, page and card."""
        if self.is_on:
            return
        window, hall, session = self._window, self._hall, self._hall.session
        self._before = _Before(
            hall.theme,
            window.windowState(),
            window.geometry(),
            hall.page,
            hall.enlarged,
            session.selected,
            session.hidden,
            session.reveal,
            hall.lesson,
        )
        self._focus.note()
        self.desk.begin(window.screen(), hall.theme)
        audience = self.desk.other_screen
        screen = audience or self.desk.screen
        with hall.placed_once():
            hall.set_bare(True)
            hall.grow(GROWTH, screen.size())
            hall.set_theme(THEMES["projector"])
            fill(window, screen)
        hall.take_keys()
        self.clicker.listen()
        if audience is not None:
            self.open_speaker()
        self._application.screenAdded.connect(self._share_screens)
        self._application.screenRemoved.connect(self._lose_screen)
        self.changed.emit()

    def leave(self) -> None:
        """Go back to how it was: theme, size, place, page, card, runner."""
        before, self._before = self._before, None
        if before is None:
            return
        window, hall, session = self._window, self._hall, self._hall.session
        self.clicker.stop()
        self._application.screenAdded.disconnect(self._share_screens)
        self._application.screenRemoved.disconnect(self._lose_screen)
        self._show_picture()
        self.code_sheet.hide()
        screen = self.desk.screen
        self.desk.end()
        self.spotlight.small = None
        if self._lesson_began(before):
            hall.end_lesson()
        with hall.placed_once():
            hall.grow(1.0, before.place.size())
            hall.set_theme(before.theme)
            hall.set_bare(False)  # what is seen again is dressed once
            _put_back(window, before, screen)
        window.activateWindow()  # the speaker's may have been the active one
        hall.show_page(before.page)
        hall.enlarge(self._own_card(before))
        # a runner that has gone since cannot be selected or hidden again
        count = len(session.runs)
        session.select(min(before.selected, count - 1))
        session.set_hidden(k for k in before.hidden if k < count and k != session.selected)
        session.set_reveal(before.reveal)
        if not self._focus.give_back():
            hall.take_keys()
        self.changed.emit()

    def _share_screens(self, _screen: QScreen) -> None:
        """Go to the screen that has come, or stay on the one that is left, once Qt knows."""
        QTimer.singleShot(0, self._fill_screen)

    def _lose_screen(self, screen: QScreen) -> None:
        """Go on where there is a screen still; the speaker's own may be the one that goes."""
        self.desk.lose(screen)
        self._share_screens(screen)

    def _fill_screen(self) -> None:
        """Let the audience have its screen, and the speaker a window if that is another one."""
        if not self.is_on:
            return
        audience = self.desk.other_screen
        fill(self._window, audience or self.desk.screen)
        if audience is None:
            self.desk.close()
        else:
            self.desk.open()
        self.spotlight.small = self.desk.preview
        self.changed.emit()

    # --- keys ---

    def press(self, press: Press) -> None:
        """Do what a key of the clicker's asks for; over a black screen it brings the picture back."""
        if self.blank.colour is not None:
            self._show_picture()
            self.changed.emit()
            return
        sheets = self._hall.sheets
        {
            Press.FORWARD: lambda: page_through(sheets, on=True) or self.told.forward(),
            Press.BACK: lambda: page_through(sheets, on=False) or self.told.back(),
            Press.BLACK: lambda: self.blank.put(QColor("black")),
            Press.WHITE: lambda: self.blank.put(QColor("white")),
            Press.POINTER: self._toggle_spotlight,
            Press.ZOOM: self._hall.zoom,
            Press.CODE: self.show_code,
            Press.SPEAKER: self._toggle_speaker,
            Press.CLOSE: self.close,
            Press.LEAVE: self.leave,
        }[press]()
        self.changed.emit()

    def close(self) -> None:
        """Close what lies over the picture, or the card that fills it; leave where there is nothing of it."""
        before = self._before
        over = [sheet for sheet in (self.code_sheet, *self._hall.sheets) if sheet.isVisible()]
        for sheet in over:
            sheet.hide()
        if over or before is None:
            return
        usual = self._own_card(before)
        if self._hall.enlarged not in ("", usual):
            self._hall.enlarge(usual)
        elif self._lesson_began(before):
            self._hall.end_lesson()
        else:
            self.leave()

    def _lesson_began(self, before: _Before) -> bool:
        """Tell whether a lesson is under way that was begun since; not one that another one led to."""
        return self._hall.lesson is not None and before.lesson is None

    def _own_card(self, before: _Before) -> str:
        """Return the card that was enlarged before, where that is still what is shown."""
        return before.enlarged if self._hall.lesson is before.lesson else ""

    def show_code(self) -> None:
        """Show the experiment's share code, or show it no longer; presenting or not."""
        if self.code_sheet.isVisible():
            self.code_sheet.hide()
        else:
            self.code_sheet.show_experiment(self._hall.session.experiment)

    # --- the speaker's window ---

    @property
    def speaker(self) -> SpeakerWindow | None:
        """The speaker's window; None where it has never been opened."""
        return self.desk.window

    def open_speaker(self) -> None:
        """Open the speaker's window, on whatever screen there is."""
        if self.is_on and not self.desk.is_open:
            self.desk.open()
            self.spotlight.small = self.desk.preview

    def _toggle_speaker(self) -> None:
        self.desk.toggle()
        self.spotlight.small = self.desk.preview

    def set_reduced_motion(self, reduced: bool) -> None:
        """Let the screen be black at once, or fade."""
        self.blank.fades = not reduced

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self.code_sheet.set_theme(theme)

    def _show_picture(self) -> None:
        self.blank.lift()
        self._put_out()

    def _toggle_spotlight(self) -> None:
        self.spotlight.toggle()
        self.clicker.takes_wheel = self.spotlight.isVisible()

    def _put_out(self) -> None:
        self.spotlight.put_out()
        self.clicker.takes_wheel = False


def _put_back(window: QMainWindow, before: _Before, screen: QScreen) -> None:
    """Give a window its place again, on its screen or on the one that is left."""
    window.setScreen(screen)
    window.setWindowState(
        before.state & ~(Qt.WindowState.WindowFullScreen | Qt.WindowState.WindowMaximized)
    )
    window.setGeometry(within_reach(before.place, screen))
    window.setWindowState(before.state)

"""Presenting: begun and left with one key, and all is as it was before."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QScreen
from PySide6.QtWidgets import QMainWindow, QWidget

from lrsim.gui.look.theme import THEMES, Theme
from lrsim.gui.presenting.clicker import Clicker, Press
from lrsim.gui.presenting.code import CodeSheet
from lrsim.gui.presenting.cover import Blank, Spotlight
from lrsim.gui.presenting.hall import Hall
from lrsim.gui.presenting.screens import audience_screen, fill, room_for_speaker
from lrsim.gui.presenting.sheets import page_through
from lrsim.gui.presenting.speaker import SpeakerWindow
from lrsim.gui.presenting.told import Told
from lrsim.text.messages import say
from lrsim.text.numbers import count

__all__ = ["Presentation"]

GROWTH: Final = 1.5
"""How much larger than at a desk type is for the last row."""


class _Before(NamedTuple):
    """How the window was."""

    theme: Theme
    state: Qt.WindowState
    place: QRect
    screen: QScreen
    page: int
    enlarged: str
    selected: int
    hidden: frozenset[int]
    reveal: bool
    told: Told
    focus: QWidget | None


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
        self._speaker: SpeakerWindow | None = None
        self.clicker = Clicker(self)
        self.blank, self.spotlight = Blank(window), Spotlight(window)
        self.code_sheet = CodeSheet(window)
        self.clicker.pressed.connect(self.press)
        self.clicker.turned.connect(self.spotlight.grow)
        self.clicker.zoomRequested.connect(lambda card: card.enlargeRequested.emit())
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
            window.screen(),
            hall.page,
            hall.enlarged,
            session.selected,
            session.hidden,
            session.reveal,
            hall.told,
            window.focusWidget(),
        )
        screen = self._screen or window.screen()
        hall.set_bare(True)
        hall.grow(GROWTH, screen.size())
        hall.set_theme(THEMES["projector"])
        fill(window, screen)
        hall.take_keys()
        self.clicker.listen()
        if self._screen is not None:
            self.open_speaker()
        self._application.screenAdded.connect(self._share_screens)
        self._application.screenRemoved.connect(self._share_screens)
        self.changed.emit()

    def leave(self) -> None:
        """Go back to how it was: theme, size, place, page, card, runner."""
        before, self._before = self._before, None
        if before is None:
            return
        window, hall, session = self._window, self._hall, self._hall.session
        self.clicker.stop()
        self._application.screenAdded.disconnect(self._share_screens)
        self._application.screenRemoved.disconnect(self._share_screens)
        self._show_picture()
        self.code_sheet.hide()
        self._close_speaker()
        if hall.told is not before.told:
            hall.end_told()
        hall.set_bare(False)
        hall.grow(1.0, before.place.size())
        hall.set_theme(before.theme)
        _put_back(window, before)
        hall.show_page(before.page)
        hall.enlarge(before.enlarged)
        # a runner that has gone since cannot be selected or hidden again
        count = len(session.runs)
        session.select(min(before.selected, count - 1))
        session.set_hidden(k for k in before.hidden if k < count and k != session.selected)
        session.set_reveal(before.reveal)
        hall.take_keys()
        if before.focus is not None and before.focus.isVisible():
            before.focus.setFocus()
        self.changed.emit()

    @property
    def _screen(self) -> QScreen | None:
        """The audience's screen, where it has one of its own."""
        return (
            None
            if self._before is None
            else audience_screen(self._before.screen, self._application.screens())
        )

    def _share_screens(self, _screen: QScreen) -> None:
        """Go to the screen that has come, or stay on the one that is left, once Qt knows."""
        QTimer.singleShot(0, self._fill_screen)

    def _fill_screen(self) -> None:
        if self.is_on:
            fill(self._window, self._screen or self._application.primaryScreen())
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
            Press.CODE: self.show_code,
            Press.SPEAKER: self.toggle_speaker,
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
        if self._hall.told is not before.told:
            self._hall.end_told()
        elif self._hall.enlarged not in ("", before.enlarged):
            self._hall.enlarge(before.enlarged)
        else:
            self.leave()

    def show_code(self) -> None:
        """Show the experiment's share code, or show it no longer; presenting or not."""
        if self.code_sheet.isVisible():
            self.code_sheet.hide()
        else:
            self.code_sheet.show_experiment(self._hall.session.experiment)

    # --- the speaker's window ---

    def toggle_speaker(self) -> None:
        """Open the speaker's window, or close it; without a second screen it is a window like any other."""
        if self._speaker is not None and self._speaker.isVisible():
            self._close_speaker()
        else:
            self.open_speaker()

    @property
    def speaker(self) -> SpeakerWindow | None:
        """The speaker's window; None where it has never been opened."""
        return self._speaker

    def open_speaker(self) -> None:
        """Open the speaker's window where the laboratory's was."""
        before = self._before
        if before is None or (self._speaker is not None and self._speaker.isVisible()):
            return
        if self._speaker is None:
            self._speaker = speaker = SpeakerWindow(self._window)
            speaker.pressed.connect(self.press)
            speaker.passedOn.connect(self._hall.pass_on)
            self.changed.connect(self._brief)
            self._hall.tell(self._brief)
        speaker = self._speaker
        speaker.setScreen(before.screen)
        speaker.setGeometry(room_for_speaker(before.screen))
        speaker.set_theme(before.theme)
        speaker.clock.restart()
        self.spotlight.small = speaker.preview
        speaker.show()
        self._brief()
        speaker.raise_()
        speaker.activateWindow()

    def _close_speaker(self) -> None:
        if self._speaker is not None:
            self._speaker.hide()
            self.spotlight.small = None

    def _brief(self) -> None:
        """Tell the speaker where it stands."""
        speaker = self._speaker
        if speaker is None or not self.is_on or speaker.isHidden():
            return
        screens = self._application.screens()
        number = screens.index(self._window.screen()) + 1
        where = say("the audience is on screen {n}", n=count(number))
        speaker.show_told(self.told, say(self._hall.session.experiment.title), where)

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


def _put_back(window: QMainWindow, before: _Before) -> None:
    """Give a window its place again, on its screen."""
    window.setWindowState(
        before.state & ~(Qt.WindowState.WindowFullScreen | Qt.WindowState.WindowMaximized)
    )
    window.setGeometry(before.place)
    window.setWindowState(before.state)

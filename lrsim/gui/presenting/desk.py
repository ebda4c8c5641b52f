"""The speaker's desk: a screen that is not the audience's, and a window of the speaker's own on it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QMainWindow

from lrsim.gui.look.theme import Theme
from lrsim.gui.presenting.hall import Hall
from lrsim.gui.presenting.preview import Preview
from lrsim.gui.presenting.screens import audience_screen, room_for_speaker
from lrsim.text.messages import say
from lrsim.text.numbers import count

if TYPE_CHECKING:
    from lrsim.gui.presenting.speaker import SpeakerWindow

__all__ = ["Desk"]


class Desk(QObject):
    """Opens the speaker's window and closes it; its clock runs from the beginning, its counts stay.

    Parameters
    ----------
    audience : QMainWindow
        The window that the audience sees.
    hall : Hall

    Signals
    -------
    pressed(Press)
        A button of it was clicked.
    """

    pressed = Signal(object)

    def __init__(self, audience: QMainWindow, hall: Hall) -> None:
        super().__init__(audience)
        self._audience, self._hall = audience, hall
        self._window: SpeakerWindow | None = None
        self._screen: QScreen | None = None
        self._theme = hall.theme
        self._began = 0.0
        self._is_timed = False

    # --- screens ---

    def begin(self, screen: QScreen, theme: Theme) -> None:
        """Stand on a screen, in the theme that the laboratory has there."""
        self._screen, self._theme = screen, theme
        self._began, self._is_timed = time.monotonic(), False

    def end(self) -> None:
        """Stand nowhere any more."""
        self.close()
        self._screen = None

    def lose(self, screen: QScreen) -> None:
        """Go to the first screen that is left, where it was this one's."""
        if screen is self._screen:
            self._screen = _application().primaryScreen()

    @property
    def screen(self) -> QScreen:
        """The desk's own screen."""
        return self._screen or self._audience.screen()

    @property
    def other_screen(self) -> QScreen | None:
        """The audience's screen, where it has one of its own."""
        if self._screen is None:
            return None
        return audience_screen(self._screen, _application().screens())

    # --- the window ---

    @property
    def window(self) -> SpeakerWindow | None:
        """The speaker's window; None where it has never been opened."""
        return self._window

    @property
    def preview(self) -> Preview | None:
        """What the audience sees, small, where the speaker sees it."""
        return self._window.preview if self._window is not None and self.is_open else None

    @property
    def is_open(self) -> bool:
        """Whether the window is there."""
        return self._window is not None and not self._window.isHidden()

    def toggle(self) -> None:
        """Open the window, or close it; without a second screen it is one like any other."""
        if self.is_open:
            self.close()
        else:
            self.open()

    def open(self) -> None:
        """Show the window on the desk's screen."""
        screen = self._screen
        if screen is None:
            return
        if self._window is None:
            from lrsim.gui.presenting.speaker import SpeakerWindow

            self._window = SpeakerWindow(self._audience)
            self._window.pressed.connect(self.pressed)
            self._window.passedOn.connect(self._hall.pass_on)
            self._hall.tell(self.brief)
        window = self._window
        if not self._is_timed:
            self._is_timed = True
            window.clock.restart(time.monotonic() - self._began)
        window.setScreen(screen)
        window.setGeometry(room_for_speaker(screen))
        window.set_theme(self._theme)
        window.show()
        self.brief()
        window.raise_()
        window.activateWindow()

    def close(self) -> None:
        """Hide the window; it keeps what was counted."""
        if self._window is not None:
            self._window.hide()

    def brief(self) -> None:
        """Tell the speaker where it stands."""
        if self._window is None or not self.is_open:
            return
        number = _application().screens().index(self._audience.screen()) + 1
        where = say("the audience is on screen {n}", n=count(number))
        self._window.show_told(self._hall.told, say(self._hall.session.experiment.title), where)


def _application() -> QGuiApplication:
    application = QGuiApplication.instance()
    assert isinstance(application, QGuiApplication)
    return application

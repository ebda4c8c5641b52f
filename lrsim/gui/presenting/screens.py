"""Which screen is whose: the audience's is another one than the speaker's, if there is another."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QWidget

__all__ = ["audience_screen", "fill", "room_for_speaker", "within_reach"]

SHARE = 0.9
"""Of a screen: how much of it the speaker's window takes beside the desktop's own bars."""


def audience_screen(own: QScreen, screens: Sequence[QScreen]) -> QScreen | None:
    """Return the first screen that is not the speaker's own and mirrors it not; None where there is none."""
    others = (screen for screen in screens if screen is not own)
    return next((screen for screen in others if screen.geometry() != own.geometry()), None)


def within_reach(place: QRect, screen: QScreen) -> QRect:
    """Return a window's place if its middle is on a screen, or else one in the middle of it."""
    room = screen.availableGeometry()
    if room.contains(place.center()):
        return place
    moved = QRect(room.topLeft(), place.size().boundedTo(room.size()))
    moved.moveCenter(room.center())
    return moved


def fill(window: QWidget, screen: QScreen) -> None:
    """Let a window have all of a screen."""
    window.setScreen(screen)
    # a window that is full screen or maximised already stays on its screen
    window.setWindowState(
        window.windowState() & ~(Qt.WindowState.WindowFullScreen | Qt.WindowState.WindowMaximized)
    )
    window.setGeometry(screen.geometry())
    window.showFullScreen()


def room_for_speaker(screen: QScreen) -> QRect:
    """Return where the speaker's window stands on a screen."""
    room = screen.availableGeometry()
    size = room.size() * SHARE
    place = QRect(room.topLeft(), size)
    place.moveCenter(room.center())
    return place

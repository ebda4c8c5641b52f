"""A finger that is held on a spot: what a right click is to a mouse."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer
from PySide6.QtGui import QContextMenuEvent, QTouchEvent
from PySide6.QtWidgets import QApplication, QWidget

from lrsim.gui.loop.net import Netted

__all__ = ["HeldFinger"]

HELD_MS: Final = 700
"""As long as Qt's own gesture waits, which cannot tell a finger from a mouse that is held."""

SLACK: Final = 2.0
"""A finger moves a little while it rests: by so many times what begins a drag with a mouse."""


class HeldFinger(Netted, QObject):
    """Opens the menu of what a single finger is held on, anywhere in a window.

    Parameters
    ----------
    window : QWidget
        Of which there is a native window already.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._place = QPoint()
        self._wait = QTimer(self, singleShot=True, interval=HELD_MS)
        self._wait.timeout.connect(self._open)
        handle = window.windowHandle()
        assert handle is not None  # the window is created
        handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Watch a finger come, stay and go; what it touches gets all of it."""
        if isinstance(event, QTouchEvent):
            points = event.points()
            place = points[0].globalPosition().toPoint() if points else self._place
            if event.type() == QEvent.Type.TouchBegin and len(points) == 1:
                self._place = place
                self._wait.start()
            elif event.type() != QEvent.Type.TouchUpdate or len(points) > 1 or self._left(place):
                self._wait.stop()
        return False

    def _left(self, place: QPoint) -> bool:
        """Return whether a finger is no longer where it came down."""
        away = (place - self._place).manhattanLength()
        return away > SLACK * QApplication.startDragDistance()

    def _open(self) -> None:
        under = self._window.childAt(self._window.mapFromGlobal(self._place))
        if under is not None:
            within = under.mapFromGlobal(self._place)
            asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, within, self._place)
            QApplication.sendEvent(under, asked)

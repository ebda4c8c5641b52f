"""What the audience sees, small and alive: the same window's picture, a few times a second."""

from __future__ import annotations

import time
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.net import Netted
from lrsim.text.messages import say

__all__ = ["Preview"]

FRAME_MS: Final = 100
"""At least between two pictures, …"""

SHAPE: Final = 9 / 16

PATIENCE: Final = 9
"""… and this many times what the last one took: what the audience sees has the most of the time."""


class Preview(Netted, QWidget):
    """A picture of a window, painted anew when that has been.

    Parameters
    ----------
    window : QWidget
        The audience's.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self._window = window
        self._picture = QPixmap()
        self._theme: Theme | None = None
        self._stale = True
        self.setAccessibleName(say("What the audience sees"))
        self.setAccessibleDescription(
            say("Small, as it is now; its own window tells what is in it.")
        )
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._take)
        window.installEventFilter(self)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    @property
    def picture_rect(self) -> QRect:
        """Where in here the picture is: as large as its shape allows."""
        room = self.rect().adjusted(2, 2, -2, -2)
        size = self._window.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(room.topLeft(), size)
        place.moveCenter(room.center())
        return place

    def sizeHint(self) -> QSize:
        """Return a size of the usual shape."""
        return QSize(880, 495)

    def minimumSizeHint(self) -> QSize:
        """Return a size in which something can be seen."""
        return QSize(320, 180)

    def heightForWidth(self, width: int) -> int:
        """Return the height of most screens with this width: on others the picture is narrower."""
        return round(width * SHAPE)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note that the window is painted anew."""
        if event.type() == QEvent.Type.UpdateRequest and watched is self._window:
            self._stale = True
            if self.isVisible() and not self._timer.isActive():
                self._timer.start(FRAME_MS)
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take a picture of the new size."""
        super().resizeEvent(event)
        self._stale = True
        self._timer.start(0)

    def _take(self) -> None:
        if not self._stale or not self.isVisible():
            return
        self._stale = False
        began = time.perf_counter()
        ratio = self.devicePixelRatioF()
        wanted = (self.picture_rect.size().toSizeF() * ratio).toSize()
        whole = self._window.grab()
        smooth = Qt.TransformationMode.SmoothTransformation
        self._picture = whole.scaled(wanted, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
        self._picture.setDevicePixelRatio(ratio)
        self.update()
        took = 1000 * (time.perf_counter() - began)
        self._timer.start(round(max(FRAME_MS, PATIENCE * took)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, framed."""
        if self._theme is None:
            return
        with QPainter(self) as painter:
            place = self.picture_rect
            painter.drawPixmap(place.topLeft(), self._picture)
            painter.setPen(QPen(QColor(self._theme.accent), 2))
            painter.drawRect(place)

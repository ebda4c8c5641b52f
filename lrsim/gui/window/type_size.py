"""How large type is: as large as the window's size asks for, times what the user chose."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QWidget

from lrsim.gui.look.theme import THEMES, Theme, scale_for
from lrsim.gui.loop.net import Netted

__all__ = ["FACTORS", "TypeSize", "TypeWheel"]

SETTLED_MS: Final = 150
"""After the last change of size: type is set anew once, not all the way."""

FACTORS: Final = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
"""By what the user can have type larger or smaller."""

NOTCH: Final = 120
"""What Qt tells of one notch of a wheel; touch pads tell of parts."""


class TypeSize(QObject):
    """Follows the size of a window, and the user's wish.

    Parameters
    ----------
    window : QWidget

    Attributes
    ----------
    scale : float
        By what themes are scaled.

    Signals
    -------
    changed()
        The window has grown or shrunk by enough for type of another size, or the user wants another.
    settled()
        The window has grown or shrunk by as much in sight, and stays as it is.
    """

    changed = Signal()
    settled = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._factor = self._growth = 1.0
        self.scale = 1.0
        self._settling = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._settling.timeout.connect(self._settle)

    @property
    def factor(self) -> float:
        """By what type is larger than the window's size asks for."""
        return self._factor

    def set_factor(self, factor: float) -> None:
        """Have type larger, or smaller, than the window's size asks for; within what can be chosen."""
        self._factor = min(max(factor, FACTORS[0]), FACTORS[-1])
        self.fit()

    def step(self, count: int) -> None:
        """Have type larger by so many of the sizes that can be chosen; smaller by a negative number."""
        beside = [f for f in FACTORS if (f > self._factor if count > 0 else f < self._factor)]
        if beside and count:
            ahead = beside if count > 0 else beside[::-1]
            self.set_factor(ahead[min(abs(count), len(ahead)) - 1])

    def sized(self, theme: Theme) -> Theme:
        """Return a theme with its type as large."""
        return THEMES[theme.name].scale(self.scale * self._growth)

    def grow(self, factor: float, size: QSize) -> None:
        """Have type larger by another factor in a window that is about to be of a size: it is set once."""
        self._growth = factor
        self.scale = self._factor * scale_for(size.width(), size.height())

    def follow(self) -> None:
        """Fit the window's new size: in sight when it has settled."""
        if not self._window.isVisible():
            self.fit()
        elif self._wanted() != self.scale:
            self._settling.start()

    def fit(self) -> None:
        """Fit the window's present size."""
        if self._take_wanted():
            self.changed.emit()

    def _settle(self) -> None:
        if self._take_wanted():
            self.settled.emit()

    def _take_wanted(self) -> bool:
        """Take the scale that is wanted; return whether it is another one."""
        before, self.scale = self.scale, self._wanted()
        return self.scale != before

    def _wanted(self) -> float:
        return self._factor * scale_for(self._window.width(), self._window.height())


class TypeWheel(Netted, QObject):
    """Hears the wheel with Ctrl anywhere in a window, before what is under it does.

    Signals
    -------
    turned(int)
        So many notches away from the user; towards them is negative.
    """

    turned = Signal(int)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._rest = 0
        handle = window.windowHandle()
        assert handle is not None  # the window is created
        handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what is turned with Ctrl held."""
        if not isinstance(event, QWheelEvent):
            return False
        if event.modifiers() != Qt.KeyboardModifier.ControlModifier:
            return False
        self._rest += event.angleDelta().y()
        notches = int(self._rest / NOTCH)
        if notches:
            self._rest -= NOTCH * notches
            self.turned.emit(notches)
        return True

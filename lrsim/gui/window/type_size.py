"""How large type is: as large as the window's size asks for."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QSize, QTimer, Signal
from PySide6.QtWidgets import QWidget

from lrsim.gui.look.theme import THEMES, Theme, scale_for

__all__ = ["TypeSize"]

SETTLED_MS: Final = 150
"""After the last change of size: type is set anew once, not all the way."""


class TypeSize(QObject):
    """Follows the size of a window.

    Parameters
    ----------
    window : QWidget

    Signals
    -------
    changed()
        The window has grown or shrunk by enough for type of another size.
    """

    changed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.scale = 1.0
        self._factor = 1.0
        self._settled = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._settled.timeout.connect(self.fit)

    def sized(self, theme: Theme) -> Theme:
        """Return a theme with its type as large."""
        return THEMES[theme.name].scale(self.scale * self._factor)

    def grow(self, factor: float, size: QSize) -> None:
        """Have type larger by a factor in a window that is about to be of a size: it is set once."""
        self._factor = factor
        self.scale = scale_for(size.width(), size.height())

    def follow(self) -> None:
        """Fit the window's new size: in sight when it has settled."""
        if not self._window.isVisible():
            self.fit()
        elif self._wanted() != self.scale:
            self._settled.start()

    def fit(self) -> None:
        """Fit the window's present size."""
        if self._wanted() != self.scale:
            self.scale = self._wanted()
            self.changed.emit()

    def _wanted(self) -> float:
        return scale_for(self._window.width(), self._window.height())

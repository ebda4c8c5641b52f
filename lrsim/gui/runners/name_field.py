"""A field over a runner's chip, in which its name is typed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from lrsim.declarations import MAX_NAME
from lrsim.gui.loop.net import Netted
from lrsim.text.messages import say

__all__ = ["NameField"]


class NameField(Netted, QLineEdit):
    """A line that is open until Enter or a click elsewhere takes it, or Esc forgets it.

    Signals
    -------
    accepted(int, str)
        The runner, and what it is to be called.
    closed
        It is gone, and the keys are free.
    """

    accepted = Signal(int, str)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMaxLength(MAX_NAME)
        self.setAccessibleName(say("Name of the runner"))
        self.index = -1
        """Whose name it is; -1 while it is closed."""
        self.editingFinished.connect(self._accept)
        self.hide()

    def open(self, index: int, name: str) -> None:
        """Let a runner's name be typed, all of it selected."""
        self.index = index
        self.setText(name)
        self.selectAll()
        self.show()
        self.raise_()
        self.setFocus()

    def close_unread(self) -> None:
        """Forget what was typed."""
        if self.index >= 0:
            self.index = -1
            self.hide()
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave on Esc; Enter is no other's key, the dial's neither."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_unread()
        else:
            super().keyPressEvent(event)
            event.accept()

    def _accept(self) -> None:
        index, name = self.index, self.text().strip()
        self.close_unread()
        if index >= 0 and name:
            self.accepted.emit(index, name)

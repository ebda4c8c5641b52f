"""Room for the window's content: where type is so large that the window has less, it can be scrolled."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from lrsim.gui.loop.net import Netted

__all__ = ["Room"]


class Room(Netted, QScrollArea):
    """Holds a content as large as itself, or as it must be at the least."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave arrows and Page keys to the window: they turn the dial."""
        event.ignore()

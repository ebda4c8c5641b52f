"""One sentence over the window's lower edge, for a few seconds: what could not be done, what was."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QLabel, QWidget

from lrsim.gui.look.theme import Theme

READING_MS = 90
"""Milliseconds for each character: slow readers' speed, with a floor of four seconds."""


class Toast(QLabel):
    """A message that takes no room and no click."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._bottom = round(9 * theme.spacing)
        unit = round(theme.spacing)
        self.setStyleSheet(
            f"background: {theme.text}; color: {theme.ground}; border-radius: {round(theme.radius)}px;"
            f"padding: {unit}px {2 * unit}px; font-size: {round(theme.body)}px;"
        )

    def show_message(self, text: str) -> None:
        """Show a message long enough to read it."""
        self.setText(text)
        self.show()
        self.place()
        self.raise_()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        self._timer.start(max(4000, READING_MS * len(text)))

    def place(self) -> None:
        """Stand in the middle, above the transport."""
        parent = self.parentWidget()
        if self.isVisible() and parent is not None:
            self.setFixedWidth(min(720, parent.width() - 80))
            self.adjustSize()
            x = (parent.width() - self.width()) // 2
            self.move(x, parent.height() - self.height() - self._bottom)

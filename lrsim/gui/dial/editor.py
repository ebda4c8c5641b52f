"""The field that opens over the dial's number, for typing a learning rate."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QFont,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from lrsim.declarations import MAX_LR
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.net import Netted
from lrsim.text.learning_rates import parse_lr
from lrsim.text.messages import say, shown

__all__ = ["DialEditor"]


class DialEditor(Netted, QLineEdit):
    """A line edit that gives a learning rate, or says in one sentence why it can't.

    Enter takes the value, Escape leaves everything as it was, and going elsewhere takes the value
    if it is a good one. A double click that began with the click that opened the field is the
    dial's reset.
    """

    accepted = Signal(float)
    resetRequested = Signal()
    closed = Signal()

    def __init__(self, dial: QWidget, theme: Theme) -> None:
        super().__init__(dial)
        self._dial = dial
        self.message = QLabel(dial)
        """Says what is wrong with the text."""
        self.message.setWordWrap(True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._opened_at = 0.0
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMaxLength(24)
        self.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
        self.setAccessibleName(say("Learning rate"))
        self.textEdited.connect(self._clear_message)
        self.set_theme(theme)
        self.hide()
        self.message.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.setStyleSheet(
            f"QLineEdit {{ background: {theme.card}; color: {theme.text}; padding: 0;"
            f" min-height: 0; border: 2px solid {theme.accent}; border-radius: 8px; }}"
        )
        self.message.setStyleSheet(
            f"background: {theme.card}; color: {theme.text}; padding: 6px;"
            f" border: 2px solid {theme.error}; border-radius: 8px; font-size: {theme.small:.0f}px;"
        )

    def open(self, value: str, typed: str | None) -> None:
        """Open on `value`, all selected, or with `typed` in its place."""
        self._opened_at = monotonic()
        self.setText(value if typed is None else typed)
        self.setModified(typed is not None)
        if typed is None:
            self.selectAll()
        self._clear_message()
        self.show()
        self.setFocus()

    def cancel(self) -> None:
        """Leave everything as it was."""
        if self.isVisible():
            self._close()

    def place(self, number: QRectF, font: QFont) -> None:
        """Lie over `number`, the message below it."""
        self.setFont(font)
        self.setGeometry(number.toAlignedRect())
        dial = self._dial
        width = min(dial.width(), 280)
        height = self.message.heightForWidth(width)
        top = min(int(number.bottom()) + 2, dial.height() - height)
        self.message.setGeometry((dial.width() - width) // 2, top, width, height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the value on Enter, leave on Escape."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._accept()
        elif event.key() == Qt.Key.Key_Escape:
            self.cancel()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Tell the second half of a double click on the dial from one in the field."""
        if monotonic() - self._opened_at < QApplication.doubleClickInterval() / 1000:
            self._close()
            self.resetRequested.emit()
        else:
            super().mouseDoubleClickEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take a good value along; forget a bad one."""
        super().focusOutEvent(event)
        if not self.isVisible() or event.reason() == Qt.FocusReason.PopupFocusReason:
            return
        try:
            lr = parse_lr(self.text(), MAX_LR)
        except ValueError:
            self._close()
        else:
            self._close()
            self.accepted.emit(lr)

    def _accept(self) -> None:
        try:
            lr = parse_lr(self.text(), MAX_LR)
        except ValueError as error:
            self._show_message(shown(error.args[0]))
        else:
            self._close()
            self.accepted.emit(lr)

    def _close(self) -> None:
        had_focus = self.hasFocus()
        self._clear_message()
        self.hide()
        if had_focus:
            self._dial.setFocus()
        self.closed.emit()

    def _show_message(self, sentence: str) -> None:
        self.message.setText(sentence)
        self.place(QRectF(self.geometry()), self.font())
        self.message.show()
        self.message.raise_()
        self.selectAll()
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    def _clear_message(self) -> None:
        self.message.hide()

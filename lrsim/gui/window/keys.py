"""Who gets the keys: the dial, unless a text field or an open list wants them.

A click never moves them anywhere else: what is not typed into takes the focus from the Tab key alone, and a
click on it gives the keys back to the dial. What was reached with Tab has its own keys, Enter to press it
among them, until Esc or the next click.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTextEdit,
    QWidget,
)

from lrsim.gui.dial.dial import Dial
from lrsim.gui.dial.keys import belongs_to_dial
from lrsim.gui.loop.net import Netted

__all__ = ["TYPED_INTO", "KeysHome"]

TYPED_INTO = (QLineEdit, QAbstractSpinBox, QPlainTextEdit, QTextEdit)
"""What keeps the keys after a click."""

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class KeysHome(Netted, QWidget):
    """All of a window's content, which keeps the keys with the dial.

    A click on nothing in particular is a click on it; while the dial is greyed it has the keys itself. (A
    focus proxy would do the same, but Qt leaves what is in a widget with a proxy out of the Tab key's way.)

    Parameters
    ----------
    dial : Dial
    """

    def __init__(self, dial: Dial) -> None:
        super().__init__()
        self._dial = dial
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def adopt(self, root: QWidget) -> None:
        """Let no widget in here but the dial and text fields take the keys from a click."""
        for widget in (root, *root.findChildren(QWidget)):
            policy = widget.focusPolicy()
            clicked = bool(policy & Qt.FocusPolicy.ClickFocus)
            kept = isinstance(widget, TYPED_INTO) or widget in (self, self._dial)
            if clicked and not kept and widget.window() is self.window():
                tab = bool(policy & Qt.FocusPolicy.TabFocus)
                widget.setFocusPolicy(Qt.FocusPolicy.TabFocus if tab else Qt.FocusPolicy.NoFocus)

    def take(self) -> None:
        """Give the keys back to the dial, if it can have them."""
        (self._dial if self._dial.isEnabled() else self).setFocus()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Pass the keys on."""
        super().focusInEvent(event)
        self.take()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's own name
        """Scroll to what the Tab key reaches; of itself Qt does so only within one area."""
        moved = super().focusNextPrevChild(next)
        reached = self.window().focusWidget()
        for area in self.findChildren(QScrollArea):
            if area.isAncestorOf(reached):
                area.ensureWidgetVisible(reached)
        return moved

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """Keep the keys here while the dial is greyed or comes back.

        Qt would hand them to the next button, and Enter would press that.
        """
        had_keys = self.window().focusWidget() in (self._dial, self, None)
        try:
            yield
        finally:
            if had_keys:
                self.take()

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means that nobody else in the window wanted; return whether it meant anything."""
        has_keys = self.window().focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.take()
        elif event.key() in _ENTER and isinstance(has_keys, QAbstractButton):
            has_keys.click()
        elif self._dial_wants(event, has_keys):
            self._dial.keyPressEvent(event)
        else:
            return False
        return True

    def _dial_wants(self, event: QKeyEvent, has_keys: QWidget | None) -> bool:
        if not self._dial.isEnabled() or has_keys is self._dial:
            return False
        return belongs_to_dial(event) and not isinstance(has_keys, TYPED_INTO)

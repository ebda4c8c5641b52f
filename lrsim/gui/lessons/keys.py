"""Which keys are the lesson's, and which stay the window's."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

__all__ = ["ENTER", "GOING", "is_the_lessons", "plain"]

ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)

GOING: Final = (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_Escape, Qt.Key.Key_Space)
"""What goes on, back, away or runs it, whoever has the keys: a clicker has no others."""

_HARMLESS: Final = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier

_WITH_CTRL: Final = (
    Qt.Key.Key_Q, Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_Equal, Qt.Key.Key_0,
)  # fmt: skip
"""To quit, and the size of type: the window's in a lesson, too."""


def plain(event: QKeyEvent) -> bool:
    """Tell whether a key is pressed without those that make a shortcut of it."""
    return not event.modifiers() & ~_HARMLESS


def is_the_lessons(event: QEvent) -> bool:
    """Tell whether it is a key of the lesson's, asked for before a shortcut of the window's takes it."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    key = event.key()
    if Qt.Key.Key_F1 < key <= Qt.Key.Key_F35 or key == Qt.Key.Key_T:
        return False  # full screen, presenting, the theme
    return plain(event) or key not in _WITH_CTRL

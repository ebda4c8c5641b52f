"""Which keys the dial takes, and what they do to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from lrsim.text.learning_rates import LR_MAX, LR_MIN, round_lr

__all__ = ["JUMPS", "NOTCH", "TURNS", "belongs_to_dial", "fineness", "starts_number"]

NOTCH: Final = 1 / 20
"""Decades per wheel notch or arrow key."""

FINE: Final = 0.1
"""What Shift makes of a turn."""

TURNS: Final = {
    Qt.Key.Key_Up: NOTCH,
    Qt.Key.Key_Right: NOTCH,
    Qt.Key.Key_Down: -NOTCH,
    Qt.Key.Key_Left: -NOTCH,
}
"""Decades by which a key turns."""

JUMPS: Final[dict[Qt.Key, Callable[[float], float]]] = {
    Qt.Key.Key_PageUp: lambda lr: round_lr(lr * 10, 12),
    Qt.Key.Key_PageDown: lambda lr: round_lr(lr / 10, 12),
    Qt.Key.Key_Home: lambda _lr: LR_MIN,
    Qt.Key.Key_End: lambda _lr: LR_MAX,
}
"""What a key makes of the learning rate."""

EDIT: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def fineness(event: QMouseEvent | QWheelEvent | QKeyEvent) -> float:
    """Return the factor on a turn: less while Shift is held."""
    return FINE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0


def belongs_to_dial(event: QKeyEvent) -> bool:
    """Tell whether the dial takes a key; with modifiers other than Shift it is a shortcut."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if modifiers & ~Qt.KeyboardModifier.ShiftModifier:
        return False
    key = event.key()
    return key in TURNS or key in JUMPS or key in EDIT or starts_number(event)


def starts_number(event: QKeyEvent) -> bool:
    """Tell a 0, with which most learning rates begin; 1 to 8 select runners, full stop and comma step."""
    return event.text() == "0"

"""What keys do on a map."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt

__all__ = ["ENTER", "FAR", "INWARDS", "OUTWARDS", "WAYS"]

WAYS: Final = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (1, 0),
    Qt.Key.Key_Down: (-1, 0),
}
"""Rows and columns that an arrow key moves the runner by."""

FAR: Final = 10
"""As many times as far with Ctrl."""

INWARDS: Final = (Qt.Key.Key_Plus, Qt.Key.Key_Equal)
OUTWARDS: Final = (Qt.Key.Key_Minus, Qt.Key.Key_Backspace)
ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)

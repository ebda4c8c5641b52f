"""Who had a window's keys before something lay over it, to have them again when it is gone."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

__all__ = ["FocusBefore"]


class FocusBefore:
    """Notes who has the keys, and gives them back.

    Parameters
    ----------
    window : QWidget
    """

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._widget: QWidget | None = None

    def note(self) -> None:
        """Note who has them now."""
        self._widget = self._window.focusWidget()

    def forget(self) -> None:
        """Give them to nobody: what was there is not wanted back."""
        self._widget = None

    def give_back(self) -> bool:
        """Give them back, where who had them is still there to be seen; tell whether it is so."""
        widget, self._widget = self._widget, None
        if widget is None or not isValid(widget) or not widget.isVisible():
            return False
        widget.setFocus()
        return True

"""A row of buttons, one of them pressed: which page is shown, or which tab."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from lrsim.gui.look.theme import Theme
from lrsim.text.messages import Message, say, shown

__all__ = ["Switch"]


class Switch(QWidget):
    """A row of buttons, one of them pressed.

    Parameters
    ----------
    entries : dict
        By a page's number its name and help.
    parent : QWidget

    Signals
    -------
    chosen(int)
        The user wants this one.
    """

    chosen = Signal(int)

    def __init__(self, entries: dict[int, tuple[Message, Message]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(say("Pages"))
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for index, (name, help_text) in entries.items():
            button = QPushButton(shown(name))
            button.setCheckable(True)
            button.setProperty("segment", True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys with the dial
            button.setToolTip(say("{help} (Ctrl+{number})", help=help_text, number=index + 1))
            button.setAccessibleDescription(shown(help_text))
            self._group.addButton(button, index)
            self._row.addWidget(button)
        self._group.idClicked.connect(self.chosen)
        self.set_chosen(min(entries))
        if len(entries) < 2:
            self.hide()

    def set_chosen(self, index: int) -> None:
        """Press a button, silently."""
        self._group.button(index).setChecked(True)

    def show_only(self, seen: Callable[[int], bool]) -> None:
        """Leave out some of the buttons."""
        for button in self._group.buttons():
            button.setVisible(seen(self._group.id(button)))

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's spacing."""
        self._row.setSpacing(round(0.25 * theme.spacing))

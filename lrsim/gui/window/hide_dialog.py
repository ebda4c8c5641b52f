"""The dialog that chooses what an exercise hides."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from lrsim.declarations import HIDEABLE
from lrsim.gui.look.cards import label
from lrsim.gui.look.theme import Theme
from lrsim.text.messages import say

__all__ = ["HideDialog"]


class HideDialog(QDialog):
    """A box to check for each thing that can be hidden.

    Parameters
    ----------
    parent : QWidget
    hidden : iterable of str
        What is hidden now.
    taken : callable
        Is told the names that are to be, when the dialog is accepted.
    theme : Theme
    """

    def __init__(
        self,
        parent: QWidget,
        hidden: Iterable[str],
        taken: Callable[[tuple[str, ...]], object],
        theme: Theme,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("Hide for an exercise"))
        hidden = set(hidden)
        self.boxes = {name: QCheckBox(_line(text)) for name, text in HIDEABLE.items()}
        column = QVBoxLayout(self)
        unit = round(theme.spacing)
        column.setContentsMargins(3 * unit, 2 * unit, 3 * unit, 2 * unit)
        column.setSpacing(round(0.5 * unit))
        about = label(
            say(
                "What is checked is left out of the window, also for whoever gets the file or the share "
                "code. It is no lock: Show all brings it back, and commands answer everything."
            ),
            "quiet",
        )
        about.setWordWrap(True)
        column.addWidget(about)
        column.addSpacing(unit)
        for name, box in self.boxes.items():
            box.setChecked(name in hidden)
            column.addWidget(box)
        column.addSpacing(unit)
        self.hide_button, self.cancel_button = QPushButton(say("Hide")), QPushButton(say("Cancel"))
        self.hide_button.setProperty("primary", True)
        self.hide_button.setDefault(True)
        self.hide_button.clicked.connect(self.accept)
        self.cancel_button.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        for button in (self.cancel_button, self.hide_button):
            row.addWidget(button)
        column.addLayout(row)
        self.accepted.connect(lambda: taken(self.chosen))

    @property
    def chosen(self) -> tuple[str, ...]:
        """The names whose boxes are checked."""
        return tuple(name for name, box in self.boxes.items() if box.isChecked())


def _line(text: str) -> str:
    """Return a meaning as a line of its own."""
    said = say(text)
    return said[:1].upper() + said[1:]

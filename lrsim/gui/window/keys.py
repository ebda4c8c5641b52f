"""The window's keys: one table, and the list that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from lrsim.gui.look.cards import label
from lrsim.text.messages import Message, say, shown

__all__ = ["KEYS", "KeysDialog"]


class Key(NamedTuple):
    """A key of the window and what it does."""

    sequences: tuple[str, ...]
    name: str
    text: Message


KEYS = {
    "play": Key(("Space",), Message("Space"), Message("play or pause; at the end, play again")),
    "forward": Key((".",), ".", Message("one step forward")),
    "back": Key((",",), ",", Message("one step back")),
    "reset": Key(("Backspace",), Message("Backspace"), Message("back to step 0")),
    "reveal": Key(("R",), "R", Message("reveal or hide the future")),
    "arc": Key(("Z",), "Z", Message("show or hide what each LR would do, around the dial")),
    "fit": Key(("F",), "F", Message("show the surface's own domain")),
    "log": Key(("L",), "L", Message("loss curve: log or linear")),
    "fix": Key(("X",), "X", Message("do what the verdict offers")),
    "theme": Key(("T",), "T", Message("next theme")),
    "full": Key(("F11",), "F11", Message("full screen")),
    "help": Key(("F1", "?"), "F1", Message("this list")),
}
DIAL_KEYS = (
    ("1 … 8", Message("select a runner")),
    (Message("arrows"), Message("turn the dial (Shift: finely)")),
    (Message("Page Up, Page Down"), Message("dial × 10, ÷ 10")),
    (Message("Enter"), Message("type the dial's value")),
)
PAGE_KEYS = Message("Ctrl+1 … {last}")


class KeysDialog(QDialog):
    """The list of keys.

    Parameters
    ----------
    parent : QWidget
    pages : sequence of str
        Names of the pages, which have keys of their own where there are several.
    """

    def __init__(self, parent: QWidget, pages: Sequence[str]) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("Keys"))
        rows: list[tuple[str, str]] = [(key.name, key.text) for key in KEYS.values()]
        rows += DIAL_KEYS
        if len(pages) > 1:
            rows.append((say(PAGE_KEYS, last=len(pages)), ", ".join(pages)))
        grid = QGridLayout()
        for row, (keys, text) in enumerate(rows):
            grid.addWidget(label(shown(keys), "title"), row, 0)
            grid.addWidget(label(shown(text), ""), row, 1)
        grid.setHorizontalSpacing(24)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.addLayout(grid)

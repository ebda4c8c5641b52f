"""The table of a race to take along: copied to the clipboard, or saved to a file."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget

from lrsim.files import write_atomic
from lrsim.gui.look.cards import corner_button
from lrsim.gui.loop.background import Background
from lrsim.gui.loop.dialogs import ask_for_file
from lrsim.gui.race.telling import Told
from lrsim.studies.race.words import HEADING, table
from lrsim.text.messages import Message, say, shown
from lrsim.text.tables import as_csv, as_markdown

__all__ = ["TableMenu"]

_FORMS: Final[dict[str, tuple[Message, Callable[..., str]]]] = {
    ".csv": (Message("Table (*.csv)"), as_csv),
    ".md": (Message("Markdown (*.md)"), as_markdown),
}
"""By the ends of files' names: what the file dialog offers, and what writes the table."""

_HELP: Final = Message("Copy the standings as a table, or save them")
_LATER: Final = Message("At the end there is a table to copy, or with Reveal")


class TableMenu(QMenu):
    """What can be done with the table.

    Parameters
    ----------
    parent : QWidget
    background : Background
        Files are written on it.

    Attributes
    ----------
    button : QPushButton
        Opens it; it rests while there is no table.

    Signals
    -------
    saved(str)
        There is a file now.
    """

    saved = Signal(str)

    def __init__(self, parent: QWidget, background: Background) -> None:
        super().__init__(parent)
        self._background = background
        self._told: Told | None = None
        self.button: QPushButton = corner_button(say("Table"), shown(_LATER))
        self.button.setProperty("menu", True)
        self.button.setMenu(self)
        self.addAction(say("Copy as Markdown")).triggered.connect(partial(self._copy, ".md"))
        self.addAction(say("Copy as CSV")).triggered.connect(partial(self._copy, ".csv"))
        self.addAction(say("Save…")).triggered.connect(self._ask)
        self.show_told(None)

    def show_told(self, told: Told | None) -> None:
        """Have the table of what is told; before the end there is none."""
        self._told = told if told is not None and told.over else None
        self.button.setEnabled(self._told is not None)
        help_text = shown(_LATER if self._told is None else _HELP)
        if self.button.toolTip() != help_text:
            self.button.setToolTip(help_text)
            self.button.setAccessibleName(help_text)

    def text(self, end: str) -> str:
        """Return the table as files with an end of their name have it."""
        if self._told is None:
            return ""
        columns = self._told.columns
        whole = (
            dict(zip(HEADING, row, strict=True))
            for row in table(self._told.places, self._told.zones)
        )
        return _FORMS[end][1](columns, [tuple(row[name] for name in columns) for row in whole])

    def _copy(self, end: str) -> None:
        QApplication.clipboard().setText(self.text(end))

    def _ask(self) -> None:
        """Ask where to save what stands now, in the form that the file's name asks for."""
        texts = {end: self.text(end) for end in _FORMS}

        def save(path: str) -> None:
            written = texts[os.path.splitext(path)[1].lower()].encode()
            self._background.submit(
                self, lambda _: write_atomic(path, written), lambda _: self.saved.emit(path)
            )

        filters = ";;".join(shown(name) for name, _ in _FORMS.values())
        proposed = os.path.join(os.path.expanduser("~"), "race.csv")
        ask_for_file(self.button, say("Save the table"), proposed, filters, save, saves=True)

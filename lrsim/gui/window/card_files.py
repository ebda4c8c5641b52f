"""A card's picture and its figures as files."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QFileDialog, QWidget

from lrsim import files
from lrsim.gui.look.cards import Card
from lrsim.gui.pictures.still import png_of
from lrsim.gui.pictures.svg import svg_of
from lrsim.session.session import Session
from lrsim.text.messages import Message, say, shown
from lrsim.text.tables import Table

__all__ = ["CardFiles"]

FIGURES: Final = {".csv": Message("Table (*.csv)"), ".md": Message("Markdown (*.md)")}
PICTURES: Final = {".png": Message("Picture (*.png)"), ".svg": Message("Drawing (*.svg)")}
"""What the file dialogs offer, by the ending."""


class CardFiles:
    """Asks where to, and saves.

    Parameters
    ----------
    window : QWidget
        The dialogs' parent.
    session : Session
        Files lie beside its own at first.
    told : callable
        Is told what was saved.
    """

    def __init__(self, window: QWidget, session: Session, told: Callable[[str], object]) -> None:
        self._window, self._session, self._told = window, session, told
        self._folder = ""

    def save_figures(self, table: Table) -> None:
        """Save a table."""
        path, ending = self._asked(say("Save the figures"), say("figures"), FIGURES)
        if path:
            text = table.as_markdown() if ending == ".md" else table.as_csv()
            self._write(path, text.encode("utf-8"))

    def save_picture(self, card: Card) -> None:
        """Save a card as it is seen now."""
        path, ending = self._asked(say("Save the picture"), say("picture"), PICTURES)
        if path:
            self._write(path, svg_of(card, say("lrsim")) if ending == ".svg" else png_of(card))

    def _asked(self, title: str, name: str, kinds: dict[str, Message]) -> tuple[str, str]:
        """Return where to, empty for nowhere, and the ending: the usual one where none is written."""
        usual = next(iter(kinds))
        beside = os.path.dirname(self._session.path or "") or os.path.expanduser("~")
        proposed = os.path.join(self._folder or beside, name + usual)
        filters = ";;".join(shown(kind) for kind in kinds.values())
        path, chosen = QFileDialog.getSaveFileName(self._window, title, proposed, filters)
        ending = os.path.splitext(path)[1].lower()
        if path and ending not in kinds:
            ending = next((e for e, kind in kinds.items() if shown(kind) == chosen), usual)
            path += ending
        return path, ending

    def _write(self, path: str, data: bytes) -> None:
        files.write_atomic(path, data)
        self._folder = os.path.dirname(path)
        self._told(say("Saved to {path}", path=path))

"""A card's picture and its figures as files."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QWidget

from lrsim import files
from lrsim.gui.look.cards import Card
from lrsim.gui.loop.dialogs import ask_for_file
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
    doing : callable
        Returns an act with bad input said instead of raised.
    told : callable
        Is told what was saved.
    """

    def __init__(
        self,
        window: QWidget,
        session: Session,
        doing: Callable[[Callable[..., object]], Callable[..., None]],
        told: Callable[[str], object],
    ) -> None:
        self._window, self._session, self._doing, self._told = window, session, doing, told
        self._folder = ""

    def save_figures(self, table: Table) -> None:
        """Ask where to, and save a table."""

        def written(ending: str) -> bytes:
            text = table.as_markdown() if ending == ".md" else table.as_csv()
            return text.encode("utf-8")

        self._ask(say("Save the figures"), say("figures"), FIGURES, written)

    def save_picture(self, card: Card) -> None:
        """Ask where to, and save a card as it is seen then."""

        def written(ending: str) -> bytes:
            from lrsim.gui.pictures.still import png_of
            from lrsim.gui.pictures.svg import svg_of  # and what draws for it

            return svg_of(card, say("lrsim")) if ending == ".svg" else png_of(card)

        self._ask(say("Save the picture"), say("picture"), PICTURES, written)

    def _ask(
        self, title: str, name: str, kinds: dict[str, Message], written: Callable[[str], bytes]
    ) -> None:
        """Ask where to, and write what the ending stands for."""
        beside = os.path.dirname(self._session.path or "") or os.path.expanduser("~")
        proposed = os.path.join(self._folder or beside, name + next(iter(kinds)))
        filters = ";;".join(shown(kind) for kind in kinds.values())

        def save(path: str) -> None:
            self._write(path, written(os.path.splitext(path)[1].lower()))

        ask_for_file(self._window, title, proposed, filters, self._doing(save), saves=True)

    def _write(self, path: str, data: bytes) -> None:
        files.write_atomic(path, data)
        self._folder = os.path.dirname(path)
        self._told(say("Saved to {path}", path=path))

"""What stands in the top bar: a button that says what holds, and a card behind it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from lrsim.gui.forms.popover import ROOM, Popover, PopoverButton
from lrsim.gui.look.theme import Theme

__all__ = ["Chip"]


class Chip(QWidget):
    """A button with a card behind it, which is made when it is first asked for.

    Attributes
    ----------
    button : PopoverButton
    popover : Popover or None
        What holds the card; None until then.
    """

    def __init__(
        self,
        word: str,
        samples: Iterable[str],
        theme: Theme,
        parent: QWidget | None = None,
        *,
        keeps_word: bool = False,
        room: tuple[float, float] = ROOM,
    ) -> None:
        super().__init__(parent)
        self.button = PopoverButton(word, samples, self, keeps_word=keeps_word, room=room)
        self.button.clicked.connect(self.open)
        self.popover: Popover | None = None
        self._theme = theme
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.button)
        self.setFocusProxy(self.button)

    @abstractmethod
    def open(self) -> None:
        """Open the card below the button."""

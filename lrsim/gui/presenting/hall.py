"""What presenting asks of the window it is done in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from lrsim.gui.look.theme import Theme
from lrsim.gui.presenting.told import Told
from lrsim.session.session import Session

__all__ = ["Hall"]


class Hall(Protocol):
    """What the window does that presenting asks for."""

    @property
    def session(self) -> Session:
        """The session that is presented."""

    @property
    def theme(self) -> Theme:
        """What the window is dressed in."""

    @property
    def told(self) -> Told:
        """What Page Down and Page Up go through."""

    def tell(self, follow: Callable[[], None]) -> None:
        """Call something whenever what is told stands elsewhere, or is something else."""

    @property
    def lesson(self) -> object | None:
        """The lesson that is under way, or the game; None where there is none."""

    def end_lesson(self) -> None:
        """End it."""

    def pass_on(self, event: QKeyEvent) -> None:
        """Do what a key means that was pressed in the speaker's window."""

    @property
    def sheets(self) -> Sequence[QWidget]:
        """What lies over the picture until it is closed."""

    @property
    def page(self) -> int:
        """The page that is shown."""

    @property
    def enlarged(self) -> str:
        """The card that is enlarged, of the lesson if there is one; empty for none."""

    def show_page(self, index: int) -> None:
        """Show a page of the upper part."""

    def enlarge(self, name: str) -> None:
        """Enlarge a card, or with an empty name none."""

    def zoom(self) -> None:
        """Enlarge the card at hand, or give it back its own size."""

    def zoom_at(self, clicked: QObject) -> bool:
        """Enlarge the card that something is in, or give it back its size; tell whether it is in one."""

    def placed_once(self) -> AbstractContextManager[None]:
        """Have the cards placed when the context ends, and not in between."""

    def grow(self, factor: float, size: QSize) -> None:
        """Have type larger by a factor in a window that is about to be of a size."""

    def set_theme(self, theme: Theme) -> None:
        """Dress the window."""

    def set_bare(self, bare: bool) -> None:
        """Show nothing to set anything with, or all again."""

    def take_keys(self) -> None:
        """Give the keys to the lesson, if there is one, or back to the dial."""

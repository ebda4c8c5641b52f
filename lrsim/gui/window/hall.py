"""What presenting asks of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from lrsim.gui.look.theme import Theme
from lrsim.gui.presenting.told import RunTold, Told
from lrsim.session.session import Session

if TYPE_CHECKING:
    from lrsim.gui.window.main_window import MainWindow

__all__ = ["Hall"]


class Hall:
    """The window as a hall: what is told in it, what is seen, how large its type is.

    Parameters
    ----------
    window : MainWindow
    """

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._run_told = RunTold(window.session)

    @property
    def session(self) -> Session:
        """The session that is presented."""
        return self._window.session

    @property
    def theme(self) -> Theme:
        """What the window is dressed in."""
        return self._window.theme

    @property
    def told(self) -> Told:
        """What Page Down and Page Up go through."""
        return self._run_told

    @property
    def sheets(self) -> tuple[QWidget, ...]:
        """What lies over the picture until it is closed."""
        actions = self._window.actions_
        return tuple(filter(None, (actions.sheet, actions.manual, actions.opening.gallery)))

    @property
    def page(self) -> int:
        """The page that is shown."""
        return self._window.pages.current_index

    @property
    def enlarged(self) -> str:
        """The card that is enlarged; empty for none."""
        return self._window.floor.enlarged

    def show_page(self, index: int) -> None:
        """Show a page of the upper part."""
        self._window.pages.show_page(index)

    def enlarge(self, name: str) -> None:
        """Enlarge a card, or with an empty name none."""
        self._window.floor.enlarge(name)

    def grow(self, factor: float, size: QSize) -> None:
        """Have type larger by a factor in a window that is about to be of a size."""
        self._window.type_size.grow(factor, size)

    def set_theme(self, theme: Theme) -> None:
        """Dress the window."""
        self._window.set_theme(theme)

    def set_bare(self, bare: bool) -> None:
        """Show nothing to set anything with, or all again."""
        window = self._window
        for part in (window.bar, window.cards["transport"]):
            part.setVisible(not bare)
        window.exercise.setVisible(not bare and bool(self.session.experiment.hide))
        window.floor.set_bare(bare)

    def take_keys(self) -> None:
        """Give the keys back to the dial."""
        self._window.keys_home.take()

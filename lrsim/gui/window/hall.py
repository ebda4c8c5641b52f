"""What presenting asks of the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

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

    def tell(self, follow: Callable[[], None]) -> None:
        """Call something whenever what is told stands elsewhere, or is something else."""
        window = self._window

        def follow_screen() -> None:
            screen = window.lectern.screen
            moved = getattr(
                screen, "moved", None
            )  # of a lesson, which is loaded when somebody wants one
            if moved is not None:
                moved.connect(follow)
            follow()

        follow_screen()  # one may have been begun before
        window.lectern.changed.connect(follow_screen)
        window.bridge.changed.connect(lambda _what: follow())

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
        """What Page Down and Page Up go through: a lesson, or else the run."""
        return self._window.lectern.screen or self._run_told

    def end_told(self) -> None:
        """End a lesson."""
        self._window.lectern.leave()

    def pass_on(self, event: QKeyEvent) -> None:
        """Do what a key means that was pressed in the speaker's window."""
        screen = self._window.lectern.screen
        if screen is not None:
            QApplication.sendEvent(screen, event)
            return
        pressed = QKeySequence(event.keyCombination())
        for shortcut in self._window.findChildren(QShortcut):
            if shortcut.key().matches(pressed) == QKeySequence.SequenceMatch.ExactMatch:
                shortcut.activated.emit()
                return
        QApplication.sendEvent(self._window, event)

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
        window.lectern.set_presented(bare)

    def take_keys(self) -> None:
        """Give the keys back to the dial."""
        self._window.keys_home.take()

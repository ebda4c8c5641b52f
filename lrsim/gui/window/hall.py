"""What presenting asks of the window."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from lrsim.gui.look.cards import Card
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.parents import parents_of
from lrsim.gui.presenting.told import RunTold, Told, WayBack
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
        self._way_back = WayBack(lambda: self.show_page(0))

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
        window.pages.turned.connect(follow)

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
        """What Page Down and Page Up go through: a lesson, or else the run where it is seen."""
        lesson = self._window.lectern.screen
        if lesson is not None:
            return lesson
        return self._run_told if self._window.pages.current.shows_run else self._way_back

    @property
    def lesson(self) -> object | None:
        """The lesson that is under way, or the game; None where there is none."""
        return self._window.lectern.screen

    def end_lesson(self) -> None:
        """End it."""
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
        """The card that is enlarged, of the lesson if there is one; empty for none."""
        lesson = self._window.lectern.screen
        return self._window.floor.enlarged if lesson is None else lesson.zoomed

    def show_page(self, index: int) -> None:
        """Show a page of the upper part."""
        self._window.pages.show_page(index)

    def enlarge(self, name: str) -> None:
        """Enlarge a card, or with an empty name none."""
        lesson = self._window.lectern.screen
        if lesson is None:
            self._window.floor.enlarge(name)
        else:
            lesson.zoom(name)

    def zoom(self) -> None:
        """Enlarge the card at hand, or give it back its own size."""
        lesson = self._window.lectern.screen
        if lesson is None:
            self._window.enlarge()
        else:
            lesson.zoom("" if lesson.zoomed else lesson.at_hand())

    def zoom_at(self, clicked: QObject) -> bool:
        """Enlarge the card that something is in, or give it back its size; tell whether it is in one."""
        lesson = self._window.lectern.screen
        if lesson is None:
            around = (clicked, *parents_of(clicked))
            card = next((place for place in around if isinstance(place, Card)), None)
            if card is not None:
                card.enlargeRequested.emit()
            return card is not None
        name = lesson.card_at(clicked)
        if name:
            lesson.zoom("" if lesson.zoomed else name)
        return bool(name)

    def placed_once(self) -> AbstractContextManager[None]:
        """Have the cards placed when the context ends, and not in between."""
        return self._window.floor.placed_once()

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
        """Give the keys to the lesson, if there is one, or back to the dial."""
        lesson = self._window.lectern.screen
        (self._window.keys_home.take if lesson is None else lesson.take_keys)()

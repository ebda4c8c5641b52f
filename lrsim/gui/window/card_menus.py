"""What a right click on a card or on a runner's row offers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from lrsim.declarations import MAX_RUNNERS
from lrsim.gui.look.cards import Card
from lrsim.gui.look.page import Offer
from lrsim.gui.runners.legend import Legend
from lrsim.gui.runners.strip import RunnersStrip
from lrsim.gui.runners.table import RunnersTable
from lrsim.gui.window.card_files import CardFiles
from lrsim.session.session import Session
from lrsim.text.messages import say
from lrsim.text.tables import Table

__all__ = ["CardMenus", "Owner"]


class Owner(NamedTuple):
    """The card that a menu is of, and what returns what it shows as numbers."""

    card: Card
    figures: Callable[[], Table]


class CardMenus:
    """Opens the menus of cards and runners.

    Parameters
    ----------
    window : QWidget
        The menus' parent.
    session : Session
    rename : callable
        Lets the name of a runner be typed, given its index, where that is seen.
    doing : callable
        Returns an act with bad input said instead of raised.
    told : callable
        Is told what was saved.
    """

    def __init__(
        self,
        window: QWidget,
        session: Session,
        rename: Callable[[int], object],
        doing: Callable[[Callable[..., object]], Callable[..., None]],
        told: Callable[[str], object],
    ) -> None:
        self._window, self._session, self._rename, self._doing = window, session, rename, doing
        self._files = CardFiles(window, session, doing, told)

    def attach(
        self, owner: Owner, offers: Callable[[QPoint], Sequence[Offer]] = lambda _place: ()
    ) -> None:
        """Give a card its menu.

        Parameters
        ----------
        owner : Owner
        offers : callable, optional
            Returns what it offers before what all cards do, at a place of the screen.
        """
        owner.card.menuRequested.connect(lambda place: self.open_card(owner, place, offers(place)))

    def attach_runners(self, names: RunnersTable | RunnersStrip | Legend, owner: Owner) -> None:
        """Let a right click on a runner's name open the menu of that runner, and below it its card's."""
        names.menuRequested.connect(lambda index, place: self.open_runner(index, place, owner))

    def complete(self, menu: QMenu, owner: Owner) -> None:
        """Add to a menu that offers something of its own what all cards do."""
        menu.addSeparator()
        self._add_card_acts(menu, owner)

    def open_card(self, owner: Owner, place: QPoint, offers: Sequence[Offer] = ()) -> QMenu:
        """Open a card's menu."""
        menu = self._menu()
        for offer in offers:
            self._add(menu, offer.text, offer.act).setEnabled(offer.possible)
        if offers:
            menu.addSeparator()
        self._add_card_acts(menu, owner)
        menu.popup(place)
        return menu

    def open_runner(self, index: int, place: QPoint, owner: Owner) -> QMenu | None:
        """Open the menu of a runner, and of the card its name is in."""
        session = self._session
        if index >= len(session.runs):  # gone since the row was painted
            return None
        menu, runners = self._menu(), session.experiment.runners
        several = len(runners) > 1
        self._add(menu, say("Rename"), lambda: self._rename(index))
        copy = self._add(menu, say("Duplicate"), lambda: self._duplicate(index))
        copy.setEnabled(len(runners) < MAX_RUNNERS)
        if index in session.hidden:
            self._add(menu, say("Show"), lambda: session.set_hidden(session.hidden - {index}))
        else:
            shown = len(runners) - len(session.hidden)
            self._add(menu, say("Hide"), lambda: self._hide(index)).setEnabled(shown > 1)
        self._add(menu, say("Show this one alone"), lambda: self._solo(index)).setEnabled(several)
        everybody = self._add(menu, say("Show all"), lambda: session.set_hidden(()))
        everybody.setEnabled(bool(session.hidden))
        self._add(menu, say("Remove"), lambda: session.remove_runner(index)).setEnabled(several)
        self.complete(menu, owner)
        menu.popup(place)
        return menu

    def _menu(self) -> QMenu:
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _add(self, menu: QMenu, text: str, act: Callable[[], object]) -> QAction:
        action = menu.addAction(text)
        guarded = self._doing(act)
        action.triggered.connect(lambda _checked=False: guarded())
        return action

    def _add_card_acts(self, menu: QMenu, owner: Owner) -> None:
        card, figures = owner
        clipboard, seen = QApplication.clipboard(), card.isVisible()
        self._add(menu, say("Copy the figures"), lambda: clipboard.setText(figures().as_tabs()))
        if seen:
            self._add(menu, say("Copy the picture"), lambda: clipboard.setPixmap(card.grab()))
        self._add(menu, say("Save the figures…"), lambda: self._files.save_figures(figures()))
        if seen:
            self._add(menu, say("Save the picture…"), lambda: self._files.save_picture(card))
        if card.enlarges:
            size = say("Back to its own size") if card.is_enlarged else say("Enlarge")
            self._add(menu, size, card.enlargeRequested.emit)

    def _duplicate(self, index: int) -> None:
        self._session.select(index)
        self._session.add_runner()

    def _hide(self, index: int) -> None:
        """Hide a runner; the selected one is always drawn, so another takes its place."""
        session = self._session
        hidden = session.hidden | {index}
        if index == session.selected:
            session.select(next(k for k in range(len(session.runs)) if k not in hidden))
        session.set_hidden(hidden)

    def _solo(self, index: int) -> None:
        self._session.select(index)
        self._session.set_hidden(k for k in range(len(self._session.runs)) if k != index)

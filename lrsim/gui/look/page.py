"""What a page of the window's upper part is."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from lrsim.gui.look.cards import Card
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.background import Background
from lrsim.gui.loop.net import Netted
from lrsim.gui.loop.tween import Tween
from lrsim.session.session import Change, Session
from lrsim.text.tables import NO_FIGURES, Table

__all__ = ["Offer", "Page"]


class Offer(NamedTuple):
    """A line of a card's menu: what it says, what it does, and whether that can be done now."""

    text: str
    act: Callable[[], object]
    possible: bool = True


class Page(Netted, QWidget):
    """A page on the session; it shows, and asks for what the user wants.

    Parameters
    ----------
    session : Session
        What it shows.
    background : Background
        What takes longer than a frame is done on it.

    Attributes
    ----------
    cards : dict of str to Card
        What can be enlarged, by name.
    moves : bool
        Whether it may show how something came about instead of the end alone.
    shows_run : bool
        Whether it is seen there that the run goes on.
    alone : bool
        Whether it is about no run, so that nothing of one stands beside it.
    surface_at_left : bool
        On which side of it the surface stays in sight.
    moment : int or None
        A step at which time stands still for a moment when it comes there.
    of_surface : str
        What the surface's card says beside it; empty: what the surface is.

    Signals
    -------
    dialRequested(float)
        The user wants the selected runner's dial there.
    edited(dict)
        The user wants the experiment changed: what `Session.edit` takes.
    runnerEdited(dict)
        The user wants the selected runner changed: what `Session.edit_runner` takes.
    selected(int)
        The user wants this runner selected.
    linedUp(tuple of Runner)
        The user wants these runners in place of those there are, from the start on.
    visited(tuple)
        Something that is no runner is at this position of the surface; None: nowhere any more.
    """

    dialRequested = Signal(float)
    edited = Signal(dict)
    runnerEdited = Signal(dict)
    selected = Signal(int)
    linedUp = Signal(object)
    visited = Signal(object)
    shows_run = False
    alone = False
    surface_at_left = False

    def __init__(self, session: Session, background: Background) -> None:
        super().__init__()
        self.session = session
        self.background = background
        self.cards: dict[str, Card] = {}
        self.moves = False
        self.moment: int | None = None
        self.of_surface = ""

    @property
    def least_height(self) -> float:
        """The height in which all of it can be read, in pixel sizes of the type."""
        return 16.0

    @abstractmethod
    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""

    @abstractmethod
    def show_session(self, session: Session, what: Change) -> None:
        """Show what has changed; called while the page is shown, and with `Change.ALL` when it becomes so."""

    def show_motion(self, tween: Tween) -> None:
        """Show what travels between two steps, where anything does."""

    def set_bare(self, bare: bool) -> None:
        """Show nothing to set anything with, or show it again."""
        for card in self.cards.values():
            card.set_bare(bare)

    def figures(self, name: str) -> Table:
        """Return what a card shows as numbers; of the run the window knows it."""
        return NO_FIGURES

    def offers(self, name: str, place: QPoint) -> Sequence[Offer]:
        """Return what a card's menu offers first at a place of the screen: what the card alone can do."""
        return ()

    def enlarge(self, name: str) -> None:
        """Show one card alone, or with an empty name all again."""
        for known, card in self.cards.items():
            card.setVisible(name in ("", known))

    def fit(self) -> None:
        """Show all there is to see; a page that cannot be zoomed does already."""

    def toggle_loss_scale(self) -> None:
        """Switch losses between log and linear scale, where the page has such a scale."""

    def toggle_depth(self) -> None:
        """Switch 2-D surfaces between flat and landscapes, where the page has any."""

    def leave_depth(self) -> bool:
        """Show 2-D surfaces flat; return whether they were not."""
        return False

    def delete_current(self) -> bool:
        """Delete what is pointed at; return whether there was anything."""
        return False

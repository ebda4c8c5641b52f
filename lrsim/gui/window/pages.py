"""The pages of the window's upper part: the run itself, and others beside it, made when first looked at."""

from __future__ import annotations

import pkgutil
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from lrsim.declarations import FINDER
from lrsim.gui.look.page import Page
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.background import Background
from lrsim.gui.loop.tween import Tween
from lrsim.gui.window.switch import Switch
from lrsim.session.session import Change, Session
from lrsim.text.messages import NOTHING, Message, shown


class PageEntry(NamedTuple):
    """A page beside the run's.

    Attributes
    ----------
    name : Message
        What stands on the switch, or on a tab.
    page : str
        Where its class is, a `Page`: ``module:class``.
    help : Message
        What there is to see, half a sentence.
    wing : Message
        Pages of one wing share a button of the switch, and have a tab each; by default it stands alone.
    told : frozenset of str
        What an exercise may hide that it would tell: where one of them is hidden, so is the page.
    rank : int
        Where its button stands in the switch: the lower, the nearer to the run's; equals in the order of
        their keys.
    """

    name: Message
    page: str
    help: Message
    wing: Message = NOTHING
    told: frozenset[str] = frozenset()
    rank: int = 1


HOME = (Message("Run"), Message("Surface, loss and schedule of the run"))
"""Name and help of the page that is always there."""

MAP = Message("Map")

RATES = frozenset({"zone", "limit", "best"})
"""What an exercise may hide of learning rates: whoever sees what becomes of all of them sees these."""

PAGES: tuple[PageEntry, ...] = (
    PageEntry(
        Message("Finder"),
        "lrsim.gui.finder.page:FinderPage",
        Message("The learning-rate range test, and how far off its suggestions are"),
        told=FINDER,
    ),
    PageEntry(
        MAP,
        "lrsim.gui.maps.page:MapPage",
        Message("What becomes of the run at every point of two quantities"),
        MAP,
        RATES,
    ),
    PageEntry(
        Message("Zone"),
        "lrsim.gui.zone.page:ZonePage",
        Message("Final loss against learning rate, for every optimizer"),
        MAP,
        RATES,
    ),
    PageEntry(
        Message("Long run"),
        "lrsim.gui.longrun.page:LongRunPage",
        Message("Where the iterates end up at each learning rate"),
        MAP,
        RATES,
    ),
    PageEntry(
        Message("Lessons"),
        "lrsim.gui.lessons.page:LessonsPage",
        Message("Short questions, a prediction, then the truth; and a game"),
    ),
    PageEntry(
        Message("Race"),
        "lrsim.gui.race.page:RacePage",
        Message("The runners side by side: who is first at 1 %, and what works at which rate"),
        told=RATES | {"loss", "runners"},
        rank=0,
    ),
)
"""In the order of their keys; nothing of a page is loaded before it is looked at."""


class Pages(QWidget):
    """Shows one page at a time; `switch` is the row of buttons that chooses it.

    Parameters
    ----------
    home : Page
        The run's own page.
    session : Session
        What the pages show.
    background : Background
        What the pages do their work on.
    entries : sequence of PageEntry
        The other pages.

    Signals
    -------
    dialRequested(float), edited(dict), runnerEdited(dict)
        A page wants the selected runner's dial set, the experiment changed, the selected runner changed.
    selected(int), linedUp(tuple of Runner)
        A page wants a runner selected; other runners in place of those there are, from the start on.
    visited(tuple)
        Something that is no runner is at this position of the surface; None: nowhere any more.
    made(QWidget)
        A page was looked at for the first time.
    turned
        Another page is shown.
    """

    made = Signal(object)
    turned = Signal()
    dialRequested = Signal(float)
    edited = Signal(dict)
    runnerEdited = Signal(dict)
    selected = Signal(int)
    linedUp = Signal(object)
    visited = Signal(object)

    def __init__(
        self,
        home: Page,
        session: Session,
        background: Background,
        entries: Sequence[PageEntry] = PAGES,
    ) -> None:
        super().__init__()
        self._session = session
        self._background = background
        self._entries = entries
        self._theme: Theme | None = None
        self._moves = False
        self._made: dict[int, Page] = {}
        self._worn: dict[int, Theme] = {}
        """The theme that each page has taken."""
        self._current = 0
        # in a QStackedWidget PySide 6.11 loses references to the pages' methods when the window goes
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._add(0, home)
        known = [HOME, *((entry.name, entry.help) for entry in entries)]
        wings = [NOTHING, *(entry.wing for entry in entries)]
        first = {wing: index for index, wing in reversed([*enumerate(wings)]) if wing}
        self._wings = [
            [index] if not wing else [k for k, other in enumerate(wings) if other == wing]
            for index, wing in enumerate(wings)
        ]
        """With which others each page shares a wing, itself among them."""
        self._last = {wing[0]: wing[0] for wing in self._wings}
        buttons = [k for k, wing in enumerate(wings) if first.get(wing, k) == k]
        buttons[1:] = sorted(buttons[1:], key=lambda k: entries[k - 1].rank)
        self.switch = Switch({index: known[index] for index in buttons}, self)
        self.switch.chosen.connect(self._show_wing)
        self._tabs: dict[int, Switch] = {}
        for wing in self._wings:
            if len(wing) > 1 and wing[0] not in self._tabs:
                tabs = self._tabs[wing[0]] = Switch({index: known[index] for index in wing}, self)
                tabs.chosen.connect(self.show_page)
                tabs.hide()

    @property
    def names(self) -> tuple[str, ...]:
        """The pages' names as they are shown, the run's first."""
        return (shown(HOME[0]), *(shown(entry.name) for entry in self._entries))

    @property
    def current_index(self) -> int:
        """Which page is shown, 0 for the run's."""
        return self._current

    @property
    def is_home(self) -> bool:
        """Whether the run's page is shown."""
        return self._current == 0

    @property
    def current(self) -> Page:
        """The page that is shown."""
        return self._made[self._current]

    def show_page(self, index: int) -> None:
        """Show a page, 0 for the run's; one that there is not, or that is hidden, is ignored."""
        if index == self._current or not 0 <= index < len(self.names) or self._hides(index):
            return
        first = index not in self._made
        if first:
            page: Page = pkgutil.resolve_name(self._entries[index - 1].page)(
                self._session, self._background
            )
            page.hide()
            self._add(index, page)
        self._dress(index)
        before, self._current = self.current, index
        wing = self._wings[index][0]
        self._last[wing] = index
        self.switch.set_chosen(wing)
        if wing in self._tabs:
            self._show_tabs(self._tabs[wing], index)
        self.current.show_session(self._session, Change.ALL)
        before.hide()
        self.current.show()
        if first:
            self.made.emit(self.current)
        self.turned.emit()

    def _show_wing(self, index: int) -> None:
        """Show the page of a wing that was looked at last."""
        self.show_page(self._last[index])

    def _show_tabs(self, tabs: Switch, index: int) -> None:
        """Let the page's card have the tabs of its wing, which are there once."""
        tabs.set_chosen(index)
        for card in self.current.cards.values():
            card.set_tabs(tabs)
        tabs.show()

    def set_theme(self, theme: Theme) -> None:
        """Dress what is seen; the other pages when they are."""
        self._theme = theme
        for switch in (self.switch, *self._tabs.values()):
            switch.set_theme(theme)
        for index in {0, self._current}:  # of the run the surface stays in sight
            self._dress(index)

    def _dress(self, index: int) -> None:
        if self._theme is not None and self._worn.get(index) != self._theme:
            self._worn[index] = self._theme
            self._made[index].set_theme(self._theme)

    def set_moves(self, moves: bool) -> None:
        """Let pages show how something came about, or its end alone."""
        self._moves = moves
        for page in self._made.values():
            page.moves = moves

    def show_motion(self, tween: Tween) -> None:
        """Show what travels between two steps in the page beside the run's that is seen."""
        if not self.is_home:  # the run's surface is seen beside all of them
            self.current.show_motion(tween)

    def _hides(self, index: int) -> bool:
        """Tell whether a page would tell what an exercise hides."""
        hide = self._session.experiment.hide
        return index > 0 and not self._entries[index - 1].told.isdisjoint(hide)

    def show_session(self, session: Session, what: Change) -> None:
        """Show in the page that is seen what has changed."""
        if what & Change.EXPERIMENT:
            for switch in (self.switch, *self._tabs.values()):
                switch.show_only(lambda index: not self._hides(index))
            if self._hides(self._current):
                self.show_page(0)
        self.current.show_session(session, what)

    def _add(self, index: int, page: Page) -> None:
        self._made[index] = page
        self._column.addWidget(page)
        page.dialRequested.connect(self.dialRequested)
        page.edited.connect(self.edited)
        page.runnerEdited.connect(self.runnerEdited)
        page.selected.connect(self.selected)
        page.linedUp.connect(self.linedUp)
        page.visited.connect(self.visited)
        page.moves = self._moves

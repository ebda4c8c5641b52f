"""The pages of the window's upper part: the run itself, and studies of it, made when first looked at."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.background import Background
from lrsim.session.session import Change, Session

RELAYED = ("dialRequested", "edited", "runnerEdited")
"""Signals a page may have, handed on by `Studies`."""


class Study(NamedTuple):
    """A page beside the run: its name on the switch, where its class is, and half a sentence on it.

    The class is a QWidget that takes the window's `Background` and has `set_theme(theme)` and
    `show_session(session, what)`, which is called while the page is shown only, and with `Change.ALL` when it
    becomes so. It may have the signals ``dialRequested(float)``, ``edited(dict)`` and ``runnerEdited(dict)``.
    """

    name: str
    module: str
    view: str
    help: str


HOME = ("Run", "surface, loss and schedule of the run")
"""Name and description of the page that is always there."""

STUDIES: tuple[Study, ...] = (
    Study(
        "Zone",
        "lrsim.gui.zone.page",
        "SensitivityView",
        "final loss against learning rate, for every optimizer",
    ),
    Study(
        "Long run",
        "lrsim.gui.longrun.page",
        "LongRunView",
        "where the iterates end up at each learning rate",
    ),
    Study(
        "Finder",
        "lrsim.gui.finder.page",
        "FinderView",
        "the learning-rate range test, and how far off its suggestions are",
    ),
    Study(
        "Map",
        "lrsim.gui.maps.page",
        "MapView",
        "what becomes of the run at every point of two quantities",
    ),
)
"""In the order of the switch; nothing of a study is loaded before it is looked at."""


class Page(Protocol):
    """What fills the upper part."""

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""

    def show_session(self, session: Session, what: Change) -> None:
        """Show what has changed."""


class Studies(QWidget):
    """Shows one page at a time; `switch` is the row of buttons that chooses it.

    Parameters
    ----------
    home : QWidget
        The run's own page, a `Page`.
    session : Session
        What the pages show.
    background : Background
        What the pages do their work on.
    studies : sequence of Study

    Signals
    -------
    dialRequested(float), edited(dict), runnerEdited(dict)
        A page wants the selected runner's dial set, the experiment changed, the selected runner changed.
    """

    dialRequested = Signal(float)
    edited = Signal(dict)
    runnerEdited = Signal(dict)

    def __init__(
        self,
        home: QWidget,
        session: Session,
        background: Background,
        studies: Sequence[Study] = STUDIES,
    ) -> None:
        super().__init__()
        self._session = session
        self._background = background
        self._studies = studies
        self._theme: Theme | None = None
        self._made: dict[int, QWidget] = {0: home}
        self._shown = 0
        # in a QStackedWidget PySide 6.11 loses references to the pages' methods when the window goes
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(home)
        self.switch = Switch([HOME, *((study.name, study.help) for study in studies)])
        self.switch.chosen.connect(self.show_page)

    @property
    def names(self) -> tuple[str, ...]:
        """The pages' names, the run's first."""
        return (HOME[0], *(study.name for study in self._studies))

    @property
    def shown(self) -> int:
        """Which page is shown, 0 for the run's."""
        return self._shown

    @property
    def page(self) -> QWidget:
        """The page that is shown."""
        return self._made[self._shown]

    def show_page(self, index: int) -> None:
        """Show a page, 0 for the run's; one that there is not is ignored."""
        if index == self._shown or not 0 <= index < len(self.names):
            return
        if index not in self._made:
            self._made[index] = self._make(self._studies[index - 1])
        before, self._shown = self.page, index
        self.switch.set_chosen(index)
        _page(self.page).show_session(self._session, Change.ALL)
        before.hide()
        self.page.show()

    def set_theme(self, theme: Theme) -> None:
        """Dress the pages there are, and those to come."""
        self._theme = theme
        self.switch.set_theme(theme)
        for page in self._made.values():
            _page(page).set_theme(theme)

    def show_session(self, session: Session, what: Change) -> None:
        """Show in the page that is seen what has changed."""
        _page(self.page).show_session(session, what)

    def _make(self, study: Study) -> QWidget:
        view = getattr(importlib.import_module(study.module), study.view)
        page: QWidget = view(self._background)
        page.hide()
        self._column.addWidget(page)
        if self._theme is not None:
            _page(page).set_theme(self._theme)
        for name in RELAYED:
            signal = getattr(page, name, None)
            if signal is not None:
                signal.connect(getattr(self, name))
        return page


class Switch(QWidget):
    """A row of buttons, one of them pressed.

    Signals
    -------
    chosen(int)
        The user wants this one.
    """

    chosen = Signal(int)

    def __init__(self, entries: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setAccessibleName("Pages")
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for index, (name, text) in enumerate(entries):
            button = QPushButton(name)
            button.setCheckable(True)
            button.setProperty("segment", True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys with the dial
            button.setToolTip(f"{text[:1].upper()}{text[1:]} (Ctrl+{index + 1})")
            button.setAccessibleDescription(text)
            self._group.addButton(button, index)
            self._row.addWidget(button)
        self._group.idClicked.connect(self.chosen)
        self.set_chosen(0)
        if len(entries) < 2:
            self.hide()

    def set_chosen(self, index: int) -> None:
        """Press a button, silently."""
        self._group.button(index).setChecked(True)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's spacing."""
        self._row.setSpacing(round(0.25 * theme.spacing))


def _page(widget: QWidget) -> Page:
    """Return a page as what it is besides a widget."""
    return widget  # type: ignore[return-value]  # widgets come from modules named in a table

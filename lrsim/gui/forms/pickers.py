"""The top bar's pickers: a button with what is chosen, and the catalogue that opens below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from lrsim.catalogue.entries import Entry, entries
from lrsim.gui.forms.chip import Chip
from lrsim.gui.forms.kinds import CATALOGUES, Kind
from lrsim.gui.forms.popover import ROOM, Popover
from lrsim.gui.forms.value_field import format_value
from lrsim.gui.look.theme import THEMES, Theme
from lrsim.runner import Runner
from lrsim.session.session import Change, Session
from lrsim.text.messages import say, shown

if TYPE_CHECKING:  # a cost at run time: no catalogue is open at first
    from lrsim.gui.forms.catalogue_card import CatalogueCard

__all__ = ["Picker"]

_SYMBOLS: Final = {
    "kappa": "κ",
    "gamma": "γ",
    "beta1": "β₁",
    "beta2": "β₂",
    "eps": "ε",
    "eta_min": "η_min",
}
"""Short forms for the buttons, as the formulas write them."""

OF_SURFACES: Final = 9.0, 12.0
"""How wide a surface's name is at least and at most, in sizes of the type: it is the last to be cut."""

_LONGEST: Final = 24
"""Characters of a value that a button shows: lists and text can be long."""


def describe(entry: Entry) -> str:
    """Return an entry's title and what differs from its defaults: "Long valley  κ 16.7"."""
    known = {parameter.name: parameter for parameter in entry.parameters()}
    changed = []
    for name, value in entry.changed().items():
        word, text = _SYMBOLS.get(name, name), format_value(value, known[name])
        short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
        alone = known[name].kind in ("text", "constants")  # they need no word in front
        changed.append(word if value is True else short if alone else f"{word} {short}")
    return "  ".join([say(entry.title), ", ".join(changed)]).rstrip()


class Picker(Chip):
    """A button for the surface, the optimizer or the schedule, with the catalogue behind it."""

    chosen = Signal(object)
    """The user chose this entry of the catalogue, or gave it another parameter."""
    runnerEdited = Signal(dict)
    """The user changed these arguments of the selected runner."""

    def __init__(
        self, kind: Kind, theme: Theme = THEMES["dark"], parent: QWidget | None = None
    ) -> None:
        catalogue = CATALOGUES[kind]
        titles = [say(cls.title) for cls in entries(catalogue.base).values()]
        room = OF_SURFACES if kind == "surface" else ROOM
        super().__init__(shown(catalogue.title), titles, theme, parent, room=room)
        self.kind = kind
        self._catalogue = catalogue
        self.card: CatalogueCard | None = None
        self._entry: Entry | None = None
        self._runner: Runner | None = None
        self._steps = 0
        self._lr = 0.1
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self.button.set_theme(theme)
        if self.card is not None and self.popover is not None:
            self.card.set_theme(theme)
            self.popover.set_theme(theme)

    def show_session(self, session: Session, what: Change) -> None:
        """Show what has changed."""
        if not what & (Change.EXPERIMENT | Change.SELECTION):
            return
        entry = self._read(session)
        steps = session.experiment.steps
        self._lr = session.lr  # it changes often, and only a card that is opened shows it
        if self.kind == "optimizer":
            self._runner = session.runner
            self._show_runner()
        if entry == self._entry and steps == self._steps:
            return
        self._entry, self._steps = entry, steps
        chosen = describe(entry)
        self.button.show_chosen(chosen)
        self.button.setToolTip(f"{chosen}\n{say(entry.formula)}\n{say(entry.doc)}")
        if self.card is not None:
            self.card.show_entry(entry, steps, self._lr)

    def open(self) -> None:
        """Open the card below the button."""
        if self._entry is None:
            return
        if self.popover is None:
            from lrsim.gui.forms.catalogue_card import CatalogueCard

            self.popover = Popover(self, shown(self._catalogue.choose))
            self.popover.closed.connect(self._forget)
            self.card = CatalogueCard(self._catalogue, self._theme, self.popover.card)
            self.card.chosen.connect(self.chosen)
            self.card.clips.clipped.connect(self.runnerEdited)
            self.card.done.connect(self.popover.close)
            self.popover.hold(self.card, self.card.form, self._theme)
        assert self.card is not None  # made together with the popover
        self.card.show_entry(self._entry, self._steps, self._lr, afresh=True)
        self.card.clips.restore()
        self._show_runner()
        self.popover.open_below(self.button)
        self.card.take_focus()

    def _forget(self) -> None:
        self.popover = self.card = None

    def _show_runner(self) -> None:
        if self.card is not None and self._runner is not None:
            self.card.show_runner(self._runner)

    def _read(self, session: Session) -> Entry:
        if self.kind == "surface":
            return session.experiment.surface
        return session.runner.optimizer if self.kind == "optimizer" else session.runner.schedule

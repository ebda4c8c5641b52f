"""The page "Long run": where the iterates end up, for each learning rate around the dial."""

from __future__ import annotations

import dataclasses
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout

from lrsim.gui.longrun.plot import LongRunPlot
from lrsim.gui.look.cards import Card, corner, corner_button
from lrsim.gui.look.figures import table
from lrsim.gui.look.page import Page
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.background import Background
from lrsim.session.session import Change, Session
from lrsim.studies.longrun.bifurcation import held
from lrsim.studies.longrun.periods import EXPLODES, MOVING, WANDERS
from lrsim.studies.longrun.picture import Picture, Request, own_picture, with_others
from lrsim.text.messages import Message, Sentences, say, shown
from lrsim.text.tables import Table

Range = tuple[float, float]

SETTLED_MS: Final = 120
"""After the last zoom or change: the picture is computed anew once, not all the way."""

CHOICES: Final = {
    "x": Message("shows x"),
    "y": Message("shows y"),
    "loss": Message("shows loss"),
}
SENTENCES: Final = {
    "x": Message("where x ends up at each constant learning rate, from the start"),
    "y": Message("where y ends up at each constant learning rate, from the start"),
    "loss": Message("where the loss ends up at each constant learning rate, from the start"),
}
"""What is shown upwards, in words."""

ENDS: Final = {EXPLODES: "explodes", MOVING: "still falling", WANDERS: "none"}
"""In tables, which are in English, what is no period."""

NOISY: Final = Message("the noise hides all cycles")
BESIDE: Final = Message("faint: from beside the minima")


class LongRunPage(Page):
    """End positions against the learning rate, as density; the dial's rate as a line."""

    def __init__(self, session: Session, background: Background) -> None:
        super().__init__(session, background)
        self._request: Request | None = None
        self._picture: Picture | None = None
        self._value = "x"
        self.plot = LongRunPlot()
        self.value_button = corner_button(
            shown(CHOICES["x"]), say("What is shown upwards: x, y or the loss")
        )
        self.fit_button = corner_button(
            say("Fit"), say("Show all learning rates at which something changes")
        )
        self.card = Card(self.plot, say("Long run"), "", corner(self.value_button, self.fit_button))
        self.cards = {"longrun": self.card}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.card)
        self._timer = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._timer.timeout.connect(self._compute)
        self._wanted: tuple[Range | None, Range | None] = (None, None)
        self.plot.box.picked.connect(self.dialRequested)
        self.plot.box.zoomed.connect(self._zoom)
        self.fit_button.clicked.connect(self.fit)
        self.value_button.clicked.connect(self._next_value)

    @property
    def picture(self) -> Picture | None:
        """What is shown."""
        return self._picture

    @property
    def value(self) -> str:
        """What is shown upwards: x, y or loss."""
        return self._value

    @property
    def is_settled(self) -> bool:
        """Whether nothing is waited for or being computed."""
        return not self._timer.isActive() and not self.background.is_busy(self)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self.card.set_theme(theme)
        self.plot.set_theme(theme)

    def figures(self, name: str) -> Table:
        """Return from which learning rate to which runs end up in a cycle of which period."""
        bands = () if self._picture is None else self._picture.bands
        rows = ((band.low, band.high, ENDS.get(band.period, band.period)) for band in bands)
        return table(("lr_low", "lr_high", "period"), rows)

    def show_session(self, session: Session, what: Change) -> None:
        """Show what has changed; another picture is computed anew."""
        self.plot.show_dial(session.lr, session.selected)
        if what & Change.MINIMA:
            self._show_choice()
        if not what & (Change.EXPERIMENT | Change.SELECTION):
            return
        self._fit_value()
        request = self._asked()
        if self._request is None or not _alike(request, self._request):
            self._show_choice()
            before, self._request = self._request, request
            same_rates = before is not None and _same_rule(request, before)
            self._ask(keep_rates=same_rates)

    def fit(self) -> None:
        """Show all learning rates at which something changes, and all values."""
        self._ask(keep_rates=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Compute as many columns as there are."""
        super().resizeEvent(event)
        if self._picture is not None and not self._timer.isActive():
            self._zoom()

    # --- what is asked ---

    def _asked(self) -> Request:
        setup = self.session.experiment.setup(self.session.selected)
        return Request(setup, self._value, *self.plot.cells())

    def _ask(self, *, keep_rates: bool) -> None:
        """Ask for the picture of the rates in view or of all, with all values, once the page is laid out."""
        rates = self._picture.rates if keep_rates and self._picture is not None else None
        self._wanted = rates, None
        self._timer.start(0)

    def _zoom(self) -> None:
        """Ask for the picture of what is in view, once that stands still."""
        (left, right), values = self.plot.box.viewRange()
        self._wanted = (max(left, 0.0), right), (values[0], values[1])
        self._timer.start(SETTLED_MS)

    def _compute(self) -> None:
        """Have the picture computed that is wanted: first the run's own, then with those from elsewhere."""
        self._fit_value()
        rates, values = self._wanted
        request = dataclasses.replace(self._asked(), rates=rates, values=values)
        self.background.submit(self, lambda cancel: own_picture(request, cancel), self._show_own)

    def _show_own(self, picture: Picture | None) -> None:
        if picture is None:
            return
        self._picture = picture
        self.plot.show_picture(picture)
        self.background.submit(self, lambda cancel: with_others(picture, cancel), self._add_others)

    def _add_others(self, picture: Picture | None) -> None:
        if picture is not None:
            self._picture = picture
            self.plot.show_densities(picture)

    # --- what is shown upwards ---

    @property
    def _choices(self) -> tuple[str, ...]:
        planar = self.session.experiment.surface.dimensions == 2
        return ("x", "y", "loss") if planar else ("x", "loss")

    def _fit_value(self) -> None:
        """Show x where there is no y."""
        if self._value not in self._choices:
            self._value = "x"

    def _next_value(self) -> None:
        """Show the next of x, y and the loss upwards."""
        choices = self._choices
        # y is none of them where another surface is on its way
        following = dict(zip(choices, (*choices[1:], choices[0]), strict=True))
        self._value = following.get(self._value, choices[0])
        self._show_choice()
        self._request = self._asked()
        self._ask(keep_rates=True)

    def _show_choice(self) -> None:
        self.value_button.setText(shown(CHOICES[self._value]))
        several = len(self.session.minima_in_view or ()) > 1
        noisy = NOISY if self.session.experiment.noise > 0.0 else ""
        parts = (SENTENCES[self._value], BESIDE if several else "", noisy)
        self.card.set_sentence(shown(Sentences(*parts, between="; ")))


def _alike(one: Request, other: Request) -> bool:
    """Tell whether the same picture is asked for."""
    return held(one.setup) == held(other.setup) and one.value == other.value


def _same_rule(one: Request, other: Request) -> bool:
    """Tell whether learning rates mean the same in both."""
    mine, theirs = one.setup, other.setup
    return (mine.surface, mine.optimizer, mine.lr_scale) == (
        theirs.surface,
        theirs.optimizer,
        theirs.lr_scale,
    )

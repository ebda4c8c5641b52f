"""The page "Zone": final loss against learning rate for every optimizer at equal budget."""

from __future__ import annotations

import math
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from lrsim.experiment import Experiment
from lrsim.gui.look.cards import Card, corner, corner_button
from lrsim.gui.look.figures import table
from lrsim.gui.look.page import Page
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.background import Background
from lrsim.gui.zone.bars import ZoneBars
from lrsim.gui.zone.plot import Compared, SensitivityPlot
from lrsim.optimizers import optimizer
from lrsim.session.session import Change, Session
from lrsim.setup import Setup
from lrsim.studies.zone.comparison import (
    STANDARD,
    Contender,
    Outcome,
    contenders_of,
    name_of,
    outcome_of,
)
from lrsim.studies.zone.zone import Zone
from lrsim.text.messages import Message, Sentences, plural, say, shown
from lrsim.text.numbers import number
from lrsim.text.tables import Table

MATTERS = Change.EXPERIMENT | Change.SELECTION
AT_FIRST = ("sgd", "sgd:momentum=0.9", "rmsprop", "adam")
"""Optimizers compared until others are chosen."""

LESSON = {"surface": "long-valley", "steps": 300}
"""Where Adam has many times the learning rates of SGD: 0.05 to 100, against 0.011 to 0.2."""

FORGIVING = 2.0
"""How many times as many decades Adam's zone spans as that of SGD where the lesson can be seen."""


class ZonePage(Page):
    """Why Adam forgives and SGD does not: a curve and a zone for each optimizer.

    They are computed one after the other in the background, the selected runner's first; what is known is
    kept while it is compared. Where the dial stands changes nothing but the line that shows it.
    """

    def __init__(self, session: Session, background: Background) -> None:
        super().__init__(session, background)
        self._chosen = list(AT_FIRST)
        self._contenders: list[Contender] = []
        self._known: dict[Setup, Outcome] = {}
        self.plot = SensitivityPlot()
        self.bars = ZoneBars(self.plot)
        self.button = corner_button(say("Compare…"), say("Choose the optimizers to compare with"))
        self.button.setProperty("menu", True)
        self.button.setMenu(self._menu(self.button))
        self.example_button = corner_button(say("Where Adam forgives"), say("Another example"))
        self.example_button.hide()
        self.example_button.clicked.connect(lambda: self.edited.emit(dict(LESSON)))
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.plot, 1)
        column.addWidget(self.bars)
        self.card = Card(content, say("Zone"), "", corner(self.example_button, self.button))
        self.cards = {"zone": self.card}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.card)
        self.plot.picked.connect(self.dialRequested)

    def _menu(self, button: QPushButton) -> QMenu:
        menu = QMenu(button)
        for spec in STANDARD:
            action = QAction(shown(name_of(optimizer(spec))), menu, checkable=True)
            action.setChecked(spec in self._chosen)
            action.toggled.connect(partial(self.choose, spec))
            menu.addAction(action)
        return menu

    def choose(self, spec: str, wanted: bool) -> None:
        """Compare with an optimizer, or no longer."""
        chosen = {*self._chosen, spec} if wanted else {*self._chosen} - {spec}
        self._chosen = [known for known in STANDARD if known in chosen]
        self.show_session(self.session, Change.ALL)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self.card.set_theme(theme)
        self.plot.set_theme(theme)
        self.bars.set_theme(theme)

    def figures(self, name: str) -> Table:
        """Return each curve, and whether a learning rate lies in its optimizer's zone."""
        rows = (
            (contender.setup.optimizer.spec, lr, 10.0**left, _is_in(outcome, lr))
            for contender in self._contenders
            if (outcome := self._known.get(contender.setup)) is not None and outcome.measured
            for lr, left in zip(outcome.lr.tolist(), outcome.left.tolist(), strict=True)
        )
        return table(("optimizer", "lr", "gap_left", "in_zone"), rows)

    def show_session(self, session: Session, what: Change) -> None:
        """Show what has changed."""
        if what & (MATTERS | Change.PLAYHEAD):
            self.plot.show_dial(session.lr)
        if what & MATTERS:
            contenders = contenders_of(session.experiment, session.selected, self._chosen)
            if contenders != self._contenders:
                self._contenders = contenders
                wanted = {contender.setup for contender in contenders}
                self._known = {key: o for key, o in self._known.items() if key in wanted}
                self._show()
                self._compute()

    def _compute(self) -> None:
        """Ask for the first outcome that is missing; its arrival asks for the next."""
        missing = [s for s in self._contenders if s.setup not in self._known]
        if not missing:
            self.background.cancel(self)
            return
        contender = max(missing, key=lambda s: s.strong)
        self.background.submit(
            self,
            lambda cancel: outcome_of(contender, cancel),
            partial(self._keep, contender),
        )

    def _keep(self, contender: Contender, outcome: Outcome) -> None:
        self._known[contender.setup] = outcome
        self._show()
        self._compute()

    def _show(self) -> None:
        compared = [Compared(s, self._known.get(s.setup)) for s in self._contenders]
        self.plot.show_curves(compared)
        self.bars.show_bars(compared)
        own = next((o for contender, o in compared if contender.strong), None)
        self.card.set_sentence(shown(_sentence(self.session.experiment, own)))
        self._offer()

    def _offer(self) -> None:
        """Offer an example that shows the lesson, where it is known that this one does not."""
        known = {
            s.setup.optimizer: _decades(zone)
            for s in self._contenders
            if s.setup in self._known and (zone := self._known[s.setup].zone) is not None
        }
        sgd, adam = (known.get(optimizer(name)) for name in ("sgd", "adam"))
        if sgd is None or adam is None or 0.0 < max(adam, FORGIVING * sgd) == adam:
            self.example_button.hide()
            return
        self.example_button.setToolTip(
            say(
                "Here the zone of Adam spans {adam} decades and that of SGD {sgd}; on the long valley in"
                " 300 steps it is 3.3 against 1.3. Undo comes back.",
                adam=number(adam, 2),
                sgd=number(sgd, 2),
            )
        )
        self.example_button.show()


def _is_in(outcome: Outcome, lr: float) -> bool:
    zone = outcome.zone
    return zone is not None and zone.low <= lr <= zone.high


def _decades(zone: Zone) -> float:
    """Return how many decades of learning rates work."""
    return math.log10(zone.high / zone.low)


def _sentence(experiment: Experiment, own: Outcome | None) -> Message:
    """Say what is drawn; where there is no gap to measure, why nothing is."""
    if own is not None and not own.measured:
        return Message("nothing tells what works: {why}", why=own.reason)
    left = plural(
        "what is left of the gap to the minimum after {n} step",
        "what is left of the gap to the minimum after {n} steps",
        n=experiment.steps,
    )
    soft = Message("bars thin out where fewer draws of the noise work") if experiment.noise else ""
    return Sentences(left, soft, Message("a click sets the dial"), between=" · ")

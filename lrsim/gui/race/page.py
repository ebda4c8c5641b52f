"""The page "Race": the runners side by side on lanes, and who is first at 1 % of the gap."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QActionGroup, QHideEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from lrsim.cancel import Cancel
from lrsim.experiment import Experiment
from lrsim.gui.look.cards import Card, corner, corner_button
from lrsim.gui.look.figures import table
from lrsim.gui.look.page import Page
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.background import Background
from lrsim.gui.loop.tween import AT_REST, Tween
from lrsim.gui.race.board import Board
from lrsim.gui.race.field import Field, field_of
from lrsim.gui.race.foot import Foot, LineUp
from lrsim.gui.race.table_menu import TableMenu
from lrsim.gui.race.telling import MEASURES, Told, told_of
from lrsim.session.session import Change, Session
from lrsim.setup import Setup
from lrsim.studies.race.standings import By
from lrsim.studies.zone.comparison import Contender, Outcome, contenders_of, outcome_of
from lrsim.studies.zone.zone import Zone
from lrsim.text.messages import Message, say, shown
from lrsim.text.numbers import number
from lrsim.text.tables import Table

AT_ONCE = 2**16
"""Rows of all runs together that are gone through at once: of more, it is done beside."""

SET_BY_LINE_UPS = frozenset({"dial", "pickers"})
"""What an exercise may hide that other races would set."""

SEEKING = Message("minima are searched for")


class RacePage(Page):
    """Lanes that fill as time passes; at the end places, what works, and how fair it was.

    What each learning rate comes to is computed one runner after the other in the background, and kept
    while the race is the same but for rates.
    """

    shows_run = True
    surface_at_left = True

    def __init__(self, session: Session, background: Background) -> None:
        super().__init__(session, background)
        self._by: By = "one_percent"
        self._field: Field | None = None
        self._told: Told | None = None
        self._tween = AT_REST
        self._bare = False
        self._contenders: list[Contender] = []
        self._known: dict[Setup, Outcome] = {}
        self._asked: set[Setup] = set()
        self.board, self.foot = Board(), Foot()
        self.table_menu = TableMenu(self, background)
        self.measure_button = corner_button("", say("What counts: the less, the better"))
        self.measure_button.setProperty("menu", True)
        self.measure_button.setMenu(self._measures(self.measure_button))
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.board, 1)
        self._column.addWidget(self.foot)
        buttons = corner(self.measure_button, self.table_menu.button)
        self.card = Card(content, say("Race"), "", buttons)
        self.cards = {"race": self.card}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.card)
        self.board.selected.connect(self.selected)
        self.foot.chosen.connect(self.line_up)
        self.table_menu.saved.connect(
            lambda path: self.card.set_sentence(say("saved to {path}", path=path))
        )

    def _measures(self, button: QPushButton) -> QMenu:
        menu = QMenu(button)
        group = QActionGroup(menu)
        for by, (name, _) in MEASURES.items():
            action = menu.addAction(shown(name))
            action.setCheckable(True)
            action.setChecked(by == self._by)
            action.triggered.connect(partial(self.order_by, by))
            group.addAction(action)
        button.setText(shown(MEASURES[self._by][0]))
        return menu

    # --- what is shown ---

    @property
    def told(self) -> Told | None:
        """What is told; None while it is worked out."""
        return self._told

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self.card.set_theme(theme)
        self._column.setSpacing(round(0.75 * theme.spacing))
        self.board.set_theme(theme)
        self.foot.set_theme(theme)

    def figures(self, name: str) -> Table:
        """Return where each runner is, and what has been seen of it."""
        rows = () if self._told is None else self._told.rows
        lines = ((row.name, row.lr, self._left(row.runner), row.value) for row in rows)
        return table(("runner", "lr", "gap_left", self._by), lines)

    def order_by(self, by: By) -> None:
        """Let another measure count."""
        self._by = by
        self.measure_button.setText(shown(MEASURES[by][0]))
        self._show()

    def show_session(self, session: Session, what: Change) -> None:
        """Show what has changed."""
        if what & (Change.EXPERIMENT | Change.PATHS | Change.HORIZON | Change.MINIMA):
            self._look()
        if what & (Change.EXPERIMENT | Change.SELECTION):
            self._compare()
            self.foot.fit(self.height(), len(session.runs))
            self.foot.show_rate(session.runner.lr)
            self._offer()
        self._show()

    def show_motion(self, tween: Tween) -> None:
        """Show runners on their way between two steps."""
        self._tween = tween
        session, field = self.session, self._field
        if self._told is None or field is None:
            return
        step, share = session.playhead, tween.share(session)
        self.board.show_on_the_way(
            {
                row.runner: field.on_the_way(row.runner, session.row(row.runner), step, share)
                for row in self._told.rows
            }
            if share
            else {}
        )

    def set_bare(self, bare: bool) -> None:
        """Show nothing to set anything with, or show it again."""
        super().set_bare(bare)
        self._bare = bare
        self._offer()
        self.enlarge("")

    def _offer(self) -> None:
        """Offer other races where something may be set, and no exercise hides what they would set."""
        hidden = not SET_BY_LINE_UPS.isdisjoint(self.session.experiment.hide)
        self.foot.offer(not self._bare and not hidden)

    def enlarge(self, name: str) -> None:
        """Show the card alone: while nothing else is shown anyway, its lanes alone."""
        super().enlarge(name)
        alone = self._bare and bool(name)
        self.foot.setHidden(alone)
        self.board.show_zones(not alone)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the lanes have the most of it."""
        super().resizeEvent(event)
        self.foot.fit(self.height(), len(self.session.runs))

    def hideEvent(self, event: QHideEvent) -> None:
        """Let go of what nobody looks at; it is asked for anew when the page is shown."""
        super().hideEvent(event)
        for key in (self, self.foot, self.board):
            self.background.cancel(key)

    def _look(self) -> None:
        """See what each runner does; of long runs beside the window."""
        session = self.session
        runs, horizon = session.runs, session.horizon
        if session.minima_in_view is None:
            self._field = None
            return
        if self._field is not None and _alike(self._field, session):
            return
        if sum(len(run.loss) for run in runs) <= AT_ONCE:
            self.background.cancel(self.board)
            self._field = field_of(runs, horizon)
        else:
            self.background.submit(self.board, lambda _: field_of(runs, horizon), self._show_field)

    def _show_field(self, field: Field) -> None:
        self._field = field
        self._show()

    def _show(self) -> None:
        """Show what can be told now."""
        session, field = self.session, self._field
        if field is None or len(field.runs) != len(session.runs):
            self._told, self.moment = None, None
            self.card.set_sentence("" if session.minima_in_view is not None else shown(SEEKING))
            self.table_menu.show_told(None)
            return
        told = self._told = told_of(session, field, self._known, self._by)
        self.moment = field.photo
        self.board.show_rows(told.rows, shown(MEASURES[self._by][1]), moves=self.moves)
        self.show_motion(self._tween)
        self.foot.show_words(told.headline, told.fairness, won=told.won)
        self.of_surface = say("paths to step {step}", step=number(session.playhead))
        self.card.set_title(shown(told.title))
        self.card.set_sentence(shown(told.sentence))
        self.table_menu.show_told(told)

    def _left(self, index: int) -> float:
        assert self._field is not None  # there are rows
        return self._field.left(index, self.session.row(index))

    # --- what works ---

    def _compare(self) -> None:
        """Ask what each learning rate comes to, where another race is run."""
        contenders = [
            contender
            for contender in contenders_of(self.session.experiment, self.session.selected, ())
            if contender.setup.optimizer.uses_lr
        ]
        wanted = {contender.setup for contender in contenders}
        if wanted != {contender.setup for contender in self._contenders}:
            self.background.cancel(self.foot)
            self._known = {key: o for key, o in self._known.items() if key in wanted}
        self._contenders = contenders
        if not self.background.is_busy(self) or wanted != self._asked:
            self._compute()

    def _compute(self) -> None:
        """Ask for the first outcome that is missing; its arrival asks for the next."""
        self._asked = {contender.setup for contender in self._contenders}
        missing = [c for c in self._contenders if c.setup not in self._known]
        if not missing:
            self.background.cancel(self)
            return
        contender = max(missing, key=lambda c: c.strong)
        self.background.submit(
            self, lambda cancel: outcome_of(contender, cancel), partial(self._keep, contender)
        )

    def _keep(self, contender: Contender, outcome: Outcome) -> None:
        self._known[contender.setup] = outcome
        self._show()
        self._compute()

    # --- other races ---

    def line_up(self, line_up: LineUp) -> None:
        """Ask for another race; where zones are to be known for it, when they are."""
        session = self.session
        experiment, index, known = session.experiment, session.selected, dict(self._known)
        asked = {"all": range(len(experiment.runners)), "selected": (index,)}.get(line_up.needs, ())
        wanted = [k for k in asked if experiment.runners[k].optimizer.uses_lr]

        def work(cancel: Cancel) -> Experiment:
            zones: list[Zone | None] = [None] * len(experiment.runners)
            for k in wanted:
                setup = experiment.setup(k).at_any_lr
                if setup not in known:
                    known[setup] = outcome_of(Contender(setup, line_up.name, k), cancel)
                zones[k] = known[setup].zone
            return line_up.make(experiment, index, zones)

        if all(experiment.setup(k).at_any_lr in known for k in wanted):
            self._race(work(Cancel()))
        else:
            self.background.submit(self.foot, work, self._race)

    def _race(self, experiment: Experiment) -> None:
        self.linedUp.emit(experiment.runners)


def _alike(field: Field, session: Session) -> bool:
    """Tell whether a field is of the present runs."""
    same = len(field.runs) == len(session.runs) and all(
        one is other for one, other in zip(field.runs, session.runs, strict=True)
    )
    complete = all(r.horizon >= session.horizon or r.exploded_at is not None for r in session.runs)
    return same and field.complete == complete

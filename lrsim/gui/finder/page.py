"""The page of the range test: a ramp of the learning rate, what is read from it, and what is true."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, NamedTuple, TypedDict

import msgspec
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from lrsim import parameters
from lrsim.cancel import Cancel
from lrsim.experiment import Experiment
from lrsim.gui.finder.plot import FinderPlot
from lrsim.gui.finder.ramp import Ramp
from lrsim.gui.finder.table import FinderTable
from lrsim.gui.forms.value_field import LEFT_MARGIN, ValueField
from lrsim.gui.look.cards import Card, corner_button, label
from lrsim.gui.look.figures import table
from lrsim.gui.look.page import Page
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.background import Background
from lrsim.runs.simulate import simulate
from lrsim.session.session import Change, Session
from lrsim.studies.finder.range_test import MAX_TEST, SMALLEST_LR, LRFinder, find_lr, ramped
from lrsim.text.messages import Message, say, shown
from lrsim.text.tables import Table
from lrsim.typing import FloatArray

MOST_OF_TABLE = 0.55
"""Of the page's width, which the table takes before it leaves words out."""

WAITING = Message("testing…")

RUNNING = Message("a step at each learning rate · click to hold")
HELD = Message("held · click to go on")

HOW = Message("click one to set the dial")

WRONG_ORDER = Message("the first learning rate must be below the last")

FIELD_LEAST = 54
"""Pixels of a field: four digits, or a power of ten."""

_RATE = msgspec.structs.replace(parameters.LR, low=SMALLEST_LR)

CONTROLS = (
    msgspec.structs.replace(
        parameters.STEPS,
        name=Message("steps"),
        default=200,
        low=2,
        high=MAX_TEST,
        doc=Message("Steps of the range test."),
    ),
    msgspec.structs.replace(
        _RATE, name=Message("from"), default=1e-7, doc=Message("The first learning rate.")
    ),
    msgspec.structs.replace(
        _RATE, name=Message("to"), default=10.0, doc=Message("The last learning rate.")
    ),
    msgspec.structs.replace(parameters.NOISE, name=Message("noise")),
)


class Test(TypedDict):
    """What is asked of a range test."""

    steps: int
    lr_min: float
    lr_max: float


class Watched(NamedTuple):
    """A range test and where its steps were taken from."""

    found: LRFinder
    places: FloatArray


class FinderPage(Page):
    """The range test on the selected runner, and what the sweep beside it says of its suggestions."""

    def __init__(self, session: Session, background: Background) -> None:
        super().__init__(session, background)
        self._asked: Hashable = None
        self._test: dict[str, Any] = {p.name: p.default for p in CONTROLS if p.name != "noise"}
        self.plot, self.table = FinderPlot(), FinderTable()
        self.ramp = Ramp(self)
        self._watched: Watched | None = None
        self.scale = corner_button(say("log"), say("Log or linear scale of the loss"))
        self.fields = {parameter.name: ValueField(parameter) for parameter in CONTROLS}
        self.cards = {
            "plot": Card(self.plot, say("Range test"), shown(WAITING), self.scale),
            "table": Card(self._column(), say("Suggestions"), shown(HOW)),
        }
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for name, stretch in (("plot", 58), ("table", 42)):
            self._row.addWidget(self.cards[name], stretch)
        self.scale.clicked.connect(self.toggle_scale)
        self.plot.picked.connect(self.dialRequested)
        self.table.picked.connect(self.dialRequested)
        self.plot.held.connect(self._hold)
        self.ramp.moved.connect(self._show_points)
        self.ramp.ended.connect(self._show_readings)

    def _column(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)
        self._controls = QHBoxLayout()
        for name, field in self.fields.items():
            field.setProperty("plain", True)  # four fields in a row have no room for arrows
            field.lineEdit().setTextMargins(LEFT_MARGIN, 0, 0, 0)
            field.setToolTip(field.accessibleDescription())
            field.setMinimumWidth(FIELD_LEAST)
            field.committed.connect(lambda value, name=name: self._set(name, value))
            title = label(shown(name), "quiet")
            title.setBuddy(field)
            self._controls.addWidget(title)
            self._controls.addWidget(field, 1)
            field.show_value(field.value)
        column.addLayout(self._controls)
        return holder

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._row.setSpacing(round(1.2 * round(theme.spacing)))
        self._controls.setSpacing(round(0.75 * theme.spacing))
        for card in self.cards.values():
            card.set_theme(theme)
        self.plot.set_theme(theme)
        self.table.set_theme(theme)
        self._fit_table()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave words out of the table, or not."""
        super().resizeEvent(event)
        self._fit_table()

    def enlarge(self, name: str) -> None:
        """Show one card alone, or with an empty name all again."""
        super().enlarge(name)
        self._fit_table()

    def _fit_table(self) -> None:
        alone = self.cards["plot"].isHidden()
        self.table.fit(self.width() * (1.0 if alone else MOST_OF_TABLE))

    def show_session(self, session: Session, what: Change) -> None:
        """Show what has changed; a test is run again only where it would come out otherwise."""
        self.plot.show_dial(session.lr)
        if what & (Change.EXPERIMENT | Change.SELECTION):
            self.fields["noise"].show_value(session.experiment.noise)
            self._ask()

    def figures(self, name: str) -> Table:
        """Return the ramp, or what is read from it."""
        found = None if self._watched is None else self._watched.found
        if name == "plot":
            ramp = () if found is None else zip(found.lr, found.loss, found.smooth, strict=True)
            return table(("lr", "loss", "smoothed"), ramp)
        rows = () if found is None else self.table.figures(found)
        return table(("suggester", "lr", "times_true_best", "works"), rows)

    def toggle_scale(self) -> None:
        """Switch the loss between log and linear."""
        self.plot.set_log(not self.plot.log)
        self._show_scale()

    def _set(self, name: str, value: Any) -> None:
        """Take another value of a control."""
        if name == "noise":
            self.edited.emit({"noise": value})
            return
        self._test[name] = value
        if self._test["from"] >= self._test["to"]:
            field = self.fields[name]
            field.mark(True)
            self.cards["table"].set_sentence(shown(WRONG_ORDER))
            return
        for known, kept in self._test.items():
            self.fields[known].show_value(kept)
        self.cards["table"].set_sentence(shown(HOW))
        self._ask()

    def _ask(self) -> None:
        """Have the test run, unless it is the one that was asked for last."""
        if self._test["from"] >= self._test["to"]:
            return
        experiment, index = self.session.experiment, self.session.selected
        setup = experiment.setup(index).at_any_lr
        asked = (setup, index, tuple(self._test.values()))
        if asked == self._asked:
            return
        self._asked = asked
        test: Test = {
            "steps": self._test["steps"],
            "lr_min": self._test["from"],
            "lr_max": self._test["to"],
        }
        self.cards["plot"].set_sentence(shown(WAITING))
        self.background.submit(
            self, lambda cancel: _watched(experiment, index, test, cancel), self._show
        )

    def _show(self, watched: Watched) -> None:
        """Show the test as it goes, where things may move; then what is read from it."""
        self._watched = watched
        found = watched.found
        self.plot.show_found(found, found.index)
        self._show_scale()
        self.cards["plot"].set_sentence(shown(RUNNING))
        self.ramp.play(len(found.lr), moves=self.moves and self.isVisible())

    def _show_points(self, points: int) -> None:
        self.plot.show_points(points)
        if self._watched is not None and 0 < points <= len(self._watched.places):
            self.visited.emit(tuple(self._watched.places[points - 1].tolist()))

    def _show_readings(self) -> None:
        self.visited.emit(None)
        if self._watched is None:
            return
        found = self._watched.found
        self.table.show_found(found)
        self._fit_table()
        sentence = shown(found.stopped_because)
        self.cards["plot"].set_sentence(sentence)
        self.plot.setAccessibleDescription(sentence)

    def _hold(self) -> None:
        """Stand still, or go on."""
        self.ramp.toggle()
        self.cards["plot"].set_sentence(shown(HELD if self.ramp.paused else RUNNING))

    def hideEvent(self, event: QHideEvent) -> None:
        """Play nothing that is not seen."""
        self.ramp.finish()
        super().hideEvent(event)

    def _show_scale(self) -> None:
        self.scale.setText(say("log") if self.plot.is_log else say("linear"))
        self.scale.setEnabled(self.plot.log == self.plot.is_log)


def _watched(experiment: Experiment, index: int, test: Test, cancel: Cancel) -> Watched:
    """Run the test, the trials and the sweep, one after the other while they are wanted; on a worker."""
    found = find_lr(experiment, index=index, **test)
    ramp = simulate(ramped(found.setup, found.steps, found.lr_min, found.lr_max))
    for compute in (lambda: found.suggestion, lambda: found.zone):
        if not cancel.is_set():
            compute()
    return Watched(found, ramp.position[: len(found.lr)])

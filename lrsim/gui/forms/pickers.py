"""The top bar's pickers: what is on the button, and the card that opens below it."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Sequence
from typing import Any, Final, Literal

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from lrsim import declarations, parameters
from lrsim.catalogue.entries import Entry, Parameter
from lrsim.errors import InputError
from lrsim.experiment import Experiment, Runner
from lrsim.gui.forms.catalogue_card import CatalogueCard
from lrsim.gui.forms.form import ParameterForm
from lrsim.gui.forms.popover import Popover, PopoverButton
from lrsim.gui.forms.value_field import Value, format_value
from lrsim.gui.look.theme import THEMES, Theme
from lrsim.optimizers import Optimizer
from lrsim.schedules import Schedule
from lrsim.session.session import Change, Session
from lrsim.surfaces import Surface
from lrsim.text.numbers import count

__all__ = ["ExperimentForm", "Picker"]

Kind = Literal["surface", "optimizer", "schedule"]

_BASES: Final[dict[str, type[Entry]]] = {
    "surface": Surface,
    "optimizer": Optimizer,
    "schedule": Schedule,
}

_SYMBOLS: Final = {
    "kappa": "κ",
    "gamma": "γ",
    "beta1": "β₁",
    "beta2": "β₂",
    "eps": "ε",
    "eta_min": "η_min",
}
"""Short forms for the buttons, as the formulas write them."""

_LONGEST: Final = 24
"""Characters of a value that a button shows: lists and text can be long."""


def describe(entry: Entry) -> str:
    """Return an entry's title and what differs from its defaults: "Long valley  κ 16.7"."""
    known = {parameter.name: parameter for parameter in entry.parameters()}
    changed = []
    for name, value in entry.changed().items():
        word, text = _SYMBOLS.get(name, name), format_value(value, known[name])
        short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
        alone = known[name].kind == "text"  # a formula needs no word in front
        changed.append(word if value is True else short if alone else f"{word} {short}")
    return "  ".join([entry.title, ", ".join(changed)]).rstrip()


class Picker(QWidget):
    """A button for the surface, the optimizer or the schedule, with the catalogue behind it."""

    chosen = Signal(object)
    """The user chose this entry of the catalogue, or gave it another parameter."""

    def __init__(
        self, kind: Kind, theme: Theme = THEMES["dark"], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.kind = kind
        self.button = PopoverButton(kind.capitalize(), self)
        self.button.clicked.connect(self.open)
        self.popover: Popover | None = None
        self.card: CatalogueCard | None = None
        self._entry: Entry | None = None
        self._steps = 0
        self._lr = 0.1
        self._theme = theme
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.button)
        self.setFocusProxy(self.button)
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
        if entry == self._entry and steps == self._steps:
            return
        self._entry, self._steps = entry, steps
        self.button.show_chosen(describe(entry))
        self.button.setToolTip(f"{entry.formula}\n{entry.doc}")
        if self.card is not None:
            self.card.show_entry(entry, steps, self._lr)

    def open(self) -> None:
        """Open the card below the button; it is made when first asked for."""
        if self._entry is None:
            return
        if self.popover is None:
            self.popover = Popover(self, f"Choose the {self.kind}")
            self.card = CatalogueCard(_BASES[self.kind], self._theme, self.popover.card)
            self.card.chosen.connect(self.chosen)
            self.card.done.connect(self.popover.close)
            self.popover.hold(self.card, self.card.form, self._theme)
        assert self.card is not None  # made together with the popover
        self.card.show_entry(self._entry, self._steps, self._lr, afresh=True)
        self.popover.open_below(self.button)
        self.card.take_focus()

    def _read(self, session: Session) -> Entry:
        if self.kind == "surface":
            return session.experiment.surface
        return session.runner.optimizer if self.kind == "optimizer" else session.runner.schedule


class ExperimentForm(QWidget):
    """A button with the budget; behind it a card with budget, start, noise, and the runner's LR factors."""

    edited = Signal(dict)
    """The user changed these arguments of the experiment."""
    runner_edited = Signal(dict)
    """The user changed these arguments of the selected runner."""

    def __init__(self, theme: Theme = THEMES["dark"], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = PopoverButton("Steps", self)
        self.button.clicked.connect(self.open)
        self.popover: Popover | None = None
        self.form: ParameterForm | None = None
        self._experiment: Experiment | None = None
        self._runner: Runner | None = None
        self._theme = theme
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.button)
        self.setFocusProxy(self.button)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self.button.set_theme(theme)
        if self.form is not None:
            self._dress()

    def show_session(self, session: Session, what: Change) -> None:
        """Show what has changed."""
        if not what & (Change.EXPERIMENT | Change.SELECTION):
            return
        if session.experiment is self._experiment and session.runner is self._runner:
            return
        experiment = session.experiment
        self._experiment, self._runner = experiment, session.runner
        noise = f"  noise {format_value(experiment.noise)}" if experiment.noise else ""
        self.button.show_chosen(count(experiment.steps) + noise)
        self.button.setToolTip("The budget of steps, where every runner starts, and noise.")
        if self.form is not None:
            self._fill()

    def open(self) -> None:
        """Open the card below the button; it is made when first asked for."""
        if self._experiment is None:
            return
        if self.popover is None:
            self.popover = Popover(self, "Budget and start")
            content = QWidget(self.popover.card)
            layout = QVBoxLayout(content)
            layout.setContentsMargins(0, 0, 0, 0)
            title = QLabel("Budget, start, noise")
            title.setProperty("role", "title")
            self.form = ParameterForm(content, {"seed": ("Draw anew", "Take another seed")})
            self.form.edited.connect(self._edit)
            self.form.pressed.connect(self._draw_seed)
            layout.addWidget(title)
            layout.addWidget(self.form)
            self.popover.hold(content, self.form, self._theme)
            self._dress()
        assert self.form is not None  # made together with the popover
        self._fill()
        self.form.restore()
        self.popover.open_below(self.button)
        self.form.fields["steps"].setFocus()

    def _dress(self) -> None:
        if self.form is not None and self.popover is not None:
            self.form.set_theme(self._theme)
            self.popover.set_theme(self._theme)
            self.form.setFixedWidth(round(24 * self._theme.body))

    def _fill(self) -> None:
        if self.form is None or self._experiment is None or self._runner is None:
            return
        experiment, dimensions = self._experiment, len(self._experiment.start)
        factors = _FACTORS[dimensions]
        values: dict[str, Value] = {"steps": experiment.steps}
        values |= dict(zip(_COORDINATES, experiment.start, strict=False))
        values |= {"noise": experiment.noise, "seed": experiment.seed}
        values |= dict(zip(factors, self._runner.scales(dimensions), strict=True))
        self.form.show_parameters(_parameters(dimensions), values)
        # without noise nothing is drawn at random
        self.form.show_row("seed", experiment.noise > 0)
        if self.popover is not None and self.popover.isVisible():
            self.popover.fit()

    def _edit(self, name: str, value: Any) -> None:
        if self.form is None or self._experiment is None or self._runner is None:
            return
        dimensions = len(self._experiment.start)
        factors = _FACTORS[dimensions]
        if name in factors:
            scales = list(self._runner.scales(dimensions))
            scales[factors.index(name)] = value
            # one factor for all is written as one: it stays valid wherever the runner goes
            same = len(set(scales)) == 1
            self.runner_edited.emit({"lr_scale": tuple(scales[:1] if same else scales)})
            return
        changes: dict[str, Any] = {name: value}
        if name in _COORDINATES:
            start = list(self._experiment.start)
            start[_COORDINATES.index(name)] = value
            changes = {"start": tuple(start)}
        try:
            dataclasses.replace(self._experiment, **changes)
        except InputError as error:
            self.form.show_error(name, error.allowed)
            return
        self.edited.emit(changes)

    def _draw_seed(self) -> None:
        if self._experiment is not None:
            # among the first ten thousand: short enough to be said aloud and typed again
            other = secrets.randbelow(_SEEDS - 1)
            self.edited.emit({"seed": other + (other >= self._experiment.seed)})


_COORDINATES: Final = ("start x", "start y")
_FACTORS: Final = {1: ("LR factor",), 2: ("LR factor x", "LR factor y")}
_SEEDS: Final = 10_000


def _parameters(dimensions: int) -> tuple[Parameter, ...]:
    """Return the fields of the card: one for each coordinate of what has several."""
    place = Parameter(name="", kind="float", default=0.0)
    steps = msgspec.structs.replace(
        parameters.STEPS, doc=f"{parameters.STEPS.doc} Playing on past it is always possible."
    )
    where = f"{parameters.START.doc} It can be dragged in the picture, too."
    starts = _each(_COORDINATES[:dimensions], place, where)
    whose = f"Of the selected runner: {declarations.LR_SCALE.meaning}."
    factors = _each(_FACTORS[dimensions], parameters.FACTOR, whose)
    return (steps, *starts, parameters.NOISE, parameters.SEED, *factors)


def _each(names: Sequence[str], one: Parameter, doc: str) -> list[Parameter]:
    """Return a parameter under several names, what they mean said of the last."""
    return [
        msgspec.structs.replace(one, name=name, doc=doc if name == names[-1] else "")
        for name in names
    ]

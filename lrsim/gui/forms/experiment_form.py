"""The top bar's button with the budget, and the card behind it: budget, start, noise, batch, LR factors."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from lrsim import parameters
from lrsim.batch_scaling import Held, Scaling, with_batch_size
from lrsim.catalogue.entries import Parameter
from lrsim.catalogue.parameters import Choice
from lrsim.errors import InputError
from lrsim.experiment import Experiment, Runner
from lrsim.gui.forms.form import ParameterForm
from lrsim.gui.forms.popover import Popover, PopoverButton
from lrsim.gui.forms.value_field import Value, format_value
from lrsim.gui.look.theme import THEMES, Theme
from lrsim.session.session import Change, Session
from lrsim.text.messages import Message, Sentences, say, shown
from lrsim.text.numbers import count

__all__ = ["ExperimentForm"]

_COORDINATES: Final = (Message("start x"), Message("start y"))
_FACTORS: Final = {
    1: (Message("LR factor"),),
    2: (Message("LR factor x"), Message("LR factor y")),
}
_FACTORS_HELP: Final = Message("Of the selected runner, on the learning rate of each coordinate.")
_HOLDS_HELP: Final = Message(
    "With the steps the best LR hardly grows; with the samples, in fewer steps, almost k times."
)
_SEEDS: Final = 10_000
_BATCH: Final = Message("batch size")
_SCALES: Final = Message("LR at k × the batch")
_HOLDS: Final = Message("what stays")
_OF_NOISE: Final = ("seed", _BATCH, _SCALES, _HOLDS)
"""Without noise nothing is drawn at random, and batches of any size are the same."""
_SCALINGS: Final[dict[str, Scaling]] = {
    Message("× 1"): "none",
    Message("× √k"): "sqrt",
    Message("× k"): "linear",
}
"""How the learning rate goes with the batch, by what stands on the buttons."""
_HELD: Final[dict[str, Held]] = {Message("steps"): "steps", Message("samples"): "samples"}


class ExperimentForm(QWidget):
    """A button with the budget; behind it a card with budget, start, noise, and the runner's LR factors."""

    edited = Signal(dict)
    """The user changed these arguments of the experiment."""
    runnerEdited = Signal(dict)
    """The user changed these arguments of the selected runner."""
    batchChanged = Signal(int, str, str)
    """The user took another batch size: with it, how the learning rates scale, and what is held fixed."""

    def __init__(self, theme: Theme = THEMES["dark"], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = PopoverButton(say("Steps"), self)
        self.button.clicked.connect(self.open)
        self.popover: Popover | None = None
        self.form: ParameterForm | None = None
        self._experiment: Experiment | None = None
        self._runner: Runner | None = None
        self._chosen: dict[str, Value] = {_SCALES: next(iter(_SCALINGS)), _HOLDS: next(iter(_HELD))}
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
        noise = (
            say("noise {noise}", noise=format_value(experiment.noise)) if experiment.noise else ""
        )
        batch = ""
        if experiment.noise and experiment.batch_size > 1:
            batch = say("batch {size}", size=count(experiment.batch_size))
        self.button.show_chosen("  ".join(filter(None, (count(experiment.steps), noise, batch))))
        self.button.setToolTip(say("The budget of steps, where every runner starts, and noise."))
        if self.form is not None:
            self._fill()

    def open(self) -> None:
        """Open the card below the button; it is made when first asked for."""
        if self._experiment is None:
            return
        if self.popover is None:
            self.popover = Popover(self, say("Budget and start"))
            content = QWidget(self.popover.card)
            layout = QVBoxLayout(content)
            layout.setContentsMargins(0, 0, 0, 0)
            title = QLabel(say("Budget, start, noise"))
            title.setProperty("role", "title")
            self.form = ParameterForm(
                content, {"seed": (say("Draw anew"), say("Take another seed"))}
            )
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
            self.form.setFixedWidth(round(32 * self._theme.body))

    def _fill(self) -> None:
        if self.form is None or self._experiment is None or self._runner is None:
            return
        experiment, dimensions = self._experiment, len(self._experiment.start)
        factors = _FACTORS[dimensions]
        values: dict[str, Value] = {"steps": experiment.steps}
        values |= dict(zip(_COORDINATES, experiment.start, strict=False))
        values |= {
            "noise": experiment.noise,
            "seed": experiment.seed,
            _BATCH: experiment.batch_size,
        }
        values |= self._chosen
        values |= dict(zip(factors, self._runner.scales(dimensions), strict=True))
        self.form.show_parameters(_parameters(dimensions), values)
        for name in _OF_NOISE:
            self.form.show_row(name, experiment.noise > 0)
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
            self.runnerEdited.emit({"lr_scale": tuple(scales[:1] if same else scales)})
            return
        if name in self._chosen:
            self._chosen[name] = value
            return
        scaling, hold = _SCALINGS[str(self._chosen[_SCALES])], _HELD[str(self._chosen[_HOLDS])]
        changes: dict[str, Any] = {name: value}
        if name in _COORDINATES:
            start = list(self._experiment.start)
            start[_COORDINATES.index(name)] = value
            changes = {"start": tuple(start)}
        try:
            if name == _BATCH:
                with_batch_size(self._experiment, value, scaling=scaling, hold=hold)
            else:
                dataclasses.replace(self._experiment, **changes)
        except InputError as error:
            self.form.show_error(name, shown(error.allowed))
            return
        if name == _BATCH:
            self.batchChanged.emit(value, scaling, hold)
        else:
            self.edited.emit(changes)

    def _draw_seed(self) -> None:
        if self._experiment is not None:
            # among the first ten thousand: short enough to be said aloud and typed again
            other = secrets.randbelow(_SEEDS - 1)
            self.edited.emit({"seed": other + (other >= self._experiment.seed)})


def _parameters(dimensions: int) -> tuple[Parameter, ...]:
    """Return the fields of the card: one for each coordinate of what has several."""
    place = Parameter(name="", kind="float", default=0.0)
    steps = msgspec.structs.replace(
        parameters.STEPS,
        name=Message("steps"),
        doc=Sentences(
            Message(parameters.STEPS.doc), Message("Playing on past it is always possible.")
        ),
    )
    where = Sentences(Message(parameters.START.doc), Message("It can be dragged, too."))
    starts = _each(_COORDINATES[:dimensions], place, where)
    deviation = Message("Standard deviation, in a gradient of one sample.")
    noise = msgspec.structs.replace(parameters.NOISE, name=Message("noise"), doc=deviation)
    same = Message("The same seed draws the same numbers.")
    seed = msgspec.structs.replace(parameters.SEED, name=Message("seed"), doc=same)
    factors = _each(_FACTORS[dimensions], parameters.FACTOR, _FACTORS_HELP)
    return (steps, *starts, noise, seed, *_of_batches(), *factors)


def _of_batches() -> list[Parameter]:
    """Return the fields of the batch size, and of what else changes with it."""
    size = msgspec.structs.replace(parameters.BATCH_SIZE, name=_BATCH, doc="")
    scales, holds = (
        Choice(name=name, kind="choice", default=next(iter(words)), choices=tuple(words), doc=doc)
        for name, words, doc in ((_SCALES, _SCALINGS, ""), (_HOLDS, _HELD, _HOLDS_HELP))
    )
    return [size, scales, holds]


def _each(names: Sequence[Message], one: Parameter, doc: Message) -> list[Parameter]:
    """Return a parameter under several names, what they mean said of the last."""
    return [
        msgspec.structs.replace(one, name=name, doc=doc if name == names[-1] else "")
        for name in names
    ]

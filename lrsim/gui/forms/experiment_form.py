"""The top bar's chip with the budget; behind it budget, start, and a learning rate for each layer."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec
from PySide6.QtCore import Signal

from lrsim import parameters
from lrsim.catalogue.entries import Parameter
from lrsim.declarations import MAX_STEPS
from lrsim.experiment import Experiment, Runner
from lrsim.gui.forms.form_chip import FormChip, Words
from lrsim.gui.forms.value_field import Value
from lrsim.text.messages import Message, Sentences
from lrsim.text.numbers import count

__all__ = ["ExperimentForm"]

_COORDINATES: Final = (Message("start x"), Message("start y"))
_FACTORS: Final = {
    1: (Message("LR factor"),),
    2: (Message("layer x: LR ×"), Message("layer y: LR ×")),
}
_FACTOR_HELP: Final = Message("Of the selected runner: its LR is the dial times this.")
_LAYERS_HELP: Final = Message(
    "Layers: an LR for each. Each coordinate stands for a layer; of the selected runner, its LR is the dial "
    "times this."
)
_WORDS: Final = Words(
    Message("Steps"),
    Message("Steps, start, layers"),
    Message("How many steps, where every runner starts, and layers: an LR for each."),
    {},
)


class ExperimentForm(FormChip):
    """A button with the budget; behind it budget, start, and the selected runner's LR factors."""

    runnerEdited = Signal(dict)
    """The user changed these arguments of the selected runner."""

    def __init__(self) -> None:
        super().__init__(_WORDS, [count(MAX_STEPS // 100)])

    def describe(self, experiment: Experiment) -> str:
        """Return the budget."""
        return count(experiment.steps)

    def content(
        self, experiment: Experiment, runner: Runner
    ) -> tuple[Iterable[Parameter], Mapping[str, Value]]:
        """Return budget, start and factors."""
        dimensions = len(experiment.start)
        values: dict[str, Value] = {"steps": experiment.steps}
        values |= dict(zip(_COORDINATES, experiment.start, strict=False))
        values |= dict(zip(_FACTORS[dimensions], runner.scales(dimensions), strict=True))
        return _parameters(dimensions), values

    def edit(self, experiment: Experiment, runner: Runner, name: str, value: Any) -> None:
        """Change the budget, a coordinate of the start, or a factor."""
        dimensions = len(experiment.start)
        factors = _FACTORS[dimensions]
        if name in factors:
            scales = list(runner.scales(dimensions))
            scales[factors.index(Message(name))] = value
            # one factor for all is written as one: it stays valid wherever the runner goes
            same = len(set(scales)) == 1
            self.runnerEdited.emit({"lr_scale": tuple(scales[:1] if same else scales)})
            return
        changes: dict[str, Any] = {name: value}
        if name in _COORDINATES:
            start = list(experiment.start)
            start[_COORDINATES.index(Message(name))] = value
            changes = {"start": tuple(start)}
        dataclasses.replace(experiment, **changes)
        self.edited.emit(changes)


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
    about = _LAYERS_HELP if dimensions > 1 else _FACTOR_HELP
    return (steps, *starts, *_each(_FACTORS[dimensions], parameters.FACTOR, about))


def _each(names: Sequence[Message], one: Parameter, doc: Message) -> list[Parameter]:
    """Return a parameter under several names, what they mean said of the last."""
    return [
        msgspec.structs.replace(one, name=name, doc=doc if name == names[-1] else "")
        for name in names
    ]

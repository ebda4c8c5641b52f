"""The top bar's chip with the noise; behind it noise, seed, and the batch size with what goes along."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
from PySide6.QtCore import Signal

from lrsim import parameters
from lrsim.batch_scaling import Held, Scaling, with_batch_size
from lrsim.catalogue.entries import Parameter
from lrsim.catalogue.parameters import Choice
from lrsim.experiment import Experiment, Runner
from lrsim.gui.forms.form_chip import FormChip, Words
from lrsim.gui.forms.value_field import Value, format_value
from lrsim.text.messages import Message, say
from lrsim.text.numbers import count

__all__ = ["NoiseForm"]

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


class NoiseForm(FormChip):
    """A button with noise and batch size; behind it those, the seed, and what a larger batch changes."""

    batchChanged = Signal(int, str, str)
    """The user took another batch size: with it, how the learning rates scale, and what is held fixed."""

    def __init__(self) -> None:
        words = Words(
            Message("Noise"),
            Message("Data and noise"),
            Message("How noisy each gradient is, with which seed, and over how large a batch."),
            {"seed": (say("Draw anew"), say("Take another seed"))},
        )
        super().__init__(words, [_in_words(0.25, 64)])
        self._chosen: dict[str, Value] = {_SCALES: next(iter(_SCALINGS)), _HOLDS: next(iter(_HELD))}

    def describe(self, experiment: Experiment) -> str:
        """Return noise and batch size."""
        return _in_words(experiment.noise, experiment.batch_size)

    def content(
        self, experiment: Experiment, runner: Runner
    ) -> tuple[Iterable[Parameter], Mapping[str, Value]]:
        """Return noise, seed, batch size, and what goes along with it."""
        values: dict[str, Value] = {
            "noise": experiment.noise,
            "seed": experiment.seed,
            _BATCH: experiment.batch_size,
            **self._chosen,
        }
        return _parameters(), values

    def hidden_rows(self, experiment: Experiment) -> Iterable[str]:
        """Return what means nothing without noise."""
        return () if experiment.noise > 0 else _OF_NOISE

    def edit(self, experiment: Experiment, runner: Runner, name: str, value: Any) -> None:
        """Change noise, seed or batch size, or say what the next batch size does."""
        if name in self._chosen:
            self._chosen[name] = value
        elif name == _BATCH:
            scaling, hold = _SCALINGS[str(self._chosen[_SCALES])], _HELD[str(self._chosen[_HOLDS])]
            with_batch_size(experiment, value, scaling=scaling, hold=hold)
            self.batchChanged.emit(value, scaling, hold)
        else:
            changes: dict[str, Any] = {name: value}
            dataclasses.replace(experiment, **changes)
            self.edited.emit(changes)

    def press(self, name: str) -> None:
        """Draw another seed."""
        import secrets  # and all of hashing with it

        if self._experiment is not None:
            # among the first ten thousand: short enough to be said aloud and typed again
            other = secrets.randbelow(_SEEDS - 1)
            self.edited.emit({"seed": other + (other >= self._experiment.seed)})


def _in_words(noise: float, batch_size: int) -> str:
    if not noise:
        return say("none")
    if batch_size == 1:
        return format_value(noise)
    return say("{noise}, batch {size}", noise=format_value(noise), size=count(batch_size))


def _parameters() -> tuple[Parameter, ...]:
    deviation = Message("Standard deviation, in a gradient of one sample.")
    noise = msgspec.structs.replace(parameters.NOISE, name=Message("noise"), doc=deviation)
    same = Message("The same seed draws the same numbers.")
    seed = msgspec.structs.replace(parameters.SEED, name=Message("seed"), doc=same)
    size = msgspec.structs.replace(parameters.BATCH_SIZE, name=_BATCH, doc="")
    scales, holds = (
        Choice(name=name, kind="choice", default=next(iter(words)), choices=tuple(words), doc=doc)
        for name, words, doc in ((_SCALES, _SCALINGS, ""), (_HOLDS, _HELD, _HOLDS_HELP))
    )
    return noise, seed, size, scales, holds

"""The dial's context menu: learning rates that others start with, and rules of thumb for the one it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from lrsim.presets import Preset, presets, starting_rates
from lrsim.text.learning_rates import LR_MAX, LR_MIN, round_lr
from lrsim.text.messages import Message, say, shown
from lrsim.text.numbers import number

__all__ = ["rate_menu"]


def rate_menu(
    lr: float, optimizer: str, choose: Callable[[float], object], parent: QWidget
) -> QMenu:
    """Return a menu of learning rates.

    Parameters
    ----------
    lr : float
        What the dial shows; the rules begin there.
    optimizer : str
        The name in the catalogue of the optimizer whose rate it is.
    choose : callable
        Is called with the learning rate that the user picks.
    parent : QWidget
    """
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    for heading, choices in (
        (Message("Others start with"), _started(optimizer)),
        (Message("Rules of thumb"), _ruled(lr, optimizer)),
    ):
        listed = [
            (preset, rate, text) for preset, rate, text in choices if LR_MIN <= rate <= LR_MAX
        ]
        if listed:
            menu.addSection(shown(heading))
        for preset, rate, text in listed:
            action = menu.addAction(text.replace("&", "&&"))
            action.setToolTip(_source(preset))
            action.triggered.connect(partial(_picked, choose, rate))
    return menu


def _picked(choose: Callable[[float], object], rate: float, _checked: bool = False) -> None:
    choose(rate)


def _started(optimizer: str) -> Iterator[tuple[Preset, float, str]]:
    """Yield the rates of frameworks and models for an optimizer, each with its line."""
    for preset in starting_rates(optimizer):
        for rate in (preset.lr, preset.lr_high):
            if rate is not None:
                yield preset, rate, f"{number(rate)}   {say(preset.title)}"


def _ruled(lr: float, optimizer: str) -> Iterator[tuple[Preset, float, str]]:
    """Yield what rules make of a rate: those for any optimizer, and its own."""
    for preset in presets():
        if preset.kind != "rule" or preset.share or preset.schedule:
            continue
        if preset.optimizer in ("", optimizer):
            for factor in preset.factor:
                rate = round_lr(lr * factor)
                yield preset, rate, f"{number(rate)}   {say(preset.title)}"


def _source(preset: Preset) -> str:
    return " ".join(filter(None, (say(preset.doc), f"{preset.source} ({preset.date})")))

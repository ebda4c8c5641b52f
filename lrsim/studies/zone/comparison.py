"""How much the learning rate matters to each optimizer: who is compared, and what came out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from lrsim.batches.seeds import enough_of
from lrsim.cancel import Cancel
from lrsim.convergence import TOLERANCE
from lrsim.experiment import Experiment
from lrsim.numerics import logarithms
from lrsim.optimizers import Optimizer, optimizer
from lrsim.setup import Setup
from lrsim.studies.zone.gains import Draws
from lrsim.studies.zone.questions import Question, seeds_of
from lrsim.studies.zone.search import search
from lrsim.studies.zone.zone import Zone
from lrsim.text.messages import NOTHING, Message, Sentences
from lrsim.text.numbers import number
from lrsim.typing import FloatArray

__all__ = ["EXPLODED", "FLOOR", "STANDARD", "Contender", "Outcome", "contenders_of", "outcome_of"]


STANDARD = ("sgd", "sgd:momentum=0.9", "adagrad", "rmsprop", "adam", "lion")
"""Optimizers beside the race's own, by their specs."""

MOST = 8
"""Colours and line styles there are."""

FLOOR = math.log10(TOLERANCE)
"""log10 of the share of the gap that counts as nothing left: the tolerance of convergence."""

EXPLODED = 2.0
"""Where an explosion is drawn: above everything."""


class Contender(NamedTuple):
    """One curve: an optimizer at every learning rate.

    Attributes
    ----------
    setup : Setup
        At no learning rate in particular.
    name : Message
        What stands at the curve.
    style : int
        Whose colour and line style it has: those of the runner with this index.
    strong : bool
        Whether it is the selected runner's.
    """

    setup: Setup
    name: Message
    style: int
    strong: bool = False


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came out for one contender.

    Attributes
    ----------
    lr : ndarray of float64, shape (n,)
        The learning rates, ascending.
    left : ndarray of float64, shape (n,)
        log10 of the share of the starting gap to the minimum that is left at the end, from `FLOOR` on;
        `EXPLODED` for an explosion, NaN where there is no gap to measure.
    zone : Zone or None
        The learning rates that work.
    reason : Message
        Why there is no zone; empty where there is one.
    draws : tuple of Draws
        For how many draws of the noise each works; empty without noise.
    """

    lr: FloatArray
    left: FloatArray
    zone: Zone | None
    reason: Message = NOTHING
    draws: tuple[Draws, ...] = ()

    @property
    def measured(self) -> bool:
        """Whether there is a gap to a minimum, of which something is left."""
        return not bool(np.isnan(self.left).any())

    def draws_at(self, lr: float) -> Draws | None:
        """Return for how many draws the nearest learning rate that was tried works; None without noise."""
        if not self.draws:
            return None
        return self.draws[int(np.abs(logarithms(self.lr) - logarithms([lr])).argmin())]

    @property
    def least_draws(self) -> Draws | None:
        """For how many draws each learning rate of the zone works at least; None without noise."""
        if not self.draws:
            return None
        of = self.draws[0].of
        return Draws(enough_of(of), of)


def contenders_of(experiment: Experiment, selected: int, chosen: Sequence[str]) -> list[Contender]:
    """Return who is compared: the race's runners, then the chosen optimizers as far as there are colours.

    Runners that differ in their learning rate alone are one, with the look of the selected one if it is
    among them. The chosen optimizers have the selected runner's schedule.
    """
    own = experiment.setup(selected).at_any_lr
    found: dict[Setup, Contender] = {}
    for index in range(len(experiment.runners)):
        setup = experiment.setup(index).at_any_lr
        strong = setup == own
        style = selected if strong else index
        found.setdefault(setup, Contender(setup, name_of(setup.optimizer), style, strong))
    style = len(experiment.runners)
    for spec in chosen:
        setup = own.replace(optimizer=optimizer(spec))
        if setup not in found and style < MOST:
            found[setup] = Contender(setup, name_of(setup.optimizer), style)
            style += 1
    return _distinguished(list(found.values()))


def name_of(rule: Optimizer) -> Message:
    """Return an optimizer's title with the parameters that are not the usual ones."""
    usual = type(rule)().values()
    changed = [
        f"{name} {number(value)}" if isinstance(value, float) else name
        for name, value in rule.values().items()
        if value != usual[name] and value is not False
    ]
    return Sentences(Message(rule.title), *changed, between=", ")


def outcome_of(contender: Contender, cancel: Cancel | None = None) -> Outcome:
    """Return what every learning rate of the grid comes to, and the zone; `Stopped` once it is cancelled."""
    question = Question(setup=contender.setup, seeds=seeds_of(contender.setup))
    found = search(question, threads=1, cancel=cancel)
    won = found.tried.whole
    left = np.where(np.isfinite(won), np.clip(-won, FLOOR, EXPLODED), EXPLODED)
    if not found.measured:
        return Outcome(found.tried.lr, np.full_like(left, math.nan), None, found.reason)
    draws = tuple(found.tried.draws(found.bar))
    return Outcome(found.tried.lr, left, found.zone, found.reason, draws)


def _distinguished(contenders: list[Contender]) -> list[Contender]:
    """Return the contenders with the schedule in the names of those that would be called the same."""
    names = [contender.name for contender in contenders]
    return [
        contender._replace(name=_with_schedule(contender))
        if names.count(contender.name) > 1
        else contender
        for contender in contenders
    ]


def _with_schedule(contender: Contender) -> Message:
    title = Message(contender.setup.schedule.title.lower())
    return Message("{optimizer}, {schedule}", optimizer=contender.name, schedule=title)

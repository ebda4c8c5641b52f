"""The learning-rate range test, what is read from it, and how far off that is.

The test is one run whose rate grows by a fixed factor from step to step (Smith 2015, arXiv:1506.01186). On a
surface of one or two coordinates it is a harder thing to read than in a large network: without noise the run
has often converged before the rate gets large, and how early that is depends on how slowly the rate grows.
So beside the four usual suggesters, which read the ramp, there is one that does not: `LRFinder.suggestion`.

It is long because `LRFinder` and `find_lr` are public, and two fifths of it their documentation.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Unpack

import numpy as np

from lrsim import arguments
from lrsim.batches.seeds import Seeds, mean, seed_list
from lrsim.convergence import GREATEST, floor_of, floors
from lrsim.declarations import MAX_LR, MAX_STEPS
from lrsim.displayed import Displayed
from lrsim.errors import InputError, one_of
from lrsim.experiment import Experiment, learning_rate
from lrsim.origin import Origin, Traced
from lrsim.run_arguments import ArgumentsBesideSteps, experiment_of
from lrsim.runs.run import Run
from lrsim.runs.simulate import simulate
from lrsim.schedules import Formula
from lrsim.setup import Setup
from lrsim.spelling import checks_names
from lrsim.studies.finder import suggesters
from lrsim.studies.finder.curve import CLEAR, RISE, Curve, curve
from lrsim.studies.finder.suggesters import Suggestion
from lrsim.studies.finder.trials import by_zone
from lrsim.studies.zone.questions import Answer
from lrsim.studies.zone.sweep import Zone, answer
from lrsim.surfaces import Surface
from lrsim.text.messages import Message
from lrsim.text.numbers import number, percent
from lrsim.typing import FloatArray

MAX_TEST = 100_000
"""Steps of a test at most."""

SMALLEST_LR = 1e-30
"""Below, no step moves anything."""


@dataclass(frozen=True, eq=False)
class LRFinder(Traced, Displayed):
    """A range test and what is read from it.

    Attributes
    ----------
    setup : Setup
        What it was asked about.
    experiment : Experiment
        The experiment it came from, unchanged.
    index : int
        Which of its runners.
    steps : int
        The steps the test was to have.
    lr_min, lr_max : float
        Its first and its last learning rate.
    lr, loss : ndarray of float64, shape (n,)
        The learning rate of each step up to where the test ended, and the loss before the step that uses it
        (as fastai and Lightning record it).
    smooth : ndarray of float64, shape (n,)
        The loss without most of the noise, point for point.
    floor : float
        The loss that gaps are measured from: that of the minimum reached, or the lowest met where none is
        known.
    stopped_because : Message
        Why the test ended where it did.
    readings : dict of str to Suggestion
        What each suggester says of the ramp, or why it says nothing.
    unreadable : Message
        Why nothing at all can be read from it; empty when something can.
    origin : Origin
        The runner of an experiment whose setup it is.
    seeds : tuple of int
        The seeds that were asked for; empty for the experiment's own alone. With several, losses are means
        of as many tests, and trials and zone are over them.

    Examples
    --------
    >>> import lrsim
    >>> found = lrsim.find_lr("quadratic", start=5.0, budget=50)
    >>> found.suggestion is not None, found.works("suggestion"), sorted(found.suggestions)
    (True, True, ['minimum_over_10', 'slide', 'steepest', 'valley'])
    """

    setup: Setup
    steps: int
    lr_min: float
    lr_max: float
    lr: FloatArray
    loss: FloatArray
    smooth: FloatArray
    floor: float
    stopped_because: Message
    readings: dict[str, Suggestion]
    unreadable: Message
    origin: Origin
    seeds: tuple[int, ...] = ()

    def __repr__(self) -> str:
        says = "no suggestion" if self.suggestion is None else f"suggests {self.suggestion:.3g}"
        return f"<LRFinder on {self.setup.surface.spec}, {len(self.lr)} steps: {says}>"

    @property
    def suggestions(self) -> dict[str, float | None]:
        """The suggesters' learning rates, by their names (`suggesters.NAMES`); None where there is none."""
        return {name: reading.lr for name, reading in self.readings.items()}

    @property
    def suggestion(self) -> float | None:
        """The learning rate to take; None when none stands out.

        It is found by trials, not on the ramp, where all that is seen of a rate is one step, taken from
        wherever the lower rates have led. A trial is a run of its own from the same start with the same
        noise for the experiment's own budget; they find the zone. The suggestion is the zone's geometric
        middle, between the test's ends: of an interval whose ends are uncertain it is the point that is
        safest from both. The ramp has a say in whether there is anything to suggest: a test that is short,
        flat or explodes at once forbids it.
        """
        return self._trials.lr

    @property
    def reasons(self) -> dict[str, Message]:
        """Why there is none, by the suggester's name or ``suggestion``; empty when all suggest something."""
        readings = {**self.readings, "suggestion": self._trials}
        return {name: reading.reason for name, reading in readings.items() if reading.lr is None}

    @property
    def zone(self) -> Zone | None:
        """The learning rates that work with the runner's own schedule and budget, from a sweep."""
        return self._answer.zone

    @property
    def zone_reason(self) -> Message:
        """Why there is no zone; empty where there is one."""
        return self._answer.reason

    @functools.cached_property
    def _answer(self) -> Answer:
        return answer(self.setup, self.seeds or None)

    @property
    def true_best(self) -> float | None:
        """The best learning rate of that sweep, which suggestions are compared with; None when none works."""
        return None if self.zone is None else self.zone.best

    def error(self, name: str) -> float | None:
        """Return a suggestion as a multiple of the true best.

        Parameters
        ----------
        name : str
            A suggester's name, or ``suggestion``.

        Returns
        -------
        float or None
            None where either is missing.

        Raises
        ------
        InputError
            When there is no suggester of that name.
        """
        lr, best = self._named(name), self.true_best
        return None if lr is None or best is None else lr / best

    def works(self, name: str) -> bool | None:
        """Tell whether a suggestion lies in the zone.

        Parameters
        ----------
        name : str
            A suggester's name, or ``suggestion``.

        Returns
        -------
        bool or None
            None where either is missing.

        Raises
        ------
        InputError
            When there is no suggester of that name.
        """
        lr = self._named(name)
        if lr is None or self.zone is None:
            return None
        return self.zone.low <= lr <= self.zone.high

    def _named(self, name: object) -> float | None:
        known = *self.readings, "suggestion"
        if not isinstance(name, str) or name not in known:
            raise InputError("name", name, one_of(known))
        return self.suggestion if name == "suggestion" else self.readings[name].lr

    @functools.cached_property
    def _trials(self) -> Suggestion:
        if self.unreadable:
            return Suggestion(None, self.unreadable)
        return by_zone(self._answer, self.lr_min, self.lr_max)


@checks_names
def find_lr(
    surface: Surface | str | Mapping[str, Any] | Experiment = "quadratic",
    *,
    steps: int = 200,
    lr_min: float = 1e-7,
    lr_max: float = 10.0,
    seeds: Seeds = None,
    index: int = 0,
    budget: int | None = None,
    **given: Unpack[ArgumentsBesideSteps],
) -> LRFinder:
    """Run the learning-rate range test (Smith 2015, arXiv:1506.01186).

    One run from the experiment's start, with its optimizer and noise, whose rate grows from `lr_min` to
    `lr_max` by the same factor at every step, in place of the runner's schedule and dial. The experiment is
    not changed.

    Parameters
    ----------
    surface : Surface or str or Experiment
        An Experiment, or as for `run`.
    steps : int
        Steps of the test, 2 to 100,000.
    lr_min, lr_max : float
        The first and the last learning rate, 1e-30 to 1e6.
    seeds : int or list of int, optional
        Make that many tests, with the experiment's own seed and those after it, or with these, and read their
        mean; it ends where the first of them does. Trials and zone are over the seeds, too.
    index : int
        Which runner of an Experiment; its own learning rate plays no part.
    budget : int, optional
        The steps of the training that the learning rate is for; an Experiment's own, else 100, when left
        out.
    **given : Unpack[ArgumentsBesideSteps]
        The arguments of `run` beside `steps`; with an Experiment they take the place of its own values.

    Returns
    -------
    LRFinder
        The test as it was recorded, what the suggesters read from it, and the rate to take.

    Raises
    ------
    InputError
        When a value is out of bounds; it names the argument.
    TypeError
        When there is no argument of that name; it says which one may be meant.

    Examples
    --------
    >>> import lrsim
    >>> found = lrsim.find_lr("quadratic", start=5.0, budget=50)
    >>> 0.01 < found.suggestion < 1.0
    True
    """
    trained = {} if budget is None else {"steps": arguments.whole("budget", budget, 1, MAX_STEPS)}
    experiment = experiment_of(surface, {**given, **trained})
    setup = experiment.setup(index)
    steps = arguments.whole("steps", steps, 2, MAX_TEST)
    lr_min, lr_max = _ends(lr_min, lr_max)
    chosen = seed_list(seeds, setup.seed)
    ramps = [
        simulate(ramped(setup.replace(seed=seed), steps, lr_min, lr_max))
        for seed in chosen or (setup.seed,)
    ]
    ramp = min(ramps, key=lambda run: len(run.lr))
    lr, loss = ramp.lr, _mean([run.loss[: len(ramp.lr)] for run in ramps])
    floor = _floor(setup, loss)
    known = bool(floors(setup.surface, setup.start))
    with np.errstate(over="ignore"):
        gap = np.minimum(loss - floor, GREATEST)
    test = curve(lr, gap, steps, known=known)
    unreadable = suggesters.unreadable(test)
    if not setup.optimizer.uses_lr:
        unreadable = Message(
            "the learning rate plays no part in {optimizer}", optimizer=setup.optimizer.name
        )
    readings = suggesters.suggest(test)
    if unreadable:
        readings = {name: Suggestion(None, unreadable) for name in suggesters.NAMES}
    return LRFinder(
        setup,
        steps,
        lr_min,
        lr_max,
        test.lr,
        loss[: len(test.lr)],
        test.smooth + floor,
        floor,
        _why(ramp, test, known=known),
        readings,
        unreadable,
        Origin(experiment, index),
        chosen,
    )


def ramped(setup: Setup, steps: int, lr_min: float, lr_max: float) -> Setup:
    """Return the setup of a range test: step k has the rate lr_min · (lr_max/lr_min)^(k/(steps − 1))."""
    growth = (lr_max / lr_min) ** (1.0 / (steps - 1))
    schedule = Formula(expression=f"lr * {growth!r}**step")
    return setup.at(lr_min).replace(steps=steps, schedule=schedule)


def _mean(losses: list[FloatArray]) -> FloatArray:
    """Return the mean of the losses of several tests."""
    table = np.stack(losses, axis=1)
    return losses[0] if len(losses) == 1 else mean(table, np.ones(table.shape, dtype=np.bool_))


def _floor(setup: Setup, loss: FloatArray) -> float:
    """Return the loss that gaps are measured from: that of the minimum reached, else the lowest met."""
    lowest = float(loss.min(initial=math.inf))
    floor = floor_of(setup, lowest)
    return lowest if floor is None else floor.loss


def _why(ramp: Run, test: Curve, *, known: bool) -> Message:
    """Return why the test ended where it did."""
    if not len(test.lr):
        return Message("the run had exploded before its first step")
    if not ramp.setup.optimizer.uses_lr:
        return Message("the learning rate plays no part")
    lr = number(float(test.lr[-1]))
    if not test.ended:
        return Message("it reached the last learning rate, {lr}", lr=lr)
    if len(test.lr) == ramp.steps_taken:
        return Message("the run exploded at a learning rate of {lr}", lr=lr)
    if test.gap.min() < CLEAR * test.gap[0]:
        given = {"share": percent(RISE * CLEAR), "lr": lr}
        return (
            Message(
                "the loss had come near the minimum and rose again to {share} of the way, at a learning "
                "rate of {lr}",
                **given,
            )
            if known
            else Message(
                "the loss had come near its lowest and rose again to {share} of the way, at a learning rate "
                "of {lr}",
                **given,
            )
        )
    return Message(
        "the loss rose to {times} times the best at a learning rate of {lr}",
        times=number(RISE),
        lr=lr,
    )


def _ends(lr_min: object, lr_max: object) -> tuple[float, float]:
    """Return the first and the last learning rate of a test, checked."""
    low, high = (
        arguments.real("lr_min", lr_min, SMALLEST_LR, MAX_LR),
        learning_rate("lr_max", lr_max),
    )
    if not high > low:
        raise InputError(
            "lr_max",
            lr_max,
            Message("must be above {other}, which is {low}", other="lr_min", low=number(low, 6)),
        )
    return low, high

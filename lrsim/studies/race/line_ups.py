"""Line-ups in one click: what is the same for all, and what differs."""

from __future__ import annotations

import dataclasses
from typing import Final

from lrsim.declarations import MAX_LR, MAX_RUNNERS
from lrsim.experiment import Experiment, Runner, learning_rate
from lrsim.numerics import exponentials, logarithms
from lrsim.optimizers import optimizer
from lrsim.schedules import schedule
from lrsim.studies.zone import sweep
from lrsim.studies.zone.comparison import name_of
from lrsim.studies.zone.zone import Zone
from lrsim.text.numbers import number

OPTIMIZERS: Final = (
    "sgd",
    "sgd:momentum=0.9",
    "sgd:momentum=0.9,nesterov=true",
    "adagrad",
    "rmsprop",
    "adam",
    "adamw",
    "lion",
)

SCHEDULES: Final = (
    "constant",
    "step",
    "exponential",
    "linear",
    "polynomial",
    "cosine-annealing",
    "one-cycle",
    "inverse-sqrt",
)

BELOW, ABOVE = 5.0, 1.5
"""How far a ladder of rates reaches beyond the zone: where it crawls, and where it explodes."""

RUNGS: Final = MAX_RUNNERS


def zones(experiment: Experiment) -> tuple[Zone | None, ...]:
    """Return the learning rates that work for each runner; None where none does, or nobody knows."""
    return tuple(sweep.zone(experiment.setup(k).at_any_lr) for k in range(len(experiment.runners)))


def each_at_its_best(experiment: Experiment, found: tuple[Zone | None, ...]) -> Experiment:
    """Return the race with each runner at the best rate of its own zone; who has none keeps its rate."""
    runners = [
        runner if zone is None else _at(runner, zone.best)
        for runner, zone in zip(experiment.runners, found, strict=True)
    ]
    return dataclasses.replace(experiment, runners=tuple(runners))


def all_at(experiment: Experiment, lr: float) -> Experiment:
    """Return the race with all runners at one rate."""
    lr = learning_rate("lr", lr)
    return dataclasses.replace(experiment, runners=tuple(_at(r, lr) for r in experiment.runners))


def optimizers_at(experiment: Experiment, index: int) -> Experiment:
    """Return the race of usual optimizers, all with the rate and the schedule of one runner."""
    own = experiment.runners[index]
    rules = [optimizer(spec) for spec in OPTIMIZERS]
    return _race(
        experiment,
        [
            dataclasses.replace(own, name=str(name_of(rule)), optimizer=rule, dial=())
            for rule in rules
        ],
    )


def ladder(experiment: Experiment, index: int, found: Zone | None) -> Experiment:
    """Return the race of one runner's optimizer at a ladder of rates: from a crawl to an explosion.

    It spans the runner's zone and what lies about it; without a zone three decades about its own rate.
    """
    own = experiment.runners[index]
    if found is None:
        low, high = own.lr / 30.0, own.lr * 30.0
    else:
        low, high = found.low / BELOW, found.high * ABOVE
    ends = logarithms([max(low, 1e-12), max(high, 1e-11)])
    step = (ends[1] - ends[0]) / (RUNGS - 1)
    rates = exponentials([ends[0] + step * k for k in range(RUNGS)])
    rounded = [min(float(f"{rate:.2g}"), MAX_LR) for rate in rates.tolist()]
    return _race(experiment, [_at(own, lr, f"LR {number(lr)}") for lr in dict.fromkeys(rounded)])


def schedules_at(experiment: Experiment, index: int) -> Experiment:
    """Return the race of usual schedules, all else as one runner has it."""
    own = experiment.runners[index]
    plans = [schedule(spec) for spec in SCHEDULES]
    return _race(
        experiment,
        [dataclasses.replace(own, name=plan.title, schedule=plan, dial=()) for plan in plans],
    )


def _at(runner: Runner, lr: float, name: str | None = None) -> Runner:
    return dataclasses.replace(runner, lr=lr, dial=(), name=runner.name if name is None else name)


def _race(experiment: Experiment, runners: list[Runner]) -> Experiment:
    return dataclasses.replace(experiment, runners=tuple(runners))

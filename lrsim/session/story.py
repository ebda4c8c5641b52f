"""Snail, Pro and Maniac, the three of the story: too small, right and too large, on any surface."""

from __future__ import annotations

import dataclasses

from lrsim.experiment import Experiment, Runner
from lrsim.setup import Setup
from lrsim.text.messages import Message

NAMES = (Message("Snail"), Message("Pro"), Message("Maniac"))
"""As files have them, in English; a menu shows them in the user's language."""

TITLE = Message("The popular example")

KNOWN = {"quadratic": (0.001, 0.1, 1.1), "shower": (1e-4, 0.01, 10.0)}
"""The popular example's learning rates, and the shower's."""

MEASURED_STEPS = 2000
"""The budget the zone is measured with at most: two hundred runs of it take a moment, not a coffee."""

FALLBACK = (1e-5, 1e-3, 0.1)
"""Where no learning rate works there is nothing to measure by."""


def popular_example() -> Experiment:
    """Return what the window opens with: x² from 5, 50 steps, three learning rates."""
    bare = Experiment("quadratic", title=TITLE, start=5.0, steps=50)
    return snail_pro_maniac(bare)


def snail_pro_maniac(experiment: Experiment, index: int = 0) -> Experiment:
    """Return the experiment with Snail, Pro and Maniac in place of its runners.

    They share the optimizer and schedule of runner `index`. Plain SGD on the quadratic and the shower has the
    learning rates of the story; elsewhere Snail takes a thirtieth of the zone's low end, Pro its best, Maniac
    1.1 times its high end.
    """
    pattern = experiment.runners[index]
    plain = pattern.optimizer.spec == "sgd" and pattern.schedule.spec == "constant"
    known = KNOWN.get(experiment.surface.spec) if plain else None
    runners = [
        Runner(name=name, lr=lr, optimizer=pattern.optimizer, schedule=pattern.schedule)
        for name, lr in zip(NAMES, known or _measured(experiment.setup(index)), strict=True)
    ]
    return dataclasses.replace(experiment, runners=tuple(runners))


def _measured(setup: Setup) -> tuple[float, ...]:
    from lrsim.studies.zone.sweep import zone  # the window opens on a surface whose rates are known

    found = zone(setup.replace(steps=min(setup.steps, MEASURED_STEPS)))
    if found is None:
        return FALLBACK
    lrs = (found.low / 30, found.best, 1.1 * found.high)
    return tuple(float(f"{lr:.2g}") for lr in lrs)

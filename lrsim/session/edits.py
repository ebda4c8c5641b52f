"""Edits: from one experiment to the next."""

from __future__ import annotations

import dataclasses
from typing import Any

from lrsim.declarations import MAX_RUNNERS
from lrsim.diagnosis import Remedy
from lrsim.errors import InputError
from lrsim.experiment import Experiment, Runner
from lrsim.surfaces import Surface
from lrsim.text.messages import Message


def edited(experiment: Experiment, changes: dict[str, Any]) -> Experiment:
    """Return the experiment with some arguments changed, and those that a new surface leaves no room for."""
    if "surface" in changes:
        surface = Experiment(changes["surface"]).surface
        fitting = {
            "start": _fitting_start(experiment, surface),
            "runners": _fitting_runners(experiment, surface),
        }
        changes = fitting | changes | {"surface": surface}
    return dataclasses.replace(experiment, **changes)


def alike(surface: Surface, other: Surface) -> bool:
    """Tell whether two surfaces are the same but for parameters; a formula's are its coordinates, too."""
    return surface.name == other.name and surface.dimensions == other.dimensions


def untitled(before: Experiment, after: Experiment, lent: str) -> Experiment:
    """Return what an example has become: without the title it lent, where it is another experiment now.

    It is another one on another surface, and where none of the runners is left with its optimizer.
    """
    if not lent or not before.title == after.title == lent:
        return after
    casts = ({(r.name, r.optimizer.name) for r in each.runners} for each in (before, after))
    if alike(before.surface, after.surface) and set.intersection(*casts):
        return after
    return dataclasses.replace(after, title="")


def turned(experiment: Experiment, index: int, step: int, lr: float) -> Experiment:
    """Return the experiment with a runner's dial turned at a step, and all its later moves dropped."""
    if step == 0:
        return experiment.replace_runner(index, lr=lr, dial=())
    runner = experiment.runners[index]
    moves = [move for move in runner.dial if move[0] < step]
    before = moves[-1][1] if moves else runner.lr
    if lr != before:
        moves.append((step, lr))
    return experiment.replace_runner(index, dial=moves)


def prolonged(experiment: Experiment, steps: int) -> Experiment:
    """Return the experiment with a longer budget; schedules keep their lengths, so that no past changes."""
    budget = experiment.steps
    runners = tuple(
        dataclasses.replace(runner, schedule=runner.schedule.resolved(budget))
        for runner in experiment.runners
    )
    return dataclasses.replace(experiment, steps=steps, runners=runners)


def remedied(experiment: Experiment, index: int, remedy: Remedy) -> Experiment:
    """Return the experiment with a runner's remedy done; a longer budget is for all runners."""
    if remedy.steps is not None:
        experiment = prolonged(experiment, remedy.steps)
    if remedy.schedule is not None:
        experiment = experiment.replace_runner(index, schedule=remedy.schedule)
    if remedy.lr is not None:
        experiment = turned(experiment, index, remedy.from_step, remedy.lr)
    return experiment


def with_runner(experiment: Experiment, runner: Runner | None, pattern: Runner) -> Experiment:
    """Return the experiment with one more runner, by default a copy of a pattern."""
    runners = experiment.runners
    if len(runners) >= MAX_RUNNERS:
        allowed = Message(
            "are {max_runners} already, the most that can run", max_runners=MAX_RUNNERS
        )
        raise InputError("runners", None, allowed)
    if runner is None:
        runner = dataclasses.replace(pattern, name=_free_name(runners))
    return dataclasses.replace(experiment, runners=(*runners, runner))


def without_runner(experiment: Experiment, index: int) -> Experiment:
    """Return the experiment without one of its runners; the last one stays."""
    runners = list(experiment.runners)
    if len(runners) == 1:
        raise InputError("runners", None, Message("must be at least one"))
    del runners[index]
    return dataclasses.replace(experiment, runners=tuple(runners))


def _fitting_start(experiment: Experiment, surface: Surface) -> tuple[float, ...]:
    """Return the present start when only a surface's parameters change, its own start otherwise."""
    return experiment.start if alike(surface, experiment.surface) else surface.start


def _fitting_runners(experiment: Experiment, surface: Surface) -> tuple[Runner, ...]:
    """Return the runners with no more factors on the learning rate than the surface has coordinates."""
    return tuple(
        runner
        if len(runner.lr_scale) <= surface.dimensions
        else dataclasses.replace(runner, lr_scale=runner.lr_scale[: surface.dimensions])
        for runner in experiment.runners
    )


def _free_name(runners: tuple[Runner, ...]) -> str:
    taken = {runner.name for runner in runners}
    number = len(runners) + 1
    while f"Runner {number}" in taken:
        number += 1
    return f"Runner {number}"

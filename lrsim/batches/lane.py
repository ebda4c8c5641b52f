"""What a single lane of a batch is: the common experiment with its own values put in."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from lrsim.errors import InputError
from lrsim.experiment import Experiment

LANE_NAMES = ("lr", "lr_x", "lr_y", "start_x", "start_y")
"""What lanes of one group may differ in."""


def lane_experiment(
    experiment: Experiment, index: int, values: Mapping[str, Any], from_step: int = 0
) -> Experiment:
    """Return the experiment of a single lane: the common one with the lane's own values put in."""
    runner, surface = experiment.runners[index], experiment.surface
    changes: dict[str, Any] = {}
    outer: dict[str, Any] = {}
    start, scales = list(experiment.start), list(runner.scales(surface.dimensions))
    own_rates = {axis: values[name] for axis, name in enumerate(("lr_x", "lr_y")) if name in values}
    for name, value in values.items():
        if name == "lr":
            before = [move for move in runner.dial if move[0] < from_step]
            changes |= (
                {"dial": (*before, (from_step, value))} if from_step else {"lr": value, "dial": ()}
            )
        elif name in ("start_x", "start_y"):
            start[axis_of(experiment, name)] = value
        elif name in ("lr_x", "lr_y"):
            axis_of(experiment, name)
        elif name == "seed":
            outer["seed"] = value
        elif name in {p.name for p in runner.optimizer.parameters()}:
            optimizer = changes.get("optimizer", runner.optimizer)
            changes["optimizer"] = optimizer.altered(**{name: value})
        elif name in {p.name for p in surface.parameters()}:
            outer["surface"] = outer.get("surface", surface).altered(**{name: value})
        else:
            raise InputError(
                "vary", name, f"must be one of {', '.join(known_names(experiment, index))}"
            )
    if own_rates:  # at a dial of 1 the factors are the rates themselves
        common = changes.get("lr", runner.lr)
        scales = [own_rates.get(axis, common * scale) for axis, scale in enumerate(scales)]
        changes |= {"lr": 1.0, "dial": (), "lr_scale": tuple(scales)}
    runners = list(experiment.runners)
    runners[index] = dataclasses.replace(runner, **changes)
    return dataclasses.replace(experiment, start=tuple(start), runners=tuple(runners), **outer)


def known_names(experiment: Experiment, index: int) -> list[str]:
    """Return the names of what may be varied."""
    axes = ("x", "y")[: experiment.surface.dimensions]
    names = ["lr", *(f"lr_{a}" for a in axes), *(f"start_{a}" for a in axes), "seed"]
    names += [p.name for p in experiment.runners[index].optimizer.parameters()]
    return names + [p.name for p in experiment.surface.parameters()]


def axis_of(experiment: Experiment, name: str) -> int:
    """Return the coordinate that a name such as ``start_y`` speaks of."""
    axis = "xy".index(name[-1])
    if axis >= experiment.surface.dimensions:
        raise InputError("vary", name, f"needs two coordinates; {experiment.surface.name} has one")
    return axis


def hyper_names(experiment: Experiment, index: int) -> set[str]:
    """Return the names of the parameters of a runner's optimizer."""
    return {p.name for p in experiment.runners[index].optimizer.parameters()}

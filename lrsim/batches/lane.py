"""What a single lane of a batch is: the common setup with its own values put in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lrsim.batches.values import ENTRIES
from lrsim.catalogue.entries import Entry
from lrsim.errors import InputError, one_of
from lrsim.setup import Setup
from lrsim.surfaces import Surface
from lrsim.text.messages import Message

LANE_NAMES = ("lr", "lr_x", "lr_y", "start_x", "start_y", "seed", "noise", "batch_size")
"""What lanes of one group may differ in."""

PARTS = ("optimizer", "surface", "schedule")
"""What has parameters that may be varied."""

COMMON = ("steps", "clip_norm", "clip_value")
"""What lanes of one group have in common, and no part of a setup has as a parameter."""


def lane_setup(setup: Setup, values: Mapping[str, Any], from_step: int = 0) -> Setup:
    """Return the setup of a single lane: the common one with the lane's own values put in."""
    changes: dict[str, Any] = {}
    start, scales = list(setup.start), list(setup.scales)
    own_rates = {axis: values[name] for axis, name in enumerate(("lr_x", "lr_y")) if name in values}
    for name, value in values.items():
        if name == "lr":
            before = [move for move in setup.dial if move[0] < from_step]
            changes |= (
                {"dial": (*before, (from_step, value))} if from_step else {"lr": value, "dial": ()}
            )
        elif name in ("start_x", "start_y"):
            start[axis_of(setup.surface, name)] = value
            changes["start"] = start
        elif name in ("lr_x", "lr_y"):
            axis_of(setup.surface, name)
        elif name in ("seed", "noise", "batch_size", *COMMON) or name in ENTRIES:
            changes[name] = value
        else:
            part, parameter = owner_of(setup, name)
            entry: Entry = changes.get(part, getattr(setup, part))
            changes[part] = entry.altered(**{parameter: value})
    if own_rates:  # at a dial of 1 the factors are the rates themselves
        common = changes.get("lr", setup.lr)
        scales = [own_rates.get(axis, common * scale) for axis, scale in enumerate(scales)]
        changes |= {"lr": 1.0, "dial": (), "lr_scale": scales}
    return setup.replace(**changes)


def owner_of(setup: Setup, name: str) -> tuple[str, str]:
    """Return which part of a setup has a parameter, and what it is called there.

    Of equal names the optimizer's comes first, then the surface's; a schedule's may be written with its part
    in front, ``schedule.eps``.
    """
    part, dot, parameter = name.partition(".")
    if dot and part in PARTS and parameter in parameter_names(getattr(setup, part)):
        return part, parameter
    for part in PARTS:
        if name in parameter_names(getattr(setup, part)):
            return part, name
    raise InputError("vary", name, one_of(known_names(setup)))


def known_names(setup: Setup) -> list[str]:
    """Return the names of what may be varied."""
    axes = ("x", "y")[: setup.surface.dimensions]
    places = [*(f"lr_{a}" for a in axes), *(f"start_{a}" for a in axes)]
    names = ["lr", *places, "seed", "noise", "batch_size", *COMMON, *ENTRIES]
    own = (name for part in PARTS for name in parameter_names(getattr(setup, part)))
    return list(dict.fromkeys((*names, *own)))


def axis_of(surface: Surface, name: str) -> int:
    """Return the coordinate that a name such as ``start_y`` speaks of."""
    axis = "xy".index(name[-1])
    if axis >= surface.dimensions:
        raise InputError(
            "vary", name, Message("needs two coordinates; {name} has one", name=surface.name)
        )
    return axis


def parameter_names(entry: Entry) -> list[str]:
    """Return the names of an entry's parameters, and of its own constants."""
    return [parameter.name for parameter in entry.adjustable]

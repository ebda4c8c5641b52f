"""The arguments that `lrsim.run` and its kin share: which there are, which were passed, what they make."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from lrsim.experiment import Experiment
from lrsim.runner import Runner, RunnerArguments
from lrsim.surfaces import Surface

T = TypeVar("T")


class ArgumentsBesideSteps(RunnerArguments, total=False):
    """The arguments of `lrsim.run` where `steps` means something else."""

    start: float | Iterable[float] | None
    seed: int
    noise: float
    batch_size: int


class RunArguments(ArgumentsBesideSteps, total=False):
    """The arguments of `lrsim.run` beside the surface, none of which has to be passed."""

    steps: int


class _LeftOut:
    """What stands in a signature for an argument that is not passed, and shows what is taken then."""

    def __init__(self, default: object) -> None:
        self.default = default

    def __repr__(self) -> str:
        return repr(self.default)


def left_out(default: T) -> T:
    """Return a default that is told from the same value passed, so that what is passed can win."""
    return typing.cast(T, _LeftOut(default))


def passed(arguments: Mapping[str, object]) -> dict[str, object]:
    """Return those of some arguments that were passed."""
    return {name: value for name, value in arguments.items() if type(value) is not _LeftOut}


def experiment_of(
    surface: Surface | str | Mapping[str, Any] | Experiment, given: Mapping[str, object]
) -> Experiment:
    """Return an experiment of one runner, or the given one with what was passed in place of its own.

    `RunArguments` says which there are. What is passed of a runner goes to all of an Experiment's runners,
    as on the command line.
    """
    own: dict[str, Any] = dict(given)
    of_runner = {name: own.pop(name) for name in given if name in RunnerArguments.__annotations__}
    if not isinstance(surface, Experiment):
        return Experiment(surface, runners=(Runner(**of_runner),), **own)
    if of_runner:
        own["runners"] = tuple(dataclasses.replace(r, **of_runner) for r in surface.runners)
    return dataclasses.replace(surface, **own) if own else surface

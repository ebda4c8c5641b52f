"""The runs of a lesson, under their names: made when first asked for, and kept."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Final

from lrsim import declarations, parameters
from lrsim.catalogue.entries import entries
from lrsim.errors import InputError, did_you_mean, one_of
from lrsim.experiment import Experiment, Runner
from lrsim.optimizers import Optimizer
from lrsim.runs.run import Run
from lrsim.runs.simulate import run as run_of
from lrsim.spelling import nearest
from lrsim.text.messages import Message

LIKE: Final = "like"
NAME: Final = "name"
SHARED: Final = tuple(key for key in parameters.EXPERIMENT if key not in declarations.UNRUN)
"""Keys of a run that those on one stage share."""

MOST_STEPS: Final = 2**22
"""Of all runs together: some seconds, and some hundred megabytes."""


class Cast:
    """Named runs.

    Parameters
    ----------
    tables : mapping of str to dict
        As in a lesson's file.

    Raises
    ------
    InputError
        When one cannot be run; the error names its key path.
    """

    def __init__(self, tables: Mapping[str, Mapping[str, Any]]) -> None:
        self._experiments = {name: _experiment(name, tables) for name in tables}
        self._runs: dict[str, Run] = {}
        left = MOST_STEPS
        for name, experiment in self._experiments.items():
            left -= experiment.steps
            if left < 0:
                allowed = Message("must be fewer: all runs together have {n} at most", n=MOST_STEPS)
                raise InputError(f"runs.{name}.steps", experiment.steps, allowed)

    def __contains__(self, name: object) -> bool:
        return name in self._experiments

    def experiment(self, name: str) -> Experiment:
        """Return the experiment that has this runner alone."""
        if name not in self._experiments:
            near = nearest(name, self._experiments, {})
            raise InputError("", name, did_you_mean(near) if near else one_of(self._experiments))
        return self._experiments[name]

    def run(self, name: str) -> Run:
        """Return a run, finished."""
        experiment = self.experiment(name)
        if name not in self._runs:
            self._runs[name] = run_of(experiment)
        return self._runs[name]

    def runner(self, name: str) -> Runner:
        """Return the runner of a run."""
        return self.experiment(name).runners[0]

    def stage(self, names: Sequence[str]) -> Experiment:
        """Return one experiment with several of the runs side by side.

        Raises
        ------
        InputError
            When they have not all of what runners share in common.
        """
        first = self.experiment(names[0])
        for name in names[1:]:
            other = dataclasses.replace(self.experiment(name), runners=first.runners)
            if other != first:
                differ = [
                    key
                    for key in parameters.EXPERIMENT
                    if getattr(other, key) != getattr(first, key)
                ]
                raise InputError(
                    "",
                    name,
                    Message(
                        "stands on one stage with {other}, so {keys} must be the same",
                        other=names[0],
                        keys=", ".join(differ),
                    ),
                )
        return dataclasses.replace(first, runners=tuple(self.runner(name) for name in names))

    def recast(self, name: str, experiment: Experiment) -> Cast:
        """Return the cast with another experiment in the place of one run."""
        changed = Cast({})
        changed._experiments = {**self._experiments, name: experiment}
        changed._runs = {key: run for key, run in self._runs.items() if key != name}
        return changed

    def at_rate(self, name: str, lr: float) -> Cast:
        """Return the cast with a run at another learning rate from step 0 on."""
        runner = dataclasses.replace(self.runner(name), lr=lr, dial=())
        return self.recast(name, dataclasses.replace(self.experiment(name), runners=(runner,)))

    def numbers(self) -> set[float]:
        """Return all numbers by which the runs are told apart: what their tables hold, or leave out."""
        return {
            number
            for experiment in self._experiments.values()
            for number in _numbers(experiment.to_dict())
        }


def tables_of(experiment: Experiment, prefix: str) -> dict[str, dict[str, Any]]:
    """Return the runners of an experiment as named runs: the prefix and the place, from 1 on."""
    whole = experiment.to_dict()
    shared = {key: whole[key] for key in SHARED if key in whole}
    return {
        f"{prefix}_{place}": {**shared, **runner}
        for place, runner in enumerate(whole["runners"], 1)
    }


def _experiment(name: str, tables: Mapping[str, Mapping[str, Any]]) -> Experiment:
    table = _inherited(name, tables)
    shared = {key: table.pop(key) for key in SHARED if key in table}
    runner = {NAME: _spoken(name), **table}
    try:
        return Experiment.from_dict({**shared, "runners": [runner]})
    except InputError as error:
        inner = error.where.removeprefix("runners[0]").removeprefix(".")
        raise InputError(inner, error.value, error.allowed).at(f"runs.{name}") from None


def _spoken(name: str) -> str:
    """Return what a run is called: optimizers as the catalogue titles them."""
    known = entries(Optimizer)
    first, *others = name.split("_")
    words = [known[word].title if word in known else word for word in (first, *others)]
    return " ".join([words[0] if first in known else first.capitalize(), *words[1:]])


def _inherited(name: str, tables: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the table of a run with all that it has from others; a name is nobody else's."""
    table: dict[str, Any] = {}
    seen: list[str] = []
    while True:
        own = dict(tables[name])
        if seen:
            own.pop(NAME, None)
        seen.append(name)
        like = own.pop(LIKE, None)
        table = {**own, **table}
        if like is None:
            return table
        where = f"runs.{name}.{LIKE}"
        if not isinstance(like, str) or like not in tables:
            raise InputError(where, like, one_of(tables))
        if like in seen:
            raise InputError(where, like, Message("goes round in a circle"))
        name = like


def _numbers(value: object) -> list[float]:
    if isinstance(value, bool):
        return []
    if isinstance(value, int | float):
        return [float(value)]
    if isinstance(value, dict):
        return [number for inner in value.values() for number in _numbers(inner)]
    if isinstance(value, list | tuple):
        return [number for inner in value for number in _numbers(inner)]
    return []

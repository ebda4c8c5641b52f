"""One competitor of an experiment: frozen, validated, and the same in Python, TOML and JSON."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from lrsim import declarations, parameters
from lrsim.catalogue.parameters import Parameter
from lrsim.errors import InputError, did_you_mean
from lrsim.optimizers import Optimizer
from lrsim.schedules import Schedule
from lrsim.setup import lr_at, scales
from lrsim.spelling import checks_names, nearest
from lrsim.text.messages import Message


class RunnerArguments(TypedDict, total=False):
    """What may be said of the runner; the meanings are those of `lrsim.Runner`."""

    optimizer: Optimizer | str | Mapping[str, Any]
    schedule: Schedule | str | Mapping[str, Any]
    lr: float | None
    dial: Iterable[Sequence[float]]
    lr_scale: float | Iterable[float]
    clip_norm: float
    clip_value: float


class RunnerChanges(RunnerArguments, total=False):
    """All arguments of `Runner`."""

    name: str


@dataclass(frozen=True, init=False, slots=True)
class Runner:
    """One competitor: an optimizer with its schedule, learning rate and the dial's history.

    Frozen: a change is a new one, by `dataclasses.replace` or `Experiment.replace_runner`.

    Parameters
    ----------
    name : str
        What it is called in tables and legends, 1 to 40 characters.
    lr : float, optional
        The dial's value at step 0, 0 to 1e6; the optimizer's own starting value when left out.
    optimizer : Optimizer or str
        An optimizer, or a spec string such as ``"sgd:momentum=0.9"``.
    schedule : Schedule or str
        A schedule, or a spec string such as ``"cosine-annealing:warmup=10"``.
    dial : sequence of (int, float), or array_like, shape (n, 2)
        The dial's history: from step s on it stands at the given value. Steps ascend.
    lr_scale : float or sequence of float, shape (d,)
        A factor on the learning rate for each coordinate, 0 to 1e6, or one for all: what different learning
        rates for different layers are here.
    clip_norm : float
        The longest gradient, 0 to 1e6: the optimizer gets a longer one shortened to it, as
        ``torch.nn.utils.clip_grad_norm_`` does. 0 for none.
    clip_value : float
        The largest slope of a coordinate, likewise: a steeper one is cut to it, as ``clip_grad_value_`` does,
        before the norm is looked at. 0 for none.

    Raises
    ------
    InputError
        When a value is out of bounds; it names the argument.

    Examples
    --------
    >>> import lrsim
    >>> runner = lrsim.Runner(name="Pro", optimizer="adam", lr=0.1, dial=[(24, 0.05)])
    >>> runner.optimizer.beta2, runner.lr_at(23), runner.lr_at(24)
    (0.999, 0.1, 0.05)
    """

    name: str
    lr: float
    optimizer: Optimizer
    schedule: Schedule
    dial: tuple[tuple[int, float], ...]
    lr_scale: tuple[float, ...]
    clip_norm: float
    clip_value: float

    @checks_names
    def __init__(
        self,
        *,
        name: str = declarations.NAME.default,
        lr: float | None = declarations.LR.default,
        optimizer: Optimizer | str | Mapping[str, Any] = declarations.OPTIMIZER.default,
        schedule: Schedule | str | Mapping[str, Any] = declarations.SCHEDULE.default,
        dial: Iterable[Sequence[float]] = declarations.DIAL.default,
        lr_scale: float | Iterable[float] = declarations.LR_SCALE.default,
        clip_norm: float = declarations.CLIP_NORM.default,
        clip_value: float = declarations.CLIP_VALUE.default,
    ) -> None:
        put = object.__setattr__
        put(self, "name", parameters.NAME.check(name))
        put(self, "optimizer", parameters.OPTIMIZER.check(optimizer))
        put(self, "schedule", parameters.SCHEDULE.check(schedule))
        put(self, "lr", parameters.LR.check(self.optimizer.default_lr if lr is None else lr))
        put(self, "dial", parameters.DIAL.check(dial))
        put(self, "lr_scale", parameters.LR_SCALE.check(lr_scale))
        put(self, "clip_norm", parameters.CLIP_NORM.check(clip_norm))
        put(self, "clip_value", parameters.CLIP_VALUE.check(clip_value))

    def scales(self, dimensions: int) -> tuple[float, ...]:
        """Return the factor on the learning rate of each of the coordinates.

        Parameters
        ----------
        dimensions : int
            How many coordinates there are.

        Returns
        -------
        tuple of float, shape (d,)
            One factor each.
        """
        return scales(self.lr_scale, dimensions)

    def lr_at(self, step: int) -> float:
        """Return the dial's value in force at a step.

        Parameters
        ----------
        step : int
            The step about to be taken.

        Returns
        -------
        float
            What the schedule is applied to there.
        """
        return lr_at(self.lr, self.dial, step)

    def to_dict(self) -> dict[str, Any]:
        """Return the runner as the tables of an experiment file.

        Returns
        -------
        dict
            Numbers, text, lists and tables only; `from_dict` reads it back.
        """
        return plain(self, parameters.RUNNER)

    @classmethod
    def from_dict(cls, table: object) -> Runner:
        """Build a runner from the tables of an experiment file.

        Parameters
        ----------
        table : dict
            The keys of `Runner`, any of which may be left out.

        Returns
        -------
        Runner
            The same that wrote them.

        Raises
        ------
        InputError
            For an unknown key or a bad value; it names the key path.
        """
        return cls(**known(cls, table))


def known(cls: type, table: object) -> dict[str, Any]:
    """Return a table whose keys are all fields of a dataclass, or say which one is not."""
    if not isinstance(table, Mapping):
        raise InputError("", table, Message("must be a table of keys"))
    allowed = [field.name for field in dataclasses.fields(cls)]
    for key in table:
        if key not in allowed:
            raise InputError(str(key), None, no_key(str(key), allowed))
    return dict(table)


def no_key(key: str, allowed: Sequence[str]) -> Message:
    """Return what is said of a key that is not among those allowed."""
    near = nearest(key, allowed)
    if near:
        return Message("is no known key; {question}", question=did_you_mean(near))
    return Message("is no known key; known are: {names}", names=", ".join(allowed))


def plain(thing: object, own: Mapping[str, Parameter]) -> dict[str, Any]:
    """Return parameters' values as JSON and TOML have them, of newer ones those that are not the default."""
    values = {name: getattr(thing, name) for name in own}
    return {
        name: own[name].plain(value)
        for name, value in values.items()
        if name not in declarations.SINCE or value != own[name].default
    }

"""What is to be run: frozen, validated, and the same in Python, TOML and JSON.

A change is a new `Experiment` (`dataclasses.replace`), so that undo, comparison and saving need no code.
"""

from __future__ import annotations

import dataclasses
import math
import numbers
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lrsim import arguments, files
from lrsim.catalogue import entries
from lrsim.errors import InputError
from lrsim.optimizers import Optimizer
from lrsim.schedules import Schedule
from lrsim.surfaces import Surface
from lrsim.typing import FloatArray

SCHEMA_VERSION = 1
MAX_STEPS = 2**24
MAX_RUNNERS = 8
MAX_LR = 1e6
MAX_SCALE = 1e6
MAX_NOISE = 1e6
MAX_NAME = 40
MAX_TITLE = 200


@dataclass(frozen=True, init=False, slots=True)
class Runner:
    """One competitor: an optimizer with its schedule, learning rate and the dial's history.

    Parameters
    ----------
    name : str
        What it is called in tables and legends.
    optimizer : Optimizer or str
        An optimizer, or a spec string such as ``"sgd:momentum=0.9"``.
    schedule : Schedule or str
        A schedule, or a spec string such as ``"cosine-annealing:warmup=10"``.
    lr : float, optional
        The dial's value at step 0; the optimizer's own starting value when left out.
    dial : sequence of (int, float)
        The dial's history: from step s on it stands at the given value. Steps ascend.
    lr_scale : float or sequence of float
        A factor on the learning rate for each coordinate, or one for all: what different learning rates for
        different layers are here.

    Raises
    ------
    InputError
        When a value is out of bounds.
    """

    name: str
    lr: float
    optimizer: Optimizer
    schedule: Schedule
    dial: tuple[tuple[int, float], ...]
    lr_scale: tuple[float, ...]

    def __init__(
        self,
        *,
        name: str = "run",
        lr: float | None = None,
        optimizer: Optimizer | str | Mapping[str, Any] = "sgd",
        schedule: Schedule | str | Mapping[str, Any] = "constant",
        dial: Iterable[Sequence[float]] = (),
        lr_scale: float | Sequence[float] = (1.0,),
    ) -> None:
        chosen = _entry(Optimizer, optimizer, "optimizer")
        put = object.__setattr__
        put(self, "name", _text("name", name, 1, MAX_NAME))
        put(self, "optimizer", chosen)
        put(self, "schedule", _entry(Schedule, schedule, "schedule"))
        put(self, "lr", learning_rate("lr", chosen.default_lr if lr is None else lr))
        put(self, "dial", _dial(dial))
        put(self, "lr_scale", _lr_scale(lr_scale))

    def scales(self, dimensions: int) -> tuple[float, ...]:
        """Return the factor on the learning rate of each of the coordinates."""
        return self.lr_scale if len(self.lr_scale) == dimensions else self.lr_scale * dimensions

    def lr_at(self, step: int) -> float:
        """Return the dial's value in force at a step."""
        value = self.lr
        for moved, lr in self.dial:
            if moved > step:
                break
            value = lr
        return value

    def to_dict(self) -> dict[str, Any]:
        """Return the runner as the tables of an experiment file."""
        return {
            "name": self.name,
            "lr": self.lr,
            "dial": [list(move) for move in self.dial],
            "lr_scale": list(self.lr_scale),
            "optimizer": self.optimizer.to_dict(),
            "schedule": self.schedule.to_dict(),
        }

    @classmethod
    def from_dict(cls, table: object) -> Runner:
        """Build a runner from the tables of an experiment file."""
        return cls(**_known(cls, table))


@dataclass(frozen=True, init=False, slots=True)
class Experiment:
    """A surface, a start, a budget of steps, a seed, and one to eight runners.

    Parameters
    ----------
    surface : Surface or str
        A surface, or a spec string such as ``"long-valley:kappa=50"``.
    start : float or sequence of float, shape (d,), optional
        Where every runner begins; the surface's own start when left out.
    steps : int
        The budget: schedules stretch over it.
    seed : int
        Seed of everything drawn at random, 0 ≤ seed < 2**63.
    runners : iterable of Runner
        One to eight, with different names.
    noise : float
        Standard deviation of the gradient noise: independent normals added to every coordinate of the
        gradient at every step. The stream depends on the seed alone: every runner draws the same numbers.
    title : str
        A line of text for people.

    Raises
    ------
    InputError
        When a value is out of bounds.
    """

    surface: Surface
    start: tuple[float, ...]
    steps: int
    seed: int
    noise: float
    title: str
    runners: tuple[Runner, ...]

    def __init__(
        self,
        surface: Surface | str | Mapping[str, Any] = "quadratic",
        *,
        start: float | Iterable[float] | None = None,
        steps: int = 100,
        seed: int = 0,
        noise: float = 0.0,
        title: str = "",
        runners: Iterable[Runner] = (),
    ) -> None:
        chosen = _entry(Surface, surface, "surface")
        put = object.__setattr__
        put(self, "surface", chosen)
        put(self, "start", chosen.start if start is None else _start(start, chosen))
        put(self, "steps", arguments.whole("steps", steps, 1, MAX_STEPS))
        put(self, "seed", arguments.whole("seed", seed, 0, 2**63 - 1))
        put(self, "noise", arguments.real("noise", noise, 0.0, MAX_NOISE))
        put(self, "title", _text("title", title, 0, MAX_TITLE))
        put(self, "runners", _runners(runners, chosen))

    def replace_runner(self, index: int, **changes: Any) -> Experiment:
        """Return the experiment with one runner changed."""
        runners = list(self.runners)
        index = arguments.place("index", index, len(runners))
        try:
            runners[index] = dataclasses.replace(runners[index], **changes)
        except InputError as error:
            raise error.at(f"runners[{index}]") from None
        return dataclasses.replace(self, runners=tuple(runners))

    def to_dict(self) -> dict[str, Any]:
        """Return the experiment as the tables of an experiment file; None stands for a length left open."""
        return {
            "schema_version": SCHEMA_VERSION,
            "title": self.title,
            "start": list(self.start),
            "steps": self.steps,
            "seed": self.seed,
            "noise": self.noise,
            "surface": self.surface.to_dict(),
            "runners": [runner.to_dict() for runner in self.runners],
        }

    @classmethod
    def from_dict(cls, table: object) -> Experiment:
        """Build an experiment from the tables of an experiment file.

        Raises
        ------
        InputError
            For an unknown key, a newer schema version or a bad value; it names the key path.
        """
        if not isinstance(table, Mapping):
            raise InputError("", table, "must be a table of keys")
        values = dict(table)
        version = arguments.whole("schema_version", values.pop("schema_version", 1), 1, 2**31)
        if version > SCHEMA_VERSION:
            raise InputError(
                "schema_version", version, f"this version of lrsim reads up to {SCHEMA_VERSION}"
            )
        values = _known(cls, values)
        given = values.pop("runners", [])
        if not isinstance(given, list):
            raise InputError("runners", given, "must be a list of tables")
        runners = []
        for index, item in enumerate(given):
            try:
                runners.append(Runner.from_dict(item))
            except InputError as error:
                raise error.at(f"runners[{index}]") from None
        return cls(**values, runners=runners)

    def to_toml(self) -> str:
        """Return the text of an experiment file."""
        import tomli_w  # only who writes files pays for it

        return tomli_w.dumps(_without_none(self.to_dict()))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the experiment to a TOML file, atomically.

        Raises
        ------
        InputError
            When the file cannot be written.
        """
        files.write_atomic(arguments.path("path", path), self.to_toml().encode())


def load(path: str | os.PathLike[str]) -> Experiment:
    """Return the experiment in a TOML file.

    Raises
    ------
    InputError
        When the file cannot be read, is no TOML, or holds something an experiment may not; the error names
        the file with the line or the key path.
    """
    name = arguments.path("path", path)
    tables = files.read_toml(name)
    try:
        return Experiment.from_dict(tables)
    except InputError as error:
        raise error.at(f"{name}: ") from None


def experiment_of(surface: object, given: Mapping[str, Any]) -> Experiment:
    """Return an experiment of one runner from the arguments of `lrsim.run`, or the one that is given.

    Raises
    ------
    InputError
        When something is given beside an Experiment: silence would look as if it counted.
    """
    if isinstance(surface, Experiment):
        for name in given:
            raise InputError(name, None, "may not be given with an Experiment, which has its own")
        return surface
    own = {name: given[name] for name in given if name in ("start", "steps", "seed", "noise")}
    runner = Runner(**{name: given[name] for name in given if name not in own})
    return Experiment(surface, runners=(runner,), **own)  # type: ignore[arg-type]  # checked there


def learning_rate(where: str, value: object) -> float:
    """Return `value` as a learning rate, or raise `InputError`."""
    return arguments.real(where, value, 0.0, MAX_LR)


def learning_rates(where: str, given: object, most: int) -> FloatArray:
    """Return a list of 1 to `most` learning rates, float64 (n,), or raise `InputError`."""
    rates = arguments.array(where, given)
    if rates.ndim != 1 or not 1 <= len(rates) <= most:
        allowed = f"must be a list of 1 to {most} numbers"
        raise InputError(where, None, f"has the shape {rates.shape}; {allowed}")
    fine = (rates >= 0.0) & (rates <= MAX_LR)
    if not fine.all():
        place = int(fine.argmin())
        learning_rate(f"{where}[{place}]", rates[place])
    return rates


def _entry(kind: type[entries.EntryT], given: object, where: str) -> entries.EntryT:
    try:
        return entries.resolve(kind, dict(given) if isinstance(given, Mapping) else given)
    except InputError as error:
        raise error.at(where) from None


def _known(cls: type, table: object) -> dict[str, Any]:
    if not isinstance(table, Mapping):
        raise InputError("", table, "must be a table of keys")
    allowed = [field.name for field in dataclasses.fields(cls)]
    for key in table:
        if key not in allowed:
            raise InputError(str(key), None, f"is no known key; known are: {', '.join(allowed)}")
    return dict(table)


def _text(where: str, value: object, shortest: int, longest: int) -> str:
    fits = isinstance(value, str) and shortest <= len(value.strip()) and len(value) <= longest
    if fits and isinstance(value, str) and (value.isprintable() or not value):
        return value.strip()
    raise InputError(
        where, value, f"must be text of {shortest} to {longest} characters on one line"
    )


def _start(given: object, surface: Surface) -> tuple[float, ...]:
    given = _listed(given)
    coordinates = (given,) if isinstance(given, numbers.Real) else given
    if isinstance(coordinates, Iterable) and not isinstance(coordinates, str | bytes | Mapping):
        values = tuple(coordinates)
        if len(values) == surface.dimensions and all(_is_finite(v) for v in values):
            return tuple(float(v) for v in values)
    numbers_needed = "one finite number" if surface.dimensions == 1 else "two finite numbers"
    raise InputError("start", given, f"must be {numbers_needed} on {surface.name}")


def _is_finite(value: object) -> bool:
    return arguments.is_number(value) and math.isfinite(arguments.as_float(value))


def _listed(given: object) -> object:
    """Return an array, of no dimensions too, as lists of Python's own numbers; anything else as it is."""
    return given.tolist() if isinstance(given, np.ndarray | np.generic) else given


def _dial(given: object) -> tuple[tuple[int, float], ...]:
    given = _listed(given)
    if not isinstance(given, Iterable) or isinstance(given, str | bytes | Mapping):
        raise InputError("dial", given, "must be a list of [step, lr] pairs")
    moves: list[tuple[int, float]] = []
    for index, pair in enumerate(given):
        where = f"dial[{index}]"
        if not isinstance(pair, Sequence) or isinstance(pair, str | bytes) or len(pair) != 2:
            raise InputError(where, pair, "must be a pair [step, lr]")
        low = moves[-1][0] + 1 if moves else 0
        if low > MAX_STEPS:
            raise InputError(where, pair, f"comes after step {MAX_STEPS}, the last there can be")
        step = arguments.whole(where, pair[0], low, MAX_STEPS)
        moves.append((step, learning_rate(where, pair[1])))
    return tuple(moves)


def _lr_scale(given: object) -> tuple[float, ...]:
    given = _listed(given)
    factors = (given,) if isinstance(given, numbers.Real) else given
    if not isinstance(factors, Sequence) or isinstance(factors, str | bytes):
        raise InputError("lr_scale", given, "must be a list of factors")
    if not 1 <= len(factors) <= 2:
        raise InputError("lr_scale", given, "must be a list of one or two factors")
    return tuple(
        arguments.real(f"lr_scale[{index}]", factor, 0.0, MAX_SCALE)
        for index, factor in enumerate(factors)
    )


def _runners(given: object, surface: Surface) -> tuple[Runner, ...]:
    given = _listed(given)
    if not isinstance(given, Iterable) or isinstance(given, str | bytes | Mapping):
        raise InputError("runners", given, "must be a list of runners")
    runners = tuple(given) or (Runner(),)
    if len(runners) > MAX_RUNNERS:
        raise InputError("runners", None, f"has {len(runners)}; at most {MAX_RUNNERS} can run")
    names: dict[str, int] = {}
    for index, runner in enumerate(runners):
        where = f"runners[{index}]"
        if not isinstance(runner, Runner):
            raise InputError(where, runner, "must be a Runner")
        if runner.name in names:
            other = f"runners[{names[runner.name]}]"
            raise InputError(f"{where}.name", runner.name, f"must differ from that of {other}")
        if len(runner.lr_scale) not in (1, surface.dimensions):
            many = "1 factor" if surface.dimensions == 1 else f"1 or {surface.dimensions} factors"
            allowed = f"must have {many} on {surface.name}"
            raise InputError(f"{where}.lr_scale", list(runner.lr_scale), allowed)
        names[runner.name] = index
    return runners


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_none(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_none(item) for item in value]
    return value

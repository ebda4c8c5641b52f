"""What is to be run: frozen, validated, and the same in Python, TOML and JSON.

A change is a new `Experiment` (`dataclasses.replace`), so that undo, comparison and saving need no code.

It is long because `Experiment` is one public class, and half of it its documentation.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict, Unpack

from lrsim import arguments, declarations, files, parameters, share_code
from lrsim.declarations import MAX_LR, MAX_RUNNERS
from lrsim.displayed import Displayed
from lrsim.errors import InputError, needing, shortened
from lrsim.plain import items, listed
from lrsim.runner import Runner, RunnerChanges, known, plain
from lrsim.setup import OWN, SHARED, Setup
from lrsim.spelling import checks_names
from lrsim.surfaces import Surface
from lrsim.text.messages import Message
from lrsim.typing import FloatArray

__all__ = [
    "Experiment",
    "ExperimentChanges",
    "Runner",
    "learning_rate",
    "learning_rates",
    "load",
]

FILE_VERSION = 2
"""Of the newest experiment files."""


class ExperimentChanges(TypedDict, total=False):
    """All arguments of `Experiment`."""

    surface: Surface | str | Mapping[str, Any]
    start: float | Iterable[float] | None
    steps: int
    seed: int
    noise: float
    batch_size: int
    title: str
    hide: Iterable[str]
    runners: Iterable[Runner]


@dataclass(frozen=True, init=False, slots=True)
class Experiment(Displayed):
    """A surface, a start, a budget of steps, a seed, and one to eight runners.

    Frozen: a change is a new one, by `dataclasses.replace` or `replace_runner`.

    Parameters
    ----------
    surface : Surface or str
        A surface, or a spec string such as ``"long-valley:kappa=50"``.
    start : float or sequence of float, shape (d,), optional
        Where every runner begins; the surface's own start when left out.
    steps : int
        The budget in steps, 1 to 2²⁴: schedules stretch over it.
    seed : int
        Seed of everything drawn at random, 0 ≤ seed < 2⁶³.
    noise : float
        Standard deviation of the gradient noise, 0 to 1e6: independent normals added to every coordinate of
        the gradient at every step. The stream depends on the seed alone: every runner draws the same numbers.
    batch_size : int
        Over how many samples the gradient of a step is averaged, 1 to 2²⁴: the noise is that of one sample,
        divided by the square root.
    title : str
        A line of text for people, at most 200 characters.
    hide : iterable of str
        What the window leaves out for an exercise: names of ``dial``, ``limit``, ``best``, ``zone``,
        ``finder``, ``verdict``, ``fix``, ``reveal``, ``runners``, ``pickers``, ``loss``, ``schedule`` and
        ``minimum``. No run depends on it: functions and commands answer everything.
    runners : iterable of Runner
        One to eight, with different names.

    Raises
    ------
    InputError
        When a value is out of bounds; it names the argument.

    Examples
    --------
    >>> import lrsim
    >>> runners = [lrsim.Runner(name="Pro", lr=0.1), lrsim.Runner(name="Maniac", lr=1.1)]
    >>> experiment = lrsim.Experiment("quadratic", start=5.0, steps=50, runners=runners)
    >>> [run.verdict.name for run in lrsim.race(experiment)]
    ['just_right', 'exploding']
    """

    surface: Surface
    start: tuple[float, ...]
    steps: int
    seed: int
    noise: float
    batch_size: int
    title: str
    hide: tuple[str, ...]
    runners: tuple[Runner, ...]

    @checks_names
    def __init__(
        self,
        surface: Surface | str | Mapping[str, Any] = declarations.SURFACE.default,
        *,
        start: float | Iterable[float] | None = declarations.START.default,
        steps: int = declarations.STEPS.default,
        seed: int = declarations.SEED.default,
        noise: float = declarations.NOISE.default,
        batch_size: int = declarations.BATCH_SIZE.default,
        title: str = declarations.TITLE.default,
        hide: Iterable[str] = declarations.HIDE.default,
        runners: Iterable[Runner] = (),
    ) -> None:
        chosen = parameters.SURFACE.check(surface)
        put = object.__setattr__
        put(self, "surface", chosen)
        put(self, "start", chosen.start if start is None else parameters.START.on(chosen, start))
        parameters.check_escape(chosen, self.start)
        put(self, "steps", parameters.STEPS.check(steps))
        put(self, "seed", parameters.SEED.check(seed))
        put(self, "noise", parameters.NOISE.check(noise))
        put(self, "batch_size", parameters.BATCH_SIZE.check(batch_size))
        put(self, "title", parameters.TITLE.check(title))
        put(self, "hide", parameters.HIDE.check(hide))
        put(self, "runners", _runners(runners, chosen))

    def __repr__(self) -> str:
        raced = ", ".join(f"{r.name} ({r.optimizer.spec}, LR {r.lr:g})" for r in self.runners)
        return f"<Experiment on {self.surface.spec}, {self.steps} steps: {raced}>"

    @classmethod
    def of(cls, setup: Setup) -> Experiment:
        """Return the experiment whose only runner has a setup.

        Parameters
        ----------
        setup : Setup
            What its run depends on.

        Returns
        -------
        Experiment
            One without a title.
        """
        runner = Runner(**{name: getattr(setup, name) for name in OWN})
        return cls(runners=(runner,), **{name: getattr(setup, name) for name in SHARED})

    def setup(self, index: int = 0) -> Setup:
        """Return what the run of one runner depends on.

        Parameters
        ----------
        index : int
            Which runner.

        Returns
        -------
        Setup
            No names, no titles, no other runners.

        Raises
        ------
        InputError
            When there is no such runner.
        """
        runner = self.runners[self.check_index(index)]
        return Setup(
            surface=self.surface,
            start=self.start,
            steps=self.steps,
            noise=self.noise,
            batch_size=self.batch_size,
            seed=self.seed,
            optimizer=runner.optimizer,
            schedule=runner.schedule,
            lr=runner.lr,
            dial=runner.dial,
            lr_scale=runner.lr_scale,
            clip_norm=runner.clip_norm,
            clip_value=runner.clip_value,
        )

    def with_setup(self, index: int, setup: Setup) -> Experiment:
        """Return the experiment with one runner's setup changed, for all of them where they share it.

        Parameters
        ----------
        index : int
            Which runner.
        setup : Setup
            What its run is to depend on.

        Returns
        -------
        Experiment
            A new one; this one stays as it is.
        """
        runners = list(self.runners)
        own = {name: getattr(setup, name) for name in OWN}
        runners[index] = dataclasses.replace(runners[index], **own)
        shared = {name: getattr(setup, name) for name in SHARED}
        return dataclasses.replace(self, runners=tuple(runners), **shared)

    def check_index(self, index: int) -> int:
        """Return the index of a runner, checked.

        Parameters
        ----------
        index : int
            Which runner.

        Returns
        -------
        int
            The same, as Python's own number.

        Raises
        ------
        InputError
            When there is no such runner.
        """
        return arguments.place("index", index, len(self.runners))

    @checks_names
    def replace_runner(self, index: int, **changes: Unpack[RunnerChanges]) -> Experiment:
        """Return the experiment with one runner changed.

        Parameters
        ----------
        index : int
            Which runner.
        **changes : Unpack[RunnerChanges]
            Arguments of `Runner` that take the place of its own.

        Returns
        -------
        Experiment
            A new one; this one stays as it is.

        Raises
        ------
        InputError
            When a value is out of bounds; it names the key path.
        """
        runners = list(self.runners)
        index = self.check_index(index)
        given: dict[str, Any] = {**changes}  # mypy knows what a field holds, not what it is made of
        try:
            runners[index] = dataclasses.replace(runners[index], **given)
        except InputError as error:
            raise error.at(f"runners[{index}]") from None
        return dataclasses.replace(self, runners=tuple(runners))

    def to_dict(self) -> dict[str, Any]:
        """Return the experiment as the tables of an experiment file.

        Returns
        -------
        dict
            Numbers, text, lists and tables only; None stands for a length left open.
        """
        own = plain(self, parameters.EXPERIMENT)
        runners = [runner.to_dict() for runner in self.runners]
        keys = (declarations.SINCE.get(key, 1) for table in (own, *runners) for key in table)
        entries = [self.surface, *(e for r in self.runners for e in (r.optimizer, r.schedule))]
        version = max(*keys, *(entry.since for entry in entries))
        return {"schema_version": version, **own, "runners": runners}

    @classmethod
    def from_dict(cls, table: object) -> Experiment:
        """Build an experiment from the tables of an experiment file, or of ``lrsim run --json``.

        Parameters
        ----------
        table : dict
            The keys of `Experiment` and ``schema_version``, any of which may be left out.

        Returns
        -------
        Experiment
            The same that wrote them.

        Raises
        ------
        InputError
            For an unknown key, a newer schema version or a bad value; it names the key path.
        """
        if not isinstance(table, Mapping):
            raise InputError("", table, Message("must be a table of keys"))
        values = dict(table)
        version = arguments.whole("schema_version", values.pop("schema_version", 1), 1, 2**31)
        if version > FILE_VERSION:
            raise InputError(
                "schema_version",
                version,
                Message(
                    "this version of lrsim reads up to {schema_version}",
                    schema_version=FILE_VERSION,
                ),
            )
        values = known(cls, values)
        given = values.pop("runners", [])
        if not isinstance(given, list):
            raise InputError("runners", given, Message("must be a list of tables"))
        _check_count(len(given))
        runners = []
        for index, item in enumerate(given):
            try:
                runners.append(Runner.from_dict(item))
            except InputError as error:
                raise error.at(f"runners[{index}]") from None
        return cls(**values, runners=runners)

    def to_toml(self) -> str:
        """Return the text of an experiment file.

        Returns
        -------
        str
            TOML, with its ``schema_version``.

        Raises
        ------
        ImportError
            When tomli-w is not installed.
        """
        with needing(Message("an experiment file"), "tomli-w"):
            import tomli_w  # only who writes files pays for it

        return tomli_w.dumps(_without_none(self.to_dict()))

    def share(self) -> str:
        """Return the experiment as a share code: a line of text that `load` and every command take.

        Returns
        -------
        str
            ``lrsim1:`` and letters, digits, ``-`` and ``_``.

        Raises
        ------
        InputError
            When it is too large, as with a dial that was turned thousands of times.

        Examples
        --------
        >>> import lrsim
        >>> experiment = lrsim.Experiment("shower", steps=50)
        >>> lrsim.load(experiment.share()) == experiment
        True
        """
        return share_code.encode(self.to_dict())

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the experiment to a TOML file, atomically.

        Parameters
        ----------
        path : str or os.PathLike
            The file; one that is there is replaced.

        Raises
        ------
        InputError
            When the file cannot be written.
        ImportError
            When tomli-w is not installed.
        """
        files.write_atomic(arguments.path("path", path), self.to_toml().encode())


def load(path: str | os.PathLike[str]) -> Experiment:
    """Return the experiment in a TOML file, in a share code, or in a file that holds one.

    Parameters
    ----------
    path : str or os.PathLike
        The file, at most 4 MiB; or what `Experiment.share` returned.

    Returns
    -------
    Experiment
        What it holds; keys left out have their defaults.

    Raises
    ------
    InputError
        When the file cannot be read, is no TOML, or holds something an experiment may not: the error names
        the file with the line or the key path. The same of a code, which may be damaged, too.

    Examples
    --------
    >>> import lrsim, os, tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> path = os.path.join(folder.name, "shower.toml")
    >>> lrsim.Experiment("shower").save(path)
    >>> lrsim.load(path).surface.name
    'shower'
    >>> folder.cleanup()
    """
    name = arguments.path("path", path)
    if share_code.is_code(name):
        return _made(share_code.decode(name), shortened(name))
    return loads(name, files.read_bytes(name))


def loads(name: str, data: bytes) -> Experiment:
    """Return the experiment in what was read from a file; where it is a share code, that in the code.

    Raises
    ------
    InputError
        As `load` does; the error begins with the name.
    """
    return _made(_tables_in(name, data), name)


def _made(tables: dict[str, Any], name: str) -> Experiment:
    try:
        return Experiment.from_dict(tables)
    except InputError as error:
        raise error.at(f"{name}: ") from None


def _tables_in(name: str, data: bytes) -> dict[str, Any]:
    text = data.decode("ascii", "replace")
    if not share_code.is_code(text):
        return files.toml_of(name, data)
    try:
        return share_code.decode(text)
    except InputError as error:
        raise InputError(name, None, error.sentence) from None


def learning_rate(where: str, value: object) -> float:
    """Return `value` as a learning rate, or raise `InputError`."""
    return arguments.real(where, value, 0.0, MAX_LR)


def learning_rates(where: str, given: object, most: int) -> FloatArray:
    """Return a list of 1 to `most` learning rates, float64 (n,), or raise `InputError`."""
    rates = arguments.array(where, given)
    if rates.ndim != 1 or not 1 <= len(rates) <= most:
        allowed = Message("must be a list of 1 to {most} numbers", most=most)
        raise InputError(
            where,
            None,
            Message("has the shape {shape}; {allowed}", shape=rates.shape, allowed=allowed),
        )
    fine = (rates >= 0.0) & (rates <= MAX_LR)
    if not fine.all():
        place = int(fine.argmin())
        learning_rate(f"{where}[{place}]", rates[place])
    return rates


def _runners(given: object, surface: Surface) -> tuple[Runner, ...]:
    given = listed(given)
    found = items(given, None if isinstance(given, Sequence) else MAX_RUNNERS + 1)
    if found is None:
        raise InputError("runners", given, Message("must be a list of runners"))
    runners = found or (Runner(),)
    _check_count(len(runners))
    names: dict[str, int] = {}
    for index, runner in enumerate(runners):
        where = f"runners[{index}]"
        if not isinstance(runner, Runner):
            raise InputError(where, runner, Message("must be a Runner"))
        if runner.name in names:
            other = f"runners[{names[runner.name]}]"
            raise InputError(
                f"{where}.name",
                runner.name,
                Message("must differ from that of {other}", other=other),
            )
        try:
            parameters.LR_SCALE.fit(surface, runner.lr_scale)
        except InputError as error:
            raise error.at(where) from None
        names[runner.name] = index
    return runners


def _check_count(runners: int) -> None:
    if runners > MAX_RUNNERS:
        raise InputError(
            "runners",
            None,
            Message(
                "has {given}; at most {max_runners} can run", given=runners, max_runners=MAX_RUNNERS
            ),
        )


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_none(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_none(item) for item in value]
    return value

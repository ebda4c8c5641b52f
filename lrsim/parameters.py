"""The parameters of an experiment and its runners: how what is declared of them is checked and written.

They are the catalogue's kinds, and a few that no entry of it has.
"""

from __future__ import annotations

import math
import numbers
import re
from collections.abc import Mapping
from typing import Any, Final

from lrsim import arguments, declarations
from lrsim.catalogue.entries import Entry, resolve
from lrsim.catalogue.parameters import PLAIN, Parameter, Text
from lrsim.declarations import MAX_STEPS, Declaration
from lrsim.errors import InputError, one_of
from lrsim.optimizers import Optimizer
from lrsim.plain import items, listed
from lrsim.schedules import Schedule
from lrsim.surfaces import Surface
from lrsim.text.messages import Message


class Whole(Parameter, frozen=True, kw_only=True):
    """A whole number, exact however large; a float is none, not even 50.0."""

    def _checked(self, value: object) -> int:
        if type(value) is int or (
            isinstance(value, numbers.Integral) and arguments.is_number(value)
        ):
            number = int(value)
            if self._inside(number):
                return number
        raise self.error(value)

    def _parsed(self, text: str) -> int:
        if re.fullmatch(r"[+-]?[0-9]{1,40}", text):
            return self._checked(int(text))
        value = self._number(text)  # as 1e3
        return self._checked(int(value) if value.is_integer() else value)


class CatalogueEntry(Parameter, frozen=True, kw_only=True):
    """An entry of the catalogue: the object, its spec string, or a table with its name."""

    base: Any
    """The class that all such entries derive from."""

    def plain(self, value: Entry) -> dict[str, Any]:
        return value.to_dict()

    def _checked(self, value: object) -> Entry:
        if isinstance(value, self.base):
            return value  # type: ignore[no-any-return]  # the base is an Entry's class
        try:
            found: Entry = resolve(self.base, dict(value) if isinstance(value, Mapping) else value)
        except InputError as error:
            raise error.at(self.name) from None
        return found


class Start(Parameter, frozen=True, kw_only=True):
    """A place: as many coordinates as the surface has."""

    def on(self, surface: Surface, value: object) -> tuple[float, ...]:
        """Return `value` as a place on a surface, or raise `InputError`."""
        given = listed(value)
        coordinates = (given,) if isinstance(given, numbers.Real) else given
        place = items(coordinates, surface.dimensions + 1) or ()
        if len(place) == surface.dimensions and all(map(_is_finite, place)):
            return tuple(float(x) or 0.0 for x in place)
        allowed = (
            Message("must be one finite number on {surface}", surface=surface.name)
            if surface.dimensions == 1
            else Message("must be two finite numbers on {surface}", surface=surface.name)
        )
        raise InputError(self.name, given, allowed)

    def plain(self, value: tuple[float, ...]) -> list[float]:
        return list(value)


class Scales(Parameter, frozen=True, kw_only=True):
    """A factor for each coordinate, or one for all."""

    factor: Parameter

    def plain(self, value: tuple[float, ...]) -> list[float]:
        return list(value)

    def fit(self, surface: Surface, factors: tuple[float, ...]) -> None:
        """Raise `InputError` where there are neither one nor as many factors as coordinates."""
        if len(factors) not in (1, surface.dimensions):
            allowed = (
                Message("must have 1 factor on {surface}", surface=surface.name)
                if surface.dimensions == 1
                else Message("must have 1 or 2 factors on {surface}", surface=surface.name)
            )
            raise InputError(self.name, list(factors), allowed)

    def _checked(self, value: object) -> tuple[float, ...]:
        value = listed(value)
        factors = items((value,) if isinstance(value, numbers.Real) else value)
        if factors is None:
            raise InputError(self.name, value, Message("must be a list of factors"))
        if not 1 <= len(factors) <= 2:
            raise InputError(self.name, value, Message("must be a list of one or two factors"))
        return tuple(
            within(f"{self.name}[{index}]", self.factor, factor)
            for index, factor in enumerate(factors)
        )


class Moves(Parameter, frozen=True, kw_only=True):
    """The dial's history: pairs of a step and the learning rate from there on, steps ascending."""

    rate: Parameter

    def plain(self, value: tuple[tuple[int, float], ...]) -> list[list[float]]:
        return [list(move) for move in value]

    def _checked(self, value: object) -> tuple[tuple[int, float], ...]:
        value = listed(value)
        given = items(value)
        if given is None:
            raise InputError(self.name, value, Message("must be a list of [step, lr] pairs"))
        moves: list[tuple[int, float]] = []
        for index, move in enumerate(given):
            where, item = f"{self.name}[{index}]", listed(move)
            pair = items(item, 3)
            if pair is None or len(pair) != 2:
                raise InputError(where, item, Message("must be a pair [step, lr]"))
            low = moves[-1][0] + 1 if moves else 0
            if low > MAX_STEPS:
                raise InputError(
                    where,
                    list(pair),
                    Message(
                        "comes after step {max_steps}, the last there can be", max_steps=MAX_STEPS
                    ),
                )
            # not `Whole`: an array has steps as floats
            step = Parameter(name="", kind="int", default=0, low=low, high=MAX_STEPS)
            moves.append((within(where, step, pair[0]), within(where, self.rate, pair[1])))
        return tuple(moves)


class Chosen(Parameter, frozen=True, kw_only=True):
    """Some of a few names: each once, in the order in which they are declared."""

    def plain(self, value: tuple[str, ...]) -> list[str]:
        return list(value)

    def _checked(self, value: object) -> tuple[str, ...]:
        value = listed(value)
        chosen = items(value)
        if chosen is None:
            raise InputError(self.name, value, Message("must be a list of names"))
        for index, name in enumerate(chosen):
            if not isinstance(name, str) or name not in self.choices:
                raise InputError(f"{self.name}[{index}]", name, one_of(self.choices))
        return tuple(name for name in self.choices if name in chosen)


def check_escape(surface: Surface, start: tuple[float, ...]) -> None:
    """Raise `InputError` where a start lies beyond the escape that a surface was given."""
    try:
        surface.check_escape(start)
    except InputError as error:
        raise error.at(SURFACE.name) from None


def within(where: str, parameter: Parameter, value: object) -> Any:
    """Return a part of a value as its own parameter has it; the error says where it stands."""
    try:
        return parameter.check(value)
    except InputError as error:
        raise InputError(where, value, error.allowed) from None


def _is_finite(value: object) -> bool:
    return (type(value) in PLAIN or arguments.is_number(value)) and math.isfinite(
        arguments.as_float(value)
    )


def _named(declared: Declaration) -> dict[str, Any]:
    return {"name": declared.name, "default": declared.default, "doc": declared.sentence}


def _ranged(declared: Declaration) -> dict[str, Any]:
    return {
        **_named(declared),
        "low": declared.low,
        "high": declared.high,
        "unit": declared.unit,
    }


def _line(declared: Declaration) -> Text:
    lengths: dict[str, Any] = {"shortest": declared.low, "longest": declared.high}
    return Text(kind="text", **_named(declared), **lengths)


TITLE: Final = _line(declarations.TITLE)
START: Final = Start(kind="floats", **_named(declarations.START))
STEPS: Final = Whole(kind="int", **_ranged(declarations.STEPS))
SEED: Final = Whole(kind="int", **_ranged(declarations.SEED))
NOISE: Final = Parameter(kind="float", **_ranged(declarations.NOISE))
BATCH_SIZE: Final = Whole(kind="int", **_ranged(declarations.BATCH_SIZE))
HIDE: Final = Chosen(
    kind="names", choices=tuple(declarations.HIDEABLE), **_named(declarations.HIDE)
)
SURFACE: Final = CatalogueEntry(kind="entry", base=Surface, **_named(declarations.SURFACE))

NAME: Final = _line(declarations.NAME)
LR: Final = Parameter(kind="float", **_ranged(declarations.LR))
DIAL: Final = Moves(kind="moves", rate=LR, **_named(declarations.DIAL))
FACTOR: Final = Parameter(kind="float", **_ranged(declarations.LR_SCALE))
LR_SCALE: Final = Scales(kind="floats", factor=FACTOR, **_named(declarations.LR_SCALE))
CLIP_NORM: Final = Parameter(kind="float", **_ranged(declarations.CLIP_NORM))
CLIP_VALUE: Final = Parameter(kind="float", **_ranged(declarations.CLIP_VALUE))
OPTIMIZER: Final = CatalogueEntry(kind="entry", base=Optimizer, **_named(declarations.OPTIMIZER))
SCHEDULE: Final = CatalogueEntry(kind="entry", base=Schedule, **_named(declarations.SCHEDULE))

EXPERIMENT: Final = {
    p.name: p for p in (TITLE, START, STEPS, SEED, NOISE, BATCH_SIZE, HIDE, SURFACE)
}
RUNNER: Final = {
    p.name: p for p in (NAME, LR, DIAL, LR_SCALE, CLIP_NORM, CLIP_VALUE, OPTIMIZER, SCHEDULE)
}
"""In the order of files."""

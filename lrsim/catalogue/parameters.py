"""What a parameter of the catalogue allows, reads and writes: numbers, booleans, words and text.

A value has three forms: the one an entry holds (`check` makes it), the text of a spec string (`parse` reads
it, `text` writes it) and the plain one of JSON and TOML (`plain` makes it, `check` takes it back).
"""

from __future__ import annotations

import math
import re
from typing import Any, Literal

import msgspec

from lrsim import arguments
from lrsim.catalogue.specs import is_bare
from lrsim.errors import InputError
from lrsim.plain import scalar
from lrsim.text.messages import NOTHING, Message
from lrsim.text.numbers import read_number
from lrsim.text.visible import is_visible

Kind = Literal[
    "float",
    "int",
    "bool",
    "choice",
    "text",
    "ints",
    "floats",
    "points",
    "constants",
    "moves",
    "names",
    "entry",
    "entries",
]


PLAIN = (float, int)
"""Types of most numbers, which are told at once; asking what else is a number takes longer than the rest."""


_SPACES = dict.fromkeys((0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " ")
"""What Unicode calls a space, beside the plain one; numbers are written with two of them."""


NEWER = {"since": 2}
"""The `extra` of parameters that files of schema version 1 lack."""

IN_STEPS = {"unit": "steps"}
"""The `extra` of parameters that count steps."""


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    """One parameter of a catalogue entry, as its field declares it; this class knows numbers and booleans."""

    name: str
    kind: Kind
    default: Any
    low: float | None = None
    high: float | None = None
    low_allowed: bool = True
    high_allowed: bool = True
    optional: bool = False
    doc: str = ""
    unit: str = ""
    """What a whole number counts."""
    choices: tuple[str, ...] = ()
    since: int = 1
    """The schema version of files that it is new in."""

    def check(self, value: object) -> Any:
        """Return `value` as the parameter's own type, or raise `InputError`."""
        if type(value) not in PLAIN:
            value = scalar(value)
        if value is None and self.optional:
            return None
        return self._checked(value)

    @property
    def infinite(self) -> bool:
        """Whether it may be infinite; JSON, which has no infinity, has null for that."""
        return self.high == math.inf and self.high_allowed

    def parse(self, text: str) -> Any:
        """Read the value from a spec string."""
        if self.optional and text.lower() == "none":
            return None
        return self._parsed(text)

    def text(self, value: Any) -> str:
        """Return the value as a spec string has it; `parse` reads it back."""
        return "none" if value is None else self._text(value)

    def plain(self, value: Any) -> Any:
        """Return the value as JSON and TOML have it: numbers, text, lists and tables."""
        return value

    def error(self, value: object) -> InputError:
        """Return the error that says what this parameter allows."""
        return InputError(self.name, value, Message("must be {allowed}", allowed=self.allowed))

    @property
    def allowed(self) -> Message:
        """What the parameter allows, in words."""
        if self.kind == "bool":
            return Message("true or false")
        bounds = self.bounds
        if self.unit:
            return Message("a whole number of {unit} {bounds}", unit=self.counted, bounds=bounds)
        if self.kind == "int":
            return Message("a whole number {bounds}", bounds=bounds) if bounds else _WHOLE
        return Message("a number {bounds}", bounds=bounds) if bounds else _NUMBER

    @property
    def counted(self) -> Message:
        """What a whole number counts, in words."""
        return Message(self.unit)

    @property
    def bounds(self) -> Message:
        """The smallest and the largest number allowed, in words; empty where there are none."""
        low = None if self.low is None else self._limit(self.low)
        high = None if self.high is None or math.isinf(self.high) else self._limit(self.high)
        if low is None:
            if high is None:
                return NOTHING
            at_most, below = (
                Message("at most {high}", high=high),
                Message("below {high}", high=high),
            )
            return at_most if self.high_allowed else below
        if high is None:
            at_least, above = Message("at least {low}", low=low), Message("above {low}", low=low)
            return at_least if self.low_allowed else above
        return _between(low, high, self.low_allowed, self.high_allowed)

    def _limit(self, value: float) -> float:
        return int(value) if self.kind == "int" else value

    def _checked(self, value: object) -> Any:
        if self.kind == "bool":
            if isinstance(value, bool) or type(value).__name__ == "bool":
                return bool(value)
            raise self.error(value)
        if type(value) not in PLAIN and not arguments.is_number(value):
            raise self.error(value)
        try:
            number = float(value)  # type: ignore[arg-type]  # a number, as was just seen
        except OverflowError:  # an integer of hundreds of digits
            raise self.error(value) from None
        if not self._inside(number):
            raise self.error(value)
        if self.kind == "float":
            return number or 0.0  # no −0: equal values are the same bits
        if not number.is_integer():
            raise self.error(value)
        return int(number)

    def _parsed(self, text: str) -> Any:
        if self.kind == "bool":
            if text.lower() in ("true", "false"):
                return text.lower() == "true"
            raise self.error(text)
        return self.check(self._number(text))

    def _number(self, text: str) -> float:
        try:
            return read_number(text)
        except ValueError:
            raise self.error(text) from None

    def _text(self, value: Any) -> str:
        return str(value).lower() if isinstance(value, bool) else repr(value)

    def _inside(self, number: float) -> bool:
        if self.low is None and self.high is None:
            return math.isfinite(number)
        # an infinite bound that is allowed lets infinity in; NaN fails every comparison
        above = -math.inf if self.low is None else self.low
        below = math.inf if self.high is None else self.high
        enough = number >= above if self.low_allowed and self.low is not None else number > above
        little = number <= below if self.high_allowed and self.high is not None else number < below
        return enough and little


_NUMBER, _WHOLE = Message("a number"), Message("a whole number")


def _between(low: float, high: float, low_allowed: bool, high_allowed: bool) -> Message:
    if low_allowed and high_allowed:
        return Message("from {low} to {high}", low=low, high=high)
    if low_allowed:
        return Message("at least {low} and below {high}", low=low, high=high)
    if high_allowed:
        return Message("above {low} and at most {high}", low=low, high=high)
    return Message("above {low} and below {high}", low=low, high=high)


class Choice(Parameter, frozen=True, kw_only=True):
    """One of a few words, the `choices`."""

    @property
    def allowed(self) -> Message:
        return Message("one of {names}", names=", ".join(self.choices))

    def _checked(self, value: object) -> str:
        if isinstance(value, str) and value in self.choices:
            return value
        raise self.error(value)

    def _parsed(self, text: str) -> str:
        return self._checked(text)

    def _text(self, value: str) -> str:
        return value


class Text(Parameter, frozen=True, kw_only=True):
    """A line of visible text; a space is a space, however wide and whether lines break at it or not."""

    shortest: int
    longest: int

    @property
    def allowed(self) -> Message:
        return Message(
            "text of {shortest} to {longest} printable characters on one line",
            shortest=self.shortest,
            longest=self.longest,
        )

    def _checked(self, value: object) -> str:
        if not isinstance(value, str):
            raise self.error(value)
        line = value.translate(_SPACES)
        if not is_visible(line):
            raise self.error(value)
        if not self.shortest <= len(line.strip()) <= len(line) <= self.longest:
            raise self.error(value)
        return line.strip()

    def _parsed(self, text: str) -> str:
        quoted = re.fullmatch(r'"((?:[^"\\]|\\.)*)"', text)
        return self._checked(re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else text)

    def _text(self, value: str) -> str:
        if is_bare(value) and value.lower() != "none":
            return value
        return '"' + re.sub(r'(["\\])', r"\\\1", value) + '"'

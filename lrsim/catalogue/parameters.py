"""The kinds of parameter that catalogue entries have: what each allows, reads and writes.

A value has three forms: the one an entry holds (`check` makes it), the text of a spec string (`parse` reads
it, `text` writes it) and the plain one of JSON and TOML (`plain` makes it, `check` takes it back).
"""

from __future__ import annotations

import math
import numbers
import re
from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from lrsim.catalogue.specs import parse_number, split, stands_bare
from lrsim.errors import InputError

Kind = Literal["float", "int", "bool", "choice", "ints", "text", "points", "entries"]


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
    choices: tuple[str, ...] = ()

    def check(self, value: object) -> Any:
        """Return `value` as the parameter's own type, or raise `InputError`."""
        if value is None and self.optional:
            return None
        return self._checked(value)

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
        return InputError(self.name, value, f"must be {self.allowed}")

    @property
    def allowed(self) -> str:
        """What the parameter allows, in words."""
        if self.kind == "bool":
            return "true or false"
        noun = "a whole number" if self.kind == "int" else "a number"
        return f"{noun} {self.bounds}".rstrip()

    @property
    def bounds(self) -> str:
        """The smallest and the largest number allowed, in words."""
        form = "g" if self.kind == "float" else ".0f"
        bounds = []
        if self.low is not None:
            bounds.append(f"{'at least' if self.low_allowed else 'above'} {self.low:{form}}")
        if self.high is not None and math.isfinite(self.high):
            bounds.append(f"{'at most' if self.high_allowed else 'below'} {self.high:{form}}")
        return " and ".join(bounds)

    def _checked(self, value: object) -> Any:
        if self.kind == "bool":
            if isinstance(value, bool) or type(value).__name__ == "bool":
                return bool(value)
            raise self.error(value)
        if isinstance(value, bool) or not isinstance(value, numbers.Real):
            raise self.error(value)
        try:
            number = float(value)
        except OverflowError:  # an integer of hundreds of digits
            raise self.error(value) from None
        if not self._inside(number):
            raise self.error(value)
        if self.kind == "float":
            return number
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
            return parse_number(text)
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


class Choice(Parameter, frozen=True, kw_only=True):
    """One of a few words, the `choices`."""

    @property
    def allowed(self) -> str:
        return f"one of {', '.join(self.choices)}"

    def _checked(self, value: object) -> str:
        if isinstance(value, str) and value in self.choices:
            return value
        raise self.error(value)

    def _parsed(self, text: str) -> str:
        return self._checked(text)

    def _text(self, value: str) -> str:
        return value


class Text(Parameter, frozen=True, kw_only=True):
    """One line of printable text."""

    shortest: int
    longest: int

    @property
    def allowed(self) -> str:
        return f"text of {self.shortest} to {self.longest} characters on one line"

    def _checked(self, value: object) -> str:
        if not isinstance(value, str) or not value.isprintable():
            raise self.error(value)
        if not self.shortest <= len(value.strip()) <= len(value) <= self.longest:
            raise self.error(value)
        return value.strip()

    def _parsed(self, text: str) -> str:
        quoted = re.fullmatch(r'"((?:[^"\\]|\\.)*)"', text)
        return self._checked(re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else text)

    def _text(self, value: str) -> str:
        if stands_bare(value) and value.lower() != "none":
            return value
        return '"' + re.sub(r'(["\\])', r"\\\1", value) + '"'


class Items(Parameter, frozen=True, kw_only=True):
    """What all kinds of list have in common; separated by semicolons in a spec string."""

    shortest: int
    longest: int

    @property
    def allowed(self) -> str:
        least = (
            f"{self.shortest} to {self.longest}" if self.shortest < self.longest else self.longest
        )
        return f"a list of {least} {self._noun()}"

    def plain(self, value: Any) -> Any:
        return None if value is None else [self._plain_item(item) for item in value]

    def _checked(self, value: object) -> tuple[Any, ...]:
        if not isinstance(value, Sequence) or isinstance(value, str | bytes | bytearray):
            raise self.error(value)
        if not self.shortest <= len(value) <= self.longest:
            raise self.error(value)
        items: list[Any] = []
        for index, item in enumerate(value):
            try:
                items.append(self._item(item, items[-1] if items else None))
            except InputError as error:
                raise error.at(f"{self.name}[{index}]") from None
        return tuple(items)

    def _parsed(self, text: str) -> tuple[Any, ...]:
        items = [] if text == "[]" else split(text, ";")
        return self._checked([self._read_item(item.strip()) for item in items])

    def _text(self, value: tuple[Any, ...]) -> str:
        return ";".join(self._item_text(item) for item in value) or "[]"

    def _noun(self) -> str:
        raise NotImplementedError

    def _item(self, value: Any, before: Any) -> Any:
        """Return one item as the entry holds it; `before` is the one in front of it."""
        raise NotImplementedError

    def _read_item(self, text: str) -> Any:
        raise NotImplementedError

    def _item_text(self, item: Any) -> str:
        raise NotImplementedError

    def _plain_item(self, item: Any) -> Any:
        return item


class Ints(Items, frozen=True, kw_only=True):
    """Whole numbers: ``30;60;90`` in a spec string."""

    item: Parameter

    def _noun(self) -> str:
        return f"whole numbers, each {self.item.bounds}"

    def _item(self, value: Any, before: Any) -> Any:
        return self.item.check(value)

    def _read_item(self, text: str) -> float:
        try:
            return parse_number(text)
        except ValueError:
            raise self.error(text) from None

    def _item_text(self, item: int) -> str:
        return repr(item)


class Points(Items, frozen=True, kw_only=True):
    """Pairs of a step and a factor, steps ascending: ``0:1;50:0.5`` in a spec string."""

    step: Parameter
    factor: Parameter

    def _noun(self) -> str:
        return f"pairs [step, factor], steps ascending, each factor {self.factor.bounds}"

    def _item(self, value: Any, before: Any) -> Any:
        if not isinstance(value, Sequence) or isinstance(value, str | bytes) or len(value) != 2:
            raise InputError("", value, "must be a pair [step, factor]")
        step, factor = _own(self.step, value[0]), _own(self.factor, value[1])
        if before is not None and step <= before[0]:
            raise InputError("", step, f"its step must come after {before[0]}")
        return step, factor

    def _read_item(self, text: str) -> tuple[float, float]:
        step, colon, factor = (part.strip() for part in text.partition(":"))
        if not colon:
            raise InputError(self.name, text, "must be written STEP:FACTOR;STEP:FACTOR;…")
        return self._number(step), self._number(factor)

    def _item_text(self, item: tuple[int, float]) -> str:
        return f"{item[0]!r}:{item[1]!r}"

    def _plain_item(self, item: tuple[int, float]) -> list[float]:
        return list(item)


class Entries(Items, frozen=True, kw_only=True):
    """Other entries of the catalogue: ``[step:gamma=0.5];[cosine-annealing]`` in a spec string."""

    entry: Any
    """The base class of the entries; its `part` makes one of them from an entry, a spec string or a table."""

    def _noun(self) -> str:
        return f"{self.entry.kind}s"

    def _item(self, value: Any, before: Any) -> Any:
        return self.entry.part(value)

    def _read_item(self, text: str) -> str:
        if text.startswith("[") and text.endswith("]"):
            return text[1:-1]
        kind = self.entry.kind.upper()
        raise InputError(self.name, text, f"must be written [{kind}];[{kind}];…")

    def _item_text(self, item: Any) -> str:
        return f"[{item.spec}]"

    def _plain_item(self, item: Any) -> Any:
        return item.to_dict()


def _own(parameter: Parameter, value: object) -> Any:
    """Return one half of a pair, checked; the error says which half."""
    try:
        return parameter.check(value)
    except InputError as error:
        raise InputError("", value, f"its {parameter.name} {error.allowed}") from None

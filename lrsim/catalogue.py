"""What the entries of the catalogue have in common: names, parameters with bounds, spec strings.

An entry is a frozen msgspec Struct. Its fields, with their `msgspec.Meta`, are the only place where a
parameter's type, bounds, default and meaning are written; forms, files, command line, listings and error
messages all read them through `Entry.parameters()`.
"""

from __future__ import annotations

import functools
import math
import numbers
import types
import typing
from typing import Any, ClassVar, Literal, TypeVar

import msgspec

from lrsim.errors import InputError

EntryT = TypeVar("EntryT", bound="Entry")


class Parameter(msgspec.Struct, frozen=True):
    """One parameter of a catalogue entry, as its field declares it."""

    name: str
    kind: Literal["float", "int", "bool"]
    default: float | int | bool | None
    low: float | None
    high: float | None
    low_allowed: bool
    high_allowed: bool
    optional: bool
    doc: str

    def check(self, value: object) -> float | int | bool | None:
        """Return `value` as the parameter's own type, or raise `InputError`."""
        if value is None and self.optional:
            return None
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

    def parse(self, text: str) -> float | int | bool | None:
        """Read the value from a spec string."""
        if self.kind == "bool":
            if text.lower() in ("true", "false"):
                return text.lower() == "true"
            raise self.error(text)
        if self.optional and text.lower() == "none":
            return None
        try:
            value = parse_number(text)
        except ValueError:
            raise self.error(text) from None
        return self.check(value)

    def error(self, value: object) -> InputError:
        """Return the error that says what this parameter allows."""
        return InputError(self.name, value, f"must be {self.allowed}")

    @property
    def allowed(self) -> str:
        """What the parameter allows, in words."""
        if self.kind == "bool":
            return "true or false"
        noun, form = ("a whole number", ".0f") if self.kind == "int" else ("a number", "g")
        bounds = []
        if self.low is not None:
            bounds.append(f"{'at least' if self.low_allowed else 'above'} {self.low:{form}}")
        if self.high is not None and math.isfinite(self.high):
            bounds.append(f"{'at most' if self.high_allowed else 'below'} {self.high:{form}}")
        return " ".join([noun, " and ".join(bounds)]).rstrip()

    def _inside(self, number: float) -> bool:
        if self.low is None and self.high is None:
            return math.isfinite(number)
        # an infinite bound that is allowed lets infinity in; NaN fails every comparison
        above = -math.inf if self.low is None else self.low
        below = math.inf if self.high is None else self.high
        enough = number >= above if self.low_allowed and self.low is not None else number > above
        little = number <= below if self.high_allowed and self.high is not None else number < below
        return enough and little


class Entry(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="name"
):
    """Base of all catalogue entries."""

    kind: ClassVar[str] = "entry"
    title: ClassVar[str] = ""
    formula: ClassVar[str] = ""
    doc: ClassVar[str] = ""
    reference: ClassVar[str] = ""

    def __post_init__(self) -> None:
        for parameter in self.parameters():
            given = getattr(self, parameter.name)
            value = parameter.check(given)
            if value is not given:
                msgspec.structs.force_setattr(self, parameter.name, value)

    @property
    def name(self) -> str:
        """The entry's name in the catalogue, kebab-case."""
        return self.entry_name()

    @classmethod
    def entry_name(cls) -> str:
        """Return the name under which the class stands in the catalogue."""
        return str(cls.__struct_config__.tag)

    @classmethod
    def parameters(cls) -> tuple[Parameter, ...]:
        """Return the entry's parameters in the order of its fields."""
        return _parameters(cls)

    def values(self) -> dict[str, Any]:
        """Return the parameters' values by name."""
        return {p.name: getattr(self, p.name) for p in self.parameters()}

    def changed(self) -> dict[str, Any]:
        """Return the values that are not the default."""
        return {
            p.name: getattr(self, p.name)
            for p in self.parameters()
            if getattr(self, p.name) != p.default
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the name and all parameters, as JSON shows them."""
        return {"name": self.name, **self.values()}

    @property
    def spec(self) -> str:
        """The entry as a spec string, ``name:key=value,…``, defaults left out."""
        changed = ",".join(f"{key}={_text(value)}" for key, value in self.changed().items())
        return f"{self.name}:{changed}" if changed else self.name


def entries(kind: type[EntryT]) -> dict[str, type[EntryT]]:
    """Return the catalogue of one kind: its entries by name, in the order they are written."""
    return {cls.entry_name(): cls for cls in kind.__subclasses__()}


def lookup(kind: type[EntryT], name: str) -> type[EntryT]:
    """Return the entry class called `name`, or say which names there are."""
    known = entries(kind)
    if name in known:
        return known[name]
    import difflib  # only a typing error needs it

    near = difflib.get_close_matches(name, known, n=1)
    hint = f" (did you mean {near[0]}?)" if near else ""
    raise InputError("", name, f"must be one of {', '.join(known)}{hint}")


def construct(kind: type[EntryT], name: str, values: dict[str, Any]) -> EntryT:
    """Build an entry from its name and parameter values, naming whatever does not fit."""
    cls = lookup(kind, name)
    known = [p.name for p in cls.parameters()]
    for key in values:
        if key not in known:
            raise _unknown(cls, key)
    return cls(**values)


def parse(kind: type[EntryT], spec: str) -> EntryT:
    """Build an entry from a spec string such as ``sgd:momentum=0.9,nesterov=true``."""
    if not isinstance(spec, str):
        raise InputError("", spec, f"must be the name of a {kind.kind}")
    name, _, rest = spec.strip().partition(":")
    cls = lookup(kind, name.strip())
    known = {p.name: p for p in cls.parameters()}
    values: dict[str, Any] = {}
    for item in filter(None, (part.strip() for part in rest.split(","))):
        key, equals, text = (part.strip() for part in item.partition("="))
        if key not in known:
            raise _unknown(cls, key)
        if not equals or not text:
            raise InputError(key, item, "must be written name=value")
        if key in values:
            raise InputError(key, item, "is given twice; give it once")
        values[key] = known[key].parse(text)
    return cls(**values)


def resolve(kind: type[EntryT], given: object) -> EntryT:
    """Return a catalogue entry from an entry, a spec string or a table with a ``name`` key."""
    if isinstance(given, kind):
        return given
    if isinstance(given, str):
        return parse(kind, given)
    if isinstance(given, dict):
        table = dict(given)
        name = table.pop("name", None)
        if not isinstance(name, str):
            raise InputError("name", name, f"must be the name of a {kind.kind}")
        return construct(kind, name, table)
    raise InputError("", given, f"must be the name of a {kind.kind}, or a {kind.kind} object")


def parse_number(text: str) -> float:
    """Read a decimal number (ASCII digits only); raise ValueError otherwise."""
    if not text.isascii() or "_" in text:
        raise ValueError(text)
    return float(text)


def _unknown(cls: type[Entry], key: str) -> InputError:
    known = ", ".join(p.name for p in cls.parameters()) or "none"
    return InputError(
        key, None, f"{cls.entry_name()} has no parameter called {key!r}; it has: {known}"
    )


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)


@functools.cache
def _parameters(cls: type[Entry]) -> tuple[Parameter, ...]:
    hints = typing.get_type_hints(cls, include_extras=True)
    return tuple(
        _parameter(field.name, hints[field.name], field.default)
        for field in msgspec.structs.fields(cls)
    )


def _parameter(name: str, hint: Any, default: Any) -> Parameter:
    optional = False
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        optional = True
        hint = next(h for h in typing.get_args(hint) if h is not type(None))
    base, meta, *_ = typing.get_args(hint)
    low = meta.ge if meta.ge is not None else meta.gt
    high = meta.le if meta.le is not None else meta.lt
    infinite = bool((meta.extra or {}).get("infinite"))  # msgspec's own bounds are finite
    return Parameter(
        name=name,
        kind=base.__name__,
        default=default,
        low=low,
        high=math.inf if infinite else high,
        low_allowed=meta.ge is not None,
        high_allowed=meta.le is not None or infinite,
        optional=optional,
        doc=meta.description or "",
    )

"""What the entries of the catalogue have in common: names, parameters with bounds, spec strings.

An entry is a frozen msgspec Struct. Its fields, with their `msgspec.Meta`, are the only place where a
parameter's type, bounds, default and meaning are written; forms, files, command line, listings and error
messages all read them through `Entry.parameters()`.

It is long because `Entry` and what makes one need each other: an entry may have entries for its parts.
"""

from __future__ import annotations

import copy
import functools
import math
import re
import types
import typing
from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self, TypeVar

import msgspec

from lrsim.catalogue.documentation import made
from lrsim.catalogue.entry_type import EntryType
from lrsim.catalogue.lists import Constants, Entries, Ints, Points
from lrsim.catalogue.parameters import Choice, Parameter, Text
from lrsim.catalogue.specs import split
from lrsim.catalogue.synonyms import SYNONYMS
from lrsim.errors import InputError, did_you_mean, one_of
from lrsim.spelling import nearest
from lrsim.text.messages import Message
from lrsim.text.numbers import read_number

__all__ = [
    "Entry",
    "Parameter",
    "check_parameters",
    "construct",
    "entries",
    "lookup",
    "parse",
    "resolve",
]

EntryT = TypeVar("EntryT", bound="Entry")

_ARITHMETIC = re.compile(r"[*^/+()]")
"""Signs of formulas, which no entry has in its name."""

_TERM = r"[-+]?(?:[0-9.]+|(?:[0-9.]*\s*)(?:x|y|lr|step))"
"""A formula without such signs: ``2x``, too, whose mistake is said where it is read."""

_CALLED = r"\A\s*(?:formula|f\s*\([xy, ]*\)|[a-z]+(?=\s*=))\s*[:=]?\s*"
"""What people write in front of a formula: ``f(x) =``."""


class Entry(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="name",
    metaclass=EntryType,
):
    """Base of all catalogue entries."""

    kind: ClassVar[Message] = Message("entry")
    kinds: ClassVar[Message] = Message("entries")
    title: ClassVar[str] = ""
    formula: ClassVar[str] = ""
    doc: ClassVar[str] = ""
    reference: ClassVar[str] = ""
    misplaced: ClassVar[Mapping[str, Message]] = {}
    """Of parameters that entries of the kind have in other libraries: where they stand here."""

    def __post_init__(self) -> None:
        for parameter in self.parameters():
            given = getattr(self, parameter.name)
            value = parameter.check(given)
            if value is not given:
                msgspec.structs.force_setattr(self, parameter.name, value)
        self.check_together()

    def check_together(self) -> None:
        """Check what parameters ask of each other; those that do override it."""

    def altered(self, **changes: Any) -> Self:
        """Return an entry with other values of some parameters, checked like new ones.

        Parameters
        ----------
        **changes : object
            Values by the parameters' names; other names are passed over.

        Returns
        -------
        Entry
            A new one of the same class.

        Raises
        ------
        InputError
            When a value is out of bounds; it names the parameter.
        """
        entry = copy.copy(self)
        for parameter in self.parameters():
            if parameter.name in changes:
                value = parameter.check(changes[parameter.name])
                msgspec.structs.force_setattr(entry, parameter.name, value)
        entry.check_together()
        return entry

    @property
    def name(self) -> str:
        """The entry's name in the catalogue, kebab-case."""
        return self.entry_name()

    @classmethod
    def entry_name(cls) -> str:
        """Return the name under which the class stands in the catalogue.

        Returns
        -------
        str
            Kebab-case, as in spec strings and files.
        """
        return str(cls.__struct_config__.tag)

    @classmethod
    def remarks(cls) -> str:
        """Return what else there is to know of the entry.

        Returns
        -------
        str
            Sentences, or nothing.
        """
        return ""

    @classmethod
    def example(cls) -> str:
        """Return the example of the docstring.

        Returns
        -------
        str
            What is typed after ``import lrsim``, and what comes out.
        """
        python, spec = made(cls)
        return f'>>> entry = {python}\n>>> entry == lrsim.{cls.kind}("{spec}")\nTrue'

    @classmethod
    def parameters(cls) -> tuple[Parameter, ...]:
        """Return the parameters with their bounds, defaults and meanings.

        Returns
        -------
        tuple of Parameter
            In the order of the class's fields.
        """
        return _parameters(cls)

    def values(self) -> dict[str, Any]:
        """Return the parameters' values.

        Returns
        -------
        dict
            Values by name, in the order of `parameters`.
        """
        return {p.name: getattr(self, p.name) for p in self.parameters()}

    def changed(self) -> dict[str, Any]:
        """Return the values that are not the default.

        Returns
        -------
        dict
            Values by name, in the order of `parameters`.
        """
        return {
            p.name: getattr(self, p.name)
            for p in self.parameters()
            if getattr(self, p.name) != p.default
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the name and all parameters, as JSON and TOML have them.

        Returns
        -------
        dict
            Numbers, text, lists and tables only; parameters that older files lack where they are no default.
        """
        values = [(p, getattr(self, p.name)) for p in self.parameters()]
        plain = {
            p.name: p.plain(v)
            for p, v in values
            # in JSON null stands for an infinity
            if (p.since == 1 or v != p.default) and not (v is None and p.infinite)
        }
        return {"name": self.name, **plain}

    @property
    def unused(self) -> frozenset[str]:
        """Names of constants that play no part: where nobody says what they are, misspelled parameters."""
        return frozenset()

    @property
    def adjustable(self) -> tuple[Parameter, ...]:
        """The parameters that can be varied one by one: those of the class, and constants with own names."""
        return self.parameters()

    def value_of(self, name: str) -> Any:
        """Return the value of one of the `adjustable` parameters.

        Parameters
        ----------
        name : str
            The parameter's name.

        Returns
        -------
        object
            As the entry holds it.
        """
        return getattr(self, name)

    @property
    def since(self) -> int:
        """The schema version that a file needs to hold it and its parts."""
        changed = self.changed()
        parts = [part for value in changed.values() if isinstance(value, tuple) for part in value]
        own = (p.since for p in self.parameters() if p.name in changed)
        return max([1, *own, *(part.since for part in parts if isinstance(part, Entry))])

    @property
    def spec(self) -> str:
        """The entry as a spec string, ``name:key=value,…``, defaults left out."""
        changed = self.changed()
        words = [
            # constants stand by themselves, as they are typed
            p.text(changed[p.name]).replace(";", ",")
            if p.kind == "constants" and not self.unused
            else f"{p.name}={p.text(changed[p.name])}"
            for p in self.parameters()
            if p.name in changed
        ]
        return f"{self.name}:{','.join(words)}" if words else self.name

    @classmethod
    def part(cls: type[EntryT], given: object) -> EntryT:
        """Return an entry that is to be a part of another one of its kind, which cannot have parts itself.

        Parameters
        ----------
        given : Entry or str or dict
            An entry, its spec string or its table.

        Returns
        -------
        Entry
            One of this kind.

        Raises
        ------
        InputError
            When it is none, or has parts.
        """
        return resolve(cls, given, part=True)


def entries(kind: type[EntryT]) -> dict[str, type[EntryT]]:
    """Return the catalogue of one kind: its entries by name, in the order they are written."""
    return {cls.entry_name(): cls for cls in kind.__subclasses__()}


def check_parameters(cls: type[Entry], own: tuple[str, ...], taken: tuple[str, ...] | None) -> None:
    """Raise unless the core takes an entry's own parameters in their order; None: it takes something else."""
    if taken is not None and own != taken:
        raise TypeError(f"{cls.__name__} has the parameters {own}, its kernel in the core {taken}")


def lookup(kind: type[EntryT], name: str) -> type[EntryT]:
    """Return the entry class called `name`, or say which names there are."""
    known = entries(kind)
    if name in known:
        return known[name]
    near, command = _meant(kind, name), f"lrsim list {kind.kinds}"
    if not near:
        raise InputError("", name, one_of(known))
    allowed = Message(
        "{question} ({command} shows all {count})",
        question=did_you_mean(near),
        command=command,
        count=len(known),
    )
    raise InputError("", name, allowed)


def _meant(kind: type[Entry], name: str) -> list[str]:
    """Return what may be meant by a name that no entry has, best first."""
    known = entries(kind)
    if "formula" in known and (_ARITHMETIC.search(name) or re.fullmatch(_TERM, name)):
        return [f"formula:{re.sub(_CALLED, '', name)}"]
    return nearest(name, known, SYNONYMS.get(kind.kind, {}))


def construct(
    kind: type[EntryT], name: str, values: dict[str, Any], *, part: bool = False
) -> EntryT:
    """Build an entry from its name and parameter values, naming whatever does not fit."""
    cls = _part(lookup(kind, name), part)
    known = [p.name for p in cls.parameters()]
    # JSON has no infinity: null stands for it
    endless = [p.name for p in cls.parameters() if p.infinite and p.name in values]
    values = values | {name: math.inf for name in endless if values[name] is None}
    own = {key: value for key, value in values.items() if key in known}
    return _made(cls, own, {key: value for key, value in values.items() if key not in known})


def _made(cls: type[EntryT], values: dict[str, Any], named: dict[str, Any]) -> EntryT:
    """Build an entry from its parameters' values and numbers with other names, which are constants."""
    if named:
        held = next((p.name for p in cls.parameters() if p.kind == "constants"), None)
        if held is None:
            raise _unknown(cls, next(iter(named)))
        given = dict(values.get(held, ()))
        twice = next((name for name in named if name in given), None)
        if twice is not None:
            raise InputError(twice, None, Message("is given twice; give it once"))
        values = {**values, held: {**given, **named}}
    made = cls(**values)
    idle = next((name for name in named if name in made.unused), None)
    if idle is not None:
        raise _unknown(cls, idle)
    return made


def parse(kind: type[EntryT], spec: str, *, part: bool = False) -> EntryT:
    """Build an entry from a spec string such as ``sgd:momentum=0.9,nesterov=true``.

    An entry's only text parameter needs no key: ``formula:x**2`` is ``formula:expression=x**2``.
    """
    if not isinstance(spec, str):
        raise InputError("", spec, _a_name(kind))
    return typing.cast(EntryT, _parsed(kind, spec, part))


@functools.lru_cache(maxsize=1024)
def _parsed(kind: type[Entry], spec: str, part: bool) -> Entry:
    """Build an entry from its spec string; entries never change, so one serves all that ask for it."""
    name, colon, rest = spec.strip().partition(":")
    cls = _part(lookup(kind, name.strip()), part)
    known = {p.name: p for p in cls.parameters()}
    texts = [p.name for p in cls.parameters() if p.kind == "text"]
    if colon and len(texts) == 1 and not rest.strip(" \t,"):
        raise InputError(texts[0], None, Message("is missing after {name}:", name=name.strip()))
    values: dict[str, Any] = {}
    named: dict[str, Any] = {}
    holds = any(p.kind == "constants" for p in cls.parameters())
    for item in filter(None, (word.strip() for word in split(rest, ","))):
        key, equals, text = (word.strip() for word in item.partition("="))
        if len(texts) == 1 and not (equals and key.isidentifier()):
            key, equals, text = texts[0], "=", item
        if key not in known and not holds:
            raise _unknown(cls, key)
        if not equals or not text:
            raise InputError(key, item, Message("must be written name=value"))
        if key in values or key in named:
            raise InputError(key, item, Message("is given twice; give it once"))
        if key in known:
            values[key] = known[key].parse(text)
        else:
            named[key] = _number(key, text)
    return _made(cls, values, named)


def resolve(kind: type[EntryT], given: object, *, part: bool = False) -> EntryT:
    """Return a catalogue entry from an entry, a spec string or a table with a ``name`` key.

    With `part` it is to be a part of another entry, and may not be made of entries itself: parts do not nest.
    """
    if isinstance(given, kind):
        _part(type(given), part)
        return given
    if isinstance(given, str):
        return parse(kind, given, part=part)
    if isinstance(given, dict):
        table = dict(given)
        name = table.pop("name", None)
        if not isinstance(name, str):
            raise InputError("name", name, _a_name(kind))
        return construct(kind, name, table, part=part)
    raise InputError(
        "", given, Message("must be one of the {kinds}, or the name of one", kinds=kind.kinds)
    )


def _a_name(kind: type[Entry]) -> Message:
    return Message("must be the name of one of the {kinds}", kinds=kind.kinds)


def _part(cls: type[EntryT], part: bool) -> type[EntryT]:
    if part and any(p.kind == "entries" for p in cls.parameters()):
        raise InputError(
            "", cls.entry_name(), Message("may not be a part of another {kind}", kind=cls.kind)
        )
    return cls


def _unknown(cls: type[Entry], key: str) -> InputError:
    """Return the error for a parameter that an entry does not have: what may be meant, or what there is."""
    known = [p.name for p in cls.parameters()]
    near = nearest(key, [*known, *cls.misplaced])
    if near and near[0] in cls.misplaced:
        allowed = cls.misplaced[near[0]]
    elif near:
        allowed = Message(
            "{entry} has no parameter called {key}; {question}",
            entry=cls.entry_name(),
            key=repr(key),
            question=did_you_mean(near),
        )
    else:
        allowed = Message(
            "{entry} has no parameter called {key}; it has: {known}",
            entry=cls.entry_name(),
            key=repr(key),
            known=", ".join(known),
        )
    return InputError(key, None, allowed)


def _number(key: str, text: str) -> float:
    try:
        return read_number(text)
    except ValueError:
        raise InputError(key, text, Message("must be a number")) from None


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
    common = {"name": name, "default": default, "optional": optional, "doc": meta.description or ""}
    extra = meta.extra or {}
    common |= {"since": extra.get("since", 1), "unit": extra.get("unit", "")}
    if base in (float, int, bool):
        return Parameter(kind=base.__name__, **common, **_bounds(meta))
    if typing.get_origin(base) is Literal:
        return Choice(kind="choice", choices=typing.get_args(base), **common)
    lengths = {"shortest": meta.min_length or 0, "longest": meta.max_length}
    if base is str:
        return Text(kind="text", **common, **lengths)
    return _items(typing.get_args(base)[0], extra, common | lengths)


def _items(hint: Any, extra: dict[str, Any], common: dict[str, Any]) -> Parameter:
    """Return the parameter for a list whose items are declared by `hint`."""
    if "entry" in extra:
        return Entries(kind="entries", entry=extra["entry"], **common)
    if typing.get_origin(hint) is tuple and typing.get_args(hint)[0] is str:
        value = _parameter("", typing.get_args(hint)[1], None)
        return Constants(kind="constants", value=value, taken=extra["taken"], **common)
    if typing.get_origin(hint) is tuple:
        step, factor = (
            _parameter(name, half, None)
            for name, half in zip(("step", "factor"), typing.get_args(hint), strict=True)
        )
        bounds: dict[str, Any] = {"low": factor.low, "high": factor.high}
        return Points(kind="points", step=step, factor=factor, **common, **bounds)
    item = _parameter("", hint, None)
    return Ints(kind="ints", item=item, **common, low=item.low, high=item.high)


def _bounds(meta: msgspec.Meta) -> dict[str, Any]:
    infinite = bool((meta.extra or {}).get("infinite"))  # msgspec's own bounds are finite
    high = meta.le if meta.le is not None else meta.lt
    return {
        "low": meta.ge if meta.ge is not None else meta.gt,
        "high": math.inf if infinite else high,
        "low_allowed": meta.ge is not None,
        "high_allowed": meta.le is not None or infinite,
    }

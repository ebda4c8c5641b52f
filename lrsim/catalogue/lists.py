"""Parameters that are lists: what their items are, and how lists are checked, read and written."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from lrsim.catalogue.parameters import Parameter
from lrsim.catalogue.specs import split
from lrsim.errors import InputError
from lrsim.plain import items, listed
from lrsim.text.messages import Message
from lrsim.text.numbers import read_number

_NAME = r"[A-Za-z_][A-Za-z0-9_]{0,19}"


class Items(Parameter, frozen=True, kw_only=True):
    """What all kinds of list have in common; separated by semicolons in a spec string."""

    shortest: int
    longest: int

    @property
    def allowed(self) -> Message:
        what = self._noun()
        if self.shortest == self.longest:
            return Message("a list of {count} {items}", count=self.longest, items=what)
        return Message(
            "a list of {shortest} to {longest} {items}",
            shortest=self.shortest,
            longest=self.longest,
            items=what,
        )

    def plain(self, value: Any) -> Any:
        return None if value is None else [self._plain_item(item) for item in value]

    def _checked(self, value: object) -> tuple[Any, ...]:
        value = listed(value)
        given = items(value) if isinstance(value, Sequence) else None
        if given is None or not self.shortest <= len(given) <= self.longest:
            raise self.error(value)
        checked: list[Any] = []
        for index, item in enumerate(given):
            try:
                checked.append(self._item(item, checked[-1] if checked else None))
            except InputError as error:
                raise error.at(f"{self.name}[{index}]") from None
        return tuple(checked)

    def _parsed(self, text: str) -> tuple[Any, ...]:
        items = [] if text == "[]" else split(text, ";")
        return self._checked([self._read_item(item.strip()) for item in items])

    def _text(self, value: tuple[Any, ...]) -> str:
        return ";".join(self._item_text(item) for item in value) or "[]"

    @abstractmethod
    def _noun(self) -> Message:
        """Return what the items are."""

    @abstractmethod
    def _item(self, value: Any, before: Any) -> Any:
        """Return one item as the entry holds it; `before` is the one in front of it."""

    @abstractmethod
    def _read_item(self, text: str) -> Any:
        """Return one item as it is written in a spec string, not checked yet."""

    @abstractmethod
    def _item_text(self, item: Any) -> str:
        """Return one item as a spec string has it."""

    def _plain_item(self, item: Any) -> Any:
        return item


class Ints(Items, frozen=True, kw_only=True):
    """Whole numbers: ``30;60;90`` in a spec string."""

    item: Parameter

    def _noun(self) -> Message:
        return Message("whole numbers, each {bounds}", bounds=self.item.bounds)

    def _item(self, value: Any, before: Any) -> Any:
        return self.item.check(value)

    def _read_item(self, text: str) -> float:
        try:
            return read_number(text)
        except ValueError:
            raise self.error(text) from None

    def _item_text(self, item: int) -> str:
        return repr(item)


class Points(Items, frozen=True, kw_only=True):
    """Pairs of a step and a factor, steps ascending: ``0:1;50:0.5`` in a spec string."""

    step: Parameter
    factor: Parameter

    def _noun(self) -> Message:
        return Message(
            "pairs [step, factor], steps ascending, each factor {bounds}", bounds=self.factor.bounds
        )

    def _item(self, value: Any, before: Any) -> Any:
        if (
            not isinstance(value, Sequence)
            or isinstance(value, str | bytes | bytearray)
            or len(value) != 2
        ):
            raise InputError("", value, Message("must be a pair [step, factor]"))
        step, factor = _own(self.step, value[0]), _own(self.factor, value[1])
        if before is not None and step <= before[0]:
            raise InputError(
                "", step, Message("its step must come after {before}", before=before[0])
            )
        return step, factor

    def _read_item(self, text: str) -> tuple[float, float]:
        step, colon, factor = (part.strip() for part in text.partition(":"))
        if not colon:
            form = "STEP:FACTOR;STEP:FACTOR;…"
            raise InputError(self.name, text, Message("must be written {form}", form=form))
        return self._number(step), self._number(factor)

    def _item_text(self, item: tuple[int, float]) -> str:
        return f"{item[0]!r}:{item[1]!r}"

    def _plain_item(self, item: tuple[int, float]) -> list[float]:
        return list(item)


class Constants(Items, frozen=True, kw_only=True):
    """Numbers with names of their own: ``a=3;b=0.5``, and in a spec string each may stand by itself."""

    value: Parameter
    taken: frozenset[str] = frozenset()
    """Names that have a meaning already."""

    def plain(self, value: Any) -> dict[str, float]:
        return dict(value)

    def _checked(self, value: object) -> tuple[Any, ...]:
        value = list(value.items()) if isinstance(value, Mapping) else value
        found = super()._checked(value)
        names = [name for name, _ in found]
        for name in names:
            if names.count(name) > 1:
                raise InputError(
                    f"{self.name}.{name}", None, Message("is given twice; give it once")
                )
        return found

    def _parsed(self, text: str) -> tuple[Any, ...]:
        return super()._parsed(text or "[]")

    def _noun(self) -> Message:
        return Message("names, each with a number: a=3;b=0.5")

    def _item(self, value: Any, before: Any) -> Any:
        if (
            not isinstance(value, Sequence)
            or isinstance(value, str | bytes | bytearray)
            or len(value) != 2
        ):
            raise InputError("", value, Message("must be a pair [name, number]"))
        name, number = value
        if not isinstance(name, str) or not re.fullmatch(_NAME, name):
            raise InputError("", name, Message("must be a name of letters, digits and _"))
        if name in self.taken:
            raise InputError("", name, Message("has a meaning already; take another name"))
        return name, _own(msgspec.structs.replace(self.value, name=name), number)

    def _read_item(self, text: str) -> tuple[str, float]:
        name, equals, number = (part.strip() for part in text.partition("="))
        if not equals:
            raise InputError(self.name, text, Message("must be written {form}", form="a=3;b=0.5"))
        return name, self._number(number)

    def _item_text(self, item: tuple[str, float]) -> str:
        return f"{item[0]}={item[1]!r}"


class Entries(Items, frozen=True, kw_only=True):
    """Other entries of the catalogue: ``[step:gamma=0.5];[cosine-annealing]`` in a spec string."""

    entry: Any
    """The base class of the entries; its `part` makes one of them from an entry, a spec string or a table."""

    def _noun(self) -> Message:
        return Message(self.entry.kinds)

    def _item(self, value: Any, before: Any) -> Any:
        return self.entry.part(value)

    def _read_item(self, text: str) -> str:
        if text.startswith("[") and text.endswith("]"):
            return text[1:-1]
        kind = self.entry.kind.upper()
        form = f"[{kind}];[{kind}];…"
        raise InputError(self.name, text, Message("must be written {form}", form=form))

    def _item_text(self, item: Any) -> str:
        return f"[{item.spec}]"

    def _plain_item(self, item: Any) -> Any:
        return item.to_dict()


def _own(parameter: Parameter, value: object) -> Any:
    """Return one half of a pair, checked; the error says which half."""
    try:
        return parameter.check(value)
    except InputError as error:
        raise InputError(
            "", value, Message("its {name} {allowed}", name=parameter.name, allowed=error.allowed)
        ) from None

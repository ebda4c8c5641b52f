"""Claims about runs and what they are made of: a small language of its own, never Python.

    claim       =  comparison { "and" comparison }
    comparison  =  sum ("=" | "!=" | "<" | "<=" | ">" | ">=" | "~") sum
    sum         =  product { ("+" | "-") product }
    product     =  factor { ("*" | "/") factor }
    factor      =  number | word | quantity | "-" factor | "|" sum "|" | "(" sum ")"
    quantity    =  run "." name [ "[" step [ "," coordinate ] "]" ]

A word is a verdict's name, or ``none``. ``~`` is equal to within 5 %. Of a quantity that there is not,
``= none`` and ``!=`` hold and nothing else.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable
from typing import Final, NamedTuple

from lrsim.errors import InputError
from lrsim.lessons.cast import Cast
from lrsim.lessons.quantities import Value, quantity
from lrsim.text.messages import Message

NEAR: Final = 0.05
"""What ``~`` lets pass."""

DEEPEST: Final = 20
"""Brackets within each other."""

_TOKEN = r"""
    \s*(?: (?P<quantity> [a-z][a-z0-9_]*\.[a-z][a-z0-9_]*)
         | (?P<number> \d+(?:\.\d*)?(?:e[-+]?\d+)? | \.\d+(?:e[-+]?\d+)?)
         | (?P<word> [a-z][a-z0-9_]*)
         | (?P<sign> <=|>=|!=|[-+*/()<>=~|,\[\]]) )
"""

Reading = Callable[[Cast], Value]


class Token(NamedTuple):
    """A piece of the text: what it is, and what it says; nothing and "" at the end."""

    kind: str
    text: str


def claim(text: str) -> Callable[[Cast], bool]:
    """Return what tells whether a claim holds of a cast.

    Raises
    ------
    InputError
        When the text is no claim.
    """
    parser = _Parser(text)
    parts = [parser.comparison()]
    while parser.take("and"):
        parts.append(parser.comparison())
    parser.end()
    return lambda cast: all(part(cast) for part in parts)


def value(text: str) -> Reading:
    """Return what reads a value off a cast: a quantity, a number, or what is made of them.

    Raises
    ------
    InputError
        When the text is no value.
    """
    parser = _Parser(text)
    read = parser.sum()
    parser.end()
    return read


class _Parser:
    """Reads one text from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _tokens(text)
        self._place = 0
        self._depth = 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._place]

    def take(self, text: str) -> bool:
        """Take a token if it is the next one."""
        found = self._next.text == text
        self._place += found
        return found

    def end(self) -> None:
        """Make sure that nothing is left."""
        if self._next.kind:
            raise self._unexpected()

    def comparison(self) -> Callable[[Cast], bool]:
        left = self.sum()
        sign = self._next.text
        if sign not in _HOLDS:
            raise InputError(
                "",
                self._text,
                Message("must compare two values with one of {signs}", signs=" ".join(_HOLDS)),
            )
        self._place += 1
        right = self.sum()
        return lambda cast: _HOLDS[sign](left(cast), right(cast))

    def sum(self) -> Reading:
        read = self._product()
        while self._next.text in ("+", "-"):
            read = self._joined(read, self._product)
        return read

    def _product(self) -> Reading:
        read = self._factor()
        while self._next.text in ("*", "/"):
            read = self._joined(read, self._factor)
        return read

    def _joined(self, left: Reading, other: Callable[[], Reading]) -> Reading:
        sign = self._next.text
        self._place += 1
        right = other()
        return lambda cast: _made(_ARITHMETIC[sign], left(cast), right(cast))

    def _factor(self) -> Reading:
        kind, text = self._next
        if kind == "number":
            self._place += 1
            constant = float(text)
            return lambda _cast: constant
        if kind == "word" and text != "and":
            self._place += 1
            word = None if text == "none" else text
            return lambda _cast: word
        if kind == "quantity":
            return self._quantity()
        return self._within()

    def _within(self) -> Reading:
        """Read what a sign begins: a minus, a bracket, an absolute value."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise InputError("", self._text, Message("is nested too deeply"))
        if self.take("-"):
            read = self._factor()
            made: Reading = lambda cast: _made(operator.sub, 0.0, read(cast))  # noqa: E731  # one line each
        elif self.take("|"):
            read = self.sum()
            self._expect("|")
            made = lambda cast: _made(math.copysign, read(cast), 1.0)  # noqa: E731  # as above
        elif self.take("("):
            made = self.sum()
            self._expect(")")
        else:
            raise self._unexpected()
        self._depth -= 1
        return made

    def _quantity(self) -> Reading:
        run, name = self._next.text.split(".")
        self._place += 1
        index: list[int] = []
        if self.take("["):
            index.append(self._whole())
            if self.take(","):
                index.append(self._whole())
            self._expect("]")
        return lambda cast: quantity(cast.run(run), name, tuple(index))

    def _whole(self) -> int:
        kind, text = self._next
        if kind != "number" or not text.isdigit() or len(text) > 9:
            raise InputError("", self._text, Message("needs a whole number between its brackets"))
        self._place += 1
        return int(text)

    def _expect(self, text: str) -> None:
        if not self.take(text):
            raise InputError("", self._text, Message("lacks a {sign}", sign=text))

    def _unexpected(self) -> InputError:
        if not self._next.kind:
            return InputError("", self._text, Message("ends too early"))
        return InputError(
            "", self._text, Message("has {text} where it says nothing", text=self._next.text)
        )


def _tokens(text: str) -> list[Token]:
    tokens, place = [], 0
    end = len(text.rstrip())
    while place < end:
        found = re.compile(_TOKEN, re.VERBOSE).match(text, place)
        if found is None:
            raise InputError(
                "", text, Message("has {text} where it says nothing", text=text[place:].strip()[:1])
            )
        assert found.lastgroup is not None
        tokens.append(Token(found.lastgroup, found[found.lastgroup]))
        place = found.end()
    return [*tokens, Token("", "")]


def _made(make: Callable[[float, float], float], one: Value, other: Value) -> Value:
    if not isinstance(one, int | float) or not isinstance(other, int | float):
        return None
    try:
        return make(one, other)
    except ZeroDivisionError:
        return math.nan


def _ordered(compare: Callable[[float, float], bool]) -> Callable[[Value, Value], bool]:
    def holds(one: Value, other: Value) -> bool:
        numbers = isinstance(one, int | float) and isinstance(other, int | float)
        return numbers and compare(one, other)  # type: ignore[arg-type]  # both are numbers

    return holds


_ARITHMETIC: Final[dict[str, Callable[[float, float], float]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
_HOLDS: Final[dict[str, Callable[[Value, Value], bool]]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<=": _ordered(operator.le),
    ">=": _ordered(operator.ge),
    "<": _ordered(operator.lt),
    ">": _ordered(operator.gt),
    "~": _ordered(lambda one, other: math.isclose(one, other, rel_tol=NEAR)),
}

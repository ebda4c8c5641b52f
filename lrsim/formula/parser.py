"""Reads formulas such as ``x**2 + 10*sin(y)**2``: a Pratt parser over a whitelist of tokens, no Python.

Unary minus binds more loosely than ``**`` on its right and more tightly than ``*``: ``-x**2`` is −(x²), and
``2**-x`` is allowed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lrsim.errors import InputError, did_you_mean
from lrsim.formula.tokens import INSTEAD, Token, fault, tokens
from lrsim.spelling import nearest
from lrsim.text.messages import Message

LONGEST = 1000
DEEPEST = 50
NODES = 400

FUNCTIONS = {
    **dict.fromkeys(("sin", "cos", "tan", "exp", "log", "sqrt", "abs"), 1),
    **dict.fromkeys(("tanh", "sinh", "cosh", "floor"), 1),
    **dict.fromkeys(("min", "max"), 2),
    "where": 3,
}
"""How many arguments each function takes."""

CONSTANTS = {"pi": math.pi, "e": math.e}

SYNONYMS = {"ln": ("log",), "fabs": ("abs",), "minimum": ("min",), "maximum": ("max",)}
"""What functions are called elsewhere."""

COMPARISONS = {"<": "less", "<=": "at_most", ">": "more", ">=": "at_least"}
OPERATORS = {"+": "add", "-": "sub", "*": "mul", "/": "div", "**": "pow", **COMPARISONS}
BINDING = {**dict.fromkeys(COMPARISONS, 1), "+": 2, "-": 2, "*": 3, "/": 3, "**": 5}
UNARY = 4


class Node(NamedTuple):
    """One node of a tree, which is a list of nodes, each after its arguments; the last one is the root."""

    op: str
    """``number``, ``name``, one of `OPERATORS`, ``neg`` or one of `FUNCTIONS`."""
    args: tuple[int, ...]
    """The arguments' places in the list."""
    at: int
    """The place in the text to which an error points."""
    value: float = 0.0
    name: str = ""


def parse_formula(
    text: str, names: Sequence[str], constants: Mapping[str, float] | None = None
) -> list[Node]:
    """Return the tree of a formula, or say in an `InputError` what is wrong, and where.

    Parameters
    ----------
    text : str
        The formula.
    names : sequence of str
        The variables that may stand in it.
    constants : mapping of str to float
        Numbers that have a name in it, beside `CONSTANTS`; None where none can be given.
    """
    if not isinstance(text, str):
        raise InputError("", text, Message("must be a formula"))
    if len(text) > LONGEST:
        raise InputError(
            "",
            None,
            Message(
                "a formula has at most {longest} characters, not {given}",
                longest=LONGEST,
                given=len(text),
            ),
        )
    return _Parser(text, names, constants).parse()


def _wrong_count(name: str, wanted: int, given: int) -> Message:
    if wanted == 1:
        return Message("{function} takes one argument, not {given}", function=name, given=given)
    if wanted == 3:
        return Message("{function} takes three arguments, not {given}", function=name, given=given)
    return Message("{function} takes two arguments, not {given}", function=name, given=given)


def _unknown(name: str, near: list[str], called: bool, allowed: str) -> Message:
    if near and called:
        return Message(
            "there is no function {name}; {question}", name=name, question=did_you_mean(near)
        )
    if near:
        return Message(
            "there is no name {name}; {question}", name=name, question=did_you_mean(near)
        )
    if called:
        return Message(
            "there is no function {name}; allowed are {allowed}", name=name, allowed=allowed
        )
    return Message("there is no name {name}; allowed are {allowed}", name=name, allowed=allowed)


class _Parser:
    """One pass over the tokens of a formula."""

    def __init__(
        self, text: str, names: Sequence[str], constants: Mapping[str, float] | None
    ) -> None:
        self.text = text
        self.names = names
        self.constants = {**CONSTANTS, **(constants or {})}
        self.takes_constants = constants is not None
        self.tokens = tokens(text)
        self.next = 0
        self.nodes: list[Node] = []
        self.compared: set[int] = set()
        """Comparisons that are open to another one; in brackets they are numbers."""

    def parse(self) -> list[Node]:
        self.expression(0, 0)
        token = self.tokens[self.next]
        if token.text == ")":
            raise self.error(token, Message("there is no ( that this ) closes"))
        if token.text == ",":
            raise self.error(token, INSTEAD[","])
        if token.kind != "end":
            raise self.error(token, Message("an operator is missing before this: + - * / or **"))
        return self.nodes

    def expression(self, binding: int, depth: int) -> int:
        """Read what operators hold together more tightly than `binding`; return its node."""
        token = self.tokens[self.next]
        if depth > DEEPEST:
            raise self.error(
                token,
                Message("brackets and signs may be nested {depth} deep at most", depth=DEEPEST),
            )
        left = self.operand(token, depth)
        while True:
            token = self.tokens[self.next]
            strength = BINDING.get(token.text, 0)
            if strength <= binding:
                return left
            if token.text in COMPARISONS and left in self.compared:
                raise self.error(token, Message("write (a < b)*(b < c) for a < b < c"))
            self.next += 1
            # ** groups to the right, the others to the left
            right = self.expression(
                strength - 1 if token.text == "**" else strength,
                depth + (token.text == "**"),
            )
            left = self.node(token, OPERATORS[token.text], (left, right))
            if token.text in COMPARISONS:
                self.compared.add(left)

    def operand(self, token: Token, depth: int) -> int:
        """Read a number, a name, a call, brackets, or one of these behind a sign."""
        self.next += 1
        if token.kind == "number":
            return self.node(token, "number", value=float(token.text))
        if token.kind == "name":
            return self.named(token, depth)
        if token.text == "(":
            inner = self.expression(0, depth + 1)
            self.close(token)
            self.compared.discard(inner)
            return inner
        if token.text in ("+", "-"):
            inner = self.expression(UNARY, depth + 1)
            return inner if token.text == "+" else self.node(token, "neg", (inner,))
        if token.kind == "end":
            empty = Message("the formula is empty; a number, a name or ( must follow")
            early = Message("the formula ends too early; a number, a name or ( must follow")
            raise self.error(token, empty if len(self.tokens) == 1 else early)
        raise self.error(token, Message("a number, a name or ( must stand here"))

    def named(self, token: Token, depth: int) -> int:
        called = self.tokens[self.next].text == "("
        if token.text in FUNCTIONS:
            if not called:
                raise self.error(
                    token, Message("{name} is a function; write {name}(…)", name=token.text)
                )
            return self.call(token, depth)
        if token.text not in self.names and token.text not in self.constants:
            raise self.unknown(token, called)
        if called:
            raise self.error(
                self.tokens[self.next], Message("an operator is missing before this: * perhaps")
            )
        if token.text in self.names:
            return self.node(token, "name", name=token.text)
        return self.node(token, "number", value=self.constants[token.text])

    def call(self, token: Token, depth: int) -> int:
        opening = self.tokens[self.next]
        self.next += 1
        args = [self.expression(0, depth + 1)]
        while self.tokens[self.next].text == ",":
            self.next += 1
            args.append(self.expression(0, depth + 1))
        self.close(opening)
        wanted = FUNCTIONS[token.text]
        if len(args) != wanted:
            raise self.error(token, _wrong_count(token.text, wanted, len(args)))
        return self.node(token, token.text, tuple(args))

    def close(self, opening: Token) -> None:
        token = self.tokens[self.next]
        if token.kind == "end":
            raise self.error(opening, Message("there is no ) that closes this ("))
        if token.text == ",":
            raise self.error(token, INSTEAD[","])
        if token.text != ")":
            raise self.error(token, Message("an operator is missing before this: + - * / or **"))
        self.next += 1

    def node(
        self,
        token: Token,
        op: str,
        args: tuple[int, ...] = (),
        *,
        value: float = 0.0,
        name: str = "",
    ) -> int:
        if len(self.nodes) == NODES:
            raise self.error(
                token,
                Message(
                    "the formula has more than {most} numbers, names and operators", most=NODES
                ),
            )
        self.nodes.append(Node(op, args, token.at, value, name))
        return len(self.nodes) - 1

    def unknown(self, token: Token, called: bool) -> InputError:
        names = [*FUNCTIONS] if called else [*self.names, *self.constants]
        near = nearest(token.text, names, SYNONYMS)
        shown = token.text if len(token.text) <= 40 else f"{token.text[:40]}…"
        allowed = ", ".join([*self.names, *self.constants, *FUNCTIONS])
        if self.takes_constants and not near and not called:
            return self.error(
                token,
                Message(
                    "there is no name {name}; give its number behind the formula, as in {name}=1, or take "
                    "one of {allowed}",
                    name=shown,
                    allowed=allowed,
                ),
            )
        return self.error(token, _unknown(shown, near, called, allowed))

    def error(self, token: Token, message: Message) -> InputError:
        return fault(self.text, token.at, message)

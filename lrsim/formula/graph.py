"""Formulas as graphs in which equal expressions are one node.

Nodes are numbered so that arguments come before what uses them. A constant stands on the right of a
commutative operation. Constants are folded by the core, so that a folded number has the core's bits.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lrsim import _core
from lrsim.formula.parser import Node
from lrsim.formula.tokens import fault
from lrsim.text.messages import Message

COMMUTATIVE = ("add", "mul", "min", "max")
COMPARED = ("less", "at_most", "more", "at_least")

MODERATE = 1e100
"""Factors whose sizes lie between this and its inverse are taken together when a derivative is built."""


class Vertex(NamedTuple):
    """One node: an operation on earlier nodes, a constant (``number``) or a variable (``name``)."""

    op: str
    args: tuple[int, ...] = ()
    value: float = 0.0


def fold(op: str, values: Sequence[float]) -> float:
    """Return what an operation makes of constants, with the core's bits."""
    count = len(values)
    last = count - 1  # a sum's second operand stands third
    code = np.array([[_core.TAPE_OPS[op], count, 0, last, last, 0, 0, 0]], dtype=np.uint16)
    result = np.empty(1)
    _core.evaluate_tape(code, np.zeros(1), np.array(values).reshape(-1, 1), count, result)
    return float(result[0])


class Graph:
    """A growing set of nodes; the methods that are called like operations return a node for their result."""

    def __init__(self) -> None:
        self.nodes: list[Vertex] = []
        self._known: dict[tuple[object, ...], int] = {}
        self.deriving = False
        """Whether factors may be taken together, which rounds otherwise than the formula as it is written."""
        self.choices: set[int] = set()
        """Values that were chosen: what was not is not to be derived there."""
        self.meanings: dict[int, Vertex] = {}
        """What nodes are to be derived as, where their own operations would lose the derivative."""

    def number(self, value: float) -> int:
        return self._node("number", (), float(value))

    def name(self, index: int) -> int:
        """Return the node of the variable with this place among the names."""
        return self._node("name", (), float(index))

    def constant(self, node: int) -> float | None:
        """Return a constant's value, None for any other node."""
        vertex = self.nodes[node]
        return vertex.value if vertex.op == "number" else None

    def apply(self, op: str, *args: int) -> int:
        """Return the node for an operation, simplified where that changes no value."""
        values = [self.nodes[a].value for a in args if self.nodes[a].op == "number"]
        if len(values) == len(args):
            return self.number(fold(op, values))
        special = getattr(self, f"_{op}", None)
        if special is not None:
            found: int | None = special(*args)
            if found is not None:
                return found
        if op in COMMUTATIVE:
            args = tuple(sorted(args, key=lambda a: (self.constant(a) is not None, a)))
        return self._node(op, args)

    def negative(self, a: int) -> int:
        return self.apply("mul", a, self.number(-1.0))

    def compared(self, op: str, a: int, b: int) -> int:
        """Return 1 where a comparison holds, else 0, as where one of the two is no number."""
        if op in ("more", "at_least"):
            a, b = b, a
        held = self.apply("below", a, b)
        if op in ("at_most", "at_least"):
            return held
        return self.apply("mul", held, self._no(self.apply("below", b, a)))

    def choice(self, condition: int, yes: int, no: int) -> int:
        """Return one value where a condition is not 0, the other where it is."""
        otherwise = self.apply("below", self.apply("abs", condition), self.number(0.0))
        return self.apply("add", self.chosen(condition, yes), self.chosen(otherwise, no))

    def chosen(self, condition: int, value: int) -> int:
        """Return a value, or 0 where a condition is 0, even if the value or its slope is no number there."""
        node = self.apply("where", condition, value)
        if self.nodes[node].op == "where":
            self.choices.add(node)
        return node

    def _no(self, condition: int) -> int:
        return self.apply("sub", self.number(1.0), condition)

    def _node(self, op: str, args: tuple[int, ...], value: float = 0.0) -> int:
        # the bits of a zero's sign and of NaN distinguish constants that == does not
        key = (op, args, value.hex())
        if key not in self._known:
            self._known[key] = len(self.nodes)
            self.nodes.append(Vertex(op, args, value))
        return self._known[key]

    def _factor(self, a: int) -> tuple[int, float]:
        """Return the node and the constant whose product a node is; the constant is 1 for most."""
        vertex = self.nodes[a]
        if vertex.op == "mul":
            value = self.constant(vertex.args[1])
            if value is not None:
                return vertex.args[0], value
        return a, 1.0

    def _add(self, a: int, b: int) -> int | None:
        if self.constant(a) is not None:
            a, b = b, a
        if self.constant(b) == 0.0:
            return a
        for one, other in ((a, b), (b, a)):
            inner, factor = self._factor(other)
            if factor == -1.0:
                return self.apply("sub", one, inner)
        return None

    def _sub(self, a: int, b: int) -> int | None:
        if a == b and self.deriving:  # as it is written, ∞ − ∞ is no number
            return self.number(0.0)
        value = self.constant(b)
        if value is not None:
            return self.apply("add", a, self.number(-value))
        if self.constant(a) == 0.0:
            return self.negative(b)
        inner, factor = self._factor(b)
        return self.apply("add", a, inner) if factor == -1.0 else None

    def _mul(self, a: int, b: int) -> int | None:
        if self.constant(a) is not None:
            a, b = b, a
        value = self.constant(b)
        if value == 1.0:
            return a
        one, factor = self._factor(a)
        other, further = (-1, value) if value is not None else self._factor(b)
        if factor == 1.0 and (value is not None or further == 1.0):
            return None
        # signs move without rounding; other factors in derivatives only: a formula is computed as written
        exact = factor in (1.0, -1.0) and further in (1.0, -1.0)
        both = factor * further
        small = all(1 / MODERATE < abs(f) < MODERATE for f in (factor, further, both))
        if (
            not exact
            and not (self.deriving and small)
            and not (value is not None and factor == -1.0)
        ):
            return None
        product = one if other < 0 else self.apply("mul", one, other)
        return self.apply("mul", product, self.number(both))

    def _div(self, a: int, b: int) -> int | None:
        return a if self.constant(b) == 1.0 else None

    def _pow(self, a: int, b: int) -> int | None:
        n = self.constant(b)
        if n is None or not (n == 0.5 or (n.is_integer() and abs(n) <= 64)):
            return None
        if n == 0.5:
            return self.apply("sqrt", a)
        if n < 0:
            return self.apply("div", self.number(1.0), self.apply("pow", a, self.number(-n)))
        result, square, rest = -1, a, int(n)
        while rest:
            if rest & 1:
                result = square if result < 0 else self.apply("mul", result, square)
            rest >>= 1
            if rest:
                square = self.apply("mul", square, square)
        return self.number(1.0) if result < 0 else result

    def _where(self, condition: int, value: int) -> int | None:
        """`value` where `condition` is not 0, else 0."""
        known = self.constant(condition)
        if known is not None:
            return value if known != 0.0 else self.number(0.0)
        number = self.constant(value)
        if number is not None and math.isfinite(number) and self.nodes[condition].op == "below":
            return self.apply("mul", condition, value)
        return None


def grow(graph: Graph, text: str, tree: Sequence[Node], names: Sequence[str]) -> int:
    """Put a formula's tree into a graph and return the node of its value."""
    made: list[int] = []
    for node in tree:
        if node.op == "number":
            made.append(graph.number(node.value))
        elif node.op == "name":
            made.append(graph.name(names.index(node.name)))
        elif node.op == "neg":
            made.append(graph.negative(made[node.args[0]]))
        elif node.op == "where":
            made.append(graph.choice(*(made[a] for a in node.args)))
        elif node.op in COMPARED:
            made.append(graph.compared(node.op, *(made[a] for a in node.args)))
        else:
            before = len(graph.nodes)
            made.append(graph.apply(node.op, *(made[a] for a in node.args)))
            for vertex in graph.nodes[before:]:
                if vertex.op == "number" and not math.isfinite(vertex.value):
                    raise fault(text, node.at, _nowhere(vertex.value))
    return made[-1]


def _nowhere(value: float) -> Message:
    if math.isnan(value):
        return Message("this is not defined; a root needs at least 0, a logarithm more than 0")
    return Message("the number is too large; it must be below 1.8e308")

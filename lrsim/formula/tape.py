"""Turns graphs into the tapes that the core runs: order, registers, instructions, kernels."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from lrsim import _core
from lrsim.errors import InputError
from lrsim.formula.graph import Graph
from lrsim.text.messages import Message
from lrsim.typing import FloatArray

Code = npt.NDArray[np.uint16]

VARIABLES = _core.TAPE_VARIABLES
SPACE = _core.TAPE_SPACE
HESSIAN_SPACE = _core.TAPE_HESSIAN_SPACE
WIDTH = _core.TAPE_WIDTH
"""What a tape may hold, and how long an instruction is."""

LATENCY = {"div": 24, "sqrt": 30, "exp": 60, "log": 60, "sin": 60, "cos": 60, "tan": 90, "pow": 150}
LATENCY |= {"sinh": 90, "cosh": 90, "tanh": 90}
USUAL_LATENCY = 14
ISSUE = 6
"""About how many cycles pass until a result can be used, and until the next instruction begins."""


class TooManyPlacesError(Exception):
    """An order of computation keeps more at once than there is space for."""


class Constants:
    """The constants of a kernel's tapes, each once."""

    def __init__(self) -> None:
        self.values: list[float] = []
        self._places: dict[str, int] = {}
        self.add(1.0)  # what a sum multiplies a single term by

    def add(self, value: float) -> None:
        """See to it that a constant has a place."""
        if value.hex() not in self._places:
            self._places[value.hex()] = VARIABLES + len(self.values)
            self.values.append(value)

    def place(self, value: float) -> int:
        """Return where in the space a constant stands."""
        return self._places[value.hex()]

    def fill(self) -> None:
        """Round their number up to a multiple of 4, in which the core copies them."""
        self.values += [0.0] * (-len(self.values) % 4)


class Plan:
    """What is to be computed for some nodes of a graph: each node with its instruction and operands.

    A product that is only added and subtracted is computed where it is: as a part of each of these sums.
    """

    def __init__(self, graph: Graph, outputs: Sequence[int]) -> None:
        self.graph = graph
        self.outputs = outputs
        self.shapes: dict[int, tuple[str, tuple[int | None, ...]]] = {}
        """Of each node; an operand that is None stands for 1."""
        users = self._users()
        merged = {node for node, ops in users.items() if self._op(node) == "mul" and ops <= SUMS}
        for node in users:
            if node not in merged and self._op(node) not in LEAVES:
                self.shapes[node] = self._shape(node, merged)

    def operands(self, node: int) -> list[int]:
        """Return the nodes that must be computed before a node: without constants and variables."""
        found = dict.fromkeys(a for a in self.shapes[node][1] if a is not None)
        return [a for a in found if self._op(a) not in LEAVES]

    def numbers(self) -> list[float]:
        """Return the constants that the instructions and outputs need."""
        nodes = [*self.outputs, *(a for _, args in self.shapes.values() for a in args)]
        values = [self.graph.constant(a) for a in nodes if a is not None]
        return [value for value in values if value is not None]

    def _op(self, node: int) -> str:
        return self.graph.nodes[node].op

    def _users(self) -> dict[int, set[str]]:
        """Return the operations that each needed node is an operand of; being an output is one."""
        users: dict[int, set[str]] = {node: {"output"} for node in self.outputs}
        stack = [*users]
        while stack:
            op, args, _ = self.graph.nodes[stack.pop()]
            for a in args:
                if a not in users:
                    users[a] = set()
                    stack.append(a)
                users[a].add(op)
        return users

    def _shape(self, node: int, merged: set[int]) -> tuple[str, tuple[int | None, ...]]:
        op, args, _ = self.graph.nodes[node]
        if op not in SUMS:
            return op, args
        first, second = args
        if op == "add" and second in merged and first not in merged:
            first, second = second, first
        name = ("mul-" if first in merged else "") + op + ("-mul" if second in merged else "")
        terms = [self.graph.nodes[a].args if a in merged else (a, None) for a in (first, second)]
        return name, (*terms[0], *terms[1])


SUMS = {"add", "sub"}
LEAVES = {"number", "name"}

Order = Callable[[Plan], list[int]]


def write(
    graph: Graph, outputs: Sequence[int], constants: Constants, space: int = SPACE
) -> tuple[Code, list[int]]:
    """Return the instructions (n, 8) that compute some nodes, and the places where these end up.

    A kernel's second tape is written with the constants of its first, to which it adds its own.
    """
    plan = Plan(graph, outputs)
    for value in plan.numbers():
        constants.add(value)
    constants.fill()
    orders: tuple[Order, ...] = (_overlapped, _depth_first, _frugal)
    for order in orders:
        try:
            return _instructions(plan, order(plan), constants, space)
        except TooManyPlacesError:
            pass
    allowed = Message(
        "the formula is too large: it and its derivatives need more than {most} numbers at a time",
        most=space,
    )
    raise InputError("", None, allowed)


def _overlapped(plan: Plan) -> list[int]:
    """Return the nodes to compute, in an order in which a processor waits little.

    List scheduling: of what could begin now, first that from which the way to the results is longest.
    """
    nodes = _depth_first(plan)
    users: dict[int, list[int]] = {node: [] for node in nodes}
    way: dict[int, int] = {}
    for node in nodes:
        for a in plan.operands(node):
            users[a].append(node)
    for node in reversed(nodes):
        way[node] = _latency(plan, node) + max((way[user] for user in users[node]), default=0)
    missing = {node: len(plan.operands(node)) for node in nodes}
    begin = dict.fromkeys(nodes, 0)
    waiting = [(0, -way[node], node) for node in nodes if not missing[node]]
    ready: list[tuple[int, int]] = []
    heapq.heapify(waiting)
    order: list[int] = []
    now = 0
    while waiting or ready:
        if not ready:
            now = max(now, waiting[0][0])
        while waiting and waiting[0][0] <= now:
            heapq.heappush(ready, heapq.heappop(waiting)[1:])
        _, node = heapq.heappop(ready)
        order.append(node)
        for user in users[node]:
            begin[user] = max(begin[user], now + _latency(plan, node))
            missing[user] -= 1
            if not missing[user]:
                heapq.heappush(waiting, (begin[user], -way[user], user))
        now += ISSUE
    return order


def _latency(plan: Plan, node: int) -> int:
    return LATENCY.get(plan.shapes[node][0], USUAL_LATENCY)


def _depth_first(plan: Plan) -> list[int]:
    """Return the nodes to compute, one output after the other, each right before it is needed."""
    order: list[int] = []
    seen: set[int] = set()
    stack = [(node, False) for node in reversed(plan.outputs) if node in plan.shapes]
    while stack:
        node, ready = stack.pop()
        if ready:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((a, False) for a in reversed(plan.operands(node)))
    return order


def _frugal(plan: Plan) -> list[int]:
    """Return the nodes to compute, what frees most registers first, the newest among equals."""
    nodes = _depth_first(plan)
    uses: dict[int, set[int]] = {node: set() for node in nodes}
    missing = {node: set(plan.operands(node)) for node in nodes}
    for node in nodes:
        for a in missing[node]:
            uses[a].add(node)
    for node in plan.outputs:
        if node in uses:
            uses[node].add(-1)  # it stays
    ready = {node: 0 for node in nodes if not missing[node]}
    order: list[int] = []
    while ready:
        node = max(
            ready, key=lambda n: (sum(len(uses[a]) == 1 for a in {*plan.operands(n)}), ready[n])
        )
        del ready[node]
        order.append(node)
        for a in {*plan.operands(node)}:
            uses[a].discard(node)
        for user in sorted(uses[node] - {-1}):
            missing[user].discard(node)
            if not missing[user]:
                ready[user] = len(order)
    return order


def _instructions(
    plan: Plan, order: Sequence[int], constants: Constants, space: int
) -> tuple[Code, list[int]]:
    """Give each node of an order a register while it is needed (a linear scan)."""
    graph = plan.graph
    last = {a: step for step, node in enumerate(order) for a in plan.operands(node)}
    last |= dict.fromkeys(plan.outputs, len(order))
    free = list(range(VARIABLES + len(constants.values), space))
    registers: dict[int, int] = {}
    code: list[list[int]] = []

    def place(node: int | None) -> int:
        if node is None:
            return constants.place(1.0)
        op, _, value = graph.nodes[node]
        if op == "name":
            return int(value)
        return constants.place(value) if op == "number" else registers[node]

    for step, node in enumerate(order):
        name, args = plan.shapes[node]
        operands = [place(a) for a in args]
        # the destination is taken before the operands are freed: it is none of them
        if not free:
            raise TooManyPlacesError
        registers[node] = heapq.heappop(free)
        row = [_core.TAPE_OPS[name], registers[node], *operands]
        code.append(row + [0] * (WIDTH - len(row)))
        for a in plan.operands(node):
            if last[a] == step:
                heapq.heappush(free, registers[a])
    return np.array(code, dtype=np.uint16).reshape(-1, WIDTH), [place(a) for a in plan.outputs]


def pack(
    dims: int,
    fixed: int,
    value: tuple[Code, Sequence[int]],
    hessian: tuple[Code, Sequence[int]],
    constants: Constants,
) -> FloatArray:
    """Return a surface's kernel: header, constants, both tapes; `fixed` constants are the first tape's.

    All whole numbers in it are small and not negative, so that what they look like as doubles is
    tiny and no NaN: nothing that copies doubles changes its bits.
    """
    f, gx, *gy = value[1]
    again, xx, *rest = hessian[1]
    header = [dims, fixed, len(constants.values), len(value[0]), len(hessian[0])]
    header += [f, gx, *(gy or [0]), xx, *(rest or [0, 0]), again]
    parts = [
        np.array(header, dtype=np.int32).view(np.float64),
        np.array(constants.values, dtype=np.float64),
        value[0].ravel().view(np.float64),
        hessian[0].ravel().view(np.float64),
    ]
    return np.concatenate(parts)

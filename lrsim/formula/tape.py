"""Turns graphs into the tapes that the core runs: order, registers, instructions, kernels."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lrsim import _core
from lrsim.errors import InputError
from lrsim.formula.graph import Graph

FloatArray = npt.NDArray[np.float64]
Code = npt.NDArray[np.int32]

VARIABLES = 4
REGISTERS = 96
HESSIAN_REGISTERS = 250
"""As in the core's `_tape.pxd`."""


class TooManyRegistersError(Exception):
    """An order of computation keeps more at once than there are registers."""


class Constants:
    """The constants of a kernel's tapes, each once."""

    def __init__(self) -> None:
        self.values: list[float] = []
        self._places: dict[str, int] = {}

    def place(self, value: float) -> int:
        """Return where a constant stands."""
        key = value.hex()
        if key not in self._places:
            self._places[key] = len(self.values)
            self.values.append(value)
        return self._places[key]


class Plan:
    """What is to be computed for some nodes of a graph: each node with its operation and operands.

    A product that is only added to something is one operation with that sum.
    """

    def __init__(self, graph: Graph, outputs: Sequence[int]) -> None:
        self.graph = graph
        self.outputs = outputs
        self.shapes: dict[int, tuple[str, tuple[int, ...]]] = {}
        users: dict[int, int] = dict.fromkeys(outputs, 2)
        stack = list(outputs)
        while stack:
            node = stack.pop()
            if node in self.shapes or graph.nodes[node].op == "name":
                continue
            vertex = graph.nodes[node]
            self.shapes[node] = (vertex.op, vertex.args)
            for a in vertex.args:
                users[a] = users.get(a, 0) + 1
                if graph.constant(a) is None:
                    stack.append(a)
        for node, (op, args) in list(self.shapes.items()):
            if op == "add" and graph.constant(args[1]) is None:
                for product, other in (args, args[::-1]):
                    if graph.nodes[product].op == "mul" and users[product] == 1:
                        self.shapes[node] = ("mul-add", (*graph.nodes[product].args, other))
                        break

    def operands(self, node: int) -> list[int]:
        """Return the nodes that must be computed before a node: without constants and variables."""
        nodes = self.graph.nodes
        return [a for a in self.shapes[node][1] if nodes[a].op not in ("number", "name")]


def write(
    graph: Graph, outputs: Sequence[int], constants: Constants, registers: int = REGISTERS
) -> tuple[Code, list[int]]:
    """Return the instructions (n, 4) that compute some nodes, and the places where these end up."""
    plan = Plan(graph, outputs)
    for order in (_depth_first, _frugal):
        try:
            return _instructions(plan, order(plan), constants, registers)
        except TooManyRegistersError:
            pass
    what = f"its derivatives have more than {registers} intermediate results at a time"
    raise InputError("", None, f"the formula is too large: {what}")


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
    plan: Plan, order: Sequence[int], constants: Constants, registers: int
) -> tuple[Code, list[int]]:
    """Give each node of an order a register while it is needed (a linear scan)."""
    last = {a: step for step, node in enumerate(order) for a in plan.operands(node)}
    last |= dict.fromkeys(plan.outputs, len(order))
    writer = Writer(plan, constants, registers)
    for step, node in enumerate(order):
        # the destination is taken before the operands are freed: it is none of them
        helpers = writer.emit(node)
        writer.free(*helpers)
        writer.free(*(writer.places[a] for a in {*plan.operands(node)} if last[a] == step))
    code = np.array(writer.code, dtype=np.int32).reshape(-1, 4)
    return code, [writer.place(node) for node in plan.outputs]


WITH_CONSTANT = {
    "add": ("add-c", "add-c"),
    "sub": ("", "sub-from-c"),
    "mul": ("mul-c", "mul-c"),
    "div": ("div-c", "div-into-c"),
    "pow": ("pow-c", "pow-of-c"),
    "min": ("min-c", "min-c"),
    "max": ("max-c", "max-c"),
    "below": ("below-c", ""),
}
"""The instructions for a constant as the second operand and as the first."""


class Writer:
    """The instructions written so far, and who is in which register."""

    def __init__(self, plan: Plan, constants: Constants, registers: int) -> None:
        self.plan = plan
        self.constants = constants
        self.places: dict[int, int] = {}
        self.code: list[tuple[int, int, int, int]] = []
        self._free = list(range(VARIABLES, VARIABLES + registers))

    def take(self) -> int:
        if not self._free:
            raise TooManyRegistersError
        return heapq.heappop(self._free)

    def free(self, *registers: int) -> None:
        for register in registers:
            heapq.heappush(self._free, register)

    def place(self, node: int) -> int:
        vertex = self.plan.graph.nodes[node]
        return int(vertex.value) if vertex.op == "name" else self.places[node]

    def emit(self, node: int) -> list[int]:
        """Write a node's instruction; return registers that are free again after it."""
        op, args = self.plan.shapes[node]
        helpers: list[int] = []
        name, first, second = self._form(node, op, args, helpers)
        self.places[node] = self.take()
        self.code.append((_core.TAPE_OPS[name], self.places[node], first, second))
        return helpers

    def _form(
        self, node: int, op: str, args: tuple[int, ...], helpers: list[int]
    ) -> tuple[str, int, int]:
        """Return the instruction's name and its two operands."""
        graph = self.plan.graph
        if op == "number":
            return "load", 0, self.constants.place(graph.nodes[node].value)
        fixed = [graph.constant(a) for a in args]
        if op == "mul-add":
            third = self.place(args[2])
            if fixed[1] is not None:
                return "mul-c-add", self.place(args[0]), self.constants.place(fixed[1]) << 8 | third
            return op, self.place(args[0]), third << 8 | self.place(args[1])
        names = WITH_CONSTANT.get(op, ("", ""))
        if len(args) == 2 and fixed[1] is not None and names[0]:
            return names[0], self.place(args[0]), self.constants.place(fixed[1])
        if fixed[0] is not None and names[1]:
            return names[1], self.place(args[1]), self.constants.place(fixed[0])
        operands = [self._loaded(a, helpers) for a in args]
        return op, operands[0], operands[-1]

    def _loaded(self, node: int, helpers: list[int]) -> int:
        """Return an operand's place, in a register of its own when it is a constant, which is rare."""
        value = self.plan.graph.constant(node)
        if value is None:
            return self.place(node)
        helpers.append(self.take())
        self.code.append((_core.TAPE_OPS["load"], helpers[-1], 0, self.constants.place(value)))
        return helpers[-1]


def pack(
    dims: int,
    value: tuple[Code, Sequence[int]],
    hessian: tuple[Code, Sequence[int]],
    constants: Constants,
) -> FloatArray:
    """Return a surface's kernel: header, constants, both tapes.

    The int32 are small and not negative, so that a pair of them is a tiny double and no NaN: nothing that
    copies doubles changes its bits.
    """
    values = constants.values
    f, gx, *gy = value[1]
    xx, *rest = hessian[1]
    header = [dims, len(values), len(value[0]), len(hessian[0])]
    header += [f, gx, *(gy or [0]), xx, *(rest or [0, 0])]
    parts = [
        np.array(header, dtype=np.int32).view(np.float64),
        np.array(values, dtype=np.float64),
        value[0].ravel().view(np.float64),
        hessian[0].ravel().view(np.float64),
    ]
    return np.concatenate(parts)

"""Turns graphs into the tapes that the core runs: order, registers, instructions, kernels."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from lrsim import _core
from lrsim.errors import InputError
from lrsim.formula.graph import Graph

FloatArray = npt.NDArray[np.float64]
Code = npt.NDArray[np.int32]

VARIABLES = 4
REGISTERS = 96
HEADER = 5
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


def write(graph: Graph, outputs: Sequence[int], constants: Constants) -> tuple[Code, list[int]]:
    """Return the instructions (n, 4) that compute some nodes, and the places where these end up."""
    for order in (_depth_first, _frugal):
        try:
            return _instructions(graph, order(graph, outputs), outputs, constants)
        except TooManyRegistersError:
            pass
    raise InputError(
        "", None, f"the formula is too large: its derivatives need more than {REGISTERS} registers"
    )


def _operands(graph: Graph, node: int) -> list[int]:
    """Return the nodes that must be computed before a node: without constants and variables."""
    return [a for a in graph.nodes[node].args if graph.nodes[a].op not in ("number", "name")]


def _depth_first(graph: Graph, outputs: Sequence[int]) -> list[int]:
    """Return the nodes to compute, one output after the other, each right before it is needed."""
    order: list[int] = []
    seen: set[int] = set()
    stack = [(node, False) for node in reversed(outputs)]
    while stack:
        node, ready = stack.pop()
        if ready:
            order.append(node)
        elif node not in seen and graph.nodes[node].op != "name":
            seen.add(node)
            stack.append((node, True))
            stack.extend((a, False) for a in reversed(_operands(graph, node)))
    return order


def _frugal(graph: Graph, outputs: Sequence[int]) -> list[int]:
    """Return the nodes to compute, what frees most registers first, the newest among equals."""
    nodes = _depth_first(graph, outputs)
    uses: dict[int, set[int]] = {node: set() for node in nodes}
    missing: dict[int, set[int]] = {}
    for node in nodes:
        missing[node] = set(_operands(graph, node))
        for a in missing[node]:
            uses[a].add(node)
    for node in outputs:
        if node in uses:
            uses[node].add(-1)  # it stays
    ready = {node: 0 for node in nodes if not missing[node]}
    order: list[int] = []
    while ready:
        node = max(
            ready, key=lambda n: (sum(len(uses[a]) == 1 for a in {*_operands(graph, n)}), ready[n])
        )
        del ready[node]
        order.append(node)
        for a in {*_operands(graph, node)}:
            uses[a].discard(node)
        for user in sorted(uses[node] - {-1}):
            missing[user].discard(node)
            if not missing[user]:
                ready[user] = len(order)
    return order


def _instructions(
    graph: Graph, order: Sequence[int], outputs: Sequence[int], constants: Constants
) -> tuple[Code, list[int]]:
    """Give each node of an order a register while it is needed (a linear scan)."""
    steps = len(order)
    last = {a: step for step, node in enumerate(order) for a in _operands(graph, node)}
    last |= dict.fromkeys(outputs, steps)
    free = list(range(VARIABLES, VARIABLES + REGISTERS))
    places: dict[int, int] = {}
    code: list[tuple[int, int, int, int]] = []

    def take() -> int:
        if not free:
            raise TooManyRegistersError
        return heapq.heappop(free)

    def place(node: int) -> int:
        vertex = graph.nodes[node]
        return int(vertex.value) if vertex.op == "name" else places[node]

    def loaded(value: float) -> int:
        register = take()
        code.append((_core.TAPE_OPS["load"], register, 0, constants.place(value)))
        return register

    for step, node in enumerate(order):
        if graph.constant(node) is not None:
            places[node] = loaded(graph.nodes[node].value)
            continue
        # the destination is taken before the operands are freed: it is none of them
        helpers = _emit(graph, node, code, place, take, constants)
        places[node] = code[-1][1]
        for a in {*_operands(graph, node)}:
            if last[a] == step:
                heapq.heappush(free, places[a])
        for register in helpers:
            heapq.heappush(free, register)
    return np.array(code, dtype=np.int32).reshape(-1, 4), [place(node) for node in outputs]


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


def _emit(
    graph: Graph,
    node: int,
    code: list[tuple[int, int, int, int]],
    place: Callable[[int], int],
    take: Callable[[], int],
    constants: Constants,
) -> list[int]:
    """Append the instruction of a node; return registers that are free again after it."""
    op, args, _ = graph.nodes[node]
    ops = _core.TAPE_OPS
    fixed = [graph.constant(a) for a in args]
    names = WITH_CONSTANT.get(op, ("", ""))
    first = fixed[0]
    second = fixed[1] if len(args) == 2 else None
    if second is not None and names[0]:
        code.append((ops[names[0]], take(), place(args[0]), constants.place(second)))
        return []
    if first is not None and names[1]:
        code.append((ops[names[1]], take(), place(args[1]), constants.place(first)))
        return []
    # an operation that takes no constant there, which is rare: load it
    helpers: list[int] = []
    operands: list[int] = []
    for a, value in zip(args, fixed, strict=True):
        if value is None:
            operands.append(place(a))
        else:
            helpers.append(take())
            operands.append(helpers[-1])
            code.append((ops["load"], helpers[-1], 0, constants.place(value)))
    code.append((ops[op], take(), operands[0], operands[-1]))
    return helpers


def pack(
    dims: int,
    value: tuple[Code, Sequence[int]],
    hessian: tuple[Code, Sequence[int]],
    constants: Constants,
) -> FloatArray:
    """Return a surface's kernel: header, constants, both tapes.

    The int32 are small and not negative, so that a pair of them is zero or a subnormal double: nothing that copies
    doubles changes its bits, as it might those of a NaN.
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

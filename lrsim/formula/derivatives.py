"""Derivatives of formulas, as further nodes of their graphs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence

from lrsim.formula.graph import Graph, Vertex

LARGEST = sys.float_info.max


def derive(graph: Graph, output: int, names: Sequence[int]) -> list[int]:
    """Return the nodes of the derivatives of a node with respect to variables, by reverse accumulation."""
    graph.deriving = True
    reach = _reach(graph, output)
    zero = graph.number(0.0)
    parts: dict[int, list[int]] = {output: [graph.number(1.0)]}
    total: dict[int, int] = {}
    for node in sorted(reach, reverse=True):
        # in the order in which the value adds its terms: what a term needs is then needed only briefly
        adjoint = zero
        for part in reversed(parts.pop(node, [])):
            adjoint = graph.apply("add", adjoint, part)
        total[node] = adjoint
        vertex = _meaning(graph, node)
        if adjoint == zero or vertex.op not in RULES:
            continue
        if node in graph.choices:
            for index, part in _chosen(graph, node, adjoint, names):
                parts.setdefault(graph.name(index), []).append(part)
            continue
        for arg, part in zip(vertex.args, RULES[vertex.op](graph, node, adjoint), strict=True):
            if arg in reach and part >= 0 and part != zero:
                parts.setdefault(arg, []).append(part)
    graph.deriving = False
    return [total.get(graph.name(index), zero) for index in names]


def _chosen(
    graph: Graph, node: int, adjoint: int, names: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Yield what a chosen value adds to the derivative by each variable that it depends on.

    It is derived by itself and chosen then: times 0 a slope that is infinite or no number would not vanish.
    """
    condition, value = graph.nodes[node].args
    slopes = derive(graph, value, names)
    graph.deriving = True  # again
    for index, slope in zip(names, slopes, strict=True):
        if graph.constant(slope) != 0.0:
            yield index, graph.chosen(condition, graph.apply("mul", adjoint, slope))


def _meaning(graph: Graph, node: int) -> Vertex:
    return graph.meanings.get(node, graph.nodes[node])


def _reach(graph: Graph, output: int) -> set[int]:
    """Return the nodes that an output is made of and that are made of variables."""
    seen = {output}
    stack = [output]
    while stack:
        for arg in _meaning(graph, stack.pop()).args:
            if arg not in seen and graph.constant(arg) is None:
                seen.add(arg)
                stack.append(arg)
    return seen


# --- rules ---
# each returns what the adjoint `d` of a node adds to those of its arguments, −1 for nothing

Rule = Callable[[Graph, int, int], tuple[int, ...]]


def _chain(slope: Callable[[Graph, int, int], int]) -> Rule:
    """Return the rule of a function of one argument from its slope, a node made of argument and value."""

    def rule(g: Graph, node: int, d: int) -> tuple[int, ...]:
        return (g.apply("mul", d, slope(g, g.nodes[node].args[0], node)),)

    return rule


def _damped(g: Graph, d: int, slope: int) -> int:
    """Return d · slope, and 0 where d is 0: a slope that has overflowed must not make a NaN of it."""
    product = g.apply("where", d, g.apply("mul", d, slope))
    if g.constant(d) is None and g.nodes[product].op == "where":
        g.meanings[product] = Vertex("damped", (d, slope))
    return product


def _d_damped(g: Graph, node: int, d: int) -> tuple[int, ...]:
    """Derive a product: where its factor is 0 it grows by the slope, unless that has overflowed."""
    factor, slope = g.meanings[node].args
    finite = g.apply("where", g.apply("below", g.apply("abs", slope), g.number(LARGEST)), slope)
    return _damped(g, d, finite), g.apply("mul", d, factor)


def _d_mul(g: Graph, node: int, d: int) -> tuple[int, ...]:
    a, b = g.nodes[node].args
    if a == b:
        return g.apply("mul", g.apply("mul", d, a), g.number(2.0)), -1
    return g.apply("mul", d, b), g.apply("mul", d, a) if g.constant(b) is None else -1


def _d_div(g: Graph, node: int, d: int) -> tuple[int, ...]:
    b = g.nodes[node].args[1]
    part = g.apply("div", d, b)
    if g.constant(b) is not None:
        return part, -1
    return part, g.negative(g.apply("mul", part, node))


def _d_pow(g: Graph, node: int, d: int) -> tuple[int, ...]:
    a, b = g.nodes[node].args
    base = exponent = -1
    if g.constant(a) is None:
        less = g.apply("pow", a, g.apply("sub", b, g.number(1.0)))
        base = _damped(g, d, g.apply("mul", _smooth(g, a, b, less), b))
    if g.constant(b) is None:
        # 0 to any power stays 0
        log = g.apply("where", node, g.apply("log", a))
        exponent = _damped(g, d, g.apply("mul", node, log))
    return base, exponent


def _smooth(g: Graph, a: int, b: int, less: int) -> int:
    """Return a**(b − 1), and 0 where a is 0 and b below 1: at a kink, as for a root."""
    power = g.constant(b)
    if power is not None:
        return g.apply("where", a, less) if 0.0 < power < 1.0 else less
    return g.apply(
        "where", g.apply("max", g.apply("abs", a), g.apply("below", g.number(1.0), b)), less
    )


def _d_sqrt(g: Graph, node: int, d: int) -> tuple[int, ...]:
    """Take the slope at 0 to be 0, as that of a kink: what is under a root has its minimum there."""
    slope = g.apply("div", g.apply("mul", d, g.number(0.5)), node)
    return (g.apply("where", node, slope),)


def _d_tanh(g: Graph, node: int, d: int) -> tuple[int, ...]:
    """Take the slope to be 1/cosh², for 1 − tanh² is lost to rounding where tanh is near 1."""
    cosh = g.apply("cosh", g.nodes[node].args[0])
    slope = g.apply("div", g.number(1.0), g.apply("mul", cosh, cosh))
    g.meanings[slope] = Vertex("sech2", g.nodes[node].args)
    return (g.apply("mul", d, slope),)


def _d_sech2(g: Graph, node: int, d: int) -> tuple[int, ...]:
    """−2 · sech² · tanh; as a quotient it would be 0 · ∞ where cosh overflows."""
    (a,) = g.meanings[node].args
    bend = g.apply("mul", g.apply("mul", node, g.apply("tanh", a)), g.number(-2.0))
    return (g.apply("mul", d, bend),)


def _d_choice(g: Graph, node: int, d: int) -> tuple[int, ...]:
    """Give all of the slope to the argument that is chosen."""
    a, b = g.nodes[node].args
    first = g.apply("below", a, b)
    if g.nodes[node].op == "max":
        first = g.apply("sub", g.number(1.0), first)
    second = g.apply("sub", g.number(1.0), first)
    return g.apply("where", first, d), g.apply("where", second, d)


RULES: dict[str, Rule] = {
    "add": lambda _g, _node, d: (d, d),
    "sub": lambda g, _node, d: (d, g.negative(d)),
    "mul": _d_mul,
    "div": _d_div,
    "pow": _d_pow,
    "min": _d_choice,
    "max": _d_choice,
    "where": lambda g, node, d: (-1, g.apply("where", g.nodes[node].args[0], d)),
    "sin": _chain(lambda g, a, _f: g.apply("cos", a)),
    "cos": _chain(lambda g, a, _f: g.negative(g.apply("sin", a))),
    "tan": _chain(lambda g, _a, f: g.apply("add", g.apply("mul", f, f), g.number(1.0))),
    "exp": lambda g, node, d: (_damped(g, d, node),),
    "log": lambda g, node, d: (g.apply("div", d, g.nodes[node].args[0]),),
    "sqrt": _d_sqrt,
    "abs": _chain(lambda g, a, _f: g.apply("sign", a)),
    "tanh": _d_tanh,
    "sech2": _d_sech2,
    "damped": _d_damped,
    "sinh": lambda g, node, d: (_damped(g, d, g.apply("cosh", g.nodes[node].args[0])),),
    "cosh": lambda g, node, d: (_damped(g, d, g.apply("sinh", g.nodes[node].args[0])),),
}
"""Operations without one (floor, sign, below) are flat."""

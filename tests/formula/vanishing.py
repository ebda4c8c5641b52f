"""Formulas whose factors vanish, and the exact derivatives of any formula: Taylor's terms in mpmath.

Run by itself it checks the number of points that it is told, which takes about five minutes for 50000::

    python tests/formula/vanishing.py 50000
"""
# ruff: noqa: T201 - for a script run by hand, which says what it found

import math
import random
import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple

import mpmath
import numpy as np

from lrsim import _core
from lrsim._core import SurfaceCode
from lrsim.errors import InputError
from lrsim.formula.parser import parse_formula
from lrsim.formula.program import compile_expression

Terms = tuple  # f, fx, fy, fxx, fxy, fyy
SLOPES = ((1, 1), (1, 2), (2, 2))
EACH = 5
"""How many points a formula is looked at where its factors vanish, and elsewhere."""


class KinkError(Exception):
    """A place where a formula has no derivatives, or where rounding decides what they are."""


# --- exact derivatives ---


def product(u: Terms, v: Terms) -> Terms:
    bends = (
        u[0] * v[3 + k] + u[3 + k] * v[0] + u[i] * v[j] + u[j] * v[i]
        for k, (i, j) in enumerate(SLOPES)
    )
    return (u[0] * v[0], u[0] * v[1] + u[1] * v[0], u[0] * v[2] + u[2] * v[0], *bends)


def through(u: Terms, value, slope, bend) -> Terms:
    """Return f(u), given f and its derivatives there: the chain rule."""
    bends = (slope * u[3 + k] + bend * u[i] * u[j] for k, (i, j) in enumerate(SLOPES))
    return (value, slope * u[1], slope * u[2], *bends)


def _tan(x):
    t = mpmath.tan(x)
    return t, 1 + t * t, 2 * t * (1 + t * t)


def _tanh(x):
    t, s = mpmath.tanh(x), mpmath.sech(x) ** 2
    return t, s, -2 * t * s


def _log(x):
    if x <= 0:
        raise KinkError
    return mpmath.log(x), 1 / x, -1 / x**2


def _sqrt(x):
    if x <= 0:
        raise KinkError
    r = mpmath.sqrt(x)
    return r, 1 / (2 * r), -1 / (4 * r * x)


def _abs(x):
    if x == 0:
        raise KinkError
    return abs(x), mpmath.sign(x), 0


def _floor(x):
    if x == mpmath.floor(x):
        raise KinkError
    return mpmath.floor(x), 0, 0


FUNCTIONS: dict[str, Callable] = {
    "sin": lambda x: (mpmath.sin(x), mpmath.cos(x), -mpmath.sin(x)),
    "cos": lambda x: (mpmath.cos(x), -mpmath.sin(x), -mpmath.cos(x)),
    "tan": _tan,
    "exp": lambda x: (mpmath.exp(x),) * 3,
    "log": _log,
    "sqrt": _sqrt,
    "abs": _abs,
    "tanh": _tanh,
    "sinh": lambda x: (mpmath.sinh(x), mpmath.cosh(x), mpmath.sinh(x)),
    "cosh": lambda x: (mpmath.cosh(x), mpmath.sinh(x), mpmath.cosh(x)),
    "floor": _floor,
}


def power(u: Terms, v: Terms) -> Terms:
    n = v[0]
    if any(v[1:]) or (n != mpmath.floor(n) and u[0] <= 0):
        if u[0] <= 0:
            raise KinkError
        return through(product(v, through(u, *_log(u[0]))), *FUNCTIONS["exp"](n * mpmath.log(u[0])))
    if u[0] == 0 and n < 0:
        raise KinkError
    bend = n * (n - 1) * u[0] ** (n - 2) if n not in (0, 1) else 0
    return through(u, u[0] ** n, n * u[0] ** (n - 1) if n != 0 else 0, bend)


def applied(op: str, args: Sequence[Terms]) -> Terms:
    u, v = args[0], args[-1]
    if op == "neg":
        return tuple(-a for a in u)
    if op == "add":
        return tuple(a + b for a, b in zip(u, v, strict=True))
    if op == "sub":
        return tuple(a - b for a, b in zip(u, v, strict=True))
    if op == "mul":
        return product(u, v)
    if op == "div":
        if v[0] == 0:
            raise KinkError
        r = 1 / v[0]
        return product(u, through(v, r, -r * r, 2 * r**3))
    if op == "pow":
        return power(u, v)
    if op in ("min", "max"):
        if u[0] == v[0]:
            raise KinkError
        return u if (u[0] < v[0]) == (op == "min") else v
    return through(u, *FUNCTIONS[op](u[0]))


class Exact(NamedTuple):
    """The terms of a formula at a point, and whether a part of it is 0 there."""

    terms: list[float]
    vanishing: bool


def exact(tree, x: float, y: float) -> Exact:
    """Return a formula's derivatives; parts of it must be 0 or of moderate size, and so must their slopes."""
    made: list[Terms] = []
    vanishing = False
    for node in tree:
        if node.op == "number":
            made.append((mpmath.mpf(node.value), *(0,) * 5))
        elif node.op == "name":
            first = node.name == "x"
            made.append((mpmath.mpf(x if first else y), int(first), int(not first), 0, 0, 0))
        else:
            made.append(applied(node.op, [made[a] for a in node.args]))
            value = made[-1][0]
            vanishing = vanishing or value == 0
            if not (value == 0 or 1e-3 < abs(value) < 1e3) or max(map(abs, made[-1])) > 1e4:
                raise KinkError
    return Exact([float(term) for term in made[-1]], vanishing)


# --- formulas that vanish ---


def number(value: float) -> str:
    return f"({value!r})" if value < 0 else repr(value)


class Draw:
    """Draws formulas in which factors are exactly 0 where x, or y, has a certain value."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.at = {"x": 0.0, "y": 0.0}

    def formula(self) -> str:
        self.at = {name: self.rng.randint(-8, 8) / 4 for name in "xy"}
        return self._any(self.rng.randint(1, 3))

    def _zero(self) -> str:
        """Return what is 0 at the place, exactly so in doubles."""
        name = self.rng.choice("xxy")
        c = self.at[name]
        shift = f"({name} - {number(c)})"
        return self.rng.choice(
            [
                shift,
                shift,
                f"{shift}*{self.rng.choice('xy')}",
                f"({name}**2 - {number(c * c)})",
                f"(exp({shift}) - 1)",
                f"log({shift} + 1)",
                f"(1 - cosh({shift}))",
                f"({shift} + 1)**1.5*{shift}",
                f"{self.rng.choice(['sin', 'tan', 'sinh', 'tanh'])}({shift})",
            ]
        )

    def _any(self, depth: int) -> str:
        if depth == 0:
            leaves = [
                self._zero,
                self._zero,
                lambda: self.rng.choice(["x", "y", "0.75", "2", "1.5"]),
            ]
            return self.rng.choice(leaves)()
        a, b = self._any(depth - 1), self._any(depth - 1)
        function = self.rng.choice([*FUNCTIONS])
        n = self.rng.choice(["2", "2", "3", "2.5", "-1", "(1/3)", "x", "(y + 3)"])
        return self.rng.choice(
            [
                f"({a})*({b})",
                f"({a})*({b})",
                f"({a})*{self.rng.choice(['exp', 'sinh', 'cosh'])}({b})",
                f"({a})*(({b}) + 2)**{n}",
                f"({a}) + ({b})",
                f"({a}) - ({b})",
                f"({a})/(2 + ({b}))",
                f"({a})**{n}",
                f"{function}({b})",
                f"{self.rng.choice(['min', 'max'])}({a}, {b})",
            ]
        )

    def points(self) -> list[tuple[float, float]]:
        """Return points where factors vanish, and as many where they need not."""
        lines = [(self.at["x"], self.rng.randint(-8, 8) / 4) for _ in range(EACH - 1)]
        elsewhere = [(self.rng.uniform(-2, 2), self.rng.uniform(-2, 2)) for _ in range(EACH)]
        return [(self.at["x"], self.at["y"]), *lines, *elsewhere]


class Found(NamedTuple):
    """What a point came to: the formula, where it is, the largest error in parts of the largest term."""

    text: str
    point: tuple[float, float]
    error: float
    vanishing: bool


def checked(count: int, seed: int) -> list[Found]:
    """Return what at least that many points came to, half of them where a part of the formula is 0."""
    draw = Draw(seed)
    found: dict[bool, list[Found]] = {True: [], False: []}
    while min(map(len, found.values())) < count / 2:
        text = draw.formula()
        try:
            tree = parse_formula(text, ("x", "y"))
            program = compile_expression(text)
            kernel = program.surface_kernel()
        except InputError:
            continue
        for point in draw.points():
            try:
                terms, vanishing = exact(tree, *point)
            except KinkError:
                continue
            if len(found[vanishing]) < count / 2:
                error = _error(kernel, program.dimensions, point, terms)
                found[vanishing].append(Found(text, point, error, vanishing))
    return [*found[True], *found[False]]


def _error(kernel, dimensions: int, point, terms: Sequence[float]) -> float:
    at = np.array([point[:dimensions]])
    loss, gradient, hessian = (
        np.empty(1),
        np.empty((1, dimensions)),
        np.empty((1, *(dimensions,) * 2)),
    )
    _core.evaluate(SurfaceCode.FORMULA, kernel, at, loss, gradient, hessian)
    got = [loss[0], *gradient[0], *hessian[0][np.triu_indices(dimensions)]]
    wanted = terms if dimensions == 2 else [terms[k] for k in (0, 1, 3)]
    size = 1 + max(map(abs, wanted))
    errors = [abs(a - b) / size for a, b in zip(got, wanted, strict=True)]
    return math.inf if any(map(math.isnan, errors)) else max(errors)


if __name__ == "__main__":
    results = sorted(checked(int(sys.argv[1]), seed=1), key=lambda one: -one.error)
    for one in results[:10]:
        print(f"{one.error:.3g}  {one.text}  at {one.point}")
    print(f"{len(results)} points, {sum(one.vanishing for one in results)} where a part is 0")

"""Numbers that carry their first and second derivatives: differentiation by the rules of the textbook.

A jet is a value with its gradient and Hessian with respect to x and y. Any formula of sums, products,
quotients and the functions below, given jets, gives the derivatives with it; given floats, the value::

    x, y = coordinates(2.0, 3.0)
    (x * x * y).gradient  # (12.0, 4.0)
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Union

Number = Union[float, "Jet"]
PAIRS = tuple(product(range(2), repeat=2))


@dataclass(frozen=True)
class Jet:
    """A value, its gradient (x, y) and its Hessian (xx, xy, yx, yy)."""

    value: float
    gradient: tuple[float, float] = (0.0, 0.0)
    hessian: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)

    def __add__(self, other: Number) -> "Jet":
        v = jet(other)
        return Jet(
            self.value + v.value,
            tuple(a + b for a, b in zip(self.gradient, v.gradient, strict=True)),
            tuple(a + b for a, b in zip(self.hessian, v.hessian, strict=True)),
        )

    def __mul__(self, other: Number) -> "Jet":
        u, v = self, jet(other)
        cross = [u.gradient[i] * v.gradient[j] + v.gradient[i] * u.gradient[j] for i, j in PAIRS]
        return Jet(
            u.value * v.value,
            tuple(u.value * b + v.value * a for a, b in zip(u.gradient, v.gradient, strict=True)),
            tuple(
                u.value * b + v.value * a + c
                for a, b, c in zip(u.hessian, v.hessian, cross, strict=True)
            ),
        )

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self) -> "Jet":
        return self * -1.0

    def __sub__(self, other: Number) -> "Jet":
        return self + -other

    def __rsub__(self, other: Number) -> "Jet":
        return -self + other

    def __truediv__(self, other: Number) -> "Jet":
        if not isinstance(other, Jet):
            return self * (1.0 / other)
        r = 1.0 / other.value
        return self * other.through(r, -r * r, 2 * r * r * r)

    def through(self, value: float, slope: float, bend: float) -> "Jet":
        """Return f of this, given f, f′ and f″ at its value: the chain rule."""
        return Jet(
            value,
            tuple(slope * a for a in self.gradient),
            tuple(
                slope * h + bend * self.gradient[i] * self.gradient[j]
                for h, (i, j) in zip(self.hessian, PAIRS, strict=True)
            ),
        )


def jet(number: Number) -> Jet:
    return number if isinstance(number, Jet) else Jet(number)


def coordinates(*position: float) -> tuple[Jet, ...]:
    """Return the coordinates as jets."""
    return tuple(Jet(x, axis) for x, axis in zip(position, ((1.0, 0.0), (0.0, 1.0)), strict=False))


def applied(u: Number, f: Callable[[float], tuple[float, float, float]]) -> Number:
    """Return f(u), where f gives its value and two derivatives."""
    return u.through(*f(u.value)) if isinstance(u, Jet) else f(u)[0]


def sin(u: Number) -> Number:
    return applied(u, lambda x: (_sin(x), _cos(x), -_sin(x)))


def cos(u: Number) -> Number:
    return applied(u, lambda x: (_cos(x), -_sin(x), -_cos(x)))


def exp(u: Number) -> Number:
    return applied(u, lambda x: (math.exp(x),) * 3)


def tanh(u: Number) -> Number:
    def f(x: float) -> tuple[float, float, float]:
        t = math.tanh(x)
        return t, 1 - t * t, -2 * t * (1 - t * t)

    return applied(u, f)


def log_cosh(u: Number) -> Number:
    def f(x: float) -> tuple[float, float, float]:
        t = math.tanh(x)
        return abs(x) + math.log1p(math.exp(-2 * abs(x))) - math.log(2), t, 1 - t * t

    return applied(u, f)


def root(u: Number) -> Number:
    """√u, and 0 without derivatives at 0."""

    def f(x: float) -> tuple[float, float, float]:
        r = math.sqrt(x)
        return (r, 0.5 / r, -0.25 / (r * x)) if r > 0 else (0.0, 0.0, 0.0)

    return applied(u, f)


def absolute(u: Number) -> Number:
    return applied(u, lambda x: (abs(x), float((x > 0) - (x < 0)), 0.0))


def _sin(x: float) -> float:
    return math.sin(x) if math.isfinite(x) else math.nan


def _cos(x: float) -> float:
    return math.cos(x) if math.isfinite(x) else math.nan

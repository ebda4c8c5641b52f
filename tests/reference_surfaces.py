"""The surfaces in plain Python: what the product's are compared with.

Like `reference` meant to be checked by reading. The first ones have derivatives written by hand, in
the core's own order of operations: to the same bits. The others are the formula alone, from which
`reference_jets` derives: to rounding.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from reference_jets import Number, absolute, coordinates, cos, exp, jet, log_cosh, root, sin, tanh

Position = tuple[float, ...]
PI = math.pi


@dataclass(frozen=True)
class Surface:
    """A loss with its derivatives, the places of its minima and how far out a run may go."""

    value: Callable[..., float]  # called with the coordinates: value(x) or value(x, y)
    gradient: Callable[..., Position]
    hessian: Callable[..., tuple[Position, ...]]
    minima: tuple[Position, ...]
    losses: tuple[float, ...] = ()  # of the minima; all 0 when left out
    escape: float | None = None


# --- with derivatives by hand --------------------------------------------------------------------


def quadratic(escape: float | None = None) -> Surface:
    """x²."""
    return Surface(
        value=lambda x: x * x,
        gradient=lambda x: (2 * x,),
        hessian=lambda x: ((2.0,),),
        minima=((0.0,),),
        escape=escape,
    )


def double_well(escape: float | None = None) -> Surface:
    """(x² - 1)²."""
    return Surface(
        value=lambda x: (x * x - 1) * (x * x - 1),
        gradient=lambda x: (4 * x * (x * x - 1),),
        hessian=lambda x: ((12 * x * x - 4,),),
        minima=((-1.0,), (1.0,)),
        escape=escape,
    )


def shower(escape: float | None = None) -> Surface:
    """10 ln cosh(x/0.4) - 3x, minus its minimum.

    Its gradient is the outlet temperature 35 + 25 tanh(x/0.4) less the target of 38 °C.
    """

    def log_cosh(u: float) -> float:  # cosh itself would overflow at |u| = 711
        return abs(u) + math.log1p(math.exp(-2 * abs(u))) - math.log(2)

    def unshifted(x: float) -> float:
        return 10 * log_cosh(x / 0.4) - 3 * x

    def hessian(x: float) -> tuple[Position, ...]:
        slope = math.tanh(x / 0.4)
        return ((62.5 * (1 - slope * slope),),)

    target = 0.4 * math.atanh(3 / 25)  # where the gradient is zero
    return Surface(
        value=lambda x: unshifted(x) - unshifted(target),
        gradient=lambda x: (25 * math.tanh(x / 0.4) - 3,),
        hessian=hessian,
        minima=((target,),),
        escape=escape,
    )


def bowl(escape: float | None = None) -> Surface:
    """x² + y²."""
    return Surface(
        value=lambda x, y: x * x + y * y,
        gradient=lambda x, y: (2 * x, 2 * y),
        hessian=lambda x, y: ((2.0, 0.0), (0.0, 2.0)),
        minima=((0.0, 0.0),),
        escape=escape,
    )


def long_valley(kappa: float = 10.0, escape: float | None = None) -> Surface:
    """½ (x² + κ y²)."""
    return Surface(
        value=lambda x, y: 0.5 * (x * x + kappa * (y * y)),
        gradient=lambda x, y: (x, kappa * y),
        hessian=lambda x, y: ((1.0, 0.0), (0.0, kappa)),
        minima=((0.0, 0.0),),
        escape=escape,
    )


def rosenbrock(a: float = 1.0, b: float = 100.0, escape: float | None = None) -> Surface:
    """(a - x)² + b (y - x²)²."""

    def value(x: float, y: float) -> float:
        s = a - x
        t = y - x * x
        return s * s + b * (t * t)

    def gradient(x: float, y: float) -> Position:
        t = y - x * x
        return (-2 * (a - x) - 4 * b * x * t, 2 * b * t)

    def hessian(x: float, y: float) -> tuple[Position, ...]:
        t = y - x * x
        return ((2 - 4 * b * t + 8 * b * x * x, -4 * b * x), (-4 * b * x, 2 * b))

    return Surface(value, gradient, hessian, minima=((a, a * a),), escape=escape)


def himmelblau(escape: float | None = None) -> Surface:
    """(x² + y - 11)² + (x + y² - 7)²."""

    def value(x: float, y: float) -> float:
        p = x * x + y - 11
        q = x + y * y - 7
        return p * p + q * q

    def gradient(x: float, y: float) -> Position:
        p = x * x + y - 11
        q = x + y * y - 7
        return (4 * x * p + 2 * q, 2 * p + 4 * y * q)

    def hessian(x: float, y: float) -> tuple[Position, ...]:
        p = x * x + y - 11
        q = x + y * y - 7
        mixed = 4 * x + 4 * y
        return ((4 * p + 8 * x * x + 2, mixed), (mixed, 4 * q + 8 * y * y + 2))

    minima = (  # the three other than (3, 2) are roots of a quartic
        (3.0, 2.0),
        (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.283185991286170),
        (3.584428340330492, -1.848126526964404),
    )
    return Surface(value, gradient, hessian, minima, escape=escape)


# --- formulas alone ------------------------------------------------------------------------------


def square(x: Number) -> Number:
    return x * x


def huber(delta: float, x: Number) -> Number:
    return x * x / 2 if abs(jet(x).value) <= delta else delta * (absolute(x) - delta / 2)


def forrester(x: Number) -> Number:
    return square(6 * x - 2) * sin(12 * x - 4)


def cliff(height: float, steepness: float, x: Number) -> Number:
    return x * x / 2 + height * (1 + tanh(steepness * (x - 1) / 2)) / 2


def beale(x: Number, y: Number) -> Number:
    one, two, three = 1.5 - x + x * y, 2.25 - x + x * y * y, 2.625 - x + x * y * y * y
    return one * one + two * two + three * three


def three_hump_camel(x: Number, y: Number) -> Number:
    u = x * x
    return 2 * u - 1.05 * u * u + u * u * u / 6 + x * y + y * y


def six_hump_camel(x: Number, y: Number) -> Number:
    u, v = x * x, y * y
    return (4 - 2.1 * u + u * u / 3) * u + x * y + (4 * v - 4) * v


def styblinski_tang(*w: Number) -> Number:
    return sum((x * x * x * x - 16 * x * x + 5 * x for x in w), 0.0) / 2


def goldstein_price(x: Number, y: Number) -> Number:
    one = 19 - 14 * x + 3 * x * x - 14 * y + 6 * x * y + 3 * y * y
    two = 18 - 32 * x + 12 * x * x + 48 * y - 36 * x * y + 27 * y * y
    return (1 + square(x + y + 1) * one) * (30 + square(2 * x - 3 * y) * two)


def mccormick(x: Number, y: Number) -> Number:
    return sin(x + y) + square(x - y) - 1.5 * x + 2.5 * y + 1


def rastrigin(a: float, *w: Number) -> Number:
    return sum((a + x * x - a * cos(2 * PI * x) for x in w), 0.0)


def ackley(a: float, b: float, c: float, x: Number, y: Number) -> Number:
    cone = a * exp(-b * root((x * x + y * y) / 2))
    return -cone - exp((cos(c * x) + cos(c * y)) / 2) + a + math.e


def griewank(x: Number, y: Number) -> Number:
    return 1 + (x * x + y * y) / 4000 - cos(x) * cos(y / math.sqrt(2))


def levy_13(x: Number, y: Number) -> Number:
    along = square(sin(3 * PI * x)) + square(x - 1) * (1 + square(sin(3 * PI * y)))
    return along + square(y - 1) * (1 + square(sin(2 * PI * y)))


def easom(x: Number, y: Number) -> Number:
    return -cos(x) * cos(y) * exp(-square(x - PI) - square(y - PI))


def branin(x: Number, y: Number) -> Number:
    bend = y - 5.1 * x * x / (4 * PI * PI) + 5 * x / PI - 6
    return bend * bend + 10 * (1 - 1 / (8 * PI)) * cos(x) + 10


@dataclass(frozen=True)
class Formula:
    """A formula, its parameters in order with their defaults, and its minima where they are simple."""

    of: Callable[..., Number]
    parameters: dict[str, float]
    minima: tuple[Position, ...] = ()

    def __call__(self, escape: float | None = None, **given: float) -> Surface:
        values = self.parameters | given
        formula = partial(self.of, *values.values())

        def hessian(*position: float) -> tuple[Position, ...]:
            h = jet(formula(*coordinates(*position))).hessian
            return ((h[0],),) if len(position) == 1 else (h[:2], h[2:])

        return Surface(
            value=formula,
            gradient=lambda *w: jet(formula(*coordinates(*w))).gradient[: len(w)],
            hessian=hessian,
            minima=self.minima,
            losses=tuple(formula(*place) for place in self.minima),
            escape=escape,
        )


CAMEL = math.sqrt(2.1 + math.sqrt(0.91))  # where 4x - 4.2x³ + x⁵ - x/2 is 0
THIRD = PI / 3

FORMULAS: dict[str, Formula] = {
    "quartic": Formula(lambda x: x * x * x * x, {}, ((0.0,),)),
    "abs": Formula(absolute, {}, ((0.0,),)),
    "huber": Formula(huber, {"delta": 1.0}, ((0.0,),)),
    "log-cosh": Formula(log_cosh, {}, ((0.0,),)),
    "bumpy-parabola": Formula(lambda a, x: x * x + a * sin(x), {"a": 10.0}),
    "rastrigin-1d": Formula(rastrigin, {"a": 10.0}),
    "gramacy-lee": Formula(lambda x: sin(10 * PI * x) / (2 * x) + square(square(x - 1)), {}),
    "forrester": Formula(forrester, {}),
    "plateau": Formula(lambda width, x: square(tanh(x / width)), {"width": 1.0}, ((0.0,),)),
    "cliff": Formula(cliff, {"height": 10.0, "steepness": 20.0}),
    "beale": Formula(beale, {}, ((3.0, 0.5),)),
    "booth": Formula(lambda x, y: square(x + 2 * y - 7) + square(2 * x + y - 5), {}, ((1.0, 3.0),)),
    "matyas": Formula(lambda x, y: 0.26 * (x * x + y * y) - 0.48 * x * y, {}, ((0.0, 0.0),)),
    "three-hump-camel": Formula(
        three_hump_camel, {}, ((0.0, 0.0), (CAMEL, -CAMEL / 2), (-CAMEL, CAMEL / 2))
    ),
    "six-hump-camel": Formula(six_hump_camel, {}),
    "styblinski-tang": Formula(styblinski_tang, {}),
    "goldstein-price": Formula(
        goldstein_price, {}, ((0.0, -1.0), (-0.6, -0.4), (1.8, 0.2), (1.2, 0.8))
    ),
    "saddle": Formula(lambda x, y: x * x - y * y, {}),
    "monkey-saddle": Formula(lambda x, y: x * x * x - 3 * x * y * y, {}),
    "edge-of-stability": Formula(
        lambda x, y: square(1 - x * y) / 2, {}, ((1.0, 1.0), (-1.0, -1.0))
    ),
    "mccormick": Formula(
        mccormick, {}, ((0.5 - THIRD, -0.5 - THIRD), (0.5 + 2 * THIRD, -0.5 + 2 * THIRD))
    ),
    "rastrigin": Formula(rastrigin, {"a": 10.0}),
    "ackley": Formula(ackley, {"a": 20.0, "b": 0.2, "c": 2 * PI}),
    "griewank": Formula(griewank, {}),
    "levy-13": Formula(levy_13, {}),
    "easom": Formula(easom, {}),
    "branin": Formula(branin, {}, ((-PI, 12.275), (PI, 2.275), (3 * PI, 2.475))),
}

SURFACES: dict[str, Callable[..., Surface]] = {
    "quadratic": quadratic,
    "double-well": double_well,
    "shower": shower,
    "bowl": bowl,
    "long-valley": long_valley,
    "rosenbrock": rosenbrock,
    "himmelblau": himmelblau,
} | FORMULAS

"""Optimizers that look at more than one coordinate, or at the surface, in plain Python.

`reference.descend` gives them the surface before the first step.
"""

import math
from dataclasses import dataclass, field

from reference_surfaces import Position, Surface


def inner(a: Position, b: Position) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


def along(position: Position, gradient: Position, t: float) -> Position:
    """Return the position `t` gradients downhill."""
    return tuple(x - t * g for x, g in zip(position, gradient, strict=True))


@dataclass(kw_only=True)
class Search:
    surface: Surface = field(init=False)


@dataclass
class Newton(Search):
    """To where the local parabola has no slope; along the gradient where it has no such place."""

    def step(self, position: Position, gradient: Position, lr: float) -> Position:
        rows = self.surface.hessian(*position)
        if len(position) == 1:
            ((curvature,),) = rows
            return along(position, (gradient[0] / curvature if curvature else gradient[0],), lr)
        (xx, xy), (_, yy) = rows
        det = xx * yy - xy * xy
        if det == 0:
            return along(position, gradient, lr)
        x, y = gradient
        return along(position, ((yy * x - xy * y) / det, (xx * y - xy * x) / det), lr)


@dataclass
class Armijo(Search):
    """The first of lr, lr·shrink, lr·shrink², … that lowers the loss as the slope promises."""

    c1: float = 1e-4
    shrink: float = 0.5

    def step(self, position: Position, gradient: Position, lr: float) -> Position:
        loss, promised = self.surface.value(*position), lr * inner(gradient, gradient)
        t = 1.0
        while t > 1e-18:
            there = along(position, gradient, t * lr)
            if self.surface.value(*there) <= loss - self.c1 * t * promised:
                return there
            t *= self.shrink
        return position


@dataclass
class BarzilaiBorwein(Search):
    """The step that would have suited the last change of position and gradient."""

    short: bool = False
    last: tuple[Position, Position] | None = None
    t: float = 0.0

    def step(self, position: Position, gradient: Position, lr: float) -> Position:
        if self.last is None:
            self.t = lr
        else:
            s = along(position, self.last[0], 1)
            y = along(gradient, self.last[1], 1)
            ss, sy, yy = inner(s, s), inner(s, y), inner(y, y)
            if ss > 0 and yy > 0:
                self.t = math.sqrt(ss / yy)  # where the surface bends down, a length of that unit
                if sy > 0:
                    self.t = sy / yy if self.short else ss / sy
        self.last = position, gradient
        return along(position, gradient, self.t)


@dataclass
class Polyak(Search):
    """As far as a straight slope would need to the lowest loss there is."""

    def step(self, position: Position, gradient: Position, lr: float) -> Position:
        losses = self.surface.losses or (0.0,) * len(self.surface.minima)
        if not losses:
            return along(position, gradient, lr)
        square = inner(gradient, gradient)
        gap = max(0.0, self.surface.value(*position) - min(losses))
        return along(position, gradient, lr * (gap / square)) if square > 0 else position


@dataclass
class Prodigy(Search):
    """Adam times d, which grows to the distance that gradients and positions so far prove."""

    beta1: float = 0.9
    beta2: float = 0.999
    beta3: float | None = None
    eps: float = 1e-8
    d0: float = 1e-6
    d_coef: float = 1.0
    weight_decay: float = 0.0
    safeguard_warmup: bool = False
    bias_correction: bool = False
    steps: int = 0

    def begin(self, position: Position) -> None:
        self.start, self.d, self.numerator = position, self.d0, 0.0
        self.m = self.v = self.s = [0.0] * len(position)

    def step(self, position: Position, gradient: Position, lr: float) -> Position:
        if self.steps == 0:
            self.begin(position)
        self.steps += 1
        beta3 = math.sqrt(self.beta2) if self.beta3 is None else self.beta3
        correction = 1.0
        if self.bias_correction:
            correction = math.sqrt(1 - self.beta2**self.steps) / (1 - self.beta1**self.steps)
        d, rate = self.d, self.d * lr * correction
        grown = [d * g for g in gradient]
        share = d if self.safeguard_warmup else rate
        self.m = [self.beta1 * m + (1 - self.beta1) * g for m, g in zip(self.m, grown, strict=True)]
        self.v = [
            self.beta2 * v + (1 - self.beta2) * g * g for v, g in zip(self.v, grown, strict=True)
        ]
        self.s = [beta3 * s + share * g / self.d0 for s, g in zip(self.s, grown, strict=True)]
        gone = along(self.start, position, 1)
        self.numerator = beta3 * self.numerator + d / self.d0 * rate * inner(gradient, gone)
        denominator = sum(abs(s) for s in self.s)
        if denominator > 0:
            self.d = max(d, self.d_coef * self.numerator / denominator)
        moves = [
            m / (math.sqrt(v) + self.d * self.eps) + self.weight_decay * x
            for m, v, x in zip(self.m, self.v, position, strict=True)
        ]
        return along(position, tuple(moves), rate)

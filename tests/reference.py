"""Gradient descent in plain Python: what every number of the product is compared with.

Only floats and `math`, one formula to a line, no cleverness: this file is meant to be checked by
reading it. A position is a tuple of floats. `descend` makes a run; the rest are its ingredients,
with the surfaces of `reference_surfaces` and the schedules of `reference_schedules`::

    path = descend(quadratic(), (5.0,), SGD(), rates(constant(), lr=0.1, steps=50))
    path.position[50]  # (7.136238463529802e-05,)

Overflow must give infinity, as in C, and not Python's OverflowError: hence `x * x`, never `x**2`.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from reference_schedules import parameters
from reference_surfaces import SURFACES, Position, Surface

TOLERANCE = 1e-6  # of the starting gap: a run that stays this close to the minimum has converged
ROUNDING = 1e-12  # a loss this little below a minimum is still that one


# --- optimizers: definitions of PyTorch's torch.optim.SGD and torch.optim.Adam -------------------


def decayed(gradient: Position, weight_decay: float, position: Position) -> Position:
    """Return the gradient with that of the L2 penalty, ½ weight_decay |position|², added."""
    if weight_decay == 0:
        return gradient
    return tuple(g + weight_decay * x for g, x in zip(gradient, position, strict=True))


@dataclass
class SGD:
    """Gradient descent; the velocity is a sum of gradients and the LR stays outside of it."""

    momentum: float = 0.0
    dampening: float = 0.0
    weight_decay: float = 0.0
    nesterov: bool = False
    velocity: list[float] = field(default_factory=list)  # one for each coordinate after step 0

    def step(self, position: Position, gradient: Position, lr: float) -> Position:
        first = not self.velocity
        self.velocity = self.velocity or [0.0] * len(position)
        after = []
        gradient = decayed(gradient, self.weight_decay, position)
        for i, (x, g) in enumerate(zip(position, gradient, strict=True)):
            if self.momentum == 0:
                direction = g
            else:
                # The first gradient is taken whole: dampening begins with the second step.
                v = g if first else self.momentum * self.velocity[i] + (1 - self.dampening) * g
                self.velocity[i] = v
                direction = g + self.momentum * v if self.nesterov else v
            after.append(x - lr * direction)
        return tuple(after)


@dataclass
class Adam:
    """Steps of the mean gradient over the root of the mean squared gradient, both debiased."""

    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8
    weight_decay: float = 0.0  # added to the gradient (L2), not taken off the position
    amsgrad: bool = False
    steps: int = 0
    mean: list[float] = field(default_factory=list)
    square: list[float] = field(default_factory=list)
    largest: list[float] = field(default_factory=list)

    def step(self, position: Position, gradient: Position, lr: float) -> Position:
        if self.steps == 0:
            self.mean = [0.0] * len(position)
            self.square = [0.0] * len(position)
            self.largest = [0.0] * len(position)
        self.steps += 1
        correction1 = 1 - self.beta1**self.steps
        correction2 = 1 - self.beta2**self.steps
        after = []
        gradient = decayed(gradient, self.weight_decay, position)
        for i, (x, g) in enumerate(zip(position, gradient, strict=True)):
            self.mean[i] = self.beta1 * self.mean[i] + (1 - self.beta1) * g
            self.square[i] = self.beta2 * self.square[i] + (1 - self.beta2) * g * g
            square = self.square[i]
            if self.amsgrad:  # the largest before debiasing, as PyTorch has it
                square = self.largest[i] = max(self.largest[i], square)
            root = math.sqrt(square) / math.sqrt(correction2)
            after.append(x - lr / correction1 * self.mean[i] / (root + self.eps))
        return tuple(after)


Optimizer = SGD | Adam


# --- the run -------------------------------------------------------------------------------------


@dataclass
class Path:
    """position[k], loss[k] and gradient_norm[k] are before step k, which uses lr[k]."""

    position: list[Position]
    loss: list[float]
    gradient_norm: list[float]
    lr: list[float]
    exploded_at: int | None
    converged_at: int | None


def descend(
    surface: Surface,
    start: Sequence[float],
    optimizer: Optimizer,
    rates: Sequence[float],
    stop: bool = True,
) -> Path:
    """Take one step for each rate, or until the run explodes (with stop=False even after that)."""
    position = tuple(float(x) for x in start)
    path = Path([position], [surface.value(*position)], [], [], None, None)
    for k in range(len(rates) + 1):
        position = path.position[k]
        gradient = surface.gradient(*position)
        path.gradient_norm.append(math.hypot(*gradient))
        if path.exploded_at is None and has_exploded(position, path.loss[k], surface.escape):
            path.exploded_at = k
        if k == len(rates) or (stop and path.exploded_at is not None):
            break
        position = optimizer.step(position, gradient, rates[k])
        path.lr.append(rates[k])
        path.position.append(position)
        path.loss.append(surface.value(*position))
    if path.exploded_at is None:
        path.converged_at = first_index_that_stays_converged(path.loss, surface)
    return path


def has_exploded(position: Position, loss: float, escape: float) -> bool:
    """Return whether loss or position isn't finite or a coordinate is further out than escape."""
    if not all(math.isfinite(number) for number in (loss, *position)):
        return True
    return max(abs(x) for x in position) > escape


def first_index_that_stays_converged(loss: Sequence[float], surface: Surface) -> int | None:
    """Return the first index from which the loss stays within TOLERANCE of the starting gap.

    The gap is that to the highest minimum which is not above the lowest loss.
    """
    losses = surface.losses or (0.0,) * len(surface.minima)
    lowest = min(loss)
    reached = [m for m in losses if m <= lowest + ROUNDING * max(1, abs(lowest))]
    if not reached:
        return None
    minimum = max(reached)
    # A run may start in a minimum, which floats only come near to: its gap is then this rounding.
    rounding = max(
        abs(surface.value(*place) - m) for place, m in zip(surface.minima, losses, strict=True)
    )
    limit = minimum + max(TOLERANCE * (loss[0] - minimum), 4 * rounding)
    outside = [k for k, value in enumerate(loss) if not value <= limit]
    first = outside[-1] + 1 if outside else 0
    return first if first < len(loss) else None


# --- the same things by their names in the product -----------------------------------------------

OPTIMIZERS: dict[str, Callable[..., Optimizer]] = {"sgd": SGD, "adam": Adam}


def surface(spec: str) -> Surface:
    """Return the surface of a spec string."""
    name, values = parameters(spec)
    return SURFACES[name](**values)


def optimizer(spec: str) -> Optimizer:
    """Return a fresh optimizer of a spec string."""
    name, values = parameters(spec)
    return OPTIMIZERS[name](**values)

"""Optimizers that move each coordinate by itself, in plain Python, Adam's family aside (`reference_adams`).

Like `reference` meant to be checked by reading. Definitions are those of torch.optim where PyTorch has
the optimizer, else optax's. What an optimizer remembers of a coordinate lies in its `state`, by
PyTorch's names, and is 0 in the beginning.
"""

import math
from collections import defaultdict
from dataclasses import dataclass, field

Position = tuple[float, ...]
State = dict[str, float]


def sign(x: float) -> float:
    """Return −1, 0 or 1."""
    return (x > 0) - (x < 0)


@dataclass(kw_only=True)
class EachCoordinate:
    """One step after the other; `moved` is an optimizer's formula for one coordinate."""

    steps: int = 0  # counts the one being taken, too
    states: list[State] = field(default_factory=list)

    def step(self, position: Position, gradient: Position, lr: float) -> Position:
        self.steps += 1
        self.states = self.states or [defaultdict(float) for _ in position]
        return tuple(
            self.moved(state, x, g, lr)
            for state, x, g in zip(self.states, position, gradient, strict=True)
        )

    def moved(self, state: State, x: float, g: float, lr: float) -> float:
        raise NotImplementedError

    def power(self, beta: float) -> float:
        """Return beta to the number of steps: of a mean's weights, those that fell on zeros."""
        return beta**self.steps


def mean(state: State, name: str, beta: float, value: float) -> float:
    """Bring a running mean up to date and return it."""
    state[name] = beta * state[name] + (1 - beta) * value
    return state[name]


def decayed(x: float, g: float, lr: float, decay: float, mode: str) -> tuple[float, float]:
    """Return position and gradient with weight decay in one of them."""
    if mode == "coupled":
        return x, g + decay * x
    return x * (1 - (lr * decay if mode == "decoupled" else decay)), g


# --- along the gradient ---------------------------------------------------------------------------


@dataclass
class SGD(EachCoordinate):
    """Gradient descent; the velocity is a sum of gradients and the LR stays outside of it."""

    momentum: float = 0.0
    dampening: float = 0.0
    weight_decay: float = 0.0
    weight_decay_mode: str = "coupled"  # L2, as in all of PyTorch's but AdamW
    nesterov: bool = False
    lr_in_velocity: bool = False  # as in Keras

    def moved(self, state, x, g, lr):
        if self.weight_decay != 0:
            x, g = decayed(x, g, lr, self.weight_decay, self.weight_decay_mode)
        if self.lr_in_velocity:
            g, lr = lr * g, 1
        if self.momentum == 0:
            return x - lr * g
        # The first gradient is taken whole: dampening begins with the second step.
        share = 1 if self.steps == 1 else 1 - self.dampening
        v = state["momentum_buffer"] = self.momentum * state["momentum_buffer"] + share * g
        return x - lr * (g + self.momentum * v if self.nesterov else v)


@dataclass
class ASGD(EachCoordinate):
    """Descent at a rate that falls by itself, and the mean of the positions."""

    lambd: float = 1e-4
    alpha: float = 0.75
    t0: float = 1e6
    weight_decay: float = 0.0

    def moved(self, state, x, g, lr):
        g = g + self.weight_decay * x
        eta = lr if self.steps == 1 else state["eta"]
        x = x * (1 - self.lambd * eta) - eta * g
        share = 1 / max(1, self.steps - 1 - self.t0)  # set at the end of the step before
        state["ax"] = x if share == 1 else state["ax"] + share * (x - state["ax"])
        state["eta"] = lr / (1 + self.lambd * lr * self.steps) ** self.alpha
        return x


@dataclass
class SignSGD(EachCoordinate):
    """The sign of the gradient, or of its mean (Signum)."""

    momentum: float = 0.0

    def moved(self, state, x, g, lr):
        return x - lr * sign(mean(state, "momentum_buffer", self.momentum, g))


@dataclass
class Lion(EachCoordinate):
    """The sign of a momentum, whose newest part is larger than in the momentum that is kept."""

    beta1: float = 0.9
    beta2: float = 0.99
    weight_decay: float = 1e-3

    def moved(self, state, x, g, lr):
        ahead = self.beta1 * state["exp_avg"] + (1 - self.beta1) * g
        mean(state, "exp_avg", self.beta2, g)
        return x - lr * (sign(ahead) + self.weight_decay * x)


@dataclass
class ScheduleFreeSGD(EachCoordinate):
    """Descent of z with gradients at y, which is between z and the mean x of all z."""

    beta1: float = 0.9
    weight_lr_power: float = 2.0
    weight_decay: float = 0.0

    def direction(self, state, y, g):
        return g + self.weight_decay * y

    def moved(self, state, y, g, lr):
        if self.steps == 1:
            state["z"] = state["x"] = y
        z = state["z"] = state["z"] - lr * self.direction(state, y, g)
        state["lr_max"] = max(state["lr_max"], lr)
        weight = state["lr_max"] ** self.weight_lr_power
        state["weight_sum"] += weight
        share = weight / state["weight_sum"] if state["weight_sum"] > 0 else 0.0
        state["x"] = (1 - share) * state["x"] + share * z
        return self.beta1 * state["x"] + (1 - self.beta1) * z


# --- steps of a coordinate's own ------------------------------------------------------------------


@dataclass
class Adagrad(EachCoordinate):
    """The gradient over the root of the sum of all squares."""

    lr_decay: float = 0.0
    weight_decay: float = 0.0
    initial_accumulator_value: float = 0.0
    eps: float = 1e-10

    def moved(self, state, x, g, lr):
        g = g + self.weight_decay * x
        if self.steps == 1:
            state["sum"] = self.initial_accumulator_value
        state["sum"] += g * g
        rate = lr / (1 + (self.steps - 1) * self.lr_decay)
        return x - rate * g / (math.sqrt(state["sum"]) + self.eps)


@dataclass
class Adadelta(EachCoordinate):
    """The gradient times the root of mean squared steps over that of mean squared gradients."""

    rho: float = 0.9
    eps: float = 1e-6
    weight_decay: float = 0.0

    def moved(self, state, x, g, lr):
        g = g + self.weight_decay * x
        v = mean(state, "square_avg", self.rho, g * g)
        delta = math.sqrt(state["acc_delta"] + self.eps) / math.sqrt(v + self.eps) * g
        mean(state, "acc_delta", self.rho, delta * delta)
        return x - lr * delta


@dataclass
class RMSprop(EachCoordinate):
    """The gradient over the root of the mean square, or over the deviation; then momentum."""

    alpha: float = 0.99
    eps: float = 1e-8
    weight_decay: float = 0.0
    momentum: float = 0.0
    centered: bool = False

    def moved(self, state, x, g, lr):
        g = g + self.weight_decay * x
        v = mean(state, "square_avg", self.alpha, g * g)
        if self.centered:
            average = mean(state, "grad_avg", self.alpha, g)
            v = max(0.0, v - average * average)  # rounding may leave less than nothing
        b = state["momentum_buffer"] = self.momentum * state["momentum_buffer"] + g / (
            math.sqrt(v) + self.eps
        )
        return x - lr * b


@dataclass
class Rprop(EachCoordinate):
    """Steps that grow while the sign of the gradient stays and shrink when it turns."""

    etaminus: float = 0.5
    etaplus: float = 1.2
    step_min: float = 1e-6
    step_max: float = 50.0

    def moved(self, state, x, g, lr):
        turn = sign(g * state["prev"])
        factor = {1: self.etaplus, -1: self.etaminus, 0: 1}[turn]
        step = (lr if self.steps == 1 else state["step_size"]) * factor
        state["step_size"] = min(max(step, self.step_min), self.step_max)
        state["prev"] = 0.0 if turn < 0 else g  # after a turn it stays once
        return x - sign(state["prev"]) * state["step_size"]

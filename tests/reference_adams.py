"""Adam and its family in plain Python: means of the gradient and of its square, which divides it.

Definitions are those of torch.optim where PyTorch has the optimizer, else its authors' or optax's.
"""

import math
from dataclasses import dataclass

from reference_descents import EachCoordinate, ScheduleFreeSGD, decayed, mean, sign


@dataclass
class Adam(EachCoordinate):
    """The mean gradient over the root of the mean squared gradient, both debiased."""

    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8
    weight_decay: float = 0.0
    amsgrad: bool = False
    weight_decay_mode: str = "coupled"

    def moved(self, state, x, g, lr):
        x, g = decayed(x, g, lr, self.weight_decay, self.weight_decay_mode)
        return self.stepped(state, x, g, lr)

    def stepped(self, state, x, g, lr):
        m = mean(state, "exp_avg", self.beta1, g)
        v = mean(state, "exp_avg_sq", self.beta2, g * g)
        if self.amsgrad:  # the largest before debiasing, as PyTorch has it
            v = state["max_exp_avg_sq"] = max(state["max_exp_avg_sq"], v)
        root = math.sqrt(v) / math.sqrt(1 - self.power(self.beta2))
        return x - lr / (1 - self.power(self.beta1)) * m / (root + self.eps)


@dataclass
class AdamW(Adam):
    """Adam whose weight decay is taken off the position, undivided."""

    weight_decay: float = 0.01
    weight_decay_mode: str = "decoupled"


@dataclass
class NAdam(EachCoordinate):
    """Adam with the next step's momentum applied already; the momentum grows towards beta1."""

    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8
    weight_decay: float = 0.0
    momentum_decay: float = 4e-3
    decoupled_weight_decay: bool = False

    def momentum(self, step):
        return self.beta1 * (1 - 0.5 * 0.96 ** (step * self.momentum_decay))

    def moved(self, state, x, g, lr):
        if self.decoupled_weight_decay:
            x = x * (1 - lr * self.weight_decay)
        else:
            g = g + self.weight_decay * x
        now, later = self.momentum(self.steps), self.momentum(self.steps + 1)
        product = math.prod(self.momentum(k) for k in range(1, self.steps + 1))
        m = mean(state, "exp_avg", self.beta1, g)
        v = mean(state, "exp_avg_sq", self.beta2, g * g)
        ahead = (1 - now) * g / (1 - product) + later * m / (1 - product * later)
        return x - lr * ahead / (math.sqrt(v / (1 - self.power(self.beta2))) + self.eps)


@dataclass
class RAdam(EachCoordinate):
    """Adam once the mean square is old enough to be trusted, before that momentum."""

    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8
    weight_decay: float = 0.0
    decoupled_weight_decay: bool = False

    def moved(self, state, x, g, lr):
        if self.decoupled_weight_decay:
            x = x * (1 - lr * self.weight_decay)
        else:
            g = g + self.weight_decay * x
        m = mean(state, "exp_avg", self.beta1, g) / (1 - self.power(self.beta1))
        v = mean(state, "exp_avg_sq", self.beta2, g * g)
        power = self.power(self.beta2)
        old = 2 / (1 - self.beta2) - 1  # the age that counts, after very many steps
        age = old - 2 * self.steps * power / (1 - power)
        if age <= 5:
            return x - lr * m
        trust = math.sqrt((age - 4) * (age - 2) * old / ((old - 4) * (old - 2) * age))
        return x - lr * m * trust * math.sqrt(1 - power) / (math.sqrt(v) + self.eps)


@dataclass
class Adamax(EachCoordinate):
    """Adam with the largest gradient, which is forgotten slowly, in place of the root."""

    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8
    weight_decay: float = 0.0

    def moved(self, state, x, g, lr):
        g = g + self.weight_decay * x
        m = mean(state, "exp_avg", self.beta1, g)
        u = state["exp_inf"] = max(self.beta2 * state["exp_inf"], abs(g) + self.eps)
        return x - lr / (1 - self.power(self.beta1)) * m / u


@dataclass
class AdaBelief(EachCoordinate):
    """Adam divided by how far the gradient is from its mean."""

    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-16
    eps_root: float = 1e-16
    weight_decay: float = 0.0
    weight_decay_mode: str = "decoupled"
    rectify: bool = False

    def moved(self, state, x, g, lr):
        x, g = decayed(x, g, lr, self.weight_decay, self.weight_decay_mode)
        m = mean(state, "exp_avg", self.beta1, g)
        s = mean(state, "exp_avg_var", self.beta2, (g - m) * (g - m)) + self.eps_root
        state["exp_avg_var"] = s
        m = m / (1 - self.power(self.beta1))
        power = self.power(self.beta2)
        if not self.rectify:
            return x - lr * m / (math.sqrt(s / (1 - power)) + self.eps)
        old = 2 / (1 - self.beta2) - 1
        age = old - 2 * self.steps * power / (1 - power)
        if age < 5:
            return x - lr * m
        trust = math.sqrt((age - 4) * (age - 2) * old / ((old - 4) * (old - 2) * age))
        return x - lr * m * trust * math.sqrt(1 - power) / (math.sqrt(s) + self.eps)


@dataclass
class Yogi(EachCoordinate):
    """Adam whose mean square changes by a share of the square, up or down, never by more."""

    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-3
    initial_accumulator_value: float = 1e-6
    bias_correction: str = "means"

    def moved(self, state, x, g, lr):
        if self.steps == 1:
            state["exp_avg_sq"] = self.initial_accumulator_value
            state["exp_avg"] = state["exp_avg_sq"] if self.bias_correction == "means" else 0.0
        m = mean(state, "exp_avg", self.beta1, g)
        v = state["exp_avg_sq"]
        v = state["exp_avg_sq"] = v - (1 - self.beta2) * sign(v - g * g) * g * g
        first, second = 1 - self.power(self.beta1), 1 - self.power(self.beta2)
        if self.bias_correction == "means":
            return x - lr * m / first / (math.sqrt(v / second) + self.eps)
        if self.bias_correction == "lr":
            lr = lr * math.sqrt(second) / first
        return x - lr * m / (math.sqrt(v) + self.eps)


@dataclass
class Adan(EachCoordinate):
    """Means of the gradient, of its change, and of the square of both together."""

    beta1: float = 0.98
    beta2: float = 0.92
    beta3: float = 0.99
    eps: float = 1e-8
    eps_root: float = 0.0
    weight_decay: float = 0.0
    no_prox: bool = False

    def moved(self, state, x, g, lr):
        change = 0.0 if self.steps == 1 else g - state["previous_grad"]
        state["previous_grad"] = g
        ahead = g + self.beta2 * change
        m = mean(state, "exp_avg", self.beta1, g) / (1 - self.power(self.beta1))
        v = mean(state, "exp_avg_diff", self.beta2, change) / (1 - self.power(self.beta2))
        n = mean(state, "exp_avg_sq", self.beta3, ahead * ahead) / (1 - self.power(self.beta3))
        step = lr * (m + self.beta2 * v) / (math.sqrt(n + self.eps_root) + self.eps)
        if self.no_prox:
            return x * (1 - lr * self.weight_decay) - step
        return (x - step) / (1 + lr * self.weight_decay)


@dataclass
class ScheduleFreeAdamW(ScheduleFreeSGD):
    """The same with the gradient over the root of its debiased mean square."""

    beta2: float = 0.999
    eps: float = 1e-8

    def direction(self, state, y, g):
        v = mean(state, "exp_avg_sq", self.beta2, g * g)
        root = math.sqrt(v / (1 - self.power(self.beta2)))
        return g / (root + self.eps) + self.weight_decay * y

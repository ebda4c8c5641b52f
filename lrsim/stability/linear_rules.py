"""What an optimizer does to a gradient that turns round at every step: where oscillation begins to grow.

Near a point the loss is taken for a quadratic with the Hessian H, and whatever a rule divides by is held
fixed at what its last step divided by. Then a rule is linear, and its step is

    w ← w − lr S (D u + κ w),

with S the factors on the learning rate, D the inverse divisor, κ decoupled weight decay and u a running mean
of the gradients H w + ρ w, ρ being the L2 penalty. Growing oscillation sets in where w turns its sign at
every step and keeps its size. Of a gradient that turns its sign at every step the mean keeps the share U, so
that −2 w = −lr S (U D (H + ρ) + κ) w, and

    lr < 2 / λmax(S (U D (H + ρ) + κ)).

U is 1 for plain gradient descent (2/λ), (1 − τ)/(1 + μ) for heavy ball with dampening τ,
(1 + 2μ)/(1 + μ) for Nesterov and (1 − β₁)/(1 + β₁) for Adam. Sources: Polyak, USSR Computational Mathematics
and Mathematical Physics 4 (1964) 1-17; Cohen et al., ICLR 2021, arXiv:2103.00065, appendix B (heavy ball,
Nesterov); Cohen et al., arXiv:2207.14484 (2022) (Adam with its preconditioner held fixed).

It is long because each optimizer has a linear rule of its own, all of them a few lines.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lrsim.errors import InputError
from lrsim.optimizers import (
    AdaBelief,
    Adadelta,
    Adagrad,
    Adam,
    Adamax,
    AdamW,
    Adan,
    Nadam,
    Newton,
    Optimizer,
    Radam,
    Rmsprop,
    Sgd,
    Yogi,
)
from lrsim.text.messages import Message
from lrsim.typing import FloatArray

Slots = Mapping[str, FloatArray]


@dataclass(frozen=True, eq=False)
class Linearized:
    """A rule with its divisor held fixed.

    Attributes
    ----------
    turning : float
        U: the share that is left of a gradient which turns its sign at every step.
    formula : str
        The edge as it is written without weight decay, λ being the largest curvature once it is divided.
    multiplier : ndarray of float64, shape (d,), or float
        D: what each coordinate's mean of gradients is multiplied by.
    penalty : float
        ρ: added to every curvature before it is divided (L2).
    decay : float
        κ: added after that (decoupled weight decay).
    memory : bool
        Whether earlier gradients play a part; without, one step can be the best one.
    whitens : bool
        Whether it multiplies the gradient by H⁻¹, so that every curvature it sees is 1.
    share : str
        U as it is written; empty for 1.
    """

    turning: float
    formula: str
    multiplier: FloatArray | float = 1.0
    penalty: float = 0.0
    decay: float = 0.0
    memory: bool = True
    whitens: bool = False
    share: str = ""


SILENT = {
    "asgd": Message("its rate falls by itself"),
    "signsgd": Message("steps have the length of the LR however flat it gets"),
    "lion": Message("steps have the length of the LR however flat it gets"),
    "rprop": Message("its steps follow signs, not slopes"),
    "schedule-free-sgd": Message("its mean moves more slowly at every step"),
    "schedule-free-adamw": Message("its mean moves more slowly at every step"),
    "exact-line-search": Message("it finds its own step"),
    "armijo": Message("it finds its own step"),
    "barzilai-borwein": Message("it finds its own step"),
    "polyak": Message("its step follows the loss"),
    "prodigy": Message("it finds its own step"),
}
"""Rules that are not linear even with everything they divide by held fixed, and why."""

FULL = Message("its weight decay pulls whatever the LR")


def linear_rule(optimizer: Optimizer, slots: Slots, step: int) -> Linearized | Message:
    """Return an optimizer as a linear rule, or the reason why it is none.

    Parameters
    ----------
    optimizer : Optimizer
    slots : mapping of str to ndarray of float64, shape (d,)
        Its state once `step` was taken, by name (`runs.moments.moment_at`).
    step : int
        The step: debiasing depends on it.
    """
    rule = _RULES.get(type(optimizer))
    if rule is not None:
        with np.errstate(all="ignore"):  # a divisor of 0 shows in the result
            return rule(optimizer, slots, step + 1)
    if optimizer.name not in SILENT:
        raise InputError(
            "optimizer", optimizer.name, Message("has no linear form, nor a reason for that")
        )
    return SILENT[optimizer.name]


def _sgd(o: Sgd, _slots: Slots, _t: int) -> Linearized | Message:
    memory = o.momentum > 0.0
    if memory and o.dampening == 1.0:
        return Message("with dampening 1 no gradient counts but the first")
    if o.nesterov:
        turning, formula = (1.0 + 2.0 * o.momentum) / (1.0 + o.momentum), "(2 + 2β) / ((1 + 2β) λ)"
        share = "(1 + 2β)/(1 + β)"
    elif memory:
        kept = 1.0 - o.dampening
        turning = kept / (1.0 + o.momentum)
        formula = "2 (1 + β) / ((1 − τ) λ)" if o.dampening else "2 (1 + β) / λ"
        share = "(1 − τ)/(1 + β)" if o.dampening else "1/(1 + β)"
    else:  # then PyTorch takes no notice of dampening
        turning, formula, share = 1.0, "2 / λ", ""
    if o.weight_decay and o.weight_decay_mode == "full":
        return FULL
    if o.weight_decay_mode == "decoupled":
        return Linearized(turning, formula, decay=o.weight_decay, memory=memory, share=share)
    return Linearized(turning, formula, penalty=o.weight_decay, memory=memory)


_ADAM = "2 (1 + β₁) / ((1 − β₁) λ)"
_MEAN = "(1 − β₁)/(1 + β₁)"
_DIVIDED = "2 / λ"


def _adam(o: Adam | AdamW, slots: Slots, t: int) -> Linearized | Message:
    if o.weight_decay and o.weight_decay_mode == "full":
        return FULL
    square = slots["max_exp_avg_sq" if o.amsgrad else "exp_avg_sq"]
    divisor = np.sqrt(square / _rest(o.beta2, t)) + o.eps
    decoupled = o.weight_decay_mode == "decoupled"
    return Linearized(
        _mean(o.beta1),
        _ADAM,
        1.0 / (_rest(o.beta1, t) * divisor),
        penalty=0.0 if decoupled else o.weight_decay,
        decay=o.weight_decay if decoupled else 0.0,
        memory=o.beta1 > 0.0,
        share=_MEAN,
    )


def _nadam(o: Nadam, slots: Slots, t: int) -> Linearized:
    """μ as in torch.optim.NAdam, its product with what came before taken for 0 once it is small."""
    now, following = (o.beta1 * (1.0 - 0.5 * 0.96 ** (s * o.momentum_decay)) for s in (t, t + 1))
    product = _momentum_product(o, t)
    turning = (1.0 - now) / (1.0 - product) + following * _mean(o.beta1) / (
        1.0 - product * following
    )
    apart = o.weight_decay if o.decoupled_weight_decay else 0.0
    return Linearized(
        turning,
        "2 / (((1 − μ) + μ′ (1 − β₁)/(1 + β₁)) λ)",
        1.0 / (np.sqrt(slots["exp_avg_sq"] / _rest(o.beta2, t)) + o.eps),
        penalty=o.weight_decay - apart,
        decay=apart,
        memory=o.beta1 > 0.0,
        share="((1 − μ) + μ′ (1 − β₁)/(1 + β₁))",
    )


def _momentum_product(o: Nadam, t: int) -> float:
    product = 1.0
    for s in range(1, t + 1):
        product *= o.beta1 * (1.0 - 0.5 * 0.96 ** (s * o.momentum_decay))
        if product < 1e-18:  # no longer seen beside 1
            return 0.0
    return product


def _radam(o: Radam, slots: Slots, t: int) -> Linearized:
    """Liu et al. 2020: the divisor plays a part only once ρ > 5."""
    limit = 2.0 / (1.0 - o.beta2) - 1.0
    rest = _rest(o.beta2, t)
    rho = limit - 2.0 * t * (1.0 - rest) / rest
    multiplier: FloatArray | float = 1.0
    if rho > 5.0:
        square = (rho - 4.0) * (rho - 2.0) * limit / ((limit - 4.0) * (limit - 2.0) * rho)
        multiplier = np.sqrt(square * rest) / (np.sqrt(slots["exp_avg_sq"]) + o.eps)
    apart = o.weight_decay if o.decoupled_weight_decay else 0.0
    return Linearized(
        _mean(o.beta1),
        _ADAM,
        multiplier / _rest(o.beta1, t),
        penalty=o.weight_decay - apart,
        decay=apart,
        memory=o.beta1 > 0.0,
        share=_MEAN,
    )


def _adamax(o: Adamax, slots: Slots, t: int) -> Linearized:
    return Linearized(
        _mean(o.beta1),
        _ADAM,
        1.0 / (_rest(o.beta1, t) * slots["exp_inf"]),
        penalty=o.weight_decay,
        memory=o.beta1 > 0.0,
    )


def _adabelief(o: AdaBelief, slots: Slots, t: int) -> Linearized | Message:
    if o.weight_decay and o.weight_decay_mode == "full":
        return FULL
    seen = 1.0 if o.rectify else _rest(o.beta2, t)
    multiplier = 1.0 / (np.sqrt(slots["exp_avg_var"] / seen) + o.eps)
    if o.rectify:
        multiplier = _trusted(o.beta2, t, multiplier)
    return Linearized(
        _mean(o.beta1),
        _ADAM,
        multiplier / _rest(o.beta1, t),
        penalty=o.weight_decay if o.weight_decay_mode == "coupled" else 0.0,
        decay=o.weight_decay if o.weight_decay_mode == "decoupled" else 0.0,
        memory=o.beta1 > 0.0,
        share=_MEAN,
    )


def _trusted(beta2: float, t: int, multiplier: FloatArray) -> FloatArray:
    """Return what rectification makes of 1/(√v + ε): 1 while v is too young (Liu et al., ICLR 2020)."""
    rest, old = _rest(beta2, t), 2.0 / (1.0 - beta2) - 1.0
    age = old - 2.0 * t * (1.0 - rest) / rest
    if age < 5.0:
        return np.ones_like(multiplier)
    trust = (age - 4.0) * (age - 2.0) * old / ((old - 4.0) * (old - 2.0) * age)
    return multiplier * math.sqrt(trust * rest)


def _yogi(o: Yogi, slots: Slots, t: int) -> Linearized:
    first, second = _rest(o.beta1, t), _rest(o.beta2, t)
    if o.bias_correction == "means":
        multiplier = 1.0 / (first * (np.sqrt(slots["exp_avg_sq"] / second) + o.eps))
    else:
        factor = np.sqrt(second) / first if o.bias_correction == "lr" else 1.0
        multiplier = factor / (np.sqrt(slots["exp_avg_sq"]) + o.eps)
    return Linearized(_mean(o.beta1), _ADAM, multiplier, memory=o.beta1 > 0.0)


def _adan(o: Adan, slots: Slots, t: int) -> Linearized:
    """Return Adan's: the change of a gradient that turns, its second mean, is twice the gradient."""
    change = 2.0 * _mean(o.beta2) / _rest(o.beta2, t)
    turning = _mean(o.beta1) / _rest(o.beta1, t) + o.beta2 * change
    divisor = np.sqrt(slots["exp_avg_sq"] / _rest(o.beta3, t) + o.eps_root) + o.eps
    return Linearized(
        turning,
        "2 / (((1 − β₁)/(1 + β₁) + 2 β₂ (1 − β₂)/(1 + β₂)) λ)",
        1.0 / divisor,
        # turned round, (w − …)/(1 + lr κ) is shorter, where (1 − lr κ) w − … would be longer
        decay=o.weight_decay if o.no_prox else -o.weight_decay,
        share="((1 − β₁)/(1 + β₁) + 2 β₂ (1 − β₂)/(1 + β₂))",
    )


def _adagrad(o: Adagrad, slots: Slots, t: int) -> Linearized:
    divisor = (1.0 + (t - 1) * o.lr_decay) * (np.sqrt(slots["sum"]) + o.eps)
    return Linearized(1.0, _DIVIDED, 1.0 / divisor, penalty=o.weight_decay, memory=False)


def _adadelta(o: Adadelta, slots: Slots, _t: int) -> Linearized:
    multiplier = np.sqrt(slots["acc_delta"] + o.eps) / np.sqrt(slots["square_avg"] + o.eps)
    return Linearized(1.0, _DIVIDED, multiplier, penalty=o.weight_decay, memory=False)


def _rmsprop(o: Rmsprop, slots: Slots, _t: int) -> Linearized:
    square = slots["square_avg"]
    if o.centered:
        square = np.maximum(square - slots["grad_avg"] ** 2, 0.0)
    return Linearized(
        1.0 / (1.0 + o.momentum),
        "2 (1 + β) / λ" if o.momentum else _DIVIDED,
        1.0 / (np.sqrt(square) + o.eps),
        penalty=o.weight_decay,
        memory=o.momentum > 0.0,
    )


def _newton(_o: Newton, _slots: Slots, _t: int) -> Linearized:
    return Linearized(1.0, "2", memory=False, whitens=True)


def _rest(beta: float, t: int) -> float:
    """Return 1 − βᵗ: what a mean that began at 0 has seen."""
    return 1.0 - beta**t


def _mean(beta: float) -> float:
    """Return what the mean m ← β m + (1 − β) g keeps of a g that turns its sign at every step."""
    return (1.0 - beta) / (1.0 + beta)


_RULES: dict[type[Optimizer], Callable[[Any, Slots, int], Linearized | Message]] = {
    Sgd: _sgd,
    Adam: _adam,
    AdamW: _adam,
    Nadam: _nadam,
    Radam: _radam,
    Adamax: _adamax,
    AdaBelief: _adabelief,
    Yogi: _yogi,
    Adan: _adan,
    Adagrad: _adagrad,
    Adadelta: _adadelta,
    Rmsprop: _rmsprop,
    Newton: _newton,
}

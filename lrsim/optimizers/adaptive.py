"""Optimizers with a step of its own for each coordinate, before and beside Adam."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from lrsim._core import RULE_SLOTS, RuleCode
from lrsim.optimizers.base import Eps, Optimizer, WeightDecay


class Adagrad(Optimizer, frozen=True, tag="adagrad"):
    """Steps that shrink with all the gradients so far."""

    title = "Adagrad"
    formula = "s ← s + g²;  w ← w − lr / (1 + k lr_decay) · g / (√s + ε)"
    doc = (
        "Divides by the root of all squares so far: steps shrink by themselves, for ever, and "
        "sometimes too early. Keras and optax begin the sum at 0.1, and put ε (1e-7) inside the root."
    )
    reference = (
        "Duchi, Hazan & Singer, Journal of Machine Learning Research 12 (2011) 2121-2159; "
        "torch.optim.Adagrad"
    )
    rule = RuleCode.ADAGRAD
    default_lr = 0.01

    lr_decay: Annotated[float, Meta(ge=0, le=10, description="decay of the LR, besides")] = 0.0
    weight_decay: WeightDecay = 0.0
    initial_accumulator_value: Annotated[
        float, Meta(ge=0, le=1e6, description="what the sum begins with")
    ] = 0.0
    eps: Eps = 1e-10


class Adadelta(Optimizer, frozen=True, tag="adadelta"):
    """Steps in the unit of earlier steps."""

    title = "Adadelta"
    formula = "d = g √(u + ε) / √(v + ε);  w ← w − lr · d;  u, v: mean squares of d and g"
    doc = (
        "Measures its step by earlier steps, so that the LR has no unit and may be 1; it starts "
        "very slowly. Keras's defaults are LR 0.001, ρ 0.95, ε 1e-7."
    )
    reference = "Zeiler, arXiv:1212.5701 (2012); torch.optim.Adadelta"
    rule = RuleCode.ADADELTA
    default_lr = 1.0

    rho: Annotated[float, Meta(ge=0, lt=1, description="memory of both mean squares")] = 0.9
    eps: Annotated[float, Meta(ge=0, le=1, description="what the first steps are made of")] = 1e-6
    weight_decay: WeightDecay = 0.0


class Rmsprop(Optimizer, frozen=True, tag="rmsprop"):
    """Steps divided by the recent size of the gradient."""

    title = "RMSprop"
    formula = "v ← α v + (1 − α) g²;  w ← w − lr · g / (√v + ε)"
    doc = (
        "Divides by the recent size of the gradient: steps of about the LR in every coordinate. "
        "Keras and optax put ε inside the root, and α is 0.9 there."
    )
    reference = (
        "Tieleman & Hinton, Coursera lecture 6.5 (2012); centred: Graves, arXiv:1308.0850; "
        "torch.optim.RMSprop"
    )
    rule = RuleCode.RMSPROP
    default_lr = 0.01

    alpha: Annotated[float, Meta(ge=0, lt=1, description="memory of the mean square")] = 0.99
    eps: Eps = 1e-8
    weight_decay: WeightDecay = 0.0
    momentum: Annotated[
        float, Meta(ge=0, lt=1, description="how much of the last step is kept")
    ] = 0.0
    centered: Annotated[bool, Meta(description="divide by the deviation instead of the size")] = (
        False
    )

    @property
    def slots(self) -> tuple[str, ...]:
        used = (True, self.centered, self.momentum != 0)
        return tuple(n if use else "" for n, use in zip(RULE_SLOTS[self.rule], used, strict=True))


class Rprop(Optimizer, frozen=True, tag="rprop"):
    """A step of its own for each coordinate, from signs alone."""

    title = "Rprop"
    formula = (
        "step ← step · η⁺ while the gradient keeps its sign, · η⁻ when it turns;  w ← w − "
        "sign(g) · step"
    )
    doc = (
        "Only signs count: the step grows while the slope keeps its sign and shrinks when it "
        "turns. For whole batches; noise fools it."
    )
    reference = (
        "Riedmiller & Braun, IEEE International Conference on Neural Networks (1993), "
        "doi:10.1109/ICNN.1993.298623; torch.optim.Rprop"
    )
    rule = RuleCode.RPROP
    default_lr = 0.01
    dial_note = "the first step"

    etaminus: Annotated[float, Meta(gt=0, lt=1, description="factor when the gradient turns")] = 0.5
    etaplus: Annotated[float, Meta(gt=1, le=10, description="factor while it does not")] = 1.2
    step_min: Annotated[float, Meta(ge=0, le=1e6, description="shortest step")] = 1e-6
    step_max: Annotated[float, Meta(gt=0, le=1e6, description="longest step")] = 50.0

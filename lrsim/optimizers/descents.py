"""Optimizers that step along the gradient, or its sign."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from lrsim._core import RULE_SLOTS, RuleCode
from lrsim.catalogue.parameters import NEWER
from lrsim.errors import InputError
from lrsim.optimizers.base import Beta1, DecayMode, Decoupled, Optimizer, WeightDecay
from lrsim.text.messages import Message


class Sgd(Optimizer, frozen=True, tag="sgd"):
    """Gradient descent, with or without momentum."""

    title = "SGD"
    formula = "b ← μ b + (1 − dampening) g;  w ← w − lr · b   (nesterov: w − lr · (g + μ b))"
    doc = (
        "Steps against the gradient; with momentum a velocity is kept. The LR stands outside the "
        "velocity, as in PyTorch; Keras has it inside (lr_in_velocity), where a lower LR slows the ball "
        "down only after a while."
    )
    reference = "Sutskever, Martens, Dahl & Hinton, ICML 2013; torch.optim.SGD"
    rule = RuleCode.MOMENTUM
    default_lr = 0.01

    momentum: Annotated[float, Meta(ge=0, lt=1, description="how much of the velocity is kept")] = (
        0.0
    )
    dampening: Annotated[
        float, Meta(ge=0, le=1, description="how little of the gradient joins it")
    ] = 0.0
    weight_decay: WeightDecay = 0.0
    weight_decay_mode: DecayMode = "coupled"
    nesterov: Annotated[bool, Meta(description="look ahead: gradient plus velocity")] = False
    lr_in_velocity: Annotated[
        bool, Meta(description="v ← μ v + lr · g;  w ← w − v, as in Keras", extra=NEWER)
    ] = False

    def check_together(self) -> None:
        if self.nesterov and (self.momentum == 0 or self.dampening != 0):
            raise InputError(
                "nesterov", self.nesterov, Message("needs a momentum above 0 and dampening 0")
            )

    @property
    def kernel(self) -> tuple[RuleCode, tuple[float, ...]]:
        if self.momentum == 0 and self.weight_decay == 0:
            return RuleCode.PLAIN, (0.0,)
        bare = self.dampening == 0 and self.weight_decay == 0
        if bare and not self.nesterov and not self.lr_in_velocity:
            return RuleCode.HEAVY_BALL, (self.momentum,)
        # without momentum PyTorch keeps no buffer and dampening does nothing
        momentum, dampening, *rest = self._hyper()
        return self.rule, (momentum, dampening if momentum else 0.0, *rest)

    @property
    def slots(self) -> tuple[str, ...]:
        return RULE_SLOTS[self.rule] if self.momentum else ()


class Asgd(Optimizer, frozen=True, tag="asgd"):
    """SGD whose position is averaged in the end."""

    title = "ASGD"
    formula = "w ← w (1 − λη) − η g;  mean of w from step t0 on;  η ← lr / (1 + λ lr t)^α"
    doc = (
        "Averaged SGD: the rate falls by itself, slowly, and the mean of the positions (its slot "
        "ax) is less noisy than the last one."
    )
    reference = (
        "Polyak & Juditsky, SIAM Journal on Control and Optimization 30 (1992), "
        "doi:10.1137/0330046; torch.optim.ASGD"
    )
    rule = RuleCode.ASGD
    default_lr = 0.01

    lambd: Annotated[
        float, Meta(ge=0, le=1e6, description="decay of the position, and of the rate")
    ] = 1e-4
    alpha: Annotated[float, Meta(ge=0, le=10, description="power of the rate's decay")] = 0.75
    t0: Annotated[
        float, Meta(ge=0, le=1e12, description="step from which positions are averaged")
    ] = 1e6
    weight_decay: WeightDecay = 0.0


class SignSgd(Optimizer, frozen=True, tag="signsgd"):
    """Steps of one size, whatever the slope."""

    title = "SignSGD"
    formula = "m ← μ m + (1 − μ) g;  w ← w − lr · sign(m)"
    doc = (
        "Every coordinate moves by the LR itself: no slope is too small or too steep, and no "
        "fixed LR ever settles. With momentum it is called Signum."
    )
    reference = (
        "Bernstein, Wang, Azizzadenesheli & Anandkumar, ICML 2018, arXiv:1802.04434; optax.sign_sgd"
    )
    rule = RuleCode.SIGN_SGD
    default_lr = 0.01

    momentum: Annotated[
        float,
        Meta(
            ge=0, lt=1, description="memory of the gradient's mean, whose sign counts", extra=NEWER
        ),
    ] = 0.0

    @property
    def slots(self) -> tuple[str, ...]:
        return RULE_SLOTS[self.rule] if self.momentum else ()


class Lion(Optimizer, frozen=True, tag="lion"):
    """The sign of a momentum."""

    title = "Lion"
    formula = "w ← w − lr · (sign(β₁ m + (1 − β₁) g) + λ w);  m ← β₂ m + (1 − β₂) g"
    doc = (
        "Found by program search: the sign of a momentum. Its steps are all of one size, so it "
        "wants a 3 to 10 times smaller LR than Adam. Its authors begin with a weight decay of 0."
    )
    reference = "Chen et al., NeurIPS 2023, arXiv:2302.06675; google/automl; optax.lion"
    rule = RuleCode.LION
    default_lr = 0.0001

    beta1: Beta1 = 0.9
    beta2: Annotated[float, Meta(ge=0, lt=1, description="memory of the momentum")] = 0.99
    weight_decay: Decoupled = 1e-3


class ScheduleFreeSgd(Optimizer, frozen=True, tag="schedule-free-sgd"):
    """SGD that averages instead of decaying."""

    title = "Schedule-free SGD"
    formula = "z ← z − lr · g(y);  x ← (1 − c) x + c z;  y ← β₁ x + (1 − β₁) z"
    doc = (
        "Averages its own path (x) and takes gradients between it and the fast sequence z: no "
        "schedule is needed. The position shown is y; x, what one would use in the end, is a "
        "slot."
    )
    reference = "Defazio et al., NeurIPS 2024, arXiv:2405.15682; schedulefree.SGDScheduleFree"
    rule = RuleCode.SCHEDULE_FREE_SGD
    default_lr = 0.1

    beta1: Annotated[
        float, Meta(ge=0, lt=1, description="where gradients are taken: 0 at z, 1 at x")
    ] = 0.9
    weight_lr_power: Annotated[
        float, Meta(ge=0, le=10, description="power of the LR in the average's weights")
    ] = 2.0
    weight_decay: WeightDecay = 0.0

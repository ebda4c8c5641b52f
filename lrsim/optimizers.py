"""The optimizers of the catalogue: names, hyper-parameters and defaults as in PyTorch 2.13."""

from __future__ import annotations

from typing import Annotated, ClassVar

from msgspec import Meta

from lrsim._core import RuleCode
from lrsim.catalogue import Entry, parse
from lrsim.errors import InputError

WeightDecay = Annotated[
    float, Meta(ge=0, le=1e6, description="L2 penalty: adds weight_decay · w to the gradient")
]


class Optimizer(Entry, frozen=True, kw_only=True):
    """A rule that turns a gradient and a learning rate into a step."""

    kind: ClassVar[str] = "optimizer"
    rule: ClassVar[RuleCode]
    default_lr: ClassVar[float]
    is_global: ClassVar[bool] = False
    """Whether it needs more than one coordinate, or more than the gradient."""
    uses_floor: ClassVar[bool] = False
    """Whether it needs to know the lowest loss there is."""

    @property
    def kernel(self) -> tuple[RuleCode, tuple[float, ...]]:
        """The core's update rule, and the hyper-parameters in the order of its struct."""
        return self.rule, tuple(float(value) for value in self.values().values())

    @property
    def slots(self) -> tuple[str, ...]:
        """Names of the state it keeps for each coordinate, as PyTorch's `state_dict` calls them."""
        return ()


class Sgd(Optimizer, frozen=True, tag="sgd"):
    """Gradient descent, with or without momentum."""

    title = "SGD"
    formula = "b ← μ b + (1 − dampening) g;  w ← w − lr · b   (nesterov: w − lr · (g + μ b))"
    doc = (
        "Steps against the gradient; with momentum a velocity is kept. The LR stands outside the "
        "velocity, as in PyTorch (Keras puts it inside, which differs when the LR changes)."
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
    nesterov: Annotated[bool, Meta(description="look ahead: gradient plus velocity")] = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.nesterov and (self.momentum == 0 or self.dampening != 0):
            raise InputError("nesterov", self.nesterov, "needs a momentum above 0 and dampening 0")

    @property
    def kernel(self) -> tuple[RuleCode, tuple[float, ...]]:
        if self.momentum == 0 and self.weight_decay == 0:
            return RuleCode.PLAIN, (0.0,)
        if self.dampening == 0 and self.weight_decay == 0 and not self.nesterov:
            return RuleCode.HEAVY_BALL, (self.momentum,)
        # without momentum PyTorch keeps no buffer and dampening does nothing
        dampening = self.dampening if self.momentum else 0.0
        return self.rule, (self.momentum, dampening, self.weight_decay, float(self.nesterov))

    @property
    def slots(self) -> tuple[str, ...]:
        return ("momentum_buffer",) if self.momentum else ()


class Adam(Optimizer, frozen=True, tag="adam"):
    """Adam: every coordinate gets its own step from running means of gradient and square."""

    title = "Adam"
    formula = "m ← β₁ m + (1 − β₁) g;  v ← β₂ v + (1 − β₂) g²;  w ← w − lr · m̂ / (√v̂ + ε)"
    doc = "Scales every coordinate's step by the size its gradients had, so that it forgives a wrong LR."
    reference = "Kingma & Ba, ICLR 2015, arXiv:1412.6980; AMSGrad: Reddi, Kale & Kumar, ICLR 2018"
    rule = RuleCode.ADAM
    default_lr = 0.001

    beta1: Annotated[float, Meta(ge=0, lt=1, description="memory of the gradient's mean")] = 0.9
    beta2: Annotated[float, Meta(ge=0, lt=1, description="memory of its square")] = 0.999
    eps: Annotated[float, Meta(ge=0, le=1, description="keeps the division finite")] = 1e-8
    weight_decay: WeightDecay = 0.0
    amsgrad: Annotated[bool, Meta(description="divide by the largest square mean so far")] = False

    @property
    def slots(self) -> tuple[str, ...]:
        moments = ("exp_avg", "exp_avg_sq")
        return (*moments, "max_exp_avg_sq") if self.amsgrad else moments


def optimizer(spec: str) -> Optimizer:
    """Return the optimizer a spec string names, ``sgd:momentum=0.9,nesterov=true`` for example."""
    return parse(Optimizer, spec)

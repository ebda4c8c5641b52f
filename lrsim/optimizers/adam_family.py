"""Adam and its family."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from lrsim._core import RULE_SLOTS, RuleCode
from lrsim.catalogue.parameters import NEWER
from lrsim.optimizers.base import Beta1, Beta2, DecayMode, Decoupled, Eps, Optimizer, WeightDecay


class Adam(Optimizer, frozen=True, tag="adam"):
    """Adam: every coordinate gets its own step from running means of gradient and square."""

    title = "Adam"
    formula = "m ← β₁ m + (1 − β₁) g;  v ← β₂ v + (1 − β₂) g²;  w ← w − lr · m̂ / (√v̂ + ε)"
    doc = (
        "Scales every coordinate's step by the size its gradients had, so that it forgives a wrong "
        "LR. Keras adds ε (1e-7) to √v before v is debiased, PyTorch and optax after."
    )
    reference = "Kingma & Ba, ICLR 2015, arXiv:1412.6980; AMSGrad: Reddi, Kale & Kumar, ICLR 2018"
    rule = RuleCode.ADAM
    default_lr = 0.001

    beta1: Beta1 = 0.9
    beta2: Beta2 = 0.999
    eps: Eps = 1e-8
    weight_decay: WeightDecay = 0.0
    amsgrad: Annotated[bool, Meta(description="divide by the largest square mean so far")] = False
    weight_decay_mode: DecayMode = "coupled"

    @property
    def kernel(self) -> tuple[RuleCode, tuple[float, ...]]:
        apart = self.weight_decay > 0 and self.weight_decay_mode != "coupled"
        return RuleCode.ADAMW if apart else RuleCode.ADAM, self._hyper()

    @property
    def slots(self) -> tuple[str, ...]:
        return RULE_SLOTS[self.rule][: 3 if self.amsgrad else 2]


class AdamW(Optimizer, frozen=True, tag="adamw"):
    """Adam with weight decay that is not divided."""

    title = "AdamW"
    formula = "w ← w (1 − lr λ);  then Adam's step without weight decay"
    doc = (
        "Adam with decoupled weight decay: it shrinks all coordinates alike, instead of being "
        "divided by the size of the gradients. λ is 0.01 in PyTorch, 1e-4 in optax, 0.004 in Keras."
    )
    reference = "Loshchilov & Hutter, ICLR 2019, arXiv:1711.05101; torch.optim.AdamW"
    rule = RuleCode.ADAMW
    default_lr = 0.001

    beta1: Beta1 = 0.9
    beta2: Beta2 = 0.999
    eps: Eps = 1e-8
    weight_decay: Decoupled = 0.01
    amsgrad: Annotated[bool, Meta(description="divide by the largest square mean so far")] = False
    weight_decay_mode: DecayMode = "decoupled"

    @property
    def kernel(self) -> tuple[RuleCode, tuple[float, ...]]:
        return (
            RuleCode.ADAM if self.weight_decay_mode == "coupled" else RuleCode.ADAMW,
            self._hyper(),
        )

    @property
    def slots(self) -> tuple[str, ...]:
        return RULE_SLOTS[self.rule][: 3 if self.amsgrad else 2]


class Nadam(Optimizer, frozen=True, tag="nadam"):
    """Adam that looks ahead."""

    title = "NAdam"
    formula = (
        "w ← w − lr · ((1 − μ) g / (1 − Πμ) + μ' m / (1 − μ'Πμ)) / (√v̂ + ε),  μ = β₁ (1 − ½ · "
        "0.96^(ψ t))"
    )
    doc = (
        "Adam with Nesterov's look ahead, and a momentum that grows over the first steps: with "
        "ψ = 0.004 in PyTorch, 1 in Keras; in optax it is β₁ throughout."
    )
    reference = "Dozat, ICLR 2016 workshop; torch.optim.NAdam"
    rule = RuleCode.NADAM
    default_lr = 0.002

    beta1: Beta1 = 0.9
    beta2: Beta2 = 0.999
    eps: Eps = 1e-8
    weight_decay: WeightDecay = 0.0
    momentum_decay: Annotated[
        float, Meta(ge=0, le=1, description="how slowly the momentum grows, ψ")
    ] = 0.004
    decoupled_weight_decay: Annotated[bool, Meta(description="weight decay as in AdamW")] = False


class Radam(Optimizer, frozen=True, tag="radam"):
    """Adam that warms itself up."""

    title = "RAdam"
    formula = "w ← w − lr · r · m̂ / (√v̂ + ε) once v has seen enough, else w − lr · m̂"
    doc = (
        "Adam whose first steps are those of momentum, until the mean square has seen enough "
        "gradients: a warmup of its own."
    )
    reference = "Liu et al., ICLR 2020, arXiv:1908.03265; torch.optim.RAdam"
    rule = RuleCode.RADAM
    default_lr = 0.001

    beta1: Beta1 = 0.9
    beta2: Beta2 = 0.999
    eps: Eps = 1e-8
    weight_decay: WeightDecay = 0.0
    decoupled_weight_decay: Annotated[bool, Meta(description="weight decay as in AdamW")] = False


class Adamax(Optimizer, frozen=True, tag="adamax"):
    """Adam with the largest gradient instead of the mean square."""

    title = "Adamax"
    formula = "u ← max(β₂ u, |g| + ε);  w ← w − lr · m̂ / u"
    doc = (
        "Adam that divides by the largest recent gradient: steps are hardly ever longer than the "
        "LR. Keras adds ε to u at the division, PyTorch and optax to every |g|."
    )
    reference = "Kingma & Ba, ICLR 2015, arXiv:1412.6980, section 7.1; torch.optim.Adamax"
    rule = RuleCode.ADAMAX
    default_lr = 0.002

    beta1: Beta1 = 0.9
    beta2: Beta2 = 0.999
    eps: Eps = 1e-8
    weight_decay: WeightDecay = 0.0


class AdaBelief(Optimizer, frozen=True, tag="adabelief"):
    """Adam that trusts what it expected."""

    title = "AdaBelief"
    formula = "s ← β₂ s + (1 − β₂) (g − m)² + ε_root;  w ← w − lr · m̂ / (√ŝ + ε)"
    doc = (
        "Divides by how far gradients are from their mean, not by their size: long steps where "
        "the slope is steady. The paper and optax have no rectification; in adabelief-pytorch it is on "
        "unless one turns it off, and ε_root is ε."
    )
    reference = "Zhuang et al., NeurIPS 2020, arXiv:2010.07468; adabelief-pytorch; optax.adabelief"
    rule = RuleCode.ADABELIEF
    default_lr = 0.001

    beta1: Beta1 = 0.9
    beta2: Beta2 = 0.999
    eps: Eps = 1e-16
    eps_root: Annotated[
        float, Meta(ge=0, le=1, description="added to the mean square at every step")
    ] = 1e-16
    weight_decay: Annotated[
        float,
        Meta(ge=0, le=1e6, description="pulls towards 0; how, says weight_decay_mode", extra=NEWER),
    ] = 0.0
    weight_decay_mode: DecayMode = "decoupled"
    rectify: Annotated[
        bool, Meta(description="RAdam's warmup of its own, as in adabelief-pytorch", extra=NEWER)
    ] = False


class Yogi(Optimizer, frozen=True, tag="yogi"):
    """Adam whose mean square grows only as fast as it must."""

    title = "Yogi"
    formula = "v ← v − (1 − β₂) sign(v − g²) g²;  w ← w − lr · m̂ / (√v̂ + ε)"
    doc = (
        "Adam whose mean square changes by g² at most: after a steep place the step does not "
        "jump up again. Its authors corrected the bias in the LR, optax does in the means, the paper "
        "does not."
    )
    reference = "Zaheer et al., NeurIPS 2018; optax.yogi; tensorflow_addons.optimizers.Yogi"
    rule = RuleCode.YOGI
    default_lr = 0.01

    beta1: Beta1 = 0.9
    beta2: Beta2 = 0.999
    eps: Eps = 1e-3
    initial_accumulator_value: Annotated[
        float, Meta(ge=0, le=1, description="what the means begin with")
    ] = 1e-6
    bias_correction: Annotated[
        Literal["means", "lr", "none"],
        Meta(
            description="means: of m and v (optax); lr: lr · √(1 − β₂ᵗ) / (1 − β₁ᵗ) (TensorFlow Addons); "
            "none: the paper; m begins at 0 in the last two",
            extra=NEWER,
        ),
    ] = "means"


class Adan(Optimizer, frozen=True, tag="adan"):
    """Adam with the change of the gradient."""

    title = "Adan"
    formula = "w ← (w − lr · (m̂ + β₂ v̂) / (√(n̂ + ε_root) + ε)) / (1 + lr λ);  v: mean of gₖ − gₖ₋₁"
    doc = (
        "Nesterov's look ahead from the change of the gradient, whose mean it keeps as a second "
        "momentum. As its authors have it; optax 0.2 weighs the change with 1 − β₂ instead of β₂, and has "
        "ε_root 1e-8 and no_prox."
    )
    reference = (
        "Xie et al., arXiv:2208.06677 (2022), with betas as one minus the paper's; sail-sg/Adan"
    )
    rule = RuleCode.ADAN
    default_lr = 0.001

    beta1: Beta1 = 0.98
    beta2: Annotated[float, Meta(ge=0, lt=1, description="memory of the gradient's change")] = 0.92
    beta3: Annotated[float, Meta(ge=0, lt=1, description="memory of the mean square")] = 0.99
    eps: Eps = 1e-8
    eps_root: Annotated[float, Meta(ge=0, le=1, description="the same, inside the root")] = 0.0
    weight_decay: Annotated[
        float, Meta(ge=0, le=1e6, description="divides the position by 1 + lr · weight_decay")
    ] = 0.0
    no_prox: Annotated[
        bool,
        Meta(
            description="multiply it by 1 − lr · weight_decay instead, before the step", extra=NEWER
        ),
    ] = False


class ScheduleFreeAdamW(Optimizer, frozen=True, tag="schedule-free-adamw"):
    """AdamW that averages instead of decaying."""

    title = "Schedule-free AdamW"
    formula = "z ← z − lr · (g(y) / (√v̂ + ε) + λ y);  x ← (1 − c) x + c z;  y ← β₁ x + (1 − β₁) z"
    doc = (
        "AdamW without a schedule: the average x of the path takes its place. The position shown "
        "is y, where gradients are taken; x is a slot."
    )
    reference = "Defazio et al., NeurIPS 2024, arXiv:2405.15682; schedulefree.AdamWScheduleFree"
    rule = RuleCode.SCHEDULE_FREE_ADAMW
    default_lr = 0.0025

    beta1: Annotated[
        float, Meta(ge=0, lt=1, description="where gradients are taken: 0 at z, 1 at x")
    ] = 0.9
    beta2: Beta2 = 0.999
    eps: Eps = 1e-8
    weight_decay: Decoupled = 0.0
    weight_lr_power: Annotated[
        float, Meta(ge=0, le=10, description="power of the LR in the average's weights")
    ] = 2.0

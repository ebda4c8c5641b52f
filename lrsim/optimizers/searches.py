"""Optimizers that look at more than one gradient: searches, Newton's method, Prodigy."""

from __future__ import annotations

import math
from typing import Annotated

from msgspec import Meta

from lrsim._core import RuleCode
from lrsim.catalogue.parameters import NEWER
from lrsim.optimizers.base import Beta1, Beta2, Decoupled, Eps, Optimizer


class Newton(Optimizer, frozen=True, tag="newton"):
    """The step to the bottom of the local parabola."""

    title = "Newton"
    formula = "w ← w − lr · H⁻¹ g"
    doc = (
        "Goes straight to where the local parabola has no slope, in one step on a quadratic; "
        "uphill to a saddle or a hill if that is nearer. Where H has no inverse (a straight slope) "
        "it steps along the gradient."
    )
    reference = "Nocedal & Wright, Numerical Optimization, Springer (2006), section 2.2"
    rule = RuleCode.NEWTON
    default_lr = 1.0
    is_global = True
    dial_note = "damping: the share of Newton's step"


class ExactLineSearch(Optimizer, frozen=True, tag="exact-line-search"):
    """As far downhill as it goes, every time."""

    title = "Exact line search"
    formula = "w ← w − t g with t where the slope along −g is 0"
    doc = (
        "Cauchy's steepest descent: every step ends where the slope along it does, so the next "
        "one is at a right angle, and valleys are crossed in a zigzag."
    )
    reference = "Cauchy, Comptes Rendus 25 (1847) 536-538; Nocedal & Wright (2006), section 3.3"
    rule = RuleCode.EXACT_LINE_SEARCH
    default_lr = 1.0
    is_global = True
    uses_lr = False
    dial_note = "finds its own step"


class Armijo(Optimizer, frozen=True, tag="armijo"):
    """Shorter until it pays."""

    title = "Armijo backtracking"
    formula = (
        "w ← w − t lr g with the first t = 1, ½, ¼, … for which the loss falls by c₁ t lr |g|²"
    )
    doc = (
        "Tries the LR and halves it until the loss falls as the slope promises: too large an LR "
        "costs trials, not the run. Where no step pays, as noise can have it, it stays."
    )
    reference = "Armijo, Pacific Journal of Mathematics 16 (1966) 1-3, doi:10.2140/pjm.1966.16.1"
    rule = RuleCode.ARMIJO
    default_lr = 1.0
    is_global = True
    dial_note = "the first trial of every step"

    c1: Annotated[
        float, Meta(gt=0, lt=1, description="share of the promised fall that is enough")
    ] = 1e-4
    shrink: Annotated[
        float, Meta(ge=1e-3, le=0.9, description="factor from one trial to the next")
    ] = 0.5


class BarzilaiBorwein(Optimizer, frozen=True, tag="barzilai-borwein"):
    """The step that would have suited the last one."""

    title = "Barzilai-Borwein"
    formula = "w ← w − t g with t = sᵀs / sᵀy;  s, y: last change of w and g"
    doc = (
        "Takes the step that the last change of the gradient suggests: not monotone, no search, "
        "and often far faster than steepest descent. Where the surface bends down it takes |s| / |y|."
    )
    reference = (
        "Barzilai & Borwein, IMA Journal of Numerical Analysis 8 (1988) 141-148, "
        "doi:10.1093/imanum/8.1.141"
    )
    rule = RuleCode.BARZILAI_BORWEIN
    default_lr = 0.01
    is_global = True
    dial_note = "the first step"

    short: Annotated[bool, Meta(description="t = sᵀy / yᵀy, the shorter of the two steps")] = False


class Polyak(Optimizer, frozen=True, tag="polyak"):
    """The step that the distance to the floor asks for."""

    title = "Polyak step"
    formula = "w ← w − lr · (loss − L*) / |g|² · g"
    doc = (
        "Knows the lowest loss L* there is and steps as far as a straight slope would need to "
        "get there. Where no minimum is listed (a saddle) it is plain descent with the dial as LR."
    )
    reference = (
        "Polyak, USSR Computational Mathematics and Mathematical Physics 9 (1969) 14-29; "
        "optax.polyak_sgd (with a largest step)"
    )
    rule = RuleCode.POLYAK
    default_lr = 1.0
    is_global = True
    uses_floor = True
    dial_note = "a factor on Polyak's step"


class Prodigy(Optimizer, frozen=True, tag="prodigy"):
    """Adam that finds its own learning rate."""

    title = "Prodigy"
    formula = "Adam's step times d;  d ← max(d, d_coef Σ d lr gᵀ(w₀ − w) / |Σ d lr g|₁)"
    doc = (
        "Adam whose step is the distance to the minimum as the gradients so far bound it from "
        "below: the dial stays at 1. Its authors have no bias correction unless asked; optax has it always."
    )
    reference = "Mishchenko & Defazio, ICML 2024, arXiv:2306.06101; prodigyopt"
    rule = RuleCode.PRODIGY
    default_lr = 1.0
    is_global = True
    dial_note = "a factor on the step it finds"

    beta1: Beta1 = 0.9
    beta2: Beta2 = 0.999
    beta3: (
        Annotated[float, Meta(ge=0, lt=1, description="memory of the sums; √β₂ when left out")]
        | None
    ) = None
    eps: Eps = 1e-8
    d0: Annotated[float, Meta(gt=0, le=1, description="the first d")] = 1e-6
    d_coef: Annotated[float, Meta(gt=0, le=1e3, description="factor on the estimate")] = 1.0
    weight_decay: Decoupled = 0.0
    safeguard_warmup: Annotated[
        bool, Meta(description="leave the LR out of the sum of gradients")
    ] = False
    bias_correction: Annotated[
        bool, Meta(description="make up for means that begin at 0, as Adam does", extra=NEWER)
    ] = False

    @property
    def kernel(self) -> tuple[RuleCode, tuple[float, ...]]:
        values = self.values()
        if values["beta3"] is None:
            values["beta3"] = math.sqrt(self.beta2)
        return self.rule, tuple(float(value) for value in values.values())

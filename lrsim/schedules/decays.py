"""Schedules that go one way: constant, in drops, as a power, along a line or a polynomial."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from msgspec import Meta

from lrsim import _core
from lrsim.catalogue.parameters import NEWER
from lrsim.schedules.base import LARGEST, LONGEST, Schedule, Shape, length
from lrsim.typing import FloatArray


class Constant(Schedule, frozen=True, tag="constant"):
    """The dial's value at every step, or a share of it for a while."""

    title = "Constant"
    formula = "lr(k) = lr · (factor if k < total_iters, else 1)"
    doc = (
        "The dial's value at every step. With a factor below 1 a share of it for the first total_iters "
        "steps, the budget less warmup when left out (in PyTorch the factor is 1/3 and total_iters 5)."
    )
    reference = (
        "torch.optim.lr_scheduler.ConstantLR; Robbins & Monro (1951) is why it must fall when "
        "gradients are noisy"
    )

    factor: Annotated[
        float, Meta(gt=0, le=1, description="share of the dial at first", extra=NEWER)
    ] = 1.0
    total_iters: Annotated[int, length("steps that are at the share", NEWER)] | None = None

    def lengths(self, steps: int, rest: int) -> dict[str, Any]:
        return {} if self.factor == 1.0 else {"total_iters": rest}

    def curve(self, first: int, stop: int) -> Shape:
        if self.factor == 1.0 or self.total_iters is None:
            return Shape(np.full(stop - first, self.factor))
        return Shape(np.where(np.arange(first, stop) < self.total_iters, self.factor, 1.0))

    @property
    def steady_from(self) -> int | None:
        if self.factor == 1.0:
            return self.warmup
        return None if self.total_iters is None else self.warmup + self.total_iters


class Step(Schedule, frozen=True, tag="step"):
    """A drop by a factor every so many steps."""

    title = "Step"
    formula = "lr(k) = lr · γ^⌊k / step_size⌋"
    doc = (
        "Drops by a factor every step_size steps; a third of the budget when left out. In "
        "training scripts a step of such a schedule is often an epoch."
    )
    reference = "torch.optim.lr_scheduler.StepLR"

    step_size: Annotated[int, length("steps between drops")] | None = None
    gamma: Annotated[float, Meta(ge=0, le=10, description="factor of each drop")] = 0.1

    def lengths(self, steps: int, rest: int) -> dict[str, Any]:
        return {"step_size": max(steps // 3, 1)}

    def curve(self, first: int, stop: int) -> Shape:
        assert self.step_size is not None  # resolved() has filled it in
        return Shape(_dropped(self.gamma, np.arange(first, stop) // self.step_size))


class Multistep(Schedule, frozen=True, tag="multistep"):
    """A drop by a factor at each of the given steps."""

    title = "Multistep"
    formula = "lr(k) = lr · γ^(number of milestones ≤ k)"
    doc = "Drops by a factor at each milestone; at 50 % and 75 % of the budget when left out."
    reference = "torch.optim.lr_scheduler.MultiStepLR; He et al. 2015, arXiv:1512.03385"

    milestones: (
        Annotated[
            tuple[Annotated[int, Meta(ge=0, le=LONGEST)], ...],
            Meta(min_length=1, max_length=64, description="steps at which the rate drops"),
        ]
        | None
    ) = None
    gamma: Annotated[float, Meta(ge=0, le=10, description="factor of each drop")] = 0.1

    def lengths(self, steps: int, rest: int) -> dict[str, Any]:
        return {"milestones": (max(steps // 2, 1), max(steps * 3 // 4, 1))}

    def curve(self, first: int, stop: int) -> Shape:
        assert self.milestones is not None  # resolved() has filled it in
        passed = np.searchsorted(sorted(self.milestones), np.arange(first, stop), side="right")
        return Shape(_dropped(self.gamma, passed))


class Exponential(Schedule, frozen=True, tag="exponential"):
    """A fixed fraction of the rate at every step."""

    title = "Exponential"
    formula = "lr(k) = lr · γ^k"
    doc = (
        "Keeps a fixed fraction of the rate from each step to the next. Keras and optax spread "
        "one factor over decay_steps: γ = decay_rate^(1/decay_steps)."
    )
    reference = "torch.optim.lr_scheduler.ExponentialLR"

    gamma: Annotated[float, Meta(ge=0, le=10, description="factor of each step")] = 0.95

    def curve(self, first: int, stop: int) -> Shape:
        return Shape(powers(self.gamma, first, stop))


class Linear(Schedule, frozen=True, tag="linear"):
    """A straight line from one share of the dial's value to another."""

    title = "Linear"
    formula = "lr(k) = lr · (start + (end − start) · min(k, total_iters) / total_iters)"
    doc = (
        "A straight line from start_factor to end_factor of the dial's value, which holds from "
        "then on. total_iters is the budget less warmup when left out (in PyTorch it is 5)."
    )
    reference = "torch.optim.lr_scheduler.LinearLR"

    start_factor: Annotated[float, Meta(gt=0, le=1, description="share of the dial at step 0")] = (
        1 / 3
    )
    end_factor: Annotated[float, Meta(ge=0, le=1, description="share of the dial at the end")] = 1.0
    total_iters: Annotated[int, length("steps to the end of the line")] | None = None

    def lengths(self, steps: int, rest: int) -> dict[str, Any]:
        return {"total_iters": rest}

    def curve(self, first: int, stop: int) -> Shape:
        assert self.total_iters is not None  # resolved() has filled it in
        way = np.minimum(np.arange(first, stop), self.total_iters) / self.total_iters
        line = self.start_factor + (self.end_factor - self.start_factor) * way
        return Shape(np.where(way == 1.0, self.end_factor, line))


class Polynomial(Schedule, frozen=True, tag="polynomial"):
    """Down to 0 along a power of what remains."""

    title = "Polynomial"
    formula = "lr(k) = lr · (1 − min(k, total_iters) / total_iters)^power"
    doc = (
        "Falls to 0 at step total_iters and stays there: in a line for power 1, ever more gently "
        "for higher ones. total_iters is the budget less warmup when left out (in PyTorch it is "
        "5). Keras and optax may end above 0."
    )
    reference = "torch.optim.lr_scheduler.PolynomialLR; Chen et al. 2016, arXiv:1606.00915 (poly)"

    total_iters: Annotated[int, length("steps to the end")] | None = None
    power: Annotated[float, Meta(gt=0, le=100, description="power of the share that remains")] = 1.0

    def lengths(self, steps: int, rest: int) -> dict[str, Any]:
        return {"total_iters": rest}

    def curve(self, first: int, stop: int) -> Shape:
        assert self.total_iters is not None  # resolved() has filled it in
        left = np.maximum(self.total_iters - np.arange(first, stop), 0) / self.total_iters
        factor = np.empty(len(left))
        _core.elementwise_power(left, self.power, factor)
        return Shape(factor)


def powers(base: float, first: int, stop: int) -> FloatArray:
    """Return base**k for first ≤ k < stop."""
    result = np.empty(stop - first)
    _core.powers(base, first, result)
    return np.minimum(result, LARGEST, out=result)


def _dropped(gamma: float, drops: np.ndarray[Any, np.dtype[np.int64]]) -> FloatArray:
    """Return gamma to the number of drops, which ascends."""
    if not len(drops):
        return np.empty(0)
    fewest = int(drops[0])
    rates: FloatArray = powers(gamma, fewest, int(drops[-1]) + 1)[drops - fewest]
    return rates

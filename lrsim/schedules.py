"""The learning-rate schedules of the catalogue: names, parameters and meaning as in PyTorch 2.13.

A schedule that does not look at the loss is data: an array of rates. PyTorch computes most of them by a
recursion from step to step; these are the closed forms, which agree with it to rounding and give the rate of
any step without the ones before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import Meta

from lrsim import _core
from lrsim.catalogue import Entry, parse

FloatArray = npt.NDArray[np.float64]
DialMove = tuple[int, float]


class Schedule(Entry, frozen=True, kw_only=True):
    """How the learning rate changes from step to step, as a function of the dial."""

    kind: ClassVar[str] = "schedule"
    closed_loop: ClassVar[bool] = False
    affine: ClassVar[bool] = True

    warmup: Annotated[
        int, Meta(ge=0, le=2**24, description="steps of linear warmup before the schedule starts")
    ] = 0

    def rates(
        self,
        lr: float,
        steps: int,
        *,
        dial: Sequence[DialMove] = (),
        first: int = 0,
        stop: int | None = None,
    ) -> FloatArray:
        """Return the learning rate of each step.

        During warmup, step k < warmup uses (k + 1)/warmup of the schedule's first rate, so that step 0
        is not wasted on a rate of 0 (Goyal et al. 2017, arXiv:1706.02677, use the same ramp).

        Parameters
        ----------
        lr : float
            The dial's value at step 0.
        steps : int
            The experiment's budget, from which lengths that are left out follow.
        dial : sequence of (int, float)
            The dial's history: from step s on it stands at the given value. Ascending.
        first, stop : int
            The steps asked for: first ≤ k < stop; all of the budget by default.

        Returns
        -------
        ndarray of float64, shape (stop − first,)
        """
        stop = steps if stop is None else stop
        resolved = self.resolved(steps)
        value = dial_values(lr, dial, first, stop)
        warm = min(max(self.warmup - first, 0), len(value))
        rates = np.empty(len(value))
        if warm:
            ramp = np.arange(first + 1, first + warm + 1, dtype=np.float64) / self.warmup
            rates[:warm] = resolved.first_rate(value[:warm]) * ramp
        if warm < len(value):
            with np.errstate(
                over="ignore"
            ):  # a growing schedule ends in infinite rates, as PyTorch's
                rates[warm:] = resolved.decay(value[warm:], first + warm - self.warmup)
        return rates

    def resolved(self, steps: int) -> Schedule:
        """Return the schedule with the lengths that were left out filled in for a budget of `steps`."""
        return self

    def first_rate(self, value: FloatArray) -> FloatArray:
        """Return the schedule's first rate for each value of the dial."""
        return value

    def decay(self, value: FloatArray, first: int) -> FloatArray:
        """Return the rates of the schedule's own steps `first`, `first` + 1, … (after warmup).

        `value` is the dial in force at each of them.
        """
        return value

    @property
    def steady_from(self) -> int | None:
        """The step from which the rate is the dial's value itself; None when that never holds."""
        return None


def dial_values(lr: float, dial: Sequence[DialMove], first: int, stop: int) -> FloatArray:
    """Return the dial's value in force at each step first ≤ k < stop."""
    values = np.full(max(stop - first, 0), lr)
    for step, moved in dial:
        values[max(step - first, 0) :] = moved
    return values


class Constant(Schedule, frozen=True, tag="constant"):
    """The dial's value at every step."""

    title = "Constant"
    formula = "lr(k) = lr"
    doc = "The dial's value at every step."
    reference = "Robbins & Monro (1951) is why it must fall when gradients are noisy"

    @property
    def steady_from(self) -> int | None:
        return self.warmup


class Step(Schedule, frozen=True, tag="step"):
    """A drop by a factor every so many steps."""

    title = "Step"
    formula = "lr(k) = lr · γ^⌊k / step_size⌋"
    doc = "Drops by a factor every step_size steps; a third of the budget when left out."
    reference = "torch.optim.lr_scheduler.StepLR"

    step_size: Annotated[int, Meta(ge=1, le=2**24, description="steps between drops")] | None = None
    gamma: Annotated[float, Meta(ge=0, le=10, description="factor of each drop")] = 0.1

    def resolved(self, steps: int) -> Schedule:
        if self.step_size is not None:
            return self
        return msgspec.structs.replace(self, step_size=max(steps // 3, 1))

    def decay(self, value: FloatArray, first: int) -> FloatArray:
        assert self.step_size is not None  # resolved() has filled it in
        drops = np.arange(first, first + len(value)) // self.step_size
        powers = np.empty(int(drops[-1] - drops[0]) + 1)
        _core.powers(self.gamma, int(drops[0]), powers)
        rates: FloatArray = value * powers[drops - drops[0]]
        return rates


class Exponential(Schedule, frozen=True, tag="exponential"):
    """A fixed fraction of the rate at every step."""

    title = "Exponential"
    formula = "lr(k) = lr · γ^k"
    doc = "Keeps a fixed fraction of the rate from each step to the next."
    reference = "torch.optim.lr_scheduler.ExponentialLR"

    gamma: Annotated[float, Meta(ge=0, le=10, description="factor of each step")] = 0.95

    def decay(self, value: FloatArray, first: int) -> FloatArray:
        powers = np.empty(len(value))
        _core.powers(self.gamma, first, powers)
        return value * powers


class CosineAnnealing(Schedule, frozen=True, tag="cosine-annealing"):
    """Half a cosine from the dial's value down to eta_min."""

    title = "Cosine annealing"
    formula = "lr(k) = η_min + (lr − η_min) · (1 + cos(π k / t_max)) / 2"
    doc = (
        "Half a cosine from the dial's value down to eta_min at step t_max, and up again after it, as in "
        "PyTorch (Keras and optax stay at the bottom). t_max is the budget when left out."
    )
    reference = "Loshchilov & Hutter, ICLR 2017, arXiv:1608.03983; torch.optim.lr_scheduler.CosineAnnealingLR"

    t_max: Annotated[int, Meta(ge=1, le=2**24, description="steps down to the bottom")] | None = (
        None
    )
    eta_min: Annotated[float, Meta(ge=0, le=1000, description="the bottom")] = 0.0

    def resolved(self, steps: int) -> Schedule:
        if self.t_max is not None:
            return self
        return msgspec.structs.replace(self, t_max=max(steps - self.warmup, 1))

    def decay(self, value: FloatArray, first: int) -> FloatArray:
        assert self.t_max is not None  # resolved() has filled it in
        wave = np.empty(len(value))
        _core.cosine_wave(self.t_max, first, wave)
        return self.eta_min + (value - self.eta_min) * wave


def schedule(spec: str) -> Schedule:
    """Return the schedule a spec string names, ``cosine-annealing:warmup=10`` for example."""
    return parse(Schedule, spec)

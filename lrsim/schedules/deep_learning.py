"""Schedules of deep learning that PyTorch has no scheduler for."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from msgspec import Meta

from lrsim import _core
from lrsim.schedules.base import Schedule, Shape, length
from lrsim.schedules.cycles import cosine_wave
from lrsim.typing import FloatArray


class InverseTime(Schedule, frozen=True, tag="inverse-time"):
    """One over a line that climbs with time."""

    title = "Inverse time"
    formula = "lr(k) = lr / (1 + decay_rate · k / decay_steps)"
    doc = (
        "Falls fast at first and ever more slowly: its rates add up without bound, their squares "
        "do not, which is what noisy gradients need to converge. With staircase, k/decay_steps is "
        "rounded down. decay_steps is a tenth of the budget when left out."
    )
    reference = "Robbins & Monro (1951); keras.optimizers.schedules.InverseTimeDecay"

    decay_steps: Annotated[int, length("steps in which decay_rate is added once")] | None = None
    decay_rate: Annotated[float, Meta(ge=0, le=1e6, description="what is added to 1")] = 1.0
    staircase: Annotated[bool, Meta(description="drops every decay_steps instead of gliding")] = (
        False
    )

    def lengths(self, steps: int, rest: int) -> dict[str, Any]:
        return {"decay_steps": max(rest // 10, 1)}

    def curve(self, first: int, stop: int) -> Shape:
        assert self.decay_steps is not None  # resolved() has filled it in
        step = np.arange(first, stop)
        if self.staircase:
            step -= step % self.decay_steps
        return Shape(1.0 / (1.0 + self.decay_rate * (step / self.decay_steps)))


class InverseSqrt(Schedule, frozen=True, tag="inverse-sqrt"):
    """One over the square root of time, as the first Transformer used after its warmup."""

    title = "Inverse square root"
    formula = "lr(k) = lr · √(timescale / (timescale + k))"
    doc = (
        "Falls with the square root of time from the dial's value. With warmup=N in front and "
        "timescale left out, which then is N, this is the Noam schedule with the dial for its "
        "peak (Noam's is one step ahead after the peak). Without warmup, timescale left out is a "
        "tenth of the budget."
    )
    reference = "Vaswani et al. 2017, arXiv:1706.03762, section 5.3 (Noam)"

    timescale: Annotated[int, length("steps after which the rate has fallen to 0.71")] | None = None

    def lengths(self, steps: int, rest: int) -> dict[str, Any]:
        return {"timescale": self.warmup or max(rest // 10, 1)}

    def curve(self, first: int, stop: int) -> Shape:
        assert self.timescale is not None  # resolved() has filled it in
        return Shape(np.sqrt(self.timescale / (self.timescale + np.arange(first, stop))))


class WarmupStableDecay(Schedule, frozen=True, tag="warmup-stable-decay"):
    """Long constant, then a short decay to the end."""

    title = "Warmup, stable, decay"
    formula = "lr(k) = lr, then lr · (final + (1 − final) · d(p)), p from 0 to 1 in decay_steps"
    doc = (
        "Holds the dial's value and comes down in the last decay_steps of total_steps: d(p) is 1 "
        "− p (linear), (1 + cos πp)/2 (cosine) or 1 − √p (1-sqrt). warmup=N puts the climb in "
        "front. total_steps is the budget less warmup and decay_steps a fifth of it when left "
        "out; past the end the last rate holds."
    )
    reference = (
        "Hu et al. 2024, arXiv:2404.06395 (WSD); Hägele et al. 2024, arXiv:2405.18392 (1-sqrt)"
    )

    total_steps: Annotated[int, length("steps to the end of the decay")] | None = None
    decay_steps: Annotated[int, length("steps of the decay")] | None = None
    decay: Annotated[
        Literal["linear", "cosine", "1-sqrt"], Meta(description="form of the decay")
    ] = "linear"
    final_factor: Annotated[float, Meta(ge=0, le=1, description="share of the dial at the end")] = (
        0.0
    )

    def lengths(self, steps: int, rest: int) -> dict[str, Any]:
        total = self.total_steps or rest
        return {"total_steps": total, "decay_steps": max(total // 5, 1)}

    def curve(self, first: int, stop: int) -> Shape:
        assert self.total_steps is not None and self.decay_steps is not None  # noqa: PT018  # resolved()
        stable = max(self.total_steps - self.decay_steps, 0)
        step = np.clip(np.arange(first, stop) - stable, 0, self.decay_steps)
        high = self._decayed(step)
        return Shape(
            high + self.final_factor * (1.0 - high)
        )  # exactly 1 and final_factor at the ends

    def _decayed(self, step: np.ndarray[Any, np.dtype[np.int64]]) -> FloatArray:
        """Return d(p) at ascending steps of the decay."""
        assert self.decay_steps is not None  # resolved() has filled it in
        high: FloatArray
        if self.decay == "linear":
            high = (self.decay_steps - step) / self.decay_steps
        elif self.decay == "1-sqrt":
            high = 1.0 - np.sqrt(step / self.decay_steps)
        elif len(step):
            wave = cosine_wave(self.decay_steps, int(step[0]), int(step[-1]) + 1)
            high = wave[step - step[0]]
        else:
            high = np.empty(0)
        return high


class Tanh(Schedule, frozen=True, tag="tanh"):
    """Down along a hyperbolic tangent: late and smoothly."""

    title = "Hyperbolic tangent"
    formula = "lr(k) = lr · (1 − tanh(lower + (upper − lower) · k / total_steps)) / 2"
    doc = (
        "Stays near the dial's value for long, then falls along a hyperbolic tangent; lower and "
        "upper say which part of it. total_steps is the budget less warmup when left out; past it "
        "the last rate holds."
    )
    reference = "Hsueh, Li & Wu 2019, arXiv:1806.01593 (HTD)"

    lower: Annotated[
        float, Meta(ge=-20, le=20, description="where on the tangent it starts")
    ] = -6.0
    upper: Annotated[float, Meta(ge=-20, le=20, description="where on the tangent it ends")] = 3.0
    total_steps: Annotated[int, length("steps to the end")] | None = None

    def lengths(self, steps: int, rest: int) -> dict[str, Any]:
        return {"total_steps": rest}

    def curve(self, first: int, stop: int) -> Shape:
        assert self.total_steps is not None  # resolved() has filled it in
        way = np.minimum(np.arange(first, stop), self.total_steps) / self.total_steps
        place = self.lower + (self.upper - self.lower) * way
        growth = np.empty(len(place))
        _core.exponentials(2.0 * place, growth)
        return Shape(1.0 / (1.0 + growth))  # (1 − tanh x)/2 without cancellation

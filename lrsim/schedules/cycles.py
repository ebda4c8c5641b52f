"""Schedules that go down and up: half-cosines, triangles and the one cycle."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from msgspec import Meta

from lrsim import _core
from lrsim.schedules.base import LARGEST, Schedule, Shape, length
from lrsim.schedules.decays import powers
from lrsim.typing import FloatArray


class CosineAnnealing(Schedule, frozen=True, tag="cosine-annealing"):
    """Half a cosine from the dial's value down to eta_min."""

    title = "Cosine annealing"
    formula = "lr(k) = η_min + (lr − η_min) · (1 + cos(π k / t_max)) / 2"
    doc = (
        "Half a cosine from the dial's value down to eta_min at step t_max, and up again after "
        "it, as in PyTorch (Keras and optax stay at the bottom). t_max is the budget less warmup "
        "when left out, so that the last step is one short of the bottom."
    )
    reference = "Loshchilov & Hutter, ICLR 2017, arXiv:1608.03983; torch.optim.lr_scheduler.CosineAnnealingLR"

    t_max: Annotated[int, length("steps down to the bottom")] | None = None
    eta_min: Annotated[float, Meta(ge=0, le=1000, description="the bottom")] = 0.0

    @property
    def scales(self) -> bool:
        return self.eta_min == 0.0

    def lengths(self, steps: int, rest: int) -> dict[str, Any]:
        return {"t_max": rest}

    def curve(self, first: int, stop: int) -> Shape:
        assert self.t_max is not None  # resolved() has filled it in
        return _between(self.eta_min, cosine_wave(self.t_max, first, stop))


class CosineWarmRestarts(Schedule, frozen=True, tag="cosine-warm-restarts"):
    """Half a cosine down, again and again, each t_mult times as long as the last."""

    title = "Cosine with warm restarts"
    formula = "lr(k) = η_min + (lr − η_min) · (1 + cos(π k_cur / t_i)) / 2, t_i = t_0 · t_mult^i"
    doc = (
        "Half a cosine from the dial's value towards eta_min, then back to the dial's value at "
        "once: after t_0 steps, t_0 · t_mult more, and so on. t_0 is a quarter of the budget when "
        "left out."
    )
    reference = (
        "SGDR: Loshchilov & Hutter, ICLR 2017, arXiv:1608.03983; "
        "torch.optim.lr_scheduler.CosineAnnealingWarmRestarts"
    )

    t_0: Annotated[int, length("steps of the first half-wave")] | None = None
    t_mult: Annotated[int, Meta(ge=1, le=1000, description="how much longer each wave is")] = 1
    eta_min: Annotated[float, Meta(ge=0, le=1000, description="the bottom")] = 0.0

    @property
    def scales(self) -> bool:
        return False  # PyTorch's starts from base_lr, whatever others have made of the rate

    def lengths(self, steps: int, rest: int) -> dict[str, Any]:
        return {"t_0": max(steps // 4, 1)}

    def curve(self, first: int, stop: int) -> Shape:
        assert self.t_0 is not None  # resolved() has filled it in
        begin, span = 0, self.t_0
        if self.t_mult == 1:
            if stop - first > span:  # whole waves, all alike
                return _between(
                    self.eta_min, cosine_wave(span, 0, span)[np.arange(first, stop) % span]
                )
            begin = first - first % span
        waves = [np.empty(0)]
        while begin < stop:  # a few dozen at most, for they grow, or two
            low, high = max(first - begin, 0), min(stop - begin, span)
            waves.append(cosine_wave(span, low, max(low, high)))
            begin, span = begin + span, span * self.t_mult
        return _between(self.eta_min, np.concatenate(waves))


class Cyclic(Schedule, frozen=True, tag="cyclic"):
    """Triangles between base_lr and the dial's value."""

    title = "Cyclic"
    formula = "lr(k) = base_lr + (lr − base_lr) · triangle(k) · scale"
    doc = (
        "Climbs in a line from base_lr to the dial's value in step_size_up steps and falls back "
        "in step_size_down, over and over. scale is 1 (triangular), halves with each cycle "
        "(triangular2) or is γ^k (exp_range). base_lr is a tenth of the dial and step_size_down "
        "is step_size_up when left out. The dial is PyTorch's max_lr; momentum is not cycled."
    )
    reference = "Smith 2017, arXiv:1506.01186; torch.optim.lr_scheduler.CyclicLR"

    base_lr: (
        Annotated[float, Meta(ge=0, le=1e6, description="rate between the triangles")] | None
    ) = None
    step_size_up: Annotated[int, length("steps up")] = 2000
    step_size_down: Annotated[int, length("steps down")] | None = None
    mode: Annotated[
        Literal["triangular", "triangular2", "exp_range"],
        Meta(description="how the triangles' height changes"),
    ] = "triangular"
    gamma: Annotated[float, Meta(ge=0, le=10, description="factor of each step (exp_range)")] = 1.0

    @property
    def scales(self) -> bool:
        return False  # PyTorch's starts from base_lr, whatever others have made of the rate

    def lengths(self, steps: int, rest: int) -> dict[str, Any]:
        return {"step_size_down": self.step_size_up}

    def curve(self, first: int, stop: int) -> Shape:
        assert self.step_size_down is not None  # resolved() has filled it in
        up, down = self.step_size_up, self.step_size_down
        step = np.arange(first, stop)
        cycle, place = np.divmod(step, up + down)
        height = np.where(place <= up, place / up, (up + down - place) / down)
        if self.mode == "exp_range":
            height = height * powers(self.gamma, first, stop)
        elif self.mode == "triangular2" and len(step):
            height = height * powers(0.5, int(cycle[0]), int(cycle[-1]) + 1)[cycle - cycle[0]]
        if self.base_lr is None:
            return Shape(0.1 + 0.9 * height)
        return _between(self.base_lr, height)


class OneCycle(Schedule, frozen=True, tag="one-cycle"):
    """Once up to the dial's value and down to almost nothing."""

    title = "One cycle"
    formula = "lr / div_factor → lr → lr / (div_factor · final_div_factor)"
    doc = (
        "Climbs from lr/div_factor to the dial's value in the first pct_start of the steps, then "
        "falls to lr/(div_factor · final_div_factor) at the last; in three phases it comes down "
        "to lr/div_factor first, as slowly as it went up. The dial is PyTorch's max_lr; momentum "
        "is not cycled. total_steps is the budget less warmup when left out; past it the last "
        "rate holds (PyTorch raises an error)."
    )
    reference = "Smith & Topin 2018, arXiv:1708.07120; torch.optim.lr_scheduler.OneCycleLR"

    total_steps: Annotated[int, length("steps of the whole cycle")] | None = None
    pct_start: Annotated[float, Meta(ge=0, le=1, description="share of the steps that go up")] = 0.3
    anneal_strategy: Annotated[
        Literal["cos", "linear"], Meta(description="along half-cosines or straight lines")
    ] = "cos"
    div_factor: Annotated[float, Meta(gt=0, le=1e6, description="the dial over the first rate")] = (
        25.0
    )
    final_div_factor: Annotated[
        float, Meta(gt=0, le=1e12, description="the first rate over the last")
    ] = 1e4
    three_phase: Annotated[
        bool, Meta(description="a phase of its own from the first rate down")
    ] = False

    @property
    def scales(self) -> bool:
        return False  # PyTorch's starts from base_lr, whatever others have made of the rate

    def lengths(self, steps: int, rest: int) -> dict[str, Any]:
        return {"total_steps": rest}

    def curve(self, first: int, stop: int) -> Shape:
        assert self.total_steps is not None  # resolved() has filled it in
        last, begin = float(self.total_steps - 1), min(1.0 / self.div_factor, LARGEST)
        peak = self.pct_start * self.total_steps - 1.0  # fractions of a step are PyTorch's, too
        ends, heights = [0.0, peak, last], [begin, 1.0, min(begin / self.final_div_factor, LARGEST)]
        if self.three_phase:
            ends.insert(2, 2.0 * self.pct_start * self.total_steps - 2.0)
            heights.insert(2, begin)
        step = np.minimum(np.arange(first, stop), self.total_steps - 1)
        phase = np.searchsorted(ends[1:-1], step, side="left")
        left, span = np.array(ends)[phase], np.diff(ends)[phase]
        way = np.ones(len(step))
        np.divide(step - left, span, out=way, where=span != 0.0)  # a phase of no steps is over
        high, low = np.array(heights)[phase], np.array(heights)[phase + 1]
        if self.anneal_strategy == "linear":
            return Shape(high + (low - high) * way)
        wave = np.empty(len(way))
        _core.half_cosines(way, wave)
        return Shape(low + (high - low) * wave)


def cosine_wave(t_max: int, first: int, stop: int) -> FloatArray:
    """Return (1 + cos(π k / t_max)) / 2 for first ≤ k < stop."""
    wave = np.empty(stop - first)
    _core.cosine_wave(t_max, first, wave)
    return wave


def _between(bottom: float, wave: FloatArray) -> Shape:
    """Return the shape that is at `bottom` where the wave is 0 and at the dial's value where it is 1."""
    if bottom == 0.0:
        return Shape(wave)
    level = np.full(len(wave), bottom)
    return Shape(wave, level, level)

"""What one run depends on, and nothing else: no names, no titles, no other runners."""

from __future__ import annotations

import math
from typing import Any

import msgspec

from lrsim import declarations, parameters
from lrsim.optimizers import Optimizer
from lrsim.schedules import Schedule
from lrsim.schedules.base import DialMove
from lrsim.surfaces import Surface
from lrsim.typing import FloatArray

SHARED = {name: p for name, p in parameters.EXPERIMENT.items() if name not in declarations.UNRUN}
"""What all runners of an experiment have in common."""

OWN = {name: p for name, p in parameters.RUNNER.items() if name != "name"}
"""What each runner has for itself."""

_PARAMETERS = {**SHARED, **OWN}


class Setup(msgspec.Struct, frozen=True, kw_only=True, cache_hash=True):
    """All that a run depends on: equal setups give equal bits.

    Engines take it, caches are keyed by it. `Experiment.setup` makes one, of values that are checked already.

    Attributes
    ----------
    surface : Surface
    start : tuple of float, shape (d,)
        Where it begins.
    steps : int
        The budget: schedules stretch over it.
    noise : float
        Standard deviation of the gradient noise at batch size 1.
    batch_size : int
        Over how many samples a gradient is averaged.
    seed : int
        Seed of the noise.
    optimizer : Optimizer
    schedule : Schedule
    lr : float
        The dial's value at step 0.
    dial : tuple of (int, float)
        The dial's history: from step s on it stands at the given value. Steps ascend.
    lr_scale : tuple of float, shape (1,) or (d,)
        A factor on the learning rate for each coordinate, or one for all.
    clip_norm, clip_value : float
        What gradients are clipped to before the optimizer gets them; 0 for none.
    """

    surface: Surface
    start: tuple[float, ...]
    steps: int
    noise: float
    batch_size: int
    seed: int
    optimizer: Optimizer
    schedule: Schedule
    lr: float
    dial: tuple[DialMove, ...]
    lr_scale: tuple[float, ...]
    clip_norm: float = 0.0
    clip_value: float = 0.0

    def replace(self, **changes: Any) -> Setup:
        """Return the setup with other values, checked as an experiment's are.

        Raises
        ------
        InputError
            When a value is out of bounds; it names the value.
        """
        surface = parameters.SURFACE.check(changes.get("surface", self.surface))
        if "start" in changes or surface.dimensions != self.surface.dimensions:
            changes["start"] = parameters.START.on(surface, changes.get("start", self.start))
        for name in changes.keys() - {"start"}:
            changes[name] = _PARAMETERS[name].check(changes[name])
        changed = msgspec.structs.replace(self, **changes)
        parameters.LR_SCALE.fit(surface, changed.lr_scale)
        if "start" in changes or "surface" in changes:
            parameters.check_escape(surface, changed.start)
        return changed

    def at(self, lr: float) -> Setup:
        """Return the setup at another learning rate from step 0 on, without the dial's history."""
        return self.replace(lr=lr, dial=())

    @property
    def at_any_lr(self) -> Setup:
        """The setup for who asks of every learning rate: equal where nothing but the dial differs."""
        return self.at(1.0)

    @property
    def deviation(self) -> float:
        """The standard deviation of the gradient noise at the batch size: σ/√B."""
        return self.noise / math.sqrt(self.batch_size)

    @property
    def clipped(self) -> bool:
        """Whether gradients are clipped."""
        return self.clip_norm > 0.0 or self.clip_value > 0.0

    @property
    def scales(self) -> tuple[float, ...]:
        """The factor on the learning rate of each of the coordinates, (d,)."""
        return scales(self.lr_scale, self.surface.dimensions)

    @property
    def escape(self) -> float:
        """The largest coordinate that a run may have without counting as exploded."""
        return self.surface.limit(self.start)

    def lr_at(self, step: int) -> float:
        """Return the dial's value in force at a step."""
        return lr_at(self.lr, self.dial, step)

    def rates(self, first: int, stop: int) -> FloatArray:
        """Return the rates of the steps first ≤ k < stop; of a closed loop, while it does not act."""
        return self.schedule.rates(self.lr, self.steps, dial=self.dial, first=first, stop=stop)


def scales(lr_scale: tuple[float, ...], dimensions: int) -> tuple[float, ...]:
    """Return the factor on the learning rate of each of the coordinates."""
    return lr_scale if len(lr_scale) == dimensions else lr_scale * dimensions


def lr_at(lr: float, dial: tuple[DialMove, ...], step: int) -> float:
    """Return the dial's value in force at a step."""
    for moved, value in dial:
        if moved > step:
            break
        lr = value
    return lr

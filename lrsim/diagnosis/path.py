"""What verdicts need of a run, and of what goes through it step by step."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from lrsim.convergence import Aims
from lrsim.setup import Setup
from lrsim.typing import FloatArray


class Used(Protocol):
    """What a step used, see `lrsim.runs.moments.Used`."""

    @property
    def rate(self) -> float: ...
    @property
    def slots(self) -> dict[str, FloatArray]: ...


class Gatherer(Protocol):
    """What gathers the evidence of a run, see `lrsim.runs.gathering.Gatherer`."""

    def go_to(self, step: int) -> npt.NDArray[np.uint8]: ...
    def used(self, step: int) -> Used: ...
    def afresh(self, aims: Aims, goal: int = -1) -> Gatherer: ...


class Path(Protocol):
    """What a verdict needs of a run; the meanings are those of `lrsim.Run`."""

    @property
    def setup(self) -> Setup: ...
    @property
    def position(self) -> FloatArray: ...
    @property
    def loss(self) -> FloatArray: ...
    @property
    def exploded_at(self) -> int | None: ...
    def row(self, step: int) -> int: ...
    def step_at(self, row: int) -> int: ...
    def rate_at(self, step: int) -> float: ...
    def gatherer(self, aims: Aims, goal: int = -1) -> Gatherer: ...
    def stands_still(self, step: int, rate: float) -> bool: ...

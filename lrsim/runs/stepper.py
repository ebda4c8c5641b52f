"""Steps taken by the core, a chunk at a time, and where they are recorded."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lrsim import _core
from lrsim.convergence import GREATEST, floors
from lrsim.runs.noise import noise_of
from lrsim.runs.recording import Segment
from lrsim.setup import Setup
from lrsim.typing import FloatArray

SCRATCH = 2**12
"""Steps recorded at a time where recording thins."""


class Rows(NamedTuple):
    """Where a chunk's steps are recorded: one row for each; None is left out."""

    position: FloatArray
    loss: FloatArray
    slots: FloatArray | None = None
    rate: FloatArray | None = None

    def like(self, rows: int) -> Rows:
        """Return as many empty rows of the same kind."""
        return self._each(lambda array: np.empty((rows, *array.shape[1:])))

    def since(self, row: int) -> Rows:
        """Return the rows from one on."""
        return self._each(lambda array: array[row:])

    def _each(self, change: Callable[[FloatArray], FloatArray]) -> Rows:
        slots, rate = (None if a is None else change(a) for a in (self.slots, self.rate))
        return Rows(change(self.position), change(self.loss), slots, rate)

    def put(self, first: int, source: Rows, chosen: npt.NDArray[np.int64]) -> None:
        """Copy chosen rows of another recording to here, from row `first` on."""
        for own, other in zip(self, source, strict=True):
            if own is not None and other is not None:
                own[first : first + len(chosen)] = other[chosen]


class Stepper:
    """Takes the steps of one run; what all chunks have in common is looked up once, before the first.

    Parameters
    ----------
    setup : Setup
    """

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self.escape = setup.escape

    @functools.cached_property
    def _descend(self) -> Callable[..., tuple[int, int]]:
        setup = self._setup
        surface, optimizer, schedule = setup.surface, setup.optimizer, setup.schedule
        rule, hyperparameters = optimizer.kernel
        scales = setup.scales
        closed = np.array(schedule.kernel) if schedule.closed_loop else None
        listed = floors(surface, setup.start) if optimizer.uses_floor else ()
        return functools.partial(
            _core.descend,
            surface.code,
            surface.kernel,
            rule,
            np.array(hyperparameters),
            escape=self.escape,
            clip_norm=setup.clip_norm,
            clip_value=setup.clip_value,
            scale_x=scales[0],
            scale_y=scales[-1],
            plateau=closed,
            floor=min((floor.loss for floor in listed), default=math.nan),
        )

    def advance(self, chunk: Segment, state: FloatArray, rows: Rows) -> int | None:
        """Take a chunk's steps from `state`, recorded in the first rows; return the exploded step or None."""
        if chunk.stride == 1:
            return self.record(chunk.first, chunk.stop, state, rows)
        scratch = rows.like(SCRATCH)
        row = 0
        batch = SCRATCH // chunk.stride * chunk.stride
        for first in range(chunk.first, chunk.stop, batch):
            stop = min(first + batch, chunk.stop)
            exploded = self.record(first, stop, state, scratch)
            taken = stop - first if exploded is None else exploded - first
            chosen = np.arange(chunk.stride - 1, taken, chunk.stride)
            if exploded is not None and taken % chunk.stride:
                chosen = np.append(chosen, taken - 1)  # the step that did it is always recorded
            rows.put(row, scratch, chosen)
            if exploded is not None:
                return exploded
            row += len(chosen)
        return None

    def record(self, first: int, stop: int, state: FloatArray, rows: Rows) -> int | None:
        """Take the steps first ≤ k < stop, record each; return the exploded step or None."""
        taken, exploded = self._descend(
            rates=rates_of(self._setup, first, stop),
            state=state,
            first=first,
            n=stop - first,
            position=rows.position,
            loss=rows.loss,
            slot=rows.slots,
            noise=noise_of(self._setup, first, stop),
            rate=rows.rate,
        )
        return first + taken if exploded else None

    def stands_still(self, state: FloatArray, rate: float) -> bool:
        """Return whether one step at a rate would move neither the position nor the optimizer's slots."""
        dimensions = self._setup.surface.dimensions
        after, kept = state.copy(), _core.STATE_KEPT
        _, exploded = self._descend(
            rates=np.array([rate]),
            state=after,
            first=self._setup.steps,
            n=1,
            position=np.empty((1, dimensions)),
            loss=np.empty(1),
            plateau=None,
        )
        return not exploded and bool((after[:kept] == state[:kept]).all())

    def is_alive(self, position: FloatArray, loss: float) -> bool:
        """Return whether a run goes on from a position: it is finite, and within the surface's escape."""
        limit = min(self.escape, GREATEST)
        return math.isfinite(loss) and all(abs(x) <= limit for x in position.tolist())


def rates_of(setup: Setup, first: int, stop: int) -> FloatArray:
    """Return one rate per step, or a single one where it does not change."""
    steady = setup.schedule.steady_from
    moved = any(first < step < stop for step, _ in setup.dial)
    if steady is not None and first >= steady and not moved:
        return np.array([setup.lr_at(first)])
    return setup.rates(first, stop)


class Checkpoint(NamedTuple):
    """All that is needed to go on from a step."""

    step: int
    row: int
    state: FloatArray


def first_checkpoint(setup: Setup, position: FloatArray, loss: FloatArray) -> list[Checkpoint]:
    """Fill in the row before step 0 and return the checkpoint there."""
    position[0] = setup.start
    _core.evaluate(setup.surface.code, setup.surface.kernel, position[:1], loss[:1])
    state = np.zeros(_core.STATE_SIZE)
    state[: len(setup.start)] = setup.start
    return [Checkpoint(0, 0, state)]

"""The evidence of a recorded run, up to any step of it.

Where every step is recorded the core passes over the rows; where recording is thinned the steps are taken
again, from the last state that is known. Whoever asks for one step after another, as a playhead does, has a
`Gatherer` that goes on from where it was.
"""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
import numpy.typing as npt

from lrsim import _core
from lrsim.convergence import Aims
from lrsim.runs import stepper
from lrsim.runs.moments import Bookmark, Recorded, Used, state_before, used_at
from lrsim.runs.stepper import Rows, Stepper, rates_of
from lrsim.typing import FloatArray

Buffer = npt.NDArray[np.uint8]


class Gatherer:
    """Evidence that follows a run.

    Parameters
    ----------
    run : Run
    aims : Aims
        What convergence is told by.
    goal : int
        The place of the minimum among the goals where a first pass has found it, else −1.
    """

    def __init__(self, run: Recorded, aims: Aims, goal: int = -1) -> None:
        surface = run.setup.surface
        self._run, self._goal = run, goal
        self._core = int(surface.code), surface.kernel, aims.losses, aims.terms
        self._turns = [step for step, _ in run.setup.dial]
        self._bookmark = Bookmark()
        self.evidence: Buffer = np.empty(_core.EVIDENCE_SIZE, dtype=np.uint8)
        self._begin()

    def go_to(self, step: int) -> Buffer:
        """Take in all steps up to one that did not explode, and return the evidence."""
        if step < self.step:
            self._begin()
        for at in self._turns[bisect_left(self._turns, max(self.step, 1)) :]:
            if at >= step:
                break
            self._advance(at)
            _core.turn(self.evidence)
        self._advance(step)
        return self.evidence

    def used(self, step: int) -> Used:
        """Return what a step before the explosion used; the first past the end is known too."""
        return used_at(self._run, step, self._bookmark)

    def _begin(self) -> None:
        self.step = 0
        _core.begin_evidence(*self._core, self.evidence, self._run.position[:1], self._goal)

    def _advance(self, step: int) -> None:
        dense = min(step, self._run.plan.segments[0].stop)
        if self.step < dense:
            rows = slice(self.step + 1, dense + 1)
            self._take(
                self._run.position[rows], self._run.loss[rows], self._rates(self.step, dense)
            )
            self.step = dense
        if self.step < step:
            self._advance_thinned(step)

    def _advance_thinned(self, step: int) -> None:
        """Take the steps again that are not all recorded."""
        run, steps = self._run, Stepper(self._run.setup)
        state = state_before(run, self.step)
        rate = np.empty(stepper.SCRATCH) if run.setup.schedule.closed_loop else None
        position = np.empty((stepper.SCRATCH, run.setup.surface.dimensions))
        scratch = Rows(position, np.empty(stepper.SCRATCH), rate=rate)
        while self.step < step:
            first, stop = self.step, min(self.step + stepper.SCRATCH, step)
            steps.record(first, stop, state, scratch)
            rates = rates_of(run.setup, first, stop) if rate is None else rate
            self._take(scratch.position, scratch.loss[: stop - first], rates)
            self.step = stop

    def _rates(self, first: int, stop: int) -> FloatArray:
        if self._run.setup.schedule.closed_loop:
            return np.ascontiguousarray(self._run.lr[first:stop])
        return rates_of(self._run.setup, first, stop)

    def _take(self, position: FloatArray, loss: FloatArray, rates: FloatArray) -> None:
        _core.gather(*self._core, self.evidence, position, loss, rates, self._goal)


def stands_still(run: Recorded, step: int, rate: float) -> bool:
    """Return whether one more step at a rate would move neither the ball nor the optimizer's slots."""
    if run.setup.noise > 0.0:
        return False
    return Stepper(run.setup).stands_still(state_before(run, step), rate)

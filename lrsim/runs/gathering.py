"""The evidence of a recorded run, up to any step of it.

Where every step is recorded the core passes over the rows; where recording is thinned the steps are taken
again, from the last state that is known. Whoever asks for one step after another, as a playhead does, has a
`Gatherer` that goes on from where it was, or goes back to the last state that it has kept.
"""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
import numpy.typing as npt

from lrsim import _core
from lrsim.convergence import Aims
from lrsim.runs import stepper
from lrsim.runs.moments import Bookmark, Recorded, Used, state_before, used_at
from lrsim.runs.stepper import Checkpoint, Rows, Stepper, rates_of
from lrsim.runs.stopping import Stops, go_on, never
from lrsim.typing import FloatArray

Buffer = npt.NDArray[np.uint8]

SPACING = 2**16
"""Steps between states of the evidence that are kept: what it costs at most to go back, or along another path
that shares its first steps. It is a few milliseconds, and after as many work asks whether to stop."""


class Gatherer:
    """Evidence that follows a run.

    Parameters
    ----------
    run : Run
    aims : Aims
        What convergence is told by.
    goal : int
        The place of the minimum among the goals where a first pass has found it, else −1.
    stops : callable
        Asked before each piece of the way whether to stop.

    Attributes
    ----------
    step : int
        Where it stands.
    evidence : ndarray of uint8
        What it has gathered by there.
    """

    def __init__(self, run: Recorded, aims: Aims, goal: int = -1, stops: Stops = never) -> None:
        surface = run.setup.surface
        self._run, self._aims, self._goal, self.stops = run, aims, goal, stops
        self._core = int(surface.code), surface.kernel, aims.losses, aims.terms
        self._turns = [step for step, _ in run.setup.dial]
        self._bookmark, self._passed = Bookmark(), Bookmark()
        self._kept: dict[int, Buffer] = {}  # by step; what is kept is never written to again
        self.evidence: Buffer = np.empty(_core.EVIDENCE_SIZE, dtype=np.uint8)
        self._begin()

    def go_to(self, step: int) -> Buffer:
        """Take in all steps up to one that did not explode, and return the evidence.

        Raises
        ------
        Stopped
            When `stops` has said so; what was taken in by then is kept.
        """
        known = max(self._known(step), default=0)
        if known != self.step:
            self._return_to(known)
        self._advance(step)
        return self.evidence

    def afresh(self, aims: Aims, goal: int = -1) -> Gatherer:
        """Return another one on the same run, at step 0, which stops when this one would."""
        return Gatherer(self._run, aims, goal, self.stops)

    def along(self, run: Recorded, shared: int, stops: Stops = never) -> Gatherer:
        """Return one on a run that has its first steps in common with this one's, and what is known of them.

        It may work on another thread meanwhile.
        """
        other = Gatherer(run, self._aims, self._goal, stops)
        if self.step <= shared:
            other.step, other.evidence = self.step, self.evidence.copy()
        if shared >= self._run.plan.horizon and run.plan.horizon >= self._run.plan.horizon:
            other._kept = self._kept
        else:
            other._kept = {at: kept for at, kept in tuple(self._kept.items()) if at <= shared}
        return other

    def used(self, step: int) -> Used:
        """Return what a step before the explosion used; the first past the end is known too."""
        return used_at(self._run, step, self._bookmark)

    def _begin(self) -> None:
        self.step = 0
        _core.begin_evidence(*self._core, self.evidence, self._run.position[:1], self._goal)

    def _known(self, step: int) -> list[int]:
        """Return the steps up to one at which the evidence is known."""
        here = (self.step,) if self.step <= step else ()
        return [*here, *(at for at in tuple(self._kept) if at <= step)]

    def _return_to(self, step: int) -> None:
        if step == 0:
            self._begin()
        else:
            self.step, self.evidence = step, self._kept[step].copy()

    def _advance(self, step: int) -> None:
        """Go on to a step; the evidence at a turn of the dial does not know of it yet."""
        dense, turns = self._run.plan.segments[0].stop, self._turns
        while self.step < step:
            go_on(self.stops, step - self.step)
            coming = bisect_left(turns, max(self.step, 1))
            if coming < len(turns) and turns[coming] == self.step:
                _core.turn(self.evidence)
                coming += 1
            stop = min(step, (self.step // SPACING + 1) * SPACING, *turns[coming : coming + 1])
            if self.step < dense:
                stop = min(stop, dense)
                rows = slice(self.step + 1, stop + 1)
                self._take(
                    self._run.position[rows], self._run.loss[rows], self._rates(self.step, stop)
                )
                self.step = stop
            else:
                self._advance_thinned(stop)
            if stop % SPACING == 0:
                self._kept[stop] = self.evidence.copy()

    def _advance_thinned(self, step: int) -> None:
        """Take the steps again that are not all recorded."""
        run, steps = self._run, Stepper(self._run.setup)
        begin = self._passed.last_upto(run, self.step)
        state = state_before(run, self.step, begin)
        rate = np.empty(stepper.SCRATCH) if run.setup.schedule.closed_loop else None
        position = np.empty((stepper.SCRATCH, run.setup.surface.dimensions))
        scratch = Rows(position, np.empty(stepper.SCRATCH), rate=rate)
        while self.step < step:
            first, stop = self.step, min(self.step + stepper.SCRATCH, step)
            steps.record(first, stop, state, scratch)
            rates = rates_of(run.setup, first, stop) if rate is None else rate
            self._take(scratch.position, scratch.loss[: stop - first], rates)
            self.step = stop
        self._passed.put(run, Checkpoint(step, begin.row, state))

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

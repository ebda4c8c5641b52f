"""What is worked out of a run for whoever looks at it step by step."""

from __future__ import annotations

import numpy as np

from lrsim.convergence import aims
from lrsim.diagnosis import Verdict, evidence_of, verdict_on
from lrsim.runs.gathering import Gatherer
from lrsim.runs.moments import Bookmark
from lrsim.runs.recording import Plan
from lrsim.runs.run import Run
from lrsim.runs.stepper import Rows, Stepper
from lrsim.theory import LocalTheory, theory_of


class Insight:
    """A run's verdict, theory and next position at a step; of each the last answer is kept.

    Parameters
    ----------
    run : Run
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self._verdict: tuple[tuple[int | None, int], Verdict] | None = None
        self._theory: tuple[int, LocalTheory] | None = None
        self._bookmark = Bookmark()
        self._gatherer: Gatherer | None = None
        self._beyond: tuple[float, ...] | None = None

    def follow(self, run: Run) -> None:
        """Look at another run; what is known of a path still holds where it is the same."""
        if run is self.run:
            return
        if run.loss is not self.run.loss:
            self._verdict = self._gatherer = None
            self._bookmark = Bookmark()
        self._theory = self._beyond = None
        self.run = run

    def verdict(self, rows: int | None, playhead: int, over: bool) -> Verdict:
        """Return the verdict on the first rows, or on the whole run for None, the ball being at a step.

        Its remedy acts from there on, unless it is over.
        """
        asked = rows, min(playhead, self.run.horizon)
        if self._verdict is None or self._verdict[0] != asked:
            if self._gatherer is None:
                self._gatherer = self.run.gatherer(aims(self.run.setup))
            seen = evidence_of(self.run, rows, self._gatherer, shown_at=asked[1])
            self._verdict = asked, verdict_on(seen)
        acting = self._verdict[1].acting_at(None if over else playhead)
        self._verdict = asked, acting  # kept, with the fixes it tries
        return self._verdict[1]

    def theory(self, step: int) -> LocalTheory:
        """Return what the local quadratic says about a step."""
        step = min(step, self.run.horizon)
        if self._theory is None or self._theory[0] != step:
            self._theory = step, theory_of(self.run, step, self._bookmark)
        return self._theory[1]

    def next_position(self, step: int) -> tuple[float, ...] | None:
        """Return where a step leads, or None after an explosion and where recording is thinned."""
        run = self.run
        row = run.row(step)
        if run.exploded_at is not None and run.exploded_at <= step:
            return None
        if row + 1 == len(run.loss):
            return self._past_horizon()
        if row + 1 >= len(run.loss) or run.step_at(row + 1) != step + 1:
            return None
        return tuple(run.position[row + 1].tolist())

    def _past_horizon(self) -> tuple[float, ...] | None:
        """Return where one step more than up to the horizon leads, if it would be recorded."""
        run = self.run
        if Plan.of(run.setup.steps, run.horizon + 1).horizon != run.horizon + 1:
            return None
        if self._beyond is None:
            last = run.checkpoints[-1]
            row = Rows(np.empty((1, run.position.shape[1])), np.empty(1))
            Stepper(run.setup).record(last.step, last.step + 1, last.state.copy(), row)
            self._beyond = tuple(row.position[0].tolist())
        return self._beyond

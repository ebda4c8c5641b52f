"""What is worked out of a run for whoever looks at it step by step."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from lrsim.convergence import aims
from lrsim.diagnosis import Verdict, evidence_of, verdict_on
from lrsim.diagnosis.evidence import Evidence
from lrsim.diagnosis.thresholds import THRESHOLDS
from lrsim.runs.gathering import Gatherer
from lrsim.runs.moments import Bookmark
from lrsim.runs.recording import Plan
from lrsim.runs.run import Run
from lrsim.runs.simulate import shared_steps
from lrsim.runs.stepper import Rows, Stepper
from lrsim.runs.stopping import Stopped, Stops, never
from lrsim.surfaces import Surface
from lrsim.theory import LocalTheory, theory_of


class Question(NamedTuple):
    """What a verdict is asked on.

    Attributes
    ----------
    rows : int or None
        The first rows of the run; None for all of it.
    shown_at : int
        The step before which the ball is.
    """

    rows: int | None
    shown_at: int


class Found(NamedTuple):
    """A verdict, and what has gathered its evidence: it is quick to go on from there."""

    verdict: Verdict
    gatherer: Gatherer


class Insight:
    """A run's verdict, theory and next position at a step; of each the last answer is kept.

    Parameters
    ----------
    run : Run
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self._verdict: tuple[Question, Verdict] | None = None
        self._theory: tuple[int, LocalTheory] | None = None
        self._bookmark = Bookmark()
        self._gatherer: Gatherer | None = None
        self._aimed_at: tuple[Surface, tuple[float, ...]] | None = None
        self._beyond: tuple[float, ...] | None = None

    def follow(self, run: Run) -> None:
        """Look at another run; what is known of a path still holds where it is the same."""
        before, self.run = self.run, run
        if run is before:
            return
        if run.loss is not before.loss:
            self._verdict = None
            shared, known = shared_steps(before.setup, run.setup), self._gatherer
            self._gatherer = known.along(run, shared) if known is not None and shared else None
            self._bookmark = Bookmark()
        self._theory = self._beyond = None

    @property
    def last_verdict(self) -> Verdict | None:
        """The one that was asked for last, if the path is still the same."""
        return None if self._verdict is None else self._verdict[1]

    def verdict(self, asked: Question, over: bool, most: int | None = None) -> Verdict:
        """Return the verdict on a part of the run; its remedy acts from the playhead on, unless it is over.

        Parameters
        ----------
        asked : Question
        over : bool
        most : int or None
            Steps that may be gone through for it.

        Raises
        ------
        Stopped
            When there are more, or minima to be searched for first.
        """
        if self._verdict is None or self._verdict[0] != asked:
            if most is not None and self.seeks_minima:
                raise Stopped
            stops = never if most is None else lambda ahead: ahead > most
            self.keep(self.run, asked, _found(self.run, asked, self._gatherer, stops))
            assert self._verdict is not None
        acting = self._verdict[1].acting_at(None if over else asked.shown_at)
        self._verdict = asked, acting  # kept, with the fixes it tries
        return acting

    def work(self, asked: Question) -> Callable[[Stops], Found]:
        """Return what works a verdict out on another thread, while this is used on."""
        run, known = self.run, self._gatherer
        own = None if known is None else known.along(run, run.horizon)
        return lambda stops: _found(run, asked, own, stops)

    def keep(self, run: Run, asked: Question, found: Found) -> None:
        """Take over what was found, if it is about the present path."""
        self._aimed_at = run.setup.surface, run.setup.start
        if run.loss is self.run.loss:
            self._verdict, self._gatherer = (asked, found.verdict), found.gatherer

    @property
    def seeks_minima(self) -> bool:
        """Whether minima are searched for before there can be a verdict."""
        setup = self.run.setup
        if setup.surface.listed is not None or self._aimed_at == (setup.surface, setup.start):
            return False
        return not setup.surface.minima_are_near(setup.surface.widening(setup.start))

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


def _found(run: Run, asked: Question, gatherer: Gatherer | None, stops: Stops) -> Found:
    """Work a verdict out."""
    gatherer = gatherer or run.gatherer(aims(run.setup))
    gatherer.stops = stops
    seen = evidence_of(run, asked.rows, gatherer, shown_at=asked.shown_at)
    gatherer.stops = never
    return Found(verdict_on(_at_the_dial(seen)), gatherer)


def _at_the_dial(seen: Evidence) -> Evidence:
    """Return evidence that says nothing of the dial's rate before a few steps were taken with it.

    What came before was another rate's, good or bad. Only an explosion that has happened stays one.
    """
    setup, step = seen.run.setup, seen.played
    goes_on = seen.rows < len(seen.run.loss) and step > 0
    if not goes_on or seen.exploded_at is not None:
        return seen
    since = seen.m.since if setup.lr_at(step) == setup.lr_at(step - 1) else 0.0
    arrived = seen.converged_at is not None and seen.converged_at > step - since
    if arrived or not since < min(float(step), THRESHOLDS.least_steps):
        return seen
    fresh = seen.m._replace(since=since, ratio=math.nan, projected=math.nan, flips=0.0, pairs=0.0)
    return dataclasses.replace(seen, symptom="too_short", m=fresh, converged_at=None)

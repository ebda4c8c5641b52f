"""Runs of an experiment along a playhead: what there is at a step, and letting time pass."""

from __future__ import annotations

import contextlib
import enum
import math
from collections import defaultdict
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from lrsim import arguments
from lrsim.declarations import MAX_STEPS
from lrsim.diagnosis import Verdict, diagnose_run
from lrsim.errors import InputError
from lrsim.experiment import Experiment, Runner
from lrsim.runs.recording import Plan
from lrsim.runs.resume import Bookmark
from lrsim.runs.run import Run
from lrsim.runs.simulate import run_runner, simulate
from lrsim.text.messages import Message
from lrsim.theory import LocalTheory, theory_of

MAX_SPEED_STEPS = 2**20
"""Steps an `advance` takes at most when the speed is unlimited: a frame's worth of thinking ahead."""


class Change(enum.Flag):
    """What a listener is told has changed."""

    EXPERIMENT = enum.auto()
    """The experiment itself: surface, start, budget, runners."""
    PATHS = enum.auto()
    """Some run, or the ghosts."""
    PLAYHEAD = enum.auto()
    HORIZON = enum.auto()
    SELECTION = enum.auto()
    PLAYBACK = enum.auto()
    """Playing or paused, and the speed."""
    REVEAL = enum.auto()
    HISTORY = enum.auto()
    """What undo and redo would do, and whether the file is up to date."""

    ALL = EXPERIMENT | PATHS | PLAYHEAD | HORIZON | SELECTION | PLAYBACK | REVEAL | HISTORY


Listener = Callable[[Change], None]


class Playback:
    """An experiment's runs, a playhead, and one selected runner.

    Everything shown is a function of this state. Every change goes through a method and ends in one call of
    each listener with what has changed; setting what is already so changes nothing and calls nobody.
    """

    def __init__(self, experiment: Experiment) -> None:
        arguments.instance("experiment", experiment, Experiment)
        self._listeners: list[Listener] = []
        self._held: Change | None = None
        self._experiment = experiment
        self._horizon = experiment.steps
        self._runs: tuple[Run, ...] = ()
        self._selected = 0
        self._playhead = 0
        self._furthest = 0
        self._fraction = 0.0
        self._playing = False
        self._speed = 10.0
        self._reveal = False
        self._verdicts: dict[int, tuple[npt.NDArray[np.float64], int | None, Verdict]] = {}
        self._further: dict[int, tuple[Run, Run]] = {}
        self._theory: tuple[Run, int, LocalTheory] | None = None
        self._bookmarks: defaultdict[int, Bookmark] = defaultdict(Bookmark)
        self._run_all()

    # --- what there is ---

    @property
    def experiment(self) -> Experiment:
        """The present experiment."""
        return self._experiment

    @property
    def runs(self) -> tuple[Run, ...]:
        """One finished run for each runner, up to the horizon."""
        return self._runs

    @property
    def selected(self) -> int:
        """Index of the runner the dial acts on."""
        return self._selected

    @property
    def runner(self) -> Runner:
        """The selected runner."""
        return self._experiment.runners[self._selected]

    @property
    def run(self) -> Run:
        """The selected runner's run."""
        return self._runs[self._selected]

    @property
    def playhead(self) -> int:
        """The step everything is shown at."""
        return self._playhead

    @property
    def furthest(self) -> int:
        """The furthest step seen on the present paths."""
        return self._horizon if self._reveal else self._furthest

    @property
    def horizon(self) -> int:
        """How far the runs go: the budget, or further when playing went on past it."""
        return self._horizon

    @property
    def end(self) -> int:
        """The last step at which any runner still has a position."""
        return max(run.steps_taken for run in self._runs)

    @property
    def lr(self) -> float:
        """The dial's value in force at the playhead, for the selected runner."""
        return self.runner.lr_at(self._playhead)

    @property
    def playing(self) -> bool:
        """Whether time is running."""
        return self._playing

    @property
    def speed(self) -> float:
        """Steps per second; infinite for unlimited."""
        return self._speed

    @property
    def reveal(self) -> bool:
        """Whether the future is shown."""
        return self._reveal

    def row(self, index: int) -> int:
        """Return the row of a run that stands at the playhead (its last one if it exploded before).

        Parameters
        ----------
        index : int
            Which runner.

        Returns
        -------
        int
            A row of the run's arrays.
        """
        return self._runs[self._place(index)].row(self._playhead)

    def verdict(self, index: int | None = None) -> Verdict:
        """Return the verdict on the part played so far, or on the whole run while the future is revealed.

        Parameters
        ----------
        index : int, optional
            Which runner; the selected one by default.

        Returns
        -------
        Verdict
            What that part shows.
        """
        index = self._place(index)
        run = self._runs[index]
        rows = None if self._reveal else self.row(index) + 1
        known = self._verdicts.get(index)
        if known is None or known[0] is not run.loss or known[1] != rows:
            known = (run.loss, rows, diagnose_run(run, rows))
            self._verdicts[index] = known
        return known[2]

    def theory(self) -> LocalTheory:
        """Return what the local quadratic says about the selected runner's step at the playhead.

        Returns
        -------
        LocalTheory
            As from `lrsim.local_theory`.
        """
        run, step = self.run, min(self._playhead, self.run.horizon)
        known = self._theory
        if known is None or known[0] is not run or known[1] != step:
            known = (run, step, theory_of(run, step, self._bookmarks[self._selected]))
            self._theory = known
        return known[2]

    def next_position(self, index: int | None = None) -> tuple[float, ...] | None:
        """Return where the next step leads.

        Parameters
        ----------
        index : int, optional
            Which runner; the selected one by default.

        Returns
        -------
        tuple of float or None
            Shape (d,); None after an explosion and where recording is thinned.
        """
        index = self._place(index)
        run = self._runs[index]
        row = run.row(self._playhead)
        if run.exploded_at is not None and run.exploded_at <= self._playhead:
            return None
        if row + 1 == len(run.loss):
            run = self._one_further(index)
        if row + 1 >= len(run.loss) or run.step[row + 1] != self._playhead + 1:
            return None
        return tuple(run.position[row + 1].tolist())

    def _one_further(self, index: int) -> Run:
        """Return the run of the playhead at the horizon, one step longer."""
        known = self._further.get(index)
        if known is None or known[0] is not self._runs[index]:
            run = self._runs[index]
            longer = simulate(run.setup, horizon=run.horizon + 1, previous=run)
            known = (run, longer)
            self._further[index] = known
        return known[1]

    # --- listening ---

    def on_changed(self, listener: Listener) -> Callable[[], None]:
        """Call a function after every change.

        Parameters
        ----------
        listener : callable
            It is told what has changed, a `Change`.

        Returns
        -------
        callable
            The function that ends it.
        """
        arguments.function("listener", listener)
        self._listeners.append(listener)

        def forget() -> None:
            with contextlib.suppress(ValueError):
                self._listeners.remove(listener)

        return forget

    def _tell(self, what: Change) -> None:
        if self._held is not None:
            self._held |= what
        elif what:
            for listener in tuple(self._listeners):
                listener(what)

    @contextlib.contextmanager
    def _as_one(self) -> Iterator[None]:
        """Tell listeners once, at the end, what several changes have changed."""
        if self._held is not None:
            yield
            return
        self._held = Change(0)
        try:
            yield
        finally:
            what, self._held = self._held, None
            self._tell(what)

    # --- choosing ---

    def select(self, index: int) -> None:
        """Let the dial, pickers and verdict act on another runner.

        Parameters
        ----------
        index : int
            Which runner.

        Raises
        ------
        InputError
            When there is no such runner.
        """
        index = self._experiment.check_index(index)
        if index != self._selected:
            self._selected = index
            self._tell(Change.SELECTION)

    # --- time ---

    def seek(self, step: int) -> None:
        """Move the playhead to a step.

        Parameters
        ----------
        step : int
            Where to; past an end, to the end; the nearest one recorded before it where recording is thinned.
        """
        self._tell(self._move(arguments.whole("step", step, -MAX_STEPS, MAX_STEPS)))

    def step(self, n: int = 1) -> None:
        """Move the playhead and pause; forward past the end, the horizon grows.

        Parameters
        ----------
        n : int
            By how many steps; below 0 back.
        """
        n = arguments.whole("n", n, -MAX_STEPS, MAX_STEPS)
        target = self._playhead + n
        what = self._stop()
        if target > self.end and not self._all_exploded():
            what |= self._grow(target)
        if n > 0:
            target = self._plan.first_from(target)
        self._tell(what | self._move(target))

    def reset(self) -> None:
        """Move the playhead to step 0."""
        self.seek(0)

    def play(self) -> None:
        """Let time run; at the end of the budget the horizon grows."""
        if self._playing:
            return
        self._playing = True
        self._fraction = 0.0
        what = Change.PLAYBACK
        if self._playhead >= self.end:
            # nothing is left to see once all have exploded: begin again
            what |= self._move(0) if self._all_exploded() else self._grow(self._playhead + 1)
        self._tell(what)

    def pause(self) -> None:
        """Stop time."""
        self._tell(self._stop())

    def set_speed(self, speed: float) -> None:
        """Set the speed.

        Parameters
        ----------
        speed : float
            Steps per second, above 0; infinite for unlimited.

        Raises
        ------
        InputError
            When it is not above 0.
        """
        speed = arguments.real("speed", speed)
        if not speed > 0.0:
            raise InputError("speed", speed, Message("must be above 0"))
        if speed != self._speed:
            self._speed = speed
            self._tell(Change.PLAYBACK)

    def set_reveal(self, reveal: bool) -> None:
        """Show or hide the future.

        Parameters
        ----------
        reveal : bool
            Whether it is shown.
        """
        reveal = arguments.switch("reveal", reveal)
        if reveal != self._reveal:
            self._reveal = reveal
            self._tell(Change.REVEAL)

    def advance(self, seconds: float) -> None:
        """Let time pass: while playing the playhead moves by speed × seconds.

        Parameters
        ----------
        seconds : float
            How much time.
        """
        seconds = arguments.real("seconds", seconds)
        if not self._playing or not seconds > 0:
            return
        due = min(self._speed * seconds, MAX_SPEED_STEPS) + self._fraction
        whole = math.floor(due)
        self._fraction = due - whole
        if not whole:
            return
        budget = self._experiment.steps
        limit = budget if self._playhead < budget else MAX_STEPS
        target = min(self._playhead + whole, limit)
        what = Change(0)
        if self._playhead >= budget and target >= self._horizon and not self._all_exploded():
            what |= self._grow(target + 1)
        what |= self._move(target)
        # where recording thins, less than a stride may be due: it adds up over the frames
        self._fraction += max(target - self._playhead, 0)
        if self._playhead >= min(limit, self.end):
            what |= self._stop()
        self._tell(what)

    # --- inside ---

    @property
    def _plan(self) -> Plan:
        return self._runs[0].plan

    def _run_all(self) -> None:
        count = len(self._experiment.runners)
        old = (*self._runs, *[None] * count)[:count]
        self._runs = tuple(
            run_runner(self._experiment, index, horizon=self._horizon, previous=old[index])
            for index in range(count)
        )
        self._horizon = self._runs[0].horizon
        self._further.clear()

    def _grow(self, target: int) -> Change:
        """Let the horizon grow to hold a step: by doubling, so that it happens seldom."""
        if self._horizon >= MAX_STEPS or target <= self._horizon:
            return Change(0)
        before = self._horizon
        self._horizon = min(max(2 * self._horizon, target), MAX_STEPS)
        self._run_all()
        return Change.HORIZON | Change.PATHS if self._horizon != before else Change(0)

    def _move(self, step: int) -> Change:
        if step >= self.end:
            step = self.end  # an explosion has its row wherever it happens
        step = max(step, 0)
        if step < self.end:
            step = self._plan.last_upto(step)
        if step == self._playhead:
            return Change(0)
        self._playhead = step
        self._furthest = max(self._furthest, step)
        return Change.PLAYHEAD

    def _stop(self) -> Change:
        if not self._playing:
            return Change(0)
        self._playing = False
        return Change.PLAYBACK

    def _all_exploded(self) -> bool:
        return all(run.exploded_at is not None for run in self._runs)

    def _place(self, index: int | None) -> int:
        """Return the place of a runner among all, checked; of the selected one for None."""
        return self._selected if index is None else self._experiment.check_index(index)

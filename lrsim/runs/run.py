"""A finished run: the path of one runner, and what can be said about it.

It is long because `Run` is one public class, and two fifths of it its documentation.
"""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from lrsim import _core, diagnosis
from lrsim.convergence import Aims, aims, stay_of
from lrsim.displayed import Displayed
from lrsim.origin import Origin, Traced
from lrsim.runs import recording
from lrsim.runs.gathering import Gatherer, stands_still
from lrsim.runs.moments import moment_at
from lrsim.runs.outline import Outline
from lrsim.runs.recording import Plan
from lrsim.runs.room import Room
from lrsim.runs.sequel import sequel_of
from lrsim.runs.stepper import Checkpoint, Rows, Stepper, first_checkpoint
from lrsim.runs.stopping import Stops
from lrsim.setup import Setup
from lrsim.typing import FloatArray

WORTH_ALL = 1000
"""Steps for each one that is asked for: up to there it is faster to work out the rates of all between."""


class Run(Traced, Displayed):
    """A finished run: the path of one runner, and what can be said about it.

    Attributes
    ----------
    setup : Setup
        All that it depends on.
    experiment : Experiment
        The experiment it came from.
    index : int
        The runner whose path it is.
    position : ndarray of float64, shape (n + 1, d)
        ``position[k]`` is before step ``step[k]``. Read-only, like all of its arrays.
    loss : ndarray of float64, shape (n + 1,)
        The loss at each position.
    exploded_at : int or None
        The first step whose loss or position is not finite, or whose position lies beyond the surface's
        `escape`; the arrays end there.
    plan : Plan
        How it is recorded.
    horizon : int
        How far the run was asked to go.
    steps_taken : int
        How many steps were taken: the horizon, or fewer after an explosion.
    checkpoints : tuple of Checkpoint
        Where the run can go on from.
    room : Room or None
        Where a longer run may go on without a copy; None where there is no more room.
    outline : Outline
        The lowest and highest of many losses, for who draws them.
    origin : Origin or None
        The runner of an experiment whose setup it is; None of a setup alone.

    Examples
    --------
    >>> import lrsim
    >>> run = lrsim.run("quadratic", lr=0.1, start=5.0, steps=50)
    >>> run.position.shape, run.lr.shape, run.converged_at, run.verdict.name
    ((51, 1), (50,), 31, 'just_right')
    """

    def __init__(
        self,
        setup: Setup,
        plan: Plan,
        position: FloatArray,
        loss: FloatArray,
        exploded_at: int | None,
        checkpoints: tuple[Checkpoint, ...],
        origin: Origin | None = None,
        room: Room | None = None,
        outline: Outline | None = None,
    ) -> None:
        self.setup = setup
        self.origin = origin
        self.plan = plan
        self.position = position
        self.loss = loss
        self.exploded_at = exploded_at
        self.horizon = plan.horizon
        self.steps_taken = self.horizon if exploded_at is None else exploded_at
        self.checkpoints = checkpoints
        self.room = room
        self.outline = Outline(loss) if outline is None else outline
        position.flags.writeable = False
        loss.flags.writeable = False

    def __repr__(self) -> str:
        outcome = f"{self.steps_taken} steps, loss {self.loss[-1]:g}"
        return f"<Run {self.runner.name!r} on {self.setup.surface.spec}: {outcome}>"

    @functools.cached_property
    def step(self) -> npt.NDArray[np.int64]:
        """The step each row stands before, int64 (n + 1,): 0, 1, 2, … while recording is dense."""
        step = self.plan.steps()[: len(self.loss)]
        if step[-1] != self.steps_taken:  # the step that exploded is recorded, on the grid or not
            step = step.copy()
            step[-1] = self.steps_taken
            step.flags.writeable = False
        return step

    def step_at(self, row: int) -> int:
        """Return the step that a row stands before, as `step` has it.

        Parameters
        ----------
        row : int
            A row of `position`; below 0 from the end.

        Returns
        -------
        int
            Its step.
        """
        row += len(self.loss) if row < 0 else 0
        return min(self.plan.step_at(row), self.steps_taken)

    def steps_of(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return the steps before which some rows stand, as `step` has them, without all the others.

        Parameters
        ----------
        rows : ndarray of int64, shape (n,)
            Rows of `position`.

        Returns
        -------
        ndarray of int64, shape (n,)
            Their steps.
        """
        return np.minimum(self.plan.steps_of(rows), self.steps_taken)

    def row(self, step: int) -> int:
        """Return the row of the last position recorded at or before a step.

        Parameters
        ----------
        step : int
            A step from 0 on; past the end it is the last row.

        Returns
        -------
        int
            A row of `position`, `loss` and `step`.
        """
        if step >= self.steps_taken:
            return len(self.loss) - 1
        return self.plan.row(step)

    @functools.cached_property
    def lr(self) -> FloatArray:
        """The learning rate that each recorded step used, float64 (n,)."""
        if self.setup.schedule.closed_loop:
            return _watched(self)
        return rates_at(self.setup, self.step[:-1])

    def rate_at(self, step: int) -> float:
        """Return the learning rate that is in force at a step: what the schedule makes of the dial.

        Parameters
        ----------
        step : int
            A step from 0 on. At the horizon and past it, it is that of the step that would come next; after
            an explosion, where none does, of the last one.

        Returns
        -------
        float
            The rate; where no step was taken at all, that of step 0.
        """
        end = self.horizon if self.exploded_at is None else self.steps_taken - 1
        step = max(min(step, end), 0)
        schedule = self.setup.schedule
        if not schedule.closed_loop or not self.steps_taken:
            steady = schedule.steady_from
            if steady is not None and step >= steady:
                return self.setup.lr_at(step)
            return float(self.setup.rates(step, step + 1)[0])
        if step < self.steps_taken:  # only the run knows
            return float(self.lr[min(self.row(step), len(self.lr) - 1)])
        return self._next_rate

    @functools.cached_property
    def _next_rate(self) -> float:
        """What a closed loop has made of the rate by the horizon."""
        return moment_at(self, self.horizon).rate

    def rates_of(self, rows: npt.NDArray[np.int64]) -> FloatArray:
        """Return the learning rates that the steps of some rows used, without all the others.

        Parameters
        ----------
        rows : ndarray of int64, shape (n,)
            Rows of `lr`, ascending.

        Returns
        -------
        ndarray of float64, shape (n,)
            Their rates.
        """
        setup = self.setup
        if setup.schedule.closed_loop:
            return self.lr[rows]
        steps = self.steps_of(rows)
        steady = setup.schedule.steady_from
        moving = len(steps) if steady is None else int(np.searchsorted(steps, steady))
        if moving and steps[moving - 1] - steps[0] < WORTH_ALL * moving:
            first = int(steps[0])
            before = setup.rates(first, int(steps[moving - 1]) + 1)[steps[:moving] - first]
        else:
            each = [setup.rates(step, step + 1) for step in steps[:moving].tolist()]
            before = np.concatenate([np.empty(0), *each])
        moved = np.array([step for step, _ in setup.dial], dtype=np.int64)
        values = np.array([setup.lr, *(value for _, value in setup.dial)])
        after = values[np.searchsorted(moved, steps[moving:], side="right")]
        return np.concatenate([before, after])

    @functools.cached_property
    def gradient_norm(self) -> FloatArray:
        """The Euclidean norm of the gradient at each position, float64 (n + 1,)."""
        with np.errstate(all="ignore"):  # an exploded run ends in inf or NaN
            gradient = self.setup.surface.gradient(self.position)
            norm: FloatArray = np.sqrt((gradient * gradient).sum(axis=1))
            return norm

    def gatherer(self, aims: Aims, goal: int = -1) -> Gatherer:
        """Return what gathers the evidence of the run, from step 0 on.

        Parameters
        ----------
        aims : Aims
            What convergence is told by.
        goal : int
            The place of the minimum among the goals, where a first pass has found it.

        Returns
        -------
        Gatherer
            It stands at step 0.
        """
        return Gatherer(self, aims, goal)

    def stands_still(self, step: int, rate: float) -> bool:
        """Return whether the step would move neither the ball nor the optimizer's state.

        Parameters
        ----------
        step : int
            A step before which the run has not exploded.
        rate : float
            The learning rate it would use.

        Returns
        -------
        bool
            True where position and slots stay what they are.
        """
        return stands_still(self, step, rate)

    def arrives(self, step: int, level: float, early: int, late: int) -> bool:
        """Return whether the run, played on, comes to stay at or below a loss between two steps.

        Parameters
        ----------
        step : int
            Where the dial stays where it is.
        level : float
            The loss.
        early, late : int
            The steps.

        Returns
        -------
        bool
            True where it comes to stay there in between, however long that takes to find out.
        """
        setup = self.setup
        if setup.dial and setup.dial[-1][0] > step:
            setup = setup.replace(dial=[move for move in setup.dial if move[0] <= step])
        sequel = sequel_of(setup, level, stay_of(setup))
        return sequel.arrives_by(late) and not sequel.arrives_by(early)

    @functools.cached_property
    def _evidence(self) -> diagnosis.Evidence:
        return diagnosis.evidence_of(self)

    @functools.cached_property
    def converged_at(self) -> int | None:
        """The first step of the first stay within tolerance of the minimum, or None."""
        return self._evidence.converged_at

    @functools.cached_property
    def verdict(self) -> diagnosis.Verdict:
        """What the whole run shows, with its evidence."""
        return diagnosis.verdict_on(self._evidence)

    @functools.cached_property
    def slots(self) -> dict[str, FloatArray]:
        """The optimizer's own state before each recorded step, by name: float64 (n + 1, d) each.

        Before step 0 all of it is 0 (PyTorch has none yet).
        """
        return _replay(self)


def look_into(run: Run, stops: Stops) -> None:
    """Gather what a run's verdict and its convergence rest on, as work that may stop."""
    known = vars(run)
    if "_evidence" not in known:
        gatherer = run.gatherer(aims(run.setup))
        gatherer.stops = stops
        known["_evidence"] = diagnosis.evidence_of(run, gatherer=gatherer)


def rates_at(setup: Setup, step: npt.NDArray[np.int64]) -> FloatArray:
    """Return the learning rate of each of the given steps, ascending; float64 (n,)."""
    out = np.empty(len(step))
    done = 0
    while done < len(step):
        first = int(step[done])
        upto = int(np.searchsorted(step, first + recording.CHUNK))
        stop = int(step[upto - 1]) + 1
        out[done:upto] = setup.rates(first, stop)[step[done:upto] - first]
        done = upto
    return out


def _watched(run: Run) -> FloatArray:
    """Return the rates of a closed loop: where each loss is recorded they follow, the rest is taken again."""
    setup, plan, width = run.setup, run.plan, len(run.loss)
    dense = min(plan.segments[0].stop, width - 1)
    out = np.empty(width - 1)
    if not dense:
        return out
    out[:dense] = setup.schedule.watched(setup.rates(0, dense), run.loss[:dense])
    if dense == width - 1:
        return out
    begin = max((c for c in run.checkpoints if c.step <= dense), key=lambda c: c.step)
    rows = width - 1 - begin.row
    position = np.empty((rows, run.position.shape[1]))
    again, state = Rows(position, np.empty(rows), rate=np.empty(rows)), begin.state.copy()
    steps = Stepper(setup)
    for chunk, row in plan.chunks(begin.step, begin.row):
        if row >= width:
            break
        steps.advance(chunk, state, again.since(row - begin.row - 1))
    assert again.rate is not None
    out[dense:] = again.rate[dense - begin.row :]
    return out


def _replay(run: Run) -> dict[str, FloatArray]:
    """Take a run's steps once more and record the optimizer's state, which is not recorded at first."""
    setup = run.setup
    names = setup.optimizer.slots
    width, dimensions = run.position.shape
    kept = len(_core.RULE_SLOTS[setup.optimizer.kernel[0]])
    slots = np.zeros((width, kept, dimensions)) if names and kept else None
    again = Rows(np.empty_like(run.position), np.empty_like(run.loss), slots)
    begin = first_checkpoint(setup, again.position, again.loss)[0]
    state = begin.state
    steps = Stepper(setup)
    for chunk, row in run.plan.chunks(begin.step, begin.row):
        if row >= width:
            break
        steps.advance(chunk, state, again.since(row))
    return {} if slots is None else {name: slots[:, k] for k, name in enumerate(names) if name}

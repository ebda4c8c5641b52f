"""What the window drives and a script can drive too: experiment, runs, playhead, dial, undo. No Qt.

Everything shown is a function of the session's state; every change goes through a method here and ends in
one call of each listener with what has changed. Setting what is already so changes nothing and calls nobody.
"""

from __future__ import annotations

import contextlib
import dataclasses
import enum
import math
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from lrsim.diagnosis import Verdict, diagnose_run
from lrsim.errors import InputError
from lrsim.experiment import MAX_LR, MAX_RUNNERS, MAX_STEPS, Experiment, Runner, learning_rate, load
from lrsim.presets import popular_example, snail_pro_maniac
from lrsim.simulate import Run, segments, simulate
from lrsim.surfaces import Surface

MAX_UNDO = 200
MAX_GHOSTS = 3
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


@dataclass(frozen=True)
class Ghost:
    """A future that was seen and then left: rows first to last (inclusive) of a runner's earlier run."""

    runner: int
    run: Run
    first: int
    last: int


@dataclass(frozen=True)
class _Moment:
    """What undo brings back."""

    experiment: Experiment
    horizon: int
    ghosts: tuple[Ghost, ...]


class Session:
    """An experiment being looked at.

    Parameters
    ----------
    experiment : Experiment, optional
        What to begin with; the popular example (x² from 5, three learning rates) by default.

    Examples
    --------
    >>> session = lrsim.Session()
    >>> session.seek(24)
    >>> session.turn_dial(0.5)           # keeps steps 0 to 24, recomputes what follows
    >>> session.undo()
    """

    def __init__(self, experiment: Experiment | None = None) -> None:
        self._listeners: list[Listener] = []
        self._experiment = popular_example() if experiment is None else experiment
        self._horizon = self._experiment.steps
        self._runs: tuple[Run, ...] = ()
        self._ghosts: tuple[Ghost, ...] = ()
        self._selected = 0
        self._playhead = 0
        self._furthest = 0
        self._fraction = 0.0
        self._playing = False
        self._speed = 10.0
        self._reveal = False
        self._undo: list[_Moment] = []
        self._redo: list[_Moment] = []
        self._gesture: _Moment | None = None
        self._gesture_depth = 0
        self._path: str | None = None
        self._saved = self._experiment
        self._verdicts: dict[int, tuple[Run, int | None, Verdict]] = {}
        self._further: dict[int, tuple[Run, Run]] = {}
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
    def ghosts(self) -> tuple[Ghost, ...]:
        """Futures that were seen and left by turning the dial, the latest last."""
        return self._ghosts

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

    @property
    def can_undo(self) -> bool:
        """Whether there is something to undo."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether there is something to redo."""
        return bool(self._redo)

    @property
    def path(self) -> str | None:
        """The file the experiment was read from or saved to last."""
        return self._path

    @property
    def modified(self) -> bool:
        """Whether the experiment differs from what was opened or saved last."""
        return self._experiment != self._saved

    def row(self, index: int) -> int:
        """Return the row of a run that stands at the playhead (its last one if it exploded before)."""
        return self._runs[index].row(self._playhead)

    def verdict(self, index: int | None = None) -> Verdict:
        """Return the verdict on the part played so far, or on the whole run while the future is revealed."""
        index = self._selected if index is None else index
        run = self._runs[index]
        rows = None if self._reveal else self.row(index) + 1
        known = self._verdicts.get(index)
        if known is None or known[0] is not run or known[1] != rows:
            known = (run, rows, diagnose_run(run, rows))
            self._verdicts[index] = known
        return known[2]

    def next_position(self, index: int | None = None) -> tuple[float, ...] | None:
        """Return where the next step leads, or None after an explosion and where recording is thinned."""
        index = self._selected if index is None else index
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
            longer = simulate(self._experiment, index, horizon=run.horizon + 1, previous=run)
            known = (run, longer)
            self._further[index] = known
        return known[1]

    # --- listening ---

    def on_changed(self, listener: Listener) -> Callable[[], None]:
        """Call `listener(what)` after every change; returns the function that ends it."""
        self._listeners.append(listener)

        def forget() -> None:
            with contextlib.suppress(ValueError):
                self._listeners.remove(listener)

        return forget

    def _tell(self, what: Change) -> None:
        if what:
            for listener in tuple(self._listeners):
                listener(what)

    # --- time ---

    def seek(self, step: int) -> None:
        """Move the playhead to a step, or to the nearest one recorded before it."""
        self._tell(self._move(step))

    def step(self, n: int = 1) -> None:
        """Move the playhead by n steps and pause; forward past the end, the horizon grows."""
        target = self._playhead + n
        what = self._stop()
        if target > self.end and not self._all_exploded():
            what |= self._grow(target)
        if n > 0:
            target = _recorded_from(self._experiment.steps, self._horizon, target)
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
        """Set the speed in steps per second, above 0; infinite for unlimited."""
        if not speed > 0:
            raise InputError("speed", speed, "must be above 0")
        if speed != self._speed:
            self._speed = float(speed)
            self._tell(Change.PLAYBACK)

    def set_reveal(self, reveal: bool) -> None:
        """Show or hide the future."""
        if reveal != self._reveal:
            self._reveal = reveal
            self._tell(Change.REVEAL)

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass: while playing the playhead moves by speed × seconds."""
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

    # --- choosing and turning ---

    def select(self, index: int) -> None:
        """Let the dial, pickers and verdict act on another runner."""
        self._check_runner(index)
        if index != self._selected:
            self._selected = index
            self._tell(Change.SELECTION)

    def turn_dial(self, lr: float) -> None:
        """Turn the selected runner's dial at the playhead.

        Everything up to the playhead stays, later moves of the dial are dropped, and what follows is computed
        anew; at step 0 that is "what if", later it is steering. A future that was already seen stays as a
        ghost. A run that has exploded by now has no future to steer: there the dial acts from step 0.
        """
        lr = learning_rate("lr", lr)
        run, step = self.run, self._playhead
        if run.exploded_at is not None and run.exploded_at <= step:
            step = 0
        if lr == self.runner.lr_at(step) and not any(moved > step for moved, _ in self.runner.dial):
            return
        moves = [move for move in self.runner.dial if move[0] < step]
        if step == 0:
            changes: dict[str, Any] = {"lr": lr, "dial": ()}
        else:
            before = moves[-1][1] if moves else self.runner.lr
            changes = {"dial": (*moves, *([(step, lr)] if lr != before else []))}
        ghosts = self._ghosts
        if self._gesture is None or self._gesture.ghosts is self._ghosts:
            ghosts = self._with_ghost(run, step)
        experiment = self._experiment.replace_runner(self._selected, **changes)
        self._furthest = self._playhead
        self._commit(experiment, self._horizon, ghosts)

    def apply_fix(self, index: int | None = None) -> None:
        """Do what a runner's verdict offers as the first fix, as one undo entry."""
        index = self._selected if index is None else index
        remedy = self.verdict(index).remedy
        if remedy is None:
            return
        with self.gesture():
            self.select(index)
            if remedy.factor is not None:
                if remedy.where == "start":
                    self.seek(0)
                elif remedy.where == "onset" and remedy.at_step is not None:
                    self.seek(remedy.at_step)
                self.turn_dial(min(self.lr * remedy.factor, MAX_LR))
            if remedy.extend:
                self._train_longer()

    def _train_longer(self) -> None:
        """Double the budget; schedules keep the lengths they had, so that no past changes."""
        steps = self._experiment.steps
        runners = tuple(
            dataclasses.replace(runner, schedule=runner.schedule.resolved(steps))
            for runner in self._experiment.runners
        )
        self.edit(steps=min(2 * steps, MAX_STEPS), runners=runners)

    # --- editing ---

    def edit(self, **changes: Any) -> None:
        """Change the experiment: any argument of `Experiment`.

        A new surface brings its own start unless one is given, and time begins again.
        """
        afresh = False
        if "surface" in changes:
            surface = Experiment(changes["surface"]).surface
            changes["surface"] = surface
            changes.setdefault("start", _fitting_start(self._experiment, surface))
            afresh = surface.name != self._experiment.surface.name
        experiment = dataclasses.replace(self._experiment, **changes)
        self._replace(experiment, afresh=afresh)

    def edit_runner(self, index: int | None = None, **changes: Any) -> None:
        """Change a runner (the selected one by default): any argument of `Runner`."""
        index = self._selected if index is None else index
        self._check_runner(index)
        self._replace(self._experiment.replace_runner(index, **changes))

    def add_runner(self, runner: Runner | None = None) -> None:
        """Add a runner and select it; by default a copy of the selected one."""
        runners = self._experiment.runners
        if len(runners) >= MAX_RUNNERS:
            raise InputError("runners", None, f"are {MAX_RUNNERS} already, the most that can run")
        if runner is None:
            runner = dataclasses.replace(self.runner, name=_free_name(runners))
        experiment = dataclasses.replace(self._experiment, runners=(*runners, runner))
        self._replace(experiment, selected=len(runners))

    def remove_runner(self, index: int) -> None:
        """Remove a runner; the last one stays."""
        self._check_runner(index)
        runners = list(self._experiment.runners)
        if len(runners) == 1:
            raise InputError("runners", None, "must be at least one")
        del runners[index]
        experiment = dataclasses.replace(self._experiment, runners=tuple(runners))
        # whoever is selected stays so, wherever it stands now
        selected = self._selected - 1 if index < self._selected else None
        self._replace(experiment, selected=selected)

    def snail_pro_maniac(self) -> None:
        """Put Snail, Pro and Maniac in place of the runners and begin again."""
        self._replace(snail_pro_maniac(self._experiment, self._selected), afresh=True)

    def new(self, experiment: Experiment | None = None) -> None:
        """Begin with another experiment (the popular example by default); can be undone."""
        self._path = None
        self._replace(popular_example() if experiment is None else experiment, afresh=True)

    # --- undo, files ---

    @contextlib.contextmanager
    def gesture(self) -> Iterator[None]:
        """Make everything done inside one undo entry."""
        self.begin_gesture()
        try:
            yield
        finally:
            self.end_gesture()

    def begin_gesture(self) -> None:
        """Begin what is to be one undo entry; gestures may be nested."""
        if self._gesture_depth == 0:
            self._gesture = self._moment()
        self._gesture_depth += 1

    def end_gesture(self) -> None:
        """End what `begin_gesture` began."""
        if self._gesture_depth == 0:
            return
        self._gesture_depth -= 1
        if self._gesture_depth == 0 and self._gesture is not None:
            before, self._gesture = self._gesture, None
            if before.experiment != self._experiment:
                self._remember(before)
                self._tell(Change.HISTORY)

    def undo(self) -> None:
        """Go back before the last change."""
        self._travel(self._undo, self._redo)

    def redo(self) -> None:
        """Do again what was undone last."""
        self._travel(self._redo, self._undo)

    def open(self, path: str | os.PathLike[str]) -> None:
        """Read an experiment file; on an error nothing changes."""
        experiment = load(path)
        self._replace(experiment, afresh=True)
        self._mark_saved(path)

    def opened(self, path: str | os.PathLike[str]) -> None:
        """Note that the present experiment was read from a file."""
        self._mark_saved(path)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the experiment to a file."""
        self._experiment.save(path)
        self._mark_saved(path)

    # --- inside ---

    def _moment(self) -> _Moment:
        return _Moment(self._experiment, self._horizon, self._ghosts)

    def _remember(self, before: _Moment) -> None:
        self._undo.append(before)
        del self._undo[:-MAX_UNDO]
        self._redo.clear()

    def _travel(self, source: list[_Moment], target: list[_Moment]) -> None:
        # what an open gesture has done so far is an entry of its own, the first to be undone
        self._gesture_depth = min(self._gesture_depth, 1)
        self.end_gesture()
        if source:
            target.append(self._moment())
            moment = source.pop()
            self._adopt(moment.experiment, moment.horizon, moment.ghosts, Change.HISTORY)

    def _replace(
        self, experiment: Experiment, *, afresh: bool = False, selected: int | None = None
    ) -> None:
        if experiment == self._experiment and not afresh:
            return
        same_time = experiment.steps == self._experiment.steps and not afresh
        horizon = self._horizon if same_time else experiment.steps
        self._commit(experiment, horizon, (), afresh=afresh, selected=selected)

    def _commit(
        self,
        experiment: Experiment,
        horizon: int,
        ghosts: tuple[Ghost, ...],
        *,
        afresh: bool = False,
        selected: int | None = None,
    ) -> None:
        before = self._moment()
        what = Change(0)
        if selected is not None and selected != self._selected:
            self._selected = selected
            what |= Change.SELECTION
        if self._gesture is None and experiment != self._experiment:
            self._remember(before)
            what |= Change.HISTORY
        if afresh:
            self._fraction = 0.0
            self._furthest = 0
            if self._playhead:
                self._playhead = 0
                what |= Change.PLAYHEAD
        self._adopt(experiment, horizon, ghosts, what)

    def _adopt(
        self, experiment: Experiment, horizon: int, ghosts: tuple[Ghost, ...], what: Change
    ) -> None:
        """Make an experiment the present one; runs share with the old ones what they can."""
        before = self._horizon
        self._experiment = experiment
        self._horizon = horizon
        self._ghosts = ghosts
        self._run_all()
        self._furthest = min(self._furthest, self._horizon)
        if self._horizon != before:
            what |= Change.HORIZON
        if self._selected >= len(experiment.runners):
            self._selected = len(experiment.runners) - 1
            what |= Change.SELECTION
        what |= Change.EXPERIMENT | Change.PATHS
        self._tell(what | self._move(self._playhead))

    def _run_all(self) -> None:
        count = len(self._experiment.runners)
        old = (*self._runs, *[None] * count)[:count]
        self._runs = tuple(
            simulate(self._experiment, index, horizon=self._horizon, previous=old[index])
            for index in range(count)
        )
        self._horizon = self._runs[0].horizon
        self._verdicts.clear()
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
            step = _recorded_upto(self._experiment.steps, self._horizon, step)
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

    def _with_ghost(self, run: Run, step: int) -> tuple[Ghost, ...]:
        first, last = run.row(step), run.row(self.furthest)
        if last <= first:
            return self._ghosts
        return (*self._ghosts, Ghost(self._selected, run, first, last))[-MAX_GHOSTS:]

    def _check_runner(self, index: int) -> None:
        count = len(self._experiment.runners)
        if not 0 <= index < count:
            raise InputError("runner", index, f"must be a whole number from 0 to {count - 1}")

    def _mark_saved(self, path: str | os.PathLike[str]) -> None:
        self._path = os.fspath(path)
        self._saved = self._experiment
        self._tell(Change.HISTORY)


def _recorded_upto(steps: int, horizon: int, step: int) -> int:
    """Return the last step recorded at or before `step`."""
    for part in segments(steps, horizon):
        if step <= part.stop:
            return part.first + (step - part.first) // part.stride * part.stride
    return horizon


def _recorded_from(steps: int, horizon: int, step: int) -> int:
    """Return the first step recorded at or after `step`."""
    for part in segments(steps, horizon):
        if step <= part.stop:
            return part.first + math.ceil((step - part.first) / part.stride) * part.stride
    return horizon


def _fitting_start(experiment: Experiment, surface: Surface) -> tuple[float, ...]:
    """Return the present start when only a surface's parameters change, its own start otherwise."""
    return experiment.start if surface.name == experiment.surface.name else surface.start


def _free_name(runners: tuple[Runner, ...]) -> str:
    taken = {runner.name for runner in runners}
    number = len(runners) + 1
    while f"Runner {number}" in taken:
        number += 1
    return f"Runner {number}"

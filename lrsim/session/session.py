"""What the window drives and a script can drive too: the dial, edits, undo, files."""

from __future__ import annotations

import contextlib
import dataclasses
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Unpack

from lrsim import arguments
from lrsim.declarations import MAX_LR, MAX_RUNNERS, MAX_STEPS
from lrsim.errors import InputError
from lrsim.experiment import Experiment, ExperimentChanges, Runner, learning_rate, load
from lrsim.runner import RunnerChanges
from lrsim.runs.run import Run
from lrsim.session.history import History
from lrsim.session.playback import Change, Playback
from lrsim.session.presets import popular_example, snail_pro_maniac
from lrsim.spelling import checks_names
from lrsim.surfaces import Surface
from lrsim.text.messages import Message

__all__ = ["Change", "Ghost", "Session"]

MAX_UNDO = 200
MAX_GHOSTS = 3


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


class Session(Playback):
    """An experiment being looked at.

    Parameters
    ----------
    experiment : Experiment, optional
        What to begin with; the popular example (x² from 5, three learning rates) by default.

    Examples
    --------
    >>> import lrsim
    >>> session = lrsim.Session()
    >>> session.select(1)
    >>> session.seek(24)
    >>> session.turn_dial(0.5)  # keeps steps 0 to 24, recomputes what follows
    >>> session.runner.dial
    ((24, 0.5),)
    >>> session.undo()
    >>> session.runner.dial
    ()
    """

    def __init__(self, experiment: Experiment | None = None) -> None:
        super().__init__(popular_example() if experiment is None else experiment)
        self._ghosts: tuple[Ghost, ...] = ()
        self._history: History[_Moment] = History(MAX_UNDO)
        self._path: str | None = None
        self._saved = self._experiment

    # --- what there is ---

    @property
    def ghosts(self) -> tuple[Ghost, ...]:
        """Futures that were seen and left by turning the dial, the latest last."""
        return self._ghosts

    @property
    def can_undo(self) -> bool:
        """Whether there is something to undo."""
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there is something to redo."""
        return self._history.can_redo

    @property
    def path(self) -> str | None:
        """The file the experiment was read from or saved to last."""
        return self._path

    @property
    def modified(self) -> bool:
        """Whether the experiment differs from what was opened or saved last."""
        return self._experiment != self._saved

    # --- the dial ---

    def turn_dial(self, lr: float) -> None:
        """Turn the selected runner's dial at the playhead.

        Everything up to the playhead stays, later moves of the dial are dropped, and what follows is computed
        anew; at step 0 that is "what if", later it is steering. A future that was already seen stays as a
        ghost. A run that has exploded by now has no future to steer: there the dial acts from step 0.

        Parameters
        ----------
        lr : float
            The dial's new value, 0 to 1e6.

        Raises
        ------
        InputError
            When it is no learning rate.
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
        gesture = self._history.gesture
        if gesture is None or gesture.ghosts is self._ghosts:
            ghosts = self._with_ghost(run, step)
        experiment = self._experiment.replace_runner(self._selected, **changes)
        self._furthest = self._playhead
        self._commit(experiment, self._horizon, ghosts)

    def apply_fix(self, index: int | None = None) -> None:
        """Do what a runner's verdict offers as the first fix, as one undo entry.

        Parameters
        ----------
        index : int, optional
            Which runner; the selected one by default.
        """
        index = self._place(index)
        remedy = self.verdict(index).remedy
        if remedy is None:
            return
        with self._as_one(), self.gesture():
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
        longer = dataclasses.replace(
            self._experiment, steps=min(2 * steps, MAX_STEPS), runners=runners
        )
        self._commit(longer, longer.steps, self._ghosts)

    # --- editing ---

    @checks_names
    def edit(self, **changes: Unpack[ExperimentChanges]) -> None:
        """Change the experiment.

        A new surface brings its own start unless one is given, and time begins again; so does a formula with
        another number of coordinates. On a surface with fewer of them the factors on the learning rate of
        those that are gone are dropped.

        Parameters
        ----------
        **changes : Unpack[ExperimentChanges]
            Arguments of `Experiment` that take the place of its own.

        Raises
        ------
        InputError
            When a value is out of bounds; then nothing changes.
        """
        afresh = False
        given: dict[str, Any] = {**changes}  # mypy knows what a field holds, not what it is made of
        if "surface" in given:
            surface = Experiment(given["surface"]).surface
            given["surface"] = surface
            given.setdefault("start", _fitting_start(self._experiment, surface))
            given.setdefault("runners", _fitting_runners(self._experiment, surface))
            afresh = not _alike(surface, self._experiment.surface)
        experiment = dataclasses.replace(self._experiment, **given)
        self._replace(experiment, afresh=afresh)

    @checks_names
    def edit_runner(self, index: int | None = None, **changes: Unpack[RunnerChanges]) -> None:
        """Change a runner.

        Parameters
        ----------
        index : int, optional
            Which runner; the selected one by default.
        **changes : Unpack[RunnerChanges]
            Arguments of `Runner` that take the place of its own.

        Raises
        ------
        InputError
            When a value is out of bounds; then nothing changes.
        """
        index = self._place(index)
        self._replace(self._experiment.replace_runner(index, **changes))

    def add_runner(self, runner: Runner | None = None) -> None:
        """Add a runner and select it.

        Parameters
        ----------
        runner : Runner, optional
            A copy of the selected one, under a name of its own, by default.

        Raises
        ------
        InputError
            When there are eight already, or one has the same name.
        """
        runners = self._experiment.runners
        if len(runners) >= MAX_RUNNERS:
            raise InputError(
                "runners",
                None,
                Message(
                    "are {max_runners} already, the most that can run", max_runners=MAX_RUNNERS
                ),
            )
        if runner is None:
            runner = dataclasses.replace(self.runner, name=_free_name(runners))
        experiment = dataclasses.replace(self._experiment, runners=(*runners, runner))
        self._replace(experiment, selected=len(runners))

    def remove_runner(self, index: int) -> None:
        """Remove a runner; the last one stays.

        Parameters
        ----------
        index : int
            Which runner.

        Raises
        ------
        InputError
            When there is no such runner, or no other.
        """
        index = self._experiment.check_index(index)
        runners = list(self._experiment.runners)
        if len(runners) == 1:
            raise InputError("runners", None, Message("must be at least one"))
        del runners[index]
        experiment = dataclasses.replace(self._experiment, runners=tuple(runners))
        # whoever is selected stays so, wherever it stands now
        selected = self._selected - 1 if index < self._selected else None
        self._replace(experiment, selected=selected)

    def snail_pro_maniac(self) -> None:
        """Put Snail, Pro and Maniac in place of the runners and begin again."""
        self._replace(snail_pro_maniac(self._experiment, self._selected), afresh=True)

    def new(self, experiment: Experiment | None = None) -> None:
        """Begin with another experiment; can be undone.

        Parameters
        ----------
        experiment : Experiment, optional
            The popular example by default.
        """
        if experiment is None:
            experiment = popular_example()
        arguments.instance("experiment", experiment, Experiment)
        with self._as_one():
            self._path = None
            self._replace(experiment, afresh=True)

    # --- undo, files ---

    @contextlib.contextmanager
    def gesture(self) -> Iterator[None]:
        """Make everything done inside one undo entry.

        Yields
        ------
        None
            Nothing to hold on to; gestures may be nested.
        """
        self.begin_gesture()
        try:
            yield
        finally:
            self.end_gesture()

    def begin_gesture(self) -> None:
        """Begin what is to be one undo entry; gestures may be nested."""
        self._history.begin(self._moment())

    def end_gesture(self) -> None:
        """End what `begin_gesture` began."""
        self._close(self._history.end())

    def undo(self) -> None:
        """Go back before the last change."""
        # what an open gesture has done so far is an entry of its own, the first to be undone
        self._close(self._history.end_all())
        self._restore(self._history.undo(self._moment()))

    def redo(self) -> None:
        """Do again what was undone last."""
        self._close(self._history.end_all())
        self._restore(self._history.redo(self._moment()))

    def open(self, path: str | os.PathLike[str]) -> None:
        """Read an experiment file.

        Parameters
        ----------
        path : str or os.PathLike
            The file.

        Raises
        ------
        InputError
            When it cannot be read or is no experiment; then nothing changes.
        """
        path = arguments.path("path", path)
        experiment = load(path)
        with self._as_one():
            self._replace(experiment, afresh=True)
            self._mark_saved(path)

    def opened(self, path: str | os.PathLike[str]) -> None:
        """Note that the present experiment was read from a file.

        Parameters
        ----------
        path : str or os.PathLike
            The file.
        """
        self._mark_saved(arguments.path("path", path))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the experiment to a file.

        Parameters
        ----------
        path : str or os.PathLike
            The file; one that is there is replaced.

        Raises
        ------
        InputError
            When it cannot be written.
        ImportError
            When tomli-w is not installed.
        """
        path = arguments.path("path", path)
        self._experiment.save(path)
        self._mark_saved(path)

    # --- inside ---

    def _moment(self) -> _Moment:
        return _Moment(self._experiment, self._horizon, self._ghosts)

    def _close(self, before: _Moment | None) -> None:
        """Remember the moment before a gesture, if it has changed anything."""
        if before is not None and before.experiment != self._experiment:
            self._history.remember(before)
            self._tell(Change.HISTORY)

    def _restore(self, moment: _Moment | None) -> None:
        if moment is not None:
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
        if self._history.gesture is None and experiment != self._experiment:
            self._history.remember(before)
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

    def _with_ghost(self, run: Run, step: int) -> tuple[Ghost, ...]:
        first, last = run.row(step), run.row(self.furthest)
        if last <= first:
            return self._ghosts
        return (*self._ghosts, Ghost(self._selected, run, first, last))[-MAX_GHOSTS:]

    def _mark_saved(self, path: str) -> None:
        self._path = path
        self._saved = self._experiment
        self._tell(Change.HISTORY)


def _fitting_start(experiment: Experiment, surface: Surface) -> tuple[float, ...]:
    """Return the present start when only a surface's parameters change, its own start otherwise."""
    return experiment.start if _alike(surface, experiment.surface) else surface.start


def _alike(surface: Surface, other: Surface) -> bool:
    """Tell whether two surfaces are the same but for parameters; a formula's are its coordinates, too."""
    return surface.name == other.name and surface.dimensions == other.dimensions


def _fitting_runners(experiment: Experiment, surface: Surface) -> tuple[Runner, ...]:
    """Return the runners with no more factors on the learning rate than the surface has coordinates."""
    return tuple(
        runner
        if len(runner.lr_scale) <= surface.dimensions
        else dataclasses.replace(runner, lr_scale=runner.lr_scale[: surface.dimensions])
        for runner in experiment.runners
    )


def _free_name(runners: tuple[Runner, ...]) -> str:
    taken = {runner.name for runner in runners}
    number = len(runners) + 1
    while f"Runner {number}" in taken:
        number += 1
    return f"Runner {number}"

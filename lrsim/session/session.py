"""What the window drives and a script can drive too: the dial, time, edits, undo, files.

It is long because `Session` is one public class, and nearly half of it its documentation: what it does lies
in the modules beside it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Unpack

from lrsim import arguments
from lrsim.batch_scaling import Held, Scaling, with_batch_size
from lrsim.declarations import MAX_STEPS
from lrsim.diagnosis import Verdict
from lrsim.experiment import Experiment, ExperimentChanges, Runner, learning_rate, load
from lrsim.runner import RunnerChanges
from lrsim.runs.run import Run
from lrsim.session import edits
from lrsim.session.announcer import NO_CHANGE, Announcer, Change, Listener
from lrsim.session.beside import Beside
from lrsim.session.clock import Clock
from lrsim.session.history import History
from lrsim.session.insight import Question
from lrsim.session.journal import File, Memory
from lrsim.session.journal import Moment as Kept
from lrsim.session.minima import Seeker
from lrsim.session.paths import Paths
from lrsim.session.playhead import Playhead
from lrsim.session.story import TITLE, popular_example, snail_pro_maniac
from lrsim.session.verdicts import PENDING, SEEKING, Verdicts
from lrsim.spelling import checks_names
from lrsim.surfaces import Minimum
from lrsim.theory import LocalTheory

__all__ = ["Change", "Ghost", "Session"]

MAX_UNDO = 200
MAX_GHOSTS = 3
VIVID = 10
"""Undo brings ghosts back so many times at the most: each holds a whole run, …"""
VIVID_BYTES = 2**26
"""… and fewer times where those are long: ten budgets of a million steps would be hundreds of megabytes."""


@dataclass(frozen=True)
class Ghost:
    """A future that was seen and then left: rows first to last (inclusive) of a runner's earlier run."""

    runner: int
    run: Run
    first: int
    last: int

    @property
    def nbytes(self) -> int:
        """How much memory the run holds, which may be shared with others."""
        return self.run.position.nbytes + self.run.loss.nbytes


@dataclass(eq=False)
class _File:
    """Where an experiment and its changes are saved to, and what is there; another experiment has another.

    Two of them are never the same, whatever is in them: where one is saved to is no matter of the other.
    What was begun with may have lent its title, which is the user's as soon as there is a file.
    """

    path: str | None
    saved: Experiment
    lent: str = TITLE


@dataclass(frozen=True)
class _Moment:
    """What undo brings back."""

    experiment: Experiment
    horizon: int
    ghosts: tuple[Ghost, ...]
    file: _File


@dataclass(frozen=True)
class Saving:
    """An experiment that is being written to a file, while others may be looked at.

    Attributes
    ----------
    experiment : Experiment
        What is to be written.
    path : str or None
        The file it is of as yet.
    done : callable
        To be called with the file's path when it is there: the file is that of this experiment, and of what
        is made of it, whatever has been opened since.
    """

    experiment: Experiment
    path: str | None
    done: Callable[[str | os.PathLike[str]], None]


def _fade(moments: list[_Moment]) -> None:
    """Take the ghosts from the moments that lie too far back: farther than these they have gone before."""
    runs: dict[int, int] = {}
    for back in range(1, min(len(moments), VIVID + 1) + 1):
        moment = moments[-back]
        runs |= {id(ghost.run): ghost.nbytes for ghost in moment.ghosts}
        if back > VIVID or sum(runs.values()) > VIVID_BYTES:
            moments[-back] = dataclasses.replace(moment, ghosts=())


@dataclass(frozen=True)
class _Answer:
    """A turn of the dial that acted from step 0 because the run was over: the next one does, too.

    It holds for the runner while the playhead is left where it is, and to the end of the gesture.
    """

    runner: int
    arrivals: int
    gesture: _Moment | None


class Session:
    """An experiment being looked at: its runs, a playhead, and one selected runner.

    Everything shown is a function of this state. Every change goes through a method and ends in one call of
    each listener with what has changed; setting what is already so changes nothing and calls nobody.

    Parameters
    ----------
    experiment : Experiment, optional
        What to begin with; the popular example (x² from 5, three learning rates) by default.
    beside : callable, optional
        What does work beside the caller, as a window needs: called as ``beside(key, work, done)`` it runs
        ``work(cancel)`` on another thread and then calls ``done(result)`` on the caller's; of several with
        the same key only the newest counts. Long paths then arrive in pieces, and verdicts on them later.
        Without, whatever changes is there when the method that changes it returns. The numbers are the same.

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

    def __init__(
        self, experiment: Experiment | None = None, *, beside: Beside | None = None
    ) -> None:
        experiment = popular_example() if experiment is None else experiment
        arguments.instance("experiment", experiment, Experiment)
        self._seeker = Seeker(beside, lambda: self._announcer.tell(Change.MINIMA))
        self._paths = Paths(experiment, beside, self._path_arrived, self._seeker.knows)
        self._verdicts = Verdicts(beside, lambda: self._announcer.tell(Change.VERDICTS))
        self._clock = Clock()
        self._playhead = Playhead(self._paths, self._clock)
        self._announcer = Announcer()
        self._history: History[_Moment] = History(MAX_UNDO, _fade)
        self._ghosts: tuple[Ghost, ...] = ()
        self._answer: _Answer | None = None
        self._selected = 0
        self._reveal = False
        self._hidden: frozenset[str] = frozenset()  # by name: others may come and go
        self._file = _File(None, experiment)

    # --- what there is ---

    @property
    def experiment(self) -> Experiment:
        """The present experiment."""
        return self._paths.experiment

    @property
    def runs(self) -> tuple[Run, ...]:
        """One finished run for each runner, up to the horizon."""
        return self._paths.runs

    @property
    def selected(self) -> int:
        """Index of the runner the dial acts on."""
        return self._selected

    @property
    def runner(self) -> Runner:
        """The selected runner."""
        return self.experiment.runners[self._selected]

    @property
    def run(self) -> Run:
        """The selected runner's run."""
        return self.runs[self._selected]

    @property
    def playhead(self) -> int:
        """The step everything is shown at."""
        return self._playhead.step

    @property
    def furthest(self) -> int:
        """The furthest step seen on the present paths."""
        return self.horizon if self._reveal else self._playhead.furthest

    @property
    def horizon(self) -> int:
        """How far the runs go: the budget, or further when playing went on past it."""
        return self._paths.horizon

    @property
    def end(self) -> int:
        """The last step at which any runner still has a position."""
        return self._paths.end

    @property
    def lr(self) -> float:
        """The dial's value in force at the playhead, for the selected runner."""
        return self.runner.lr_at(self.playhead)

    @property
    def dial_step(self) -> int:
        """The step from which a turn of the dial acts: the playhead, or 0 when the selected run is over.

        It is over when it has exploded by now, or the playhead rests at its end.
        """
        run, answer, gesture = self.run, self._answer, self._history.gesture
        exploded = run.exploded_at is not None and run.exploded_at <= self.playhead
        at_end = self._rests_at_end(self._selected)
        answering = (
            answer is not None
            and answer.runner == self._selected
            and (
                answer.arrivals == self._playhead.arrivals
                or (gesture is not None and gesture is answer.gesture)
            )
        )
        return 0 if exploded or at_end or answering else self.playhead

    @property
    def minima(self) -> tuple[Minimum, ...] | None:
        """The known minima of the surface; None while they are being searched for."""
        surface = self.experiment.surface
        return surface.minima if self._seeker.knows(surface, surface.start) else None

    @property
    def minima_in_view(self) -> tuple[Minimum, ...] | None:
        """The known minima that a picture of the experiment is about; None while they are searched for."""
        surface, start = self.experiment.surface, self.experiment.start
        return surface.minima_in_view(start) if self._seeker.knows(surface, start) else None

    @property
    def playing(self) -> bool:
        """Whether time is running."""
        return self._clock.playing

    @property
    def speed(self) -> float:
        """Steps per second; infinite for unlimited."""
        return self._clock.speed

    @property
    def progress(self) -> float:
        """Share of the next step that has passed while playing, 0 to below 1; 0 while time stands still."""
        return self._clock.progress

    @property
    def reveal(self) -> bool:
        """Whether the future is shown."""
        return self._reveal

    @property
    def hidden(self) -> frozenset[int]:
        """Indices of the runners that are drawn nowhere; the selected one always is."""
        if not self._hidden:
            return frozenset()
        names = [runner.name for runner in self.experiment.runners]
        return frozenset(
            k for k, name in enumerate(names) if name in self._hidden and k != self._selected
        )

    @property
    def ghosts(self) -> tuple[Ghost, ...]:
        """Futures that were seen and left by turning the dial, the latest last."""
        return self._ghosts

    @property
    def can_undo(self) -> bool:
        """Whether there is something to undo, be it an open gesture."""
        return self._history.can_undo or self._gesture_changed

    @property
    def can_redo(self) -> bool:
        """Whether there is something to redo; what an open gesture has changed leaves nothing."""
        return self._history.can_redo and not self._gesture_changed

    @property
    def in_gesture(self) -> bool:
        """Whether a hand is at something: what changes is still on its way."""
        return self._history.gesture is not None

    @property
    def path(self) -> str | None:
        """The file the experiment was read from or saved to last."""
        return self._file.path

    @property
    def modified(self) -> bool:
        """Whether the experiment differs from what was opened or saved last."""
        return self.experiment != self._file.saved

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
        return self.runs[self._place(index)].row(self.playhead)

    def verdict(self, index: int | None = None) -> Verdict:
        """Return the verdict on the part played so far, or on the whole run while the future is revealed.

        Parameters
        ----------
        index : int, optional
            Which runner; the selected one by default.

        Returns
        -------
        Verdict
            What that part shows; where work is done beside, it may have to be worked out first, and says so.
        """
        index = self._place(index)
        insight = self._paths.insights[index]
        rows = None if self._reveal else self.row(index) + 1
        asked = Question(rows, min(self.playhead, insight.run.horizon))
        over = self._rests_at_end(index)
        found = self._verdicts.of(insight, asked, over, len(self.runs))
        if found is None and self.playing:  # it is about some steps before; that is near enough
            found = insight.last_verdict
        if found is not None:
            return found
        return SEEKING if insight.seeks_minima else PENDING

    def seen_to_end(self, index: int | None = None) -> bool:
        """Return whether a run has been seen to its end, or its future is revealed.

        Parameters
        ----------
        index : int, optional
            Which runner; the selected one by default.

        Returns
        -------
        bool
            Whether its outcome may be told.
        """
        index = self._place(index)
        seen = self.furthest >= self.runs[index].steps_taken and self._paths.is_complete(index)
        return self._reveal or seen

    def theory(self) -> LocalTheory:
        """Return what the local quadratic says about the selected runner's step at the playhead.

        Returns
        -------
        LocalTheory
            As from `lrsim.local_theory`.
        """
        return self._paths.insights[self._selected].theory(self.playhead)

    def next_position(self, index: int | None = None) -> tuple[float, ...] | None:
        """Return where the next step leads.

        Parameters
        ----------
        index : int, optional
            Which runner; the selected one by default.

        Returns
        -------
        tuple of float or None
            Shape (d,); None after an explosion, where recording is thinned and before the path has begun.
        """
        place = self._place(index)
        if not self.runs[place].horizon:
            return None
        return self._paths.insights[place].next_position(self.playhead)

    # --- listening, choosing ---

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
        return self._announcer.listen(listener)

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
        index = self.experiment.check_index(index)
        if index != self._selected:
            self._selected = index
            self._announcer.tell(Change.SELECTION)

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
            self._announcer.tell(Change.REVEAL)

    def set_hidden(self, hidden: Iterable[int]) -> None:
        """Choose which runners are drawn nowhere. It is no part of the experiment, and no matter for undo.

        Parameters
        ----------
        hidden : iterable of int
            Their indices; the selected one is drawn as long as it is selected.

        Raises
        ------
        InputError
            When there is no such runner.
        """
        chosen = [self.experiment.check_index(index) for index in arguments.items("hidden", hidden)]
        names = frozenset(self.experiment.runners[index].name for index in chosen)
        if names != self._hidden:
            self._hidden = names
            self._announcer.tell(Change.REVEAL)

    # --- time ---

    def seek(self, step: int) -> None:
        """Move the playhead to a step.

        Parameters
        ----------
        step : int
            Where to, from −16 777 216 to 16 777 216; past an end of the run, to that end; where recording is
            thinned, the nearest one recorded before it.
        """
        step = arguments.whole("step", step, -MAX_STEPS, MAX_STEPS)
        self._announcer.tell(self._playhead.seek(step))

    def step(self, n: int = 1) -> None:
        """Move the playhead and pause; forward past the end, the horizon grows.

        Parameters
        ----------
        n : int
            By how many steps; below 0 back.
        """
        n = arguments.whole("n", n, -MAX_STEPS, MAX_STEPS)
        self._announcer.tell(self._playhead.move(n))

    def reset(self) -> None:
        """Move the playhead to step 0."""
        self.seek(0)

    def play(self) -> None:
        """Let time run up to the end; at the end it begins again at step 0."""
        self._announcer.tell(self._playhead.play())

    def play_on(self) -> None:
        """Let time run on past the end: the horizon grows, the budget stays."""
        self._announcer.tell(self._playhead.play_on())

    def pause(self) -> None:
        """Stop time."""
        self._announcer.tell(self._clock.stop())

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
        self._announcer.tell(self._clock.set_speed(speed))

    def advance(
        self, seconds: float, *, rest_at_explosion: bool = False, upto: int | None = None
    ) -> None:
        """Let time pass: while playing the playhead moves by speed × seconds.

        Parameters
        ----------
        seconds : float
            How much time.
        rest_at_explosion : bool
            Whether time stops where the selected runner explodes, the first time that is seen.
        upto : int, optional
            A step that it does not leap over: before it, it comes to it at the most.
        """
        seconds, end = arguments.real("seconds", seconds), self.run.exploded_at
        unseen = end is not None and end > self._playhead.furthest
        rests = arguments.switch("rest_at_explosion", rest_at_explosion) and unseen
        self._announcer.tell(self._playhead.advance(seconds, end if rests else None, upto))

    # --- the dial ---

    def turn_dial(self, lr: float) -> None:
        """Turn the selected runner's dial at the playhead.

        Everything up to the playhead stays, later moves of the dial are dropped, and what follows is computed
        anew; at step 0 that is "what if", later it is steering. A future that was already seen stays as a
        ghost. A run that is over, exploded by now or with the playhead resting at its end, has no future to
        steer: there the dial acts from step 0, the whole path answers, and the playhead stays at the end.

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
        step = self.dial_step
        if lr == self.runner.lr_at(step) and not any(moved > step for moved, _ in self.runner.dial):
            return
        ghosts, gesture = self._ghosts, self._history.gesture
        if gesture is None or gesture.ghosts is self._ghosts:
            ghosts = self._with_ghost(self.run, step)
        experiment = edits.turned(self.experiment, self._selected, step, lr)
        whole = step < self.playhead
        self._playhead.forget_future()
        with self._announcer.as_one():
            self._commit(experiment, self.horizon, ghosts)
            if whole:
                self._answer = _Answer(self._selected, self._playhead.arrivals, gesture)

    def apply_fix(self, index: int | None = None) -> None:
        """Do what a runner's verdict offers as the first fix, as one undo entry.

        The playhead goes to where the fix acts.

        Parameters
        ----------
        index : int, optional
            Which runner; the selected one by default.
        """
        index = self._place(index)
        remedy = self.verdict(index).remedy
        if remedy is None:
            return
        experiment = edits.remedied(self.experiment, index, remedy)
        longer = remedy.steps is not None
        with self._announcer.as_one(), self.gesture():
            self.select(index)
            ghosts = self._ghosts
            if remedy.lr is not None:
                self.seek(remedy.from_step)
                ghosts = self._with_ghost(self.run, self.playhead)
                self._playhead.forget_future()
            self._commit(experiment, experiment.steps if longer else self.horizon, ghosts)

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
        experiment = edits.edited(self.experiment, {**changes})
        afresh = not edits.alike(experiment.surface, self.experiment.surface)
        self._replace(experiment, afresh=afresh)

    def scale_batch(
        self, batch_size: int, *, scaling: Scaling = "linear", hold: Held = "steps"
    ) -> None:
        """Take another batch size, with the learning rates and the budget that go with it.

        Parameters
        ----------
        batch_size : int
            Over how many samples a gradient is averaged.
        scaling : {"linear", "sqrt", "none"}
            How the learning rates of all runners go with it.
        hold : {"steps", "samples"}
            What stays as it is.

        Raises
        ------
        InputError
            As for `lrsim.with_batch_size`; then nothing changes.
        """
        scaled = with_batch_size(self.experiment, batch_size, scaling=scaling, hold=hold)
        self._replace(scaled)

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
        self._replace(self.experiment.replace_runner(index, **changes))

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
        experiment = edits.with_runner(self.experiment, runner, self.runner)
        self._replace(experiment, selected=len(experiment.runners) - 1)

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
        index = self.experiment.check_index(index)
        experiment = edits.without_runner(self.experiment, index)
        # whoever is selected stays so, wherever it stands now
        selected = self._selected - 1 if index < self._selected else None
        self._replace(experiment, selected=selected)

    def line_up(self, runners: Iterable[Runner]) -> None:
        """Put other runners in place of those there are, and begin again at step 0.

        Parameters
        ----------
        runners : iterable of Runner
            One to eight of them.

        Raises
        ------
        InputError
            When they are no race; then nothing changes.
        """
        self._replace(edits.edited(self.experiment, {"runners": runners}), afresh=True)

    def snail_pro_maniac(self) -> None:
        """Put Snail, Pro and Maniac in place of the runners and begin again."""
        self._replace(snail_pro_maniac(self.experiment, self._selected), afresh=True)

    def new(self, experiment: Experiment | None = None, *, example: bool = False) -> None:
        """Begin with another experiment; can be undone.

        Parameters
        ----------
        experiment : Experiment, optional
            The popular example by default.
        example : bool
            Whether its title is that of an example, as the popular one's is: it goes when the surface or the
            runners become others.
        """
        if experiment is None:
            experiment = popular_example()
        arguments.instance("experiment", experiment, Experiment)
        example = arguments.switch("example", example)
        with self._announcer.as_one():
            self._commit(experiment, experiment.steps, (), afresh=True)
            lent = experiment.title if example else TITLE
            self._file = _File(None, self._file.saved, lent)

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
        self.opened(path, load(path))

    def opened(self, path: str | os.PathLike[str], experiment: Experiment | None = None) -> None:
        """Go on with an experiment that was read from a file.

        Parameters
        ----------
        path : str or os.PathLike
            The file.
        experiment : Experiment, optional
            What was in it; the present one by default.
        """
        path = arguments.path("path", path)
        with self._announcer.as_one():
            if experiment is not None:
                arguments.instance("experiment", experiment, Experiment)
                self._commit(experiment, experiment.steps, (), afresh=True)
                self._file = _File(path, experiment)
            self._mark_saved(path, self.experiment, self._file)

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
        path, saving = arguments.path("path", path), self.saving()
        saving.experiment.save(path)
        saving.done(path)

    def saving(self) -> Saving:
        """Return the present experiment for somebody who writes it to a file, and tells when that is done.

        Returns
        -------
        Saving
            What is to be written, and what is to be called then.
        """
        file, experiment = self._file, self.experiment
        return Saving(experiment, file.path, lambda path: self._mark_saved(path, experiment, file))

    def memory(self) -> Memory:
        """Return all that undo, redo and a file would bring back, for a journal.

        Returns
        -------
        Memory
            As it is now.
        """
        places: dict[_File, int] = {}

        def kept(moment: _Moment) -> Kept:
            return Kept(moment.experiment, places.setdefault(moment.file, len(places)))

        return Memory(
            past=tuple(map(kept, self._history.past)),
            present=kept(self._moment()),
            future=tuple(map(kept, self._history.future)),
            files=tuple(File(file.path, file.saved) for file in places),
            selected=self._selected,
            playhead=self.playhead,
        )

    def recall(self, memory: Memory) -> None:
        """Go on where another session has ended; what was here before is the last thing to undo.

        Parameters
        ----------
        memory : Memory
            From `memory`, or out of a journal.
        """
        arguments.instance("memory", memory, Memory)
        before = self._moment()
        with self._announcer.as_one():
            self.pause()
            self._history.end_all()
            files = [_File(*file) for file in memory.files]
            past, future = (
                [
                    _Moment(experiment, experiment.steps, (), files[file])
                    for experiment, file in part
                ]
                for part in (memory.past, memory.future)
            )
            self._history.recall([before, *past], future)
            self._file = files[memory.present.file]
            experiment = memory.experiment
            self._selected = min(memory.selected, len(experiment.runners) - 1)
            what = self._playhead.restart() | Change.SELECTION | Change.HISTORY
            self._adopt(experiment, experiment.steps, (), what)
            self.seek(memory.playhead)

    # --- inside ---

    def _path_arrived(self) -> None:
        """Tell of a path that has become longer, and go where the playhead was wanted."""
        self._announcer.tell(Change.PATHS | self._playhead.follow(to_end=self._playhead.at_end))

    def _rests_at_end(self, index: int) -> bool:
        """Return whether nothing of a run is left to see, time standing still."""
        if self.playing or self.playhead < self.runs[index].steps_taken:
            return False
        return self._paths.is_complete(index) or self._playhead.at_end

    def _moment(self) -> _Moment:
        return _Moment(self.experiment, self.horizon, self._ghosts, self._file)

    @property
    def _gesture_changed(self) -> bool:
        before = self._history.gesture
        return before is not None and before.experiment != self.experiment

    def _close(self, before: _Moment | None) -> None:
        """Remember the moment before a gesture, if it has changed anything."""
        if before is not None and before.experiment != self.experiment:
            self._history.remember(before)
            self._announcer.tell(Change.HISTORY)

    def _restore(self, moment: _Moment | None) -> None:
        if moment is not None:
            self._file = moment.file
            self._adopt(moment.experiment, moment.horizon, moment.ghosts, Change.HISTORY)

    def _replace(
        self, experiment: Experiment, *, afresh: bool = False, selected: int | None = None
    ) -> None:
        if experiment == self.experiment and not afresh:
            return
        if self.path is None:
            experiment = edits.untitled(self.experiment, experiment, self._file.lent)
        same_time = experiment.steps == self.experiment.steps and not afresh
        horizon = self.horizon if same_time else experiment.steps
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
        what = NO_CHANGE
        if selected is not None and selected != self._selected:
            self._selected = selected
            what |= Change.SELECTION
        if self._history.gesture is None and experiment != self.experiment:
            self._history.remember(before)
            what |= Change.HISTORY
        if afresh:
            what |= self._playhead.restart()
        self._adopt(experiment, horizon, ghosts, what)

    def _adopt(
        self, experiment: Experiment, horizon: int, ghosts: tuple[Ghost, ...], what: Change
    ) -> None:
        """Make an experiment the present one; runs share with the old ones what they can.

        A playhead that rests at the end of the paths stays there, while they are as long.
        """
        to_end = self._playhead.at_end and horizon == self.horizon
        what |= self._paths.follow(experiment, horizon)
        self._ghosts = ghosts
        if self._selected >= len(experiment.runners):
            self._selected = len(experiment.runners) - 1
            what |= Change.SELECTION
        what |= Change.EXPERIMENT | Change.PATHS
        self._announcer.tell(what | self._playhead.follow(to_end=to_end))

    def _with_ghost(self, run: Run, step: int) -> tuple[Ghost, ...]:
        first, last = run.row(step), run.row(self.furthest)
        if last <= first:
            return self._ghosts
        return (*self._ghosts, Ghost(self._selected, run, first, last))[-MAX_GHOSTS:]

    def _mark_saved(
        self, path: str | os.PathLike[str], experiment: Experiment, file: _File
    ) -> None:
        # wherever the program goes on after a restart, it is the same file
        file.path = path = os.path.abspath(arguments.path("path", path))
        moments = [self._moment(), *self._history.past, *self._history.future]
        for each in [file, *(moment.file for moment in moments)]:
            if each.path == path:  # what else has been saved there is there no more
                each.saved = experiment
        self._announcer.tell(Change.HISTORY)

    def _place(self, index: int | None) -> int:
        """Return the place of a runner among all, checked; of the selected one for None."""
        return self._selected if index is None else self.experiment.check_index(index)

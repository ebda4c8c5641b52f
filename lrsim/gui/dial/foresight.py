"""What each learning rate would do from the playhead on: asked in the background, shown on the dial."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QObject, QTimer

from lrsim.experiment import Experiment
from lrsim.gui.dial.dial import LR_MAX, LR_MIN, Dial
from lrsim.gui.dial.scale import DecadeWindow
from lrsim.gui.loop.background import Background
from lrsim.optimizers import Armijo
from lrsim.session import Change, Session
from lrsim.studies.zone.arc import Arc, arc_of
from lrsim.studies.zone.sweep import sweep
from lrsim.typing import FloatArray

RATES = 256
"""Learning rates over the decades in sight: one for each degree of the ring."""

PER_DECADE = 8
"""Learning rates beyond them, so that what counts as working does not depend on what is in sight."""

REST_MS = 30
"""While time runs, between two questions: each frame would have its own."""

FEWEST = 32
OF_ARMIJO = 4
"""So many times fewer for Armijo, which tries a step a dozen times before it takes it."""

MOST_STEPS = 2.0**26
"""Steps of all runs together that are worth an arc with all its rates: a quarter of a second."""

MATTERS = (
    Change.EXPERIMENT
    | Change.PATHS
    | Change.PLAYHEAD
    | Change.HORIZON
    | Change.SELECTION
    | Change.REVEAL
)


@dataclass(frozen=True)
class Question:
    """What an arc answers.

    Attributes
    ----------
    given : tuple
        What the answer depends on; where the dial stands is no part of it.
    from_step : int
        Where the runs part.
    experiment : Experiment
        The experiment as it was; its dial, too.
    runner : int
        Which runner.
    steps : int
        Up to where: the budget, or the horizon past it.
    """

    given: tuple[object, ...]
    from_step: int
    experiment: Experiment = field(compare=False)
    runner: int = field(compare=False)
    steps: int = field(compare=False)


class Foresight(QObject):
    """Keeps the dial's arc up to date while it is shown.

    It is shown while the future is revealed, or when asked for by its own key. What is out of date is
    dimmed at once; one job runs at a time, and when it ends the newest question is asked.
    """

    def __init__(
        self, session: Session, background: Background, dial: Dial, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._background = background
        self._dial = dial
        self._shown = session.reveal
        self._reveal = session.reveal
        self._answered: Question | None = None
        self._asked: tuple[Question, DecadeWindow] | None = None
        self._running = False
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._refresh)
        dial.windowChanged.connect(self._refresh)

    @property
    def shown(self) -> bool:
        """Whether the arc is wanted."""
        return self._shown

    def toggle(self) -> None:
        """Hide the arc or show it, until the future is revealed or hidden again."""
        self._shown = not self._shown
        self._refresh()

    def show_session(self, session: Session, what: Change) -> None:
        """Ask anew where the answer has changed."""
        if session.reveal != self._reveal:
            self._reveal = self._shown = session.reveal
        if what & MATTERS:
            self._refresh()

    def _refresh(self) -> None:
        question = question_of(self._session) if self._shown else None
        if question is None:
            self._answered = self._asked = None
            self._dial.set_arc(None)
            return
        if question != self._answered and self._dial.arc is not None:
            self._dial.set_arc(self._dial.arc.stale())
        wanted = question, self._dial.in_sight
        if wanted != self._asked and not self._running and not self._rest.isActive():
            self._asked = wanted
            self._running = True
            self._background.submit(self, lambda _cancel: answer(*wanted), self._show)
            if self._session.playing:
                self._rest.start()

    def _show(self, arc: Arc) -> None:
        self._running = False
        if self._asked is None:  # it was hidden meanwhile
            self._refresh()
            return
        self._answered = self._asked[0]
        current = question_of(self._session) == self._answered
        self._dial.set_arc(arc if current else arc.stale())
        self._refresh()


def question_of(session: Session) -> Question | None:
    """Return what the arc should answer now; None where turning the dial changes nothing."""
    runner, index, step = session.runner, session.selected, session.playhead
    run = session.run
    if not getattr(runner.optimizer, "uses_lr", True):
        return None
    if run.exploded_at is not None and run.exploded_at <= step:
        step = 0  # as `Session.turn_dial`: a run that has exploded has no future to steer
    experiment = session.experiment
    # past the budget it is what is left of the horizon that counts
    steps = experiment.steps if step < experiment.steps else session.horizon
    if step >= steps:
        return None
    moves = tuple(move for move in runner.dial if move[0] < step)
    given = (
        *(getattr(experiment, name) for name in ("surface", "start", "seed", "noise")),
        *(experiment.steps, steps),
        *(runner.optimizer, runner.schedule, runner.lr_scale),
        *(index, runner.lr if step else None, moves),
    )
    return Question(given, step, experiment, index, steps)


def answer(question: Question, window: DecadeWindow) -> Arc:
    """Return what each learning rate would do; runs on a worker thread."""
    index, from_step = question.runner, question.from_step
    experiment = _lasting(question.experiment, index, question.steps)
    tries = isinstance(experiment.runners[index].optimizer, Armijo)
    steps = experiment.steps - from_step
    rates = rates_for(window, steps, RATES // OF_ARMIJO if tries else RATES)
    # a thread of its own is enough, and leaves the window the other cores
    return arc_of(sweep(experiment, lrs=rates, index=index, from_step=from_step, threads=1))


def _lasting(experiment: Experiment, index: int, steps: int) -> Experiment:
    """Return the experiment with a longer budget for one runner, whose schedule keeps its lengths."""
    if steps == experiment.steps:
        return experiment
    schedule = experiment.runners[index].schedule.resolved(experiment.steps)
    longer = experiment.replace_runner(index, schedule=schedule)
    return dataclasses.replace(longer, steps=steps)


def rates_for(window: DecadeWindow, steps: int, most: int = RATES) -> FloatArray:
    """Return learning rates over the dial's range, close together in sight, float64 (n,), ascending."""
    count = int(min(max(MOST_STEPS / steps, FEWEST), most))
    seen = np.logspace(window.low, window.high, count)
    decades = np.log10(LR_MAX) - np.log10(LR_MIN)
    beyond = np.geomspace(LR_MIN, LR_MAX, round(decades * PER_DECADE * count / RATES) + 1)
    outside = beyond[(beyond < seen[0]) | (beyond > seen[-1])]
    return np.sort(np.concatenate([outside, seen]))

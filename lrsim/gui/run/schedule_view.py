"""Which learning rate at which step: the schedule, the hand on the dial, and up to where it is stable.

It is long because a schedule is seen, read off and drawn by hand in one plot, by mouse and by key.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPen

from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.explosion import tells_explosion
from lrsim.gui.plots.curves import Beads, CurvePool, Pens, runner_stamp
from lrsim.gui.plots.end_labels import EndLabel, EndLabels
from lrsim.gui.plots.gate import log10
from lrsim.gui.plots.marks import Array, Marks, Stamp
from lrsim.gui.plots.readout import Entry
from lrsim.gui.plots.remarks import Remark
from lrsim.gui.plots.time_plot import STEPS, TimePlot, selected_first
from lrsim.gui.run.drawing import Drawing
from lrsim.gui.run.rate_marks import RateMarks
from lrsim.gui.run.rate_words import RateWords, Saying, Topic
from lrsim.gui.run.rates import RatesOfRuns
from lrsim.gui.run.schedule_handles import HandleBox
from lrsim.gui.steps.summaries import rates_in_words
from lrsim.runs.run import Run, rates_at
from lrsim.schedules import Drawn
from lrsim.session.session import Change, Session
from lrsim.text.messages import Message, say, shown
from lrsim.text.numbers import number
from lrsim.typing import FloatArray

MOST_TURNS = 100
"""Turns of the dial that are marked; a dial dragged while time runs turns sixty times a second."""

DEEPEST = 4.0
"""Decades below the lowest hand's value: there a rate is as good as 0."""

NARROWEST = 2.0
"""Decades that are shown at least."""

HEAD: Final = 0.6
TURNED: Final = 0.35
"""Shares of a ball: the selected runner's mark, and that of a turn of the dial."""

CHOOSES: Final = {Qt.Key.Key_BracketLeft: -1, Qt.Key.Key_BracketRight: 1}
"""Which handle a key makes the current one, from the one that is."""

RAISES: Final = {Qt.Key.Key_Up: 0.05, Qt.Key.Key_Down: -0.05}
"""Decades that a key moves the current handle by; with Shift a tenth."""

TURN: Final = Message("Here the dial was turned.")


class ScheduleView(TimePlot):
    """Learning rate over steps, in decades: the past solid, the future dashed, turns of the dial marked.

    Where the selected runner's schedule is a drawn one, its points are handles.

    Signals
    -------
    pointsGrabbed, pointsChanged(points), pointsReleased
        The user draws: a handle is dragged, or `pointsChanged` alone when one is added or removed.
    """

    pointsGrabbed = Signal()
    pointsChanged = Signal(object)
    pointsReleased = Signal()
    up_help = Message("The learning rate of each step, on a log axis.")

    def __init__(self) -> None:
        self._box = HandleBox()
        super().__init__(say("Learning rate at each step"), self._box)
        self._future = CurvePool(self, 10)
        self._past = CurvePool(self, 20)
        self.words = RateWords(self, 61, (self._future, self._past))
        self.measures = RateMarks(self, 2, self.words)
        self._beads = Beads(self, 25)
        self._heads = Marks(self, 60)
        self._labels = EndLabels(self)
        self._turns = Marks(self, 30)
        self._rates = RatesOfRuns()
        self._drawing = Drawing(self, self._box)
        self._drawing.grabbed_point.connect(self.pointsGrabbed)
        self._drawing.changed.connect(self.pointsChanged)
        self._drawing.released.connect(self._release)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        super().set_theme(theme)
        self._theme = theme
        self._pens = Pens(theme)
        self._beads.set_theme(theme)
        self.words.set_theme(theme)
        self.measures.set_theme(theme)
        self._labels.set_theme(theme)
        self._drawing.set_theme(theme)

    def show_session(self, session: Session, what: Change) -> None:
        """Show what has changed."""
        self._session = session
        if what & Change.SELECTION and what != Change.ALL:
            self._drawing.let_go()  # it was another runner's
        paths = what & (Change.EXPERIMENT | Change.PATHS | Change.HORIZON)
        if what & ~(Change.PLAYBACK | Change.HISTORY):
            if not self._drawing.grabbed:  # a scale that follows the hand would run away from it
                self._show_scale(session)
            self.show_curves(session)
            self._show_hand(session)
        if paths or what & (Change.SELECTION | Change.REVEAL):
            self._show_turns(session)
        if paths or what & Change.SELECTION or self.heights != self._drawing.heights:
            self._drawing.show_session(session, self.heights)
        self.measures.show_limit_of(session, what)
        self.show_time(session)

    def summary(self) -> str:
        return "" if self._session is None else rates_in_words(self._session)

    def remarks(self) -> Iterator[Remark]:
        yield from self._drawing.remarks()
        yield from self._turns.remarks(shown(TURN))
        yield from super().remarks()
        if self._session is not None:
            yield from self._beads.remarks([run.runner.name for run in self._session.runs])
        yield from self.measures.remarks()
        yield from self._labels.remarks()

    def _show_scale(self, session: Session) -> None:
        hands = [runner.lr_at(session.playhead) for runner in session.experiment.runners]
        rates = [
            self._rates.get(index, run).seen(session.furthest)
            for index, run in enumerate(session.runs)
        ]
        every = np.concatenate([hands, *rates])
        every = every[every > 0]
        if not len(every):
            every = np.ones(1)
        lowest = min((hand for hand in hands if hand > 0), default=float(every.max()))
        top = math.log10(float(every.max()))
        bottom = max(math.log10(float(every.min())), math.log10(lowest) - DEEPEST)
        # half decades, so that the scale stands still while the dial is turned a little
        bottom, top = math.floor(2 * bottom - 0.3) / 2, math.ceil(2 * top + 0.3) / 2
        missing = max(NARROWEST - (top - bottom), 0.0)
        self.show_range(session.horizon, bottom - missing / 2, top + missing / 2)

    def show_curves(self, session: Session) -> None:
        """Draw what has been, and of what will be what may be known; and where each runner is."""
        beads: list[tuple[Array, FloatArray]] = []
        runs = session.runs
        for index, run in enumerate(runs):
            if index in session.hidden:
                self._past.hide(index)
                self._future.hide(index)
                beads.append((np.zeros(0), np.zeros(0)))
                continue
            row, stop = session.row(index), len(run.loss) - 1
            self._draw(self._past, index, run, (0, row), self._pens.past[index])
            if row < stop and session.reveal:
                self._draw(self._future, index, run, (row, stop), self._pens.future[index])
            elif isinstance(run.setup.schedule, Drawn) and index == session.selected:
                self._future.draw(index, *self._plan(session, run), self._pens.future[index])
            else:
                self._future.hide(index)
            here = min(session.playhead, run.steps_taken)
            steps = self._beads.steps(index, len(runs), self.shown)
            rows = np.array([run.row(step) for step in steps if step < here], dtype=np.int64)
            beads.append((run.steps_of(rows), log10(run.rates_of(rows))))
        self._beads.show(beads)
        self._past.hide_from(len(runs))
        self._future.hide_from(len(runs))
        self.show_heads(session)

    def show_heads(self, session: Session) -> None:
        """Show the rate in force of each runner that lives, the selected one on top."""
        theme, share, heads = self._theme, self.tween.share(session), []
        step, other = session.playhead, -1 if share < 0 else 1
        for index in reversed(selected_first(session)):
            run = session.runs[index]
            if run.exploded_at is not None and run.exploded_at <= step:
                continue
            now, then = log10(np.array([run.rate_at(step), run.rate_at(max(step + other, 0))]))
            selected = index == session.selected
            stamp = runner_stamp(
                theme,
                index,
                HEAD if selected else 0.45,
                theme.text if selected else theme.card,
                1.0,
            )
            rate = float(now + abs(share) * (then - now))
            height = stamp.within(rate, self.heights, self.getViewBox().height())
            heads.append((np.array([step + share]), np.array([height]), stamp))
        self._heads.show_groups(heads)

    def read_at(self, session: Session, step: int) -> Sequence[Entry]:
        """Return each runner's learning rate at a step, as far as it may be known."""
        entries = []
        for index in selected_first(session):
            run = session.runs[index]
            if step > session.playhead and not session.reveal:
                continue
            gone = tells_explosion(session, index, step)
            value = say("exploded") if gone else number(run.rate_at(step))
            name = session.experiment.runners[index].name
            entries.append(Entry(runner_stamp(self._theme, index, 0.4), name, value))
        return tuple(entries)

    def _draw(
        self, pool: CurvePool, index: int, run: Run, rows: tuple[int, int], pen: QPen
    ) -> None:
        """Draw what is in view of the rates of a run's rows, first to stop (exclusive), each as a level."""
        first, last = (run.row(max(int(step), 0)) for step in self.shown)
        first, stop = max(rows[0], first), min(rows[1], last + 1)
        if stop <= first:
            pool.hide(index)
            return
        whole = self._rates.get(index, run)
        made_of = whole, first, stop, pen, self.columns
        if pool.has(index, made_of):
            return
        thin, rates = whole.between(first, stop, 2 * self.columns)
        steps = run.steps_of(np.append(thin, stop))
        exact = len(thin) == stop - first
        x, y = _stairs(steps, rates) if exact else (steps[:-1], rates)
        pool.draw(index, x, log10(y), pen, points=stop - first, made_of=made_of)

    def _plan(self, session: Session, run: Run) -> tuple[Array, FloatArray]:
        """Return what a drawn schedule is to do, whatever comes of it."""
        first, last = (min(max(int(step), 0), session.horizon) for step in self.shown)
        begin = max(first, session.playhead)
        if begin >= last:
            return np.zeros(0), np.zeros(0)
        steps = np.unique(np.linspace(begin, last - 1, 2 * self.columns).astype(np.int64))
        return steps, log10(rates_at(run.setup, steps))

    def _show_hand(self, session: Session) -> None:
        """Show what each hand has set, and what of it is in force."""
        runners, selected = session.experiment.runners, session.selected
        hands = [runner.lr_at(session.playhead) for runner in runners]
        heights = log10(np.array(hands)).tolist()
        labels = [
            EndLabel(height, hand, self._theme.runner(index), index == selected)
            for index, (height, hand) in enumerate(zip(heights, hands, strict=True))
            if index not in session.hidden
        ]
        self._labels.show_labels(labels)
        self.measures.show_hand(heights[selected], self._theme.runner(selected))
        self._say_what_is_in_force(session, hands[selected])

    def _say_what_is_in_force(self, session: Session, hand: float) -> None:
        """Say so where it is not what the selected runner's hand has set."""
        step = session.playhead
        rates = [run.rate_at(step) for run in session.runs]
        levels = np.clip(log10(np.array(rates)), *self.heights).tolist()
        self.words.keep_off(
            [(step, y) for index, y in enumerate(levels) if index not in session.hidden]
        )
        run, selected = session.run, session.selected
        gone = run.exploded_at is not None and run.exploded_at <= step
        words = say("in force {rate}", rate=number(rates[selected]))
        differs = not gone and rates[selected] != hand
        saying = Saying(words, step, levels[selected], HEAD)
        self.words.tell(Topic.FORCE, saying if differs else None)

    def _show_turns(self, session: Session) -> None:
        groups = []
        latest: tuple[float, float] | None = None
        for index, run in enumerate(session.runs):
            if index in session.hidden:
                continue
            turned = np.array([step for step, _ in run.setup.dial[-MOST_TURNS:]], dtype=np.int64)
            turned = turned[turned < run.steps_taken]
            if len(turned):
                rates = np.array([run.rate_at(step) for step in turned.tolist()])
                x, y = turned, log10(rates)
                groups.append(
                    (x, y, Stamp("o", self._theme.runner(index).name(), TURNED * self._theme.ball))
                )
                if index == session.selected:
                    latest = float(x[-1]), float(y[-1])
        self._turns.show_groups(groups)
        words = say("you turned the dial here")
        self.words.tell(Topic.TURN, Saying(words, *latest, TURNED, quiet=True) if latest else None)

    # --- keys ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose a point of a drawn schedule, move it, add one; else what keys do in plots over steps."""
        key, drawing = Qt.Key(event.key()), self._drawing
        fine = 0.1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
        ctrl = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if key in CHOOSES:
            done = drawing.choose(CHOOSES[key])
        elif key in RAISES:
            done = drawing.nudge(0, fine * RAISES[key])
        elif key in STEPS and ctrl:
            done = drawing.nudge(STEPS[key], 0.0)
        elif key == Qt.Key.Key_Insert and self._session is not None:
            done = drawing.add_at(self._session.playhead)
        else:
            done = False
        if not done:
            super().keyPressEvent(event)

    # --- the mouse ---

    def remove_current(self) -> bool:
        """Remove the handle under the mouse or last dragged, if there is one."""
        return self._drawing.remove_current()

    def _release(self) -> None:
        self.pointsReleased.emit()
        if self._session is not None:
            self.show_session(self._session, Change.ALL)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show a hand on a handle."""
        super().mouseMoveEvent(event)
        if self._drawing.grabbed:
            return
        inside = self._box.mapFromScene(self.mapToScene(event.position().toPoint()))
        index = self._box.near(inside)
        self._drawing.point_at(index)
        on_time, on_handle = Qt.CursorShape.SplitHCursor, Qt.CursorShape.OpenHandCursor
        self.setCursor(on_time if index is None else on_handle)

    def leaveEvent(self, event: QEvent) -> None:
        """Let go of the handle that was pointed at."""
        super().leaveEvent(event)
        if not self._drawing.grabbed:
            self._drawing.point_at(None)


def _stairs(step: Array, rates: FloatArray) -> tuple[Array, FloatArray]:
    """Return each rate as a level from its own step to the next; a level that lasts is two points."""
    turns = np.flatnonzero(rates[1:] != rates[:-1]) + 1
    first, last = np.append([0], turns), np.append(turns, len(rates))
    return np.stack([step[first], step[last]], axis=1).ravel(), np.repeat(rates[first], 2)

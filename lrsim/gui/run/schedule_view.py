"""The schedule: which learning rate at which step."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent

from lrsim.gui.look.theme import Theme
from lrsim.gui.plots.axes import TimePlot
from lrsim.gui.plots.curves import Beads, CurveCache, CurvePool, Pens
from lrsim.gui.plots.gate import SMALLEST_SPAN, drawable, log10
from lrsim.gui.plots.items import Text
from lrsim.gui.plots.marks import Array, Marks, Stamp
from lrsim.gui.run.schedule_handles import HandleBox, Points, added, moved, removed
from lrsim.schedules import Drawn
from lrsim.session.session import Change, Session
from lrsim.text.messages import say
from lrsim.typing import FloatArray

MOST_TURNS = 100
"""Turns of the dial that are marked; a dial dragged while time runs turns sixty times a second."""

LOWEST_SHARE = 1e-8
"""Of the highest rate in sight, in log scale: below it a rate is as good as 0."""


class ScheduleView(TimePlot):
    """Learning rate over steps: the past solid, the plan dashed, turns of the dial marked.

    Where the selected runner's schedule is a drawn one, its points are handles.

    Signals
    -------
    pointsGrabbed, pointsChanged(points), pointsReleased
        The user draws: a handle is dragged, or `pointsChanged` alone when one is added or removed.
    """

    pointsGrabbed = Signal()
    pointsChanged = Signal(object)
    pointsReleased = Signal()

    def __init__(self) -> None:
        self._box = HandleBox()
        super().__init__(say("Schedule: learning rate at each step"), self._box)
        self.log = False
        self.set_decades(False)
        self._future = CurvePool(self, 10)
        self._past = CurvePool(self, 20)
        self._beads = Beads(self, 25)
        self._turns = Marks(self, 30)
        self._note = Text(say("you turned the dial here"), anchor=(0, 1))
        self._note.setZValue(40)
        self.addItem(self._note, ignoreBounds=True)
        self._floor = 1e-12
        self._shown = CurveCache()
        self._span = (0.0, 1.0)
        self._handles = Marks(self, 45)
        self._session: Session | None = None
        self._drawn: Drawn | None = None
        self._grabbed: tuple[int, Points] | None = (
            None  # the handle that is dragged, and all before it moved
        )
        self._current: int | None = None
        self._box.grabbed.connect(self._grab)
        self._box.dragged.connect(self._drag)
        self._box.released.connect(self._release)
        self._box.added.connect(self._add_point)
        self._box.removed.connect(self._remove_point)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        super().set_theme(theme)
        self._theme = theme
        self._pens = Pens(theme)
        self._beads.set_theme(theme)
        self._note.setColor(QColor(theme.quiet))
        self._note.setFont(theme.font("small"))

    def set_log(self, log: bool, session: Session) -> None:
        """Choose between log and linear scale."""
        self.log = log
        self.set_decades(log)
        self.show_session(session, Change.ALL)

    def show_session(self, session: Session, what: Change) -> None:
        """Show what has changed."""
        self._session, self._box.playhead = session, session.playhead
        if what & Change.SELECTION and what != Change.ALL:
            self._grabbed = None  # it was another runner's
        if what & (Change.EXPERIMENT | Change.PATHS | Change.HORIZON) and self._grabbed is None:
            # a scale that follows the hand would run away from it
            self._show_scale(session)
        if what & (Change.PATHS | Change.PLAYHEAD | Change.EXPERIMENT | Change.HORIZON):
            self._show_curves(session)
        if what & (Change.PATHS | Change.EXPERIMENT | Change.HORIZON | Change.SELECTION):
            self._show_turns(session)
        if what & (Change.EXPERIMENT | Change.PATHS | Change.SELECTION | Change.HORIZON):
            self._show_handles(session)
        self.show_time(session)

    def _show_scale(self, session: Session) -> None:
        rates = [run.lr for run in session.runs if len(run.lr)]
        high = max([float(rate.max()) for rate in rates] + [session.lr])
        high = high if high > SMALLEST_SPAN else 1.0
        if self.log:
            positive = [float(rate[rate > 0].min()) for rate in rates if (rate > 0).any()]
            self._floor = max(min(positive, default=high), high * LOWEST_SHARE)
            low, high = float(np.log10(self._floor)), float(np.log10(high))
            margin = 0.08 * (high - low) + 0.1
            self._span = (low - margin, high + margin)
        else:
            self._span = (-0.14 * high, 1.16 * high)  # with room for the label of 0
        self.show_range(session.horizon, *self._span)

    def _values(self, rates: FloatArray) -> FloatArray:
        return log10(rates, self._floor) if self.log else drawable(rates)

    def _show_curves(self, session: Session) -> None:
        curves = []
        for index, run in enumerate(session.runs):
            row = session.row(index)
            rates = self._shown.get(index, run.lr, (self.log, self._floor), self._values)
            curves.append((run.step[:row], rates[:row]))
            past = _stairs(run.step[: row + 1], rates[:row], 4 * self.columns)
            self._past.draw(index, *past, self._pens.past[index])
            if row < len(rates):
                future = _stairs(run.step[row:], rates[row:], 4 * self.columns)
                self._future.draw(index, *future, self._pens.future[index])
            else:
                self._future.hide(index)
        self._beads.draw(session.horizon, curves)
        self._past.hide_from(len(session.runs))
        self._future.hide_from(len(session.runs))

    def _show_turns(self, session: Session) -> None:
        groups = []
        latest: tuple[float, float] | None = None
        for index, run in enumerate(session.runs):
            turned = np.array([step for step, _ in run.setup.dial[-MOST_TURNS:]], dtype=np.int64)
            rows = np.searchsorted(run.step, turned)
            rows = rows[rows < len(run.lr)]
            if len(rows):
                x, y = run.step[rows], self._values(run.lr[rows])
                groups.append(
                    (x, y, Stamp("o", self._theme.runner(index).name(), 0.35 * self._theme.ball))
                )
                if index == session.selected:
                    latest = float(x[-1]), float(y[-1])
        self._turns.show_groups(groups)
        self._note.setVisible(latest is not None)
        if latest is not None:
            late = latest[0] > 0.55 * session.horizon
            self._note.setAnchor((1 if late else 0, 0 if latest[1] > 0.75 * self._span[1] else 1))
            self._note.setPos(*latest)

    # --- drawing ---

    @property
    def _points(self) -> Points:
        """The drawn schedule's points, those it finds itself if it was given none."""
        if self._drawn is None or self._session is None:
            return ()
        resolved = self._drawn.resolved(self._session.experiment.steps)
        assert isinstance(resolved, Drawn)
        return resolved.points or ()

    def remove_current(self) -> bool:
        """Remove the handle under the mouse or last dragged, if there is one."""
        if self._current is None:
            return False
        self._remove_point(self._current)
        return True

    def _show_handles(self, session: Session) -> None:
        schedule, runner = session.runner.schedule, session.runner
        self._drawn = schedule if isinstance(schedule, Drawn) else None
        points, warmup = self._points, schedule.warmup
        step = np.array([point[0] + warmup for point in points], dtype=np.int64)
        dial = np.array([runner.lr_at(int(k)) for k in step])
        rates = dial * np.array([point[1] for point in points])
        if not (dial > 0).all():  # whatever the factors are, the rate is 0 there
            step, rates = step[:0], rates[:0]
        values = self._values(rates)
        self._box.handles = [QPointF(float(x), float(y)) for x, y in zip(step, values, strict=True)]
        if self._current is not None and self._current >= len(step):
            self._current = None
        colour, size = self._theme.runner(session.selected).name(), 0.5 * self._theme.ball
        hollow = Stamp("o", self._theme.card, size, colour, self._theme.outline)
        full = Stamp("o", colour, size, self._theme.text, self._theme.outline)
        chosen = np.arange(len(step)) == (-1 if self._current is None else self._current)
        self._handles.show_groups(
            [(step[~chosen], values[~chosen], hollow), (step[chosen], values[chosen], full)]
        )

    def _factor(self, x: float, y: float) -> tuple[float, float]:
        """Return the schedule's own step and the factor that mean a place in the plot."""
        assert self._session is not None  # there are no handles without
        runner = self._session.runner
        step = max(x - runner.schedule.warmup, 0.0)
        rate = 10.0**y if self.log else max(y, 0.0)
        dial = runner.lr_at(max(round(step) + runner.schedule.warmup, 0))
        return step, rate / dial if dial > 0 else 1.0

    def _grab(self, index: int) -> None:
        self._grabbed = index, self._points
        self._point_at(index)
        self.pointsGrabbed.emit()

    def _drag(self, x: float, y: float) -> None:
        if self._grabbed is not None and self._drawn is not None:
            index, points = self._grabbed
            self.pointsChanged.emit(moved(points, index, *self._factor(x, y)))

    def _release(self) -> None:
        self._grabbed = None
        self.pointsReleased.emit()
        if self._session is not None:
            self.show_session(self._session, Change.ALL)

    def _add_point(self, x: float, y: float) -> None:
        self.pointsChanged.emit(added(self._points, *self._factor(x, y)))

    def _remove_point(self, index: int) -> None:
        self._current = None
        self.pointsChanged.emit(removed(self._points, index))

    def _point_at(self, index: int | None) -> None:
        """Make a handle the current one: Delete means it."""
        if index != self._current and self._session is not None:
            self._current = index
            self._show_handles(self._session)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show a hand on a handle."""
        super().mouseMoveEvent(event)
        if self._grabbed is not None:
            return
        inside = self._box.mapFromScene(self.mapToScene(event.position().toPoint()))
        index = self._box.near(inside)
        self._point_at(index)
        on_time, on_handle = Qt.CursorShape.SplitHCursor, Qt.CursorShape.OpenHandCursor
        self.setCursor(on_time if index is None else on_handle)

    def leaveEvent(self, event: QEvent) -> None:
        """Let go of the handle that was pointed at."""
        super().leaveEvent(event)
        if self._grabbed is None:
            self._point_at(None)


def _stairs(step: Array, rates: FloatArray, most: int) -> tuple[Array, FloatArray]:
    """Return each rate as a level from its own step to the next; a level that lasts is two points.

    Of more than `most` levels none can be seen: then the rates at their steps are enough.
    """
    if not len(rates):
        return step[:0], rates
    turns = np.flatnonzero(rates[1:] != rates[:-1]) + 1
    if len(turns) > most:
        return step[: len(rates)], rates
    first, last = np.append([0], turns), np.append(turns, len(rates))
    return np.stack([step[first], step[last]], axis=1).ravel(), np.repeat(rates[first], 2)

"""The schedule: which learning rate at which step."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor

from lrsim.gui.curves import (
    SMALLEST_SPAN,
    Beads,
    CurvePool,
    FloatArray,
    Pens,
    Transformed,
    drawable,
    log10,
)
from lrsim.gui.marks import Array, Marks, Stamp
from lrsim.gui.plots import TimePlot
from lrsim.gui.theme import Theme
from lrsim.session import Change, Session

MOST_TURNS = 100
"""Turns of the dial that are marked; a dial dragged while time runs turns sixty times a second."""

LOWEST_SHARE = 1e-8
"""Of the highest rate in sight, in log scale: below it a rate is as good as 0."""


class ScheduleView(TimePlot):
    """Learning rate over steps: the past solid, the plan dashed, turns of the dial marked."""

    def __init__(self) -> None:
        super().__init__("Schedule: learning rate at each step")
        self.log = False
        self.set_decades(False)
        self._future = CurvePool(self, 10)
        self._past = CurvePool(self, 20)
        self._beads = Beads(self, 25)
        self._turns = Marks(self, 30)
        self._note = pg.TextItem("you turned the dial here", anchor=(0, 1))
        self._note.setZValue(40)
        self.addItem(self._note, ignoreBounds=True)
        self._floor = 1e-12
        self._shown = Transformed()
        self._span = (0.0, 1.0)

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
        if what & (Change.EXPERIMENT | Change.PATHS | Change.HORIZON):
            self._show_scale(session)
        if what & (Change.PATHS | Change.PLAYHEAD | Change.EXPERIMENT | Change.HORIZON):
            self._show_curves(session)
        if what & (Change.PATHS | Change.EXPERIMENT | Change.HORIZON | Change.SELECTION):
            self._show_turns(session)
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
            self._span = (-0.06 * high, 1.16 * high)
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
            turned = np.array([step for step, _ in run.runner.dial[-MOST_TURNS:]], dtype=np.int64)
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

"""The loss curve: how is it going."""

from __future__ import annotations

import math

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
    runner_stamp,
)
from lrsim.gui.marks import Marks
from lrsim.gui.plots import TimePlot
from lrsim.gui.theme import Theme
from lrsim.session import Change, Session

LOWEST_SHARE = 1e-18
"""Of the highest loss in sight: below it a float64 loss is rounding."""

HIGHEST_DECADES = 8
"""An exploding curve leaves the picture this far above the start, so that the others stay readable."""


class LossView(TimePlot):
    """Loss over steps for every runner; log scale unless asked otherwise."""

    def __init__(self) -> None:
        super().__init__("Loss curve: loss over steps")
        self.log = True
        self._ghosts = CurvePool(self, 5)
        self._future = CurvePool(self, 10)
        self._past = CurvePool(self, 20)
        self._beads = Beads(self, 25)
        self._heads = Marks(self, 60)
        self._exploded = pg.TextItem(anchor=(0, 0.5))
        self._exploded.setZValue(61)
        self.addItem(self._exploded, ignoreBounds=True)
        self._floor = 1e-300
        self._shown = Transformed()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        super().set_theme(theme)
        self._theme = theme
        self._pens = Pens(theme)
        self._beads.set_theme(theme)
        self._exploded.setFont(theme.font("small"))
        ground = QColor(theme.card)
        ground.setAlphaF(0.8)
        self._exploded.fill = pg.mkBrush(ground)

    def set_log(self, log: bool, session: Session) -> None:
        """Choose between log and linear scale."""
        self.log = log
        self.set_decades(log)
        self.show_session(session, Change.ALL)

    def show_session(self, session: Session, what: Change) -> None:
        """Show what has changed."""
        if what & (Change.EXPERIMENT | Change.PATHS | Change.HORIZON):
            self._show_scale(session)
            self._show_ghosts(session)
        if what & (
            Change.PATHS | Change.PLAYHEAD | Change.REVEAL | Change.EXPERIMENT | Change.SELECTION
        ):
            self._show_curves(session)
        self.show_time(session)

    def _show_scale(self, session: Session) -> None:
        starts = [float(run.loss[0]) for run in session.runs]
        start = max([s for s in starts if math.isfinite(s)], default=1.0)
        spans = [_span(run.loss) for run in session.runs]
        tops = [start, *(top for _, top in spans)]
        bottoms = [start, *(bottom for bottom, _ in spans)]
        if not self.log:
            high = min(max(tops), max(2.0 * start, 1e-12))
            low = min(0.0, *bottoms)
            high = max(high, low + SMALLEST_SPAN)
            self.show_range(session.horizon, low - 0.05 * (high - low), high + 0.05 * (high - low))
            return
        high = max(min(max(tops), max(start, 1e-300) * 10.0**HIGHEST_DECADES), 1e-12)
        self._floor = max(min(bottoms), high * LOWEST_SHARE, 1e-300)
        lowest, highest = math.log10(self._floor), math.log10(high)
        # half decades, so that the scale stands still while the dial is turned a little
        lowest, highest = math.floor(2 * lowest) / 2, math.ceil(2 * highest) / 2
        margin = 0.04 * (highest - lowest) + 0.05
        self.show_range(session.horizon, lowest - margin, highest + margin)

    def _values(self, loss: FloatArray) -> FloatArray:
        return log10(loss, self._floor) if self.log else drawable(loss)

    def _show_curves(self, session: Session) -> None:
        theme, heads, curves = self._theme, [], []
        for index, run in enumerate(session.runs):
            row = session.row(index)
            x, y = run.step, self._shown.get(index, run.loss, (self.log, self._floor), self._values)
            self._past.draw(index, x[: row + 1], y[: row + 1], self._pens.past[index])
            if session.reveal and row + 1 < len(x):
                self._future.draw(index, x[row:], y[row:], self._pens.future[index])
            else:
                self._future.hide(index)
            curves.append((x[: row + 1], y[: row + 1]))
            selected = index == session.selected
            stamp = runner_stamp(
                theme, index, 0.6 if selected else 0.45, theme.text if selected else theme.card, 1.0
            )
            heads.append((x[row : row + 1], y[row : row + 1], stamp))
        self._past.hide_from(len(session.runs))
        self._future.hide_from(len(session.runs))
        self._beads.draw(session.horizon, curves)
        self._heads.show_groups(heads)
        self._say_exploded(session)

    def _say_exploded(self, session: Session) -> None:
        """Say so beside the curve's end, for the selected runner."""
        run = session.run
        gone = run.exploded_at is not None and run.exploded_at <= session.playhead
        self._exploded.setVisible(gone)
        if gone and run.exploded_at is not None:
            self._exploded.setText(f"exploded at step {run.exploded_at}")
            self._exploded.setColor(self._theme.runner(session.selected))
            late = run.exploded_at > 0.6 * session.horizon
            self._exploded.setAnchor((1.08 if late else -0.08, 0.5))
            low, high = self.getViewBox().viewRange()[1]
            end = float(self._values(run.loss[-1:])[0])
            self._exploded.setPos(run.exploded_at, min(max(end, low), high - 0.07 * (high - low)))

    def _show_ghosts(self, session: Session) -> None:
        for index, ghost in enumerate(session.ghosts):
            part = slice(ghost.first, ghost.last + 1)
            x, y = ghost.run.step[part], self._values(ghost.run.loss[part])
            self._ghosts.draw(index, x, y, self._pens.ghost[ghost.runner])
        self._ghosts.hide_from(len(session.ghosts))


def _span(loss: FloatArray) -> tuple[float, float]:
    """Return the lowest positive and the highest finite loss; 0 stands for none that is positive."""
    low, high = float(loss.min()), float(loss.max())
    if low > 0 and math.isfinite(high):  # as good as always, and ten times faster
        return low, high
    finite = loss[np.isfinite(loss)]
    positive = finite[finite > 0]
    return float(positive.min(initial=math.inf)) if len(positive) else 0.0, float(
        finite.max(initial=0.0)
    )

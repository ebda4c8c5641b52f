"""The loss curve: how is it going."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor

from lrsim.experiment import Experiment
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.motion import Tween
from lrsim.gui.plots.axes import TimePlot
from lrsim.gui.plots.curves import Beads, CurveCache, CurvePool, Pens, runner_stamp
from lrsim.gui.plots.gate import SMALLEST_SPAN, drawable, log10
from lrsim.gui.plots.items import Text
from lrsim.gui.plots.marks import Marks
from lrsim.session.session import Change, Session
from lrsim.surfaces import Surface
from lrsim.text.messages import say
from lrsim.text.numbers import count, number
from lrsim.typing import FloatArray

LOWEST_SHARE = 1e-18
"""Of the highest loss in sight: below it a float64 loss is rounding."""

BELOW_ALL = 0.1
"""How far below the lowest loss above it a loss of 0 is drawn in log scale."""

HIGHEST_DECADES = 8
"""An exploding curve leaves the picture this far above the start, so that the others stay readable."""


class LossView(TimePlot):
    """Loss over steps for every runner; log scale unless asked otherwise."""

    def __init__(self) -> None:
        super().__init__(say("Loss curve: loss over steps"))
        self.log = True
        self._ghosts = CurvePool(self, 5)
        self._future = CurvePool(self, 10)
        self._past = CurvePool(self, 20)
        self._latest = CurvePool(self, 21)
        self._beads = Beads(self, 25)
        self._heads = Marks(self, 60)
        self._exploded = Text(anchor=(0, 0.5))
        self._exploded.setZValue(61)
        self.addItem(self._exploded, ignoreBounds=True)
        self.is_log = True
        """Whether it is log scale now: where losses are below 0 and no minimum is known, it cannot be."""
        self._floor = 1e-300
        self._base = 0.0
        self._asked: tuple[Surface, tuple[float, ...]] | None = None
        self._known: float | None = None
        self._shown = CurveCache()

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

    @property
    def sentence(self) -> str:
        """What is shown, as half a sentence."""
        if self._base:
            return say("above the minimum, which is {loss}", loss=number(self._base))
        return say("at each step")

    def _show_scale(self, session: Session) -> None:
        """Choose what is subtracted from losses, and the range of what remains."""
        lowest = self._lowest(session.experiment)
        sunk = lowest is None and any((run.loss < 0).any() for run in session.runs)
        if self.is_log != (self.log and not sunk):
            self.is_log = not self.is_log
            self.set_decades(self.is_log)
        # a loss below 0 has no logarithm, what is missing to the lowest minimum has
        self._base = min(lowest or 0.0, 0.0) if self.is_log else 0.0
        starts = [float(run.loss[0]) - self._base for run in session.runs]
        start = max([s for s in starts if math.isfinite(s)], default=1.0)
        if self.is_log:
            self._show_decades(session, start)
            return
        spans = [_span(run.loss) for run in session.runs]
        deepest = start - 2.0 * abs(start) if lowest is None else lowest
        low = min(0.0, max(min(span.low for span in spans), deepest))
        most = start + max(abs(start), start - low, 1e-12)
        high = max(min(max(span.high for span in spans), most), start, low + SMALLEST_SPAN)
        margin = 0.05 * (high - low)
        self.show_range(session.horizon, low - margin, high + margin)

    def _show_decades(self, session: Session, start: float) -> None:
        spans = [_span(run.loss, self._base) for run in session.runs]
        high = max(start, *(span.high for span in spans))
        high = max(min(high, max(start, 1e-300) * 10.0**HIGHEST_DECADES), 1e-12)
        above = min(start if start > 0 else high, *(span.positive for span in spans))
        if any(span.low <= 0 for span in spans):
            above *= BELOW_ALL  # 0 is not as much as the lowest loss above it
        rounding = abs(self._base) * 2.0**-52
        self._floor = max(above, high * LOWEST_SHARE, rounding, 1e-300)
        bottom, top = math.log10(self._floor), math.log10(high)
        # half decades, so that the scale stands still while the dial is turned a little
        bottom, top = math.floor(2 * bottom) / 2, math.ceil(2 * top) / 2
        margin = 0.04 * (top - bottom) + 0.05
        self.show_range(session.horizon, bottom - margin, top + margin)

    def _lowest(self, experiment: Experiment) -> float | None:
        """Return the loss of the lowest known minimum, if there is one."""
        asked = experiment.surface, experiment.start
        if asked != self._asked:
            minima = experiment.surface.minima_in_view(experiment.start)
            self._asked = asked
            self._known = min((minimum.loss for minimum in minima), default=None)
        return self._known

    def _values(self, loss: FloatArray) -> FloatArray:
        if not self.is_log:
            return drawable(loss)
        return log10(loss - self._base if self._base else loss, self._floor)

    @property
    def _scale(self) -> tuple[bool, float, float]:
        return self.is_log, self._floor, self._base

    def _show_curves(self, session: Session) -> None:
        curves = []
        for index, run in enumerate(session.runs):
            row = session.row(index)
            x, y = run.step, self._shown.get(index, run.loss, self._scale, self._values)
            self._past.draw(index, x[: row + 1], y[: row + 1], self._pens.past[index])
            if session.reveal and row + 1 < len(x):
                self._future.draw(index, x[row:], y[row:], self._pens.future[index])
            else:
                self._future.hide(index)
            curves.append((x[: row + 1], y[: row + 1]))
        self._past.hide_from(len(session.runs))
        self._future.hide_from(len(session.runs))
        self._beads.draw(session.horizon, curves)
        self._show_heads(session)
        self._say_exploded(session)

    def show_motion(self, session: Session, tween: Tween) -> None:
        """Show the points on their way between two steps."""
        super().show_motion(session, tween)
        self._show_heads(session)

    def _show_heads(self, session: Session) -> None:
        """Show where each curve ends: between two steps on the way to the next loss."""
        theme, share, heads = self._theme, self.tween.share(session), []
        other = -1 if share < 0 else 1
        for index, run in enumerate(session.runs):
            row, step = session.row(index), run.step
            y = self._shown.get(index, run.loss, self._scale, self._values)
            x_now, y_now = float(step[row]), float(y[row])
            beside = row + other
            moving = share != 0.0 and 0 <= beside < len(step) and row < len(step)
            if moving and step[beside] == session.playhead + other:
                x_now, y_now = x_now + share, y_now + abs(share) * (float(y[beside]) - y_now)
            if share > 0.0 and x_now > step[row]:
                way = np.array([step[row], x_now]), np.array([y[row], y_now])
                self._latest.draw(index, *way, self._pens.past[index])
            else:
                self._latest.hide(index)
            selected = index == session.selected
            stamp = runner_stamp(
                theme, index, 0.6 if selected else 0.45, theme.text if selected else theme.card, 1.0
            )
            heads.append((np.array([x_now]), np.array([y_now]), stamp))
        self._latest.hide_from(len(session.runs))
        self._heads.show_groups(heads)

    def _say_exploded(self, session: Session) -> None:
        """Say so beside the curve's end, for the selected runner."""
        run = session.run
        gone = run.exploded_at is not None and run.exploded_at <= session.playhead
        self._exploded.setVisible(gone)
        if gone and run.exploded_at is not None:
            self._exploded.setText(say("exploded at step {step}", step=count(run.exploded_at)))
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


class Span(NamedTuple):
    """The lowest finite loss, the lowest above 0 (inf: none is) and the highest finite one."""

    low: float
    positive: float
    high: float


def _span(loss: FloatArray, base: float = 0.0) -> Span:
    """Return a curve's span above `base`."""
    low, high = float(loss.min()) - base, float(loss.max()) - base
    if low > 0 and math.isfinite(high):  # as good as always, and ten times faster
        return Span(low, low, high)
    finite = loss[np.isfinite(loss)] - base
    positive = finite[finite > 0]
    return Span(
        float(finite.min(initial=math.inf)),
        float(positive.min(initial=math.inf)),
        float(finite.max(initial=0.0)),
    )

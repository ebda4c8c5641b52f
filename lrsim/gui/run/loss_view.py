"""The loss curve: how is it going.

It is long because a curve has a past, a future, ghosts, a head on its way and an end, each in a few lines.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QPen

from lrsim.gui.exhibits.exhibit import Measure
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.explosion import has_exploded, tells_explosion
from lrsim.gui.plots.aim import Aim
from lrsim.gui.plots.curves import Beads, CurvePool, Pens, gone_stamp, runner_stamp
from lrsim.gui.plots.gate import SMALLEST_SPAN, drawable, log10
from lrsim.gui.plots.items import TextBeside
from lrsim.gui.plots.marks import Array, Marks, Stamp, told_apart
from lrsim.gui.plots.outlines import Outlines
from lrsim.gui.plots.readout import Entry
from lrsim.gui.plots.remarks import Remark, beside
from lrsim.gui.plots.time_plot import TimePlot, selected_first
from lrsim.gui.run.loss_scale import decades_of, span_of
from lrsim.gui.steps.event import event_words
from lrsim.gui.steps.hints import GHOST
from lrsim.gui.steps.summaries import losses_in_words
from lrsim.runs.outline import Outline
from lrsim.runs.run import Run
from lrsim.session.edits import alike
from lrsim.session.session import Change, Ghost, Session
from lrsim.surfaces import Surface
from lrsim.text.messages import Message, say, shown
from lrsim.text.numbers import number
from lrsim.typing import FloatArray

MOST_MARKS = 60
"""Places of a ghost that tell what it is."""

PARTED = 0.4
"""Of a ball's width: marks of runners that are less apart are one on another."""

EXPLODED: Final = Message(
    "Here the selected run broke: its numbers grew beyond the largest that a computer holds. "
    "Shapes as dashed outlines are runs that are no more."
)


class LossView(TimePlot):
    """Loss over steps for every runner, log scale unless asked otherwise; or another measure in its place."""

    up_help = Message("What the title says, after so many steps; log or linear (L).")

    def __init__(self) -> None:
        super().__init__(say("Loss curve: loss over steps"))
        self.log = True
        self._ghosts = CurvePool(self, 5)
        self._future = CurvePool(self, 10)
        self._past = CurvePool(self, 20)
        self._latest = CurvePool(self, 21)
        self._beads = Beads(self, 25)
        self._heads = Marks(self, 60)
        self._exploded = TextBeside()
        self._exploded.setZValue(61)
        self.addItem(self._exploded, ignoreBounds=True)
        self.is_log = True
        """Whether it is log scale now: where losses are below 0 and no minimum is known, it cannot be."""
        self.room: tuple[float, float] | None = None  # decades in sight whatever has been seen
        self._base = 0.0
        self._asked: tuple[Surface, tuple[float, ...]] | None = None
        self._known: float | None = None
        self._measure: Measure | None = None
        self._aim = Aim(self)
        self._outlines, self._ghost_outlines = Outlines(), Outlines()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        super().set_theme(theme)
        self._theme = theme
        self._pens = Pens(theme)
        self._beads.set_theme(theme)
        self._exploded.setFont(theme.font("small"))
        self._exploded.fill = pg.mkBrush(theme.plate)
        self._aim.set_theme(theme)

    def set_log(self, log: bool, session: Session) -> None:
        """Choose between log and linear scale."""
        self.log = log
        self.show_session(session, Change.ALL)

    @property
    def measure(self) -> Measure | None:
        """What is plotted in the loss's place."""
        return self._measure

    def set_measure(self, measure: Measure | None) -> None:
        """Plot something in the loss's place, or the loss; seen when the session is shown next."""
        if measure is not self._measure:
            self._measure = measure
            self._outlines, self._ghost_outlines = Outlines(), Outlines()
            self.set_decades(self.is_log and measure is None)
            self.set_signed(measure is not None)
            self._aim.show_aim(measure)

    def show_session(self, session: Session, what: Change) -> None:
        """Show what has changed."""
        if what & ~(Change.SELECTION | Change.PLAYBACK | Change.HISTORY):
            self._show_scale(session)
        if what & ~(Change.PLAYBACK | Change.HISTORY):
            self.show_curves(session)
        self.show_time(session)

    @property
    def sentence(self) -> str:
        """What is shown, as half a sentence."""
        if self._measure is not None:
            return shown(self._measure.sentence)
        if self._base:
            return say("above the minimum, which is {loss}", loss=number(self._base))
        return say("at each step")

    def summary(self) -> str:
        if self._session is None:
            return ""
        scale = say("on a log scale") if self.is_log else say("on a linear scale")
        return "; ".join((losses_in_words(self._session), scale))

    def remarks(self) -> Iterator[Remark]:
        session = self._session
        if session is None:
            return
        if self._exploded.isVisible():
            yield Remark(self._exploded.place, shown(EXPLODED))
        yield from super().remarks()
        yield from self._beads.remarks([run.runner.name for run in session.runs])
        yield from self._aim.remarks()
        for ghost in session.ghosts:
            if ghost.runner not in session.hidden:
                yield from self._ghost_remarks(ghost)

    def _ghost_remarks(self, ghost: Ghost) -> Iterator[Remark]:
        """Yield what a future is that was left, at as many of its steps as can be told apart."""
        words = say(GHOST, runner=ghost.run.runner.name)
        rows = np.unique(np.linspace(ghost.first, ghost.last, MOST_MARKS).astype(np.int64))
        for step, height in zip(*self._places(ghost.run, rows), strict=True):
            yield Remark(beside(self.pixel(float(step), float(height)), 0.0), words)

    def _show_scale(self, session: Session) -> None:
        """Choose what is subtracted from losses, and the range of what remains."""
        if self._measure is not None:
            self.show_range(session.horizon, *self._measure.heights)
            return
        lowest = self._lowest(session)
        seen = [self._seen(session, index, run) for index, run in enumerate(session.runs)]
        sunk = lowest is None and any((loss < 0).any() for loss in seen)
        if self.is_log != (self.log and not sunk):
            self.is_log = not self.is_log
            self.set_decades(self.is_log)
        # a loss below 0 has no logarithm, what is missing to the lowest minimum has
        self._base = min(lowest or 0.0, 0.0) if self.is_log else 0.0
        starts = [float(run.loss[0]) - self._base for run in session.runs]
        start = max([s for s in starts if math.isfinite(s)], default=1.0)
        spans = [span_of(loss, self._base) for loss in seen]
        all_seen = session.furthest >= session.end
        if self.is_log:
            self.show_range(
                session.horizon, *decades_of(spans, start, self._base, all_seen, self.room)
            )
            return
        deepest = start - 2.0 * abs(start) if lowest is None else lowest
        low = min(0.0, max(min(span.low for span in spans), deepest))
        most = start + max(abs(start), start - low, 1e-12)
        high = max(min(max(span.high for span in spans), most), start, low + SMALLEST_SPAN)
        margin = 0.05 * (high - low)
        self.show_range(session.horizon, low - margin, high + margin)

    def _seen(self, session: Session, index: int, run: Run) -> FloatArray:
        """Return the losses that give an outline of what of a run has been seen."""
        stop = run.row(session.furthest) + 1
        return run.loss[self._outlines.get(index, run, run.loss).thin(0, stop, self.columns)]

    def _column(self, run: Run) -> FloatArray:
        """Return what of a run is plotted, a row for each row of its path."""
        return run.loss if self._measure is None else self._measure.column(run)

    def _lowest(self, session: Session) -> float | None:
        """Return the loss of the lowest known minimum, if there is one, and no exercise hides it."""
        if "minimum" in session.experiment.hide:
            return None
        asked = session.experiment.surface, session.experiment.start
        if asked != self._asked:
            minima = session.minima_in_view
            if minima is None:
                before = self._asked  # the scale stays while a constant is dragged
                return self._known if before and alike(before[0], asked[0]) else None
            self._asked = asked
            self._known = min((minimum.loss for minimum in minima), default=None)
        return self._known

    def _values(self, loss: FloatArray) -> FloatArray:
        """Return rows of a run's column as the plot has them."""
        if self._measure is not None:
            return drawable(self._measure.values(loss))
        if not self.is_log:
            return drawable(loss)
        return log10(loss - self._base if self._base else loss)

    def show_curves(self, session: Session) -> None:
        """Draw past, future and ghosts, and where each runner is."""
        beads, runs = [], session.runs
        for index, run in enumerate(runs):
            if index in session.hidden:
                self._past.hide(index)
                self._future.hide(index)
                beads.append(self._places(run, []))
                continue
            row, outline = session.row(index), self._outlines.get(index, run, self._column(run))
            self._draw(self._past, index, run, outline, (0, row), self._pens.past[index])
            if session.reveal and row + 1 < len(run.loss):
                ahead = (row, len(run.loss) - 1)
                self._draw(self._future, index, run, outline, ahead, self._pens.future[index])
            else:
                self._future.hide(index)
            here = min(session.playhead, run.steps_taken)
            steps = self._beads.steps(index, len(runs), self.shown)
            beads.append(self._places(run, [run.row(step) for step in steps if step <= here]))
        self._past.hide_from(len(runs))
        self._future.hide_from(len(runs))
        self._beads.show(beads)
        self.show_heads(session)
        self._show_ghosts(session)
        self._say_exploded(session)

    def show_heads(self, session: Session) -> None:
        """Show where each curve ends: between two steps on the way to the next loss."""
        theme, share = self._theme, self.tween.share(session)
        heads: list[tuple[Array, Array, Stamp]] = []
        front = 0
        other = -1 if share < 0 else 1
        for index, run in enumerate(session.runs):
            if index in session.hidden:
                self._latest.hide(index)
                continue
            row = session.row(index)
            beside = min(max(row + other, 0), len(run.loss) - 1)
            steps, losses = self._places(run, [row, beside])
            x, y = float(steps[0]), float(losses[0])
            if share and steps[1] == session.playhead + other:
                x, y = x + share, y + abs(share) * (float(losses[1]) - y)
            if share > 0.0 and x > steps[0]:
                way = np.array([float(steps[0]), x]), np.array([losses[0], y])
                self._latest.draw(index, *way, self._pens.past[index])
            else:
                self._latest.hide(index)
            selected = index == session.selected
            front = len(heads) if selected else front
            size = 0.6 if selected else 0.45
            stamp = runner_stamp(theme, index, size, theme.text if selected else theme.card, 1.0)
            if has_exploded(session, index):
                stamp = gone_stamp(theme, index, 0.6)
            y = stamp.within(y, self.heights, self.getViewBox().height())
            heads.append((np.array([x]), np.array([y]), stamp))
        self._latest.hide_from(len(session.runs))
        order = [*heads[front : front + 1], *heads[:front], *heads[front + 1 :]]
        apart = PARTED * self._theme.ball
        # the selected one on top, others only from where they part
        self._heads.show_groups(told_apart(order, self.getViewBox(), apart)[::-1])

    def read_at(self, session: Session, step: int) -> Sequence[Entry]:
        """Return each runner's loss at a step, as far as it may be known."""
        entries = []
        for index in selected_first(session):
            run = session.runs[index]
            if step > session.playhead and not session.reveal:
                continue
            gone = tells_explosion(session, index, step)
            value = say("exploded") if gone else self._said(run, run.row(step))
            name = session.experiment.runners[index].name
            entries.append(Entry(runner_stamp(self._theme, index, 0.4), name, value))
        return tuple(entries)

    def _said(self, run: Run, row: int) -> str:
        """Return what a run is worth at a row, in words."""
        value = self._column(run)[row : row + 1]
        if self._measure is None:
            return number(float(value[0]))
        return self._measure.said(float(self._measure.values(value)[0]))

    def _draw(
        self,
        pool: CurvePool,
        index: int,
        run: Run,
        outline: Outline,
        rows: tuple[int, int],
        pen: QPen,
    ) -> None:
        """Draw what is in view of a run's rows, first to last."""
        first, last = (run.row(max(int(step), 0)) for step in self.shown)
        first, stop = max(rows[0], first), min(rows[1], last + 1) + 1
        if stop - first < 1:
            pool.hide(index)
            return
        plotted = self.is_log, self._base, self._measure, self.columns
        made_of = outline, first, stop, pen, plotted
        if pool.has(index, made_of):
            return
        thin = outline.thin(first, stop, self.columns)
        places = self._places(run, thin)
        pool.draw(index, *places, pen, points=stop - first, made_of=made_of)

    def _places(self, run: Run, rows: Sequence[int] | Array) -> tuple[Array, FloatArray]:
        """Return rows of a run as the plot has them."""
        rows = np.asarray(rows, dtype=np.int64)
        return run.steps_of(rows), self._values(self._column(run)[rows])

    def _say_exploded(self, session: Session) -> None:
        """Say so beside the curve's end, for the selected runner."""
        run = session.run
        words = event_words(session, session.selected)
        self._exploded.setVisible(bool(words))
        if words and run.exploded_at is not None:
            self._exploded.setColor(self._theme.runner(session.selected))
            end = float(self._values(self._column(run)[-1:])[0])
            self._exploded.say_beside(
                words, run.exploded_at, end, self._past.lines, self._aim.taken
            )

    def _show_ghosts(self, session: Session) -> None:
        for index, ghost in enumerate(session.ghosts):
            if ghost.runner in session.hidden:
                self._ghosts.hide(index)
                continue
            outline = self._ghost_outlines.get(index, ghost.run, self._column(ghost.run))
            rows, pen = (ghost.first, ghost.last), self._pens.ghost[ghost.runner]
            self._draw(self._ghosts, index, ghost.run, outline, rows, pen)
        self._ghosts.hide_from(len(session.ghosts))

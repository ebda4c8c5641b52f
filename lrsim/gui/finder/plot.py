"""The picture of a range test: the loss as the rate grows, what is read from it, and what is true."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPen

from lrsim.gui.finder.marks import PickMarks, picks_of
from lrsim.gui.look.theme import Theme
from lrsim.gui.plots.axes import DecadeAxis
from lrsim.gui.plots.curves import CurvePool, runner_stamp
from lrsim.gui.plots.gate import drawable, log10
from lrsim.gui.plots.marks import Marks
from lrsim.gui.plots.plot import PickBox, Plot
from lrsim.gui.plots.remarks import Remark
from lrsim.studies.finder.range_test import LRFinder
from lrsim.text.messages import Message, say
from lrsim.typing import FloatArray

LOWEST_SHARE = 1e-18
"""Of the highest gap in sight, in log scale: below it a float64 loss is rounding."""

NEAR = 14.0
"""Pixels beside a line that a click may be."""


AXIS_NAME_ROOM = 1.3
"""How much longer than its name an axis is at least."""


class FinderPlot(Plot):
    """Loss over learning rate, both in decades.

    Signals
    -------
    picked(float)
        The user clicked the line of this learning rate.
    held
        The user clicked while only a part was shown.
    """

    picked = Signal(float)
    held = Signal()

    has_keys = True
    across_help = Message("The learning rate of each step of the ramp, on a log axis.")
    up_help = Message("The loss at that step; on a log axis, how far it is above the minimum.")

    def __init__(self) -> None:
        self._box = PickBox()
        self._axes = {side: DecadeAxis(side) for side in ("left", "bottom")}
        super().__init__(
            say("Range test: loss over learning rate"), self._box, axisItems=self._axes
        )
        self.log = True
        self.tells = True
        """Whether what is read from a whole test is marked, and what is true."""
        self._marks = PickMarks(self)
        self._raw, self._smooth = CurvePool(self, 10), CurvePool(self, 20)
        self._head = Marks(self, 30)
        self._found: LRFinder | None = None
        self._runner, self._points = 0, 0
        self._box.picked.connect(self._pick)
        self._box.sigResized.connect(self._fit_names)
        self._box.sigResized.connect(
            lambda _box: self._show_range()
        )  # the labels' room is in pixels

    @property
    def is_log(self) -> bool:
        """Whether losses are shown in decades: where no minimum is known there is nothing to measure from."""
        if self._found is None:
            return self.log
        setup = self._found.setup
        return self.log and bool(setup.surface.minima_from(setup.start))

    def remarks(self) -> Iterable[Remark]:
        size = self._box.width(), self._box.height()
        return self._marks.remarks(*size, lambda x: self.pixel(x, 0.0)[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hold the ramp, or let it go on."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.is_whole:
            self.held.emit()
        else:
            event.ignore()  # the dial's, perhaps

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        super().set_theme(theme)
        # with the axes' names beside their numbers
        self._axes["bottom"].setHeight(round(3.2 * theme.small))
        self._axes["left"].setWidth(round(5.0 * theme.small))
        self._theme = theme
        self._marks.set_theme(theme)
        self._draw()

    def set_log(self, log: bool) -> None:
        """Choose between log and linear scale of the loss."""
        self.log = log
        self._draw()

    def show_dial(self, lr: float) -> None:
        """Put the dashed line where the dial stands."""
        self._marks.show_dial(lr)

    def show_found(self, found: LRFinder, runner: int) -> None:
        """Show a test, in the colour of the runner it is of: nothing of it yet, see `show_points`."""
        self._found, self._runner, self._points = found, runner, 0
        self._draw()

    def show_points(self, points: int) -> None:
        """Show the test as far as its first points, and what is read from it when that is all."""
        self._points = points
        self._draw()

    @property
    def is_whole(self) -> bool:
        """Whether all of the test is shown."""
        return self._found is not None and self._points >= len(self._found.lr)

    def _draw(self) -> None:
        found = self._found
        if found is None:
            return
        self._axes["left"].decades = self.is_log
        self._axes["left"].picture = None
        raw, smooth = self._values(found, found.loss), self._values(found, found.smooth)
        x = log10(found.lr)
        colour = self._theme.runner(self._runner)
        faint = QColor(colour)
        faint.setAlphaF(0.45)
        for index, (pool, values, pen) in enumerate(
            (
                (self._raw, raw, QPen(faint, 1)),
                (self._smooth, smooth, QPen(colour, self._theme.curve)),
            )
        ):
            pen.setCosmetic(True)
            pool.draw(index, x[: self._points], values[: self._points], pen)
        if self.is_whole and self.tells:
            self._marks.show_marks(found.zone, picks_of(found))
            self._head.show_groups([])
        else:
            self._marks.show_marks(None, ())
            last = slice(max(self._points - 1, 0), 0 if self.is_whole else self._points)
            ball = runner_stamp(self._theme, self._runner, 0.8, self._theme.card, 1.0)
            self._head.show_groups([(x[last], raw[last], ball)])
        self._name_axes()
        self._show_range()

    def _fit_names(self) -> None:
        if self._found is not None:
            self._name_axes()

    def _name_axes(self) -> None:
        """Say what the axes are."""
        style = {"color": self._theme.quiet, "font-size": f"{round(self._theme.small)}px"}
        loss = say("loss above min.") if self.is_log else say("loss")
        length = QFontMetrics(self._theme.font("small")).horizontalAdvance(loss)
        if AXIS_NAME_ROOM * length > self._box.height():
            loss = say("loss")
        self._axes["left"].setLabel(loss, **style)
        self._axes["bottom"].setLabel(say("learning rate"), **style)
        for axis in self._axes.values():
            axis.resizeEvent()  # that is when pyqtgraph centres a name, not when it is another

    def _values(self, found: LRFinder, loss: FloatArray) -> FloatArray:
        if not self.is_log:
            return drawable(loss)
        return log10(loss - found.floor)

    def _show_range(self) -> None:
        """Show the whole range of the test, with room above the curve for the labels."""
        found = self._found
        if found is None:
            return
        values = self._values(found, found.loss)
        low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
        if self.is_log:
            gap = float(np.abs(found.loss - found.floor).max(initial=0.0))
            low = max(low, math.log10(max(gap * LOWEST_SHARE, 1e-300)))
        high = max(high, low + (0.5 if self.is_log else max(1e-12, 1e-3 * abs(low))))
        left, right = math.log10(found.lr_min), math.log10(found.lr_max)
        margin = 0.02 * (right - left)
        left, right = left - margin, right + margin
        places = picks_of(found) if self.tells else []
        room = min(self._marks.make_room(left, right, places) / max(self._box.height(), 1.0), 0.6)
        span = (high - low) * 1.08 / (1.0 - room)
        self._box.setRange(QRectF(left, low - 0.04 * (high - low), right - left, span), padding=0)

    def _pick(self, at: float) -> None:
        """Hand on the learning rate of the line nearest to a click, if one is near."""
        if self._found is None:
            return
        if not self.is_whole:
            self.held.emit()
            return
        wide = self._box.viewPixelSize()[0] * NEAR
        if not self.tells:
            return
        near = [(abs(math.log10(pick.lr) - at), pick.lr) for pick in picks_of(self._found)]
        close = [entry for entry in near if entry[0] <= wide]
        if close:
            self.picked.emit(min(close)[1])

"""The picture of how much the learning rate matters: a curve for each optimizer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QPen

from lrsim.gui.look.theme import Theme, runner_pen
from lrsim.gui.plots.axes import DecadeAxis
from lrsim.gui.plots.boxes import Box
from lrsim.gui.plots.curve_names import CurveNames, NamedCurve
from lrsim.gui.plots.curves import CurvePool
from lrsim.gui.plots.items import Line, Text
from lrsim.gui.plots.plot import PickBox, Plot
from lrsim.gui.plots.remarks import Remark, upright
from lrsim.studies.zone.comparison import FLOOR, Contender, Outcome
from lrsim.text.learning_rates import LR_MAX, LR_MIN, round_lr
from lrsim.text.messages import Message, say, shown
from lrsim.text.numbers import number

LOW, HIGH = np.log10(1e-6), np.log10(100.0)
TOP = 0.7
"""Above 0 the gap has grown; what explodes leaves the picture there."""

CURVE: Final = Message(
    "{name}, a whole run at each learning rate: the lower, the more of the way it got."
)
DIAL: Final = Message(
    "Where the dial stands: {lr}. A click elsewhere sets it there; so do the arrow keys."
)

STRONG = 1.7
"""How much wider the selected runner's curve is."""


class Compared(NamedTuple):
    """A contender and what came out, or None while it is not known yet."""

    contender: Contender
    outcome: Outcome | None


class SensitivityPlot(Plot):
    """What is left of the gap at the end against the learning rate, a curve for each optimizer.

    Signals
    -------
    picked(float)
        The user wants this learning rate.
    """

    picked = Signal(float)

    across_help = Message("The learning rate of a whole run, on a log axis.")
    up_help = Message("What is left of the starting gap to the minimum at the end; 1 is all of it.")

    def __init__(self) -> None:
        box = PickBox()
        axes = {"left": DecadeAxis("left"), "bottom": DecadeAxis("bottom")}
        super().__init__(say("Final loss against learning rate"), box, axisItems=axes)
        box.picked.connect(lambda x: self.picked.emit(round_lr(10.0**x)))
        box.setRange(QRectF(LOW, FLOOR - 0.25, HIGH - LOW, TOP - FLOOR + 0.25), padding=0)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._curves = CurvePool(self, 10)
        self.dial = Line()
        self.dial.setZValue(50)
        self.addItem(self.dial, ignoreBounds=True)
        self._above = Text(say("explodes ↑"), anchor=(1.0, 0.0))
        self._above.setPos(HIGH, TOP)
        self._above.setZValue(54)
        self.addItem(self._above, ignoreBounds=True)
        self._names = CurveNames(self, 55, [self._above])
        self._compared: Sequence[Compared] = ()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        super().set_theme(theme)
        self._theme = theme
        pen = QPen(QColor(theme.text), theme.thin)
        pen.setCosmetic(True)
        pen.setDashPattern([4, 3])
        self.dial.setPen(pen)
        self._above.setFont(theme.font("small"))
        self._above.setColor(QColor(theme.quiet))
        self._above.fill = QBrush(QColor(theme.card))  # over curves that leave the picture there
        self._names.set_theme(theme)
        self.show_curves(self._compared)

    def show_curves(self, compared: Sequence[Compared]) -> None:
        """Draw a curve for each contender whose outcome is known."""
        self._compared = compared
        for index, (contender, outcome) in enumerate(compared):
            if outcome is None or not outcome.measured:
                self._curves.hide(index)
                continue
            pen = runner_pen(self._theme, contender.style)
            if contender.strong:
                pen.setWidthF(STRONG * pen.widthF())
            self._curves.draw(index, np.log10(outcome.lr), outcome.left, pen)
        self._curves.hide_from(len(compared))
        named = [
            NamedCurve(np.log10(o.lr), o.left, shown(s.name), self._theme.runner(s.style))
            for s, o in sorted(compared, key=lambda known: not known.contender.strong)
            if o is not None and o.measured
        ]
        self._names.show_names(named)

    def remarks(self) -> Iterator[Remark]:
        for box, curve in self._names.placed:
            place = self.getViewBox().mapRectFromScene(box)
            around = Box(place.left(), place.top(), place.right(), place.bottom())
            yield Remark(around.grown(2.0), say(CURVE, name=curve.name))
        x, _ = self.pixel(float(self.dial.value()), 0.0)
        lr = number(round_lr(10.0 ** self.dial.value()))
        yield Remark(upright(x, self.getViewBox().height()), say(DIAL, lr=lr))

    def show_dial(self, lr: float) -> None:
        """Put the line where the dial stands."""
        self.dial.setValue(np.log10(min(max(lr, LR_MIN), LR_MAX)))

"""The size of the numbers: how loss and weight grew until they passed the largest that a computer holds."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from lrsim.diagnosis.causes import LARGEST, Cause
from lrsim.gui.look.theme import THEMES, Theme
from lrsim.gui.plots.axes import DecadeAxis, NumberAxis
from lrsim.gui.plots.boxes import Box
from lrsim.gui.plots.curves import gone_stamp
from lrsim.gui.plots.gate import Pixels
from lrsim.gui.plots.items import ViewBox
from lrsim.gui.plots.layer import Layer
from lrsim.gui.plots.plot import Plot
from lrsim.gui.plots.remarks import Remark, level, upright
from lrsim.gui.run.sizes import CEILING, Sizes, sizes_of
from lrsim.runs.run import Run
from lrsim.text.messages import Message, say, shown
from lrsim.text.numbers import count, power_of_ten
from lrsim.typing import FloatArray

__all__ = ["NumbersView"]

ROOM: Final = 0.86
"""Share of the width that the steps take; beyond them stands what is no number."""

ABOVE: Final = 0.09
"""Room above the ceiling, as a share of what is below it."""

INF: Final = Message(
    "A loop would go on to here: then the weight itself is beyond all numbers, infinite."
)
NAN: Final = Message(
    "Infinity minus infinity is no number: NaN. From here on nothing can be computed."
)
BROKE: Final = Message("Step {step}, where it broke: {what}.")
LARGEST_NUMBER: Final = Message("No number of a computer's is larger: {largest}, in float64.")

_WHAT = {
    Cause.LOSS_OVERFLOWED: Message("the loss is inf"),
    Cause.PLACE_OVERFLOWED: Message("the weight is inf"),
    Cause.INF_MINUS_INF: Message("NaN: inf − inf"),
}


class NumbersView(Plot):
    """Loss and weight of the selected runner in powers of ten, up to the largest number there is."""

    across_help = Message("Steps.")
    up_help = Message("The size of the numbers as a power of ten; float64 ends at 10³⁰⁸.")

    def __init__(self) -> None:
        axes = {"left": DecadeAxis("left"), "bottom": NumberAxis("bottom")}
        super().__init__(say("Size of the numbers, in powers of ten"), ViewBox(), axes)
        self.getViewBox().setMouseEnabled(x=False, y=False)
        self._picture = _Picture(self)
        self.sizes: Sizes | None = None
        self._asked: Run | None = None

    def summary(self) -> str:
        """Return how far the numbers came, and what they broke on."""
        sizes = self.sizes
        if sizes is None:
            return ""
        return say(
            "loss up to {loss}, weight up to {weight}; at step {step}: {what}",
            loss=power_of_ten(round(float(sizes.loss[-1]))),
            weight=power_of_ten(round(float(sizes.weight[-1]))),
            step=count(sizes.broken),
            what=shown(_WHAT[sizes.cause]),
        )

    def remarks(self) -> Iterator[Remark]:
        sizes, box = self.sizes, self.getViewBox()
        if sizes is None:
            return
        origin = box.sceneBoundingRect().topLeft()
        for place, words in ((self._picture.inf_box, INF), (self._picture.nan_box, NAN)):
            if not place.isNull():
                inside = place.translated(-origin)
                around = Box(inside.left(), inside.top(), inside.right(), inside.bottom())
                yield Remark(around, shown(words))
        x, y = self.pixel(sizes.broken, CEILING)
        broke = say(BROKE, step=count(sizes.broken), what=shown(_WHAT[sizes.cause]))
        yield Remark(upright(x, box.height()), broke)
        yield Remark(level(y, box.width()), say(LARGEST_NUMBER, largest=LARGEST))

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        super().set_theme(theme)
        self._picture.theme = theme
        self._picture.update()

    def show_run(self, run: Run, runner: int) -> bool:
        """Show a run's numbers in its runner's colour, and return whether they broke."""
        if run is not self._asked:
            self._asked, self.sizes = run, sizes_of(run)
        sizes = self.sizes
        if sizes is None:
            return False
        # as far as they would have gone, and beyond that room for what is no number
        furthest = max(sizes.weight_ends or 0.0, float(sizes.broken))
        box = self.getViewBox()
        box.setRange(QRectF(0.0, 0.0, furthest / ROOM, CEILING * (1.0 + ABOVE)), padding=0)
        self._picture.show_sizes(sizes, runner)
        return True


class _Picture(Layer):
    """What is painted: ceiling, curves, what would follow, and what is no number."""

    def __init__(self, plot: pg.PlotWidget) -> None:
        super().__init__(plot, 20)
        self.theme = THEMES["dark"]
        self._sizes: Sizes | None = None
        self._runner = 0
        self.inf_box = self.nan_box = QRectF()
        """Where it says that the weight is inf, and that it is NaN; in pixels, empty where it does not."""

    def show_sizes(self, sizes: Sizes, runner: int) -> None:
        """Show a run's numbers in its runner's colour."""
        self._sizes, self._runner = sizes, runner
        self.update()

    def paint_pixels(self, painter: QPainter, pixels: Pixels) -> None:
        """Paint all of it."""
        theme, sizes = self.theme, self._sizes
        if sizes is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = self._paint_ceiling(painter, pixels, theme)
        colour = theme.runner(self._runner)
        solid = QPen(colour, theme.curve + 1.0)
        dashed = QPen(colour, theme.curve + 0.5)
        dashed.setDashPattern([4.0, 3.0])
        self._paint_curve(painter, pixels, (sizes.step, sizes.weight), dashed)
        self._paint_curve(painter, pixels, (sizes.step, sizes.loss), solid)
        across = float(pixels.across(sizes.broken))
        line = QPen(QColor(theme.text), theme.thin)
        line.setDashPattern([4.0, 3.0])
        painter.setPen(line)
        painter.drawLine(QPointF(across, top), QPointF(across, pixels.frame.bottom()))
        words = say("step {step}", step=count(sizes.broken)), shown(_WHAT[sizes.cause])
        self._say(painter, pixels.frame, QPointF(across + theme.spacing, top), words)
        self._stamp(painter, QPointF(across, top))
        self.inf_box = self.nan_box = QRectF()
        if sizes.cause is Cause.LOSS_OVERFLOWED and sizes.weight_ends is not None:
            self.inf_box = self._paint_what_would_follow(painter, pixels, sizes, top)
        if sizes.nan_at is not None:
            self.nan_box = self._paint_nan(painter, pixels, sizes.nan_at)

    def _paint_ceiling(self, painter: QPainter, pixels: Pixels, theme: Theme) -> float:
        """Paint the largest number there is, and return its height."""
        frame, top = pixels.frame, float(pixels.down(CEILING))
        above = QRectF(frame.left(), frame.top(), frame.width(), top - frame.top())
        painter.fillRect(above, QColor(theme.ground))
        painter.setPen(QPen(QColor(theme.text), theme.curve))
        painter.drawLine(QPointF(frame.left(), top), QPointF(frame.right(), top))
        painter.setFont(theme.font("small"))
        words = say("the largest number a computer holds: {largest}", largest=LARGEST)
        box = above.adjusted(theme.spacing, 0.0, 0.0, 0.0)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, words)
        return top

    @staticmethod
    def _paint_curve(
        painter: QPainter, pixels: Pixels, curve: tuple[FloatArray, FloatArray], pen: QPen
    ) -> None:
        across, down = pixels.across(curve[0]).tolist(), pixels.down(curve[1]).tolist()
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF([QPointF(*p) for p in zip(across, down, strict=True)]))

    def _paint_what_would_follow(
        self, painter: QPainter, pixels: Pixels, sizes: Sizes, top: float
    ) -> QRectF:
        """Paint the weight on its way to the ceiling: a loop would go on; return where its words are."""
        theme, ends = self.theme, sizes.weight_ends or 0.0
        faint = theme.runner(self._runner)
        faint.setAlphaF(0.55)
        pen = QPen(faint, theme.curve)
        pen.setDashPattern([4.0, 3.0])
        begin = float(sizes.step[-1]), float(sizes.weight[-1])
        way = np.array([begin[0], ends]), np.array([begin[1], CEILING])
        self._paint_curve(painter, pixels, way, pen)
        here = QPointF(float(pixels.across(begin[0])), float(pixels.down(begin[1])))
        self._stamp(painter, here)
        there = QPointF(float(pixels.across(ends)), top)
        self._stamp(painter, there)
        words = say("step {step}", step=count(math.ceil(ends))), say("the weight is inf")
        # under the line that rises to it
        below = QPointF(there.x() - theme.spacing, top + 0.3 * (here.y() - top))
        return self._say(painter, pixels.frame, below, words, right=True)

    def _paint_nan(self, painter: QPainter, pixels: Pixels, step: int) -> QRectF:
        """Paint an empty frame beside the axis, for NaN has no place on it; return it."""
        theme, frame = self.theme, pixels.frame
        words = count(step), "NaN", "inf − inf"
        fonts = theme.font("small"), theme.font("figure"), theme.font("small")
        wide = max(
            QFontMetricsF(font).horizontalAdvance(word)
            for font, word in zip(fonts, words, strict=True)
        )
        heights = [QFontMetricsF(font).height() for font in fonts]
        box = QRectF(0.0, 0.0, wide + 2 * theme.spacing, sum(heights) + 2 * theme.spacing)
        box.moveCenter(QPointF(frame.right() - 0.5 * box.width() - 2.0, frame.center().y()))
        if box.intersects(self.inf_box):
            box.moveTop(min(self.inf_box.bottom() + 2.0, frame.bottom() - box.height() - 2.0))
        pen = QPen(QColor(theme.quiet), theme.thin)
        pen.setDashPattern([4.0, 3.0])
        painter.setPen(pen)
        painter.setBrush(QColor(theme.card))
        painter.drawRoundedRect(box, theme.spacing, theme.spacing)
        top = box.top() + theme.spacing
        colours = theme.quiet, theme.text, theme.quiet
        for word, font, height, colour in zip(words, fonts, heights, colours, strict=True):
            painter.setFont(font)
            painter.setPen(QColor(colour))
            line = QRectF(box.left(), top, box.width(), height)
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, word)
            top += height
        return box

    def _say(
        self,
        painter: QPainter,
        frame: QRectF,
        place: QPointF,
        words: tuple[str, str],
        *,
        right: bool = False,
    ) -> QRectF:
        """Write two lines below a place, to its right or up to it; within the picture; return their box."""
        fonts = self.theme.font("title"), self.theme.font("small")
        wide = max(
            QFontMetricsF(font).horizontalAdvance(word)
            for font, word in zip(fonts, words, strict=True)
        )
        left = place.x() - wide if right else place.x()
        if left + wide > frame.right():
            left = place.x() - wide - 2.0 * self.theme.spacing
        top = first = place.y() + 1.5 * self.theme.spacing
        colours = self.theme.text, self.theme.quiet
        for word, font, colour in zip(words, fonts, colours, strict=True):
            height = QFontMetricsF(font).height()
            painter.setFont(font)
            painter.setPen(QColor(colour))
            flags = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            painter.drawText(QRectF(left, top, wide + 1.0, height), flags, word)
            top += height
        return QRectF(left, first, wide + 1.0, top - first)

    def _stamp(self, painter: QPainter, place: QPointF) -> None:
        stamp = gone_stamp(self.theme, self._runner, 0.7)._replace(fill=self.theme.card)
        stamp.put(painter, place)

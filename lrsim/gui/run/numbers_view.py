"""The size of the numbers: how loss and weight grew until they passed the largest that a computer holds.

It is long because what is painted here is one picture, whose words keep off its curves and each other.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from lrsim.diagnosis.causes import LARGEST, Cause
from lrsim.gui.look.theme import THEMES, Theme
from lrsim.gui.plots.axes import DecadeAxis, NumberAxis
from lrsim.gui.plots.boxes import Box, Size
from lrsim.gui.plots.curves import gone_stamp
from lrsim.gui.plots.gate import Pixels
from lrsim.gui.plots.items import ViewBox
from lrsim.gui.plots.layer import Layer
from lrsim.gui.plots.placer import Placer
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
"""Room above the ceiling, as a share of what is below it; more where its words would not fit in."""

STAMP: Final = 0.7
"""Size of a mark where numbers broke, in balls."""

CEILING_WORDS: Final = (
    Message("the largest number a computer holds: {largest}"),
    Message("largest number: {largest}"),
)
"""What the ceiling is; and where there is less room."""

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
        self._furthest = 1.0
        self.getViewBox().sigResized.connect(lambda _box: self._show_range())

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
        for name, words in (("inf", INF), ("NaN", NAN)):
            if name in self._picture.boxes:
                left, top, right, bottom = self._picture.boxes[name]
                x, y = origin.x(), origin.y()
                yield Remark(Box(left - x, top - y, right - x, bottom - y), shown(words))
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
        self._furthest = max(sizes.weight_ends or 0.0, float(sizes.broken))
        self._show_range()
        self._picture.show_sizes(sizes, runner)
        return True

    def _show_range(self) -> None:
        box = self.getViewBox()
        room = self._picture.room_above
        share = max(ABOVE, room / max(box.height() - room, room))
        box.setRange(QRectF(0.0, 0.0, self._furthest / ROOM, CEILING * (1.0 + share)), padding=0)


class _Picture(Layer):
    """What is painted: ceiling, curves, what would follow, and what is no number."""

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot, 20)
        self.theme = THEMES["dark"]
        self._sizes: Sizes | None = None
        self._runner = 0
        self.boxes: dict[str, Box] = {}
        """Where it says what broke, that the weight is ``inf``, and that it is ``NaN``, in pixels."""

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
        ends = sizes.weight_ends if sizes.cause is Cause.LOSS_OVERFLOWED else None
        placer = self._placer(pixels, sizes, top)
        self.boxes = {}
        self._say_what_broke(painter, placer, sizes, QPointF(across, top))
        if ends is not None:
            self._paint_what_would_follow(painter, pixels, placer, sizes, QPointF(ends, top))
        self._stamp(painter, QPointF(across, top))
        if sizes.nan_at is not None:
            self._paint_nan(painter, placer, sizes.nan_at)

    @property
    def room_above(self) -> float:
        """Pixels above the ceiling in which its words stand clear of the marks on it."""
        line = QFontMetricsF(self.theme.font("small")).height()
        return line + 0.5 * STAMP * self.theme.ball

    @staticmethod
    def _placer(pixels: Pixels, sizes: Sizes, top: float) -> Placer:
        """Return what finds places below the ceiling, off the curves and the step at which numbers broke."""
        frame = pixels.frame
        placer = Placer(Box(frame.left(), top, frame.right() - 2.0, frame.bottom()))
        for values in (sizes.loss, sizes.weight):
            placer.block_line(pixels.across(sizes.step), pixels.down(values))
        broken = float(pixels.across(sizes.broken))
        placer.block_line(np.array([broken, broken]), np.array([top, frame.bottom()]))
        if sizes.weight_ends is not None:
            way = np.array([sizes.step[-1], sizes.weight_ends])
            placer.block_line(
                pixels.across(way), pixels.down(np.array([sizes.weight[-1], CEILING])), soft=True
            )
        return placer

    def _say_what_broke(
        self, painter: QPainter, placer: Placer, sizes: Sizes, place: QPointF
    ) -> None:
        """Write it beside the ceiling, at the right of the step or else at its left."""
        words = say("step {step}", step=count(sizes.broken)), shown(_WHAT[sizes.cause])
        size, gap = self._size(words), self.theme.spacing
        top = place.y() + 1.5 * gap
        sides = [Box.of(left, top, size) for left in (place.x() + gap, place.x() - gap - size[0])]
        self.boxes["broke"] = box = placer.place_somehow(sides)
        self._write(painter, box, words, right=box.right < place.x())

    def _paint_ceiling(self, painter: QPainter, pixels: Pixels, theme: Theme) -> float:
        """Paint the largest number there is, and return its height."""
        frame, top = pixels.frame, float(pixels.down(CEILING))
        above = QRectF(frame.left(), frame.top(), frame.width(), top - frame.top())
        painter.fillRect(above, QColor(theme.ground))
        painter.setPen(QPen(QColor(theme.text), theme.curve))
        painter.drawLine(QPointF(frame.left(), top), QPointF(frame.right(), top))
        painter.setFont(theme.font("small"))
        box, metrics = above.adjusted(theme.spacing, 0.0, 0.0, 0.0), painter.fontMetrics()
        forms = [say(form.id, largest=LARGEST) for form in CEILING_WORDS]
        fitting = (form for form in forms if metrics.horizontalAdvance(form) <= box.width())
        words = next(fitting, forms[-1])
        painter.drawText(box, Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextDontClip, words)
        return top

    @staticmethod
    def _paint_curve(
        painter: QPainter, pixels: Pixels, curve: tuple[FloatArray, FloatArray], pen: QPen
    ) -> None:
        across, down = pixels.across(curve[0]).tolist(), pixels.down(curve[1]).tolist()
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF([QPointF(*p) for p in zip(across, down, strict=True)]))

    def _paint_what_would_follow(
        self, painter: QPainter, pixels: Pixels, placer: Placer, sizes: Sizes, end: QPointF
    ) -> None:
        """Paint the weight on its way to the ceiling: a loop would go on.

        `end` is the step at which it is there, and the ceiling's height in pixels.
        """
        theme = self.theme
        faint = theme.runner(self._runner)
        faint.setAlphaF(0.55)
        pen = QPen(faint, theme.curve)
        pen.setDashPattern([4.0, 3.0])
        begin = float(sizes.step[-1]), float(sizes.weight[-1])
        way = np.array([begin[0], end.x()]), np.array([begin[1], CEILING])
        self._paint_curve(painter, pixels, way, pen)
        here = QPointF(float(pixels.across(begin[0])), float(pixels.down(begin[1])))
        self._stamp(painter, here)
        there = QPointF(float(pixels.across(end.x())), end.y())
        self._stamp(painter, there)
        words = say("step {step}", step=count(math.ceil(end.x()))), say("the weight is inf")
        size, gap = self._size(words), theme.spacing
        # under the line that rises to it
        below = there.y() + 0.3 * (here.y() - there.y()) + 1.5 * gap
        places = [
            Box.of(right - size[0], top, size)
            for top in (below, below + size[1])
            for right in (there.x() - gap, placer.frame.right)
        ]
        self.boxes["inf"] = box = placer.place_somehow(places)
        self._write(painter, box, words, right=True)

    def _paint_nan(self, painter: QPainter, placer: Placer, step: int) -> None:
        """Paint an empty frame beside the axis, for NaN has no place on it."""
        theme, frame = self.theme, placer.frame
        words = count(step), "NaN", "inf − inf"
        fonts = theme.font("small"), theme.font("figure"), theme.font("small")
        wide = max(
            QFontMetricsF(font).horizontalAdvance(word)
            for font, word in zip(fonts, words, strict=True)
        )
        heights = [QFontMetricsF(font).height() for font in fonts]
        size = wide + 2 * theme.spacing, sum(heights) + 2 * theme.spacing
        middle = frame.centre[1] - 0.5 * size[1]
        place = placer.place_somehow([Box.of(frame.right - size[0], middle, size)])
        self.boxes["NaN"] = place
        box = QRectF(place.left, place.top, place.width, place.height)
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

    @property
    def _fonts(self) -> tuple[QFont, QFont]:
        """Of the two lines of what is said."""
        return self.theme.font("title"), self.theme.font("small")

    def _size(self, words: tuple[str, str]) -> Size:
        metrics = [QFontMetricsF(font) for font in self._fonts]
        wide = max(each.horizontalAdvance(word) for each, word in zip(metrics, words, strict=True))
        return wide + 1.0, sum(each.height() for each in metrics)

    def _write(self, painter: QPainter, box: Box, words: tuple[str, str], *, right: bool) -> None:
        """Write two lines into a box, up to its right end or from its left."""
        top = box.top
        flags = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        colours = self.theme.text, self.theme.quiet
        for word, font, colour in zip(words, self._fonts, colours, strict=True):
            height = QFontMetricsF(font).height()
            painter.setFont(font)
            painter.setPen(QColor(colour))
            painter.drawText(QRectF(box.left, top, box.width, height), flags, word)
            top += height

    def _stamp(self, painter: QPainter, place: QPointF) -> None:
        stamp = gone_stamp(self.theme, self._runner, STAMP)._replace(fill=self.theme.card)
        stamp.put(painter, place)

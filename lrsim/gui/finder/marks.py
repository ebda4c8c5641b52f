"""Marks in the picture of a range test: the zone, the dial, and each learning rate that is picked."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from lrsim.gui.finder.zone_band import ZoneBand
from lrsim.gui.look.theme import FUTURE_DASH, RUNNER_DASHES, Theme
from lrsim.gui.plots.boxes import Box
from lrsim.gui.plots.gate import Pixels
from lrsim.gui.plots.layer import Layer
from lrsim.gui.plots.marks import Stamp
from lrsim.gui.plots.plot import Plot
from lrsim.gui.plots.remarks import Remark, upright
from lrsim.studies.finder.range_test import LRFinder
from lrsim.studies.zone.sweep import Zone
from lrsim.text.messages import Message, say, shown
from lrsim.text.numbers import number

MOST_ROWS = 6
"""Rows of labels; with more picks close together the last row holds them all."""

WIDEST_NAME = 0.5
"""Share of the picture's width that names may take, so that there is room on one side of each; else shapes
stand alone, as in the table."""


class Look(NamedTuple):
    """How a suggester is shown: its name, shape, dashes in widths of its pen; and what it does."""

    label: Message
    symbol: str
    dash: tuple[float, ...]
    help: Message


LOOKS = {
    "steepest": Look(
        Message("steepest"),
        "t1",
        RUNNER_DASHES[2],
        Message("Where the loss falls fastest as the logarithm of the learning rate grows."),
    ),
    "valley": Look(
        Message("valley"),
        "t",
        RUNNER_DASHES[4],
        Message("The middle of the longest stretch over which the loss falls."),
    ),
    "slide": Look(
        Message("slide"),
        "d",
        RUNNER_DASHES[3],
        Message("Where the curve evens out, seen from its end."),
    ),
    "minimum_over_10": Look(
        Message("minimum / 10"),
        "s",
        RUNNER_DASHES[6],
        Message("A tenth of where the loss is lowest."),
    ),
    "suggestion": Look(
        Message("trials"),
        "o",
        (),
        Message(
            "The middle of what works when runs of their own, twelve a decade, try each learning rate."
        ),
    ),
    "true_best": Look(
        Message("true best"),
        "star",
        (),
        Message("The fastest of a fine sweep over the experiment's own steps."),
    ),
}
"""In the order of the table."""


class Pick(NamedTuple):
    """A learning rate that is marked."""

    name: str
    lr: float

    @property
    def words(self) -> str:
        """What it is, and how it is taken."""
        look = LOOKS[self.name]
        return say(TAKE, who=look.label, lr=number(self.lr), how=look.help)


TAKE = Message(
    "{who}: {lr}. {how} A click on it, or Enter on its row of the table, sets the dial to it."
)
DIAL = Message("Where the dial stands: {lr}.")


def rates_of(found: LRFinder) -> dict[str, float | None]:
    """Return what each suggester picks, the true best last; None where that is nothing."""
    return {**found.suggestions, "suggestion": found.suggestion, "true_best": found.true_best}


def picks_of(found: LRFinder) -> list[Pick]:
    """Return what there is to mark, the true best last."""
    return [Pick(name, lr) for name, lr in rates_of(found).items() if lr is not None]


def stamp_of(name: str, theme: Theme) -> Stamp:
    """Return a suggester's mark."""
    colour = {"suggestion": theme.accent, "true_best": theme.gold}.get(name, theme.text)
    return Stamp(LOOKS[name].symbol, colour, round(0.9 * theme.small), theme.card, 1.0)


class PickMarks(Layer):
    """The zone as a band, and each pick as a line with its shape and name at the top."""

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot, 40)
        self._plot = plot
        self._picks: Sequence[Pick] = ()
        self._dial = 0.0
        self._band = ZoneBand(plot)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self._font = theme.font("small")
        self._row = 1.5 * theme.small
        self._band.set_theme(theme)

    def show_marks(self, zone: Zone | None, picks: Sequence[Pick]) -> None:
        """Show a zone and picks."""
        self._picks = picks
        self._band.show_zone(zone)
        self.update()

    def show_dial(self, lr: float) -> None:
        """Mark where the dial stands."""
        self._dial = lr
        self.update()

    def make_room(self, left: float, right: float, picks: Sequence[Pick]) -> float:
        """Keep the top free for labels of picks, in a view from left to right; return its pixels."""
        width = max(self._box.width(), 1.0)
        scale = width / (right - left)
        places = self._places(picks, lambda x: scale * (x - left), QRectF(0.0, 0.0, width, 1.0))
        room = max((label.bottom() for _, _, label in places), default=0.0) + 0.3 * self._row
        self._band.set_room(room)
        return room

    def paint_pixels(self, painter: QPainter, pixels: Pixels) -> None:
        """Paint lines first, then labels, so that no line crosses a name."""
        frame = pixels.frame
        painter.setFont(self._font)
        places = self._places(self._picks, pixels.across, frame)
        dial = pixels.across(math.log10(self._dial)) if self._dial > 0.0 else math.nan
        self._paint_dial(painter, dial, frame)
        for pick, x, label in places:
            painter.setPen(self._pen(pick.name))
            painter.drawLine(QPointF(x, label.center().y()), QPointF(x, frame.bottom()))
        for pick, x, label in places:
            self._paint_label(painter, pick, x, label)
        self._paint_dial_name(painter, dial, frame)

    def remarks(
        self, width: float, height: float, across: Callable[[float], float]
    ) -> Iterator[Remark]:
        """Yield what is marked in a picture of a size; `across` says where a power of ten is."""
        places = self._places(self._picks, across, QRectF(0.0, 0.0, width, height))
        for pick, _, label in places:
            box = Box(label.left(), label.top(), label.right(), label.bottom())
            yield Remark(box, pick.words)
        for pick, x, _ in places:
            yield Remark(upright(x, height), pick.words)
        if self._dial > 0.0:
            yield Remark(
                upright(across(math.log10(self._dial)), height), say(DIAL, lr=number(self._dial))
            )
        yield from self._band.remarks(height, across)

    def _paint_label(self, painter: QPainter, pick: Pick, x: float, label: QRectF) -> None:
        painter.fillRect(label, self._theme.plate)
        stamp_of(pick.name, self._theme).put(painter, QPointF(x, label.center().y()))
        if label.width() <= self._row:  # no room for names
            return
        painter.setPen(QColor(self._theme.text))
        right = label.left() > x - self._row  # the name stands to the right of its line
        text = label.adjusted(self._row, 0, 0, 0) if right else label.adjusted(0, 0, -self._row, 0)
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, shown(LOOKS[pick.name].label))

    def _paint_dial(self, painter: QPainter, x: float, frame: QRectF) -> None:
        """Paint the dial's line, dashed as the playhead."""
        if not frame.left() <= x <= frame.right():
            return
        pen = QPen(QColor(self._theme.text), self._theme.thin)
        pen.setDashPattern(list(FUTURE_DASH))
        painter.setPen(pen)
        painter.drawLine(QPointF(x, frame.top()), QPointF(x, frame.bottom()))

    def _paint_dial_name(self, painter: QPainter, x: float, frame: QRectF) -> None:
        """Paint the name of the dial's line, at its foot."""
        if not frame.left() <= x <= frame.right():
            return
        name, off = say("dial"), 0.3 * self._row
        width = QFontMetricsF(self._font).horizontalAdvance(name)
        left = x + off if x + off + width <= frame.right() else x - off - width
        place = QRectF(left, frame.bottom() - 2 * self._row, width, self._row)
        painter.fillRect(place, self._theme.plate)
        painter.setPen(QColor(self._theme.text))
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, name)

    def _pen(self, name: str) -> QPen:
        colour = {"suggestion": self._theme.accent, "true_best": self._theme.gold}
        main = name in colour
        pen = QPen(
            QColor(colour.get(name, self._theme.text)),
            self._theme.curve if main else self._theme.thin,
        )
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if LOOKS[name].dash:
            pen.setDashPattern(list(LOOKS[name].dash))
        return pen

    def _places(
        self, picks: Sequence[Pick], across: Callable[[float], float], frame: QRectF
    ) -> list[tuple[Pick, float, QRectF]]:
        """Return for each pick in sight its abscissa and its label's rectangle, in pixels."""
        widths = self._widths(picks, frame.width())
        taken: list[list[QRectF]] = [[] for _ in range(MOST_ROWS)]
        places = []
        for pick in sorted(picks, key=lambda p: p.lr):
            x = across(math.log10(pick.lr))
            if not frame.left() <= x <= frame.right():
                continue
            width = widths[pick.name]
            left = x - 0.5 * self._row
            if left + width > frame.right():
                left = max(x + 0.5 * self._row - width, frame.left())
            for row, others in enumerate(taken):
                label = QRectF(left, frame.top() + row * self._row, width, self._row)
                if row == MOST_ROWS - 1 or not any(label.intersects(other) for other in others):
                    others.append(label)
                    places.append((pick, x, label))
                    break
        return places

    def _widths(self, picks: Sequence[Pick], room: float) -> dict[str, float]:
        """Return how wide each pick's label is: its shape and, where there is room for all, its name."""
        metrics = QFontMetricsF(self._font)
        names = {pick.name: shown(LOOKS[pick.name].label) for pick in picks}
        widths = {
            name: metrics.horizontalAdvance(text) + 1.3 * self._row for name, text in names.items()
        }
        if max(widths.values(), default=0.0) <= WIDEST_NAME * room:
            return widths
        return dict.fromkeys(widths, self._row)

"""Words in the plot of the learning rate: on the limit, what is in force, turns; none over others."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from lrsim.gui.look.theme import Theme
from lrsim.gui.plots.boxes import Box, Point, Size
from lrsim.gui.plots.curves import CurvePool
from lrsim.gui.plots.gate import Pixels
from lrsim.gui.plots.layer import Layer
from lrsim.gui.plots.placer import Placer
from lrsim.gui.plots.plot import Plot

__all__ = ["RateWords", "Saying", "Topic"]

ROWS: Final = 3
"""How many rows away from its point words may stand."""

ALONG: Final = (1.0, 0.0, 0.75, 0.25, 0.5)
"""Where along a line its words are tried, in shares of the room that there is."""


class Topic(enum.IntEnum):
    """What there may be words on; the first has the choice of places."""

    LIMIT = 0
    FORCE = 1
    TURN = 2


class Saying(NamedTuple):
    """Words on a point; without an abscissa, on the level line at that height.

    Attributes
    ----------
    words : str
    x : float or None
    y : float
    mark : float
        How wide the mark at the point is, as a share of a ball.
    quiet : bool
        Whether they stand back: no curve is covered for them.
    """

    words: str
    x: float | None
    y: float
    mark: float = 0.0
    quiet: bool = False


class RateWords(Layer):
    """Words over the curves, each beside what it is about; what has no place clear of others is left out.

    Parameters
    ----------
    plot : Plot
    z : float
        Above all that they must not be struck through by.
    pools : iterable of CurvePool
        Curves that they keep off where they can.
    """

    def __init__(self, plot: Plot, z: float, pools: Iterable[CurvePool]) -> None:
        super().__init__(plot, z)
        self._pools = tuple(pools)
        self._said: dict[Topic, Saying] = {}
        self._heads: tuple[Point, ...] = ()
        self._asked: tuple[object, ...] = ()
        self.placed: dict[Topic, tuple[str, Box]] = {}
        """What was written when it was last painted, and where, in pixels of the device."""

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._font = theme.font("small")
        self._ball, self._head = theme.ball, 0.5 * theme.ball
        self._ink = {False: QColor(theme.text), True: QColor(theme.quiet)}
        self._ground = theme.plate
        self._asked = ()

    def tell(self, topic: Topic, saying: Saying | None) -> None:
        """Say something on a topic, or nothing any more."""
        if saying != self._said.get(topic):
            if saying is None:
                del self._said[topic]
            else:
                self._said[topic] = saying
            self.update()

    def keep_off(self, heads: Sequence[Point]) -> None:
        """Keep off the runners' marks, at these places of the plot."""
        self._heads = tuple(heads)

    def paint_pixels(self, painter: QPainter, pixels: Pixels) -> None:
        """Write all there is a place for."""
        metrics = QFontMetricsF(self._font)
        pad = 0.35 * metrics.capHeight()
        # most pictures are of something else that has moved
        asked = pixels, {**self._said}, self._heads, *(pool.edition for pool in self._pools)
        if asked != self._asked:
            self._asked, self.placed = asked, self._places(pixels, metrics, pad)
        painter.setFont(self._font)
        for topic, (words, box) in self.placed.items():
            painter.fillRect(QRectF(box.left, box.top, box.width, box.height), self._ground)
            painter.setPen(self._ink[self._said[topic].quiet])
            painter.drawText(QPointF(box.left + 3.0, box.bottom - pad), words)

    def _places(
        self, pixels: Pixels, metrics: QFontMetricsF, pad: float
    ) -> dict[Topic, tuple[str, Box]]:
        frame = pixels.frame
        placer = Placer(Box(frame.left(), frame.top(), frame.right(), frame.bottom()), apart=1.0)
        for x, y in self._heads:
            at = float(pixels.across(x)), float(pixels.down(y))
            placer.block(Box.around(*at, 0.6 * self._head))
        placed: dict[Topic, tuple[str, Box]] = {}
        spared = False
        for topic, saying in sorted(self._said.items()):
            size = metrics.horizontalAdvance(saying.words) + 6, metrics.capHeight() + 2 * pad
            if saying.x is None:
                places = self._along(placer, float(pixels.down(saying.y)), size)
            else:
                at = float(pixels.across(saying.x)), float(pixels.down(saying.y))
                radius = 0.5 * saying.mark * self._ball
                placer.block(Box.around(*at, radius))
                if not spared:
                    self._spare_curves(placer, pixels)
                    spared = True
                places = self._beside(placer, at, radius + 3.0, size)
            box = placer.place(places, covering=not saying.quiet)
            if box is not None:
                placed[topic] = saying.words, box
        return placed

    def _spare_curves(self, placer: Placer, pixels: Pixels) -> None:
        """Have words on points keep off curves; those on a line would jump whenever one comes by."""
        lines = [line for pool in self._pools for line in pool.lines]
        if not lines:
            return
        # all of them at once: most have a handful of points
        across, down = (np.concatenate(each) for each in zip(*lines, strict=True))
        ends = np.cumsum([len(x) for x, _ in lines[:-1]])
        parts = (np.split(each, ends) for each in (pixels.across(across), pixels.down(down)))
        for x, y in zip(*parts, strict=True):
            placer.block_line(x, y, soft=True)

    def _along(self, placer: Placer, y: float, size: Size) -> Iterator[Box]:
        """Yield places above and below a level line, those at its right end first; none out of view."""
        frame, gap = placer.frame, 2.0
        if not frame.top < y < frame.bottom:
            return
        room = frame.width - size[0] - 2.0 * self._head  # a head stands at the end of a curve
        for share in ALONG:
            for top in (y - gap - size[1], y + gap):
                yield Box.of(frame.left + share * room, top, size)

    def _beside(self, placer: Placer, at: Point, gap: float, size: Size) -> Iterator[Box]:
        """Yield places right and left of a point, towards the middle of the picture first."""
        (x, y), frame = at, placer.frame
        sides = [x + gap, x - gap - size[0]]
        if x - frame.left > 0.4 * frame.width:
            sides.reverse()
        way = -1 if y > frame.centre[1] else 1
        for away in range(ROWS):
            for down in (way, -way):
                middle = y + down * (gap + (0.5 + away) * size[1])
                for left in sides:
                    yield placer.inside(Box.of(left, middle - 0.5 * size[1], size))

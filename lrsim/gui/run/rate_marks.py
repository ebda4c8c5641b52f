"""What a learning rate is measured by in its plot: the stable limit, and what the hand has set."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from lrsim.gui.look.theme import Theme
from lrsim.gui.plots.gate import Pixels
from lrsim.gui.plots.layer import Layer
from lrsim.gui.plots.plot import Plot
from lrsim.gui.plots.remarks import Remark, level
from lrsim.gui.run.rate_words import RateWords, Saying, Topic
from lrsim.session.session import Change, Session
from lrsim.text.messages import Message, say, shown
from lrsim.text.numbers import number

__all__ = ["RateMarks"]

LIMITS_PER_SECOND = 15
"""How often the stable limit moves while playing."""

LIMIT: Final = Message(
    "{what}: where the selected ball is now, a larger learning rate makes its steps grow instead of shrink."
)
HAND: Final = Message("What the hand has set on the dial; a schedule takes its share of that.")


class RateMarks(Layer):
    """A dashed line at the stable limit with the region above it tinted, a dotted one at the hand's value.

    Parameters
    ----------
    plot : Plot
    z : float
    words : RateWords
        Say what the limit is.
    """

    def __init__(self, plot: Plot, z: float, words: RateWords) -> None:
        super().__init__(plot, z)
        self._words = words
        self.limit: tuple[float, str] | None = None
        self.hand: float | None = None
        self.clock: Callable[[], float] = time.perf_counter
        """Seconds since some moment."""
        self.tells_limit = True
        """Whether the limit is shown at all."""
        self._limit_at = 0.0

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._tint = QColor(theme.text)
        self._tint.setAlphaF(0.05)
        self._dashed, self._dotted = (QPen(QColor(theme.text), theme.thin) for _ in range(2))
        self._dashed.setDashPattern([6, 4])

    def show_limit(self, limit: tuple[float, str] | None) -> None:
        """Show the limit at its height, with its words."""
        if limit != self.limit:
            self.limit = limit
            self.update()
            saying = None if limit is None else Saying(limit[1], None, limit[0])
            self._words.tell(Topic.LIMIT, saying)

    def show_limit_of(self, session: Session, what: Change) -> None:
        """Show up to which rate the place where the selected runner is would be stable."""
        now = self.clock()
        moving = session.playing and not what & (Change.EXPERIMENT | Change.SELECTION)
        if moving and now - self._limit_at < 1 / LIMITS_PER_SECOND:
            return
        self._limit_at = now
        edge = session.theory().edge.value
        hidden = not self.tells_limit or "limit" in session.experiment.hide
        if hidden or edge is None or not edge > 0:
            self.show_limit(None)
        else:
            words = say("stable up to {rate}", rate=number(edge))
            self.show_limit((math.log10(edge), words))

    def show_hand(self, height: float | None, colour: QColor) -> None:
        """Show what the hand has set."""
        if height != self.hand or colour != self._dotted.color():
            self.hand = height
            self._dotted = QPen(colour, self._dashed.widthF())
            self._dotted.setDashPattern([1, 3])
            self.update()

    def remarks(self) -> Iterator[Remark]:
        """Yield what each line is."""
        limit = (self.limit[0], say(LIMIT, what=self.limit[1])) if self.limit else None
        hand = None if self.hand is None else (self.hand, shown(HAND))
        for height, words in filter(None, (limit, hand)):
            y = self._box.mapFromView(QPointF(0.0, height)).y()
            yield Remark(level(y, self._box.width()), words)

    def paint_pixels(self, painter: QPainter, pixels: Pixels) -> None:
        """Paint what of it is in view."""
        frame = pixels.frame
        if self.limit is not None:
            y = float(pixels.down(self.limit[0]))
            if y > frame.top():
                above = QRectF(frame.left(), frame.top(), frame.width(), y - frame.top())
                painter.fillRect(above.intersected(frame), self._tint)
            if frame.top() < y < frame.bottom():
                self._line(painter, frame, y, self._dashed)
        if self.hand is not None:
            self._line(painter, frame, float(pixels.down(self.hand)), self._dotted)

    def _line(self, painter: QPainter, frame: QRectF, y: float, pen: QPen) -> None:
        painter.setPen(pen)
        painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))

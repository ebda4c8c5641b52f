"""What is said in a picture of an explosion: when it was, which number broke, and that it has no place."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from lrsim.diagnosis.causes import words_of_cause
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.explosion import has_exploded, tells_explosion
from lrsim.gui.plots.boxes import Box
from lrsim.gui.plots.curves import gone_stamp
from lrsim.gui.plots.gate import FARTHEST
from lrsim.gui.plots.marks import Stamp
from lrsim.gui.plots.placer import Placer
from lrsim.session.session import Session
from lrsim.text.messages import say, shown
from lrsim.text.numbers import count

__all__ = ["FAINT", "Event", "event_words", "ground_opacity"]

FAINT: Final = 0.3
"""Opacity of the ground where the selected runner has exploded."""

LINES: Final = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextDontClip

NOWHERE_SIZE: Final = 2.0
"""Of the outline of a ball that has no place, in balls."""


def ground_opacity(share: float) -> float:
    """Return how strong curve, grid and stars are where an explosion has faded so far."""
    return 1.0 - (1.0 - FAINT) * share


def event_words(session: Session, index: int) -> str:
    """Return when a runner exploded and which number broke; empty where that is not to be said."""
    run = session.runs[index]
    words = words_of_cause(run) if tells_explosion(session, index) else None
    if words is None or run.exploded_at is None:
        return ""
    return say("step {step}: {words}", step=count(run.exploded_at), words=shown(words))


class Event:
    """The selected runner's explosion: in words, and where no picture can show it, as an outline."""

    def __init__(self) -> None:
        self.words = ""
        """What is said; empty for nothing."""
        self.box: Box | None = None
        """Where the words stand, in pixels from the picture's top left corner."""
        self._nowhere = ""
        self._stamp: Stamp | None = None

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to paint."""
        return not self.words and not self._nowhere

    def show_session(self, session: Session) -> bool:
        """Tell of the explosion, if there has been one by the playhead; return whether there is a change."""
        words, gone = event_words(session, session.selected), has_exploded(session)
        if not gone and self.is_blank:
            return False
        run, self.words = session.run, words
        self._nowhere = ""
        if gone and not _has_a_place(run.position[-1].tolist(), float(run.loss[-1])):
            self._nowhere = say("no place for the ball")
        self._stamp = gone_stamp(self._theme, session.selected, NOWHERE_SIZE)
        return True

    def stand(self, placer: Placer) -> None:
        """Find a place for the words: at the foot, beside the valley, where balls gather in its middle."""
        self.box = None
        frame = placer.frame
        if self._nowhere:
            whole = QRectF(frame.left, frame.top, frame.width, frame.height)
            for box in self._nowhere_boxes(whole):
                placer.block(Box(box.left(), box.top(), box.right(), box.bottom()))
        if not self.words:
            return
        metrics, gap = QFontMetricsF(self._theme.font("body")), self._theme.spacing
        size = metrics.horizontalAdvance(self.words) + gap, metrics.height() + 0.5 * gap
        if size[0] > frame.right - frame.left:  # a small picture: card and curve say it
            return
        places = [
            Box.of(left, top, size)
            for top in (frame.bottom - size[1], frame.top)
            for left in (frame.right - size[0], frame.left, frame.centre[0] - size[0] / 2)
        ]
        self.box = placer.place_somehow(places)

    def _nowhere_boxes(self, frame: QRectF) -> tuple[QRectF, QRectF]:
        """Return where the outline of a ball without a place stands in a picture, and what is said of it."""
        gap, half = self._theme.spacing, 0.5 * NOWHERE_SIZE * self._theme.ball
        middle = frame.center() - QPointF(0.0, half)
        outline = QRectF(middle - QPointF(half, half), QSizeF(2 * half, 2 * half))
        metrics = QFontMetricsF(self._theme.font("body"))
        lines = QRectF(0.0, 0.0, frame.width() - 2 * gap, frame.height())
        box = metrics.boundingRect(lines, LINES, self._nowhere)
        box.adjust(-gap, -0.25 * gap, gap, 0.25 * gap)
        box.moveCenter(middle + QPointF(0.0, half + gap + 0.5 * box.height()))
        box.translate(0.0, 0.5 * metrics.height())
        return outline, box

    def paint(self, painter: QPainter, frame: QRectF, share: float) -> None:
        """Paint words and outline in a frame as far as it has faded: they come as the ground goes."""
        if share <= 0.0:
            return
        painter.setOpacity(share)
        if self._nowhere and self._stamp is not None:
            outline, box = self._nowhere_boxes(frame)
            self._stamp.put(painter, outline.center())
            self._say(painter, box, self._nowhere)
        if self.box is not None:
            box = QRectF(self.box.left, self.box.top, self.box.width, self.box.height)
            self._say(painter, box.translated(frame.topLeft()), self.words)
        painter.setOpacity(1.0)

    def _say(self, painter: QPainter, box: QRectF, words: str) -> None:
        """Write a line, with the card's colour behind it."""
        gap = self._theme.spacing
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.plate)
        painter.drawRoundedRect(box, 0.5 * gap, 0.5 * gap)
        painter.setFont(self._theme.font("body"))
        painter.setPen(QColor(self._theme.text))
        painter.drawText(box, LINES, words)


def _has_a_place(position: list[float], loss: float) -> bool:
    """Tell whether a picture can show where it is; over a plane no loss is too high for that."""
    shown_as = (*position, loss) if len(position) == 1 else position
    return all(abs(value) < FARTHEST for value in shown_as)

"""What is said in a picture of an explosion: when it was, which number broke, and that it has no place."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from lrsim.diagnosis.causes import words_of_cause
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.explosion import has_exploded
from lrsim.gui.plots.curves import gone_stamp
from lrsim.gui.plots.gate import FARTHEST
from lrsim.gui.plots.marks import Stamp
from lrsim.gui.plots.placer import Box, Placer
from lrsim.session.session import Session
from lrsim.text.messages import say, shown
from lrsim.text.numbers import count

__all__ = ["FAINT", "Event", "event_words", "ground_opacity"]

FAINT: Final = 0.3
"""Opacity of the ground where the selected runner has exploded."""

NOWHERE_SIZE: Final = 2.0
"""Of the outline of a ball that has no place, in balls."""


def ground_opacity(share: float) -> float:
    """Return how strong curve, grid and stars are where an explosion has faded so far."""
    return 1.0 - (1.0 - FAINT) * share


def event_words(session: Session, index: int) -> str:
    """Return when a runner exploded and which number broke; empty where it has not by the playhead."""
    run = session.runs[index]
    words = words_of_cause(run) if has_exploded(session, index) else None
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

    def show_session(self, session: Session) -> bool:
        """Tell of the explosion, if there has been one by the playhead; return whether there is a change."""
        words = event_words(session, session.selected)
        if not words and not self.words:
            return False
        run, self.words = session.run, words
        self._nowhere = ""
        if words and not _has_a_place(run.position[-1].tolist(), float(run.loss[-1])):
            self._nowhere = say("no place to draw it")
        self._stamp = gone_stamp(self._theme, session.selected, NOWHERE_SIZE)
        return True

    def stand(self, placer: Placer) -> None:
        """Find a place for the words: at the foot, beside the valley, where balls gather in its middle."""
        self.box = None
        if not self.words:
            return
        metrics, gap = QFontMetricsF(self._theme.font("body")), self._theme.spacing
        size = metrics.horizontalAdvance(self.words) + gap, metrics.height() + 0.5 * gap
        frame = placer.frame
        if size[0] > frame.right - frame.left:  # a small picture: card and curve say it
            return
        places = [
            Box.of(left, top, size)
            for top in (frame.bottom - size[1], frame.top)
            for left in (frame.right - size[0], frame.left, frame.centre[0] - size[0] / 2)
        ]
        self.box = placer.place_somehow(places)
        if self._nowhere:
            x, y = frame.centre
            placer.block(Box.around(x, y, NOWHERE_SIZE * self._theme.ball))

    def paint(self, painter: QPainter, frame: QRectF, share: float) -> None:
        """Paint words and outline in a frame as far as it has faded: they come as the ground goes."""
        if not self.words or share <= 0.0:
            return
        painter.setOpacity(share)
        gap = self._theme.spacing
        metrics = QFontMetricsF(self._theme.font("body"))
        if self._nowhere and self._stamp is not None:
            pixmap = self._stamp.pixmap(painter.device().devicePixelRatioF())
            half = 0.5 * pixmap.width() / pixmap.devicePixelRatio()
            middle = frame.center() - QPointF(0.0, half)
            painter.drawPixmap(middle - QPointF(half, half), pixmap)
            box = metrics.boundingRect(self._nowhere)
            box.adjust(-gap, -0.25 * gap, gap, 0.25 * gap)
            box.moveCenter(middle + QPointF(0.0, half + gap + box.height()))
            self._say(painter, box, self._nowhere)
        if self.box is not None:
            box = QRectF(self.box.left, self.box.top, self.box.width, self.box.height)
            self._say(painter, box.translated(frame.topLeft()), self.words)
        painter.setOpacity(1.0)

    def _say(self, painter: QPainter, box: QRectF, words: str) -> None:
        """Write a line, with the card's colour behind it."""
        gap = self._theme.spacing
        ground = QColor(self._theme.card)
        ground.setAlphaF(0.85)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 0.5 * gap, 0.5 * gap)
        painter.setFont(self._theme.font("body"))
        painter.setPen(QColor(self._theme.text))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip
        painter.drawText(box, flags, words)


def _has_a_place(position: list[float], loss: float) -> bool:
    """Tell whether a picture can show where it is."""
    return all(abs(value) < FARTHEST for value in (*position, loss))

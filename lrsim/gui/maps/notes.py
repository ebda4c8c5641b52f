"""Beside a map: what the cell under the mouse did, and the verdicts there are, each with its share."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QLinearGradient, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from lrsim.diagnosis import HEADLINES, LABELS
from lrsim.diagnosis.outcomes import VERDICTS
from lrsim.gui.look.badges import draw_badge
from lrsim.gui.look.text_block import wrap
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.net import Netted
from lrsim.studies.maps.colours import swatch
from lrsim.studies.maps.reading import Reading
from lrsim.studies.maps.sheet import Sheet
from lrsim.text.messages import Message, say, shown
from lrsim.text.numbers import percent

WIDTH = 17.0
"""In pixel sizes of the small font."""

MOST_LINES = 2
"""A line of a reading goes on in another one, where a language needs it."""

SHADES = {"just_right": Message("lighter: faster"), "exploding": Message("lighter: later")}
"""What the shades of a verdict mean where it is worth a word."""


HOW_TO_READ = Message(
    "At the top, the run under the mouse or the runner's own; below, each verdict and its share of the map."
)

SPECKS = Message("speckled: draws lead to either")
"""What specks mean under noise."""


class MapNotes(Netted, QWidget):
    """A reading on top and a legend below, painted in one go."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._reading: Reading | None = None
        self._shares: list[tuple[str, float]] = []
        self._noisy = False
        self.setToolTip(say(HOW_TO_READ))
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self.setFixedWidth(round(WIDTH * theme.small))
        self.update()

    def show_reading(self, reading: Reading | None) -> None:
        """Show what there is to say of a cell."""
        if reading != self._reading:
            self._reading = reading
            texts = (reading.heading, *reading.said) if reading else ()
            self.setAccessibleName(", ".join(shown(text) for text in texts))
            self.update()

    def show_shares(self, sheet: Sheet | None) -> None:
        """Show which verdicts a sheet has."""
        self._shares = []
        self._noisy = sheet is not None and bool(sheet.seeds)
        if sheet is not None and sheet.started:
            counts = np.bincount(sheet.cells.verdict.ravel(), minlength=len(VERDICTS))
            shares = (counts / counts.sum()).tolist()
            self._shares = [pair for pair in zip(VERDICTS, shares, strict=True) if pair[1]]
        told = (f"{shown(LABELS[name])} {share_in_words(share)}" for name, share in self._shares)
        self.setAccessibleDescription(", ".join(told))
        self.update()

    @property
    def _lines(self) -> int:
        """Lines of a reading below its verdict: one more where it tells of draws."""
        return 3 + self._noisy

    def sizeHint(self) -> QSize:
        """Return the room of a reading and eight verdicts."""
        line = QFontMetrics(self._theme.font("small")).lineSpacing()
        return QSize(self.width(), 15 * line)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what there is room for."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            top = self._paint_reading(painter, 0)
            self._paint_legend(painter, top + round(self._theme.spacing))

    def _paint_reading(self, painter: QPainter, top: int) -> int:
        """Draw the reading; its room stays the same whether there is one or not."""
        theme, reading = self._theme, self._reading
        small, title = (QFontMetrics(theme.font(role)) for role in ("small", "title"))
        lines = (1 + self._lines) * small.lineSpacing() + title.lineSpacing()
        if reading is None:
            return top + lines
        self._text(painter, top, shown(reading.heading), "small", theme.quiet)
        top += small.lineSpacing()
        end = top + title.lineSpacing() + self._lines * small.lineSpacing()
        if reading.verdict is not None:
            self._paint_verdict(painter, top, reading.verdict)
            top += title.lineSpacing()
        font = theme.font("small")
        parts = [
            part
            for line in reading.lines
            for part in wrap(shown(line), font, self.width(), MOST_LINES)
        ]
        for part in parts:
            self._text(painter, top, part, "small", theme.text)
            top += small.lineSpacing()
        return max(top, end)

    def _paint_verdict(self, painter: QPainter, top: int, verdict: str) -> None:
        theme = self._theme
        title = QFontMetrics(theme.font("title"))
        size = title.height()
        place = top + (title.lineSpacing() - size) // 2
        draw_badge(painter, 0, place, HEADLINES[verdict], theme, size)
        left = size + round(theme.spacing)
        self._text(painter, top, shown(LABELS[verdict]), "title", theme.text, left)

    def _paint_legend(self, painter: QPainter, top: int) -> None:
        theme = self._theme
        metrics = QFontMetrics(theme.font("small"))
        room, usual = self.height() - top, round(1.45 * metrics.height())
        notes = sum(name in SHADES for name, _ in self._shares) + self._noisy
        noted = (len(self._shares) + notes) * usual <= room
        rows = len(self._shares) + self._noisy
        line = max(min(usual, room // max(rows, 1)), metrics.height())
        patch = round(2.6 * theme.small)
        left = patch + round(theme.spacing)
        fitting = max(room // metrics.height() - self._noisy, 1)
        frequent = sorted(self._shares, key=lambda pair: -pair[1])[:fitting]
        for name, share in (pair for pair in self._shares if pair in frequent):
            box = QRect(0, top + 2, patch, metrics.height() - 3)
            first, last = (QColor(colour) for colour in swatch(name))
            shade = QLinearGradient(box.topLeft(), box.topRight())
            shade.setColorAt(0.0, first)
            shade.setColorAt(1.0, last)
            painter.setPen(QPen(QColor(theme.line), theme.thin))
            painter.setBrush(shade)
            painter.drawRect(box)
            self._text(painter, top, shown(LABELS[name]), "small", theme.text, left)
            text = share_in_words(share)
            self._text(painter, top, text, "small", theme.quiet, left, Qt.AlignmentFlag.AlignRight)
            top += line
            if noted and name in SHADES:
                note = shown(SHADES[name])
                self._text(painter, top - line // 6, note, "small", theme.quiet, left)
                top += line - line // 6
        if self._noisy:
            self._text(painter, top, shown(SPECKS), "small", theme.quiet)

    def _text(
        self,
        painter: QPainter,
        top: int,
        text: str,
        role: str,
        colour: str,
        left: int = 0,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        font = self._theme.font(role)
        metrics = QFontMetrics(font)
        box = QRect(left, top, self.width() - left, metrics.lineSpacing())
        painter.setFont(font)
        painter.setPen(QColor(colour))
        fitting = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, align | Qt.AlignmentFlag.AlignVCenter, fitting)


def share_in_words(share: float) -> str:
    """Return a share of the map, which is never 0: 23 %, < 1 %."""
    return percent(round(share, 2)) if share >= 0.01 else f"< {percent(0.01)}"

"""What the verdict card says, painted in one go: badge and headline, reason, note, figures.

It is long because all of them share one height, and each takes what the others leave.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Final

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from lrsim.diagnosis import Headline, Verdict
from lrsim.gui.look.badges import draw_badge
from lrsim.gui.look.text_block import wrap
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.net import Netted
from lrsim.gui.verdict.texts import Texts
from lrsim.text.messages import NOTHING, Message

__all__ = ["VerdictFace"]

_BADGE: Final = 1.28
"""Size of the badge in pixel sizes of the headline."""
_REASON_LINES: Final = (2, 4)
"""Lines that are kept for the reason, and those that it may take of the room of note and figures."""
_NOTE_LINES: Final = 2
"""Lines that are kept for the note, apart from what is told in the surface's own terms; …"""
_MOST_NOTE_LINES: Final = 5
"""… and those that it may take of the room of the figures."""
_FIGURES: Final = 4
_FIGURE_WIDTH: Final = (8.6, 11.0)
"""Least and usual width of a figure's column, in pixel sizes of its label."""


@dataclass
class _Layout:
    """Room that a verdict's texts have taken so far; kept until another verdict comes, or another run's."""

    reason_lines: int = 1
    note_lines: int = 1
    note: bool = False
    figures: int = _FIGURES
    columns: dict[tuple[str, int], list[int]] = field(default_factory=dict)


class VerdictFace(Netted, QWidget):
    """Badge, headline, reason, note and figures of a verdict.

    Parts never move while the verdict on a run stays the same, unless one needs another line. When height
    runs out the figures go first, then the note.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        # what is behind need not be painted whenever a figure changes
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._headline: Headline | None = None
        self._whom: tuple[object, ...] = ()
        self._texts = Texts("", "", "", (), ())
        self._elided: list[tuple[QRect, str]] = []
        self._explained: list[tuple[QRect, str]] = []
        self._layout = _Layout()
        self._usual_note = _NOTE_LINES
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self._fonts = {
            role: theme.font(role)
            for role in ("verdict", "sentence", "remark", "small", "figure", "title")
        }
        self._heights = {
            role: QFontMetrics(font).lineSpacing() for role, font in self._fonts.items()
        }
        self._heights["verdict"] = max(self._heights["verdict"], self._badge)
        self._start_over()
        self.updateGeometry()
        self.update()

    def show_verdict(
        self,
        verdict: Verdict,
        story: Message = NOTHING,
        *,
        whom: tuple[object, ...] = (),
        bare: bool = False,
    ) -> None:
        """Show a verdict on a run, or its headline; before its note what the surface's own terms tell."""
        if (verdict.headline, whom) != (self._headline, self._whom):
            self._layout = _Layout()
        self._headline, self._whom = verdict.headline, whom
        self._texts = Texts.of(verdict, story, bare=bare)
        self._layout.note = self._layout.note or bool(self._texts.note)
        self._usual_note = _NOTE_LINES + bool(story)
        figures = ", ".join(f"{label} {value}" for label, value in self._texts.figures)
        sentences = (f"{self._texts.headline}.", self._texts.reason, self._texts.note, figures)
        self.setAccessibleName(" ".join(filter(None, sentences)))
        told = zip(self._texts.figures, self._texts.explanations, strict=True)
        self.setAccessibleDescription(
            " ".join(f"{label}: {explanation}" for (label, _), explanation in told)
        )
        self.update()

    @property
    def has_note(self) -> bool:
        """Whether there is room for the note."""
        return self.height() >= self._top_height() + self._note_height(self._usual_note)

    @property
    def figure_count(self) -> int:
        """How many figures there is room for."""
        note = self._note_height(self._note_lines) if self._layout.note else 0
        if self.height() < self._top_height() + note + self._figures_height():
            return 0
        fitting = int(self.width() / (_FIGURE_WIDTH[0] * self._theme.small))
        return max(1, min(fitting, _FIGURES))

    def minimumSizeHint(self) -> QSize:
        """Return the size of headline and reason."""
        return QSize(round(18 * self._theme.body), self._least_height())

    def sizeHint(self) -> QSize:
        """Return the size at which everything shows."""
        note = self._note_height(self._usual_note)
        height = self._least_height() + note + self._figures_height()
        return QSize(round(30 * self._theme.body), height)

    def _start_over(self) -> None:
        self._layout = _Layout(note=bool(self._texts.note))

    def _gap(self) -> int:
        return round(0.5 * self._theme.spacing)

    def _least_height(self) -> int:
        """Return the height of headline and a reason of usual length."""
        return self._heights["verdict"] + self._gap() + _REASON_LINES[0] * self._heights["sentence"]

    def _top_height(self) -> int:
        """Return the height of headline and reason as they are."""
        more = max(self._layout.reason_lines - _REASON_LINES[0], 0)
        return self._least_height() + more * self._heights["sentence"]

    @property
    def _reason_limit(self) -> int:
        """How many lines the reason may take."""
        room = (self.height() - self._heights["verdict"] - self._gap()) // self._heights["sentence"]
        return max(_REASON_LINES[0], min(room, _REASON_LINES[1]))

    @property
    def _note_lines(self) -> int:
        """How many lines the note takes: more than usual where it needs them and there is height for all."""
        wanted = max(self._usual_note, self._layout.note_lines)
        fits = self.height() >= self._top_height() + self._note_height(wanted)
        return wanted if fits else self._usual_note

    def _note_height(self, lines: int) -> int:
        return self._gap() + lines * self._heights["remark"]

    def _figures_height(self) -> int:
        return 2 * self._gap() + self._heights["small"] + self._heights["figure"]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything anew."""
        self._start_over()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the parts there is room for."""
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), QColor(self._theme.card))
            if self._headline is None:
                return
            self._elided.clear()
            self._explained.clear()
            texts, theme = self._texts, self._theme
            self._paint_headline(painter, self._headline)
            top = self._heights["verdict"] + self._gap()
            used = self._paint_lines(
                painter, top, texts.reason, "sentence", theme.text, self._reason_limit
            )
            self._layout.reason_lines = max(used, self._layout.reason_lines)
            top += self._layout.reason_lines * self._heights["sentence"]
            self._explained.append((QRect(0, 0, self.width(), top), texts.meaning))
            if self.has_note and self._layout.note:
                needed = len(
                    wrap(texts.note, self._fonts["remark"], self.width(), _MOST_NOTE_LINES)
                )
                self._layout.note_lines = max(needed, self._layout.note_lines)
                below, lines = top + self._gap(), self._note_lines
                self._paint_lines(painter, below, texts.note, "remark", theme.quiet, lines)
                top += self._note_height(lines)
            if self.figure_count:
                self._paint_figures(painter, top)

    @property
    def _badge(self) -> int:
        return round(_BADGE * self._theme.verdict)

    def _paint_headline(self, painter: QPainter, headline: Headline) -> None:
        height, size = self._heights["verdict"], self._badge
        draw_badge(painter, 0, (height - size) // 2, headline, self._theme, size)
        left = size + round(1.5 * self._theme.spacing)
        box = QRect(left, 0, self.width() - left, height)
        ink = QColor(self._theme.text)
        self._paint_text(painter, box, self._texts.headline, self._fonts["verdict"], ink)

    def _paint_lines(
        self, painter: QPainter, top: int, text: str, role: str, colour: str, lines: int
    ) -> int:
        height = self._heights[role]
        wrapped = wrap(text, self._fonts[role], self.width(), lines)
        painter.setFont(self._fonts[role])
        painter.setPen(QColor(colour))
        for index, line in enumerate(wrapped):
            box = QRect(0, top + index * height, self.width(), height)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, line)
        if wrapped and wrapped[-1].endswith("…"):
            self._elided.append((QRect(0, top, self.width(), lines * height), text))
        return len(wrapped)

    def _paint_figures(self, painter: QPainter, top: int) -> None:
        # where there is height to spare, the figures stand a little lower and wider apart
        spare = max(0, self.height() - top - self._figures_height())
        top += 2 * self._gap() + min(spare // 3, 4 * self._gap())
        below = top + self._heights["small"] + min(spare // 6, self._gap())
        colours = QColor(self._theme.quiet), QColor(self._theme.text)
        columns, role = self._columns()
        left = 0
        explained = zip(self._texts.figures, self._texts.explanations, columns, strict=False)
        for (label, value), explanation, column in explained:
            width = column - 3 * self._gap()
            above = QRect(left, top, width, self._heights["small"])
            under = QRect(left, below, width, self._heights["figure"])
            self._paint_text(painter, above, label, self._fonts["small"], colours[0])
            self._paint_text(painter, under, value, self._fonts[role], colours[1])
            self._explained.append((above.united(under), explanation))
            left += column

    def _columns(self) -> tuple[list[int], str]:
        """Return the widths of the figures' columns, and the font that lets their values fit.

        While the verdict stays the same, columns only ever grow: numbers that change push nothing about.
        """
        room = self.width() + 3 * self._gap()
        most = min(len(self._texts.figures), self.figure_count, self._layout.figures)
        columns, role = self._fitted(most)
        for count in range(most - 1, 0, -1):
            if sum(columns) <= room:
                break
            # the last figure matters least, and half a number says nothing
            self._layout.figures = count
            columns, role = self._fitted(count)
        return (columns if sum(columns) <= room else [self.width()]), role

    def _fitted(self, count: int) -> tuple[list[int], str]:
        """Return the widths of so many columns in the largest font in which they fit, or the smallest."""
        figures = self._texts.figures[:count]
        gap = 3 * self._gap()
        usual = min(
            self.width() // max(len(figures), 1), round(_FIGURE_WIDTH[1] * self._theme.small)
        )
        small = QFontMetrics(self._fonts["small"])
        grown: list[int] = []
        for role, least in (("figure", usual), ("figure", 0), ("title", 0)):
            metrics = QFontMetrics(self._fonts[role])
            widths = [
                max(metrics.horizontalAdvance(value), small.horizontalAdvance(label))
                for label, value in figures
            ]
            wanted = [max(least, gap + 1 + width) for width in widths]
            before = self._layout.columns.get((role, least), [])[:count]
            grown = [max(pair) for pair in zip_longest(wanted, before, fillvalue=0)]
            self._layout.columns[role, least] = grown
            if sum(grown) <= self.width() + gap:
                break
        return grown, role

    def _paint_text(
        self, painter: QPainter, box: QRect, text: str, font: QFont, colour: QColor
    ) -> None:
        fitting = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, fitting)
        if fitting != text:
            self._elided.append((box, text))

    def event(self, event: QEvent) -> bool:
        """Show as a tooltip what a verdict says, what a figure is, and what had to be cut."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            told = (*self._elided, *self._explained)
            under = [(box, text) for box, text in told if box.contains(event.pos())]
            if under:
                text = "\n".join(text for _, text in under)
                QToolTip.showText(event.globalPos(), text, self, under[-1][0])
                return True
        return super().event(event)

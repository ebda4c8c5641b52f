"""Answers to choose from, as cards: letter, words, the path it would take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from lrsim.gui.lessons.sizes import LEAST_TYPE, Sizes
from lrsim.gui.lessons.thumbnail import paint_path
from lrsim.gui.look.palettes import Theme, make_font
from lrsim.gui.look.theme import pixmap
from lrsim.gui.loop.net import Netted
from lrsim.lessons.lecture import Lecture
from lrsim.text.messages import Message, say, shown

__all__ = ["LETTERS", "Choices"]

LETTERS: Final = "ABCDEF"
"""By which answers are named."""

SIZES: Final = (26.0, 24.0, 22.0, 20.0, 18.0, 16.0, 14.0)
"""Of an answer's type at 1600×900."""

FADED: Final = 0.4
"""Opacity of what was not the right answer, once it was run."""

VERDICT: Final = 0.68
"""Size of what is said of an answer, as a share of its own."""

GAP: Final = 16.0
TALLEST: Final = 116.0
"""Pixels at 1600×900."""

MARKED, RIGHT, WRONG = Message("your answer"), Message("so it is"), Message("not so")


class ChoiceCard(Netted, QAbstractButton):
    """One answer: an ink frame marks it; once it was run a gold badge says which it was."""

    def __init__(self, index: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._index = index
        self._draw: Callable[[QPainter, QRectF], None] | None = None
        self._told = False
        self.is_right = False
        self._picture: QPixmap | None = None

    @property
    def verdict(self) -> str:
        """What is said of it in words: nothing before it was run."""
        if not self._told:
            return ""
        own = shown(MARKED) if self.isChecked() else ""
        fate = shown(RIGHT) if self.is_right else shown(WRONG) if self.isChecked() else ""
        return ", ".join(filter(None, (own, fate)))

    @property
    def is_told(self) -> bool:
        """Whether it is said which answer is right."""
        return self._told

    def show_choice(
        self, text: str, draw: Callable[[QPainter, QRectF], None] | None, theme: Theme, sizes: Sizes
    ) -> None:
        """Show an answer and what it draws."""
        self.setText(text)
        self._draw, self._theme, self._sizes, self._picture = draw, theme, sizes, None
        self.update()

    def tell(self, *, told: bool, right: bool) -> None:
        """Say whether it is the right one, or nothing of that."""
        self._told, self.is_right = told, right
        letter = LETTERS[self._index]
        self.setAccessibleName(f"{letter}: {self.text()}")
        self.setAccessibleDescription(self.verdict or (say("marked") if self.isChecked() else ""))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the path anew."""
        super().resizeEvent(event)
        self._picture = None

    # --- painting ---

    @property
    def _thumb(self) -> QRectF:
        if self._draw is None:
            return QRectF()
        pad = 10.0 * self._sizes.scale
        height = self.height() - 2 * pad
        width = min(1.55 * height, 0.3 * self.width())
        return QRectF(self.width() - width - 1.6 * pad, pad, width, height)

    @property
    def words(self) -> QRect:
        """Where its words stand."""
        left = round(self._disc + 44 * self._sizes.scale)
        thumb = self._thumb
        right = round(thumb.left() if self._draw is not None else self.width())
        return QRect(left, 2, right - left - round(14 * self._sizes.scale), self.height() - 4)

    @property
    def _disc(self) -> float:
        return min(54.0 * self._sizes.scale, 0.62 * self.height())

    @property
    def size_of_type(self) -> float:
        """The largest size in which the words fit, or the smallest."""
        room = self.words
        sizes = self._sizes.of_type(SIZES)
        return next((size for size in sizes if self._fits(size, room)), sizes[-1])

    def _fits(self, size: float, room: QRect) -> bool:
        metrics = QFontMetrics(make_font(size))
        text = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, self.text())
        small, below, beside = QFontMetrics(self._small(size)), 0, 0
        if self.verdict:
            below, beside = small.height(), small.horizontalAdvance(self.verdict)
        wide = max(text.width(), beside)
        return text.height() + below <= room.height() and wide <= room.width()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card."""
        theme = self._theme
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            faded = self._told and not self.is_right
            marked = self.isChecked()
            if faded and not marked:
                painter.setOpacity(FADED)
            width = 3.0 if marked else 2.0 if self.hasFocus() else 1.5
            outline = theme.text if marked else theme.accent if self.hasFocus() else theme.line
            frame = QRectF(self.rect()).adjusted(2, 2, -2, -2)
            painter.setPen(QPen(QColor(outline), width))
            painter.setBrush(QColor(theme.button if theme.dark else theme.ground))
            painter.drawRoundedRect(frame, theme.radius, theme.radius)
            if marked and self.hasFocus():
                painter.setPen(QPen(QColor(theme.accent), 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(frame.adjusted(4, 4, -4, -4), theme.radius, theme.radius)
            self._paint_verdict(painter)  # what was answered stays in sight
            painter.setOpacity(1.0)  # words are to be read even then
            self._paint_disc(painter)
            self._paint_words(painter)
            if faded:
                painter.setOpacity(FADED)
            if self._draw is not None:
                painter.drawPixmap(self._thumb.topLeft(), self._thumbnail(self._draw))

    @property
    def _ink(self) -> str:
        """The colour of what it says: quiet where it was not the right answer."""
        return self._theme.quiet if self._told and not self.is_right else self._theme.text

    def _paint_disc(self, painter: QPainter) -> None:
        """Paint the letter; the right answer's is on a gold disc with a tick, once it was run."""
        theme, radius = self._theme, self._disc / 2
        middle = QPointF(22 * self._sizes.scale + radius, self.height() / 2)
        gold = self._told and self.is_right
        ink = theme.ground if gold and theme.dark else self._ink
        rim = theme.gold_line if gold else self._ink
        painter.setPen(QPen(QColor(rim), 2.0))
        painter.setBrush(QColor(theme.gold) if gold else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, radius - 1.5, radius - 1.5)
        disc = QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)
        if gold:
            ratio = self.devicePixelRatioF()
            tick = pixmap("check", ink, round(1.3 * radius * ratio))
            tick.setDevicePixelRatio(ratio)
            painter.drawPixmap(
                QPointF(middle.x() - 0.65 * radius, middle.y() - 0.65 * radius), tick
            )
        else:
            painter.setFont(make_font(0.95 * radius, bold=True))
            painter.setPen(QColor(ink))
            painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, LETTERS[self._index])

    def _paint_words(self, painter: QPainter) -> None:
        text, _ = self._places()
        painter.setFont(make_font(self.size_of_type))
        painter.setPen(QColor(self._ink))
        painter.drawText(text, Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop, self.text())

    def _paint_verdict(self, painter: QPainter) -> None:
        if self.verdict:
            painter.setFont(self._small(self.size_of_type))
            painter.setPen(QColor(self._theme.gold_text if self.is_right else self._theme.text))
            painter.drawText(self._places()[1], Qt.AlignmentFlag.AlignTop, self.verdict)

    def _places(self) -> tuple[QRect, QRect]:
        """Return where the answer stands and, below it, what is said of it."""
        room, size = self.words, self.size_of_type
        height = QFontMetrics(self._small(size)).height() if self.verdict else 0
        align = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        metrics = QFontMetrics(make_font(size))
        text = metrics.boundingRect(room.adjusted(0, 0, 0, -height), align, self.text())
        text.setWidth(room.width())
        return text, QRect(room.left(), text.bottom() + 1, room.width(), height)

    @staticmethod
    def _small(size: float) -> QFont:
        return make_font(max(VERDICT * size, LEAST_TYPE), bold=True)

    def _thumbnail(self, draw: Callable[[QPainter, QRectF], None]) -> QPixmap:
        if self._picture is None:
            ratio, room = self.devicePixelRatioF(), self._thumb
            self._picture = QPixmap((room.size() * ratio).toSize())
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(
                QColor(self._theme.ground if self._theme.dark else self._theme.button)
            )
            with QPainter(self._picture) as painter:
                draw(painter, QRectF(0, 0, room.width(), room.height()))
        return self._picture


class Choices(Netted, QWidget):
    """All answers to a question, one under the other.

    Signals
    -------
    chosen(int)
        One was marked.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(say("Answers"))
        self.cards = [ChoiceCard(index, self) for index in range(len(LETTERS))]
        for index, card in enumerate(self.cards):
            card.clicked.connect(lambda _checked, index=index: self.chosen.emit(index))
        self._count, self._sizes = 0, Sizes()

    def show_lecture(self, lecture: Lecture, theme: Theme, sizes: Sizes, *, told: bool) -> None:
        """Show the answers; which one is right only when that may be told."""
        choices = lecture.choices
        self._count, self._sizes = len(choices), sizes
        answer = lecture.answer
        marked = round(answer.given[0]) if answer is not None and choices else -1
        right = round(lecture.truth[0]) if told and choices else -1
        for index, card in enumerate(self.cards):
            card.setVisible(index < len(choices))
            if index < len(choices):
                card.show_choice(
                    shown(choices[index]), _drawer(lecture, index, theme), theme, sizes
                )
                card.setChecked(index == marked)
                card.setEnabled(not told)
                card.tell(told=told, right=index == right)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the height."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        if not self._count:
            return
        sizes = self._sizes
        gap = GAP * sizes.scale
        most = (self.height() - (self._count - 1) * gap) / self._count
        height = min(most, max(TALLEST * sizes.scale * sizes.factor, 60.0))
        for index, card in enumerate(self.cards[: self._count]):
            card.setGeometry(0, round(index * (height + gap)), self.width(), round(height))


def _drawer(
    lecture: Lecture, index: int, theme: Theme
) -> Callable[[QPainter, QRectF], None] | None:
    found = lecture.path_of(index)
    if found is None:
        return None
    experiment, positions, runner = found
    return lambda painter, frame: paint_path(painter, frame, experiment, positions, theme, runner)

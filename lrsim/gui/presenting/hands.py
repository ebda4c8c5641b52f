"""Hands that went up for each answer, counted by click or key."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from lrsim.gui.look.cards import label
from lrsim.gui.look.theme import Theme, make_font
from lrsim.gui.loop.net import Netted
from lrsim.gui.presenting.briefing import LETTERS
from lrsim.text.messages import plural, say, shown
from lrsim.text.numbers import count

__all__ = ["Hands"]

BAR, SPARE = 4.0, 4.6
"""How long the longest bar is where there is room, and what is beside it, in sizes of the type."""


class Hand(Netted, QAbstractButton):
    """One answer: its letter, a bar, how many; a click is one more, a right click one less.

    Signals
    -------
    taken
        One less.
    """

    taken = Signal()

    def __init__(self, index: int) -> None:
        super().__init__()
        self._index, self.count, self.most = index, 0, 0
        self._theme: Theme | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(say("A click counts one more, a right click one less (1, 2, …; −)."))

    def show_count(self, number: int, most: int) -> None:
        """Show how many, of which the longest bar has `most`."""
        self.count, self.most = number, most
        hands = shown(plural("{n} hand", "{n} hands", n=number))
        self.setAccessibleName(say("{letter}: {hands}", letter=LETTERS[self._index], hands=hands))
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return room for the longest bar."""
        body = self._theme.body if self._theme is not None else 16.0
        return QSize(round((BAR + SPARE) * body), round(2.1 * body))

    def minimumSizeHint(self) -> QSize:
        """Return room for a short one."""
        body = self._theme.body if self._theme is not None else 16.0
        return QSize(round((1.0 + SPARE) * body), round(2.1 * body))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Count one less on a right click."""
        if event.button() == Qt.MouseButton.RightButton:
            self.taken.emit()
        else:
            super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the letter in its circle, a bar and the number."""
        theme = self._theme
        if theme is None:
            return
        body, middle = theme.body, self.height() / 2
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.accent if self.hasFocus() else theme.text), 2.0))
            disc = QRectF(2, middle - body, 2 * body - 2, 2 * body - 2)
            painter.drawEllipse(disc)
            painter.setFont(make_font(body, bold=True))
            painter.setPen(QColor(theme.text))
            painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, LETTERS[self._index])
            longest = max(self.width() - SPARE * body, 0.0)
            length = longest * self.count / max(self.most, 1)
            bar = QRectF(2.6 * body, middle - 0.5 * body, length, body)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.quiet))
            painter.drawRoundedRect(bar, 2, 2)
            painter.setPen(QColor(theme.text))
            place = QPointF(bar.right() + 0.5 * body, middle + 0.36 * body)
            painter.drawText(place, count(self.count))


class Hands(Netted, QWidget):
    """A row of answers to be counted, for each step its own."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say("Hands"))
        self._counts: dict[int, list[int]] = {}
        self._step, self._last = 0, -1
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(label(say("Hands"), "quiet"))
        self.buttons = [Hand(index) for index in range(len(LETTERS))]
        for index, button in enumerate(self.buttons):
            button.clicked.connect(lambda _checked=False, index=index: self.count(index))
            button.taken.connect(lambda index=index: self.count(index, -1))
            self._row.addWidget(button)
        self._row.addStretch(1)
        self._hint = label("", "quiet")
        self._row.addWidget(self._hint)

    def show_step(self, step: int, answers: int) -> None:
        """Show what was counted on a step with so many answers, if it has any."""
        self._step = step
        self._hint.setText(say("click or 1 to {n}", n=count(answers)))
        if answers:
            self._counts.setdefault(step, [0] * answers)
        for index, button in enumerate(self.buttons):
            button.setVisible(index < answers)
        self.setVisible(answers > 0)
        self._show()

    def forget(self) -> None:
        """Begin anew: there are other questions."""
        self._counts.clear()

    @property
    def counts(self) -> tuple[int, ...]:
        """What was counted on this step."""
        return tuple(self._counts.get(self._step, ()))

    def count(self, index: int, by: int = 1) -> None:
        """Count a hand more, or less."""
        counts = self._counts.get(self._step, [])
        if index < len(counts):
            self._last = index
            counts[index] = max(counts[index] + by, 0)
            self._show()

    def press(self, event: QKeyEvent) -> bool:
        """Count a hand for the answer with this number, or take the last one back; tell if there is one."""
        if event.key() == Qt.Key.Key_Minus and self._last in range(len(self.counts)):
            self.count(self._last, -1)
            return True
        place = event.key() - Qt.Key.Key_1
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not 0 <= place < len(
            self.counts
        ):
            return False
        self.count(place)
        return True

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._row.setSpacing(round(0.5 * theme.spacing))
        for button in self.buttons:
            button.set_theme(theme)

    def _show(self) -> None:
        counts = self.counts
        for button, number in zip(self.buttons, counts, strict=False):
            button.show_count(number, max(counts))

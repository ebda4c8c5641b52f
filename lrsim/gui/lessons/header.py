"""Over and under a lesson: which part of a question it is, how far the lesson is, which keys go on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from lrsim.gui.lessons.sizes import LEAST_TYPE
from lrsim.gui.look.palettes import Theme, make_font
from lrsim.gui.loop.net import Netted
from lrsim.lessons.slides import Phase
from lrsim.text.messages import Message, say, shown
from lrsim.text.numbers import count

__all__ = ["Dots", "Hints", "Pills"]

PARTS: Final = {
    Phase.PREDICT: Message("Predict"),
    Phase.OBSERVE: Message("Observe"),
    Phase.EXPLAIN: Message("Explain"),
}
"""Of a question."""

DO: Final = Message("Do")
"""In place of the first two where there is something to reach."""


class _Strip(Netted, QWidget):
    """A line of something, painted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.size_of_type = 20.0

    def set_look(self, theme: Theme, size: float) -> None:
        """Take the theme's colours and a size of type."""
        self._theme, self.size_of_type = theme, size
        self.update()


class Pills(_Strip):
    """The parts of a question in a row, the present one filled."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._present = 0

    def show_parts(self, names: Sequence[Message], present: int) -> None:
        """Show parts, one of which it is; none at all where it is no question."""
        self._names, self._present = tuple(shown(name) for name in names), present
        self.setVisible(bool(names))
        if names:
            self.setAccessibleName(
                say("{part}, part {n} of {all}", part=names[present], n=count(present + 1),
                    all=count(len(names)))
            )  # fmt: skip
            self.setAccessibleDescription(", ".join(self._names))
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room of all parts."""
        boxes = self._boxes()
        return QSize(round(boxes[-1].right()) + 2 if boxes else 0, round(1.9 * self.size_of_type))

    def _boxes(self) -> list[QRectF]:
        size = self.size_of_type
        metrics = QFontMetricsF(make_font(size, bold=True))
        boxes, left = [], 1.0
        for name in self._names:
            width = metrics.horizontalAdvance(name) + 1.8 * size
            boxes.append(QRectF(left, 1.0, width, 1.85 * size - 2.0))
            left += width + 0.6 * size
        return boxes

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint them, joined by a line."""
        theme, boxes = self._theme, self._boxes()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            line = QPen(QColor(theme.line), 1.5)
            if boxes:
                painter.setPen(line)
                level = boxes[0].center().y()
                painter.drawLine(QPointF(boxes[0].right(), level), QPointF(boxes[-1].left(), level))
            for k, (name, box) in enumerate(zip(self._names, boxes, strict=True)):
                present = k == self._present
                painter.setPen(Qt.PenStyle.NoPen if present else line)
                painter.setBrush(QColor(theme.text if present else theme.ground))
                painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
                painter.setFont(make_font(self.size_of_type, present))
                painter.setPen(QColor(theme.ground if present else theme.quiet))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)


class Dots(_Strip):
    """How far a lesson is: a dot for each step, a bar for the present one, and in words.

    Signals
    -------
    chosen(int)
        A click on a step.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles: tuple[str, ...] = ()
        self._present = 0
        self._words = ""

    def show_steps(self, titles: Sequence[str], present: int) -> None:
        """Show steps, one of which it is."""
        self._titles, self._present = tuple(titles), present
        self._words = say("{n} of {all}", n=count(present + 1), all=count(len(titles)))
        self.setAccessibleName(
            say("Step {place}: {title}", place=self._words, title=titles[present])
        )
        self.setAccessibleDescription(say("A click on a dot goes to that step."))
        self.setToolTip(titles[present])
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room of dots and words."""
        metrics = QFontMetricsF(make_font(self.size_of_type))
        width = self._boxes()[-1].right() + self.size_of_type if self._titles else 0.0
        return QSize(
            round(width + metrics.horizontalAdvance(self._words)) + 2,
            round(max(1.4 * self.size_of_type, 24)),
        )

    def _boxes(self) -> list[QRectF]:
        dot, middle = 0.6 * self.size_of_type, self.height() / 2
        many = len(self._titles) > 12  # then smaller, or the words below have no room
        pitch = (0.55 if many else 0.85) * self.size_of_type + dot / 2
        boxes, left = [], 0.0
        for k in range(len(self._titles)):
            width = 2.8 * dot if k == self._present else dot
            boxes.append(QRectF(left, middle - dot / 2, width, dot))
            left += width + pitch - dot / 2
        return boxes

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the step that was clicked."""
        for k, box in enumerate(self._boxes()):
            if box.adjusted(-3, -12, 3, 12).contains(event.position()):
                self.chosen.emit(k)
                break

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint them: those behind dark, those ahead faint."""
        theme, boxes = self._theme, self._boxes()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            for k, box in enumerate(boxes):
                past = theme.text if k == self._present else theme.quiet
                painter.setBrush(QColor(past if k <= self._present else theme.line))
                painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
            painter.setFont(make_font(self.size_of_type))
            painter.setPen(QColor(theme.quiet))
            left = boxes[-1].right() + self.size_of_type if boxes else 0.0
            place = QRectF(left, 0, self.width() - left, self.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self._words)


class Hints(_Strip):
    """Which keys do what: as many as there is room for, each of them to be clicked, too.

    Signals
    -------
    pressed(int)
        One of them was clicked.
    """

    pressed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hints: tuple[tuple[str, str], ...] = ()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleDescription(say("Keys, each of which can be clicked, too."))

    def show_hints(self, hints: Sequence[tuple[str, str]]) -> None:
        """Show keys and what they do, the most important first, and last the one that leads out."""
        self._hints = tuple((shown(key), shown(words)) for key, words in hints)
        self.setAccessibleName(", ".join(f"{key}: {words}" for key, words in self._hints))
        self.update()

    @property
    def _size(self) -> float:
        """The size of type in which the first of them has room, and the last beside it."""
        size = self.size_of_type
        if not self._hints:
            return size
        widths = self._widths(size)
        ends = widths if len(widths) == 1 else (widths[0], widths[-1])
        wide = sum(key + 2.0 * size + words for key, words in ends) - 1.5 * size
        fitting = size if wide <= self.width() else 0.97 * size * self.width() / wide
        return max(fitting, min(size, LEAST_TYPE))

    def _widths(self, size: float) -> list[tuple[float, float]]:
        bold, plain = (
            QFontMetricsF(make_font(0.9 * size, bold=True)),
            QFontMetricsF(make_font(size)),
        )
        return [
            (bold.horizontalAdvance(key) + 1.1 * size, plain.horizontalAdvance(words) + 2)
            for key, words in self._hints
        ]

    def _boxes(self) -> dict[int, tuple[QRectF, QRectF]]:
        """Return where keys and words are, by their place: from the right end, the last at its end.

        The first has room before all others, and then the last.
        """
        size, gap = self._size, 1.5 * self._size
        widths = self._widths(size)
        wide = [key + 0.5 * size + words + gap for key, words in widths]
        seen: list[int] = []
        for place in (0, len(wide) - 1, *range(1, len(wide) - 1)):
            if place in seen or sum(wide[k] for k in (*seen, place)) - gap > self.width():
                break
            seen.append(place)
        left = self.width() - sum(wide[k] for k in seen) + gap
        boxes = {}
        for place in sorted(seen):
            key, words = widths[place]
            high = 1.75 * size
            top = (self.height() - high) / 2
            box = QRectF(left, top, key, high)
            told = QRectF(box.right() + 0.5 * size, 0, words, self.height())
            boxes[place] = box, told
            left = told.right() + gap
        return boxes

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Do what was clicked."""
        for k, (key, words) in self._boxes().items():
            if key.united(words).contains(event.position()):
                self.pressed.emit(k)
                break

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint each key as a key."""
        theme = self._theme
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for k, (box, place) in self._boxes().items():
                key, words = self._hints[k]
                painter.setPen(QPen(QColor(theme.quiet), 1.2))
                painter.setBrush(QColor(theme.ground))
                painter.drawRoundedRect(box.adjusted(0.6, 0.6, -0.6, -0.6), 5, 5)
                painter.setFont(make_font(0.9 * self._size, bold=True))
                painter.setPen(QColor(theme.text))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, key)
                painter.setFont(make_font(self._size))
                painter.setPen(QColor(theme.quiet))
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words)

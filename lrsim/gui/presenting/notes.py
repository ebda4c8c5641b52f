"""What the speaker reads: notes, the answer in gold, and what comes next."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from lrsim.gui.lessons.thumbnail import paint_path
from lrsim.gui.look.cards import label
from lrsim.gui.look.theme import THEMES, Theme, pixmap
from lrsim.gui.loop.net import Netted
from lrsim.gui.presenting.briefing import Answer, Following
from lrsim.lessons.slides import Phase
from lrsim.runs.simulate import run_runner
from lrsim.text.messages import say

__all__ = ["AnswerBox", "Next", "Words"]


class Words(QLabel):
    """Text that breaks into lines."""

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)

    def set_look(self, size: float, colour: str, *, bold: bool = False) -> None:
        """Take a size of type and a colour."""
        weight = 600 if bold else 400
        self.setStyleSheet(f"font-size: {round(size)}px; font-weight: {weight}; color: {colour};")


class AnswerBox(QFrame):
    """The answer, and the line that explains it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("answer")
        self._tick = QLabel()
        self._text, self._why = Words(), Words()
        row, column = QHBoxLayout(self), QVBoxLayout()
        row.addWidget(self._tick, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(column, 1)
        column.addWidget(self._text)
        column.addWidget(self._why)

    def show_answer(self, answer: Answer | None) -> None:
        """Show an answer, or nothing."""
        self.setVisible(answer is not None)
        if answer is None:
            return
        text = "  ".join(filter(None, (answer.letter, answer.text)))
        self._text.setText(text)
        self._why.setText(answer.why)
        self._why.setVisible(bool(answer.why))
        self.setAccessibleName(say("The answer: {text}. {why}", text=text, why=answer.why))

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        fill = QColor(theme.gold)
        self.setStyleSheet(
            f"#answer {{ border: 2px solid {theme.gold}; border-radius: {round(theme.radius)}px;"
            f" background: rgba({fill.red()}, {fill.green()}, {fill.blue()}, 40); }}"
        )
        self._text.set_look(1.25 * theme.body, theme.text, bold=True)
        self._why.set_look(1.1 * theme.body, theme.text)
        size, ratio = round(1.8 * theme.body), self.devicePixelRatioF()
        tick = pixmap("check", theme.gold_text, round(size * ratio))
        tick.setDevicePixelRatio(ratio)
        self._tick.setPixmap(tick)


class _Thumbnail(Netted, QWidget):
    """The next slide's stage, small."""

    def __init__(self) -> None:
        super().__init__()
        self._following: Following | None = None
        self._picture = QPixmap()
        self._theme = THEMES["projector"]
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(say("The next picture"))

    def show_following(self, following: Following) -> None:
        """Show what comes."""
        self._following, self._picture = following, QPixmap()
        self.update()

    def sizeHint(self) -> QSize:
        """Return a size of the usual shape."""
        return QSize(300, 190)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it as it will look in the hall, anew only when it changes."""
        if self._following is None:
            return
        if self._picture.size() != self.size():
            self._picture = QPixmap(self.size())
            self._paint(self._following)
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._picture)

    def _paint(self, following: Following) -> None:
        stage, showing = following.stage, following.showing
        self._picture.fill(QColor(self._theme.ground))
        last = showing.first if following.phase is Phase.PREDICT else showing.last
        with QPainter(self._picture) as painter:
            for index in reversed(range(len(stage.runners))):
                path = run_runner(stage, index).position[: last + 1]
                frame = QRectF(self.rect())
                theme = self._theme.cast(following.looks)
                paint_path(painter, frame, stage, path, theme, index)


class Next(QWidget):
    """The next slide: its picture, its title, what it plays."""

    def __init__(self) -> None:
        super().__init__()
        self.place = label("", "quiet")
        self.picture = _Thumbnail()
        self._title, self._text = Words(), Words()
        row, column = QHBoxLayout(self), QVBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.picture, 3)
        row.addLayout(column, 2)
        column.addWidget(self._title)
        column.addWidget(self._text, 1)

    def show_following(self, following: Following | None, words: str = "") -> None:
        """Show what comes; of no slide what its words are, or that it is the end."""
        self.picture.setVisible(following is not None)
        if following is None:
            self.place.setText("")
            self._title.setText(words or say("That was the last one."))
            self._text.setText("")
            return
        self.place.setText(following.place)
        self._title.setText(following.title)
        self._text.setText(following.text)
        self.picture.show_following(following)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._title.set_look(1.2 * theme.body, theme.text, bold=True)
        self._text.set_look(1.1 * theme.body, theme.quiet)

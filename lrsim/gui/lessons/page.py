"""The page of lessons: the course with how far somebody is, a lesson of one's own, the game of the day.

It is long because cards, columns and the game's field share one width, and are laid out together.
"""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from lrsim.gui.look.cards import Card, corner, corner_button, label
from lrsim.gui.look.page import Page
from lrsim.gui.look.theme import Theme, pixmap
from lrsim.gui.loop.background import Background
from lrsim.gui.loop.net import Netted
from lrsim.lessons.lesson import Lesson
from lrsim.lessons.progress import Progress, Record
from lrsim.lessons.reading import lessons
from lrsim.lessons.slides import slides_of
from lrsim.session.session import Change, Session
from lrsim.text.messages import Message, plural, say, shown
from lrsim.text.numbers import count, number

__all__ = ["LessonsPage"]

NOT_BEGUN, FINISHED = Message("not begun"), Message("finished")
BEGIN, GO_ON, AGAIN = Message("Begin"), Message("Go on"), Message("Again")

WIDE = 80.0
"""From what width on lessons stand in two columns, in sizes of the type."""

CODE = 13.75
"""How wide the field of a game's code is, in sizes of the type."""


class Round(Netted, QWidget):
    """How far a lesson is, as a disc: empty, filled so far, or filled with a tick."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self._theme: Theme | None = None

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self.setFixedSize(QSize(round(1.5 * theme.body), round(1.5 * theme.body)))
        self.update()

    def show_share(self, share: float) -> None:
        """Show how much is done, 0 to 1."""
        self._share = share
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        theme = self._theme
        if theme is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            disc = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
            painter.setPen(QPen(QColor(theme.text if self._share else theme.quiet), 1.6))
            painter.setBrush(QColor(theme.text) if self._share >= 1.0 else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(disc)
            if self._share >= 1.0:
                ratio = self.devicePixelRatioF()
                tick = pixmap("check", theme.card, round(0.7 * disc.width() * ratio))
                tick.setDevicePixelRatio(ratio)
                half = 0.35 * disc.width()
                painter.drawPixmap(disc.center() - QPointF(half, half), tick)
            elif self._share > 0.0:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(theme.text))
                inner = disc.adjusted(3, 3, -3, -3)
                painter.drawPie(inner, 90 * 16, -round(self._share * 360 * 16))


class LessonRow:
    """One lesson of the course: its widgets in a row of a grid."""

    COLUMNS = 4

    def __init__(self, lesson: Lesson, place: int) -> None:
        self.lesson = lesson
        self.round = Round()
        self.name = label(say("{n}. {title}", n=count(place + 1), title=say(lesson.title)), "key")
        self.name.setWordWrap(True)
        self.sentence = label(say(lesson.sentence), "quiet")
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        minutes = number(lesson.minutes)
        self.minutes = label(say("{minutes} min", minutes=minutes), "quiet")
        self.state = label("", "quiet")
        self.button = QPushButton()
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.words, self.facts = _above(self.name, self.sentence), _above(self.minutes, self.state)

    def stand(self, grid: QGridLayout, row: int, column: int) -> None:
        """Stand in a row of a grid, from a column on."""
        middle = Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(self.round, row, column, middle)
        grid.addWidget(self.words, row, column + 1)
        grid.addWidget(self.facts, row, column + 2, middle)
        grid.addWidget(self.button, row, column + 3, middle)

    def show_record(self, record: Record | None) -> None:
        """Show how far it is."""
        steps = len(self.lesson.steps)
        if record is None:
            share, state, does = 0.0, NOT_BEGUN, BEGIN
        elif record.finished:
            share, state, does = 1.0, FINISHED, AGAIN
        else:
            slides = slides_of(self.lesson)
            done = slides[min(record.place, len(slides) - 1)].step
            share = done / steps
            state, does = Message("{n} of {all}", n=done, all=steps), GO_ON
        self.round.show_share(share)
        self.round.setAccessibleName(say(self.lesson.title))
        self.round.setAccessibleDescription(shown(state))
        self.state.setText(shown(state))
        self.button.setText(shown(does))
        self.button.setProperty("primary", does is GO_ON)
        self.button.style().polish(self.button)
        told = say("{does}: {title}, {state}", does=does, title=say(self.lesson.title), state=state)
        self.button.setAccessibleName(told)
        self.button.setToolTip(told)


def _above(*labels: QLabel) -> QWidget:
    """Return labels above each other."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for each in labels:
        column.addWidget(each)
    return holder


class LessonsPage(Page):
    """The course.

    Signals
    -------
    lessonRequested(str)
        The user wants a lesson of this name.
    gameRequested(str)
        The user wants the game of this code, or of this day.
    openRequested, exportRequested, forgetRequested
        The user wants to open a lesson's file, to have all answers as CSV, to have them forgotten.
    """

    lessonRequested = Signal(str)
    gameRequested = Signal(str)
    openRequested = Signal()
    exportRequested = Signal()
    forgetRequested = Signal()
    alone = True

    def __init__(self, session: Session, background: Background) -> None:
        super().__init__(session, background)
        content = QWidget()
        self._grid = QGridLayout(content)
        self.rows = [LessonRow(each, k) for k, each in enumerate(lessons())]
        self._grid.setRowStretch(len(self.rows), 1)
        self._halves = 0
        self._theme: Theme | None = None
        for row in self.rows:
            name = row.lesson.name
            row.button.clicked.connect(
                lambda _checked=False, name=name: self.lessonRequested.emit(name)
            )
        scroll = QScrollArea()
        scroll.setWidget(content)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        holder = QWidget()
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(scroll, 1)
        self._column.addLayout(self._game_row())
        self.open_button = corner_button(
            say("Open a lesson"), say("Open a lesson or a list of scenes of your own")
        )
        self.more_button = corner_button(say("My answers"), say("What is kept of your answers"))
        self.more_button.setProperty("menu", True)
        self.more_button.setMenu(self._menu())
        self.open_button.clicked.connect(self.openRequested)
        self.cards = {
            "lessons": Card(
                holder,
                say("Lessons"),
                say("short questions, a prediction, then the truth, and hands free to play"),
                corner(self.open_button, self.more_button),
                enlarges=False,
            )
        }
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.cards["lessons"])

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(say("Export my answers…")).triggered.connect(
            lambda _checked: self.exportRequested.emit()
        )
        menu.addAction(say("Forget my answers")).triggered.connect(
            lambda _checked: self.forgetRequested.emit()
        )
        return menu

    def _game_row(self) -> QHBoxLayout:
        self.today_button = QPushButton(say("Today's game"))
        self.today_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.today_button.clicked.connect(
            lambda: self.gameRequested.emit(dt.date.today().isoformat())
        )
        self.today_button.setToolTip(say("Play the surfaces that everybody has today"))
        self.code_field = QLineEdit()
        self.code_field.setToolTip(say("Whoever has a game's code plays the same surfaces"))
        self.code_field.setPlaceholderText(say("a code, or a day"))
        self.code_field.setAccessibleName(say("Code of a game"))
        self.code_field.returnPressed.connect(self._play_code)
        self.code_button = QPushButton(say("Play it"))
        self.code_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.code_button.setAccessibleName(say("Play the game of this code"))
        self.code_button.setToolTip(say("Play the game of this code"))
        self.code_button.clicked.connect(self._play_code)
        self.code_button.setEnabled(False)
        self.code_field.textChanged.connect(
            lambda text: self.code_button.setEnabled(bool(text.strip()))
        )
        told = QLabel(
            say("Goldilocks: find the learning rate on hidden surfaces in the fewest tries.")
        )
        told.setProperty("role", "quiet")
        told.setWordWrap(True)
        told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout()
        row.addWidget(told, 1)
        for widget in (self.today_button, self.code_field, self.code_button):
            row.addWidget(widget)
        return row

    def _play_code(self) -> None:
        code = self.code_field.text().strip()
        if code:
            self.gameRequested.emit(code)

    def show_progress(self, progress: Progress) -> None:
        """Show how far each lesson is."""
        records = progress.records
        for row in self.rows:
            row.show_record(records.get(row.lesson.name))
        answers = sum(len(record.answers) for record in records.values())
        self.more_button.setEnabled(bool(records))
        self.more_button.setToolTip(
            shown(plural("{n} answer is kept on this computer", "{n} answers are kept on this computer",
                         n=answers))
        )  # fmt: skip

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        unit = round(theme.spacing)
        self._theme = theme
        self.cards["lessons"].set_theme(theme)
        self._column.setSpacing(unit)
        asked = self.code_field.fontMetrics().horizontalAdvance(self.code_field.placeholderText())
        self.code_field.setFixedWidth(max(round(CODE * theme.body), asked + 4 * unit))
        self._grid.setContentsMargins(0, 0, 2 * unit, 0)
        self._grid.setHorizontalSpacing(2 * unit)
        self._grid.setVerticalSpacing(round(1.2 * unit))
        for row in self.rows:
            row.round.set_theme(theme)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Have lessons in two columns where there is width for them."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Place the lessons in as many columns as there is width for, one column after the other."""
        theme = self._theme
        if theme is None:
            return
        halves = 2 if self.width() >= WIDE * theme.body else 1
        self._grid.setColumnMinimumWidth(LessonRow.COLUMNS, round((halves - 1) * 2 * theme.spacing))
        if halves == self._halves:
            return
        self._halves = halves
        high = -(-len(self.rows) // halves)
        for k, row in enumerate(self.rows):
            row.stand(self._grid, k % high, k // high * (LessonRow.COLUMNS + 1))
        for k in range(2):
            self._grid.setColumnStretch(k * (LessonRow.COLUMNS + 1) + 1, int(k < halves))

    def show_session(self, session: Session, what: Change) -> None:
        """Show nothing of the session: a lesson has its own."""

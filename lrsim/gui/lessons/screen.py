"""The lesson screen: one slide at a time over the whole window, nothing on it that answers its question.

It is long because all parts of a slide meet here; what each of them does lies beside it.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from lrsim.errors import InputError
from lrsim.gui.dial.gauge import Gauge
from lrsim.gui.dial.ticks import ticks_of
from lrsim.gui.lessons.answers import Answers
from lrsim.gui.lessons.choices import LETTERS
from lrsim.gui.lessons.header import DO, PARTS, Dots, Hints, Pills
from lrsim.gui.lessons.keys import ENTER, GOING, is_the_lessons, plain
from lrsim.gui.lessons.passage import Passage
from lrsim.gui.lessons.sizes import (
    CONTEXT,
    FOOT,
    HEAD,
    HINTS,
    LEAST_TYPE,
    MARGIN,
    QUESTION,
    STAGE,
    TITLE,
    scale_of,
    theme_for,
)
from lrsim.gui.lessons.stage import LessonStage
from lrsim.gui.look.palettes import THEMES, Theme
from lrsim.gui.loop.background import Background
from lrsim.gui.loop.net import Netted
from lrsim.lessons.lecture import Lecture
from lrsim.lessons.lesson import AskChoice, Lesson
from lrsim.lessons.progress import Progress
from lrsim.lessons.slides import Phase, Slide
from lrsim.session.session import Change, Session
from lrsim.text.messages import Message, say, shown

__all__ = ["LessonScreen"]

WORDS: Final = 0.27
"""Of the height, that context and question take at most together."""

GAUGE: Final = 190.0

HIDES: Final = ("table", "verdict", "numbers", "zone", "limit")
"""What is not seen while a question is open."""


class LessonScreen(Netted, QWidget):
    """A lesson under way.

    Parameters
    ----------
    lesson : Lesson
    background : Background
        What takes longer than a frame is done on it.
    progress : Progress, optional
        Where it goes on, and what is kept of it.

    Signals
    -------
    leave
        It is to end: the window as it was before.
    moved
        Another slide is up.
    failed(str)
        Something could not be kept; for the user.
    """

    leave = Signal()
    moved = Signal()
    failed = Signal(str)

    def __init__(
        self, lesson: Lesson, background: Background, progress: Progress | None = None
    ) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(say("Lesson: {title}", title=say(lesson.title)))
        self._progress = progress or Progress()
        self.lecture = Lecture(lesson, self._lecture_changed)
        self._progress.recall(self.lecture)
        self._slide: Slide | None = None
        self._revealed = False
        self._theme: Theme | None = None
        self._scale = 1.0
        session = Session(self.lecture.stage, beside=background.submit)
        self.stage = LessonStage(session, background)
        self.stage.setParent(self)
        self.title, self.context = Passage(self), Passage(self)
        self.question = Passage(self, bold=True)
        self.pills, self.dots, self.hints = Pills(self), Dots(self), Hints(self)
        self.gauge = Gauge(0.1, THEMES["dark"], self)
        self.answers = Answers(self.lecture, self.stage, self)
        self.answers.changed.connect(self._show_answers)
        self.stage.ended.connect(self._reveal)
        self.stage.changed.connect(self._stage_changed)
        self.dots.chosen.connect(self._go_to_step)
        self.hints.pressed.connect(self._press_hint)
        for widget in self.answers.with_keys:
            widget.installEventFilter(self)

    # --- for who presents it ---

    def forward(self) -> bool:
        """Go on by one slide; tell whether there was one."""
        return self.lecture.forward()

    def back(self) -> bool:
        """Go back by one slide; tell whether there was one."""
        return self.lecture.back()

    def notes(self) -> str:
        """Return what the speaker alone sees on this slide."""
        return shown(self.lecture.notes)

    @property
    def next_words(self) -> str:
        """What going on would do."""
        lecture = self.lecture
        if lecture.at_end:
            return say("end")
        following = lecture.slides[lecture.place + 1]
        if following.phase is Phase.OBSERVE:
            return say("run it")
        if following.phase is Phase.EXPLAIN:
            return say("explain")
        return say("next")

    def close_down(self) -> None:
        """Stop time for good, and keep how far it came."""
        self.stage.close_down()
        self._keep()

    def take_keys(self) -> None:
        """Have the keys, or what is answered with."""
        self.answers.take_keys()

    # --- the lecture ---

    def _lecture_changed(self) -> None:
        if self._slide is None:
            return  # it is being recalled
        if self._slide != self.lecture.slide:
            self._put_up()
            self._keep()
        else:
            self._show_answers()

    def _keep(self) -> None:
        try:
            self._progress.keep(self.lecture)
        except InputError as error:
            self.failed.emit(shown(error))

    def _put_up(self) -> None:
        """Put up the slide that the lecture is at."""
        lecture, before = self.lecture, self._slide
        self._slide = lecture.slide
        phase = lecture.phase
        self._revealed = phase is Phase.EXPLAIN
        stage = self.stage
        own = before is not None and before.step == self._slide.step
        goes_on = own and lecture.step.goal is not None and lecture.answer is not None
        self.answers.make_room()
        if not goes_on:  # what somebody has reached stays in sight
            goal = lecture.step.goal
            selected = 0 if goal is None else lecture.step.runs.index(goal.run)
            stage.set_up(lecture.stage, selected)
        stage.set_cards(self._cards(), lecture.marks)
        self.answers.put_up()
        self._show_words()
        if not goes_on:
            stage.play(lecture.showing)
        if not stage.is_playing and phase is Phase.OBSERVE:
            self._revealed = True
        self._show_answers()
        self._lay_out()
        self.answers.take_keys()
        self.moved.emit()

    def _cards(self) -> tuple[str, ...]:
        shows = self.lecture.step.shows
        if self.lecture.phase is not Phase.PREDICT:
            return shows
        return tuple(name for name in shows if name not in HIDES) or ("surface",)

    def _reveal(self) -> None:
        """Tell what came of it, now that it was run."""
        if self.lecture.phase is Phase.OBSERVE:
            self._revealed = True
        self.answers.run_ended()
        self._show_answers()

    def _show_answers(self) -> None:
        if self._theme is not None and self._slide is not None:
            self.answers.show_answers(told=self._revealed)

    def _stage_changed(self, what: Change) -> None:
        session = self.stage.session
        self.gauge.show_value(session.lr, glide=False)
        if "limit" in self.lecture.marks and what & (Change.PLAYHEAD | Change.EXPERIMENT):
            self.gauge.set_ticks(ticks_of(session.theory()))

    def _go_to_step(self, step: int) -> None:
        places = [k for k, slide in enumerate(self.lecture.slides) if slide.step == step]
        self.lecture.go(places[0])

    # --- what is seen ---

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours; sizes follow the window's."""
        self._theme = theme
        self._dress()

    def set_reduced_motion(self, reduced: bool) -> None:
        """Let nothing move between steps, or let it."""
        self.stage.set_reduced_motion(reduced)
        self.gauge.glides = not reduced
        self.answers.set_reduced_motion(reduced)

    def _dress(self) -> None:
        if self._theme is None:
            return
        self._scale = scale = scale_of(self.size())
        self._sized = theme = theme_for(self._theme, scale)
        self.stage.set_theme(theme, scale)
        self.gauge.set_theme(theme)
        self.title.set_look((max(TITLE * scale, LEAST_TYPE),), theme.quiet)
        hints = max(HINTS * scale, LEAST_TYPE)
        for strip in (self.pills, self.dots, self.hints):
            strip.set_look(theme, hints)
        self.answers.set_look(theme, scale)
        if self._slide is None:
            self._put_up()
        else:
            self._show_words()
            self._show_answers()
            self._lay_out()

    def _show_words(self) -> None:
        lecture, theme, scale = self.lecture, self._sized, self._scale
        told, question = shown(lecture.say), shown(lecture.question)
        explains = lecture.phase is Phase.EXPLAIN
        asks = bool(question)
        # the larger of the two is what is to be read now: the question, or what came of it
        context, main = (question, told) if explains else (told, question)
        if not asks:
            context, main = ("", told) if explains or not question else (told, question)
        self.title.setText(say(lecture.lesson.title))
        self.context.setText(context)
        self.question.setText(main)
        self.context.set_look([size * scale for size in CONTEXT], theme.quiet)
        sizes = CONTEXT if explains or not asks else QUESTION
        self.question.set_look([size * scale for size in sizes], theme.text)
        self._show_strips()
        shows_dial = "dial" in lecture.step.shows and not self.answers.has_dial
        self.gauge.setVisible(shows_dial)
        if "limit" not in lecture.marks:
            self.gauge.set_ticks(())

    def _show_strips(self) -> None:
        lecture = self.lecture
        step, phase = lecture.step, lecture.phase
        if step.ask is not None:
            parts = [slide.phase for slide in lecture.slides if slide.step == lecture.slide.step]
            self.pills.show_parts([PARTS[part] for part in parts], parts.index(phase))
        elif step.goal is not None and step.explain:
            self.pills.show_parts([DO, PARTS[Phase.EXPLAIN]], int(phase is Phase.EXPLAIN))
        else:
            self.pills.show_parts([], 0)
        titles = [say(each.title) for each in lecture.lesson.steps]
        self.dots.show_steps(titles, lecture.slide.step)
        self._hinted = self._all_hints()
        self.hints.show_hints([(key, words) for key, words, _ in self._hinted])

    def _all_hints(self) -> list[tuple[str, str, Qt.Key]]:
        lecture, keys = self.lecture, Qt.Key
        hints: list[tuple[str, str, Qt.Key]] = []
        if lecture.at_end:
            hints.append((Message("Esc"), Message("done"), keys.Key_Escape))
        else:
            hints.append((Message("Page Down"), self.next_words, keys.Key_PageDown))
        if lecture.place > 0:
            hints.append((Message("Page Up"), Message("back"), keys.Key_PageUp))
        if lecture.phase is Phase.PLAY:
            hints.append((Message("Space"), Message("try it"), keys.Key_Space))
        elif lecture.showing.last > lecture.showing.first:
            hints.append((Message("Space"), Message("again"), keys.Key_Space))
        if not lecture.at_end:
            hints.append((Message("Esc"), Message("leave"), keys.Key_Escape))
        return hints

    def _press_hint(self, index: int) -> None:
        if index < len(self._hinted):
            self._do(self._hinted[index][2])

    # --- where it is ---

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Grow with the window."""
        super().resizeEvent(event)
        self._dress()

    def _lay_out(self) -> None:
        if self._slide is None:
            return
        scale, margin = self._scale, round(MARGIN * self._scale)
        room = self.rect().adjusted(margin, 0, -margin, 0)
        head, foot = round(HEAD * scale), round(FOOT * scale)
        pills = self.pills.sizeHint()
        top = round(34 * scale)
        width = pills.width() if self.pills.isVisibleTo(self) else 0
        self.pills.setGeometry(room.right() - pills.width(), top, pills.width(), pills.height())
        self.title.stand(QRect(room.left(), top, room.width() - width, pills.height()))
        words = room.adjusted(0, head, 0, 0)
        if self.gauge.isVisibleTo(self):
            size = max(round(GAUGE * scale), 200)
            self.gauge.setGeometry(room.right() - size, top + pills.height(), size, size)
            words.setRight(room.right() - size - margin // 2)
        most = round(WORDS * self.height())
        used = self._lay_words(words, most)
        body = QRect(room.left(), words.top() + used + round(28 * scale), room.width(), 0)
        body.setBottom(self.height() - foot)
        self._lay_body(body, below_gauge=self.gauge.isVisibleTo(self))
        line = QRect(room.left(), self.height() - foot, room.width(), foot)
        dots = self.dots.sizeHint()
        self.dots.setGeometry(line.left(), line.top(), dots.width(), foot)
        left = line.left() + dots.width() + margin // 2
        self.hints.setGeometry(left, line.top(), line.right() - left, foot)

    def _lay_words(self, room: QRect, most: int) -> int:
        """Lay context and question one under the other; return how high they are together."""
        gap = round(8 * self._scale)
        if not self.context.text():
            return self.question.lay(QRect(room.left(), room.top(), room.width(), most))
        share = most // 2 if self.question.text() else most
        first = self.context.lay(QRect(room.left(), room.top(), room.width(), share))
        below = room.top() + first + gap
        return (
            first
            + gap
            + self.question.lay(QRect(room.left(), below, room.width(), most - first - gap))
        )

    def _lay_body(self, body: QRect, *, below_gauge: bool) -> None:
        if self.answers.is_needed:
            left = round(STAGE * body.width())
            gap = round(55 * self._scale)
            right = QRect(
                body.left() + left + gap, body.top(), body.width() - left - gap, body.height()
            )
            if below_gauge:
                right.setTop(max(right.top(), self.gauge.geometry().bottom() + gap // 3))
            self.answers.setGeometry(right)
            body = QRect(body.left(), body.top(), left, body.height())
        elif below_gauge:
            body.setTop(max(body.top(), self.gauge.geometry().bottom() + 4))
        self.answers.setVisible(self.answers.is_needed)
        if not self.stage.cards:
            body.setHeight(0)
        self.stage.setGeometry(body)
        self.answers.cover()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Cover what lies below."""
        if self._theme is not None:
            with QPainter(self) as painter:
                painter.fillRect(self.rect(), QColor(self._theme.ground))

    # --- keys ---

    def event(self, event: QEvent) -> bool:
        """Keep keys from the window's shortcuts, but for those that are about the window itself."""
        if is_the_lessons(event):
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take from a dial or a pad the keys with which one goes on."""
        kinds = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
        if event.type() in kinds and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key in GOING and plain(event):
                if event.type() == QEvent.Type.KeyPress:
                    self._do(key)
                event.accept()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on, back or away; mark an answer; play again."""
        key = Qt.Key(event.key())
        focused = self.focusWidget()
        if key in ENTER and isinstance(focused, QAbstractButton) and focused.hasFocus():
            focused.click()
        elif plain(event) and not self._do(key):
            self._mark(event)
        event.accept()  # nothing of it is for the window that lies below

    def _do(self, key: Qt.Key) -> bool:
        keys = Qt.Key
        if key in (keys.Key_PageDown, keys.Key_Right, *ENTER):
            self.forward()
        elif key in (keys.Key_PageUp, keys.Key_Left):
            self.back()
        elif key == keys.Key_Escape:
            self.leave.emit()
        elif key == keys.Key_Space:
            self._again()
        else:
            return False
        return True

    def _mark(self, event: QKeyEvent) -> None:
        """Mark a choice by its letter or its number."""
        text = event.text().upper()
        place = LETTERS.find(text) if text else -1
        if place < 0 and text.isdigit():
            place = int(text) - 1
        ask = self.lecture.step.ask
        is_open = self.lecture.phase is Phase.PREDICT
        if is_open and isinstance(ask, AskChoice) and 0 <= place < len(ask.choices):
            self.lecture.choose(place)

    def _again(self) -> None:
        """Try what is to be tried, or play again."""
        if self.lecture.phase is Phase.PLAY:
            self.answers.try_it()
        elif self.lecture.phase is not Phase.PREDICT:
            first, last = self.lecture.step.plays or (0, 0)
            self.stage.play(self.lecture.showing._replace(first=first, last=last))

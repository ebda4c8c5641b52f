"""The lesson screen: one slide at a time over the whole window, nothing on it that answers its question.

It is long because all parts of a slide meet here; what each of them does lies beside it.
"""

from __future__ import annotations

import dataclasses
from typing import Final

from PySide6.QtCore import QObject, QRect, Qt, Signal

from lrsim.errors import InputError
from lrsim.gui.dial.foresight import Foresight
from lrsim.gui.dial.gauge import Gauge
from lrsim.gui.dial.ticks import ticks_of
from lrsim.gui.lessons.answers import Answers
from lrsim.gui.lessons.choices import LETTERS
from lrsim.gui.lessons.header import DO, PARTS, Pills
from lrsim.gui.lessons.pads import Pad
from lrsim.gui.lessons.sizes import CONTEXT, HINTS, MARGIN, QUESTION, STAGE, TOP, Sizes
from lrsim.gui.lessons.slide_screen import Hint, SlideScreen
from lrsim.gui.lessons.stage import LessonStage
from lrsim.gui.look.palettes import THEMES, Theme
from lrsim.gui.loop.background import Background
from lrsim.gui.loop.parents import parents_of
from lrsim.lessons.lecture import Lecture
from lrsim.lessons.lesson import AskChoice, Lesson
from lrsim.lessons.progress import Progress
from lrsim.lessons.slides import Phase, Slide
from lrsim.session.session import Change, Session
from lrsim.text.messages import Message, say, shown

__all__ = ["LessonScreen"]

WORDS: Final = 0.27
"""Of the height, that context and question take at most together."""

GAUGE: Final = 240.0
LEAST_GAUGE: Final = 200


class LessonScreen(SlideScreen):
    """A lesson under way.

    Parameters
    ----------
    lesson : Lesson
    background : Background
        What takes longer than a frame is done on it.
    progress : Progress, optional
        Where it goes on, and what is kept of it.
    following : Lesson, optional
        Where going on leads after the last slide.
    leads_back : bool
        Whether going back leads away from the first slide: to the lesson that led to this one.

    Signals
    -------
    ledOn, ledBack
        The lesson that follows is wanted, or the one before.
    """

    ledOn = Signal()
    ledBack = Signal()

    def __init__(
        self,
        lesson: Lesson,
        background: Background,
        progress: Progress | None = None,
        *,
        following: Lesson | None = None,
        leads_back: bool = False,
    ) -> None:
        super().__init__(say("Lesson: {title}", title=say(lesson.title)))
        self._progress = progress or Progress()
        self._following, self._leads_back = following, leads_back
        self._slide: Slide | None = None
        self._revealed = False
        self.lecture = Lecture(lesson, self._lecture_changed)
        self._progress.recall(self.lecture)
        session = Session(self.lecture.stage, beside=background.submit)
        self.stage = LessonStage(session, background)
        self.stage.setParent(self)
        self.pills = Pills(self)
        self.gauge = Gauge(0.1, THEMES["dark"], self)
        self._foresight = Foresight(session, background, self.gauge, self)
        self.answers = Answers(self.lecture, self.stage, self)
        self.stage.ended.connect(self._reveal)
        self.stage.changed.connect(self._stage_changed)
        self.dots.chosen.connect(self._go_to_step)
        for widget in self.answers.with_keys:
            widget.installEventFilter(self)

    # --- for who presents it ---

    def forward(self) -> bool:
        """Go on by one slide; tell whether there was one. After the last one another lesson may follow."""
        self.answers.settle()
        went = self.lecture.forward()
        if not went and self._following is not None:
            self.ledOn.emit()
        return went

    def back(self) -> bool:
        """Go back by one slide; tell whether there was one. Another lesson may have led to the first one."""
        self.answers.settle()
        went = self.lecture.back()
        if not went and self._leads_back:
            self.ledBack.emit()
        return went

    def notes(self) -> str:
        """Return what the speaker alone sees on this slide."""
        return shown(self.lecture.notes)

    @property
    def next_words(self) -> str:
        """What going on would do."""
        lecture = self.lecture
        if lecture.at_end:
            if self._following is None:
                return ""
            return say("next lesson: {title}", title=say(self._following.title))
        following = lecture.slides[lecture.place + 1]
        if following.phase is Phase.OBSERVE:
            return say("run it")
        if following.phase is Phase.EXPLAIN:
            return say("explain")
        return say("next")

    def close_down(self) -> None:
        """Stop time for good, and keep how far it came."""
        self._foresight.leave()
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
        lecture, before, stage = self.lecture, self._slide, self.stage
        self._slide = slide = lecture.slide
        goal = lecture.step.goal
        # what somebody has reached stays in sight
        goes_on = (
            goal is not None
            and lecture.answer is not None
            and before is not None
            and before.step == slide.step
        )
        self.answers.make_room()
        self._wear()
        if not goes_on:
            stage.set_up(lecture.stage, 0 if goal is None else lecture.step.runs.index(goal.run))
        stage.set_cards(lecture.shows or ("surface",), lecture.marks)
        stage.recalled.show_run(lecture.recalled, len(lecture.step.runs))
        self.answers.put_up()
        self._show_gauge()
        self._show_words()
        if not goes_on:
            stage.play(lecture.showing)
        standing = slide.phase is Phase.OBSERVE and not stage.is_playing
        self._revealed = slide.phase is Phase.EXPLAIN or standing
        self._show_answers()
        self._lay_out()
        self.take_keys()
        self.moved.emit()

    def _reveal(self) -> None:
        """Tell what came of it, now that it was run."""
        self._revealed = self._revealed or self.lecture.phase is Phase.OBSERVE
        self.answers.run_ended()
        self._show_answers()

    def _show_answers(self) -> None:
        if self._theme is not None and self._slide is not None:
            self.answers.show_answers(told=self._revealed)

    def _go_to_step(self, step: int) -> None:
        self.answers.settle()
        places = [k for k, slide in enumerate(self.lecture.slides) if slide.step == step]
        self.lecture.go(places[0])

    def run_again(self) -> None:
        """Try what is to be tried, or play again."""
        if self.lecture.phase is Phase.PLAY:
            self.answers.try_it()
        elif self.lecture.phase is not Phase.PREDICT:
            first, last = self.lecture.step.plays or (0, 0)
            self.stage.play(self.lecture.showing._replace(first=first, last=last))

    def answer(self, text: str) -> None:
        """Mark a choice by its letter or its number."""
        place = LETTERS.find(text.upper()) if text else -1
        if place < 0 and text.isdigit():
            place = int(text) - 1
        ask = self.lecture.step.ask
        is_open = self.lecture.phase is Phase.PREDICT
        if is_open and isinstance(ask, AskChoice) and 0 <= place < len(ask.choices):
            self.lecture.choose(place)

    # --- the learning rate ---

    def _show_gauge(self) -> None:
        """Show the rate that the stage runs at, and what is marked at it; none where a dial is turned."""
        lecture = self.lecture
        # the zone has its place on a range test, or else on the dial
        zone = "zone" in lecture.marks and "range_test" not in lecture.shows
        wanted = "dial" in lecture.shows or zone
        seen = wanted and not self.answers.has_dial and not self.stage.zoomed
        self.gauge.setVisible(seen)
        self.gauge.set_ticks(())
        if self._foresight.shown != zone:
            self._foresight.toggle()
        self._stage_changed(Change.ALL)

    def _stage_changed(self, what: Change) -> None:
        session = self.stage.session
        self.gauge.show_value(session.lr, glide=False)
        self._foresight.show_session(session, what)
        if "limit" in self.lecture.marks and what & (Change.PLAYHEAD | Change.EXPERIMENT):
            self.gauge.set_ticks(ticks_of(session.theory()))

    # --- one picture alone ---

    @property
    def zoomed(self) -> str:
        """The picture that is shown alone; empty for none."""
        return self.stage.zoomed

    def zoom(self, name: str) -> None:
        """Show a picture alone, or with an empty name all again."""
        if name != self.stage.zoomed:
            self.stage.zoom(name)
            self._show_gauge()
            self._lay_out()

    def card_at(self, clicked: QObject) -> str:
        """Return the picture that something is in; a pad over it is clicked for an answer."""
        around = (clicked, *parents_of(clicked))
        if any(isinstance(place, Pad) for place in around):
            return ""
        return next(filter(None, map(self.stage.card_of, around)), "")

    def at_hand(self) -> str:
        """Return the picture under the mouse, or else the first one."""
        return self.stage.at_hand()

    # --- what is seen ---

    def set_reduced_motion(self, reduced: bool) -> None:
        """Let nothing move between steps, or let it."""
        self.stage.set_reduced_motion(reduced)
        self.gauge.glides = not reduced
        self.answers.set_reduced_motion(reduced)

    def dress(self, theme: Theme, sizes: Sizes) -> None:
        """Take the theme's colours, and sizes that fit the screen's."""
        self._worn = theme, sizes
        self.stage.set_theme(theme, sizes)
        self.gauge.set_theme(dataclasses.replace(theme, card=theme.ground))  # no card is below it
        self.pills.set_look(theme, sizes.line(HINTS))
        self._wear()
        self.context.set_look(sizes.of_type(CONTEXT), theme.quiet)
        self._ink = theme.text
        if self._slide is None:
            self._put_up()
        else:
            self._show_words()
            self._show_answers()
            self._lay_out()

    def _wear(self) -> None:
        """Let the runners of this slide have the colours and shapes that they have in the whole lesson."""
        (theme, sizes), looks = self._worn, self.lecture.looks
        self.stage.set_looks(looks)
        self.answers.set_look(theme.cast(looks), sizes)

    def _show_words(self) -> None:
        lecture = self.lecture
        told, question = shown(lecture.say), shown(lecture.question)
        # the larger of the two is what is to be read now: the question, or what came of it
        asks = bool(question) and lecture.phase is not Phase.EXPLAIN
        self.title.setText(say(lecture.lesson.title))
        self.context.setText(told if asks else question)
        self.main.setText(question if asks else told)
        sizes = QUESTION if asks else CONTEXT
        self.main.set_look(self.sizes.of_type(sizes), self._ink)
        self._show_parts()
        titles = [say(each.title) for each in lecture.lesson.steps]
        self.dots.show_steps(titles, lecture.slide.step)
        self.show_hints(self._all_hints())

    def _show_parts(self) -> None:
        lecture = self.lecture
        step, phase = lecture.step, lecture.phase
        if step.ask is not None:
            parts = [slide.phase for slide in lecture.slides if slide.step == lecture.slide.step]
            self.pills.show_parts([PARTS[part] for part in parts], parts.index(phase))
        elif step.goal is not None and step.explain:
            self.pills.show_parts([DO, PARTS[Phase.EXPLAIN]], int(phase is Phase.EXPLAIN))
        else:
            self.pills.show_parts([], 0)

    def _all_hints(self) -> list[Hint]:
        lecture, keys = self.lecture, Qt.Key
        leaves = Message("done") if lecture.at_end else Message("leave")
        hints = [Hint(keys.Key_Escape, Message("Esc"), leaves)]
        plays = (lecture.step.plays or (0, 0))[1] > 0
        if lecture.phase is Phase.PLAY:
            hints.insert(0, Hint(keys.Key_Space, Message("Space"), Message("try it")))
        elif lecture.phase is not Phase.PREDICT and plays:
            hints.insert(0, Hint(keys.Key_Space, Message("Space"), Message("again")))
        if lecture.place > 0 or self._leads_back:
            hints.insert(0, Hint(keys.Key_PageUp, Message("Page Up"), Message("back")))
        if self.next_words:
            hints.insert(0, Hint(keys.Key_PageDown, Message("Page Down"), self.next_words))
        return hints

    # --- where it is ---

    def _lay_out(self) -> None:
        sizes = self.sizes
        margin, top = sizes.pixels(MARGIN), sizes.pixels(TOP)
        pills = self.pills.sizeHint()
        right = self.width() - margin
        self.pills.setGeometry(right - pills.width(), top, pills.width(), pills.height())
        room = self.lay_frame(right - (pills.width() if self.pills.isVisibleTo(self) else 0))
        alone = bool(self.stage.zoomed)
        for passage in (self.context, self.main):
            passage.setHidden(alone)
        if alone:
            self.answers.hide()
            self.stage.setGeometry(room)
            return
        words, below = QRect(room), room.top()
        if self.gauge.isVisibleTo(self):
            size = max(sizes.pixels(GAUGE), LEAST_GAUGE)
            self.gauge.setGeometry(right - size, self.pills.geometry().bottom(), size, size)
            words.setRight(right - size - margin // 2)
            below = self.gauge.geometry().bottom() if self.stage.cards else below
        used = self.lay_words(words, round(WORDS * self.height() * sizes.factor**0.5))
        room.setTop(room.top() + used + sizes.pixels(28))
        self._lay_body(room, below)

    def _lay_body(self, room: QRect, below: int) -> None:
        """Lay the stage, and answers beside it; what stands at the right begins below the gauge.

        Where a step shows nothing but the learning rate, the gauge has the stage's room.
        """
        if not self.stage.cards and not self.answers.is_needed and self.gauge.isVisibleTo(self):
            self.gauge.setGeometry(room)
            self.stage.hide()
            return
        self.stage.show()
        self.answers.setVisible(self.answers.is_needed)
        if self.answers.is_needed:
            left, gap = round(STAGE * room.width()), self.sizes.pixels(55)
            beside = room.adjusted(left + gap, 0, 0, 0)
            beside.setTop(max(beside.top(), below + gap // 3))
            self.answers.setGeometry(beside)
            room.setWidth(left)
        else:
            room.setTop(max(room.top(), below))
        self.stage.setGeometry(room)

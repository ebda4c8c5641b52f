"""What a question is answered with, whatever its kind, and what a goal is reached with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from lrsim.gui.dial.labels import Tick
from lrsim.gui.lessons.answer_marks import PlaceMarks, SketchMarks
from lrsim.gui.lessons.choices import Choices
from lrsim.gui.lessons.dial_panel import DialPanel, Sign
from lrsim.gui.lessons.outcome import counted, outcome, reached
from lrsim.gui.lessons.pads import PlacePad, SketchPad
from lrsim.gui.lessons.sizes import Sizes
from lrsim.gui.lessons.stage import LessonStage
from lrsim.gui.look.palettes import Theme
from lrsim.gui.loop.net import Netted
from lrsim.lessons.lecture import Lecture
from lrsim.lessons.lesson import AskChoice, AskDial, AskPlace, AskSketch
from lrsim.lessons.slides import Phase, Showing
from lrsim.text.messages import Message, say, shown
from lrsim.text.numbers import number
from lrsim.typing import FloatArray

__all__ = ["Answers"]

SKETCH_ROOM: Final = (12.0, 2.0)
"""Decades below and above the first loss on which a curve is sketched, whatever the true one does: they tell
nothing, and what converges at all ends within them."""

SIGN: Final = 160.0
"""Pixels at 1600×900: the height of what is said beside a picture that is answered in."""

GOAL_SECONDS: Final = 3.0
"""As long as a try plays at most."""


class Answers(Netted, QWidget):
    """Cards, a dial or a pad, as the step asks.

    Parameters
    ----------
    lecture : Lecture
    stage : LessonStage
        Into whose pictures places and curves are drawn.
    parent : QWidget

    Signals
    -------
    changed
        It has to be shown anew.
    """

    changed = Signal()

    def __init__(self, lecture: Lecture, stage: LessonStage, parent: QWidget) -> None:
        super().__init__(parent)
        self._lecture, self._stage, self._screen = lecture, stage, parent
        self._theme: Theme | None = None
        self._sizes = Sizes()
        self._trying = False
        self.choices = Choices(self)
        self.panel = DialPanel(self)
        self.sign = Sign(self)
        self.place_pad = PlacePad(stage.surface_view)
        self.sketch_pad = SketchPad(stage.loss_view)
        self.place_marks = PlaceMarks(stage.surface_view)
        self.sketch_marks = SketchMarks(stage.loss_view)
        self.choices.chosen.connect(self._choose)
        self._turning: float | None = None
        self.panel.dial.valueChanged.connect(self._keep_turning)
        self.panel.turned.connect(self.settle)
        self.panel.tried.connect(self._try)
        self.place_pad.picked.connect(lambda place: lecture.point_at(*place))
        self.sketch_pad.drawn.connect(self._sketch)
        self.sketch_pad.moved.connect(self._show_knot)

    @property
    def with_keys(self) -> Iterator[QWidget]:
        """What has keys of its own."""
        yield from (self.panel.dial, self.place_pad, self.sketch_pad)

    @property
    def is_needed(self) -> bool:
        """Whether there is anything beside the stage."""
        step = self._lecture.step
        return step.ask is not None or step.goal is not None

    @property
    def has_dial(self) -> bool:
        """Whether the learning rate stands here."""
        step = self._lecture.step
        return step.goal is not None or isinstance(step.ask, AskDial)

    def set_look(self, theme: Theme, sizes: Sizes) -> None:
        """Take the theme's colours and sizes."""
        self._theme, self._sizes = theme, sizes
        self.panel.set_look(theme, sizes)
        self.sign.set_look(theme, sizes)
        for part in (self.place_pad, self.sketch_pad, self.place_marks, self.sketch_marks):
            part.set_theme(theme)

    def set_reduced_motion(self, reduced: bool) -> None:
        """Let the dial's decades glide, or not."""
        self.panel.dial.glides = not reduced

    # --- a slide ---

    def put_up(self) -> None:
        """Make ready what the slide's question is answered with."""
        lecture, ask = self._lecture, self._lecture.step.ask
        self._trying = False
        is_open = lecture.phase is Phase.PREDICT
        self.choices.setVisible(isinstance(ask, AskChoice))
        self.panel.setVisible(self.has_dial)
        self.sign.setVisible(isinstance(ask, AskPlace | AskSketch))
        self.place_pad.setVisible(is_open and isinstance(ask, AskPlace))
        self.sketch_pad.setVisible(is_open and isinstance(ask, AskSketch))
        answer = lecture.answer
        if isinstance(ask, AskPlace):
            self.place_pad.dimensions = len(ask.at)
            self.place_pad.place = None if answer is None else answer.given
        if self.has_dial:
            self._ready_dial()

    def make_room(self) -> None:
        """Have the loss plot show what is sketched on, before anything is shown in it."""
        view, pad = self._stage.loss_view, self.sketch_pad
        view.room = None
        if not isinstance(self._lecture.step.ask, AskSketch):
            self.sketch_marks.show_sketch(1, ())
            return
        answer, truth = self._lecture.answer, self._lecture.truth
        pad.steps, pad.beginning = len(truth) - 1, float(np.log10(truth[0]))
        pad.powers = np.empty(0) if answer is None else np.log10(np.array(answer.given))
        view.room = pad.beginning - SKETCH_ROOM[0], pad.beginning + SKETCH_ROOM[1]

    def _ready_dial(self) -> None:
        lecture, answer = self._lecture, self._lecture.answer
        goal = lecture.step.goal
        truth = isinstance(lecture.step.ask, AskDial) and lecture.phase is Phase.EXPLAIN
        lr = self._stage.session.lr if answer is None or truth else answer.given[0]
        playing = lecture.phase in (Phase.PREDICT, Phase.PLAY)
        self.panel.show_rate(lr, turns=playing, tries=goal is not None and playing)
        self.panel.dial.set_ticks(())

    def take_keys(self) -> None:
        """Let what is to be turned or drawn with have the keys; else the screen has them."""
        screen = self._screen
        seen = (w for w in self.with_keys if w.isVisibleTo(screen) and w.isEnabled())
        next(seen, screen).setFocus()

    # --- answers ---

    def _choose(self, index: int) -> None:
        if self._lecture.phase is Phase.PREDICT:
            self._lecture.choose(index)

    def _keep_turning(self, lr: float) -> None:
        self._turning = lr

    def settle(self) -> None:
        """Take for an answer where the dial was turned to, be the hand still on it or not."""
        lr, self._turning = self._turning, None
        is_open = self._lecture.phase is Phase.PREDICT
        if lr is not None and is_open and isinstance(self._lecture.step.ask, AskDial):
            self._lecture.turn_to(lr)

    def _sketch(self, powers: FloatArray) -> None:
        self._lecture.sketch(tuple(float(10.0**power) for power in powers))

    def _show_knot(self, knot: int) -> None:
        self.sketch_marks.cursor = knot if knot >= 0 and len(self.sketch_pad.powers) else None
        self.sketch_marks.update()

    def try_it(self) -> None:
        """Run what the dial says."""
        self._try(self.panel.dial.value())

    def _try(self, lr: float) -> None:
        """Run a goal's runner at a rate, and count it; what came of it is told when it has been seen."""
        lecture, session = self._lecture, self._stage.session
        if lecture.phase is not Phase.PLAY or self._trying:
            return
        session.pause()
        session.seek(0)
        session.edit_runner(session.selected, lr=lr, dial=())
        self._trying = True
        lecture.attempt(session.experiment, session.selected)
        steps = session.experiment.steps
        speed = max(lecture.step.speed, steps / GOAL_SECONDS)
        self._stage.play(Showing(0, steps, speed))

    def run_ended(self) -> None:
        """Tell what came of a try."""
        self._trying = False

    # --- showing ---

    def show_answers(self, *, told: bool) -> None:
        """Show what was answered; which answer is right only where that may be told."""
        lecture = self._lecture
        ask, goal = lecture.step.ask, lecture.step.goal
        assert self._theme is not None  # shown after it was dressed
        if isinstance(ask, AskChoice):
            self.choices.show_lecture(lecture, self._theme, self._sizes, told=told)
        elif isinstance(ask, AskDial):
            self._show_guess(told=told)
        elif isinstance(ask, AskPlace | AskSketch):
            self._show_drawn(told=told)
        elif goal is not None:
            answer = lecture.answer
            self.panel.count.setText(shown(counted(goal, answer)))
            self.panel.try_button.setEnabled(not self._trying)
            said = "" if answer is None or self._trying else shown(reached(goal, answer))
            good = answer is not None and answer.last is not None
            self.panel.sign.tell(said, good if said else None)
            self.panel.set_look(self._theme, self._sizes)
        surface = self._stage.session.experiment.surface
        guess, truth = None, None
        if isinstance(ask, AskPlace):
            guess = None if lecture.answer is None else lecture.answer.given
            truth = lecture.truth if told else None
        self._stage.foretell(truth is None)  # or one would take its ring for the answer
        self.place_marks.show_places(surface, guess, truth)

    def _show_guess(self, *, told: bool) -> None:
        lecture, answer, panel = self._lecture, self._lecture.answer, self.panel
        if not told or answer is None:
            text = say("Turn the dial to your guess.") if answer is None else ""
            if answer is not None:
                text = say("Your guess: {lr}", lr=number(answer.given[0]))
            elif told:
                text = say("It is {lr}.", lr=number(lecture.truth[0]))
            panel.sign.tell("")
            panel.count.setText(text)
        else:
            panel.count.setText(say("Your guess: {lr}", lr=number(answer.given[0])))
            panel.sign.tell(shown(outcome(answer, lecture.truth)), answer.right)
        if told:
            right = lecture.truth[0]
            label = Message("here: {lr}", lr=number(right))
            panel.dial.set_ticks((Tick(right, "best", label, number(right)),))
        assert self._theme is not None  # shown after it was dressed
        panel.set_look(self._theme, self._sizes)

    def _show_drawn(self, *, told: bool) -> None:
        lecture, answer = self._lecture, self._lecture.answer
        ask = lecture.step.ask
        if told and answer is not None:
            self.sign.tell(shown(outcome(answer, lecture.truth)), answer.right)
        elif lecture.phase is not Phase.PREDICT:
            self.sign.tell("")
        elif isinstance(ask, AskPlace):
            where = "" if answer is None else ", ".join(number(x, 3) for x in answer.given)
            text = say("Click on the picture.") if not where else say("Your guess: {x}", x=where)
            self.sign.tell(text)
        else:
            text = say("Draw it into the plot.") if answer is None else say("Your sketch is there.")
            self.sign.tell(text)
        if isinstance(ask, AskSketch):
            self.sketch_marks.show_sketch(self.sketch_pad.steps, self.sketch_pad.powers)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give each its room."""
        super().resizeEvent(event)
        for part in (self.choices, self.panel):
            part.setGeometry(self.rect())
        high = self._sizes.pixels(SIGN * self._sizes.factor)
        self.sign.setGeometry(QRect(0, 0, self.width(), min(self.height(), high)))

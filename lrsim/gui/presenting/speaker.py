"""The speaker's window: what the audience sees, what comes, notes, time, hands; a key for each button."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from lrsim.gui.look.cards import label
from lrsim.gui.look.theme import THEMES, Theme, dress, scale_for
from lrsim.gui.loop.net import Netted
from lrsim.gui.presenting.briefing import PHASES, Briefing
from lrsim.gui.presenting.clicker import Press
from lrsim.gui.presenting.clock import Clock
from lrsim.gui.presenting.hands import Hands
from lrsim.gui.presenting.key_button import KeyButton
from lrsim.gui.presenting.notes import AnswerBox, Next, Words
from lrsim.gui.presenting.preview import Preview
from lrsim.gui.presenting.steps import Steps, StepTitle
from lrsim.gui.presenting.told import Told
from lrsim.lessons.lecture import Lecture
from lrsim.lessons.lesson import AskChoice
from lrsim.text.messages import Message, say, shown

__all__ = ["SpeakerWindow"]

LEAST: Final = QSize(960, 600)

NARROW: Final = 1400
"""Pixels: in a narrower window keys stand under what they do."""

NOTES: Final = 23.0
"""The size of the notes' type in a window of 1600×900."""

BUTTONS: Final = (
    (Press.BACK, Message("Back"), Message("Page Up")),
    (Press.BLACK, Message("Black"), "B"),
    (Press.POINTER, Message("Pointer"), "P"),
    (Press.LEAVE, Message("Leave"), Message("Esc")),
)
"""Beside the large one that goes on."""


class SpeakerWindow(Netted, QWidget):
    """A window for the speaker alone.

    Parameters
    ----------
    audience : QWidget
        The window that the audience sees.

    Signals
    -------
    pressed(Press)
        A button was clicked.
    passedOn(QKeyEvent)
        A key that is for what is presented.
    """

    pressed = Signal(object)
    passedOn = Signal(object)

    def __init__(self, audience: QWidget) -> None:
        super().__init__()
        self.setWindowTitle(say("Speaker — lrsim"))
        self.setMinimumSize(LEAST)
        self.setAutoFillBackground(True)
        self._audience = audience
        self._theme = THEMES["dark"]
        self._told: Told | None = None
        self._briefing: Briefing | None = None
        self.preview, self.clock, self.hands, self.steps = (
            Preview(audience),
            Clock(),
            Hands(),
            Steps(),
        )
        self._title, self._screen = label("", "quiet"), label("", "quiet")
        self.forward_button = KeyButton("", say("Page Down"), Press.FORWARD, primary=True)
        self.buttons = [
            self.forward_button,
            *(KeyButton(shown(words), shown(key), press) for press, words, key in BUTTONS),
        ]
        for button in self.buttons:
            button.clicked.connect(
                lambda _checked=False, press=button.press: self.pressed.emit(press)
            )
        self.notes, self.more = Words(), Words()
        self.answer, self.next = AnswerBox(), Next()
        self.steps.chosen.connect(self._go_to)
        self._build()

    def _build(self) -> None:
        self._outer = QVBoxLayout(self)
        head = QHBoxLayout()
        self._name = label(say("Speaker"), "title")
        head.addWidget(self._name)
        head.addWidget(self._title, 1)
        head.addWidget(self._screen)
        self._outer.addLayout(head)
        self._halves = QHBoxLayout()
        self._outer.addLayout(self._halves, 1)
        left, right = QVBoxLayout(), QVBoxLayout()
        self._halves.addLayout(left, 58)
        self._halves.addLayout(right, 42)
        self._keys = QHBoxLayout()
        for button in self.buttons:
            self._keys.addWidget(button, 2 if button is self.forward_button else 1)
        left.addWidget(self.preview)
        left.addLayout(self._keys)
        self._steps_card = _card(self.steps, self.hands)
        left.addWidget(self._steps_card)
        left.addStretch(1)
        self._notes_title = label(say("Notes"), "title")
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(_column(self.notes, self.answer, stretch=True))
        self._next_card = _card(_row(label(say("Next"), "title"), self.next.place), self.next)
        self._cards = (
            self._steps_card,
            self._next_card,
            _card(self.clock),
            _card(self._notes_title, self._scroll),
        )
        right.addWidget(self._cards[2])
        right.addWidget(self._cards[3], 3)
        right.addWidget(self._next_card, 2)
        self._columns = (left, right)

    # --- what is shown ---

    def show_told(self, told: Told, title: str, screen: str) -> None:
        """Show what is presented, where it stands, and on which screen the audience sees it."""
        lecture = getattr(told, "lecture", None)
        if told is not self._told:
            if self._told is not None:
                self.clock.plan_anew()
                self.hands.forget()
            self._told = told
            self._briefing = Briefing(lecture) if isinstance(lecture, Lecture) else None
        self._screen.setText(screen)
        words = told.next_words
        words = f"{words[:1].upper()}{words[1:]}"
        self.forward_button.set_words(words or say("Nothing more"))
        self.forward_button.setEnabled(bool(words))
        if self._briefing is None:
            self._show_nothing(title)
        else:
            self._show_briefing(self._briefing, words)

    def _show_nothing(self, title: str) -> None:
        """Show the run: it has no notes and no steps."""
        self._title.setText(title)
        self.clock.show_step((), 0)
        self.steps.show_steps((), 0)
        self.hands.show_step(0, 0)
        self.notes.setText(say("Notes come with lessons and lists of scenes."))
        self.answer.show_answer(None)
        self._steps_card.hide()
        self._next_card.hide()

    def _show_briefing(self, briefing: Briefing, words: str) -> None:
        lecture = briefing.lecture
        place = lecture.slide.step
        self._title.setText(say(lecture.lesson.title))
        self.clock.show_step(briefing.ends, place)
        titles = [
            StepTitle(say(step.title), shown(PHASES[phase]))
            for step, phase in zip(lecture.lesson.steps, briefing.first_phases, strict=True)
        ]
        self.steps.show_steps(titles, place)
        ask = lecture.step.ask
        self.hands.show_step(place, len(ask.choices) if isinstance(ask, AskChoice) else 0)
        self.notes.setText(shown(lecture.notes))
        self.answer.show_answer(briefing.answer)
        self.next.show_following(briefing.following, words)
        self._steps_card.show()
        self._next_card.show()

    def _go_to(self, step: int) -> None:
        if self._briefing is not None:
            lecture = self._briefing.lecture
            lecture.go(next(k for k, slide in enumerate(lecture.slides) if slide.step == step))

    # --- how it looks ---

    def set_theme(self, theme: Theme) -> None:
        """Take a theme of its own: the audience's is another."""
        scale = scale_for(self.width(), self.height())
        self._theme = theme = THEMES[theme.name].scale(scale)
        dress(self, theme)
        unit = round(theme.spacing)
        self._outer.setContentsMargins(2 * unit, unit, 2 * unit, 2 * unit)
        for layout in (self._outer, self._halves, self._keys, *self._columns):
            layout.setSpacing(round(1.5 * unit))
        for card in self._cards:
            inside = card.layout()
            if inside is not None:
                inside.setContentsMargins(2 * unit, unit, 2 * unit, unit)
                inside.setSpacing(unit)
        for part in (self.preview, self.clock, self.hands, self.steps, self.answer, self.next):
            part.set_theme(theme)
        for button in self.buttons:
            button.set_theme(theme)
        self.notes.set_look(NOTES * theme.factor, theme.text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Have type as large as the window asks for."""
        super().resizeEvent(event)
        for button in self.buttons:
            button.set_narrow(self.width() < NARROW)
        if scale_for(self.width(), self.height()) != self._theme.factor:
            self.set_theme(self._theme)

    # --- keys ---

    def event(self, event: QEvent) -> bool:
        """Keep numbers from the laboratory's shortcuts while hands are counted."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Count a hand, start the clock anew; pass on what is for the audience's window."""
        focus = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focus, QPushButton):
            focus.click()
        elif event.key() == Qt.Key.Key_0:
            self.clock.restart()
        elif not self.hands.press(event):
            self.passedOn.emit(event)


def _card(*contents: QWidget) -> QFrame:
    card = QFrame()
    card.setProperty("card", True)
    column = QVBoxLayout(card)
    for content in contents:
        column.addWidget(content)
    return card


def _column(*contents: QWidget, stretch: bool = False) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    for content in contents:
        column.addWidget(content)
    if stretch:
        column.addStretch(1)
    return holder


def _row(*contents: QWidget) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    for content in contents:
        row.addWidget(content)
    row.addStretch(1)
    return holder

"""The Goldilocks game's screen: hidden surfaces, a dial, as few tries as can be."""

from __future__ import annotations

import dataclasses
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from lrsim.experiment import Experiment
from lrsim.gui.dial.marks import Tick
from lrsim.gui.lessons.dial_panel import DialPanel
from lrsim.gui.lessons.header import Dots, Hints
from lrsim.gui.lessons.keys import ENTER, GOING, is_the_lessons, plain
from lrsim.gui.lessons.passage import Passage
from lrsim.gui.lessons.sizes import (
    CONTEXT,
    FOOT,
    HEAD,
    LEAST_TYPE,
    MARGIN,
    QUESTION,
    STAGE,
    TITLE,
    scale_of,
    theme_for,
)
from lrsim.gui.lessons.sizes import HINTS as HINT_TYPE
from lrsim.gui.lessons.stage import LessonStage
from lrsim.gui.look.palettes import Theme
from lrsim.gui.loop.background import Background
from lrsim.gui.loop.net import Netted
from lrsim.lessons.goldilocks import MOST_TRIES, ROUNDS, Game, Guess, Where
from lrsim.lessons.slides import Showing
from lrsim.session.session import Session
from lrsim.text.messages import Message, plural, say, shown
from lrsim.text.numbers import count, number

__all__ = ["GameScreen"]

FIRST: Final = 0.01
"""Where the dial stands before the first try of a surface."""

SECONDS: Final = 1.5
"""As long as a try plays."""

SAID: Final = {
    Where.BELOW: Message("↑ {lr}: too small"),
    Where.ABOVE: Message("↓ {lr}: too large"),
    Where.WORKS: Message("★ {lr}: just right"),
}
"""Of a try: by shape, and in words."""


class GameScreen(Netted, QWidget):
    """A game under way.

    Parameters
    ----------
    game : Game
    background : Background

    Signals
    -------
    leave
        It is to end: the window as it was before.
    failed(str)
        Something went wrong; for the user.
    """

    leave = Signal()
    failed = Signal(str)

    def __init__(self, game: Game, background: Background) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(say("The Goldilocks game"))
        self.game = game
        self._theme: Theme | None = None
        self._scale = 1.0
        self._trying = False
        self.stage = LessonStage(Session(_shown(game), beside=background.submit), background)
        self.stage.setParent(self)
        self.title, self.context = Passage(self), Passage(self)
        self.task = Passage(self, bold=True)
        self.tries = Passage(self)
        self.panel = DialPanel(self)
        self.dots, self.hints = Dots(self), Hints(self)
        self.copy_button = QPushButton(say("Copy the result"), self)
        self.code_button = QPushButton(say("Copy the code"), self)
        for button in (self.copy_button, self.code_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        clipboard = QGuiApplication.clipboard()
        self.copy_button.clicked.connect(lambda: clipboard.setText(self.game.result))
        self.code_button.clicked.connect(lambda: clipboard.setText(self.game.code))
        self.code_button.setToolTip(say("Who has it plays the same surfaces"))
        self.panel.tried.connect(self._try)
        self.stage.ended.connect(self._ended)
        self.hints.pressed.connect(lambda index: self._do(self._hinted[index][2]))
        self.panel.dial.installEventFilter(self)

    def close_down(self) -> None:
        """Stop time for good."""
        self.stage.close_down()

    def take_keys(self) -> None:
        """Give the keys to the dial, while it can be turned."""
        (self.panel.dial if self.panel.dial.isEnabled() else self).setFocus()

    def forward(self) -> bool:
        """Go on to the next surface, once this one is settled; tell whether that was so."""
        if not self.game.settled or self._trying:
            return False
        self.game.go_on()
        self._put_up()
        return True

    def back(self) -> bool:
        """Tell that there is no way back in a game."""
        return False

    # --- the game ---

    def _try(self, lr: float) -> None:
        game = self.game
        if game.over or game.settled or self._trying:
            return
        game.guess(lr)
        self._trying = True
        self.stage.set_up(_shown(game), len(game.guesses) - 1)
        self._show()
        steps = self.stage.session.experiment.steps
        self.stage.play(Showing(0, steps, steps / SECONDS))

    def try_it(self) -> None:
        """Try what the dial says."""
        self._try(self.panel.dial.value())

    def _ended(self) -> None:
        self._trying = False
        self._show()
        if self.game.settled:
            self.setFocus()

    def _put_up(self) -> None:
        """Show the surface that is to be played, which nobody sees."""
        self.stage.set_up(_shown(self.game))
        self.panel.dial.set_value(FIRST)
        self._show()
        self.take_keys()

    @property
    def _told(self) -> bool:
        """Whether it may be seen how it was."""
        return self.game.settled and not self._trying

    def _show(self) -> None:
        if self._theme is None:
            return
        game, guesses = self.game, self.game.guesses
        told = self._told
        self.title.setText(say("Goldilocks · {code}", code=game.code))
        if game.over:
            tries = plural("{n} try", "{n} tries", n=game.score)
            self.context.setText(say("{rounds} surfaces, {tries}.", rounds=ROUNDS, tries=tries))
            self.task.setText(game.result)
        else:
            self.context.setText(self._said_of_round(told))
            place = {"n": count(game.round + 1), "all": count(ROUNDS)}
            self.task.setText(say("Surface {n} of {all}: find a rate that works.", **place))
        seen = guesses[:-1] if self._trying else guesses
        self.tries.setText("   ".join(_said(guess) for guess in seen))
        playing = not game.over and not told
        lr = guesses[-1].lr if guesses else self.panel.dial.value()
        self.panel.setVisible(not game.over)
        self.panel.show_rate(lr, turns=playing and not self._trying, tries=playing)
        self.panel.try_button.setEnabled(not self._trying)
        left = MOST_TRIES - len(guesses)
        self.panel.count.setText(shown(plural("{n} try left", "{n} tries left", n=left)))
        self._show_zone(told)
        for button in (self.copy_button, self.code_button):
            button.setVisible(game.over)
        self.stage.set_cards(() if game.over else ("surface", "loss") if told else ("loss",), ())
        titles = [say("Surface {n}", n=count(k + 1)) for k in range(ROUNDS)]
        self.dots.show_steps(titles, min(game.round, ROUNDS - 1))
        self._hinted = self._all_hints(told)
        self.hints.show_hints([(key, words) for key, words, _ in self._hinted])
        self._lay_out()

    def _said_of_round(self, told: bool) -> str:
        game = self.game
        if not told:
            optimizer = say(game.hidden.runners[0].optimizer.title)
            return say("It is hidden, and the optimizer is {optimizer}.", optimizer=optimizer)
        found = game.guesses[-1].where is Where.WORKS
        zone = {"low": number(game.zone.low), "high": number(game.zone.high)}
        if found:
            return say("Found. From {low} to {high} it works.", **zone)
        return say("Not found. From {low} to {high} it would have worked.", **zone)

    def _show_zone(self, told: bool) -> None:
        """Mark on the dial where it works, once that may be told; and say what the last try was."""
        panel, game = self.panel, self.game
        guesses = game.guesses
        last = guesses[-1] if guesses and not self._trying else None
        panel.sign.tell(
            _said(last) if last else "", None if last is None else last.where is Where.WORKS
        )
        ticks = []
        if told and not game.over:
            best = game.zone.best
            ticks = [Tick(best, "best", Message("best {lr}", lr=number(best)), number(best))]
        panel.dial.set_ticks(ticks)

    def _all_hints(self, told: bool) -> list[tuple[str, str, Qt.Key]]:
        keys = Qt.Key
        hints: list[tuple[str, str, Qt.Key]] = []
        if told and not self.game.over:
            last = self.game.round == ROUNDS - 1
            words = Message("the result") if last else Message("next surface")
            hints.append((Message("Page Down"), words, keys.Key_PageDown))
        elif not self.game.over:
            hints.append((Message("Space"), Message("try it"), keys.Key_Space))
        leaves = Message("done") if self.game.over else Message("leave")
        hints.append((Message("Esc"), leaves, keys.Key_Escape))
        return hints

    # --- what is seen ---

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours; sizes follow the window's."""
        first, self._theme = self._theme is None, theme
        self._dress()
        if first:
            self._put_up()

    def set_reduced_motion(self, reduced: bool) -> None:
        """Let nothing move between steps, or let it."""
        self.stage.set_reduced_motion(reduced)
        self.panel.dial.glides = not reduced

    def _dress(self) -> None:
        if self._theme is None:
            return
        self._scale = scale = scale_of(self.size())
        theme = theme_for(self._theme, scale)
        self.stage.set_theme(theme, scale)
        self.panel.set_look(theme, scale)
        self.title.set_look((max(TITLE * scale, LEAST_TYPE),), theme.quiet)
        self.context.set_look([size * scale for size in CONTEXT], theme.quiet)
        self.task.set_look([size * scale for size in QUESTION], theme.text)
        self.tries.set_look([size * scale for size in CONTEXT[2:]], theme.text)
        for strip in (self.dots, self.hints):
            strip.set_look(theme, max(HINT_TYPE * scale, LEAST_TYPE))
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Grow with the window."""
        super().resizeEvent(event)
        self._dress()

    def _lay_out(self) -> None:
        scale, margin = self._scale, round(MARGIN * self._scale)
        room = self.rect().adjusted(margin, 0, -margin, 0)
        head, foot, gap = round(HEAD * scale), round(FOOT * scale), round(28 * scale)
        self.title.stand(QRect(room.left(), round(34 * scale), room.width(), round(40 * scale)))
        most = round(0.16 * self.height())
        top = head
        for passage in (self.context, self.task):
            top += passage.lay(QRect(room.left(), top, room.width(), most)) + gap // 4
        body = QRect(room.left(), top + gap, room.width(), 0)
        body.setBottom(self.height() - foot)
        if self.game.over:
            wide, high = round(260 * scale) + 60, self.copy_button.sizeHint().height()
            self.copy_button.setGeometry(body.left(), body.top(), wide, high)
            self.code_button.setGeometry(body.left() + wide + gap, body.top(), wide, high)
        left = round(STAGE * body.width())
        line = round(64 * scale)
        self.tries.stand(QRect(body.left(), body.bottom() - line, left, line))
        self.stage.setGeometry(body.left(), body.top(), left, body.height() - line - gap // 2)
        beside = body.left() + left + gap
        self.panel.setGeometry(beside, body.top(), room.right() - beside, body.height())
        dots = self.dots.sizeHint()
        self.dots.setGeometry(room.left(), self.height() - foot, dots.width(), foot)
        beside = room.left() + dots.width() + margin // 2
        self.hints.setGeometry(beside, self.height() - foot, room.right() - beside, foot)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Cover what lies below."""
        if self._theme is not None:
            with QPainter(self) as painter:
                painter.fillRect(self.rect(), QColor(self._theme.ground))

    # --- keys ---

    def event(self, event: QEvent) -> bool:
        """Keep keys from the window's shortcuts."""
        if is_the_lessons(event):
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take from the dial the keys with which one goes on."""
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
        """Try, go on, leave."""
        key, focused = Qt.Key(event.key()), self.focusWidget()
        if key in ENTER and isinstance(focused, QAbstractButton) and focused.hasFocus():
            focused.click()
        elif plain(event):
            self._do(key)
        event.accept()  # nothing of it is for the window that lies below

    def _do(self, key: Qt.Key) -> None:
        keys = Qt.Key
        if key in (keys.Key_PageDown, keys.Key_Right, *ENTER):
            self.forward()
        elif key == keys.Key_Space:
            self.try_it()
        elif key == keys.Key_Escape:
            self.leave.emit()


def _said(guess: Guess) -> str:
    said = SAID[guess.where]
    return say(said.id, lr=number(guess.lr))


def _shown(game: Game) -> Experiment:
    """Return the hidden experiment with a runner for each try."""
    hidden, guesses = game.hidden, game.guesses
    if not guesses:
        return hidden
    runners = tuple(
        dataclasses.replace(hidden.runners[0], lr=guess.lr, name=f"{k + 1}: {number(guess.lr)}")
        for k, guess in enumerate(guesses)
    )
    return dataclasses.replace(hidden, runners=runners)

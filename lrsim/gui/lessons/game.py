"""The Goldilocks game's screen: hidden surfaces, a dial, as few tries as can be."""

from __future__ import annotations

import dataclasses
from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from lrsim.experiment import Experiment
from lrsim.gui.dial.labels import Tick
from lrsim.gui.lessons.dial_panel import DialPanel
from lrsim.gui.lessons.passage import Passage
from lrsim.gui.lessons.sizes import CONTEXT, MARGIN, QUESTION, STAGE, Sizes
from lrsim.gui.lessons.slide_screen import Hint, SlideScreen
from lrsim.gui.lessons.stage import LessonStage
from lrsim.gui.look.palettes import Theme
from lrsim.gui.loop.background import Background
from lrsim.lessons.goldilocks import MOST_TRIES, ROUNDS, Game, Guess, Where
from lrsim.lessons.slides import Showing
from lrsim.session.session import Session
from lrsim.text.messages import Message, plural, say, shown
from lrsim.text.numbers import count, number

__all__ = ["GameScreen"]

FIRST: Final = 0.01
"""Where the dial stands before the first try of a surface."""

WORDS: Final = 0.25
"""Of the height, that the words over the stage take at most."""

SECONDS: Final = 1.5
"""As long as a try plays."""

SAID: Final = {
    Where.BELOW: Message("↑ {lr}: too small"),
    Where.ABOVE: Message("↓ {lr}: too large"),
    Where.BETWEEN: Message("↕ {lr}: between two that work"),
    Where.WORKS: Message("★ {lr}: just right"),
}
"""Of a try: by shape, and in words."""


class GameScreen(SlideScreen):
    """A game under way.

    Parameters
    ----------
    game : Game
    background : Background

    """

    def __init__(self, game: Game, background: Background) -> None:
        super().__init__(say("The Goldilocks game"))
        self.game = game
        self._trying = False
        self._fresh = True  # nothing has been put up
        self.stage = LessonStage(Session(_shown(game), beside=background.submit), background)
        self.stage.setParent(self)
        self.tries = Passage(self)
        self.panel = DialPanel(self)
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

    @property
    def next_words(self) -> str:
        """What going on would do; empty while there is a surface to be tried."""
        return say("next") if self._told and not self.game.over else ""

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

    def run_again(self) -> None:
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
            self.main.setText(game.result)
        else:
            self.context.setText(self._said_of_round(told))
            place = {"n": count(game.round + 1), "all": count(ROUNDS)}
            self.main.setText(say("Surface {n} of {all}: find a rate that works.", **place))
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
        self.show_hints(self._all_hints(told))
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

    def _all_hints(self, told: bool) -> list[Hint]:
        keys = Qt.Key
        leaves = Message("done") if self.game.over else Message("leave")
        hints = [Hint(keys.Key_Escape, Message("Esc"), leaves)]
        if told and not self.game.over:
            last = self.game.round == ROUNDS - 1
            words = Message("the result") if last else Message("next surface")
            hints.insert(0, Hint(keys.Key_PageDown, Message("Page Down"), words))
        elif not self.game.over:
            hints.insert(0, Hint(keys.Key_Space, Message("Space"), Message("try it")))
        return hints

    # --- what is seen ---

    def set_reduced_motion(self, reduced: bool) -> None:
        """Let nothing move between steps, or let it."""
        self.stage.set_reduced_motion(reduced)
        self.panel.dial.glides = not reduced

    def dress(self, theme: Theme, sizes: Sizes) -> None:
        """Take the theme's colours, and sizes that fit the screen's."""
        self.stage.set_theme(theme, sizes)
        self.panel.set_look(theme, sizes)
        self.context.set_look(sizes.of_type(CONTEXT), theme.quiet)
        self.main.set_look(sizes.of_type(QUESTION), theme.text)
        self.tries.set_look(sizes.of_type(CONTEXT[2:]), theme.text)
        if self._fresh:
            self._fresh = False
            self._put_up()
        else:
            self._show()

    def _lay_out(self) -> None:
        sizes = self.sizes
        gap = sizes.pixels(28)
        room = self.lay_frame(self.width() - sizes.pixels(MARGIN))
        most = round(WORDS * self.height() * sizes.factor**0.5)
        room.setTop(room.top() + self.lay_words(room, most) + gap)
        if self.game.over:
            hints = [button.sizeHint() for button in (self.copy_button, self.code_button)]
            wide = max(sizes.pixels(260) + 60, *(hint.width() for hint in hints))
            high = hints[0].height()
            self.copy_button.setGeometry(room.left(), room.top(), wide, high)
            self.code_button.setGeometry(room.left() + wide + gap, room.top(), wide, high)
        left, line = round(STAGE * room.width()), sizes.pixels(64 * max(sizes.factor, 1.0))
        self.tries.stand(QRect(room.left(), room.bottom() - line, left, line))
        self.stage.setGeometry(room.left(), room.top(), left, room.height() - line - gap // 2)
        self.panel.setGeometry(room.adjusted(left + gap, 0, 0, 0))


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

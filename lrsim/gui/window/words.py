"""What the window says of a run while it changes: no oftener than it can be read, of an explosion last.

The frame in which a step lands is the dearest one: in it the pictures show the step, in the next one all
that is said of it changes at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QTimer

from lrsim.gui.dial.dial import Dial
from lrsim.gui.dial.ticks import ticks_of
from lrsim.gui.look.access import Announcer
from lrsim.gui.loop.explosion import Explosion
from lrsim.gui.runners.table import RunnersTable
from lrsim.gui.steps.event import event_words
from lrsim.gui.verdict.advice import Advice
from lrsim.gui.verdict.card import VerdictCard
from lrsim.session.session import Change, Session
from lrsim.text.messages import say

__all__ = ["Words"]

WORDS_PER_SECOND: Final = 8
"""How often verdict and table change while time passes or a hand turns: faster cannot be read."""

THEORIES_PER_SECOND: Final = 15
"""How often gauge and ticks move while playing: each time the dial is painted anew."""

_FIGURES: Final = Change.PLAYHEAD | Change.PATHS | Change.VERDICTS
"""What of a run changes while time passes, …"""

_TURNED: Final = _FIGURES | Change.EXPERIMENT | Change.HORIZON | Change.HISTORY
"""… and while a hand turns the dial."""


class Words:
    """Tells verdict, advice, table and dial what to say.

    Parameters
    ----------
    session : Session
    explosion : Explosion
        While one is to be seen, nothing is said of it.
    verdict : VerdictCard
    table : RunnersTable
    advice : Advice
    dial : Dial
    """

    def __init__(
        self,
        session: Session,
        explosion: Explosion,
        verdict: VerdictCard,
        table: RunnersTable,
        advice: Advice,
        dial: Dial,
    ) -> None:
        self._session, self._explosion = session, explosion
        self._verdict, self._table, self._advice, self._dial = verdict, table, advice, dial
        self.clock: Callable[[], float] = time.perf_counter
        """Seconds since some moment."""
        self.prompt = False
        """Whether words change in the very frame in which a step lands."""
        self._landed = self._late = Change(0)
        self._due = Change(0)
        self._said_at = self._theory_at = 0.0
        self._announcer, self._told = Announcer(verdict), ("", "")
        self._rest = QTimer(verdict, singleShot=True, interval=round(1000 / WORDS_PER_SECOND))
        """Runs while something is due that a hand which rests now has changed."""
        self._rest.timeout.connect(lambda: self.speak(Change(0)))

    def show_session(self, what: Change) -> None:
        """Say what has changed; while time passes, in the next frame."""
        self._landed |= what
        if self.prompt or not self._session.playing or what & ~_FIGURES:
            self._late |= self._landed
            self._landed = Change(0)
            self._catch_up()

    def follow(self) -> None:
        """Go on by a frame while time passes."""
        self._catch_up()
        self._late, self._landed = self._landed, Change(0)

    def _catch_up(self) -> None:
        """Say what is late."""
        what, self._late = self._late, Change(0)
        if what & ~(Change.HORIZON | Change.HISTORY | Change.VERDICTS):
            self._show_theory()
        if what:
            self.speak(what)

    def speak(self, what: Change) -> None:
        """Say what it means, and what to do about it; of an explosion when it has been seen."""
        if self._explosion.running:
            self._due |= what
            return
        self._show_words(what)
        self._advice.show_session(self._session, what)

    def _show_words(self, what: Change) -> None:
        """Show verdict and figures, while they change only as often as they can be read."""
        self._due |= what
        now, session = self.clock(), self._session
        if now - self._said_at < 1 / WORDS_PER_SECOND:
            if session.in_gesture and not self._due & ~_TURNED:
                if not self._rest.isActive():
                    self._rest.start()
                return
            if session.playing and not self._due & ~_FIGURES:
                return
        self._rest.stop()
        what, self._due, self._said_at = self._due, Change(0), now
        self._verdict.show_session(self._session, what)
        self._table.show_session(self._session, what)
        self._announce()

    def _announce(self) -> None:
        """Tell those who cannot see it when the verdict is another, a runner has exploded or time is over."""
        session, verdict = self._session, self._verdict.verdict
        if verdict is None:
            return
        step, run = session.playhead, session.run
        gone = run.exploded_at is not None and run.exploded_at <= step
        over = step >= session.experiment.steps and not gone
        name = session.experiment.runners[session.selected].name
        told = name, f"{verdict.headline}{gone}{over}"
        if told == self._told:
            return
        self._told = told
        event = event_words(session, session.selected) if gone else ""
        end = say("the end of the run") if over else ""
        self._announcer.say(". ".join(filter(None, (name, event, end, self._verdict.in_words))))

    def _show_theory(self) -> None:
        """Show what the local quadratic says: where the step lands, and ticks at the dial."""
        now = self.clock()
        if not self._session.playing or now - self._theory_at >= 1 / THEORIES_PER_SECOND:
            self._theory_at = now
            self._verdict.show_step(self._session)
            self._dial.set_ticks(ticks_of(self._session.theory(), self._session.experiment.hide))

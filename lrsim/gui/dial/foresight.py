"""What each learning rate would do from the playhead on: asked in the background, shown on the dial."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from lrsim.gui.dial.gauge import Gauge
from lrsim.gui.loop.background import Background
from lrsim.session.foresight import Question, answer, overtakes, question_of
from lrsim.session.session import Change, Session
from lrsim.studies.zone.arc import Arc

REST_MS = 66
"""While time runs, between two questions: each frame would have its own, and each paints the dial anew."""


RELEVANT = (
    Change.EXPERIMENT
    | Change.PATHS
    | Change.PLAYHEAD
    | Change.HORIZON
    | Change.SELECTION
    | Change.REVEAL
    | Change.PLAYBACK
)


class Foresight(QObject):
    """Keeps the dial's arc up to date while it is shown.

    It is shown while the future is revealed, or when asked for by its own key. What is out of date is
    dimmed at once; one job runs at a time, and when it ends the newest question is asked. A long
    one ends soon when it is about what is no more.
    """

    def __init__(
        self, session: Session, background: Background, dial: Gauge, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._background = background
        self._dial = dial
        self._shown = session.reveal
        self._reveal = session.reveal
        self._answered: Question | None = None
        self._asked: Question | None = None
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._refresh)

    @property
    def shown(self) -> bool:
        """Whether the arc is wanted."""
        return self._shown

    def toggle(self) -> None:
        """Hide the arc or show it, until the future is revealed or hidden again."""
        self._shown = not self._shown
        self._refresh()

    def show_session(self, session: Session, what: Change) -> None:
        """Ask anew where the answer has changed."""
        if session.reveal != self._reveal:
            self._reveal = self._shown = session.reveal
        if what & RELEVANT:
            self._refresh()

    def leave(self) -> None:
        """Ask nothing more, and wait for no answer: the dial goes."""
        self._shown = False
        self._rest.stop()
        self._background.cancel(self)

    def _refresh(self) -> None:
        wanted = self._shown and "zone" not in self._session.experiment.hide
        question = question_of(self._session) if wanted else None
        self._leave_off(question)
        if question is None:
            self._answered = self._asked = None
            self._dial.set_arc(None)
            return
        if question != self._answered and self._dial.arc is not None:
            self._dial.set_arc(self._dial.arc.stale())
        busy = self._background.is_busy(self)
        if question != self._asked and not busy and not self._rest.isActive():
            self._asked = question
            self._background.submit(self, lambda cancel: answer(question, cancel), self._show)
            if self._session.playing:
                self._rest.start()

    def _leave_off(self, question: Question | None) -> None:
        """Let a long search end for a question that nobody asks any more."""
        asked, playing = self._asked, self._session.playing
        if asked is None or not self._background.is_busy(self):
            return
        if overtakes(asked, question, playing):
            self._background.cancel(self)
            self._asked = None

    def _show(self, arc: Arc) -> None:
        if self._asked is None:  # it was hidden meanwhile
            self._refresh()
            return
        self._answered = self._asked
        if "best" in self._session.experiment.hide:
            arc = replace(arc, best=None)
        current = question_of(self._session) == self._answered
        self._dial.set_arc(arc if current else arc.stale())
        self._refresh()

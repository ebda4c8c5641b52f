"""The fix that helps most: looked for in the background, shown on the verdict card."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from lrsim.diagnosis import Prescription, Verdict
from lrsim.gui.loop.background import Background
from lrsim.gui.verdict.card import VerdictCard
from lrsim.session.session import Change, Session

__all__ = ["Advice"]

REST_MS = 60
"""Nothing is asked before things have stood still for so long: not in the middle of a gesture."""


class Advice(QObject):
    """Keeps what the card offers up to date while time stands still.

    While it runs every frame would have its own fix: the card then offers to look for one. A job that is out
    of date is dropped; so is what it finds.
    """

    def __init__(
        self,
        session: Session,
        background: Background,
        card: VerdictCard,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._background = background
        self._card = card
        self._verdict: Verdict | None = None
        self._found: Prescription | None = None
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._ask)

    @property
    def settled(self) -> bool:
        """Whether what the card offers is what there is to offer."""
        return not self._rest.isActive() and (self._verdict is None or self._found is not None)

    def show_session(self, session: Session, what: Change) -> None:
        """Ask anew where the verdict has changed."""
        if not what & ~Change.HISTORY:
            return
        turning = session.in_gesture  # each frame has a verdict of its own: it is asked for at rest
        verdict = None if session.playing or turning else session.verdict()
        if turning or verdict is not self._verdict:
            self._background.cancel(self)
            self._verdict, self._found = verdict, None
            self._rest.stop()
            if not session.playing:
                self._rest.start()
        self._card.show_prescription(self._found, session.reveal)

    def _ask(self) -> None:
        session = self._session
        verdict = self._verdict = None if session.playing else session.verdict()
        if verdict is not None:
            self._background.submit(self, verdict.prescribe, self._show)

    def _show(self, found: Prescription) -> None:
        self._found = found
        self._card.show_prescription(found, self._session.reveal)

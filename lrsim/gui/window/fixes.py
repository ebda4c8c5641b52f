"""What the verdict offers, done: at once, or of a long run when it has been found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from lrsim.diagnosis import Verdict
from lrsim.gui.loop.background import Background
from lrsim.session.session import Session

__all__ = ["Fixes"]

LONG: Final = 2**11
"""Steps of a run up to which fixes are looked for while the window waits: 20,000 in noise take 0.6 s."""


class Fixes:
    """Does what the selected runner's verdict offers, and plays.

    Parameters
    ----------
    session : Session
    background : Background
        What looks for the fix of a long run.
    doing : callable
        Returns an act with bad input said instead of raised.
    """

    def __init__(
        self,
        session: Session,
        background: Background,
        doing: Callable[[Callable[..., object]], Callable[..., None]],
    ) -> None:
        self._session, self._background, self._doing = session, background, doing

    def fix(self) -> None:
        """Do it, and play; of a long run when it has been found. What an exercise hides is not done."""
        session = self._session
        if not {"fix", "verdict"}.isdisjoint(session.experiment.hide):
            return
        if session.run.horizon <= LONG:
            self._do(session.verdict())
            return
        session.pause()
        verdict = session.verdict()
        self._background.submit("fix", verdict.prescribe, lambda _found: self._do(verdict))

    def _do(self, verdict: Verdict) -> None:
        """Do what a verdict offers, if it is still the present one."""
        if verdict is self._session.verdict() and verdict.remedy is not None:
            self._doing(self._session.apply_fix)()
            self._session.play()

"""What is presented: anything that goes forward and back; without a lesson the run itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from lrsim.session.session import Session
from lrsim.text.messages import Message, say, shown

__all__ = ["RunTold", "Told", "WayBack"]


class Told(Protocol):
    """What Page Down and Page Up go through."""

    @property
    def next_words(self) -> str:
        """What going forward would do, as on a button; empty where nothing comes."""

    def forward(self) -> object:
        """Go on to what is said next."""

    def back(self) -> object:
        """Go back to what was said before."""


class WayBack:
    """Where nothing of the run is seen: either way leads to it, and it does nothing unseen.

    Parameters
    ----------
    show : callable
        Shows it.
    """

    def __init__(self, show: Callable[[], object]) -> None:
        self._show = show

    @property
    def next_words(self) -> str:
        """What going forward would do."""
        return say("Show the run")

    def forward(self) -> bool:
        """Show the run."""
        self._show()
        return True

    def back(self) -> bool:
        """Show the run."""
        return self.forward()


PLAY, TO_THE_END, REVEAL = Message("Play"), Message("To the end"), Message("Reveal")


class RunTold:
    """A run told in four kinds of beats: play it, jump to its end, reveal the future, then runner by runner.

    Where it stands is a matter of the session alone, so that a hand may do any of it in between.

    Parameters
    ----------
    session : Session
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def next_words(self) -> str:
        """What going forward would do."""
        session = self._session
        if session.playing:
            return shown(TO_THE_END)
        if not self._is_over:
            return shown(PLAY)
        if self._may_reveal:
            return shown(REVEAL)
        following = self._beside(1)
        return "" if following is None else say("Next: {name}", name=self._name(following))

    def forward(self) -> bool:
        """Go on; tell whether there was anything to go on to."""
        session, following = self._session, self._beside(1)
        if session.playing:
            session.pause()
            session.seek(session.end)
        elif not self._is_over:
            session.play()
        elif self._may_reveal:
            session.set_reveal(True)
        elif following is not None:
            session.select(following)
        else:
            return False
        return True

    def back(self) -> bool:
        """Go back; tell whether there was anything to go back to."""
        session, before = self._session, self._beside(-1)
        if self._is_over and not self._may_reveal and before is not None:
            session.select(before)
        elif session.reveal:
            session.set_reveal(False)
        elif session.playing or session.playhead:
            session.pause()
            session.reset()
        else:
            return False
        return True

    @property
    def _is_over(self) -> bool:
        return self._session.playhead >= self._session.end

    @property
    def _may_reveal(self) -> bool:
        """Whether there is a future that is not shown, and no exercise hides it."""
        return not (self._session.reveal or "reveal" in self._session.experiment.hide)

    def _beside(self, by: int) -> int | None:
        """Return the runner before or after the selected one that is not hidden."""
        session = self._session
        seen = [k for k in range(len(session.runs)) if k not in session.hidden]
        place = seen.index(session.selected) + by
        return seen[place] if 0 <= place < len(seen) else None

    def _name(self, index: int) -> str:
        return self._session.experiment.runners[index].name

"""The moment at which the selected runner explodes: held, then faded; once for each run, quiet after."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from lrsim.gui.loop.bridge import FRAME_MS, Bridge
from lrsim.session.session import Change, Session
from lrsim.setup import Setup

__all__ = ["Explosion", "faded", "has_exploded", "tells_explosion"]

HOLD: Final = 0.3
"""Seconds for which nothing happens: the leap is seen, …"""

FADE: Final = 0.5
"""… and in which the picture fades."""

MOST_REMEMBERED: Final = 64
"""Runs whose explosion has been seen."""


def faded(seconds: float) -> float:
    """Return how far the picture has faded, 0 to 1, so long after an explosion."""
    return min(max((seconds - HOLD) / FADE, 0.0), 1.0)


def has_exploded(session: Session, index: int | None = None) -> bool:
    """Tell whether a runner has exploded by the playhead; the selected one for None."""
    end = session.runs[session.selected if index is None else index].exploded_at
    return end is not None and end <= session.playhead


def tells_explosion(session: Session, index: int | None = None, step: int | None = None) -> bool:
    """Tell whether it may be said that a runner has exploded by a step, the playhead for None.

    An exercise that hides the verdict leaves that to be seen.
    """
    run = session.runs[session.selected if index is None else index]
    by = session.playhead if step is None else step
    gone = run.exploded_at is not None and run.exploded_at <= by
    return gone and "verdict" not in session.experiment.hide


class Explosion(QObject):
    """Plays an explosion when time has come to it.

    Parameters
    ----------
    session : Session
    bridge : Bridge

    Signals
    -------
    moved(float)
        The picture has faded so far.
    ended()
        It is over: what it means can be said.
    """

    moved = Signal(float)
    ended = Signal()

    def __init__(self, session: Session, bridge: Bridge) -> None:
        super().__init__(bridge)
        self.reduced = False
        """Whether it is over at once."""
        self._session = session
        self._bridge = bridge
        self._seen: dict[Setup, None] = {}
        self._passed: float | None = None
        self._timer = QTimer(self, interval=FRAME_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(lambda: self.advance(bridge.frame_seconds()))
        bridge.changedNow.connect(self._keep_up)
        bridge.changed.connect(self._show)

    @property
    def running(self) -> bool:
        """Whether the moment is being played."""
        return self._passed is not None

    @property
    def share(self) -> float:
        """How far the picture has faded: not at all before the selected runner has exploded."""
        if self._passed is not None:
            return faded(self._passed)
        return 1.0 if has_exploded(self._session) else 0.0

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        if self._passed is None:
            return
        self._passed += seconds
        if self._passed >= HOLD + FADE:
            self.finish()
        else:
            self._show()

    def finish(self) -> None:
        """Let it be over."""
        if self._passed is not None:
            self._passed = None
            self._timer.stop()
            self._show()
            self.ended.emit()

    def _keep_up(self, what: Change) -> None:
        """Begin when time has come to an explosion; end when anything else happens."""
        moved = what & (Change.PLAYHEAD | Change.EXPERIMENT | Change.SELECTION | Change.PLAYBACK)
        if not moved:
            return
        setup = self._session.run.setup
        due = self._bridge.ticking and bool(what & Change.PLAYHEAD)
        if due and has_exploded(self._session) and setup not in self._seen:
            self._remember(setup)
            if not self.reduced:
                self._passed = 0.0
                self._bridge.frame_seconds()
                self._timer.start()
        elif not self._bridge.ticking:
            self.finish()

    def _remember(self, setup: Setup) -> None:
        self._seen[setup] = None
        if len(self._seen) > MOST_REMEMBERED:
            del self._seen[next(iter(self._seen))]

    def _show(self, _what: Change | None = None) -> None:
        self.moved.emit(self.share)

"""Between the session and Qt: changes collected into frames, and the clock that lets time pass."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from lrsim.session.announcer import NO_CHANGE
from lrsim.session.session import Change, Session

FRAME_MS = 16
LONGEST_STEP = 0.1
"""Seconds: after a stall, time goes on from where it was instead of leaping."""

HOLD = 0.6
"""Seconds for which time stands still at a moment."""

RATE_WINDOW = 0.5
"""Seconds over which the measured rates are averaged."""


class Bridge(QObject):
    """Tells the views what changed, once per frame, and drives `Session.advance`.

    Parameters
    ----------
    session : Session
    parent : QObject, optional
    waits : bool
        Whether time passes from `begin` on only.

    Signals
    -------
    changed(Change)
        All that has changed since the last frame.
    changedNow(Change)
        What has changed this moment, for the little that cannot wait for the frame.
    ticked()
        Time has passed while playing; the views have been told what that changed.
    measured(float, float)
        Steps and frames per second, about twice a second while playing.
    """

    changed = Signal(object)
    changedNow = Signal(object)
    ticked = Signal()
    measured = Signal(float, float)

    def __init__(
        self, session: Session, parent: QObject | None = None, *, waits: bool = False
    ) -> None:
        super().__init__(parent)
        self._waits = waits
        self.session = session
        self.ticking = False
        """Whether it is time that moves the playhead, and no hand."""
        self.moment: Callable[[], int | None] = lambda: None
        """The step at which time stands still for a moment when it comes there, if there is one."""
        self._held = 0.0
        self._pending = NO_CHANGE
        self._frame = QTimer(self, singleShot=True, interval=0)
        self._frame.timeout.connect(self.flush)
        self._clock = QTimer(self, interval=FRAME_MS)
        self._clock.setTimerType(Qt.TimerType.PreciseTimer)
        self._clock.timeout.connect(self._tick)
        self._last = 0.0
        self._since = 0.0
        self._since_step = 0
        self._frames = 0
        self._painted = False
        self._unsubscribe = session.on_changed(self._collect)
        self._follow_clock()

    def begin(self) -> None:
        """Let time pass from now on, as far as the session plays."""
        if self._waits:
            self._waits = False
            self._follow_clock()

    def close(self) -> None:
        """Stop listening and stop the clock."""
        self._unsubscribe()
        self._clock.stop()
        self._frame.stop()

    def flush(self, also: Change = NO_CHANGE) -> None:
        """Tell the views now what has changed, and what `also` they are to show."""
        self._frame.stop()
        what, self._pending = self._pending | also, NO_CHANGE
        if what:
            self.changed.emit(what)

    def count_frame(self) -> None:
        """Note that something has been painted; what is painted between two ticks is one frame."""
        self._painted = True

    def _collect(self, what: Change) -> None:
        self._pending |= what
        if what & (Change.PLAYHEAD | Change.PLAYBACK) and not self.ticking:
            self._held = 0.0  # a hand has gone elsewhere
        self.changedNow.emit(what)
        if what & Change.PLAYBACK:
            self._follow_clock()
        if not self._frame.isActive():
            self._frame.start()

    def _follow_clock(self) -> None:
        playing = self.session.playing and not self._waits
        if playing and not self._clock.isActive():
            self._last = self._since = time.perf_counter()
            self._since_step, self._frames, self._painted = self.session.playhead, 0, False
            self._clock.start()
        elif not playing and self._clock.isActive():
            self._clock.stop()
            self.measured.emit(0.0, 0.0)

    def frame_seconds(self) -> float:
        """Return the seconds since this was asked last, or as many as a stall may count for."""
        now = time.perf_counter()
        passed, self._last = now - self._last, now
        return min(passed, LONGEST_STEP)

    def pass_time(self, seconds: float) -> None:
        """Let the session's time pass, and tell the views; at a moment it stands still for a while."""
        held = min(self._held, seconds)
        self._held -= held
        before, moment = self.session.playhead, self.moment()
        self.ticking = True
        self.session.advance(seconds - held, rest_at_explosion=True, upto=moment)
        self.ticking = False
        if moment is not None and before < moment <= self.session.playhead:
            self._held = HOLD
        self.flush()
        self.ticked.emit()

    def _tick(self) -> None:
        self._frames += self._painted
        self._painted = False
        self.pass_time(self.frame_seconds())
        now = self._last
        if now - self._since >= RATE_WINDOW:
            span = now - self._since
            taken = max(self.session.playhead - self._since_step, 0)
            self.measured.emit(taken / span, self._frames / span)
            self._since, self._since_step, self._frames = now, self.session.playhead, 0

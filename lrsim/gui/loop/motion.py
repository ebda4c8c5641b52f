"""What moves between two steps: the session's clock followed, single steps played.

The session knows whole steps only. What a picture shows between them is a function of time (`tween`).
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal

from lrsim.gui.loop.bridge import FRAME_MS, Bridge
from lrsim.gui.loop.net import Netted
from lrsim.gui.loop.tween import AT_REST, KEYED_SPEED, SLOPE_AT, Tween, tween_at, tween_back
from lrsim.session.session import Change, Session

__all__ = ["Motion"]

BACK_SECONDS: Final = 0.2
"""How long a step back takes that was asked for by key."""

_ENDING: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.ShortcutOverride,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)
"""What a hand begins something new with."""


class _Own:
    """A step that is played without the session's clock: asked for by key, or flown to its end."""

    def __init__(self, step: int, progress: float, speed: float, *, back: bool = False) -> None:
        self.step, self.progress, self.speed, self.back = step, progress, speed, back


class Motion(Netted, QObject):
    """Says between which steps the balls are, once a frame, and plays single steps.

    Parameters
    ----------
    session : Session
    bridge : Bridge
        Whose clock it follows.
    reduced : bool
        Whether nothing is to move between steps.

    Signals
    -------
    moved(Tween)
        The balls are elsewhere between their steps.
    """

    moved = Signal(object)

    def __init__(self, session: Session, bridge: Bridge, *, reduced: bool = False) -> None:
        super().__init__(bridge)
        self._session = session
        self._reduced = reduced
        self._tween = AT_REST
        self._since = session.playhead
        self._own: _Own | None = None
        self._timer = QTimer(self, interval=FRAME_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(lambda: self.advance(bridge.frame_seconds()))
        self._bridge = bridge
        bridge.ticked.connect(self._follow)
        bridge.changedNow.connect(self._keep_up)
        bridge.changed.connect(self._settle)

    @property
    def tween(self) -> Tween:
        """What is to be seen now."""
        return self._tween

    @property
    def reduced(self) -> bool:
        """Whether nothing moves between steps."""
        return self._reduced

    def set_reduced(self, reduced: bool) -> None:
        """Let things move between steps, or not."""
        self.finish()
        self._reduced = reduced
        self._show(AT_REST)

    # --- playing ---

    def pause(self) -> None:
        """Stop time; a ball that is in the air flies on to its landing."""
        session, tween = self._session, self._tween
        if session.playing and tween.share(session) > 0.0:
            self._begin(_Own(tween.step, session.progress, session.speed))
        session.pause()

    def step(self, n: int) -> None:
        """Take a step, or one back, so that it is seen; the session takes it when the ball lands."""
        self.finish()
        session = self._session
        if self._reduced or session.playing or abs(n) != 1 or not self._can_be_seen(n):
            session.step(n)
        elif n > 0:
            self._begin(_Own(session.playhead, SLOPE_AT, KEYED_SPEED))
        else:
            self._begin(_Own(session.playhead, 0.0, 1.0 / BACK_SECONDS, back=True))

    def finish(self) -> None:
        """Let a step that is being played land at once."""
        own, self._own = self._own, None
        if own is not None:
            self._end()
            self._bridge.ticking = True  # the hand has asked for it a while ago
            self._session.step(-1 if own.back else 1)
            self._bridge.ticking = False
            self._bridge.flush()  # the views go on to the step before they let go of the way there
            self._show(AT_REST)

    def advance(self, seconds: float) -> None:
        """Let time pass for a step that is being played."""
        own = self._own
        if own is None:
            return
        own.progress += seconds * own.speed
        if own.progress >= 1.0:
            self.finish()
        elif own.back:
            self._show(tween_back(own.step, own.progress))
        else:
            self._show(tween_at(own.step, own.progress, own.speed, self._since))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Land before the hand begins something else."""
        if event.type() in _ENDING:
            self.finish()
        return super().eventFilter(watched, event)

    def _can_be_seen(self, n: int) -> bool:
        """Tell whether the selected runner has a place on the other side of the step."""
        session = self._session
        if n > 0:
            return session.next_position() is not None
        run, row = session.run, session.row(session.selected)
        return row > 0 and session.playhead == run.step_at(row) == run.step_at(row - 1) + 1

    def _begin(self, own: _Own) -> None:
        self._own = own
        if self._timer.isActive():
            return
        self._bridge.frame_seconds()
        self._timer.start()
        application = QCoreApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def _end(self) -> None:
        self._timer.stop()
        application = QCoreApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def _follow(self) -> None:
        """Show what the session's clock says."""
        session = self._session
        if session.playing and not self._reduced:
            tween = tween_at(session.playhead, session.progress, session.speed, self._since)
            self._show(tween)

    def _keep_up(self, what: Change) -> None:
        """Drop a step that is being played when something else has moved the playhead."""
        session = self._session
        if what & (Change.PLAYHEAD | Change.PLAYBACK) and session.progress == 0.0:
            self._since = session.playhead
        own = self._own
        if own is not None and (session.playing or session.playhead != own.step):
            self._own = None  # it has gone elsewhere
            self._end()

    def _settle(self, _what: Change) -> None:
        """Rest when time stands still; the views are told of it before they show the step."""
        if self._own is None and not self._session.playing:
            self._show(AT_REST)

    def _show(self, tween: Tween) -> None:
        if tween != self._tween:
            self._tween = tween
            self.moved.emit(tween)

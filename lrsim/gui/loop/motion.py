"""What lies between two steps: when the arrow grows, when the ball hops, where it is on its way.

The session knows whole steps only. What a picture shows between them is a function of the step, the share of
the next one that has passed and the speed (`tween_at`): whoever asks again gets the same picture, whatever
the clock says.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal

from lrsim.gui.loop.bridge import FRAME_MS, Bridge
from lrsim.gui.loop.net import Netted
from lrsim.session.session import Change, Session

__all__ = ["AT_REST", "IMAGE_OPACITIES", "Motion", "Tween", "tween_at"]

IMAGES_AFTER: Final = (0.06, 0.12, 0.18)
"""Seconds after which the ball's after-images follow it, …"""

IMAGE_OPACITIES: Final = (0.34, 0.22, 0.14)
"""… and how much of its colour they have."""

KEYED_SPEED: Final = 2.0
"""Steps per second at which a step that was asked for by key is played, …"""

BACK_SECONDS: Final = 0.2
"""… and how long one back takes."""

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


class Beat(NamedTuple):
    """What happens when within a step, in shares of its time; at its end the ball lands.

    Attributes
    ----------
    arrow : tuple of float or None
        While the arrow grows; None: there is no time for one.
    hop : tuple of float
        While the ball is in the air.
    eased : bool
        Whether it starts and lands gently, or flies at an even speed.
    """

    arrow: tuple[float, float] | None
    hop: tuple[float, float]
    eased: bool


# It rests where it landed, shows the slope, grows the arrow, hops.
_SLOW: Final = Beat((0.3, 0.55), (0.55, 1.0), eased=True)
_BRISK: Final = Beat((0.25, 1.0), (0.25, 1.0), eased=True)
_FAST: Final = Beat(None, (0.0, 1.0), eased=False)
SLOPE_AT: Final = 0.15
"""Share of a slow step after which the ball has rested: where a step begins that was asked for by key."""

BRISK, FAST, TOO_FAST = 5.0, 10.0, 30.0
"""Steps per second from which arrow and hop go together, from which there is only the hop, and beyond which
nothing can be seen of it."""


class Tween(NamedTuple):
    """What is to be seen between two steps.

    Attributes
    ----------
    step : int
        The step that is being taken: the balls are between their positions at it and at the next.
    hop : float
        Share of the way that the balls have gone.
    air : float
        Share of the hop's time that has passed.
    arrow : float or None
        Share of the step's arrow that is drawn; None: there is none at this speed.
    images : tuple of (int, float)
        Where the after-images are: step and share of the way, the latest first.
    back : bool
        Whether the step is being taken back.
    """

    step: int = -1
    hop: float = 0.0
    air: float = 0.0
    arrow: float | None = 1.0
    images: tuple[tuple[int, float], ...] = ()
    back: bool = False

    def share(self, session: Session) -> float:
        """Return the share of the way that balls at the session's playhead have gone, below 0 back."""
        if session.playhead != self.step + self.back:
            return 0.0  # it was another step's
        return self.hop - self.back

    @property
    def moving(self) -> bool:
        """Whether a ball or an after-image is between two places."""
        return 0.0 < self.hop < 1.0 or any(0.0 < share < 1.0 for _, share in self.images)


AT_REST: Final = Tween()
"""Balls on their steps, the arrow whole."""


def beat_at(speed: float) -> Beat | None:
    """Return what happens when within a step; None where steps are too fast for anything between."""
    if speed < BRISK:
        return _SLOW
    if speed < FAST:
        return _BRISK
    return _FAST if speed <= TOO_FAST else None


def tween_at(step: int, progress: float, speed: float, since: float = 0.0) -> Tween:
    """Return what is to be seen a share of the way from a step to the next.

    Parameters
    ----------
    step : int
    progress : float
        Share of the next step's time that has passed, 0 to 1.
    speed : float
        Steps per second.
    since : float
        The step at which the motion began: before it nothing left an after-image.
    """
    beat = beat_at(speed)
    if beat is None:
        return AT_REST._replace(step=step, arrow=None)
    air, hop = _on_the_way(beat, progress, speed)
    images = []
    for seconds in IMAGES_AFTER:
        time = step + progress - seconds * speed
        if time >= since:
            place = math.floor(time)
            images.append((place, _on_the_way(beat, time - place, speed)[1]))
    return Tween(step, hop, air, _grown(beat, progress, speed), tuple(images))


def tween_back(step: int, progress: float) -> Tween:
    """Return what is to be seen while the step before is taken back."""
    return Tween(step - 1, 1.0 - _gently(progress), progress, None, (), back=True)


def _on_the_way(beat: Beat, progress: float, speed: float) -> tuple[float, float]:
    """Return the share of the hop's time that has passed, and of its way."""
    air = _within(beat.hop, _at_full_length(progress, speed))
    return air, _gently(air) if beat.eased else air


def _grown(beat: Beat, progress: float, speed: float) -> float | None:
    if beat.arrow is None:
        return None
    left = 1.0 - _within(beat.arrow, _at_full_length(progress, speed))
    return 1.0 - left * left


def _at_full_length(progress: float, speed: float) -> float:
    """Return the progress of a step of a second, the longest there is: of a slower one the rest grows."""
    return progress if speed >= 1.0 else max(0.0, 1.0 - (1.0 - progress) / speed)


def _within(span: tuple[float, float], progress: float) -> float:
    return min(max((progress - span[0]) / (span[1] - span[0]), 0.0), 1.0)


def _gently(share: float) -> float:
    return share * share * (3.0 - 2.0 * share)


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

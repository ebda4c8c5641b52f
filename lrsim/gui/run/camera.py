"""The camera: follows balls that leave the picture, comes back, and lets go when a hand takes over.

It is long because following, flights and the way back move one view by one clock.
"""

from __future__ import annotations

import enum
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QObject, QRectF, Qt, QTimer

from lrsim.gui.loop.tween import AT_REST, BRISK, KEYED_SPEED, Tween
from lrsim.gui.plots.boxes import Point
from lrsim.gui.plots.items import ViewBox
from lrsim.gui.run.followed import Followed
from lrsim.gui.run.framing import (
    View,
    around,
    holding,
    home_of,
    in_shape,
    near,
    reachable,
)
from lrsim.session.session import Session

__all__ = ["Camera", "Fit"]

FLIGHT: Final = 0.4
"""Seconds from one view to another, …"""

SLOPE: Final = 0.4
"""… or this share of a step's time where that is less: it is over before the ball hops."""

SMALL: Final = 1.0 / 6.0
"""Of the view: when all that is followed fits in it …"""

PATIENCE: Final = 1.0
"""… for as many seconds, the camera comes back."""

FRAME_MS: Final = 16
SAME_FRAME: Final = 0.5e-3 * FRAME_MS
"""Seconds."""


class Fit(enum.Enum):
    """What can be asked to be shown."""

    SURFACE = "surface"
    RUNNERS = "runners"
    ALL = "all"


class _Flight(NamedTuple):
    begin: View
    end: View
    begun: float
    seconds: float
    eased: bool


class Camera(QObject):
    """Owns the range of the surface's view, until a hand zooms or pans.

    What it follows is in every picture: balls on their steps, and while they hop, where they land. For these
    the view grows at once; flights are for what lies beyond, for ways back and for what is asked for.

    Parameters
    ----------
    box : ViewBox
        Whose range it is.
    clock : callable
        Seconds since some moment.
    """

    def __init__(self, box: ViewBox, clock: Callable[[], float] = time.perf_counter) -> None:
        super().__init__(box)  # a timer must not outlive what it moves
        self._box = box
        self.clock = clock
        self.reduced_motion = False
        """Whether every flight is a cut."""
        self.home = View(0.0, 1.0, 0.0, 1.0)
        """What the surface itself is: where it began."""
        self.by_hand = False
        """Whether it stays where a hand has put it."""
        self._session: Session | None = None
        self._all = False
        self._left_alone = False
        self._fitted: Fit | None = Fit.SURFACE
        self._flight: _Flight | None = None
        self._held: Sequence[Point] = ()
        self._flown = 0.0
        self._small_since: float | None = None
        self._timer = QTimer(self, interval=FRAME_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.tick)
        box.sigRangeChangedManually.connect(self.let_go)

    # --- what there is ---

    @property
    def view(self) -> View:
        """What is seen."""
        (left, right), (low, high) = self._box.viewRange()
        return View(left, right, low, high)

    @property
    def times(self) -> float:
        """How many times as much as home is seen; below 1 the camera is nearer."""
        return self.view.times(self.home)

    @property
    def moving(self) -> bool:
        """Whether it is on its way."""
        return self._flight is not None

    # --- what it is told ---

    def show_surface(self, session: Session, *, new: bool) -> None:
        """Learn where home is now; a new surface is shown at once, and followed from then on."""
        self._session = session
        self.home = home_of(session.experiment)
        if new:
            self._all = self.by_hand = self._left_alone = False
            self._fitted = Fit.SURFACE
            self._held = ()
            self._cut(self.home)

    def watch(self, session: Session, tween: Tween = AT_REST) -> None:
        """Have in view what is followed at the playhead, and fly ahead to where the step under way leads."""
        self._session = session
        if self.by_hand:
            return
        followed = self._followed(session)
        balls = followed.balls()
        goal = self._flight.end if self._flight else self.view
        if self._left_alone and any(reachable(p) and not goal.holds(p) for p in balls):
            return
        self._left_alone = False
        fast = session.playing and session.speed >= BRISK
        taken = session.playing or tween.step == session.playhead
        ahead, hops = followed.landings() if taken else [], tween.share(session) != 0.0
        if tween.back and hops:
            balls += followed.balls(before=1)
        elif fast or hops:
            balls += ahead
        self._held = balls if not self.reduced_motion else ()
        self._fly(self.clock())
        end = goal
        if fast and not self.reduced_motion:
            beyond = [*balls, *followed.foreseen()]
            end = holding(goal, beyond, self.home, planar=self._planar)
        elif any(reachable(p) and not goal.holds(p) for p in (*balls, *ahead)):
            end = self._wanted(session, [*balls, *ahead]).united(goal)
            end = in_shape(end, self.home) if self._planar else end
        if not end.is_like(goal):
            self._small_since = self._fitted = None
            speed = session.speed if session.playing else KEYED_SPEED
            share = 1.0 if fast else SLOPE
            self._go(end, min(FLIGHT, share / speed) if taken else FLIGHT, eased=not fast)
        elif not hops:
            self._look_back(self.clock())

    def let_go(self, *_axes: object) -> None:
        """Leave the view to the hand."""
        self.by_hand = True
        self._fitted = self._flight = self._small_since = None
        self._held = ()
        self._timer.stop()

    def fit(self, what: Fit | None = None) -> None:
        """Show something, and follow again: the selected runner, or all when all were asked for.

        By default it is the surface, or where that is seen, the runners; then all.
        """
        session = self._session
        if session is None:
            return
        what = what or self._next_fit(session)
        self.by_hand = False
        self._all = what is not Fit.SURFACE
        # who asks for the surface does not want what is outside of it
        self._left_alone = what is Fit.SURFACE and any(
            reachable(point) and not self.home.holds(point)
            for point in self._followed(session).balls()
        )
        self._fitted = what
        self._small_since = None
        self._held = () if self._left_alone else self._followed(session).balls()
        self._go(self._view_of(session, what))

    # --- what it sees ---

    def _followed(self, session: Session) -> Followed:
        return _drawn(session) if self._all else Followed(session, (session.selected,))

    @property
    def _planar(self) -> bool:
        return self._session is not None and self._session.experiment.surface.dimensions == 2

    def _wanted(self, session: Session, points: Iterable[Point] = ()) -> View:
        return around([*points, *self._followed(session).hops()], self.home, planar=self._planar)

    def _view_of(self, session: Session, what: Fit) -> View:
        if what is Fit.SURFACE:
            return self.home
        points = _drawn(session).balls()
        if what is Fit.RUNNERS:
            return near(points, self.home, session.experiment.surface)
        return around(points, self.home, planar=self._planar)

    def _next_fit(self, session: Session) -> Fit:
        kinds, fitted = list(Fit), self._fitted
        here = self._flight.end if self._flight else self.view
        still = fitted is not None and self._view_of(session, fitted).is_like(here)
        seen = kinds.index(fitted) if still and fitted is not None else -1
        order = [kinds[(seen + k) % len(kinds)] for k in range(1, len(kinds) + 1)]
        others = (kind for kind in order if not self._view_of(session, kind).is_like(here))
        return next(others, Fit.SURFACE)

    def _look_back(self, now: float) -> None:
        """Come back when all that is followed has been small in the view for long enough."""
        session, view = self._session, self.view
        small = False
        if session is not None and not self.moving and view.share(self.home) < 1.0:
            points = [point for point in self._followed(session).hops() if reachable(point)]
            if points and view.share(self._wanted(session)) < 1.0 / (1.0 + SMALL):
                x, y = zip(*points, strict=True)
                spread = View(min(x), max(x), min(y), max(y))
                small = view.share(spread) <= SMALL
        if not small:
            self._small_since = None
        elif self._small_since is None:
            self._small_since = now
            self._wake()
        elif now - self._small_since >= PATIENCE and session is not None:
            self._small_since = None
            self._go(self._wanted(session))

    # --- how it moves ---

    def _go(self, view: View, seconds: float = FLIGHT, *, eased: bool = True) -> None:
        if self.reduced_motion:
            self._cut(view)
            return
        self._flight = _Flight(self.view, view, self.clock(), seconds, eased)
        self._wake()

    def _cut(self, view: View) -> None:
        self._flight = self._small_since = None
        self._show(view)

    def _show(self, view: View) -> None:
        """Show a view, and in any case what has to be in every picture; a flight goes on from there."""
        held = holding(view, self._held, self.home, planar=self._planar)
        if held != self.view:
            self._box.setRange(QRectF(held.left, held.low, held.width, held.height), padding=0)
        flight = self._flight
        if flight is not None and held != view:
            now = self.clock()
            left = max(flight.begun + flight.seconds - now, 0.0)
            end = flight.end.united(held)
            self._flight = flight._replace(begin=held, end=end, begun=now, seconds=left)

    def _fly(self, now: float) -> None:
        """Be where the clock says; what comes within the same frame is the same picture."""
        if self._flight is None:
            self._show(self.view)
            return
        begin, end, begun, seconds, eased = self._flight
        share = min(max((now - begun) / seconds, 0.0), 1.0) if seconds else 1.0
        if share >= 1.0:
            self._flight = None
        elif abs(now - self._flown) < SAME_FRAME:
            self._show(self.view)
            return
        self._flown = now
        self._show(begin.between(end, _eased(share) if eased else share))

    def _wake(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def tick(self) -> None:
        """Be where the clock says, between what is watched."""
        now = self.clock()
        if self._flight is not None:
            self._fly(now)
        if not self.moving and not self.by_hand:
            self._look_back(now)
        if not self.moving and self._small_since is None:
            self._timer.stop()


def _drawn(session: Session) -> Followed:
    return Followed(session, [k for k in range(len(session.runs)) if k not in session.hidden])


def _eased(share: float) -> float:
    """Return a share of the way that begins and ends gently: cubic."""
    if share < 0.5:
        return 4.0 * share**3
    return 1.0 - 4.0 * (1.0 - share) ** 3

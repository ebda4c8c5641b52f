"""The camera: follows balls that leave the picture, comes back, and lets go when a hand takes over."""

from __future__ import annotations

import enum
import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QObject, QRectF, Qt, QTimer

from lrsim.gui.plots.boxes import Point
from lrsim.gui.plots.items import ViewBox
from lrsim.gui.run.framing import View, around, home_of, near, place, reachable
from lrsim.session.session import Session

__all__ = ["Camera", "Fit"]

FLIGHT: Final = 0.4
"""Seconds from one view to another."""

SLOW: Final = 5.0
"""Steps per second up to which each view is flown to; above, a smoothed limit is followed."""

TIME_CONSTANT: Final = 0.25
"""Seconds of the smoothed limit."""

SMALL: Final = 1.0 / 6.0
"""Of the view: when all that is followed fits in it …"""

PATIENCE: Final = 1.0
"""… for as many seconds, the camera comes back."""

AHEAD: Final = 3.0
"""Times the last hop: a landing that is not further ahead is already made room for."""

FRAME_MS: Final = 16


class Fit(enum.Enum):
    """What can be asked to be shown."""

    SURFACE = "surface"
    RUNNERS = "runners"
    ALL = "all"


class _Flight(NamedTuple):
    begin: View
    end: View
    begun: float


class Camera(QObject):
    """Owns the range of the surface's view, until a hand zooms or pans.

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
        self._limit: View | None = None
        self._small_since: float | None = None
        self._ticked = 0.0
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
        return self._flight is not None or self._limit is not None

    # --- what it is told ---

    def show_surface(self, session: Session, *, new: bool) -> None:
        """Learn where home is now; a new surface is shown at once, and followed from then on."""
        self._session = session
        self.home = home_of(session.experiment)
        if new:
            self._all = self.by_hand = self._left_alone = False
            self._fitted = Fit.SURFACE
            self._cut(self.home)

    def watch(self, session: Session, *, leaving: bool = False) -> None:
        """Follow what has left the picture at the playhead, or is `leaving` it with the step under way."""
        self._session = session
        if self.by_hand:
            return
        now = self.clock()
        points = list(self._balls(session, leaving=leaving))
        goal = self._flight.end if self._flight else self._limit or self.view
        outside = [point for point in points if reachable(point) and not goal.holds(point)]
        if not outside:
            self._left_alone = False
            if not leaving:
                self._look_back(now)
            return
        self._small_since = None
        if not self._left_alone:
            self._fitted = None
            fast = session.playing and session.speed > SLOW
            self._go(self._wanted(session, points), smoothly=fast)

    def let_go(self, *_axes: object) -> None:
        """Leave the view to the hand."""
        self.by_hand = True
        self._fitted = self._flight = self._limit = self._small_since = None
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
            reachable(point) and not self.home.holds(point) for point in self._balls(session)
        )
        self._fitted = what
        self._small_since = None
        self._go(self._view_of(session, what))

    # --- what it sees ---

    def _followed(self, session: Session) -> Sequence[int]:
        if not self._all:
            return (session.selected,)
        return [index for index in range(len(session.runs)) if index not in session.hidden]

    def _balls(self, session: Session, *, leaving: bool = False) -> Iterator[Point]:
        """Yield where the followed balls are, or with `leaving` where they land next."""
        for index in self._followed(session):
            following = _landing(session, index) if leaving else None
            yield following or place(session.runs[index], session.row(index))

    def _hops(self, session: Session) -> Iterator[Point]:
        """Yield where the followed balls are, where they came from, and where they go if that is near."""
        for index in self._followed(session):
            run, row = session.runs[index], session.row(index)
            here = place(run, row)
            before = place(run, row - 1) if row else here
            yield from (here, before)
            following = _landing(session, index)
            if following is not None:
                hop, way = (
                    max(abs(here[axis] - other[axis]) for axis in (0, 1))
                    for other in (before, following)
                )
                if way <= AHEAD * hop:
                    yield following

    def _wanted(self, session: Session, points: Iterable[Point] = ()) -> View:
        planar = session.experiment.surface.dimensions == 2
        return around([*points, *self._hops(session)], self.home, planar=planar)

    def _view_of(self, session: Session, what: Fit) -> View:
        if what is Fit.SURFACE:
            return self.home
        surface = session.experiment.surface
        drawn = [index for index in range(len(session.runs)) if index not in session.hidden]
        points = [place(session.runs[index], session.row(index)) for index in drawn]
        if what is Fit.RUNNERS:
            return near(points, self.home, surface)
        return around(points, self.home, planar=surface.dimensions == 2)

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
            points = [point for point in self._hops(session) if reachable(point)]
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

    def _go(self, view: View, *, smoothly: bool = False) -> None:
        if self.reduced_motion:
            self._cut(view)
            return
        if smoothly:
            self._limit, self._flight = view, None
        else:
            self._limit, self._flight = None, _Flight(self.view, view, self.clock())
        self._wake()

    def _cut(self, view: View) -> None:
        self._flight = self._limit = self._small_since = None
        self._show(view)

    def _show(self, view: View) -> None:
        self._box.setRange(QRectF(view.left, view.low, view.width, view.height), padding=0)

    def _wake(self) -> None:
        if not self._timer.isActive():
            self._ticked = self.clock()
            self._timer.start()

    def tick(self) -> None:
        """Be where the clock says."""
        now = self.clock()
        passed, self._ticked = now - self._ticked, now
        if self._flight is not None:
            begin, end, begun = self._flight
            share = min(max((now - begun) / FLIGHT, 0.0), 1.0)
            if share >= 1.0:
                self._flight = None
            self._show(begin.between(end, _eased(share)))
        elif self._limit is not None:
            view = self.view.between(self._limit, -math.expm1(-max(passed, 0.0) / TIME_CONSTANT))
            if view.is_like(self._limit):
                view, self._limit = self._limit, None
            self._show(view)
        if not self.moving and not self.by_hand:
            self._look_back(now)
        if not self.moving and self._small_since is None:
            self._timer.stop()


def _landing(session: Session, index: int) -> Point | None:
    """Return where a runner's ball lands next; None where it has no next step."""
    following = session.next_position(index)
    if following is None:
        return None
    x, y = following[0], following[-1]
    if len(following) == 1:
        y = float(session.experiment.surface(following))
    return x, y


def _eased(share: float) -> float:
    """Return a share of the way that begins and ends gently: cubic."""
    if share < 0.5:
        return 4.0 * share**3
    return 1.0 - 4.0 * (1.0 - share) ** 3

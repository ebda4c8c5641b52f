"""The surface: where is the ball, where has it been, where will the next step take it."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPen

from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.explosion import has_exploded
from lrsim.gui.loop.motion import Tween
from lrsim.gui.plots.axes import Plot, ScaledAxis
from lrsim.gui.plots.curves import CurvePool, Pens, gone_stamp, runner_stamp
from lrsim.gui.plots.gate import drawable
from lrsim.gui.plots.heat_map import HeatMap
from lrsim.gui.plots.marks import Marks
from lrsim.gui.plots.placer import Box
from lrsim.gui.plots.stamps import ball_stamp, minima_stamps, start_stamp
from lrsim.gui.run.camera import Camera, Fit
from lrsim.gui.run.event import EventMark
from lrsim.gui.run.framing import Point, place
from lrsim.gui.run.hop import STEPS_BEFORE, Balls, Flight
from lrsim.gui.run.local_marks import LocalMarks
from lrsim.gui.run.scene import Scene
from lrsim.gui.run.step_marks import StepMarks
from lrsim.gui.run.strings import Bead, beads
from lrsim.gui.run.surface_box import SurfaceBox
from lrsim.runs.run import Run
from lrsim.session.session import Change, Session
from lrsim.surfaces import Surface
from lrsim.text.messages import say
from lrsim.typing import FloatArray

TRAIL_ROWS = 4000
"""Rows of the path that are drawn behind the ball."""

TRAIL_DOTS = 200
"""The last positions that are marked one by one, …"""

LEAVING = 0.6
"""Share of a hop's time after which the camera looks at where it ends."""

TRAIL_SEEN = 60
"""The last rows of a trail, which labels rather keep off."""

CURVE_STRIDE = 3
"""Of the points of a curve, those that labels keep off."""

DOT_SPACING = 9.0
"""… unless they lie closer together than this many pixels."""


FAINT = 0.3
"""Opacity of the ground where the selected runner has exploded."""


class SurfaceView(Plot):
    """The loss surface with every runner's ball and trail.

    In 1-D the curve, the tangent at the ball and the step it is about to take; in 2-D a heat map with contour
    lines.

    Signals
    -------
    startGrabbed, startDragged(tuple), startReleased
        The user drags the start.
    pointed(tuple or None)
        The mouse is over this point; it has left.
    """

    startGrabbed = Signal()
    startDragged = Signal(object)
    startReleased = Signal()
    pointed = Signal(object)

    def __init__(self) -> None:
        self._box = SurfaceBox()
        axes = {side: ScaledAxis(side) for side in ("left", "bottom")}
        super().__init__(say("Loss surface with the runners' balls"), self._box, axes)
        for side in ("left", "bottom"):
            self.getAxis(side).setTickDensity(1.6)
        self._session: Session | None = None
        self._best = np.empty(0), np.empty(0)
        self._dimensions = 1
        self._fitted: object = None
        self._heat_map = HeatMap(self)
        self._ground = CurvePool(self, 1)
        self._minima, self._start = Marks(self, 2), Marks(self, 3)
        self._dots, self.balls = Marks(self, 12), Balls(self, 30)
        self._ghosts = CurvePool(self, 5)
        self._future = CurvePool(self, 6, antialias=False)
        self._trails = CurvePool(self, 10)
        self.marks = StepMarks(self)
        self.local = LocalMarks(self)
        self._event = EventMark(self)
        self.camera = Camera(self._box)
        self._box.pointed.connect(self.pointed)
        self._box.startGrabbed.connect(self.startGrabbed)
        self._box.startReleased.connect(self.startReleased)
        self._box.startDragged.connect(self._drag_start)
        self._box.resetRequested.connect(lambda: self.fit(Fit.SURFACE))
        self._box.sigRangeChanged.connect(self._range_changed)
        self._box.sigResized.connect(self._range_changed)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        super().set_theme(theme)
        self._theme = theme
        self._pens = Pens(theme)
        self._heat_map.set_theme(theme)
        self.marks.set_theme(theme)
        self.local.set_theme(theme)
        self._event.set_theme(theme)
        self._ground_pen = QPen(QColor(theme.text), theme.curve + 0.5)

    # --- showing ---

    def show_session(self, session: Session, what: Change) -> None:
        """Show what has changed."""
        self._session = session
        if what & Change.EXPERIMENT:
            self._show_surface(session)
        if what & (Change.PATHS | Change.EXPERIMENT | Change.REVEAL | Change.SELECTION):
            self._show_ghosts(session)
        if what & ~(Change.HORIZON | Change.HISTORY):
            self.local.show_session(session)
            self._show_paths(session)
            self._event.show_session(session)
            if self._up_to_date is not None:
                self.camera.watch(session)

    def show_motion(self, tween: Tween) -> None:
        """Show the balls, and the arrow of the step, as far as they have come between two steps."""
        self.balls.show_motion(tween)
        self.marks.show_motion(tween)
        session = self._up_to_date
        if session is not None and tween.air >= LEAVING and tween.share(session) > 0.0:
            self.camera.watch(session, leaving=True)

    def show_faded(self, share: float) -> None:
        """Show the ground faint and the ball as an outline, as far as an explosion has faded."""
        self.balls.show_faded(share)
        self._event.show_faded(share)
        for layer in (self._ground, self._minima, self._heat_map):
            layer.setOpacity(1.0 - (1.0 - FAINT) * share)

    def fit(self, what: Fit | None = None) -> None:
        """Show something; by default what the key for it shows next, the surface's own domain first."""
        if self._up_to_date is None:
            return
        if what is None:
            self.camera.fit_next()
        else:
            self.camera.fit(what)

    @property
    def _up_to_date(self) -> Session | None:
        """The session; None while it has a surface of another kind, which is still on its way."""
        session = self._session
        same = session is not None and session.experiment.surface.dimensions == self._dimensions
        return session if same else None

    def _show_surface(self, session: Session) -> None:
        experiment = session.experiment
        surface = experiment.surface
        self._dimensions = surface.dimensions
        planar = self._dimensions == 2
        grid = False if planar else self.grid
        for side in ("left", "bottom"):
            if self.getAxis(side).grid != grid:
                self.getAxis(side).setGrid(grid)
        self._heat_map.show_surface(surface if planar else None)
        self.camera.show_surface(session, new=self._fitted != surface)
        self._fitted = surface
        self._show_minima(surface)
        start = (
            experiment.start if planar else (experiment.start[0], float(session.runs[0].loss[0]))
        )
        point = drawable(np.array(start))
        self._start.show_groups([(point[:1], point[1:], start_stamp(self._theme))])
        self._box.start = QPointF(*point.tolist())
        self._show_curve()

    def _show_minima(self, surface: Surface) -> None:
        planar = self._dimensions == 2
        groups = []
        for members, stamp in minima_stamps(self._theme, surface.minima):
            places = [m.position if planar else (m.position[0], m.loss) for m in members]
            known = np.array(places, dtype=float).reshape(-1, 2)
            groups.append((known[:, 0], known[:, 1], stamp))
        self._minima.show_groups(groups)
        self._best = groups[-1][:2]

    def _stars(self, scene: Scene) -> list[Point]:
        """Return where stars are seen, in pixels."""
        x, y = scene.pixels(*self._best)
        stars = list(zip(x.tolist(), y.tolist(), strict=True))
        return [star for star in stars if scene.holds(star)]

    def _show_curve(self) -> None:
        if self._session is None or self._dimensions == 2:
            self._ground.hide(0)
            return
        (left, right), _ = self._box.viewRange()
        x = np.linspace(left, right, min(self.columns // 2, 600))
        y = self._clamped(np.asarray(self._session.experiment.surface(x[:, None])), 1)
        self._ground.draw(0, x, y, self._ground_pen)

    def _flight(self, session: Session, index: int, hung: Point) -> Flight:
        """Return where a runner's ball has been lately, hangs now, and goes next."""
        run, row = session.runs[index], session.row(index)
        first = max(row - STEPS_BEFORE, 0)
        while run.step[row] - run.step[first] > row - first:
            first += 1  # recorded less often
        places = run.position[first : row + 1]
        losses = run.loss[first : row + 1]
        ahead = session.next_position(index)
        if ahead is not None:
            places = np.append(places, [ahead], axis=0)
            # past the horizon there is no row of it yet
            known = row + 1 < len(run.loss)
            losses = np.append(losses, run.loss[row + 1] if known else run.setup.surface(ahead))
        y = losses if self._dimensions == 1 else places[:, 1]
        selected = index == session.selected
        ball = ball_stamp(self._theme, index, selected=selected)
        here, x, y = row - first, drawable(places[:, 0]), drawable(y)
        x[here] += hung[0]
        y[here] += hung[1]
        gone = gone_stamp(self._theme, index, 1.0) if has_exploded(session, index) else None
        return Flight(int(run.step[first]), here, x, y, ball, selected, gone)

    def _path(self, run: Run, first: int, last: int) -> tuple[FloatArray, FloatArray]:
        """Return rows first to last as coordinates of the picture."""
        position = run.position[first : last + 1]
        y = run.loss[first : last + 1] if self._dimensions == 1 else position[:, 1]
        return self._clamped(position[:, 0], 0), self._clamped(y, 1)

    def _clamped(self, values: FloatArray, axis: int) -> FloatArray:
        """Keep coordinates within a few screens: dashing a line takes time for all its length."""
        low, high = self._box.viewRange()[axis]
        reach = 3.0 * (high - low)
        return np.clip(drawable(values), low - reach, high + reach)

    def _show_paths(self, session: Session) -> None:
        flights, dots = [], []
        theme = self._theme
        hung = self._lay_out(session)
        hidden = session.hidden
        for index in hidden:
            self._trails.hide(index)
            self._future.hide(index)
        others = [i for i in range(len(session.runs)) if i != session.selected and i not in hidden]
        for index in (*others, session.selected):
            run, row = session.runs[index], session.row(index)
            x, y = self._path(run, max(row - TRAIL_ROWS, 0), row)
            self._trails.draw(index, x, y, self._pens.past[index])
            if session.reveal and row + 1 < len(run.loss):
                ahead = self._path(run, row, min(row + TRAIL_ROWS, len(run.loss) - 1))
                self._future.draw(index, *ahead, self._pens.ahead[index])
            else:
                self._future.hide(index)
            apart = self._apart(x[:-1][-TRAIL_DOTS:], y[:-1][-TRAIL_DOTS:])
            dots.append((*apart, runner_stamp(theme, index, 0.28)))
            flights.append(self._flight(session, index, hung.get(index, (0.0, 0.0))))
        self._trails.hide_from(len(session.runs))
        self._future.hide_from(len(session.runs))
        self._dots.show_groups(dots)
        self.balls.show_flights(session.playhead, flights, arched=self._dimensions == 1)

    def _lay_out(self, session: Session) -> dict[int, Point]:
        """Find the places of marks and labels; return how far, as drawn, balls hang from their spots."""
        view = self.camera.view
        scene = Scene(view, (max(self._box.width(), 1.0), max(self._box.height(), 1.0)))
        radius = 0.5 * self._theme.ball
        places = [place(run, session.row(index)) for index, run in enumerate(session.runs)]
        balls = [scene.pixel(point) for point in places]
        drawn = [ball for index, ball in enumerate(balls) if index not in session.hidden]
        scene.placer.block(*(Box.around(*ball, radius) for ball in drawn if scene.holds(ball)))
        scene.placer.block(*(Box.around(*star, radius) for star in self._stars(scene)))
        if self._dimensions == 1 and self._ground.shown:
            x, y = (np.asarray(of, float)[::CURVE_STRIDE] for of in self._ground.curve(0)[:2])
            scene.placer.block_line(*scene.pixels(x, y))
        for index, run in enumerate(session.runs):
            if index in session.hidden:
                continue
            row = session.row(index)
            trail = scene.pixels(*self._path(run, max(row - TRAIL_SEEN, 0), row))
            scene.placer.block_line(*trail, soft=True)
        hanging = self._beads(session, scene, balls, radius)
        self.marks.show_session(session, scene, hanging)
        self.local.stand(scene.placer)
        across, up = view.width / scene.width, view.height / scene.height
        return {
            bead.runner: (
                (bead.pixel[0] - balls[bead.runner][0]) * across,
                (balls[bead.runner][1] - bead.pixel[1]) * up,
            )
            for bead in hanging
        }

    def _beads(
        self, session: Session, scene: Scene, balls: list[Point], radius: float
    ) -> tuple[Bead, ...]:
        hidden = session.hidden
        seen = [k for k, ball in enumerate(balls) if k not in hidden and scene.holds(ball)]
        if len(seen) < 2:
            return ()
        here, ahead = balls[session.selected], session.next_position()
        away = 0.0
        if ahead is not None:
            there = (
                scene.pixel(ahead) if len(ahead) > 1 else (scene.pixel((ahead[0], 0.0))[0], here[1])
            )
            if there != here:
                away = math.atan2(here[1] - there[1], here[0] - there[0])
        front = seen.index(session.selected) if session.selected in seen else 0
        names = [session.runs[index].runner.name for index in seen]
        sizes = [self.marks.size_of_name(name) for name in names]
        spots = [balls[index] for index in seen]
        found = beads(spots, names, sizes, front, away, radius, scene.placer)
        return tuple(bead._replace(runner=seen[bead.runner]) for bead in found)

    def _apart(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Leave out positions that crowd together on the screen, where dots would be a smear."""
        if len(x) < 2:
            return x, y
        wide, high = self._box.width(), self._box.height()
        (left, right), (low, high_value) = self._box.viewRange()
        across = np.diff(x) * (wide / (right - left))
        down = np.diff(y) * (high / (high_value - low))
        way = np.concatenate([[0.0], np.cumsum(np.sqrt(across * across + down * down))])
        _, chosen = np.unique(np.floor(way / DOT_SPACING), return_index=True)
        return x[chosen], y[chosen]

    def _show_ghosts(self, session: Session) -> None:
        for index, ghost in enumerate(session.ghosts):
            if ghost.runner in session.hidden:
                self._ghosts.hide(index)
                continue
            x, y = self._path(ghost.run, ghost.first, min(ghost.last, ghost.first + TRAIL_ROWS))
            self._ghosts.draw(index, x, y, self._pens.ghost[ghost.runner])
        self._ghosts.hide_from(len(session.ghosts))

    # --- the mouse ---

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show a hand where the start can be taken hold of."""
        super().mouseMoveEvent(event)
        inside = self._box.mapFromScene(self.mapToScene(event.position().toPoint()))
        near = self._box.near_start(inside)
        self.setCursor(Qt.CursorShape.OpenHandCursor if near else Qt.CursorShape.ArrowCursor)

    def _drag_start(self, x: float, y: float) -> None:
        self.startDragged.emit((x,) if self._dimensions == 1 else (x, y))

    def _range_changed(self) -> None:
        session = self._up_to_date
        if session is None:
            return
        self._show_curve()
        self._show_ghosts(session)
        self.local.show_session(session)
        self._show_paths(session)

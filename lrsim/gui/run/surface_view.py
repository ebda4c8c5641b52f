"""The surface: where is the ball, where has it been, where will the next step take it.

It is long because it puts together what other modules draw, and says of each when it is drawn anew.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPen

from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.tween import AT_REST, Tween
from lrsim.gui.plots.axes import ScaledAxis
from lrsim.gui.plots.boxes import Box, Point
from lrsim.gui.plots.curves import CurvePool, Pens
from lrsim.gui.plots.gate import drawable
from lrsim.gui.plots.heat_map import HeatMap
from lrsim.gui.plots.marks import Marks
from lrsim.gui.plots.plot import Plot
from lrsim.gui.plots.remarks import Remark
from lrsim.gui.plots.stamps import seen_minima, start_stamp
from lrsim.gui.run.camera import Camera, Fit
from lrsim.gui.run.event import EventMark
from lrsim.gui.run.framing import place
from lrsim.gui.run.guest import Guest
from lrsim.gui.run.hop import Balls
from lrsim.gui.run.inset import Inset
from lrsim.gui.run.local_marks import LocalMarks
from lrsim.gui.run.minima import Minima
from lrsim.gui.run.scene import Scene
from lrsim.gui.run.step_marks import StepMarks
from lrsim.gui.run.surface_box import SurfaceBox
from lrsim.gui.run.surface_remarks import remarks_of
from lrsim.gui.run.trails import Ghosts, Ways
from lrsim.gui.steps.edges import edge_marks
from lrsim.gui.steps.event import ground_opacity
from lrsim.gui.steps.flights import flight_of
from lrsim.gui.steps.strings import hung
from lrsim.gui.steps.summaries import places_in_words
from lrsim.session.session import Change, Session
from lrsim.text.messages import Message, say

TRAIL_SEEN = 60
"""The last rows of a trail, which labels rather keep off."""

CURVE_STRIDE = 3
"""Of the points of a curve, those that labels keep off."""


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
    has_keys = True
    across_help = Message("The position x.")
    up_help = Message("The loss at x; or y, and then the loss is in the colours.")

    def __init__(self) -> None:
        self._box = SurfaceBox()
        axes = {side: ScaledAxis(side) for side in ("left", "bottom")}
        super().__init__(say("Loss surface with the runners' balls"), self._box, axes)
        for axis in axes.values():
            axis.setTickDensity(1.6)
        self._session: Session | None = None
        self._dimensions = 1
        self._fitted: object = None
        self._ground_of: tuple[object, ...] = ()
        self._tween = AT_REST
        self._faded = 0.0
        self._laid_at: object = None
        self.laid: Scene | None = None
        """What is seen, with the places that are taken in it."""
        self._heat_map = HeatMap(self)
        self._ground = CurvePool(self, 1)
        self.minima, self._start = Minima(self, 2), Marks(self, 3)
        self.balls = Balls(self, 30)
        self._ghosts = Ghosts(self, 5)
        self.ways = Ways(self, self._box)
        self.marks = StepMarks(self)
        self.local = LocalMarks(self)
        self.guest = Guest(self, 31)
        self.event_mark = EventMark(self)
        self.inset = Inset(self)
        self.camera = Camera(self._box)
        self._box.pointed.connect(self.pointed)
        self._box.startGrabbed.connect(self.startGrabbed)
        self._box.startReleased.connect(self.startReleased)
        self._box.startDragged.connect(
            lambda *place: self.startDragged.emit(place[: self._dimensions])
        )
        self._box.resetRequested.connect(lambda: self.fit(Fit.SURFACE))
        self._box.sigRangeChanged.connect(self._range_changed)
        self._box.sigResized.connect(self._range_changed)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        super().set_theme(theme)
        self._theme = theme
        self._pens = Pens(theme)
        self._ground_of = ()
        self.ways.set_theme(theme)
        layers = (self._heat_map, self.marks, self.local, self.minima, self.inset, self.event_mark)
        for layer in (*layers, self.guest):
            layer.set_theme(theme)
        self._ground_pen = QPen(QColor(theme.text), theme.curve + 0.5)

    # --- showing ---

    def show_session(self, session: Session, what: Change) -> None:
        """Show what has changed."""
        self._session = None  # where the camera goes for it, all is laid out below, once
        if what & Change.EXPERIMENT:
            self._show_surface(session)
        elif what & Change.MINIMA:
            self._show_minima(session)
        before = self._sight
        if (
            what & ~(Change.HORIZON | Change.HISTORY)
            and session.experiment.surface.dimensions == self._dimensions
        ):
            self.camera.watch(session, self._tween)
        self._session = session
        if self._sight != before:
            self._show_curve(session)
            what |= Change.PATHS
        if what & (Change.PATHS | Change.EXPERIMENT | Change.REVEAL | Change.SELECTION):
            self._ghosts.show_session(session, self._box, self._pens.ghost)
        if what & ~(Change.HORIZON | Change.HISTORY):
            self.local.show_session(session)
            self.event_mark.show_session(session)
            self._show_paths(session)

    def summary(self) -> str:
        return "" if self._session is None else places_in_words(self._session)

    def remarks(self) -> Iterable[Remark]:
        if (session := self._up_to_date) is None:
            return ()
        start = self.pixel(self._box.start.x(), self._box.start.y())
        return remarks_of(self, session, self._scene(), start, self._theme.ball)

    def show_motion(self, tween: Tween) -> None:
        """Show the balls, and the arrow of the step, as far as they have come between two steps."""
        self._tween = tween
        self.balls.show_motion(tween)
        self.marks.show_motion(tween)
        if self._up_to_date is not None:
            self.camera.watch(self._up_to_date, tween)

    def show_faded(self, share: float) -> None:
        """Show the ground faint and the ball as an outline, as far as an explosion has faded."""
        self.balls.show_faded(share)
        self.event_mark.show_faded(share)
        if share == self._faded:
            return
        self._faded, opacity = share, ground_opacity(share)
        for layer in (self._ground, self.minima, self._heat_map):
            layer.setOpacity(opacity)
        self.fade_grid(opacity)

    def fit(self, what: Fit | None = None) -> None:
        """Show something; by default what the key for it shows next, the surface's own domain first."""
        if self._up_to_date is not None:
            self.camera.fit(what)

    @property
    def _up_to_date(self) -> Session | None:
        """The session; None while it has a surface of another kind, which is still on its way."""
        session = self._session
        same = session is not None and session.experiment.surface.dimensions == self._dimensions
        return session if same else None

    def _show_surface(self, session: Session) -> None:
        experiment = session.experiment
        first = float(session.runs[0].loss[0])
        seen = experiment.surface, experiment.start, first, experiment.hide, session.minima
        if seen == self._ground_of:  # it is a runner that is another
            return
        self._ground_of = seen
        surface = experiment.surface
        self._dimensions = surface.dimensions
        planar = self._box.planar = self._dimensions == 2
        self.show_grid(not planar)
        self._heat_map.show_surface(surface if planar else None)
        self.camera.show_surface(session, new=self._fitted != surface)
        self._fitted = surface
        self._show_minima(session)
        start = experiment.start if planar else (experiment.start[0], first)
        point = drawable(np.array(start))
        self._start.show_groups([(point[:1], point[1:], start_stamp(self._theme))])
        self._box.start = QPointF(*point.tolist())
        self._box.curve = lambda x: float(surface(np.array([x])))
        self._show_curve(session)

    def _show_minima(self, session: Session) -> None:
        self.minima.show_minima(seen_minima(session), self._dimensions)

    def _show_curve(self, session: Session) -> None:
        if self._dimensions == 2:
            self._ground.hide(0)
            return
        (left, right), _ = self._box.viewRange()
        x = np.linspace(left, right, min(self.columns // 2, 600))
        y = self._box.clamped(np.asarray(session.experiment.surface(x[:, None])), 1)
        self._ground.draw(0, x, y, self._ground_pen)

    def _show_paths(self, session: Session) -> None:
        scene, shifts = self._lay_out(session)
        left_out = session.hidden | {session.selected}
        others = [index for index in range(len(session.runs)) if index not in left_out]
        drawn = (*others, session.selected)
        self.ways.show_session(session, scene, drawn)
        flights = [
            flight_of(session, index, self._theme, shifts.get(index, (0.0, 0.0))) for index in drawn
        ]
        self.balls.show_flights(session.playhead, flights, arched=self._dimensions == 1)

    @property
    def _sight(self) -> object:
        """What is seen of the surface, and at what size."""
        return self._box.viewRange(), self._box.width(), self._box.height()

    def _scene(self) -> Scene:
        return Scene(self.camera.view, (max(self._box.width(), 1.0), max(self._box.height(), 1.0)))

    def _lay_out(self, session: Session) -> tuple[Scene, dict[int, Point]]:
        """Find the places of marks and labels; return how far, as drawn, balls hang from their spots."""
        scene, radius = self._scene(), 0.5 * self._theme.ball
        view, self._laid_at = scene.view, self._sight
        drawn = [index for index in range(len(session.runs)) if index not in session.hidden]
        balls = {k: scene.pixel(place(session.runs[k], session.row(k))) for k in drawn}
        stars = self.minima.stars(scene)
        seen = [spot for spot in (*balls.values(), *stars) if scene.holds(spot)]
        scene.placer.block(*(Box.around(*spot, radius) for spot in seen))
        if self._dimensions == 1 and self._ground.shown:
            x, y = (np.asarray(of, float)[::CURVE_STRIDE] for of in self._ground.curve(0)[:2])
            scene.placer.block_line(*scene.pixels(x, y))
        self.event_mark.stand(scene.placer)
        self.marks.show_step(session, scene)
        edges = edge_marks(session, scene, balls, self._theme.ball)
        for index in drawn:
            row = session.row(index)
            path = self._box.path(session.runs[index], max(row - TRAIL_SEEN, 0), row)
            x, y = scene.pixels(*path)
            ahead = session.next_position(index)
            if (
                ahead is not None and len(ahead) > 1
            ):  # over a plane it is the way that is flown next
                x, y = (np.append(*ends) for ends in zip((x, y), scene.pixel(ahead), strict=True))
            scene.placer.block_line(x, y, soft=True)
        kept_clear = [*balls.values(), *(mark.box.centre for mark in edges)]
        self.inset.show_session(session, scene, self.camera.home, kept_clear)
        ahead = session.next_position()
        if ahead is not None:
            level = scene.pixel(ahead if len(ahead) > 1 else (ahead[0], 0.0))
            here = scene.pixel(place(session.run, session.row(session.selected)))
            ahead = level if len(ahead) > 1 else (level[0], here[1])
        beads = hung(session, scene, balls, ahead, radius, self.marks.size_of_name)
        self.marks.show_words(session, scene, beads, edges)
        self.local.stand(scene.placer)
        self.marks.show_minima(session, scene, self.minima.starred, stars)
        self.laid = scene
        across, up = view.width / scene.width, view.height / scene.height
        return scene, {
            bead.runner: (
                (bead.pixel[0] - balls[bead.runner][0]) * across,
                (balls[bead.runner][1] - bead.pixel[1]) * up,
            )
            for bead in beads
        }

    # --- keys and mouse ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the view or, with Ctrl, the start; zoom."""
        if self._up_to_date is None or not self._box.press(event):
            event.ignore()  # the dial's, perhaps

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show a hand where the start can be taken hold of."""
        super().mouseMoveEvent(event)
        inside = self._box.mapFromScene(self.mapToScene(event.position().toPoint()))
        near = self._box.near_start(inside)
        self.setCursor(Qt.CursorShape.OpenHandCursor if near else Qt.CursorShape.ArrowCursor)

    @property
    def read_place(self) -> QPointF:
        return self._box.read_place

    def read_by_key(self) -> None:
        session = self._up_to_date
        if session is not None and self.hasFocus():
            self._box.read_at(place(session.run, session.row(session.selected))[0])
        self._box.read(self.hasFocus())

    def _range_changed(self) -> None:
        session = self._up_to_date
        if session is None or self._sight == self._laid_at:
            return  # of one change of size pyqtgraph tells several times
        self._show_curve(session)
        self._ghosts.show_session(session, self._box, self._pens.ghost)
        self.local.show_session(session)
        self._show_paths(session)

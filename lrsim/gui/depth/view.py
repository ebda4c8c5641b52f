"""The surface as a landscape, turned by mouse and keys: where the balls are, and how they came there."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip

from lrsim.gui.depth.axes import paint_axes
from lrsim.gui.depth.balls import paint_balls
from lrsim.gui.depth.ground import Ground
from lrsim.gui.depth.landscape import Landscape
from lrsim.gui.depth.lines import standing
from lrsim.gui.depth.marks import Marks
from lrsim.gui.depth.mesh import HEIGHT, Mesh, rectangle_of
from lrsim.gui.depth.projection import HOME, Projection
from lrsim.gui.depth.raster import FLOOR
from lrsim.gui.depth.scene import Scene
from lrsim.gui.depth.trails import Trails
from lrsim.gui.depth.turned import Turned
from lrsim.gui.look.access import tell_summary
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.background import Background
from lrsim.gui.loop.tween import AT_REST, Tween
from lrsim.gui.plots.curves import Pens
from lrsim.gui.plots.remarks import Remark, said_at
from lrsim.gui.plots.stamps import seen_minima
from lrsim.gui.steps.event import ground_opacity
from lrsim.gui.steps.start import is_in_reach
from lrsim.gui.steps.summaries import places_in_words
from lrsim.session.session import Change, Session
from lrsim.text.messages import Message, say

HANDS: Final = Message(
    "Arrow keys turn and tilt it, with Ctrl they move the start, + and − zoom; Esc gives them to the dial"
)

REST_MS: Final = 80
"""How long all must have stood before it is painted as well as can be."""

REPAINTED: Final = (
    Change.EXPERIMENT | Change.PATHS | Change.SELECTION | Change.REVEAL | Change.MINIMA
)
"""What has all trails painted anew."""


class DepthView(Turned):
    """A 2-D surface as a landscape with every runner's ball and trail.

    Parameters
    ----------
    background : Background
        What the landscape is painted in detail on.
    """

    def __init__(self, background: Background) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(say("Loss surface as a landscape with the runners' balls"))
        self.setAccessibleDescription(say(HANDS))
        tell_summary(DepthView)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.landscape = Landscape(background)
        self.landscape.refined.connect(self.update)
        self.trails = Trails()
        self.marks = Marks()
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._refine)
        self._stands = False
        self._session: Session | None = None
        self._mesh: Mesh | None = None
        self._tween = AT_REST
        self._faded = 0.0

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self._pens = Pens(theme)
        self.marks.set_theme(theme)
        self._line = QFontMetricsF(theme.font("small")).height()
        self.stir()

    # --- showing ---

    def show_session(self, session: Session, what: Change) -> None:
        """Show what has changed."""
        self._session = session
        experiment = session.experiment
        mesh, minima = self._mesh, seen_minima(session)
        if mesh is None or minima != mesh.minima or experiment.surface != mesh.surface:
            self._mesh = None
            if experiment.surface.dimensions == 2:
                rectangle = rectangle_of(experiment)
                self._mesh = Mesh.of(experiment.surface, rectangle, minima)
        # each step that is played adds to the trails, all else has them painted anew
        if what & REPAINTED or (what & Change.PLAYHEAD and not session.playing):
            self.stir()
        if what & ~(Change.HORIZON | Change.HISTORY):
            self.marks.forget()
        self.update()

    def summary(self) -> str:
        """Return which surface it is, and where on it the runners are."""
        return "" if self._session is None else places_in_words(self._session)

    def show_motion(self, tween: Tween) -> None:
        """Show the balls, and the arrow of the step, as far as they have come between two steps."""
        if tween.moving or self._tween.moving or tween.arrow != self._tween.arrow:
            self.update()
        self.marks.show_motion(self._session, tween)
        self._tween = tween

    def show_faded(self, share: float) -> None:
        """Show the ground faint and the ball as an outline, as far as an explosion has faded."""
        if share != self._faded:
            self._faded = share
            self.update()

    def fit(self) -> None:
        """Look from where one looks first, at the surface's own domain and the start."""
        self._mesh = None
        if self._session is not None:
            self.show_session(self._session, Change.EXPERIMENT)
        self.look(HOME)

    @property
    def mesh(self) -> Mesh | None:
        """What one looks at; None where that is no landscape."""
        return self._mesh

    def projection(self, mesh: Mesh) -> Projection:
        """Return how the landscape becomes the widget's picture: all of it fits, however it is turned."""
        line, angles = self._line, self._angles
        room = QRectF(self.rect()).adjusted(3.0 * line, 0.7 * line, -3.0 * line, -1.7 * line)
        reach = math.hypot(*mesh.sides)
        sine, cosine = math.sin(angles.tilt), math.cos(angles.tilt)
        tall = 2.0 * reach * sine + (HEIGHT - FLOOR) * cosine
        fitting = max(min(room.width() / (2.0 * reach), room.height() / tall), 1.0)
        scale = fitting * angles.zoom
        across, down = angles.shift
        middle = room.center().y() + 0.5 * (HEIGHT + FLOOR) * cosine * fitting
        lift = (middle - 0.5 * self.height()) * angles.zoom
        x, y = 0.5 * self.width() + across, 0.5 * self.height() + lift + down
        return Projection(angles.turn, angles.tilt, scale, (x, y))

    def scene(self, mesh: Mesh) -> Scene:
        """Return what the landscape's picture depends on."""
        size, ratio = (self.width(), self.height()), self.devicePixelRatioF()
        return Scene(mesh, self.projection(mesh), size, ratio, self._theme)

    def minimumSizeHint(self) -> QSize:
        """Return what a landscape can be told in."""
        return QSize(200, 140)

    def sizeHint(self) -> QSize:
        """Return a size at which a landscape looks well."""
        return QSize(640, 400)

    @property
    def is_settled(self) -> bool:
        """Whether all is painted as well as can be."""
        return self._stands and self.landscape.is_fine and self.trails.is_smooth

    def stir(self) -> None:
        """Paint quickly until all has stood for a moment."""
        self._stands = False
        self._rest.start()
        self.update()

    def _refine(self) -> None:
        self._stands = True
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Paint it at another size."""
        self.stir()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the landscape, which is cached, and on it the runners."""
        with QPainter(self) as painter:
            session, mesh = self._session, self._mesh
            if session is None or mesh is None or session.experiment.surface != mesh.surface:
                painter.fillRect(self.rect(), QColor(self._theme.card))
                return
            scene = self.scene(mesh)
            self._paint_landscape(painter, scene)
            raster = self.landscape.raster
            ground = Ground(painter, scene, raster)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            self.trails.paint(painter, session, scene, raster, self._pens, smooth=self._stands)
            self.marks.lay_out(session, scene, self.landscape.taken)
            self.marks.paint_strings(painter)
            self.marks.paint_arrow(painter, session)
            how = self._theme, self._pens, self._tween, self._faded, self.marks.shifts
            paint_balls(ground, session, *how)
            self.marks.paint_words(painter, self._faded)
            if self.hasFocus():
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
                painter.setPen(QPen(QColor(self._theme.accent), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _paint_landscape(self, painter: QPainter, scene: Scene) -> None:
        """Paint the landscape, faint as far as an explosion has faded; its axes stay."""
        if self._faded > 0.0:
            painter.fillRect(self.rect(), QColor(self._theme.card))
            painter.setOpacity(ground_opacity(self._faded))
        self.landscape.paint(painter, scene)
        if self._stands:  # on a busy machine it may have stood before it was painted
            self.landscape.refine()
        if self._faded > 0.0:
            painter.setOpacity(1.0)
            paint_axes(painter, scene)

    # --- what is under the hand ---

    def event(self, event: QEvent) -> bool:
        """Say what a mark is."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            words = said_at(self.remarks(), (event.pos().x(), event.pos().y()))
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def remarks(self) -> Iterable[Remark]:
        """Return what is marked, the uppermost first, and what there is to say of it."""
        session, mesh = self._session, self._mesh
        if session is None or mesh is None or session.experiment.surface != mesh.surface:
            return ()
        return self.marks.remarks(session, self.scene(mesh))

    def explained(self) -> str:
        """Return all there is to say of it, for who asks by key."""
        told = (self.accessibleDescription(), *(remark.words for remark in self.remarks()))
        return "\n".join(dict.fromkeys(told))

    def place_at(self, pixel: QPointF, *, beside: bool) -> tuple[float, float] | None:
        """Return the position seen at a pixel; None: there is none; with `beside` one of the rim, then."""
        mesh = self._mesh
        if mesh is None or not self.landscape.is_painted:
            return None
        point = self.landscape.raster.picked(*pixel.toTuple(), beside=beside)
        return None if point is None else mesh.position(*point)

    def is_start(self, pixel: QPointF) -> bool:
        """Tell whether a pixel is near enough to the start to grab it."""
        session, mesh = self._session, self._mesh
        if session is None or mesh is None or mesh.surface != session.experiment.surface:
            return False
        start = np.array([session.experiment.start], dtype=float)
        spot = self.projection(mesh).spot(*standing(mesh, start))
        return is_in_reach(QPointF(float(spot.x[0]), float(spot.y[0])), pixel)

    def beside_start(self, across: float, up: float) -> tuple[float, float] | None:
        """Return the position that is shares of the landscape away from the start."""
        if self._session is None or self._mesh is None:
            return None
        x, y = self._session.experiment.start
        seen = self._mesh.rectangle
        return x + across * (seen.right - seen.left), y + up * (seen.high - seen.low)

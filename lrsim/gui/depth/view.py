"""The surface as a landscape, turned by mouse and keys: where the balls are, and how they came there."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from lrsim.gui.depth.balls import Ground, paint_balls
from lrsim.gui.depth.landscape import Landscape, Scene
from lrsim.gui.depth.mesh import HEIGHT, Mesh, rectangle_of
from lrsim.gui.depth.projection import HOME, Angles, Projection
from lrsim.gui.depth.raster import FLOOR
from lrsim.gui.depth.trails import Trails
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.background import Background
from lrsim.gui.loop.net import Netted
from lrsim.gui.loop.tween import AT_REST, Tween
from lrsim.gui.plots.curves import Pens
from lrsim.session.session import Change, Session
from lrsim.text.messages import say

REST_MS: Final = 80
"""How long all must have stood before it is painted as well as can be."""

RADIANS_A_PIXEL: Final = math.radians(0.4)
"""How far the landscape turns with the mouse."""

KEY_TURN, FINE_TURN = math.radians(6.0), math.radians(1.0)
"""How far it turns with an arrow key, and with Shift."""

ZOOM: Final = 1.2
"""How much larger it gets with a notch of the wheel."""

REPAINTED: Final = Change.EXPERIMENT | Change.PATHS | Change.SELECTION | Change.REVEAL
"""What has all trails painted anew."""

WAYS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
"""How an arrow key turns and tilts."""


class DepthView(Netted, QWidget):
    """A 2-D surface as a landscape with every runner's ball and trail.

    Parameters
    ----------
    background : Background
        What the landscape is painted in detail on.
    """

    def __init__(self, background: Background) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys with the dial
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setAccessibleName(say("Loss surface as a landscape with the runners' balls"))
        self.setAccessibleDescription(say("Arrow keys turn and tilt it, + and − zoom, Esc leaves"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.landscape = Landscape(background)
        self.landscape.refined.connect(self.update)
        self.trails = Trails()
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._refine)
        self._stands = False
        self._session: Session | None = None
        self._mesh: Mesh | None = None
        self._angles = HOME
        self._tween = AT_REST
        self._held: QPointF | None = None

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self._pens = Pens(theme)
        self._line = QFontMetricsF(theme.font("small")).height()
        self._stir()

    # --- showing ---

    def show_session(self, session: Session, what: Change) -> None:
        """Show what has changed."""
        self._session = session
        experiment = session.experiment
        if self._mesh is None or experiment.surface != self._mesh.surface:
            self._mesh = None
            if experiment.surface.dimensions == 2:
                self._mesh = Mesh.of(experiment.surface, rectangle_of(experiment))
        # each step that is played adds to the trails, all else has them painted anew
        if what & REPAINTED or (what & Change.PLAYHEAD and not session.playing):
            self._stir()
        self.update()

    def show_motion(self, tween: Tween) -> None:
        """Show the balls as far as they have come between two steps."""
        if tween.moving or self._tween.moving:
            self.update()
        self._tween = tween

    def fit(self) -> None:
        """Look from where one looks first, at the surface's own domain and the start."""
        self._mesh = None
        if self._session is not None:
            self.show_session(self._session, Change.EXPERIMENT)
        self.look(HOME)

    def look(self, angles: Angles) -> None:
        """Look from somewhere else."""
        if angles != self._angles:
            self._angles = angles
            self._stir()

    @property
    def angles(self) -> Angles:
        """From where one looks."""
        return self._angles

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

    def _stir(self) -> None:
        """Paint quickly until all has stood for a moment."""
        self._stands = False
        self._rest.start()
        self.update()

    def _refine(self) -> None:
        self._stands = True
        self.landscape.refine()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Paint it at another size."""
        self._stir()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the landscape, which is cached, and on it the runners."""
        with QPainter(self) as painter:
            session, mesh = self._session, self._mesh
            if session is None or mesh is None or session.experiment.surface != mesh.surface:
                painter.fillRect(self.rect(), QColor(self._theme.card))
                return
            scene = self.scene(mesh)
            painter.drawPixmap(0, 0, self.landscape.picture(scene))
            raster = self.landscape.raster
            ground = Ground(painter, scene, raster)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            paths = self.trails.picture(session, scene, raster, self._pens, smooth=self._stands)
            painter.drawPixmap(0, 0, paths)
            paint_balls(ground, session, self._pens, self._tween.share(session))
            if self.hasFocus():
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
                painter.setPen(QPen(QColor(self._theme.accent), 2))
                painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    # --- the hand ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the landscape."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Turn it: its front follows the hand."""
        if self._held is not None:
            moved = event.position() - self._held
            self._held = event.position()
            turn, tilt = moved.x() * RADIANS_A_PIXEL, moved.y() * RADIANS_A_PIXEL
            self.look(self._angles.turned(turn, tilt))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = None
            self.setCursor(Qt.CursorShape.OpenHandCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Look from where one looks first."""
        self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the mouse."""
        away = event.position() - QRectF(self.rect()).center()
        self.look(self._angles.zoomed(ZOOM ** (event.angleDelta().y() / 120.0), *away.toTuple()))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn, tilt or zoom."""
        key = Qt.Key(event.key())
        if (way := WAYS.get(key)) is not None:
            fine = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            step = FINE_TURN if fine else KEY_TURN
            self.look(self._angles.turned(way[0] * step, way[1] * step))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.look(self._angles.zoomed(ZOOM, 0.0, 0.0))
        elif key == Qt.Key.Key_Minus:
            self.look(self._angles.zoomed(1.0 / ZOOM, 0.0, 0.0))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that keys turn the landscape."""
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they do not any more."""
        self.update()

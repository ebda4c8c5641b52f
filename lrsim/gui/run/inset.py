"""Where it began: when the camera is far away or near, the surface as it was, small, and how far it is."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF

from lrsim.gui.look.theme import Theme
from lrsim.gui.plots.boxes import Box, Point, Size
from lrsim.gui.plots.curves import runner_stamp
from lrsim.gui.plots.gate import Pixels
from lrsim.gui.plots.heat_map import colour_table, contrast, shaded, shaded_image
from lrsim.gui.plots.layer import Layer
from lrsim.gui.plots.plot import Plot
from lrsim.gui.run.framing import View, place
from lrsim.gui.run.scene import Scene
from lrsim.gui.steps.lettering import PAD, Lettering, Span
from lrsim.session.session import Session
from lrsim.surfaces import Surface
from lrsim.text.messages import Message, say
from lrsim.text.numbers import number

__all__ = ["Inset"]

SIZE: Final[Size] = (196.0, 132.0)
"""Pixels of the inset, times what type has grown by."""

MOST: Final = (0.27, 0.38)
"""Of the picture's width and height: a larger inset would be the picture."""

LEAST: Final = 0.55
"""Of its size: a smaller one shows nothing."""

APPEARS: Final = 4.0
GOES: Final = 3.0
"""Times as far or as near as it began: when scale and inset appear, and when they go."""

AWAY: Final = 10.0
"""Pixels between the inset and the picture's edge."""

LEAST_FRAME: Final = 6.0
"""Pixels of the frame that shows in the picture where it began."""

ROWS: Final = 400
"""Of a trail, as many are drawn."""

COVERED: Final = (400.0, 4.0)
"""Pixels: as much nearer is a corner where a mark, or a piece of a line, would be covered."""


class Inset(Layer):
    """The inset and the pill that says the scale, of one surface view."""

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot, 23)
        self.box: Box | None = None
        """Where the inset stands, in pixels from the picture's top left corner; None where there is none."""
        self.frame: Box | None = None
        """Where it began, in the same pixels; None where the camera is nearer than that."""
        self.scale = ""
        """How far or near the camera is, in words; empty for about as it began."""
        self.pill: Box | None = None
        self._session: Session | None = None
        self._home = self._view = View(0.0, 1.0, 0.0, 1.0)
        self._image: tuple[object, QImage] | None = None

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self._letters = Lettering(theme, "small")
        self._image = None
        self.update()

    # --- laying out ---

    def show_session(self, session: Session, scene: Scene, home: View, balls: list[Point]) -> None:
        """Show scale and inset where the camera is away, and block their places in the scene."""
        self._session, self._home, self._view = session, home, scene.view
        times = scene.view.times(home)
        away = max(times, 1.0 / times)
        if not away >= (GOES if self.scale else APPEARS):
            self.scale, self.box, self.frame, self.pill = "", None, None, None
            self.update()
            return
        self.scale = _scale(scene.view, home, planar=session.experiment.surface.dimensions == 2)
        self.frame = _framed(scene, home) if times > 1.0 else None
        if self.frame is not None:
            scene.placer.block(self.frame)
        self.box = self._corner(scene, balls)
        if self.box is not None:
            scene.placer.block(self.box)
            if self.frame is not None:
                x, y = np.array([point.toTuple() for point in _between(self.frame, self.box)]).T
                scene.placer.block_line(x, y, soft=True)
        self.pill = self._pill_box(scene)
        self.update()

    def _corner(self, scene: Scene, balls: list[Point]) -> Box | None:
        """Return the corner farthest from the balls; the present one as long as none comes into it."""
        room = MOST[0] * scene.width / SIZE[0], MOST[1] * scene.height / SIZE[1]
        factor = min(self._theme.factor, *room)
        if factor < LEAST:
            return None
        size = SIZE[0] * factor, SIZE[1] * factor
        right, low = scene.width - AWAY - size[0], scene.height - AWAY - size[1]
        corners = [Box.of(x, y, size) for y in (low, AWAY) for x in (right, AWAY)]
        seen = [ball for ball in balls if scene.holds(ball)]
        clear = [
            corner
            for corner in corners
            if not any(
                corner.grown(self._theme.ball).holds(Box.around(*ball, 0.0)) for ball in seen
            )
        ]
        if self.box in clear and not scene.placer.burden(self.box)[0]:
            return self.box

        def far(corner: Box) -> float:
            nearest = min((math.dist(corner.centre, ball) for ball in seen), default=0.0)
            marks, lines = scene.placer.burden(corner)
            return nearest - COVERED[0] * marks - COVERED[1] * lines

        return max(clear, key=far, default=None)

    def _pill_box(self, scene: Scene) -> Box | None:
        width, height = self._letters.size((Span(self.scale, QColor(self._theme.text)),))
        size = width + height, height + 2 * PAD
        frame = scene.placer.frame
        return scene.placer.place_anywhere(
            [
                Box.of(x, y, size)
                for y in (frame.bottom - size[1], frame.top)
                for x in (frame.left, frame.right - size[0])
            ]
        )

    # --- painting ---

    @property
    def is_blank(self) -> bool:
        return not self.scale

    def paint_pixels(self, painter: QPainter, pixels: Pixels) -> None:
        """Paint the frame in the picture, the inset, and the pill."""
        if not self.scale or self._session is None:
            return
        painter.setClipRect(pixels.frame)
        painter.translate(pixels.frame.topLeft())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dashed = QPen(QColor(self._theme.text), self._theme.thin)
        dashed.setDashPattern([3, 3])
        if self.frame is not None:
            painter.setPen(dashed)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(_rect(self.frame))
            if self.box is not None:
                painter.drawLine(*_between(self.frame, self.box))
        if self.pill is not None:
            self._paint_pill(painter, self.pill)
        if self.box is not None:
            self._paint_inset(painter, self.box, self._session, dashed)

    def _paint_pill(self, painter: QPainter, pill: Box) -> None:
        painter.setPen(QPen(QColor(self._theme.line), self._theme.thin))
        painter.setBrush(QColor(self._theme.ground))
        painter.drawRoundedRect(_rect(pill), 0.5 * pill.height, 0.5 * pill.height)
        painter.setPen(QColor(self._theme.text))
        painter.setFont(self._theme.font("small"))
        painter.drawText(_rect(pill), Qt.AlignmentFlag.AlignCenter, self.scale)

    def _paint_inset(self, painter: QPainter, box: Box, session: Session, dashed: QPen) -> None:
        rect = _rect(box)
        outline = QPainterPath()
        outline.addRoundedRect(rect, 0.8 * self._theme.radius, 0.8 * self._theme.radius)
        painter.setPen(QPen(QColor(self._theme.line), self._theme.thin))
        painter.setBrush(QColor(self._theme.ground))
        painter.drawPath(outline)
        painter.setClipPath(outline, Qt.ClipOperation.IntersectClip)
        title = say("where it began") if self.frame is not None else say("the whole surface")
        height = self._letters.size(())[1]
        painter.setPen(QColor(self._theme.quiet))
        painter.setFont(self._theme.font("small"))
        band = 0.0
        if painter.fontMetrics().horizontalAdvance(title) <= box.width - 4 * PAD:
            painter.drawText(QPointF(box.left + 2 * PAD, box.top + height), title)
            band = 1.4 * height
        inner = Box(box.left, box.top + band, box.right, box.bottom)
        small = Scene(self._home, (inner.width, inner.height))
        painter.setClipRect(_rect(inner), Qt.ClipOperation.IntersectClip)
        painter.translate(inner.left, inner.top)
        self._paint_surface(painter, small, session.experiment.surface)
        self._paint_runners(painter, small, session)
        if self.frame is None:
            painter.setPen(dashed)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(_rect(_framed(small, self._view)))

    def _paint_surface(self, painter: QPainter, small: Scene, surface: Surface) -> None:
        home = self._home
        if surface.dimensions == 2:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRectF(0.0, 0.0, small.width, small.height), self._shaded(surface))
            return
        x = np.linspace(home.left, home.right, 100)
        painter.setPen(QPen(QColor(self._theme.text), self._theme.curve * 0.75))
        painter.drawPolyline(_polygon(small, x, np.asarray(surface(x[:, None]))))

    def _shaded(self, surface: Surface) -> QImage:
        key = surface, self._home
        if self._image is None or self._image[0] != key:
            home = self._home
            x, y = np.linspace(home.left, home.right, 98), np.linspace(home.high, home.low, 66)
            shade = shaded(surface.grid(x, y), contrast(surface))
            self._image = key, shaded_image(shade, colour_table(self._theme))
        return self._image[1]

    def _paint_runners(self, painter: QPainter, small: Scene, session: Session) -> None:
        others = set(range(len(session.runs))) - {session.selected, *session.hidden}
        for index in (*sorted(others), session.selected):
            run, row = session.runs[index], session.row(index)
            path = run.position[max(row - ROWS, 0) : row + 1]
            y = run.loss[max(row - ROWS, 0) : row + 1] if path.shape[1] == 1 else path[:, 1]
            painter.setPen(QPen(self._theme.runner(index), self._theme.curve * 0.75))
            painter.drawPolyline(_polygon(small, path[:, 0], y))
            ball = small.pixel(place(run, row))
            if small.holds(ball):
                stamp = runner_stamp(self._theme, index, 0.55, self._theme.card, 1.0)
                stamp.put(painter, QPointF(*ball))


def _scale(view: View, home: View, *, planar: bool) -> str:
    """Return how far or near a view is, in words; where the axes are not alike, along which of them."""
    times, across = view.times(home), view.ratios(home)[0]
    out, ratio = times > 1.0, number(max(times, 1.0 / times), 2)
    if planar:
        words = Message("zoomed out {times} ×") if out else Message("zoomed in {times} ×")
    elif times == across:
        words = Message("zoomed out {times} × in x") if out else Message("zoomed in {times} × in x")
    elif out:
        words = Message("zoomed out {times} × in loss")
    else:
        words = Message("zoomed in {times} × in loss")
    return say(words, times=ratio)


def _polygon(scene: Scene, x: np.ndarray, y: np.ndarray) -> QPolygonF:
    across, down = scene.pixels(x, y)
    return QPolygonF([QPointF(*p) for p in zip(across.tolist(), down.tolist(), strict=True)])


def _rect(box: Box) -> QRectF:
    return QRectF(box.left, box.top, box.width, box.height)


def _framed(scene: Scene, view: View) -> Box:
    """Return a view's place in a scene, never too small to be seen."""
    x, y = scene.pixels(np.array([view.left, view.right]), np.array([view.high, view.low]))
    (left, right), (top, bottom) = x.tolist(), y.tolist()
    across = max(0.5 * (LEAST_FRAME - (right - left)), 0.0)
    down = max(0.5 * (LEAST_FRAME - (bottom - top)), 0.0)
    return Box(left - across, top - down, right + across, bottom + down)


def _between(frame: Box, box: Box) -> tuple[QPointF, QPointF]:
    """Return the ends of the line from the frame to the inset."""
    x = min(max(frame.centre[0], box.left), box.right)
    y = min(max(frame.centre[1], box.top), box.bottom)
    return QPointF(
        min(max(x, frame.left), frame.right), min(max(y, frame.top), frame.bottom)
    ), QPointF(x, y)

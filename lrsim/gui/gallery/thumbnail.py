"""A scene as a small picture: its surface, and the paths as far as they have come."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from lrsim.gui.look.theme import Theme
from lrsim.gui.plots.gate import drawable
from lrsim.gui.plots.heat_map import colour_table, contrast, shaded, shaded_image
from lrsim.gui.plots.stamps import ball_stamp, minima_stamps
from lrsim.gui.plots.strokes import paints_pieces, stroke
from lrsim.gui.run.framing import View, home_of
from lrsim.lessons import Scene
from lrsim.runs.run import Run
from lrsim.typing import FloatArray

__all__ = ["Thumbnail"]

MOST_POINTS: Final = 240
"""Of a path: more than there are pixels between its ends."""

HOPS: Final = 10
"""Of a path on a curve that are seen at a time: more of them are a thicket."""

CELL: Final = 2.5
"""Pixels from one point of a surface's grid to the next; between them the painter fills in."""

RECENT, OLD = 40, 0.45
"""Of a path on a plane so many points are full, and those before them as faint."""

FAINT: Final = 0.6
"""Opacity of hops, which cross each other and the curve."""

SMALL: Final = 0.55
"""Size of marks as a share of what they have in the window."""

FAR: Final = 4.0
"""How many sizes of the picture away from it a line may end: farther away its slope is all that counts."""

CURVE_POINTS: Final = 120


class _Course(NamedTuple):
    """A runner's way: before which step, float64 (n,), it was where, float64 (n, 2)."""

    step: FloatArray
    place: FloatArray


class Thumbnail:
    """Paints a scene at any moment of what it plays.

    Parameters
    ----------
    scene : Scene
    """

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._experiment = scene.experiment
        self._home = home_of(self._experiment)
        first, last = scene.plays or (0, self._experiment.steps)
        self._steps = float(first), float(last)
        self._courses = [_course(scene.cast.run(name), first, last) for name in scene.stage]
        self._laid_out_for: tuple[object, ...] | None = None
        self._ground = QPixmap()
        self._paths: list[FloatArray] = []

    def paint(self, painter: QPainter, frame: QRectF, share: float, theme: Theme) -> None:
        """Paint the picture at a share of the steps that are played, 0 to 1."""
        ratio = painter.device().devicePixelRatioF()
        key = (theme, frame.getRect(), ratio)
        if key != self._laid_out_for:
            self._laid_out_for = key
            self._ground = self._painted_ground(frame.size().toSize(), ratio, theme)
            self._paths = [_spots(course.place, frame, self._home) for course in self._courses]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(frame)
        painter.drawPixmap(frame.topLeft(), self._ground)
        step = self._steps[0] + share * (self._steps[1] - self._steps[0])
        for runner in reversed(range(len(self._courses))):  # the first one is on top
            self._paint_course(painter, frame, runner, step, theme)
        painter.restore()

    def _paint_course(
        self, painter: QPainter, frame: QRectF, runner: int, step: float, theme: Theme
    ) -> None:
        """Paint a runner's path up to a step, and the ball at its end unless it has left the picture."""
        steps, spots = self._courses[runner].step, self._paths[runner]
        passed = int(np.searchsorted(steps, step, side="right"))
        here = np.array([[np.interp(step, steps, spots[:, k]) for k in (0, 1)]])
        ball = QPointF(*here[0])
        seen = frame.contains(ball)
        curved = self._experiment.surface.dimensions == 1
        first = max(passed - HOPS, 0) if curved and seen else 0
        path = np.concatenate([spots[first:passed], here])
        recent = 0 if curved else max(len(path) - RECENT, 0)
        width = SMALL * theme.trail * (1.0 if curved else 1.8)
        for piece, opacity in (
            (path[: recent + 1], OLD),
            (path[recent:], FAINT if curved else 1.0),
        ):
            if len(piece) > 1:
                colour = theme.runner(runner)
                colour.setAlphaF(opacity)
                pen = QPen(colour, width)
                line = stroke(piece[:, 0], piece[:, 1], pen, in_pieces=paints_pieces(painter))
                line.paint(painter)
        if seen:
            small = theme.scale(SMALL)
            ball_stamp(small, runner, selected=runner == 0).put(painter, ball)

    def _painted_ground(self, size: QSize, ratio: float, theme: Theme) -> QPixmap:
        """Return the surface with its minima, which stay as they are."""
        ground = QPixmap(size * ratio)
        ground.setDevicePixelRatio(ratio)
        ground.fill(Qt.GlobalColor.transparent)
        frame = QRectF(0.0, 0.0, size.width(), size.height())
        outline = QPainterPath()
        outline.addRoundedRect(frame, 0.6 * theme.radius, 0.6 * theme.radius)
        surface, home = self._experiment.surface, self._home
        with QPainter(ground) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.setClipPath(outline)
            if surface.dimensions == 2:
                across = np.linspace(home.left, home.right, max(round(frame.width() / CELL), 2))
                down = np.linspace(home.high, home.low, max(round(frame.height() / CELL), 2))
                shade = shaded(surface.grid(across, down), contrast(surface))
                painter.drawImage(frame, shaded_image(shade, colour_table(theme)))
            else:
                x = np.linspace(home.left, home.right, CURVE_POINTS)
                curve = _spots(np.stack([x, np.asarray(surface(x[:, None]))], axis=1), frame, home)
                painter.fillRect(frame, QColor(theme.button))
                pen = QPen(QColor(theme.quiet), theme.curve)
                stroke(curve[:, 0], curve[:, 1], pen, in_pieces=False).paint(painter)
            minima = surface.minima_in_view(self._experiment.start)
            for members, stamp in minima_stamps(theme.scale(SMALL), minima):
                places = [
                    m.position if surface.dimensions == 2 else (m.position[0], m.loss)
                    for m in members
                ]
                for spot in _spots(np.array(places, dtype=float).reshape(-1, 2), frame, home):
                    stamp.put(painter, QPointF(*spot))
        return ground


def _course(run: Run, first: int, last: int) -> _Course:
    """Return a run's way from one step to another, no finer than can be seen."""
    rows = np.arange(run.row(first), run.row(last) + 1)
    if len(rows) > MOST_POINTS:
        rows = np.unique(np.linspace(rows[0], rows[-1], MOST_POINTS).astype(np.int64))
    position = run.position[rows]
    place = position if position.shape[1] == 2 else np.stack([position[:, 0], run.loss[rows]], 1)
    return _Course(run.step[rows].astype(np.float64), drawable(place))


def _spots(places: FloatArray, frame: QRectF, home: View) -> FloatArray:
    """Return where places are in the picture in pixels, float64 (n, 2), or somewhere far outside."""
    places = drawable(places)
    across = frame.left() + (places[:, 0] - home.left) / home.width * frame.width()
    down = frame.bottom() - (places[:, 1] - home.low) / home.height * frame.height()
    far = FAR * max(frame.width(), frame.height())
    across, down = np.clip(across, -far, far), np.clip(down, -far, far)
    return np.stack([across, down], axis=1)

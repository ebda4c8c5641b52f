"""What stands on the landscape: minima, the start, the balls and their last steps."""

from __future__ import annotations

import cmath
import math
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from lrsim.experiment import Experiment
from lrsim.gui.depth.landscape import Scene
from lrsim.gui.depth.lines import Line, standing
from lrsim.gui.depth.raster import Raster
from lrsim.gui.look.theme import Theme
from lrsim.gui.plots.curves import Pens, runner_stamp
from lrsim.gui.plots.marks import Stamp
from lrsim.gui.plots.stamps import ball_stamp, minima_stamps, start_stamp
from lrsim.session.session import Session
from lrsim.typing import FloatArray

__all__ = ["Ground", "drawing_order", "paint_balls", "paint_fixed"]

TRAIL_DOTS: Final = 60
"""The last positions that are marked one by one, …"""

DOT_SPACING: Final = 9.0
"""… unless they lie closer together than this many pixels."""

COVERED: Final = 0.35
"""How much of a mark may lie below what is in front of it: it is seen still."""

FAINT: Final = 0.45
"""How strong a mark behind a hill is: stronger than a trail, it is what one looks for."""


class Ground:
    """A painter of what stands on a landscape.

    Parameters
    ----------
    painter : QPainter
    scene : Scene
    raster : Raster
        What hides what.
    """

    def __init__(self, painter: QPainter, scene: Scene, raster: Raster) -> None:
        self._painter = painter
        self._scene = scene
        self._raster = raster
        self._frame = QRectF(0.0, 0.0, *scene.size)

    def stamp(self, position: FloatArray, loss: FloatArray | None, stamp: Stamp) -> None:
        """Stamp positions, (points, 2), at their losses, or on the ground where those are not given."""
        scene, painter = self._scene, self._painter
        a, b, h = standing(scene.mesh, position, loss)
        spot = scene.projection.spot(a, b, h)
        hidden = self._raster.hidden(a, b, h) > COVERED * stamp.size
        pixmap = stamp.pixmap(scene.ratio)
        half = 0.5 * pixmap.width() / scene.ratio
        for x, y, behind in zip(spot.x.tolist(), spot.y.tolist(), hidden.tolist(), strict=True):
            painter.setOpacity(FAINT if behind else 1.0)
            painter.drawPixmap(QPointF(x - half, y - half), pixmap)
        painter.setOpacity(1.0)

    def trace(self, position: FloatArray, pen: QPen) -> None:
        """Draw the way over the ground through positions."""
        Line.of(self._scene.mesh, self._scene.projection, self._raster, position).paint(
            self._painter, pen
        )

    def shows(self, position: tuple[float, ...]) -> bool:
        """Return whether there is ground at a position."""
        return self._scene.mesh.rectangle.contains(position)

    @property
    def theme(self) -> Theme:
        """In which all is painted."""
        return self._scene.theme

    def apart(self, position: FloatArray) -> FloatArray:
        """Leave out positions that crowd together on the screen, where dots would be a smear."""
        if len(position) < 2:
            return position
        spot = self._scene.projection.spot(*standing(self._scene.mesh, position))
        way = np.cumsum(np.hypot(np.diff(spot.x), np.diff(spot.y)))
        _, chosen = np.unique(np.floor(np.append(0.0, way) / DOT_SPACING), return_index=True)
        return position[chosen]

    def point_outward(self, position: FloatArray, index: int, name: str) -> None:
        """Point at a ball that is outside of the picture, from the edge."""
        scene, painter, theme = self._scene, self._painter, self._scene.theme
        a, b, h = standing(scene.mesh, position)
        spot = scene.projection.spot(a, b, h)
        size = 0.5 * theme.ball
        room = self._frame.adjusted(size, size, -size, -size)
        if room.contains(spot.x[0], spot.y[0]) or not room.isValid():
            return
        x = min(max(float(spot.x[0]), room.left()), room.right())
        y = min(max(float(spot.y[0]), room.top()), room.bottom())
        angle = math.atan2(float(spot.y[0]) - y, float(spot.x[0]) - x)
        corners = [cmath.rect(0.9 * size, angle + turn) for turn in (0.0, 2.4, -2.4)]
        colour = theme.runner(index)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF([QPointF(x + c.real, y + c.imag) for c in corners]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(colour)
        painter.setFont(theme.font("small"))
        box = QRectF(painter.fontMetrics().boundingRect(name))
        gap = size + 0.5 * theme.spacing
        side = -1.0 if x > self._frame.center().x() else 1.0
        box.moveCenter(QPointF(x + side * (gap + 0.5 * box.width()), y))
        painter.drawText(box.adjusted(-2.0, 0.0, 2.0, 0.0), Qt.AlignmentFlag.AlignCenter, name)


def paint_fixed(ground: Ground, experiment: Experiment) -> None:
    """Paint the minima and the start."""
    for members, stamp in minima_stamps(ground.theme, experiment.surface.minima):
        seen = [minimum for minimum in members if ground.shows(minimum.position)]
        places = np.array([minimum.position for minimum in seen], dtype=float).reshape(-1, 2)
        ground.stamp(places, np.array([minimum.loss for minimum in seen]), stamp)
    start = np.array([experiment.start], dtype=float)
    ground.stamp(start, None, start_stamp(ground.theme))


def paint_balls(ground: Ground, session: Session, pens: Pens, share: float) -> None:
    """Paint every runner's ball, the selected one last, behind it its last steps.

    Parameters
    ----------
    ground : Ground
    session : Session
    pens : Pens
    share : float
        How much of the way to the next step, below 0 to the one before, they have gone.
    """
    theme = ground.theme
    order = drawing_order(session)
    for index in order:
        run, row = session.runs[index], session.row(index)
        steps = run.position[max(row - TRAIL_DOTS, 0) : row]
        ground.stamp(ground.apart(steps), None, runner_stamp(theme, index, 0.28))
    for index in order:
        run, row = session.runs[index], session.row(index)
        ball = ball_stamp(theme, index, selected=index == session.selected)
        way = _way(session, index, share)
        if way is None:
            here = run.position[row : row + 1]
            ground.stamp(here, run.loss[row : row + 1], ball)
        else:
            here = way[1:]
            if share > 0.0:
                ground.trace(way, pens.past[index])
            ground.stamp(here, None, ball)
        ground.point_outward(here, index, run.runner.name)


def drawing_order(session: Session) -> list[int]:
    """Return the runners that are drawn, the selected one last."""
    others = [k for k in range(len(session.runs)) if k not in {session.selected, *session.hidden}]
    return [*others, session.selected]


def _way(session: Session, index: int, share: float) -> FloatArray | None:
    """Return where a ball was and where it is between two steps, (2, 2); None where it rests."""
    run, row = session.runs[index], session.row(index)
    here = run.position[row]
    if share > 0.0 and (ahead := session.next_position(index)) is not None:
        return np.array([here, here + share * (np.array(ahead) - here)])
    if share < 0.0 and row > 0 and session.playhead == run.step[row] == run.step[row - 1] + 1:
        return np.array([here, here - share * (run.position[row - 1] - here)])
    return None

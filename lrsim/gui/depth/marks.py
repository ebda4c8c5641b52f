"""What is said on a landscape: the step that comes next, which balls have left it, and an explosion."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from lrsim.gui.depth.balls import drawing_order
from lrsim.gui.depth.lines import standing
from lrsim.gui.depth.projection import Spot
from lrsim.gui.depth.scene import Scene
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.explosion import has_exploded
from lrsim.gui.loop.tween import Tween
from lrsim.gui.plots.boxes import Box, Point
from lrsim.gui.plots.gate import PIXEL_LIMIT
from lrsim.gui.plots.remarks import Remark
from lrsim.gui.plots.stamps import minima_stamps
from lrsim.gui.steps.arrow import SHORT, SPECK, Arrow, paint_arrow, straight_arrow
from lrsim.gui.steps.captions import Captions
from lrsim.gui.steps.edges import EdgeMark, edge_marks, paint_edges
from lrsim.gui.steps.event import Event
from lrsim.gui.steps.hints import (
    ball_remark,
    edge_remarks,
    star_remarks,
    start_remark,
    step_remarks,
)
from lrsim.gui.steps.lettering import Label
from lrsim.gui.steps.picture import Picture
from lrsim.gui.steps.strings import Bead, hung
from lrsim.session.session import Session
from lrsim.surfaces import Minimum
from lrsim.typing import FloatArray

__all__ = ["Marks"]

TRAIL_SEEN: Final = 60
"""The last rows of a trail, which labels rather keep off."""


class Marks:
    """Marks and labels of one picture of a landscape, laid out when something of it has changed."""

    def __init__(self) -> None:
        self._captions = Captions()
        self._event = Event()
        self._scene: Scene | None = None
        self._grown: float | None = 1.0
        self._left = False
        self.beads: tuple[Bead, ...] = ()
        self.shifts: dict[int, Point] = {}
        """How far, in pixels, balls hang beside the spot that they share with another."""
        self.arrow: Arrow | None = None
        self.edges: list[EdgeMark] = []

    @property
    def labels(self) -> list[Label]:
        """What is said now, and where."""
        return self._captions.seen(step=bool(self._grown), spot=not self._left)

    @property
    def event_words(self) -> str:
        """What is said of an explosion; empty for nothing."""
        return self._event.words

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self._captions.set_theme(theme)
        self._event.set_theme(theme)
        self._string_pen = QPen(QColor(theme.text), theme.thin)
        self.forget()

    def forget(self) -> None:
        """Lay all out anew before it is painted again."""
        self._scene = None

    def show_motion(self, session: Session | None, tween: Tween) -> None:
        """Show as much of the step's arrow as there is to be between two steps; strings only at its start."""
        self._left = session is not None and tween.share(session) != 0.0
        if (tween.arrow is None) != (self._grown is None):
            self.forget()
        self._grown = tween.arrow

    def lay_out(self, session: Session, scene: Scene, taken: Iterable[Box]) -> None:
        """Find the places of all in another scene, off what is taken already."""
        if scene == self._scene:
            return
        self._scene = scene
        self._captions.forget()
        self._event.show_session(session)
        picture = Picture((float(scene.size[0]), float(scene.size[1])))
        drawn = drawing_order(session)
        balls = _balls(session, scene, drawn)
        radius = 0.5 * self._theme.ball
        seen = [spot for spot in balls.values() if picture.holds(spot)]
        picture.placer.block(*(Box.around(*spot, radius) for spot in seen), *taken)
        self._event.stand(picture.placer)
        self.arrow = self._arrow_of(session, scene, picture, balls[session.selected])
        if self.arrow is not None:
            picture.placer.block(*self.arrow.pieces)
        self.edges = edge_marks(session, picture, balls, self._theme.ball)
        for x, y in _trails(session, scene, drawn):
            picture.placer.block_line(x, y, soft=True)
        self.beads = self._beads_of(session, scene, picture, balls)
        self.shifts = {
            bead.runner: (
                bead.pixel[0] - balls[bead.runner][0],
                bead.pixel[1] - balls[bead.runner][1],
            )
            for bead in self.beads
        }
        self._put_words(session, picture, balls[session.selected])
        if not has_exploded(session):
            self._put_minima(scene, picture)

    def remarks(self, session: Session, scene: Scene) -> Iterator[Remark]:
        """Yield what is marked in a scene, the uppermost first."""
        ball = self._theme.ball
        hanging = {bead.runner: bead.pixel for bead in self.beads}
        balls = _balls(session, scene, drawing_order(session)) | hanging
        for index in reversed(balls):
            yield ball_remark(session, index, balls[index], 0.5 * ball)
        yield from edge_remarks(self.edges)
        start = np.array([session.experiment.start], dtype=float)
        yield start_remark(_point(scene.projection.spot(*standing(scene.mesh, start))), 0.35 * ball)
        yield from step_remarks(self.arrow, 0.4 * ball)
        yield from star_remarks(*self._stars(scene), 0.4 * ball)

    def _put_words(self, session: Session, picture: Picture, ball: Point) -> None:
        arrow, ahead = self.arrow, session.next_position()
        if arrow is not None and ahead is not None:
            radius = 0.5 * self._theme.ball
            about = arrow.box if arrow.length >= SPECK else Box.around(*ball, radius)
            self._captions.put_step(session, picture, about, ahead)
            self._captions.put_hops(session, picture, about, ahead)
        self._captions.put_edges(picture, self.edges)
        self._captions.put_names(picture, self.beads)
        self._captions.put_crowd(session, picture, self.beads, ball)

    def _put_minima(self, scene: Scene, picture: Picture) -> None:
        self._captions.put_minima(picture, *self._stars(scene))

    def _stars(self, scene: Scene) -> tuple[list[Minimum], list[Point]]:
        """Return the minima with stars that are on the landscape, and where these are in the picture."""
        mesh = scene.mesh
        _, (starred, _) = minima_stamps(self._theme, mesh.minima)
        seen = [m for m in starred if mesh.rectangle.contains(m.position)]
        places = np.array([m.position for m in seen], dtype=float).reshape(-1, 2)
        losses = np.array([m.loss for m in seen])
        spot = scene.projection.spot(*standing(mesh, places, losses))
        return seen, list(zip(spot.x.tolist(), spot.y.tolist(), strict=True))

    def _arrow_of(
        self, session: Session, scene: Scene, picture: Picture, ball: Point
    ) -> Arrow | None:
        """Return the next step's arrow, level with the ball, which then drops to the ground."""
        ahead = session.next_position()
        if ahead is None or self._grown is None or not picture.holds(ball):
            return None
        mesh, projection = scene.mesh, scene.projection
        run, row = session.run, session.row(session.selected)
        _, _, level = standing(mesh, run.position[row : row + 1], run.loss[row : row + 1])
        a, b, h = standing(mesh, np.array([ahead], dtype=float))
        tip, landing = (_point(projection.spot(a, b, height)) for height in (level, h))
        arrow = straight_arrow(picture, ball, tip)
        long = math.dist(ball, landing) >= SHORT * 0.5 * self._theme.ball
        lands = long and not arrow.broken and mesh.rectangle.contains(ahead)
        return arrow._replace(landing=landing, drops=lands)

    def _beads_of(
        self, session: Session, scene: Scene, picture: Picture, balls: dict[int, Point]
    ) -> tuple[Bead, ...]:
        """Return the balls that hang beside their spots, away from the next step."""
        ahead, tip = session.next_position(), None
        if ahead is not None:
            tip = _point(scene.projection.spot(*standing(scene.mesh, np.array([ahead]))))
        radius, size_of = 0.5 * self._theme.ball, self._captions.size_of_name
        return hung(session, picture, balls, tip, radius, size_of)

    def paint_strings(self, painter: QPainter) -> None:
        """Paint what balls hang on beside their spots, which lies below them."""
        painter.setPen(self._string_pen)
        for bead in () if self._left else self.beads:
            painter.drawLine(QPointF(*bead.holder), QPointF(*bead.pixel))

    def paint_arrow(self, painter: QPainter, session: Session) -> None:
        """Paint the step's arrow, which lies below the balls."""
        if self.arrow is not None and self._grown is not None:
            paint_arrow(painter, self.arrow, self._theme, session.selected, self._grown)

    def paint_words(self, painter: QPainter, faded: float) -> None:
        """Paint all else, as far as an explosion has faded."""
        if self._scene is None:
            return
        paint_edges(painter, self.edges, self._theme)
        self._captions.write(painter, step=bool(self._grown), spot=not self._left)
        self._event.paint(painter, QRectF(0.0, 0.0, *self._scene.size), faded)


def _balls(session: Session, scene: Scene, drawn: Sequence[int]) -> dict[int, Point]:
    """Return where balls are in the picture at the playhead."""
    rows = [(session.runs[index], session.row(index)) for index in drawn]
    position = np.array([run.position[row] for run, row in rows])
    loss = np.array([run.loss[row] for run, row in rows])
    spot = scene.projection.spot(*standing(scene.mesh, position, loss))
    return {index: _in_reach(*at) for index, *at in zip(drawn, spot.x, spot.y, strict=True)}


def _trails(
    session: Session, scene: Scene, drawn: Sequence[int]
) -> Iterator[tuple[FloatArray, FloatArray]]:
    """Yield the last parts of the runners' paths in the picture."""
    paths = []
    for index in drawn:
        row = session.row(index)
        paths.append(session.runs[index].position[max(row - TRAIL_SEEN, 0) : row + 1])
    spot = scene.projection.spot(*standing(scene.mesh, np.concatenate(paths)))
    ends = np.cumsum([len(path) for path in paths])[:-1]
    yield from zip(np.split(spot.x, ends), np.split(spot.y, ends), strict=True)


def _point(spot: Spot) -> Point:
    return _in_reach(spot.x[0], spot.y[0])


def _in_reach(x: float, y: float) -> Point:
    """Return a place in pixels, one that is far out nearer."""
    x, y = (min(max(float(at), -PIXEL_LIMIT), PIXEL_LIMIT) for at in (x, y))
    return x, y

"""Marks around the balls: tangent, the step about to be taken, runners on one spot or out of sight."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.motion import Tween
from lrsim.gui.plots.axes import Plot
from lrsim.gui.plots.curves import runner_stamp
from lrsim.gui.plots.gate import Pixels
from lrsim.gui.plots.layer import Layer
from lrsim.gui.plots.placer import Box, Size
from lrsim.gui.run.edge_marks import EdgeMark, edge_marks
from lrsim.gui.run.framing import Point, View, place
from lrsim.gui.run.scene import Label, Lettering, Scene, Span
from lrsim.gui.run.step_words import hop_ratio, step_words
from lrsim.gui.run.strings import Bead
from lrsim.session.session import Session
from lrsim.text.messages import say
from lrsim.text.numbers import count, number

__all__ = ["Arrow", "StepMarks"]

TANGENT: Final = 0.11
"""Half the tangent's length, as a share of the picture's width."""

SHORT: Final = 1.6
"""Radii of the ball: a shorter arrow runs beside it instead of under it."""

LEAST: Final = 3.0
"""Pixels: a shorter arrow is a speck."""

INSET: Final = 14.0
"""Pixels from the edge to the head of an arrow that is longer than the picture."""

BREAK: Final = 5.0
"""Half the height, in pixels, of the strokes that say an arrow is longer than it is drawn."""


class Arrow(NamedTuple):
    """The step that comes next, in pixels.

    Attributes
    ----------
    tail, tip : tuple of float
        Where it is drawn from and to.
    landing : tuple of float
        Where the step ends, on the curve in 1-D.
    broken : bool
        Whether it is longer than drawn.
    """

    tail: Point
    tip: Point
    landing: Point
    broken: bool

    @property
    def length(self) -> float:
        """Pixels."""
        return math.hypot(self.tip[0] - self.tail[0], self.tip[1] - self.tail[1])

    @property
    def box(self) -> Box:
        """What it takes up."""
        (x0, y0), (x1, y1) = self.tail, self.tip
        return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)).grown(5.0)


class StepMarks(Layer):
    """The marks of one surface view; they belong to the selected runner, edge markers to every runner."""

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot, 24)
        self._session: Session | None = None
        self._grown: float | None = 1.0
        self._forget()

    def _forget(self) -> None:
        self.labels: list[Label] = []
        self.arrow: Arrow | None = None
        self._ball = (0.0, 0.0)
        self._planar = False
        self.tangent: tuple[Point, Point] | None = None
        self.beads: tuple[Bead, ...] = ()
        self.edges: list[EdgeMark] = []

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self._letters = {role: Lettering(theme, role) for role in ("body", "small")}
        self._tangent_pen = QPen(QColor(theme.quiet), theme.curve * 0.8)
        self._tangent_pen.setDashPattern([4, 3])
        self._string_pen = QPen(QColor(theme.text), theme.thin)

    def size_of_name(self, name: str) -> Size:
        """Return how much room a bead's name takes."""
        return self._letters["small"].size((Span(name, QColor(self._theme.text)),))

    # --- laying out ---

    def show_session(self, session: Session, scene: Scene, beads: Sequence[Bead] = ()) -> None:
        """Find the places of all marks at the playhead, in a scene in which the view has put its own."""
        self._session = session
        self._forget()
        self.beads = tuple(beads)
        ball = scene.pixel(place(session.run, session.row(session.selected)))
        ahead = session.next_position()
        if ahead is not None and self._grown is not None and scene.holds(ball):
            self._lay_step(session, scene, ball, ahead)
        self._lay_edges(session, scene)
        self._lay_names(scene)
        if self.tangent is not None:
            self._lay_slope(session, scene, ball)
        self._lay_hops(session, scene, ahead)
        self._lay_crowd(session, scene, ball)
        self.update()

    def show_motion(self, tween: Tween) -> None:
        """Show as much of the step's arrow as there is to be between two steps."""
        if tween.arrow != self._grown:
            self._grown = tween.arrow
            self.update()

    def _lay_step(
        self, session: Session, scene: Scene, ball: Point, ahead: tuple[float, ...]
    ) -> None:
        """Lay out arrow, tangent, and what is said of the step."""
        self._planar = planar = len(ahead) > 1
        self._ball = ball
        surface = session.experiment.surface
        if planar:
            self.arrow = _cut_to(scene, ball, scene.pixel(ahead), scene.pixel(ahead))
        else:
            landing = scene.pixel((ahead[0], float(surface(ahead))))
            self.arrow = self._level_arrow(scene, ball, landing)
            slope = float(surface.gradient(session.run.position[session.row(session.selected)])[0])
            if math.isfinite(slope):
                self.tangent = _tangent(scene, ball, slope)
                x, y = np.array(self.tangent).T
                scene.placer.block_line(x, y, soft=True)
        arrow = self.arrow
        scene.placer.block(*_pieces(arrow))
        if not planar and scene.holds(arrow.landing):
            scene.placer.block(Box.around(*arrow.landing, 0.4 * self._theme.ball))
        about = arrow.box if arrow.length >= LEAST else Box.around(*ball, 0.5 * self._theme.ball)
        self._put_step(session, scene, about, ahead)

    def _put_step(
        self, session: Session, scene: Scene, about: Box, ahead: tuple[float, ...]
    ) -> None:
        """Say what the step is: all of it where there is any room for that, else less, but always."""
        colours = (
            QColor(self._theme.quiet),
            QColor(self._theme.text),
            self._theme.runner(session.selected),
        )
        for form in (forms := step_words(session, ahead)):
            spans = tuple(map(Span, form, colours))
            size = self._letters["body"].size(spans)
            places = list(scene.placer.beside(about, size))
            last = form is forms[-1]
            found = scene.placer.place_somehow if last else scene.placer.place_anywhere
            box = found(places)
            if box is not None:
                self.labels.append(Label("step", spans, box))
                return

    def _level_arrow(self, scene: Scene, ball: Point, landing: Point) -> Arrow:
        """Return the arrow of a step in 1-D: level with the ball, or beside it where it would hide it."""
        x, level = ball
        radius = 0.5 * self._theme.ball
        if abs(landing[0] - x) < SHORT * radius:
            level += radius + 9.0 if level < scene.height - 2.5 * radius - 9.0 else -radius - 9.0
        return _cut_to(scene, (x, level), (landing[0], level), landing)

    def _lay_slope(self, session: Session, scene: Scene, ball: Point) -> None:
        if self.tangent is None:
            return
        run, row = session.run, session.row(session.selected)
        slope = float(session.experiment.surface.gradient(run.position[row])[0])
        spans = (Span(say("slope {slope}", slope=number(slope)), QColor(self._theme.quiet)),)
        size = self._letters["small"].size(spans)
        # at the upper end, where a valley's wall is steeper than its tangent
        end = min(self.tangent, key=lambda point: point[1])
        outwards = math.copysign(1.0, end[0] - ball[0])
        places = []
        for x, y in (end, *(other for other in self.tangent if other is not end)):
            for side in (outwards, -outwards):
                left = x + (6.0 if side > 0 else -6.0 - size[0])
                places += [
                    Box.of(left, y + drop - size[1] / 2, size) for drop in (0.0, -14.0, 14.0)
                ]
            places.append(scene.placer.inside(Box.of(x - size[0] / 2, y - 8.0 - size[1], size)))
        box = scene.placer.place(places)
        if box is not None:
            self.labels.append(Label("slope", spans, box))

    def _lay_hops(self, session: Session, scene: Scene, ahead: tuple[float, ...] | None) -> None:
        """Say how hops grow or shrink, under the step's label."""
        step = next((label for label in self.labels if label.kind == "step"), None)
        ratio = None if ahead is None or step is None else hop_ratio(session, ahead)
        if ratio is None or step is None:
            return
        words = say("each hop is {ratio} × the one before", ratio=number(ratio))
        spans = (Span(words, QColor(self._theme.quiet)),)
        size = self._letters["small"].size(spans)
        middle = step.box.centre[0] - size[0] / 2
        about = self.arrow.box if self.arrow else step.box
        places = [
            scene.placer.inside(Box.of(left, top, size))
            for left in (middle, step.box.left, step.box.right - size[0])
            for top in (step.box.bottom + 4.0, about.bottom + 4.0, step.box.top - 4.0 - size[1])
        ]
        box = scene.placer.place(places)
        if box is not None:
            self.labels.append(Label("hop", spans, box))

    def _lay_edges(self, session: Session, scene: Scene) -> None:
        self.edges = edge_marks(session, scene)
        for mark in self.edges:
            spans = (Span(mark.words, self._theme.runner(mark.runner)),)
            size = self._letters["body"].size(spans)
            box = scene.placer.place(mark.places(scene, size))
            if box is not None:
                self.labels.append(Label("edge", spans, box))

    def _lay_names(self, scene: Scene) -> None:
        """Write names beside the beads."""
        for bead in self.beads:
            if not bead.name:
                continue
            spans = (Span(bead.name, self._theme.runner(bead.runner)),)
            size = self._letters["small"].size(spans)
            box = scene.placer.place(bead.places(size))
            if box is not None:
                self.labels.append(Label("name", spans, box))

    def _lay_crowd(self, session: Session, scene: Scene, ball: Point) -> None:
        """Say at step 0 that all are on one spot."""
        drawn = len(session.runs) - len(session.hidden)
        together = len(self.beads) + 1 == drawn > 1
        if session.playhead > 0 or not together or any(b.holder != ball for b in self.beads):
            return
        words = say("all {runners} start here", runners=count(drawn))
        spans = (Span(words, QColor(self._theme.quiet)),)
        size = self._letters["small"].size(spans)
        low = max(self.beads, key=lambda bead: bead.pixel[1])
        middle, top = low.pixel[0] - size[0] / 2, low.pixel[1] + low.radius + 6.0
        places = [
            scene.placer.inside(Box.of(middle + across, top + down, size))
            for down in (0.0, size[1])
            for across in (0.0, 0.3 * size[0], -0.3 * size[0])
        ]
        box = scene.placer.place(places)
        if box is not None:
            self.labels.append(Label("crowd", spans, box))

    # --- painting ---

    def paint_pixels(self, painter: QPainter, pixels: Pixels) -> None:
        """Paint the marks, and the labels above them."""
        if self._session is None:
            return
        painter.setClipRect(pixels.frame)
        painter.translate(pixels.frame.topLeft())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.tangent is not None:
            painter.setPen(self._tangent_pen)
            painter.drawLine(QPointF(*self.tangent[0]), QPointF(*self.tangent[1]))
        painter.setPen(self._string_pen)
        for bead in self.beads:
            painter.drawLine(QPointF(*bead.holder), QPointF(*bead.pixel))
        if self.arrow is not None and self._grown is not None:
            self._paint_arrow(painter, self.arrow, self._session.selected)
        for mark in self.edges:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.runner(mark.runner))
            painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in mark.corners]))
        for label in self.labels:
            if self._grown or label.kind not in ("step", "hop"):
                small = label.kind in ("slope", "hop", "name", "crowd")
                self._letters["small" if small else "body"].write(painter, label)

    def _paint_arrow(self, painter: QPainter, arrow: Arrow, runner: int) -> None:
        if arrow.length < LEAST:
            return
        colour, width = self._theme.runner(runner), self._theme.curve + 1.5
        whole = QLineF(QPointF(*arrow.tail), QPointF(*arrow.tip))
        grown = 1.0 if self._grown is None else self._grown
        beside = arrow.tail[1] != self._ball[1]
        if not (arrow.broken or self._planar or beside) and grown >= 1.0:
            self._paint_landing(painter, arrow, runner)
        shaft = QLineF(whole.p1(), whole.pointAt(grown))
        if shaft.length() < LEAST:
            return
        head = min(6.0 + 3.0 * self._theme.curve, max(shaft.length(), 5.0))
        neck = shaft.pointAt(max(0.0, 1.0 - 0.8 * head / shaft.length()))
        pen = QPen(colour, width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawLine(QLineF(shaft.p1(), neck))
        across = shaft.normalVector().unitVector()
        dx, dy = across.dx() * 0.42 * head, across.dy() * 0.42 * head
        back = shaft.pointAt(max(0.0, 1.0 - head / shaft.length()))
        side = QPointF(dx, dy)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF([shaft.p2(), back + side, back - side]))
        if arrow.broken:
            self._paint_break(painter, shaft, head, pen)

    def _paint_break(self, painter: QPainter, shaft: QLineF, head: float, pen: QPen) -> None:
        """Cut the shaft before its head by two slanted strokes: it is longer than it is drawn."""
        along = shaft.unitVector()
        step = QPointF(along.dx(), along.dy())
        normal = shaft.normalVector().unitVector()
        side = QPointF(normal.dx(), normal.dy()) * (BREAK + pen.widthF())
        middle = shaft.p2() - step * (head + 14.0)
        gap = QPen(QColor(self._theme.card), pen.widthF() + 2.0)
        gap.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(gap)
        painter.drawLine(middle - step * 3.0, middle + step * 3.0)
        painter.setPen(QPen(pen.color(), 0.6 * pen.widthF()))
        for offset in (-3.5, 3.5):
            centre = middle + step * offset
            painter.drawLine(centre - side + step * 2.5, centre + side - step * 2.5)

    def _paint_landing(self, painter: QPainter, arrow: Arrow, runner: int) -> None:
        """Drop from the arrow's tip to the curve, where the ball will be."""
        pen = QPen(self._theme.runner(runner), self._theme.thin + 0.6)
        pen.setDashPattern([2, 3])
        painter.setPen(pen)
        painter.drawLine(QPointF(*arrow.tip), QPointF(*arrow.landing))
        stamp = runner_stamp(self._theme, runner, 0.7, self._theme.runner(runner).name(), 2.0)
        ghost = stamp._replace(fill="").pixmap(painter.device().devicePixelRatioF())
        half = 0.5 * ghost.width() / ghost.devicePixelRatio()
        painter.drawPixmap(QPointF(arrow.landing[0] - half, arrow.landing[1] - half), ghost)


def _cut_to(scene: Scene, tail: Point, tip: Point, landing: Point) -> Arrow:
    """Return an arrow, its head inside the picture: where it does not fit it is broken."""
    dx, dy = tip[0] - tail[0], tip[1] - tail[1]
    share = 1.0
    for start, way, end in ((tail[0], dx, scene.width), (tail[1], dy, scene.height)):
        if way and not 0.0 <= start + way <= end:
            room = (end - INSET - start) if way > 0 else (start - INSET)
            share = min(share, max(room, 0.0) / abs(way))
    return Arrow(tail, (tail[0] + share * dx, tail[1] + share * dy), landing, share < 1.0)


def _pieces(arrow: Arrow) -> list[Box]:
    """Return boxes along an arrow: a slanted one takes less than the box around it."""
    (x0, y0), (x1, y1) = arrow.tail, arrow.tip
    count = 1 if y0 == y1 else max(1, min(int(arrow.length / 12.0), 60))
    boxes = []
    for k in range(count):
        a, b = k / count, (k + 1) / count
        left, right = sorted((x0 + a * (x1 - x0), x0 + b * (x1 - x0)))
        top, bottom = sorted((y0 + a * (y1 - y0), y0 + b * (y1 - y0)))
        boxes.append(Box(left, top, right, bottom).grown(5.0))
    return boxes


def _tangent(scene: Scene, ball: Point, slope: float) -> tuple[Point, Point]:
    """Return both ends of the tangent, as far apart on the screen whatever its slope."""
    view: View = scene.view
    steepness = slope * (view.width / scene.width) / (view.height / scene.height)
    reach = TANGENT * scene.width
    length = math.hypot(1.0, steepness)
    dx, dy = reach / length, reach * steepness / length
    if not math.isfinite(steepness):
        dx, dy = 0.0, math.copysign(reach, slope)
    return (ball[0] - dx, ball[1] + dy), (ball[0] + dx, ball[1] - dy)

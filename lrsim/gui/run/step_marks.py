"""Marks around the balls: tangent, the step about to be taken, runners on one spot or out of sight."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen

from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.explosion import has_exploded
from lrsim.gui.loop.tween import Tween
from lrsim.gui.plots.boxes import Box, Point, Size
from lrsim.gui.plots.gate import Pixels
from lrsim.gui.plots.layer import Layer
from lrsim.gui.plots.plot import Plot
from lrsim.gui.run.framing import View, place
from lrsim.gui.run.scene import Scene
from lrsim.gui.steps.arrow import SPECK, Arrow, level_arrow, paint_arrow, straight_arrow
from lrsim.gui.steps.captions import Captions
from lrsim.gui.steps.edges import EdgeMark, paint_edges
from lrsim.gui.steps.lettering import Label, Span
from lrsim.gui.steps.strings import Bead
from lrsim.session.session import Session
from lrsim.surfaces import Minimum
from lrsim.text.messages import say
from lrsim.text.numbers import number

__all__ = ["StepMarks"]

TANGENT: Final = 0.11
"""Half the tangent's length, as a share of the picture's width."""


class StepMarks(Layer):
    """The marks of one surface view; they belong to the selected runner, edge markers to every runner."""

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot, 24)
        self._session: Session | None = None
        self._grown: float | None = 1.0
        self._left = False
        self.terse = False
        """Whether the picture is too small for more words than names."""
        self.foretells = True
        """Whether the step about to be taken is drawn, and the tangent that tells how long it is."""
        self.shows_slope = False
        """Whether the tangent is, in any case, and its slope is said."""
        self._captions = Captions()
        self._forget()

    def _forget(self) -> None:
        self._captions.forget()
        self.arrow: Arrow | None = None
        self.tangent: tuple[Point, Point] | None = None
        self.slope = math.nan
        self.beads: tuple[Bead, ...] = ()
        self.edges: tuple[EdgeMark, ...] = ()

    @property
    def labels(self) -> list[Label]:
        """What is said now, and where."""
        return self._captions.seen(step=bool(self._grown), spot=not self._left)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self._captions.set_theme(theme)
        self._tangent_pen = QPen(QColor(theme.quiet), theme.curve * 0.8)
        self._tangent_pen.setDashPattern([4, 3])
        self._string_pen = QPen(QColor(theme.text), theme.thin)

    def size_of_name(self, name: str) -> Size:
        """Return how much room a bead's name takes."""
        return self._captions.size_of_name(name)

    # --- laying out ---

    def show_step(self, session: Session, scene: Scene) -> None:
        """Lay out the selected runner's next step, and block its place in a scene."""
        self._session = session
        self._forget()
        run, row = session.run, session.row(session.selected)
        ball, ahead = scene.pixel(place(run, row)), session.next_position()
        if self._grown is None or ahead is None or not scene.holds(ball):
            return
        if self.foretells:
            self._lay_arrow(session, scene, ball, ahead)
        if len(ahead) == 1 and (self.foretells or self.shows_slope):
            self.slope = float(session.experiment.surface.gradient(run.position[row])[0])
        if math.isfinite(self.slope):
            self.tangent = _tangent(scene, ball, self.slope)
            x, y = np.array(self.tangent).T
            scene.placer.block_line(x, y, soft=True)

    def _lay_arrow(
        self, session: Session, scene: Scene, ball: Point, ahead: tuple[float, ...]
    ) -> None:
        if len(ahead) > 1:
            self.arrow = straight_arrow(scene, ball, scene.pixel(ahead))
        else:
            landing = scene.pixel((ahead[0], float(session.experiment.surface(ahead))))
            self.arrow = level_arrow(scene, ball, landing, 0.5 * self._theme.ball)
        scene.placer.block(*self.arrow.pieces)
        if self.arrow.drops and scene.holds(self.arrow.landing):
            scene.placer.block(Box.around(*self.arrow.landing, 0.4 * self._theme.ball))

    def show_words(
        self, session: Session, scene: Scene, beads: Sequence[Bead], edges: Sequence[EdgeMark]
    ) -> None:
        """Find places for all that is said, in a scene in which all else has its own."""
        self.beads, self.edges = tuple(beads), tuple(edges)
        ball = scene.pixel(place(session.run, session.row(session.selected)))
        ahead = session.next_position()
        if self.arrow is not None and ahead is not None and not self.terse:
            seen = self.arrow.length >= SPECK
            about = self.arrow.box if seen else Box.around(*ball, 0.5 * self._theme.ball)
            self._captions.put_step(session, scene, about, ahead)
        self._captions.put_edges(scene, self.edges)
        self._captions.put_names(scene, self.beads)
        if self.tangent is not None and (self.shows_slope or not self.terse):
            self._lay_slope(scene, self.tangent)
        if not self.terse:
            if ahead is not None:
                below = self.arrow.box if self.arrow else None
                self._captions.put_hops(session, scene, below, ahead)
            self._captions.put_crowd(session, scene, self.beads, ball)
        self.update()

    def show_minima(
        self, session: Session, scene: Scene, minima: Sequence[Minimum], stars: Sequence[Point]
    ) -> None:
        """Name minima at their stars, where all else has its place; an explosion takes the stars away."""
        if not self.terse and not has_exploded(session):
            self._captions.put_minima(scene, minima, stars)

    def show_motion(self, tween: Tween) -> None:
        """Show as much of the step's arrow as there is to be between two steps; strings only at its start."""
        left = self._session is not None and tween.share(self._session) != 0.0
        seen = tween.arrow, left
        if seen != (self._grown, self._left):
            self._grown, self._left = seen
            self.update()

    def _lay_slope(self, scene: Scene, tangent: tuple[Point, Point]) -> None:
        words = say("slope {slope}", slope=number(self.slope))
        spans = (Span(words, QColor(self._theme.quiet)),)
        size = self._captions.size("slope", spans)
        # at the upper end, where a valley's wall is steeper than its tangent
        end, other = sorted(tangent, key=lambda point: point[1])
        outwards = math.copysign(1.0, end[0] - other[0])
        places = []
        for x, y in (end, other):
            for side in (outwards, -outwards):
                left = x + (6.0 if side > 0 else -6.0 - size[0])
                places += [
                    Box.of(left, y + drop - size[1] / 2, size) for drop in (0.0, -14.0, 14.0)
                ]
            places.append(scene.placer.inside(Box.of(x - size[0] / 2, y - 8.0 - size[1], size)))
        self._captions.add("slope", spans, scene.placer.place(places))

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
        for bead in () if self._left else self.beads:
            painter.drawLine(QPointF(*bead.holder), QPointF(*bead.pixel))
        if self.arrow is not None and self._grown is not None:
            paint_arrow(painter, self.arrow, self._theme, self._session.selected, self._grown)
        paint_edges(painter, self.edges, self._theme)
        self._captions.write(painter, step=bool(self._grown), spot=not self._left)


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

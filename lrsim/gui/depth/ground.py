"""Marks on a landscape: minima, the start, balls and the ways between; what is behind a hill is faint."""

from __future__ import annotations

import itertools
from operator import itemgetter
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPen

from lrsim.gui.depth.lines import Line, standing
from lrsim.gui.depth.projection import Spot
from lrsim.gui.depth.raster import Raster
from lrsim.gui.depth.scene import Scene
from lrsim.gui.plots.boxes import Box, Point
from lrsim.gui.plots.marks import Stamp
from lrsim.gui.plots.stamps import minima_stamps, start_stamp
from lrsim.typing import FloatArray

__all__ = ["Ground"]

DOT_SPACING: Final = 9.0
"""Pixels from dot to dot at least."""

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

    def stamp(
        self,
        position: FloatArray,
        loss: FloatArray | None,
        stamp: Stamp,
        opacity: float = 1.0,
        shift: Point = (0.0, 0.0),
    ) -> None:
        """Stamp positions, (points, 2), at their losses, or on the ground where those are not given.

        So many pixels away from there, right and down, where they are `shift`ed.
        """
        a, b, h = standing(self._scene.mesh, position, loss)
        spot = self._scene.projection.spot(a, b, h)
        self._stamp(stamp, a, b, h, spot, opacity, shift)

    def _stamp(
        self,
        stamp: Stamp,
        a: FloatArray,
        b: FloatArray,
        h: FloatArray,
        spot: Spot,
        opacity: float = 1.0,
        shift: Point = (0.0, 0.0),
    ) -> None:
        painter = self._painter
        hidden = self._raster.hidden(a, b, h) > COVERED * stamp.size
        spots = zip(hidden.tolist(), spot.x.tolist(), spot.y.tolist(), strict=True)
        for behind, some in itertools.groupby(spots, key=itemgetter(0)):
            painter.setOpacity(opacity * (FAINT if behind else 1.0))
            stamp.put(painter, *(QPointF(x + shift[0], y + shift[1]) for _, x, y in some))
        painter.setOpacity(1.0)

    def stamp_minima(self) -> list[Box]:
        """Stamp the surface's minima; return where the stars are."""
        mesh = self._scene.mesh
        stars: list[Box] = []
        for members, stamp in minima_stamps(self._scene.theme, mesh.minima):
            seen = [m for m in members if mesh.rectangle.contains(m.position)]
            places = np.array([minimum.position for minimum in seen], dtype=float).reshape(-1, 2)
            losses = np.array([minimum.loss for minimum in seen])
            self.stamp(places, losses, stamp)
            spot = self._scene.projection.spot(*standing(mesh, places, losses))
            pairs = zip(spot.x.tolist(), spot.y.tolist(), strict=True)
            stars = [Box.around(x, y, 0.5 * stamp.size) for x, y in pairs]
        return stars  # of the last group, the lowest

    def stamp_start(self, start: tuple[float, ...]) -> None:
        """Stamp where all begin."""
        self.stamp(np.array([start], dtype=float), None, start_stamp(self._scene.theme))

    def line(self, position: FloatArray) -> Line:
        """Return the way over the ground through positions."""
        return Line.of(self._scene.mesh, self._scene.projection, self._raster, position)

    def trace(self, position: FloatArray, pen: QPen) -> None:
        """Draw the way over the ground through positions."""
        self.line(position).paint(self._painter, pen, self._scene.frame)

    def stamp_apart(self, position: FloatArray, stamp: Stamp) -> None:
        """Stamp positions on the ground but those that crowd in the picture, where dots would be a smear."""
        if not len(position):
            return
        a, b, h = standing(self._scene.mesh, position)
        spot = self._scene.projection.spot(a, b, h)
        way = np.cumsum(np.hypot(np.diff(spot.x), np.diff(spot.y)))
        _, chosen = np.unique(np.floor(np.append(0.0, way) / DOT_SPACING), return_index=True)
        seen = Spot(*(of[chosen] for of in spot))
        self._stamp(stamp, a[chosen], b[chosen], h[chosen], seen)

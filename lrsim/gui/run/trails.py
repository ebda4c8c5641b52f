"""The balls' trails, which fade with age, and what is left of futures that were given up."""

from __future__ import annotations

import itertools

import numpy as np
from PySide6.QtGui import QPen

from lrsim.gui.plots.curves import AGES, CurvePool
from lrsim.gui.plots.plot import Plot
from lrsim.gui.run.surface_box import SurfaceBox
from lrsim.session.session import Session
from lrsim.typing import FloatArray

__all__ = ["TRAIL_ROWS", "Ghosts", "Trails"]

TRAIL_ROWS = 4000
"""Rows of the path that are drawn behind the ball."""


class Trails:
    """One trail for each runner, in parts of as many rows; none is less than a step."""

    def __init__(self, plot: Plot, z: float) -> None:
        self._parts = CurvePool(plot, z)

    def show(self, runner: int, x: FloatArray, y: FloatArray, pens: list[QPen]) -> None:
        """Show a trail with a pen for each age, the oldest first."""
        count = max(min(len(AGES), len(x) - 1), 0)
        ends = np.linspace(0, len(x) - 1, count + 1).astype(int).tolist()
        for part, (first, last) in enumerate(itertools.pairwise(ends)):
            rows, pen = slice(first, last + 1), pens[len(AGES) - count + part]
            self._parts.draw(len(AGES) * runner + part, x[rows], y[rows], pen)
        self.hide(runner, count)

    def hide(self, runner: int, first: int = 0) -> None:
        """Hide a runner's trail, from a part on."""
        for part in range(first, len(AGES)):
            self._parts.hide(len(AGES) * runner + part)

    def hide_from(self, runner: int) -> None:
        """Hide those of all runners from one on."""
        self._parts.hide_from(len(AGES) * runner)

    def opacities(self, runner: int) -> list[float]:
        """Return how opaque the parts of a trail are, the oldest first."""
        places = range(len(AGES) * runner, len(AGES) * (runner + 1))
        shown = [place for place in places if place in self._parts.shown]
        return [self._parts.curve(place).pen.color().alphaF() for place in shown]


class Ghosts(CurvePool):
    """The paths of futures that were given up."""

    def show_session(self, session: Session, box: SurfaceBox, pens: list[QPen]) -> None:
        """Show them where they lie in a view."""
        for index, ghost in enumerate(session.ghosts):
            if ghost.runner in session.hidden:
                self.hide(index)
                continue
            x, y = box.path(ghost.run, ghost.first, min(ghost.last, ghost.first + TRAIL_ROWS))
            self.draw(index, x, y, pens[ghost.runner])
        self.hide_from(len(session.ghosts))

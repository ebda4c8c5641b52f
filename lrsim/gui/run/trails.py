"""Where balls come from and go to: trails, which fade with age, dots on them, and futures given up."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from PySide6.QtGui import QPen

from lrsim.gui.look.theme import Theme
from lrsim.gui.plots.curves import AGES, CurvePool, Pens, runner_stamp
from lrsim.gui.plots.marks import Group, Marks
from lrsim.gui.plots.plot import Plot
from lrsim.gui.run.scene import Scene
from lrsim.gui.run.surface_box import SurfaceBox
from lrsim.session.session import Session
from lrsim.typing import FloatArray

__all__ = ["TRAIL_ROWS", "Ghosts", "Trails", "Ways"]

TRAIL_ROWS: Final = 4000
"""Rows of the path that are drawn behind the ball."""

TRAIL_DOTS: Final = 200
"""The last positions that are marked one by one, …"""

DOT_SPACING: Final = 9.0
"""… unless they lie closer together than this many pixels."""


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

    def opacities(self, runner: int) -> list[float]:
        """Return how opaque the parts of a trail are, the oldest first."""
        places = range(len(AGES) * runner, len(AGES) * (runner + 1))
        shown = [place for place in places if place in self._parts.shown]
        return [self._parts.curve(place).pen.color().alphaF() for place in shown]


class Way(NamedTuple):
    """The dots on a runner's way, and what they and its lines were made of."""

    made_of: tuple[object, ...]
    dots: Group


class Ways:
    """The way that each runner has come, with dots on it, and the one that it will go.

    Parameters
    ----------
    plot : Plot
    box : SurfaceBox
        Its view.
    """

    def __init__(self, plot: Plot, box: SurfaceBox) -> None:
        self._box = box
        self.future = CurvePool(plot, 6, antialias=False)
        self.trails = Trails(plot, 10)
        self._dots = Marks(plot, 12)
        self._known: dict[int, Way] = {}

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme, self._pens = theme, Pens(theme)
        self._known = {}

    def show_session(self, session: Session, scene: Scene, drawn: Sequence[int]) -> None:
        """Show the ways of some runners in a scene, the last one on top."""
        before, self._known = self._known, {}
        for index in drawn:
            run, row = session.runs[index], session.row(index)
            made_of = run.outline, row, session.reveal, scene.view, scene.width, scene.height
            known = before.pop(index, None)
            if known is None or known.made_of != made_of:
                known = Way(made_of, self._show(session, scene, index))
            self._known[index] = known
        for index in before:
            self.trails.hide(index)
            self.future.hide(index)
        self._dots.show_groups([self._known[index].dots for index in drawn])

    def _show(self, session: Session, scene: Scene, index: int) -> Group:
        """Show one way's lines; return its dots."""
        run, row, box = session.runs[index], session.row(index), self._box
        x, y = box.path(run, max(row - TRAIL_ROWS, 0), row)
        self.trails.show(index, x, y, self._pens.trail[index])
        if session.reveal and row + 1 < len(run.loss):
            ahead = box.path(run, row, min(row + TRAIL_ROWS, len(run.loss) - 1))
            self.future.draw(index, *ahead, self._pens.ahead[index])
        else:
            self.future.hide(index)
        apart = scene.spaced(x[:-1][-TRAIL_DOTS:], y[:-1][-TRAIL_DOTS:], DOT_SPACING)
        return *apart, runner_stamp(self._theme, index, 0.28)


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

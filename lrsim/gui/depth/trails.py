"""The runners' paths on a landscape, over their start, in a picture to which each step only adds."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from lrsim.experiment import Experiment
from lrsim.gui.depth.balls import drawing_order
from lrsim.gui.depth.ground import Ground
from lrsim.gui.depth.lines import Line
from lrsim.gui.depth.raster import Raster
from lrsim.gui.depth.scene import Scene
from lrsim.gui.look.devices import is_drawing
from lrsim.gui.plots.curves import Pens
from lrsim.runs.run import Run
from lrsim.session.session import Ghost, Session

__all__ = ["Trails"]

TRAIL_ROWS: Final = 2000
"""Rows of a path that are painted behind the ball, and twice as many ahead."""

FEW_POINTS: Final = 1500
"""So many are painted smoothly within a frame; more only once they stand."""


class Shown(NamedTuple):
    """What the paths depend on, the rows up to which they go aside."""

    scene: Scene
    experiment: Experiment
    runs: tuple[Run, ...]
    ghosts: tuple[Ghost, ...]
    order: list[int]
    reveal: bool

    def is_same(self, other: Shown) -> bool:
        """Return whether another is the very same; of runs the numbers are not compared."""
        very_same = all(one is two for one, two in zip(self[1:4], other[1:4], strict=True))
        return very_same and self[4:] == other[4:] and self.scene == other.scene


class Trails:
    """The picture of past, future and old paths, transparent where there is none."""

    def __init__(self) -> None:
        self._shown: Shown | None = None
        self._first: list[int] = []
        self._rows: list[int] = []
        self._picture = QPixmap()
        self._is_smooth = False

    @property
    def is_smooth(self) -> bool:
        """Whether the lines are painted as well as can be."""
        return self._is_smooth

    def paint(
        self,
        painter: QPainter,
        session: Session,
        scene: Scene,
        raster: Raster,
        pens: Pens,
        *,
        smooth: bool,
    ) -> None:
        """Paint the paths on a scene; `smooth` says that they may take longer than a frame."""
        shown = Shown(
            scene,
            session.experiment,
            session.runs,
            session.ghosts,
            drawing_order(session),
            session.reveal,
        )
        rows = [session.row(index) for index in range(len(session.runs))]
        if is_drawing(painter):
            Ground(painter, scene, raster).stamp_start(session.experiment.start)
            _paint(painter, _strokes(shown, rows, raster, pens), scene, smooth=True)
            return
        if not self._goes_on(shown, rows, smooth):
            self._begin(shown, rows, raster, pens, smooth)
        elif rows != self._rows:
            self._paint(
                (_line(shown, raster, shown.runs[k], self._rows[k], rows[k]), pens.past[k])
                for k in shown.order
            )
        self._rows = rows
        painter.drawPixmap(0, 0, self._picture)

    def _goes_on(self, shown: Shown, rows: list[int], smooth: bool) -> bool:
        """Return whether rows only need to be added to what is painted."""
        if self._shown is None or not shown.is_same(self._shown) or smooth > self._is_smooth:
            return False
        added = zip(self._first, self._rows, rows, strict=True)
        return all(last <= row <= first + TRAIL_ROWS for first, last, row in added)

    def _begin(
        self, shown: Shown, rows: list[int], raster: Raster, pens: Pens, smooth: bool
    ) -> None:
        """Paint everything anew."""
        strokes = _strokes(shown, rows, raster, pens)
        self._shown, self._first = shown, rows
        self._is_smooth = smooth or sum(len(line.x) for line, _ in strokes) < FEW_POINTS
        width, height = shown.scene.size
        ratio = shown.scene.ratio
        self._picture = QPixmap(math.ceil(width * ratio), math.ceil(height * ratio))
        self._picture.setDevicePixelRatio(ratio)
        self._picture.fill(Qt.GlobalColor.transparent)
        with QPainter(self._picture) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            Ground(painter, shown.scene, raster).stamp_start(shown.experiment.start)
        self._paint(strokes)

    def _paint(self, strokes: Iterable[tuple[Line, QPen]]) -> None:
        assert self._shown is not None  # a picture has been begun
        with QPainter(self._picture) as painter:
            _paint(painter, strokes, self._shown.scene, smooth=self._is_smooth)


def _strokes(shown: Shown, rows: list[int], raster: Raster, pens: Pens) -> list[tuple[Line, QPen]]:
    """Return all lines with their pens, in the order in which they are painted."""
    strokes = []
    for ghost in shown.ghosts:
        if ghost.runner in shown.order:
            last = min(ghost.last, ghost.first + TRAIL_ROWS)
            line = _line(shown, raster, ghost.run, ghost.first, last)
            strokes.append((line, pens.ghost[ghost.runner]))
    for k in shown.order if shown.reveal else ():
        line = _line(shown, raster, shown.runs[k], rows[k], rows[k] + 2 * TRAIL_ROWS)
        strokes.append((line, pens.ahead[k]))
    for k in shown.order:
        line = _line(shown, raster, shown.runs[k], rows[k] - TRAIL_ROWS, rows[k])
        strokes.append((line, pens.past[k]))
    return strokes


def _paint(
    painter: QPainter, strokes: Iterable[tuple[Line, QPen]], scene: Scene, *, smooth: bool
) -> None:
    for line, pen in strokes:
        # what is dashed is one pixel wide, and dashed thirty times faster when it is not smooth
        solid = pen.style() == Qt.PenStyle.SolidLine
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth and solid)
        line.paint(painter, pen, scene.frame)


def _line(shown: Shown, raster: Raster, run: Run, first: int, last: int) -> Line:
    """Return the line over the ground through rows of a run, those that there are."""
    position = run.position[max(first, 0) : last + 1]
    return Line.of(shown.scene.mesh, shown.scene.projection, raster, position)

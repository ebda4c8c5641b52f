"""A path on its surface, small: what an answer to choose from would look like."""

from __future__ import annotations

from typing import Final

import numpy as np
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from lrsim.experiment import Experiment
from lrsim.gui.look.palettes import Theme
from lrsim.gui.plots.gate import drawable
from lrsim.gui.run.framing import home_of
from lrsim.typing import FloatArray

__all__ = ["paint_path"]

HOPS: Final = 12
"""Of a path on a curve that are drawn: more of them are a thicket."""

SAMPLES: Final = 80
MARGIN: Final = 0.12
"""Of the picture's size that is left free around it."""


def paint_path(
    painter: QPainter,
    frame: QRectF,
    experiment: Experiment,
    positions: FloatArray,
    theme: Theme,
    runner: int = 0,
) -> None:
    """Paint a path: in 1-D as chords on its curve, in 2-D from its start towards a star.

    Parameters
    ----------
    painter : QPainter
    frame : QRectF
        Where.
    experiment : Experiment
        Whose surface it is.
    positions : ndarray of float64, shape (n + 1, d)
    theme : Theme
    runner : int
        In whose colour.
    """
    home, surface = home_of(experiment), experiment.surface
    margin = MARGIN * min(frame.width(), frame.height())
    inner = frame.adjusted(margin, margin, -margin, -margin)

    def spots(x: FloatArray, y: FloatArray) -> list[QPointF]:
        across = inner.left() + (drawable(x) - home.left) / home.width * inner.width()
        down = inner.bottom() - (drawable(y) - home.low) / home.height * inner.height()
        far = 4.0 * max(frame.width(), frame.height())
        across = np.clip(across, frame.left() - far, frame.right() + far)
        down = np.clip(down, frame.top() - far, frame.bottom() + far)
        return [QPointF(*spot) for spot in np.stack([across, down], axis=1).tolist()]

    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(frame)
    if surface.dimensions == 1:
        x = np.linspace(home.left, home.right, SAMPLES)
        curve = spots(x, np.asarray(surface(x[:, None])))
        painter.setPen(QPen(QColor(theme.quiet), 1.2 * theme.thin))
        painter.drawPolyline(QPolygonF.fromList(curve))
        rows = positions[: HOPS + 1]
        path = spots(rows[:, 0], np.asarray(surface(rows)))
    else:
        path = spots(positions[:, 0], positions[:, 1])
        for minimum in surface.minima_in_view(experiment.start)[:1]:
            star = spots(*(np.array([value]) for value in minimum.position))
            _stamp(painter, star[0], "star", theme.gold, theme.gold_line, 0.16 * frame.height())
    colour = theme.runner(runner)
    pen = QPen(colour, theme.trail * 0.8)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPolyline(QPolygonF.fromList(path))
    seen = [spot for spot in path if frame.contains(spot)] or path[:1]
    _stamp(painter, seen[-1], theme.shape(runner), colour.name(), theme.card, 0.15 * frame.height())
    painter.restore()


def _stamp(
    painter: QPainter, spot: QPointF, symbol: str, fill: str, outline: str, size: float
) -> None:
    painter.save()
    painter.translate(spot)
    painter.scale(size, size)
    pen = QPen(QColor(outline), 1.0)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.setBrush(QColor(fill))
    painter.drawPath(Symbols[symbol])
    painter.restore()

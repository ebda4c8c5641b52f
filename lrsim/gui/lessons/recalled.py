"""A run that has been seen before, drawn on the surface beside those that are asked about."""

from __future__ import annotations

from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from lrsim.gui.look.palettes import Theme, make_font
from lrsim.gui.plots.curves import runner_stamp
from lrsim.gui.plots.gate import Pixels, drawable
from lrsim.gui.plots.layer import Layer
from lrsim.gui.plots.plot import Plot
from lrsim.runs.run import Run
from lrsim.typing import FloatArray

__all__ = ["Recalled"]

MOST: Final = 200
"""Places of it that are drawn."""

MARK: Final = 0.45
"""Size of a mark on its way, as a share of a ball's."""

NAMED_AT: Final = 2
"""At which place its name stands: its first hops are the widest."""


class Recalled(Layer):
    """The whole way of a run, as a trail with its marks, and its name beside it."""

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot, 8)
        self.run: Run | None = None
        self._runner = 1
        self._places: FloatArray = np.empty((0, 2))

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self.update()

    def show_run(self, run: Run | None, runner: int) -> None:
        """Show a run in the colour and shape of a runner, or none."""
        if (run, runner) == (self.run, self._runner):
            return
        self.run, self._runner = run, runner
        self._places = np.empty((0, 2)) if run is None else _places(run)
        self.update()

    def paint_pixels(self, painter: QPainter, pixels: Pixels) -> None:
        """Paint line, marks and name."""
        if self.run is None or not len(self._places):
            return
        theme = self._theme
        spots = [
            QPointF(float(pixels.across(x)), float(pixels.down(y)))
            for x, y in self._places.tolist()
        ]
        painter.setClipRect(pixels.frame)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.runner(self._runner), theme.thin))
        painter.drawPolyline(QPolygonF.fromList(spots))
        ratio = painter.device().devicePixelRatioF()
        mark = runner_stamp(theme, self._runner, MARK).pixmap(ratio)
        half = 0.5 * mark.width() / ratio
        for spot in spots:
            if pixels.frame.contains(spot):
                painter.drawPixmap(spot - QPointF(half, half), mark)
        self._paint_name(painter, pixels.frame, spots[min(NAMED_AT, len(spots) - 1)])

    def _paint_name(self, painter: QPainter, frame: QRectF, spot: QPointF) -> None:
        theme = self._theme
        assert self.run is not None  # nothing is painted of none
        words = self.run.runner.name
        painter.setFont(make_font(theme.small, bold=True))
        metrics = painter.fontMetrics()
        width, height = metrics.horizontalAdvance(words) + 8.0, metrics.height() + 2.0
        left = spot.x() + 0.6 * theme.ball
        if left + width > frame.right():
            left = spot.x() - 0.6 * theme.ball - width
        top = min(max(spot.y() + 0.2 * theme.ball, frame.top()), frame.bottom() - height)
        box = QRectF(left, top, width, height)
        painter.fillRect(box, theme.plate)
        painter.setPen(QColor(theme.runner(self._runner)))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def _places(run: Run) -> FloatArray:
    """Return where it was, float64 (n, 2): in 1-D the position and the loss there."""
    rows = run.position[:MOST]
    heights = run.loss[:MOST] if rows.shape[1] == 1 else rows[:, 1]
    return drawable(np.stack([rows[:, 0], heights], axis=1))

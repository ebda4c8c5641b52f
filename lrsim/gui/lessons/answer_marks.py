"""Answers drawn into the pictures: a place on the surface, a loss curve; beside them what came of it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from lrsim.gui.look.palettes import Theme, make_font
from lrsim.gui.plots.boxes import Box, Size
from lrsim.gui.plots.gate import Pixels, drawable
from lrsim.gui.plots.layer import Layer
from lrsim.gui.plots.plot import Plot
from lrsim.gui.run.scene import Scene
from lrsim.gui.run.surface_view import SurfaceView
from lrsim.surfaces import Surface
from lrsim.text.messages import say
from lrsim.typing import FloatArray

__all__ = ["PlaceMarks", "SketchMarks"]

Place = tuple[float, ...]


class PlaceMarks(Layer):
    """Where somebody thinks it will be, and once it was run, where it is."""

    def __init__(self, view: SurfaceView) -> None:
        super().__init__(view, 45)
        self._view = view
        self._surface: Surface | None = None
        self.plates: dict[str, QRectF] = {}
        """Where words stand, by what they say; as long as nothing else is shown, they stay there."""
        self.guess: Place | None = None
        self.truth: Place | None = None

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def show_places(
        self, surface: Surface | None, guess: Place | None, truth: Place | None
    ) -> None:
        """Mark places of a surface, or nothing."""
        self._surface, self.guess, self.truth = surface, guess, truth
        self.plates = {}
        self.update()

    def viewRangeChanged(self) -> None:
        """Follow the view."""
        super().viewRangeChanged()
        self.plates = {}

    def _spot(self, place: Place, pixels: Pixels) -> QPointF | None:
        if self._surface is None:
            return None
        y = place[1] if len(place) > 1 else float(self._surface(place))
        if not math.isfinite(place[0]) or not math.isfinite(y):
            return None
        return QPointF(float(pixels.across(place[0])), float(pixels.down(y)))

    def paint_pixels(self, painter: QPainter, pixels: Pixels) -> None:
        """Paint guess and truth, and the way between them."""
        theme = self._theme
        guess = self._spot(self.guess, pixels) if self.guess else None
        truth = self._spot(self.truth, pixels) if self.truth else None
        painter.setClipRect(pixels.frame)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if guess is not None and truth is not None:
            pen = QPen(QColor(theme.text), 1.5 * theme.thin)
            pen.setDashPattern([4, 4])
            painter.setPen(pen)
            painter.drawLine(guess, truth)
        if guess is not None:
            size = 0.62 * theme.ball
            painter.setPen(QPen(QColor(theme.text), 1.4 * theme.outline))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(guess, size, size)
            for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                inner, outer = QPointF(dx, dy) * size, QPointF(dx, dy) * 1.6 * size
                painter.drawLine(guess + inner, guess + outer)
        if truth is not None:
            painter.save()
            painter.translate(truth)
            painter.scale(theme.ball, theme.ball)
            rim = QPen(QColor(theme.gold_line), theme.thin)
            rim.setCosmetic(True)
            painter.setPen(rim)
            painter.setBrush(QColor(theme.gold))
            painter.drawPath(Symbols["d"])
            painter.restore()
        painter.setFont(make_font(theme.small, bold=True))
        if not self.plates and self._view.laid is not None:
            spots = {say("your guess"): guess, say("here it is"): truth}
            metrics = painter.fontMetrics()
            sizes = {
                words: (metrics.horizontalAdvance(words) + 8.0, metrics.height() + 2.0)
                for words in spots
            }
            seen = {words: spot for words, spot in spots.items() if spot is not None}
            self.plates = self._placed(self._view.laid, pixels.frame.topLeft(), seen, sizes)
        for words, box in self.plates.items():
            painter.fillRect(box, theme.plate)
            painter.setPen(QColor(theme.text))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _placed(
        self, scene: Scene, corner: QPointF, spots: dict[str, QPointF], sizes: dict[str, Size]
    ) -> dict[str, QRectF]:
        """Find places for words near their spots, clear of both and of all else."""
        placer, ball = scene.placer.copy(), self._theme.ball
        start = scene.pixel(self._view.getViewBox().start.toTuple())
        placer.block(Box.around(*start, 0.5 * ball))
        at = {words: (spot - corner).toTuple() for words, spot in spots.items()}
        placer.block(*(Box.around(*spot, ball) for spot in at.values()))
        if len(at) > 1:
            x, y = np.array(list(at.values())).T
            placer.block_line(x, y, soft=True)
        plates = {}
        for words, spot in at.items():
            about = Box.around(*spot, ball)
            box = placer.place_somehow(list(placer.beside(about, sizes[words])))
            plates[words] = QRectF(box.left, box.top, box.width, box.height).translated(corner)
        return plates


class SketchMarks(Layer):
    """A loss curve as somebody draws it: losses at equal distances over all the steps."""

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot, 58)
        self.steps = 1
        self.powers: FloatArray = np.empty(0)
        """log10 of the losses."""
        self.cursor: int | None = None
        """Which of them the keys move."""

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def show_sketch(self, steps: int, powers: Sequence[float] | FloatArray) -> None:
        """Show a curve over so many steps; an empty one is none."""
        self.steps, self.powers = steps, np.asarray(powers, dtype=float)
        self.update()

    def paint_pixels(self, painter: QPainter, pixels: Pixels) -> None:
        """Paint it as a thick dashed line in ink, named."""
        if not len(self.powers):
            return
        theme, frame = self._theme, pixels.frame
        x = np.asarray(pixels.across(np.linspace(0.0, float(self.steps), len(self.powers))))
        y = np.asarray(pixels.down(drawable(self.powers)))
        spots = [QPointF(*spot) for spot in np.stack([x, y], axis=1).tolist()]
        painter.setClipRect(frame)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(theme.text), 1.6 * theme.curve)
        pen.setDashPattern([5, 2.5])
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF.fromList(spots))
        if self.cursor is not None:
            painter.setPen(QPen(QColor(theme.text), theme.outline))
            painter.setBrush(QColor(theme.ground))
            painter.drawEllipse(spots[self.cursor], 0.4 * theme.ball, 0.4 * theme.ball)
        words = say("your sketch")
        painter.setFont(make_font(theme.small, bold=True))
        metrics = painter.fontMetrics()
        width, height = metrics.horizontalAdvance(words) + 8.0, metrics.height() + 2.0
        middle = spots[len(spots) // 3]
        left = min(max(middle.x() - width / 2, frame.left()), frame.right() - width)
        top = middle.y() - height - 0.5 * theme.ball
        top = top if top > frame.top() else middle.y() + 0.5 * theme.ball
        box = QRectF(left, min(top, frame.bottom() - height), width, height)
        painter.fillRect(box, theme.plate)
        painter.setPen(QColor(theme.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

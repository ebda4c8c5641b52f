"""The 2-D surface behind the paths: a heat map with contour lines, for whatever rectangle is in view."""

from __future__ import annotations

import functools
import math

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap, QPolygonF

from lrsim.gui.look.theme import Theme
from lrsim.gui.plots.gate import Pixels
from lrsim.gui.plots.layer import Layer
from lrsim.gui.plots.plot import Plot
from lrsim.surfaces import Surface
from lrsim.typing import FloatArray

CELLS = 420
"""Grid points along the longer side; the painter interpolates between them."""

CONTOUR_STRIDE = 2
"""Contour lines are smooth on every second grid point, and four times cheaper."""

CONTOURS = 15, 6, 3
"""How many levels: the first of these that does not cover the colours with lines."""

MOST_LINES = 500

LINEAR = 1e-6
"""With less contrast colours are in proportion to losses."""


class HeatMap(Layer):
    """A pixmap of the surface at device size, made anew only when view, surface or theme change."""

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot, -100)
        self._surface: Surface | None = None
        self._contrast = 0.0
        self._key: tuple[object, ...] | None = None
        self._pixmap = QPixmap()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colour map and contour colour."""
        self._theme = theme
        self._line = QColor(theme.contour)
        self._line.setAlphaF(line_opacity(theme))
        self._width = theme.thin
        self.update()

    def show_surface(self, surface: Surface | None) -> None:
        """Show a 2-D surface, or nothing."""
        if surface is not None and surface != self._surface:
            self._contrast = contrast(surface)
        self._surface = surface
        self.update()

    @property
    def is_blank(self) -> bool:
        return self._surface is None

    def paint_pixels(self, painter: QPainter, pixels: Pixels) -> None:
        """Draw the pixmap where the view is, in device coordinates."""
        if self._surface is None:
            return
        view, exact = self._box.viewRect(), pixels.frame
        target = exact.toAlignedRect()  # whole pixels: the pixmap is copied, not scaled
        across, down = view.width() / exact.width(), view.height() / exact.height()
        seen = QRectF(
            view.left() - across * (exact.left() - target.left()),
            view.top() - down * (target.top() + target.height() - exact.bottom()),
            across * target.width(),
            down * target.height(),
        )
        ratio = painter.device().devicePixelRatioF()
        key = (self._surface, self._theme.name, seen.getRect(), target.size().toTuple(), ratio)
        if key != self._key:
            self._key = key
            self._pixmap = self._render(self._surface, seen, target.size(), ratio)
        painter.drawPixmap(target.topLeft(), self._pixmap)

    def _render(self, surface: Surface, view: QRectF, size: QSize, ratio: float) -> QPixmap:
        width, height = max(size.width() * ratio, 1.0), max(size.height() * ratio, 1.0)
        scale = CELLS / max(width, height)
        columns, rows = max(round(width * scale), 2), max(round(height * scale), 2)
        x = np.linspace(view.left(), view.right(), columns)
        y = np.linspace(view.bottom(), view.top(), rows)  # the first row of an image is its top
        shade = shaded(surface.grid(x, y), self._contrast)
        pixmap = QPixmap(round(width), round(height))
        with QPainter(pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            image = shaded_image(shade, colour_table(self._theme))
            # grid points lie on the view's edges, an image's pixels half a pixel inside its own
            half = QRectF(0.5, 0.5, columns - 1.0, rows - 1.0)
            painter.drawImage(QRectF(pixmap.rect()), image, half)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._line, self._width * ratio))
            for line in _contours(shade, pixmap.width(), pixmap.height()):
                painter.drawPolyline(line)
        pixmap.setDevicePixelRatio(ratio)
        return pixmap


def line_opacity(theme: Theme) -> float:
    """Return how strong contour lines are."""
    return 0.38 if theme.dark else 0.42


def colour_table(theme: Theme) -> list[int]:
    """Return the theme's colours for losses, from the lowest to the highest."""
    return _colours(theme.surface_map)


@functools.cache
def _colours(name: str) -> list[int]:
    table = pg.colormap.get(name).getLookupTable(nPts=256, alpha=False)
    return [QColor(*map(int, row)).rgb() for row in table]


def shaded_image(shade: FloatArray, colours: list[int]) -> QImage:
    """Return a shaded grid (0 to 1; its first row is the top) as an image, one pixel a point."""
    rows, columns = shade.shape
    levels = np.ascontiguousarray(shade * 255.0).astype(np.uint8)
    image = QImage(levels.data, columns, rows, columns, QImage.Format.Format_Indexed8)
    image.setColorTable(colours)
    return image.convertToFormat(QImage.Format.Format_RGB32)


def contrast(surface: Surface) -> float:
    """Return c so that log(1 + c·u)/log(1 + c) puts the domain's median loss half-way up the colours.

    Taken from the surface's own domain, once, so that colours do not flicker while zooming.
    """
    (left, right), (low, high) = surface.domain
    loss = surface.grid(np.linspace(left, right, 64), np.linspace(low, high, 64))
    low, high = float(loss.min()), float(loss.max())
    if high > low and math.isfinite(high - low):
        median = (float(np.median(loss)) - low) / (high - low)
    else:
        median = float(np.median(shaded(loss, 0.0)))
    median = min(max(median, 1e-4), 0.5)
    return (1.0 - 2.0 * median) / (median * median)


def shaded(
    loss: FloatArray, contrast: float, ends: tuple[float, float] | None = None
) -> FloatArray:
    """Return the loss as 0 (lowest in view, or of the ends if given) to 1 (highest)."""
    finite = np.isfinite(loss)
    if ends is None:
        ends = finite_ends(loss)
    if ends is None:
        return np.ones_like(loss)
    low, high = ends
    if not high > low:
        return np.zeros_like(loss)
    if not math.isfinite(high - low):
        loss, low, high = 0.25 * loss, 0.25 * low, 0.25 * high
    share = np.where(finite, (np.clip(loss, low, high) - low) / (high - low), 1.0)
    if contrast < LINEAR:
        return share
    shade: FloatArray = np.log1p(contrast * share) / np.log1p(contrast)
    return shade


def finite_ends(loss: FloatArray) -> tuple[float, float] | None:
    """Return the lowest and the highest finite loss; None where there is none."""
    finite = loss[np.isfinite(loss)]
    return (float(finite.min()), float(finite.max())) if len(finite) else None


def _contours(shade: FloatArray, width: int, height: int) -> list[QPolygonF]:
    """Return the contour lines of a shaded grid in pixels."""
    import contourpy  # the window opens on a 1-D surface

    coarse = shade[::CONTOUR_STRIDE, ::CONTOUR_STRIDE]
    if min(coarse.shape) < 2:
        return []
    x = np.arange(0, shade.shape[1], CONTOUR_STRIDE) * (width / max(shade.shape[1] - 1, 1))
    y = np.arange(0, shade.shape[0], CONTOUR_STRIDE) * (height / max(shade.shape[0] - 1, 1))
    generator = contourpy.contour_generator(x, y, coarse)
    lines: list[npt.NDArray[np.float64]] = []
    for count in CONTOURS:
        levels = np.arange(1, count) / count
        lines = [line for level in levels for line in generator.lines(level)]  # type: ignore[misc]  # union of line types
        if len(lines) <= MOST_LINES:
            break
    return [QPolygonF([QPointF(*point) for point in line.tolist()]) for line in lines]

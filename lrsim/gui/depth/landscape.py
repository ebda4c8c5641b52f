"""The landscape's picture, made anew only when the view of it, size, theme or surface have changed."""

from __future__ import annotations

import functools
import math
from typing import Final, NamedTuple

import numpy as np
from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap

from lrsim.cancel import Cancel
from lrsim.gui.depth.axes import paint_axes
from lrsim.gui.depth.mesh import Mesh
from lrsim.gui.depth.projection import Projection
from lrsim.gui.depth.raster import Paints, Raster, rasterize
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.background import Background
from lrsim.gui.plots.heat_map import CONTOURS, colour_table, line_opacity

__all__ = ["Landscape", "Scene", "paints_of"]

COARSE_STEP: Final = 2.0
"""Pixels of the picture to one of the raster while the landscape turns."""


class Scene(NamedTuple):
    """All that the picture of a landscape depends on.

    Attributes
    ----------
    mesh : Mesh
    projection : Projection
        To the widget's pixels.
    size : tuple of int
        Width and height in the widget's pixels.
    ratio : float
        Pixels of the screen to one of the widget.
    theme : Theme
    """

    mesh: Mesh
    projection: Projection
    size: tuple[int, int]
    ratio: float
    theme: Theme

    @property
    def paints(self) -> Paints:
        """Its colours."""
        return paints_of(self.theme)


class Landscape(QObject):
    """Paints scenes: at once as well as can be done in a frame, and in detail when that is asked for.

    Parameters
    ----------
    background : Background
        What the detailed picture is made on.

    Signals
    -------
    refined
        The picture has become a detailed one.
    """

    refined = Signal()

    def __init__(self, background: Background) -> None:
        super().__init__()
        self._background = background
        self._scene: Scene | None = None
        self._raster: Raster | None = None
        self._picture = QPixmap()
        self._is_fine = False

    @property
    def is_fine(self) -> bool:
        """Whether the picture is the detailed one."""
        return self._is_fine

    @property
    def raster(self) -> Raster:
        """What of the scene that was painted last hides what."""
        assert self._raster is not None  # asked for only once there is a picture
        return self._raster

    def picture(self, scene: Scene) -> QPixmap:
        """Return the picture of a scene."""
        if scene != self._scene:
            self._background.cancel(self)
            raster = rasterize(
                scene.mesh, scene.projection, scene.size, scene.paints, step=COARSE_STEP, fine=False
            )
            assert raster is not None  # nobody cancels it
            self._scene, self._raster, self._is_fine = scene, raster, False
            self._picture = _composed(scene, raster)
        return self._picture

    def refine(self) -> None:
        """Have the scene that was painted last painted in detail, unless it is."""
        scene = self._scene
        if scene is None or self._is_fine:
            return
        mesh, projection, size, paints = scene.mesh, scene.projection, scene.size, scene.paints
        step = 1.0 / scene.ratio

        def work(cancel: Cancel) -> Raster | None:
            return rasterize(
                mesh, projection, size, paints, step=step, fine=True, cancelled=cancel.is_set
            )

        self._background.submit(self, work, lambda raster: self._show(scene, raster))

    def _show(self, scene: Scene, raster: Raster | None) -> None:
        if raster is not None and scene == self._scene:
            self._picture, self._is_fine = _composed(scene, raster), True
            self.refined.emit()


def _composed(scene: Scene, raster: Raster) -> QPixmap:
    """Return a raster at the screen's size, with axes around it."""
    rows, columns = raster.pixels.shape[:2]
    image = QImage(raster.pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
    width, height = (math.ceil(length * scene.ratio) for length in scene.size)
    picture = QPixmap(width, height)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        whole = QRectF(
            0.0, 0.0, columns * raster.step * scene.ratio, rows * raster.step * scene.ratio
        )
        painter.drawImage(whole, image)
        painter.scale(scene.ratio, scene.ratio)
        paint_axes(painter, scene.mesh, scene.projection, scene.theme)
    picture.setDevicePixelRatio(scene.ratio)
    return picture


@functools.lru_cache(maxsize=8)
def paints_of(theme: Theme) -> Paints:
    """Return a theme's colours for a landscape."""

    def channels(colour: QColor | int) -> tuple[int, int, int]:
        colour = QColor(colour)
        return colour.blue(), colour.green(), colour.red()

    single = np.float32
    shades = np.array([channels(colour) for colour in colour_table(theme)], dtype=single)
    ground, line, wall = (
        np.array(channels(QColor(name)), dtype=single)
        for name in (theme.card, theme.contour, theme.quiet)
    )
    return Paints(
        shades=np.ascontiguousarray(shades.T),
        ground=ground,
        walls=ground + (wall - ground) * np.array([[0.45], [0.32]], dtype=single),
        line=line,
        line_opacity=line_opacity(theme),
        line_width=theme.thin,
        levels=CONTOURS[0],
        shadow=0.55 if theme.dark else 0.35,
    )

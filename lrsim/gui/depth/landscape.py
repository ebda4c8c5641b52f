"""The landscape's picture, made anew only when the view of it, size, theme or surface have changed."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QImage, QPainter, QPixmap

from lrsim.cancel import Cancel
from lrsim.gui.depth.axes import paint_axes
from lrsim.gui.depth.ground import Ground
from lrsim.gui.depth.raster import Raster, rasterize
from lrsim.gui.depth.scene import Scene
from lrsim.gui.look.devices import is_drawing
from lrsim.gui.loop.background import Background
from lrsim.gui.plots.boxes import Box

__all__ = ["Landscape"]

COARSE_STEP: Final = 2.0
"""Pixels of the picture to one of the raster while the landscape turns."""


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
        self._asked: Scene | None = None  # in detail
        self._raster: Raster | None = None
        self._seen: Raster | None = None  # what the picture shows: in detail, where it does
        self._picture = QPixmap()
        self._is_fine = False
        self.taken: list[Box] = []
        """Where stars and labels are in the picture that was painted last."""

    @property
    def is_fine(self) -> bool:
        """Whether the picture is the detailed one."""
        return self._is_fine

    @property
    def is_painted(self) -> bool:
        """Whether a scene has been painted."""
        return self._raster is not None

    @property
    def raster(self) -> Raster:
        """What of the scene that was painted last hides what."""
        assert self._raster is not None  # asked for only once there is a picture
        return self._raster

    def paint(self, painter: QPainter, scene: Scene) -> None:
        """Paint a scene from its picture; into a drawing anew, so that its words are words."""
        picture = self.picture(scene)
        if is_drawing(painter):
            _paint(painter, scene, self._seen or self.raster)
        else:
            painter.drawPixmap(0, 0, picture)

    def picture(self, scene: Scene) -> QPixmap:
        """Return the picture of a scene."""
        if scene != self._scene:
            self._background.cancel(self)
            raster = rasterize(
                scene.mesh, scene.projection, scene.size, scene.paints, step=COARSE_STEP, fine=False
            )
            assert raster is not None  # nobody cancels it
            self._scene, self._raster, self._is_fine = scene, raster, False
            self._compose(scene, raster)
        return self._picture

    def refine(self) -> None:
        """Have the scene that was painted last painted in detail, unless it is, or will be."""
        scene = self._scene
        if scene is None or self._is_fine or scene is self._asked:
            return
        self._asked = scene
        mesh, projection, size, paints = scene.mesh, scene.projection, scene.size, scene.paints
        step = 1.0 / scene.ratio

        def work(cancel: Cancel) -> Raster | None:
            return rasterize(
                mesh, projection, size, paints, step=step, fine=True, cancelled=cancel.is_set
            )

        self._background.submit(self, work, lambda raster: self._show(scene, raster))

    def _show(self, scene: Scene, raster: Raster | None) -> None:
        if raster is not None and scene == self._scene:
            self._compose(scene, raster)
            self._is_fine = True
            self.refined.emit()

    def _compose(self, scene: Scene, raster: Raster) -> None:
        """Make the picture, at the screen's size."""
        width, height = (math.ceil(length * scene.ratio) for length in scene.size)
        picture = QPixmap(width, height)
        picture.setDevicePixelRatio(scene.ratio)
        with QPainter(picture) as painter:
            self.taken = _paint(painter, scene, raster)
        self._picture, self._seen = picture, raster


def _paint(painter: QPainter, scene: Scene, raster: Raster) -> list[Box]:
    """Paint a raster with minima on it and axes around it; return where stars and labels are."""
    rows, columns = raster.pixels.shape[:2]
    image = QImage(raster.pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(0.0, 0.0, columns * raster.step, rows * raster.step), image)
    stars = Ground(painter, scene, raster).stamp_minima()
    return [*stars, *paint_axes(painter, scene)]

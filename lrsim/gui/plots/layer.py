"""What covers the part of a plot that is in view."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from lrsim.gui.loop.net import Netted
from lrsim.gui.plots.gate import Pixels
from lrsim.gui.plots.plot import Plot


class Layer(Netted, pg.GraphicsObject):
    """A layer as large as what is in view, whatever that is; painted in pixels.

    One with nothing to paint is hidden: of thirty in a window a third has nothing, and each that Qt asks
    costs a picture as much as a line does.

    Parameters
    ----------
    plot : Plot
        What it is a layer of.
    z : float
        Above layers of smaller z, below those of larger.
    """

    def __init__(self, plot: Plot, z: float) -> None:
        super().__init__()
        self._box = plot.getViewBox()
        self._seen: QRectF | None = None
        self._pixels: tuple[QTransform, Pixels] | None = None
        self.setZValue(z)
        self._wanted = True
        self.setVisible(False)  # until there is something to paint
        plot.addItem(self, ignoreBounds=True)

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to paint."""
        return False

    def set_wanted(self, wanted: bool) -> None:
        """Be left out of the picture, whatever there is to paint, or not."""
        self._wanted = wanted
        self.update()

    def update(self, *where: Any) -> None:
        """Be painted anew, where there is anything to paint now."""
        self.setVisible(self._wanted and not self.is_blank)
        super().update(*where)

    def boundingRect(self) -> QRectF:
        """Return the rectangle in view."""
        if self._seen is None:  # Qt asks for it several times a frame
            self._seen = QRectF(self._box.viewRect())
        return self._seen

    def viewRangeChanged(self) -> None:
        """Follow the view."""
        self.prepareGeometryChange()
        self._seen = self._pixels = None
        super().update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Paint the layer, where there is room for any."""
        transform = painter.transform()
        if self._pixels is None or self._pixels[0] != transform:
            self._pixels = transform, Pixels(transform, self.boundingRect())
        pixels = self._pixels[1]
        if pixels.sound:
            painter.resetTransform()  # Qt saves the painter's state before each item
            self.paint_pixels(painter, pixels)

    @abstractmethod
    def paint_pixels(self, painter: QPainter, pixels: Pixels) -> None:
        """Paint in pixels."""

"""What covers the part of a plot that is in view."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QRectF


class InView(pg.GraphicsObject):
    """A layer as large as what is in view, whatever that is; most are painted in pixels.

    Parameters
    ----------
    box : pyqtgraph.ViewBox
        The view.
    z : float
        Above layers of smaller z, below those of larger.
    """

    def __init__(self, box: pg.ViewBox, z: float) -> None:
        super().__init__()
        self._box = box
        self.setZValue(z)

    def boundingRect(self) -> QRectF:
        """Return the rectangle in view."""
        return QRectF(self._box.viewRect())

    def viewRangeChanged(self) -> None:
        """Follow the view."""
        self.prepareGeometryChange()
        self.update()

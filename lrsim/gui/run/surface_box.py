"""What the mouse does to the surface: it pans and zooms, and drags the start."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF, Qt, Signal

from lrsim.gui.plots.gate import FARTHEST
from lrsim.gui.plots.items import ViewBox
from lrsim.gui.run.framing import LEAST_HEIGHT, LEAST_WIDTH
from lrsim.gui.steps.start import is_in_reach


class SurfaceBox(ViewBox):
    """Pans and zooms, and lets the start be dragged.

    Signals
    -------
    startGrabbed, startDragged(x, y), startReleased
    resetRequested
        A double click on the ground.
    pointed(tuple or None)
        The mouse is over this point; it has left.
    """

    startGrabbed = Signal()
    startDragged = Signal(float, float)
    startReleased = Signal()
    resetRequested = Signal()
    pointed = Signal(object)

    farthest = FARTHEST

    def __init__(self) -> None:
        super().__init__()
        self.setLimits(minXRange=LEAST_WIDTH, minYRange=LEAST_HEIGHT)
        self.start = QPointF(0.0, 0.0)
        self._dragging = False

    def near_start(self, position: QPointF) -> bool:
        """Return whether a position in the box's own pixels is near enough to the start to grab it."""
        return is_in_reach(self.mapFromView(self.start), position)

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:
        """Drag the start when the drag began on it, else pan."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        if event.isStart() and self.near_start(event.buttonDownPos()):
            self._dragging = True
            self.startGrabbed.emit()
        if not self._dragging:
            super().mouseDragEvent(event, axis)
            return
        event.accept()
        point = self.mapToView(event.pos())
        self.startDragged.emit(float(point.x()), float(point.y()))
        if event.isFinish():
            self._dragging = False
            self.startReleased.emit()

    def pan_by(self, across: float, up: float) -> None:
        """Move the view by shares of it, as the hand does."""
        (left, right), (low, high) = self.viewRange()
        self.translateBy(x=across * (right - left), y=up * (high - low))
        self.sigRangeChangedManually.emit(self.state["mouseEnabled"])

    def zoom_by(self, factor: float) -> None:
        """Look so many times closer at the middle, as the wheel does."""
        self.scaleBy((1.0 / factor, 1.0 / factor))
        self.sigRangeChangedManually.emit(self.state["mouseEnabled"])

    def hoverEvent(self, event: Any) -> None:
        """Tell where the mouse is."""
        if event.isExit():
            self.pointed.emit(None)
        else:
            point = self.mapToView(event.pos())
            self.pointed.emit((float(point.x()), float(point.y())))

    def mouseClickEvent(self, event: Any) -> None:
        """Fit the view on a double click."""
        if event.double() and event.button() == Qt.MouseButton.LeftButton:
            event.accept()
            self.resetRequested.emit()

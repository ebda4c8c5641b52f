"""The mouse over a plot of time: it moves the playhead, and takes a closer look."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtWidgets import QGraphicsSceneWheelEvent

from lrsim.gui.plots.items import ViewBox

__all__ = ["TimeBox"]

ZOOM_A_NOTCH = 1.25
PAN_A_NOTCH = 0.1
"""Of what is shown."""

NOTCH = 120.0


class TimeBox(ViewBox):
    """A view box in which the left button moves the playhead, and wheel and other buttons the time shown.

    Signals
    -------
    scrubbed(step)
        The playhead is wanted here.
    zoomed(factor, step)
        So many times closer around a step.
    panned(steps)
        What is shown moves by so many steps.
    restored
        All of the time is wanted back: a double click.
    """

    scrubbed = Signal(float)
    zoomed = Signal(float, float)
    panned = Signal(float)
    restored = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setMouseEnabled(x=False, y=False)
        self.playhead = 0
        self.is_zoomed = False
        self._before_click = 0

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:
        """Scrub while the left button is held; on the axis, or with another button, move what is shown."""
        if axis == 1:
            event.ignore()
            return
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton and axis is None:
            self._scrub(event.pos())
        else:
            way = self.mapToView(event.lastPos()) - self.mapToView(event.pos())
            self.panned.emit(float(way.x()))

    def mouseClickEvent(self, event: Any) -> None:
        """Move the playhead to where the mouse clicked; a double click shows all of the time again."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        event.accept()
        if event.double() and self.is_zoomed:
            self._take_back_click()
            self.restored.emit()
        else:
            self._before_click = self.playhead
            self._scrub(event.pos())

    def wheelEvent(self, event: QGraphicsSceneWheelEvent, axis: int | None = None) -> None:
        """Take a closer look at where the mouse is; sideways, move what is shown."""
        if axis == 1:
            event.ignore()
            return
        event.accept()
        notches = event.delta() / NOTCH
        if event.orientation() == Qt.Orientation.Horizontal:
            left, right = self.viewRange()[0]
            self.panned.emit(-notches * PAN_A_NOTCH * (right - left))
        else:
            self.zoomed.emit(ZOOM_A_NOTCH**notches, float(self.mapToView(event.pos()).x()))

    def zoom_about(self, factor: float, place: QPointF) -> None:
        """Look closer at a step."""
        self.zoomed.emit(factor, float(place.x()))

    def _take_back_click(self) -> None:
        """Put the playhead back: a double click's first click moved it, which it did not mean."""
        self.scrubbed.emit(float(self._before_click))

    def _scrub(self, position: QPointF) -> None:
        self.scrubbed.emit(float(self.mapToView(position).x()))

"""What mouse and keys do to the surface: they pan and zoom, and move the start."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent

from lrsim.gui.plots.gate import FARTHEST, drawable
from lrsim.gui.plots.items import ViewBox
from lrsim.gui.run.framing import LEAST_HEIGHT, LEAST_WIDTH
from lrsim.gui.steps.start import is_in_reach
from lrsim.runs.run import Run
from lrsim.typing import FloatArray

WAYS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
KEY_PAN, KEY_WAY, KEY_FINE = 0.1, 0.02, 0.1
"""Shares of the view that an arrow moves it by, and the start; and what Shift makes of them."""

ZOOMS: Final = {Qt.Key.Key_Plus: 1.25, Qt.Key.Key_Equal: 1.25, Qt.Key.Key_Minus: 0.8}


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
        self.planar = False
        """Whether the surface has two coordinates; else paths and the start lie on its curve."""
        self.curve: Callable[[float], float] = float
        """The loss at a place, where the surface has one coordinate."""
        self._read_share = 0.5
        self._dragging = False

    def near_start(self, position: QPointF) -> bool:
        """Return whether a position in the box's own pixels is near enough to the start to grab it."""
        return is_in_reach(self.mapFromView(self.start), position)

    def path(self, run: Run, first: int, last: int) -> tuple[FloatArray, FloatArray]:
        """Return rows first to last of a run as coordinates of the picture."""
        position = run.position[first : last + 1]
        y = position[:, 1] if self.planar else run.loss[first : last + 1]
        return self.clamped(position[:, 0], 0), self.clamped(y, 1)

    def clamped(self, values: FloatArray, axis: int) -> FloatArray:
        """Keep coordinates within a few screens: dashing a line takes time for all its length."""
        low, high = self.viewRange()[axis]
        reach = 3.0 * (high - low)
        return np.clip(drawable(values), low - reach, high + reach)

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

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means here; return whether it means anything."""
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        fine = KEY_FINE if modifiers & Qt.KeyboardModifier.ShiftModifier else 1.0
        if key in WAYS and modifiers & Qt.KeyboardModifier.ControlModifier:
            self._nudge_start(*(KEY_WAY * fine * way for way in WAYS[key]))
        elif key in WAYS:
            self.pan_by(*(KEY_PAN * fine * way for way in WAYS[key]))
        elif key in ZOOMS:
            self.zoom_by(ZOOMS[key])
        else:
            return False
        self.read(True)
        return True

    @property
    def read_place(self) -> QPointF:
        """What the keys are at: the middle of the view, or the curve as far across as is wanted."""
        view = self.viewRect()
        if self.planar:
            return QPointF(view.center())
        x = view.left() + self._read_share * view.width()
        y = self.curve(x)
        if math.isnan(y):
            return QPointF(x, view.center().y())
        return QPointF(x, min(max(y, view.top()), view.bottom()))

    def read_at(self, x: float) -> None:
        """Let the keys be at a place of the curve, where it is in sight."""
        view = self.viewRect()
        seen = view.left() <= x <= view.right()
        self._read_share = (x - view.left()) / view.width() if seen else 0.5

    def read(self, wanted: bool) -> None:
        """Tell of what the keys are at as if the mouse were there: they move that; or of nothing more."""
        place = self.read_place
        self.pointed.emit((place.x(), place.y()) if wanted else None)

    def _nudge_start(self, across: float, up: float) -> None:
        """Move the start by shares of the view, as one gesture."""
        if not self.planar and not across:
            return
        (left, right), (low, high) = self.viewRange()
        # the next key may come before the next frame, and goes on from here
        self.start += QPointF(across * (right - left), up * (high - low))
        self.startGrabbed.emit()
        self.startDragged.emit(self.start.x(), self.start.y())
        self.startReleased.emit()

    def pan_by(self, across: float, up: float) -> None:
        """Move the view by shares of it, as the hand does."""
        (left, right), (low, high) = self.viewRange()
        self.translateBy(x=across * (right - left), y=up * (high - low))
        self.sigRangeChangedManually.emit(self.state["mouseEnabled"])

    def zoom_by(self, factor: float) -> None:
        """Look so many times closer at what the keys are at, as the wheel does at the mouse."""
        self.zoom_about(factor, self.read_place)

    def zoom_about(self, factor: float, place: QPointF) -> None:
        """Look closer at a place, which stays where it is seen."""
        self.scaleBy((1.0 / factor, 1.0 / factor), center=place)
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

"""A picture that is turned by mouse and keys, and has a start that can be dragged in it."""

from __future__ import annotations

import math
from abc import abstractmethod
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from lrsim.gui.depth.projection import HOME, Angles
from lrsim.gui.loop.net import Netted

__all__ = ["Turned"]

RADIANS_A_PIXEL: Final = math.radians(0.4)
"""How far the landscape turns with the mouse."""

KEY_TURN, FINE_TURN = math.radians(6.0), math.radians(1.0)
"""How far it turns with an arrow key, and with Shift."""

KEY_WAY: Final = 0.02
"""Share of the landscape by which a key moves the start."""

ZOOM: Final = 1.2
"""How much larger it gets with a notch of the wheel."""

WAYS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
"""How an arrow key turns and tilts."""


class Turned(Netted, QWidget):
    """What a hand turns, tilts and zooms; the picture itself is its heirs'.

    Signals
    -------
    startGrabbed, startDragged(tuple), startReleased
        The user drags the start.
    pointed(tuple or None)
        The mouse is over this point; it has left.
    keysMoved
        They turn it now, or no longer.
    """

    startGrabbed = Signal()
    startDragged = Signal(object)
    startReleased = Signal()
    pointed = Signal(object)
    keysMoved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys with the dial
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self._angles = HOME
        self._held: QPointF | None = None
        self._dragging = False

    @property
    def angles(self) -> Angles:
        """From where one looks."""
        return self._angles

    def look(self, angles: Angles) -> None:
        """Look from somewhere else."""
        if angles != self._angles:
            self._angles = angles
            self.stir()

    @abstractmethod
    def stir(self) -> None:
        """Paint quickly until all has stood for a moment."""

    @abstractmethod
    def fit(self) -> None:
        """Look from where one looks first."""

    @abstractmethod
    def place_at(self, pixel: QPointF, *, beside: bool) -> tuple[float, float] | None:
        """Return the position seen at a pixel; None: there is none; with `beside` one of the rim, then."""

    @abstractmethod
    def is_start(self, pixel: QPointF) -> bool:
        """Tell whether a pixel is near enough to the start to grab it."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the start, or of the landscape."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._held = event.position()
        self._dragging = self.is_start(event.position())
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._dragging:
            self.startGrabbed.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the start over the ground, or turn the landscape: its front follows the hand."""
        place = self.place_at(event.position(), beside=self._dragging)
        if self._held is None:
            near = self.is_start(event.position())
            shape = Qt.CursorShape.PointingHandCursor if near else Qt.CursorShape.OpenHandCursor
            self.setCursor(shape)
            self.pointed.emit(place)
        elif self._dragging:
            if place is not None:
                self.startDragged.emit(place)
        else:
            moved = event.position() - self._held
            self._held = event.position()
            turn, tilt = moved.x() * RADIANS_A_PIXEL, moved.y() * RADIANS_A_PIXEL
            self.look(self._angles.turned(turn, tilt))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._let_go()

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the mouse is elsewhere."""
        self.pointed.emit(None)

    def hideEvent(self, event: QHideEvent) -> None:
        """Let go: a hand that is over another picture drags nothing here any more."""
        self._let_go()
        self.pointed.emit(None)

    def _let_go(self) -> None:
        dragged, self._dragging = self._dragging, False
        self._held = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        if dragged:
            self.startReleased.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Look from where one looks first."""
        self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the mouse."""
        away = event.position() - QRectF(self.rect()).center()
        self.look(self._angles.zoomed(ZOOM ** (event.angleDelta().y() / 120.0), *away.toTuple()))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn, tilt or zoom; with Ctrl move the start."""
        key = Qt.Key(event.key())
        if key in WAYS and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            fine = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._nudge_start(*(KEY_WAY * (0.1 if fine else 1.0) * way for way in WAYS[key]))
        elif (way := WAYS.get(key)) is not None:
            fine = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            step = FINE_TURN if fine else KEY_TURN
            self.look(self._angles.turned(way[0] * step, way[1] * step))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.look(self._angles.zoomed(ZOOM, 0.0, 0.0))
        elif key == Qt.Key.Key_Minus:
            self.look(self._angles.zoomed(1.0 / ZOOM, 0.0, 0.0))
        else:
            super().keyPressEvent(event)

    def _nudge_start(self, across: float, up: float) -> None:
        """Move the start by shares of the landscape, as one gesture."""
        place = self.beside_start(across, up)
        if place is not None:
            self.startGrabbed.emit()
            self.startDragged.emit(place)
            self.startReleased.emit()

    @abstractmethod
    def beside_start(self, across: float, up: float) -> tuple[float, float] | None:
        """Return the position that is shares of the landscape away from the start."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that keys turn the landscape."""
        self.update()
        self.keysMoved.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they do not any more."""
        self.update()
        self.keysMoved.emit()

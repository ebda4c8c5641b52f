"""A slider that tells the user's hand from the program's."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QWidget

from lrsim.gui.look.access import tell_value
from lrsim.gui.loop.net import Netted

__all__ = ["HandSlider"]

MARK = 16
"""Pixels: the height of the mark on the groove."""


class HandSlider(Netted, QSlider):
    """A horizontal slider; a click goes to where it points, and `moved` is emitted for the user only.

    While the hand holds the handle, the program's values wait until it lets go.
    """

    moved = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        tell_value(HandSlider, QAccessible.Role.Slider)
        self.words: Callable[[int], str] = str
        """What a value is called."""
        self._held = False
        self._grip = 0
        self._pending: int | None = None
        self._mark: int | None = None
        self.mark_colour = QColor()
        self.actionTriggered.connect(self._act)

    def value_in_words(self) -> str:
        """Return the value as people read it."""
        return self.words(self.value())

    def limits(self) -> tuple[int, int]:
        """Return the least and the largest value."""
        return self.minimum(), self.maximum()

    def enter_value(self, value: float) -> None:
        """Take a value as if the hand had set it."""
        self.setValue(round(value))
        self.moved.emit(self.value())

    def show_value(self, value: int) -> None:
        """Show a value, silently."""
        if self._held:
            self._pending = value
        elif value != self.value():
            self.setValue(value)

    def set_mark(self, value: int | None) -> None:
        """Mark a value on the groove, or none."""
        if value != self._mark:
            self._mark = value
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the slider, and the mark over its groove."""
        super().paintEvent(event)
        if self._mark is None or self.maximum() <= self.minimum():
            return
        width = self._handle()[1]
        share = (self._mark - self.minimum()) / (self.maximum() - self.minimum())
        x = width / 2 + share * (self.width() - width)
        with QPainter(self) as painter:
            mark = QRectF(x - 1, 0.5 * self.height() - MARK / 2, 2, MARK)
            painter.fillRect(mark, self.mark_colour)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the handle, or bring it here."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._held = True
        x = round(event.position().x())
        handle = self._handle()
        self._grip = x - handle[0] if handle[0] <= x < sum(handle) else handle[1] // 2
        self._go(x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the hand."""
        if self._held:
            self._go(round(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if self._held and event.button() == Qt.MouseButton.LeftButton:
            self._held = False
            pending, self._pending = self._pending, None
            if pending is not None:
                self.show_value(pending)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what is below: a stray scroll must not jump in time."""
        event.ignore()

    def _handle(self) -> tuple[int, int]:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_SliderHandle
        box = self.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, self)
        return box.left(), box.width()

    def _go(self, x: int) -> None:
        width = self._handle()[1]
        span = max(self.width() - width, 1)
        # in Python's integers: Qt's own mapping is made for smaller ranges
        reach = self.maximum() - self.minimum()
        offset = min(max(x - self._grip, 0), span)
        value = self.minimum() + (offset * reach + span // 2) // span
        if value != self.value():
            self.setValue(value)
            self.moved.emit(value)

    def _act(self, action: int) -> None:
        # keys; the mouse never comes here
        if self.sliderPosition() != self.value():
            self.moved.emit(self.sliderPosition())

"""What a clicker sends, heard wherever the focus is: one filter on the application, while presenting alone.

A text that is being typed keeps its letters, and a number its point; Page keys, F5 and Esc are never typed.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from lrsim.gui.loop.net import Netted

__all__ = ["Clicker", "Press"]


class Press(enum.Enum):
    """What a key asks for."""

    FORWARD = enum.auto()
    BACK = enum.auto()
    BLACK = enum.auto()
    WHITE = enum.auto()
    POINTER = enum.auto()
    ZOOM = enum.auto()
    CODE = enum.auto()
    SPEAKER = enum.auto()
    CLOSE = enum.auto()
    LEAVE = enum.auto()


_KEYS: Final = {
    Qt.Key.Key_PageDown: Press.FORWARD,
    Qt.Key.Key_PageUp: Press.BACK,
    Qt.Key.Key_F5: Press.LEAVE,
    Qt.Key.Key_Escape: Press.CLOSE,
}
"""What is never typed."""

_TYPED: Final = {
    Qt.Key.Key_B: Press.BLACK,
    Qt.Key.Key_Period: Press.BLACK,
    Qt.Key.Key_W: Press.WHITE,
    Qt.Key.Key_P: Press.POINTER,
    Qt.Key.Key_E: Press.ZOOM,
    Qt.Key.Key_Q: Press.CODE,
    Qt.Key.Key_S: Press.SPEAKER,
}
"""What somebody who types may mean as it stands there."""

_HEARD: Final = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease)

_IDLE: Final = Qt.KeyboardModifier.KeypadModifier
"""What may be held down and makes no other key of it."""


class Clicker(Netted, QObject):
    """Hears keys, double clicks and the wheel before anything else in the application does.

    Parameters
    ----------
    parent : QObject
    zoom : callable
        Given what was clicked twice; returns whether that was all it is to do.

    Attributes
    ----------
    takes_wheel : bool
        Whether the wheel is its own, and turns nothing else.

    Signals
    -------
    pressed(Press)
        A key of the clicker's; one that is held down counts once.
    turned(int)
        The wheel, in eighths of a degree, while it is its own.
    """

    pressed = Signal(object)
    turned = Signal(int)

    def __init__(self, parent: QObject, zoom: Callable[[QObject], bool]) -> None:
        super().__init__(parent)
        self._zoom = zoom
        self.takes_wheel = False

    def listen(self) -> None:
        """Hear from now on."""
        _application().installEventFilter(self)

    def stop(self) -> None:
        """Hear nothing any more."""
        _application().removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what is the clicker's."""
        kind = event.type()
        if kind in _HEARD and isinstance(event, QKeyEvent):
            return self._hear(event)
        if kind == QEvent.Type.Wheel and self.takes_wheel and isinstance(event, QWheelEvent):
            self.turned.emit(event.angleDelta().y())
            return True
        if kind == QEvent.Type.MouseButtonDblClick and isinstance(event, QMouseEvent):
            return self._zoom(watched)
        return False

    def _hear(self, event: QKeyEvent) -> bool:
        press = _meant(event)
        if press is None:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # no shortcut is to have it
        elif event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
            popup = QApplication.activePopupWidget()
            if popup is not None:
                popup.close()
            self.pressed.emit(press)
        return True


def _meant(event: QKeyEvent) -> Press | None:
    """Return what a key asks for; None where it is somebody else's."""
    key = Qt.Key(event.key())
    # Shift and F5 is what some clickers send: from this slide on
    allowed = _IDLE | Qt.KeyboardModifier.ShiftModifier if key == Qt.Key.Key_F5 else _IDLE
    if event.modifiers() & ~allowed or QApplication.activeModalWidget() is not None:
        return None
    focus = QApplication.focusWidget()
    if key == Qt.Key.Key_Escape:
        # what was opened, or is being typed, ends first
        over = QApplication.activePopupWidget() is not None or _takes_letters(focus)
        return None if over or isinstance(focus, QLineEdit) else _KEYS[key]
    if key in _TYPED:
        typed = _takes_letters(focus) or (key == Qt.Key.Key_Period and _has_digits(focus))
        return None if typed else _TYPED[key]
    return _KEYS.get(key)


def _takes_letters(focus: QWidget | None) -> bool:
    """Tell whether a text is being typed, not a number."""
    if isinstance(focus, QLineEdit):
        numbers = focus.inputMethodHints() & Qt.InputMethodHint.ImhFormattedNumbersOnly
        return not focus.isReadOnly() and not numbers
    return isinstance(focus, QPlainTextEdit | QTextEdit) and not focus.isReadOnly()


def _has_digits(focus: QWidget | None) -> bool:
    """Tell whether somebody has begun to type a number."""
    line = focus.findChild(QLineEdit) if isinstance(focus, QAbstractSpinBox) else focus
    return isinstance(line, QLineEdit) and line.isModified()


def _application() -> QCoreApplication:
    application = QCoreApplication.instance()
    assert application is not None
    return application

"""What a screen reader is told of what Qt knows nothing about: values in words, pictures in sentences.

Qt's own sliders speak of whole numbers only, and of what is painted it speaks not at all, so these widgets
bring an interface of their own. PySide keeps every interface that a factory makes alive; here they only hold
weak references to their widgets.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from typing import Final, Protocol, cast
from weakref import ref

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleInterface,
    QAccessibleValueChangeEvent,
    QAccessibleValueInterface,
)
from PySide6.QtWidgets import QAccessibleWidget, QWidget

from lrsim.gui.loop.net import Netted

__all__ = ["Announcer", "announce_value", "tell_summary", "tell_value"]

APART_MS: Final = 1000
"""Between two announcements: faster nobody can listen."""


class ValueWidget(Protocol):
    """A widget with a number."""

    def value(self) -> float:
        """Return it."""

    def value_in_words(self) -> str:
        """Return it as people read it, with its unit."""

    def limits(self) -> tuple[float, float]:
        """Return the least and the most it can be."""

    def enter_value(self, value: float) -> None:
        """Take a number as if the user had set it."""


class Summed(Protocol):
    """A picture that can say what it shows."""

    def summary(self) -> str:
        """Return what is shown, in sentences."""


class _Value(Netted, QAccessibleValueInterface):
    def __init__(self, widget: ValueWidget) -> None:
        super().__init__()
        self._widget = ref(widget)

    def currentValue(self) -> float:
        widget = self._widget()
        return widget.value() if widget else 0.0

    def setCurrentValue(self, value: object) -> None:
        widget = self._widget()
        if widget and isinstance(value, int | float):
            low, high = widget.limits()
            if low <= value <= high:
                widget.enter_value(float(value))

    def minimumValue(self) -> float:
        widget = self._widget()
        return widget.limits()[0] if widget else 0.0

    def maximumValue(self) -> float:
        widget = self._widget()
        return widget.limits()[1] if widget else 0.0

    def minimumStepSize(self) -> float:
        return 0.0


class _Valued(Netted, QAccessibleWidget):
    def __init__(self, widget: ValueWidget, role: QAccessible.Role) -> None:
        super().__init__(cast(QWidget, widget), role)
        self._widget = ref(widget)
        self._value = _Value(widget)

    def text(self, kind: QAccessible.Text) -> str:
        widget = self._widget()
        if kind == QAccessible.Text.Value and widget:
            return widget.value_in_words()
        return super().text(kind)

    def interface_cast(self, kind: QAccessible.InterfaceType) -> int:
        if kind == QAccessible.InterfaceType.ValueInterface:
            return cast(int, self._value)  # typed as an address; PySide takes the object's
        return super().interface_cast(kind)


class _Pictured(Netted, QAccessibleWidget):
    def __init__(self, widget: Summed) -> None:
        super().__init__(cast(QWidget, widget), QAccessible.Role.Graphic)
        self._widget = ref(widget)

    def text(self, kind: QAccessible.Text) -> str:
        widget, said = self._widget(), super().text(kind)
        if kind == QAccessible.Text.Description and widget:
            return " ".join(filter(None, (widget.summary(), said)))
        return said


@cache
def tell_value(kind: type[QWidget], role: QAccessible.Role) -> None:
    """Have Qt ask the widgets of a kind for their value in words (once per kind)."""
    _install(kind, lambda widget: _Valued(cast(ValueWidget, widget), role))


@cache
def tell_summary(kind: type[QWidget]) -> None:
    """Have Qt ask the pictures of a kind what they show, when somebody wants to know (once per kind)."""
    _install(kind, lambda widget: _Pictured(cast(Summed, widget)))


def _install(kind: type[QWidget], make: Callable[[QWidget], QAccessibleInterface]) -> None:
    def factory(_name: str, subject: QObject) -> QAccessibleInterface | None:
        return make(subject) if isinstance(subject, kind) else None

    QAccessible.installFactory(factory)


def announce_value(widget: QWidget, value: float) -> None:
    """Tell a screen reader, if one is listening, that a widget now shows another value."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleValueChangeEvent(widget, value))


class Announcer(QObject):
    """Tells a screen reader sentences, no oftener than it can speak; the latest one counts.

    Parameters
    ----------
    widget : QWidget
        Who says them.
    """

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._said, self._next, self._at = "", "", float("-inf")
        self._due = QTimer(self, singleShot=True)
        self._due.timeout.connect(self._say)

    def say(self, sentence: str) -> None:
        """Say a sentence, unless it was the last one; at once, or when the one before has been heard."""
        self._next = sentence
        passed = 1000.0 * (time.monotonic() - self._at)
        if passed >= APART_MS:
            self._say()
        elif not self._due.isActive():
            self._due.start(round(APART_MS - passed))

    def _say(self) -> None:
        if self._next == self._said or not self._next:
            return
        self._said, self._at = self._next, time.monotonic()
        tell(self._widget, self._said)


def tell(widget: QWidget, sentence: str) -> None:
    """Have a screen reader, if one is listening, say a sentence."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, sentence))

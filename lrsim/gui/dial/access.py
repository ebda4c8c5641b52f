"""What a screen reader sees of the dial: its name, its learning rate, and a way to set it.

Qt's own sliders speak of whole numbers only, so the dial brings an interface of its own. PySide
keeps every interface that the factory makes alive; here they only hold weak references to it.
"""

from __future__ import annotations

from functools import cache
from typing import Protocol, cast
from weakref import ref

from PySide6.QtCore import QObject
from PySide6.QtGui import (
    QAccessible,
    QAccessibleInterface,
    QAccessibleValueChangeEvent,
    QAccessibleValueInterface,
)
from PySide6.QtWidgets import QAccessibleWidget, QWidget

from lrsim.gui.loop.net import Netted
from lrsim.text.learning_rates import LR_DIGITS, LR_MAX, LR_MIN
from lrsim.text.numbers import number

__all__ = ["announce_value", "make_accessible"]


class ValueWidget(Protocol):
    """A widget with a learning rate."""

    def value(self) -> float:
        """Return the learning rate."""

    def enter_value(self, lr: float) -> None:
        """Take a learning rate as if the user had typed it."""


class _Value(Netted, QAccessibleValueInterface):
    def __init__(self, dial: ValueWidget) -> None:
        super().__init__()
        self._dial = ref(dial)

    def currentValue(self) -> float:
        dial = self._dial()
        return dial.value() if dial else 0.0

    def setCurrentValue(self, value: object) -> None:
        dial = self._dial()
        if dial and isinstance(value, int | float) and LR_MIN <= value <= LR_MAX:
            dial.enter_value(float(value))

    def minimumValue(self) -> float:
        return LR_MIN

    def maximumValue(self) -> float:
        return LR_MAX

    def minimumStepSize(self) -> float:
        return 0.0


class _DialInterface(Netted, QAccessibleWidget):
    def __init__(self, dial: ValueWidget) -> None:
        super().__init__(cast(QWidget, dial), QAccessible.Role.Dial)
        self._dial = ref(dial)
        self._value = _Value(dial)

    def text(self, kind: QAccessible.Text) -> str:
        dial = self._dial()
        if kind == QAccessible.Text.Value and dial:
            return number(dial.value(), LR_DIGITS)
        return super().text(kind)

    def interface_cast(self, kind: QAccessible.InterfaceType) -> int:
        if kind == QAccessible.InterfaceType.ValueInterface:
            return cast(int, self._value)  # typed as an address; PySide takes the object's
        return super().interface_cast(kind)


@cache
def make_accessible(kind: type[QWidget]) -> None:
    """Have Qt ask us for the interface of every widget of this `kind` (once per kind)."""

    def factory(_name: str, subject: QObject) -> QAccessibleInterface | None:
        return _DialInterface(cast(ValueWidget, subject)) if isinstance(subject, kind) else None

    QAccessible.installFactory(factory)


def announce_value(dial: QWidget, lr: float) -> None:
    """Tell a screen reader, if one is listening, that the dial now shows `lr`."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleValueChangeEvent(dial, lr))

"""What a right click or a mouse at rest asks for, asked by key of the widget that has the keys."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

__all__ = ["explain", "open_menu"]


@runtime_checkable
class Explained(Protocol):
    """A picture in which there is more to say than one thing."""

    def explained(self) -> str:
        """Return all there is to say of it."""


def open_menu(window: QWidget) -> None:
    """Ask the widget that has a window's keys for its menu, as a right click does."""
    widget = _with_keys(window)
    place = _place(widget)
    keyboard = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(widget, QContextMenuEvent(keyboard, place, widget.mapToGlobal(place)))


def explain(window: QWidget) -> None:
    """Say what the widget is that has a window's keys, as a tooltip does."""
    widget = _with_keys(window)
    words = widget.explained() if isinstance(widget, Explained) else ""
    words = words or widget.toolTip() or widget.whatsThis() or widget.accessibleName()
    QToolTip.showText(widget.mapToGlobal(_place(widget)), words, widget)


def _with_keys(window: QWidget) -> QWidget:
    focus: QWidget | None = (
        window.focusWidget()
    )  # None where nothing has them, whatever PySide says
    return window if focus is None else focus


def _place(widget: QWidget) -> QPoint:
    """Return where in a widget the keys are: its middle, unless it says otherwise."""
    place = widget.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
    known = isinstance(place, QRect) and widget.rect().contains(place.center())
    return place.center() if known else widget.rect().center()

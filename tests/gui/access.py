"""What a screen reader and a keyboard find in a window: what has no name, no value, no summary, no way to it.

It walks Qt's tree of accessible objects, which is what screen readers are given, and presses the Tab key;
pages, forms and menus that are added later are found by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from PySide6.QtCore import QObject, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QButtonGroup,
    QComboBox,
    QFrame,
    QGraphicsView,
    QLabel,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QTextBrowser,
    QWidget,
)

from lrsim.gui.dial.dial import Dial

__all__ = [
    "Finding",
    "controls",
    "description_of",
    "findings",
    "focused_in_order",
    "interface",
    "looks_alike_with_focus",
    "name_of",
    "pictures",
    "told",
    "unreached",
]

Role, Word = QAccessible.Role, QAccessible.Text

CONTROLS: Final = (
    QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit, QAbstractItemView, Dial,
)  # fmt: skip
"""What is pressed, turned, typed into or chosen from."""

VALUES: Final = (QAbstractSlider, QAbstractSpinBox, Dial)
"""What has a number."""

PLAIN: Final = (QLabel, QFrame, QAbstractScrollArea, *CONTROLS)
"""What Qt paints and tells of by itself."""

BADGE: Final = 48
"""Pixels: what is no larger stands beside words that say the same."""

CHAIN: Final = 400
"""Controls after which Tab must have come round."""


class Finding(NamedTuple):
    """What is wrong with a widget."""

    kind: str
    widget: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.widget}"


def findings(window: QWidget) -> list[Finding]:
    """Return what is missing in what a window shows now."""
    seen = controls(window)
    return [
        *(Finding("without a name", told(widget)) for widget in seen if not name_of(widget)),
        *(Finding("value not told", told(widget)) for widget in seen if _keeps_value(widget)),
        *(Finding("picture without words", told(widget)) for widget in pictures(window)
          if not name_of(widget) or not description_of(widget)),
    ]  # fmt: skip


def controls(window: QWidget) -> list[QWidget]:
    """Return what can be used now, as the tree of accessible objects has it."""
    return [
        widget
        for widget in in_tree(window)
        if isinstance(widget, CONTROLS) and widget.isEnabled() and not _is_inside(widget)
    ]


def pictures(window: QWidget) -> list[QWidget]:
    """Return what paints by itself and is no control: plots, maps, landscapes, gauges."""
    return [widget for widget in in_tree(window) if _is_picture(widget)]


def in_tree(window: QWidget) -> Iterator[QWidget]:
    """Yield the visible widgets below a window that assistive technology can get at."""
    root = QAccessible.queryAccessibleInterface(window)
    assert root is not None
    waiting, met = [root], set[int]()
    while waiting:
        node = waiting.pop()
        widget = node.object()
        if isinstance(widget, QWidget) and widget.isVisible() and id(widget) not in met:
            met.add(id(widget))
            yield widget
        for index in range(node.childCount()):
            child = node.child(index)
            if child is not None and isinstance(child.object(), QWidget):
                waiting.append(child)


def interface(widget: QObject) -> QAccessibleInterface:
    """Return what assistive technology gets of a widget."""
    found = QAccessible.queryAccessibleInterface(widget)
    assert found is not None
    return found


def name_of(widget: QWidget) -> str:
    """Return what a screen reader calls a widget."""
    return interface(widget).text(Word.Name).strip()


def description_of(widget: QWidget) -> str:
    """Return what a screen reader says more of it."""
    return interface(widget).text(Word.Description).strip()


def told(widget: QWidget) -> str:
    """Return which widget it is, for people."""
    place = widget.mapTo(widget.window(), QPoint(0, 0))
    return f"{type(widget).__name__} “{name_of(widget)}” at {place.x()}, {place.y()}"


def _is_inside(widget: QWidget) -> bool:
    """Tell whether a widget is a part of another control: the line of a spin box, a bar that scrolls."""
    parent = widget.parentWidget()
    if isinstance(widget, QScrollBar) or widget.objectName().startswith("qt_"):
        return True
    return isinstance(parent, QAbstractSpinBox | QComboBox)


def _keeps_value(widget: QWidget) -> bool:
    """Tell whether a widget has a number and does not say it as people read it, and within what."""
    if not isinstance(widget, VALUES):
        return False
    of = interface(widget).valueInterface()
    words = interface(widget).text(Word.Value).strip()
    if isinstance(widget, QAbstractSpinBox) and not words:
        usual = widget.lineEdit().placeholderText()
        return not usual or usual not in description_of(widget)
    if of is None or not words:
        return True
    # a slider of Qt's own says its position, of whatever that is one
    return isinstance(widget, QAbstractSlider) and words == str(of.currentValue())


def _is_picture(widget: QWidget) -> bool:
    if isinstance(widget, QGraphicsView):
        return True
    own = any(
        "paintEvent" in vars(kind)
        for kind in type(widget).__mro__
        if kind.__module__ != "PySide6.QtWidgets"
    )
    large = max(widget.width(), widget.height()) > BADGE
    return own and large and not isinstance(widget, PLAIN) and not _covers(widget)


def _covers(widget: QWidget) -> bool:
    """Tell whether a widget paints only what lies behind others."""
    return any(isinstance(child, QWidget) and child.isVisible() for child in widget.children())


# --- the keyboard ---


def unreached(window: QWidget, reached: list[QWidget]) -> list[str]:
    """Return the controls that Tab does not reach, nor arrows from one that it reaches."""
    groups = {_group(widget) for widget in reached} - {None}
    return [
        told(widget)
        for widget in controls(window)
        if widget not in reached and _group(widget) not in groups and widget.focusProxy() is None
    ]


def _group(widget: QWidget) -> QButtonGroup | None:
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return group if group is not None and group.exclusive() else None


def focused_in_order(window: QWidget, *, back: bool = False) -> list[QWidget]:
    """Return what Tab reaches from where the focus is until it comes round."""
    first, reached = QApplication.focusWidget(), list[QWidget]()
    key = Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab
    modifiers = Qt.KeyboardModifier.ShiftModifier if back else Qt.KeyboardModifier.NoModifier
    for _ in range(CHAIN):
        focus = QApplication.focusWidget()
        assert focus is not None
        inside = bool(reached) and focus is reached[-1] and isinstance(focus, QTextBrowser)
        if focus in reached and not inside:
            return reached
        if not inside:  # else it went from link to link
            reached.append(focus)
        QTest.keyClick(focus, key, modifiers)
    raise AssertionError(f"Tab never comes back to {first!r}")


def looks_alike_with_focus(window: QWidget, widget: QWidget) -> bool:
    """Tell whether nothing in a widget's place shows that it has the focus."""
    for area in window.findChildren(QScrollArea):
        if area.isAncestorOf(widget):
            area.ensureWidgetVisible(widget)
    place = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size()).adjusted(-4, -4, 4, 4)
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    with_focus = _pixels(window, place)
    widget.clearFocus()
    return np.array_equal(with_focus, _pixels(window, place))


def _pixels(window: QWidget, place: QRect) -> np.ndarray:
    QApplication.processEvents()
    image = window.grab(place).toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).copy()

"""Who gets the keys: the dial, unless a text field or an open list wants them.

A click never moves them anywhere else: what is not typed into takes the focus from the Tab key alone, and a
click on it gives the keys back to the dial. What was reached with Tab has its own keys, Enter to press it
among them, until Esc or the next click.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTextEdit,
    QWidget,
)

from lrsim.gui.dial.dial import Dial
from lrsim.gui.dial.keys import belongs_to_dial
from lrsim.gui.loop.net import Netted
from lrsim.gui.window.notice import Notice

__all__ = ["TYPED_INTO", "KeysHome"]

TYPED_INTO = (QLineEdit, QAbstractSpinBox, QPlainTextEdit, QTextEdit)
"""What keeps the keys after a click."""

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class KeysHome(Netted, QWidget):
    """All of a window's content, which keeps the keys with the dial.

    A click on nothing in particular is a click on it; while the dial is greyed it has the keys itself. (A
    focus proxy would do the same, but Qt leaves what is in a widget with a proxy out of the Tab key's way.)

    Parameters
    ----------
    dial : Dial
    """

    def __init__(self, dial: Dial) -> None:
        super().__init__()
        self._dial = dial
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def adopt(self, root: QWidget) -> None:
        """Let no widget in here but the dial and text fields take the keys from a click."""
        for widget in (root, *root.findChildren(QWidget)):
            policy = widget.focusPolicy()
            clicked = bool(policy & Qt.FocusPolicy.ClickFocus)
            kept = isinstance(widget, TYPED_INTO) or widget in (self, self._dial)
            if clicked and not kept and widget.window() is self.window():
                tab = bool(policy & Qt.FocusPolicy.TabFocus)
                widget.setFocusPolicy(Qt.FocusPolicy.TabFocus if tab else Qt.FocusPolicy.NoFocus)

    def take(self) -> None:
        """Give the keys back to the dial, if it can have them."""
        (self._dial if self._dial.isEnabled() and self._is_seen else self).setFocus()

    def pass_on(self) -> None:
        """Give them to the dial where it is seen again, while nobody else has them."""
        if self.window().focusWidget() is self:
            self.take()

    @property
    def _is_seen(self) -> bool:
        """Whether the dial is not hidden, with its card, for an exercise."""
        return self._dial.isVisibleTo(self.window())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Pass the keys on."""
        super().focusInEvent(event)
        self.take()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's own name
        """Go on as one reads, whatever was made when, and scroll to what is reached.

        The dial, where one begins, stands before the page: what one chose to see comes next; so it does where
        there is no dial to begin with.
        """
        order = in_reading_order(
            [
                widget
                for root in (self, *self.window().findChildren(Notice))
                for widget in root.findChildren(QWidget)
                if _has_keys(widget)
            ]
        )
        order, cards = self._dial_first(order)
        now = self.window().focusWidget()
        if (
            now is self._dial and not self._is_seen
        ):  # it is being hidden: no button is to have the keys
            self.setFocus()
            return True
        if not order:
            return super().focusNextPrevChild(next)
        place = order.index(now) if now in order else cards - 1 if next else cards
        reached = order[(place + (1 if next else -1)) % len(order)]
        reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        reached.setFocus(reason)
        for area in self.findChildren(QScrollArea):
            if area.isAncestorOf(reached):
                area.ensureWidgetVisible(reached)
        return True

    def _dial_first(self, order: list[QWidget]) -> tuple[list[QWidget], int]:
        """Return widgets with the dial before all in cards, which is the page at first; and its place."""
        others = [widget for widget in order if widget is not self._dial]
        cards = next((k for k, widget in enumerate(others) if _homes(widget)), len(others))
        dial = [self._dial] if self._dial in order else []
        return [*others[:cards], *dial, *others[cards:]], cards

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """Keep the keys here while the dial is greyed or comes back.

        Qt would hand them to the next button, and Enter would press that.
        """
        had_keys = self.window().focusWidget() in (self._dial, self, None)
        try:
            yield
        finally:
            if had_keys:
                self.take()

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means that nobody else in the window wanted; return whether it meant anything."""
        has_keys = self.window().focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.take()
        elif event.key() in _ENTER and isinstance(has_keys, QAbstractButton):
            has_keys.click()
        elif self._dial_wants(event, has_keys):
            self._dial.keyPressEvent(event)
        else:
            return False
        return True

    def _dial_wants(self, event: QKeyEvent, has_keys: QWidget | None) -> bool:
        if not self._dial.isEnabled() or has_keys is self._dial:
            return False
        return belongs_to_dial(event) and not isinstance(has_keys, TYPED_INTO)


def in_reading_order(widgets: Sequence[QWidget]) -> list[QWidget]:
    """Return widgets as one reads them: card by card, in each row by row, from left to right."""
    return _in_order([(_homes(widget), widget) for widget in widgets])


def _in_order(widgets: Sequence[tuple[list[QWidget], QWidget]]) -> list[QWidget]:
    """Return widgets in order, each given with what it is in, the outermost first."""
    members: dict[QWidget, list[tuple[list[QWidget], QWidget]]] = {}
    for homes, widget in widgets:
        members.setdefault(homes[0] if homes else widget, []).append((homes[1:], widget))
    ordered: list[QWidget] = []
    for block in _rows(list(members)):
        within = members[block]
        ordered += [block] if within == [([], block)] else _in_order(within)
    return ordered


def _rows(widgets: list[QWidget]) -> list[QWidget]:
    """Return widgets row by row; in one row is what begins above the middle of its first."""
    places = {widget: _place(widget) for widget in widgets}
    waiting = sorted(
        widgets, key=lambda widget: (places[widget].center().y(), places[widget].left())
    )
    waiting.sort(key=lambda widget: places[widget].top())
    ordered: list[QWidget] = []
    for first in list(waiting):
        if first in waiting:
            middle = places[first].center().y()
            row = [widget for widget in waiting if places[widget].top() <= middle]
            ordered += sorted(row, key=lambda widget: (places[widget].left(), places[widget].top()))
            waiting = [widget for widget in waiting if widget not in row]
    return ordered


def _homes(widget: QWidget) -> list[QWidget]:
    """Return the cards and scrolled areas that a widget is in, the outermost first."""
    above = widget.parentWidget()
    if above is None:
        return []
    is_home = bool(above.property("card")) or isinstance(above, QScrollArea)
    return [*_homes(above), above] if is_home else _homes(above)


def _place(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


def _has_keys(widget: QWidget) -> bool:
    """Tell whether the Tab key is to stop at a widget; of a row of which one is pressed, at that one."""
    if not (widget.isEnabled() and widget.isVisible()) or widget.focusProxy() is not None:
        return False
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    if group is not None and group.exclusive() and group.checkedButton() is not None:
        return widget is group.checkedButton()
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)

"""Dressing a window in pieces, those that are seen."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeGuard

from PySide6.QtCore import QChildEvent, QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from lrsim.gui.look.theme import Theme, stylesheet
from lrsim.gui.loop.net import Netted

__all__ = ["Wardrobe"]

_WORN = "lrsimWorn"
"""The property of a widget whose stylesheet comes from here; others that have one dress themselves."""


class Wardrobe(Netted, QObject):
    """Gives every piece of a window its stylesheet, those that are hidden when they are next shown.

    With a stylesheet Qt styles everything below a widget anew, hidden or not, and of a window in which all
    pages have been looked at nine tenths are hidden. So neither the window has one nor what holds its pieces.
    Dialogs and menus of the window are pieces, too.

    Parameters
    ----------
    window : QWidget
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._bare: list[QWidget] = []
        self._sheet = ""
        self.leave_bare(window)

    def leave_bare(self, *holders: QWidget) -> None:
        """Let each child of these be a piece of its own; they have no look of their own but the palette's."""
        for holder in holders:
            self._bare.append(holder)
            holder.installEventFilter(self)

    def dress(self, theme: Theme) -> None:
        """Put a theme on all that is seen, and have it ready for what is not."""
        for _ in self.dressing(theme):
            pass

    def dressing(self, theme: Theme) -> Generator[None]:
        """Do so, and yield after each piece."""
        self._sheet = stylesheet(theme)
        pieces = [piece for holder in self._bare for piece in holder.children()]
        for piece in pieces:
            if isValid(piece) and self._is_piece(piece):  # it may have gone since
                self._fit(piece)
                yield

    def _is_piece(self, child: QObject) -> TypeGuard[QWidget]:
        return (
            isinstance(child, QWidget)
            and child.parent() in self._bare
            and child not in self._bare
            and bool(child.property(_WORN) or not child.styleSheet())
        )

    def _fit(self, piece: QWidget) -> None:
        """Put the theme on a piece that is seen, or wait until it is."""
        if _is_hidden(piece):
            piece.installEventFilter(self)
        else:
            self._put_on(piece)

    def _put_on(self, piece: QWidget) -> None:
        if piece.styleSheet() != self._sheet:
            piece.setProperty(_WORN, True)
            piece.setStyleSheet(self._sheet)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Dress what is about to be seen: for the first time, or again."""
        if isinstance(event, QChildEvent):
            piece = event.child()
            if event.polished() and self._is_piece(piece):
                self._fit(piece)
        elif event.type() == QEvent.Type.Show and watched not in self._bare:
            watched.removeEventFilter(self)
            if self._is_piece(watched):  # still: it may have moved into another
                self._put_on(watched)
        return False


def _is_hidden(widget: QWidget) -> bool:
    """Tell whether a part of a window is hidden of itself, and not just because the window is not yet shown.

    Menus and dialogs are no parts: they ask how large they are to be before they are shown.
    """
    itself = Qt.WidgetAttribute.WA_WState_ExplicitShowHide
    return widget.isHidden() and not widget.isWindow() and widget.testAttribute(itself)

"""The manual over the window: its pages, a way back, and Esc to close it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from lrsim import manual
from lrsim.gui.look.theme import Theme, icon
from lrsim.gui.loop.focus import FocusBefore
from lrsim.gui.loop.net import Netted
from lrsim.gui.manual.reader import Reader
from lrsim.text.messages import say, shown

__all__ = ["ManualSheet"]

WIDEST = 70.0
"""Ems across: longer lines are hard to read."""


class Place(NamedTuple):
    """Where somebody reads: a page, and how far down."""

    page: str
    scrolled: int


class ManualSheet(Netted, QWidget):
    """Lies over all of a window; a click beside the card closes it.

    Parameters
    ----------
    parent : QWidget
        The window.
    theme : Theme
    """

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self._window = parent
        self._theme = theme
        self._page = ""
        self._visited: list[Place] = []
        self._focus = FocusBefore(parent.window())
        self.setAccessibleName(say("Manual"))
        self.reader = Reader()
        self.reader.pageRequested.connect(self._go)
        self._build()
        self.set_theme(theme)
        self.hide()
        parent.installEventFilter(self)

    def _build(self) -> None:
        self.back_button, self.close_button = QPushButton(), QPushButton()
        self.page_buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self._bar = QHBoxLayout()
        self._bar.addWidget(self.back_button)
        for name, title in manual.PAGES.items():
            button = QPushButton(shown(title))
            button.setCheckable(True)
            button.setProperty("segment", True)
            button.clicked.connect(lambda _checked, page=name: self._go(page, ""))
            self._group.addButton(button)
            self._bar.addWidget(button)
            self.page_buttons[name] = button
        self._bar.addStretch(1)
        self._bar.addWidget(self.close_button)
        self._dress_button(self.back_button, say("Back to where you read before"), self._go_back)
        self._dress_button(self.close_button, say("Close (Esc)"), self.hide)
        self._card = QFrame()
        self._card.setProperty("card", True)
        self._inner = QVBoxLayout(self._card)
        self._inner.addLayout(self._bar)
        self._inner.addWidget(self.reader, 1)
        self._outer = QHBoxLayout(self)
        self._outer.addStretch(1)
        self._outer.addWidget(self._card, 1000)
        self._outer.addStretch(1)

    @staticmethod
    def _dress_button(button: QPushButton, words: str, act: Callable[[], None]) -> None:
        button.setProperty("plain", True)
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.clicked.connect(act)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes; who reads stays where they are."""
        self._theme = theme
        self._shade = QColor(theme.ground)
        self._shade.setAlphaF(0.72)
        unit = round(theme.spacing)
        self._outer.setContentsMargins(unit, 2 * unit, unit, 2 * unit)
        self._inner.setContentsMargins(2 * unit, unit, unit, unit)
        self._bar.setSpacing(unit)
        self._card.setMaximumWidth(round(WIDEST * theme.body))
        self.back_button.setIcon(icon("undo", theme))
        self.close_button.setIcon(icon("close", theme))
        if self._page:
            block = self.reader.block
            self._outer.activate()  # the page is laid out in its new width
            self._inner.activate()
            self.reader.show_page(manual.page(self._page), theme)
            self.reader.show_block(block)

    def open_page(self, name: str) -> None:
        """Open at a page.

        Parameters
        ----------
        name : str
            One of `lrsim.manual.PAGES`.
        """
        if self.isHidden():
            self._focus.note()
        self._visited.clear()
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        self._show(name)
        self.reader.setFocus()

    def _go(self, page: str, anchor: str) -> None:
        """Go on to a page, or within the one that is shown."""
        if page and page not in manual.PAGES:
            return
        self._visited.append(Place(self._page, self.reader.verticalScrollBar().value()))
        self._show(page or self._page)
        if anchor:
            self.reader.show_heading(anchor)

    def _go_back(self) -> None:
        place = self._visited.pop()
        self._show(place.page)
        self.reader.verticalScrollBar().setValue(place.scrolled)

    def _show(self, name: str) -> None:
        if name != self._page:
            self._page = name
            self.reader.show_page(manual.page(name), self._theme)
            self.reader.setAccessibleName(shown(manual.PAGES[name]))
        self.page_buttons[name].setChecked(True)
        self.back_button.setEnabled(bool(self._visited))

    # --- Qt ---

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window."""
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self.setGeometry(self._window.rect())
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Give the keys back to who had them, whoever closed it; not where the window itself is hidden."""
        super().hideEvent(event)
        if self.isHidden():
            self._focus.give_back()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's own name
        """Go round within the sheet: what is behind it cannot be seen."""
        buttons = self.back_button, *self.page_buttons.values(), self.close_button
        order: list[QWidget] = [*(button for button in buttons if button.isEnabled()), self.reader]
        now = self.window().focusWidget()
        place = order.index(now) if now in order else -1
        reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        order[(place + (1 if next else -1)) % len(order)].setFocus(reason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Esc, go back with Backspace."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        elif event.key() == Qt.Key.Key_Backspace and self._visited:
            self._go_back()
        # no key of an open sheet is for the window behind

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Close where the click is beside the card."""
        if not self._card.geometry().contains(event.position().toPoint()):
            self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Let the window behind step back."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._shade)

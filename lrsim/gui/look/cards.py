"""Cards: a title, a grey half-sentence, something small on the right, and the content."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.net import Netted

LEAST_TARGET = 24
"""Pixels that anything to be clicked or tapped measures at least."""


def label(text: str, role: str) -> QLabel:
    """Return a label in one of the stylesheet's roles."""
    made = QLabel(text)
    made.setProperty("role", role)
    return made


class Sentence(Netted, QLabel):
    """A quiet line that ends in an ellipsis where room does; its tooltip has all of it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setProperty("role", "quiet")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._full_text = ""
        self.set_full_text(text)

    @property
    def full_text(self) -> str:
        """All of it."""
        return self._full_text

    def set_full_text(self, text: str) -> None:
        """Say something else."""
        if text != self._full_text:
            self._full_text = text
            self.setAccessibleName(text)
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut or show more."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Cut or show more in another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        fitting = self.fontMetrics().elidedText(
            self._full_text, Qt.TextElideMode.ElideRight, self.width()
        )
        if fitting != self.text():
            self.setText(fitting)
        self.setToolTip(self._full_text if fitting != self._full_text else "")


class Card(Netted, QFrame):
    """A rounded card; `title` may be left out.

    Signals
    -------
    menuRequested(QPoint)
        A right click, or the key for it, on the card or on what is in it and has no menu of its own.
    """

    menuRequested = Signal(QPoint)

    def __init__(
        self, content: QWidget, title: str = "", sentence: str = "", corner: QWidget | None = None
    ) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.content = content
        self.sentence = Sentence(sentence)
        self._column = QVBoxLayout(self)
        self._bar: QHBoxLayout | None = None
        if title:
            self._bar = QHBoxLayout()
            self._bar.addWidget(label(title, "title"), 0, Qt.AlignmentFlag.AlignBaseline)
            self._bar.addWidget(self.sentence, 1, Qt.AlignmentFlag.AlignBaseline)
            if corner is not None:
                self._bar.addWidget(corner, 0, Qt.AlignmentFlag.AlignVCenter)
            self._column.addLayout(self._bar)
        self._column.addWidget(content, 1)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the card's menu."""
        self.menuRequested.emit(event.globalPos())

    def set_sentence(self, text: str) -> None:
        """Say something else after the title."""
        self.sentence.set_full_text(text)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's spacing."""
        unit = round(theme.spacing)
        self._column.setContentsMargins(round(1.5 * unit), unit, unit, unit)
        self._column.setSpacing(unit // 2)
        if self._bar is not None:
            self._bar.setSpacing(unit)


def corner_button(text: str, help_text: str) -> QPushButton:
    """Return a small quiet button for a card's corner."""
    button = QPushButton(text)
    button.setProperty("flat", True)
    button.setProperty("corner", True)
    button.setToolTip(help_text)
    button.setAccessibleName(help_text)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button


def corner(*widgets: QWidget) -> QWidget:
    """Return widgets in a row for a card's corner."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        row.addWidget(widget)
    return holder

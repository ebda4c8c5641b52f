"""The sheet of keys and gestures, over the window."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from lrsim.gui.look.cards import label
from lrsim.gui.look.keys import GESTURES, KEYS, PAGE_KEYS, TALK
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.net import Netted
from lrsim.text.messages import say, shown

__all__ = ["KeySheet"]

LEAST_COLUMNS: Final = 75.0
"""Pixel sizes of the type that two columns need beside each other."""

Line = tuple[str, str, str, str]
"""Under which heading, which key or gesture, what it does; and the key that does what a gesture does."""


class KeySheet(Netted, QWidget):
    """Keys on the left, gestures and what is heard while presenting on the right; a click closes it.

    Parameters
    ----------
    parent : QWidget
        The window it lies over.
    pages : sequence of str
        Names of the pages, which have keys of their own where there are several.
    """

    def __init__(self, parent: QWidget, pages: Sequence[str]) -> None:
        super().__init__(parent)
        self.setAccessibleName(say("Keys and gestures"))
        self._card = QFrame()
        self._card.setProperty("card", True)
        self._pages = pages
        self._columns = QHBoxLayout()
        self._grids: list[QGridLayout] = []
        self._unit, self._body = 0, 1.0
        self._content = QWidget()
        self._content.setLayout(self._columns)
        self._scroll = QScrollArea()
        self._scroll.setWidget(self._content)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inner = QVBoxLayout(self._card)
        self._title = label(say("Keys and gestures"), "title")
        self._inner.addWidget(self._title)
        self._inner.addWidget(self._scroll)
        self._outer = QVBoxLayout(self)
        self._outer.addWidget(self._card, 0, Qt.AlignmentFlag.AlignCenter)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._shade = QColor(theme.ground)
        self._shade.setAlphaF(0.72)
        unit = round(theme.spacing)
        self._inner.setContentsMargins(3 * unit, 2 * unit, 3 * unit, 2 * unit)
        self._inner.setSpacing(unit)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(4 * unit)
        self._unit, self._body = unit, theme.body
        self._space()
        if self.isVisible():
            self.place()

    def _fill(self) -> None:
        """Write the lines, when they are first asked for: there are a hundred of them."""
        if self._grids:
            return
        self._grids = [_grid(_keys(self._pages)), _grid([*GESTURES.values(), *_keys_of_talks()])]
        for grid in self._grids:
            half = QVBoxLayout()
            half.addLayout(grid)
            half.addStretch(1)
            self._columns.addLayout(half, 1)
        self._space()

    def _space(self) -> None:
        for grid in self._grids:
            grid.setHorizontalSpacing(2 * self._unit)
            grid.setVerticalSpacing(max(1, round(0.15 * self._unit)))

    def toggle(self) -> None:
        """Open, or close."""
        if self.isVisible():
            self.hide()
            return
        self._fill()
        self.show()
        self.place()
        self.raise_()

    def place(self) -> None:
        """Lie over all of the window, the card as large as its words and the window allow."""
        parent = self.parentWidget()
        if parent is None:
            return
        self.setGeometry(parent.rect())
        inner, outer = self._inner.contentsMargins(), self._outer.contentsMargins()
        across = self.width() - inner.left() - inner.right() - outer.left() - outer.right()
        down = self.height() - inner.top() - inner.bottom() - outer.top() - outer.bottom()
        down -= self._title.sizeHint().height() + self._inner.spacing() + 2
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        self._wrap(wraps=False)
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight)
        wide = self._content.sizeHint().width()
        tall = self._content.sizeHint().height()
        if wide + bar > across:
            self._wrap(wraps=True)
            wide = across - bar
            if wide < LEAST_COLUMNS * self._body:
                self._wrap(wraps=False)
                self._columns.setDirection(QBoxLayout.Direction.TopToBottom)
                wide = min(wide, self._content.sizeHint().width())
                self._wrap(wraps=True)
            tall = self._columns.totalHeightForWidth(wide)
        wide += bar if tall > down else 0
        self._scroll.setFixedSize(min(wide, across), min(tall, down))

    @property
    def _texts(self) -> Iterator[QLabel]:
        """What stands beside keys and gestures, and the keys of these: as long as it may be."""
        for grid in self._grids:
            cells = itertools.product(range(grid.rowCount()), (1, 2))
            for item in itertools.starmap(grid.itemAtPosition, cells):
                text = None if item is None else item.widget()
                if isinstance(text, QLabel) and text.property("role") != "quiet":
                    yield text

    def _wrap(self, *, wraps: bool) -> None:
        """Let what keys and gestures do take several lines, or have one each."""
        for text in self._texts:
            text.setWordWrap(wraps)
        self._columns.activate()  # layouts in it would go on with what they knew of their lines

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Close: whoever clicks has read it."""
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Let the window behind step back."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._shade)


def _keys(pages: Sequence[str]) -> Iterator[Line]:
    for key in KEYS.values():
        if key.group != TALK:
            yield key.group, key.name, key.text, ""
    if len(pages) > 1:
        yield KEYS["help"].group, say(PAGE_KEYS, last=len(pages)), ", ".join(pages), ""


def _keys_of_talks() -> Iterator[Line]:
    for key in KEYS.values():
        if key.group == TALK:
            yield key.group, key.name, key.text, ""


def _grid(lines: Iterable[Line]) -> QGridLayout:
    """Return lines under their headings, as a table; keys of gestures at the right."""
    grid = QGridLayout()
    for heading, members in itertools.groupby(lines, itemgetter(0)):
        grid.addWidget(label(shown(heading), "quiet"), grid.rowCount(), 0, 1, 3)
        for _, hand, text, key in members:
            row = grid.rowCount()
            grid.addWidget(label(shown(hand), "key"), row, 0)
            grid.addWidget(label(shown(text), ""), row, 1)
            if key:
                grid.addWidget(label(shown(key), "key"), row, 2)
    grid.setColumnStretch(1, 1)
    return grid

"""The sheet of keys and gestures, over the window."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
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

MOST_COLUMNS: Final = 5
LEAST_COLUMN: Final = 22.0
"""Pixel sizes of the type that a column needs."""

Line = tuple[str, str, str, str]
"""Under which heading, which key or gesture, what it does; and the key that does what a gesture does."""


class KeySheet(Netted, QWidget):
    """Keys, gestures and what is heard while presenting, in as many columns as show most; a click closes it.

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
        self._blocks: list[QWidget] = []
        self._unit, self._body, self._small = 0, 1.0, 1.0
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
        self._outer.setContentsMargins(4, 4, 4, 4)
        self._outer.addWidget(self._card, 0, Qt.AlignmentFlag.AlignCenter)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._shade = QColor(theme.ground)
        self._shade.setAlphaF(0.72)
        unit = round(theme.spacing)
        self._inner.setContentsMargins(2 * unit, unit, 2 * unit, unit)
        self._inner.setSpacing(unit // 2)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(3 * unit)
        self._unit, self._body, self._small = unit, theme.body, theme.small
        self._space()
        self.place()

    def _fill(self) -> None:
        """Write the lines, when they are first asked for: there are a hundred of them."""
        if self._blocks:
            return
        lines = [*_keys(self._pages), *GESTURES.values(), *_keys_of_talks()]
        for _, members in itertools.groupby(lines, itemgetter(0)):
            self._blocks.append(_block(members))
            self._blocks[-1].setParent(self._content)
        self._space()

    def _space(self) -> None:
        for block in self._blocks:
            grid = block.layout()
            assert isinstance(grid, QGridLayout)
            grid.setHorizontalSpacing(self._unit)
            grid.setVerticalSpacing(0)
            grid.setContentsMargins(0, 0, 0, round(0.4 * self._unit))

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
        """Lie over all of the window, the card as large as its words and the window allow; if it is seen."""
        parent = self.parentWidget()
        if parent is None or not self._blocks or self.isHidden():
            return
        self.setGeometry(parent.rect())
        inner, outer = self._inner.contentsMargins(), self._outer.contentsMargins()
        across = self.width() - inner.left() - inner.right() - outer.left() - outer.right()
        down = self.height() - inner.top() - inner.bottom() - outer.top() - outer.bottom()
        down -= self._title.sizeHint().height() + self._inner.spacing() + 2
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        tall, columns = self._best(self._body, across - bar, down)
        if tall > down:
            tall, columns = self._best(self._small, across - bar, down)
        self._stand(columns)
        self._scroll.setFixedSize(across, min(tall, down))

    def _set_type(self, size: float) -> None:
        """Write in type of so many pixels."""
        sheet = "" if size == self._body else f"QLabel {{ font-size: {size:.0f}px; }}"
        if sheet != self._content.styleSheet():
            self._content.setStyleSheet(sheet)

    def _best(self, size: float, across: int, down: int) -> tuple[int, list[list[QWidget]]]:
        """Return the height and the columns, in type of a size, that show all or else the most of it."""
        self._set_type(size)
        found: list[tuple[int, list[list[QWidget]]]] = []
        gap = self._columns.spacing()
        words = max(block.minimumSizeHint().width() for block in self._blocks)
        most = int((across + gap) / (max(LEAST_COLUMN * size, words) + gap))
        for count in range(1, min(max(most, 1), MOST_COLUMNS) + 1):
            wide = (across - (count - 1) * gap) // count
            heights = [self._height(block, wide) for block in self._blocks]
            found.append(_shared(self._blocks, heights, count))
            if found[-1][0] <= down:
                break
        return min(found, key=itemgetter(0))

    @staticmethod
    def _height(block: QWidget, width: int) -> int:
        layout = block.layout()
        assert layout is not None  # it was given one at birth
        return layout.totalHeightForWidth(width)

    def _stand(self, columns: Sequence[Sequence[QWidget]]) -> None:
        """Put blocks into columns."""
        for place in reversed(range(self._columns.count())):
            item = self._columns.takeAt(place)
            column = None if item is None else item.layout()
            assert column is not None  # nothing else stands in it
            for held in reversed(range(column.count())):
                column.takeAt(held)
            column.deleteLater()
        for blocks in columns:
            column = QVBoxLayout()
            column.setSpacing(0)
            for block in blocks:
                column.addWidget(block)
            column.addStretch(1)
            self._columns.addLayout(column, 1)

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


def _shared(
    blocks: Sequence[QWidget], heights: Sequence[int], count: int
) -> tuple[int, list[list[QWidget]]]:
    """Share blocks out to columns, in their order; return the height of the tallest, and the columns."""
    tall = range(max(heights, default=0), sum(heights))
    enough = bisect_left(tall, True, key=lambda height: len(_filled(heights, height)) <= count)
    height, rest = tall.start + enough, iter(blocks)
    return height, [list(itertools.islice(rest, size)) for size in _filled(heights, height)]


def _filled(heights: Sequence[int], height: int) -> list[int]:
    """Return how many blocks stand in each column of a height."""
    sizes, used = [0], 0
    for each in heights:
        if used + each > height and sizes[-1]:
            sizes.append(0)
            used = 0
        sizes[-1] += 1
        used += each
    return sizes


def _block(lines: Iterable[Line]) -> QWidget:
    """Return lines under their heading, as a table; keys of gestures at the right."""
    block = QWidget()
    grid = QGridLayout(block)
    for heading, hand, text, key in lines:
        if not grid.count():
            grid.addWidget(label(shown(heading), "quiet"), 0, 0, 1, 3)
        row = grid.rowCount()
        cells = (hand, "key"), (text, ""), (key, "key")
        for column, (words, role) in enumerate(cells):
            if words:
                cell = label(shown(words), role)
                cell.setWordWrap(column > 0)
                grid.addWidget(cell, row, column, Qt.AlignmentFlag.AlignTop)
    grid.setColumnStretch(1, 1)
    return block

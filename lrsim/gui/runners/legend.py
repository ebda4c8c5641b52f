"""The runners' names with colour and shape, for a card's corner."""

from __future__ import annotations

import math
from itertools import accumulate
from typing import Final

from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFontMetricsF,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from lrsim.gui.look.cards import LEAST_TARGET
from lrsim.gui.look.keys import with_key
from lrsim.gui.look.theme import THEMES, Theme
from lrsim.gui.loop.net import Netted
from lrsim.gui.runners.delegate import OF_THE_HIDDEN
from lrsim.gui.runners.model import with_number
from lrsim.session.session import Change, Session
from lrsim.text.messages import Message, say

MOST: Final = 34.0
"""How wide it wants to be at most, in sizes of its type."""

SHAPE: Final = 1.2
"""How wide a shape is with the space after it, in sizes of the type."""

_SHOWN_BY = Change.EXPERIMENT | Change.SELECTION | Change.REVEAL


class Legend(Netted, QWidget):
    """One line of runners; a click selects one. Where names do not fit, shapes stand without them.

    Signals
    -------
    selected(int), menuRequested(int, QPoint)
        As of the table.
    """

    selected = Signal(int)
    menuRequested = Signal(int, QPoint)

    def __init__(self, theme: Theme = THEMES["dark"]) -> None:
        super().__init__()
        self.setAccessibleName(say("Runners"))
        click = Message("Click a name: dial, pickers and verdict are that runner's")
        self.setToolTip(with_key(click, "select"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._names: tuple[str, ...] = ()
        self._selected = 0
        self._hidden: frozenset[int] = frozenset()
        self._places: list[QRectF] = []
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self._font = theme.font("small")
        self._font.setWeight(self._font.Weight.DemiBold)
        self.updateGeometry()
        self.update()

    def show_session(self, session: Session, what: Change) -> None:
        """Show what has changed."""
        if not what & _SHOWN_BY:
            return
        names = tuple(runner.name for runner in session.experiment.runners)
        if names != self._names:
            self._names = names
            self.setAccessibleDescription(", ".join(names))
            self.updateGeometry()
            self.update()
        if (session.hidden, session.selected) != (self._hidden, self._selected):
            self._hidden, self._selected = session.hidden, session.selected
            self.update()

    def sizeHint(self) -> QSize:
        """Return the room all names want, within reason."""
        places = self._layout()
        width = places[-1].right() if places else 0.0
        most = round(MOST * self._theme.small)
        return QSize(min(round(width) + 2, most), self.height_in(self._theme))

    def minimumSizeHint(self) -> QSize:
        """Return the room of one name."""
        return QSize(60, self.height_in(self._theme))

    @staticmethod
    def height_in(theme: Theme) -> int:
        """Return how high it is in a theme's sizes."""
        return max(LEAST_TARGET, round(theme.small * 1.6))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the runner under the mouse."""
        index = self._runner_at(event.position())
        if index is not None and event.button() != Qt.MouseButton.RightButton:
            self.selected.emit(index)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the runner under the mouse; beside the names it is the card's."""
        index = self._runner_at(event.pos())
        if index is None:
            event.ignore()
        else:
            self.menuRequested.emit(index, event.globalPos())

    def event(self, event: QEvent) -> bool:
        """Say which key selects the runner under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self._runner_at(event.pos())
            if index is not None:
                words = with_number(self._names[index], index)
                QToolTip.showText(event.globalPos(), words, self)
                return True
        return super().event(event)

    def _runner_at(self, spot: QPoint | QPointF) -> int | None:
        """Return whose name is at a place."""
        at = enumerate(self._places)
        return next((index for index, place in at if place.contains(QPointF(spot))), None)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint glyph and name of each runner."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(self._font)
            self._places = self._layout(self.width())
            size = self._theme.small
            for index, place in enumerate(self._places):
                colour = self._theme.runner(index)
                painter.setOpacity(OF_THE_HIDDEN if index in self._hidden else 1.0)
                painter.save()
                painter.translate(place.left() + 0.45 * size, self.height() / 2)
                painter.scale(0.85 * size, 0.85 * size)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.fillPath(Symbols[self._theme.shape(index)], colour)
                painter.restore()
                painter.setPen(colour)
                text = place.adjusted(SHAPE * size, 0, 0, 0)
                if not text.isEmpty():
                    painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, self._names[index])
                if index == self._selected and len(self._names) > 1:
                    painter.setPen(QPen(QColor(colour), 1.5))
                    under = place if text.isEmpty() else text
                    painter.drawLine(under.bottomLeft(), under.bottomRight())

    def _layout(self, room: float = math.inf) -> list[QRectF]:
        """Return where the runners stand that have room; of the names, the selected one's goes first."""
        metrics, size = QFontMetricsF(self._font), self._theme.small
        shape, gap = SHAPE * size, 0.9 * size
        spare = room - len(self._names) * (shape + gap) + gap
        widths, order = [shape] * len(self._names), range(len(self._names))
        for index in sorted(order, key=lambda index: (index != self._selected, index)):
            width = metrics.horizontalAdvance(self._names[index])
            if width <= spare:
                widths[index] += width
                spare -= width
        lefts = accumulate((width + gap for width in widths), initial=0.0)
        height = max(LEAST_TARGET - 1.0, 1.55 * size)
        places = [QRectF(x, 0, width, height) for x, width in zip(lefts, widths, strict=False)]
        return [place for place in places if place.right() <= room]

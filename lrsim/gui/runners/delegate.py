"""How a row of the runners' table is painted."""

from __future__ import annotations

from typing import Final

from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPixmap, QTransform
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from lrsim.declarations import MAX_NAME
from lrsim.gui.look.badges import draw_badge
from lrsim.gui.look.theme import Theme, make_font, pixmap
from lrsim.gui.loop.net import Netted, saved_state
from lrsim.gui.runners.model import Column, RunnerRow
from lrsim.text.messages import say

__all__ = ["OF_THE_HIDDEN", "RunnerDelegate", "draw_shape"]

Index = QModelIndex | QPersistentModelIndex
OF_THE_HIDDEN: Final = 0.45
"""How much is seen of a runner that is hidden."""
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def draw_shape(painter: QPainter, centre: QPointF, size: float, index: int, theme: Theme) -> None:
    """Draw a runner's shape, the same that the plots show, in its colour."""
    path = Symbols[theme.shape(index)]
    where = QTransform.fromTranslate(centre.x(), centre.y()).scale(size, size)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(where.map(path), theme.runner(index))


class RunnerDelegate(Netted, QStyledItemDelegate):
    """Paints cells: shape and name in the runner's colour, numbers, verdict with its icon."""

    def __init__(self, theme: Theme, parent: QAbstractItemView) -> None:
        super().__init__(parent)
        self.rows: list[RunnerRow] = []
        self.selected = -1
        self.hovered = -1
        self.focused = False
        self._table = parent
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self.theme = theme
        self._font = theme.font()
        self._bold = make_font(theme.body, bold=True)
        self._metrics = QFontMetrics(self._font)
        self._bold_metrics = QFontMetrics(self._bold)
        self._pad = round(0.75 * theme.spacing)
        self._glyph = round(0.85 * theme.body)
        self._icon = round(1.2 * theme.body)
        self._text = QColor(theme.text)
        self._runners = [theme.runner(index) for index in range(len(theme.runners))]
        self._pictures: dict[tuple[str, str], QPixmap] = {}
        self._shapes: dict[int, QPixmap] = {}

    @property
    def pad(self) -> int:
        """Room between a cell's edge and its text."""
        return self._pad

    @property
    def remove_width(self) -> int:
        """Width of the close button at a row's right end."""
        return self._icon + self._pad

    def shows_remove(self, number: int) -> bool:
        """Return whether a row has its close button now: under the mouse, or where the keys go."""
        active = number == self.hovered or (number == self.selected and self.focused)
        return active and len(self.rows) > 1

    def wanted_width(self, column: Column, text: str) -> int:
        """Return how wide a cell must be for `text`."""
        if column == Column.NAME:
            return self._bold_metrics.horizontalAdvance(text) + self._glyph + 2 * self._pad + 6
        extra = self._icon + self._pad if column == Column.VERDICT else 0
        return self._metrics.horizontalAdvance(text) + extra + self._pad + 4

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        rect: QRect = option.rect
        number = index.row()
        if number >= len(self.rows):
            return
        row = self.rows[number]
        self._paint_ground(painter, rect, number)
        with saved_state(painter):  # the next cell is painted with it
            painter.setOpacity(OF_THE_HIDDEN if row.hidden else 1.0)
            self._paint_content(painter, rect, index)

    def _paint_content(self, painter: QPainter, rect: QRect, index: Index) -> None:
        number, column = index.row(), index.column()
        row = self.rows[number]
        if column == Column.NAME:
            self._paint_name(painter, rect, number, row)
        elif column == Column.VERDICT:
            removable = self.shows_remove(number)
            shorter = rect.adjusted(0, 0, -self.remove_width, 0) if removable else rect
            self._paint_verdict(painter, shorter, row)
            if removable:
                self._paint_remove(painter, rect)
        else:
            text = row.texts[column]
            others = row.shorter.get(Column(column), ())
            text = self._fitting((text, *others), rect.width() - self._pad - 2)
            self._paint_text(painter, rect, text, self._text)

    def _fitting(self, texts: tuple[str, ...], width: int) -> str:
        """Return the first of some texts, ever shorter, that is not cut; the last, if all are."""
        right = Qt.TextElideMode.ElideRight  # it counts parts of pixels, an advance does not
        fitting = (text for text in texts if self._metrics.elidedText(text, right, width) == text)
        return next(fitting, texts[-1])

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return the field a name is typed in."""
        editor = QLineEdit(parent)
        editor.setMaxLength(MAX_NAME)
        editor.setAccessibleName(say("Name of the runner"))
        return editor

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Put the field over the name."""
        rect: QRect = option.rect
        left = self._pad + self._glyph
        height = min(rect.height(), round(2.0 * self.theme.body))
        top = rect.top() + (rect.height() - height) // 2
        editor.setGeometry(rect.left() + left, top, rect.width() - left, height)

    def _paint_ground(self, painter: QPainter, rect: QRect, number: int) -> None:
        theme = self.theme
        chosen = number == self.selected
        if not chosen and number != self.hovered:
            return
        # each cell paints its part of the row's one rounded rectangle
        whole = QRectF(0.5, rect.top() + 0.5, self._table.viewport().width() - 1, rect.height() - 2)
        painter.save()
        painter.setClipRect(rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme.accent) if chosen and self.focused else Qt.PenStyle.NoPen)
        ground = QColor(theme.accent if chosen else theme.quiet)
        ground.setAlphaF(theme.chosen if chosen else 0.08)
        painter.setBrush(ground)
        painter.drawRoundedRect(whole, 0.6 * theme.radius, 0.6 * theme.radius)
        if chosen:
            thick = 0.3 * theme.radius
            bar = QRectF(0, rect.top() + 0.2 * rect.height(), thick, 0.6 * rect.height())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent))
            painter.drawRoundedRect(bar, thick / 2, thick / 2)
        painter.restore()

    def _paint_name(self, painter: QPainter, rect: QRect, number: int, row: RunnerRow) -> None:
        left = rect.left() + self._pad + 2
        painter.drawPixmap(left - 1, rect.center().y() - self._glyph // 2, self._shape(number))
        box = rect.adjusted(2 * self._pad + self._glyph + 2, 0, 0, 0)
        painter.setFont(self._bold)
        painter.setPen(self._runners[number % len(self._runners)])
        # names that differ at their ends stay apart
        text = self._bold_metrics.elidedText(
            row.texts[0], Qt.TextElideMode.ElideMiddle, box.width()
        )
        painter.drawText(box, _LEFT, text)

    def _paint_verdict(self, painter: QPainter, rect: QRect, row: RunnerRow) -> None:
        if row.headline is None:
            return
        left = rect.left() + self._pad
        top = rect.center().y() - self._icon // 2
        draw_badge(painter, left, top, row.headline, self.theme, self._icon)
        box = rect.adjusted(self._icon + self._pad, 0, 0, 0)
        self._paint_text(painter, box, row.texts[Column.VERDICT], self._text)

    def _paint_remove(self, painter: QPainter, rect: QRect) -> None:
        left = rect.right() - self._icon - self._pad // 2
        picture = self._picture("close", self.theme.quiet)
        painter.drawPixmap(left, rect.center().y() - self._icon // 2, picture)

    def _paint_text(self, painter: QPainter, rect: QRect, text: str, colour: QColor) -> None:
        box = rect.adjusted(self._pad, 0, -2, 0)
        painter.setFont(self._font)
        painter.setPen(colour)
        shown = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, _LEFT, shown)

    def _picture(self, name: str, colour: str) -> QPixmap:
        key = (name, colour)
        if key not in self._pictures:
            ratio = self._table.devicePixelRatioF()
            picture = pixmap(name, colour, round(self._icon * ratio))
            picture.setDevicePixelRatio(ratio)
            self._pictures[key] = picture
        return self._pictures[key]

    def _shape(self, number: int) -> QPixmap:
        if number not in self._shapes:
            ratio = self._table.devicePixelRatioF()
            size = self._glyph + 2
            picture = QPixmap(round(size * ratio), round(size * ratio))
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            with QPainter(picture) as painter:
                draw_shape(painter, QPointF(size / 2, size / 2), self._glyph, number, self.theme)
            self._shapes[number] = picture
        return self._shapes[number]

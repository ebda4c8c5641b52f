"""The picture of a map: cells, axes, names of regions, the runner's place; a mouse that picks and zooms."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.net import Netted
from lrsim.gui.maps.frame import Place, paint_axes, paint_box, paint_labels, paint_place
from lrsim.studies.maps.labels import Label, labels
from lrsim.studies.maps.sheet import Sheet, cell_of
from lrsim.studies.maps.ticks import Ticks, ticks
from lrsim.text.messages import say

LEAST_BOX = 6
"""Pixels that a drag must span to be a box and not a click."""

WAYS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (1, 0),
    Qt.Key.Key_Down: (-1, 0),
}
"""Rows and columns that an arrow key moves the runner by."""


class Box(NamedTuple):
    """A rectangle of the picture, as shares of its sides from the left and the bottom."""

    left: float
    right: float
    low: float
    high: float


class MapFace(Netted, QWidget):
    """Draws a sheet and tells what the mouse wants.

    Signals
    -------
    pointed(int, int)
        The mouse is over this row and column; −1, −1 when it is over none.
    picked(int, int)
        A cell was clicked, or chosen by the arrow keys.
    boxed(object)
        A `Box` was drawn to be zoomed into.
    backRequested()
        Back out of the last zoom.
    """

    pointed = Signal(int, int)
    picked = Signal(int, int)
    boxed = Signal(object)
    backRequested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(say("Map"))
        self._sheet: Sheet | None = None
        self._ticks = Ticks(()), Ticks(())
        self._labels: list[Label] = []
        self._place: Place | None = None
        self._pressed: QPointF | None = None
        self._dragged: QPointF | None = None
        self._pixmap: QPixmap | None = None
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self._metrics = QFontMetrics(theme.font("small"))
        self._pixmap = None
        self._fit_ticks()
        self.update()

    def show_sheet(self, sheet: Sheet | None) -> None:
        """Show a sheet as far as it is known."""
        if sheet is not self._sheet:
            self._sheet = sheet
            self._labels = []
            self._fit_ticks()
        if sheet is not None and sheet.started:
            self._labels = labels(sheet.cells.verdict)
        self._pixmap = None
        self.update()

    def show_place(self, place: Place | None) -> None:
        """Show where the runner stands."""
        if place != self._place:
            self._place = place
            self.update()

    @property
    def place(self) -> Place | None:
        """Where the runner stands."""
        return self._place

    @property
    def frame(self) -> QRect:
        """Where the cells are."""
        line, gap = self._metrics.height(), round(0.5 * self._theme.spacing)
        widest = max(
            (self._metrics.horizontalAdvance(text) for _, text in self._ticks[1].places), default=0
        )
        left = line + 3 * gap + max(widest, self._metrics.horizontalAdvance("0.000"))
        right = max(2 * gap, self._metrics.horizontalAdvance("0.0"))
        return QRect(0, 0, self.width(), self.height()).adjusted(
            left, line // 2, -right, -(2 * line + 2 * gap)
        )

    def minimumSizeHint(self) -> QSize:
        """Return what an axis with three labels needs."""
        return QSize(18 * self._metrics.height(), 9 * self._metrics.height())

    def sizeHint(self) -> QSize:
        """Return a size at which a map looks well."""
        return QSize(36 * self._metrics.height(), 26 * self._metrics.height())

    def resizeEvent(self, event: QEvent) -> None:
        """Take as many ticks as there is room for."""
        self._pixmap = None
        self._fit_ticks()

    def _fit_ticks(self) -> None:
        if self._sheet is None:
            self._ticks = Ticks(()), Ticks(())
            return
        wide = max(self.width() // (7 * self._metrics.height()), 2)
        high = max(self.height() // (3 * self._metrics.height()), 2)
        self._ticks = ticks(self._sheet.x, min(wide, 10)), ticks(self._sheet.y, min(high, 10))

    # --- painting ---

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw everything."""
        if self._sheet is None:
            return
        frame = self.frame
        if frame.width() < 8 or frame.height() < 8:
            return
        with QPainter(self) as painter:
            painter.drawPixmap(frame.topLeft(), self._cells(frame.size()))
            painter.setPen(QPen(QColor(self._theme.line), self._theme.thin))
            painter.drawRect(frame.adjusted(-1, -1, 0, 0))
            across, up = self._ticks
            paint_axes(painter, frame, self._theme, (self._sheet.x, across), (self._sheet.y, up))
            painter.setClipRect(frame)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_labels(painter, frame, self._theme, self._labels)
            if self._pressed is not None and self._dragged is not None:
                box = QRectF(self._pressed, self._dragged).normalized()
                if max(box.width(), box.height()) >= LEAST_BOX:
                    paint_box(painter, box)
            if self._place is not None:
                paint_place(painter, frame, self._theme, self._place)
            painter.setClipping(False)
            if self.hasFocus():
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
                painter.setPen(QPen(QColor(self._theme.accent), 2))
                painter.drawRect(frame.adjusted(-2, -2, 1, 1))

    def _cells(self, size: QSize) -> QPixmap:
        """Return the cells at device size, made anew only when they or the size have changed."""
        ratio = self.devicePixelRatioF()
        if self._pixmap is None and self._sheet is not None:
            rows, columns = self._sheet.colours.shape
            data = self._sheet.colours.data
            image = QImage(data, columns, rows, 4 * columns, QImage.Format.Format_ARGB32)
            pixmap = QPixmap(size * ratio)
            pixmap.fill(QColor(self._theme.button))
            with QPainter(pixmap) as painter:
                smaller = pixmap.width() < columns or pixmap.height() < rows
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smaller)
                painter.drawImage(pixmap.rect(), image)
            pixmap.setDevicePixelRatio(ratio)
            self._pixmap = pixmap
        assert self._pixmap is not None  # there is a sheet where this is asked
        return self._pixmap

    # --- mouse and keys ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a box; the right button goes back."""
        if event.button() == Qt.MouseButton.RightButton:
            self.backRequested.emit()
        elif event.button() == Qt.MouseButton.LeftButton and self._cell(event.position()):
            self._pressed = event.position()
            self._dragged = None

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Have no menu: a right click goes back."""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say which cell the mouse is over; draw the box."""
        cell = self._cell(event.position())
        self.pointed.emit(*(cell or (-1, -1)))
        if self._pressed is not None:
            self._dragged = self._held(event.position())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Pick the cell, or zoom into the box."""
        if self._pressed is None or event.button() != Qt.MouseButton.LeftButton:
            return
        box = QRectF(self._pressed, self._held(event.position())).normalized()
        cell = self._cell(self._pressed)
        self._pressed = self._dragged = None
        self.update()
        if max(box.width(), box.height()) < LEAST_BOX:
            if cell:
                self.picked.emit(*cell)
            return
        frame = QRectF(self.frame)
        left, right = ((edge - frame.left()) / frame.width() for edge in (box.left(), box.right()))
        low, high = ((frame.bottom() - edge) / frame.height() for edge in (box.bottom(), box.top()))
        if box.width() < LEAST_BOX:  # a line: zoom along it only
            left, right = 0.0, 1.0
        if box.height() < LEAST_BOX:
            low, high = 0.0, 1.0
        self.boxed.emit(Box(left, right, low, high))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom in by two around the mouse, or back out."""
        turned = event.angleDelta().y()
        if turned < 0:
            self.backRequested.emit()
        elif turned > 0 and self._cell(event.position()):
            frame, at = QRectF(self.frame), event.position()
            across = (at.x() - frame.left()) / frame.width()
            self._zoom_at(across, (frame.bottom() - at.y()) / frame.height())
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """Say that the mouse is over no cell."""
        self.pointed.emit(-1, -1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the runner by a cell (Shift: by ten), zoom in around it, back out, or give a box up."""
        way = WAYS.get(Qt.Key(event.key()))
        if way is not None and self._sheet is not None:
            far = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            self._step(self._sheet, far * way[0], far * way[1])
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._zoom_at(*(self._place or (0.5, 0.5)))
        elif event.key() == Qt.Key.Key_Minus:
            self.backRequested.emit()
        elif event.key() == Qt.Key.Key_Escape and self._pressed is not None:
            self._pressed = self._dragged = None
            self.update()
        else:
            super().keyPressEvent(event)

    def _step(self, sheet: Sheet, rows: int, columns: int) -> None:
        """Pick a cell beside the runner's."""
        x, y = self._place or (0.5, 0.5)
        row = min(max(cell_of(sheet.y, y) + rows, 0), sheet.y.count - 1)
        column = min(max(cell_of(sheet.x, x) + columns, 0), sheet.x.count - 1)
        self.picked.emit(row, column)

    def _zoom_at(self, x: float, y: float) -> None:
        """Ask for half of the picture around a point that stays where it is."""
        x, y = min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)
        self.boxed.emit(Box(x / 2, x / 2 + 0.5, y / 2, y / 2 + 0.5))

    def _held(self, at: QPointF) -> QPointF:
        """Return the nearest point within the cells."""
        frame = QRectF(self.frame)
        return QPointF(
            min(max(at.x(), frame.left()), frame.right()),
            min(max(at.y(), frame.top()), frame.bottom()),
        )

    def _cell(self, at: QPointF) -> tuple[int, int] | None:
        """Return the row and column under a point."""
        frame = QRectF(self.frame)
        if self._sheet is None or not frame.contains(at):
            return None
        across = (at.x() - frame.left()) / frame.width()
        up = (frame.bottom() - at.y()) / frame.height()
        return cell_of(self._sheet.y, up), cell_of(self._sheet.x, across)

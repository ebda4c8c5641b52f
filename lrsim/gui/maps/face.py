"""The picture of a map: cells, axes, names of regions, the runner's place; a mouse that picks and zooms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.net import Netted
from lrsim.gui.maps.frame import (
    Place,
    cells_pixmap,
    paint_axes,
    paint_box,
    paint_labels,
    paint_place,
)
from lrsim.gui.maps.keys import ENTER, FAR, INWARDS, OUTWARDS, WAYS
from lrsim.gui.maps.rubber import Box, Rubber, held
from lrsim.studies.maps.labels import Label, labels
from lrsim.studies.maps.sheet import Sheet, cell_of
from lrsim.studies.maps.ticks import Ticks, ticks
from lrsim.text.messages import Message, say

__all__ = ["MapFace"]

HOW_TO_READ: Final = Message(
    "Each cell is a whole run; its colour is the verdict on it, lighter for faster. The cross is the runner."
)


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
        self.setWhatsThis(say(HOW_TO_READ))
        self._sheet: Sheet | None = None
        self._ticks = Ticks(()), Ticks(())
        self._labels: list[Label] = []
        self._place: Place | None = None
        self._rubber = Rubber()
        self.words_of: Callable[[int, int], str] = lambda _row, _column: ""
        """What there is to say of a cell."""
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
            painter.drawPixmap(frame.topLeft(), self._cells(self._sheet, frame.size()))
            painter.setPen(QPen(QColor(self._theme.line), self._theme.thin))
            painter.drawRect(frame.adjusted(-1, -1, 0, 0))
            across, up = self._ticks
            paint_axes(painter, frame, self._theme, (self._sheet.x, across), (self._sheet.y, up))
            painter.setClipRect(frame)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_labels(painter, frame, self._theme, self._labels)
            if not self._rubber.rect.isNull():
                paint_box(painter, self._rubber.rect)
            if self._place is not None:
                paint_place(painter, frame, self._theme, self._place)
            painter.setClipping(False)
            if self.hasFocus():
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
                painter.setPen(QPen(QColor(self._theme.accent), 2))
                painter.drawRect(frame.adjusted(-2, -2, 1, 1))

    def _cells(self, sheet: Sheet, size: QSize) -> QPixmap:
        """Return the cells at device size, made anew only when they or the size have changed."""
        if self._pixmap is None:
            ground = QColor(self._theme.button)
            self._pixmap = cells_pixmap(sheet, size, self.devicePixelRatioF(), ground)
        return self._pixmap

    # --- mouse and keys ---

    def event(self, event: QEvent) -> bool:
        """Say what became of the cell under the mouse; keep Backspace from going to step 0."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            cell = self.cell_at(QPointF(event.pos()))
            words = self.words_of(*cell) if cell else ""
            QToolTip.showText(event.globalPos(), words or self.toolTip(), self)
            return True
        shortcut = event.type() == QEvent.Type.ShortcutOverride
        if shortcut and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Backspace:
            event.accept()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a box."""
        if event.button() == Qt.MouseButton.LeftButton and self.cell_at(event.position()):
            self._rubber.begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say which cell the mouse is over; draw the box."""
        self.pointed.emit(*(self.cell_at(event.position()) or (-1, -1)))
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._rubber.draw_to(held(event.position(), QRectF(self.frame)))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Pick the cell, or zoom into the box."""
        begun = self._rubber.begun
        if begun is None or event.button() != Qt.MouseButton.LeftButton:
            return
        frame = QRectF(self.frame)
        self._rubber.draw_to(held(event.position(), frame))
        cell = self.cell_at(begun)
        if not self._take_box() and cell:
            self.picked.emit(*cell)

    def _take_box(self) -> bool:
        """Zoom into the box that is drawn; return whether there is one."""
        box = self._rubber.box_in(QRectF(self.frame))
        self._rubber.let_go()
        self.update()
        if box is not None:
            self.boxed.emit(box)
        return box is not None

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom in by two around the mouse, or back out."""
        turned = event.angleDelta().y()
        if turned < 0:
            self.backRequested.emit()
        elif turned > 0 and self.cell_at(event.position()):
            self.zoom_at(event.position())
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """Say that the mouse is over no cell."""
        self.pointed.emit(-1, -1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the runner by a cell, draw a box from it and zoom into that, zoom around it, or back out."""
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        if key in WAYS and self._sheet is not None:
            up, across = WAYS[key]
            if modifiers & Qt.KeyboardModifier.ShiftModifier:
                self._rubber.extend(across, up, self.runners_point, QRectF(self.frame))
                self.update()
            else:
                far = FAR if modifiers & Qt.KeyboardModifier.ControlModifier else 1
                self._step(self._sheet, far * up, far * across)
        elif key in INWARDS:
            self.zoom_at(self.runners_point)
        elif key in OUTWARDS:
            self.backRequested.emit()
        elif key == Qt.Key.Key_Escape and self._rubber.begun is not None:
            self._rubber.let_go()
            self.update()
        elif key not in ENTER or not self._take_box():
            super().keyPressEvent(event)

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> Any:
        """Say where a menu that a key asks for is about: at the runner."""
        if query == Qt.InputMethodQuery.ImCursorRectangle:
            return QRect(self.runners_point.toPoint(), QSize(1, 1))
        return super().inputMethodQuery(query)

    @property
    def runners_point(self) -> QPointF:
        """Where the runner stands, in pixels; the nearest point in the picture, its middle without one."""
        frame, place = QRectF(self.frame), self._place or Place(0.5, 0.5)
        x, y = place.x * frame.width(), place.y * frame.height()
        return held(QPointF(frame.left() + x, frame.bottom() - y), frame)

    def _step(self, sheet: Sheet, rows: int, columns: int) -> None:
        """Pick a cell beside the runner's."""
        x, y = self._place or (0.5, 0.5)
        row = min(max(cell_of(sheet.y, y) + rows, 0), sheet.y.count - 1)
        column = min(max(cell_of(sheet.x, x) + columns, 0), sheet.x.count - 1)
        self.picked.emit(row, column)

    def zoom_at(self, at: QPointF) -> None:
        """Ask for half of the picture around a point that stays where it is."""
        frame = QRectF(self.frame)
        x = (at.x() - frame.left()) / frame.width()
        y = (frame.bottom() - at.y()) / frame.height()
        self.boxed.emit(Box(x / 2, x / 2 + 0.5, y / 2, y / 2 + 0.5))

    def cell_at(self, at: QPointF) -> tuple[int, int] | None:
        """Return the row and column under a point; None beside them."""
        frame = QRectF(self.frame)
        if self._sheet is None or not frame.contains(at):
            return None
        across = (at.x() - frame.left()) / frame.width()
        up = (frame.bottom() - at.y()) / frame.height()
        return cell_of(self._sheet.y, up), cell_of(self._sheet.x, across)

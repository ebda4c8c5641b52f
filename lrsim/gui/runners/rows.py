"""The rows of the runners' table: what of them is cut in little room, and what mouse and keys do to them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QSizePolicy,
    QTableView,
    QWidget,
)

from lrsim.diagnosis.headlines import ALL as HEADLINES
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.net import Netted
from lrsim.gui.runners.delegate import RunnerDelegate
from lrsim.gui.runners.model import Column, RunnersModel
from lrsim.text.messages import Message, say, shown
from lrsim.text.numbers import number

__all__ = ["RunnerRows"]

_SAMPLES = {
    Column.LR: (number(0.00325), number(3.25e-5)),
    Column.LOSS: (Message("exploded at {step}", step="88"), number(8.8e-88)),
    Column.VERDICT: tuple(headline.text for headline in HEADLINES),
}
"""Texts that must fit whatever the playhead says, so that columns stand still."""

_GIVING_WAY = {
    Column.LOSS: Message("at step {step}", step="88"),
    Column.OPTIMIZER: Message("Optimizer"),
}
"""Which columns are cut first in a narrow table, and the least that must fit."""

_GIVING_WAY_LAST = {Column.LR: number(0.00325), Column.NAME: "Maniac"}
"""The same where the optimizers have gone already; of rates there is a shorter form."""


class RunnerRows(Netted, QTableView):
    """The rows themselves: Qt's table without its grid, painted by the delegate."""

    removeRequested = Signal(int)
    menuRequested = Signal(int, QPoint)

    def __init__(self, model: RunnersModel, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.delegate = RunnerDelegate(theme, self)
        self._model = model
        self.setModel(model)
        self.setItemDelegate(self.delegate)
        self.setProperty("bare", True)
        self.setAccessibleName(say("Runners"))
        self.setAccessibleDescription(say("F2 renames the runner, Delete removes it."))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(10)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(10)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self.delegate.set_theme(theme)
        self._row_heights = round(1.8 * theme.body), round(3.9 * theme.body)
        # the stylesheet pads headings
        line, pad = QFontMetrics(theme.font("small")).height(), round(0.75 * theme.spacing)
        self.horizontalHeader().setFixedHeight(line + 2 * pad)
        self.lay_out()
        self.viewport().update()

    def show_selected(self, row: int) -> None:
        """Mark the selected runner."""
        if self.currentIndex().row() != row:
            self.setCurrentIndex(self._model.index(row, Column.NAME))
        if self.delegate.selected != row:
            self.delegate.selected = row
            self.viewport().update()

    def lay_out(self) -> None:
        """Give columns and rows their sizes; they follow from the room, the names and the theme alone."""
        width = self.viewport().width()
        wanted = {column: self._wanted(column) for column in Column}
        folded, spare = self._give_way(wanted, width)
        for column in wanted:
            if column != Column.VERDICT:
                wanted[column] += max(spare, 0) // len(wanted)
        wanted[Column.VERDICT] += width - sum(wanted.values())
        if self.isColumnHidden(Column.OPTIMIZER) != folded:
            self.setColumnHidden(Column.OPTIMIZER, folded)
        for column, wide in wanted.items():
            if self.columnWidth(column) != wide:
                self.setColumnWidth(column, max(wide, 0))
        low, high = self._row_heights
        height = max(low, min(self.viewport().height() // max(len(self._model.rows), 1), high))
        if self.verticalHeader().defaultSectionSize() != height:
            self.verticalHeader().setDefaultSectionSize(height)

    def _give_way(self, wanted: dict[Column, int], width: int) -> tuple[bool, int]:
        """Cut columns that want more than there is; return whether one goes, and what room is left."""
        spare, loss = width - sum(wanted.values()), wanted[Column.LOSS]
        for column, least in _GIVING_WAY.items():
            spare += self._cut(wanted, column, shown(least), -spare)
        if spare >= 0:
            return False, spare
        # the picker above shows the selected runner's optimizer anyway; its room is first the others'
        spare += wanted.pop(Column.OPTIMIZER)
        for column, short in _GIVING_WAY_LAST.items():
            spare += self._cut(wanted, column, short, -spare)
        back = min(loss - wanted[Column.LOSS], max(spare, 0))
        wanted[Column.LOSS] += back
        return True, spare - back

    def _cut(self, wanted: dict[Column, int], column: Column, least: str, needed: int) -> int:
        """Take from a column what is needed, as far as the least still fits; return how much."""
        most = max(wanted[column] - self.delegate.wanted_width(column, least), 0)
        cut = min(most, max(needed, 0))
        wanted[column] -= cut
        return cut

    def _wanted(self, column: Column) -> int:
        texts = [shown(text) for text in _SAMPLES.get(column, ())]
        if column not in _SAMPLES:
            texts += [row.texts[column] for row in self._model.rows]
        header = self.horizontalHeader()
        title = str(self._model.headerData(column, Qt.Orientation.Horizontal))
        least = header.fontMetrics().horizontalAdvance(title) + 2 * self.delegate.pad
        widths = [self.delegate.wanted_width(column, text) for text in texts]
        return max(least, *widths, 0)

    def minimumSizeHint(self) -> QSize:
        """Return the size of three rows; more of them scroll."""
        return QSize(220, self.horizontalHeader().height() + 3 * self._row_heights[0])

    def sizeHint(self) -> QSize:
        """Return the size of all rows."""
        count = max(len(self._model.rows), 3)
        return QSize(420, self.horizontalHeader().height() + count * self._row_heights[1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        super().resizeEvent(event)
        self.lay_out()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up the row under the mouse."""
        index = self.indexAt(event.position().toPoint())
        self._hover(index.row())
        remove = self._on_remove(event)
        shape = Qt.CursorShape.PointingHandCursor if remove else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Let no row be lit up."""
        self._hover(-1)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remove a runner, or select it."""
        if event.button() == Qt.MouseButton.LeftButton and self._on_remove(event):
            self.removeRequested.emit(self.indexAt(event.position().toPoint()).row())
            return
        if event.button() != Qt.MouseButton.RightButton:  # which opens the menu
            super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of a runner; elsewhere it is the card's."""
        row = self.indexAt(event.pos()).row()
        if row < 0:
            event.ignore()
            return
        self.menuRequested.emit(row, event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes the current runner; other keys are the table's."""
        if event.key() == Qt.Key.Key_Delete and len(self._model.rows) > 1:
            self.removeRequested.emit(self.currentIndex().row())
            return
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()  # rows are chosen whole: nothing to go to sideways
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys go."""
        super().focusInEvent(event)
        self._show_focus(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keys go elsewhere."""
        super().focusOutEvent(event)
        self._show_focus(False)

    def edit(  # type: ignore[override]  # the other overload of Qt takes the index alone
        self,
        index: QModelIndex | QPersistentModelIndex,
        trigger: QAbstractItemView.EditTrigger,
        event: QEvent,
    ) -> bool:
        """Edit the name, whichever cell of the row has the keys."""
        if trigger == QAbstractItemView.EditTrigger.EditKeyPressed:
            index = self._model.index(index.row(), Column.NAME)
        return super().edit(index, trigger, event)

    def _on_remove(self, event: QMouseEvent) -> bool:
        row = self.indexAt(event.position().toPoint()).row()
        inside = event.position().x() >= self.viewport().width() - self.delegate.remove_width
        return row >= 0 and inside and len(self._model.rows) > 1

    def _hover(self, row: int) -> None:
        if self.delegate.hovered != row:
            self.delegate.hovered = row
            self.viewport().update()

    def _show_focus(self, focused: bool) -> None:
        self.delegate.focused = focused
        self.viewport().update()

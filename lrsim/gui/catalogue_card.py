"""What a picker opens: the catalogue's entries as a list, and the form of the one that is marked."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListView,
    QScrollArea,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from lrsim.catalogue import Entry, entries
from lrsim.errors import InputError
from lrsim.gui.fields import ParameterForm
from lrsim.gui.theme import Theme, make_font, pixmap
from lrsim.gui.value_field import Value
from lrsim.schedules import Schedule

__all__ = ["CatalogueCard"]

Index = QModelIndex | QPersistentModelIndex


class CatalogueCard(QWidget):
    """Entries on the left; formula, story and parameters of the marked one on the right.

    The arrow keys mark an entry without choosing it; a click or Enter chooses it, and so does giving it
    another parameter.
    """

    chosen = Signal(object)
    """The user chose this entry."""
    done = Signal()
    """The user pressed Enter on what is chosen already, or clicked it twice."""

    def __init__(self, base: type[Entry], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._classes = list(entries(base).values())
        self._current: Entry | None = None
        self._marked: Entry | None = None
        self._steps = 0
        self.list = _List(self._classes, base.kind, theme, self)
        self.title, self.formula, self.story = QLabel(), QLabel(), QLabel()
        self.title.setProperty("role", "title")
        self.story.setProperty("role", "quiet")
        self.form = ParameterForm()
        details = QVBoxLayout()
        for label in (self.title, self.formula, self.story):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
            details.addWidget(label)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(2, 2, 2, 2)
        column.addWidget(self.form)
        column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidget(page)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        details.addWidget(self._scroll, 1)
        self._details = details
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.list)
        self._row.addLayout(details, 1)
        self.list.marked.connect(self._mark)
        self.list.picked.connect(self._pick)
        self.list.pickedTwice.connect(self.done)
        self.form.edited.connect(self._edit)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self.list.set_theme(theme)
        self.form.set_theme(theme)
        self.formula.setFont(theme.font())
        self._row.setSpacing(round(2 * theme.spacing))
        self._details.setSpacing(round(0.75 * theme.spacing))
        # as high as the list or the longest form of this kind asks for, within reason
        longest = max(len(cls.parameters()) for cls in self._classes)
        wanted = max(self.list.content_height(), round((9 + 4.7 * longest) * theme.body))
        self.setFixedSize(round(46 * theme.body), min(wanted, round(34 * theme.body)))

    def show_entry(self, entry: Entry, steps: int, *, afresh: bool = False) -> None:
        """Show which entry is chosen, with `steps` the budget; `afresh` forgets what was typed."""
        same_class = type(entry) is type(self._current) and not afresh
        marked_current = self._marked is None or type(self._marked) is type(self._current)
        self._current, self._steps = entry, steps
        self.list.show_chosen(type(entry))
        if afresh or marked_current or not same_class:
            self.list.show_marked(type(entry))
            self._show_details(entry, afresh)

    def take_focus(self) -> None:
        """Give the keys to the list."""
        self.list.setFocus(Qt.FocusReason.PopupFocusReason)

    def _show_details(self, entry: Entry, afresh: bool = False) -> None:
        self._marked = entry
        self.title.setText(entry.title)
        self.formula.setText(entry.formula.replace(";  ", "\n"))
        self.story.setText(entry.doc)
        self.form.show_parameters(entry.parameters(), entry.values(), self._automatic(entry))
        if afresh:
            self.form.restore()

    def _automatic(self, entry: Entry) -> Mapping[str, Value]:
        """Return what the parameters that are left out stand for."""
        if not isinstance(entry, Schedule):
            return {}
        resolved = entry.resolved(self._steps).values()
        return {name: resolved[name] for name, value in entry.values().items() if value is None}

    def _entry_of(self, cls: type[Entry]) -> Entry:
        return self._current if type(self._current) is cls and self._current is not None else cls()

    def _mark(self, cls: type[Entry]) -> None:
        self._show_details(self._entry_of(cls), afresh=True)

    def _pick(self, cls: type[Entry]) -> None:
        if type(self._current) is cls:
            return
        self.chosen.emit(self._entry_of(cls))

    def _edit(self, name: str, value: Value) -> None:
        entry = self._marked
        if entry is None:
            return
        try:
            edited = type(entry)(**{**entry.values(), name: value})
        except InputError as error:
            where = "" if error.where == name else f"{error.where}: "
            self.form.show_parameters(entry.parameters(), entry.values(), self._automatic(entry))
            self.form.show_error(name, where + error.allowed)
            return
        self.chosen.emit(edited)


class _Model(QAbstractListModel):
    def __init__(self, classes: list[type[Entry]]) -> None:
        super().__init__()
        self.classes = classes

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self.classes)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        cls = self.classes[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cls.title
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return f"{cls.formula}. {cls.doc}"
        return None


class _List(QListView):
    marked = Signal(object)
    picked = Signal(object)
    pickedTwice = Signal()

    def __init__(
        self, classes: list[type[Entry]], kind: str, theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._classes = classes
        self._quiet = False
        self.painter = _Painter(theme, self)
        self.setProperty("bare", True)
        self.setAccessibleName(f"Catalogue of {kind}s")
        self.setModel(_Model(classes))
        self.setItemDelegate(self.painter)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.selectionModel().currentChanged.connect(self._tell)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self.painter.set_theme(theme)
        self.setFixedWidth(round(17.5 * theme.body))
        self.scheduleDelayedItemsLayout()

    def content_height(self) -> int:
        return len(self._classes) * self.painter.row_height + 4

    def show_chosen(self, cls: type[Entry]) -> None:
        self.painter.chosen = self._classes.index(cls)
        self.viewport().update()

    def show_marked(self, cls: type[Entry]) -> None:
        self._quiet = True
        self.setCurrentIndex(self.model().index(self._classes.index(cls), 0))
        self._quiet = False

    def _tell(self, current: QModelIndex) -> None:
        if not self._quiet and current.isValid():
            self.marked.emit(self._classes[current.row()])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            row = self.currentIndex().row()
            if row == self.painter.chosen:
                self.pickedTwice.emit()
            else:
                self.picked.emit(self._classes[row])
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self.picked.emit(self._classes[index.row()])

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.indexAt(event.position().toPoint()).isValid():
            self.pickedTwice.emit()


class _Painter(QStyledItemDelegate):
    """Title, one line of what it is, and a tick at the one that is chosen."""

    def __init__(self, theme: Theme, parent: QListView) -> None:
        super().__init__(parent)
        self._list = parent
        self.chosen = -1
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._bold, self._small = make_font(theme.body, bold=True), theme.font("small")
        self._heights = (
            QFontMetrics(self._bold).lineSpacing(),
            QFontMetrics(self._small).lineSpacing(),
        )

    @property
    def row_height(self) -> int:
        return sum(self._heights) + round(1.5 * self._theme.spacing)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(10, self.row_height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self._theme
        rect: QRect = option.rect
        cls = self._list.model().classes[index.row()]  # type: ignore[attr-defined]
        marked = self._list.currentIndex().row() == index.row()
        pad = round(theme.spacing)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if marked:
            ground = QColor(theme.accent)
            ground.setAlphaF(0.16)
            painter.setBrush(ground)
            painter.setPen(QColor(theme.accent) if self._list.hasFocus() else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(
                rect.adjusted(1, 1, -2, -2), 0.6 * theme.radius, 0.6 * theme.radius
            )
        box = rect.adjusted(pad, round(0.75 * theme.spacing), -pad, 0)
        if index.row() == self.chosen:
            size = round(1.2 * theme.body)
            ratio = self._list.devicePixelRatioF()
            tick = pixmap("check", theme.accent, round(size * ratio))
            tick.setDevicePixelRatio(ratio)
            painter.drawPixmap(box.right() - size, box.top(), tick)
        title, story = self._heights
        painter.setFont(self._bold)
        painter.setPen(QColor(theme.text))
        name = QRect(box.left(), box.top(), box.width(), title)
        painter.drawText(name, Qt.AlignmentFlag.AlignVCenter, cls.title)
        line = QRect(box.left(), box.top() + title, box.width(), story)
        text = QFontMetrics(self._small).elidedText(
            cls.doc, Qt.TextElideMode.ElideRight, line.width()
        )
        painter.setFont(self._small)
        painter.setPen(QColor(theme.quiet))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

"""The catalogue's entries of one kind as a list: filtered, in sections, one of them ticked."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from lrsim.catalogue.entries import Entry
from lrsim.gui.forms.ranking import ranked
from lrsim.gui.look.theme import Theme, make_font, pixmap
from lrsim.gui.loop.net import Netted
from lrsim.text.messages import Message, say, shown

__all__ = ["CatalogueList"]

Index = QModelIndex | QPersistentModelIndex

_DIMENSIONS = {1: Message("One coordinate"), 2: Message("Two coordinates")}

OWN = Message("Your own")
_FAMILIES = {
    "descents": Message("Along the gradient"),
    "adam_family": Message("Adam and its family"),
    "adaptive": Message("A step for each coordinate"),
    "searches": Message("Beyond one gradient"),
    "decays": Message("One way"),
    "cycles": Message("Down and up"),
    "closed_loop": Message("Watching the loss"),
    "deep_learning": Message("Of deep learning"),
}
"""Optimizers and schedules are families by the module they are defined in."""


def section(cls: type[Entry]) -> Message:
    """Return the heading an entry stands under."""
    dimensions = getattr(cls, "dimensions", None)
    if isinstance(dimensions, int):
        return _DIMENSIONS[dimensions]
    if dimensions is not None:  # a property, where it depends on what the user writes
        return OWN
    return _FAMILIES.get(cls.__module__.rpartition(".")[2], OWN)


def _words(cls: type[Entry]) -> tuple[type[Entry], tuple[str, str], str]:
    """Return an entry with its names and with what is shown of it besides."""
    about = (shown(section(cls)), say(cls.formula), say(cls.doc))
    return cls, (say(cls.title), cls.entry_name()), " ".join(about)


class _Model(Netted, QAbstractListModel):
    def __init__(self, classes: list[type[Entry]]) -> None:
        super().__init__()
        self.classes = classes
        self._in_sections = True

    def show(self, classes: list[type[Entry]], in_sections: bool) -> None:
        self.beginResetModel()
        self.classes = classes
        self._in_sections = in_sections
        self.endResetModel()

    def opens_section(self, row: int) -> str:
        """Return the heading in front of a row, or nothing where the section goes on or there are none."""
        if not self._in_sections:
            return ""
        here = section(self.classes[row])
        return shown(here) if row == 0 or section(self.classes[row - 1]) != here else ""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self.classes)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        cls = self.classes[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return say(cls.title)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return f"{shown(section(cls))}. {say(cls.formula)}. {say(cls.doc)}".lstrip(". ")
        return None


class CatalogueList(Netted, QListView):
    """Entries by their titles; the arrow keys mark one, a click or Enter picks it."""

    marked = Signal(object)
    picked = Signal(object)
    done = Signal()
    """What was picked is all that is wanted: Enter, or a second click."""
    typed = Signal(str)
    """A letter was typed, which means the filter; "\b" is the backspace key."""

    def __init__(
        self, classes: list[type[Entry]], name: str, theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        # sections in the order in which the catalogue first comes to them, each in one piece
        order = list(dict.fromkeys(map(section, classes)))
        self._all = sorted(classes, key=lambda cls: order.index(section(cls)))
        self._quiet = False
        self._model = _Model(self._all)
        self.painter = _Painter(theme, self._model, self)
        self.setProperty("bare", True)
        self.setAccessibleName(name)
        self.setModel(self._model)
        self.setItemDelegate(self.painter)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.selectionModel().currentChanged.connect(self._tell)
        self.set_theme(theme)

    @property
    def classes(self) -> list[type[Entry]]:
        """The entries in sight, one a row."""
        return self._model.classes

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self.painter.set_theme(theme)
        self.setFixedWidth(round(17.5 * theme.body))
        self.scheduleDelayedItemsLayout()

    def content_height(self) -> int:
        """Return how high the list is with all its entries."""
        return sum(self.painter.height_of(row) for row in range(len(self.classes))) + 4

    def filter(self, text: str, meant: type[Entry] | None = None) -> None:
        """Show the entries that answer, the best first and marked; without a filter the mark stays put.

        Parameters
        ----------
        text : str
            What was typed.
        meant : type, optional
            The entry that it is a way to write; it stands first, and is told anew with each letter.
        """
        before = self.classes[self.currentIndex().row()] if self.currentIndex().isValid() else None
        filtered = bool(text.strip())
        answers = ranked(map(_words, self._all), text)
        if meant is not None:
            answers = [meant, *(cls for cls in answers if cls is not meant)]
        self._quiet = True
        self._model.show(answers, in_sections=not filtered)
        self._quiet = False
        if answers:
            best = before if not filtered and before is not None else answers[0]
            self.show_marked(best)
            if best is not before or best is meant:
                self.marked.emit(best)

    def show_chosen(self, cls: type[Entry]) -> None:
        """Tick an entry."""
        self.painter.chosen = cls
        self.viewport().update()

    def show_marked(self, cls: type[Entry] | None) -> None:
        """Mark an entry, silently."""
        if cls not in self.classes:
            return
        self._quiet = True
        index = self._model.index(self.classes.index(cls), 0)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self._quiet = False

    def take_marked(self) -> None:
        """Pick what is marked and be done, as Enter does."""
        if self.currentIndex().isValid():
            self.picked.emit(self.classes[self.currentIndex().row()])
            self.done.emit()

    def _tell(self, current: QModelIndex) -> None:
        if not self._quiet and current.isValid():
            self.marked.emit(self.classes[current.row()])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pick on Enter; letters go to the filter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take_marked()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        elif event.key() == Qt.Key.Key_Backspace:
            self.typed.emit("\b")
        elif event.text().isprintable() and event.text():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Pick what was clicked."""
        super().mouseReleaseEvent(event)
        index = self._entry_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self.picked.emit(self.classes[index.row()])

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Say that a second click followed."""
        if self._entry_at(event.position().toPoint()).isValid():
            self.done.emit()

    def _entry_at(self, place: QPoint) -> QModelIndex:
        """Return the entry under the mouse; a heading is none."""
        index = self.indexAt(place)
        if index.isValid() and self._model.opens_section(index.row()):
            top = self.visualRect(index).top() + self.painter.heading_height
            return index if place.y() >= top else QModelIndex()
        return index


class _Painter(Netted, QStyledItemDelegate):
    """Title, and a tick at the chosen one; a heading where a section opens.

    What the marked one is stands beside the list, whole.
    """

    def __init__(self, theme: Theme, model: _Model, parent: QListView) -> None:
        super().__init__(parent)
        self._list, self._model = parent, model
        self.chosen: type[Entry] | None = None
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
        return self._heights[0] + round(self._theme.spacing)

    @property
    def heading_height(self) -> int:
        return self._heights[1] + round(1.25 * self._theme.spacing)

    def height_of(self, row: int) -> int:
        heading = self.heading_height if self._model.opens_section(row) else 0
        return self.row_height + heading

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(10, self.height_of(index.row()))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self._theme
        rect: QRect = option.rect
        cls = self._model.classes[index.row()]
        marked = self._list.currentIndex().row() == index.row()
        pad = round(theme.spacing)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        heading = self._model.opens_section(index.row())
        if heading:
            painter.setFont(self._small)
            painter.setPen(QColor(theme.quiet))
            above = QRect(rect.left() + pad, rect.top(), rect.width() - pad, self.heading_height)
            painter.drawText(above, Qt.AlignmentFlag.AlignVCenter, heading)
            rect = rect.adjusted(0, self.heading_height, 0, 0)
        if marked:
            ground = QColor(theme.accent)
            ground.setAlphaF(0.16)
            painter.setBrush(ground)
            painter.setPen(QColor(theme.accent) if self._list.hasFocus() else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(
                rect.adjusted(1, 1, -2, -2), 0.6 * theme.radius, 0.6 * theme.radius
            )
        box = rect.adjusted(pad, 0, -pad, 0)
        if cls is self.chosen:
            size = round(1.2 * theme.body)
            ratio = self._list.devicePixelRatioF()
            tick = pixmap("check", theme.accent, round(size * ratio))
            tick.setDevicePixelRatio(ratio)
            painter.drawPixmap(box.right() - size, box.center().y() - size // 2, tick)
        painter.setFont(self._bold)
        painter.setPen(QColor(theme.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, say(cls.title))
        painter.restore()

"""What a window says, in the pseudo-language: a word that still is in English letters was forgotten."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QGraphicsTextItem,
    QGraphicsView,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QSpinBox,
    QTabWidget,
    QWidget,
)

from lrsim.text import messages

WORD = re.compile(r"[A-Za-z]{2,}")
"""In the pseudo-language all letters have accents."""

SAME_EVERYWHERE = frozenset({"NaN", "lrsim"})

ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.StatusTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)


class Pseudo:
    """The pseudo-language while a test lasts.

    Attributes
    ----------
    painted : list of str
        What has been painted by calls of `QPainter.drawText`, into cached pictures, too.
    """

    def __init__(self) -> None:
        self.painted: list[str] = []

    def english(self, *widgets: QWidget, names: Iterable[str] = ()) -> set[str]:
        """Return the texts with English in them that were painted, or that widgets and their children have.

        Parameters
        ----------
        *widgets : QWidget
        names : iterable of str
            What is the same in every language: names of runners, options, spec strings.
        """
        texts = {*self.painted, *(text for widget in widgets for text in spoken(widget))}
        same = frozenset(names)
        return {text.strip() for text in texts if english_words(text, same)}


@pytest.fixture
def pseudo(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pseudo]:
    """Have everything said in the pseudo-language."""
    language = Pseudo()
    draw_text = QPainter.drawText

    def record(painter: QPainter, *arguments: Any) -> Any:
        language.painted.extend(text for text in arguments if isinstance(text, str))
        return draw_text(painter, *arguments)

    monkeypatch.setattr(QPainter, "drawText", record)
    monkeypatch.setenv("LANGUAGE", "qps")
    messages.language_changed()
    yield language
    monkeypatch.undo()
    messages.language_changed()


def english_words(text: str, names: Iterable[str] = ()) -> list[str]:
    """Return the words of a text that are in English letters, apart from names."""
    if names and WORD.search(text):
        text = _any_of(frozenset(names)).sub("", text)
    return [word for word in WORD.findall(text) if word not in SAME_EVERYWHERE]


@functools.cache
def _any_of(names: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<![A-Za-z])(?:{'|'.join(map(re.escape, longest_first))})(?![A-Za-z])")


def spoken(widget: QWidget) -> Iterator[str]:
    """Return all that a widget and its children say, whether they are seen just now or not."""
    for one in (widget, *widget.findChildren(QWidget)):
        yield from (one.toolTip(), one.statusTip(), one.whatsThis(), one.windowTitle())
        yield from (one.accessibleName(), one.accessibleDescription())
        yield from _shown_by(one)
        for action in one.actions():
            yield from _of_action(action)


def _shown_by(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    elif isinstance(widget, QGroupBox | QMenu):
        yield widget.title()
    elif isinstance(widget, QLineEdit):
        yield widget.placeholderText()
    elif isinstance(widget, QSpinBox):
        yield from (widget.prefix(), widget.suffix(), widget.specialValueText())
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(index) for index in range(widget.count()))
    elif isinstance(widget, QTabWidget):
        yield from (widget.tabText(index) for index in range(widget.count()))
    elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from _of_model(widget.model())
    elif isinstance(widget, QGraphicsView) and widget.scene() is not None:
        yield from _of_scene(widget)


def _of_action(action: QAction) -> Iterator[str]:
    yield from (action.text(), action.toolTip(), action.statusTip())
    menu = action.menu()
    if isinstance(menu, QMenu):
        for inner in menu.actions():
            yield from _of_action(inner)


def _of_model(model: QAbstractItemModel) -> Iterator[str]:
    # Qt has a list's number of columns for itself
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    rows = model.rowCount()
    for role in ROLES:
        for side, count in ((Qt.Orientation.Horizontal, columns), (Qt.Orientation.Vertical, rows)):
            yield from _texts(model.headerData(section, side, role) for section in range(count))
        yield from _texts(
            model.data(model.index(row, column, QModelIndex()), role)
            for row in range(rows)
            for column in range(columns)
        )


def _of_scene(view: QGraphicsView) -> Iterator[str]:
    for item in view.scene().items():
        yield item.toolTip()
        if isinstance(item, QGraphicsTextItem):
            yield item.toPlainText()
        elif isinstance(item, pg.LabelItem):
            yield item.text
        elif isinstance(item, pg.AxisItem):
            yield from _texts((item.labelText, item.labelUnits))


def _texts(values: Iterable[object]) -> Iterator[str]:
    return (value for value in values if isinstance(value, str))

"""The walker that looks for forgotten words finds them wherever they may stand."""

import pyqtgraph as pg
import pytest
from PySide6.QtGui import QPainter, QPixmap, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QTableView,
    QToolButton,
    QWidget,
)

from lrsim.optimizers import Sgd
from lrsim.text.messages import say


def with_tooltip(parent):
    parent.setToolTip("Forgotten")


def with_combo(parent):
    QComboBox(parent).addItem("Forgotten")


def with_placeholder(parent):
    QLineEdit(parent).setPlaceholderText("Forgotten")


def with_menu(parent):
    menu, inner = QMenu(parent), QMenu(parent)
    inner.addAction("Forgotten")
    menu.addMenu(inner)
    QToolButton(parent).setMenu(menu)


def with_header(parent):
    model = QStandardItemModel(1, 1, parent)
    model.setHorizontalHeaderItem(0, QStandardItem("Forgotten"))
    QTableView(parent).setModel(model)


def with_axis(parent):
    pg.PlotWidget(parent).setLabel("left", "Forgotten")


def with_text_item(parent):
    pg.PlotWidget(parent).addItem(pg.TextItem("Forgotten"))


def with_painting(parent):
    picture = QPixmap(10, 10)
    with QPainter(picture) as painter:
        painter.drawText(0, 0, "Forgotten")


@pytest.mark.parametrize(
    "forget",
    [
        lambda parent: QLabel("Forgotten", parent),
        lambda parent: QPushButton("Forgotten", parent),
        lambda parent: parent.setAccessibleDescription("Forgotten"),
        with_tooltip,
        with_combo,
        with_placeholder,
        with_menu,
        with_header,
        with_axis,
        with_text_item,
        with_painting,
    ],
)
def test_a_forgotten_word_is_found(qtbot, pseudo, forget):
    widget = QWidget()
    qtbot.addWidget(widget)
    kept = forget(widget)  # what has no parent lives as long as its name
    assert pseudo.english(widget) == {"Forgotten"}, kept


def test_translated_words_and_names_are_no_english(qtbot, pseudo):
    label = QLabel(f"{say(Sgd.title)}, 3 × x = NaN, sgd:momentum=0.9")
    qtbot.addWidget(label)
    assert pseudo.english(label)
    assert not pseudo.english(label, names=["sgd:momentum=0.9"])

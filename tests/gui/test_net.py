"""An exception that leaves an override which Qt calls would end the process; none may."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import types
from collections.abc import Callable, Iterator
from pathlib import Path

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QTransform
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsItem,
    QGraphicsObject,
    QGraphicsScene,
    QGraphicsView,
    QListView,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

import lrsim.gui
from lrsim.gui.loop.net import (
    FAULTS,
    Netted,
    descendants,
    forget_faults,
    has_net,
    is_override,
    saved_state,
)

MODULES = [
    module.name
    for module in pkgutil.walk_packages(lrsim.gui.__path__, "lrsim.gui.")
    if not module.ispkg
]

NOT_VIRTUAL = {"hide", "update"}
"""Names of Qt's that our classes use for something of their own, which Qt never calls."""


def source_of(module: str) -> ast.Module:
    parts = module.removeprefix("lrsim.gui.").split(".")
    return ast.parse(Path(lrsim.gui.__path__[0], *parts).with_suffix(".py").read_text("utf-8"))


def of_qt() -> Iterator[type]:
    """All our classes that have one of Qt's behind them, and pyqtgraph's that are in a scene."""
    for module in MODULES:
        for value in vars(importlib.import_module(module)).values():
            if isinstance(value, type) and value.__module__ == module:
                yield value
    for kind in (QGraphicsItem, QGraphicsScene, QGraphicsView):
        yield from (cls for cls in descendants(kind) if cls.__module__.startswith("pyqtgraph."))


def test_every_override_that_qt_calls_has_the_net() -> None:
    found = [(cls, name) for cls in of_qt() for name in vars(cls) if is_override(cls, name)]
    assert {cls.__name__ for cls, _ in found} >= {"Dial", "Layer", "AxisItem", "GraphicsScene"}
    assert [f"{cls.__name__}.{name}" for cls, name in found if not has_net(vars(cls)[name])] == []


def test_every_name_of_qts_that_we_override_is_known_to_the_net() -> None:
    unknown = {
        name
        for cls in of_qt()
        if cls.__module__.startswith("lrsim.")
        for name, method in vars(cls).items()
        if isinstance(method, types.FunctionType) and not name.startswith("__")
        if any(name in vars(base) for base in cls.__mro__ if base.__module__.startswith("PySide6."))
        if not is_override(cls, name)
    }
    assert unknown <= NOT_VIRTUAL


@pytest.mark.parametrize("module", MODULES)
def test_a_painter_ends_whatever_happens(module: str) -> None:
    """One that is still alive in a traceback paints on a device that is gone."""
    tree = source_of(module)
    kept_in = {
        id(item.context_expr)
        for node in ast.walk(tree)
        if isinstance(node, ast.With)
        for item in node.items
    }
    made = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        if isinstance(node.func, ast.Name) and node.func.id == "QPainter"
        if id(node) not in kept_in
    ]
    assert made == []


@pytest.mark.parametrize("module", MODULES)
def test_no_loop_of_the_window_is_without_an_end(module: str) -> None:
    """What looks for a place goes through a finite list of places."""
    assert [n.lineno for n in ast.walk(source_of(module)) if isinstance(n, ast.While)] == []


class Broken(Netted, QWidget):
    """Fails in one override."""

    def __init__(self, fails: str) -> None:
        super().__init__()
        self.fails = fails
        self.painted = 0

    def _fail(self, name: str) -> None:
        if name == self.fails:
            raise ZeroDivisionError(f"{name} {self.painted}")

    def paintEvent(self, event: QEvent) -> None:
        with QPainter(self) as painter:
            self.painted += 1
            self._fail("paintEvent")
            painter.fillRect(self.rect(), QColor("white"))

    def sizeHint(self) -> QSize:
        self._fail("sizeHint")
        return QSize(50, 50)

    def resizeEvent(self, event: QEvent) -> None:
        self._fail("resizeEvent")

    def event(self, event: QEvent) -> bool:
        self._fail("event" if event.type() == QEvent.Type.ToolTip else "")
        return super().event(event)


class BrokenItem(Netted, QGraphicsObject):
    """Fails in one override."""

    def __init__(self, fails: str) -> None:
        super().__init__()
        self.fails = fails

    def _fail(self, name: str) -> None:
        if name == self.fails:
            raise ZeroDivisionError(name)

    def boundingRect(self) -> QRectF:
        self._fail("boundingRect")
        return QRectF(0, 0, 50, 50)

    def shape(self) -> QPainterPath:
        self._fail("shape")
        return super().shape()

    def paint(self, painter: QPainter, option: object, widget: QWidget | None = None) -> None:
        with saved_state(painter):
            painter.setTransform(QTransform.fromScale(9.0, 9.0))
            self._fail("paint")


class BrokenModel(Netted, QAbstractListModel):
    """Fails in one override."""

    def __init__(self, fails: str) -> None:
        super().__init__()
        self.fails = fails

    def rowCount(self, parent: object = None) -> int:
        return 3

    def data(self, index: QModelIndex, role: int = 0) -> object:
        if self.fails == "data":
            raise ZeroDivisionError
        return "text" if role == Qt.ItemDataRole.DisplayRole else None


class BrokenDelegate(Netted, QStyledItemDelegate):
    """Fails in one override."""

    def __init__(self, fails: str, parent: QObject) -> None:
        super().__init__(parent)
        self.fails = fails

    def paint(self, painter: QPainter, option: object, index: object) -> None:
        if self.fails == "delegate's paint":
            raise ZeroDivisionError
        super().paint(painter, option, index)

    def sizeHint(self, option: object, index: object) -> QSize:
        if self.fails == "delegate's sizeHint":
            raise ZeroDivisionError
        return QSize(50, 20)


def broken(fails: str) -> tuple[QWidget, Callable[[], None]]:
    """Return a window in which one override fails, and what calls all of them."""
    widget, item, scene, rows = Broken(fails), BrokenItem(fails), QGraphicsScene(), QListView()
    scene.addItem(item)
    rows.setModel(BrokenModel(fails))
    rows.setItemDelegate(BrokenDelegate(fails, rows))
    window = QWidget()
    column = QVBoxLayout(window)
    for part in (widget, QGraphicsView(scene), rows):
        column.addWidget(part)

    def call() -> None:
        window.resize(window.width() + 1, 400)
        scene.items(QRectF(0, 0, 9, 9))
        widget.update()
        item.update()
        rows.viewport().update()
        QApplication.sendEvent(widget, QEvent(QEvent.Type.ToolTip))
        QApplication.processEvents()
        window.grab()

    return window, call


@pytest.mark.parametrize(
    "fails",
    [
        *("paintEvent", "sizeHint", "resizeEvent", "event"),
        *("boundingRect", "shape", "paint"),
        *("data", "delegate's paint", "delegate's sizeHint"),
    ],
)
def test_a_fault_in_an_override_is_told_once_and_the_window_goes_on(
    qtbot: QtBot, fails: str
) -> None:
    with qtbot.captureExceptions() as told:
        window, call = broken(fails)
        window.show()
        for _ in range(3):
            call()
    assert [error[0] for error in told] == [ZeroDivisionError]
    (fault,) = FAULTS
    assert fault.override.endswith(fails.rsplit(maxsplit=1)[-1])
    assert "ZeroDivisionError" in fault.error
    forget_faults()
    with qtbot.captureExceptions() as told:
        call()
        window.hide()
    assert len(told) == (fails != "sizeHint")  # of which Qt remembers the answer
    window.deleteLater()  # or what it does at the end of the session is another test's fault
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    forget_faults()


def test_a_fault_in_an_item_of_pyqtgraph_is_caught_too(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lrsim.gui.plots.items import ViewBox
    from lrsim.gui.plots.plot import Plot

    plot = Plot("Plot", ViewBox())
    qtbot.addWidget(plot)
    monkeypatch.setattr(pg.AxisItem, "generateDrawSpecs", lambda *_: 1 / 0)
    with qtbot.captureExceptions() as told:
        plot.show()
        plot.grab()
        plot.hide()
    assert {error[0] for error in told} == {ZeroDivisionError}
    assert {fault.override for fault in FAULTS} == {"NumberAxis.paint"}
    forget_faults()


def test_a_painter_is_given_back_as_it_was() -> None:
    def fail(painter: QPainter) -> None:
        with saved_state(painter):
            painter.translate(5.0, 5.0)
            painter.setOpacity(0.5)
            raise ZeroDivisionError

    image = QImage(10, 10, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        with pytest.raises(ZeroDivisionError):
            fail(painter)
        assert painter.transform().isIdentity()
        assert painter.opacity() == 1.0

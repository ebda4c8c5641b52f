"""A window on the popular example, and hands for it."""

from __future__ import annotations

import gc
import itertools
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partialmethod

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.pseudo import pseudo
from lrsim.experiment import Experiment
from lrsim.gui.look.theme import THEMES
from lrsim.gui.loop.background import Background
from lrsim.gui.loop.net import FAULTS, forget_faults
from lrsim.gui.plots.plot import Plot
from lrsim.gui.window.main_window import MainWindow
from lrsim.session.session import Session
from waiting import PATIENCE

__all__ = ["pseudo"]

LEFT, NO_BUTTON = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton

OpenWindow = Callable[..., MainWindow]

TESTS_TO_A_COLLECTION = 20

PATIENCE_MS = round(1000 * PATIENCE)

_tests = itertools.count(1)


class PatientBot(QtBot):
    """One that waits as long as a busy machine needs."""

    waitActive = partialmethod(QtBot.waitActive, timeout=PATIENCE_MS)
    waitExposed = partialmethod(QtBot.waitExposed, timeout=PATIENCE_MS)
    waitSignal = partialmethod(QtBot.waitSignal, timeout=PATIENCE_MS)
    waitUntil = partialmethod(QtBot.waitUntil, timeout=PATIENCE_MS)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """Take the place of pytest-qt's own."""
    return PatientBot(request)


@pytest.fixture(scope="package", autouse=True)
def garbage() -> Iterator[None]:
    """Collect no garbage in the middle of a test, for the reasons in `lrsim.gui.loop.garbage`."""
    gc.collect()
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Generator[None, None, None]:
    """Collect it when a test's windows are gone."""
    try:
        return (yield)
    finally:
        gc.collect(1 if next(_tests) % TESTS_TO_A_COLLECTION else 2)


@pytest.fixture(autouse=True)
def no_faults() -> Iterator[None]:
    """Let no override fail: the net would hide it."""
    forget_faults()
    yield
    assert FAULTS == []


@pytest.fixture
def open_window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenWindow]:
    """Return what opens a window on an experiment; it asks nothing when the test ends."""
    limit = pg.getConfigOption("mouseRateLimit")
    pg.setConfigOption("mouseRateLimit", 0)  # every movement of the mouse counts, however fast

    def close(window: MainWindow) -> None:
        monkeypatch.setattr(window.actions_, "may_close", lambda: True)

    def make(
        experiment: Experiment | None = None,
        *,
        theme: str = "dark",
        size: tuple[int, int] = (1440, 860),
        moves: bool = False,
        beside: bool = False,
    ) -> MainWindow:
        background = Background()
        session = Session(experiment, beside=background.submit if beside else None)
        window = MainWindow(session, THEMES[theme], background, QSize(*size))
        window.set_reduced_motion(not moves)  # else a step by key takes its time
        qtbot.addWidget(window, before_close_func=close)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        QApplication.processEvents()
        window.bridge.flush()
        return window

    yield make
    # windows that are only hidden are dressed again with every new one
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    pg.setConfigOption("mouseRateLimit", limit)


@pytest.fixture
def window(open_window: OpenWindow) -> MainWindow:
    """Return a window on the popular example, time standing still."""
    return open_window()


def mouse(
    widget: QWidget,
    kind: QEvent.Type,
    place: QPointF,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Send the left button's press, move or release, or a move without it."""
    pressed = kind == QEvent.Type.MouseMove
    button = NO_BUTTON if pressed else LEFT
    buttons = NO_BUTTON if kind == QEvent.Type.MouseButtonRelease else LEFT
    where = QPointF(widget.mapToGlobal(place.toPoint()))
    QApplication.sendEvent(widget, QMouseEvent(kind, place, where, button, buttons, modifiers))


def drag(widget: QWidget, places: Sequence[QPointF]) -> None:
    """Press at the first place, move over the others and let go at the last."""
    mouse(widget, QEvent.Type.MouseButtonPress, places[0])
    for place in places[1:]:
        mouse(widget, QEvent.Type.MouseMove, place)
    mouse(widget, QEvent.Type.MouseButtonRelease, places[-1])


def along(start: QPointF, end: QPointF, count: int = 8) -> list[QPointF]:
    """Return places on the way from start to end."""
    return [start + (end - start) * (k / count) for k in range(count + 1)]


def pixel_of(plot: Plot, x: float, y: float) -> QPointF:
    """Return where a point of a plot's data lies in its viewport."""
    scene = plot.getViewBox().mapViewToScene(QPointF(x, y))
    return QPointF(plot.mapFromScene(scene))


def picture(widget: QWidget) -> np.ndarray:
    """Return what a widget looks like, as an array of rows, columns and red, green, blue."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    data = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return data[:, : image.width(), 2::-1].copy()

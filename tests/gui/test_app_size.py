"""A fresh window fits the screen it opens on."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSize, QStandardPaths
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication

from gui.conftest import OpenWindow
from lrsim.gui import app
from lrsim.gui.window.main_window import LEAST_SIZE

pytestmark = pytest.mark.window


@pytest.mark.parametrize("screen", [(1024, 768), (1280, 720), (1366, 768), (3840, 2160)])
def test_a_fresh_window_fits_the_screen_with_its_frame(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, screen: tuple[int, int]
) -> None:
    monkeypatch.setattr(QScreen, "availableSize", lambda _: QSize(*screen))
    size = app._fitting(app.DEFAULT_SIZE) + app.FRAME
    assert size.width() <= screen[0]
    assert size.height() <= screen[1]
    assert size.boundedTo(LEAST_SIZE) == LEAST_SIZE


def test_a_window_is_found_again_where_it_was_and_as_large(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: str(tmp_path))
    window = open_window(size=(1000, 650))
    window.move(37, 53)
    window.showMaximized()
    window.session.select(2)
    assert window.windowTitle() == "The popular example — lrsim"
    window.session.edit(surface="rosenbrock")
    window.bridge.flush()
    assert window.windowTitle() == "Rosenbrock — lrsim"
    app.Settings().store(window)
    again = open_window()
    again.restoreGeometry(app.Settings().geometry)
    assert again.isMaximized()
    # how wide it was there is no room for on the screen of tests
    assert again.normalGeometry().top() == window.normalGeometry().top()
    assert again.normalGeometry().height() == window.normalGeometry().height()
    assert app.Settings().size == QSize(1000, 650)
    assert app.Settings().selected == 2

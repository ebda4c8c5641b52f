"""A fresh window fits the screen it opens on."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication

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

"""Two fingers zoom about themselves."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.conftest import OpenWindow

pytestmark = pytest.mark.window


def test_two_fingers_zoom_the_surface_and_time_about_themselves(
    open_window: OpenWindow,
) -> None:
    window = open_window(size=(1024, 768))
    finger = QTest.createTouchDevice()
    surface, loss = window.run_page.surface_view, window.run_page.loss_view
    for plot in (surface, loss):
        port = plot.viewport()
        # the screen of the offscreen platform is smaller than the window, and touches beside it are lost
        place = port.mapTo(window, port.rect().center())
        window.move(window.screen().geometry().center() - place)
        QApplication.processEvents()
        middle = port.rect().center()
        box = plot.getViewBox()
        (before, up), at = box.viewRange(), box.mapSceneToView(plot.mapToScene(middle))
        places = [(middle - QPoint(d, 0), middle + QPoint(d, 0)) for d in range(20, 60, 4)]
        QTest.touchEvent(port, finger).press(0, places[0][0], port).commit()
        QTest.touchEvent(port, finger).stationary(0).press(1, places[0][1], port).commit()
        for one, other in places:
            QTest.touchEvent(port, finger).move(0, one, port).move(1, other, port).commit()
        one, other = places[-1]
        QTest.touchEvent(port, finger).release(0, one, port).release(1, other, port).commit()
        QApplication.processEvents()
        now, high = box.viewRange()
        assert now[1] - now[0] < 0.7 * (before[1] - before[0])
        share, then = ((at.x() - low) / (end - low) for low, end in (now, before))
        assert share == pytest.approx(then, abs=0.1), plot
        assert (high[1] - high[0] < 0.7 * (up[1] - up[0])) is (plot is surface)

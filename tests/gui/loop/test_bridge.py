"""The window's clock counts what it has shown."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from lrsim.gui.loop import bridge as module


def test_frames_per_second_are_those_seen_however_often_a_frame_is_painted(
    qtbot, open_window, monkeypatch
):
    window = open_window()
    clock = [100.0]
    monkeypatch.setattr(module.time, "perf_counter", lambda: clock[0])
    told = []
    window.bridge.measured.connect(lambda _steps, frames: told.append(frames))
    window.session.play()
    window.bridge._clock.stop()  # this test ticks
    for k in range(60):
        for _ in range(1 + k % 3):
            QApplication.sendEvent(window, QEvent(QEvent.Type.UpdateRequest))
        clock[0] += 1 / 50
        window.bridge._tick()
        if told:
            break
    assert told == [pytest.approx(50.0)]
    window.session.pause()

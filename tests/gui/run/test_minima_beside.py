"""Minima of a formula of x and y: no frame waits for them, and their stars come when they are found."""

from __future__ import annotations

import threading

import pytest
from pytestqt.qtbot import QtBot

from gui.conftest import OpenWindow
from lrsim.surfaces import minima
from lrsim.typing import FloatArray

SLOW = "formula:expression=x**2 + 12*sin(y)**2"


@pytest.mark.parametrize("depth", [False, True])
def test_the_window_searches_no_minima_itself(
    qtbot: QtBot, open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch, depth: bool
) -> None:
    window = open_window(beside=True)
    searched: list[threading.Thread] = []
    search = minima._search

    def noted(*given: object) -> tuple[FloatArray, bool]:
        searched.append(threading.current_thread())
        return search(*given)

    minima.minima_around.cache_clear()
    search.cache_clear()
    monkeypatch.setattr(minima, "_search", noted)
    if depth:
        window.toggle_depth()
    window.session.edit(surface=SLOW)
    window.bridge.flush()
    stars = window.run_page.surface_view.minima
    qtbot.waitUntil(lambda: len(stars._best[0]) > 1)
    qtbot.waitUntil(lambda: window.background.is_idle)
    window.bridge.flush()
    assert searched
    assert threading.main_thread() not in searched

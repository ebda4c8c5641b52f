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
    place = window.run_page.surface_place

    def stars() -> int:
        if depth:
            return len(place.deep._mesh.minima) if place.deep and place.deep._mesh else 0
        return len(place.flat.minima._best[0])

    qtbot.waitUntil(lambda: stars() > 1)
    qtbot.waitUntil(lambda: window.background.is_idle)
    window.bridge.flush()
    assert searched
    assert threading.main_thread() not in searched

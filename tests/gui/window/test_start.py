"""What the window's first picture needs, and no more."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from lrsim.gui.look.theme import THEMES
from lrsim.gui.run.surface_view import SurfaceView
from lrsim.gui.window.main_window import MainWindow
from lrsim.session.session import Session

OPEN = """
import sys
from PySide6.QtWidgets import QApplication
from lrsim.gui.look.theme import THEMES
from lrsim.gui.window.main_window import MainWindow
from lrsim.session.session import Session

application = QApplication([])
session = Session()
session.play()
window = MainWindow(session, THEMES["dark"])
window.show()
application.processEvents()
print(*sys.modules)
session.pause()

from lrsim.gui.window import ahead

ahead.APART_MS = 0
loading = ahead.Ahead(window)
while not loading.is_done:
    application.processEvents()
print(*ahead.MODULES)
print(*sys.modules)
"""

LATER = (
    "concurrent.futures",
    "json",
    "lrsim.formula.program",
    "lrsim.gui.finder.page",
    "lrsim.gui.forms.catalogue_card",
    "lrsim.gui.pictures",
    "lrsim.gui.presenting",
    "lrsim.lessons",
    "numpy.ma",
    "segno",
)
"""Modules of what somebody may want later, or never."""


def test_what_is_wanted_later_is_loaded_after_the_first_picture_and_ahead_of_the_first_look():
    done = subprocess.run([sys.executable, "-c", OPEN], capture_output=True, text=True, check=True)
    at_first, ahead, at_last = (set(line.split()) for line in done.stdout.splitlines())
    assert not at_first & set(LATER)
    assert ahead <= at_last


def test_views_are_filled_once_and_time_begins_with_the_first_picture(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    laid: list[tuple[int, int]] = []
    lay_out = SurfaceView._lay_out

    def note(view: SurfaceView, session: Session):
        laid.append((view.width(), view.height()))
        return lay_out(view, session)

    monkeypatch.setattr(SurfaceView, "_lay_out", note)
    session = Session()
    session.play()
    window = MainWindow(session, THEMES["dark"], size=QSize(1440, 860))
    qtbot.addWidget(window, before_close_func=lambda window: window.session.pause())
    assert laid == []
    window.show()
    view = window.run_page.surface_view
    assert laid == [(view.width(), view.height())]
    assert session.playhead == 0
    with qtbot.waitSignal(window.bridge.ticked):
        pass
    assert session.playing

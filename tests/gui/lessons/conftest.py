"""A window with a lesson over it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from lrsim.gui.lessons.screen import LessonScreen
from lrsim.gui.window.main_window import MainWindow
from lrsim.lessons import Lesson, lesson

OpenLesson = Callable[..., LessonScreen]


@pytest.fixture
def open_lesson(open_window: Callable[..., MainWindow], qtbot: QtBot) -> OpenLesson:
    """Return what opens a lesson over a window, time standing still between steps."""

    def make(which: str | Lesson, **window: object) -> LessonScreen:
        made = open_window(**window)
        made.lectern.open(lesson(which) if isinstance(which, str) else which)
        screen = made.lectern.screen
        assert isinstance(screen, LessonScreen)
        return screen

    return make

"""A drawn schedule: its points are handles in the schedule's plot."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.conftest import OpenWindow, along, drag, pixel_of
from lrsim.experiment import Experiment, Runner
from lrsim.gui.run.schedule_handles import added, moved, removed
from lrsim.gui.window.main_window import MainWindow
from lrsim.schedules import Drawn

RIGHT = Qt.MouseButton.RightButton


def test_a_point_moves_between_its_neighbours() -> None:
    points = ((0, 1.0), (10, 0.5), (20, 0.1))
    assert moved(points, 1, 14.6, 0.123456) == ((0, 1.0), (15, 0.123), (20, 0.1))
    assert moved(points, 1, 99, -3) == ((0, 1.0), (19, 0.0), (20, 0.1))
    assert moved(points, 1, -5, 1e9) == ((0, 1.0), (1, 1000.0), (20, 0.1))
    assert moved(points, 2, 30, 0.1) == ((0, 1.0), (10, 0.5), (30, 0.1))
    assert moved(points, 0, -4, 1.0) == points


def test_a_step_has_one_point_and_a_schedule_at_least_one() -> None:
    points = ((0, 1.0), (10, 0.5))
    assert added(points, 5.2, 2.0) == ((0, 1.0), (5, 2.0), (10, 0.5))
    assert added(points, 10, 0.7) == ((0, 1.0), (10, 0.7))
    assert removed(points, 0) == ((10, 0.5),)
    assert removed(((10, 0.5),), 0) == ((10, 0.5),)


@pytest.fixture
def window(open_window: OpenWindow) -> MainWindow:
    """Return a window whose first runner has a drawn schedule, and whose second has none."""
    runners = [
        Runner(name="a", lr=0.2, schedule="drawn:points=0:1;50:0.5;100:0.1"),
        Runner(name="b", lr=0.1),
    ]
    return open_window(Experiment("quadratic", steps=100, runners=runners))


def points(window: MainWindow) -> object:
    schedule = window.session.experiment.runners[0].schedule
    assert isinstance(schedule, Drawn)
    return schedule.points


def handle(window: MainWindow, index: int) -> QPointF:
    """Return where a handle lies in the plot's viewport."""
    window.bridge.flush()
    QApplication.processEvents()
    place = window.run_page.schedule_view._box.handles[index]
    return pixel_of(window.run_page.schedule_view, place.x(), place.y())


@pytest.mark.parametrize("log", [False, True])
def test_dragging_a_handle_is_one_undo_entry(window: MainWindow, log: bool) -> None:
    if log:
        window.run_page.toggle_rate_scale()
    view, session = window.run_page.schedule_view, window.session
    target = pixel_of(view, 30, -1.0 if log else 0.1)
    drag(view.viewport(), along(handle(window, 1), target))
    (first, (step, factor), last) = points(window)  # type: ignore[misc]
    assert (first, last) == ((0, 1.0), (100, 0.1))
    assert step == pytest.approx(30, abs=1)
    assert factor == pytest.approx(0.5, rel=0.1)
    assert session.playhead == 0
    assert session.run.lr[30] == pytest.approx(0.2 * factor, rel=0.1)
    session.undo()
    assert not session.can_undo
    assert points(window) == ((0, 1.0), (50, 0.5), (100, 0.1))


def test_a_double_click_adds_and_leaves_the_playhead_where_it_was(window: MainWindow) -> None:
    view, session = window.run_page.schedule_view, window.session
    session.seek(7)
    window.bridge.flush()
    where = pixel_of(view, 25, 0.1).toPoint()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert session.playhead == pytest.approx(25, abs=1)
    window.bridge.flush()
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert session.playhead == 7
    assert len(points(window)) == 4  # type: ignore[arg-type]
    session.undo()
    assert not session.can_undo


def test_a_right_click_removes_a_handle_but_not_the_last(window: MainWindow) -> None:
    view = window.run_page.schedule_view.viewport()
    for _ in range(4):
        QTest.mouseClick(view, RIGHT, pos=handle(window, 0).toPoint())
    assert points(window) == ((100, 0.1),)


def test_delete_removes_the_handle_under_the_mouse(window: MainWindow) -> None:
    view = window.run_page.schedule_view.viewport()
    QTest.keyClick(window.dial, Qt.Key.Key_Delete)
    assert len(points(window)) == 3  # type: ignore[arg-type]
    QTest.mouseMove(view, handle(window, 1).toPoint())
    QApplication.processEvents()
    QTest.keyClick(window.dial, Qt.Key.Key_Delete)
    assert points(window) == ((0, 1.0), (100, 0.1))


def test_points_left_open_become_the_users_with_the_first_drag(window: MainWindow) -> None:
    window.session.edit_runner(schedule="drawn:warmup=10")
    view = window.run_page.schedule_view
    drag(view.viewport(), along(handle(window, 1), handle(window, 1) - QPointF(0, 20)))
    first, last = points(window)  # type: ignore[misc]
    assert (first, last[0]) == ((0, 1.0), 90)
    assert last[1] > 0.05
    assert window.session.runner.schedule.warmup == 10


def test_there_are_handles_only_for_the_selected_runner_and_a_dial_above_0(
    window: MainWindow,
) -> None:
    box = window.run_page.schedule_view._box
    assert len(box.handles) == 3
    window.session.select(1)
    window.bridge.flush()
    assert box.handles == []
    assert "double click" not in window.run_page.cards["schedule"].sentence.full_text
    window.session.select(0)
    window.bridge.flush()
    assert "double click" in window.run_page.cards["schedule"].sentence.full_text
    window.session.turn_dial(0.0)
    window.bridge.flush()
    assert box.handles == []

"""A drawn schedule: its points are handles in the schedule's plot."""

from __future__ import annotations

import itertools
import math

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.conftest import OpenWindow, along, drag, pixel_of
from gui.legible import findings
from lrsim.experiment import Experiment, Runner
from lrsim.gui.run.rate_words import Topic
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


def test_dragging_a_handle_is_one_undo_entry(window: MainWindow) -> None:
    view, session = window.run_page.schedule_view, window.session
    target = pixel_of(view, 30, -1.0)
    drag(view.viewport(), along(handle(window, 1), target))
    (first, (step, factor), last) = points(window)
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
    where = pixel_of(view, 25, -1.5).toPoint()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert session.playhead == pytest.approx(25, abs=1)
    window.bridge.flush()
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert session.playhead == 7
    assert len(points(window)) == 4
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
    assert len(points(window)) == 3
    QTest.mouseMove(view, handle(window, 1).toPoint())
    QApplication.processEvents()
    QTest.keyClick(window.dial, Qt.Key.Key_Delete)
    assert points(window) == ((0, 1.0), (100, 0.1))


def test_points_left_open_become_the_users_with_the_first_drag(window: MainWindow) -> None:
    window.session.edit_runner(schedule="drawn:warmup=10")
    view = window.run_page.schedule_view
    drag(view.viewport(), along(handle(window, 1), handle(window, 1) - QPointF(0, 20)))
    first, last = points(window)
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


def test_a_factor_of_0_is_brought_to_the_border_and_taken_from_there(window: MainWindow) -> None:
    view = window.run_page.schedule_view
    low = view.heights[0]
    bottom = pixel_of(view, 50, low) + QPointF(0, 3)
    drag(view.viewport(), along(handle(window, 1), bottom))
    assert points(window)[1][1] == 0.0
    assert view._box.handles[1].y() == pytest.approx(view.heights[0])
    drag(view.viewport(), along(handle(window, 1), pixel_of(view, 50, -1.0)))
    assert points(window)[1][1] == pytest.approx(0.5, rel=0.1)


def test_what_the_schedule_will_do_is_hidden_until_it_is_revealed(open_window: OpenWindow) -> None:
    runners = [Runner(name="a", lr=0.1, schedule="step"), Runner(name="b", lr=1.1)]
    window = open_window(Experiment("quadratic", start=5.0, steps=50, runners=runners))
    view = window.run_page.schedule_view
    hidden = view.heights
    assert view._future.shown == ()
    window.session.set_reveal(True)
    window.bridge.flush()
    assert view._future.shown == (0, 1)
    assert view.heights != hidden
    assert max(view._future.curve(1).x) == 30
    window.session.set_reveal(False)
    window.bridge.flush()
    assert view._future.shown == ()
    assert view.heights == hidden


def test_a_drawn_plan_is_seen_while_it_is_drawn_and_tells_of_no_explosion(
    open_window: OpenWindow,
) -> None:
    runners = [Runner(name="a", lr=1.3, schedule="drawn:points=0:1;50:0.9"), Runner(name="b")]
    window = open_window(Experiment("quadratic", start=5.0, steps=50, runners=runners))
    view = window.run_page.schedule_view
    assert window.session.runs[0].exploded_at is not None
    assert view._future.shown == (0,)
    assert max(view._future.curve(0).x) == 49


def test_rates_decades_apart_are_both_legible(open_window: OpenWindow) -> None:
    runners = [Runner(name="a", lr=1.1), Runner(name="b", lr=0.001)]
    window = open_window(Experiment("quadratic", steps=50, runners=runners))
    view = window.run_page.schedule_view
    low, high = view.heights
    above, below = ((math.log10(lr) - low) / (high - low) for lr in (1.1, 0.001))
    assert 0.7 < above < 1
    assert 0 < below < 0.3


def test_a_rate_that_falls_to_0_leaves_the_plot_downwards(open_window: OpenWindow) -> None:
    runner = Runner(name="a", lr=0.1, schedule="linear:start_factor=1,end_factor=0")
    window = open_window(Experiment("quadratic", steps=10, runners=[runner]))
    session, view = window.session, window.run_page.schedule_view
    session.seek(10)
    session.set_reveal(True)
    session.step(3)
    window.bridge.flush()
    assert view._past.curve(0).y.min() < view.heights[0]
    window.grab()


def test_the_stable_limit_and_what_the_hand_has_set_are_marked(open_window: OpenWindow) -> None:
    runners = [
        Runner(name="a", lr=0.3, schedule="cosine-annealing"),
        Runner(name="b", lr=0.001),
        Runner(name="c", lr=0.001),
    ]
    window = open_window(Experiment("quadratic", start=5.0, steps=50, runners=runners))
    session, view = window.session, window.run_page.schedule_view
    session.seek(25)
    window.bridge.flush()
    assert view.measures.limit is not None
    height, words = view.measures.limit
    assert (height, words) == (pytest.approx(0.0), "stable up to 1")
    assert view.measures.hand == pytest.approx(math.log10(0.3))
    window.grab()
    assert view.words.placed[Topic.FORCE][0] == "in force 0.15"
    heights = [y for y, _ in view._labels.placed]
    assert len(heights) == 3
    assert min(b - a for a, b in itertools.pairwise(heights)) >= 18
    session.select(1)
    window.bridge.flush()
    window.grab()
    assert Topic.FORCE not in view.words.placed


def test_no_words_in_the_plot_lie_on_others_however_small_it_is(open_window: OpenWindow) -> None:
    brake = Runner(name="Brake", lr=0.9, dial=[(24, 0.1)], schedule="step:step_size=30")
    runners = [Runner(name="Snail", lr=0.001), brake]
    experiment = Experiment("quadratic", start=5.0, steps=50, runners=runners)
    window = open_window(experiment, size=(1920, 1080))
    session, words = window.session, window.run_page.schedule_view.words
    session.select(1)
    for size in ((1920, 1080), (1280, 720), (1024, 768)):
        window.resize(*size)
        for step in (32, 50):
            session.seek(step)
            window.bridge.flush()
            window.grab()
            boxes = [box for _, box in words.placed.values()]
            assert not any(one.meets(other) for one, other in itertools.combinations(boxes, 2))
            if size == (1920, 1080) and step > 30:  # there is room for all three
                assert [*words.placed] == [Topic.LIMIT, Topic.FORCE, Topic.TURN]
        assert [str(each) for each in findings(window) if each.kind == "overlap"] == []


def test_a_rate_below_the_plot_is_marked_whole_at_its_border(open_window: OpenWindow) -> None:
    runner = Runner(name="a", lr=0.1, schedule="constant:warmup=100000")
    window = open_window(Experiment("quadratic", start=5.0, steps=200000, runners=[runner]))
    view = window.run_page.schedule_view
    (_, (height,), stamp) = view._heads._groups[0]
    low, high = view.heights
    assert math.log10(window.session.run.rate_at(0)) < low
    half = (height - low) / (high - low) * view.getViewBox().height()
    assert half == pytest.approx(0.5 * stamp.size)

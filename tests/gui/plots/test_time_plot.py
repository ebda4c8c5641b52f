"""A closer look at time, what is read under the mouse, and what lies past the budget."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gui.conftest import OpenWindow, along, mouse, pixel_of
from lrsim.gui.plots.time_plot import TimePlot
from lrsim.gui.window.main_window import MainWindow

NONE = Qt.KeyboardModifier.NoModifier


def turn_wheel(widget: QWidget, place: QPointF, down: int = 0, across: int = 0) -> None:
    event = QWheelEvent(
        place, QPointF(widget.mapToGlobal(place.toPoint())), QPoint(), QPoint(across, down),
        Qt.MouseButton.NoButton, NONE, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def plots(window: MainWindow) -> tuple[TimePlot, TimePlot]:
    return window.run_page.loss_view, window.run_page.schedule_view


def middle(view: TimePlot) -> float:
    return sum(view.heights) / 2


@pytest.mark.parametrize("plot", [0, 1])
def test_the_wheel_looks_closer_where_the_mouse_is_in_both_plots(
    window: MainWindow, plot: int
) -> None:
    view = plots(window)[plot]
    place = pixel_of(view, 30, middle(view))
    turn_wheel(view.viewport(), place, down=360)
    first, last = view.shown
    assert last - first < 30
    assert first < 30 < last
    assert pixel_of(view, 30, middle(view)).x() == pytest.approx(place.x(), abs=2)
    assert {each.shown for each in plots(window)} == {view.shown}


def test_a_double_click_shows_all_again_and_leaves_the_playhead(window: MainWindow) -> None:
    view, session = window.run_page.loss_view, window.session
    session.seek(7)
    window.bridge.flush()
    whole = view.shown
    view.set_zoom((10, 30))
    place = pixel_of(view, 20, middle(view)).toPoint()
    for click in (QTest.mouseClick, QTest.mouseDClick, QTest.mouseRelease):
        click(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        window.bridge.flush()
    assert view.shown == whole
    assert session.playhead == 7


def test_dragging_the_time_axis_moves_what_is_shown_and_not_the_playhead(
    window: MainWindow,
) -> None:
    view = window.run_page.loss_view
    view.set_zoom((10, 30))
    at = pixel_of(view, 20, middle(view))
    at.setY(view.viewport().height() - 6)
    places = along(at, at - QPointF(0.25 * (view.viewport().width()), 0))
    mouse(view.viewport(), QEvent.Type.MouseButtonPress, places[0])
    for place in places[1:]:
        mouse(view.viewport(), QEvent.Type.MouseMove, place)
    mouse(view.viewport(), QEvent.Type.MouseButtonRelease, places[-1])
    assert view.shown[0] > 13
    assert view.shown[1] - view.shown[0] == pytest.approx(20)
    assert window.session.playhead == 0


def test_what_is_shown_never_leaves_the_run_and_is_never_too_short(window: MainWindow) -> None:
    view = window.run_page.loss_view
    whole = view.shown
    view.set_zoom((-500, -480))
    assert view.shown == (whole[0], whole[0] + 20)
    view.set_zoom((20, 20.001))
    assert view.shown[1] - view.shown[0] == 4
    view.set_zoom((-500, 500))
    assert view.shown == whole
    view.set_zoom((40, 50))
    window.session.edit(steps=20)
    window.bridge.flush()
    assert view.shown[1] <= 20.5


def test_the_step_under_the_mouse_is_read_for_all_runners_the_selected_one_first(
    window: MainWindow,
) -> None:
    session = window.session
    session.select(1)
    session.seek(40)
    window.bridge.flush()
    losses, rates = plots(window)
    QTest.mouseMove(losses.viewport(), pixel_of(losses, 10, middle(losses)).toPoint())
    assert losses.readout.step == 10
    assert losses.readout.title == "step 10"
    assert [(entry.name, entry.value) for entry in losses.readout.entries] == [
        ("Pro", "0.288"),
        ("Snail", "24"),
        ("Maniac", "958"),
    ]
    QTest.mouseMove(rates.viewport(), pixel_of(rates, 35, middle(rates)).toPoint())
    assert [(entry.name, entry.value) for entry in rates.readout.entries] == [
        ("Pro", "0.1"),
        ("Snail", "0.001"),
        ("Maniac", "exploded"),
    ]
    window.grab()
    QApplication.sendEvent(rates, QEvent(QEvent.Type.Leave))
    assert rates.readout.step is None


def test_what_is_still_to_come_is_not_read_unless_it_is_revealed(window: MainWindow) -> None:
    session, view = window.session, window.run_page.loss_view
    session.seek(5)
    window.bridge.flush()
    QTest.mouseMove(view.viewport(), pixel_of(view, 10, middle(view)).toPoint())
    assert (view.readout.step, tuple(view.readout.entries)) == (10, ())
    session.set_reveal(True)
    window.bridge.flush()
    assert len(view.readout.entries) == 3


def test_past_the_budget_both_plots_grow_and_shade_it(window: MainWindow) -> None:
    session = window.session
    session.seek(50)
    window.bridge.flush()
    assert all(view._past_budget._budget is None for view in plots(window))
    session.step(1)
    window.bridge.flush()
    assert all(view._past_budget._budget == 50 for view in plots(window))
    assert all(view.shown[1] >= session.horizon for view in plots(window))


@pytest.mark.parametrize("size", [(1080, 720), (1440, 860)])
def test_marks_at_the_first_and_the_last_step_are_whole_and_both_steps_have_labels(
    open_window: OpenWindow, size: tuple[int, int]
) -> None:
    window = open_window(size=size)
    horizon = window.session.horizon
    for view in plots(window):
        picture = view.grab()
        width, half = view._time.width(), view._edge
        assert view.pixel(0.0, 0.0)[0] >= half - 0.5
        assert view.pixel(float(horizon), 0.0)[0] <= width - half + 0.5
        with QPainter(picture) as painter:
            _, _, texts = view.getAxis("bottom").generateDrawSpecs(painter)
        labels = [text for _, _, text in texts]
        assert {"0", str(horizon)} <= set(labels)
        boxes = sorted((QRectF(box) for box, _, _ in texts), key=QRectF.left)
        assert all(one.right() < other.left() for one, other in itertools.pairwise(boxes))

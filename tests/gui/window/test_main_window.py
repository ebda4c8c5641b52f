"""The window as a user has it in hand: every intent reaches the session, every view shows the session."""

from __future__ import annotations

import dataclasses
import gc
import math
import sys
import time

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QLineEdit,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

import lrsim
from gui.conftest import OpenWindow, along, drag, picture, pixel_of
from lrsim.catalogue.entries import entries
from lrsim.experiment import Experiment, Runner
from lrsim.gui.look.theme import THEMES, scale_for
from lrsim.gui.runners.model import Column
from lrsim.gui.window.main_window import MainWindow
from lrsim.optimizers import Adam, Sgd
from lrsim.session.session import Change, Session
from lrsim.session.verdicts import PENDING
from lrsim.surfaces import Surface
from waiting import PATIENCE

LEFT = Qt.MouseButton.LeftButton
SIZES = ((1080, 640), (1280, 720), (1920, 1080), (3840, 2160))


def settle(window: MainWindow) -> None:
    """Let everything that is due be shown and painted."""
    window.bridge.flush()
    window.show_changes(Change.ALL)
    QApplication.processEvents()
    end = time.monotonic() + PATIENCE
    while not window.advice.settled and time.monotonic() < end:
        QApplication.processEvents()
    assert window.advice.settled


def undo_entries(session: Session) -> int:
    """Return how often one can undo, and undo nothing."""
    count = 0
    while session.can_undo:
        session.undo()
        count += 1
    for _ in range(count):
        session.redo()
    return count


def row_texts(window: MainWindow, row: int) -> list[str]:
    """Return what the runners' table shows in a row."""
    model = window.runners_table.model
    return [model.data(model.index(row, column)) for column in Column]


def balls(window: MainWindow) -> dict[str, tuple[float, float]]:
    """Return where each ball is drawn, by its colour."""
    return {colour: (x, y) for colour, x, y in window.run_page.surface_view.balls.places}


def wheel(widget: QWidget, notches: int) -> None:
    """Turn the mouse wheel over the middle of a widget."""
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(widget.mapToGlobal(middle.toPoint())),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def assert_all_show(window: MainWindow) -> None:
    """Assert that every view shows what the session says."""
    session = window.session
    settle(window)
    assert window.dial.value() == pytest.approx(session.lr, rel=1e-12)
    assert window.runners_table.table.currentIndex().row() == session.selected
    assert window.pickers["surface"].button.chosen_text.startswith(session.experiment.surface.title)
    assert window.pickers["optimizer"].button.chosen_text.startswith(session.runner.optimizer.title)
    assert window.pickers["schedule"].button.chosen_text.startswith(session.runner.schedule.title)
    assert window.verdict_card.verdict == session.verdict()
    assert window.run_page.loss_view.playhead.value() == session.playhead
    assert window.run_page.schedule_view.playhead.value() == session.playhead
    assert window.transport.scrub.value() == session.playhead
    assert window.runners_table.model.rowCount() == len(session.runs)
    assert window.run_page.legend._names == tuple(
        runner.name for runner in session.experiment.runners
    )
    for index, runner in enumerate(session.experiment.runners):
        assert row_texts(window, index)[Column.NAME] == runner.name
        assert row_texts(window, index)[Column.OPTIMIZER] == runner.optimizer.title
        assert row_texts(window, index)[Column.VERDICT] == session.verdict(index).headline.text


# --- what a stranger sees first ---


def test_words_follow_a_hand_as_often_as_they_can_be_read_and_are_right_when_it_rests(
    window: MainWindow, qtbot: QtBot
) -> None:
    session, card, now = window.session, window.verdict_card, [1e6]
    window.words.clock = lambda: now[0]

    def turn(lr: float) -> bool:
        """Turn the dial; tell whether the words are about that."""
        session.turn_dial(lr)
        window.bridge.flush()
        return card.verdict == session.verdict()

    session.seek(3)
    window.bridge.flush()
    now[0] += 1.0
    session.begin_gesture()
    assert turn(0.02)
    now[0] += 0.05
    assert not turn(0.7)
    now[0] += 0.05
    assert not turn(0.3)
    now[0] += 0.05
    assert turn(1.7)
    assert not turn(0.9)
    now[0] += 1.0  # the hand rests
    qtbot.waitUntil(lambda: card.verdict == session.verdict(), timeout=round(1e3 * PATIENCE))
    assert not turn(0.04)
    session.end_gesture()
    window.bridge.flush()
    assert card.verdict == session.verdict()


def test_all_that_is_said_of_a_step_changes_in_the_frame_after_its_landing(
    window: MainWindow,
) -> None:
    session, bridge, now = window.session, window.bridge, [1e6]
    window.words.clock = lambda: now[0]
    session.set_speed(2.0)
    session.play()
    bridge.flush()
    bridge._clock.stop()  # time passes as it is told to

    def said() -> tuple[object, ...]:
        return window.verdict_card.verdict, *row_texts(window, session.selected)

    def frame() -> tuple[tuple[object, ...], bool]:
        """Let the time of a frame pass; return what is said then, and whether a step has landed."""
        before = session.playhead
        now[0] += 0.016
        bridge.pass_time(0.016)
        return said(), session.playhead > before

    for _ in range(3):
        old, landed = said(), False
        while not landed:
            at_landing, landed = frame()
        assert at_landing == old
        after, _ = frame()
        assert after != old
        assert after[0] == session.verdict()
    frame()
    session.pause()  # a hand does not wait
    session.step(1)
    bridge.flush()
    assert window.verdict_card.verdict == session.verdict()


def test_the_popular_example_has_the_known_figures(window: MainWindow) -> None:
    snail, pro, maniac = window.session.runs
    assert snail.position[50, 0] == 4.523734090020178
    assert snail.loss[50] == 20.46417011721069
    assert pro.position[50, 0] == 7.136238463529802e-05
    assert pro.loss[50] == 5.092589940836218e-09
    assert maniac.exploded_at == 30
    assert abs(maniac.position[30, 0]) == pytest.approx(1186.88, abs=0.005)


def test_runs_in_the_window_are_those_a_script_gets(window: MainWindow) -> None:
    window.session.seek(12)
    window.session.turn_dial(0.3)
    for shown, scripted in zip(
        window.session.runs, lrsim.race(window.session.experiment), strict=True
    ):
        np.testing.assert_array_equal(shown.position, scripted.position)


def test_time_runs_when_it_is_let(qtbot: QtBot, window: MainWindow) -> None:
    window.session.set_speed(math.inf)
    window.session.play()
    qtbot.waitUntil(lambda: window.session.playhead == 50)
    qtbot.waitUntil(lambda: not window.session.playing)
    assert_all_show(window)
    assert window.transport.play_button.text() == "Play"


def test_space_at_the_end_plays_again_and_only_its_own_button_plays_on(
    qtbot: QtBot, window: MainWindow
) -> None:
    session = window.session
    session.set_speed(1.0)
    session.seek(50)
    QTest.keyClick(window.dial, Qt.Key.Key_Space)
    assert (session.playhead, session.playing, session.horizon) == (0, True, 50)
    session.pause()
    session.seek(50)
    window.transport.play_on_button.click()
    assert (session.playing, session.horizon) == (True, 100)
    session.pause()


def test_at_the_end_the_dial_answers_with_the_whole_path_and_its_verdict(
    window: MainWindow,
) -> None:
    session = window.session
    session.select(1)
    session.seek(50)
    QTest.keyClick(window.dial, Qt.Key.Key_PageUp)
    window.bridge.flush()
    assert (session.runner.lr, session.runner.dial, session.playhead) == (1.0, (), 50)
    assert session.verdict().name == "oscillating"
    assert_all_show(window)


def test_five_minutes_of_the_readme(qtbot: QtBot, window: MainWindow) -> None:
    session = window.session
    session.seek(30)
    QTest.keyClick(window.dial, Qt.Key.Key_3)
    settle(window)
    assert session.runner.name == "Maniac"
    assert session.verdict().name == "exploding"
    QTest.keyClick(window.dial, Qt.Key.Key_X)
    assert session.runner.lr == 0.5
    assert session.playhead == 0
    assert len(session.ghosts) == 1
    session.pause()
    window.dial.enter_value(1 / 30)
    assert session.lr == 1 / 30
    session.seek(20)
    drag_playhead(window, 5)
    assert session.playhead == 5
    QTest.keyClick(window.dial, Qt.Key.Key_PageUp)
    assert session.runner.dial[0][0] == 5
    window.bridge.flush()
    QTest.keyClick(window, Qt.Key.Key_R)
    assert session.reveal
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert session.runner.dial == ()


# --- intents ---


def test_a_drag_of_the_dial_is_one_undo_entry_and_all_views_follow(window: MainWindow) -> None:
    session, dial = window.session, window.dial
    session.select(1)
    session.seek(8)
    settle(window)
    before = session.experiment
    centre, reach = QPointF(dial.rect().center()), 0.3 * min(dial.width(), dial.height())
    arc = [centre + QPointF(math.sin(t), -math.cos(t)) * reach for t in np.linspace(0.0, 0.9, 10)]
    drag(dial, arc)
    assert session.runner.dial
    assert session.runner.dial[0][0] == 8
    assert session.lr > 0.1
    assert_all_show(window)
    assert undo_entries(session) == 1
    session.undo()
    assert session.experiment == before
    assert_all_show(window)


def test_a_burst_of_the_wheel_on_the_dial_is_one_undo_entry(window: MainWindow) -> None:
    window.session.select(1)
    settle(window)
    for _ in range(6):
        wheel(window.dial, 1)
        window.bridge.flush()
    window.dial._end_gesture()
    assert window.session.lr == pytest.approx(0.1 * 10**0.3, rel=1e-2)
    assert undo_entries(window.session) == 1


def test_pickers_act_on_the_selected_runner_and_the_table_follows(window: MainWindow) -> None:
    window.session.select(2)
    window.pickers["optimizer"].chosen.emit(lrsim.optimizer("adam"))
    window.pickers["schedule"].chosen.emit(lrsim.schedule("step:step_size=10"))
    runners = window.session.experiment.runners
    assert [runner.optimizer.name for runner in runners] == ["sgd", "sgd", "adam"]
    assert [runner.schedule.name for runner in runners] == ["constant", "constant", "step"]
    assert_all_show(window)


@pytest.mark.parametrize("spec", sorted(entries(Surface).keys() - {"quadratic"}))
def test_every_surface_can_be_picked_played_and_left(window: MainWindow, spec: str) -> None:
    session = window.session
    window.pickers["surface"].chosen.emit(lrsim.surface(spec))
    assert session.playhead == 0
    assert_all_show(window)
    session.play()
    for _ in range(40):
        session.advance(0.1)
        window.bridge.flush()
    session.pause()
    assert_all_show(window)
    session.undo()
    assert session.experiment.surface.name == "quadratic"
    assert_all_show(window)


def test_budget_and_start_come_from_the_form(window: MainWindow) -> None:
    window.experiment_form.edited.emit({"steps": 80})
    window.experiment_form.edited.emit({"start": (3.0,)})
    assert window.session.experiment.steps == 80
    assert window.session.experiment.start == (3.0,)
    assert_all_show(window)


def test_the_table_selects_renames_adds_and_removes(window: MainWindow) -> None:
    table, session = window.runners_table, window.session
    place = table.table.visualRect(table.model.index(2, Column.NAME)).center()
    QTest.mouseClick(table.table.viewport(), LEFT, pos=place)
    assert session.selected == 2
    table.renamed.emit(2, "Wild one")
    assert session.runner.name == "Wild one"
    table.add_button.click()
    assert len(session.runs) == 4
    assert session.selected == 3
    table.removeRequested.emit(0)
    assert session.experiment.runners[0].name == "Pro"
    assert_all_show(window)
    table.story_button.click()
    assert [runner.name for runner in session.experiment.runners] == ["Snail", "Pro", "Maniac"]
    assert session.playing
    session.pause()
    assert_all_show(window)


def test_the_legend_selects(window: MainWindow) -> None:
    settle(window)
    window.run_page.legend.grab()
    place = window.run_page.legend._places[2].center().toPoint()
    QTest.mouseClick(window.run_page.legend, LEFT, pos=place)
    assert window.session.selected == 2
    assert_all_show(window)


def test_the_transport_plays_steps_scrubs_and_undoes(window: MainWindow) -> None:
    bar, session = window.transport, window.session
    bar.forward_button.click()
    bar.forward_button.click()
    assert session.playhead == 2
    bar.back_button.click()
    assert session.playhead == 1
    bar.scrubbed.emit(33)
    assert session.playhead == 33
    assert_all_show(window)
    bar.reset_button.click()
    assert session.playhead == 0
    bar.speedChanged.emit(100.0)
    assert session.speed == 100
    bar.play_button.click()
    assert session.playing
    bar.play_button.click()
    assert not session.playing
    session.turn_dial(0.7)
    settle(window)
    bar.undo_button.click()
    assert session.lr == 0.001
    settle(window)
    bar.redo_button.click()
    assert session.lr == 0.7


@pytest.mark.parametrize("plot", ["loss_view", "schedule_view"])
def test_dragging_in_a_time_plot_scrubs(window: MainWindow, plot: str) -> None:
    view = getattr(window.run_page, plot)
    low, high = view.getViewBox().viewRange()[1]
    height = (low + high) / 2
    seen = []
    window.bridge.changed.connect(lambda _: seen.append(window.session.playhead))
    places = along(pixel_of(view, 10, height), pixel_of(view, 40, height))
    drag(view.viewport(), places)
    assert window.session.playhead == 40
    assert not window.session.can_undo
    assert_all_show(window)


def test_scrubbing_beyond_either_end_stops_there(window: MainWindow) -> None:
    view = window.run_page.loss_view
    height = sum(view.getViewBox().viewRange()[1]) / 2
    drag(
        view.viewport(),
        along(pixel_of(view, 20, height), pixel_of(view, 49, height) + QPointF(900, 0)),
    )
    assert window.session.playhead == 50
    drag(view.viewport(), along(pixel_of(view, 20, height), QPointF(-400, 20)))
    assert window.session.playhead == 0


@pytest.mark.parametrize("surface", ["quadratic", "rosenbrock"])
def test_dragging_the_start_is_one_undo_entry_and_all_views_follow(
    open_window: OpenWindow, surface: str
) -> None:
    window = open_window(
        Experiment(surface, steps=60, runners=[Runner(lr=1e-3), Runner(name="b", lr=2e-3)])
    )
    session, view = window.session, window.run_page.surface_view
    before = session.experiment
    start = view._box.start
    begin = pixel_of(view, start.x(), start.y())
    drag(view.viewport(), along(begin, begin + QPointF(-60, 30)))
    assert session.experiment.start != before.start
    assert all(
        moved < old
        for moved, old in zip(session.experiment.start[:1], before.start[:1], strict=True)
    )
    # the other one hangs beside it
    assert (view._box.start.x(), view._box.start.y()) in balls(window).values()
    assert len(view.marks.beads) == 1
    assert_all_show(window)
    assert undo_entries(session) == 1
    session.undo()
    assert session.experiment == before


def test_dragging_elsewhere_pans_and_changes_nothing(window: MainWindow) -> None:
    view = window.run_page.surface_view
    view.camera.reduced_motion = True
    before = view.getViewBox().viewRange()
    middle = QPointF(view.viewport().rect().center())
    drag(view.viewport(), along(middle, middle + QPointF(80, 0)))
    assert view.getViewBox().viewRange()[0][0] < before[0][0]
    assert not window.session.can_undo
    window.fit()
    assert view.getViewBox().viewRange()[0] == pytest.approx(before[0])


# --- keys ---


@pytest.mark.parametrize("focus", ["dial", "play", "table", "slider"])
def test_digits_select_and_space_plays_wherever_the_focus_is(
    window: MainWindow, focus: str
) -> None:
    widget: QWidget = {
        "dial": window.dial,
        "play": window.transport.play_button,
        "table": window.runners_table.table,
        "slider": window.transport.speed,
    }[focus]
    widget.setFocus()
    for key, row in ((Qt.Key.Key_3, 2), (Qt.Key.Key_1, 0), (Qt.Key.Key_2, 1), (Qt.Key.Key_8, 1)):
        QTest.keyClick(widget, key)
        assert window.session.selected == row
    QTest.keyClick(widget, Qt.Key.Key_Space)
    assert window.session.playing
    QTest.keyClick(widget, Qt.Key.Key_Space)
    assert not window.session.playing
    QTest.keyClick(widget, Qt.Key.Key_Period)
    assert window.session.playhead == 1
    QTest.keyClick(widget, Qt.Key.Key_Comma)
    assert window.session.playhead == 0


def test_the_mouse_in_a_plot_leaves_the_keys_with_the_dial(window: MainWindow) -> None:
    window.dial.setFocus()
    for view in (
        window.run_page.surface_view,
        window.run_page.loss_view,
        window.run_page.schedule_view,
    ):
        QTest.mouseClick(view.viewport(), LEFT, pos=view.viewport().rect().center())
        assert window.dial.hasFocus()


def test_a_name_being_typed_keeps_space_digits_and_letters(window: MainWindow) -> None:
    table = window.runners_table.table
    table.setFocus()
    index = window.runners_table.model.index(0, Column.NAME)
    table.setCurrentIndex(index)
    QTest.keyClick(table, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, "Run 2, x. TRL")
    assert not window.session.playing
    assert window.theme.name == "dark"
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()  # the delegate takes the text in its own time
    assert window.session.experiment.runners[0].name == "Run 2, x. TRL"


def test_the_dial_number_being_typed_keeps_its_keys(window: MainWindow) -> None:
    window.dial.setFocus()
    QTest.keyClick(window.dial, Qt.Key.Key_Return)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, "1/30")
    assert window.session.selected == 0
    assert window.session.playhead == 0
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert window.session.lr == 1 / 30
    assert undo_entries(window.session) == 1


def test_each_letter_does_what_the_list_of_keys_says(window: MainWindow) -> None:
    session = window.session
    QTest.keyClick(window, Qt.Key.Key_L)
    assert not window.run_page.loss_view.log
    QTest.keyClick(window, Qt.Key.Key_L)
    assert window.run_page.loss_view.log
    seen = []
    for _ in THEMES:
        QTest.keyClick(window, Qt.Key.Key_T)
        seen.append(window.theme.name)
    assert sorted(seen) == sorted(THEMES)
    assert seen[-1] == "dark"
    session.seek(20)
    QTest.keyClick(window, Qt.Key.Key_Backspace)
    assert session.playhead == 0
    window.run_page.surface_view.camera.reduced_motion = True
    window.run_page.surface_view.getViewBox().setRange(xRange=(0, 1), padding=0)
    QTest.keyClick(window, Qt.Key.Key_F)
    assert window.run_page.surface_view.getViewBox().viewRange()[0][0] < -5
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert window.actions_.sheet.isVisible()
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert not window.actions_.sheet.isVisible()


def test_a_gesture_left_open_never_swallows_the_next_undo(window: MainWindow) -> None:
    window.dial.gestureStarted.emit()
    window.session.turn_dial(0.2)
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    window.dial.gestureEnded.emit()
    window.session.turn_dial(0.4)
    assert window.session.can_undo
    window.session.undo()
    assert window.session.lr != 0.4


# --- what is to come, what has been ---


def test_reveal_shows_the_future_dashed_and_hides_it_again(window: MainWindow) -> None:
    session, view = window.session, window.run_page.loss_view
    session.seek(10)
    settle(window)
    assert not view._future.shown
    hidden = picture(view)
    QTest.keyClick(window, Qt.Key.Key_R)
    settle(window)
    assert view._future.shown == (0, 1, 2)
    assert window.run_page.surface_view.ways.future.shown
    assert not np.array_equal(picture(view), hidden)
    assert window.verdict_card.verdict == session.verdict()
    QTest.keyClick(window, Qt.Key.Key_R)
    settle(window)
    np.testing.assert_array_equal(picture(view), hidden)


def test_turning_the_dial_after_scrubbing_back_leaves_a_ghost(window: MainWindow) -> None:
    session = window.session
    session.select(1)
    session.seek(30)
    session.seek(5)
    window.dial.enter_value(0.4)
    settle(window)
    assert len(session.ghosts) == 1
    for view in (window.run_page.loss_view, window.run_page.surface_view):
        assert view._ghosts.shown == (0,)
        assert len(view._ghosts.curve(0).x) > 2
    assert window.run_page.loss_view._ghosts.curve(0).x[0] == 5
    session.undo()
    settle(window)
    assert not window.run_page.loss_view._ghosts.shown


def test_the_fix_button_does_what_it_says(window: MainWindow, qtbot: QtBot) -> None:
    session, button = window.session, window.verdict_card.fix_button
    session.select(2)
    session.seek(30)
    settle(window)
    qtbot.waitUntil(lambda: button.text() == "LR 0.5 from step 0")
    button.click()
    assert session.runner.lr == 0.5
    assert session.playhead == 0
    assert session.playing
    settle(window)
    session.pause()
    assert undo_entries(session) == 1
    assert_all_show(window)


def test_no_fix_is_looked_for_while_time_runs(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, button = window.session, window.verdict_card.fix_button
    session.select(2)
    session.seek(20)
    settle(window)
    qtbot.waitUntil(lambda: button.text() == "LR 0.5 from step 0")
    with monkeypatch.context() as patch:
        patch.setattr(window.background, "submit", lambda key, *_: pytest.fail(f"{key} asked"))
        window.foresight.blockSignals(True)
        session.play()
        for _ in range(3):
            session.advance(1 / session.speed)
            settle(window)
            assert button.text() == "Find a fix"
        session.pause()
    settle(window)
    qtbot.waitUntil(lambda: button.text() == "LR 0.5 from step 0")


def test_a_verdict_without_a_fix_has_no_button(window: MainWindow) -> None:
    window.session.select(1)
    window.session.seek(40)
    settle(window)
    assert window.session.verdict().name == "just_right"
    assert not window.verdict_card.fix_button.isVisible()
    before = window.session.experiment
    QTest.keyClick(window, Qt.Key.Key_X)
    assert window.session.experiment == before


# --- bad input ---


def test_the_toast_covers_no_control_in_any_size(window: MainWindow) -> None:
    for size in ((1920, 1080), (1280, 720), (1024, 768)):
        window.resize(*size)
        QApplication.processEvents()
        window.show_message("Saved to /home/somebody/experiments/mine.toml")
        covered = [
            button
            for button in window.findChildren(QAbstractButton)
            if button.isVisible()
            and QRect(button.mapTo(window, QPoint(0, 0)), button.size()).intersects(
                window.toast.geometry()
            )
        ]
        assert [button.text() for button in covered] == []
        assert window.rect().contains(window.toast.geometry())


@pytest.mark.parametrize(
    "intent",
    [
        lambda w: w.runners_table.renamed.emit(0, "x" * 10_000),
        lambda w: w.experiment_form.edited.emit({"steps": -1}),
        lambda w: w.experiment_form.edited.emit({"start": (math.nan,)}),
        lambda w: w.run_page.surface_view.startDragged.emit((math.inf,)),
        lambda w: w.dial.valueChanged.emit(math.nan),
    ],
)
def test_bad_input_is_said_in_the_toast_and_nothing_is_lost(window: MainWindow, intent) -> None:
    window.session.seek(7)
    before = window.session.experiment
    intent(window)
    QApplication.processEvents()
    if window.session.experiment != before:  # it was allowed after all
        return
    assert window.toast.isVisible()
    assert window.toast.text()
    assert window.session.playhead == 7
    assert_all_show(window)


def test_more_than_eight_runners_are_refused_in_words(window: MainWindow) -> None:
    for _ in range(7):
        window.runners_table.addRequested.emit()
    assert len(window.session.runs) == 8
    assert window.toast.isVisible()
    assert "8" in window.toast.text()
    settle(window)
    assert not window.runners_table.add_button.isEnabled()


# --- extremes ---

EXTREMES = {
    "explodes to infinity": Experiment(
        "quadratic:escape=inf", start=5.0, steps=200, runners=[Runner(lr=10.0)]
    ),
    "explodes to 1e300": Experiment(
        "rosenbrock:escape=inf", steps=200, runners=[Runner(lr=10.0), Runner(lr=1e-3, name="b")]
    ),
    "loss exactly 0": Experiment("quadratic", start=5.0, steps=50, runners=[Runner(lr=0.5)]),
    "subnormal losses": Experiment("quadratic", start=1e-159, steps=50, runners=[Runner(lr=0.1)]),
    "starts in the minimum": Experiment("quadratic", start=0.0, steps=50, runners=[Runner(lr=0.1)]),
    "one step": Experiment("quadratic", steps=1, runners=[Runner(lr=0.1)]),
    "a million steps": Experiment("rosenbrock", steps=2**20, runners=[Runner(lr=1e-3)]),
    "lr 0": Experiment("quadratic", steps=50, runners=[Runner(lr=0.0)]),
    "bounces for ever": Experiment("quadratic", start=5.0, steps=50, runners=[Runner(lr=1.0)]),
    "eight runners": Experiment(
        "himmelblau", steps=300, runners=[Runner(name=f"r{k}", lr=0.001 * 2**k) for k in range(8)]
    ),
    "far start": Experiment("rosenbrock:escape=inf", start=(1e150, -1e150), steps=20),
    "1-D far start": Experiment("quadratic:escape=inf", start=1e155, steps=20),
}


@pytest.mark.parametrize("name", EXTREMES)
@pytest.mark.parametrize("log", [True, False])
def test_extremes_are_shown_without_a_complaint(
    open_window: OpenWindow, name: str, log: bool
) -> None:
    window = open_window(EXTREMES[name])
    session = window.session
    window.run_page.loss_view.set_log(log, session)
    last = session.end
    for reveal in (False, True):
        session.set_reveal(reveal)
        for step in sorted({0, 1, 2, last // 2, last - 1, last}):
            session.seek(step)
            settle(window)
            picture(window)
    session.seek(last // 2)
    session.turn_dial(1e-3)
    settle(window)
    picture(window)
    assert_all_show(window)


def test_time_runs_on_past_the_budget(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    session.select(1)
    session.seek(50)
    session.set_speed(math.inf)
    session.play_on()

    def has_gone_far() -> bool:
        session.advance(0.1)  # paths grow beside the window, as fast as there is time
        window.bridge.flush()
        return session.playhead > 1e6

    qtbot.waitUntil(has_gone_far)
    session.pause()
    assert session.experiment.steps == 50
    assert_all_show(window)


# --- looks ---


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", SIZES)
def test_every_size_and_theme_has_all_cards_apart_and_inside(
    open_window: OpenWindow, theme: str, size: tuple[int, int]
) -> None:
    window = open_window(theme=theme, size=size)
    window.session.seek(20)
    settle(window)
    assert (window.width(), window.height()) == size
    content = window.centralWidget()
    widgets = [*window.cards.values(), *window.run_page.cards.values()]
    seen = [card for card in widgets if card.isVisible()]
    cards = [QRect(card.mapTo(content, QPoint(0, 0)), card.size()) for card in seen]
    area = content.rect()
    for index, card in enumerate(cards):
        assert area.contains(card)
        assert not any(card.intersects(other) for other in cards[index + 1 :])
    assert min(window.dial.width(), window.dial.height()) >= 200
    bar = window.actions_.button
    assert window.rect().contains(bar.geometry())


def test_themes_change_at_run_time_and_back_again(open_window: OpenWindow) -> None:
    for surface in ("quadratic", "rosenbrock"):
        window = open_window(Experiment(surface, runners=[Runner(lr=1e-3)]))
        window.session.seek(10)
        settle(window)
        pictures = {}
        for name in (*THEMES, *THEMES):
            window.set_theme(THEMES[name])
            settle(window)
            shot = picture(window)
            if name in pictures:
                np.testing.assert_array_equal(shot, pictures[name])
            pictures[name] = shot
            ground = window.theme.ground.lstrip("#")
            assert shot[2, 2].tolist() == [int(ground[k : k + 2], 16) for k in (0, 2, 4)]
        window.close()


def test_growing_and_shrinking_keeps_playhead_paths_and_type_in_step(window: MainWindow) -> None:
    window.session.seek(20)
    for size in (*SIZES, *reversed(SIZES)):
        window.resize(*size)
        window.type_size.fit()
        settle(window)
        assert window.theme.body == THEMES[window.theme.name].body * scale_for(*size)
        picture(window)
    assert window.type_size.scale == scale_for(*SIZES[0])
    assert_all_show(window)


# --- accessibility ---


def interactive(window: MainWindow) -> list[QWidget]:
    """Return every widget in sight that takes the focus by Tab."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisibleTo(window)
        and widget.isEnabled()
        and widget.window() is window
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
    ]


def test_everything_that_can_be_used_has_a_name(window: MainWindow) -> None:
    nameless = [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in (
            *interactive(window),
            *window.findChildren(QAbstractButton),
            *window.findChildren(QAbstractSlider),
        )
        if widget.isVisibleTo(window)
        and not widget.accessibleName()
        and not getattr(widget, "text", str)()
    ]
    assert nameless == []


def test_tab_visits_everything_once_from_the_top_to_the_foot(window: MainWindow) -> None:
    window.session.seek(3)
    settle(window)
    first = window.dial
    first.setFocus()
    visited: list[QWidget] = [first]
    for _ in range(80):
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        assert now is not None
        if now is first:
            break
        visited.append(now)
    assert len(set(visited)) == len(visited)
    missing = [w.accessibleName() for w in interactive(window) if w not in visited]
    assert missing == []
    # the dial, where one begins, stands before the page
    tops = [w.mapTo(window, QPoint(0, 0)).y() for w in visited if w is not first]
    # one turn of the circle goes down the window once: bar, plots, dial and table, transport
    rows = [
        0
        if top < 52
        else 1
        if top < window.cards["dial"].y()
        else 2
        if top < window.cards["transport"].y()
        else 3
        for top in tops
    ]
    begins = rows.index(0)
    turned = rows[begins:] + rows[:begins]
    assert turned == sorted(turned)


# --- for long ---


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal, its count stands still")
@pytest.mark.parametrize("frames", [100, pytest.param(400, marks=pytest.mark.slow)])
def test_frames_lose_no_reference_to_none(window: MainWindow, frames: int) -> None:
    """PySide6 6.12.0 on Python 3.11 loses one with every call that returns nothing, and aborts."""
    session = window.session
    session.set_speed(30.0)

    def play(count: int) -> None:
        for k in range(count):
            session.seek(k % 50)
            if k % 5 == 0:
                session.turn_dial(0.01 + 0.001 * (k % 50))
            window.bridge.flush()
            QApplication.processEvents()

    play(50)
    gc.collect()  # garbage of other tests holds references, too
    before = sys.getrefcount(None)
    play(frames)
    gc.collect()
    assert sys.getrefcount(None) >= before - frames / 2


def drag_playhead(window: MainWindow, step: int) -> None:
    """Drag in the loss curve from where the playhead is to a step."""
    view = window.run_page.loss_view
    height = sum(view.getViewBox().viewRange()[1]) / 2
    begin = pixel_of(view, window.session.playhead, height)
    drag(view.viewport(), along(begin, pixel_of(view, step, height)))


def test_an_experiment_equal_to_the_present_one_repaints_nothing(window: MainWindow) -> None:
    heard = []
    settle(window)
    window.bridge.changed.connect(heard.append)
    window.session.edit(steps=window.session.experiment.steps)
    window.session.seek(window.session.playhead)
    window.session.select(window.session.selected)
    window.session.turn_dial(window.session.lr)
    window.pickers["surface"].chosen.emit(window.session.experiment.surface)
    window.bridge.flush()
    assert heard == []
    assert dataclasses.replace(window.session.experiment) == window.session.experiment


@pytest.mark.parametrize("name", entries(Surface))
def test_every_surface_is_drawn(open_window: OpenWindow, name: str) -> None:
    runners = [Runner(name="a", lr=0.01), Runner(name="b", lr=0.1, optimizer="adam")]
    window = open_window(Experiment(name, steps=60, runners=runners), size=(1280, 720))
    window.session.seek(30)
    window.session.set_reveal(True)
    window.bridge.flush()
    seen = picture(window.run_page.surface_view)
    assert len(np.unique(seen @ (1 << 16, 1 << 8, 1))) > 50
    window.run_page.surface_view.getViewBox().scaleBy((1e4, 1e4))
    window.run_page.surface_view.grab()
    window.fit()


def test_of_many_minima_only_the_lowest_are_stars(open_window: OpenWindow) -> None:
    window = open_window(Experiment("rastrigin"))
    dots, stars = window.run_page.surface_view.minima._groups
    assert (len(stars[0]), stars[2].symbol) == (1, "star")
    assert (len(dots[0]), dots[2].symbol) == (120, "o")
    assert stars[2].size > 2 * dots[2].size
    window.session.edit(surface="himmelblau")
    window.bridge.flush()
    dots, stars = window.run_page.surface_view.minima._groups
    assert (len(dots[0]), len(stars[0])) == (0, 4)


def test_a_pole_beside_the_domain_does_not_flatten_the_curve(open_window: OpenWindow) -> None:
    window = open_window(Experiment("gramacy-lee", start=-0.5))
    _, (low, high) = window.run_page.surface_view.getViewBox().viewRange()
    assert high - low < 20


def test_an_optimizer_without_a_rate_greys_the_dial_and_says_why(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, dial = window.session, window.dial
    assert dial.hasFocus()
    plain = picture(dial)
    monkeypatch.setattr(Sgd, "dial_note", "the dial bounds the step", raising=False)
    settle(window)
    assert dial.isEnabled()
    assert "the dial bounds the step" in dial.accessibleDescription()
    assert (picture(dial) != plain).any()
    monkeypatch.setattr(Adam, "uses_lr", False, raising=False)
    monkeypatch.setattr(Adam, "dial_note", "It finds its own step.", raising=False)
    session.edit_runner(optimizer="adam")
    settle(window)
    assert not dial.isEnabled()
    assert dial.accessibleDescription() == "It finds its own step."
    assert dial.toolTip() == "It finds its own step."
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert session.playing  # no button took the keys
    monkeypatch.undo()
    session.edit_runner(optimizer="sgd")
    settle(window)
    assert dial.isEnabled()
    assert "own step" not in dial.toolTip()
    assert dial.hasFocus()


def test_a_window_that_opens_on_a_greyed_dial_still_plays_on_space(open_window: OpenWindow) -> None:
    runners = [Runner(optimizer="exact-line-search")]
    window = open_window(Experiment("bowl", runners=runners))
    assert not window.dial.isEnabled()
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Space)
    assert window.session.playing
    assert window.pickers["surface"].popover is None


def test_a_key_before_the_next_frame_turns_the_selected_runners_dial(window: MainWindow) -> None:
    window.session.select(0)
    window.bridge.flush()
    QTest.keyClick(window, Qt.Key.Key_3)
    QTest.keyClick(window.dial, Qt.Key.Key_PageDown)
    assert [runner.lr for runner in window.session.experiment.runners] == pytest.approx(
        [0.001, 0.1, 0.11]
    )


@pytest.mark.parametrize("surface", ["booth", "quartic"])
def test_view_that_changes_before_a_new_surface_is_shown_keeps_the_old_picture(
    open_window: OpenWindow, surface: str
) -> None:
    before = "quadratic" if surface == "booth" else "booth"
    window = open_window(Experiment(surface=before, runners=[Runner(lr=0.01)]))
    window.session.edit(surface=surface)  # shown with the next frame
    window.run_page.surface_view.getViewBox().scaleBy((0.9, 0.9))
    window.bridge.flush()
    assert window.session.experiment.surface.name == surface


@pytest.mark.parametrize("steps", [3_000, 70_000])
def test_a_fix_for_a_long_run_is_looked_for_beside_the_window(open_window, qtbot, steps):
    runner = Runner(name="Maniac", lr=1.1)
    window = open_window(Experiment("quadratic", start=5.0, steps=steps, runners=[runner]))
    session = window.session
    session.seek(20)
    window.fix()
    assert session.runner.lr == 1.1
    qtbot.waitUntil(lambda: session.runner.lr_at(20) < 1.0)
    assert session.playing


def test_verdicts_on_a_long_run_are_those_of_a_session_without_a_window(open_window, qtbot):
    experiment = Experiment("rosenbrock", steps=400_000, runners=[Runner(lr=1e-3)])
    window = open_window(experiment, beside=True)
    session, card = window.session, window.verdict_card
    qtbot.waitUntil(lambda: session.end == 400_000)
    session.seek(400_000)
    window.bridge.flush()
    qtbot.waitUntil(lambda: card.verdict is not PENDING)
    alone = Session(experiment)
    alone.seek(400_000)
    assert card.verdict == alone.verdict()
    session.turn_dial(1e-6)
    window.bridge.flush()
    alone.turn_dial(1e-6)
    qtbot.waitUntil(lambda: card.verdict == alone.verdict())
    assert window.runners_table.model.rows[0].headline == alone.verdict().headline


def test_a_picker_is_laid_out_when_it_is_first_seen(open_window: OpenWindow) -> None:
    window = open_window()
    for chip in (*window.pickers.values(), window.experiment_form, window.noise_form):
        chip.open()
        assert chip.popover is not None
        bars = chip.popover.findChildren(QScrollBar)
        at_first = [bar.isVisible() for bar in bars]
        QApplication.processEvents()
        assert [bar.isVisible() for bar in bars] == at_first, chip
        chip.popover.close()

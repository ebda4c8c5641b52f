"""The transport: time shown as the session has it, and the user's hand on it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.conftest import picture
from lrsim.declarations import MAX_STEPS
from lrsim.experiment import Experiment, Runner
from lrsim.gui.look.theme import THEMES, apply, dress
from lrsim.gui.window import speeds
from lrsim.gui.window.speeds import SPEEDS
from lrsim.gui.window.transport import Transport
from lrsim.session.session import Change, Session
from waiting import PATIENCE

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def session() -> Session:
    return Session()


@pytest.fixture
def bar(qtbot: QtBot, qapp: QApplication, session: Session) -> Transport:
    apply(qapp, THEMES["dark"])
    bar = Transport()
    dress(bar, THEMES["dark"])
    bar.set_theme(THEMES["dark"])
    qtbot.addWidget(bar)
    bar.resize(1240, 44)
    bar.show_session(session, Change.ALL)
    with qtbot.waitExposed(bar):
        bar.show()
    return bar


def test_buttons_ask_and_change_nothing_by_themselves(qtbot: QtBot, bar: Transport) -> None:
    with qtbot.waitSignal(bar.playToggled):
        bar.play_button.click()
    assert bar.play_button.text() == "Play"
    with qtbot.waitSignal(bar.stepRequested) as forward:
        bar.forward_button.click()
    with qtbot.waitSignal(bar.stepRequested) as back:
        bar.back_button.click()
    assert (forward.args, back.args) == ([1], [-1])
    with qtbot.waitSignal(bar.playOnRequested):
        bar.play_on_button.click()
    with qtbot.waitSignal(bar.resetRequested):
        bar.reset_button.click()
    with qtbot.waitSignal(bar.revealToggled) as reveal:
        bar.reveal_button.click()
    assert reveal.args == [True]


def test_it_shows_playing_reveal_and_what_can_be_undone(bar: Transport, session: Session) -> None:
    assert not bar.undo_button.isEnabled()
    session.turn_dial(0.2)
    session.play()
    session.set_reveal(True)
    bar.show_session(session, Change.ALL)
    assert bar.play_button.text() == "Pause"
    assert bar.reveal_button.isChecked()
    assert bar.undo_button.isEnabled()
    assert not bar.redo_button.isEnabled()


def test_the_playhead_is_shown_silently(qtbot: QtBot, bar: Transport, session: Session) -> None:
    with qtbot.assertNotEmitted(bar.scrubbed), qtbot.assertNotEmitted(bar.speedChanged):
        for step in (6, 50, 0, 17):
            session.seek(step)
            session.set_speed(step + 1)
            bar.show_session(session, Change.ALL)
            assert bar.scrub.value() == step
    assert bar.step_label.text() == "step 17 / 50"


def test_past_the_budget_the_label_names_both(bar: Transport, session: Session) -> None:
    session.select(1)
    session.seek(50)
    session.step(5)
    bar.show_session(session, Change.ALL)
    assert bar.step_label.text() == "step 55 · budget 50"
    assert bar.scrub.maximum() == session.horizon > 50


def test_past_the_budget_the_slider_has_a_mark_where_it_is(
    bar: Transport, session: Session
) -> None:
    assert bar.scrub._mark is None
    session.seek(50)
    session.step(5)
    bar.show_session(session, Change.ALL)
    assert bar.scrub._mark == 50
    before = picture(bar.scrub)
    bar.scrub.set_mark(None)
    changed = np.flatnonzero((picture(bar.scrub) != before).any(axis=(0, 2)))
    handle = bar.scrub._handle()[1]
    middle = handle / 2 + 50 / session.horizon * (bar.scrub.width() - handle)
    assert abs(changed.mean() - middle) <= 2


def test_playing_on_is_offered_until_all_have_exploded_by_now(
    bar: Transport, session: Session
) -> None:
    session.edit(runners=[Runner(lr=1.1)])
    bar.show_session(session, Change.ALL)
    assert bar.play_on_button.isEnabled()
    session.seek(30)
    bar.show_session(session, Change.PLAYHEAD)
    assert not bar.play_on_button.isEnabled()


def test_playing_on_has_its_word_where_there_is_room(qapp: QApplication, bar: Transport) -> None:
    style = Qt.ToolButtonStyle
    least = bar.minimumSizeHint().width()
    for width, expected in (
        (least, style.ToolButtonIconOnly),
        (1890, style.ToolButtonTextBesideIcon),
        (least, style.ToolButtonIconOnly),
    ):
        bar.resize(width, 44)
        qapp.processEvents()
        assert bar.play_on_button.toolButtonStyle() == expected
        assert bar.minimumSizeHint().width() == least


def test_nothing_jiggles_while_time_runs(
    qapp: QApplication, bar: Transport, session: Session
) -> None:
    def places() -> list[tuple[int, int]]:
        qapp.processEvents()
        return [(w.x(), w.width()) for w in bar.findChildren(QWidget)]

    before = places()
    for step in (1, 9, 10, 49, 50):
        session.seek(step)
        session.play()
        bar.show_session(session, Change.ALL)
        bar.rates_label.set_rates(10.0**step, step)
        assert places() == before


def test_a_click_on_the_groove_goes_there(bar: Transport, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bar.scrubbed) as heard:
        where = QPoint(bar.scrub.width() // 2, bar.scrub.height() // 2)
        QTest.mouseClick(bar.scrub, LEFT, pos=where)
    assert heard.args == [25]


def test_a_drag_scrubs_and_the_program_waits_for_the_hand(bar: Transport, session: Session) -> None:
    heard: list[int] = []
    bar.scrub.moved.connect(heard.append)
    middle = bar.scrub.height() // 2
    QTest.mousePress(bar.scrub, LEFT, pos=QPoint(8, middle))
    QTest.mouseMove(bar.scrub, QPoint(bar.scrub.width() - 1, middle))
    assert heard[-1] == 50
    session.seek(12)
    bar.show_session(session, Change.PLAYHEAD)
    assert bar.scrub.value() == 50
    QTest.mouseRelease(bar.scrub, LEFT, pos=QPoint(bar.scrub.width() - 1, middle))
    assert bar.scrub.value() == 12


def test_arrow_keys_scrub_step_by_step(bar: Transport, qtbot: QtBot) -> None:
    heard: list[int] = []
    bar.scrubbed.connect(heard.append)
    QTest.keyClick(bar.scrub, Qt.Key.Key_Right)
    QTest.keyClick(bar.scrub, Qt.Key.Key_End)
    QTest.keyClick(bar.scrub, Qt.Key.Key_Home)
    assert heard == [1, 50, 0]


def test_the_longest_horizon_can_be_scrubbed_end_to_end(bar: Transport) -> None:
    bar.show_session(Session(Experiment("quadratic", steps=2**20)), Change.ALL)
    bar.scrub.setMaximum(MAX_STEPS)
    heard: list[int] = []
    bar.scrubbed.connect(heard.append)
    middle, right = bar.scrub.height() // 2, bar.scrub.width() - 1
    QTest.mouseClick(bar.scrub, LEFT, pos=QPoint(right, middle))
    QTest.mouseClick(bar.scrub, LEFT, pos=QPoint(0, middle))
    assert heard == [MAX_STEPS, 0]


def test_speeds_go_from_one_step_a_second_to_unlimited(bar: Transport, qtbot: QtBot) -> None:
    assert (SPEEDS[0], SPEEDS[-2], SPEEDS[-1]) == (1, 10_000, math.inf)
    heard: list[float] = []
    bar.speedChanged.connect(heard.append)
    QTest.keyClick(bar.speed, Qt.Key.Key_End)
    assert bar.speed_label.text() == "unlimited"
    QTest.keyClick(bar.speed, Qt.Key.Key_Home)
    assert bar.speed_label.text() == "1 step/s"
    assert heard == [math.inf, 1]


@pytest.mark.parametrize(
    ("speed", "position", "shown"),
    [
        (30, 6, "30 steps/s"),
        (33, 6, "33 steps/s"),
        (0.5, 0, "0.5 steps/s"),
        (math.inf, 17, "unlimited"),
    ],
)
def test_any_speed_of_the_session_is_shown(
    bar: Transport, session: Session, speed: float, position: int, shown: str
) -> None:
    session.set_speed(speed)
    bar.show_session(session, Change.PLAYBACK)
    assert bar.speed.value() == position
    assert bar.speed_label.text() == shown


def test_real_rates_change_at_most_twice_a_second_and_the_last_word_counts(
    qtbot: QtBot, bar: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speeds, "RATES_MS", round(1000 * PATIENCE))
    bar.rates_label.set_rates(29.8, 60)
    assert bar.rates_label.text() == "30 steps/s · 60 fps"
    bar.rates_label.set_rates(10, 50)
    bar.rates_label.set_rates(0, 0)
    QApplication.processEvents()
    assert bar.rates_label.text() == "30 steps/s · 60 fps"
    bar.rates_label._due.start(0)
    qtbot.waitUntil(lambda: bar.rates_label.text() == "0 steps/s · 0 fps")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [1056, 1240, 1890])
def test_everything_fits_the_windows_width(
    qapp: QApplication, bar: Transport, theme: str, width: int
) -> None:
    apply(qapp, THEMES[theme])
    dress(bar, THEMES[theme])
    bar.set_theme(THEMES[theme])
    bar.resize(width, 44)
    qapp.processEvents()
    assert bar.minimumSizeHint().width() <= width
    assert bar.scrub.width() >= 140
    shown = [w for w in bar.findChildren(QWidget) if w.isVisible()]
    assert max(w.x() + w.width() for w in shown) <= width


def test_every_control_has_a_name(bar: Transport) -> None:
    for control in (
        bar.reset_button,
        bar.play_on_button,
        bar.back_button,
        bar.forward_button,
        bar.scrub,
        bar.speed,
        bar.reveal_button,
        bar.undo_button,
        bar.redo_button,
    ):
        assert control.accessibleName()


def test_in_a_short_bar_the_step_is_in_numbers_alone(
    qapp: QApplication, bar: Transport, session: Session
) -> None:
    least = bar.minimumSizeHint().width()
    for width, expected in ((least, "0 / 50"), (1240, "step 0 / 50"), (least, "0 / 50")):
        bar.resize(width, 44)
        qapp.processEvents()
        assert bar.step_label.text() == expected
        assert bar.minimumSizeHint().width() == least
        assert max(w.x() + w.width() for w in bar.findChildren(QWidget) if w.isVisible()) <= width

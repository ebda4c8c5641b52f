"""The balls between two steps, by geometry."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.conftest import OpenWindow, pixel_of
from lrsim.experiment import Experiment, Runner
from lrsim.gui.plots.gate import Pixels
from lrsim.gui.run.hop import APEX, along, arc
from lrsim.gui.window.main_window import MainWindow

PARABOLA = Experiment("quadratic", start=5.0, steps=50, runners=(Runner(lr=0.9),))
VALLEY = Experiment("rosenbrock", steps=200, runners=(Runner(lr=0.001),))


def ball_of(window: MainWindow, index: int = -1) -> tuple[float, float]:
    """Return where a ball is drawn, in the viewport's pixels; the selected one's by default."""
    view = window.run_page.surface_view
    box = view.getViewBox()
    transform = box.childGroup.sceneTransform() * view.viewportTransform()
    return view.balls.pixels_of(index, Pixels(transform, box.viewRect()))


def place_of(window: MainWindow, row: int) -> tuple[float, float]:
    """Return where a row of the selected runner lies, in the viewport's pixels."""
    run = window.session.run
    planar = window.session.experiment.surface.dimensions == 2
    x = run.position[row]
    point = pixel_of(window.run_page.surface_view, x[0], x[1] if planar else run.loss[row])
    return point.x(), point.y()


def pass_time(window: MainWindow, seconds: float) -> None:
    """Let the session's clock pass so much time, and the views follow."""
    window.bridge.pass_time(seconds)


@pytest.mark.parametrize(("start", "end"), [(300.0, 100.0), (100.0, 300.0), (200.0, 200.0)])
def test_a_hops_apex_is_46_pixels_above_its_higher_end(start: float, end: float) -> None:
    shares = np.linspace(0.0, 1.0, 10_001)
    heights = arc(start, end, 500.0, shares)
    assert heights[0] == start
    assert heights[-1] == pytest.approx(end)
    assert min(start, end) - heights.min() == pytest.approx(APEX, abs=1e-3)


def test_a_ball_that_does_not_move_does_not_leap() -> None:
    assert along([10.0, 10.0], [20.0, 20.0], 0.5, arched=True) == (10.0, 20.0)


@pytest.mark.parametrize("experiment", [PARABOLA, VALLEY])
def test_at_half_of_the_hop_the_ball_is_half_way(
    open_window: OpenWindow, experiment: Experiment
) -> None:
    window = open_window(experiment, moves=True)
    session = window.session
    session.set_speed(1.0)
    session.play()
    pass_time(window, 0.775)
    (x0, y0), (x1, y1) = place_of(window, 0), place_of(window, 1)
    x, y = ball_of(window)
    assert x == pytest.approx((x0 + x1) / 2, abs=1.0)
    if experiment is VALLEY:
        assert y == pytest.approx((y0 + y1) / 2, abs=1.0)
    else:
        assert y < min(y0, y1)
    assert window.run_page.loss_view.playhead.value() == pytest.approx(0.5)
    head_x, _, _ = window.run_page.loss_view._heads._groups[0]
    assert head_x == pytest.approx([0.5])
    session.pause()


def test_the_readouts_keep_the_step_before_until_the_ball_lands(open_window: OpenWindow) -> None:
    window = open_window(PARABOLA, moves=True)
    session = window.session
    session.set_speed(1.0)
    session.play()
    pass_time(window, 0.99)
    assert session.playhead == 0
    assert window.transport.scrub.value() == 0
    before = ball_of(window)
    pass_time(window, 0.02)
    assert session.playhead == 1
    assert math.dist(before, ball_of(window)) < 8.0  # where it was landing
    session.pause()


@pytest.mark.parametrize("speed", [1.0, 2.0, 5.0, 10.0, 30.0])
def test_between_frames_the_ball_never_jumps(open_window: OpenWindow, speed: float) -> None:
    window = open_window(VALLEY, moves=True)
    session = window.session
    session.set_speed(speed)
    session.play()
    places = []
    while session.playhead < 5:
        pass_time(window, 0.05 / speed)
        places.append(ball_of(window))
    longest = max(math.dist(place_of(window, k), place_of(window, k + 1)) for k in range(5))
    moves = [math.dist(a, b) for a, b in itertools.pairwise(places)]
    assert max(moves) < 0.25 * longest + 1.0  # the steepest of the eased ones
    session.pause()


def hands() -> dict[str, object]:
    return {
        "dial": lambda session: session.turn_dial(0.4),
        "undo": lambda session: session.undo(),
        "select": lambda session: session.select(1),
        "reveal": lambda session: session.set_reveal(True),
        "slower": lambda session: session.set_speed(0.9),
    }


@pytest.mark.parametrize("hand", hands())
def test_what_the_hand_does_in_mid_hop_does_not_send_the_ball_back(
    open_window: OpenWindow, hand: str
) -> None:
    runners = (Runner(name="wide", lr=0.9), Runner(name="short", lr=0.3))
    window = open_window(Experiment("quadratic", start=5.0, steps=50, runners=runners), moves=True)
    session = window.session
    session.turn_dial(0.8)
    session.set_speed(1.0)
    session.play()
    pass_time(window, 0.9)
    hands()[hand](session)
    window.bridge.flush()
    share = window.motion.tween.share(session)
    assert share > 0.5
    (x0, _), (x1, _) = place_of(window, 0), place_of(window, 1)
    assert ball_of(window)[0] == pytest.approx(x0 + share * (x1 - x0), abs=1.0)
    session.pause()


def test_seeking_in_mid_hop_puts_the_ball_on_its_step(open_window: OpenWindow) -> None:
    window = open_window(PARABOLA, moves=True)
    session = window.session
    session.set_speed(1.0)
    session.play()
    pass_time(window, 0.9)
    for step in (20, 1, 2):
        session.seek(step)
        window.bridge.flush()
        assert ball_of(window) == pytest.approx(place_of(window, step), abs=1.0)
        pass_time(window, 0.8)
    session.pause()


def test_a_key_plays_the_step_and_the_session_takes_it_when_the_ball_lands(
    open_window: OpenWindow,
) -> None:
    window = open_window(PARABOLA, moves=True)
    window.step(1)
    window.motion.advance(0.2)
    assert window.session.playhead == 0
    assert window.motion.tween.arrow == pytest.approx(1.0)
    window.motion.advance(0.1)
    assert 0.0 < window.motion.tween.hop < 1.0
    window.motion.advance(0.2)
    assert window.session.playhead == 1
    assert ball_of(window) == pytest.approx(place_of(window, 1), abs=1.0)


def test_a_key_plays_the_step_back_without_an_arrow(open_window: OpenWindow) -> None:
    window = open_window(PARABOLA, moves=True)
    window.session.seek(3)
    window.bridge.flush()
    window.step(-1)
    window.motion.advance(0.1)
    assert window.session.playhead == 3
    (x2, _), (x3, _) = place_of(window, 2), place_of(window, 3)
    assert ball_of(window)[0] == pytest.approx((x2 + x3) / 2, abs=1.0)
    assert window.run_page.loss_view.playhead.value() == pytest.approx(2.5)
    window.motion.advance(0.15)
    assert window.session.playhead == 2


def test_another_key_ends_the_step_at_once(open_window: OpenWindow) -> None:
    window = open_window(PARABOLA, moves=True)
    for presses in range(1, 4):
        QTest.keyClick(window.dial, Qt.Key.Key_Period)
        assert window.session.playhead == presses - 1
    QTest.keyClick(window.dial, Qt.Key.Key_Up)
    assert window.session.playhead == 3
    assert window.session.runner.dial[-1][0] == 3
    assert window.motion.tween.hop == 0.0


def test_a_step_that_is_played_goes_with_what_a_program_does(open_window: OpenWindow) -> None:
    window = open_window(PARABOLA, moves=True)
    window.step(1)
    window.motion.advance(0.3)
    window.session.seek(20)
    window.bridge.flush()
    window.motion.advance(1.0)
    assert window.session.playhead == 20
    assert ball_of(window) == pytest.approx(place_of(window, 20), abs=1.0)


def test_pausing_in_the_air_rests_on_the_step_that_is_landed_on(open_window: OpenWindow) -> None:
    window = open_window(PARABOLA, moves=True)
    session = window.session
    session.set_speed(1.0)
    session.play()
    pass_time(window, 0.8)
    before = window.motion.tween.hop
    window.toggle_play()
    assert not session.playing
    window.bridge.flush()
    assert window.motion.tween.hop >= before
    window.motion.advance(0.1)
    assert session.playhead == 0
    window.motion.advance(0.11)
    assert session.playhead == 1
    assert ball_of(window) == pytest.approx(place_of(window, 1), abs=1.0)


def test_pausing_before_the_hop_rests_where_the_ball_is(open_window: OpenWindow) -> None:
    window = open_window(PARABOLA, moves=True)
    session = window.session
    session.set_speed(1.0)
    session.play()
    pass_time(window, 0.4)
    window.toggle_play()
    window.bridge.flush()
    assert session.playhead == 0
    assert window.motion.tween.arrow == 1.0
    window.motion.advance(1.0)
    assert session.playhead == 0


def test_with_reduced_motion_nothing_is_between_steps(open_window: OpenWindow) -> None:
    window = open_window(PARABOLA, moves=False)
    session = window.session
    session.set_speed(1.0)
    session.play()
    pass_time(window, 0.8)
    assert ball_of(window) == pytest.approx(place_of(window, 0), abs=1.0)
    assert window.motion.tween.arrow == 1.0
    window.toggle_play()
    assert session.playhead == 0
    window.step(1)
    assert session.playhead == 1


def test_the_needle_follows_a_schedule_between_two_steps(open_window: OpenWindow) -> None:
    experiment = Experiment(
        "quadratic",
        start=5.0,
        steps=50,
        runners=(Runner(lr=0.1, schedule="exponential:gamma=0.5"),),
    )
    window = open_window(experiment, moves=True)
    session = window.session
    session.seek(2)
    session.set_speed(1.0)
    session.play()
    window.bridge.flush()
    assert window.dial.rate == pytest.approx(0.025)
    pass_time(window, 0.775)
    assert window.dial.needle == pytest.approx(0.025 * 0.5**0.5)
    assert window.dial.rate == 0.025  # what is read waits until the step has landed
    assert window.dial.value() == 0.1
    session.pause()


@pytest.mark.parametrize("formula", ["log(x)", "sqrt(x)", "1/x"])
def test_a_landing_that_is_no_number_is_hopped_to_without_a_fault(
    open_window: OpenWindow, formula: str
) -> None:
    window = open_window(
        Experiment(f"formula:{formula}", start=0.5, steps=20, runners=(Runner(lr=0.7),)),
        moves=True,
    )
    session = window.session
    session.set_speed(1.0)
    session.play()
    for _ in range(60):
        pass_time(window, 0.05)
        window.grab()
        assert all(map(math.isfinite, ball_of(window)))
    session.pause()


def test_a_recording_that_is_thinned_has_no_hops(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(VALLEY, moves=True)
    session = window.session
    session.step(200_000)
    qtbot.waitUntil(lambda: session.playhead >= 200_000)
    window.bridge.flush()
    before = session.playhead
    window.step(1)
    qtbot.waitUntil(lambda: session.playhead > before + 1)
    session.seek(before)
    session.set_speed(1.0)
    session.play()
    pass_time(window, 0.8)
    assert ball_of(window) == pytest.approx(place_of(window, session.row(0)), abs=1.0)
    session.pause()


def test_a_trail_fades_with_age_to_a_quarter(open_window: OpenWindow) -> None:
    window = open_window(PARABOLA)
    trails = window.run_page.surface_view.ways.trails
    for step, opacities in (
        (0, []),
        (1, [1.0]),
        (3, [0.5, 0.75, 1.0]),
        (40, [0.25, 0.5, 0.75, 1.0]),
    ):
        window.session.seek(step)
        window.bridge.flush()
        assert trails.opacities(0) == pytest.approx(opacities, abs=0.01)

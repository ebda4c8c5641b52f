"""The camera: follows what leaves the picture, comes back, and lets go."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.conftest import OpenWindow, along, drag
from lrsim.experiment import Experiment, Runner
from lrsim.gui.loop.tween import KEYED_SPEED, tween_at
from lrsim.gui.plots.boxes import Box
from lrsim.gui.run.camera import FLIGHT, PATIENCE, SLOPE, Camera, Fit
from lrsim.gui.run.framing import View, around, home_of, near, place
from lrsim.gui.run.scene import Scene
from lrsim.gui.window.main_window import MainWindow
from lrsim.text.numbers import number

MANIAC = 2
VALLEY = Experiment("long-valley:kappa=50", steps=200, runners=[Runner(lr=0.045)])


class Time:
    """A clock that goes when told to."""

    def __init__(self, camera: Camera) -> None:
        self.now = 0.0
        self._camera = camera
        camera.clock = lambda: self.now

    def pass_by(self, seconds: float, ticks: int = 10) -> None:
        """Let so much time pass, in so many frames."""
        begin = self.now + 1e-9
        for k in range(ticks):
            self.now = begin + seconds * (k + 1) / ticks
            self._camera.tick()


def camera_of(window: MainWindow) -> tuple[Camera, Time]:
    camera = window.run_page.surface_view.camera
    camera.reduced_motion = False
    return camera, Time(camera)


def at(window: MainWindow, step: int) -> None:
    window.session.seek(step)
    window.bridge.flush()


def ball(window: MainWindow, index: int = MANIAC) -> tuple[float, float]:
    return place(window.session.runs[index], window.session.row(index))


def wheel(window: MainWindow, notches: int) -> None:
    port = window.run_page.surface_view.viewport()
    where = QPointF(port.rect().center())
    event = QWheelEvent(
        where, QPointF(port.mapToGlobal(where.toPoint())), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(port, event)


def test_the_view_flies_after_the_selected_ball_and_holds_it(window: MainWindow) -> None:
    camera, time = camera_of(window)
    window.session.select(MANIAC)
    at(window, 0)
    assert camera.view.is_like(camera.home)
    for step in range(1, 31):
        at(window, step)
        time.pass_by(FLIGHT)
        assert not camera.moving
        assert camera.view.holds(ball(window))
        # what began is still in the picture
        assert camera.view.united(camera.home) == camera.view
    assert camera.times > 1e4


def test_half_way_a_flight_has_grown_by_the_root_of_the_factor(window: MainWindow) -> None:
    camera, time = camera_of(window)
    window.session.select(MANIAC)
    at(window, 20)
    time.pass_by(FLIGHT)
    far = camera.times
    camera.fit(Fit.SURFACE)
    time.pass_by(FLIGHT / 2)
    assert camera.times == pytest.approx(math.sqrt(far), rel=1e-6)


def test_who_is_not_selected_is_not_followed_but_all_are_when_asked_for(window: MainWindow) -> None:
    camera, time = camera_of(window)
    window.session.select(1)
    at(window, 20)
    time.pass_by(FLIGHT)
    assert camera.view.is_like(camera.home)
    camera.fit(Fit.ALL)
    time.pass_by(FLIGHT)
    assert camera.view.holds(ball(window))
    at(window, 30)
    time.pass_by(FLIGHT)
    assert camera.view.holds(ball(window))


@pytest.mark.parametrize("case", ["parabola", "valley"])
def test_in_every_frame_the_followed_ball_and_its_landing_are_in_view(
    open_window: OpenWindow, case: str
) -> None:
    window = open_window(None if case == "parabola" else VALLEY, size=(1280, 720), moves=True)
    camera, time = camera_of(window)
    session = window.session
    session.select(MANIAC if case == "parabola" else 0)
    for speed in (2.0, 10.0, 60.0):
        at(window, 0)
        camera.fit(Fit.SURFACE)
        time.pass_by(FLIGHT)
        at(window, 2)
        session.set_speed(speed)
        session.play()
        window.bridge._clock.stop()
        widths = []
        for _ in range(40):
            time.now += 1 / 60
            window.bridge.pass_time(1 / 60)
            camera.tick()
            assert camera.view.holds(ball_of(window))
            if 0.0 < window.motion.tween.hop < 1.0:
                assert camera.view.holds(landing_of(window))
            widths.append(camera.view.width)
        assert widths == sorted(widths)  # a bouncing ball does not make it go to and fro
        assert widths[-1] > widths[0]
        session.pause()
    assert session.playhead == session.run.exploded_at  # and there it stays


def test_it_comes_back_when_all_has_been_small_for_a_second(window: MainWindow) -> None:
    camera, time = camera_of(window)
    window.session.select(MANIAC)
    at(window, 30)
    time.pass_by(FLIGHT)
    far = camera.times
    at(window, 0)
    time.pass_by(0.9 * PATIENCE)
    assert camera.times == far
    time.pass_by(0.2 * PATIENCE)
    time.pass_by(FLIGHT)
    assert camera.view.is_like(camera.home)


@pytest.mark.parametrize("hand", ["wheel", "pan"])
def test_it_lets_go_when_a_hand_takes_over_until_fit(window: MainWindow, hand: str) -> None:
    camera, time = camera_of(window)
    window.session.select(MANIAC)
    at(window, 10)
    time.pass_by(FLIGHT / 2)
    if hand == "wheel":
        wheel(window, -1)
    else:
        middle = QPointF(window.run_page.surface_view.viewport().rect().center())
        drag(window.run_page.surface_view.viewport(), along(middle, middle + QPointF(60, 0)))
    put = camera.view
    for step in (20, 30, 0):
        at(window, step)
        time.pass_by(2.0)
        assert camera.view == put
    camera.fit(Fit.SURFACE)
    time.pass_by(FLIGHT)
    assert camera.view.is_like(camera.home)
    at(window, 20)
    time.pass_by(FLIGHT)
    assert camera.view.holds(ball(window))


def test_the_surface_that_was_asked_for_stays_until_the_ball_leaves_it_again(
    window: MainWindow,
) -> None:
    camera, time = camera_of(window)
    window.session.select(MANIAC)
    at(window, 20)
    time.pass_by(FLIGHT)
    camera.fit(Fit.SURFACE)
    time.pass_by(FLIGHT)
    at(window, 21)
    time.pass_by(FLIGHT)
    assert camera.view.is_like(camera.home)
    at(window, 0)
    at(window, 20)
    time.pass_by(FLIGHT)
    assert camera.view.holds(ball(window))


def test_the_key_shows_the_surface_then_the_runners_then_all(window: MainWindow) -> None:
    camera, time = camera_of(window)
    window.session.select(1)
    at(window, 20)
    wheel(window, 2)
    seen = []
    for _ in range(4):
        QTest.keyClick(window, Qt.Key.Key_F)
        time.pass_by(FLIGHT)
        seen.append(camera.view)
    assert seen[0].is_like(camera.home)
    assert all(seen[1].holds(ball(window, index)) for index in range(3))
    assert not seen[1].is_like(seen[2])
    assert seen[3].is_like(seen[0])


def test_with_reduced_motion_it_cuts(window: MainWindow) -> None:
    camera, _ = camera_of(window)
    window.set_reduced_motion(True)
    window.session.select(MANIAC)
    at(window, 20)
    assert not camera.moving
    assert camera.view.holds(ball(window))


def test_a_new_surface_is_shown_at_once(window: MainWindow) -> None:
    camera, time = camera_of(window)
    window.session.select(MANIAC)
    at(window, 20)
    time.pass_by(FLIGHT)
    window.session.edit(surface="rosenbrock")
    window.bridge.flush()
    assert camera.view.is_like(home_of(window.session.experiment))
    assert camera.times == pytest.approx(1.0)


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment("quadratic", start=(5.0,), runners=[Runner(lr=10.0)]),
        Experiment("formula:log(x)", start=(4.0,), runners=[Runner(lr=9.0)]),
        Experiment("formula:x**4", start=(1e50,), runners=[Runner(lr=10.0)]),
        Experiment("rosenbrock", runners=[Runner(lr=1.0)]),
        Experiment("long-valley", runners=[Runner(lr=10.0)]),
        Experiment("formula:0*x", start=(0.0,), runners=[Runner(lr=10.0)]),
    ],
    ids=str,
)
def test_what_leaves_the_numbers_leaves_a_view_with_a_width(
    open_window: OpenWindow, experiment: Experiment
) -> None:
    window = open_window(experiment)
    camera, time = camera_of(window)
    for step in range(window.session.end + 1):
        at(window, step)
        time.pass_by(FLIGHT, ticks=2)
        assert all(map(math.isfinite, camera.view))
        assert camera.view.width > 0.0 < camera.view.height
    for what in Fit:
        camera.fit(what)
        time.pass_by(FLIGHT, ticks=2)
        window.run_page.surface_view.grab()
        assert all(map(math.isfinite, camera.view))
        assert camera.view.width > 0.0 < camera.view.height


# --- views ---

HOME = View(-1.0, 1.0, 0.0, 10.0)


def test_a_way_between_views_ends_where_it_should() -> None:
    far = View(-1e9, 3e9, -5.0, 1e12)
    assert HOME.between(far, 0.0) == HOME
    assert HOME.between(far, 1.0) == far
    assert HOME.between(HOME, 0.3) == HOME
    half = HOME.between(far, 0.5)
    assert half.width == pytest.approx(math.sqrt(HOME.width * far.width))


@pytest.mark.parametrize("planar", [True, False])
def test_around_points_there_is_a_margin(planar: bool) -> None:
    points = [(-90.0, 3000.0), (110.0, 5000.0)]
    view = around(points, HOME, planar=planar)
    assert view.left <= -120.0
    assert view.right >= 140.0
    assert view.high >= 5700.0
    if planar:
        assert view.width / view.height == pytest.approx(HOME.width / HOME.height)


def test_points_out_of_all_reach_are_left_out() -> None:
    lost = [(math.nan, 0.0), (math.inf, 1.0), (0.0, 1e300), (-1e308, 0.0)]
    assert around(lost, HOME, planar=True) == HOME
    assert around([*lost, (50.0, 3.0)], HOME, planar=False).right < 100.0


def test_one_point_alone_is_not_looked_at_with_a_view_of_no_width(window: MainWindow) -> None:
    surface = window.session.experiment.surface
    view = near([(0.0, 0.0)], HOME, surface)
    assert view.width > 0.0 < view.height
    assert view.holds((0.0, 0.0))


# --- how far it is, and where it began ---


@pytest.mark.parametrize("size", [(1080, 720), (1280, 720), (1920, 1080)])
@pytest.mark.parametrize("theme", ["dark", "projector"])
def test_scale_and_inset_appear_from_four_times_and_go_below_three(
    open_window: OpenWindow, theme: str, size: tuple[int, int]
) -> None:
    window = open_window(theme=theme, size=size)
    view, inset = window.run_page.surface_view, window.run_page.surface_view.inset
    box, home = view.getViewBox(), view.camera.home
    seen = {}
    for times in (1.0, 3.5, 3.9, 4.1, 3.1, 2.9, 3.9):
        box.setRange(yRange=(home.low, home.low + times * home.height), padding=0)
        seen[len(seen)] = bool(inset.scale)
    assert list(seen.values()) == [False, False, False, True, True, False, False]
    box.setRange(xRange=(2.0, 2.0 + home.width / 10), yRange=(3.0, 3.1), padding=0)
    assert inset.scale.startswith("zoomed in")
    assert inset.frame is None


@pytest.mark.parametrize("size", [(1080, 720), (1280, 720), (1920, 1080)])
@pytest.mark.parametrize("surface", ["quadratic", "long-valley"])
def test_far_away_the_scale_is_said_and_where_it_began_is_framed(
    open_window: OpenWindow, surface: str, size: tuple[int, int]
) -> None:
    lr = 1.1 if surface == "quadratic" else 0.25
    window = open_window(
        Experiment(surface, steps=50, runners=[Runner(name="one", lr=lr)]), size=size
    )
    view = window.run_page.surface_view
    for step in (12, 20, 30):
        at(window, step)
        view.grab()
        inset, scene = view.inset, Scene(view.camera.view, (view._box.width(), view._box.height()))
        times = view.camera.times
        assert times > 4.0
        along = ""
        if surface == "quadratic":
            along = " in x" if times == view.camera.view.ratios(view.camera.home)[0] else " in loss"
        assert inset.scale == f"zoomed out {number(times, 2)} ×{along}"
        assert inset.box is not None
        assert inset.pill is not None
        assert inset.frame is not None
        assert scene.frame.holds(inset.box)
        assert scene.frame.holds(inset.pill)
        assert not inset.box.meets(inset.pill)
        ball = scene.pixel(ball_of(window))
        assert not inset.box.grown(6.0).holds(Box.around(*ball, 0.0))
        labels = [label.box for label in view.marks.labels]
        assert not any(inset.box.meets(box) or inset.pill.meets(box) for box in labels)


def ball_of(window: MainWindow) -> tuple[float, float]:
    return place(window.session.run, window.session.row(window.session.selected))


def landing_of(window: MainWindow) -> tuple[float, float]:
    session = window.session
    ahead = session.next_position()
    assert ahead is not None
    return ahead[0], ahead[1] if len(ahead) > 1 else float(session.experiment.surface(ahead))


def test_a_slow_hops_landing_is_flown_to_before_the_hop(open_window: OpenWindow) -> None:
    window = open_window(moves=True)
    camera, time = camera_of(window)
    window.session.select(MANIAC)
    at(window, 1)
    camera.show_surface(window.session, new=True)
    begin = tween_at(1, 0.1, KEYED_SPEED)
    window.run_page.surface_view.show_motion(begin)
    assert not camera.view.holds(landing_of(window))
    time.pass_by(0.5 * SLOPE / KEYED_SPEED)
    half = camera.view
    time.pass_by(0.5 * SLOPE / KEYED_SPEED)
    flown = camera.view
    assert camera.home.width < half.width < flown.width
    assert flown.holds(landing_of(window))
    hop = tween_at(1, 0.6, KEYED_SPEED)
    assert hop.hop > 0.0
    window.run_page.surface_view.show_motion(hop)
    assert camera.view == flown


def test_labels_of_an_axis_share_their_power_of_ten(window: MainWindow) -> None:
    axis = window.run_page.surface_view.getAxis("left")
    assert axis.tickStrings([0.0, 20.0, 40.0], 1.0, 20.0) == ["0", "20", "40"]
    assert axis.power == 0
    assert axis.tickStrings([0.0, 1000.0, 3000.0], 1.0, 1000.0) == ["0", "1", "3"]
    assert axis.power == 3
    assert axis.tickStrings([-2e-5, 0.0, 2e-5], 1.0, 2e-5) == ["−2", "0", "2"]
    assert axis.power == -5

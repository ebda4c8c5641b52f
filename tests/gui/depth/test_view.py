"""The landscape in the window: what it shows, and how it is turned."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import lrsim
from gui.conftest import along, drag, picture
from gui.pseudo import Pseudo
from lrsim.catalogue.entries import entries
from lrsim.experiment import Experiment, Runner
from lrsim.gui.depth.lines import standing
from lrsim.gui.depth.projection import HOME, Angles
from lrsim.gui.depth.view import DepthView
from lrsim.gui.look.theme import THEMES
from lrsim.gui.loop.background import Background
from lrsim.gui.loop.tween import AT_REST, Tween
from lrsim.gui.window.main_window import MainWindow
from lrsim.session.session import Change, Session
from lrsim.surfaces import Surface

PLANAR = [
    *(name for name, cls in entries(Surface).items() if cls().dimensions == 2),
    *("formula:1/x + y**2", "formula:log(x*y)", "formula:sqrt(x)*y", "formula:tan(x)/y"),
    *("formula:1e300*x**2 + y**2", "formula:0*x*y", "formula:sqrt(-1 - x**2 - y**2)"),
]
RATES = (1e-3, 1e-2, 30.0)

OpenView = Callable[..., DepthView]


@pytest.fixture
def open_view(qtbot: QtBot) -> Iterator[OpenView]:
    """Return what opens a landscape of an experiment."""
    background = Background()

    def make(
        surface: str = "himmelblau",
        *,
        theme: str = "dark",
        start: tuple[float, float] | None = None,
        step: int = 5,
        lrs: tuple[float, ...] = RATES,
    ) -> DepthView:
        runners = [Runner(name=f"Runner {k}", lr=lr) for k, lr in enumerate(lrs)]
        session = Session(Experiment(surface, start=start, steps=20, runners=runners))
        session.seek(step)
        view = DepthView(background)
        qtbot.addWidget(view)
        view.set_theme(THEMES[theme])
        view.resize(480, 320)
        view.show_session(session, Change.ALL)
        view.session = session
        view.grab()
        return view

    yield make
    background.close()


def settle(view: DepthView, qtbot: QtBot) -> None:
    # a window that takes the focus gets it, and a frame in its picture, some time after it was shown
    view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    view.show()
    qtbot.waitUntil(lambda: view.is_settled)


def spot_of(view: DepthView, position: list[float], loss: float) -> tuple[float, float]:
    """Return the pixel of a place at the height of a loss."""
    mesh = view.mesh
    assert mesh is not None
    a, b, h = standing(mesh, np.array([position]), np.array([loss]))
    spot = view.projection(mesh).spot(a, b, h)
    return float(spot.x[0]), float(spot.y[0])


def scroll(view: DepthView, place: QPointF, notches: int) -> None:
    buttons, modifiers = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    turned = QPoint(0, 120 * notches)
    event = QWheelEvent(
        place, place, QPoint(), turned, buttons, modifiers, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(view, event)


@pytest.mark.parametrize("surface", PLANAR)
def test_every_surface_is_painted_in_all_themes(
    open_view: OpenView, qtbot: QtBot, surface: str
) -> None:
    start = (1.5, 1.0) if surface.startswith("formula") else None
    view = open_view(surface, start=start)
    settle(view, qtbot)
    pictures = [picture(view)]
    for theme in THEMES.values():
        view.set_theme(theme)
        pictures.append(picture(view))
    counts = [len(np.unique(shown @ (1 << 16, 1 << 8, 1))) for shown in pictures]
    assert min(counts) > 5, counts


@pytest.mark.parametrize("angles", [HOME, HOME.turned(2.0, 0.3), HOME.zoomed(1.5, 20.0, 10.0)])
def test_a_ball_is_where_its_position_and_its_loss_are_projected(
    open_view: OpenView, angles: Angles
) -> None:
    view = open_view(step=0, lrs=(1e-3,))
    view.look(angles)
    surface = lrsim.surface("himmelblau")
    x, y = spot_of(view, [-0.5, -0.5], float(surface([-0.5, -0.5])))
    shown = picture(view)[round(y), round(x)]
    assert tuple(shown) == QColor(THEMES["dark"].runners[0]).toTuple()[:3]


def test_a_ball_behind_a_hill_is_fainter_and_not_lost(open_view: OpenView) -> None:
    hill, start = "formula:exp(-x**2 - y**2)", (0.0, 3.0)
    loss = float(lrsim.surface(hill)(start))
    colours = []
    for angles in (Angles(0.0, 0.25), Angles(3.14, 0.25)):
        view = open_view(hill, start=start, step=0, lrs=(1e-9,))
        view.look(angles)
        x, y = spot_of(view, list(start), loss)
        colours.append(picture(view)[round(y), round(x)].astype(int))
    behind, before = colours
    ball = np.array(QColor(THEMES["dark"].runners[0]).toTuple()[:3])
    assert np.abs(before - ball).max() == 0
    assert 10 < np.abs(behind - ball).max() < 250


def test_a_ball_that_has_left_the_picture_is_pointed_at_with_its_name(
    open_view: OpenView, pseudo: Pseudo
) -> None:
    view = open_view("bowl", lrs=(30.0,), step=5)
    view.look(view.angles.zoomed(4.0, 0.0, 0.0))
    view.grab()
    assert any("Runner 0" in text for text in pseudo.painted)


def test_the_landscape_is_painted_once_while_only_balls_move(
    open_view: OpenView, qtbot: QtBot
) -> None:
    view = open_view(step=0)
    settle(view, qtbot)
    scene = view.scene(view.mesh)
    landscape = view.landscape.picture(scene).cacheKey()
    view.session.seek(3)
    view.show_session(view.session, Change.PLAYHEAD)
    view.grab()
    assert view.landscape.picture(scene).cacheKey() == landscape
    view.look(HOME.turned(0.1, 0.0))
    view.grab()
    assert view.landscape.picture(view.scene(view.mesh)).cacheKey() != landscape


def test_a_trail_that_was_added_to_step_by_step_is_the_one_painted_at_once(
    open_view: OpenView, qtbot: QtBot
) -> None:
    grown, whole = open_view(step=0), open_view(step=12)
    settle(grown, qtbot)
    grown.session.play()
    for step in range(1, 13):
        grown.session.seek(step)
        grown.show_session(grown.session, Change.PLAYHEAD)
        grown.grab()
    grown.session.pause()
    settle(grown, qtbot)
    settle(whole, qtbot)
    off = np.abs(picture(grown).astype(int) - picture(whole).astype(int)).max(axis=2)
    assert np.mean(off > 60) < 1e-3


@pytest.mark.parametrize("angles", [HOME, HOME.turned(0.3, 0.1)])
def test_a_landscape_that_stood_before_it_was_painted_is_painted_in_detail(
    open_view: OpenView, qtbot: QtBot, angles: Angles
) -> None:
    view = open_view("bowl")
    settle(view, qtbot)
    view.resize(500, 330)
    view.look(angles)
    view._rest.stop()
    view._refine()  # as the timer does where painting is late
    view.grab()
    assert not view.landscape.is_fine
    qtbot.waitUntil(lambda: view.is_settled)


def test_a_runner_that_is_hidden_has_neither_ball_nor_trail(open_view: OpenView) -> None:
    view = open_view("bowl", lrs=(0.01, 0.2), step=8)
    colour = QColor(THEMES["dark"].runners[1]).toTuple()[:3]
    counts = []
    for hidden in ([], [1]):
        view.session.set_hidden(hidden)
        view.show_session(view.session, Change.REVEAL)
        counts.append(int((picture(view) == colour).all(axis=2).sum()))
    assert counts[0] > 50
    assert counts[1] == 0


@pytest.mark.parametrize(
    ("key", "turned", "tilted"),
    [("Left", -1, 0), ("Right", 1, 0), ("Up", 0, 1), ("Down", 0, -1)],
)
def test_arrow_keys_turn_and_tilt_and_shift_does_so_finely(
    open_view: OpenView, key: str, turned: int, tilted: int
) -> None:
    view = open_view()
    moves = []
    for modifier in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
        before = view.angles
        QTest.keyClick(view, getattr(Qt.Key, f"Key_{key}"), modifier)
        turn, tilt = view.angles.turn - before.turn, view.angles.tilt - before.tilt
        assert (np.sign(round(turn, 9)), np.sign(round(tilt, 9))) == (turned, tilted)
        moves.append(abs(turn) + abs(tilt))
    assert moves[0] > 2.0 * moves[1]


def test_a_drag_turns_the_front_with_the_hand_and_a_double_click_turns_back(
    open_view: OpenView,
) -> None:
    view = open_view("bowl")
    front = [0.0, -4.0]
    loss = float(lrsim.surface("bowl")(front))
    view.look(Angles(0.0, 0.8))
    before = spot_of(view, front, loss)
    drag(view, along(QPointF(200.0, 200.0), QPointF(260.0, 215.0)))
    after = spot_of(view, front, loss)
    assert after[0] > before[0] + 10.0
    assert view.angles.tilt > 0.8
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton)
    assert view.angles == HOME


def test_the_wheel_zooms_around_the_mouse(open_view: OpenView) -> None:
    view = open_view()
    place = spot_of(view, [3.0, 2.0], 0.0)
    scroll(view, QPointF(*place), 3)
    assert view.angles.zoom > 1.5
    assert spot_of(view, [3.0, 2.0], 0.0) == pytest.approx(place, abs=1e-6)
    scroll(view, QPointF(*place), -3)
    assert view.angles.zoom == pytest.approx(1.0)


@pytest.mark.parametrize("surface", ["himmelblau", "formula:1/x + y**2"])
def test_all_it_says_is_translated(open_view: OpenView, pseudo: Pseudo, surface: str) -> None:
    view = open_view(surface, start=(1.0, 1.0))
    for turn in range(6):
        view.look(HOME.turned(turn, 0.0))
        view.grab()
    assert {"x", "y"} <= set(pseudo.painted)
    assert not pseudo.english(view, names=["Runner 0", "Runner 1", "Runner 2"])


# --- in the window ---


def press(window: MainWindow, key: Qt.Key) -> None:
    QTest.keyClick(window, key)
    window.bridge.flush()


def test_v_shows_the_landscape_and_v_or_escape_goes_back(window: MainWindow) -> None:
    page = window.run_page
    window.session.edit(surface="rosenbrock")
    window.bridge.flush()
    for back in ((Qt.Key.Key_V,), (Qt.Key.Key_Escape, Qt.Key.Key_Escape)):
        press(window, Qt.Key.Key_V)
        assert page.surface_place.deep is not None
        assert page.surface_place.deep.isVisible()
        assert not page.surface_view.isVisible()
        for key in back:
            press(window, key)
        assert not page.surface_place.deep.isVisible()
        assert page.surface_view.isVisible()


def test_after_v_arrows_turn_the_landscape_and_after_escape_the_dial(window: MainWindow) -> None:
    page, session = window.run_page, window.session
    session.edit(surface="rosenbrock")
    window.bridge.flush()
    press(window, Qt.Key.Key_V)
    view = page.surface_place.deep
    assert view is not None
    rate, angles = session.lr, view.angles
    with_keys = page._hint.accessibleName()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Left)
    assert (session.lr, view.angles != angles) == (rate, True)
    angles = view.angles
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert view.isVisible()
    assert page._hint.accessibleName() != with_keys
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Left)
    assert session.lr < rate
    assert view.angles == angles
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert not view.isVisible()


def test_one_coordinate_is_shown_flat_and_the_choice_is_kept(window: MainWindow) -> None:
    page, session = window.run_page, window.session
    assert not page.depth_button.isVisible()
    press(window, Qt.Key.Key_V)
    assert page.surface_view.isVisible()
    for surface, deep in (("bowl", True), ("quadratic", False), ("ackley", True)):
        session.edit(surface=surface)
        window.bridge.flush()
        window.grab()
        assert page.surface_view.isVisible() != deep
        assert page.depth_button.isVisible() == deep
    page.depth_button.click()
    assert page.surface_view.isVisible()


def test_the_flat_picture_is_up_to_date_when_one_comes_back(window: MainWindow) -> None:
    window.session.edit(surface="bowl")
    window.bridge.flush()
    press(window, Qt.Key.Key_V)
    window.session.edit(surface="rosenbrock")
    window.bridge.flush()
    press(window, Qt.Key.Key_V)
    (left, right), _ = window.run_page.surface_view.getViewBox().viewRange()
    assert (left, right) == pytest.approx(lrsim.surface("rosenbrock").domain[0], rel=0.01)


def test_f_turns_back_where_the_landscape_is_shown(window: MainWindow) -> None:
    window.session.edit(surface="bowl")
    window.bridge.flush()
    press(window, Qt.Key.Key_V)
    view = window.run_page.surface_place.deep
    assert view is not None
    view.look(HOME.turned(1.0, 0.2))
    press(window, Qt.Key.Key_F)
    assert view.angles == HOME


def test_a_click_on_the_landscape_takes_no_arrow_key_from_the_dial(window: MainWindow) -> None:
    window.session.edit(surface="bowl")
    window.bridge.flush()
    press(window, Qt.Key.Key_V)
    view = window.run_page.surface_place.deep
    assert view is not None
    QTest.keyClick(view, Qt.Key.Key_Escape)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton)
    before, angles = window.session.lr, view.angles
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Up)
    assert window.session.lr > before
    assert view.angles == angles


@pytest.mark.parametrize("leave", ["V", "Escape", "one coordinate"])
def test_the_dial_has_the_keys_when_the_landscape_that_had_them_is_left(
    window: MainWindow, leave: str
) -> None:
    window.session.edit(surface="bowl")
    window.bridge.flush()
    press(window, Qt.Key.Key_V)
    view = window.run_page.surface_place.deep
    assert view is not None
    view.setFocus()
    if leave == "one coordinate":
        window.session.edit(surface="quadratic")
        window.bridge.flush()
    else:
        for _ in range(1 + (leave == "Escape")):
            QTest.keyClick(window.focusWidget(), getattr(Qt.Key, f"Key_{leave}"))
    assert not view.isVisible()
    before = window.session.lr
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Up)
    assert window.session.lr > before


def test_a_ball_between_two_steps_is_on_the_ground_between_their_places(
    open_view: OpenView,
) -> None:
    view = open_view("bowl", step=0, lrs=(0.2,))
    session = view.session
    start, end = session.run.position[0], session.run.position[1]
    view.show_motion(Tween(0, hop=0.5))
    middle = 0.5 * (start + end)
    x, y = spot_of(view, middle.tolist(), float(lrsim.surface("bowl")(middle)))
    ball = QColor(THEMES["dark"].runners[0]).toTuple()[:3]
    assert tuple(picture(view)[round(y), round(x)]) == ball
    x, y = spot_of(view, start.tolist(), float(session.run.loss[0]))
    assert tuple(picture(view)[round(y) - 5, round(x)]) != ball
    view.show_motion(AT_REST)
    assert tuple(picture(view)[round(y), round(x)]) == ball


@pytest.mark.parametrize("surface", ["bowl", "branin"])
def test_an_axis_has_two_ticks_or_more(open_view: OpenView, pseudo: Pseudo, surface: str) -> None:
    view = open_view(surface, step=0)
    for size in ((300, 200), (490, 220), (700, 280), (1100, 700)):
        view.resize(*size)
        for turn in (0.1, 1.0, 2.2):
            pseudo.painted.clear()
            view.look(HOME.turned(turn, 0.0))
            view.grab()
            painted = list(pseudo.painted)
            names = [name for name in ("x", "y") if name in painted]  # one seen end on has none
            assert names
            for name in names:  # which is painted after the ticks
                ticks = itertools.takewhile(is_tick, reversed(painted[: painted.index(name)]))
                assert len(list(ticks)) >= 2, (size, turn, painted)


def is_tick(text: str) -> bool:
    return text.lstrip("−").replace(".", "").isdigit()


def test_the_frame_that_tells_of_the_keys_hides_nothing_of_the_picture(
    open_view: OpenView, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = open_view("bowl", step=2)
    pictures = []
    for focus in (False, True):
        monkeypatch.setattr(view, "hasFocus", lambda focus=focus: focus)
        pictures.append(picture(view).astype(int))
    off = np.abs(pictures[1] - pictures[0]).max(axis=2)
    assert off[0:3].max() > 0
    assert off[4:-4, 4:-4].max() == 0


def test_no_label_of_an_axis_is_cut_however_near_one_looks(open_view: OpenView) -> None:
    view = open_view("himmelblau", step=0)
    whole = len(view.landscape.taken)
    counts = []
    for zoom in (1.5, 2.0, 3.0, 8.0):
        view.look(HOME.zoomed(zoom, 0.0, 0.0))
        view.grab()
        labels = view.landscape.taken[len(view.mesh.minima) :]
        counts.append(len(labels))
        for box in labels:  # these have two pixels around the text
            assert -2.0 <= box.left < box.right <= view.width() + 2.0
            assert -2.0 <= box.top < box.bottom <= view.height() + 2.0
    assert counts[-1] == 0 < counts[0] < whole

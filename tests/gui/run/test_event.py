"""An explosion is an event: time rests on it, the picture fades once, and its mark stays."""

from __future__ import annotations

import pytest

from gui.conftest import OpenWindow
from lrsim.diagnosis.causes import LARGEST
from lrsim.experiment import Experiment, Runner
from lrsim.gui.look.theme import THEMES
from lrsim.gui.loop.explosion import FADE, HOLD, faded
from lrsim.gui.plots.gate import FARTHEST
from lrsim.gui.steps.event import FAINT, Event
from lrsim.gui.window.main_window import MainWindow
from lrsim.session.session import Session

MANIAC = Experiment(
    "quadratic",
    start=5.0,
    steps=50,
    runners=(Runner(name="Maniac", lr=1.1), Runner(name="Pro", lr=0.1)),
)
END = 30
NO_BREAK = "\N{NO-BREAK SPACE}"


def play(window: MainWindow, speed: float = 1000.0, frames: int = 200) -> None:
    """Let time pass until it rests."""
    window.session.set_speed(speed)
    window.session.play()
    for _ in range(frames):
        window.bridge.pass_time(0.01)
        if not window.session.playing:
            break


def ground(window: MainWindow) -> float:
    return window.run_page.surface_view._ground.opacity()


@pytest.mark.parametrize(
    ("seconds", "share"), [(0.0, 0.0), (0.3, 0.0), (0.55, 0.5), (0.8, 1.0), (9.0, 1.0)]
)
def test_it_is_held_for_300_milliseconds_and_fades_in_500(seconds: float, share: float) -> None:
    assert faded(seconds) == pytest.approx(share)


@pytest.mark.parametrize("speed", [30.0, 1000.0, float("inf")])
def test_time_rests_on_the_step_at_which_the_selected_runner_explodes(
    open_window: OpenWindow, speed: float
) -> None:
    window = open_window(MANIAC, moves=True)
    play(window, speed)
    assert window.session.playhead == END == window.session.run.exploded_at
    assert not window.session.playing


def test_it_is_dramatic_once_and_time_goes_on_past_it_afterwards(open_window: OpenWindow) -> None:
    window = open_window(MANIAC, moves=True)
    play(window)
    assert window.explosion.running
    window.explosion.advance(HOLD + FADE)
    assert not window.explosion.running
    window.session.play_on()
    window.bridge.pass_time(0.01)
    assert window.session.playhead > END
    window.session.pause()
    window.session.seek(0)
    play(window)
    assert window.session.playhead == 50
    assert not window.explosion.running


def test_scrubbing_over_it_is_quiet(open_window: OpenWindow) -> None:
    window = open_window(MANIAC, moves=True)
    for step in (END - 1, END, END + 5):
        window.session.seek(step)
        window.bridge.flush()
        assert not window.explosion.running
        assert ground(window) == pytest.approx(1.0 if step < END else FAINT)


def test_the_grid_fades_with_the_ground_and_comes_back_with_it(open_window: OpenWindow) -> None:
    window = open_window(MANIAC, moves=True)
    axes = [window.run_page.surface_view.getAxis(side) for side in ("left", "bottom")]
    (whole,) = {axis.grid for axis in axes}
    play(window, speed=float("inf"))
    assert {axis.grid for axis in axes} == {whole}
    window.explosion.advance(HOLD + 0.5 * FADE)
    assert {axis.grid for axis in axes} == {round(whole * (1.0 + FAINT) / 2)}
    window.explosion.advance(FADE)
    assert {axis.grid for axis in axes} == {round(whole * FAINT)}
    window.session.seek(0)
    window.bridge.flush()
    assert {axis.grid for axis in axes} == {whole}


def test_a_plane_has_no_grid_whatever_has_faded(open_window: OpenWindow) -> None:
    experiment = Experiment("bowl", steps=50, runners=(Runner(lr=3.0),))
    window = open_window(experiment, moves=False)
    play(window)
    assert window.session.run.exploded_at == window.session.playhead
    assert window.run_page.surface_view.getAxis("left").grid is False


def test_another_path_explodes_anew(open_window: OpenWindow) -> None:
    window = open_window(MANIAC, moves=True)
    play(window)
    window.explosion.finish()
    window.session.seek(0)
    window.session.turn_dial(1.2)
    play(window)
    assert window.session.playhead == window.session.run.exploded_at != END
    assert window.explosion.running


def test_who_is_not_selected_leaves_a_mark_and_stops_nothing(open_window: OpenWindow) -> None:
    window = open_window(MANIAC, moves=True)
    window.session.select(1)
    play(window)
    assert window.session.playhead == 50
    assert not window.explosion.running
    assert ground(window) == 1.0
    gone = [flight.gone is not None for flight in window.run_page.surface_view.balls._flights]
    assert gone == [True, False]
    stamps = [stamp for _, _, stamp in window.run_page.loss_view._heads._groups]
    assert [stamp.dashed for stamp in stamps] == [True, False]


def test_the_verdict_changes_when_the_picture_has_faded(open_window: OpenWindow) -> None:
    window = open_window(MANIAC, moves=True)
    play(window, speed=float("inf"))
    before = window.verdict_card.verdict
    assert before != window.session.verdict()
    window.explosion.advance(HOLD + 0.5 * FADE)
    assert window.verdict_card.verdict == before
    assert ground(window) == pytest.approx((1.0 + FAINT) / 2)
    window.explosion.advance(FADE)
    assert window.verdict_card.verdict == window.session.verdict()
    assert ground(window) == pytest.approx(FAINT)


@pytest.mark.parametrize("hand", ["seek", "turn", "select", "theme"])
def test_a_hand_ends_it_at_once(open_window: OpenWindow, hand: str) -> None:
    window = open_window(MANIAC, moves=True)
    play(window)
    session = window.session
    {
        "seek": lambda: session.seek(3),
        "turn": lambda: session.turn_dial(0.3),
        "select": lambda: session.select(1),
        "theme": lambda: window.set_theme(THEMES["projector"]),
    }[hand]()
    window.bridge.flush()
    if hand != "theme":
        assert not window.explosion.running
        assert window.verdict_card.verdict == session.verdict()
    window.explosion.advance(1.0)
    assert window.verdict_card.verdict == session.verdict()


def test_with_reduced_motion_it_is_over_at_once(open_window: OpenWindow) -> None:
    window = open_window(MANIAC, moves=False)
    play(window)
    assert window.session.playhead == END
    assert not window.explosion.running
    assert ground(window) == pytest.approx(FAINT)
    assert window.verdict_card.verdict == window.session.verdict()


@pytest.mark.parametrize(
    ("surface", "lr", "start", "words"),
    [
        ("quadratic", 1.1, 5.0, "step 30: |x| passed 1000"),
        ("quadratic:escape=inf", 10.0, 5.0, f"step 120: loss passed {LARGEST}: inf"),
        ("formula:log(x)", 0.3, 0.5, "step 1: log of a negative number: NaN"),
        ("formula:sqrt(x)", 3.0, 0.5, "step 1: root of a negative number: NaN"),
        ("formula:x**4 + x**3,escape=inf", 1.0, 2.0, "step 5: inf − inf: NaN"),
        ("formula:exp(x) - exp(2*x)", 1.0, 3.0, "step 1: inf − inf: NaN"),
    ],
)
def test_it_says_which_number_broke(
    open_window: OpenWindow, surface: str, lr: float, start: float, words: str
) -> None:
    window = open_window(Experiment(surface, start=start, steps=300, runners=(Runner(lr=lr),)))
    window.session.seek(300)
    window.bridge.flush()
    view = window.run_page
    assert view.surface_view.event_mark.words == words
    assert view.loss_view._exploded.toPlainText() == words.replace(NO_BREAK, " ")
    window.session.seek(0)
    window.bridge.flush()
    assert view.surface_view.event_mark.words == ""


def test_a_session_rests_where_its_selected_runner_explodes() -> None:
    session = Session(MANIAC)
    session.set_speed(1000.0)
    session.play()
    session.advance(1.0, rest_at_explosion=True)
    assert (session.playhead, session.playing) == (END, False)
    session.play_on()
    session.advance(0.01, rest_at_explosion=True)
    assert session.playhead == END + 10


@pytest.mark.parametrize(("surface", "has_a_place"), [("rosenbrock", True), ("double-well", False)])
def test_only_a_ball_that_no_picture_can_show_is_said_to_have_no_place(
    surface: str, has_a_place: bool
) -> None:
    session = Session(Experiment(surface, runners=(Runner(lr=1e3),)))
    session.seek(session.experiment.steps)
    told = Event()
    told.set_theme(THEMES["dark"])
    assert told.show_session(session)
    assert (told._nowhere == "") is has_a_place
    assert float(session.run.loss[-1]) > FARTHEST

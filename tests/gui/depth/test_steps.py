"""The landscape shows of steps what the flat picture shows; and the start can be dragged on it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QColor

from gui.conftest import OpenWindow, along, drag, mouse, picture
from lrsim.experiment import Experiment, Runner
from lrsim.gui.depth.lines import standing
from lrsim.gui.depth.projection import HOME
from lrsim.gui.depth.view import DepthView
from lrsim.gui.look.theme import THEMES
from lrsim.gui.loop.explosion import FADE, HOLD
from lrsim.gui.loop.tween import AT_REST, Tween, tween_at
from lrsim.gui.plots.remarks import said_at
from lrsim.gui.run.place_words import place_in_words
from lrsim.gui.steps.event import FAINT, event_words
from lrsim.gui.window.main_window import MainWindow

RUNNERS = (Runner(name="Pro", lr=0.1), Runner(name="Maniac", lr=1.3))
BOWL = Experiment("bowl", start=[-4.0, 2.0], steps=40, runners=RUNNERS)


def deep(open_window: OpenWindow, experiment: Experiment = BOWL, **how: bool) -> MainWindow:
    """Return a window whose surface is seen as a landscape."""
    window = open_window(experiment, **how)
    window.toggle_depth()
    window.bridge.flush()
    view_of(window).grab()
    return window


def view_of(window: MainWindow) -> DepthView:
    view = window.run_page.surface_place.deep
    assert view is not None
    return view


def show(window: MainWindow, step: int, selected: int = 0) -> DepthView:
    window.session.select(selected)
    window.session.seek(step)
    window.bridge.flush()
    view = view_of(window)
    view.grab()
    return view


def pixel(view: DepthView, position: tuple[float, ...], loss: float | None = None) -> QPointF:
    """Return where a position is seen: at a loss, or on the ground."""
    mesh = view.mesh
    assert mesh is not None
    losses = None if loss is None else np.array([loss])
    spot = view.projection(mesh).spot(*standing(mesh, np.array([position]), losses))
    return QPointF(float(spot.x[0]), float(spot.y[0]))


def said(view: DepthView, kind: str) -> list[str]:
    return [label.text for label in view.marks.labels if label.kind == kind]


@pytest.mark.parametrize("step", [0, 3, 7])
def test_the_next_step_is_said_in_the_words_of_the_flat_picture(
    open_window: OpenWindow, step: int
) -> None:
    window = deep(open_window)
    view = show(window, step)
    flat = window.run_page.surface_view
    window.toggle_depth()
    window.bridge.flush()
    flat.grab()
    words = [label.text for label in flat.marks.labels if label.kind == "step"]
    assert words
    assert said(view, "step") == words


def test_the_arrow_is_level_with_the_ball_and_drops_to_where_the_step_ends(
    open_window: OpenWindow,
) -> None:
    window = deep(open_window, Experiment("bowl", start=[-4.0, 2.0], runners=(Runner(lr=0.4),)))
    view = show(window, 0)
    arrow, session = view.marks.arrow, window.session
    ahead = session.next_position()
    assert arrow is not None
    assert ahead is not None
    loss = float(session.run.loss[0])
    assert arrow.tail == pytest.approx(pixel(view, (-4.0, 2.0), loss).toTuple())
    assert arrow.tip == pytest.approx(pixel(view, ahead, loss).toTuple())
    assert arrow.landing == pytest.approx(pixel(view, ahead).toTuple())
    assert arrow.drops
    assert not arrow.broken


def test_an_arrow_that_is_longer_than_the_picture_is_broken_and_lands_nowhere(
    open_window: OpenWindow,
) -> None:
    experiment = Experiment("bowl", start=[-4.0, 2.0], runners=(Runner(lr=60.0),))
    view = show(deep(open_window, experiment), 0)
    arrow = view.marks.arrow
    assert arrow is not None
    assert arrow.broken
    assert not arrow.drops
    assert 0.0 <= arrow.tip[0] <= view.width()
    assert 0.0 <= arrow.tip[1] <= view.height()


def test_there_is_no_arrow_at_speeds_that_leave_no_time_for_one(open_window: OpenWindow) -> None:
    window = deep(open_window)
    view = show(window, 0)
    view.show_motion(AT_REST._replace(arrow=None))
    view.grab()
    assert view.marks.arrow is None
    assert not said(view, "step")
    view.show_motion(AT_REST)
    view.grab()
    assert said(view, "step")


def test_labels_cover_neither_each_other_nor_balls_stars_and_axes(open_window: OpenWindow) -> None:
    window = deep(open_window)
    for step in (0, 2, 9, 20):
        for selected in (0, 1):
            view = show(window, step, selected)
            boxes = [label.box for label in view.marks.labels]
            for k, box in enumerate(boxes):
                others = [*boxes[:k], *boxes[k + 1 :], *view.landscape.taken]
                assert not any(box.meets(other) for other in others)


def test_who_has_left_the_landscape_is_pointed_at_with_the_words_of_the_flat_picture(
    open_window: OpenWindow,
) -> None:
    window = deep(open_window)
    view = show(window, 40, 1)
    position = window.session.run.position[-1]
    (words,) = said(view, "edge")
    assert words.startswith("Maniac: x = ")
    assert words.endswith(f"exploded at step {window.session.run.exploded_at}")
    (mark,) = view.marks.edges
    way = pixel(view, tuple(position)) - QPointF(0.5 * view.width(), 0.5 * view.height())
    assert np.sign(mark.way[0]) in (0.0, np.sign(way.x()))
    assert np.sign(mark.way[1]) in (0.0, np.sign(way.y()))


def test_the_arrow_towards_a_ball_outside_grows_as_balls_do(open_window: OpenWindow) -> None:
    window = deep(open_window)
    shares = []
    for theme in ("dark", "projector"):
        window.set_theme(THEMES[theme])
        view = show(window, 40, 1)
        (mark,) = view.marks.edges
        shares.append(mark.box.height / window.theme.ball)
    assert shares[0] == pytest.approx(shares[1])


def test_runners_on_one_spot_are_seen_beside_it_with_their_names(
    open_window: OpenWindow,
) -> None:
    window = deep(open_window)
    view = show(window, 0)
    (bead,) = view.marks.beads
    spot = pixel(view, (-4.0, 2.0), float(window.session.run.loss[0]))
    assert bead.runner == 1
    assert bead.holder == pytest.approx(spot.toTuple())
    assert math.dist(bead.pixel, bead.holder) > 1.5 * window.theme.ball
    assert said(view, "name") == ["Maniac"]
    assert window.session.run.runner.name == "Pro"
    for index, (x, y) in ((0, spot.toTuple()), (1, bead.pixel)):
        colour = QColor(window.theme.runners[index]).toTuple()[:3]
        assert tuple(picture(view)[round(y), round(x)]) == colour
    assert "Maniac" in said_at(view.remarks(), bead.pixel)


def test_a_ball_beside_its_spot_leaves_string_and_name_and_flies_to_its_own_place(
    open_window: OpenWindow,
) -> None:
    window = deep(open_window)
    view = show(window, 0)
    (bead,) = view.marks.beads
    view.show_motion(Tween(0, hop=0.5))
    run = window.session.runs[1]
    middle = tuple(0.5 * (run.position[0] + run.position[1]))
    way = QPointF(*bead.pixel) - QPointF(*bead.holder)
    there = pixel(view, middle) + 0.5 * way
    colour = QColor(window.theme.runners[1]).toTuple()[:3]
    assert tuple(picture(view)[round(there.y()), round(there.x())]) == colour
    assert not said(view, "name")
    view.show_motion(AT_REST)
    assert said(view, "name") == ["Maniac"]


def test_an_explosion_is_told_and_the_ground_fades_while_axes_stay(
    open_window: OpenWindow,
) -> None:
    window = deep(open_window, moves=True)
    view = show(window, 0, 1)
    place = pixel(view, (3.0, 3.0)).toPoint()
    box = view.landscape.taken[-1]  # a label of the axes
    before = picture(view)
    card = np.array(QColor(THEMES["dark"].card).toTuple()[:3], dtype=float)
    window.session.set_speed(math.inf)
    window.session.play()
    window.bridge.pass_time(0.01)
    assert window.explosion.running
    for seconds, share in ((HOLD + 0.5 * FADE, 0.5), (FADE, 1.0)):
        window.explosion.advance(seconds)
        now = picture(view)
        strength = 1.0 - (1.0 - FAINT) * share
        colour = before[place.y(), place.x()].astype(float)
        wanted = card + (colour - card) * strength
        assert now[place.y(), place.x()].astype(float) == pytest.approx(wanted, abs=3.0)
        label = np.s_[round(box.top) : round(box.bottom), round(box.left) : round(box.right)]
        assert now[label].max() >= before[label].max() - 3
    assert view.marks.event_words == event_words(window.session, 1) != ""
    window.session.seek(0)
    window.bridge.flush()
    view.grab()
    assert view.marks.event_words == ""


def test_a_landscape_that_is_looked_at_after_an_explosion_is_faded_already(
    open_window: OpenWindow,
) -> None:
    window = open_window(BOWL)
    window.session.select(1)
    window.session.seek(40)
    window.bridge.flush()
    window.toggle_depth()
    window.bridge.flush()
    view = view_of(window)
    faded = picture(view)
    view.show_faded(0.0)
    whole = picture(view)
    place = pixel(view, (3.0, 3.0)).toPoint()
    vivid, faint = (np.ptp(shown[place.y(), place.x()].astype(int)) for shown in (whole, faded))
    assert vivid > 2 * faint


def test_in_slow_motion_a_ball_leaves_after_images_behind_it(open_window: OpenWindow) -> None:
    experiment = Experiment("bowl", start=[-4.5, 4.0], runners=(Runner(lr=0.3),))
    window = deep(open_window, experiment)
    view = show(window, 0)
    tween = tween_at(0, 0.85, 2.0)
    assert len(tween.images) == 3
    bare = tween._replace(images=())
    pictures = {}
    for name, motion in (("with", tween), ("bare", bare)):
        view.show_motion(motion)
        pictures[name] = picture(view).astype(int)
    start, end = window.session.run.position[0], window.session.run.position[1]
    step, share = tween.images[0]
    assert step == 0
    assert 0.2 < share < tween.hop - 0.3
    there = pixel(view, tuple(start + share * (end - start))).toPoint()
    off = np.abs(pictures["with"] - pictures["bare"]).max(axis=2)
    radius = round(0.3 * window.theme.ball)  # in its middle the way flown has its very colour
    around = np.s_[there.y() - radius : there.y() + radius, there.x() - radius : there.x() + radius]
    assert off[around].max() > 5
    here = pixel(view, tuple(start + tween.hop * (end - start))).toPoint()
    assert off[here.y(), here.x()] == 0


def test_a_tween_of_another_step_moves_nothing(open_window: OpenWindow) -> None:
    view = show(deep(open_window), 5)
    before = picture(view)
    view.show_motion(Tween(9, hop=0.5))
    assert (picture(view) == before).all()


# --- the start in the hand ---


def test_the_start_is_dragged_over_the_ground_and_one_undo_takes_it_back(
    open_window: OpenWindow,
) -> None:
    window = deep(open_window)
    view, session = show(window, 0), window.session
    goal = (2.0, -1.0)
    drag(view, along(pixel(view, (-4.0, 2.0)), pixel(view, goal)))
    window.bridge.flush()
    assert session.experiment.start == pytest.approx(goal, abs=0.1)
    assert view.angles == HOME
    session.undo()
    assert session.experiment.start == (-4.0, 2.0)
    assert not session.can_undo


def test_a_start_that_is_dragged_off_the_landscape_stays_at_its_rim(
    open_window: OpenWindow,
) -> None:
    window = deep(open_window)
    view = show(window, 0)
    mesh = view.mesh
    assert mesh is not None
    drag(view, along(pixel(view, (-4.0, 2.0)), QPointF(view.width() - 1.0, 0.7 * view.height())))
    x, y = window.session.experiment.start
    left, right, low, high = mesh.rectangle
    assert left <= x <= right
    assert low <= y <= high
    assert min(abs(x - right), abs(y - low), abs(y - high)) < 0.3


def test_elsewhere_a_drag_turns_and_leaves_the_start(open_window: OpenWindow) -> None:
    window = deep(open_window)
    view = show(window, 0)
    place = pixel(view, (3.0, -3.0))
    drag(view, along(place, place + QPointF(60.0, 0.0)))
    assert window.session.experiment.start == (-4.0, 2.0)
    assert view.angles != HOME
    assert not window.session.can_undo


def test_leaving_the_landscape_in_the_middle_of_a_drag_ends_it(open_window: OpenWindow) -> None:
    window = deep(open_window)
    view, session = show(window, 0), window.session
    mouse(view, QEvent.Type.MouseButtonPress, pixel(view, (-4.0, 2.0)))
    mouse(view, QEvent.Type.MouseMove, pixel(view, (1.0, 1.0)))
    window.toggle_depth()
    window.bridge.flush()
    session.edit(start=[3.0, 3.0])
    session.undo()
    assert session.experiment.start == pytest.approx((1.0, 1.0), abs=0.1)


def test_under_the_mouse_the_card_says_what_the_surface_is_like_there(
    open_window: OpenWindow,
) -> None:
    window = deep(open_window)
    view, sentence = show(window, 0), window.run_page.cards["surface"].sentence
    at_rest = sentence.full_text
    place = pixel(view, (2.0, -1.0))
    mouse(view, QEvent.Type.MouseMove, place)
    seen = view.place_at(place, beside=False)
    assert seen is not None
    assert seen == pytest.approx((2.0, -1.0), abs=0.1)
    assert sentence.full_text == place_in_words(window.session.experiment.surface, *seen)
    mouse(view, QEvent.Type.MouseMove, QPointF(2.0, 2.0))
    assert sentence.full_text == at_rest

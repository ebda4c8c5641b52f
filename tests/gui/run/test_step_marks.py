"""The step is legible at every learning rate: its arrow, its label, and nothing upon anything."""

from __future__ import annotations

import itertools
import math
import random
import re

import numpy as np
import pytest

from gui.conftest import OpenWindow
from lrsim.experiment import Experiment, Runner
from lrsim.gui.loop.tween import AT_REST, tween_at
from lrsim.gui.plots.boxes import Box
from lrsim.gui.plots.placer import Placer
from lrsim.gui.run.framing import place
from lrsim.gui.run.scene import Scene
from lrsim.gui.steps.lettering import Label
from lrsim.gui.steps.strings import PARTED, STRING, beads
from lrsim.gui.steps.words import step_words
from lrsim.gui.window.main_window import MainWindow
from lrsim.session.session import Session
from lrsim.session.story import popular_example
from lrsim.text.numbers import read_number

SIZES = [(1080, 720), (1280, 720), (1920, 1080)]


def marks_at(window: MainWindow, step: int) -> list[Label]:
    """Return the labels at a step, the camera where it is going."""
    view = window.run_page.surface_view
    view.camera.reduced_motion = True
    window.session.seek(step)
    window.bridge.flush()
    return view.marks.labels


def scene_of(window: MainWindow) -> Scene:
    view = window.run_page.surface_view
    return Scene(view.camera.view, (view._box.width(), view._box.height()))


def said(labels: list[Label], kind: str) -> list[str]:
    return [label.text for label in labels if label.kind == kind]


def obstacles(window: MainWindow) -> list[Box]:
    """Return balls and stars in the picture, as large as they certainly are."""
    view, session, scene = window.run_page.surface_view, window.session, scene_of(window)
    spots = [scene.pixel(place(run, session.row(k))) for k, run in enumerate(session.runs)]
    hanging = {bead.runner: bead.pixel for bead in view.marks.beads}
    balls = [hanging.get(index, spot) for index, spot in enumerate(spots)]
    radius = 0.3 * window.theme.ball
    return [
        Box.around(*spot, radius)
        for spot in (*balls, *view.minima.stars(scene))
        if scene.holds(spot)
    ]


def assert_nothing_covers_anything(window: MainWindow, labels: list[Label]) -> None:
    scene, view = scene_of(window), window.run_page.surface_view
    boxes = [label.box for label in labels]
    if view.local.box is not None:
        boxes.append(view.local.box)
    assert all(scene.frame.holds(box) for box in boxes)
    for one, other in itertools.combinations(boxes, 2):
        assert not one.meets(other)
    for box, other in itertools.product(boxes, obstacles(window)):
        assert not box.meets(other)
    if view._dimensions == 1:
        curve = view._ground.curve(0)
        x, y = scene.pixels(np.asarray(curve.x, float), curve.y)
        clear = Placer(scene.frame, apart=-1.0)
        clear.block_line(x, y)
        assert all(clear.is_free(box) for box in boxes)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["dark", "projector"])
@pytest.mark.parametrize("lr", [1e-3, 0.1, 1.1, 10.0])
def test_the_step_is_said_inside_the_picture_at_any_learning_rate(
    open_window: OpenWindow, lr: float, theme: str, size: tuple[int, int]
) -> None:
    runner = Runner(name="one", lr=lr)
    window = open_window(Experiment("quadratic", runners=[runner]), theme=theme, size=size)
    for step in (0, 1, 2, 12, 30):
        labels = marks_at(window, step)
        assert_nothing_covers_anything(window, labels)
        if window.session.next_position() is None:
            continue
        (words,) = said(labels, "step")
        assert words.startswith("next step  −lr · gradient = −")
        arrow = window.run_page.surface_view.marks.arrow
        assert arrow is not None
        scene = scene_of(window)
        assert scene.holds(arrow.tip)
        assert arrow.broken == (not 0.0 <= arrow.landing[0] <= scene.width)


def test_the_label_shows_the_product_and_its_value_in_the_runners_colour(
    open_window: OpenWindow,
) -> None:
    window = open_window()
    window.session.select(1)
    labels = marks_at(window, 0)
    assert said(labels, "step") == ["next step  −lr · gradient = −0.1 × 10 = −1"]
    (label,) = (label for label in labels if label.kind == "step")
    assert label.spans[-1].text == "−1"
    assert label.spans[-1].colour == window.theme.runner(1)
    assert said(labels, "slope") == ["slope 10"]


def test_the_step_of_another_rule_is_not_called_minus_lr_times_gradient(
    open_window: OpenWindow,
) -> None:
    runner = Runner(name="one", lr=0.1, optimizer="adam")
    window = open_window(Experiment("quadratic", runners=[runner]))
    assert said(marks_at(window, 3), "step")[0].startswith("next step  = −0.")


def test_where_nothing_moves_the_step_of_a_rule_without_a_rate_has_none_either(
    open_window: OpenWindow,
) -> None:
    runner = Runner(name="one", lr=0.1, optimizer="exact-line-search")
    window = open_window(Experiment("quadratic", runners=[runner]))
    assert said(marks_at(window, 2), "step") == ["next step  = 0"]


@pytest.mark.parametrize("lr", [1.1, 0.1])
def test_hops_that_grow_by_a_factor_say_so(open_window: OpenWindow, lr: float) -> None:
    window = open_window(Experiment("quadratic", runners=[Runner(name="one", lr=lr)]))
    assert said(marks_at(window, 1), "hop") == []
    ratio = abs(1.0 - 2.0 * lr)
    assert said(marks_at(window, 6), "hop") == [f"each hop is {ratio:g} × the one before"]


@pytest.mark.parametrize("size", [(1080, 720), (1280, 720)])
@pytest.mark.parametrize(
    ("surface", "lrs"),
    [
        ("shower", (1e-3, 0.1, 10.0)),
        ("long-valley", (1e-3, 0.01, 0.5)),
        ("rosenbrock", (1e-4, 1e-3, 3e-3)),
        ("himmelblau", (1e-3, 0.01, 0.05)),
        ("double-well", (1e-3, 0.1, 0.3)),
    ],
)
def test_nothing_is_written_over_anything(
    open_window: OpenWindow, surface: str, lrs: tuple[float, ...], size: tuple[int, int]
) -> None:
    names = ("Snail", "Pro", "Maniac")
    runners = [Runner(name=name, lr=lr) for name, lr in zip(names, lrs, strict=True)]
    window = open_window(Experiment(surface, runners=runners), theme="projector", size=size)
    for selected in range(3):
        window.session.select(selected)
        for step in (0, 1, 2, 12, 30):
            labels = marks_at(window, step)
            assert_nothing_covers_anything(window, labels)
            there = window.session.next_position() is not None
            scene, session = scene_of(window), window.session
            ball = scene.pixel(place(session.run, session.row(selected)))
            told = there and scene.holds(ball) and surface != "shower"  # which has an exhibit
            assert len(said(labels, "step")) == told


# --- runners on one spot ---


def test_three_on_one_spot_are_seen_as_three(open_window: OpenWindow) -> None:
    window = open_window(popular_example(), size=(1280, 720))
    for selected in range(3):
        window.session.select(selected)
        labels = marks_at(window, 0)
        marks = window.run_page.surface_view.marks
        assert [bead.runner for bead in marks.beads] == [k for k in range(3) if k != selected]
        others = [r.name for k, r in enumerate(window.session.experiment.runners) if k != selected]
        assert sorted(said(labels, "name")) == sorted(others)
        for bead in marks.beads:
            assert math.dist(bead.pixel, bead.holder) == pytest.approx(STRING)
        one, other = marks.beads
        assert math.dist(one.pixel, other.pixel) > 2 * one.radius
        # away from the step, which leads to the left
        assert sum(bead.pixel[0] for bead in marks.beads) >= 2 * one.holder[0] - STRING
        assert one.pixel[1] < other.pixel[1]


def test_names_stay_not_behind_where_balls_have_left_their_spot(open_window: OpenWindow) -> None:
    window = open_window(popular_example(), size=(1280, 720), moves=True)
    marks_at(window, 0)
    view = window.run_page.surface_view
    view.show_motion(tween_at(0, 0.5, 1.0))  # the arrow grows, all are there yet
    assert said(view.marks.labels, "name")
    view.show_motion(tween_at(0, 0.9, 1.0))
    assert not said(view.marks.labels, "name")
    assert not said(view.marks.labels, "crowd")
    assert said(view.marks.labels, "step")
    view.show_motion(AT_REST)
    assert said(view.marks.labels, "name")


def test_hops_as_long_as_the_one_before_are_not_told_as_once_it(open_window: OpenWindow) -> None:
    window = open_window(Experiment("quadratic", runners=[Runner(lr=1e-7)], steps=20))
    (told,) = said(marks_at(window, 5), "hop")
    assert told == "each hop is as long as the one before"


def test_an_added_runner_is_seen(open_window: OpenWindow) -> None:
    window = open_window(Experiment("quadratic", runners=[Runner(name="one", lr=0.1)]))
    window.session.seek(4)
    window.session.add_runner()
    window.bridge.flush()
    (bead,) = window.run_page.surface_view.marks.beads
    assert math.dist(bead.pixel, bead.holder) == pytest.approx(STRING)
    (one, other) = window.run_page.surface_view.balls.places
    assert one[1:] != other[1:]


def test_strings_shrink_to_nothing_as_paths_part() -> None:
    placer = Placer(Box(0.0, 0.0, 600.0, 400.0))
    lengths = []
    for apart in np.linspace(0.0, PARTED * 10.0, 7):
        balls = [(300.0, 200.0), (300.0 + apart, 200.0)]
        hung = beads(balls, ["a", "b"], [(20.0, 15.0)] * 2, 0, 0.0, 10.0, placer.copy())
        lengths.append(math.dist(hung[0].pixel, balls[1]) if hung else 0.0)
    assert lengths[0] == pytest.approx(STRING)
    assert lengths[-1] == 0.0
    assert lengths == sorted(lengths, reverse=True)


def test_eight_on_one_spot_hang_side_by_side() -> None:
    placer = Placer(Box(0.0, 0.0, 600.0, 400.0))
    spots, names = [(300.0, 200.0)] * 8, [str(k) for k in range(8)]
    hung = beads(spots, names, [(10.0, 15.0)] * 8, 3, 0.0, 10.0, placer)
    assert sorted(bead.runner for bead in hung) == [0, 1, 2, 4, 5, 6, 7]
    for one, other in itertools.combinations(hung, 2):
        assert math.dist(one.pixel, other.pixel) > 20.0


@pytest.mark.parametrize("spot", [(470.0, 60.0), (585.0, 30.0), (595.0, 395.0), (8.0, 200.0)])
def test_eight_on_one_spot_near_an_edge_hang_inside_the_picture(spot: tuple[float, float]) -> None:
    placer = Placer(Box(0.0, 0.0, 600.0, 400.0))
    x = np.linspace(0.0, 600.0, 50)
    placer.block_line(x, spot[1] + 0.5 * (x - spot[0]))
    hung = beads([spot] * 8, list("abcdefgh"), [(90.0, 15.0)] * 8, 0, 0.0, 10.0, placer)
    assert len(hung) == 7
    assert all(placer.frame.holds(Box.around(*bead.pixel, bead.radius)) for bead in hung)
    for one, other in itertools.combinations(hung, 2):
        assert math.dist(one.pixel, other.pixel) > 20.0


def test_the_arithmetic_of_a_step_holds_as_it_is_printed() -> None:
    rng = random.Random(7)
    approximate = 0
    cases = [(0.3, "exponential:gamma=0.5", 100), (0.1, "linear:start_factor=1,end_factor=0", 50)]
    cases += [(10 ** rng.uniform(-6, -0.5), "constant", rng.randrange(9)) for _ in range(60)]
    for lr, schedule, step in cases:
        runner = Runner(lr=lr, schedule=schedule)
        start = rng.uniform(-9.0, 9.0)
        session = Session(
            Experiment("quadratic", start=start, steps=max(step, 9), runners=[runner])
        )
        session.seek(step)
        ahead = session.next_position()
        assert ahead is not None
        (_, written, value), *_ = step_words(session, ahead)
        match = re.fullmatch(r".* = (.* × .*) ([=≈]) ", written)
        assert match is not None
        product, sign = match.groups()
        one, other = product.replace("(", "").replace(")", "").rsplit(" × ", 1)
        factors = read_number(one), read_number(other)
        assert not one.startswith("−0") or factors[0] != 0.0
        exact = factors[0] * factors[1]
        near = 0.5 * 10.0 ** (math.floor(math.log10(abs(exact))) - 2) if exact else 0.0
        assert abs(read_number(value) - exact) <= (
            1.01 * near if sign == "=" else 0.011 * abs(exact)
        )
        approximate += sign == "≈"
    assert 0 < approximate < len(cases)

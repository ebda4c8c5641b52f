"""The arc around the dial: what each learning rate would do, never older than it says."""

from __future__ import annotations

import dataclasses
import math
import threading
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import lrsim
from gui.conftest import OpenWindow, picture
from lrsim.cancel import Cancel
from lrsim.experiment import Experiment, Runner
from lrsim.gui.dial import foresight
from lrsim.gui.dial.dial import LR_MAX, LR_MIN, Dial
from lrsim.gui.dial.foresight import Foresight
from lrsim.gui.dial.gauge import Gauge
from lrsim.gui.dial.geometry import Geometry, distance
from lrsim.gui.dial.labels import APART, FARTHEST, Around, Tick, head_of, place_tick_label
from lrsim.gui.dial.marks import SAME, paint_ticks
from lrsim.gui.dial.scale import DecadeWindow
from lrsim.gui.look.theme import THEMES, make_font
from lrsim.gui.loop.background import Background
from lrsim.gui.window.main_window import MainWindow
from lrsim.runs.stopping import Stopped
from lrsim.session.foresight import (
    GRIDS,
    LONG,
    Question,
    answer,
    overtakes,
    per_decade,
    question_of,
)
from lrsim.session.session import Session
from lrsim.studies.zone import questions
from lrsim.studies.zone import search as zones
from lrsim.studies.zone.arc import Arc, Fate, Stretch, arc_of
from lrsim.studies.zone.gains import Draws
from lrsim.studies.zone.questions import FEW_SEEDS, seeds_of
from lrsim.studies.zone.search import search
from waiting import PATIENCE, wait_until

QUADRATIC = Arc((Stretch(1e-4, 0.03, Fate.SHORT), Stretch(0.03, 1.0, Fate.WORKS),
                 Stretch(1.0, 10.0, Fate.EXPLODES)), 0.5)  # fmt: skip


def current(window: MainWindow) -> bool:
    """Tell whether the dial shows an arc that says it is current."""
    return window.dial.arc is not None and window.dial.arc.current


# --- what is asked ---


def test_where_the_dial_stands_is_no_part_of_the_question() -> None:
    session = Session()
    before = question_of(session)
    session.turn_dial(0.3)
    assert question_of(session) == before
    session.seek(20)
    later = question_of(session)
    assert later is not None
    assert later.from_step == 20
    assert later != before
    session.turn_dial(0.7)
    assert question_of(session) == later
    session.seek(10)
    assert question_of(session) != later


def test_a_run_that_has_exploded_is_asked_about_from_the_start() -> None:
    session = Session()
    session.select(2)
    session.seek(40)
    assert session.run.exploded_at == 30
    question = question_of(session)
    assert question is not None
    assert question.from_step == 0


def test_a_run_at_its_end_is_asked_about_from_the_start() -> None:
    session = Session()
    session.seek(50)
    question = question_of(session)
    assert question is not None
    assert question.from_step == 0


def test_where_no_rate_is_used_there_is_nothing_to_ask() -> None:
    session = Session()
    session.edit_runner(optimizer="exact-line-search")
    assert question_of(session) is None


def test_long_budgets_have_fewer_rates() -> None:
    assert per_decade(1000) == 24
    assert per_decade(2**18) == 24
    assert per_decade(2**21) < 24
    assert per_decade(2**24) == GRIDS[-1]


def test_it_is_the_zone_of_the_dial() -> None:
    for experiment in (
        Experiment("quadratic", start=5.0, steps=50),
        Experiment("rosenbrock", steps=300, runners=[Runner(optimizer="adam")]),
        Experiment("quadratic", start=5.0, steps=50, noise=0.3),
    ):
        session = Session(experiment)
        question = question_of(session)
        assert question is not None
        arc, setup = answer(question), experiment.setup()
        seeds = seeds_of(setup, FEW_SEEDS)
        zone = search(questions.Question(setup=setup, low=LR_MIN, high=LR_MAX, seeds=seeds)).zone
        assert zone is not None
        assert arc.best == zone.best
        assert (arc.stretches[0].low, arc.stretches[-1].high) == (LR_MIN, LR_MAX)
        for lr in (zone.low, zone.best, zone.high):
            assert arc.fate(lr) is Fate.WORKS


# --- what is answered ---


def fate(run: lrsim.Run, best: float) -> Fate:
    """Return the fate of a bare run on x², given the largest reduction in decades."""
    if run.exploded_at is not None:
        return Fate.EXPLODES
    won = -math.log10(max(run.loss[-1] / run.loss[0], 1e-6))
    return Fate.WORKS if won >= best / 2 else Fate.SHORT


def test_arc_says_what_running_each_rate_shows() -> None:
    session = Session()
    question = question_of(session)
    assert question is not None
    arc = answer(question)
    for lr in np.geomspace(2e-7, 90, 60).tolist():
        edges = [stretch.high for stretch in arc.stretches]
        if min(abs(math.log10(lr / edge)) for edge in edges) > 0.1:
            assert arc.fate(lr) is fate(lrsim.run("quadratic", lr=lr, start=5.0, steps=50), 6.0)
    assert arc.best == pytest.approx(0.5, rel=0.03)
    ends = zip(arc.stretches, arc.stretches[1:], strict=False)
    assert all(a.high == b.low and a.fate is not b.fate for a, b in ends)


def test_arc_from_a_step_on_is_about_what_follows() -> None:
    experiment = Experiment("quadratic", start=5.0, steps=60, runners=[Runner(lr=0.02)])
    session = Session(experiment)
    session.seek(30)
    question = question_of(session)
    assert question is not None
    arc = answer(question)
    assert arc.from_step == 30
    assert arc.fate(0.02) is Fate.SHORT
    assert arc.fate(0.5) is Fate.WORKS
    assert arc.fate(2.0) is Fate.EXPLODES


def test_past_the_budget_it_is_about_the_rest_of_the_horizon() -> None:
    runner = Runner(lr=0.02, schedule="cosine-annealing")
    session = Session(Experiment("quadratic", start=5.0, steps=20, runners=[runner]))
    session.seek(20)
    session.step()
    assert session.horizon > session.playhead == 21
    question = question_of(session)
    assert question is not None
    assert question.setup.steps == session.horizon
    arc = answer(question)
    session.turn_dial(0.3)  # what the window itself makes of it
    assert question_of(session) == question
    left = math.log10(session.run.loss[21] / session.run.loss[-1])
    session.turn_dial(arc.best)
    most = math.log10(session.run.loss[21] / max(session.run.loss[-1], 25e-6))
    assert arc.fate(0.3) is (Fate.WORKS if left >= most / 2 else Fate.SHORT)


def test_fates_change_half_way_between_neighbours() -> None:
    setup = Experiment("quadratic", start=5.0, steps=50).setup()
    found = search(questions.Question(setup=setup, low=1e-3, high=1.5))
    arc = arc_of(found)
    fates = [stretch.fate for stretch in arc.stretches]
    assert fates == [Fate.SHORT, Fate.WORKS, Fate.SHORT, Fate.EXPLODES]
    assert found.zone is not None
    assert arc.stretches[0].high == pytest.approx(found.zone.low, rel=0.005)
    assert arc.stretches[1].high == pytest.approx(found.zone.high, rel=0.005)
    tried = found.tried.lr
    after, before = (
        tried[tried < arc.stretches[2].high][-1],
        tried[tried > arc.stretches[2].high][0],
    )
    assert arc.stretches[2].high == pytest.approx(math.sqrt(after * before))
    assert (arc.stretches[0].low, arc.stretches[-1].high) == (0.001, 1.5)


# --- under noise ---


def noisy(seed: int = 0, **given: Any) -> lrsim.Experiment:
    return Experiment("quadratic", start=5.0, steps=100, noise=1.0, seed=seed, **given)


def test_under_noise_the_arc_tells_for_how_many_draws_each_rate_works() -> None:
    arc = answer(Question(noisy(seed=3).setup(), 0))
    assert arc.noisy
    shares = [stretch.draws.works for stretch in arc.stretches if stretch.draws is not None]
    assert len(shares) == len(arc.stretches)
    assert {0, FEW_SEEDS} < set(shares)  # and some between: the ends are soft
    rates = [math.sqrt(stretch.low * stretch.high) for stretch in arc.stretches]
    swept = lrsim.sweep(noisy(seed=3), lrs=rates, seeds=FEW_SEEDS)
    # what the engine says of the same seeds; the bar of a narrower span may differ by a hair
    assert np.abs(swept.works_share * FEW_SEEDS - shares).max() <= 1
    for stretch in arc.stretches:
        assert (stretch.fate is Fate.WORKS) == (stretch.draws.share >= 0.8)


def test_the_same_noise_gets_the_same_arc_and_another_seed_another_one() -> None:
    first, again = (_fresh(noisy(seed=3)) for _ in range(2))
    assert first == again
    assert _fresh(noisy(seed=40)) != first


def _fresh(experiment: lrsim.Experiment) -> Arc:
    zones.forget()
    return answer(Question(experiment.setup(), 0))


def test_without_noise_an_arc_says_nothing_of_draws() -> None:
    arc = _fresh(Experiment("quadratic", start=5.0, steps=50))
    assert not arc.noisy
    assert arc.stretches[0].sentence == Fate.SHORT.value


# --- in the window ---


def test_the_arc_is_hidden_until_the_future_is_revealed(qtbot: QtBot, window: MainWindow) -> None:
    assert not window.foresight._rest.isActive()
    assert window.foresight._asked is None
    assert window.dial.arc is None
    window.session.set_reveal(True)
    qtbot.waitUntil(lambda: current(window))
    window.session.set_reveal(False)
    window.bridge.flush()
    assert window.dial.arc is None


def test_a_key_shows_and_hides_it_for_predicting_first(qtbot: QtBot, window: MainWindow) -> None:
    QTest.keyClick(window.dial, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: current(window))
    QTest.keyClick(window.dial, Qt.Key.Key_Z)
    assert window.dial.arc is None
    window.session.set_reveal(True)
    qtbot.waitUntil(lambda: current(window))
    QTest.keyClick(window.dial, Qt.Key.Key_Z)
    assert window.dial.arc is None
    window.session.seek(3)
    window.bridge.flush()
    assert window.dial.arc is None


def test_a_stale_arc_is_never_shown_as_current(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.session.set_reveal(True)
    qtbot.waitUntil(lambda: current(window))
    gate, asked = threading.Event(), []

    def slow(question: Question, _cancel: Cancel) -> Arc:
        asked.append(question.from_step)
        assert gate.wait(PATIENCE)
        return answer(question)

    monkeypatch.setattr(foresight, "answer", slow)
    for step in (5, 6, 7):
        window.session.seek(step)
        window.bridge.flush()
        assert window.dial.arc is not None
        assert not window.dial.arc.current
    gate.set()
    qtbot.waitUntil(lambda: current(window))
    assert window.dial.arc.from_step == 7
    assert asked == [5, 7]  # what was outdated before it was begun is never asked


def test_a_long_search_ends_when_another_question_is_asked(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, asked = [], []

    def endless(question: Question, cancel: Cancel) -> Arc:
        asked.append(question.from_step)
        if question.from_step == 7:
            return QUADRATIC
        wait_until(cancel.is_set)
        left.append(question.from_step)
        raise Stopped

    monkeypatch.setattr(foresight, "answer", endless)
    monkeypatch.setattr(foresight, "overtakes", lambda *_: True)
    window.session.seek(5)
    window.session.set_reveal(True)
    window.bridge.flush()
    qtbot.waitUntil(lambda: asked == [5])
    window.session.seek(7)
    window.bridge.flush()
    qtbot.waitUntil(lambda: current(window))
    assert (left, asked) == ([5], [5, 7])


def test_only_long_searches_are_left_off_and_while_time_runs_only_those_on_another_path() -> None:
    long, short = (
        Question(Experiment("quadratic", steps=steps).setup(), 0) for steps in (2 * LONG, 100)
    )
    later = Question(long.setup, 5)
    elsewhere = Question(Experiment("bowl", steps=2 * LONG).setup(), 0)
    for newer in (later, elsewhere, None):
        assert not overtakes(short, newer, playing=False)
        assert overtakes(long, newer, playing=False)
    assert not overtakes(long, long, playing=False)
    assert not overtakes(long, later, playing=True)
    assert overtakes(long, elsewhere, playing=True)


def test_dragging_the_dial_keeps_the_arc_current(qtbot: QtBot, window: MainWindow) -> None:
    window.session.set_reveal(True)
    qtbot.waitUntil(lambda: current(window))
    before = window.dial.arc
    for lr in (0.11, 0.2, 0.5, 0.9):
        window.session.turn_dial(lr)
        window.bridge.flush()
        assert window.dial.arc is before


def test_other_decades_in_sight_show_the_same_arc(qtbot: QtBot, window: MainWindow) -> None:
    window.session.set_reveal(True)
    qtbot.waitUntil(lambda: current(window))
    before = window.dial.arc
    assert before is not None
    window.dial.enter_value(50.0)
    window.bridge.flush()
    assert window.dial.arc is before
    assert before.fate(50.0) is Fate.EXPLODES


def test_an_optimizer_that_needs_no_rate_has_no_arc(qtbot: QtBot, window: MainWindow) -> None:
    window.session.set_reveal(True)
    qtbot.waitUntil(lambda: current(window))
    window.session.edit_runner(optimizer="exact-line-search")
    window.bridge.flush()
    assert window.dial.arc is None


def test_while_time_runs_the_arc_follows(qtbot: QtBot, window: MainWindow) -> None:
    window.session.set_reveal(True)
    window.session.set_speed(200)
    window.session.play()
    qtbot.waitUntil(lambda: window.dial.arc is not None and window.dial.arc.from_step > 0)
    qtbot.waitUntil(lambda: not window.session.playing)
    # at the end the dial acts from step 0 again
    qtbot.waitUntil(lambda: window.dial.arc is not None and window.dial.arc.from_step == 0)
    window.session.seek(10)
    window.bridge.flush()
    qtbot.waitUntil(lambda: current(window))
    assert window.dial.arc.from_step == 10


# --- how it looks ---


@pytest.fixture
def dial(qtbot: QtBot) -> Dial:
    made = Dial(0.1)
    qtbot.addWidget(made)
    made.resize(300, 280)
    made.show()
    QApplication.processEvents()
    return made


def test_fates_differ_without_their_colours(dial: Dial) -> None:
    """A full band, a thin line and stripes: along the ring's middle and near its rim."""
    dial.set_arc(QUADRATIC)
    image = picture(dial).astype(int)
    place = dial.layout_fitted()
    track = np.array([int(THEMES["dark"].track[k : k + 2], 16) for k in (1, 3, 5)])

    def covered(low: float, high: float, share: float) -> float:
        radius = place.ring + share * (place.radius - place.ring)
        hits = []
        for fraction in np.linspace(low, high, 400):
            (_, end) = place.radial(float(fraction), 0.0, radius)
            hits.append(np.abs(image[int(end.y()), int(end.x())] - track).max() > 40)
        return float(np.mean(hits))

    window = dial.in_sight
    works = (window.fraction(0.2), window.fraction(0.4))
    short = (window.fraction(3e-4), window.fraction(3e-3))
    explodes = (window.fraction(1.5), window.fraction(8.0))
    assert covered(*works, 0.5) > 0.98
    assert covered(*works, 0.9) > 0.98
    assert covered(*short, 0.5) > 0.98
    assert covered(*short, 0.9) < 0.02
    assert 0.3 < covered(*explodes, 0.5) < 0.85
    assert 0.3 < covered(*explodes, 0.9) < 0.85


def soft(*works: int) -> Arc:
    """Return an arc of a decade for each number of draws of 8 for which it works."""
    return Arc(
        tuple(
            Stretch(10.0 ** (k - 4), 10.0 ** (k - 3), _fate(n), Draws(n, 8))
            for k, n in enumerate(works)
        ),
        None,
    )


def _fate(works: int) -> Fate:
    return Fate.WORKS if works >= 7 else Fate.SHORT


def test_the_band_narrows_and_fades_where_fewer_draws_work(dial: Dial) -> None:
    dial.set_arc(soft(8, 6, 4, 2, 0))
    image, place = picture(dial).astype(int), dial.layout_fitted()
    good = np.array([int(THEMES["dark"].gold[k : k + 2], 16) for k in (1, 3, 5)])
    track = np.array([int(THEMES["dark"].track[k : k + 2], 16) for k in (1, 3, 5)])
    widths, away = [], []
    for decade in range(4):
        column = []
        for share in np.linspace(0.0, 1.0, 60):
            radius = place.ring + share * (place.radius - place.ring)
            (_, end) = place.radial(dial.in_sight.fraction(3.0 * 10.0 ** (decade - 4)), 0.0, radius)
            column.append(image[int(end.y()), int(end.x())])
        widths.append(np.mean([np.abs(pixel - track).max() > 30 for pixel in column]))
        away.append(min(np.abs(pixel - good).max() for pixel in column))
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > widths[3] + 0.3
    assert away == sorted(away)
    assert away[0] < 3 < 20 < away[3]


def test_the_draws_that_work_are_said_in_words(dial: Dial) -> None:
    dial.set_value(0.03)
    dial.set_arc(soft(8, 7, 3, 0, 0))
    said = "this learning rate works for 3 of 8 draws of the noise"
    assert said in dial.accessibleDescription()
    assert dial._note() == "3 of 8 draws work"
    dial.set_arc(dataclasses.replace(soft(8, 7, 3, 0, 0), from_step=12))
    assert dial._note() == "3 of 8 draws work, from step 12 on"
    assert "The fewer draws of the noise work, the narrower and fainter" in dial.toolTip()
    dial.set_arc(QUADRATIC)
    assert "draws" not in dial.toolTip() + dial._note()
    gone = Stretch(0.1, 1.0, Fate.EXPLODES, Draws(0, 8))  # not all of them, for all that is known
    assert gone.sentence == "this learning rate explodes for too many draws of the noise"


def test_where_there_is_no_gap_to_measure_the_ring_calls_nothing_short(dial: Dial) -> None:
    for surface, start in (("formula:x", 4.0), ("quadratic", 0.0)):
        question = question_of(Session(Experiment(surface, start=start, steps=20)))
        assert question is not None
        arc = answer(question)
        dial.set_arc(arc)
        assert {stretch.fate for stretch in arc.stretches} <= {Fate.EXPLODES}
        assert dial._note() == "no gap to measure by"
        assert "nothing tells what works" in dial.toolTip()
        assert "falls short" not in dial.accessibleDescription() + dial.toolTip()


def test_a_tooltip_of_the_ring_says_what_the_rate_there_would_do(dial: Dial) -> None:
    dial.set_arc(soft(8, 7, 3, 0, 0))
    place = dial.layout_fitted()

    def said(lr: float, reach: float) -> str:
        (_, at) = place.radial(dial.in_sight.fraction(lr), 0.0, reach)
        return dial.words_at(at)

    on = (place.ring + place.radius) / 2
    assert "this learning rate works for 7 of 8 draws of the noise" in said(0.003, on)
    assert "this learning rate falls short" in said(0.3, on)
    assert "best run" not in said(0.3, on)
    assert said(0.003, 0.5 * place.knob) == ""
    dial.set_arc(dataclasses.replace(soft(8, 7, 3, 0, 0), best=0.002))
    assert said(0.3, on).endswith("\nbest run of the zone: 0.002")
    dial.set_arc(soft(8, 7, 3, 0, 0).stale())
    assert said(0.003, on) == ""


def test_a_stale_arc_looks_stale(dial: Dial) -> None:
    dial.set_arc(QUADRATIC)
    fresh = picture(dial)
    dial.set_arc(QUADRATIC.stale())
    stale = picture(dial)
    assert (fresh != stale).any()
    dial.set_arc(Arc((), None))
    bare = picture(dial).astype(int)
    difference = [np.abs(image.astype(int) - bare).sum() for image in (fresh, stale)]
    assert difference[1] < 0.7 * difference[0]


def test_the_dials_rate_is_said_in_words_too(dial: Dial) -> None:
    dial.set_arc(QUADRATIC)
    assert "this learning rate works" in dial.accessibleDescription()
    assert "stripes explode" in dial.toolTip()
    dial.set_arc(QUADRATIC.stale())
    assert "works" not in dial.accessibleDescription()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", [(356, 248), (416, 272), (680, 455)])
@pytest.mark.parametrize("low", [-4.0, -5.0, -3.0])
@pytest.mark.parametrize(
    "lrs", [(0.5, 1.0), (0.98, 1.0), (0.01, 0.0105), (1e-3, 0.1), (0.0215, 0.0433), (2e-4, 5e-4)]
)
def test_labels_are_whole_and_apart(
    qapp: QApplication, theme: str, size: tuple[int, int], low: float, lrs: tuple[float, float]
) -> None:
    place, window = Geometry.fit(*size, THEMES[theme]), DecadeWindow(low)
    picture = QPixmap(*size)
    room = QRectF(0, 0, size[0], place.note.top())
    best, edge = lrs
    ticks = [Tick(edge, "edge", f"stable up to {edge}", f"{edge}"),
             Tick(best, "best", f"best step {best}", f"{best}")]  # fmt: skip
    with QPainter(picture) as painter:
        taken = paint_ticks(painter, place, THEMES[theme], ticks, window, room)
    seen = sum(0.0 <= window.fraction(lr) <= 1.0 for lr in lrs)
    labels = taken[: len(taken) - seen]
    right = all(0.5 <= window.fraction(lr) <= 1.0 for lr in lrs)
    are_one = (
        window.fraction(edge) - window.fraction(best) < SAME
    )  # no more than a head's width apart
    assert len(labels) == seen if right and not are_one else len(labels) >= min(seen, 1)
    for index, box in enumerate(labels):
        assert room.contains(box)
        for other in labels[:index]:
            assert not box.adjusted(-APART, -APART, APART, APART).intersects(other)
        (_, outside) = place.radial(0.5, 0.0, place.radius)
        reach = place.centre.y() - outside.y()
        corners = (box.topLeft(), box.topRight(), box.bottomLeft(), box.bottomRight())
        assert all(distance(corner - place.centre) > reach for corner in corners)


@pytest.mark.parametrize("size", [(356, 248), (510, 330), (680, 455)])
@pytest.mark.parametrize("low", [-3.0, -4.0, -5.0])
@pytest.mark.parametrize("lrs", [(0.5, 1.0), (0.182, 0.2), (0.0162, 0.0325), (0.125, 0.25)])
def test_a_label_is_nearer_to_its_own_tick_than_to_another_and_touches_none(
    qapp: QApplication, size: tuple[int, int], low: float, lrs: tuple[float, float]
) -> None:
    place, window = Geometry.fit(*size, THEMES["dark"]), DecadeWindow(low)
    metrics = QFontMetricsF(make_font(place.label, bold=True))
    room = QRectF(0, 0, size[0], place.note.top())
    best, edge = (window.fraction(lr) for lr in lrs)
    heads = head_of(place, edge), head_of(place, best)
    tick = Tick(lrs[1], "edge", f"stable up to {lrs[1]}", f"{lrs[1]}")
    around = Around(room, [], heads[0], heads[1:], FARTHEST * place.label)
    label = place_tick_label(place, edge, tick, metrics, around)
    assert label is not None

    def distance_to(head: QRectF) -> float:
        across = max(label.box.left() - head.right(), head.left() - label.box.right(), 0.0)
        down = max(label.box.top() - head.bottom(), head.top() - label.box.bottom(), 0.0)
        return math.hypot(across, down)

    own, other = map(distance_to, heads)
    assert 0.0 < own <= other
    assert own <= FARTHEST * place.label


def test_ticks_are_drawn_where_they_belong_and_only_in_sight(dial: Dial) -> None:
    bare = picture(dial)
    dial.set_ticks([Tick(50.0, "edge", "edge")])
    assert (picture(dial) == bare).all()
    dial.set_ticks([Tick(0.5, "best", "best"), Tick(1.0, "edge", "edge")])
    marked = picture(dial)
    changed = np.argwhere((marked != bare).any(axis=2))
    assert len(changed)
    place = dial.layout_fitted()
    middle = np.array([place.centre.y(), place.centre.x()])
    assert np.linalg.norm(changed - middle, axis=1).min() > place.knob


def test_the_limit_has_a_bar_and_the_best_step_a_golden_star(dial: Dial) -> None:
    gold = np.array([int(THEMES["dark"].gold[k : k + 2], 16) for k in (1, 3, 5)])

    def golden() -> int:
        return int((np.abs(picture(dial).astype(int) - gold).max(axis=2) < 8).sum())

    dial.set_ticks([Tick(1.0, "edge", "stable up to 1")])
    assert golden() == 0
    dial.set_ticks([Tick(0.5, "best", "best step 0.5")])
    assert golden() > 5


def test_the_textures_are_explained_while_the_ring_tells(
    dial: Dial, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[object] = []
    draw = QPainter.drawText
    monkeypatch.setattr(
        QPainter, "drawText", lambda self, *given: (painted.append(given[-1]), draw(self, *given))
    )
    dial.resize(416, 272)
    words = {"falls short", "works", "explodes"}
    for arc, told in ((None, set()), (QUADRATIC, words), (None, set())):
        dial.set_arc(arc)
        painted.clear()
        dial.grab()
        assert words & set(painted) == told


def test_the_window_looks_right_with_an_arc_in_every_theme(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    for theme in THEMES:
        window = open_window(theme=theme, size=(1280, 720))
        bare = picture(window.dial)
        window.session.set_reveal(True)
        qtbot.waitUntil(lambda shown=window: current(shown))
        assert (picture(window.dial) != bare).any()


def test_a_dial_that_goes_is_told_no_answer(qtbot: QtBot) -> None:
    background, dial = Background(), Gauge(0.1, THEMES["dark"])
    qtbot.addWidget(dial)
    asking = Foresight(Session(), background, dial)
    asking.toggle()
    assert background.is_busy(asking)
    asking.leave()
    wait_until(lambda: background.collect(wait=0.1) or background.is_idle)
    assert dial.arc is None
    background.close()

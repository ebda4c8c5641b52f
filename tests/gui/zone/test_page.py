"""The page "Zone": every optimizer at every learning rate, at equal budget."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

import lrsim
from gui.conftest import OpenWindow, picture, pixel_of
from lrsim.cancel import Cancel
from lrsim.experiment import Experiment, Runner
from lrsim.gui.look.theme import THEMES
from lrsim.gui.loop.background import Background
from lrsim.gui.window.main_window import MainWindow
from lrsim.gui.zone import page as zone_page
from lrsim.gui.zone.bars import zone_in_words
from lrsim.gui.zone.page import ZonePage
from lrsim.gui.zone.plot import LOW, Compared
from lrsim.optimizers import Adam, Sgd
from lrsim.session.session import Change, Session
from lrsim.studies.zone.comparison import (
    EXPLODED,
    FLOOR,
    MOST,
    STANDARD,
    Contender,
    Outcome,
    contenders_of,
    name_of,
    outcome_of,
)
from lrsim.studies.zone.gains import Draws
from lrsim.studies.zone.questions import SEEDS
from lrsim.studies.zone.sweep import zone

RACE = Experiment("rosenbrock", steps=300, runners=[
    Runner(name="a", optimizer="sgd", lr=1e-3),
    Runner(name="b", optimizer="adam", lr=0.02, dial=[(20, 0.1)]),
    Runner(name="c", optimizer="sgd", lr=1e-4),
    Runner(name="d", optimizer="adam", schedule="cosine-annealing"),
])  # fmt: skip


# --- who is compared ---


def test_runners_that_differ_in_their_rate_alone_are_one() -> None:
    session = Session(RACE)
    names = [
        (s.name, s.style, s.strong) for s in contenders_of(session.experiment, session.selected, [])
    ]
    assert names == [
        ("SGD", 0, True),
        ("Adam, constant", 1, False),
        ("Adam, cosine annealing", 3, False),
    ]
    session.select(2)  # it looks like the selected one
    first = contenders_of(session.experiment, session.selected, [])[0]
    assert (first.style, first.strong) == (2, True)


def test_chosen_optimizers_follow_with_colours_of_their_own() -> None:
    session = Session(RACE)
    session.select(3)
    found = contenders_of(session.experiment, session.selected, ["sgd", "rmsprop", "lion"])
    assert [s.style for s in found] == [0, 1, 3, 4, 5, 6]
    added = [s.setup for s in found[3:]]
    assert [runner.schedule.name for runner in added] == ["cosine-annealing"] * 3


def test_there_are_never_more_than_colours() -> None:
    optimizers = ("sgd", "adam", "adamw", "nadam", "radam", "adamax", "adagrad", "adadelta")
    runners = [Runner(name=name, optimizer=name) for name in optimizers]
    session = Session(Experiment("bowl", runners=runners))
    found = contenders_of(session.experiment, session.selected, list(STANDARD))
    assert [s.style for s in found] == list(range(MOST))


def test_neither_the_dial_nor_names_change_who_is_compared() -> None:
    session = Session(RACE)
    before = contenders_of(session.experiment, session.selected, ["lion"])
    session.turn_dial(0.5)
    session.seek(10)
    session.turn_dial(0.7)
    session.edit_runner(name="renamed")
    assert contenders_of(session.experiment, session.selected, ["lion"]) == before
    session.edit(steps=100)
    assert contenders_of(session.experiment, session.selected, ["lion"]) != before


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        (Sgd(), "SGD"),
        (Sgd(momentum=0.9, nesterov=True), "SGD, momentum 0.9, nesterov"),
        (Adam(beta1=0.5), "Adam, beta1 0.5"),
    ],
)
def test_names_tell_what_is_not_the_usual(rule: lrsim.optimizers.Optimizer, name: str) -> None:
    assert name_of(rule) == name


# --- what came out ---


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_outcomes_are_those_of_running_each_rate(optimizer: str) -> None:
    experiment = Experiment("rosenbrock", steps=200, runners=[Runner(optimizer=optimizer)])
    outcome = outcome_of(Contender(experiment.setup(), "", 0))
    for place in range(0, len(outcome.lr), 12):
        runner = dataclasses.replace(experiment.runners[0], lr=float(outcome.lr[place]))
        run = lrsim.run(dataclasses.replace(experiment, runners=[runner]))
        if run.exploded_at is not None:
            expected = EXPLODED
        else:  # Rosenbrock's minimum is 0
            last = run.loss[-5:].max()  # the largest of the last samples counts
            expected = min(max(math.log10(last / run.loss[0]), FLOOR), EXPLODED)
        assert outcome.left[place] == pytest.approx(expected, abs=1e-9)
    assert outcome.zone == zone(experiment.setup())


# --- the page ---


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[ZonePage]:
    background = Background()
    made = ZonePage(Session(), background)
    qtbot.addWidget(made)
    made.set_theme(THEMES["dark"])
    made.resize(1200, 340)
    made.show()
    yield made
    background.close()


def show(page: ZonePage, session: Session) -> None:
    page.session = session
    page.show_session(session, Change.ALL)


def known(page: ZonePage) -> list[bool]:
    return [contender.setup in page._known for contender in page._contenders]


def test_the_selected_runners_curve_comes_first_and_all_come(
    qtbot: QtBot, page: ZonePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Contender] = []

    def noted(contender: Contender, cancel: Cancel) -> object:
        asked.append(contender)
        return outcome_of(contender, cancel)

    monkeypatch.setattr(zone_page, "outcome_of", noted)
    session = Session(RACE)
    session.select(1)
    show(page, session)
    qtbot.waitUntil(lambda: all(known(page)))
    assert asked[0].strong
    assert len(asked) == len(page._contenders) == 5
    assert page.plot._curves.shown == tuple(range(5))
    session.select(0)  # who is strong changes, what is known does not
    page.show_session(session, Change.SELECTION)
    assert not page.background.is_busy(page)
    assert len(asked) == 5


def test_turning_the_dial_moves_its_line_and_computes_nothing(qtbot: QtBot, page: ZonePage) -> None:
    session = Session(RACE)
    show(page, session)
    qtbot.waitUntil(lambda: all(known(page)))
    session.turn_dial(0.01)
    page.show_session(session, Change.EXPERIMENT | Change.PATHS)
    assert page.plot.dial.value() == pytest.approx(-2.0)
    assert not page.background.is_busy(page)


def test_another_surface_computes_anew_and_shows_nothing_old(qtbot: QtBot, page: ZonePage) -> None:
    session = Session(RACE)
    show(page, session)
    qtbot.waitUntil(lambda: all(known(page)))
    session.edit(surface="bowl")
    show(page, session)
    assert not any(known(page))
    assert page.plot._curves.shown == ()
    qtbot.waitUntil(lambda: all(known(page)))


def test_optimizers_are_chosen_in_the_menu(qtbot: QtBot, page: ZonePage) -> None:
    show(page, Session())
    before = [s.name for s in page._contenders]
    actions = {action.text(): action for action in page.button.menu().actions()}
    assert [text for text, action in actions.items() if action.isChecked()] == before
    actions["Lion"].trigger()
    assert [s.name for s in page._contenders] == [*before, "Lion"]
    actions["Adam"].trigger()
    assert "Adam" not in [s.name for s in page._contenders]
    qtbot.waitUntil(lambda: all(known(page)))


def test_a_click_sets_the_dial(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(size=(1280, 720))
    window.show_page(window.page_names.index("Zone"))
    QApplication.processEvents()
    page = window.pages.current
    assert isinstance(page, ZonePage)
    place = pixel_of(page.plot, math.log10(0.3), -3.0)
    QTest.mouseClick(page.plot.viewport(), Qt.MouseButton.LeftButton, pos=place.toPoint())
    assert window.session.lr == pytest.approx(0.3, rel=0.02)
    assert len(f"{window.session.lr:g}") <= 5


def test_an_example_is_offered_where_adam_does_not_forgive_and_it_shows_the_lesson(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window()
    before = window.session.experiment
    window.show_page(window.page_names.index("Zone"))
    page = window.pages.current
    assert isinstance(page, ZonePage)
    assert page.example_button.isHidden()  # nothing is known yet
    qtbot.waitUntil(lambda: all(known(page)))
    assert not page.example_button.isHidden()
    assert "3.3" in page.example_button.toolTip()
    page.example_button.click()
    window.bridge.flush()
    qtbot.waitUntil(lambda: all(known(page)))
    assert page.example_button.isHidden()
    zones = {c.setup.optimizer: page._known[c.setup].zone for c in page._contenders}
    decades = {o: math.log10(z.high / z.low) for o, z in zones.items() if z is not None}
    assert decades[Adam()] == pytest.approx(3.3, abs=0.05)
    assert decades[Sgd()] == pytest.approx(1.3, abs=0.05)
    window.session.undo()
    assert window.session.experiment == before


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", [(1080, 640), (1280, 720), (1920, 1080)])
def test_names_keep_clear_of_each_other_and_stay_inside(
    qtbot: QtBot, open_window: OpenWindow, theme: str, size: tuple[int, int]
) -> None:
    window: MainWindow = open_window(RACE, theme=theme, size=size)
    window.show_page(window.page_names.index("Zone"))
    page = window.pages.current
    assert isinstance(page, ZonePage)
    qtbot.waitUntil(lambda: all(known(page)))
    picture(page)
    placed = [box for box, _ in page.plot._names.placed]
    if page.plot.height() > 10 * window.theme.small:  # in a lower one rows under it name the curves
        assert len(placed) >= len(page._contenders) // 2
    for index, box in enumerate(placed):
        assert page.plot._names._frame.contains(box)
        assert not any(box.intersects(other) for other in placed[index + 1 :])
    above = page.plot._above.sceneBoundingRect()
    assert not any(box.intersects(above) for box in placed)
    assert page.plot._above.fill.color().name() == window.theme.card  # no curve runs through it
    assert page.plot._above.zValue() > page.plot._curves.zValue()
    assert page.plot.height() > 3 * window.theme.small


def test_bars_stand_under_their_rates(qtbot: QtBot, page: ZonePage) -> None:
    show(page, Session(Experiment("quadratic", start=5.0, steps=1000)))
    qtbot.waitUntil(lambda: all(known(page)))
    QApplication.processEvents()
    bars = page.bars
    first = bars._compared[0]
    assert first.outcome is not None
    assert first.outcome.zone is not None
    image = picture(bars).astype(int)
    row = round(3 + 0.5 * 1.45 * bars._theme.small)
    colour = np.array(QColor(bars._theme.gold).getRgb()[:3])
    right = np.abs(image[row] - colour).max(axis=1) < 12
    columns = np.flatnonzero(right)
    columns = columns[columns > bars._across(1e-3)]
    assert columns[0] == pytest.approx(bars._across(first.outcome.zone.low), abs=3)
    assert columns[-1] == pytest.approx(bars._across(first.outcome.zone.high), abs=3)
    assert bars._across(10.0**LOW) < bars._across(1.0) < bars.width()


def test_where_nothing_works_it_is_said(page: ZonePage) -> None:
    contender = Contender(Experiment("quadratic", start=1e200, steps=10).setup(), "SGD", 0)
    assert zone_in_words(Compared(contender, None)) == "…"
    assert (
        zone_in_words(Compared(contender, outcome_of(contender))) == "every learning rate explodes"
    )


# --- under noise ---


NOISY = Experiment(
    "quadratic", start=5.0, steps=100, noise=1.0, runners=[Runner(name="Pro", optimizer="sgd")]
)


def outcome_under_noise() -> Outcome:
    found = outcome_of(Contender(NOISY.setup(), "SGD", 0, True))
    assert found is not None
    return found


def test_outcomes_under_noise_tell_for_how_many_draws_each_rate_works() -> None:
    found = outcome_under_noise()
    some = slice(0, len(found.lr), 8)
    swept = lrsim.sweep(NOISY, lrs=[1e-6, *found.lr[some].tolist(), 100.0], seeds=SEEDS)
    shares = [draws.share for draws in found.draws[some]]
    assert shares == swept.works_share[1:-1].tolist()  # the same span, so the same bar
    assert {0.0, 1.0} < set(shares)
    zone = found.zone
    assert zone is not None
    least = found.least_draws
    assert least == Draws(26, 32)
    for end, out in ((zone.low, 0.99), (zone.high, 1.1)):
        assert found.draws_at(end).works >= least.works > found.draws_at(end * out).works > 0
    quiet = outcome_of(Contender(Experiment("quadratic", steps=50).setup(), "SGD", 0))
    assert quiet is not None
    assert quiet.draws == ()
    assert quiet.draws_at(0.1) is None


def shown_under_noise(qtbot: QtBot, page: ZonePage) -> Compared:
    show(page, Session(NOISY))
    qtbot.waitUntil(lambda: all(known(page)))
    QApplication.processEvents()
    return page.bars._compared[0]


def test_bars_thin_out_where_fewer_draws_work(qtbot: QtBot, page: ZonePage) -> None:
    compared = shown_under_noise(qtbot, page)
    image = picture(page.bars).astype(int)
    row = round(1.45 * THEMES["dark"].small)
    ground = image[3 : 3 + row, 5]

    def height(lr: float) -> int:
        column = image[3 : 3 + row, round(page.bars._across(lr))]
        return int((np.abs(column - ground).max(axis=1) > 25).sum())

    outcome = compared.outcome
    assert outcome is not None
    tail = [
        (draws.works, height(float(lr)))
        for lr, draws in zip(outcome.lr, outcome.draws, strict=True)
        if lr > outcome.zone.high * 1.05
    ]
    inside = height(outcome.zone.high / 1.5)
    soft = [high for works, high in tail if 3 <= works <= 20]
    assert soft
    assert min(soft) > 0
    assert max(soft) < inside
    assert {high for works, high in tail if works == 0} == {0}


def hover(widget: QWidget, place: QPoint) -> None:
    at, buttons = QPointF(place), Qt.MouseButton.NoButton
    keys, anywhere = Qt.KeyboardModifier.NoModifier, widget.mapToGlobal(QPointF(place))
    move = QMouseEvent(QEvent.Type.MouseMove, at, anywhere, buttons, buttons, keys)
    QApplication.sendEvent(widget, move)


def test_the_share_under_the_mouse_is_read_out(qtbot: QtBot, page: ZonePage) -> None:
    compared = shown_under_noise(qtbot, page)
    assert "bars thin out where fewer draws of the noise work" in page.card.sentence._full_text
    for lr in (0.005, 0.1, 0.5):
        place = QPoint(round(page.bars._across(lr)), 8)
        words = page.bars.words_at(QPointF(place))
        draws = compared.outcome.draws_at(lr)
        assert f"works for {draws.works} of 32 draws of the noise" in words
        hover(page.bars, place)
        assert QToolTip.text() == words
    assert "where at least 26 of 32 draws work" in page.bars.accessibleDescription()
    assert page.bars.words_at(QPointF(-500.0, 8.0)) == ""
    assert page.bars.words_at(QPointF(400.0, 2000.0)) == ""
    show(page, Session())
    qtbot.waitUntil(lambda: all(known(page)))
    assert page.bars.words_at(QPointF(400.0, 8.0)).startswith("SGD: 0.0362 to 0.962")
    assert "draws" not in page.card.sentence._full_text + page.bars.accessibleDescription()


def test_who_finds_its_own_step_has_no_best_rate_in_the_zones(qtbot: QtBot, page: ZonePage) -> None:
    runners = [Runner(name="a"), Runner(name="b", optimizer="exact-line-search")]
    show(page, Session(Experiment("quadratic", runners=runners)))
    qtbot.waitUntil(lambda: all(known(page)))
    assert "Exact line search: finds its own step" in page.bars.accessibleDescription()
    page.bars.grab()


def test_a_zone_that_nobody_can_know_is_not_told_to_be_of_no_width(
    qtbot: QtBot, page: ZonePage
) -> None:
    show(page, Session(Experiment("formula:x", steps=100)))
    qtbot.waitUntil(lambda: all(known(page)))
    assert page.example_button.isHidden()
    assert page.card.sentence.full_text.startswith("nothing tells what works: no minimum was found")
    assert not page.plot._curves.lines
    assert not list(page.figures("zone").rows)

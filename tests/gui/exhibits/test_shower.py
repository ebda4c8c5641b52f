"""The shower in its window: what it shows, what moves, and how few actions a lecture needs for it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.conftest import OpenWindow, mouse
from gui.legible import findings
from lrsim.experiment import Experiment, Runner
from lrsim.gui.exhibits.registry import EXHIBITS, WORDS, exhibit_of, make_exhibit, told_of
from lrsim.gui.exhibits.shower.view import ShowerView, turned_and_warmed
from lrsim.gui.exhibits.shower.words import word_of
from lrsim.gui.loop.tween import AT_REST, Tween, tween_at
from lrsim.gui.runners.model import Column, read_rows
from lrsim.gui.window.main_window import MainWindow
from lrsim.session.session import Session
from lrsim.surfaces import Shower


def story(**changes: object) -> Experiment:
    session = Session()
    session.edit(surface="shower")
    session.snail_pro_maniac()
    session.edit(**changes)
    return session.experiment


def shower_of(window: MainWindow) -> ShowerView:
    exhibit = window.run_page.stage.exhibit
    assert isinstance(exhibit, ShowerView)
    return exhibit


@pytest.fixture
def window(open_window: OpenWindow) -> MainWindow:
    return open_window(story())


def show(window: MainWindow) -> None:
    QApplication.processEvents()
    window.bridge.flush()


def test_every_exhibit_belongs_to_a_surface_and_can_be_made(qtbot: QtBot) -> None:
    from lrsim.catalogue.entries import entries
    from lrsim.surfaces import Surface

    assert EXHIBITS.keys() == WORDS.keys()
    for name, place in EXHIBITS.items():
        assert name in entries(Surface)
        qtbot.addWidget(make_exhibit(place))
    assert exhibit_of(Shower(escape=1e6)) == EXHIBITS["shower"]


def test_the_shower_takes_the_surface_s_place_and_gives_it_back(window: MainWindow) -> None:
    page = window.run_page
    assert shower_of(window).isVisible()
    assert page.cards["beside"].isAncestorOf(page.surface_view)
    assert page.surface_view.isVisible()
    assert not page.schedule_view.isVisible()
    window.session.edit(surface="double-well")
    show(window)
    assert page.stage.exhibit is None
    assert page.cards["surface"].isAncestorOf(page.surface_view)
    assert page.surface_view.isVisible()
    assert page.schedule_view.isVisible()
    assert not page.cards["beside"].isVisible()


def test_a_schedule_that_changes_rates_is_seen_beside_the_shower(window: MainWindow) -> None:
    window.session.edit_runner(schedule="step")
    show(window)
    assert window.run_page.schedule_view.isVisible()


def test_where_the_page_is_a_strip_the_surface_gives_way(window: MainWindow) -> None:
    page = window.run_page
    window.resize(1280, 720)
    window.enlarge("surface")
    show(window)
    assert shower_of(window).isVisible()
    assert not page.cards["beside"].isVisible()
    window.enlarge()
    show(window)
    assert not page.cards["beside"].isVisible()  # it would be 40 pixels high
    assert page.loss_view.height() > 150
    window.resize(1440, 900)
    show(window)
    assert page.cards["beside"].isVisible()
    assert page.surface_view.height() > 80


def test_each_runner_has_a_shower_that_says_knob_turn_and_temperature(window: MainWindow) -> None:
    window.session.seek(6)
    show(window)
    snail, pro, maniac = shower_of(window).showers
    assert (snail.name, snail.rate, snail.reading) == ("Snail", "LR 0.0001", "10.4 °C")
    assert (pro.reading, pro.place, pro.turned) == ("37.0 °C", "x = 0.0318", "turned +0.027")
    assert (maniac.reading, maniac.place, maniac.turned) == ("60.0 °C", "x = 176", "turned +280")
    window.session.seek(1)
    show(window)
    assert (
        shower_of(window).showers[2].turned == "turned +277"
    )  # from −1 to 276, as the picture has it


def test_turns_that_nobody_sees_have_no_number(window: MainWindow) -> None:
    session = window.session
    for step, said in ((0, ""), (12, "hardly turned"), (50, "not turned")):
        session.seek(step)
        show(window)
        assert shower_of(window).showers[1].turned == said


def test_of_eight_runners_the_selected_one_and_its_neighbours_are_seen(
    open_window: OpenWindow,
) -> None:
    runners = [Runner(name=str(k), lr=0.001 * k) for k in range(1, 9)]
    window = open_window(Experiment("shower", runners=runners))
    window.session.select(4)
    show(window)
    assert [shower.name for shower in shower_of(window).showers] == ["4", "5", "6"]


def test_hidden_runners_have_no_shower(window: MainWindow) -> None:
    window.session.select(1)
    window.session.set_hidden({0})
    show(window)
    assert [shower.name for shower in shower_of(window).showers] == ["Pro", "Maniac"]


def test_a_click_on_a_shower_selects_its_runner(window: MainWindow) -> None:
    view = shower_of(window)
    mouse(view, QEvent.Type.MouseButtonPress, QPointF(view.width() - 40.0, 120.0))
    assert window.session.runner.name == "Maniac"


def test_the_loss_card_tells_degrees_from_comfort_and_the_loss_on_demand(
    window: MainWindow,
) -> None:
    page = window.run_page
    window.session.seek(4)
    show(window)
    entries = {entry.name: entry.value for entry in page.loss_view.read_at(window.session, 4)}
    assert entries["Maniac"] == "+22.0 °C"
    window.toggle_loss_scale()
    entries = {entry.name: entry.value for entry in page.loss_view.read_at(window.session, 4)}
    assert entries["Maniac"] == "2540"
    window.toggle_loss_scale()
    assert page.loss_view.measure is not None


def test_the_knob_turns_first_and_the_water_follows() -> None:
    session = Session(story())
    times = [k / 100 for k in range(100)]
    for speed in (1.0, 2.0, 8.0):
        turned, warmed = zip(
            *(turned_and_warmed(tween_at(0, time, speed), session) for time in times), strict=True
        )
        assert list(turned) == sorted(turned)
        assert list(warmed) == sorted(warmed)
        assert (turned[0], warmed[0]) == (0.0, 0.0)
        assert turned[-1] == pytest.approx(1.0, abs=0.01)
        assert warmed[-1] == pytest.approx(1.0, abs=0.01)
        begins = next(k for k, share in enumerate(warmed) if share > 0.0)
        assert turned[begins] > 0.9, speed
    assert turned_and_warmed(AT_REST, session) == (0.0, 0.0)


def test_between_two_steps_knob_and_water_move_and_words_wait(window: MainWindow) -> None:
    view = shower_of(window)
    window.run_page.show_motion(Tween(0, hop=0.5, air=0.5, arrow=1.0))
    before, now = view.showers[1], view.moving()[1]
    assert now.knob > before.knob
    assert now.water > before.water
    assert (now.reading, now.place, now.turned) == (before.reading, before.place, before.turned)


def test_water_flows_while_playing_and_stands_still_else(open_window: OpenWindow) -> None:
    window = open_window(story(), moves=True)
    view = shower_of(window)
    window.session.set_speed(1.0)
    window.session.play()
    window.bridge.pass_time(0.05)
    first = view.phase
    window.bridge.pass_time(0.05)
    flowing = view.phase
    assert flowing != first
    window.session.pause()
    show(window)
    assert view.phase == flowing
    window.set_reduced_motion(True)
    window.session.play()
    window.bridge.pass_time(0.05)
    assert view.phase == flowing


@pytest.mark.parametrize("lr", [100.0, 1e6])
def test_a_knob_that_is_torn_off_is_said(open_window: OpenWindow, lr: float) -> None:
    window = open_window(Experiment("shower:escape=inf", runners=[Runner(name="1", lr=lr)]))
    window.session.seek(window.session.end)
    show(window)
    shower_of(window).grab()
    window.session.new(Experiment("shower", runners=[Runner(name="1", lr=100.0)]))
    window.session.seek(window.session.end)
    show(window)
    assert shower_of(window).showers[0].turned == "exploded at 1"
    shower_of(window).grab()


def test_an_explosion_is_said_off_the_words_about_comfort(open_window: OpenWindow) -> None:
    runners = [Runner(name="Pro", lr=0.01), Runner(name="Maniac", lr=0.01, dial=((40, 5000.0),))]
    window = open_window(Experiment("shower", runners=runners, steps=50), size=(1024, 768))
    loss = window.run_page.loss_view
    window.session.select(1)
    for step in (43, 44, 50):
        window.session.seek(step)
        show(window)
        assert [str(finding) for finding in findings(window.run_page.cards["loss"])] == []
    (comfort,) = loss._aim.taken
    assert not comfort.meets(loss._exploded.place)


def test_the_lecture_s_shower_runs_after_four_actions(open_window: OpenWindow) -> None:
    window = open_window()
    picker, left = window.pickers["surface"], Qt.MouseButton.LeftButton
    actions = (
        lambda: QTest.mouseClick(picker.button, left),
        lambda: QTest.keyClicks(picker.card.list, "sho"),
        lambda: QTest.keyClick(picker.card.list, Qt.Key.Key_Return),
        lambda: QTest.mouseClick(window.runners_table.story_button, left),
    )
    for act in actions:
        act()
        show(window)
    assert len(actions) <= 4
    assert window.session.experiment.surface.name == "shower"
    assert [shower.name for shower in shower_of(window).showers] == ["Snail", "Pro", "Maniac"]
    assert window.session.playing
    assert shower_of(window).isVisible()


def test_all_it_says_is_translated(pseudo, open_window: OpenWindow) -> None:
    window = open_window(story())
    page = window.run_page
    window.session.seek(6)
    show(window)
    names = [runner.name for runner in window.session.experiment.runners]
    page.grab()
    formula = window.session.experiment.surface.written
    found = pseudo.english(page, names=[*names, *formula.split()])
    assert found == set()


# --- its words elsewhere ---


@pytest.mark.parametrize(
    ("step", "runner", "sentence", "state"),
    [
        (0, 0, "The water is freezing, 10.3 °C.", "freezing, 10.3 °C"),
        (6, 0, "1 mm at a time; the water is freezing, 10.4 °C.", "freezing, 10.4 °C"),
        (3, 1, "Sensible turns; the water is too cold, 22.4 °C.", "too cold, 22.4 °C"),
        (6, 1, "Sensible turns; the water is comfortable, 37.0 °C.", "comfortable, 37.0 °C"),
        (6, 2, "Full cranks; the water is scalding, 60.0 °C.", "scalding, 60.0 °C"),
    ],
)
def test_verdict_and_table_tell_the_story_beside_the_term(
    window: MainWindow, step: int, runner: int, sentence: str, state: str
) -> None:
    window.session.select(runner)
    window.session.seek(step)
    show(window)
    verdict = window.session.verdict()
    assert window.verdict_card.verdict == verdict
    assert sentence in window.verdict_card._face.accessibleName()
    assert str(verdict.reason) in window.verdict_card._face.accessibleName()
    model = window.runners_table.model
    assert model.data(model.index(runner, Column.LOSS)) == state
    assert model.data(model.index(runner, Column.VERDICT)) == str(verdict.headline.text)
    assert model.headerData(Column.LOSS, Qt.Orientation.Horizontal) == "Water"


def test_on_another_surface_the_table_tells_losses_again(window: MainWindow) -> None:
    window.session.edit(surface="quadratic")
    show(window)
    model = window.runners_table.model
    assert model.headerData(Column.LOSS, Qt.Orientation.Horizontal) == "Loss"
    assert "water" not in window.verdict_card._face.accessibleName()
    assert told_of(window.session, 0) is None


def test_in_a_narrow_column_the_word_stays_or_else_the_number(window: MainWindow) -> None:
    window.session.seek(6)
    show(window)
    for row in read_rows(window.session):
        word, degrees = row.shorter[Column.LOSS]
        assert row.texts[Column.LOSS] == f"{word}, {degrees}"


@pytest.mark.parametrize(
    ("celsius", "word"),
    [
        (10.0, "freezing"), (20.0, "too cold"), (36.0, "comfortable"), (40.0, "comfortable"),
        (40.1, "too hot"), (45.1, "scalding"), (60.0, "scalding"), (float("nan"), "of no temperature"),
    ],
)  # fmt: skip
def test_each_temperature_has_its_word(celsius: float, word: str) -> None:
    assert word_of(celsius) == word

"""The page of the range test: what it shows, and what a click on it does."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

import lrsim
from gui.conftest import picture, pixel_of
from lrsim.gui.finder.marks import LOOKS, picks_of, stamp_of
from lrsim.gui.look.theme import THEMES


@pytest.fixture
def page(open_window, qtbot):
    """Return a function that opens the page on an experiment and waits for the test."""

    def opened(experiment=None, **how):
        window = open_window(experiment, **how)
        window.show_page(window.page_names.index("Finder"))
        settle(window, qtbot)
        return window, window.pages.current

    return opened


def settle(window, qtbot):
    window.bridge.flush()
    qtbot.waitUntil(lambda: not window.background.is_busy(window.pages.current))


def found_for(experiment, index=0, **test):
    return lrsim.find_lr(experiment, index=index, **test)


def test_table_shows_each_suggestion_and_its_error_against_the_true_best(page):
    window, view = page()
    found = found_for(window.session.experiment)
    assert view.table.text("steepest") == [
        "steepest",
        f"{found.suggestions['steepest']:.3g}",
        "× 0.049",
        "✗ outside",
    ]
    assert view.table.text("suggestion")[0] == "trials"
    assert float(view.table.text("suggestion")[1]) == pytest.approx(found.suggestion, rel=0.01)
    assert view.table.text("suggestion")[3] == "✓ inside"
    assert view.table.text("true_best") == ["true best", "0.5", "× 1", "0.036–0.96"]
    assert view.cards["plot"].sentence.full_text == found.stopped_because


def test_rows_without_a_suggestion_say_why(page):
    _, view = page(lrsim.Experiment("quadratic", start=0.0))
    for name in LOOKS:
        if name != "true_best":
            assert view.table.text(name)[1] == "flat: the loss never fell by 1 %"
    assert view.table.text("true_best")[1].startswith("it starts in a minimum")


def test_click_on_a_suggestion_sets_the_dial(page, qtbot):
    window, view = page()
    suggestion = found_for(window.session.experiment).suggestion
    QTest.mouseClick(view.table.button("suggestion"), Qt.MouseButton.LeftButton)
    assert window.session.lr == suggestion
    QTest.mouseClick(view.table.button("true_best"), Qt.MouseButton.LeftButton)
    assert window.session.lr == 0.5
    window.session.undo()
    assert window.session.lr == suggestion


def test_click_on_a_line_in_the_picture_sets_the_dial_and_elsewhere_does_not(page):
    window, view = page()
    before = window.session.lr
    low, high = view.plot.getViewBox().viewRange()[1]

    def click(lr):
        place = pixel_of(view.plot, math.log10(lr), 0.5 * (low + high)).toPoint()
        QTest.mouseClick(view.plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))

    click(1e-6)
    assert window.session.lr == before
    valley = found_for(window.session.experiment).suggestions["valley"]
    click(valley * 1.02)
    assert window.session.lr == valley


def test_turning_the_dial_runs_no_test_and_moves_its_line(page, monkeypatch):
    window, view = page()
    asked = []
    monkeypatch.setattr(window.background, "submit", lambda *job: asked.append(job))
    before = picture(view.plot)
    window.session.turn_dial(0.02)
    window.bridge.flush()
    assert not asked
    assert not np.array_equal(picture(view.plot), before)


def test_another_optimizer_or_runner_is_tested_anew(page, qtbot):
    window, view = page()
    window.session.edit_runner(optimizer="adam")
    settle(window, qtbot)
    adam = found_for(window.session.experiment)
    assert view.cards["plot"].sentence.full_text == adam.stopped_because
    assert float(view.table.text("true_best")[1]) == pytest.approx(adam.true_best, rel=0.01)
    window.session.select(1)
    settle(window, qtbot)
    assert view.table.text("true_best")[1] == "0.5"


def test_controls_change_the_test(page, qtbot):
    window, view = page()
    for name, text in (("steps", "60"), ("from", "1e-5"), ("to", "0.9")):
        view.fields[name].lineEdit().setText(text)
        view.fields[name].commit()
    settle(window, qtbot)
    found = found_for(window.session.experiment, steps=60, lr_min=1e-5, lr_max=0.9)
    assert view.cards["plot"].sentence.full_text == found.stopped_because
    assert float(view.table.text("steepest")[1]) == pytest.approx(
        found.suggestions["steepest"], rel=0.01
    )


def test_range_the_wrong_way_round_is_refused_and_can_be_mended(page, qtbot):
    window, view = page()
    view.fields["from"].lineEdit().setText("20")
    view.fields["from"].commit()
    assert view.fields["from"].property("bad")
    assert "below the last" in view.cards["table"].sentence.full_text
    window.session.select(1)  # no reason to run a test that cannot be
    settle(window, qtbot)
    assert "below the last" in view.cards["table"].sentence.full_text
    view.fields["to"].lineEdit().setText("100")
    view.fields["to"].commit()
    assert not view.fields["from"].property("bad")
    assert "dial" in view.cards["table"].sentence.full_text


def test_noise_is_that_of_the_experiment(page, qtbot):
    window, view = page()
    view.fields["noise"].lineEdit().setText("0.5")
    view.fields["noise"].commit()
    settle(window, qtbot)
    assert window.session.experiment.noise == 0.5
    window.session.undo()
    settle(window, qtbot)
    assert view.fields["noise"].value == 0.0


def test_linear_scale_where_no_minimum_is_known(page):
    _, view = page(lrsim.Experiment("saddle"))
    assert view.scale.text() == "linear"
    assert not view.scale.isEnabled()


def test_scale_of_the_loss_can_be_switched(page):
    _, view = page()
    top = view.plot.getViewBox().viewRange()[1][1]
    view.scale.click()
    assert view.scale.text() == "linear"
    assert view.plot.getViewBox().viewRange()[1][1] > 25.0 > top
    view.scale.click()
    assert view.plot.getViewBox().viewRange()[1][1] == top


@pytest.mark.parametrize("name", THEMES)
def test_marks_differ_in_shape_and_not_in_colour_alone(name):
    stamps = [stamp_of(pick, THEMES[name]) for pick in LOOKS]
    assert len({stamp.symbol for stamp in stamps}) == len(LOOKS)
    assert len({look.dash for look in list(LOOKS.values())[:4]}) == 4


@pytest.mark.parametrize("theme", THEMES)
def test_zone_is_a_band_in_the_picture(page, theme):
    window, view = page(theme=theme)
    zone = found_for(window.session.experiment).zone
    shot = picture(view.plot)
    bottom = view.plot.getViewBox().viewRange()[1][0]

    def colour(lr):
        place = pixel_of(view.plot, math.log10(lr), bottom + 8.0).toPoint()
        return shot[place.y(), place.x()].astype(int)

    inside, outside = colour(zone.high * 0.8), colour(10.0**-5.5)
    assert np.abs(inside - outside).sum() > 20
    card = QColor(THEMES[theme].card)
    assert np.abs(outside - [card.red(), card.green(), card.blue()]).max() < 16


@pytest.mark.parametrize("surface", ["formula", "plateau", "easom", "cliff", "monkey-saddle"])
def test_every_kind_of_surface_can_be_shown(page, surface):
    _, view = page(lrsim.Experiment(surface, noise=0.3))
    assert view.cards["plot"].sentence.full_text


def test_page_left_and_come_back_to_shows_what_has_changed(page, qtbot):
    window, view = page()
    window.show_page(0)
    window.session.edit_runner(optimizer="adam")
    window.bridge.flush()
    window.show_page(window.page_names.index("Finder"))
    settle(window, qtbot)
    assert (
        view.cards["plot"].sentence.full_text
        == found_for(window.session.experiment).stopped_because
    )


# --- watched as it runs ---


def moving(page):
    """Return the page while its ramp is on its way."""
    window, view = page()
    window.set_reduced_motion(False)
    window.session.edit_runner(optimizer="sgd:momentum=0.5")
    window.bridge.flush()
    return window, view


def test_the_ramp_is_seen_to_run_with_its_ball_on_the_surface(page, qtbot):
    window, view = moving(page)
    qtbot.waitUntil(lambda: view.ramp.running)
    view.ramp._clock.setCurrentTime(1000)
    found = view._watched.found
    assert not view.plot.is_whole
    assert view.plot._points == pytest.approx(len(found.lr) / 2, abs=2)
    assert view.plot._marks._picks == ()
    guest = window.run_page.surface_view.guest
    ((x, _, _),) = guest._groups
    assert x[0] == view._watched.places[view.plot._points - 1][0]
    view.ramp.finish()
    assert view.plot.is_whole
    assert view.table.text("true_best")[0] == "true best"


def test_a_click_holds_the_ramp_and_the_next_goes_on(page, qtbot):
    _, view = moving(page)
    qtbot.waitUntil(lambda: view.ramp.running)
    middle = view.plot.viewport().rect().center()
    QTest.mouseClick(view.plot.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert view.ramp.paused
    QTest.mouseClick(view.plot.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert not view.ramp.paused
    qtbot.waitUntil(lambda: not view.ramp.running)


def test_with_reduced_motion_all_of_it_is_there_at_once(page):
    _, view = page()
    assert not view.ramp.running
    assert view.plot.is_whole


def test_another_page_leaves_no_ball_of_the_ramp_behind(page, qtbot):
    window, view = moving(page)
    qtbot.waitUntil(lambda: view.ramp.running)
    window.show_page(0)
    assert not view.ramp.running
    assert window.run_page.surface_view.guest._groups == []


def test_a_click_anywhere_on_a_row_takes_its_rate(page):
    window, view = page()
    place = view.table._place("slide")
    for x in (place.left() + 4, place.center().x(), place.right() - 4):
        window.session.turn_dial(0.01)
        at = QPoint(x, place.center().y())
        target = view.table.childAt(at) or view.table
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=target.mapFrom(view.table, at))
        window.bridge.flush()
        assert window.session.lr == pytest.approx(view.table._lrs["slide"], rel=0.01)


def test_axes_have_names_and_words_are_explained(page):
    _, view = page()
    for side in ("left", "bottom"):
        assert view.plot.getAxis(side).labelText
    for name, row in view.table._rows.items():
        assert row.name.toolTip() == LOOKS[name].help
    assert all(heading.toolTip() for heading in view.table._headings[1:])


def test_a_narrow_table_says_with_signs_alone_what_works(page):
    _, view = page()
    view.table.fit(1e4)
    wide = view.table.minimumSizeHint().width()
    assert view.table.text("steepest")[3] == "✗ outside"
    view.table.fit(wide - 1)
    assert view.table.text("steepest")[3] == "✗"
    assert view.table.text("suggestion")[3] == "✓"
    assert view.table.minimumSizeHint().width() < wide
    assert "✓ inside" in view.table._rows["suggestion"].works.toolTip()


def test_in_a_narrow_picture_shapes_stand_without_names(page):
    _, view = page()
    marks, picks = view.plot._marks, picks_of(view._watched.found)
    roomy, narrow = (marks._widths(picks, room) for room in (900.0, 120.0))
    assert len(set(narrow.values())) == 1
    assert max(narrow.values()) < min(roomy.values())

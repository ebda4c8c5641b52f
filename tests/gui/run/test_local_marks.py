"""The local quadratic in the window: ticks, the picture of a step, parabola and words follow the playhead."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from lrsim.experiment import Experiment, Runner
from lrsim.gui.dial.ticks import ticks_of
from lrsim.gui.run.local_marks import words_of
from lrsim.runs.simulate import run
from lrsim.session.session import Session
from lrsim.theory import local_theory


def experiment(surface: str = "double-well", start: object = 1.4, **runner: object) -> Experiment:
    runners = [Runner(**{"name": "Pro", "lr": 0.08, **runner})]
    return Experiment(surface, start=start, steps=50, runners=runners)


def test_the_session_knows_the_theory_at_its_playhead():
    session = Session(experiment())
    assert session.theory().step == 0
    before = session.theory()
    assert session.theory() is before
    session.seek(7)
    assert session.theory().step == 7
    assert session.theory().edge.value == local_theory(session.run, 7).edge.value
    session.turn_dial(0.05)
    assert session.theory().rate == 0.05


def test_ticks_stand_at_edge_and_best_step():
    theory = local_theory(run("quadratic", lr=0.1, start=5.0), 0)
    assert [(tick.lr, tick.kind) for tick in ticks_of(theory)] == [(1.0, "edge"), (0.5, "best")]


def test_ticks_are_silent_where_the_theory_is():
    assert ticks_of(local_theory(run("double-well", lr=0.1, start=0.1), 0)) == ()
    assert ticks_of(local_theory(run("quadratic", "lion", lr=0.1), 0)) == ()
    heavy = local_theory(run("quadratic", "sgd:momentum=0.9", lr=0.1), 0)
    assert [tick.kind for tick in ticks_of(heavy)] == ["edge"]


def test_ticks_move_with_the_ball(open_window):
    window = open_window(experiment())
    ticks = window.dial._ticks
    assert ticks == ticks_of(window.session.theory())
    window.session.seek(1)
    window.bridge.flush()
    assert window.dial._ticks != ticks
    assert "local quadratic: stable up to" in window.dial.accessibleDescription()


@pytest.mark.parametrize("lr", [0.1, 0.5, 1.0, 1.2])
def test_the_picture_shows_where_the_step_lands(open_window, lr):
    window = open_window(experiment("quadratic", 5.0, lr=lr))
    shown = window.verdict_card.step_picture
    assert shown.landing.alpha == pytest.approx(2 * lr - 1)
    ball = shown.grab().toImage()
    window.session.turn_dial(0.3)
    window.bridge.flush()
    assert shown.landing.alpha == pytest.approx(-0.4)
    assert shown.grab().toImage() != ball


def test_the_picture_says_why_there_is_nothing(open_window):
    window = open_window(experiment(start=0.1, lr=0.01))
    shown = window.verdict_card.step_picture
    assert shown.landing.alpha is None
    assert shown.landing.reason == "no floor along this step"
    assert shown.accessibleDescription() == shown.landing.reason
    shown.grab()
    window.session.edit(surface="quadratic", start=5.0)
    window.session.turn_dial(0.5)
    window.session.seek(1)
    window.bridge.flush()
    assert shown.landing.words == "there is no step: the ball stands still"


def test_the_parabola_is_tangent_to_the_surface_at_the_ball(open_window):
    window = open_window(experiment())
    marks = window.run_page.surface_view.local
    assert marks.curve is not None
    x, y = marks.curve
    surface = window.session.experiment.surface
    near = np.abs(x - 1.4).argmin()
    assert y[near] == pytest.approx(float(surface([x[near]])), abs=1e-3)
    slopes = np.gradient(y, x)
    assert slopes[near] == pytest.approx(float(surface.gradient([1.4])[0]), rel=0.1)
    (left, right), _ = window.run_page.surface_view.getViewBox().viewRange()
    assert x.max() - x.min() < 0.5 * (right - left)


def test_a_parabola_that_is_the_surface_is_not_drawn_over_it(open_window):
    window = open_window(experiment("quadratic", 5.0, lr=0.1))
    marks = window.run_page.surface_view.local
    assert marks.curve is None
    assert marks.words.startswith("local quadratic:")
    assert "stable up to LR 1 (yours is 10 %)" in marks.words


def test_in_two_dimensions_there_are_words_alone(open_window):
    window = open_window(experiment("long-valley:kappa=50", (1.0, 1.0), lr=0.01))
    marks = window.run_page.surface_view.local
    assert marks.curve is None
    assert "λ 1 and 50" in marks.words
    assert "κ 50" in marks.words


def test_words_say_why_there_is_no_limit():
    assert "no stable limit (curved downwards" in words_of(
        local_theory(run("double-well", lr=0.1, start=0.1), 0)
    )
    assert "no stable limit (steps have the length" in words_of(
        local_theory(run("bowl", "lion"), 0)
    )


def test_after_an_explosion_only_what_was_stable_on_the_way_is_said(open_window):
    window = open_window(experiment("quadratic", 5.0, lr=10.0))
    window.session.seek(50)
    window.bridge.flush()
    marks = window.run_page.surface_view.local
    assert marks.words == "at the start stable up to LR 1"
    assert marks.curve is None
    assert [(tick.lr, tick.kind) for tick in window.dial._ticks] == [(1.0, "edge")]
    assert "exploded" in window.verdict_card.step_picture.landing.reason


def test_while_playing_words_change_only_as_often_as_they_can_be_read(open_window):
    window = open_window(experiment())
    marks = window.run_page.surface_view.local
    window.session.play()
    marks.show_session(window.session)
    first = marks.words
    marks._words_at = float("inf")  # just now
    window.session.seek(3)
    window.bridge.flush()
    assert marks.words == first
    window.session.pause()
    window.bridge.flush()
    QApplication.processEvents()
    assert marks.words != first

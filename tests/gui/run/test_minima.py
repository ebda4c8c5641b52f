"""Minima say where they are, flat and deep, where there are several."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF

import lrsim
from gui.conftest import OpenWindow
from lrsim.experiment import Experiment, Runner
from lrsim.gui.steps.lettering import Label
from lrsim.gui.steps.words import minimum_words
from lrsim.gui.window.main_window import MainWindow
from lrsim.surfaces import Minimum

HIMMELBLAU = {"(3, 2)", "(−2.81, 3.13)", "(−3.78, −3.28)", "(3.58, −1.85)"}


def labels(window: MainWindow) -> list[Label]:
    window.bridge.flush()
    place = window.run_page.surface_place
    view = place.deep if place.is_deep and place.deep is not None else place.flat
    view.grab()
    return [label for label in view.marks.labels if label.kind == "minimum"]


def names(window: MainWindow) -> set[str]:
    return {label.text for label in labels(window)}


def test_each_of_several_minima_says_where_it_is(open_window: OpenWindow) -> None:
    window = open_window(Experiment("himmelblau", runners=(Runner(lr=0.01),)))
    assert names(window) == HIMMELBLAU
    view = window.run_page.surface_view
    box, starred = view.getViewBox(), view.minima.starred
    stars = {
        minimum_words(minimum, starred): box.mapViewToScene(QPointF(*minimum.position))
        for minimum in starred
    }
    corner = box.mapToScene(QPointF(0.0, 0.0))
    for label in labels(window):
        x, y = label.box.centre
        star = stars[label.text] - corner
        assert abs(x - star.x()) < label.box.width
        assert abs(y - star.y()) < 3 * label.box.height


def test_the_landscape_names_those_that_have_room(open_window: OpenWindow) -> None:
    window = open_window(Experiment("himmelblau", runners=(Runner(lr=0.01),)))
    window.toggle_depth()
    found = names(window)
    assert len(found) > 1
    assert found <= HIMMELBLAU


@pytest.mark.parametrize("surface", ["quadratic", "bowl", "ackley", "saddle"])
def test_one_minimum_needs_no_name_and_many_would_hide_the_surface(
    open_window: OpenWindow, surface: str
) -> None:
    assert not names(open_window(Experiment(surface, runners=(Runner(lr=0.01),))))


def test_an_explosion_takes_the_names_with_the_stars(open_window: OpenWindow) -> None:
    window = open_window(Experiment("himmelblau", steps=50, runners=(Runner(lr=3.0),)))
    assert names(window)
    window.session.seek(50)
    assert window.session.run.exploded_at is not None
    for _ in range(2):
        assert not names(window)
        window.toggle_depth()


def test_minima_that_are_not_as_low_say_how_low_they_are() -> None:
    minima = lrsim.surface("forrester").minima
    assert [minimum_words(m, minima) for m in minima] == [
        "x = 0.757, loss −6.02",
        "x = 0.143, loss −0.986",
    ]
    same = lrsim.surface("himmelblau").minima
    assert {minimum_words(m, same) for m in same} == HIMMELBLAU
    assert minimum_words(Minimum((1e-17, 2.0), 0.0), same) == "(0, 2)"

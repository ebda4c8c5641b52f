"""What is answered with on a slide: a pad as large as its plot, a dial on the screen's own ground."""

from __future__ import annotations

import math

import pytest
from msgspec import structs
from PySide6.QtGui import QColor

from lrsim.gui.dial.gauge import Gauge
from lrsim.gui.look.palettes import THEMES
from lrsim.lessons import lesson, lessons
from lrsim.lessons.lesson import AskDial, AskPlace, AskSketch

ASKING = {
    kind: [
        (each.name, place)
        for each in lessons()
        for place, step in enumerate(each.steps)
        if isinstance(step.ask, kind)
    ]
    for kind in (AskSketch, AskPlace, AskDial)
}


def at_step(open_lesson, name, place):
    screen = open_lesson(name)
    screen.lecture.go([slide.step for slide in screen.lecture.slides].index(place))
    return screen


@pytest.mark.parametrize(("name", "place"), ASKING[AskSketch])
def test_a_true_curve_could_be_drawn_to_its_end(open_lesson, name, place):
    screen = at_step(open_lesson, name, place)
    low, high = screen.stage.loss_view.getViewBox().viewRange()[1]
    truth = screen.lecture.truth
    assert low < math.log10(min(truth))
    assert math.log10(max(truth)) < high


def test_where_a_sketch_may_end_tells_nothing_of_the_true_curve(open_lesson):
    name, place = ASKING[AskSketch][0]
    whole = lesson(name)
    ask = whole.steps[place].ask
    reaches = set()
    for lr in (1e-4, 0.1, 1.05):
        run = {**whole.runs[ask.of], "lr": lr}
        screen = open_lesson(structs.replace(whole, runs={**whole.runs, ask.of: run}))
        screen.lecture.go([slide.step for slide in screen.lecture.slides].index(place))
        reaches.add(tuple(screen.stage.loss_view.getViewBox().viewRange()[1]))
    assert len(reaches) == 1


@pytest.mark.parametrize("kind", [AskSketch, AskPlace])
def test_a_pad_is_as_large_as_its_plot_whatever_makes_it_grow(open_lesson, kind):
    screen = at_step(open_lesson, *ASKING[kind][0])
    answers, stage = screen.answers, screen.stage
    pads = {AskSketch: (answers.sketch_pad, stage.loss_view)}
    pad, plot = pads.get(kind, (answers.place_pad, stage.surface_view))
    assert pad.geometry() == plot.rect()
    plot.resize(plot.width() - 31, plot.height() + 17)
    assert pad.geometry() == plot.rect()


@pytest.mark.parametrize("theme", THEMES)
def test_a_dial_in_a_lesson_lies_on_the_ground_of_the_screen(open_lesson, theme):
    screen = at_step(open_lesson, *ASKING[AskDial][0])
    screen.set_theme(THEMES[theme])
    for dial in screen.findChildren(Gauge):
        if dial.isVisibleTo(screen):
            corner = dial.grab().toImage().pixelColor(1, 1)
            assert corner == QColor(THEMES[theme].ground)

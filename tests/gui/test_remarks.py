"""Marks in pictures say what they are, under the mouse and by key."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.conftest import OpenWindow
from gui.walk import settle
from lrsim.experiment import Experiment, Runner
from lrsim.gui.dial.scale import point_at
from lrsim.gui.exhibits.shower import geometry
from lrsim.gui.plots.plot import Plot
from lrsim.gui.window.main_window import MainWindow
from lrsim.schedules import Drawn

pytestmark = pytest.mark.window


def said(plot: Plot) -> set[str]:
    """Return what the marks of a plot say somewhere where they are, under the mouse."""
    words = set()
    box = plot.getViewBox()
    for remark in plot.remarks():
        (left, top, right, bottom) = remark.box
        for share in (0.1, 0.3, 0.5, 0.7, 0.9):
            at = QPointF(left + share * (right - left), top + share * (bottom - top))
            if box.rect().contains(at):
                words.add(plot.words_at(plot.mapFromScene(box.mapToScene(at))))
    return words


def found(plot: Plot, *parts: str) -> list[str]:
    """Return the parts that no mark under the mouse says."""
    words = said(plot)
    return [part for part in parts if not any(part in each for each in words)]


def test_marks_of_the_run_say_what_they_are(window: MainWindow) -> None:
    page, session = window.run_page, window.session
    session.seek(10)
    window.bridge.flush()
    surface = page.surface_view
    assert found(surface, "Pro: at", "Snail: at", "The start of all", "The lowest place") == []
    assert found(surface, "The step that comes next", "bends like", "a dot for each step") == []
    assert found(page.loss_view, "The playhead, at step 10", "The curve of Snail") == []
    assert found(page.schedule_view, "The playhead", "steps grow", "What the hand has set") == []
    session.select(2)
    session.seek(40)
    window.bridge.flush()
    assert found(page.loss_view, "Here the selected run broke") == []
    assert found(surface, "Here the run broke") == []
    window.fit()
    QApplication.processEvents()
    assert any("out of the picture" in remark.words for remark in surface.remarks())
    axis = QPoint(2, page.loss_view.height() // 2)
    assert page.loss_view.words_at(axis) == str(page.loss_view.up_help)


def test_so_do_the_tangent_and_what_was_left_when_the_dial_was_turned(window: MainWindow) -> None:
    page, session = window.run_page, window.session
    session.select(1)
    session.seek(12)
    session.seek(2)
    session.turn_dial(0.02)
    window.bridge.flush()
    assert session.ghosts
    surface = page.surface_view
    assert found(surface, "The tangent where the ball is", "before the dial was turned") == []
    assert found(page.loss_view, "What Pro did, or would have done") == []


def test_so_do_the_parts_of_a_shower(open_window: OpenWindow) -> None:
    window = open_window(Experiment("shower", runners=[Runner(lr=0.01, name="Pro")]))
    view = window.run_page.stage.exhibit
    (frame,), artist = view._frames, view._artist
    origin = artist.in_scene(frame, 0.0, 0.0)
    for part, (x, y) in {
        "the knob is": geometry.KNOB,
        "how warm": (geometry.TUBE.left + 4.0, geometry.TUBE.top + 40.0),
        "as warm as the knob": (geometry.HEAD[0], geometry.HEAD[2] + 90.0),
    }.items():
        at = (x - origin[0]) * artist.scale, (y - origin[1]) * artist.scale
        assert view.words_at(*at).startswith("Pro: ")
        assert part in view.words_at(*at)
    assert view.words_at(frame.left + 4.0, frame.height - 4.0) == ""


def test_so_do_those_of_a_drawn_schedule_past_the_budget_and_in_the_plane(
    open_window: OpenWindow,
) -> None:
    drawn = Drawn(points=((0, 1.0), (20, 0.5), (40, 0.1)))
    window = open_window(
        Experiment("long-valley", steps=50, runners=[Runner(lr=0.01, schedule=drawn)])
    )
    session, page = window.session, window.run_page
    session.seek(50)
    session.play_on()
    session.pause()
    window.bridge.flush()
    assert found(page.loss_view, "Played on past the budget") == []
    assert found(page.schedule_view, "A point of the drawn schedule") == []
    flat = [remark.words for remark in page.surface_view.remarks()]
    window.toggle_depth()
    settle(window)
    deep = page.surface_place.deep
    assert deep is not None
    told = [remark.words for remark in deep.remarks()]
    assert set(told) <= set(flat), "the same marks say the same, flat or deep"
    assert told


def test_ticks_of_the_dial_say_what_they_are(window: MainWindow) -> None:
    window.session.select(1)
    window.session.seek(1)
    window.bridge.flush()
    dial = window.dial
    geometry = dial.layout_fitted()
    words = {}
    for tick in dial._ticks:
        fraction = dial.painted.fraction(tick.lr)
        at = geometry.centre + QPointF(*point_at(fraction, 1.02 * geometry.radius))
        words[tick.kind] = dial.words_at(at)
    assert words["edge"].startswith("stable up to")
    assert "makes steps grow" in words["edge"]
    assert words["best"].startswith("best step")


@pytest.mark.parametrize(
    ("page", "parts"),
    [
        ("Finder", ("The zone,", "Where the dial stands", "true best", "sets the dial to it")),
        ("Zone", ("Where the dial stands", "a whole run at each")),
        ("Long run", ("Where the dial stands", "settles")),
    ],
)
def test_marks_of_a_page_say_what_they_are(window: MainWindow, page: str, parts) -> None:
    window.session.turn_dial(0.7)
    window.show_page(window.page_names.index(page))
    settle(window)
    assert found(window.pages.current.plot, *parts) == []


def test_the_middle_of_the_surface_is_read_out_by_key(window: MainWindow) -> None:
    view, card = window.run_page.surface_view, window.run_page.cards["surface"]
    before = card.sentence.full_text
    view.setFocus()
    first = card.sentence.full_text
    assert first.startswith("x ")
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert card.sentence.full_text not in (first, before)
    view.clearFocus()
    QApplication.processEvents()
    assert card.sentence.full_text == before


def test_curves_are_read_out_at_the_playhead_by_key(window: MainWindow) -> None:
    view, session = window.run_page.loss_view, window.session
    session.seek(4)
    window.bridge.flush()
    assert view.readout.step is None
    view.setFocus()
    assert view.readout.step == 4
    QTest.keyClick(view, Qt.Key.Key_Right)
    window.bridge.flush()
    assert view.readout.step == 5
    view.clearFocus()
    assert view.readout.step is None

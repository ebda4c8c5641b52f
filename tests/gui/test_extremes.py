"""Every page plays what leaves the numbers: NaN, overflow, subnormals, huge and flat surfaces."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from gui.conftest import OpenWindow
from lrsim.experiment import Experiment, Runner
from lrsim.gui.maps import ranges
from lrsim.gui.window.main_window import MainWindow

FORMULAS = (
    *("log(x)", "sqrt(x)", "1/x", "exp(x)", "0*x", "1e-310*x**2", "1e300*x**2"),
    *("log(x)+y**2", "1e300*x**2+y**2", "0*x*y", "1e300*x*y", "1e308*x**2-y**2"),
)
STARTS = (4.0, 1e-310, 700.0, 1e300, 1e-5, -1e50, 1e155)
COUNTS = (1, 8, 3, 2)
STEPS = 40
PATIENCE = 30.0
SHIFTS = 2
"""Of as many as there are starts, those that are played: each formula from so many of them."""

PAGES = ("Run", "Zone", "Long run", "Finder", "Map", "Race")


def experiments() -> Iterator[Experiment]:
    """Each formula from other starts with other numbers of runners."""
    counts = itertools.cycle(COUNTS)
    for shift in range(SHIFTS):
        for place, formula in enumerate(FORMULAS):
            start = STARTS[(place + shift) % len(STARTS)]
            dimensions = 2 if "y" in formula else 1
            runners = [
                Runner(name=f"Runner {k}", lr=1.1 * 10.0**-k, optimizer=("sgd", "adam")[k % 2])
                for k in range(next(counts))
            ]
            yield Experiment(
                f"formula:{formula}", start=(start,) * dimensions, steps=STEPS, runners=runners
            )


def scroll(widget: QWidget, notches: int) -> None:
    """Turn the wheel over the middle of a widget."""
    target = widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
    middle = QPointF(target.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(target.mapToGlobal(middle.toPoint())),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(target, event)


def settle(window: MainWindow) -> None:
    """Show what has changed, and what the workers find out about it."""
    window.bridge.flush()
    QApplication.processEvents()
    end = time.monotonic() + PATIENCE
    while window.background._running and time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.002)
    assert not window.background._running
    window.grab()


def play(window: MainWindow, experiment: Experiment) -> None:
    """Play an experiment and look at it from near and far."""
    session, plots = window.session, picture_of(window)
    session.new(experiment)
    session.set_reveal(True)
    settle(window)
    for step in (1, 3, STEPS):
        session.seek(step)
        window.bridge.flush()
        window.pages.current.grab()
    session.select(len(experiment.runners) - 1)
    for notches in (2, -4):
        scroll(plots, notches)
        window.pages.current.grab()
    window.fit()
    window.toggle_loss_scale()
    settle(window)
    window.toggle_loss_scale()


def picture_of(window: MainWindow) -> QWidget:
    """Return what of the shown page the wheel is turned over."""
    page = window.pages.current
    for name in ("surface_view", "plot", "face", "board"):
        widget = getattr(page, name, None)
        if isinstance(widget, QWidget):
            return widget
    raise AssertionError(f"{page} has no picture")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_what_leaves_the_numbers(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setattr(ranges, "COUNTS", (64,))  # what a map shows, not how finely
    window = open_window(size=(1280, 720))
    window.show_page(window.page_names.index(page))
    for experiment in experiments():
        play(window, experiment)


@pytest.mark.parametrize("page", PAGES)
def test_surfaces_and_formulas_change_while_they_are_played(
    open_window: OpenWindow, page: str
) -> None:
    window = open_window(Experiment("formula:x**2", start=(-4.0,)), size=(1280, 720))
    session = window.session
    window.show_page(window.page_names.index(page))
    for text in ("log(x)", "sqrt(x)", "x*y", "1/x", "1e300*x**2+y**2", "0*x", "1e-310*x**2"):
        for surface in (f"formula:{text}", "rosenbrock", "quadratic"):
            session.play()
            session.advance(0.5)
            window.bridge.flush()
            session.edit(surface=surface)
            window.fit()
            scroll(picture_of(window), 1)
            session.advance(0.5)
            window.bridge.flush()
            window.pages.current.grab()


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment("rosenbrock", start=(1e50, 1.0)),
        Experiment("formula:x**2", start=(1e50,)),
        Experiment("quadratic", start=(-1e308,)),
    ],
)
def test_a_start_that_is_nowhere_near_is_said_at_the_edge(
    open_window: OpenWindow, experiment: Experiment
) -> None:
    window = open_window(Experiment(experiment.surface))
    window.session.edit(start=experiment.start)
    window.bridge.flush()
    window.fit()
    QApplication.processEvents()
    scroll(window.run_page.surface_view, -3)
    window.grab()
    scroll(window.run_page.surface_view, 30)
    window.grab()
    (words,) = edges(window)
    assert "x = " in words


@pytest.mark.parametrize("formula", ["log(x)", "sqrt(x)"])
def test_a_nan_in_a_picture_is_told_not_drawn(open_window: OpenWindow, formula: str) -> None:
    runner = Runner(name="Maniac", lr=9.0)
    window = open_window(Experiment(f"formula:{formula}", start=(4.0,), runners=[runner]))
    session = window.session
    session.seek(session.end)
    window.bridge.flush()
    window.grab()
    assert math.isnan(session.run.loss[-1])
    said = window.run_page.loss_view._exploded
    assert said.isVisible()
    assert said.toPlainText().startswith(f"step {session.run.exploded_at}: ")
    (words,) = edges(window)
    assert "exploded" in words


@pytest.mark.parametrize("formula", ["log(x)", "sqrt(x)"])
def test_no_parabola_outlives_what_is_said_of_it(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch, formula: str
) -> None:
    monkeypatch.setattr("lrsim.gui.run.local_marks.CURVE_EVERY", 0.0)
    monkeypatch.setattr("lrsim.gui.run.local_marks.WORDS_EVERY", 1e9)
    runner = Runner(name="Maniac", lr=1.1)
    window = open_window(Experiment(f"formula:{formula}", start=(4.0,), runners=[runner]))
    session, local = window.session, window.run_page.surface_view.local
    session.play()
    for step in range(session.end + 1):
        session.seek(step)
        window.bridge.flush()
        QApplication.processEvents()
        window.grab()
        assert (local.curve is None) or local.words
    assert (local.words, local.curve) == ("", None)


# --- names at the edge of the picture ---


def edges(window: MainWindow) -> list[str]:
    """Return what is said at the edge, none upon another."""
    labels = [label for label in window.run_page.surface_view.marks.labels if label.kind == "edge"]
    for one, other in itertools.combinations(labels, 2):
        assert not one.box.meets(other.box)
    return [label.text for label in labels]


def names(window: MainWindow) -> list[str]:
    return [text.split(":")[0] for text in edges(window)]


def test_three_names_at_the_edge_of_a_bowl_find_their_places(open_window: OpenWindow) -> None:
    runners = [Runner(name=f"{lr}", lr=lr) for lr in (1.1, 1.2, 1.3)]
    window = open_window(Experiment("bowl", start=(1.0, 0.0), runners=runners))
    window.run_page.surface_view.camera.let_go()
    for step in range(0, window.session.end + 1, 5):
        window.session.seek(step)
        window.bridge.flush()
        window.run_page.surface_view.grab()
    assert names(window) == ["1.1", "1.2", "1.3"]


def test_the_names_of_a_crowd_out_of_sight_find_their_places(open_window: OpenWindow) -> None:
    runners = [Runner(name=f"{k}", lr=0.01 * k) for k in range(1, 9)]
    window = open_window(Experiment("quadratic", start=(900.0,), runners=runners))
    box = window.run_page.surface_view.getViewBox()
    for place in (0.0, 400.0, 900.0):
        box.setRange(xRange=(place - 5.0, place + 5.0), yRange=(0.0, 30.0), padding=0)
        window.run_page.surface_view.grab()
        assert set(names(window)) <= {runner.name for runner in runners}
    for notches in (2, 4, -9):
        scroll(window.run_page.surface_view, notches)
    window.run_page.surface_view.grab()

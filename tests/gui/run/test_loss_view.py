"""The loss curve's scale: losses of 0 and below it, with and without a known minimum."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from gui.conftest import OpenWindow
from lrsim.experiment import Experiment, Runner
from lrsim.gui.window.main_window import MainWindow


def played(open_window: OpenWindow, surface: str, *lrs: float) -> MainWindow:
    runners = [Runner(name=f"lr {lr:g}", lr=lr) for lr in lrs]
    window = open_window(Experiment(surface, steps=60, runners=runners))
    window.session.seek(60)
    window.bridge.flush()
    QApplication.processEvents()
    return window


def test_losses_below_zero_are_measured_from_the_lowest_minimum(open_window: OpenWindow) -> None:
    window = played(open_window, "easom", 0.35)
    view = window.run_page.loss_view
    assert view.is_log
    assert window.run_page.cards["loss"].sentence.full_text == "above the minimum, which is −1"
    run, heights = window.session.run, view._past.curve(0).y
    assert run.loss[-1] < 0
    above = run.loss + 1.0
    seen = above > 1e-12
    np.testing.assert_allclose(heights[seen], np.log10(above[seen]), atol=1e-9)
    assert heights[-1] < heights[0] - 6
    window.session.edit(surface="rosenbrock")
    window.bridge.flush()
    assert window.run_page.cards["loss"].sentence.full_text == "at each step"


def test_without_a_known_minimum_losses_below_zero_make_the_scale_linear(
    open_window: OpenWindow,
) -> None:
    window = played(open_window, "saddle", 0.12)
    assert (window.run_page.loss_view.is_log, window.run_page.loss_view.log) == (False, True)
    assert (window.run_page.loss_scale.text(), window.run_page.loss_scale.isEnabled()) == (
        "linear",
        False,
    )
    _, (low, high) = window.run_page.loss_view.getViewBox().viewRange()
    assert low < 0 < window.session.run.loss[0] < high
    window.session.edit(surface="rosenbrock")
    window.bridge.flush()
    assert window.run_page.loss_view.is_log
    assert (window.run_page.loss_scale.text(), window.run_page.loss_scale.isEnabled()) == (
        "log",
        True,
    )


def test_a_loss_of_zero_lies_below_every_other(open_window: OpenWindow) -> None:
    window = played(open_window, "huber", 1.0, 2.0)
    landed, bouncing = window.session.runs
    assert landed.loss[-1] == 0
    assert bouncing.loss[-1] == 0.5
    lines = window.run_page.loss_view._past
    assert lines.curve(0).y[-1] <= lines.curve(1).y[-1] - 1.0


def test_a_linear_scale_reaches_down_to_losses_below_zero(open_window: OpenWindow) -> None:
    window = played(open_window, "styblinski-tang", 0.03)
    window.toggle_loss_scale()
    _, (low, high) = window.run_page.loss_view.getViewBox().viewRange()
    assert low < window.session.run.loss.min() < 0
    assert high > window.session.run.loss[0]
    assert window.run_page.loss_scale.text() == "linear"


def test_a_curve_leaves_the_plot_where_it_leaves_it(open_window: OpenWindow) -> None:
    runners = [Runner(name=f"lr {lr:g}", lr=lr) for lr in (0.001, 0.1, 10.0)]
    window = open_window(Experiment("quadratic", start=5.0, steps=300, runners=runners))
    session, view = window.session, window.run_page.loss_view
    session.seek(300)
    session.select(1)
    session.turn_dial(0.2)  # leaves a ghost that leaves the plot, too
    window.bridge.flush()
    low, high = view.heights
    drawn = [(view._past.curve(1), session.run), (view._ghosts.curve(0), session.ghosts[0].run)]
    for curve, run in drawn:
        np.testing.assert_allclose(curve.y, np.log10(run.loss[curve.x]), atol=1e-9)
        assert curve.y.min() < low
    assert view._past.curve(2).y.max() > high or session.runs[2].exploded_at == 2


def test_a_runner_whose_curve_has_left_the_plot_stands_whole_at_its_border(
    open_window: OpenWindow,
) -> None:
    window = played(open_window, "huber", 1.0)
    view = window.run_page.loss_view
    (_, y, _) = view._heads._groups[0]
    low, high = view.heights
    half = (y[0] - low) / (high - low) * view.getViewBox().height()
    assert half == pytest.approx(0.3 * window.theme.ball)


def test_at_the_start_the_scale_tells_nothing_of_what_is_to_come(open_window: OpenWindow) -> None:
    seen = []
    for lr in (0.001, 0.5, 1.1, 10.0):
        runner = Runner(name="a", lr=lr)
        window = open_window(Experiment("quadratic", start=5.0, steps=50, runners=[runner]))
        view = window.run_page.loss_view
        seen.append((view.heights, view.shown))
    assert len(set(seen)) == 1
    window.session.set_reveal(True)
    window.bridge.flush()
    assert view.heights != seen[0][0]


def test_a_scale_that_has_seen_more_keeps_it_in_view_until_the_path_is_another(
    open_window: OpenWindow,
) -> None:
    runner = Runner(name="a", lr=0.1)
    window = open_window(Experiment("quadratic", start=5.0, steps=50, runners=[runner]))
    session, view = window.session, window.run_page.loss_view
    before = view.heights
    session.seek(50)
    session.seek(0)
    window.bridge.flush()
    assert view.heights[0] < np.log10(session.run.loss.min()) < before[0]
    session.turn_dial(0.2)
    window.bridge.flush()
    assert view.heights == before


def test_the_selected_mark_is_on_top_and_others_show_from_where_they_part(
    window: MainWindow,
) -> None:
    view, session = window.run_page.loss_view, window.session
    for selected in range(3):
        session.select(selected)
        session.seek(0)
        window.bridge.flush()
        (only,) = view._heads._groups
        assert only[2].fill == window.theme.runner(selected).name()
        session.seek(20)
        window.bridge.flush()
        seen = [group[2].fill for group in view._heads._groups]
        assert len(seen) == 3
        assert seen[-1] == window.theme.runner(selected).name()

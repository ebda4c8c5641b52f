"""The loss curve's scale: losses of 0 and below it, with and without a known minimum."""

from __future__ import annotations

import numpy as np
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

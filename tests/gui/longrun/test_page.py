"""The page "Long run": where the iterates end up for each learning rate."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from lrsim.experiment import Experiment, Runner
from lrsim.gui.longrun.page import LongRunPage
from lrsim.gui.window.main_window import MainWindow
from lrsim.studies.longrun.periods import EXPLODES, WANDERS
from lrsim.studies.longrun.picture import Request, density, own_picture, with_others

WELL = Experiment("double-well", start=0.5, runners=[Runner(name="Pro", lr=0.28)])
REQUEST = Request(WELL.setup(), "x", 120, 80)


class Never:
    def is_set(self) -> bool:
        return False


class Always:
    def is_set(self) -> bool:
        return True


def shown(window: MainWindow, qtbot: QtBot) -> LongRunPage:
    """Show the page and wait for its picture with all starts."""
    window.show_page(window.page_names.index("Long run"))
    view = window.pages.current
    assert isinstance(view, LongRunPage)
    settled(view, qtbot)
    return view


def settled(view: LongRunPage, qtbot: QtBot) -> None:
    def quiet() -> None:
        assert view.picture is not None
        assert view.is_settled

    qtbot.waitUntil(quiet)


# --- the picture ---


def test_density_counts_what_falls_into_each_cell():
    values = np.array([[0.1, 0.1, 0.9, 2.0], [np.nan, -1.0, 0.5, 0.999]])
    share = density(values, (0.0, 1.0), 2)
    np.testing.assert_array_equal(share, [[0.5, 0.0], [0.25, 0.5]])


def test_the_double_wells_picture_shows_the_cascade_and_both_wells():
    own = own_picture(REQUEST, Never())
    assert own is not None
    periods = [band.period for band in own.bands]
    assert periods[:3] == [1, 2, 4]
    assert WANDERS in periods
    assert periods[-1] == EXPLODES
    assert own.bands[0].low == own.rates[0]
    assert own.bands[-1].high == own.rates[1]
    whole = with_others(own, Never())
    assert whole is not None
    heights = np.linspace(*own.values, 81)[:-1]
    first = heights[own.own[:, 0] > 0], heights[whole.others[:, 0] > 0]
    assert first[0] == pytest.approx([1.0], abs=0.05)
    assert first[1] == pytest.approx([-1.0, 1.0], abs=0.05)


def test_a_cancelled_picture_is_none():
    assert own_picture(REQUEST, Always()) is None
    own = own_picture(REQUEST, Never())
    assert own is not None
    assert with_others(own, Always()) is None


@pytest.mark.parametrize("value", ["x", "y", "loss"])
def test_in_two_dimensions_height_is_a_choice(value):
    request = Request(Experiment("himmelblau").setup(), value, 60, 40)
    picture = own_picture(request, Never())
    assert picture is not None
    assert picture.own.sum() > 0
    assert picture.own.max() <= 1.0


def test_a_run_that_still_grows_does_not_set_the_scale():
    picture = own_picture(
        Request(Experiment("quadratic", start=5.0).setup(), "x", 300, 50), Never()
    )
    assert picture is not None
    assert picture.values[1] < 20.0


# --- the page ---


def test_the_page_shows_the_diagram_with_its_bands_and_the_dial(open_window, qtbot):
    window = open_window(WELL)
    view = shown(window, qtbot)
    names = [band.name for band in view.plot.strip.bands]
    assert names[:3] == ["1: settles", "2-cycle", "4-cycle"]
    assert "chaos" in names
    assert names[-1] == "explodes"
    assert view.plot.dial_line.isVisible()
    assert view.plot.dial_line.value() == 0.28
    assert view.picture is not None
    assert view.picture.others.any()


def test_a_click_sets_the_dial(open_window, qtbot):
    window = open_window(WELL)
    view = shown(window, qtbot)
    place = view.plot.box.mapViewToDevice(QPointF(0.35, 0.0))
    QTest.mouseClick(view.plot.viewport(), Qt.MouseButton.LeftButton, pos=place.toPoint())
    window.bridge.flush()
    assert window.session.lr == pytest.approx(0.35, abs=0.002)
    assert len(str(window.session.lr)) <= 6  # as many digits as a pixel has
    assert view.plot.dial_line.value() == window.session.lr


def test_turning_the_dial_moves_the_line_and_computes_nothing(open_window, qtbot):
    window = open_window(WELL)
    view = shown(window, qtbot)
    picture = view.picture
    window.session.turn_dial(0.3)
    window.bridge.flush()
    assert view.plot.dial_line.value() == 0.3
    assert view.is_settled
    assert view.picture is picture


def test_a_dial_out_of_sight_is_said_at_the_edge(open_window, qtbot):
    window = open_window(WELL)
    view = shown(window, qtbot)
    window.session.turn_dial(0.001)
    window.bridge.flush()
    assert not view.plot.dial_line.isVisible()
    assert "left of here" in view.plot.dial_label.toPlainText()


def test_zooming_computes_what_is_in_view_and_fit_goes_back(open_window, qtbot):
    window = open_window(WELL)
    view = shown(window, qtbot)
    whole = view.picture
    assert whole is not None
    view.plot.box.setRange(xRange=(0.32, 0.33), yRange=(0.5, 1.2), padding=0)
    view.plot.box.sigRangeChangedManually.emit([True, True])
    settled(view, qtbot)
    assert view.picture is not None
    assert view.picture.rates == pytest.approx((0.32, 0.33))
    assert view.picture.values == pytest.approx((0.5, 1.2))
    window.fit()
    settled(view, qtbot)
    assert view.picture.rates == pytest.approx(whole.rates)


def test_another_start_keeps_the_rates_in_view_and_another_surface_does_not(open_window, qtbot):
    window = open_window(WELL)
    view = shown(window, qtbot)
    before = view.picture
    assert before is not None
    window.session.edit(start=-0.7)
    window.bridge.flush()
    settled(view, qtbot)
    assert view.picture is not before
    assert view.picture is not None
    assert view.picture.rates == before.rates
    window.session.edit(surface="quadratic")
    window.bridge.flush()
    settled(view, qtbot)
    assert view.picture.rates[1] > 1.0


def test_what_is_shown_upwards_can_be_chosen(open_window, qtbot):
    window = open_window(Experiment("himmelblau", runners=[Runner(name="Pro", lr=0.01)]))
    view = shown(window, qtbot)
    assert view.value == "x"
    for expected in ("y", "loss", "x"):
        view.value_button.click()
        settled(view, qtbot)
        assert view.value == expected
        assert view.picture is not None
        assert view.picture.request.value == expected
        assert expected in view.value_button.text()


def test_noise_is_not_called_chaos(open_window, qtbot):
    window = open_window(Experiment("quadratic", start=5.0, noise=0.5))
    view = shown(window, qtbot)
    names = {band.name for band in view.plot.strip.bands}
    assert "noise" in names
    assert "explodes" in names  # beyond 2/λ, which is in view
    assert "the noise hides all cycles" in view.card.sentence.full_text
    assert "chaos" not in names


@pytest.mark.parametrize("theme", ["dark", "light", "projector"])
def test_it_is_painted_in_every_theme(open_window, qtbot, theme):
    window = open_window(WELL, theme=theme)
    view = shown(window, qtbot)
    colours = {view.grab().toImage().pixelColor(300 + 7 * k, 150).name() for k in range(60)}
    assert len(colours) > 3

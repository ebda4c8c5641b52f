"""What cannot be painted as it is: NaN, infinities, subnormal and huge numbers, ranges of no width."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QTransform
from pytestqt.qtbot import QtBot

import lrsim.gui
from lrsim.gui.plots.gate import (
    FARTHEST,
    LARGEST,
    NARROWEST,
    PIXEL_LIMIT,
    SMALLEST_SPAN,
    Pixels,
    drawable,
    drawable_number,
    drawable_range,
    log10,
)
from lrsim.gui.plots.items import Arrow, Image, Line, Text, ViewBox
from lrsim.gui.plots.plot import Plot

MODULES = [p for p in sorted(Path(lrsim.gui.__path__[0]).glob("*.py")) if p.stem != "items"]

ANY = st.floats(allow_nan=True, allow_infinity=True, allow_subnormal=True)
ODD = [math.nan, math.inf, -math.inf, 0.0, 5e-324, 1e-310, -1e-310, 1e50, 1e300, -1e300, 3.5]


@given(st.lists(ANY, min_size=1))
@example(ODD)
def test_what_is_drawable_is_finite_and_not_subnormal(values: list[float]) -> None:
    safe = drawable(np.array(values))
    assert (np.abs(safe) <= LARGEST).all()
    assert ((safe == 0.0) | (np.abs(safe) >= 1e-200)).all()
    assert safe.tolist() == [drawable_number(value) for value in values]


@given(ANY, ANY, st.sampled_from([LARGEST, FARTHEST]))
@example(5.0, 1e50, FARTHEST)
@example(1e50, 1e51, FARTHEST)
@example(1e50, 1e50, LARGEST)
@example(0.0, 0.0, LARGEST)
@example(0.0, 5e-324, LARGEST)
@example(-math.inf, math.inf, LARGEST)
def test_a_drawable_range_has_a_width_that_doubles_can_share_out(
    low: float, high: float, farthest: float
) -> None:
    found = drawable_range(low, high, farthest)
    if math.isnan(low) or math.isnan(high):
        assert found is None
        return
    assert found is not None
    size = max(map(abs, found))
    assert size <= farthest * (1.0 + NARROWEST)
    assert found[1] - found[0] >= max(0.99 * NARROWEST * size, 0.99 * SMALLEST_SPAN)
    if abs(low) < farthest and abs(high) < farthest and abs(high - low) > 1e-9 * size > 0.0:
        assert found == (min(low, high), max(low, high))


def test_a_view_moved_too_far_keeps_its_width() -> None:
    assert drawable_range(FARTHEST - 1.0, FARTHEST + 9.0, FARTHEST) == (FARTHEST - 10.0, FARTHEST)
    assert drawable_range(-FARTHEST - 9.0, 1.0 - FARTHEST, FARTHEST) == (-FARTHEST, 10.0 - FARTHEST)


def test_a_loss_that_is_no_number_is_above_all_in_decades_too() -> None:
    values = log10(np.array([math.nan, math.inf, 1e300, 1.0]))
    assert values.tolist() == pytest.approx([308.25, 308.25, 300.0, 0.0], abs=0.01)


def test_what_has_no_logarithm_for_being_too_small_is_below_all() -> None:
    assert (log10(np.array([0.0, -1.0, -math.inf])) < math.log10(5e-324)).all()


@given(ANY, ANY)
def test_pixels_of_any_number_are_where_a_painter_goes(scale: float, value: float) -> None:
    pixels = Pixels(QTransform(scale, 0, 0, -scale, 7, 9), QRectF(0, 0, 1, 1))
    for found in (pixels.across(value), pixels.down(np.array([value]))[0]):
        assert -PIXEL_LIMIT <= found <= PIXEL_LIMIT


@pytest.mark.parametrize("wide", [math.nan, math.inf, 0.0, 1e300])
def test_a_view_without_a_size_in_pixels_is_not_painted(wide: float) -> None:
    assert not Pixels(QTransform.fromScale(wide, 1.0), QRectF(0, 0, 10, 10)).sound
    assert Pixels(QTransform.fromScale(2.0, 1.0), QRectF(0, 0, 10, 10)).sound


@pytest.mark.parametrize("low", ODD)
def test_a_plot_shows_any_range_and_items_at_any_place(qtbot: QtBot, low: float) -> None:
    box = ViewBox()
    plot = Plot("Plot", box)
    qtbot.addWidget(plot)
    plot.resize(200, 200)
    plot.show()
    text, arrow, line, image = Text("word"), Arrow(), Line(), Image()
    for item in (text, arrow, line, image):
        plot.addItem(item, ignoreBounds=True)
    for high in ODD:
        box.setRange(QRectF(0.0, 0.0, 1.0, 1.0), padding=0)
        box.setRange(xRange=(low, high), yRange=(low, high), padding=0)
        for first, last in box.viewRange():
            assert -2 * LARGEST < first < last < 2 * LARGEST
        text.setPos(low, high)
        arrow.setPos(low, high)
        line.setValue(low)
        image.show_colours(np.full((2, 2, 4), 99, np.uint8), (low, high), (low, high))
        plot.grab()
        box.scaleBy((0.5, 0.5))
        plot.grab()


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_items_of_pyqtgraph_are_made_behind_the_gate_alone(module: Path) -> None:
    made = re.findall(r"\bpg\.\w*(?:Item|Line|ViewBox|Region|ROI)\(", module.read_text("utf-8"))
    assert made == []

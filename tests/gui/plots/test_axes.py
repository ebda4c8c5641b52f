"""Axes: few labels, round values, nothing that a float64 trips over."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtGui import QFontMetricsF, QPainter
from pytestqt.qtbot import QtBot

from lrsim.gui.look.theme import THEMES
from lrsim.gui.plots.axes import TICK_PIXELS, DecadeAxis, NumberAxis, ScaledAxis
from lrsim.gui.plots.items import ViewBox
from lrsim.gui.plots.plot import Plot


def labels(axis: DecadeAxis, low: float, high: float, size: float = 120.0) -> list[str]:
    ((spacing, ticks),) = axis.tickValues(low, high, size)
    return axis.tickStrings(ticks, 1.0, spacing)


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (-0.2, 1.1, ["1", "2", "5", "10"]),
        (
            -5.0,
            -3.5,
            [
                "10⁻⁵",
                "2\u00a0×\u00a010⁻⁵",
                "5\u00a0×\u00a010⁻⁵",
                "0.0001",
                "0.0002",
            ],
        ),
        (-4.0, 0.2, ["0.0001", "0.001", "0.01", "0.1", "1"]),
        (-30.0, 2.0, ["10⁻³⁰", "10⁻²⁰", "10⁻¹⁰", "1"]),
    ],
)
def test_an_axis_of_few_decades_has_more_than_one_label(
    qtbot: QtBot, low: float, high: float, shown: list[str]
) -> None:
    assert labels(DecadeAxis("left"), low, high) == shown


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (-0.14, 1.16, ["0", "0.5", "1"]),
        (-1.4e-5, 1.16e-4, ["0", "5\u00a0×\u00a010⁻⁵", "0.0001"]),
        (-80.0, 5.0, ["−50", "0"]),
    ],
)
def test_an_axis_of_values_has_round_labels_and_zero_is_zero(
    qtbot: QtBot, low: float, high: float, shown: list[str]
) -> None:
    axis = DecadeAxis("left")
    axis.decades = False
    assert labels(axis, low, high, 4 * TICK_PIXELS) == shown


@pytest.mark.parametrize(
    ("low", "high"), [(1.0, 1.0), (1.0, 1.0 + 1e-15), (-1e-100, 1e-100), (-1e15, 1e15)]
)
def test_spans_at_the_ends_of_float64_have_finitely_many_labels(
    qtbot: QtBot, low: float, high: float
) -> None:
    axis = DecadeAxis("left")
    axis.decades = False
    assert 1 <= len(labels(axis, low, high)) <= 12


def test_decades_beyond_float64_have_few_ticks_with_labels() -> None:
    assert labels(DecadeAxis("left"), 308.1, 308.5) == [
        "2\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}10³⁰⁸"
    ]
    assert labels(DecadeAxis("left"), -320.2, -319.8) == ["10⁻³²⁰"]
    assert 1 < len(labels(DecadeAxis("left"), -1e15, 1e15)) < 12


def test_plain_axes_write_numbers_as_everywhere_else(qtbot: QtBot) -> None:
    plot = Plot("", ViewBox())
    qtbot.addWidget(plot)
    for side in ("left", "bottom"):
        assert plot.getAxis(side).tickStrings([-2.0, 1e-17, 2.5, 1e6], 1.0, 0.5) == [
            "−2",
            "0",
            "2.5",
            "10⁶",
        ]


@pytest.mark.parametrize("width", [80, 120, 200, 400, 900])
@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [
        (DecadeAxis, -7.0, 1.0),
        (DecadeAxis, -5.9, -4.1),
        (DecadeAxis, -30.0, 2.0),
        (NumberAxis, -1.1, 0.2),
        (NumberAxis, -0.00123, 0.00456),
        (ScaledAxis, -1.1e4, 2e3),
        (ScaledAxis, 0.0, 7.3e-9),
    ],
)
def test_labels_beside_each_other_never_meet(
    qtbot: QtBot, kind: type[NumberAxis], low: float, high: float, width: int
) -> None:
    axis = kind("bottom")
    axis.setStyle(tickFont=THEMES["dark"].font("small"))
    metrics = QFontMetricsF(THEMES["dark"].font("small"))
    spacing, ticks = axis.tickValues(low, high, width)[0]
    ticks = sorted(ticks)
    widths = list(map(metrics.horizontalAdvance, axis.tickStrings(ticks, 1.0, spacing)))
    pairs = zip(itertools.pairwise(ticks), itertools.pairwise(widths), strict=True)
    for (left, right), sizes in pairs:
        assert (right - left) * width / (high - low) > sum(sizes) / 2


@pytest.mark.parametrize("name", ["dark", "projector"])
def test_a_power_that_is_too_wide_written_out_is_written_as_one_and_the_ladder_has_no_gap(
    qtbot: QtBot, name: str
) -> None:
    axis = DecadeAxis("left")
    plot = Plot("plot", ViewBox(), axisItems={"left": axis})
    qtbot.addWidget(plot)
    plot.set_theme(THEMES[name])
    plot.getViewBox().setRange(yRange=(-6.2, 6.2), padding=0)
    plot.resize(400, 900)
    picture = plot.grab()
    with QPainter(picture) as painter:
        _, _, texts = axis.generateDrawSpecs(painter)
    room = axis.fixedWidth - axis.style["tickTextOffset"][0]
    written = axis.tickStrings([float(power) for power in range(-6, 7)], 1.0, 1.0)
    metrics = QFontMetricsF(axis.style["tickFont"])
    assert all(metrics.horizontalAdvance(label) <= room for label in written)
    assert written[4:9] == ["0.01", "0.1", "1", "10", "100"]
    assert [text for _, _, text in texts] == written


def test_a_grid_stands_in_the_picture_as_long_as_it_is_shown(qtbot: QtBot) -> None:
    plot = Plot("Test", ViewBox())
    qtbot.addWidget(plot)
    plot.set_theme(THEMES["dark"])
    plot.resize(320, 240)
    plot.show()
    axis = plot.getAxis("bottom")
    with_grid = plot.grab().toImage()
    ticks = [begin.x() for _, begin, _ in axis.rules]
    assert len(ticks) > 1
    corner = plot.mapFromScene(axis.mapToScene(0.0, 0.0))
    middle = min(ticks, key=lambda at: abs(at - axis.width() / 2))
    x, y = corner.x() + round(middle), corner.y() - 50
    ground = with_grid.pixelColor(x + 5, y)
    assert any(with_grid.pixelColor(x + off, y) != ground for off in (-1, 0, 1))
    plot.show_grid(False)
    without = plot.grab().toImage()
    assert all(without.pixelColor(x + off, y) == ground for off in (-1, 0, 1))

"""How a board shares its room, and where things stand on its lanes and axes."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from lrsim.gui.look.theme import THEMES
from lrsim.gui.race.columns import FLAG, NARROW, TALL, Rates, columns_of, heights_of, rates_of
from lrsim.gui.race.field import BACK, BEYOND, decades
from lrsim.gui.race.headings import evenly
from lrsim.gui.race.lane import paint_lane
from lrsim.gui.race.row import Row

THEME = THEMES["dark"]


def row(name: str) -> Row:
    return Row(
        0,
        name,
        0.1,
        "LR 0.1",
        "0.1",
        "1",
        0.0,
        (),
        "",
        "",
        False,
        False,
        False,
        "12",
        None,
        "",
        "1.2",
    )


@pytest.mark.parametrize("width", [700, 900, 1200, 1900])
@pytest.mark.parametrize("height", [120, 200, 300, 900])
@pytest.mark.parametrize("count", [1, 3, 8])
def test_columns_follow_each_other_and_end_with_the_board(
    qapp: QApplication, width: int, height: int, count: int
) -> None:
    heights = heights_of(width, height, count, THEME)
    assert heights.above + count * heights.row + heights.below <= height + 1e-9
    rows = [row("n" * 40 if k == 0 else "Pro") for k in range(count)]
    columns = columns_of(width, heights, rows, "gradients to 1 %", THEME)
    parts = columns[:-1]
    assert parts[0][0] == 0.0
    assert parts[-1][1] == pytest.approx(width)
    for one, other in itertools.pairwise(parts):
        assert one[0] < one[1] <= other[0] + 1e-9
    assert columns.ball <= heights.row


def test_a_low_board_lets_go_of_the_axis_and_of_second_lines_only_when_it_has_to() -> None:
    shares = [heights_of(1000, height, 8, THEME) for height in range(600, 100, -10)]
    two, axis = [share.two for share in shares], [share.below > 0 for share in shares]
    assert two == sorted(two, reverse=True)
    assert axis == sorted(axis, reverse=True)
    assert two[0]
    assert not axis[-1]
    assert all(share.row >= TALL * THEME.small for share in shares if share.two)
    narrow = heights_of(NARROW * THEME.small - 1, 300, 8, THEME)
    assert narrow.two


def test_less_left_is_farther_along_a_lane_without_end(qapp: QApplication) -> None:
    columns = columns_of(1000, heights_of(1000, 300, 3, THEME), [row("Pro")], "steps", THEME)
    places = [columns.across(left) for left in (9.0, BACK, 0.5, 0.0, -1.0, FLAG, -2.5, BEYOND, -9)]
    assert places == sorted(places)
    assert columns.lane[0] + columns.ball / 2 <= places[0] + 1e-9
    assert places[-1] + columns.ball / 2 <= columns.lane[1]
    assert columns.across(0.0) == columns.start
    assert columns.across(FLAG) == pytest.approx(columns.flag)
    assert columns.across(FLAG / 2) == pytest.approx((columns.start + columns.flag) / 2)


@pytest.mark.parametrize(
    ("left", "place"),
    [(1.0, 0.0), (0.01, FLAG), (0.0, BEYOND), (float("nan"), 0.0), (float("inf"), BACK)],
)
def test_what_is_left_has_a_place_whatever_it_is(left: float, place: float) -> None:
    assert decades(left) == pytest.approx(place)


def test_the_axis_of_rates_holds_what_is_seen_and_ends_where_nothing_was_tried() -> None:
    assert rates_of([], [0.05]) == Rates(-2, -1)
    assert rates_of([None], [0.011, 9.0]) == Rates(-3, 2)
    assert rates_of([], [1e-6, 100.0, 1e6]) == Rates(-6, 2)
    box = QRectF(10, 0, 80, 1)
    axis = Rates(-3, 1)
    assert [axis.across(lr, box) for lr in (0.0, 1e-9, 0.001, 0.1, 1e5)] == [10, 10, 10, 50, 90]


def test_rates_under_the_zones_are_as_far_apart_as_they_must_and_all_alike(
    qapp: QApplication,
) -> None:
    metrics = QFontMetricsF(THEME.font("small"))
    for width in (60, 120, 200, 400):
        labels = [(f"{10.0**k:g}", width * (k + 4) / 6) for k in range(-4, 3)]
        placed = evenly(labels, metrics, 8.0, width + 20)
        assert placed
        indices = [[text for text, _ in labels].index(text) for _, text in placed]
        assert len({b - a for a, b in itertools.pairwise(indices)}) <= 1
        ends = [left + metrics.horizontalAdvance(text) for left, text in placed]
        assert all(end + 8.0 <= left for end, (left, _) in zip(ends, placed[1:], strict=False))


@pytest.mark.parametrize("place", [2.0, 0.0, -1.0])
def test_what_is_said_of_a_runner_stands_beyond_the_way_it_came(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, place: float
) -> None:
    said = row("Maniac")._replace(marks=(-0.1, 0.0, 2.0), label="6660 ×", short="6660 ×")
    columns = columns_of(900, heights_of(900, 300, 1, THEME), [said], "steps to 1 %", THEME)
    written: list[float] = []
    monkeypatch.setattr(QPainter, "drawText", lambda _, at, text: written.append(at.x()))
    picture = QPixmap(900, 300)
    with QPainter(picture) as painter:
        paint_lane(painter, columns, 50.0, said, place, THEME)
    (left,) = written
    assert left > columns.across(place) + 0.5 * columns.ball
    if place > 0.0:
        assert left > columns.across(-0.1)

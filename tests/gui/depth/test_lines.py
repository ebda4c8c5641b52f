"""Paths as they are painted on a landscape: what hills hide is fainter, and dashes run on across it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from lrsim.gui.depth.lines import HIDDEN, Line

WIDTH, HEIGHT = 600, 20
FRAME = (0.0, float(WIDTH), 0.0, float(HEIGHT))
X = np.arange(0.0, WIDTH + 1.0, 3.0)


def painted(line: Line, pen: QPen, *, smooth: bool = False) -> np.ndarray:
    """Return how bright the middle row is, 0 to 1."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.black)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
        line.paint(painter, pen, FRAME)
        assert painter.opacity() == 1.0
    rows = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(HEIGHT, WIDTH, 4)
    return rows[HEIGHT // 2 - 2 : HEIGHT // 2 + 2, :, 0].max(axis=0) / 255.0


def level(hidden: np.ndarray) -> Line:
    return Line(X, np.full_like(X, HEIGHT / 2), hidden)


def pen_of(width: float, pattern: list[float] | None = None) -> QPen:
    pen = QPen(QColor("white"), width)
    pen.setCosmetic(True)
    if pattern:
        pen.setDashPattern(pattern)
    return pen


@pytest.mark.parametrize("smooth", [False, True])
def test_what_is_hidden_is_fainter_and_all_else_is_whole(smooth: bool) -> None:
    hidden = (X >= 200.0) & (X < 400.0)
    row = painted(level(hidden), pen_of(2.0), smooth=smooth)
    assert row[5:195].min() > 0.9
    assert row[405:595].min() > 0.9
    assert row[205:395] == pytest.approx(HIDDEN, abs=0.12)


@pytest.mark.parametrize("each", [1, 2, 5])
def test_dashes_run_on_where_a_path_is_hidden_and_seen_by_turns(each: int) -> None:
    hidden = np.arange(len(X)) // each % 2 == 1
    row = painted(level(hidden), pen_of(1.0, [6.0, 5.0]))
    assert np.mean(row > 0.1) == pytest.approx(6 / 11, abs=0.12)
    seen = np.repeat(~hidden[:-1], 3)
    assert row[seen].max() > 0.9
    assert row[~seen][2:-2].min() == 0.0


def test_what_is_out_of_the_picture_makes_no_dashes_in_it() -> None:
    far = np.array([-1e4, 1e4])
    row = painted(Line(far, np.full(2, HEIGHT / 2), np.zeros(2, dtype=bool)), pen_of(1.0, [6, 5]))
    assert np.mean(row > 0.5) == pytest.approx(6 / 11, abs=0.12)


@pytest.mark.parametrize("count", [0, 1])
def test_no_way_is_no_line(count: int) -> None:
    places = np.zeros(count)
    assert painted(Line(places, places, places > 0), pen_of(2.0)).max() == 0.0


def test_a_long_way_after_a_short_one_lies_where_it_is() -> None:
    x, y = np.array([10.0, 11.2, 15.0]), np.array([4.0, 4.0, 900.0])
    shown = []
    for line in (Line(x, y, x < 0), Line(x[1:], y[1:], x[1:] < 0)):
        image = QImage(WIDTH, HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.black)
        with QPainter(image) as painter:
            line.paint(painter, pen_of(1.0), FRAME)
        rows = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(HEIGHT, WIDTH, 4)
        shown.append(rows[8:, :, 0].copy())
    assert (shown[0] == shown[1]).all()
    assert shown[0].max() == 255

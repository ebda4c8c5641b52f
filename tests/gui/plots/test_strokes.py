"""Smooth lines painted as single ones: the same picture, whatever they cross."""

import time
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from lrsim.gui.plots.strokes import dashes, polygon, spaced, straightened, stroke

WIDTH, HEIGHT = 400, 300


def painted(paint) -> np.ndarray:
    """Return the opacities of a picture."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint(painter)
    return np.array(image.constBits()).reshape(HEIGHT, WIDTH, 4)[..., 3] / 255.0


def pen(alpha: float = 1.0, dash: list[float] | None = None) -> QPen:
    colour = QColor("white")
    colour.setAlphaF(alpha)
    made = QPen(colour, 2.4)
    made.setCosmetic(True)
    if dash:
        made.setDashPattern(dash)
    return made


@pytest.fixture
def wave(qapp):
    x = np.linspace(20.0, 380.0, 600)
    return x, 150.0 + 80.0 * np.sin(x / 15.0)


@pytest.mark.parametrize("alpha", [1.0, 0.3])
def test_a_smooth_line_looks_like_qts_own(wave, alpha):
    def whole(painter: QPainter) -> None:
        painter.setPen(pen(alpha))
        painter.drawPolyline(polygon(*wave))

    ours = painted(lambda painter: stroke(*wave, pen(alpha), in_pieces=True).paint(painter))
    assert np.abs(ours - painted(whole)).mean() < 0.01 * alpha


def test_a_line_that_crosses_itself_often_takes_no_longer(qapp):
    random = np.random.default_rng(0)
    x, y = np.linspace(0.0, 400.0, 3000), 150.0 + 50.0 * random.normal(size=3000)
    begin = time.thread_time()
    painted(lambda painter: stroke(x, y, pen(), in_pieces=True).paint(painter))
    assert time.thread_time() - begin < 0.1  # a whole one takes seconds


def test_dashes_run_on_where_a_line_turns():
    x, y = np.array([0.0, 7.0, 7.0, 40.0]), np.array([0.0, 0.0, 9.0, 9.0])
    pieces = dashes(x, y, (6.0, 4.0))
    lengths = np.hypot(pieces[:, 2] - pieces[:, 0], pieces[:, 3] - pieces[:, 1])
    # 49 pixels of way: dashes from 0, 10 (of which 16 is the corner), 20, 30 and 40
    assert lengths.sum() == pytest.approx(30.0)
    assert pieces[1].tolist() == [7.0, 3.0, 7.0, 9.0]


def test_points_that_crowd_together_are_left_out_but_not_the_ends():
    x, _ = spaced(np.linspace(0.0, 10.0, 101), np.zeros(101), 1.5)
    assert len(x) < 10
    assert (x[0], x[-1]) == (0.0, 10.0)
    assert all(after - before > 0.5 for before, after in pairwise(x.tolist()[:-1]))


def test_far_apart_points_all_stay():
    x = np.array([0.0, 5.0, 0.0, 5.0])
    assert spaced(x, x, 1.5)[0].tolist() == x.tolist()


@pytest.mark.parametrize("radius", [30.0, 300.0, 3000.0])
def test_a_line_that_bends_little_has_fewer_points_and_stays_where_it_was(radius):
    angle = np.linspace(0.0, 1.0, 1000)
    x, y = straightened(radius * np.cos(angle), radius * np.sin(angle), 0.05)
    assert len(x) < 0.5 * len(angle)
    middles = np.hypot(0.5 * (x[1:] + x[:-1]), 0.5 * (y[1:] + y[:-1]))
    assert radius - middles.min() < 0.06
    assert (x[0], y[0]) == (radius, 0.0)
    assert np.hypot(x[-1], y[-1]) == pytest.approx(radius)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ([0.0, 2.0, 4.0, 6.0, 8.0], [0.0, 0.0, 9.0, 0.0, 0.0]),  # a spike
        ([0.0, 2.0, 4.0, 2.0, 4.0], [0.0, 0.0, 0.0, 0.0, 0.0]),  # back on itself
        ([0.0, 2.0, 4.0, 6.0, 8.0], [0.0, 0.0, 0.0, 0.0, 1.0]),  # a corner near the end
    ],
)
def test_a_corner_keeps_all_points(x, y):
    assert straightened(np.array(x), np.array(y), 0.05)[0].tolist() == x

"""Angles and projection, against plain matrices."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lrsim.gui.depth.projection import HOME, Angles, Projection

VIEWS = [(0.0, 0.5), (-0.6, 0.8), (2.5, 0.3), (math.pi, 1.5)]
POINTS = np.array([(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (-1.2, 0.7, 0.4)], dtype=float)


def rotation(axis: tuple[float, float, float], angle: float) -> np.ndarray:
    """Return Rodrigues' matrix of a turn about an axis."""
    x, y, z = axis
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + math.sin(angle) * cross + (1 - math.cos(angle)) * cross @ cross


@pytest.mark.parametrize(("turn", "tilt"), VIEWS)
def test_a_point_is_turned_about_the_upright_axis_and_then_tilted_towards_the_viewer(
    turn: float, tilt: float
) -> None:
    projection = Projection(turn, tilt, scale=100.0, middle=(300.0, 200.0))
    spot = projection.spot(*POINTS.T)
    turned = POINTS @ rotation((0, 0, 1), turn).T @ rotation((1, 0, 0), tilt).T
    # untilted one looks from the horizon: what is high is up, what is in the back is far
    right, away, up = turned.T
    assert spot.x == pytest.approx(300.0 + 100.0 * right)
    assert spot.y == pytest.approx(200.0 - 100.0 * up)
    assert spot.depth == pytest.approx(away)


@pytest.mark.parametrize(("turn", "tilt"), VIEWS)
def test_turned_and_plan_are_each_others_inverse(turn: float, tilt: float) -> None:
    projection = Projection(turn, tilt, 1.0, (0.0, 0.0))
    assert projection.plan(*projection.turned(0.3, -0.8)) == pytest.approx((0.3, -0.8))


def test_from_above_the_plan_is_a_map_and_heights_do_not_matter() -> None:
    projection = Projection(0.0, math.radians(90.0), 10.0, (0.0, 0.0))
    for h in (0.0, 0.5):
        spot = projection.spot(2.0, 3.0, h)
        assert (spot.x, spot.y) == pytest.approx((20.0, -30.0))


def test_what_is_under_the_mouse_stays_there_while_zooming() -> None:
    zoomed = HOME.zoomed(1.5, 40.0, -25.0).zoomed(1.5, 40.0, -25.0)
    scale = zoomed.zoom / HOME.zoom
    assert scale == pytest.approx(2.25)
    # a point that was at the mouse: pixels from the middle, times the scale, and moved by the shift
    assert (40.0 * scale + zoomed.shift[0], -25.0 * scale + zoomed.shift[1]) == pytest.approx(
        (40.0, -25.0)
    )


def test_zoom_and_tilt_have_limits_and_a_turn_has_none() -> None:
    angles = Angles(0.0, 0.8)
    assert angles.turned(0.0, 9.0).tilt < math.radians(90.0)
    assert angles.turned(0.0, -9.0).tilt > 0.0
    assert angles.turned(100.0, 0.0).turn == pytest.approx(math.remainder(100.0, math.tau))
    assert angles.zoomed(1e9, 0.0, 0.0).zoom == angles.zoomed(1e3, 0.0, 0.0).zoom
    assert angles.zoomed(1e-9, 0.0, 0.0).zoom == angles.zoomed(1e-3, 0.0, 0.0).zoom

"""The landscape's pixels: each shows the place that lies there, and hills hide what is behind them."""

from __future__ import annotations

import math

import numpy as np
import pytest

import lrsim
from lrsim.experiment import Experiment
from lrsim.gui.depth.lines import draped, standing
from lrsim.gui.depth.mesh import HEIGHT, Mesh, rectangle_of
from lrsim.gui.depth.projection import Projection
from lrsim.gui.depth.raster import Paints, Raster, rasterize

SIZE = (400, 300)
RAMP = np.stack([np.linspace(0.0, 250.0, 256)] * 3).astype(np.float32)
GROUND = np.array([255.0, 0.0, 0.0], dtype=np.float32)
WALLS = np.array([[0.0, 255.0, 0.0]] * 2, dtype=np.float32)
HILL = "formula:exp(-x**2 - y**2)"
VIEWS = [(-0.55, 0.8), (0.0, 0.35), (2.2, 1.2), (math.pi / 2, 0.6)]


def paints(line_opacity: float = 0.0) -> Paints:
    """Return grey for the loss, without shadows, on blue and green."""
    return Paints(
        shades=RAMP,
        ground=GROUND,
        walls=WALLS,
        line=np.zeros(3, dtype=np.float32),
        line_opacity=line_opacity,
        line_width=1.0,
        levels=15,
        shadow=0.0,
    )


def mesh_of(surface: str) -> Mesh:
    experiment = Experiment(surface, start=[1.0, 1.0])
    return Mesh.of(experiment.surface, rectangle_of(experiment))


def view(turn: float = -0.55, tilt: float = 0.8) -> Projection:
    return Projection(turn, tilt, 80.0, (200.0, 150.0))


def rastered(
    mesh: Mesh, projection: Projection, *, fine: bool = False, step: float = 1.0
) -> Raster:
    raster = rasterize(mesh, projection, SIZE, paints(), step=step, fine=fine)
    assert raster is not None
    return raster


@pytest.mark.parametrize(("turn", "tilt"), VIEWS)
@pytest.mark.parametrize("surface", ["himmelblau", "rosenbrock", HILL])
def test_each_place_in_sight_is_seen_where_it_is_projected(
    surface: str, turn: float, tilt: float
) -> None:
    mesh, projection = mesh_of(surface), view(turn, tilt)
    raster = rastered(mesh, projection)
    random = np.random.default_rng(7)
    left, right, low, high = mesh.rectangle
    x, y = random.uniform(left, right, 400), random.uniform(low, high, 400)
    a, b, h = standing(mesh, np.stack([x, y], axis=1))
    spot = projection.spot(a, b, h)
    seen = raster.hidden(a, b, h) < 0.5
    assert seen.mean() > 0.4
    row, column = spot.y[seen].astype(int), spot.x[seen].astype(int)
    around = [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    shown = np.array([raster.pixels[row + i, column + j, 0] for i, j in around]).astype(float)
    off = np.abs(shown - 250.0 * h[seen] / HEIGHT).min(axis=0)
    even = np.ptp(shown, axis=0) < 40.0  # on crest and rim the pixels around lie on two sides of it
    assert even.mean() > 0.6
    assert np.median(off) < 1.0
    assert np.mean(off[even] > 10.0) < 0.04


def test_losses_lie_as_high_as_the_surface_there() -> None:
    mesh = mesh_of("himmelblau")
    surface = lrsim.surface("himmelblau")
    random = np.random.default_rng(3)
    position = random.uniform(-5.0, 5.0, (200, 2))
    ground, ball = standing(mesh, position), standing(mesh, position, surface(position))
    assert ball[2] == pytest.approx(ground[2], abs=2e-3)
    assert mesh.losses(ball[2] / HEIGHT) == pytest.approx(surface(position), rel=1e-9, abs=1e-9)


def test_what_is_behind_a_hill_is_hidden_and_what_is_on_it_or_before_it_is_not() -> None:
    mesh, projection = mesh_of(HILL), view(0.0, 0.25)
    raster = rastered(mesh, projection)
    places = np.array([[0.0, 0.0], [0.0, 1.9], [0.0, -1.9], [5.0, 1.9]])
    before_top, behind, before, beside = raster.hidden(*standing(mesh, places)).tolist()
    assert behind > 3.0
    assert max(before_top, before, beside) < 1.0


def test_a_path_lies_on_the_ground_between_its_steps_too() -> None:
    mesh = mesh_of(HILL)
    left, right, _, _ = mesh.rectangle
    a, b, h = draped(mesh, np.array([[left, 0.0], [right, 0.0]]))
    assert h.max() == pytest.approx(HEIGHT, rel=1e-2)
    assert h[0] < 0.1 * HEIGHT
    assert np.hypot(np.diff(a), np.diff(b)).max() < 0.05


@pytest.mark.parametrize("places", [[[1.0, 1.0]], [[1.0, 1.0]] * 3, np.empty((0, 2))])
def test_a_path_that_has_not_moved_has_its_places(places: list[list[float]]) -> None:
    position = np.array(places)
    assert len(draped(mesh_of(HILL), position)[0]) == len(position)


def test_a_path_that_has_left_the_numbers_is_painted_with_numbers_that_can_be() -> None:
    position = np.array([[1.0, 1.0], [1e300, -1e300], [math.nan, math.inf], [-math.inf, 2.0]])
    for line in draped(mesh_of(HILL), position):
        assert np.abs(line).max() < 100.0


@pytest.mark.parametrize("far", [30.0, 1e6, 1e200])
def test_a_path_leaves_the_plan_the_way_it_goes_and_follows_the_ground_until_there(
    far: float,
) -> None:
    mesh = mesh_of(HILL)
    wide, deep = mesh.sides
    a, b, h = draped(mesh, np.array([[0.0, 0.0], [far, 0.25 * far]]))
    x, y = mesh.plan(np.array([0.0, far]), np.array([0.0, 0.25 * far]))
    way = (x[1] - x[0]) / math.hypot(x[1] - x[0], y[1] - y[0])
    last = np.array([a[-1] - a[0], b[-1] - b[0]])
    assert last[0] / np.hypot(*last) == pytest.approx(way, abs=1e-2)
    on_plan = (np.abs(a) <= wide + 1e-9) & (np.abs(b) <= deep + 1e-9)
    assert np.hypot(np.diff(a[on_plan]), np.diff(b[on_plan])).max() < 0.05
    assert h[on_plan].min() < 0.05 * HEIGHT < h.max()
    assert (~on_plan).sum() < 3


def test_swings_far_out_take_nothing_from_how_well_a_path_follows_the_ground() -> None:
    mesh = mesh_of(HILL)
    swings = np.array([[1e5, 0.1], [-1e5, -0.1]] * 50)
    a, b, _ = draped(mesh, swings)
    on_plan = (np.abs(a) <= mesh.sides[0]) & (np.abs(b) <= mesh.sides[1])
    both = on_plan[:-1] & on_plan[1:]
    assert np.hypot(np.diff(a), np.diff(b))[both].max() < 0.2


@pytest.mark.parametrize(("turn", "tilt"), VIEWS)
@pytest.mark.parametrize("surface", ["himmelblau", HILL])
def test_what_is_seen_at_a_pixel_is_the_place_that_is_projected_there(
    surface: str, turn: float, tilt: float
) -> None:
    mesh, projection = mesh_of(surface), view(turn, tilt)
    raster = rastered(mesh, projection)
    random = np.random.default_rng(5)
    left, right, low, high = mesh.rectangle
    x, y = random.uniform(left, right, 200), random.uniform(low, high, 200)
    a, b, h = standing(mesh, np.stack([x, y], axis=1))
    spot = projection.spot(a, b, h)
    seen = np.flatnonzero(raster.hidden(a, b, h) < 0.0)
    assert len(seen) > 60
    off = []
    for k in seen.tolist():
        found = raster.picked(float(spot.x[k]), float(spot.y[k]), beside=True)
        assert found is not None
        off.append(math.dist(found, (a[k], b[k])))
    assert np.median(off) < 0.01
    assert np.quantile(off, 0.9) < 0.1  # seen edge-on, a pixel is far across the ground


def test_beside_the_landscape_and_on_its_walls_the_rim_is_picked_or_nothing() -> None:
    mesh, projection = mesh_of("bowl"), view(0.0, 0.8)
    raster = rastered(mesh, projection)
    wide, deep = mesh.sides
    rims = {
        (200.0, 299.0): (None, -deep),
        (200.0, 1.0): (None, deep),
        (1.0, 150.0): (-wide, None),
        (399.0, 150.0): (wide, None),
    }
    for pixel, rim in rims.items():
        assert raster.picked(*pixel, beside=False) is None
        found = raster.picked(*pixel, beside=True)
        assert found is not None
        for at, edge in zip(found, rim, strict=True):
            if edge is not None:
                assert at == pytest.approx(edge, abs=0.03)


def test_a_position_is_where_the_plan_has_it() -> None:
    mesh = mesh_of("himmelblau")
    assert mesh.position(*mesh.plan(-1.5, 2.25)) == pytest.approx((-1.5, 2.25))
    left, _, _, high = mesh.rectangle
    assert mesh.position(-9.0, 9.0) == pytest.approx((left, high))


def test_where_there_is_no_loss_there_is_no_surface() -> None:
    mesh, projection = mesh_of("formula:sqrt(x) + y**2"), view(0.0, 1.2)
    pixels = rastered(mesh, projection).pixels[:, :, :3].astype(int)
    grey = np.ptp(pixels, axis=2) == 0
    middle = round(projection.middle[0])
    assert not grey[:, : middle - 2].any()
    assert grey[:, middle + 2 :].any()


def test_a_surface_of_holes_alone_is_nothing() -> None:
    pixels = rastered(mesh_of("formula:sqrt(-1 - x**2 - y**2)"), view()).pixels
    assert not (np.ptp(pixels[:, :, :3].astype(int), axis=2) == 0).any()


def test_a_flat_surface_is_as_low_as_can_be() -> None:
    mesh = mesh_of("formula:0*x*y")
    assert not mesh.shade.any()
    assert standing(mesh, np.array([[0.0, 0.0]]), np.array([0.0]))[2] == 0.0


def test_the_block_stands_out_from_the_ground_and_ends_at_its_foot() -> None:
    pixels = rastered(mesh_of("bowl"), view()).pixels.astype(int)
    wall = (pixels[:, :, 1] > 0) & (pixels[:, :, 2] == 0)
    assert wall.any()
    assert (pixels[-1, :, :3] == GROUND).all()


def test_the_fine_raster_is_the_coarse_one_with_smooth_edges() -> None:
    mesh = mesh_of("himmelblau")
    coarse, fine = rastered(mesh, view()), rastered(mesh, view(), fine=True)
    assert coarse.pixels.shape == fine.pixels.shape == (SIZE[1], SIZE[0], 4)
    off = np.abs(coarse.pixels.astype(int) - fine.pixels.astype(int)).max(axis=2)
    assert np.median(off) <= 2
    assert np.mean(off > 40) < 0.03


def test_contour_lines_are_as_wide_on_slopes_as_on_level_ground() -> None:
    mesh, projection = mesh_of("formula:x + 0*y"), view(0.0, math.radians(89.0))
    raster = rasterize(mesh, projection, SIZE, paints(1.0), step=1.0, fine=False)
    assert raster is not None
    row = raster.pixels[150, :, 0].astype(int)
    inside = row[(row != 255)]
    shade = np.linspace(0.0, 250.0, len(inside))
    ink = np.clip(1.0 - inside / np.maximum(shade, 1.0), 0.0, 1.0)[10:]
    assert ink.sum() / 14 == pytest.approx(1.0, abs=0.35)


def test_a_raster_that_is_not_wanted_any_more_is_given_up() -> None:
    answers = iter([False, True])
    mesh = mesh_of("bowl")
    raster = rasterize(
        mesh, view(), SIZE, paints(), step=1.0, fine=True, cancelled=lambda: next(answers)
    )
    assert raster is None


def test_out_of_the_picture_there_is_only_ground() -> None:
    away = Projection(-0.5, 0.8, 55.0, (-900.0, 150.0))
    raster = rastered(mesh_of("bowl"), away)
    assert (raster.pixels[:, :, :3] == GROUND).all()
    assert raster.hidden(np.zeros(1), np.zeros(1), np.zeros(1)) < 0.0

"""The local minima of a surface of which nothing is known but what it computes."""

from __future__ import annotations

import functools
import itertools

import numpy as np
import numpy.typing as npt

from lrsim.surfaces.base import Minimum, Surface
from lrsim.typing import FloatArray

CANDIDATES = 256
"""How many dips of the grid are followed at most, the lowest ones."""

MOST = 64
"""How many minima are returned at most, the lowest ones."""

HALVINGS = 46
"""From one cell to the last digits of a coordinate."""

NEWTON_STEPS = 12
"""The search leads to where losses differ in their last digits; Newton's error is squared by each step."""

FOLLOWED = 60
"""Damped Newton steps, at most."""

DAMPINGS = (0.0, 1e-4, 1e-3, 1e-2, 0.1, 1.0)
"""What is added to a Hessian's diagonal, in units of its largest element."""

SHARES = (1.0, 0.5, 0.25)
"""The parts of a step that are tried."""

SAME = 1e-5
"""Places nearer than this share of the domain are one minimum."""


@functools.lru_cache(maxsize=64)
def unlisted_minima(surface: Surface) -> tuple[Minimum, ...]:
    """Return the local minima inside the domain, lowest first, at most 64.

    From each dip of a grid go a search in shrinking steps, which needs no slopes and so finds the bottom of
    a kink, too, and Newton's method where the Hessian is positive. The arithmetic is the core's and
    elementwise: the positions are the same on every machine. Dips narrower than the grid are not found; of
    minima that are not isolated some are returned.
    """
    low, high = np.array(surface.domain).T
    with np.errstate(all="ignore"):  # a step may lead anywhere: such places are sorted out
        position = _dips(surface)
        if not len(position):
            return ()
        position = _followed(surface, _searched(surface, position))
        position = _polished(surface, _searched(surface, position))
        position = position[_level(surface, position)]
        inner = 1e-9 * (high - low)
        position = position[((low + inner < position) & (position < high - inner)).all(axis=1)]
    if not len(position):
        return ()
    loss = _loss(surface, position)
    found: list[Minimum] = []
    for index in np.lexsort((*position.T[::-1], loss)):
        place = tuple((position[index] + 0.0).tolist())  # no −0
        if np.isfinite(loss[index]) and all(_apart(place, m.position, surface) for m in found):
            found.append(Minimum(place, float(loss[index])))
        if len(found) == MOST:
            break
    return tuple(found)


def _loss(surface: Surface, points: FloatArray) -> FloatArray:
    """Return the losses, infinite where there is none."""
    loss = np.asarray(surface(points))
    return np.where(loss == loss, loss, np.inf)


def _dips(surface: Surface) -> FloatArray:
    """Return the inner points of a grid with no lower neighbour and some higher one, lowest first."""
    cells = CELLS[surface.dimensions]
    axes = [grid_axis(low, high, cells) for low, high in surface.domain]
    points = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
    loss = _loss(surface, points.reshape(-1, surface.dimensions)).reshape(points.shape[:-1])
    inside = (slice(1, -1),) * surface.dimensions
    middle = loss[inside]
    lowest = np.isfinite(middle)
    higher = np.zeros(middle.shape, dtype=bool)
    for offset in itertools.product((0, 1, 2), repeat=surface.dimensions):
        beside = loss[tuple(slice(k, k + cells - 1) for k in offset)]
        lowest &= middle <= beside
        higher |= middle < beside
    dips = points[inside][lowest & higher]
    order = np.argsort(middle[lowest & higher], kind="stable")
    return dips[order[:CANDIDATES]]


def _searched(surface: Surface, position: FloatArray) -> FloatArray:
    """Return where steps along the coordinates and diagonals lead, halved whenever none leads down."""
    low, high = np.array(surface.domain).T
    count, dims = position.shape
    directions = np.array(
        [d for d in itertools.product((0.0, -1.0, 1.0), repeat=dims) if any(d)], dtype=np.float64
    )
    size = np.full(count, 1.0)
    cell = (high - low) / CELLS[dims]
    best = _loss(surface, position)
    active = np.arange(count)
    for _ in range(4 * HALVINGS):
        steps = directions * cell * size[active, np.newaxis, np.newaxis]
        trial = np.clip(position[active, np.newaxis, :] + steps, low, high)
        loss = _loss(surface, trial.reshape(-1, dims)).reshape(len(active), -1)
        choice = loss.argmin(axis=1)
        rows = np.arange(len(active))
        down = loss[rows, choice] < best[active]
        moved = active[down]
        position[moved] = trial[rows, choice][down]
        best[moved] = loss[rows, choice][down]
        size[active[~down]] *= 0.5
        active = active[size[active] > 0.5**HALVINGS]
        if not len(active):
            break
    return position


def _followed(surface: Surface, position: FloatArray) -> FloatArray:
    """Return where damped Newton steps lead, each the lowest of several: along valleys, too."""
    low, high = np.array(surface.domain).T
    dims = position.shape[1]
    best = _loss(surface, position)
    active = np.arange(len(position))
    for _ in range(FOLLOWED):
        here = position[active]
        gradient, hessian = surface.gradient(here), surface.hessian(here)
        size = np.abs(hessian).max(axis=(1, 2))[:, np.newaxis, np.newaxis]
        full = [
            newton_step(gradient, hessian + size * damping * np.eye(dims)) for damping in DAMPINGS
        ]
        steps = [share * step for step in full for share in SHARES]
        trial = here[:, np.newaxis, :] - np.stack(steps, axis=1)
        trial = np.clip(np.where(trial == trial, trial, here[:, np.newaxis, :]), low, high)
        loss = _loss(surface, trial.reshape(-1, dims)).reshape(len(active), -1)
        choice = loss.argmin(axis=1)
        rows = np.arange(len(active))
        lowest = loss[rows, choice]
        down = lowest < best[active] - 1e-14 * np.abs(best[active])
        active = active[down]
        position[active] = trial[rows, choice][down]
        best[active] = lowest[down]
        if not len(active):
            break
    return position


def _polished(surface: Surface, position: FloatArray) -> FloatArray:
    """Return where Newton's method leads, or the position itself when that is not lower and near."""
    low, high = np.array(surface.domain).T
    near = (high - low) / CELLS[surface.dimensions]
    place = position
    for _ in range(NEWTON_STEPS):
        step = newton_step(surface.gradient(place), surface.hessian(place))
        place = place - np.where(step == step, step, 0.0)
    before, after = _loss(surface, position), _loss(surface, place)
    # a loss near its minimum is known to its rounding only
    slack = 1e-13 * (1.0 + np.abs(before))
    better = (after <= before + slack) & (np.abs(place - position) <= near).all(axis=1)
    return np.where(better[:, np.newaxis], place, position)


def _level(surface: Surface, position: FloatArray) -> npt.NDArray[np.bool_]:
    """Tell where the Hessian does not bend down; one that does not exist, on a kink, does not."""
    hessian = surface.hessian(position)
    size = np.abs(hessian).max(axis=(1, 2))
    slack = 1e-7 * size
    down = hessian[:, 0, 0] < -slack
    if surface.dimensions == 2:
        xx, xy, yy = hessian[:, 0, 0], hessian[:, 0, 1], hessian[:, 1, 1]
        down |= (yy < -slack) | (xx * yy - xy * xy < -slack * size)
    return np.asarray(~down)


def _apart(one: tuple[float, ...], other: tuple[float, ...], surface: Surface) -> bool:
    spans = zip(one, other, surface.domain, strict=True)
    return any(abs(a - b) > SAME * (high - low) for a, b, (low, high) in spans)


CELLS = {1: 2000, 2: 160}
"""Cells of the grid along each coordinate: a dozen of them to the shortest wave of the catalogue.

An even number: so the middle of a domain, where many surfaces have their minimum, is on the grid exactly.
"""

STEPS = 20
"""Newton's error is squared by each step once it is small: a handful do, the rest are for flat places."""


@functools.lru_cache(maxsize=64)
def smooth_minima(surface: Surface) -> tuple[Minimum, ...]:
    """Return the local minima inside the domain, lowest first, to the last digits of a double.

    The arithmetic is the core's and elementwise, so that the positions are the same on every machine. A
    minimum whose Hessian is not positive, or whose dip is narrower than a cell of the grid, is not found.
    """
    low, high = np.array(surface.domain).T
    cell = (high - low) / CELLS[surface.dimensions]
    with np.errstate(all="ignore"):  # what leads nowhere is sorted out
        position = _grid(surface)
        position = position[(np.abs(_step(surface, position)) <= cell).all(axis=1)]
        for _ in range(STEPS):
            position = position - _step(surface, position)
        settled = (np.abs(_step(surface, position)) <= 1e-9 * cell).all(axis=1)
    settled &= (low < position).all(axis=1) & (position < high).all(axis=1)
    places = _distinct(position[settled], 1e-3 * cell)
    found = [Minimum(tuple(row.tolist()), float(surface(row))) for row in places]
    return tuple(sorted(found, key=lambda minimum: (minimum.loss, minimum.position)))


def grid_axis(low: float, high: float, cells: int) -> FloatArray:
    """Return the points of a grid along one coordinate, the middle exact when `cells` is even."""
    middle, half = 0.5 * (low + high), 0.5 * (high - low)
    return np.array([middle + half * (2 * k / cells - 1) for k in range(cells + 1)])


def newton_step(gradient: FloatArray, hessian: FloatArray) -> FloatArray:
    """Return H⁻¹g for each row, NaN where H is not positive."""
    if gradient.shape[1] == 1:
        curvature = hessian[:, 0]
        return np.where(curvature > 0, gradient / curvature, np.nan)
    xx, xy, yy = hessian[:, 0, 0], hessian[:, 0, 1], hessian[:, 1, 1]
    determinant = xx * yy - xy * xy
    along = yy * gradient[:, 0] - xy * gradient[:, 1]
    across = xx * gradient[:, 1] - xy * gradient[:, 0]
    step = np.stack([along, across], axis=1) / determinant[:, np.newaxis]
    positive = (xx > 0) & (determinant > 0)
    return np.where(positive[:, np.newaxis], step, np.nan)


def _grid(surface: Surface) -> FloatArray:
    """Return the points of a grid over the domain, (n, d)."""
    cells = CELLS[surface.dimensions]
    axes = [grid_axis(low, high, cells) for low, high in surface.domain]
    return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, surface.dimensions)


def _step(surface: Surface, position: FloatArray) -> FloatArray:
    return newton_step(surface.gradient(position), surface.hessian(position))


def _distinct(places: FloatArray, apart: FloatArray) -> FloatArray:
    """Return one of all places that are nearer to each other than `apart`."""
    kept: list[FloatArray] = []
    for place in places:
        if not kept or (np.abs(np.array(kept) - place) > apart).any(axis=1).all():
            kept.append(place)
    return np.array(kept).reshape(-1, places.shape[1])

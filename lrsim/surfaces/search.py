"""The local minima that no formula gives: Newton's method from every point of a grid over the domain."""

from __future__ import annotations

import functools

import numpy as np

from lrsim.surfaces.base import Minimum, Surface
from lrsim.typing import FloatArray

CELLS = {1: 2000, 2: 160}
"""Cells of the grid along each coordinate: a dozen of them to the shortest wave of the catalogue.

An even number: so the middle of a domain, where many surfaces have their minimum, is on the grid exactly.
"""

STEPS = 20
"""Newton's error is squared by each step once it is small: a handful do, the rest are for flat places."""


@functools.lru_cache(maxsize=64)
def local_minima(surface: Surface) -> tuple[Minimum, ...]:
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

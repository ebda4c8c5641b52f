"""The local minima of a surface whose minima no formula gives: where the grid dips, then Newton."""

from __future__ import annotations

import functools
import itertools

import numpy as np
import numpy.typing as npt

from lrsim.surfaces.base import Minimum, Surface

FloatArray = npt.NDArray[np.float64]

CELLS = {1: 2000, 2: 240}
"""Cells of the grid along each coordinate: two dozen of them across the narrowest dip of the catalogue's waves.

An even number, so that the middle of a domain, where many surfaces have their minimum, is on the grid exactly.
"""

NEWTON_STEPS = 30
"""Newton's error is squared by each step once it is small: the last of these only confirm."""

SAME = 1e-6
"""Places nearer than this share of the domain are one minimum."""


@functools.lru_cache(maxsize=64)
def local_minima(surface: Surface) -> tuple[Minimum, ...]:
    """Return the local minima inside the domain, lowest first, to the last digits of a double.

    The arithmetic is the core's and elementwise, so that the positions are the same on every machine. A minimum
    whose Hessian is not positive, or whose dip is narrower than the grid, is not found.
    """
    low, high = np.array(surface.domain).T
    with np.errstate(all="ignore"):  # a step may lead anywhere: such places are sorted out
        position, last = _newton(surface, _dips(surface))
        good = np.abs(last).max(axis=1) <= 1e-9 * (high - low).max()
        good &= (low < position).all(axis=1) & (position < high).all(axis=1)
    found: list[Minimum] = []
    for row in position[good]:
        place = tuple(row.tolist())
        if all(_apart(place, other.position, surface.domain) for other in found):
            found.append(Minimum(place, float(surface(row))))
    return tuple(sorted(found, key=lambda minimum: (minimum.loss, minimum.position)))


def _dips(surface: Surface) -> FloatArray:
    """Return the inner points of a grid that no neighbour is lower than, (n, d)."""
    cells = CELLS[surface.dimensions]
    axes = [_axis(low, high, cells) for low, high in surface.domain]
    points = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
    loss = np.asarray(surface(points.reshape(-1, surface.dimensions))).reshape(points.shape[:-1])
    inside = (slice(1, -1),) * surface.dimensions
    lowest = np.ones(loss[inside].shape, dtype=bool)
    for offset in itertools.product((0, 1, 2), repeat=surface.dimensions):
        beside = tuple(slice(k, k + cells - 1) for k in offset)
        lowest &= loss[inside] <= loss[beside]
    return points[inside][lowest]


def _axis(low: float, high: float, cells: int) -> FloatArray:
    middle, half = 0.5 * (low + high), 0.5 * (high - low)
    return np.array([middle + half * (2 * k / cells - 1) for k in range(cells + 1)])


def _newton(surface: Surface, position: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return where Newton's method leads from each position and its last step, NaN where no minimum is near."""
    step = np.zeros(position.shape)
    for _ in range(NEWTON_STEPS):
        step = _step(surface.gradient(position), surface.hessian(position))
        position = position - step
    return position, step


def _step(gradient: FloatArray, hessian: FloatArray) -> FloatArray:
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


def _apart(
    one: tuple[float, ...], other: tuple[float, ...], domain: tuple[tuple[float, float], ...]
) -> bool:
    spans = zip(one, other, domain, strict=True)
    return any(abs(a - b) > SAME * (high - low) for a, b, (low, high) in spans)

"""Places at rest: Newton's way to them, and which of them are minima.

The arithmetic is the core's and elementwise: the same bits on every machine, and for each place what it would
be alone.
"""

from __future__ import annotations

import itertools
from typing import NamedTuple, Protocol

import numpy as np

from lrsim.typing import BoolArray, FloatArray

STEPS = 20
"""Newton's error is squared by each step once it is small: a handful do, the rest are for flat places."""

EPSILON = float(np.finfo(np.float64).eps)

LOST = 64.0 * EPSILON
"""What the roundings of a formula leave uncertain of a loss, as a share of it."""

SINGULAR = 8.0 * EPSILON
"""A determinant below this share of its two products is what their roundings left of nothing."""

ALIKE = 0.3
"""How much a curvature may change, as a share, over two of Newton's steps to either side. At a minimum,
however ill-conditioned, it hardly does; on a tail that falls for ever it changes by a factor of e or so,
because there a step of Newton's is as long as the tail takes to flatten."""

TWISTED = 1e-7
"""A curvature down counts from this share of the largest element on."""

RADII = [4.0**-k for k in range(8, -1, -1)]
"""How far off a place its surroundings are looked at, in units of what is near."""

ROUND = {
    1: np.array([[-1.0], [1.0]]),
    2: 0.5
    * np.array([d for d in itertools.product(range(-2, 3), repeat=2) if max(map(abs, d)) == 2]),
}
"""Directions, each with its opposite as far from the end of the list as it is from the beginning."""

UNSURE = 1e-13
"""A loss near its minimum is known to its rounding only: this share of it."""


class Landscape(Protocol):
    """What is asked of a surface."""

    @property
    def dimensions(self) -> int: ...
    @property
    def domain(self) -> tuple[tuple[float, float], ...]: ...
    def __call__(self, position: FloatArray, /) -> float | FloatArray: ...
    def gradient(self, position: FloatArray, /) -> FloatArray: ...
    def hessian(self, position: FloatArray, /) -> FloatArray: ...
    def __hash__(self) -> int: ...


class Rest(NamedTuple):
    """Where places lead that are at rest.

    Attributes
    ----------
    position : ndarray of float64, shape (n, d)
        The minimum beside each of them; the place itself where there is none.
    loss : ndarray of float64, shape (n,)
        The loss there; NaN where there is no minimum.
    found : ndarray of bool, shape (n,)
        Whether there is one.
    """

    position: FloatArray
    loss: FloatArray
    found: BoolArray


def polish(surface: Landscape, position: FloatArray, within: FloatArray | float = 0.0) -> Rest:
    """Return the minima in which places are at rest.

    A place is at rest where the gradient vanishes to rounding and the curvature is positive in every
    direction. Newton's method goes from there to the minimum.

    Parameters
    ----------
    surface : Surface
    position : ndarray of float64, shape (n, d)
        Where runs ended.
    within : ndarray of float64, shape (n,), or float
        How much lower than its place a minimum may be; rounding is always allowed.

    Returns
    -------
    Rest
        For each place whether it is one of a minimum, and of which.
    """
    with np.errstate(all="ignore"):  # what leads nowhere is sorted out
        place = settled(surface, position)
        found = is_rest(surface, position, within) & is_rest(surface, place)
        step = newton_step(surface.gradient(position), surface.hessian(position))
        found &= (np.abs(place - position) <= 4.0 * np.abs(step).max(axis=1, keepdims=True)).all(
            axis=1
        )
        loss = losses(surface, place)
        found &= loss <= losses(surface, position) * (1.0 + UNSURE) + UNSURE
    place = np.where(found[:, np.newaxis], place, position)
    return Rest(place, np.where(found, loss, np.nan), found)


def losses(surface: Landscape, points: FloatArray) -> FloatArray:
    """Return the losses, float64 (n,), infinite where there is none."""
    loss = np.asarray(surface(points))
    return np.where(loss == loss, loss, np.inf)


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
    positive = (xx > 0) & (determinant > SINGULAR * xx * yy)
    return np.where(positive[:, np.newaxis], step, np.nan)


def settled(surface: Landscape, position: FloatArray) -> FloatArray:
    """Return where Newton's method is after `STEPS` steps, NaN where it met a curvature down."""
    before, place = np.full(position.shape, np.inf), position
    for taken in range(1, STEPS + 1):
        after = place - newton_step(surface.gradient(place), surface.hessian(place))
        # rounding leaves it where it is, or goes to and fro in the last bit, for ever
        if ((after == before) | (np.isnan(after) & np.isnan(before))).all():
            return after if (STEPS - taken) % 2 == 0 else place
        before, place = place, after
    return place


def is_rest(
    surface: Landscape, position: FloatArray, within: FloatArray | float = 0.0
) -> BoolArray:
    """Tell at which places, (n, d), the gradient vanishes to rounding and no curvature is down or none.

    It does where it is no larger than what its own terms leave when they cancel, or promises no larger fall
    than the loss is rounded by, or than `within`. Yet a saturated tail promises little, too; but there the
    curvature is another one step further.
    """
    gradient, hessian = surface.gradient(position), surface.hessian(position)
    step = newton_step(gradient, hessian)
    promise = 0.5 * (step * gradient).sum(axis=1)
    rest = promise <= np.maximum(within, LOST * np.abs(losses(surface, position)))
    span = np.array([high - low for low, high in surface.domain])
    # the gradient of a quadratic is a sum of such products, and rounds like them
    terms = (np.abs(hessian) * (np.abs(position) + span)[:, np.newaxis, :]).sum(axis=2)
    rest |= (np.abs(gradient) <= LOST * terms).all(axis=1)
    size = np.abs(np.einsum("nii->ni", hessian))
    bound = ALIKE * np.sqrt(size[:, :, np.newaxis] * size[:, np.newaxis, :])
    for way in (-2.0, 2.0):
        beside = surface.hessian(position + way * step)
        rest &= (np.abs(beside - hessian) <= bound).all(axis=(1, 2))
    return np.asarray(rest)


def changes_around(surface: Landscape, position: FloatArray, near: FloatArray) -> FloatArray:
    """Return where the loss goes from places (n, d) in each direction, float64 (n, directions): −1, 0 or 1.

    The first change that is more than rounding counts; 0 where there is none within `near`, (d,).
    """
    here = losses(surface, position)
    slack = UNSURE * np.abs(here)
    sign = np.zeros((len(position), len(ROUND[position.shape[1]])))
    for radius in RADII:
        around = position[:, np.newaxis, :] + radius * near * ROUND[position.shape[1]]
        there = losses(surface, around.reshape(-1, position.shape[1])).reshape(sign.shape)
        change = there - here[:, np.newaxis]
        seen = np.where(np.abs(change) > slack[:, np.newaxis], np.sign(change), 0.0)
        sign = np.where(sign == 0.0, seen, sign)
    return sign


def bends_down(hessian: FloatArray) -> BoolArray:
    """Tell where a Hessian, (n, d, d), bends down; one that does not exist, on a kink, does not."""
    size = np.abs(hessian).max(axis=(1, 2))
    slack = TWISTED * size
    down = hessian[:, 0, 0] < -slack
    if hessian.shape[1] == 2:
        xx, xy, yy = hessian[:, 0, 0], hessian[:, 0, 1], hessian[:, 1, 1]
        down |= (yy < -slack) | (xx * yy - xy * xy < -slack * size)
    return np.asarray(down)

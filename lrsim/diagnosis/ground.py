"""What a place is where the slope all but vanishes: a minimum, an inflection, a saddle, a hilltop."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from lrsim.surfaces import Surface
from lrsim.surfaces.rest import TWISTED, UNSURE
from lrsim.typing import FloatArray

BEYOND = 8.0
"""So many of Newton's steps to either side of the place that they lead to, a minimum's walls are met."""

NEAR = 1e-4
"""At least so far off, as a share of the domain, the losses are looked at."""

SHRINKS = 0.95
"""Newton's steps shrink at least so much on their way to a place; on a tail, which leads to none, not."""


class Axis(NamedTuple):
    """The direction of least curvature, and both curvatures; on a line they are one."""

    way: FloatArray
    low: float
    high: float


def ground_of(surface: Surface, position: FloatArray) -> str:
    """Return which of the symptoms of places one is; "on_a_plain" where the ground falls on and on.

    Along the direction of least curvature Newton's steps lead to the place that is meant. Where the loss is
    lower beyond it the place is no minimum, however slowly the slope turns: x³ at 0, met from the right.

    Parameters
    ----------
    surface : Surface
    position : ndarray of float64, shape (d,)
    """
    axis = flattest(surface, position)
    if axis.low < -TWISTED * abs(axis.high) or axis.high < 0.0:
        if axis.high >= 0.0:
            return "on_a_saddle"
        return "on_a_plain" if _is_tail(surface, position, axis.way) else "on_a_hilltop"
    if _is_tail(surface, position, axis.way):
        return "on_a_plain"
    first = _step(surface, position, axis.way)
    place = position - first * axis.way
    reach = max(BEYOND * abs(first), _near(surface))
    here = _loss(surface, place)
    sides = [_loss(surface, place + side * reach * axis.way) for side in (-1.0, 1.0)]
    lower = sum(loss < here - UNSURE * abs(here) for loss in sides)
    if not lower:
        return "on_a_plain" if sides == [here, here] else "at_a_minimum"
    if len(position) > 1:
        return "on_a_saddle"
    return "on_an_inflection" if lower == 1 else "on_a_hilltop"


def promise_of(surface: Surface, position: FloatArray) -> float:
    """Return by how much the loss can fall before the slope vanishes, if the curvature stays what it is."""
    axis = flattest(surface, position)
    slope = _gradient(surface, position)
    along = float(slope @ axis.way)
    across = max(float(slope @ slope) - along * along, 0.0)
    tiny = 1e-300  # no slope promises nothing where there is no curvature, either
    return 0.5 * (along * along / max(abs(axis.low), tiny) + across / max(abs(axis.high), tiny))


def flattest(surface: Surface, position: FloatArray) -> Axis:
    """Return the direction of least curvature at a place."""
    hessian = np.asarray(surface.hessian(position[np.newaxis])).reshape(len(position), -1)
    if len(position) == 1:
        return Axis(np.ones(1), float(hessian[0, 0]), float(hessian[0, 0]))
    xx, xy, yy = float(hessian[0, 0]), float(hessian[0, 1]), float(hessian[1, 1])
    reach = math.hypot(0.5 * (xx - yy), xy)
    turned = 0.5 * math.atan2(2.0 * xy, xx - yy)  # of the steepest direction
    way = np.array([-math.sin(turned), math.cos(turned)])
    return Axis(way, 0.5 * (xx + yy) - reach, 0.5 * (xx + yy) + reach)


def _is_tail(surface: Surface, position: FloatArray, way: FloatArray) -> bool:
    """Return whether Newton's steps along a direction lead nowhere, however the ground bends there."""
    first = _step(surface, position, way)
    # shorter steps may be nothing but rounding, which does not shrink
    if not abs(first) > _near(surface):
        return False
    return abs(_step(surface, position - first * way, way)) > SHRINKS * abs(first)


def _near(surface: Surface) -> float:
    return NEAR * max(high - low for low, high in surface.domain)


def _step(surface: Surface, position: FloatArray, way: FloatArray) -> float:
    """Return Newton's step along a direction; 0 where there is no curvature."""
    hessian = np.asarray(surface.hessian(position[np.newaxis])).reshape(len(position), -1)
    curvature = float(way @ hessian @ way)
    return float(_gradient(surface, position) @ way) / curvature if curvature != 0.0 else 0.0


def _gradient(surface: Surface, position: FloatArray) -> FloatArray:
    return np.asarray(surface.gradient(position[np.newaxis])).reshape(len(position))


def _loss(surface: Surface, position: FloatArray) -> float:
    return float(np.asarray(surface(position[np.newaxis]))[0])

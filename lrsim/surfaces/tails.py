"""Flat stretches that go on to the rim: a tail that falls for ever, or a floor with a kink before it.

A tail such as that of tanh x is level once doubles cannot tell how much further it falls, and there is no
minimum on it; max(x, 0) has one, as low as can be. What tells them apart is how the loss begins to rise:
gradually, or with a slope or a curvature that is there at once.
"""

from __future__ import annotations

import numpy as np

from lrsim.surfaces.rest import ROUND, UNSURE, Landscape, losses
from lrsim.typing import BoolArray, FloatArray

FAR = 64
"""Places looked at on the way to the rim."""

NEAR = 32
"""Places looked at, a cell to either side, where the loss begins to rise."""

AT_ONCE = 0.5
"""A slope, or a curvature, begins at once if its least value is this share of its largest."""

NOTICED = 1e-9
"""What begins at once is this share of the range of the losses on the way, at least."""


def is_tail(
    surface: Landscape, position: FloatArray, low: FloatArray, high: FloatArray
) -> BoolArray:
    """Tell which places, (n, d), lie on a flat stretch that goes on to the rim of a box and began gradually.

    Parameters
    ----------
    surface : Surface
    position : ndarray of float64, shape (n, d)
        Places around which the loss falls nowhere.
    low, high : ndarray of float64, shape (d,)
        The box.
    """
    return np.array([_is_tail(surface, place, low, high) for place in position], dtype=np.bool_)


def _is_tail(surface: Landscape, place: FloatArray, low: FloatArray, high: FloatArray) -> bool:
    directions = ROUND[len(place)]
    change = _on_the_way(surface, place, low, high)
    if (change < 0.0).any():
        return True
    tail = np.flatnonzero((change == 0.0) & (change[::-1] > 0.0))
    return len(tail) > 0 and not _begins_at_once(surface, place, -directions[tail[0]], high - low)


def _on_the_way(
    surface: Landscape, place: FloatArray, low: FloatArray, high: FloatArray
) -> FloatArray:
    """Return the sign of the first change of the loss in each direction up to the rim; 0 if it is level."""
    directions = ROUND[len(place)]
    room = np.where(directions > 0.0, high - place, place - low)
    with np.errstate(all="ignore"):  # along one axis there is no end to the other
        length = np.where(directions == 0.0, np.inf, room / np.abs(directions)).min(axis=1)
    share = np.arange(FAR + 1)[:, np.newaxis] / FAR
    way = np.clip(
        place + directions[:, np.newaxis, :] * (length[:, np.newaxis, np.newaxis] * share),
        low,
        high,
    )
    loss = losses(surface, way.reshape(-1, len(place))).reshape(len(directions), FAR + 1)
    change = loss - loss[:, :1]
    seen = np.abs(change) > UNSURE * np.abs(loss[:, :1])
    first = seen.argmax(axis=1)
    rows = np.arange(len(directions))
    return np.where(seen[rows, first], np.sign(change[rows, first]), 0.0)


def _begins_at_once(
    surface: Landscape, place: FloatArray, direction: FloatArray, span: FloatArray
) -> bool:
    """Tell whether the loss rises from a place with a slope, or a curvature, as large as a cell further."""
    cell = 2.0 * span / FAR**2
    way = place + direction * cell * (np.arange(-NEAR, NEAR + 1)[:, np.newaxis] / NEAR)
    rise = float(
        np.ptp(losses(surface, place + direction * span * (np.arange(FAR)[:, np.newaxis] / FAR)))
    )
    slope = np.abs(surface.gradient(way) @ direction)
    bend = np.abs(np.einsum("i,nij,j->n", direction, surface.hessian(way), direction))
    length = float(np.abs(cell).max())
    for amount, gain in ((slope, length), (bend, length * length)):
        there = amount[amount > 0.0]
        if (
            len(there)
            and there.min() >= AT_ONCE * there.max()
            and there.max() * gain > NOTICED * rise
        ):
            return True
    return False

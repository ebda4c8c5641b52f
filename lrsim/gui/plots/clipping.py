"""Polylines cut to a frame: what leaves a plot leaves it where it does, at any slope."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lrsim.typing import FloatArray

__all__ = ["clipped", "inside"]


def clipped(
    x: FloatArray, y: FloatArray, frame: tuple[float, float, float, float]
) -> list[tuple[FloatArray, FloatArray]]:
    """Return the parts of a polyline that lie in a frame, each as (x, y).

    Parameters
    ----------
    x, y : ndarray of float64, shape (n,)
    frame : tuple of float
        Left, right, top and bottom, left < right and top < bottom.
    """
    left, right, top, bottom = frame
    if x.min() >= left and x.max() <= right and y.min() >= top and y.max() <= bottom:
        return [(x, y)]
    enter, leave = inside(x, y, frame)
    seen = np.flatnonzero(enter < leave)
    if not len(seen):
        return []
    # a part goes on while the segments are neighbours and meet inside
    breaks = (np.diff(seen) > 1) | (leave[seen[:-1]] < 1.0) | (enter[seen[1:]] > 0.0)
    parts = np.split(seen, np.flatnonzero(breaks) + 1)
    return [(_part(x, part, enter, leave), _part(y, part, enter, leave)) for part in parts]


def inside(
    x: FloatArray, y: FloatArray, frame: tuple[float, float, float, float]
) -> tuple[FloatArray, FloatArray]:
    """Return after which share of each segment a polyline is in a frame, and up to which.

    Where the second is not larger, all of the segment is outside; by Liang and Barsky's inequalities (ACM
    Transactions on Graphics 3, 1984).
    """
    left, right, top, bottom = frame
    enter, leave = np.zeros(len(x) - 1), np.ones(len(x) - 1)
    for at, low, high in ((x, left, right), (y, top, bottom)):
        way = np.diff(at)
        with np.errstate(all="ignore"):
            ends = np.stack([(low - at[:-1]) / way, (high - at[:-1]) / way])
        still, outside = way == 0, (at[:-1] < low) | (at[:-1] > high)
        enter = np.maximum(enter, np.where(still, np.where(outside, 2.0, 0.0), ends.min(axis=0)))
        leave = np.minimum(leave, np.where(still, 1.0, ends.max(axis=0)))
    return enter, leave


def _part(
    at: FloatArray, part: npt.NDArray[np.intp], enter: FloatArray, leave: FloatArray
) -> FloatArray:
    """Return one coordinate of neighbouring segments, cut where the first enters and the last leaves."""
    first, last = part[0], part[-1]
    places = at[first : last + 2].copy()
    begin = at[first] + enter[first] * (at[first + 1] - at[first])
    places[-1] = at[last] + leave[last] * (at[last + 1] - at[last])
    places[0] = begin
    return places

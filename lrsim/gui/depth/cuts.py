"""Upright cuts through a landscape, one for each column of its picture."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from lrsim.gui.depth.mesh import HEIGHT, Mesh, Single
from lrsim.gui.depth.projection import Projection

__all__ = ["Columns", "Profile"]

BELOW: Final = np.float32(-100.0)
"""Lower than any point of a landscape."""


class Columns(NamedTuple):
    """The columns of a picture in which there is something of a landscape, side by side.

    Attributes
    ----------
    first : int
        The number of the first of them.
    right : ndarray of float32, shape (columns,)
        How far to the right each is.
    front, back : ndarray of float32, shape (columns,)
        How far away the landscape begins and ends in it.
    side : ndarray of int8, shape (columns,)
        Which wall of the block is seen there.
    """

    first: int
    right: Single
    front: Single
    back: Single
    side: npt.NDArray[np.int8]

    @classmethod
    def of(
        cls, sides: tuple[float, float], projection: Projection, step: float, count: int
    ) -> Columns:
        """Return those of a picture so many columns wide, each so many pixels wide."""
        right = ((np.arange(count) + 0.5) * step - projection.middle[0]) / projection.scale
        here = np.array(projection.plan(right, 0.0))  # the point of the plan at no distance, …
        ahead = np.array(projection.plan(0.0, 1.0))  # … and by how much it moves with the distance
        ahead = np.where(np.abs(ahead) < 1e-9, 1e-9, ahead)[:, None]
        reach = np.array(sides)[:, None]
        ends = np.sort([(-reach - here) / ahead, (reach - here) / ahead], axis=0)
        front, back = ends[0].max(axis=0), ends[1].min(axis=0)
        used = np.flatnonzero(back > front)
        side = ends[0].argmax(axis=0)[used].astype(np.int8)
        right, front, back = (line[used].astype(np.float32) for line in (right, front, back))
        return cls(int(used[0]) if len(used) else 0, right, front, back, side)

    def part(self, start: int, count: int) -> Columns:
        """Return some of them, side by side."""
        part = slice(start, start + count)
        right, front, back = self.right[part], self.front[part], self.back[part]
        return Columns(self.first + start, right, front, back, self.side[part])


class Profile(NamedTuple):
    """Cuts through a landscape, a row each, from the front to the back.

    Attributes
    ----------
    columns : Columns
        Where they are.
    shade : ndarray of float32, shape (columns, samples)
        The height, 0 to 1; NaN where there is none.
    up : ndarray of float32, shape (columns, samples)
        How far up in the picture it is.
    highest : ndarray of float32, shape (columns, samples)
        The running maximum of that.
    """

    columns: Columns
    shade: Single
    up: Single
    highest: Single

    @classmethod
    def of(cls, mesh: Mesh, projection: Projection, columns: Columns, samples: int) -> Profile:
        """Return the cuts in some columns."""
        front, back = columns.front[:, None], columns.back[:, None]
        away = front + (back - front) * np.linspace(0.0, 1.0, samples, dtype=np.float32)
        a, b = projection.plan(columns.right[:, None], away)
        shade = mesh.places(a, b).of(mesh.shade)
        up = projection.up(away, HEIGHT * shade)
        up[np.isnan(up)] = BELOW
        return cls(columns, shade, up, np.maximum.accumulate(up, axis=1))

    def passed(self, levels: Single) -> npt.NDArray[np.int32]:
        """Return how many samples of each column are below each of some levels, evenly spaced and rising."""
        count = len(levels)
        pitch = levels[1] - levels[0] if count > 1 else np.float32(1.0)
        first = np.ceil((self.highest - levels[0]) / pitch)
        level = np.clip(first, 0, count).astype(np.int32)
        column = np.arange(len(level), dtype=np.int32)[:, None]
        places = (level + column * (count + 1)).ravel()
        counts = np.bincount(places, minlength=len(level) * (count + 1))
        return counts.reshape(-1, count + 1)[:, :-1].cumsum(axis=1, dtype=np.int32)

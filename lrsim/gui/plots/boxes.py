"""Rectangles and pieces of lines in a picture, in pixels: what covers what. Nothing of Qt."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lrsim.typing import FloatArray, IntArray

Size = tuple[float, float]
"""Width and height."""

Point = tuple[float, float]
"""From the left and from the top."""


class Box(NamedTuple):
    """A rectangle in pixels, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    @property
    def centre(self) -> tuple[float, float]:
        """The middle."""
        return 0.5 * (self.left + self.right), 0.5 * (self.top + self.bottom)

    def grown(self, by: float) -> Box:
        """Return the box with so much more on each side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def holds(self, other: Box) -> bool:
        """Tell whether another box lies inside."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def meets(self, other: Box) -> bool:
        """Tell whether two boxes have an area in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    @classmethod
    def around(cls, x: float, y: float, radius: float) -> Box:
        """Return the square around a point."""
        return cls(x - radius, y - radius, x + radius, y + radius)

    @classmethod
    def of(cls, left: float, top: float, size: Size) -> Box:
        """Return the box of a size with this corner."""
        return cls(left, top, left + size[0], top + size[1])


class Pieces:
    """Pieces of lines: where they begin and what way they go, and the boxes around them."""

    def __init__(self) -> None:
        self._added: list[FloatArray] = []
        self._pieces = np.empty((8, 0))

    def add(self, x: FloatArray, y: FloatArray) -> None:
        """Add a polyline's pieces."""
        pieces = np.empty((8, len(x) - 1))
        for row, at in enumerate((x, y)):
            begin, end = pieces[row], at[1:]
            begin[:] = at[:-1]
            np.subtract(end, begin, out=pieces[2 + row])
            np.minimum(begin, end, out=pieces[4 + row])
            np.maximum(begin, end, out=pieces[6 + row])
        self._added.append(pieces)

    def copy(self) -> Pieces:
        """Return the same lines."""
        made = Pieces()
        made._added, made._pieces = [*self._added], self._pieces
        return made

    def crossed(self, boxes: FloatArray) -> IntArray:
        """Return how many pieces meet each box, of rows left, top, right, bottom."""
        if self._added:
            self._pieces = np.concatenate([self._pieces, *self._added], axis=1)
            self._added = []
        pieces = self._pieces
        corners = boxes.T[:, :, None]
        near = pieces[6] > corners[0]
        near &= pieces[4] < corners[2]
        near &= pieces[7] > corners[1]
        near &= pieces[5] < corners[3]
        box, piece = np.nonzero(near)
        if not len(box):
            return np.zeros(len(boxes), dtype=np.int64)
        # of those beside it all four corners are on one side
        (x, y, dx, dy), (left, top, right, bottom) = pieces[:4, piece], boxes.T[:, box]
        lefts, rights = dy * (left - x), dy * (right - x)
        tops, bottoms = dx * (top - y), dx * (bottom - y)
        lowest = np.minimum(tops, bottoms) - np.maximum(lefts, rights)
        highest = np.maximum(tops, bottoms) - np.minimum(lefts, rights)
        return np.bincount(box[(lowest < 0.0) & (highest > 0.0)], minlength=len(boxes))

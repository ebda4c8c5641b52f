"""Where labels stand: clear of each other, of marks and of curves, and inside the picture.

It knows pixels and nothing of Qt. What is placed first has the choice; each label that is placed is an
obstacle for those after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np

from lrsim.typing import FloatArray

__all__ = ["OFF", "Box", "Placer", "Point", "Size"]

OFF: Final = 20.0
"""Pixels between what a label is about and a label beside it."""

NEAR: Final = 8.0
"""Pixels between it and a label above or below."""

SLIDES: Final = (0.0, -0.25, 0.25, -0.5, 0.5)
"""Where along what it is about a label is tried, in shares of the longer of them."""

ROWS: Final = 16
COLUMNS: Final = 12
"""How finely the picture is searched where no place of choice is free."""

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


class _Line(NamedTuple):
    """A polyline: where its segments begin and what way they go, and the boxes around them."""

    x: FloatArray
    y: FloatArray
    dx: FloatArray
    dy: FloatArray
    left: FloatArray
    top: FloatArray
    right: FloatArray
    bottom: FloatArray

    @classmethod
    def of(cls, x: FloatArray, y: FloatArray) -> _Line:
        x0, y0, x1, y1 = x[:-1], y[:-1], x[1:], y[1:]
        low, high = (
            (np.minimum(x0, x1), np.minimum(y0, y1)),
            (np.maximum(x0, x1), np.maximum(y0, y1)),
        )
        return cls(x0, y0, x1 - x0, y1 - y0, *low, *high)

    def crossed(self, box: Box) -> int:
        """Return how many segments meet a box."""
        near = np.flatnonzero(
            (self.right > box.left)
            & (self.left < box.right)
            & (self.bottom > box.top)
            & (self.top < box.bottom)
        )
        if not len(near):
            return 0
        # of those beside it all four corners are on one side
        x, y, dx, dy = (of[near] for of in self[:4])
        lefts, rights = dy * (box.left - x), dy * (box.right - x)
        tops, bottoms = dx * (box.top - y), dx * (box.bottom - y)
        lowest = np.minimum(tops, bottoms) - np.maximum(lefts, rights)
        highest = np.maximum(tops, bottoms) - np.minimum(lefts, rights)
        return int(np.count_nonzero((lowest < 0.0) & (highest > 0.0)))


class Placer:
    """Finds places in one picture.

    Parameters
    ----------
    frame : Box
        What labels stay in.
    apart : float
        Pixels that labels keep from obstacles.
    """

    def __init__(self, frame: Box, apart: float = 3.0) -> None:
        self.frame = frame
        self._apart = apart
        self._boxes: list[Box] = []
        self._hard: list[_Line] = []
        self._soft: list[_Line] = []

    def block(self, *boxes: Box) -> None:
        """Keep labels off boxes."""
        self._boxes.extend(boxes)

    def block_line(self, x: FloatArray, y: FloatArray, *, soft: bool = False) -> None:
        """Keep labels off a line; off a soft one only as long as there is another place."""
        if len(x) > 1:
            (self._soft if soft else self._hard).append(_Line.of(x, y))

    def is_free(self, box: Box, *, soft: bool = False) -> bool:
        """Tell whether a box is inside the frame and clear of all; with `soft` of soft lines, too."""
        if not self.frame.holds(box):
            return False
        near = box.grown(self._apart)
        if any(near.meets(other) for other in self._boxes):
            return False
        lines = [*self._hard, *(self._soft if soft else ())]
        return not any(line.crossed(near) for line in lines)

    def burden(self, box: Box) -> tuple[int, int]:
        """Return how many boxes, and how many pieces of lines, a box would cover."""
        lines = sum(line.crossed(box) for line in (*self._hard, *self._soft))
        return sum(box.meets(other) for other in self._boxes), lines

    def copy(self) -> Placer:
        """Return a placer with the same obstacles, to try something."""
        made = Placer(self.frame, self._apart)
        made._boxes, made._hard, made._soft = [*self._boxes], [*self._hard], [*self._soft]
        return made

    def place(self, places: Iterable[Box]) -> Box | None:
        """Return the first free one of some places, and block it; None where none is free."""
        tried = []
        for box in places:
            if self.is_free(box, soft=True):
                self.block(box)
                return box
            tried.append(box)
        for box in tried if self._soft else ():
            if self.is_free(box):
                self.block(box)
                return box
        return None

    def place_anywhere(self, places: Sequence[Box]) -> Box | None:
        """Return the free place nearest to the first of some, all over the picture, and block it."""
        return self.place(places) or self.place(self._everywhere(places))

    def place_somehow(self, places: Sequence[Box]) -> Box:
        """Return a place in any case: where none is free, the one that covers least."""
        box = self.place_anywhere(places)
        if box is None:
            boxes = [box for box in (*places, *self._everywhere(places)) if self.frame.holds(box)]
            box = min(boxes, key=self._badness, default=self.inside(places[-1]))
            self.block(box)
        return box

    def beside(self, about: Box, size: Size) -> Iterator[Box]:
        """Return places for a label, best first: the side with more room, below, above, the other side.

        After them comes the bottom line of the picture.
        """
        frame, middle = self.frame, about.centre
        left, right = about.left - OFF - size[0], about.right + OFF
        roomy = about.left - frame.left > frame.right - about.right
        levels = [middle[1] + slide * about.height - size[1] / 2 for slide in SLIDES]
        for level in levels:
            yield Box.of(left if roomy else right, level, size)
        wider = max(about.width, size[0])
        for off in (NEAR, NEAR + size[1]):
            for top in (about.bottom + off, about.top - off - size[1]):
                for slide in SLIDES:
                    middle_x = middle[0] + slide * wider
                    yield self.inside(Box.of(middle_x - size[0] / 2, top, size))
        for level in levels:
            yield Box.of(right if roomy else left, level, size)
        for slide in (0.0, 0.5, 1.0):
            start = frame.left + slide * (frame.width - size[0])
            yield Box.of(start, frame.bottom - size[1], size)

    def inside(self, box: Box) -> Box:
        """Return the box moved sideways into the frame, where it fits."""
        left = max(min(box.left, self.frame.right - box.width), self.frame.left)
        return Box.of(left, box.top, (box.width, box.height))

    def _everywhere(self, places: Sequence[Box]) -> list[Box]:
        """Return places all over the picture, those near the first of some first."""
        frame, (x0, y0) = self.frame, places[0].centre
        size = places[0].width, places[0].height
        across = np.linspace(frame.left, max(frame.right - size[0], frame.left), COLUMNS)
        down = np.linspace(frame.top, max(frame.bottom - size[1], frame.top), ROWS)
        boxes = [Box.of(float(x), float(y), size) for y in down for x in across]
        return sorted(boxes, key=lambda box: abs(box.centre[0] - x0) + abs(box.centre[1] - y0))

    def _badness(self, box: Box) -> float:
        covered = 1000.0 * sum(_common(box, other) for other in self._boxes)
        return covered + sum(line.crossed(box) for line in self._hard)


def _common(box: Box, other: Box) -> float:
    """Return the area that two boxes have in common."""
    across = min(box.right, other.right) - max(box.left, other.left)
    down = min(box.bottom, other.bottom) - max(box.top, other.top)
    return max(across, 0.0) * max(down, 0.0)

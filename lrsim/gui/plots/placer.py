"""Where labels stand: clear of each other, of marks and of curves, and inside the picture.

It knows pixels and nothing of Qt. What is placed first has the choice; each label that is placed is an
obstacle for those after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

import numpy as np

from lrsim.gui.plots.boxes import Box, Pieces, Size
from lrsim.typing import BoolArray, FloatArray

__all__ = ["OFF", "Placer"]

OFF: Final = 20.0
"""Pixels between what a label is about and a label beside it."""

NEAR: Final = 8.0
"""Pixels between it and a label above or below."""

SLIDES: Final = (0.0, -0.25, 0.25, -0.5, 0.5)
"""Where along what it is about a label is tried, in shares of the longer of them."""

ROWS: Final = 16
COLUMNS: Final = 12
"""How finely the picture is searched where no place of choice is free."""

AT_ONCE: Final = 16
SHARES: Final = 4
"""How many places of choice, and in how many shares those all over the picture, are looked at together."""


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
        self._grown = np.array([-apart, -apart, apart, apart])
        self._taken = np.empty((0, 4))
        self._hard, self._soft = Pieces(), Pieces()

    def block(self, *boxes: Box) -> None:
        """Keep labels off boxes."""
        if boxes:
            self._taken = np.concatenate([self._taken, boxes])

    def block_line(self, x: FloatArray, y: FloatArray, *, soft: bool = False) -> None:
        """Keep labels off a line; off a soft one only as long as there is another place."""
        if len(x) > 1:
            (self._soft if soft else self._hard).add(x, y)

    def is_free(self, box: Box) -> bool:
        """Tell whether a box is inside the frame and clear of all but soft lines."""
        return bool(self._free(np.array([box]))[0])

    def free(self, boxes: Sequence[Box]) -> list[Box]:
        """Return those of some boxes that are inside the frame and clear of all but soft lines."""
        return [box for box, free in zip(boxes, self._free(np.array(boxes)), strict=True) if free]

    def burden(self, box: Box) -> tuple[int, int]:
        """Return how many boxes, and how many pieces of lines, a box would cover."""
        boxes = np.array([box])
        lines = sum(int(some.crossed(boxes)[0]) for some in (self._hard, self._soft))
        return int(np.count_nonzero(self._met(boxes))), lines

    def copy(self) -> Placer:
        """Return a placer with the same obstacles, to try something."""
        made = Placer(self.frame, self._apart)
        made._taken, made._hard, made._soft = self._taken, self._hard.copy(), self._soft.copy()
        return made

    def place(self, places: Iterable[Box], *, covering: bool = True) -> Box | None:
        """Return the first free one of some places, and block it; None where none is free.

        Where no place is clear of soft lines one that is not is taken, unless nothing may be covered.
        """
        left = iter(places)
        tried = (np.array(some) for some in iter(lambda: [*islice(left, AT_ONCE)], []))
        return self._place(tried, covering=covering)

    def place_anywhere(self, places: Sequence[Box]) -> Box | None:
        """Return the free place nearest to the first of some, all over the picture, and block it.

        One of choice is taken where it is clear of soft lines, too: rather farther off than covering.
        """
        return self.place(places, covering=False) or self._place(self._everywhere(places))

    def place_somehow(self, places: Sequence[Box]) -> Box:
        """Return a place in any case: where none is free, the one that covers least."""
        box = self.place_anywhere(places)
        if box is None:
            boxes = np.concatenate([places, *self._everywhere(places)])
            boxes = boxes[self._inside(boxes)]
            if not len(boxes):
                box = self.inside(places[-1])
            else:
                box = Box(*boxes[np.argmin(self._badness(boxes))].tolist())
            self.block(box)
        return box

    def _place(self, places: Iterable[FloatArray], *, covering: bool = True) -> Box | None:
        """Block the first place that is free, best of soft lines, too; places come a few at once."""
        second: Box | None = None
        for some in places:
            free = some[self._free(some)]
            if not len(free):
                continue
            clear = np.flatnonzero(~self._softly_crossed(free))
            best = Box(*free[clear[0] if len(clear) else 0].tolist())
            if len(clear):
                self.block(best)
                return best
            if covering:
                second = second or best
        if second is not None:
            self.block(second)
        return second

    def _free(self, boxes: FloatArray) -> BoolArray:
        """Tell which boxes, rows left, top, right, bottom, are inside and clear of all but soft lines."""
        free = self._inside(boxes)
        around = boxes + self._grown
        if len(self._taken):
            free &= ~self._met(around).any(axis=1)
        if free.any():
            free[free] = self._hard.crossed(around[free]) == 0
        return free

    def _inside(self, boxes: FloatArray) -> BoolArray:
        """Tell which boxes are in the frame."""
        (left, top, right, bottom), frame = boxes.T, self.frame
        inside: BoolArray = (left >= frame.left) & (top >= frame.top)
        inside &= (right <= frame.right) & (bottom <= frame.bottom)
        return inside

    def _met(self, boxes: FloatArray) -> BoolArray:
        """Tell of each box, a row, which of those that are taken it has an area in common with."""
        corners, others = boxes.T[:, :, None], self._taken.T
        met: BoolArray = (corners[0] < others[2]) & (others[0] < corners[2])
        met &= (corners[1] < others[3]) & (others[1] < corners[3])
        return met

    def _softly_crossed(self, boxes: FloatArray) -> BoolArray:
        """Tell which boxes a soft line crosses."""
        return self._soft.crossed(boxes + self._grown) > 0

    def beside(self, about: Box, size: Size) -> Iterator[Box]:
        """Return places for a label, best first: the side with more room, below, above, the other side."""
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

    def inside(self, box: Box) -> Box:
        """Return the box moved sideways into the frame, where it fits."""
        left = max(min(box.left, self.frame.right - box.width), self.frame.left)
        return Box.of(left, box.top, (box.width, box.height))

    def _everywhere(self, places: Sequence[Box]) -> list[FloatArray]:
        """Return places all over the picture, a few at once, those near the first of some first."""
        frame, (x0, y0) = self.frame, places[0].centre
        wide, high = places[0].width, places[0].height
        across = np.linspace(frame.left, max(frame.right - wide, frame.left), COLUMNS)
        down = np.linspace(frame.top, max(frame.bottom - high, frame.top), ROWS)
        left, top = np.tile(across, ROWS), np.repeat(down, COLUMNS)
        boxes = np.stack([left, top, left + wide, top + high], axis=1)
        centre = 0.5 * (boxes[:, :2] + boxes[:, 2:])
        away = np.abs(centre[:, 0] - x0) + np.abs(centre[:, 1] - y0)
        return np.array_split(boxes[np.argsort(away, kind="stable")], SHARES)

    def _badness(self, boxes: FloatArray) -> FloatArray:
        """Return how bad it is to cover what each box covers."""
        corners, others = boxes.T[:, :, None], self._taken.T
        across = np.minimum(corners[2], others[2]) - np.maximum(corners[0], others[0])
        down = np.minimum(corners[3], others[3]) - np.maximum(corners[1], others[1])
        common = np.maximum(across, 0.0) * np.maximum(down, 0.0)
        badness: FloatArray = 1000.0 * common.sum(axis=1) + self._hard.crossed(boxes)
        return badness

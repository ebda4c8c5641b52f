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
"""How many places of choice after the first, and in how many shares those all over the picture, are looked at
together."""


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
        self._taken: list[Box] = []
        self._hard, self._soft = Pieces(), Pieces()

    def block(self, *boxes: Box) -> None:
        """Keep labels off boxes."""
        self._taken += boxes

    def block_line(self, x: FloatArray, y: FloatArray, *, soft: bool = False) -> None:
        """Keep labels off a line; off a soft one only as long as there is another place."""
        if len(x) > 1:
            (self._soft if soft else self._hard).add(x, y)

    def is_free(self, box: Box) -> bool:
        """Tell whether a box is inside the frame and clear of all but soft lines."""
        return any(self.free([box]))

    def free(self, boxes: Iterable[Box]) -> Iterator[Box]:
        """Yield those of some boxes that are inside the frame and clear of all but soft lines."""
        for some in self._fitting(boxes):
            for box in some[self._off_lines(some)].tolist():
                yield Box(*box)

    def burden(self, box: Box) -> tuple[int, int]:
        """Return how many boxes, and how many pieces of lines, a box would cover."""
        boxes = np.array([box])
        lines = sum(int(some.crossed(boxes)[0]) for some in (self._hard, self._soft))
        return sum(map(box.meets, self._taken)), lines

    def copy(self) -> Placer:
        """Return a placer with the same obstacles, to try something."""
        made = Placer(self.frame, self._apart)
        made._taken, made._hard, made._soft = [*self._taken], self._hard.copy(), self._soft.copy()
        return made

    def place(self, places: Iterable[Box], *, covering: bool = True) -> Box | None:
        """Return the first free one of some places, and block it; None where none is free.

        Where no place is clear of soft lines one that is not is taken, unless nothing may be covered.
        """
        return self._place(self._fitting(places), covering=covering)

    def place_anywhere(self, places: Sequence[Box]) -> Box | None:
        """Return the free place nearest to the first of some, all over the picture, and block it.

        One of choice is taken where it is clear of soft lines, too: rather farther off than covering.
        """
        everywhere = (some[self._fit(some)] for some in self._everywhere(places))
        clear = self.place(places, covering=False)
        return clear or self._place(everywhere) or self.place(places)

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
        """Block the first place off all lines, best of soft ones, too; places come a few at once."""
        second: Box | None = None
        for some in places:
            free = some[self._off_lines(some)]
            if not len(free):
                continue
            clear = np.flatnonzero(self._soft.crossed(self._around(free)) == 0)
            best = Box(*free[clear[0] if len(clear) else 0].tolist())
            if len(clear):
                self.block(best)
                return best
            if covering:
                second = second or best
        if second is not None:
            self.block(second)
        return second

    def _fitting(self, boxes: Iterable[Box]) -> Iterator[FloatArray]:
        """Yield those boxes that are inside and off others, a few at once: for the first most end there."""
        fitting = filter(self._fits, boxes)
        yield from (np.array([box]) for box in islice(fitting, 1))
        yield from map(np.array, iter(lambda: [*islice(fitting, AT_ONCE)], []))

    def _fits(self, box: Box) -> bool:
        """Tell whether a box is inside the frame and off all that are taken."""
        if not self.frame.holds(box):
            return False
        left, top, right, bottom = box.grown(self._apart)
        for other_left, other_top, other_right, other_bottom in self._taken:
            if (
                left < other_right
                and other_left < right
                and top < other_bottom
                and other_top < bottom
            ):
                return False
        return True

    def _fit(self, boxes: FloatArray) -> BoolArray:
        """Tell the same of many boxes, rows left, top, right, bottom."""
        corners, others = self._around(boxes).T[:, :, None], self._others()
        met = (corners[0] < others[2]) & (others[0] < corners[2])
        met &= (corners[1] < others[3]) & (others[1] < corners[3])
        fit: BoolArray = self._inside(boxes) & ~met.any(axis=1)
        return fit

    def _inside(self, boxes: FloatArray) -> BoolArray:
        """Tell which boxes are in the frame."""
        (left, top, right, bottom), frame = boxes.T, self.frame
        inside: BoolArray = (left >= frame.left) & (top >= frame.top)
        inside &= (right <= frame.right) & (bottom <= frame.bottom)
        return inside

    def _off_lines(self, boxes: FloatArray) -> BoolArray:
        """Tell which boxes no line crosses, but for soft ones."""
        off: BoolArray = self._hard.crossed(self._around(boxes)) == 0
        return off

    def _around(self, boxes: FloatArray) -> FloatArray:
        """Return boxes with what they keep from obstacles."""
        around: FloatArray = boxes + self._grown
        return around

    def _others(self) -> FloatArray:
        """Return what is taken: lefts, tops, rights, bottoms."""
        return np.array(self._taken).reshape(-1, 4).T

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
        corners, others = boxes.T[:, :, None], self._others()
        across = np.minimum(corners[2], others[2]) - np.maximum(corners[0], others[0])
        down = np.minimum(corners[3], others[3]) - np.maximum(corners[1], others[1])
        common = np.maximum(across, 0.0) * np.maximum(down, 0.0)
        badness: FloatArray = 1000.0 * common.sum(axis=1) + self._hard.crossed(boxes)
        return badness

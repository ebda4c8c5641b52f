"""Sizes on a lesson's screen: pixels in a window of 1600×900, with which everything grows and shrinks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from PySide6.QtCore import QSize

from lrsim.gui.look.palettes import THEMES, Theme

__all__ = [
    "CONTEXT",
    "FOOT",
    "HEAD",
    "HINTS",
    "LEAST_TYPE",
    "MARGIN",
    "QUESTION",
    "STAGE",
    "TITLE",
    "TOP",
    "Sizes",
]

DESIGN: Final = 1600, 900
SMALLEST, LARGEST = 0.62, 2.0
"""Beyond these nothing shrinks or grows any more."""

QUESTION: Final = (58.0, 52.0, 46.0, 41.0, 37.0, 33.0, 30.0, 27.0, 24.0)
CONTEXT: Final = (40.0, 36.0, 32.0, 29.0, 26.0, 24.0, 22.0, 20.0)
"""Type, the largest first: the first in which a text fits is taken."""

HINTS: Final = 19.0
TITLE: Final = 22.0
LEAST_TYPE: Final = 14.0

MARGIN: Final = 56.0
HEAD: Final = 100.0
FOOT: Final = 84.0
TOP: Final = 34.0
"""Over the line that has the title."""

STAGE: Final = 0.55
"""Of the width, where there is something beside it."""

PICTURES: Final = 1.2
"""How much larger the type in pictures is than in the laboratory, and at the least."""
LEAST_PICTURES: Final = 0.95


STEPS: Final = 4
"""In which type that is wanted larger grows."""


class Sizes(NamedTuple):
    """How large everything is on a screen.

    Attributes
    ----------
    scale : float
        By what its size has all larger than designed: places, gaps, type, pictures.
    factor : float
        By what the user has type larger than that.
    """

    scale: float = 1.0
    factor: float = 1.0

    @property
    def factors(self) -> tuple[float, ...]:
        """Other factors down, or up, to none: what has little room takes the first that it can."""
        return tuple(self.factor ** (1.0 - k / STEPS) for k in range(STEPS + 1))

    @classmethod
    def of(cls, size: QSize, factor: float) -> Sizes:
        """Return those of a screen of some size."""
        wanted = min(size.width() / DESIGN[0], size.height() / DESIGN[1])
        return cls(min(max(wanted, SMALLEST), LARGEST), factor)

    def pixels(self, size: float) -> int:
        """Return how large a place or a gap is."""
        return round(size * self.scale)

    def line(self, size: float) -> float:
        """Return how large type is that has a line of its own."""
        return max(size * self.scale * self.factor, LEAST_TYPE)

    def lines(self, size: float) -> list[float]:
        """Return sizes of such a line that may have to be shorter, the largest first."""
        largest = self.line(size)
        steps = range(round(largest - LEAST_TYPE) + 1)
        return [max(largest - step, LEAST_TYPE) for step in steps]

    def of_type(self, sizes: Sequence[float]) -> list[float]:
        """Return sizes of type, the largest first.

        Where type is to be larger the smallest are those that would be taken without, so that nothing is cut.
        """
        wanted = [size * self.scale * self.factor for size in sizes]
        usual = (size * self.scale for size in sizes)
        return wanted + [size for size in usual if size < wanted[-1]]

    def sized(self, theme: Theme) -> Theme:
        """Return the theme that pictures, dials and buttons have: they lie on no cards."""
        larger = max(PICTURES * self.scale, LEAST_PICTURES) * self.factor
        sized = THEMES[theme.name].scale(larger)
        return replace(sized, card=sized.ground, button=sized.card)

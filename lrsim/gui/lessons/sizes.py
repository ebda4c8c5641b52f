"""Sizes on a lesson's screen: pixels in a window of 1600×900, with which everything grows and shrinks."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

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
    "scale_of",
    "theme_for",
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

STAGE: Final = 0.55
"""Of the width, where there is something beside it."""

PICTURES: Final = 1.2
"""How much larger the type in pictures is than in the laboratory, and at the least."""
LEAST_PICTURES: Final = 0.95


def scale_of(size: QSize) -> float:
    """Return by what everything is scaled on a screen of some size."""
    wanted = min(size.width() / DESIGN[0], size.height() / DESIGN[1])
    return min(max(wanted, SMALLEST), LARGEST)


def theme_for(theme: Theme, scale: float) -> Theme:
    """Return the theme that pictures, dials and buttons have at a scale: they lie on no cards."""
    sized = THEMES[theme.name].scale(max(PICTURES * scale, LEAST_PICTURES))
    return replace(sized, card=sized.ground, button=sized.card)

"""A picture in pixels, and the places in it that are taken."""

from __future__ import annotations

from typing import Final

from lrsim.gui.plots.boxes import Box, Point, Size
from lrsim.gui.plots.placer import Placer

__all__ = ["Picture"]

EDGE: Final = 6.0
"""Pixels that labels keep from the picture's edge."""


class Picture:
    """The room that marks and labels share.

    Parameters
    ----------
    size : tuple of float
        Width and height in pixels.
    """

    def __init__(self, size: Size) -> None:
        self.width, self.height = size
        inner = min(EDGE, size[0] / 4, size[1] / 4)
        self.frame = Box(0.0, 0.0, *size)
        self.placer = Placer(self.frame.grown(-inner))

    def holds(self, pixel: Point) -> bool:
        """Tell whether a place in pixels is in the picture."""
        return 0.0 <= pixel[0] <= self.width and 0.0 <= pixel[1] <= self.height

"""What there is to say of a mark in a picture, for who rests the mouse on it or asks by key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from lrsim.gui.plots.boxes import Box, Point

__all__ = ["NEAR", "Remark", "beside", "level", "said_at", "upright"]

NEAR: Final = 6.0
"""Pixels around a thin line that count as on it."""


class Remark(NamedTuple):
    """A mark's place, in pixels from the picture's top left corner, and what it is."""

    box: Box
    words: str


def said_at(remarks: Iterable[Remark], point: Point) -> str:
    """Return what there is to say at a point, of the first mark that is there; empty for nothing."""
    here = Box.around(*point, 0.0)
    return next((remark.words for remark in remarks if remark.box.holds(here)), "")


def beside(point: Point, radius: float) -> Box:
    """Return what counts as on a small mark."""
    return Box.around(*point, max(radius, NEAR))


def upright(x: float, height: float) -> Box:
    """Return what counts as on an upright line."""
    return Box(x - NEAR, 0.0, x + NEAR, height)


def level(y: float, width: float) -> Box:
    """Return what counts as on a level line."""
    return Box(0.0, y - NEAR, width, y + NEAR)

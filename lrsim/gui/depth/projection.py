"""How a turned and tilted landscape becomes a flat picture: an orthographic projection."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

__all__ = ["HOME", "Angles", "Projection", "Spot"]

LOWEST_TILT: Final = math.radians(12.0)
"""Lower, hills in front hide all that is behind them."""

HIGHEST_TILT: Final = math.radians(89.0)
"""Seen from above; heights have a length in the picture still."""

CLOSEST, WIDEST = 8.0, 0.5
"""The largest and the smallest zoom."""


@dataclass(frozen=True, slots=True)
class Angles:
    """From where one looks, in radians, and how near.

    Attributes
    ----------
    turn : float
        How far the landscape is turned to the right, about its upright axis.
    tilt : float
        From where above the horizon one looks down on it.
    zoom : float
        1 where all of it fits.
    shift : tuple of float
        How far the picture is moved, right and down, in pixels.
    """

    turn: float
    tilt: float
    zoom: float = 1.0
    shift: tuple[float, float] = (0.0, 0.0)

    def turned(self, by: float, tilted: float) -> Angles:
        """Return these after a turn and a tilt, by so many radians."""
        tilt = min(max(self.tilt + tilted, LOWEST_TILT), HIGHEST_TILT)
        return replace(self, turn=math.remainder(self.turn + by, math.tau), tilt=tilt)

    def zoomed(self, factor: float, x: float, y: float) -> Angles:
        """Return these enlarged, with what is at a place, in pixels from the middle, left there."""
        zoom = min(max(self.zoom * factor, WIDEST), CLOSEST)
        factor = zoom / self.zoom
        across, down = self.shift
        return replace(self, zoom=zoom, shift=(x + (across - x) * factor, y + (down - y) * factor))


HOME: Final = Angles(math.radians(-32.0), math.radians(46.0))
"""From where a landscape is first seen."""


class Spot(NamedTuple):
    """Where points are in the picture: pixels from the left and the top, and how far behind its middle."""

    x: Any
    y: Any
    depth: Any


@dataclass(frozen=True, slots=True)
class Projection:
    """From a landscape's own coordinates to pixels.

    Those are `a` to the right and `b` away from the viewer in the plan, both 0 in its middle, and the height
    `h`, in one unit; where it is not turned one looks along `b`.

    Attributes
    ----------
    turn, tilt : float
        As in `Angles`.
    scale : float
        Pixels a unit.
    middle : tuple of float
        Where the origin is, in pixels from the left and from the top.
    """

    turn: float
    tilt: float
    scale: float
    middle: tuple[float, float]

    def turned(self, a: Any, b: Any) -> tuple[Any, Any]:
        """Return how far to the right and how far away points of the plan are once it is turned."""
        cosine, sine = math.cos(self.turn), math.sin(self.turn)
        return cosine * a - sine * b, sine * a + cosine * b

    def plan(self, right: Any, away: Any) -> tuple[Any, Any]:
        """Return which points of the plan those are: what `turned` takes."""
        cosine, sine = math.cos(self.turn), math.sin(self.turn)
        return cosine * right + sine * away, cosine * away - sine * right

    def up(self, away: Any, h: Any) -> Any:
        """Return how far up in the picture points are that are so far away and so high."""
        return math.sin(self.tilt) * away + math.cos(self.tilt) * h

    def spot(self, a: Any, b: Any, h: Any) -> Spot:
        """Return where points are in the picture, floats or arrays."""
        right, away = self.turned(a, b)
        depth = math.cos(self.tilt) * away - math.sin(self.tilt) * h
        x, y = self.middle
        return Spot(x + self.scale * right, y - self.scale * self.up(away, h), depth)

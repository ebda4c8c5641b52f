"""A landscape as pixels, column by column.

Seen without perspective, what is in one column of the picture lies in one upright plane. Along it, from
the front to the back, only what rises above all before it is seen; so each pixel's place on the surface is
where the running maximum passes it, and neither polygons nor their sorting are needed.
"""

from __future__ import annotations

import cmath
import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from lrsim.gui.depth.cuts import Columns, Profile
from lrsim.gui.depth.mesh import HEIGHT, Complex, Mesh, Single
from lrsim.gui.depth.projection import Projection

__all__ = ["FLOOR", "Paints", "Raster", "rasterize"]

FLOOR: Final = -0.08
"""How far below the lowest point the block that carries the landscape ends."""

STRIP: Final = 76_000
"""Samples of columns that are computed together: few enough for the processor's cache."""

LIGHT: Final = np.array([-0.45, 0.35, 0.82], dtype=np.float32)
"""Where light comes from: to the right, away, up. It does not turn with the landscape."""

CROWDED: Final = 2.5
"""Pixels between contour lines where they have vanished, lest they become a pattern of their own."""

CLEAR: Final = 6.5
"""Pixels between them from which on they are as strong as they get."""

SAMPLES: Final = 420
"""Points along a column where a pixel is one of the picture's; of finer ones more."""

EDGE_ON: Final = 0.02
"""How much the surface at least faces the viewer where lines are as wide as they should be."""

FAINTEST_WALL: Final = 0.3
"""How much of its colour the block has at its foot."""

Index = npt.NDArray[np.intp]
Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Paints:
    """The colours of a landscape, each blue, green, red, 0 to 255, and the strengths of line and shadow.

    Attributes
    ----------
    shades : ndarray of float32, shape (3, 256)
        From the lowest to the highest loss.
    ground : ndarray of float32, shape (3,)
        Behind all.
    walls : ndarray of float32, shape (2, 3)
        The sides of the block: those along y, those along x.
    line : ndarray of float32, shape (3,)
        The contour lines.
    line_opacity, line_width : float
        The width in pixels of the picture.
    levels : int
        How many steps the contour lines make of the height.
    shadow : float
        How much slopes differ in brightness.
    """

    shades: Single
    ground: Single
    walls: Single
    line: Single
    line_opacity: float
    line_width: float
    levels: int
    shadow: float


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """A painted landscape, and what of it hides what.

    Attributes
    ----------
    pixels : ndarray of uint8, shape (rows, columns, 4)
        Blue, green, red and 255, the top first.
    step : float
        Pixels of the picture to one of these.
    projection : Projection
    columns : Columns
    highest : ndarray of float32, shape (columns, samples)
        How far up the landscape reaches in each column from its front to each sample.
    """

    pixels: Pixels
    step: float
    projection: Projection
    columns: Columns
    highest: Single

    def hidden(self, a: Any, b: Any, h: Any) -> npt.NDArray[np.float64]:
        """Return by how many pixels points, arrays, lie below what is in front of them; above 0 unseen."""
        projection, columns = self.projection, self.columns
        if len(columns.right) < 2:
            return np.full(len(a), -np.inf)
        right, away = projection.turned(a, b)
        pitch = columns.right[1] - columns.right[0]
        place = np.rint((right - columns.right[0]) / pitch)
        samples = self.highest.shape[1]
        column = np.clip(place, 0, len(columns.right) - 1).astype(np.intp)
        front, back = columns.front[column], columns.back[column]
        passed = np.floor((away - front) / (back - front) * (samples - 1))
        sample = np.clip(passed, 0, samples - 1).astype(np.intp)
        under = (self.highest[column, sample] - projection.up(away, h)) * projection.scale
        return np.where((place == column) & (passed >= 0), under, -np.inf)

    def picked(self, x: float, y: float, *, beside: bool) -> tuple[float, float] | None:
        """Return the point of the plan that is seen at a pixel: None where none is.

        With `beside` that is a point of the rim where the pixel is beside the landscape, or on its walls.
        """
        projection, columns = self.projection, self.columns
        if len(columns.right) < 2:
            return None
        across = (x - projection.middle[0]) / projection.scale
        right = min(max(across, float(columns.right[0])), float(columns.right[-1]))
        column = int(np.abs(columns.right - right).argmin())
        level = (projection.middle[1] - y) / projection.scale
        highest = self.highest[column]
        if not beside and not (right == across and highest[0] <= level <= highest[-1]):
            return None
        # the first sample that rises to the pixel, and how far it lies beyond the one before
        after = min(int(np.searchsorted(highest, level)), len(highest) - 1)
        before = max(after - 1, 0)
        rise = float(highest[after] - highest[before])
        part = min(max((level - float(highest[before])) / rise, 0.0), 1.0) if rise > 0.0 else 0.0
        share = (before + part) / (len(highest) - 1)
        front, back = float(columns.front[column]), float(columns.back[column])
        a, b = projection.plan(right, front + share * (back - front))
        return float(a), float(b)


def rasterize(
    mesh: Mesh,
    projection: Projection,
    size: tuple[int, int],
    paints: Paints,
    *,
    step: float,
    fine: bool,
    cancelled: Callable[[], bool] = bool,
) -> Raster | None:
    """Return a landscape as pixels, or None where that was cancelled.

    Parameters
    ----------
    mesh : Mesh
    projection : Projection
        To the picture's pixels.
    size : tuple of int
        The picture's width and height in pixels.
    paints : Paints
    step : float
        Pixels of the picture to one of the raster.
    fine : bool
        Whether each is the mean of four, so that edges are smooth.
    cancelled : callable
        Is asked now and then whether the raster is not wanted any more.
    """
    parts = 2 if fine else 1
    step /= parts
    across, down = (parts * math.ceil(length / (step * parts)) for length in size)
    columns = Columns.of(mesh.sides, projection, step, across)
    samples = max(math.ceil(SAMPLES / math.sqrt(step)), 2)
    levels = (projection.middle[1] - (np.arange(down)[::-1] + 0.5) * step) / projection.scale
    brush = Brush(mesh, projection, paints, step, levels.astype(np.float32))
    ground = np.array([*paints.ground, 255], dtype=np.uint8)
    image = np.full((across, down), ground.view(np.uint32)).view(np.uint8).reshape(across, down, 4)
    highest = np.empty((len(columns.right), samples), dtype=np.float32)
    strip = max(STRIP // samples, 1)
    for start in range(0, len(columns.right), strip):
        if cancelled():
            return None
        part = columns.part(start, strip)
        profile = Profile.of(mesh, projection, part, samples)
        highest[start : start + strip] = profile.highest
        brush.paint(image[part.first : part.first + len(part.right)], profile)
    whole = image.view(np.uint32)[..., 0]  # four bytes are turned together four times faster
    image = np.ascontiguousarray(whole.T[::-1]).view(np.uint8).reshape(down, across, 4)
    if fine:
        total = np.zeros((down // 2, across // 2, 4), dtype=np.uint16)
        for row, column in itertools.product((0, 1), (0, 1)):
            total += image[row::2, column::2]
        image = (total >> 2).astype(np.uint8)
    return Raster(image, step * parts, projection, columns, highest)


class Brush(NamedTuple):
    """What is needed to paint columns of a landscape.

    Attributes
    ----------
    mesh : Mesh
    projection : Projection
    paints : Paints
    step : float
        Pixels of the picture to one of the columns'.
    levels : ndarray of float32, shape (pixels,)
        How far up each pixel of a column is, from the bottom.
    """

    mesh: Mesh
    projection: Projection
    paints: Paints
    step: float
    levels: Single

    def paint(self, strip: Pixels, profile: Profile) -> None:
        """Paint columns, the bottom first: the wall in front, and above it the surface."""
        passed = profile.passed(self.levels)
        foot = self.projection.up(profile.columns.front, FLOOR)
        column, level = np.nonzero((passed == 0) & (self.levels >= foot[:, None]))
        front, side = profile.columns.front[column], profile.columns.side[column]
        strip[column, level, :3] = self._walls(front, side, level)
        seen = (passed > 0) & (passed < profile.highest.shape[1])
        column, level = np.nonzero(seen)
        strip[column, level, :3] = self._surface(profile, passed[seen], column, level)

    def _walls(self, away: Single, side: npt.NDArray[np.int8], level: Index) -> Single:
        """Return the colours of pixels of walls so far away; below their foot there is nothing."""
        foot, top = (self.projection.up(away, h) for h in (FLOOR, HEIGHT))
        share = (self.levels[level] - foot) / (top - foot)
        strength = np.where(share < 0.0, 0.0, FAINTEST_WALL + (1.0 - FAINTEST_WALL) * share)
        ground = self.paints.ground
        colours: Single = ground + (self.paints.walls[side] - ground) * strength[:, None]
        return colours

    def _surface(
        self, profile: Profile, passed: npt.NDArray[np.int32], column: Index, level: Index
    ) -> Single:
        """Return the colours of pixels of the surface, each between two samples of its column."""
        columns, paints = profile.columns, self.paints
        samples = profile.highest.shape[1]
        after = passed + column * samples
        below, above = (profile.up.ravel().take(place) for place in (after - 1, after))
        # rounding may lead out of the two
        part = np.clip((self.levels[level] - below) / (above - below), 0.0, 1.0)
        below, above = (profile.shade.ravel().take(place) for place in (after - 1, after))
        shade = below + part * (above - below)
        pace = (columns.back - columns.front) / np.float32(samples - 1)
        away = columns.front[column] + pace[column] * (passed - 1 + part)
        places = self.mesh.places(*self.projection.plan(columns.right[column], away))
        slope = places.of(self.mesh.slope) * np.complex64(cmath.rect(1.0, self.projection.turn))
        hole = np.isnan(shade)
        shade[hole] = 0.0
        colours: Single = paints.shades.take((shade * 255.0).astype(np.intp), axis=1)
        colours *= self._light(slope)
        colours += (paints.line[:, None] - colours) * self._lines(shade, slope)
        # through a hole one sees the cut behind it
        behind, side = columns.front[column] + pace[column] * passed, columns.side[column]
        colours[:, hole] = self._walls(behind[hole], side[hole], level[hole]).T
        np.clip(colours, 0.0, 255.0, out=colours)
        return colours.T

    def _light(self, slope: Complex) -> Single:
        """Return how bright slopes are, as a share of how bright the level is."""
        right, away, up = LIGHT.tolist()
        upright = 1.0 / np.sqrt(1.0 + slope.real * slope.real + slope.imag * slope.imag)
        light = (up - right * slope.real - away * slope.imag) * upright
        bright: Single = 1.0 + self.paints.shadow * (light - up)
        return bright

    def _lines(self, shade: Single, slope: Complex) -> Single:
        """Return how strong contour lines are, evenly wide in the picture however steep the surface is."""
        sine, cosine = math.sin(self.projection.tilt), math.cos(self.projection.tilt)
        count, step = self.paints.levels, self.step
        # the levels from one pixel to the next, by the chain rule
        facing = np.maximum(sine + cosine * slope.imag, EDGE_ON) * (self.projection.scale / step)
        change = np.hypot(slope.real * sine, slope.imag) * (count / HEIGHT) / facing
        apart = 1.0 / np.maximum(change, 1e-6)
        level = shade * count
        nearest = np.rint(level)
        distance = np.abs(level - nearest) * apart
        line = np.clip(0.5 * (1.0 + self.paints.line_width / step) - distance, 0.0, 1.0)
        line *= np.clip((apart * step - CROWDED) / (CLEAR - CROWDED), 0.0, 1.0)
        line[(nearest < 1) | (nearest >= count)] = 0.0
        strong: Single = line * self.paints.line_opacity
        return strong

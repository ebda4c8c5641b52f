"""The heights of a surface over its domain: what the landscape is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from lrsim.experiment import Experiment
from lrsim.gui.plots.gate import FARTHEST, drawable_range
from lrsim.gui.plots.heat_map import LINEAR, contrast, finite_ends, shaded
from lrsim.surfaces import Minimum, Surface
from lrsim.typing import FloatArray

__all__ = ["HEIGHT", "Complex", "Mesh", "Rectangle", "Single", "rectangle_of"]

CELLS: Final = 384
"""Grid points along each side; between them is what bilinear interpolation makes of them."""

HEIGHT: Final = 0.66
"""From the lowest to the highest point, where the shorter side of the plan is 2."""

SLIMMEST, BROADEST = 1.2, 1.5
"""How wide the plan is, as a multiple of its depth: as the domain is within these."""

Single = npt.NDArray[np.float32]
Complex = npt.NDArray[np.complex64]


class Rectangle(NamedTuple):
    """The part of the plane that is shown."""

    left: float
    right: float
    low: float
    high: float

    def contains(self, position: tuple[float, ...]) -> bool:
        """Return whether a position is in it."""
        x, y = position
        return self.left <= x <= self.right and self.low <= y <= self.high


def rectangle_of(experiment: Experiment) -> Rectangle:
    """Return the surface's own domain, and the start: what the flat picture shows, too."""
    ends: list[float] = []
    for span, start in zip(experiment.surface.domain, experiment.start, strict=True):
        low, high = min(span[0], start), max(span[1], start)
        margin = 0.05 * (high - low) if start in (low, high) else 0.0
        ends += drawable_range(low - margin, high + margin, FARTHEST) or span
    return Rectangle(*ends)


@dataclass(frozen=True, eq=False)
class Mesh:
    """A grid of heights, 0 to `HEIGHT`, over a plan with the origin in its middle.

    Attributes
    ----------
    surface : Surface
    rectangle : Rectangle
        What it is a mesh of.
    contrast : float
        How tall ranges are compressed: as the colours of the heat map are.
    ends : tuple of float
        The lowest and the highest loss; None where there is none.
    sides : tuple of float
        Half of the plan's width and of its depth.
    shade : ndarray of float32, shape (rows, columns)
        0 for the lowest loss to 1 for the highest, the lowest y first; NaN where there is no loss.
    slope : ndarray of complex64, shape (rows, columns)
        By how much the height grows along the width (real) and along the depth (imaginary).
    minima : tuple of Minimum
        Those of the surface that are known.
    """

    surface: Surface
    rectangle: Rectangle
    contrast: float
    ends: tuple[float, float] | None
    sides: tuple[float, float]
    shade: Single
    slope: Complex
    minima: tuple[Minimum, ...]

    @classmethod
    def of(cls, surface: Surface, rectangle: Rectangle, minima: Sequence[Minimum] = ()) -> Mesh:
        """Return the mesh of a surface, with what minima are known, over a rectangle."""
        left, right, low, high = rectangle
        x, y = np.linspace(left, right, CELLS), np.linspace(low, high, CELLS)
        loss = surface.grid(x, y)
        compression, ends = contrast(surface), finite_ends(loss)
        if ends is not None:  # between the points of the grid it may be lower
            inside = [m.loss for m in minima if rectangle.contains(m.position)]
            ends = min(ends[0], *inside, ends[1]), ends[1]
        shade = np.where(np.isfinite(loss), shaded(loss, compression, ends), np.nan)
        wide = min(max((right - left) / (high - low), SLIMMEST), BROADEST)
        up, along = np.gradient(
            HEIGHT * shade, 2.0 / (CELLS - 1), 2.0 * wide / (CELLS - 1), edge_order=1
        )
        slope = np.nan_to_num(along + 1j * up, nan=0.0)
        return cls(
            surface,
            rectangle,
            compression,
            ends,
            (wide, 1.0),
            shade.astype(np.float32),
            np.asarray(slope, dtype=np.complex64),
            tuple(minima),
        )

    def plan(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Return where positions are in the plan."""
        left, right, low, high = self.rectangle
        wide, deep = self.sides
        across, along = (x - left) / (right - left), (y - low) / (high - low)
        return wide * (2.0 * across - 1.0), deep * (2.0 * along - 1.0)

    def position(self, a: float, b: float) -> tuple[float, float]:
        """Return which position is at a point of the plan, or where that is outside, of its rim."""
        left, right, low, high = self.rectangle
        wide, deep = self.sides
        across = min(max(0.5 * (a / wide + 1.0), 0.0), 1.0)
        along = min(max(0.5 * (b / deep + 1.0), 0.0), 1.0)
        return left + across * (right - left), low + along * (high - low)

    def height(self, loss: FloatArray) -> FloatArray:
        """Return how high losses lie; those beyond the mesh's own are at its ends, NaN is on top."""
        return HEIGHT * shaded(loss, self.contrast, self.ends)

    def losses(self, shade: FloatArray) -> FloatArray:
        """Return which losses lie at heights, 0 to 1: the inverse of `height`."""
        low, high = self.ends or (0.0, 0.0)
        share = shade
        if self.contrast >= LINEAR:
            share = np.expm1(shade * np.log1p(self.contrast)) / self.contrast
        return low * (1.0 - share) + high * share

    def places(self, a: Any, b: Any) -> Places:
        """Return what lies at points of the plan, float32 arrays; those outside are at the rim."""
        wide, deep = self.sides
        rows, columns = self.shade.shape
        half_across, half_up = np.float32((columns - 1) / 2), np.float32((rows - 1) / 2)
        across = (a + np.float32(wide)) * np.float32(half_across / wide)
        up = (b + np.float32(deep)) * np.float32(half_up / deep)
        np.clip(across, 0.0, np.float32(columns - 1.001), out=across)
        np.clip(up, 0.0, np.float32(rows - 1.001), out=up)
        column, row = across.astype(np.int32), up.astype(np.int32)
        return Places(row * columns + column, across - column, up - row, columns)


class Places(NamedTuple):
    """Where points lie between those of a grid: below each its first corner, and the shares to the next."""

    first: npt.NDArray[np.int32]
    across: Single
    up: Single
    columns: int

    def of(self, grid: Any) -> Any:
        """Return a grid's values there, bilinearly."""
        flat = grid.ravel()
        low = flat.take(self.first)
        low += (flat.take(self.first + 1) - low) * self.across
        high_first = self.first + self.columns
        high = flat.take(high_first)
        high += (flat.take(high_first + 1) - high) * self.across
        high -= low
        high *= self.up
        low += high
        return low

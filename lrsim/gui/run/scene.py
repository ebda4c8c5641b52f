"""The flat picture in pixels: where the points of a view are."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from lrsim.gui.plots.boxes import Point, Size
from lrsim.gui.plots.gate import PIXEL_LIMIT
from lrsim.gui.run.framing import View
from lrsim.gui.steps.picture import Picture
from lrsim.typing import FloatArray

__all__ = ["Scene"]


class Scene(Picture):
    """A picture of a view.

    Parameters
    ----------
    view : View
        What is seen.
    size : tuple of float
        Width and height of the picture in pixels.
    """

    def __init__(self, view: View, size: Size) -> None:
        super().__init__(size)
        self.view = view
        self._across, self._down = size[0] / view.width, size[1] / view.height

    def pixel(self, point: Sequence[float]) -> Point:
        """Return where a point is; one that has no place is far outside, on top what is no number."""
        x, y = point[0], point[1]
        across, up = (x - self.view.left) * self._across, (y - self.view.high) * self._down
        return _within(across), -_within(up)

    def pixels(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return where points are."""
        with np.errstate(all="ignore"):
            across, up = (x - self.view.left) * self._across, (y - self.view.high) * self._down
            return _all_within(across), -_all_within(up)

    def spaced(self, x: FloatArray, y: FloatArray, apart: float) -> tuple[FloatArray, FloatArray]:
        """Leave out points of a path that crowd together in the picture, where dots would be a smear."""
        if len(x) < 2:
            return x, y
        steps = np.hypot(np.diff(x) * self._across, np.diff(y) * self._down)
        way = np.concatenate([[0.0], np.cumsum(steps)])
        _, chosen = np.unique(np.floor(way / apart), return_index=True)
        return x[chosen], y[chosen]


def _within(pixel: float) -> float:
    return PIXEL_LIMIT if math.isnan(pixel) else min(max(pixel, -PIXEL_LIMIT), PIXEL_LIMIT)


def _all_within(pixels: FloatArray) -> FloatArray:
    # fmin and fmax prefer a number to NaN
    return np.asarray(np.fmax(np.fmin(pixels, PIXEL_LIMIT), -PIXEL_LIMIT))

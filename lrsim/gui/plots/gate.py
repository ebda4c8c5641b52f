"""The gate before every picture: numbers, arrays and ranges made fit to be painted."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QTransform

from lrsim.typing import FloatArray

__all__ = [
    "FARTHEST",
    "LARGEST",
    "SMALLEST_SPAN",
    "Pixels",
    "drawable",
    "drawable_number",
    "drawable_range",
    "log10",
]


LARGEST: Final = 1e15
"""Qt's painter and pyqtgraph's ranges go wrong on far larger coordinates."""

SMALLEST: Final = 1e-200
"""What is nearer to 0 is 0: pyqtgraph divides by a curve's extent, and subnormal ones overflow."""

SMALLEST_SPAN: Final = 1e-100
"""A view this high is as flat as any; of far smaller ones the scale in pixels overflows."""

FARTHEST: Final = 1e12
"""As far as one can zoom out; beyond, float64 coordinates have no digits left for a picture."""

NARROWEST: Final = 2.0**-40
"""The least width of a view as a share of its coordinates: a pixel is still some doubles wide."""

PIXEL_LIMIT: Final = 30000.0
"""Pixels: painters go wrong on lines that end far outside."""

BELOW_ALL: Final = -1000.0
"""Decades: below log10 of any number above 0."""

HIGHEST: Final = np.finfo(np.float64).max
LEAST: Final = float(np.finfo(np.float64).smallest_subnormal)


def drawable(values: FloatArray) -> FloatArray:
    """Return values that every plot item can paint: no inf, no subnormals, nothing beyond ±1e15.

    NaN is on top: a loss that is no number any more has left the picture like one that has exploded.
    """
    # fmin prefers a number to NaN
    safe: FloatArray = np.maximum(np.fmin(values, LARGEST), -LARGEST)
    safe[np.abs(safe) < SMALLEST] = 0.0
    return safe


def drawable_number(value: float) -> float:
    """Return what `drawable` makes of one number."""
    if math.isnan(value):
        return LARGEST
    return 0.0 if abs(value) < SMALLEST else min(max(float(value), -LARGEST), LARGEST)


def drawable_range(
    low: float, high: float, farthest: float = LARGEST
) -> tuple[float, float] | None:
    """Return a range that a view can show: not too far out, and wide enough; None where an end is NaN."""
    if math.isnan(low) or math.isnan(high):
        return None
    low, high = sorted((float(low), float(high)))
    if high - low <= farthest:  # moved to where all of it can be shown
        away = max(high - farthest, 0.0) + min(low + farthest, 0.0)
        low, high = low - away, high - away
    low, high = (min(max(end, -farthest), farthest) for end in (low, high))
    least = max(NARROWEST * max(abs(low), abs(high)), SMALLEST_SPAN)
    if high - low < least:
        middle = 0.5 * (low + high)
        low, high = middle - 0.5 * least, middle + 0.5 * least
    return low, high


def log10(values: FloatArray) -> FloatArray:
    """Return log10 of the values; 0 and what is below it leaves every picture at the bottom.

    What is no number, or too large for one, is at the top of float64: above 308 on this scale.
    """
    decades = np.log10(np.maximum(np.fmin(values, HIGHEST), LEAST))
    return np.where(values <= 0, BELOW_ALL, decades)


class Pixels:
    """How a view's coordinates become pixels; far outside of it they are limited, and so is NaN.

    Parameters
    ----------
    transform : QTransform
        From the view's coordinates to the painter's device; turns nothing.
    view : QRectF
        What is in view.
    """

    def __init__(self, transform: QTransform, view: QRectF) -> None:
        self.frame = transform.mapRect(view)
        """The view in pixels."""
        self._across = transform.m11(), transform.dx()
        self._down = transform.m22(), transform.dy()
        frame = self.frame
        ends = frame.left(), frame.right(), frame.top(), frame.bottom()
        self.sound = (
            frame.width() > 0.0
            and frame.height() > 0.0
            and all(abs(end) < PIXEL_LIMIT for end in ends)
        )
        """Whether there is anything to paint in."""

    def across(self, x: Any) -> Any:
        """Return abscissas, float or array of any number, in pixels from the left."""
        return _limited(x, *self._across)

    def down(self, y: Any) -> Any:
        """Return ordinates in pixels from the top."""
        return _limited(y, *self._down)

    def far(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Return places in pixels, however far outside, so that a line to them has its slope."""
        with np.errstate(all="ignore"):
            across = self._across[0] * x + self._across[1]
            down = self._down[0] * y + self._down[1]
        return _finite(across), _finite(down)

    def around(self, margin: float) -> tuple[float, float, float, float]:
        """Return left, right, top and bottom of the view in pixels, with a margin around it."""
        frame = self.frame.adjusted(-margin, -margin, margin, margin)
        return frame.left(), frame.right(), frame.top(), frame.bottom()


def _finite(pixels: Any) -> Any:
    return np.fmax(np.fmin(pixels, 1e100), -1e100)


def _limited(values: Any, scale: float, shift: float) -> Any:
    """Return values in pixels, none farther than the limit; NaN is at it."""
    if isinstance(values, float):  # NumPy takes four times as long for a single one
        pixel = scale * float(values) + shift
        return PIXEL_LIMIT if math.isnan(pixel) else max(min(pixel, PIXEL_LIMIT), -PIXEL_LIMIT)
    with np.errstate(all="ignore"):
        # fmin and fmax prefer a number to NaN, and take no longer than clip
        return np.fmax(np.fmin(scale * values + shift, PIXEL_LIMIT), -PIXEL_LIMIT)

"""Views of a surface as four numbers: what they hold, how far apart they are, and the ways between them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import numpy as np

from lrsim.experiment import Experiment
from lrsim.gui.plots.boxes import Point
from lrsim.gui.plots.gate import FARTHEST, SMALLEST_SPAN, drawable, drawable_range
from lrsim.runs.run import Run
from lrsim.surfaces import Surface

__all__ = [
    "LEAST_HEIGHT",
    "LEAST_WIDTH",
    "View",
    "around",
    "holding",
    "home_of",
    "in_shape",
    "near",
    "place",
    "reachable",
]

MARGIN: Final = 0.15
"""What is left free beside the outermost landings, as a share of how far they are apart."""

FLOOR: Final = 0.06
"""The same below the lowest of them in 1-D, where the curve ends."""

LEAST: Final = 0.08
"""What is left free beside what a view grows for at once, as a share of it, …"""

NEAR_EDGE: Final = 0.5 * LEAST
"""… and what is left when it does."""

LEAST_WIDTH: Final = 1e-9
LEAST_HEIGHT: Final = 1e-12
"""No view is smaller."""

NEAREST: Final = 1e-6
"""As near as the camera goes on its own, as a share of where it began."""

REACH: Final = FARTHEST / 4.0
"""No view goes on beyond."""


class View(NamedTuple):
    """A part of the picture's plane."""

    left: float
    right: float
    low: float
    high: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From the bottom to the top."""
        return self.high - self.low

    def holds(self, point: Point) -> bool:
        """Tell whether a point is in view; one that is no number is not."""
        x, y = point
        return self.left <= x <= self.right and self.low <= y <= self.high

    def united(self, other: View) -> View:
        """Return the least view that holds both."""
        return View(
            min(self.left, other.left),
            max(self.right, other.right),
            min(self.low, other.low),
            max(self.high, other.high),
        )

    def share(self, other: View) -> float:
        """Return which share of this view another one is, along the axis where it is larger."""
        return max(other.width / self.width, other.height / self.height)

    def times(self, home: View) -> float:
        """Return how many times as large as home it is, along the axis where they differ most."""
        return max(self.ratios(home), key=lambda ratio: abs(math.log(ratio)))

    def ratios(self, home: View) -> tuple[float, float]:
        """Return how many times as wide and as high as home it is."""
        return self.width / home.width, self.height / home.height

    def between(self, other: View, share: float) -> View:
        """Return the view on the way to another: its size grows by equal factors, not by equal lengths."""
        across = _progress(other.width / self.width, share)
        up = _progress(other.height / self.height, share)
        return View(
            _mixed(self.left, other.left, across),
            _mixed(self.right, other.right, across),
            _mixed(self.low, other.low, up),
            _mixed(self.high, other.high, up),
        )

    def is_like(self, other: View) -> bool:
        """Tell whether nobody sees a difference to another view."""
        across, up = 1e-3 * self.width, 1e-3 * self.height
        return (
            abs(self.left - other.left) <= across
            and abs(self.right - other.right) <= across
            and abs(self.low - other.low) <= up
            and abs(self.high - other.high) <= up
        )


def _progress(ratio: float, share: float) -> float:
    """Return the share of the way for edges whose distance is to grow by the same factor all the time."""
    if abs(ratio - 1.0) < 1e-6:
        return share
    # a ratio near 0 makes its logarithm large, never the share: 0 ** share is for no view
    return math.expm1(share * math.log(ratio)) / (ratio - 1.0)


def _mixed(here: float, there: float, share: float) -> float:
    return there if share >= 1.0 else here + (there - here) * share


def reachable(point: Point) -> bool:
    """Tell whether there is any view that could hold a point."""
    return all(abs(value) <= REACH for value in point)  # NaN is nowhere


def place(run: Run, row: int) -> Point:
    """Return where a run's ball is drawn at a row: on the curve in 1-D."""
    position = run.position[row]
    return float(position[0]), float(position[1] if len(position) > 1 else run.loss[row])


def home_of(experiment: Experiment) -> View:
    """Return the view of the surface's own domain, with the start in it."""
    surface, ranges = experiment.surface, []
    for span, start in zip(surface.domain, experiment.start, strict=True):
        low, high = min(span[0], start), max(span[1], start)
        margin = 0.05 * (high - low) if start in (low, high) else 0.0
        ranges.append((low - margin, high + margin))
    if surface.dimensions == 1:
        # between domain and start there may be a pole that is taller than all there is to see
        x = np.append(np.linspace(*surface.domain[0], 512), experiment.start)
        low, high = _heights(surface, x)
        height = max(high - low, SMALLEST_SPAN)
        ranges.append((low - 0.12 * height, high + 0.02 * height))
    known = [drawable_range(*ends, FARTHEST) or (0.0, 1.0) for ends in ranges]
    (left, right), (low, high) = known
    return View(left, max(right, left + LEAST_WIDTH), low, max(high, low + LEAST_HEIGHT))


def _heights(surface: Surface, x: np.ndarray) -> tuple[float, float]:
    loss = np.asarray(surface(x[:, None]))
    # where a formula has no value there is nothing to make room for
    y = drawable(loss[np.isfinite(loss)] if np.isfinite(loss).any() else np.zeros(1))
    return float(y.min()), float(y.max())


def _bounds(points: Sequence[Point]) -> View:
    x, y = zip(*points, strict=True)
    return View(min(x), max(x), min(y), max(y))


def around(points: Iterable[Point], home: View, *, planar: bool) -> View:
    """Return the view of home and of all these points, as far as there is one that holds them."""
    known = [point for point in points if reachable(point)]
    if not known:
        return home
    bounds = _bounds(known)
    both = home.united(bounds)
    if both == home:
        return home
    across, up = MARGIN * bounds.width, MARGIN * both.height
    floor = up if planar else FLOOR * both.height
    wanted = home.united(
        View(bounds.left - across, bounds.right + across, bounds.low - floor, bounds.high + up)
    )
    if planar:
        return in_shape(wanted, home)
    # the curve's own floor stays where it is seen, however high the balls are
    return wanted._replace(low=min(wanted.low, both.low - floor))


def holding(view: View, points: Iterable[Point], home: View, *, planar: bool) -> View:
    """Return a view grown so that it holds points, as far as there is one, with a margin.

    It grows for none that it sees and that is home's own or far enough from the edge, so that each time it
    grows it has room for more.
    """
    known = [point for point in points if reachable(point)]
    if not known:
        return view
    bounds = _bounds(known)
    grown = View(
        *_stretched(view.left, view.right, bounds.left, bounds.right, home[:2]),
        *_stretched(view.low, view.high, bounds.low, bounds.high, home[2:]),
    )
    return in_shape(grown, home) if planar and grown != view else grown


def _stretched(
    low: float, high: float, least: float, most: float, home: tuple[float, float]
) -> tuple[float, float]:
    """Return the ends of a range grown for what lies between least and most."""
    free = NEAR_EDGE * (high - low)
    below = least < low + free and least < max(low, home[0])
    above = most > high - free and most > min(high, home[1])
    length = (max(high, most) - min(low, least)) / (1.0 - LEAST * (below + above))
    return (
        min(low, least - LEAST * length) if below else low,
        max(high, most + LEAST * length) if above else high,
    )


def near(points: Iterable[Point], home: View, surface: Surface) -> View:
    """Return the view of these points alone."""
    known = [point for point in points if reachable(point)]
    if not known:
        return home
    bounds = _bounds(known)
    across = max(MARGIN * bounds.width, NEAREST * home.width)
    up = max(MARGIN * bounds.height, NEAREST * home.height)
    left, right = bounds.left - across, bounds.right + across
    if surface.dimensions == 2:
        return in_shape(View(left, right, bounds.low - up, bounds.high + up), home)
    low, high = _heights(surface, np.linspace(left, right, 256))
    low, high = min(low, bounds.low), max(min(high, bounds.high + up), bounds.high)
    height = max(high - low, 1e-12 * max(home.height, abs(high)), SMALLEST_SPAN)
    return View(left, right, low - 0.12 * height, high + MARGIN * height)


def in_shape(view: View, home: View) -> View:
    """Return a view of home's proportions that holds another: a plane seen askew is another surface."""
    factor = max(view.width / home.width, view.height / home.height)
    across, up = (
        0.5 * (factor * home.width - view.width),
        0.5 * (factor * home.height - view.height),
    )
    return View(view.left - across, view.right + across, view.low - up, view.high + up)

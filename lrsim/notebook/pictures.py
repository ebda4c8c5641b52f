"""Plots of results as SVG: losses over steps, paths over a surface, losses over learning rates."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np

from lrsim.errors import needing
from lrsim.notebook.svg import Picture, across, upward
from lrsim.runs.run import Run
from lrsim.studies.zone.zone import Zone
from lrsim.surfaces import Surface
from lrsim.surfaces.base import Minimum
from lrsim.text.messages import Message, say
from lrsim.typing import FloatArray

CURVE_POINTS = 200
GRID = 60
LEVELS = 8
MOST_STARS = 6


def losses(runs: Sequence[Run]) -> Picture:
    """Return the losses of runs over their steps."""
    steps = np.concatenate([run.step for run in runs]).astype(np.float64)
    losses = np.concatenate([run.loss for run in runs])
    picture = Picture(say("Loss"), across(steps), upward(losses, log=_spans(losses)), say("step"))
    for style, run in enumerate(runs):
        picture.curve(run.step.astype(np.float64), run.loss, style)
    return picture


def path(surface: Surface, runs: Sequence[Run]) -> Picture:
    """Return where the balls went, as far as that is within the surface's domain or near it."""
    if surface.dimensions == 1:
        return _path_on_line(surface, runs)
    (left, right), (low, high) = surface.domain
    picture = Picture(
        say("Surface"), across(np.array([left, right])), upward(np.array([low, high])), say("x, y")
    )
    for line in _contours(surface):
        picture.contour(*line.T)
    for style, run in enumerate(runs):
        picture.curve(run.position[:, 0], run.position[:, 1], style, marks=len(run.loss) <= 60)
    for minimum in _told(surface):
        picture.star(*minimum.position)
    return picture


@functools.lru_cache(maxsize=8)
def _contours(surface: Surface) -> tuple[FloatArray, ...]:
    """Return lines of equal loss over the domain, float64 (n, 2) each, closer together further down."""
    with needing(Message("the picture of a surface"), "contourpy"):
        import contourpy
    axes = [np.linspace(*interval, GRID) for interval in surface.domain]
    with np.errstate(all="ignore"):
        loss = np.asarray(surface(np.stack(np.meshgrid(*axes), axis=-1)))
    seen = loss[np.isfinite(loss)]
    if len(seen) == 0:
        return ()
    heights = np.unique(np.quantile(seen, np.linspace(0.0, 1.0, LEVELS + 2)[1:-1] ** 2))
    known = np.where(np.isfinite(loss), loss, np.nan)
    generator = contourpy.contour_generator(axes[0], axes[1], known, line_type="Separate")
    lines: list[FloatArray] = []
    for height in heights.tolist():
        lines += generator.lines(height)  # type: ignore[arg-type]  # "Separate": an array for each
    return tuple(lines)


def _path_on_line(surface: Surface, runs: Sequence[Run]) -> Picture:
    x = np.linspace(*surface.domain[0], CURVE_POINTS)
    with np.errstate(all="ignore"):  # a formula may have no value here and there
        loss: FloatArray = np.asarray(surface(x))
    picture = Picture(say("Surface"), across(x), upward(loss), "x")
    picture.curve(x, loss, 5)
    for style, run in enumerate(runs):
        picture.curve(run.position[:, 0], run.loss, style, marks=len(run.loss) <= 60)
    for minimum in _told(surface):
        picture.star(minimum.position[0], minimum.loss)
    return picture


def _told(surface: Surface) -> list[Minimum]:
    """Return the minima to mark: all, or the lowest where they are many."""
    if len(surface.minima) <= MOST_STARS:
        return list(surface.minima)
    return [min(surface.minima, key=lambda minimum: minimum.loss)]


def by_rate(
    title: str, lr: FloatArray, loss: FloatArray, zone: Zone | None, *, marks: bool = False
) -> Picture:
    """Return losses over learning rates, with the zone of those that work."""
    seen = np.where(np.isfinite(loss), loss, np.nan)
    picture = Picture(
        title, across(lr, log=True), upward(seen, log=_spans(seen)), say("learning rate")
    )
    if zone is not None:
        picture.band(zone.low, zone.high)
    picture.curve(lr, seen, marks=marks)
    return picture


def _spans(values: FloatArray) -> bool:
    """Tell whether values are seen better on a logarithmic axis: above 0, over more than a decade."""
    seen = values[np.isfinite(values)]
    return bool(len(seen) and seen.min() >= 0.0 and seen.max() > 10.0 * max(seen.min(), 1e-300))


def cloud(title: str, x: FloatArray, y: FloatArray, x_title: str, *, log: bool = False) -> Picture:
    """Return a point for each pair of values; `log` is of the axis across."""
    seen = np.where(np.isfinite(y), y, np.nan)
    scales = across(x, log=log), upward(seen, log=_spans(seen))
    picture = Picture(title, *scales, x_title)
    picture.dots(x, seen)
    return picture

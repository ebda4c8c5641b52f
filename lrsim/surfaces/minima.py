"""The local minima of a surface of which nothing is known but what it computes.

They are searched for on a grid over a box: first the domain, and where the loss falls across its rim, or a
run starts outside, boxes four times as wide, one after the other. So what is known depends on no run but on
the surface and on how far out it starts.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator

import numpy as np
from msgspec import Struct

from lrsim.surfaces.descent import CELLS, Box, followed, polished, searched
from lrsim.surfaces.rest import (
    Landscape,
    bends_down,
    changes_around,
    is_rest,
    losses,
    newton_step,
    settled,
)
from lrsim.surfaces.tails import is_tail
from lrsim.typing import BoolArray, FloatArray

CANDIDATES = 256
"""How many dips of a grid are followed at most, the lowest ones."""

ON_THE_RIM = 16
"""How many dips on the rim of a box are followed, the lowest ones."""

MOST = 64
"""How many minima are kept of formulas at most, the nearest boxes' first, and of each the lowest."""

WIDER = 4.0
"""By how much one box is wider than the one before."""

FARTHEST = 12
"""The widest box is so many times wider than the domain: 16 million times."""

APART = 1e-3
"""Places nearer than this share of a cell are one minimum; those found without Newton's method, of a cell."""


class Minimum(Struct, frozen=True):
    """A known local minimum: its position (d,) and its loss."""

    position: tuple[float, ...]
    loss: float


def box(surface: Landscape, widening: int) -> Box:
    """Return a domain, so many times four times as wide around its middle."""
    half = [0.5 * WIDER**widening * (high - low) for low, high in surface.domain]
    middle = [0.5 * low + 0.5 * high for low, high in surface.domain]
    sides = list(zip(middle, half, strict=True))
    return Box(tuple(m - h for m, h in sides), tuple(m + h for m, h in sides))


def widening(surface: Landscape, start: tuple[float, ...]) -> int:
    """Return the narrowest box that a start lies in, `FARTHEST` at most."""
    for number in range(FARTHEST):
        around = box(surface, number)
        if all(a <= x <= b for a, x, b in zip(around.low, start, around.high, strict=True)):
            return number
    return FARTHEST


@functools.lru_cache(maxsize=64)
def minima_inside(surface: Landscape) -> tuple[Minimum, ...]:
    """Return the local minima inside the domain, lowest first.

    Dips narrower than a cell of the grid may not be found; of minima that are not isolated some are returned.
    """
    return tuple(_sorted(surface, _search(surface, 0)[0]))


@functools.lru_cache(maxsize=64)
def minima_around(surface: Landscape, first: int, limit: float) -> tuple[Minimum, ...]:
    """Return the local minima around the domain, those of the nearest boxes first; at most 64.

    Parameters
    ----------
    surface : Surface
    first : int
        All boxes up to this one are searched, see `widening`.
    limit : float
        Wider ones are searched, too, while the loss falls across the rim, until one goes as far as this, and
        two more than the first at least.
    """
    found: list[Minimum] = []
    for some, _ in _found(surface, first, limit):
        found += some
    return tuple(found[:MOST])


def are_near(surface: Landscape, first: int, limit: float, boxes: int) -> bool:
    """Tell whether so many boxes hold all minima of `minima_around`, which need not search them again."""
    return any(last for _, last in itertools.islice(_found(surface, first, limit), boxes))


def _found(surface: Landscape, first: int, limit: float) -> Iterator[tuple[list[Minimum], bool]]:
    """Yield the minima of one box after the other, and whether it is the last."""
    count = 0
    for number in itertools.count():
        position, is_open = _search(surface, number)
        found = _sorted(surface, position)
        count += len(found)
        around = box(surface, number)
        wide = number >= first + 2 and min(map(abs, (*around.low, *around.high))) >= limit
        enough = number >= first and (wide or not is_open)
        last = enough or number >= FARTHEST or count >= MOST
        yield found, last
        if last:
            return


def _sorted(surface: Landscape, position: FloatArray) -> list[Minimum]:
    loss = losses(surface, position)
    places = [
        Minimum(tuple(row), value)
        for row, value in zip(position.tolist(), loss.tolist(), strict=True)
    ]
    return sorted(places, key=lambda minimum: (minimum.loss, minimum.position))


@functools.lru_cache(maxsize=256)
def _search(surface: Landscape, number: int) -> tuple[FloatArray, bool]:
    """Return the minima in a box and not in the one before, (n, d), and whether its rim is open.

    Newton's method goes from every point of a grid that is within a cell of where it leads. From dips of the
    grid that this does not explain goes a search in shrinking steps, which needs no slopes and so finds the
    bottom of a kink, too, and damped Newton steps, which follow a valley. The rim is open where they end on
    it: there the loss falls across it.
    """
    around = box(surface, number)
    cell = around.cell
    with np.errstate(all="ignore"):  # a step may lead anywhere: such places are sorted out
        points = _grid(around)
        smooth = _smooth(surface, points.reshape(-1, len(cell)), around)
        dips = _dips(surface, points, around)
        dips = dips[_far(dips, smooth, 2.0 * cell)]
        before = box(surface, number - 1) if number else None
        if before is not None:
            dips = dips[~before.holds(dips)]
        place = dips
        if len(place):
            place = followed(surface, searched(surface, place, around), around)
            place = polished(surface, searched(surface, place, around), cell)
        inside = around.holds(place)
        is_open = not inside.all()
        place = place[inside]
        place = place[_far(place, smooth, cell)]
        place = place[np.argsort(losses(surface, place), kind="stable")]
        place = _kept(surface, _distinct(place, cell), around)
    found = np.concatenate([smooth, place]) + 0.0  # no −0
    if before is not None:
        found = found[~before.holds(found)]
    found.flags.writeable = False  # all who ask share it
    return found, is_open


def _kept(surface: Landscape, place: FloatArray, around: Box) -> FloatArray:
    """Return the places (n, d) that are minima: around them the loss falls nowhere and rises somewhere."""
    place = place[np.isfinite(losses(surface, place)) & ~bends_down(surface.hessian(place))]
    change = changes_around(surface, place, around.cell)
    rises = (change >= 0.0).all(axis=1) & (change > 0.0).any(axis=1)
    place, change = place[rises], change[rises]
    flat = np.flatnonzero((change == 0.0).any(axis=1))
    return np.delete(place, flat[is_tail(surface, place[flat], *around.ends)], axis=0)


def grid_axis(low: float, high: float, cells: int) -> FloatArray:
    """Return the points of a grid along one coordinate, the middle exact when `cells` is even."""
    middle, half = 0.5 * (low + high), 0.5 * (high - low)
    return np.array([middle + half * (2 * k / cells - 1) for k in range(cells + 1)])


def _grid(around: Box) -> FloatArray:
    """Return the points of a grid over a box, (m, d) or (m, m, d)."""
    sides = zip(around.low, around.high, strict=True)
    axes = [grid_axis(low, high, CELLS[len(around.low)]) for low, high in sides]
    return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)


def _smooth(surface: Landscape, points: FloatArray, around: Box) -> FloatArray:
    """Return where Newton's method leads from the points that are within a cell of it, (n, d)."""
    step = newton_step(surface.gradient(points), surface.hessian(points))
    position = settled(surface, points[(np.abs(step) <= around.cell).all(axis=1)])
    position = position[is_rest(surface, position) & around.holds(position)]
    return _distinct(position, APART * around.cell)


def _dips(surface: Landscape, points: FloatArray, around: Box) -> FloatArray:
    """Return the points of a grid with no lower neighbour and some higher one, lowest first, (n, d)."""
    dims = len(around.low)
    loss = losses(surface, points.reshape(-1, dims)).reshape(points.shape[:-1])
    padded = np.pad(loss, 1, constant_values=np.nan)  # beyond the rim nothing is known
    lowest: BoolArray = np.isfinite(loss)
    higher: BoolArray = np.zeros(loss.shape, dtype=bool)
    for offset in itertools.product((0, 1, 2), repeat=dims):
        beside = padded[tuple(slice(k, k + loss.shape[i]) for i, k in enumerate(offset))]
        lowest &= ~(beside < loss)
        higher |= loss < beside
    dips, height = points[lowest & higher], loss[lowest & higher]
    dips = dips[np.argsort(height, kind="stable")]
    inside = around.holds(dips)
    return np.concatenate([dips[inside][:CANDIDATES], dips[~inside][:ON_THE_RIM]])


def _distinct(places: FloatArray, apart: FloatArray) -> FloatArray:
    """Return one of all places that are nearer to each other than `apart`, the first of them."""
    kept: list[FloatArray] = []
    for place in places:
        if not kept or (np.abs(np.array(kept) - place) > apart).any(axis=1).all():
            kept.append(place)
    return np.array(kept).reshape(-1, places.shape[1])


def _far(places: FloatArray, others: FloatArray, apart: FloatArray) -> BoolArray:
    """Tell which places are farther than `apart` from all others."""
    if not len(others):
        return np.ones(len(places), dtype=np.bool_)
    offset = np.abs(places[:, np.newaxis, :] - others[np.newaxis, :, :])
    differs: BoolArray = np.any(offset > apart, axis=2)
    return np.asarray(np.all(differs, axis=1))

"""When a loss counts as converged: the known minima, how near is near, and who reached one.

It is long because runs and lanes by the thousand are asked the same here, about minima known or their own.
"""

from __future__ import annotations

import functools
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from lrsim.setup import Setup
from lrsim.surfaces import Surface
from lrsim.surfaces.rest import polish
from lrsim.typing import BoolArray, FloatArray, IntArray

TOLERANCE = 1e-6
"""Converged is this share of the starting gap above the minimum: six decades of a log plot."""

ROUNDING = 1e-12
"""How far below a listed minimum a loss may compute and still be that one: many roundings of 1."""

GREATEST = sys.float_info.max
"""Gaps that a double cannot hold count as this: losses may lie further apart than the largest double."""


LEAST_STAY = 5
"""Samples within tolerance in a row that count as converged at least: …"""

STAY = 0.02
"""… this share of the budget, so that one lucky sample at the end of a long run doesn't; …"""

NOISY_STAY = 0.25
"""… under noise this share: what a noise ball does not hold by chance."""


def stay_of(setup: Setup) -> int:
    """Return for how many samples in a row a run must stay within tolerance to count as converged."""
    if setup.noise > 0.0:
        return max(LEAST_STAY, math.ceil(NOISY_STAY * setup.steps))
    return max(LEAST_STAY, math.ceil(STAY * setup.steps))


class Floor(NamedTuple):
    """A known minimum: position, loss, how far off it computes, Hessian (xx, xy, yy), extreme curvatures."""

    position: tuple[float, ...]
    loss: float
    slack: float
    hessian: tuple[float, float, float]
    flattest: float
    curvature: float


def floor_at(surface: Surface, position: Sequence[float], loss: float, slack: float) -> Floor:
    """Return a minimum with its curvature."""
    place = np.array(position)
    hessian = surface.hessian(place)
    entries = (math.nan, math.nan, math.nan)  # on a kink there is no curvature
    curvatures = [math.nan]
    if np.isfinite(hessian).all():
        entries = (float(hessian[0, 0]), float(hessian[0, -1]), float(hessian[-1, -1]))
        curvatures = np.linalg.eigvalsh(hessian).tolist()
    return Floor(tuple(position), loss, slack, entries, curvatures[0], curvatures[-1])


def floors(surface: Surface, start: tuple[float, ...] | None = None) -> tuple[Floor, ...]:
    """Return the known minima of a surface with the curvature there.

    Parameters
    ----------
    surface : Surface
    start : tuple of float, shape (d,), optional
        Where a run begins; the surface's own start when left out.
    """
    return floors_widened(surface, 0 if start is None else surface.widening(start))


@functools.lru_cache(maxsize=64)
def floors_widened(surface: Surface, widening: int) -> tuple[Floor, ...]:
    """Return the known minima of a surface, those of a widened domain with them."""
    minima = surface.minima_within(widening)
    places = [np.array(minimum.position) for minimum in minima]
    # floats only come near to a minimum, and a path that starts there may end beside it
    off = [abs(float(surface(p)) - m.loss) for p, m in zip(places, minima, strict=True)]
    slack = 4.0 * max(off, default=0.0)
    return tuple(floor_at(surface, m.position, m.loss, slack) for m in minima)


@dataclass(frozen=True, eq=False)
class Aims:
    """What the core tells convergence by, and verdicts.

    Attributes
    ----------
    floors : tuple of Floor
        The known minima.
    losses : ndarray of float64, shape (n,)
        Their different losses, highest first.
    terms : ndarray of float64, shape (5,)
        How far off a minimum computes, tolerance, rounding, samples of a whole stay, 1 under noise.
    table : ndarray of float64, shape (m, 6)
        Position, loss and Hessian of each minimum: the core's struct `Floor`.
    """

    floors: tuple[Floor, ...]
    losses: FloatArray
    terms: FloatArray
    table: FloatArray

    def floor(self, goal: int) -> Floor | None:
        """Return a minimum whose loss has a place among the losses, or None."""
        if goal >= len(self.losses):
            return None
        loss = float(self.losses[goal])
        return next(floor for floor in self.floors if floor.loss == loss)


def aims(setup: Setup, own: Floor | None = None) -> Aims:
    """Return what a run is judged by; `own` is a minimum that counts for this run only."""
    widening = setup.surface.widening(setup.start)
    return _aims(setup.surface, widening, stay_of(setup), setup.noise > 0.0, own)


@functools.lru_cache(maxsize=256)
def _aims(surface: Surface, widening: int, stay: int, noisy: bool, own: Floor | None) -> Aims:
    known = floors_widened(surface, widening)
    if own is not None and not any(floor.loss == own.loss for floor in known):
        known = (*known, own)
    losses = np.array(sorted({floor.loss for floor in known}, reverse=True), dtype=np.float64)
    slack = max((floor.slack for floor in known), default=0.0)
    terms = np.array([slack, TOLERANCE, ROUNDING, float(stay), float(noisy)])
    rows = [(f.position[0], f.position[-1], f.loss, *f.hessian) for f in known]
    table = np.array(rows, dtype=np.float64).reshape(len(rows), 6)
    return Aims(known, losses, terms, table)


OWN_DIGITS = 9
"""To so many digits the place of a run's own minimum counts: all runs that end in one have the same."""

OWN_SLACK = 2.0**-44
"""How far off the loss there computes: some hundred roundings, for nobody has looked at its formula."""


def own_floors(
    surface: Surface,
    position: FloatArray,
    loss: FloatArray,
    tail: FloatArray,
    begun: FloatArray | float,
) -> list[Floor | None]:
    """Return the minima in which runs ended at rest, which count for these runs alone.

    Parameters
    ----------
    surface : Surface
    position : ndarray of float64, shape (n, d)
        Where they ended.
    loss, tail : ndarray of float64, shape (n,)
        The last loss, and the highest of the last samples: as many as make a whole stay.
    begun : ndarray of float64, shape (n,), or float
        The loss at which each began.

    Returns
    -------
    list of (Floor or None)
        None where a run did not end within tolerance of a minimum.
    """
    found: list[Floor | None] = [None] * len(position)
    with np.errstate(all="ignore"):  # far out the squares overflow: no rest
        still = np.flatnonzero(stays_put(loss, tail, begun) & may_be_new(surface, position))
        if not len(still):
            return found
        position, allowed = position[still], (TOLERANCE * (begun - loss))[still]
        gradient, hessian = surface.gradient(position), surface.hessian(position)
        # by Gershgorin no curvature is larger than this: ½ g²/λ is at least what is left to fall
        stiffest = np.abs(hessian).sum(axis=2).max(axis=1)
        left = 0.5 * (gradient * gradient).sum(axis=1) / stiffest
        near = np.flatnonzero((left <= allowed) & (np.diagonal(hessian, 0, 1, 2) > 0.0).all(axis=1))
    if not len(near):
        return found
    rest = polish(surface, position[near], allowed[near])
    for lane, place, known in zip(
        still[near].tolist(), rest.position.tolist(), rest.found, strict=True
    ):
        if known:
            rounded = tuple(float(f"{x:.{OWN_DIGITS - 1}e}") for x in place)
            found[lane] = _own_floor(surface, rounded)
    return found


def stays_put(loss: FloatArray, tail: FloatArray, begun: FloatArray | float) -> BoolArray:
    """Tell whose last losses differ by no more than the tolerance: it may have ended at rest."""
    with np.errstate(all="ignore"):  # what exploded has any value
        return np.asarray(tail - loss <= TOLERANCE * (begun - loss))


def may_be_new(surface: Surface, position: FloatArray) -> BoolArray:
    """Return where a minimum may lie that is not known: not in the domain, where minima are listed."""
    if surface.listed is None:
        return np.ones(len(position), dtype=np.bool_)
    outside = np.zeros(len(position), dtype=np.bool_)
    for along, (low, high) in zip(position.T, surface.domain, strict=True):
        outside |= (along < low) | (along > high)
    return outside


@functools.lru_cache(maxsize=1024)
def _own_floor(surface: Surface, place: tuple[float, ...]) -> Floor:
    loss = float(surface(np.array(place)))
    return floor_at(surface, place, loss, OWN_SLACK * max(1.0, abs(loss)))


def ended_elsewhere(outcomes: Outcomes) -> dict[Floor, list[int]]:
    """Return the minima of their own in which runs ended at rest, each with its lanes."""
    found: dict[Floor, list[int]] = {}
    for surface, lanes in surfaces(outcomes):
        begun = np.asarray(surface(starts(outcomes, surface, lanes)))
        loss, tail = outcomes.loss[lanes], outcomes.tail_loss[lanes]
        own = own_floors(surface, outcomes.position[lanes], loss, tail, begun)
        places = np.arange(len(outcomes.loss))[lanes].tolist()
        for lane, floor in zip(places, own, strict=True):
            if floor is not None:
                found.setdefault(floor, []).append(lane)
    return found


def floor_of(setup: Setup, lowest: float) -> Floor | None:
    """Return the highest known minimum that is not above the lowest loss of a path."""
    allowed = lowest + ROUNDING * max(1.0, abs(lowest))
    reached = [floor for floor in floors(setup.surface, setup.start) if floor.loss <= allowed]
    return max(reached, key=lambda floor: floor.loss, default=None)


class Outcomes(Protocol):
    """What is kept of many runs; the meanings are those of `lrsim.Batch`."""

    @property
    def setup(self) -> Setup: ...
    @property
    def vary(self) -> Mapping[str, npt.NDArray[Any]]: ...
    @property
    def from_step(self) -> int: ...
    @property
    def position(self) -> FloatArray: ...
    @property
    def loss(self) -> FloatArray: ...
    @property
    def best_loss(self) -> FloatArray: ...
    @property
    def tail_loss(self) -> FloatArray: ...
    @property
    def converged_at(self) -> IntArray: ...
    @property
    def exploded_at(self) -> IntArray: ...


def widenings(surface: Surface, place: FloatArray) -> IntArray:
    """Return the widening of a surface for each of many starts (n, d), int64 (n,)."""
    found = np.zeros(len(place), dtype=np.int64)
    low, high = np.array(surface.domain).T
    outside = np.flatnonzero(~((low <= place) & (place <= high)).all(axis=1))
    if len(outside) and surface.widening(tuple(place[outside[0]].tolist())):
        far, inverse = np.unique(place[outside], axis=0, return_inverse=True)
        of_each = [surface.widening(tuple(row)) for row in far.tolist()]
        found[outside] = np.array(of_each)[inverse.ravel()]
    return found


def surfaces(outcomes: Outcomes) -> Iterator[tuple[Surface, Any]]:
    """Yield each surface with the index of its lanes; where no parameter varies that is all of them."""
    surface = outcomes.setup.surface
    known = {p.name for p in surface.parameters()}
    # of equal names the optimizer's is meant
    before = {p.name for p in outcomes.setup.optimizer.parameters()}
    varied = {f"surface.{name}": name for name in known} | {name: name for name in known - before}
    varied = {written: name for written, name in varied.items() if written in outcomes.vary}
    if not varied:
        yield surface, slice(None)
        return
    columns = [outcomes.vary[name].astype(np.float64) for name in varied]
    # one column alone is sorted many times faster than rows
    table, axis = (columns[0], None) if len(columns) == 1 else (np.stack(columns, axis=1), 0)
    _, first, inverse = np.unique(table, axis=axis, return_index=True, return_inverse=True)
    order = np.argsort(inverse.ravel(), kind="stable")
    counts = np.bincount(inverse.ravel())
    for at, lanes in zip(first, np.split(order, np.cumsum(counts)[:-1]), strict=True):
        values = {name: outcomes.vary[written][at].item() for written, name in varied.items()}
        yield type(surface)(**{**surface.values(), **values}), lanes


def starts(outcomes: Outcomes, surface: Surface, lanes: Any) -> FloatArray:
    """Return where some runs began, float64 (n, d); one row where all began at the same place."""
    place = np.array([outcomes.setup.start])
    varied = [name for name in ("start_x", "start_y") if name in outcomes.vary]
    if not varied:
        return place
    place = np.tile(place, (len(outcomes.loss), 1))
    for axis, name in enumerate(("start_x", "start_y")[: surface.dimensions]):
        if name in varied:
            place[:, axis] = outcomes.vary[name]
    some: FloatArray = place[lanes]
    return some

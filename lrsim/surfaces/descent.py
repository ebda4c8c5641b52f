"""Boxes, and the ways down in them from the dips of a grid: by trying, and by Newton steps."""

from __future__ import annotations

import itertools

import numpy as np
from msgspec import Struct

from lrsim.surfaces.rest import Landscape, losses, newton_step, settled
from lrsim.typing import BoolArray, FloatArray

CELLS = {1: 2000, 2: 160}
"""Cells of the grid along each coordinate: a dozen of them to the shortest wave of the catalogue.

An even number: so the middle of a domain, where many surfaces have their minimum, is on the grid exactly.
"""


HALVINGS = 46
"""From one cell to the last digits of a coordinate."""

FOLLOWED = 60
"""Damped Newton steps, at most."""

DAMPINGS = (0.0, 1e-4, 1e-3, 1e-2, 0.1, 1.0)
"""What is added to a Hessian's diagonal, in units of its largest element."""

SHARES = (1.0, 0.5, 0.25)
"""The parts of a step that are tried."""


class Box(Struct, frozen=True):
    """Where minima are searched for: an interval of each coordinate."""

    low: tuple[float, ...]
    high: tuple[float, ...]

    @property
    def ends(self) -> tuple[FloatArray, FloatArray]:
        """Its ends, each float64 (d,)."""
        return np.array(self.low), np.array(self.high)

    @property
    def cell(self) -> FloatArray:
        """The sides of a cell of its grid, float64 (d,)."""
        low, high = self.ends
        return (high - low) / CELLS[len(low)]

    def holds(self, position: FloatArray) -> BoolArray:
        """Tell which places, (n, d), lie inside and not on the rim."""
        low, high = self.ends
        inner = 1e-9 * (high - low)
        return np.asarray(((low + inner < position) & (position < high - inner)).all(axis=1))


def searched(surface: Landscape, position: FloatArray, around: Box) -> FloatArray:
    """Return where steps along the coordinates and diagonals lead, halved whenever none leads down."""
    low, high = around.ends
    count, dims = position.shape
    directions = np.array(
        [d for d in itertools.product((0.0, -1.0, 1.0), repeat=dims) if any(d)], dtype=np.float64
    )
    size = np.full(count, 1.0)
    best = losses(surface, position)
    active = np.arange(count)
    for _ in range(4 * HALVINGS):
        steps = directions * around.cell * size[active, np.newaxis, np.newaxis]
        trial = np.clip(position[active, np.newaxis, :] + steps, low, high)
        loss = losses(surface, trial.reshape(-1, dims)).reshape(len(active), -1)
        choice = loss.argmin(axis=1)
        rows = np.arange(len(active))
        down = loss[rows, choice] < best[active]
        moved = active[down]
        position[moved] = trial[rows, choice][down]
        best[moved] = loss[rows, choice][down]
        size[active[~down]] *= 0.5
        active = active[size[active] > 0.5**HALVINGS]
        if not len(active):
            break
    return position


def followed(surface: Landscape, position: FloatArray, around: Box) -> FloatArray:
    """Return where damped Newton steps lead, each the lowest of several: along valleys, too."""
    low, high = around.ends
    dims = position.shape[1]
    best = losses(surface, position)
    active = np.arange(len(position))
    for _ in range(FOLLOWED):
        here = position[active]
        gradient, hessian = surface.gradient(here), surface.hessian(here)
        size = np.abs(hessian).max(axis=(1, 2))[:, np.newaxis, np.newaxis]
        full = [
            newton_step(gradient, hessian + size * damping * np.eye(dims)) for damping in DAMPINGS
        ]
        steps = np.stack([share * step for step in full for share in SHARES], axis=1)
        # a step out of the box ends on its rim, in the step's own direction
        room = np.where(steps > 0.0, here[:, np.newaxis, :] - low, high - here[:, np.newaxis, :])
        room = np.where(steps == 0.0, 1.0, room / np.abs(steps)).min(axis=2, keepdims=True)
        trial = here[:, np.newaxis, :] - np.minimum(room, 1.0) * steps
        trial = np.clip(np.where(trial == trial, trial, here[:, np.newaxis, :]), low, high)
        loss = losses(surface, trial.reshape(-1, dims)).reshape(len(active), -1)
        choice = loss.argmin(axis=1)
        rows = np.arange(len(active))
        lowest = loss[rows, choice]
        down = lowest < best[active] - 1e-14 * np.abs(best[active])
        active = active[down]
        position[active] = trial[rows, choice][down]
        best[active] = lowest[down]
        if not len(active):
            break
    return position


def polished(surface: Landscape, position: FloatArray, cell: FloatArray) -> FloatArray:
    """Return where Newton's method leads, or the position itself when that is not lower and near."""
    place = settled(surface, position)
    before, after = losses(surface, position), losses(surface, place)
    # a loss near its minimum is known to its rounding only
    slack = 1e-13 * (1.0 + np.abs(before))
    better = (after <= before + slack) & (np.abs(place - position) <= cell).all(axis=1)
    return np.where(better[:, np.newaxis], place, position)

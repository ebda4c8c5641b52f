"""What every learning rate would do: the zone of those that work."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lrsim.diagnosis.evidence import TOLERANCE, floor_of
from lrsim.experiment import Experiment
from lrsim.simulate import Run, simulate

FloatArray = npt.NDArray[np.float64]

GRID_LOW, GRID_HIGH, GRID_PER_DECADE = 1e-6, 100.0, 24
"""The grid a zone is looked for on; 24 a decade are 10 % apart."""

ENOUGH = 0.5
"""An LR works with at least this share of the best LR's reduction of the log gap."""


@dataclass(frozen=True)
class Zone:
    """The learning rates that work around the best one.

    Attributes
    ----------
    low, high : float
        The run of working learning rates around `best`, as far as the grid shows it.
    best : float
        The one with the fewest steps to converge, or else the lowest final loss.
    gaps : tuple of (float, float)
        Stretches outside that run which work too (islands).
    """

    low: float
    high: float
    best: float
    gaps: tuple[tuple[float, float], ...]


def learning_rates() -> FloatArray:
    """Return the grid of learning rates, ascending, float64 (n,)."""
    decades = math.log10(GRID_HIGH / GRID_LOW)
    exponents = np.linspace(0.0, decades, round(decades * GRID_PER_DECADE) + 1)
    return np.array([GRID_LOW * 10.0**exponent for exponent in exponents.tolist()])


def zone(experiment: Experiment, index: int = 0) -> Zone | None:
    """Return the zone of one runner's optimizer and schedule, or None when no learning rate works.

    Parameters
    ----------
    experiment : Experiment
    index : int
        Which runner; its own learning rate and dial history play no part.
    """
    lrs = learning_rates()
    runs = [_run_at(experiment, index, float(lr)) for lr in lrs]
    reduction = np.array([_reduction(run) for run in runs])
    most = reduction.max()
    works = reduction >= ENOUGH * most
    if not most > 0 or not works.any():
        return None
    best = min(np.flatnonzero(works), key=lambda k: _rank(runs[k]))
    stretches = _stretches(works)
    inside = next(s for s in stretches if s[0] <= best <= s[1])
    islands = tuple((float(lrs[a]), float(lrs[b])) for a, b in stretches if (a, b) != inside)
    return Zone(float(lrs[inside[0]]), float(lrs[inside[1]]), float(lrs[best]), islands)


def _run_at(experiment: Experiment, index: int, lr: float) -> Run:
    runner = dataclasses.replace(experiment.runners[index], lr=lr, dial=())
    return simulate(dataclasses.replace(experiment, runners=(runner,)))


def _reduction(run: Run) -> float:
    """Return by how many decades the gap to the minimum shrank; −inf for an explosion."""
    if run.exploded_at is not None:
        return -math.inf
    lowest = float(run.loss.min())
    listed = floor_of(run.experiment.surface, lowest)
    floor = lowest if listed is None else listed.loss
    start = float(run.loss[0]) - floor
    if start <= 0:
        return 0.0
    return -math.log10(max((float(run.loss[-1]) - floor) / start, TOLERANCE))


def _rank(run: Run) -> tuple[float, float]:
    steps = math.inf if run.converged_at is None else run.converged_at
    return steps, float(run.loss[-1])


def _stretches(works: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the first and last index of every run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], works, [False]]).astype(np.int8)))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]

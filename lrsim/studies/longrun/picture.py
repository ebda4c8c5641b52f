"""The bifurcation diagram as a grid of densities."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from lrsim.cancel import Cancel
from lrsim.declarations import MAX_LR
from lrsim.setup import Setup
from lrsim.studies.longrun.bifurcation import (
    Band,
    beside_minima,
    bifurcation_of,
    bifurcation_range,
)
from lrsim.studies.longrun.orbits import orbits_at
from lrsim.typing import FloatArray

BURN_IN: Final = 500
KEPT: Final = 192
"""Positions of each learning rate: as many dots as a column of the picture has in chaos."""

MARGIN: Final = 0.06
"""Of the height, below and above what there is to see; twice that above, where the bands are named."""

LEAST_SHARE: Final = 80
"""Bands narrower than this part of the picture are not told apart."""

MOST_OTHERS: Final = 6
"""Minima beside which runs are started, too."""

TALLEST: Final = 0.99
"""Losses above this share of all are left to whoever zooms out."""

SMALLEST: Final = 1e-12
"""A range this small, of its own size, is a number."""


@dataclass(frozen=True)
class Request:
    """What is to be seen.

    Attributes
    ----------
    setup : Setup
        Of which long runs.
    value : str
        What the picture's height is: ``x``, ``y`` or ``loss``.
    columns, rows : int
        Cells of the picture; a column is one learning rate.
    rates : tuple of (float, float), or None
        From which learning rate to which; None for where something happens.
    values : tuple of (float, float), or None
        From which value to which; None for all.
    """

    setup: Setup
    value: str
    columns: int
    rows: int
    rates: tuple[float, float] | None = None
    values: tuple[float, float] | None = None


@dataclass(frozen=True, eq=False)
class Picture:
    """Where the iterates end up.

    Attributes
    ----------
    request : Request
        With both ranges filled in.
    own, others : ndarray of float64, shape (rows, columns)
        The share of each learning rate's last positions that lie in a cell, from the experiment's start and
        from beside the minima; row 0 is the lowest.
    bands : tuple of Band
        How the runs from the experiment's own start end.
    """

    request: Request
    own: FloatArray
    others: FloatArray
    bands: tuple[Band, ...]

    @property
    def rates(self) -> tuple[float, float]:
        """From which learning rate to which."""
        assert self.request.rates is not None
        return self.request.rates

    @property
    def values(self) -> tuple[float, float]:
        """From which value to which."""
        assert self.request.values is not None
        return self.request.values


def own_picture(request: Request, cancel: Cancel) -> Picture | None:
    """Return the picture of the runs from the setup's own start; None when it is cancelled."""
    rates = request.rates or bifurcation_range(request.setup, cancel.is_set)
    rates = (max(rates[0], 0.0), min(rates[1], MAX_LR))
    found = bifurcation_of(
        request.setup,
        _centres(rates, request.columns),
        burn_in=BURN_IN,
        keep=KEPT,
        cancelled=cancel.is_set,
    )
    if cancel.is_set():
        return None
    shown = _values(request.value, found.position, found.loss)
    answered = dataclasses.replace(
        request, rates=rates, values=request.values or _span(request, shown)
    )
    return Picture(
        answered,
        density(shown, answered.values or (0.0, 1.0), request.rows),
        np.zeros((request.rows, request.columns)),
        _stretched(found.bands(max(request.columns // LEAST_SHARE, 2)), rates),
    )


def with_others(picture: Picture, cancel: Cancel) -> Picture | None:
    """Return the picture with the runs from beside the minima; None when it is cancelled."""
    request = picture.request
    lrs = _centres(picture.rates, request.columns)
    others = np.zeros_like(picture.others)
    setups = beside_minima(request.setup)[:MOST_OTHERS]
    for setup in setups if len(setups) > 1 else ():
        ends = orbits_at(setup, lrs, BURN_IN, KEPT, cancel.is_set)
        if cancel.is_set():
            return None
        shown = _values(request.value, ends.position, ends.loss)
        others = np.maximum(others, density(shown, picture.values, request.rows))
    return dataclasses.replace(picture, others=others)


def density(values: FloatArray, span: tuple[float, float], rows: int) -> FloatArray:
    """Return how values spread over cells.

    Parameters
    ----------
    values : ndarray of float64, shape (n, m)
        NaN is nowhere.
    span : tuple of (float, float)
        The lower end of the lowest cell, and the upper end of the highest.
    rows : int

    Returns
    -------
    ndarray of float64, shape (rows, n)
        The share of each column's m values in a cell.
    """
    n, m = values.shape
    low, high = span
    with np.errstate(all="ignore"):
        cell = np.floor((values - low) * (rows / (high - low)))
        inside = (cell >= 0) & (cell < rows)
    column = np.broadcast_to(np.arange(n)[:, None], values.shape)[inside]
    flat = cell[inside].astype(np.int64) * n + column
    share: FloatArray = np.bincount(flat, minlength=rows * n).reshape(rows, n) / m
    return share


def _centres(rates: tuple[float, float], columns: int) -> FloatArray:
    """Return the learning rates in the middle of each column, float64 (columns,)."""
    low, high = rates
    return np.linspace(low, high, 2 * columns + 1)[1::2]


def _stretched(bands: tuple[Band, ...], rates: tuple[float, float]) -> tuple[Band, ...]:
    """Return the bands with the first and the last reaching to the ends of the picture."""
    first = bands[0]._replace(low=rates[0])
    return (*(first, *bands[1:])[:-1], (first, *bands[1:])[-1]._replace(high=rates[1]))


def _values(value: str, position: FloatArray, loss: FloatArray) -> FloatArray:
    return loss if value == "loss" else position[:, :, "xy".index(value)]


def _span(request: Request, shown: FloatArray) -> tuple[float, float]:
    """Return a range that holds the values, as far as the surface's picture reaches, and the minima."""
    surface = request.setup.surface
    minima = surface.minima_in_view(request.setup.start)
    finite = shown[np.isfinite(shown)]
    if request.value == "loss":
        known = [minimum.loss for minimum in minima]
        least, most = -math.inf, float(np.quantile(finite, TALLEST)) if len(finite) else math.inf
    else:
        axis = "xy".index(request.value)
        known = [minimum.position[axis] for minimum in minima]
        least, most = surface.domain[axis]
    within = [*np.clip(finite, least, most).tolist(), *known] or [0.0]
    low, high = min(within), max(within)
    size = high - low
    if size <= SMALLEST * max(abs(low), abs(high), 1.0):
        size = max(0.2 * abs(low), 0.2)
        low, high = low - size, high + size
        size = high - low
    return low - MARGIN * size, high + 2.0 * MARGIN * size

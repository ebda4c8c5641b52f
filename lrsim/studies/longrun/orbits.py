"""The ends of long runs at constant rates: of each only the last positions are kept."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from lrsim import _core
from lrsim.convergence import floors
from lrsim.runs.noise import noise_of
from lrsim.setup import Setup
from lrsim.typing import FloatArray

STRETCH = 2**12
"""Steps taken at a time before those that are kept: the memory that takes stays in the second cache."""


class Orbits(NamedTuple):
    """The last m positions of n runs.

    Attributes
    ----------
    position : ndarray of float64, shape (n, m, d)
        NaN where a run exploded.
    loss : ndarray of float64, shape (n, m)
    exploded_at : ndarray of int64, shape (n,)
        The step that exploded; −1 where none did.
    """

    position: FloatArray
    loss: FloatArray
    exploded_at: npt.NDArray[np.int64]


def orbits_at(
    setup: Setup,
    lrs: FloatArray,
    burn_in: int,
    keep: int,
    cancelled: Callable[[], bool] = lambda: False,
) -> Orbits:
    """Run at each of many constant learning rates and keep where the runs end up.

    Parameters
    ----------
    setup : Setup
        Its own learning rate, dial and schedule play no part.
    lrs : ndarray of float64, shape (n,)
    burn_in, keep : int
        Steps before those that are kept, and how many are.
    cancelled : callable
        Asked before each run; once it returns True the runs that are left stay NaN.

    Returns
    -------
    Orbits
        A run's positions are the bits that `simulate` comes to.
    """
    surface = setup.surface
    found = Orbits(
        np.full((len(lrs), keep, surface.dimensions), math.nan),
        np.full((len(lrs), keep), math.nan),
        np.full(len(lrs), -1, dtype=np.int64),
    )
    start = np.zeros(_core.STATE_SIZE)
    start[: surface.dimensions] = setup.start
    with np.errstate(all="ignore"):  # a start far out may overflow
        finite = math.isfinite(float(surface(setup.start)))
    if not finite or np.abs(setup.start).max() > setup.escape:
        found.exploded_at[:] = 0
        return found
    chunks = _chunks(setup, burn_in, keep)
    scratch = np.empty((STRETCH, surface.dimensions)), np.empty(STRETCH)
    common = _common(setup)
    for lane, lr in enumerate(lrs.tolist()):
        if cancelled():
            break
        state, rate = start.copy(), np.array([lr])
        for first, n, noise in chunks:
            rows = (found.position[lane], found.loss[lane]) if first == burn_in else scratch
            taken, exploded = _core.descend(
                rates=rate,
                state=state,
                first=first,
                n=n,
                position=rows[0],
                loss=rows[1],
                noise=noise,
                **common,
            )
            if exploded:
                found.exploded_at[lane] = first + taken
                found.position[lane], found.loss[lane] = math.nan, math.nan
                break
    return found


def _chunks(setup: Setup, burn_in: int, keep: int) -> list[tuple[int, int, FloatArray | None]]:
    """Return the first step, the number of steps and the noise of each call; the last is what is kept."""
    firsts = range(0, burn_in, STRETCH)
    parts = [(first, min(STRETCH, burn_in - first)) for first in firsts] + [(burn_in, keep)]
    return [(first, n, noise_of(setup, first, first + n)) for first, n in parts]


def _common(setup: Setup) -> dict[str, Any]:
    """Return what the core is given for every rate alike."""
    surface, scales = setup.surface, setup.scales
    rule, hyperparameters = setup.optimizer.kernel
    floor = math.nan
    if setup.optimizer.uses_floor:
        floor = min((known.loss for known in floors(surface, setup.start)), default=math.nan)
    return {
        "surface": surface.code,
        "parameters": surface.kernel,
        "rule": rule,
        "hyper": np.array(hyperparameters),
        "escape": setup.escape,
        "clip_norm": setup.clip_norm,
        "clip_value": setup.clip_value,
        "scale_x": scales[0],
        "scale_y": scales[-1],
        "floor": floor,
    }

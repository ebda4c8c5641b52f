"""The period of the cycle that positions, one step apart, go round or come nearer to."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from lrsim.typing import FloatArray, IntArray

EXPLODES: Final = -2
MOVING: Final = -1
"""The loss still falls at every step: too small a rate for so few steps."""
WANDERS: Final = 0
"""No period is found: chaos, a cycle longer than half of what is kept, or noise."""

TOLERANCE: Final = 1e-6
"""Positions this share of the surface's domain apart are the same."""

BLOCKS: Final = 16
"""A cycle is being approached if its gaps shrink from each of so many blocks to the next; by chance that
happens to one sequence in 16!."""

VANISHING: Final = 0.8
"""A gap that will have shrunk to less than this share of what it is in the end tends to 0."""


def periods(
    position: FloatArray, loss: FloatArray, same: float
) -> tuple[IntArray, npt.NDArray[np.bool_]]:
    """Return each lane's period, and whether its cycle is reached; positions (n, m, d), losses (n, m).

    The period is the smallest p after which all positions return, to within `same`, or come nearer to
    returning from block to block.
    """
    n, keep = loss.shape
    period = np.full(n, WANDERS, dtype=np.int64)
    reached = np.zeros(n, dtype=bool)
    left = np.arange(n)
    for p in range(1, keep // 2 + 1):
        if not len(left):
            break
        if p & (p - 1) == 0:  # cycles that are being approached come from doublings
            gap = _gaps(position[left], p)
            returns = gap.max(axis=1) <= same
            closes = _shrinks(gap)
        else:
            closes = np.zeros(len(left), dtype=bool)
            returns = (
                _gaps(position[left, -p - 1 :], p)[:, 0] <= same
            )  # the last one, as a quick look
            returns[returns] = _gaps(position[left[returns]], p).max(axis=1) <= same
        period[left[returns | closes]] = p
        reached[left[returns]] = True
        left = left[~(returns | closes)]
    falling = (np.diff(loss[left], axis=1) < 0.0).all(axis=1)
    period[left[falling]] = MOVING
    return period, reached


def _gaps(position: FloatArray, p: int) -> FloatArray:
    """Return how far apart positions p steps apart are, (n, m, d) → (n, m − p); NaN after an explosion."""
    apart = np.abs(position[:, p:] - position[:, :-p])
    gaps: FloatArray = apart[..., 0]
    for axis in range(1, apart.shape[2]):  # NumPy reduces so short an axis very slowly
        gaps = np.maximum(gaps, apart[..., axis])
    return gaps


def _shrinks(gap: FloatArray) -> npt.NDArray[np.bool_]:
    """Tell which rows (n, k) get smaller from block to block, and towards 0.

    Where they tend to is extrapolated from three blocks (Aitken 1926), which is exact for a geometric
    sequence; of k^(-1/2), as at a bifurcation itself, it leaves two thirds.
    """
    size = gap.shape[1] // BLOCKS
    if not size:
        return np.zeros(len(gap), dtype=bool)
    blocks = gap[:, -BLOCKS * size :].reshape(len(gap), BLOCKS, size).max(axis=2)
    falls = (np.diff(blocks, axis=1) < 0.0).all(axis=1)
    middle = BLOCKS // 2
    early, late = blocks[:, middle - 1] - blocks[:, 0], blocks[:, -1] - blocks[:, middle]
    limit = blocks[:, -1] - late * late / (late - early)  # of a straight line there is none
    vanishes: npt.NDArray[np.bool_] = falls & (limit < VANISHING * blocks[:, -1])
    return vanishes

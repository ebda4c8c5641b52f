"""Where the names of verdicts stand in a map: in the middle of the widest place of each."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lrsim.diagnosis.outcomes import VERDICTS

GRID = 64
"""Labels are placed on so many rows and columns at most."""

LEAST_SHARE = 0.02
"""A verdict with less of the map than this has no name in it."""


MIDDLE = 0.05
"""How much room beyond what a name needs counts: of places as good, the one in the middle wins."""


class Label(NamedTuple):
    """A name's place, in shares of the map: its middle from the left and the bottom, and the room for it.

    Attributes
    ----------
    name : str
        The verdict.
    x, y : float
        Its middle, 0 to 1.
    width, height : float
        The room around it, 0 to 1.
    """

    name: str
    x: float
    y: float
    width: float
    height: float


def labels(verdict: npt.NDArray[np.uint8], aspect: float = 6.0) -> list[Label]:
    """Return the places for the names of those verdicts that fill a good part of a map.

    Parameters
    ----------
    verdict : ndarray of uint8, shape (rows, columns)
        Codes; row 0 is the lowest.
    aspect : float
        How many times wider than high a name is.
    """
    stride = [max(1, -(-size // GRID)) for size in verdict.shape]
    coarse = verdict[stride[0] // 2 :: stride[0], stride[1] // 2 :: stride[1]]
    found = []
    for code in np.flatnonzero(np.bincount(coarse.ravel(), minlength=len(VERDICTS))).tolist():
        mask = coarse == code
        if mask.mean() >= LEAST_SHARE:
            found.append(_widest(VERDICTS[code], mask, aspect))
    return found


def _widest(name: str, mask: npt.NDArray[np.bool_], aspect: float) -> Label:
    """Return the place in a mask with the most room for something wide."""
    rows, columns = mask.shape
    across = _reach(mask)
    beside = np.pad(across, ((1, 1), (0, 0)))  # a name is a few rows high
    across = np.minimum(across, np.minimum(beside[2:], beside[:-2]))
    up = _reach(mask.T).T
    room = np.minimum((across - 0.5) / columns, aspect * (up - 0.5) / rows)
    room = room + MIDDLE * (across / columns + up / rows)
    row, column = divmod(int(room.argmax()), columns)
    width = (2.0 * float(across[row, column]) - 1.0) / columns
    height = (2.0 * float(up[row, column]) - 1.0) / rows
    return Label(name, (column + 0.5) / columns, (row + 0.5) / rows, max(width, 0.0), height)


def _reach(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """Return how many cells to the nearer end of each cell's stretch in its row; 0 outside the mask."""
    columns = np.arange(mask.shape[1])
    before = np.maximum.accumulate(np.where(mask, -1, columns), axis=1)
    after = np.minimum.accumulate(np.where(mask, mask.shape[1], columns)[:, ::-1], axis=1)[:, ::-1]
    return np.minimum(columns - before, after - columns)

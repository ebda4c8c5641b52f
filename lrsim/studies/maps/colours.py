"""The colours of maps: gold for what works, greys for the rest, and lightness for speed.

As everywhere gold means "where it works"; whatever else becomes of a run is told by lightness, from the
pale of what hardly moves to the ink of what explodes, and pictures name their regions besides. Where draws
of the noise lead to other verdicts, a cell in so many has the colour of the next most frequent one: specks,
for a blend might be a third one's.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lrsim.diagnosis.outcomes import VERDICTS
from lrsim.numerics import logarithms
from lrsim.studies.maps.cells import Cells

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]

LEVELS = 256
"""Shades of each verdict."""


ORDER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]])
THRESHOLDS = (ORDER + 0.5) / ORDER.size
"""From which share of dissenting draws on a cell is a speck: ordered dithering (Bayer 1973)."""


class Ramp(NamedTuple):
    """Shades from one colour to another, and the speeds they stand for."""

    first: str
    last: str
    low: float
    high: float


RAMPS = {
    "too_small": Ramp("#8494ae", "#a2b0c6", 0.0, 0.03),
    "slow": Ramp("#d8d3bd", "#efe6c2", 0.02, 0.5),
    "just_right": Ramp("#b07a00", "#ffe66b", 0.5, 1.0),
    "plateau": Ramp("#66788c", "#7d90a5", 0.0, 0.5),
    "oscillating": Ramp("#3c475f", "#566483", 0.0, 0.5),
    "unstable": Ramp("#74605a", "#937d76", 0.0, 0.5),
    "exploding": Ramp("#06080c", "#39404d", 0.0, 1.0),
    "undecided": Ramp("#8b9096", "#a4a9af", 0.0, 0.5),
}
# At the edge of stability the slowest of those that get there meet the last to explode: gold meets dark.
"""The shades of each verdict, from the slowest run to the fastest; of explosions, from first to last."""


@functools.cache
def table() -> Bytes:
    """Return the colours, uint8 (verdicts, LEVELS, 3): red, green, blue."""
    share = np.linspace(0.0, 1.0, LEVELS)[:, None]
    ramps = [RAMPS[name] for name in VERDICTS]
    shades = [(1.0 - share) * _rgb(ramp.first) + share * _rgb(ramp.last) for ramp in ramps]
    return np.rint(shades).astype(np.uint8)


def levels(
    verdict: Bytes,
    speed: npt.NDArray[np.float32],
    exploded_at: npt.NDArray[np.int32],
    steps: int,
) -> Bytes:
    """Return the shade of each cell, uint8 of the cells' shape.

    An explosion's is the share log(1 + its step)/log(1 + steps), so that those near the boundary stand out;
    one without a step, of fewer than half of the draws, is as late as can be.
    """
    low = np.array([RAMPS[name].low for name in VERDICTS], dtype=np.float32)
    span = np.array([RAMPS[name].high - RAMPS[name].low for name in VERDICTS], dtype=np.float32)
    share = np.clip((speed - low[verdict]) / span[verdict], 0.0, 1.0)
    exploded = verdict == VERDICTS.index("exploding")
    at = np.where(exploded_at < 0, steps, exploded_at)[exploded]
    late = logarithms(1.0 + at) / logarithms([1.0 + steps])
    share[exploded] = late
    shades: Bytes = (share * (LEVELS - 1)).astype(np.uint8)
    return shades


def painted(cells: Cells, steps: int, rows: Places, columns: Places) -> Words:
    """Return the colour of each cell, uint32 (rows, columns), 0xffrrggbb; row 0 first as in a `Map`.

    Parameters
    ----------
    cells : Cells
    steps : int
        The budget of the runs.
    rows, columns : ndarray of int64, shapes (rows,) and (columns,)
        Where the cells stand in the whole picture, so that the specks of parts go together.
    """
    colours = _colours(cells, cells.verdict, steps)
    if (cells.second == cells.verdict).all():
        return colours
    return np.where(
        specks(cells.agreement, rows, columns), _colours(cells, cells.second, steps), colours
    )


def specks(
    agreement: npt.NDArray[np.float32], rows: Places, columns: Places
) -> npt.NDArray[np.bool_]:
    """Return which cells have the colour of the next most frequent verdict: never more than half of them."""
    threshold = THRESHOLDS[rows % len(THRESHOLDS)][:, columns % len(THRESHOLDS)]
    return np.asarray(np.minimum(1.0 - agreement, 0.5) > threshold)


def _colours(cells: Cells, verdict: Bytes, steps: int) -> Words:
    """Return the colours that cells would have with a verdict."""
    places = verdict.astype(np.intp) * LEVELS
    places += levels(verdict, cells.speed, cells.exploded_at, steps)
    colours: Words = _words().take(places)
    return colours


@functools.cache
def _words() -> Words:
    shades = table().astype(np.uint32).reshape(-1, 3)
    words: Words = shades @ np.array([2**16, 2**8, 1], dtype=np.uint32)
    words += np.uint32(0xFF000000)
    return words


def bytes_of(colours: Words) -> Bytes:
    """Return colours as uint8 (rows, columns, 3): red, green, blue."""
    return np.stack([(colours >> shift) & 0xFF for shift in (16, 8, 0)], axis=-1).astype(np.uint8)


def swatch(name: str) -> tuple[str, str]:
    """Return the first and last colour of a verdict, ``#rrggbb``."""
    return RAMPS[name].first, RAMPS[name].last


def _rgb(colour: str) -> npt.NDArray[np.float64]:
    return np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)], dtype=np.float64)

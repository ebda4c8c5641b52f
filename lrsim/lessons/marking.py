"""How far off an answer is."""

from __future__ import annotations

import numpy as np

from lrsim import numerics
from lrsim.typing import FloatArray


def times_off(lr: float, truth: float) -> float | None:
    """Return by what factor a learning rate is off; None where there is no factor."""
    return max(lr / truth, truth / lr) if lr > 0.0 and truth > 0.0 else None


def decades_apart(drawn: FloatArray, true: FloatArray) -> float:
    """Return by how many decades two curves over the same steps differ, on the average.

    Where the true one is not finite or below a millionth of its highest, that is its end.
    """
    seen = np.isfinite(true)
    least = 1e-6 * true[seen].max()
    place = np.linspace(0.0, 1.0, len(true))[seen]
    guessed = np.interp(place, np.linspace(0.0, 1.0, len(drawn)), drawn)
    logs = [numerics.logarithms(np.maximum(curve, least)) for curve in (guessed, true[seen])]
    return float(np.abs(logs[0] - logs[1]).mean() / numerics.logarithms(np.array([10.0]))[0])

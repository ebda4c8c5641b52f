"""How fast each of many runs is: what maps are coloured by."""

from __future__ import annotations

import numpy as np

from lrsim.convergence import TOLERANCE, Outcomes
from lrsim.diagnosis.symptoms import VERDICTS
from lrsim.gaps import gaps
from lrsim.numerics import logarithms
from lrsim.typing import FloatArray

__all__ = ["VERDICTS", "speeds"]

CONVERGED_SPEED = 0.5
"""Runs that converge have the upper half of all speeds."""


def speeds(outcomes: Outcomes) -> FloatArray:
    """Return how fast each run is, float64 (n,): from 0, no way at all, to 1, in the minimum at once.

    Of n steps, a run that converges at step k has 1 − ½ log(1 + k)/log(1 + n), at least ½. One that
    does not has ½ of the share of log gap that it closed, six decades being all of it. One that exploded
    has 0.
    """
    steps = outcomes.setup.steps
    late = logarithms(1.0 + np.maximum(outcomes.converged_at, 0)) / logarithms([1.0 + steps])
    closed = logarithms(np.clip(gaps(outcomes).left, TOLERANCE, 1.0)) / logarithms([TOLERANCE])
    share = 1.0 - CONVERGED_SPEED
    speed = np.where(outcomes.converged_at >= 0, 1.0 - CONVERGED_SPEED * late, share * closed)
    speed[outcomes.exploded_at >= 0] = 0.0
    return speed

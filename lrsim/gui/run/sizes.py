"""How large the numbers of a run became until one of them was none: powers of ten. No Qt here."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np

from lrsim.diagnosis.causes import OVERFLOWS, Cause, cause_of
from lrsim.runs.run import Run
from lrsim.typing import FloatArray

CEILING: Final = math.log10(np.finfo(np.float64).max)
STEADY: Final = 0.02
"""Growth that changes by less from step to step goes on as it is."""

MOST_POINTS: Final = 500


class Sizes(NamedTuple):
    """How large the numbers of a run were, as powers of ten.

    Attributes
    ----------
    step : ndarray of float64, shape (n,)
    loss, weight : ndarray of float64, shape (n,)
        log10 of each; what is no finite number is at the ceiling.
    broken : int
        The step at which the run ended.
    cause : Cause
    weight_ends : float or None
        Where the weight would reach the ceiling if it went on growing as it did.
    nan_at : int or None
        The step from which on there would be no number at all.
    """

    step: FloatArray
    loss: FloatArray
    weight: FloatArray
    broken: int
    cause: Cause
    weight_ends: float | None
    nan_at: int | None


def sizes_of(run: Run) -> Sizes | None:
    """Return how large a run's numbers were; None where they did not become too large."""
    cause, end = cause_of(run), run.exploded_at
    if cause is None or end is None or cause not in OVERFLOWS or len(run.loss) < 2:
        return None
    last = len(run.loss) - 1
    rows = np.unique(np.linspace(0, last, min(last + 1, MOST_POINTS)).astype(np.int64))
    step = np.asarray(run.step[rows], dtype=np.float64)
    loss = _powers(run.loss[rows])
    weight = _powers(np.abs(run.position[rows]).max(axis=1))
    if cause is Cause.INF_MINUS_INF:
        return Sizes(step, loss, weight, end, cause, None, end)
    ends = _going_on(step, weight) if cause is Cause.LOSS_OVERFLOWED else float(end)
    plain = run.setup.optimizer.name == "sgd"  # x − lr · gradient, both of them inf
    nan_at = math.ceil(ends) + 1 if ends is not None and plain else None
    return Sizes(step, loss, weight, end, cause, ends, nan_at)


def _powers(values: FloatArray) -> FloatArray:
    with np.errstate(all="ignore"):
        powers = np.log10(np.abs(values))
    powers = np.nan_to_num(powers, nan=CEILING, posinf=CEILING, neginf=0.0)
    return np.asarray(np.clip(powers, 0.0, CEILING))


def _going_on(step: FloatArray, weight: FloatArray) -> float | None:
    """Return where growth that has become steady reaches the ceiling."""
    slopes = np.diff(weight[-4:]) / np.diff(step[-4:])
    if len(slopes) < 3 or not slopes.min() > 0 or np.ptp(slopes) > STEADY * slopes[-1]:
        return None
    return float(step[-1] + (CEILING - weight[-1]) / slopes[-1])

"""What pictures and tables of a result have in common: its rows, read once."""

from __future__ import annotations

from typing import Final

import numpy as np

from lrsim.batches.batch import Batch
from lrsim.studies.longrun.periods import EXPLODES, MOVING, WANDERS
from lrsim.studies.zone.zone import Zone
from lrsim.text.messages import Message
from lrsim.theory import Estimate, LocalTheory
from lrsim.typing import FloatArray

_ENDS: Final = {
    EXPLODES: Message("explodes"),
    MOVING: Message("still moving"),
    WANDERS: Message("chaos"),
    1: Message("1: settles"),
}


def varied(outcomes: Batch) -> tuple[str, FloatArray]:
    """Return the first quantity that differs and is a number, as float64 (n,); or which lane it is."""
    for name, values in outcomes.vary.items():
        numbers = values.ndim == 1 and values.dtype.kind in "iuf" and len(values) > 0
        if numbers and np.ptp(values) > 0:
            return name, values.astype(np.float64)
    return Message("lane"), np.arange(len(outcomes), dtype=np.float64)


def stretches(zone: Zone) -> list[tuple[Message, float, float]]:
    """Return the zone, its holes and the islands apart from it, each with its ends."""
    return [
        (Message("zone"), zone.low, zone.high),
        *((Message("hole"), *hole) for hole in zone.holes),
        *((Message("island"), *island) for island in zone.islands),
    ]


def ending(period: int, *, noisy: bool) -> Message:
    """Return how runs of a period end up."""
    if noisy and period == WANDERS:
        return Message("noise")
    return _ENDS.get(period) or Message("{period}-cycle", period=period)


def estimates(theory: LocalTheory) -> dict[str, Estimate]:
    """Return the numbers of the local quadratic by name, the eigenvalues among them."""
    rate = Estimate(theory.rate, reason=Message("the run has exploded"))
    values = theory.curvature.eigenvalues if theory.curvature.finite else ()
    return {
        Message("learning rate"): rate,
        Message("stable up to LR"): theory.edge,
        Message("fastest LR"): theory.best,
        "α": theory.alpha,
        **{f"λ{place}": Estimate(value) for place, value in enumerate(values, start=1)},
    }

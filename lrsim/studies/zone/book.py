"""What has been tried so far: no learning rate is tried twice for one answer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lrsim.declarations import MAX_LR
from lrsim.studies.zone.gains import Gains
from lrsim.typing import FloatArray

Ask = Callable[[FloatArray], Gains]


class Book:
    """What has been tried so far; what is not in it is tried, all at once."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._found: Gains | None = None  # ascending

    def __call__(self, lrs: FloatArray) -> Gains:
        """Return what became of learning rates, in their order; beyond the largest there are none."""
        lrs = np.minimum(lrs, MAX_LR)
        if self._found is None:
            new = lrs
        else:
            known = self._found.lr
            place = known.searchsorted(lrs)
            new = lrs[known.take(place, mode="clip") != lrs]
            if not len(new):
                return self._found.rows(place)
        found = self._ask(np.unique(new))
        self._found = found if self._found is None else self._found.joined(found)
        return self._found.rows(self._found.lr.searchsorted(lrs))

"""What has been tried so far: no learning rate is tried twice for one answer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lrsim.studies.zone.gains import Gains
from lrsim.typing import FloatArray

Ask = Callable[[FloatArray], Gains]


class Book:
    """What has been tried so far; what is not in it is tried, all at once."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._place: dict[float, int] = {}
        self._found: Gains | None = None

    def __call__(self, lrs: FloatArray) -> Gains:
        """Return what became of learning rates, in their order."""
        wanted = lrs.tolist()
        new = [lr for lr in dict.fromkeys(wanted) if lr not in self._place]
        if new:
            first, found = len(self._place), self._ask(np.array(new))
            self._place |= {lr: first + k for k, lr in enumerate(new)}
            self._found = found if self._found is None else self._found.followed_by(found)
        assert self._found is not None
        return self._found.rows(np.array([self._place[lr] for lr in wanted], dtype=np.intp))

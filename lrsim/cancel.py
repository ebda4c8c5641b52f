"""Telling work that nobody wants its result any more."""

from __future__ import annotations

import numpy as np


class Cancel:
    """Asked by work from time to time whether its result is still wanted; set on any thread.

    Attributes
    ----------
    flag : ndarray of uint8, shape (1,)
        The same for the core, which looks at it while it runs: 0 until it is set.
    """

    def __init__(self) -> None:
        self.flag = np.zeros(1, dtype=np.uint8)

    def set(self) -> None:
        """Tell the work to stop: what it returns then is thrown away."""
        self.flag[0] = 1

    def is_set(self) -> bool:
        """Return whether to stop."""
        return bool(self.flag[0])

    def stops(self, _ahead: int) -> bool:
        """Return the same to work that tells how many steps it still has to go, see `lrsim.runs.stopping`."""
        return self.is_set()

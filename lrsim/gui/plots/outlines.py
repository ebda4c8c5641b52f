"""The outlines of the runners' curves."""

from __future__ import annotations

from lrsim.runs.outline import Outline
from lrsim.runs.run import Run
from lrsim.runs.simulate import rows_shared
from lrsim.typing import FloatArray

__all__ = ["Outlines"]


class Outlines:
    """The outline of one curve of each runner; of a path that begins like the last one, what is new."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Run, Outline]] = {}

    def get(self, index: int, run: Run, values: FloatArray) -> Outline:
        """Return the outline of the values of the run that runner `index` has now, one for each row."""
        if values is run.loss:
            return run.outline
        before, known = self._known.get(index, (None, None))
        if before is None or known is None or before.loss is not run.loss:
            shared = 0 if before is None else rows_shared(before, run)
            known = Outline(values, known, shared)
        self._known[index] = run, known
        return known

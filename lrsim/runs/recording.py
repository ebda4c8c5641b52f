"""Which steps of a run are recorded: all up to the budget, then by octaves ever fewer.

When a run goes on past its budget every 2nd step is kept up to twice the dense part, every 4th up to four
times, and so on. So memory stays bounded, and what is recorded once stays where it is when the run gets
longer.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lrsim.declarations import MAX_STEPS

DENSE = 2**16
"""Steps that are recorded one by one at least, however small the budget."""

CHUNK = 2**18
"""Steps between checkpoints: what a change of the dial costs at most before its own step."""


class Segment(NamedTuple):
    """Steps first … stop, of which every stride-th is recorded."""

    first: int
    stop: int
    stride: int

    @property
    def rows(self) -> int:
        """How many steps it records."""
        return (self.stop - self.first) // self.stride


@dataclass(frozen=True, slots=True)
class Plan:
    """The segments of one run, in order; row 0 is the start."""

    segments: tuple[Segment, ...]

    @classmethod
    def of(cls, steps: int, horizon: int) -> Plan:
        """Return how a run of `horizon` steps is recorded when the budget is `steps`.

        The horizon is rounded up to the next step that is recorded.
        """
        dense = max(steps + steps % 2, DENSE)
        if horizon <= dense:
            return cls((Segment(0, horizon, 1),))
        segments = [Segment(0, dense, 1)]
        stride = 1
        while segments[-1].stop < horizon:
            stride *= 2
            first = segments[-1].stop
            stop = min(2 * first, first + math.ceil((horizon - first) / stride) * stride)
            if stop > MAX_STEPS:
                stop = first + (MAX_STEPS - first) // stride * stride
            if stop == first:
                break
            segments.append(Segment(first, stop, stride))
            if stop < 2 * first:
                break
        return cls(tuple(segments))

    @property
    def horizon(self) -> int:
        """The last step."""
        return self.segments[-1].stop

    @property
    def rows(self) -> int:
        """How many positions are recorded, the start included."""
        return 1 + sum(part.rows for part in self.segments)

    def steps(self) -> npt.NDArray[np.int64]:
        """Return the step of every row, int64 (rows,), read-only: runs of the same plan share it."""
        return _steps(self)

    def step_at(self, row: int) -> int:
        """Return the step of a row."""
        for part in self.segments:
            if row <= part.rows:
                return part.first + row * part.stride
            row -= part.rows
        return self.horizon

    def steps_of(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return the steps of some rows, int64 (n,)."""
        if len(self.segments) == 1:
            (part,) = self.segments
            return part.first + rows * part.stride
        begin = np.cumsum([0, *(part.rows for part in self.segments)])
        place = np.clip(np.searchsorted(begin, rows) - 1, 0, None)
        first = np.array([part.first for part in self.segments])
        stride = np.array([part.stride for part in self.segments])
        steps: npt.NDArray[np.int64] = first[place] + (rows - begin[place]) * stride[place]
        return steps

    def row(self, step: int) -> int:
        """Return the row of the last step recorded at or before `step`."""
        row = 0
        for part in self.segments:
            if step < part.stop:
                return row + max(step - part.first, 0) // part.stride
            row += part.rows
        return row

    def last_upto(self, step: int) -> int:
        """Return the last step recorded at or before `step`."""
        part = self._around(step)
        return part.first + (min(step, part.stop) - part.first) // part.stride * part.stride

    def first_from(self, step: int) -> int:
        """Return the first step recorded at or after `step`, or the horizon."""
        part = self._around(step)
        return min(
            part.first + math.ceil((step - part.first) / part.stride) * part.stride, part.stop
        )

    def chunks(self, step: int, row: int) -> Iterator[tuple[Segment, int]]:
        """Divide what comes after `step`, which stands in `row`, into chunks.

        Yields each chunk with the first row it records.
        """
        row += 1
        for part in self.segments:
            first = max(part.first, step)
            while first < part.stop:
                stop = min(part.stop, (first // CHUNK + 1) * CHUNK)
                over = (stop - part.first) % part.stride
                if over:
                    stop = min(part.stop, stop + part.stride - over)
                chunk = Segment(first, stop, part.stride)
                yield chunk, row
                row += chunk.rows
                first = stop

    def _around(self, step: int) -> Segment:
        return next((part for part in self.segments if step <= part.stop), self.segments[-1])


@functools.lru_cache(maxsize=2)
def _steps(plan: Plan) -> npt.NDArray[np.int64]:
    parts = [
        np.arange(part.first + part.stride, part.stop + 1, part.stride) for part in plan.segments
    ]
    steps = np.concatenate([np.zeros(1, dtype=np.int64), *parts])
    steps.flags.writeable = False
    return steps

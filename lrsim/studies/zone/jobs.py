"""Sweeps of learning rates as work in chunks."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from lrsim.batches.batch import COUNTS, LOSSES, Batch, batch_of
from lrsim.setup import Setup
from lrsim.studies.zone.sweep import Sweep
from lrsim.typing import FloatArray
from lrsim.work.chunks import Arrays
from lrsim.work.jobs import digest, subject_of
from lrsim.work.store import Fields, Store
from lrsim.work.tiles import Tiling, tiling


@dataclass(frozen=True, eq=False)
class SweepJob:
    """A sweep as a table of one row, for `chunks.run`.

    Attributes
    ----------
    setup : Setup
    lrs : ndarray of float64, shape (n,)
        The learning rates.
    from_step : int
        As for `sweep`.
    """

    setup: Setup
    lrs: FloatArray
    from_step: int = 0

    @functools.cached_property
    def tiling(self) -> Tiling:
        """How the row is cut."""
        return tiling(1, len(self.lrs), self.setup.steps)

    @property
    def fields(self) -> Fields:
        """Everything that a `Batch` has of a lane."""
        axes = "xy"[: self.setup.surface.dimensions]
        floats = [*(f"position_{axis}" for axis in axes), *LOSSES]
        return (*((name, "<f8") for name in floats), *((name, "<i8") for name in COUNTS))

    @property
    def subject(self) -> dict[str, str]:
        """What it is about."""
        low, high = float(self.lrs.min()), float(self.lrs.max())
        return {
            "work": "sweep",
            **subject_of(self.setup),
            "from_step": str(self.from_step),
            "lrs": f"{len(self.lrs)} from {low!r} to {high!r}",
            "values": digest(self.lrs.tobytes()),
        }

    def part(self, number: int) -> SweepPart:
        """Return the description of one chunk: some kilobytes, most of them its learning rates."""
        rates = self.lrs[self.tiling.tile(number).columns]
        return SweepPart(self.setup, self.from_step, rates.tobytes())

    def result(self, store: Store) -> Sweep:
        """Return the sweep that a full store holds."""
        cells = {name: store.table(name)[0] for name, _ in self.fields}
        axes = "xy"[: self.setup.surface.dimensions]
        outcomes = Batch(
            self.setup,
            {"lr": self.lrs},
            self.from_step,
            np.column_stack([cells[f"position_{axis}"] for axis in axes]),
            **{name: cells[name] for name in (*LOSSES, *COUNTS)},
            evidence=True,
        )
        return Sweep(outcomes)


@dataclass(frozen=True)
class SweepPart:
    """Some of the learning rates of a sweep.

    The rates are the doubles themselves: a worker that computed them anew might round otherwise.
    """

    setup: Setup
    from_step: int
    lrs: bytes

    def compute(self) -> Arrays:
        """Run them, with their verdicts."""
        rates = np.frombuffer(self.lrs)
        outcomes = batch_of(
            self.setup, {"lr": rates}, from_step=self.from_step, evidence=True, threads=1
        )
        cells = {name: getattr(outcomes, name) for name in (*LOSSES, *COUNTS)}
        for axis, values in zip("xy", outcomes.position.T, strict=False):
            cells[f"position_{axis}"] = values
        return {name: values[np.newaxis] for name, values in cells.items()}

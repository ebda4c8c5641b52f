"""Sweeps of learning rates as work in chunks."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np

from lrsim.batches.batch import COUNTS, LOSSES, Batch, batch_of
from lrsim.batches.seeds import crossed
from lrsim.setup import Setup
from lrsim.studies.zone.sweep import Sweep
from lrsim.typing import FloatArray
from lrsim.work.chunks import Arrays
from lrsim.work.jobs import digest, subject_of
from lrsim.work.store import Fields, Store
from lrsim.work.tiles import Tiling, tiling


@dataclass(frozen=True, eq=False)
class SweepJob:
    """A sweep as a table, for `chunks.run`: a column for each learning rate, a row for each seed.

    Attributes
    ----------
    setup : Setup
    lrs : ndarray of float64, shape (n,)
        The learning rates.
    from_step : int
        As for `sweep`.
    seeds : tuple of int
        Empty for the setup's own alone.
    """

    setup: Setup
    lrs: FloatArray
    from_step: int = 0
    seeds: tuple[int, ...] = ()

    @functools.cached_property
    def tiling(self) -> Tiling:
        """How the table is cut."""
        return tiling(len(self.seeds) or 1, len(self.lrs), self.setup.steps)

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
            "seeds": ", ".join(map(str, self.seeds)),
        }

    def part(self, number: int) -> SweepPart:
        """Return the description of one chunk: some kilobytes, most of them its learning rates."""
        tile = self.tiling.tile(number)
        rates = self.lrs[tile.columns].tobytes()
        return SweepPart(self.setup, self.from_step, rates, self.seeds[tile.rows])

    def result(self, store: Store) -> Sweep:
        """Return the sweep that a full store holds."""
        cells: dict[str, Any] = {name: store.table(name).T.ravel() for name, _ in self.fields}
        axes = "xy"[: self.setup.surface.dimensions]
        outcomes = Batch(
            self.setup,
            crossed({"lr": self.lrs}, self.seeds) if self.seeds else {"lr": self.lrs},
            self.from_step,
            np.column_stack([cells[f"position_{axis}"] for axis in axes]),
            **{name: cells[name] for name in (*LOSSES, *COUNTS)},
            evidence=True,
            seeds=self.seeds,
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
    seeds: tuple[int, ...] = ()

    def compute(self) -> Arrays:
        """Run them, with their verdicts."""
        rates = np.frombuffer(self.lrs)
        outcomes = batch_of(
            self.setup,
            {"lr": rates},
            seeds=self.seeds or None,
            from_step=self.from_step,
            evidence=True,
            threads=1,
        )
        cells = {name: getattr(outcomes, name) for name in (*LOSSES, *COUNTS)}
        for axis, values in zip("xy", outcomes.position.T, strict=False):
            cells[f"position_{axis}"] = values
        return {name: outcomes.by_seed(values).T for name, values in cells.items()}

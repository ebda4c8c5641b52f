"""What can be done in chunks: sweeps of learning rates, and maps."""

from __future__ import annotations

import functools
import hashlib
import tomllib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lrsim.axes import Axis, Scale
from lrsim.batches import Batch, batch
from lrsim.chunks import Cells
from lrsim.diagnosis import LABELS
from lrsim.experiment import Experiment
from lrsim.map_tables import MapTable
from lrsim.maps import CELL_TYPES, compute
from lrsim.store import Fields, Store
from lrsim.sweeps import Sweep
from lrsim.tiles import Tile, Tiling, tiling

FloatArray = npt.NDArray[np.float64]

VERDICTS = tuple(LABELS)
"""Names of verdicts; chunks hold their places here."""

JUDGED = 2**16
"""How many steps take as long as to record a run and judge it: some 200 microseconds."""

COUNTS = ("best_step", "converged_at", "exploded_at", "flips", "rises")
"""The whole numbers that a `Batch` has of each lane."""


@functools.lru_cache(maxsize=16)
def experiment_in(text: str) -> Experiment:
    """Return the experiment in a text; chunks of one piece of work share it, and what it has cached."""
    return Experiment.from_dict(tomllib.loads(text))


def subject_of(experiment: Experiment, index: int) -> dict[str, str]:
    """Return what distinguishes one runner's work from others, in words."""
    runner = experiment.runners[index]
    return {
        "surface": experiment.surface.spec,
        "start": ", ".join(map(repr, experiment.start)),
        "steps": str(experiment.steps),
        "seed": str(experiment.seed),
        "noise": repr(experiment.noise),
        "optimizer": runner.optimizer.spec,
        "schedule": runner.schedule.spec,
        "lr": repr(runner.lr),
        "dial": repr(runner.dial),
        "lr_scale": repr(runner.lr_scale),
    }


def digest(data: bytes) -> str:
    """Return a short fingerprint."""
    return hashlib.sha256(data).hexdigest()[:16]


@dataclass(frozen=True, eq=False)
class MapJob:
    """A trainability map, for `chunks.run`; its rows are the values of y.

    Attributes
    ----------
    experiment : Experiment
    x, y : Axis
    index : int
        Which runner.
    """

    experiment: Experiment
    x: Axis
    y: Axis
    index: int = 0

    @functools.cached_property
    def tiling(self) -> Tiling:
        """How the map is cut."""
        return tiling(self.y.count, self.x.count, self.experiment.steps)

    @property
    def fields(self) -> Fields:
        """What a map has of each cell."""
        return tuple((name, np.dtype(kind).str) for name, kind in CELL_TYPES.items())

    @property
    def subject(self) -> dict[str, str]:
        """What it is about."""
        return {
            "work": "map",
            **subject_of(self.experiment, self.index),
            "x": _shown(self.x),
            "y": _shown(self.y),
        }

    def part(self, number: int) -> MapPart:
        """Return the description of one chunk: less than a kilobyte, whatever its size."""
        tile = self.tiling.tile(number)
        return MapPart(self._text, self.index, _range(self.x), _range(self.y), tile)

    def result(self, store: Store) -> MapTable:
        """Return the map that a full store holds."""
        return MapTable(self.experiment, self.index, self.x, self.y, store)

    @functools.cached_property
    def _text(self) -> str:
        return self.experiment.to_toml()


@dataclass(frozen=True)
class MapPart:
    """A tile of a map: the experiment as a text, the axes as ranges."""

    experiment: str
    index: int
    x: Range
    y: Range
    tile: Tile

    def compute(self) -> Cells:
        """Run its cells."""
        cells = compute(
            experiment_in(self.experiment),
            self.index,
            _axis(*self.x),
            _axis(*self.y),
            self.tile.rows,
            self.tile.columns,
            threads=1,
        )
        return cells.arrays()


def _shown(axis: Axis) -> str:
    return f"{axis.name} from {axis.low!r} to {axis.high!r}, {axis.count} values, {axis.scale}"


Range = tuple[str, float, float, int, Scale]
"""What makes an `Axis`, without the values that it has computed."""


def _range(axis: Axis) -> Range:
    return axis.name, axis.low, axis.high, axis.count, axis.scale


@functools.lru_cache(maxsize=16)
def _axis(name: str, low: float, high: float, count: int, scale: Scale) -> Axis:
    """Return the axis of a range; chunks of one map share its values."""
    return Axis(name, low, high, count, scale)


@dataclass(frozen=True, eq=False)
class SweepJob:
    """A sweep as a table of one row, for `chunks.run`.

    Attributes
    ----------
    experiment : Experiment
    lrs : ndarray of float64, shape (n,)
        The learning rates.
    index : int
        Which runner.
    from_step : int
        As for `sweep`.
    """

    experiment: Experiment
    lrs: FloatArray
    index: int = 0
    from_step: int = 0

    @functools.cached_property
    def tiling(self) -> Tiling:
        """How the row is cut."""
        return tiling(1, len(self.lrs), self.experiment.steps + JUDGED)

    @property
    def fields(self) -> Fields:
        """Everything that a `Batch` has of a lane, and the verdict."""
        axes = "xy"[: self.experiment.surface.dimensions]
        floats = [*(f"position_{axis}" for axis in axes), "loss", "best_loss"]
        return (
            *((name, "<f8") for name in floats),
            *((name, "<i8") for name in COUNTS),
            ("verdict", "|u1"),
        )

    @property
    def subject(self) -> dict[str, str]:
        """What it is about."""
        low, high = float(self.lrs.min()), float(self.lrs.max())
        return {
            "work": "sweep",
            **subject_of(self.experiment, self.index),
            "from_step": str(self.from_step),
            "lrs": f"{len(self.lrs)} from {low!r} to {high!r}",
            "values": digest(self.lrs.tobytes()),
        }

    def part(self, number: int) -> SweepPart:
        """Return the description of one chunk: some kilobytes, most of them its learning rates."""
        rates = self.lrs[self.tiling.tile(number).columns]
        return SweepPart(self._text, self.index, self.from_step, rates.tobytes())

    def result(self, store: Store) -> Sweep:
        """Return the sweep that a full store holds."""
        cells = {name: store.table(name)[0] for name, _ in self.fields}
        axes = "xy"[: self.experiment.surface.dimensions]
        outcomes = Batch(
            self.experiment,
            self.index,
            {"lr": self.lrs},
            self.from_step,
            np.column_stack([cells[f"position_{axis}"] for axis in axes]),
            cells["loss"],
            cells["best_loss"],
            *(cells[name] for name in COUNTS),
        )
        return Sweep(outcomes, tuple(VERDICTS[place] for place in cells["verdict"].tolist()))

    @functools.cached_property
    def _text(self) -> str:
        return self.experiment.to_toml()


@dataclass(frozen=True)
class SweepPart:
    """Some of the learning rates of a sweep.

    The rates are the doubles themselves: a worker that computed them anew might round otherwise.
    """

    experiment: str
    index: int
    from_step: int
    lrs: bytes

    def compute(self) -> Cells:
        """Run them, with their verdicts."""
        outcomes = batch(
            experiment_in(self.experiment),
            index=self.index,
            vary={"lr": np.frombuffer(self.lrs)},
            from_step=self.from_step,
            threads=1,
        )
        names = Sweep(outcomes).verdict
        cells = {name: getattr(outcomes, name) for name in ("loss", "best_loss", *COUNTS)}
        cells["verdict"] = np.array([VERDICTS.index(name) for name in names], dtype=np.uint8)
        for axis, values in zip("xy", outcomes.position.T, strict=False):
            cells[f"position_{axis}"] = values
        return {name: values[np.newaxis] for name, values in cells.items()}

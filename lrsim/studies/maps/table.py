"""A map whose cells lie in a store: counted, drawn and written without ever being in memory as a whole."""

from __future__ import annotations

import functools
import math
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lrsim import files
from lrsim.declarations import JSON_VERSION
from lrsim.diagnosis.outcomes import VERDICTS
from lrsim.errors import InputError, needing
from lrsim.experiment import Experiment
from lrsim.studies.maps import file as map_file
from lrsim.studies.maps.axes import Axis
from lrsim.studies.maps.cells import CELL_TYPES, Cells
from lrsim.studies.maps.map import Map, about_map
from lrsim.text.messages import Message
from lrsim.text.numbers import count
from lrsim.text.steps import steps
from lrsim.work.archives import Bands, write_npz
from lrsim.work.store import Store

MOST_DRAWN = 2048
"""Cells along a side of a picture: more than a page or a screen shows."""


@dataclass(frozen=True, eq=False)
class MapTable:
    """A finished map of any size.

    Attributes
    ----------
    experiment : Experiment
    index : int
        Which runner.
    x, y : Axis
        What varies along columns and rows.
    store : Store
        With every chunk in it, and open.
    seeds : tuple of int
        Those of each cell; empty for the experiment's own alone.
    """

    experiment: Experiment
    index: int
    x: Axis
    y: Axis
    store: Store
    seeds: tuple[int, ...] = ()

    @functools.cached_property
    def counts(self) -> dict[str, int]:
        """How many cells have each verdict."""
        found = np.zeros(len(VERDICTS), dtype=np.int64)
        for band in self.store.bands("verdict"):
            found += np.bincount(band.ravel(), minlength=len(VERDICTS))
        return dict(zip(VERDICTS, found.tolist(), strict=True))

    @functools.cached_property
    def fastest(self) -> dict[str, float] | None:
        """Where the fastest of the runs that converge is, and its speed; None where none converges.

        Of several the one with the lowest y, and then the lowest x.
        """
        best, place, row = -1.0, (0, 0), 0
        bands = zip(self.store.bands("speed"), self.store.bands("converged_at"), strict=True)
        for speed, converged_at in bands:
            counted = np.where(converged_at >= 0, speed, -1.0)
            top, column = divmod(int(counted.argmax()), counted.shape[1])
            if counted[top, column] > best:
                best, place = float(counted[top, column]), (row + top, column)
            row += len(speed)
        if best < 0.0:
            return None
        x, y = self.x.values[place[1]].item(), self.y.values[place[0]].item()
        return {"x": x, "y": y, "speed": best}

    @functools.cached_property
    def agreement(self) -> float:
        """The mean share of the seeds that has a cell's verdict."""
        total = sum(math.fsum(band.ravel().tolist()) for band in self.store.bands("agreement"))
        return total / (self.x.count * self.y.count)

    @property
    def stride(self) -> int:
        """Every how-many-th cell a picture shows."""
        return math.ceil(max(self.x.count, self.y.count) / MOST_DRAWN)

    def summary(self) -> dict[str, Any]:
        """Return the map in short, as JSON has it."""
        over_seeds = {"seeds": list(self.seeds), "agreement": self.agreement} if self.seeds else {}
        return {
            "schema_version": JSON_VERSION,
            **over_seeds,
            "experiment": self.experiment.to_dict(),
            "index": self.index,
            "x": self.x.to_dict(),
            "y": self.y.to_dict(),
            "cells": self.x.count * self.y.count,
            "counts": self.counts,
            "fastest": self.fastest,
        }

    def thinned(self, stride: int) -> Map:
        """Return every `stride`-th row and column as a map in memory."""
        rows, columns = range(0, self.y.count, stride), range(0, self.x.count, stride)
        arrays = {
            name: np.concatenate(list(_every(self.store.bands(name), stride)))
            for name in CELL_TYPES
        }
        x, y = _cut(self.x, columns), _cut(self.y, rows)
        return Map(Cells(**arrays), self.experiment, self.index, x, y, self.seeds)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write all numbers to ``.npz``, or a picture to ``.png``, of every `stride`-th cell.

        Raises
        ------
        InputError
            When the name ends otherwise, or the file cannot be written.
        """
        ending = os.path.splitext(os.fspath(path))[1].lower()
        if ending == ".npz":
            self._write_npz(path)
        elif ending == ".png":
            with needing(Message("a map's picture"), "Pillow"):
                from lrsim.studies.maps import picture as map_picture

            files.write_atomic(path, map_picture.png(self.thinned(self.stride), self._note))
        else:
            raise InputError(os.fspath(path), None, Message("a map is written to .npz or .png"))

    @property
    def _note(self) -> str:
        """What a picture says of its cells where it does not show all."""
        if self.stride == 1:
            return ""
        cells = f"{count(self.x.count)} × {count(self.y.count)}"
        whole = f"{cells} runs of {steps(self.experiment.steps)}"
        return f"{whole}, of which every {ordinal(self.stride)} of each axis is shown"

    def _write_npz(self, path: str | os.PathLike[str]) -> None:
        shape = self.y.count, self.x.count
        about = map_file.document(
            about_map(self.experiment, self.index, self.x, self.y, self.seeds)
        )
        arrays: dict[str, npt.NDArray[Any] | Bands] = {"about": about}
        for name, kind in CELL_TYPES.items():
            arrays[name] = Bands(shape, np.dtype(kind), self.store.bands(name))
        with files.replacing(path) as file:
            write_npz(file, arrays)


def ordinal(number: int) -> str:
    """Return the English for a place in an order: 2nd, 11th."""
    endings = {1: "st", 2: "nd", 3: "rd"}
    teen = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teen else endings.get(number % 10, 'th')}"


def _every(bands: Iterator[npt.NDArray[Any]], stride: int) -> Iterator[npt.NDArray[Any]]:
    """Yield the rows and columns whose numbers `stride` divides."""
    row = 0
    for band in bands:
        # a copy, or each view would keep its whole band
        yield band[-row % stride :: stride, ::stride].copy()
        row += len(band)


def _cut(axis: Axis, chosen: range) -> Axis:
    """Return the axis as far as the chosen values reach."""
    if chosen.step == 1:
        return axis
    return Axis(axis.name, axis.low, axis.values[chosen[-1]].item(), len(chosen), axis.scale)

"""Where a run is recorded, with room for the steps that it may still take: it grows without being copied."""

from __future__ import annotations

from typing import Protocol

from lrsim import buffers
from lrsim.runs.stopping import Stops, go_on
from lrsim.typing import FloatArray

PIECE = 2**18
"""Rows copied at a time: a few milliseconds."""


class Recording(Protocol):
    """What is recorded of a run by now."""

    @property
    def position(self) -> FloatArray: ...
    @property
    def loss(self) -> FloatArray: ...


class Room:
    """Rows for positions and losses, some of them filled.

    Parameters
    ----------
    position : ndarray of float64, shape (n, d)
    loss : ndarray of float64, shape (n,)
    """

    def __init__(self, position: FloatArray, loss: FloatArray) -> None:
        self.position = position
        self.loss = loss
        self._free = [True]

    @classmethod
    def of(cls, rows: int, dimensions: int) -> Room:
        """Return as many rows, none of them filled."""
        position = buffers.empty(rows * dimensions).reshape(rows, dimensions)
        return cls(position, buffers.empty(rows))

    def claim(self, rows: int) -> bool:
        """Return whether so many rows may be filled: if there are as many, by the first who asks."""
        if rows > len(self.loss):
            return False
        try:
            return self._free.pop()  # in one go: two threads may ask
        except IndexError:
            return False

    def copy(self, recording: Recording, rows: int, stops: Stops) -> None:
        """Fill the first rows with those of another recording."""
        for first in range(0, rows, PIECE):
            go_on(stops, rows - first)
            part = slice(first, min(first + PIECE, rows))
            self.position[part] = recording.position[part]
            self.loss[part] = recording.loss[part]

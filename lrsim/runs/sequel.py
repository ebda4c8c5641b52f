"""When a run that is played on comes to stay at a loss: what a forecast of it is held against."""

from __future__ import annotations

import threading

import numpy as np

from lrsim.forks import cached_until_fork
from lrsim.runs.stepper import SCRATCH, Rows, Stepper, first_checkpoint
from lrsim.setup import Setup

__all__ = ["Sequel", "sequel_of"]


class Sequel:
    """A run that is played on as far as anybody asks, until it comes to stay at a loss.

    Parameters
    ----------
    setup : Setup
    level : float
        The loss at or below which it stays, …
    stay : int
        … for so many samples in a row.
    """

    def __init__(self, setup: Setup, level: float, stay: int) -> None:
        self._rows = Rows(np.empty((SCRATCH, setup.surface.dimensions)), np.empty(SCRATCH))
        (begin,) = first_checkpoint(setup, *self._rows[:2])
        self._stepper, self._state, self._level, self._stay = (
            Stepper(setup),
            begin.state,
            level,
            stay,
        )
        self._lately = self._rows.loss[:1] <= level
        self._step, self._over = 0, False
        self._lock = threading.Lock()
        self.arrived: int | None = None
        """The step from which it stays there, where that is known."""

    def arrives_by(self, step: int) -> bool:
        """Play on as far as that tells, and return whether it has come to stay there by a step.

        Several threads may ask: there is one of a kind (`sequel_of`).
        """
        stop = step + self._stay
        with self._lock:
            while self.arrived is None and not self._over and self._step < stop:
                self._play_on(min(self._step + SCRATCH, stop))
            return self.arrived is not None and self.arrived <= step

    def _play_on(self, stop: int) -> None:
        exploded = self._stepper.record(self._step, stop, self._state, self._rows)
        self._over = exploded is not None
        taken = (stop if exploded is None else exploded - 1) - self._step
        inside = np.concatenate([self._lately, self._rows.loss[:taken] <= self._level])
        self._step += taken
        first = self._step + 1 - len(inside)
        edges = np.concatenate([[-1], np.flatnonzero(~inside), [len(inside)]])
        long = np.flatnonzero(np.diff(edges) > self._stay)
        if len(long):
            self.arrived = first + int(edges[long[0]]) + 1
        self._lately = inside[-self._stay :]


@cached_until_fork(64)
def sequel_of(setup: Setup, level: float, stay: int) -> Sequel:
    """Return how a run goes on, the same for who asks again at another step."""
    return Sequel(setup, level, stay)

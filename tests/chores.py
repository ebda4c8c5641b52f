"""Work for the tests of chunks: cheap cells, and chunks that misbehave on demand."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from lrsim.work.tiles import Tiling
from waiting import wait_until

TILING = Tiling(7, 10, 3, 4)

KILL = getattr(signal, "SIGKILL", signal.SIGTERM)  # Windows has one way to end a process


@dataclass(frozen=True)
class Chore:
    """A table whose cells hold functions of their row and column.

    `kill` is the number of a chunk that kills its process the first `times` times it is begun; `fail`
    that of one whose work is wrong. Beginnings are logged in `log`, a line with the number and the
    process for each; `crew` is in how many processes chunks must have begun before any is finished.
    """

    tiling: Tiling = TILING
    fields: tuple = (("total", "<f8"), ("row", "|u1"))
    log: Path | None = None
    seconds: float = 0.0
    crew: int = 1
    kill: int | None = None
    times: int = 1
    fail: int | None = None
    subject: dict = field(default_factory=lambda: {"work": "chore"})

    def part(self, number):
        return Piece(self, number)

    def expected(self):
        rows, columns = np.mgrid[: self.tiling.rows, : self.tiling.columns]
        return {"total": np.sqrt(rows + 10.0 * columns), "row": rows.astype(np.uint8)}

    def begun(self):
        """Return the numbers of the chunks that were begun, in that order."""
        return [number for number, _ in self._lines()]

    def processes(self):
        """Return the processes that have begun chunks."""
        return {process for _, process in self._lines()}

    def _lines(self):
        return [tuple(map(int, line.split())) for line in self.log.read_text().splitlines()]


@dataclass(frozen=True)
class Piece:
    chore: Chore
    number: int

    def compute(self):
        chore = self.chore
        if chore.log is not None:
            with open(chore.log, "a", encoding="ascii") as file:
                file.write(f"{self.number} {os.getpid()}\n")
        if self.number == chore.kill and chore.begun().count(self.number) <= chore.times:
            os.kill(os.getpid(), KILL)
        if self.number == chore.fail:
            raise ZeroDivisionError("wrong work")
        if chore.crew > 1:
            wait_until(lambda: len(chore.processes()) >= chore.crew)
        time.sleep(chore.seconds)
        tile = chore.tiling.tile(self.number)
        return {name: values[tile.rows, tile.columns] for name, values in chore.expected().items()}

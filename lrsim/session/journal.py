"""What undo and redo know, kept in a file from gesture to gesture, so that it outlives the process.

A journal only grows: a line for each experiment that it has not had yet, and one that says which of them are
the past, the present and the future. Whoever is killed in the middle of a line loses that line alone.
"""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lrsim import files
from lrsim.errors import InputError
from lrsim.experiment import Experiment
from lrsim.text.messages import Message

VERSION: Final = 1
LARGEST: Final = files.MAX_TEXT_BYTES // 2
"""Bytes; a journal that has grown beyond is written anew, with what can still be reached alone."""


@dataclass(frozen=True)
class Memory:
    """Everything of a session that undo, redo and a file would bring back.

    Attributes
    ----------
    past, future : tuple of Experiment
        What undo and redo go to, the nearest last.
    present : Experiment
    saved : Experiment
        As it was opened or saved last.
    path : str or None
        The file of that.
    selected, playhead : int
        Which runner the dial acts on, which step was looked at.
    when : float
        Seconds since the epoch of the last gesture.
    """

    past: tuple[Experiment, ...]
    present: Experiment
    future: tuple[Experiment, ...]
    saved: Experiment
    path: str | None = None
    selected: int = 0
    playhead: int = 0
    when: float = 0.0

    @property
    def is_lost(self) -> bool:
        """Whether it holds anything that is not in a file."""
        return self.present != self.saved


class Journal:
    """A file that remembers a session.

    Parameters
    ----------
    path : Path
        Where it is; made with the first gesture.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: dict[Experiment, int] = {}
        self._size = 0

    def keep(self, memory: Memory, after: Sequence[str] = ()) -> None:
        """Write down what a session knows now.

        Parameters
        ----------
        memory : Memory
        after : sequence of str
            Names of journals that this one takes the place of.

        Raises
        ------
        InputError
            When it cannot be written; the next time is a new beginning.
        """
        try:
            if not self._known or self._size > LARGEST:
                self._begin(memory, after)
            else:
                self._append(self._lines(memory, after))
        except InputError:
            self._known.clear()  # what an old file calls by the same numbers is something else
            raise
        except OSError as error:
            self._known.clear()
            raise files.cannot("written", self.path, error) from error

    def remove(self) -> None:
        """Delete the file, if there is one."""
        self._known.clear()
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)

    def _begin(self, memory: Memory, after: Sequence[str]) -> None:
        self._known.clear()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        data = _line({"lrsim_journal": VERSION}) + self._lines(memory, after)
        while len(data) > LARGEST and memory.past:  # the oldest are missed least
            memory = dataclasses.replace(memory, past=memory.past[len(memory.past) // 2 + 1 :])
            self._known.clear()
            data = _line({"lrsim_journal": VERSION}) + self._lines(memory, after)
        files.write_atomic(self.path, data)
        self._size = len(data)

    def _append(self, data: bytes) -> None:
        # in one call: a process that is killed has written all of it or a part that has no end of line
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND)
        try:
            written = os.write(handle, data)
        finally:
            os.close(handle)
        self._size += written
        if written < len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _lines(self, memory: Memory, after: Sequence[str]) -> bytes:
        new: list[bytes] = []

        def number(experiment: Experiment) -> int:
            if experiment not in self._known:
                self._known[experiment] = len(self._known)
                new.append(_line({"experiment": experiment.to_dict()}))
            return self._known[experiment]

        state = {
            "past": [number(experiment) for experiment in memory.past],
            "present": number(memory.present),
            "future": [number(experiment) for experiment in memory.future],
            "saved": number(memory.saved),
            "path": memory.path,
            "selected": memory.selected,
            "playhead": memory.playhead,
            "when": memory.when or time.time(),
            "after": list(after),
        }
        return b"".join([*new, _line(state)])


def read_journal(path: Path) -> tuple[Memory, tuple[str, ...]]:
    """Return what a journal remembers, and the names of those that it took the place of.

    Raises
    ------
    InputError
        When it cannot be read, or nothing in it is whole.
    """
    tables: list[dict[str, Any]] = []
    states: list[dict[str, Any]] = []
    for line in files.read_bytes(path).split(b"\n"):
        with contextlib.suppress(ValueError, RecursionError):  # a line that was being written
            table = json.loads(line)
            if isinstance(table, dict):
                tables += [table["experiment"]] if "experiment" in table else []
                states += [table] if "present" in table else []
    for state in reversed(states):
        with contextlib.suppress(ValueError, KeyError, IndexError, TypeError):
            return _memory(state, tables), tuple(map(str, state["after"]))
    raise InputError(os.fspath(path), None, Message("is no journal of lrsim"))


def _memory(table: dict[str, Any], tables: Sequence[dict[str, Any]]) -> Memory:
    made: dict[int, Experiment] = {}

    def experiment(place: int) -> Experiment:
        if place not in made:
            made[place] = Experiment.from_dict(tables[place])
        return made[place]

    return Memory(
        past=tuple(map(experiment, table["past"])),
        present=experiment(table["present"]),
        future=tuple(map(experiment, table["future"])),
        saved=experiment(table["saved"]),
        path=None if table["path"] is None else str(table["path"]),
        selected=int(table["selected"]),
        playhead=int(table["playhead"]),
        when=float(table["when"]),
    )


def _line(table: dict[str, Any]) -> bytes:
    # from a line's beginning, whatever was written last
    return b"\n" + json.dumps(table).encode() + b"\n"

"""What undo and redo know, kept in a file from gesture to gesture, so that it outlives the process.

A journal only grows: a line for each experiment that it has not had yet, and one that says which of them are
the past, the present and the future. Whoever is killed in the middle of a line loses that line alone.
"""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from lrsim import files
from lrsim.errors import InputError
from lrsim.experiment import Experiment
from lrsim.text.messages import Message

LARGEST: Final = files.MAX_TEXT_BYTES // 2
"""Bytes; a journal that has grown beyond is written anew, with what can still be reached alone."""


class File(NamedTuple):
    """Where an experiment and its changes are saved to, and what is there."""

    path: str | None
    saved: Experiment


class Moment(NamedTuple):
    """An experiment as undo brings it back, and which of the files is its own."""

    experiment: Experiment
    file: int


@dataclass(frozen=True)
class Memory:
    """Everything of a session that undo, redo and a file would bring back.

    Attributes
    ----------
    past, future : tuple of Moment
        What undo and redo go to, the nearest last.
    present : Moment
    files : tuple of File
        Of all that was worked on, in the order in which they come in the past, now and in the future.
    selected, playhead : int
        Which runner the dial acts on, which step was looked at.
    when : float
        Seconds since the epoch of the last gesture.
    """

    past: tuple[Moment, ...]
    present: Moment
    future: tuple[Moment, ...]
    files: tuple[File, ...]
    selected: int = 0
    playhead: int = 0
    when: float = 0.0

    @property
    def experiment(self) -> Experiment:
        """What was worked on last."""
        return self.present.experiment

    @property
    def file(self) -> File:
        """The file of that."""
        return self.files[self.present.file]

    @property
    def is_lost(self) -> bool:
        """Whether it holds anything that is not in a file."""
        return self.experiment != self.file.saved


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
        data = self._lines(memory, after)
        while len(data) > LARGEST and memory.past:  # the oldest are missed least
            memory = dataclasses.replace(memory, past=memory.past[len(memory.past) // 2 + 1 :])
            self._known.clear()
            data = self._lines(memory, after)
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

        moments = [*memory.past, memory.present, *memory.future]
        used = dict.fromkeys(moment.file for moment in moments)
        places = {file: place for place, file in enumerate(used)}
        past, (present,), future = (
            [(number(moment.experiment), places[moment.file]) for moment in part]
            for part in (memory.past, [memory.present], memory.future)
        )
        files = [memory.files[file] for file in used]
        state = {
            "past": past,
            "present": present,
            "future": future,
            "files": [(file.path, number(file.saved)) for file in files],
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
    import json  # where there is a journal to be read

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

    files = tuple(
        File(None if path is None else str(path), experiment(saved))
        for path, saved in table["files"]
    )

    def moment(pair: Sequence[int]) -> Moment:
        place, file = pair
        files[file]  # IndexError: it is no state that was written whole
        return Moment(experiment(place), file)

    return Memory(
        past=tuple(map(moment, table["past"])),
        present=moment(table["present"]),
        future=tuple(map(moment, table["future"])),
        files=files,
        selected=int(table["selected"]),
        playhead=int(table["playhead"]),
        when=float(table["when"]),
    )


def _line(table: dict[str, Any]) -> bytes:
    import json  # where there is something to keep

    # from a line's beginning, whatever was written last
    return b"\n" + json.dumps(table).encode() + b"\n"

"""Files read and written beside the window: a disk that never answers holds up nothing."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer

__all__ = ["Reading"]

POLL_MS = 3
"""How often the window looks whether a file is there."""

SLOW_MS = 300
"""After so long it is said that a file is still being read."""


@dataclass(frozen=True, eq=False)
class _Read:
    """What is read, and what becomes of it."""

    work: Callable[[], Any]
    done: Callable[[Any], object]
    failed: Callable[[Exception], object]


class Reading(QObject):
    """Reads one file at a time for whoever waits for it; another one that is asked for takes its place.

    Each read has a thread of its own, and neither the next read nor the end of the process waits for it: the
    system cannot be told to give up on a disk. Everything but the work happens in the GUI thread.

    Parameters
    ----------
    parent : QObject, optional
    awaited : bool
        The end of the process does wait for it: what is written is not lost.
    """

    def __init__(self, parent: QObject | None = None, *, awaited: bool = False) -> None:
        super().__init__(parent)
        self._awaited = awaited
        self._present: _Read | None = None
        self._ended: queue.SimpleQueue[tuple[_Read, Callable[[], object]]] = queue.SimpleQueue()
        self._poll = QTimer(self, interval=POLL_MS, timerType=Qt.TimerType.PreciseTimer)
        self._poll.timeout.connect(self._collect)
        self._slow = QTimer(self, singleShot=True, interval=SLOW_MS)

    @property
    def is_busy(self) -> bool:
        """Whether something is being read."""
        return self._present is not None

    def read(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], object],
        failed: Callable[[Exception], object],
        slow: Callable[[], object],
    ) -> None:
        """Read on a thread, in place of what is being read.

        Parameters
        ----------
        work : callable
            Reads, and touches nothing of Qt.
        done, failed : callable
            One of them is called in the GUI thread, with what was read or the error.
        slow : callable
            Called once when it takes long.
        """
        self.stop()
        self._present = read = _Read(work, done, failed)
        self._slow.timeout.connect(slow)
        self._slow.start()
        daemon = not self._awaited
        threading.Thread(target=_do, args=(read, self._ended), daemon=daemon).start()
        self._poll.start()

    def stop(self) -> None:
        """Wait no longer for what is being read."""
        if self._present is not None:
            self._present = None
            self._slow.stop()
            self._slow.timeout.disconnect()
            self._poll.stop()

    def _collect(self) -> None:
        for _ in range(self._ended.qsize()):
            read, end = self._ended.get()
            if read is self._present:
                self.stop()
                end()


def _do(read: _Read, ended: queue.SimpleQueue[tuple[_Read, Callable[[], object]]]) -> None:
    """Read, on a thread."""
    try:
        found = read.work()
    except Exception as error:  # handed over and said there
        failure = error
        ended.put((read, lambda: read.failed(failure)))
    else:
        ended.put((read, lambda: read.done(found)))

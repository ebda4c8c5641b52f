"""Exceptions that nobody has caught: the window hears of them instead of the terminal."""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from collections.abc import Iterator
from types import TracebackType

from PySide6.QtCore import QObject, Signal

MOST_PLACES = 50
"""Of more places than these nothing is told any more."""


class Faults(QObject):
    """Tells of each place at which an exception arose, once.

    Signals
    -------
    arose(str, str)
        What went wrong, in a line, and the whole of it, to be copied.
    """

    arose = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._places: set[tuple[str, int]] = set()

    @contextlib.contextmanager
    def heard(self) -> Iterator[None]:
        """Hear of exceptions in slots, timers and events while this lasts."""
        before, sys.excepthook = sys.excepthook, self.hear
        try:
            yield
        finally:
            sys.excepthook = before

    def hear(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Take an exception that nobody has caught."""
        if not issubclass(kind, Exception) or os.environ.get("LRSIM_TRACEBACK"):
            sys.__excepthook__(kind, error, trace)
        frames = traceback.extract_tb(trace)
        place = (frames[-1].filename, frames[-1].lineno or 0) if frames else ("", 0)
        if place not in self._places and len(self._places) < MOST_PLACES:
            self._places.add(place)
            line = f"{kind.__name__}: {error}"
            self.arose.emit(line, "".join(traceback.format_exception(kind, error, trace)))

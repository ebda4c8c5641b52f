"""What waits in an event loop of its own instead of returning: a menu's `exec`, a dialog's, a drag's."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QApplication

LOOK_MS: Final = 50


class Waits:
    """Remembers what has waited, and closes what it has waited for.

    Nothing is timed: what waits runs one more event loop than there was before, however busy the machine is.

    Attributes
    ----------
    held : list of str
        What has been held up, and by what.
    """

    def __init__(self) -> None:
        self.held: list[str] = []
        self._doing: str | None = None
        self._level = 0

    @contextlib.contextmanager
    def noticed(self) -> Iterator[None]:
        """Look out for it as long as the context lasts."""
        timer = QTimer(interval=LOOK_MS)
        timer.timeout.connect(self._look)
        timer.start()
        try:
            yield
        finally:
            timer.stop()

    @contextlib.contextmanager
    def doing(self, what: str) -> Iterator[None]:
        """Say what is done, and has to return."""
        self._doing, self._level = what, QThread.currentThread().loopLevel()
        try:
            yield
        finally:
            self._doing = None

    def _look(self) -> None:
        # one round of events, as a dialog asks for when it is laid out, is no loop and does not wait
        if self._doing is None or QThread.currentThread().loopLevel() == self._level:
            return
        holding = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        self.held.append(f"{self._doing}: {holding!r}")
        if holding is not None:
            holding.close()

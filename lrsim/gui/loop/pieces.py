"""Long work on widgets, which no other thread can do: a piece in each pass of the event loop."""

from __future__ import annotations

from collections.abc import Generator

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

__all__ = ["Pieces"]


class Pieces(QObject):
    """Does work on a window, which is painted at the end; keys and clicks are answered between the pieces.

    Parameters
    ----------
    window : QWidget
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._work: Generator[None] | None = None
        self._next = QTimer(self, interval=0)
        self._next.timeout.connect(self._go_on)

    @property
    def under_way(self) -> bool:
        """Whether some of it is still to be done."""
        return self._work is not None

    def begin(self, work: Generator[None]) -> None:
        """Begin work that yields after each piece, in place of what is still under way."""
        self.give_up()
        self._work = work
        self._window.setUpdatesEnabled(False)
        self._next.start()

    def give_up(self) -> None:
        """Leave the rest undone."""
        work, self._work = self._work, None
        self._next.stop()
        if work is not None:
            work.close()
            self._window.setUpdatesEnabled(True)

    def _go_on(self) -> None:
        if self._work is None:
            return
        try:
            next(self._work)
        except StopIteration:
            self.give_up()
        except BaseException:
            self.give_up()
            raise

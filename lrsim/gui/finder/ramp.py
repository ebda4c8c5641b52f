"""Time while a range test is watched: it runs through the test's steps in about two seconds."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QAbstractAnimation, QObject, QVariantAnimation, Signal

__all__ = ["RAMP_MS", "Ramp"]

RAMP_MS: Final = 2000

State = QAbstractAnimation.State


class Ramp(QObject):
    """Plays a test that has been run already.

    Parameters
    ----------
    parent : QObject

    Signals
    -------
    moved(int)
        So many points of the test are to be seen now.
    ended
        All of them are.
    """

    moved = Signal(int)
    ended = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._points = 0
        self._running = False
        self._clock = QVariantAnimation(self, startValue=0.0, endValue=1.0, duration=RAMP_MS)
        self._clock.valueChanged.connect(self._show)
        self._clock.finished.connect(self.finish)

    @property
    def running(self) -> bool:
        """Whether there is more to come, paused or not."""
        return self._running

    @property
    def paused(self) -> bool:
        """Whether it stands still before its end."""
        return self._clock.state() == State.Paused

    def play(self, points: int, *, moves: bool) -> None:
        """Play a test of so many points, or where nothing is to move show its end."""
        self._clock.stop()
        self._points, self._running = points, True
        if moves and points > 1:
            self._clock.start()
        else:
            self.finish()

    def toggle(self) -> None:
        """Stand still, or go on."""
        self._clock.setPaused(not self.paused)

    def finish(self) -> None:
        """Be at the end."""
        if self._running:
            self._running = False
            self._clock.stop()
            self.moved.emit(self._points)
            self.ended.emit()

    def _show(self, share: float) -> None:
        if self._running:
            self.moved.emit(max(1, round(share * self._points)))

"""How fast time is to pass, and how fast it really does."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel

from lrsim.gui.look.theme import Theme
from lrsim.text.messages import plural, say, shown
from lrsim.text.numbers import count, number, rate

__all__ = ["SPEEDS", "RatesLabel", "nearest", "speed_text"]

SPEEDS: Final = (
    *(digit * 10.0**power for power in range(4) for digit in (1, 2, 3, 5)),
    10_000.0,
    math.inf,
)
"""What the speed slider offers, in steps per second: evenly spaced by ear, the last one unlimited."""

RATES_MS: Final = 500
"""Real rates change no oftener than this: they are to be read."""


def nearest(speed: float) -> int:
    """Return the place of the offered speed that is next to one, by ear."""
    distances = [
        0.0
        if each == speed
        else abs(math.log(each / speed))
        if each < math.inf > speed
        else math.inf
        for each in SPEEDS
    ]
    return distances.index(min(distances))


def speed_text(speed: float) -> str:
    """Return a speed in words."""
    if math.isinf(speed):
        return say("unlimited")
    if speed.is_integer():
        return shown(plural("{n} step/s", "{n} steps/s", n=int(speed)))
    return say("{speed} steps/s", speed=count(round(speed)) if speed >= 10 else number(speed, 2))


class RatesLabel(QLabel):
    """Says how fast time really passes."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "quiet")
        self.setAccessibleName(say("Real speed"))
        self.setToolTip(
            say("What this computer really plays: steps a second, and pictures a second.")
        )
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._rates = (0.0, 0.0)
        self._shown = QElapsedTimer()
        self._due = QTimer(self, singleShot=True)
        self._due.timeout.connect(self._show)

    def set_theme(self, theme: Theme) -> None:
        """Take the width that the longest text needs."""
        small = QFontMetrics(theme.font("small"))
        self.setFixedWidth(small.horizontalAdvance(_rates_text(888e6, 888)) + 2)

    def set_rates(self, steps_per_second: float, frames_per_second: float) -> None:
        """Show how fast it really goes; at most twice a second, the latest word last."""
        self._rates = (steps_per_second, frames_per_second)
        passed = self._shown.elapsed() if self._shown.isValid() else RATES_MS
        if passed >= RATES_MS:
            self._show()
        elif not self._due.isActive():
            self._due.start(RATES_MS - passed)

    def _show(self) -> None:
        self._due.stop()
        self._shown.start()
        self.setText(_rates_text(*self._rates))


def _rates_text(steps_per_second: float, frames_per_second: float) -> str:
    return say(
        "{steps} steps/s · {frames} fps",
        steps=rate(steps_per_second),
        frames=count(round(frames_per_second)),
    )

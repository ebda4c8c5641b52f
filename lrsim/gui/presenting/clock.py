"""The speaker's clock: how long it has been, how long each step takes, what is left for this one."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from lrsim.gui.look.theme import Theme, make_font
from lrsim.gui.loop.net import Netted
from lrsim.text.messages import say

__all__ = ["Clock", "minutes_and_seconds"]

SECOND_MS: Final = 250
"""How often it is looked at: a second is never skipped."""

TIME: Final = 3.6
"""The size of the time, in sizes of the type."""

GAP: Final = 5.0
HEIGHT: Final = 10.0


def minutes_and_seconds(seconds: float) -> str:
    """Return a time as on a clock: 6:40."""
    whole = int(max(seconds, 0.0))
    return f"{whole // 60}:{whole % 60:02}"


class Clock(Netted, QWidget):
    """Shows the time since it began; a click begins anew.

    Parameters
    ----------
    now : callable
        Returns seconds.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._now = now
        self._began = self._planned = now()
        self._ends: tuple[float, ...] = ()
        self._step = 0
        self._theme: Theme | None = None
        self.setToolTip(say("A click starts the clock anew (0)."))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._timer = QTimer(self, interval=SECOND_MS)
        self._timer.timeout.connect(self.update)
        self._timer.start()

    @property
    def seconds(self) -> float:
        """How long it has been."""
        return self._now() - self._began

    @property
    def texts(self) -> tuple[str, str, str, str]:
        """The time, out of how much, what is left, and for what; all but the first may be empty."""
        elapsed = minutes_and_seconds(self.seconds)
        if not self._ends:
            return elapsed, "", "", ""
        before = self._planned - self._began
        total = say("of {time}", time=minutes_and_seconds(before + 60.0 * self._ends[-1]))
        left = before + 60.0 * self._ends[self._step] - self.seconds
        time = minutes_and_seconds(abs(left))
        words = say("{time} left", time=time) if left >= 0.0 else say("{time} over", time=time)
        return elapsed, total, words, say("for this step")

    def restart(self, ago: float = 0.0) -> None:
        """Begin anew, or have begun so many seconds ago."""
        self._began = self._planned = self._now() - ago
        self.update()

    def plan_anew(self) -> None:
        """Count the minutes of what is shown from now on: it follows something else."""
        self._planned = self._now()
        self.update()

    def show_step(self, ends: Sequence[float], step: int) -> None:
        """Show which step it is; `ends` are the minutes after which each is to be over, as planned."""
        self._ends, self._step = tuple(ends), step
        self.updateGeometry()
        self.update()

    def shares(self) -> tuple[float, ...]:
        """Return how much of each step has passed: those before are over, of this one what the clock says."""
        shares = [1.0] * self._step + [0.0] * (len(self._ends) - self._step)
        if self._ends:
            begin = (0.0, *self._ends)[self._step]
            passed = (self._now() - self._planned) / 60.0
            share = (passed - begin) / (self._ends[self._step] - begin)
            shares[self._step] = min(max(share, 0.0), 1.0)
        return tuple(shares)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the time and the segments."""
        body = self._theme.body if self._theme is not None else 16.0
        return QSize(round(20 * body), round((6.6 if self._ends else 4.6) * body))

    def minimumSizeHint(self) -> QSize:
        """Return as much."""
        return self.sizeHint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin anew."""
        self.restart()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the time, and below it the steps, each as long as its minutes."""
        theme = self._theme
        if theme is None:
            return
        elapsed, total, left, step = self.texts
        self.setAccessibleName(" ".join(filter(None, self.texts)))
        align = Qt.AlignmentFlag
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            high = 1.25 * TIME * theme.body
            room = QRectF(0, 0, self.width(), high)
            painter.setPen(QColor(theme.text))
            painter.setFont(make_font(TIME * theme.body, bold=True))
            painter.drawText(room, align.AlignLeft | align.AlignVCenter, elapsed)
            room.setLeft(painter.fontMetrics().horizontalAdvance(elapsed) + theme.body)
            upper, lower = room.adjusted(0, 0, 0, -high / 2), room.adjusted(0, high / 2, 0, 0)
            painter.setFont(make_font(1.3 * theme.body, bold=True))
            painter.drawText(upper, align.AlignRight | align.AlignBottom, left)
            spare = room.width() - painter.fontMetrics().horizontalAdvance(left) - theme.body
            painter.setPen(QColor(theme.quiet))
            painter.setFont(make_font(theme.body))
            painter.drawText(lower, align.AlignRight | align.AlignTop, step)
            painter.setFont(make_font(1.3 * theme.body))
            if painter.fontMetrics().horizontalAdvance(total) <= spare:
                painter.drawText(room, align.AlignLeft | align.AlignVCenter, total)
            self._paint_steps(painter, theme, high + 0.4 * theme.body)

    def _paint_steps(self, painter: QPainter, theme: Theme, top: float) -> None:
        if not self._ends:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        unit = self.width() / self._ends[-1]
        for step, ((begin, end), share) in enumerate(
            zip(pairwise((0.0, *self._ends)), self.shares(), strict=True)
        ):
            box = QRectF(begin * unit, top, max((end - begin) * unit - GAP, 2.0), HEIGHT)
            painter.setBrush(QColor(theme.line))
            painter.drawRoundedRect(box, HEIGHT / 2, HEIGHT / 2)
            box.setWidth(share * box.width())
            painter.setBrush(QColor(theme.accent if step == self._step else theme.quiet))
            if share > 0.0:
                painter.drawRoundedRect(box, HEIGHT / 2, HEIGHT / 2)

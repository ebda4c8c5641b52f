"""A drawn schedule under the hand: its points are handles in the plot of the learning rate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from PySide6.QtCore import QObject, QPointF, Signal

from lrsim.gui.look.theme import Theme
from lrsim.gui.plots.gate import log10
from lrsim.gui.plots.marks import Marks, Stamp
from lrsim.gui.plots.plot import Plot
from lrsim.gui.plots.remarks import Remark
from lrsim.gui.run.schedule_handles import HandleBox, Points, added, moved, removed
from lrsim.schedules import Drawn
from lrsim.session.session import Session
from lrsim.text.messages import Message, shown

__all__ = ["Drawing"]

HANDLE: Final = Message(
    "A point of the drawn schedule: drag it; a double click adds one, a right click or Delete removes it. "
    "By key: Tab here, [ ] choose one, arrows move it."
)


class Drawing(QObject):
    """Shows the handles of the selected runner's drawn schedule, and says how the hand moves them.

    Signals
    -------
    grabbed_point, changed(points), released
        A handle is dragged, or `changed` alone when one is added or removed.
    """

    grabbed_point = Signal()
    changed = Signal(object)
    released = Signal()

    def __init__(self, plot: Plot, box: HandleBox) -> None:
        super().__init__(plot)
        self._box = box
        self._handles = Marks(plot, 45)
        self._session: Session | None = None
        self._drawn: Drawn | None = None
        self._held: tuple[int, Points] | None = None  # the handle, and all before it moved
        self._current: int | None = None
        self.heights = (0.0, 1.0)
        """The lowest and the highest power of ten in view."""
        box.grabbed.connect(self._grab)
        box.dragged.connect(self._drag)
        box.released.connect(self._release)
        box.added.connect(self._add)
        box.removed.connect(self._remove)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme

    @property
    def grabbed(self) -> bool:
        """Whether the hand holds a handle."""
        return self._held is not None

    def remarks(self) -> Iterator[Remark]:
        """Yield what the handles are."""
        yield from self._handles.remarks(shown(HANDLE))

    def let_go(self) -> None:
        """Hold nothing any more."""
        self._held = None

    def remove_current(self) -> bool:
        """Remove the handle under the mouse or last dragged, if there is one."""
        if self._current is None:
            return False
        self._remove(self._current)
        return True

    def choose(self, way: int) -> bool:
        """Make the next handle the current one, or the one before; return whether there are any."""
        count = len(self._box.handles)
        if count:
            before = self._current
            self.point_at(
                (before + way) % count if before is not None else 0 if way > 0 else count - 1
            )
        return bool(count)

    def nudge(self, steps: int, decades: float) -> bool:
        """Move the current handle by steps and by decades, as one gesture; return whether there is one."""
        if self._current is None:
            return False
        handle = self._box.handles[self._current]
        self._grab(self._current)
        self._drag(handle.x() + steps, handle.y() + decades)
        self._release()
        return True

    def add_at(self, step: float) -> bool:
        """Add a handle at a step, on the line between those beside it; return whether any can be."""
        places = self._box.handles
        if not places:
            return False
        across, up = [place.x() for place in places], [place.y() for place in places]
        self._add(step, float(np.interp(step, across, up)))
        return True

    def point_at(self, index: int | None) -> None:
        """Make a handle the current one: Delete means it."""
        if index != self._current and self._session is not None:
            self._current = index
            self.show_session(self._session, self.heights)

    def show_session(self, session: Session, heights: tuple[float, float]) -> None:
        """Show the handles where the selected runner's schedule is drawn."""
        self._session, self.heights = session, heights
        schedule, runner = session.runner.schedule, session.runner
        self._drawn = schedule if isinstance(schedule, Drawn) else None
        points, warmup = self._points, schedule.warmup
        step = np.array([point[0] + warmup for point in points], dtype=np.int64)
        dial = np.array([runner.lr_at(int(k)) for k in step])
        rates = dial * np.array([point[1] for point in points])
        if not (dial > 0).all():  # whatever the factors are, the rate is 0 there
            step, rates = step[:0], rates[:0]
        # a factor of 0 is taken hold of at the border, and brought there
        values = np.clip(log10(rates), *heights)
        self._box.handles = [QPointF(float(x), float(y)) for x, y in zip(step, values, strict=True)]
        if self._current is not None and self._current >= len(step):
            self._current = None
        colour, size = self._theme.runner(session.selected).name(), 0.5 * self._theme.ball
        hollow = Stamp("o", self._theme.card, size, colour, self._theme.outline)
        full = Stamp("o", colour, size, self._theme.text, self._theme.outline)
        chosen = np.arange(len(step)) == (-1 if self._current is None else self._current)
        self._handles.show_groups(
            [(step[~chosen], values[~chosen], hollow), (step[chosen], values[chosen], full)]
        )

    @property
    def _points(self) -> Points:
        """The drawn schedule's points, those it finds itself if it was given none."""
        if self._drawn is None or self._session is None:
            return ()
        resolved = self._drawn.resolved(self._session.experiment.steps)
        assert isinstance(resolved, Drawn)
        return resolved.points or ()

    def _factor(self, x: float, y: float) -> tuple[float, float]:
        """Return the schedule's own step and the factor that mean a place in the plot."""
        assert self._session is not None  # there are no handles without
        runner = self._session.runner
        step = max(x - runner.schedule.warmup, 0.0)
        rate = 10.0**y if y > self.heights[0] else 0.0
        dial = runner.lr_at(max(round(step) + runner.schedule.warmup, 0))
        return step, rate / dial if dial > 0 else 1.0

    def _grab(self, index: int) -> None:
        self._held = index, self._points
        self.point_at(index)
        self.grabbed_point.emit()

    def _drag(self, x: float, y: float) -> None:
        if self._held is not None and self._drawn is not None:
            index, points = self._held
            self.changed.emit(moved(points, index, *self._factor(x, y)))

    def _release(self) -> None:
        self._held = None
        self.released.emit()

    def _add(self, x: float, y: float) -> None:
        self.changed.emit(added(self._points, *self._factor(x, y)))

    def _remove(self, index: int) -> None:
        self._current = None
        self.changed.emit(removed(self._points, index))

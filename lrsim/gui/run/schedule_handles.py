"""The points of a drawn schedule as handles: where the mouse takes hold, and what it does to them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF, Qt, Signal

from lrsim.gui.plots.time_box import TimeBox

__all__ = ["HandleBox", "Points", "added", "moved", "removed"]

Points = tuple[tuple[int, float], ...]

GRAB_PIXELS = 14.0
"""How near a handle the mouse must be to take hold of it."""

MOST_FACTOR = 1000.0


def moved(points: Points, index: int, step: float, factor: float) -> Points:
    """Return the points with one moved, its step kept between its neighbours'."""
    low = points[index - 1][0] + 1 if index else 0
    high = points[index + 1][0] - 1 if index + 1 < len(points) else max(round(step), low)
    point = (min(max(round(step), low), high), _tidy(factor))
    return (*points[:index], point, *points[index + 1 :])


def added(points: Points, step: float, factor: float) -> Points:
    """Return the points with one more; on a step that has one, it takes its place."""
    others = dict(points) | {max(round(step), 0): _tidy(factor)}
    return tuple(sorted(others.items()))


def removed(points: Points, index: int) -> Points:
    """Return the points without one; the last one stays."""
    return (*points[:index], *points[index + 1 :]) if len(points) > 1 else points


def _tidy(factor: float) -> float:
    """Return a factor in three digits, which the mouse cannot beat, within what schedules allow."""
    return float(f"{min(max(factor, 0.0), MOST_FACTOR):.3g}")


class HandleBox(TimeBox):
    """Scrubs, and where there are handles lets them be dragged, added and removed.

    Signals
    -------
    grabbed(index), dragged(x, y), released
        A handle is dragged.
    added(x, y)
        A double click beside all handles.
    removed(index)
        A right click on a handle.
    """

    grabbed = Signal(int)
    dragged = Signal(float, float)
    released = Signal()
    added = Signal(float, float)
    removed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.handles: list[QPointF] = []
        """Where they are, in the plot's coordinates; none where nothing can be drawn."""
        self._dragging = False

    def near(self, position: QPointF) -> int | None:
        """Return the handle nearest to a position in the box's own pixels, if it is in reach."""
        offsets = [self.mapFromView(handle) - position for handle in self.handles]
        distances = [QPointF.dotProduct(offset, offset) for offset in offsets]
        if not distances or min(distances) > GRAB_PIXELS**2:
            return None
        return distances.index(min(distances))

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:
        """Drag a handle when the drag began on it, else scrub."""
        left = event.button() == Qt.MouseButton.LeftButton and axis is None
        if left and event.isStart():
            index = self.near(event.buttonDownPos())
            if index is not None:
                self._dragging = True
                self.grabbed.emit(index)
        if not (left and self._dragging):
            super().mouseDragEvent(event, axis)
            return
        event.accept()
        point = self.mapToView(event.pos())
        self.dragged.emit(float(point.x()), float(point.y()))
        if event.isFinish():
            self._dragging = False
            self.released.emit()

    def mouseClickEvent(self, event: Any) -> None:
        """Add on a double click, remove on a right click, leave a handle alone, else scrub."""
        index = self.near(event.pos())
        button = event.button()
        if button == Qt.MouseButton.RightButton and index is not None:
            event.accept()
            self.removed.emit(index)
        elif button != Qt.MouseButton.LeftButton or not self.handles:
            super().mouseClickEvent(event)
        elif index is not None:
            event.accept()
        elif event.double():
            event.accept()
            self._take_back_click()
            point = self.mapToView(event.pos())
            self.added.emit(float(point.x()), float(point.y()))
        else:
            super().mouseClickEvent(event)

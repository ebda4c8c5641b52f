"""pyqtgraph's items as this window uses them: under the net, and behind the gate."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene, QGraphicsView

from lrsim.gui.loop.net import Netted, descendants, spread_net
from lrsim.gui.plots.boxes import Box
from lrsim.gui.plots.gate import LARGEST, drawable_number, drawable_range
from lrsim.gui.plots.placer import Placer
from lrsim.typing import FloatArray, IntArray

__all__ = ["Arrow", "Image", "Line", "Text", "TextBeside", "ViewBox"]

BESIDE = 12.0
"""Pixels from a point to words beside it."""

FAR = 1e6
"""Pixels that no picture has."""


class ViewBox(Netted, pg.ViewBox):
    """A view whose range always has a width, and one that the scale in pixels can be told of."""

    farthest: ClassVar[float] = LARGEST
    """How far from 0 the view may reach."""

    def __init__(self) -> None:
        super().__init__(enableMenu=False)

    def zoom_about(self, factor: float, place: QPointF) -> None:
        """Look so many times closer at a place, as two fingers ask; where the view is fixed, nothing."""

    def setRange(self, rect: QRectF | None = None, **ranges: Any) -> None:
        """Show a range as far as it can be shown; one that is no number leaves the view as it is."""
        if rect is not None:
            ranges["xRange"] = rect.left(), rect.right()
            ranges["yRange"] = rect.top(), rect.bottom()
        for axis in ("xRange", "yRange"):
            if ranges.get(axis) is not None:
                low, high = ranges[axis]
                ranges[axis] = drawable_range(low, high, self.farthest)
        if ranges.get("xRange") is not None or ranges.get("yRange") is not None:
            super().setRange(**ranges)


class Placed(Netted):
    """What stands at a place of the plot: one that cannot be painted is far out of sight."""

    def setPos(self, x: float, y: float) -> None:
        """Stand at a place."""
        super().setPos(drawable_number(x), drawable_number(y))  # type: ignore[misc]  # of the item beside it


class Text(Placed, pg.TextItem):
    """A word beside a place."""


class TextBeside(Text):
    """Words beside a point: to the right of it where there is room, all of them in the picture."""

    def __init__(self) -> None:
        super().__init__(anchor=(0.0, 0.5))
        self.place = Box(0.0, 0.0, 0.0, 0.0)
        """Where they stand, in pixels from the picture's top left corner."""

    def say_beside(
        self,
        words: str,
        x: float,
        y: float,
        lines: Iterable[tuple[FloatArray | IntArray, FloatArray]] = (),
        taken: Iterable[Box] = (),
    ) -> None:
        """Say something of a point; what is longer than the picture is wide takes lines.

        Parameters
        ----------
        words : str
        x, y : float
            The point.
        lines : iterable of (abscissas, ordinates)
            Curves that the words keep off where they can.
        taken : iterable of Box
            Other words that they keep off, in pixels from the picture's top left corner.
        """
        self.setTextWidth(-1)
        self.setText(words)
        box, size = self.getViewBox(), self.textItem.boundingRect().size()
        if box is None or not box.width() or not box.height():
            return
        if size.width() > box.width():
            self.setTextWidth(box.width())
            size = self.textItem.boundingRect().size()
        (left, right), (low, high) = box.viewRange()
        across, up = (right - left) / box.width(), (high - low) / box.height()
        placer = Placer(Box(0.0, 0.0, box.width(), box.height()))
        placer.block(*taken)
        for abscissas, ordinates in lines:
            x_pixels, y_pixels = (abscissas - left) / across, (high - ordinates) / up
            placer.block_line(*(np.clip(each, -FAR, FAR) for each in (x_pixels, y_pixels)))
        wide, tall = size.width(), size.height()
        at, top = (x - left) / across, (high - y) / up - 0.5 * tall
        top = max(min(top, box.height() - tall), 0.0)
        places = [
            Box.of(begin, level, (wide, tall))
            for level in (top, top + tall, top - tall)
            for begin in (at + BESIDE, at - BESIDE - wide)
        ]
        self.place = place = placer.place_somehow(places)
        self.setPos(left + place.left * across, high - place.centre[1] * up)


class Arrow(Placed, pg.ArrowItem):
    """A head that points at a place."""


class Line(Netted, pg.InfiniteLine):
    """A line across the whole plot, upright."""

    def __init__(self) -> None:
        super().__init__(angle=90, movable=False)

    def setValue(self, value: float) -> None:
        """Stand at an abscissa."""
        super().setValue(drawable_number(value))


class Image(Netted, pg.ImageItem):
    """Colours over a rectangle of the plot, row 0 at the bottom."""

    def __init__(self) -> None:
        super().__init__(axisOrder="row-major")

    def show_colours(
        self, colours: Any, across: tuple[float, float], up: tuple[float, float]
    ) -> None:
        """Show red, green, blue and opacity, uint8 (rows, columns, 4), from one place to another."""
        ranges = drawable_range(*across), drawable_range(*up)
        self.setVisible(None not in ranges)
        if ranges[0] is not None and ranges[1] is not None:
            (left, right), (low, high) = ranges[0], ranges[1]
            self.setImage(colours, autoLevels=False, levels=None)
            self.setRect(QRectF(left, low, right - left, high - low))


for _kind in (QGraphicsItem, QGraphicsScene, QGraphicsView):
    for _class in descendants(_kind):
        if _class.__module__.startswith("pyqtgraph."):
            spread_net(_class)

"""A plot in the theme's look, with axes that say what they are; and a view in which one picks.

It is long because mouse, keys, fingers and screen readers are all heard by one view of Qt's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QGestureEvent,
    QGraphicsGridLayout,
    QGraphicsItem,
    QGraphicsSceneMouseEvent,
    QGraphicsWidget,
    QPinchGesture,
    QSizePolicy,
    QToolTip,
)

from lrsim.gui.look.access import tell_summary
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.net import Netted, saved_state
from lrsim.gui.plots.axes import NumberAxis
from lrsim.gui.plots.boxes import Point
from lrsim.gui.plots.items import ViewBox
from lrsim.gui.plots.remarks import Remark, said_at
from lrsim.text.messages import NOTHING, Message, Sentences, shown

__all__ = ["PickBox", "Plot"]

CROSS: Final = 7.0
"""Pixels: half of the cross at what is read out by key."""


class Plot(Netted, pg.GraphicsView):
    """A view between its axes, in the theme's colours.

    pyqtgraph's own plot has a form for its menu, too, and half as many axes again, hidden: for each plot that
    is more than half of what it takes to make it.

    Parameters
    ----------
    name : str
        What a screen reader says of it.
    view : pyqtgraph.ViewBox
        Its view.
    axisItems : mapping, optional
        Its axes, "left" or "bottom"; those not given have plain numbers.

    Attributes
    ----------
    frame : QGraphicsWidget
        Holds view and axes; it fills the plot.
    """

    has_keys: ClassVar[bool] = False
    """Whether there is something to do in it by key."""
    across_help: ClassVar[Message] = NOTHING
    up_help: ClassVar[Message] = NOTHING
    """What its axes are, for who rests the mouse on them."""

    def __init__(
        self,
        name: str,
        view: pg.ViewBox,
        axisItems: Mapping[str, NumberAxis] | None = None,  # noqa: N803  # pyqtgraph spells it so
    ) -> None:
        super().__init__()
        given = axisItems or {}
        self._sides = {side: given.get(side) or NumberAxis(side) for side in ("left", "bottom")}
        self._view = view
        self.frame = _frame(view, self._sides)
        self.setCentralItem(self.frame)
        self.setAccessibleName(name)
        self.setWhatsThis(shown(Sentences(f"{name}.", self.up_help, self.across_help)))
        tell_summary(Plot)
        keyed = Qt.FocusPolicy.TabFocus if self.has_keys else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(keyed)  # where it has no keys the dial keeps them
        self.setAcceptDrops(False)  # what is dropped is for the window
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 60)
        self.frame.setContentsMargins(0, 4, 8, 0)
        self.viewport().grabGesture(Qt.GestureType.PinchGesture)
        self._pinched, self._before = False, view.viewRange()
        self._columns = 0
        self._grid = 1.0, True
        self.getViewBox().sigResized.connect(self._forget_columns)
        for axis in self._sides.values():
            axis.setZValue(-1000)  # the grid lies under what is plotted
            # text is shaped anew whenever it is painted; from the cache it is a copy of pixels
            axis.setCacheMode(axis.CacheMode.DeviceCoordinateCache)
            axis.setStyle(
                maxTickLevel=0, tickLength=-4, autoExpandTextSpace=True, hideOverlappingLabels=True
            )

    def getViewBox(self) -> pg.ViewBox:
        """Return the view between the axes."""
        return self._view

    def getAxis(self, side: str) -> NumberAxis:
        """Return the axis at the left or at the bottom."""
        return self._sides[side]

    def addItem(self, item: QGraphicsItem, ignoreBounds: bool = False) -> None:  # noqa: N803  # pyqtgraph spells it so
        """Let the view show an item; it may have no say in what is in view."""
        self._view.addItem(item, ignoreBounds=ignoreBounds)

    def summary(self) -> str:
        """Return what is shown, in sentences; empty where that is not computed but told."""
        return ""

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        """Show that the keys are here."""
        super().drawForeground(painter, rect)
        if self.hasFocus():
            with saved_state(painter):
                painter.resetTransform()
                painter.setPen(QPen(self._accent, 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
                place = self.read_place
                if place is not None:
                    spot = self.viewportTransform().map(self._view.mapViewToScene(place))
                    self._paint_cross(painter, spot)

    def _paint_cross(self, painter: QPainter, spot: QPointF) -> None:
        """Paint a cross that is seen on a ball of its own colour, too."""
        for colour, width, arm in ((self._ground_colour, 5, CROSS + 1.5), (self._accent, 2, CROSS)):
            painter.setPen(QPen(colour, width, c=Qt.PenCapStyle.FlatCap))
            for way in (QPointF(arm, 0.0), QPointF(0.0, arm)):
                painter.drawLine(spot - way, spot + way)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keys are here."""
        super().focusInEvent(event)
        self.viewport().update()
        self.read_by_key()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they are elsewhere."""
        super().focusOutEvent(event)
        self.viewport().update()
        self.read_by_key()

    @property
    def read_place(self) -> QPointF | None:
        """What is read out, and has a cross, while the keys are here; None where nothing is."""
        return None

    def read_by_key(self) -> None:
        """Read out what the keys are at, or nothing any more where they have left."""

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._accent, self._ground_colour = QColor(theme.accent), QColor(theme.card)
        self.setBackground(theme.card)
        self._full_grid = 60 if theme.dark else 90
        line, text = QPen(QColor(theme.line), theme.thin), QPen(QColor(theme.quiet))
        for axis in self._sides.values():
            axis.setPen(line)
            axis.setTextPen(text)
            axis.setStyle(tickFont=theme.font("small"))
        self._lay_grid()
        self.getAxis("bottom").setHeight(round(theme.small * 1.9))
        self.getAxis("left").setWidth(round(theme.small * 3.6))

    def show_grid(self, shown: bool) -> None:
        """Show a grid, or none."""
        self._grid = self._grid[0], shown
        self._lay_grid()

    def fade_grid(self, opacity: float) -> None:
        """Show the grid as strong as that, where there is one."""
        self._grid = opacity, self._grid[1]
        self._lay_grid()

    def _lay_grid(self) -> None:
        opacity, shown = self._grid
        grid = round(opacity * self._full_grid) if shown else False
        for axis in self._sides.values():
            if axis.grid != grid:  # else the axis would be painted anew
                axis.setGrid(grid)

    @property
    def columns(self) -> int:
        """Width of the plot in device pixels."""
        if not self._columns:
            width = self.getViewBox().width() * self.devicePixelRatioF()
            self._columns = max(int(width), 100)
        return self._columns

    def event(self, event: QEvent) -> bool:
        """Look again when the window is on a screen with other pixels."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._forget_columns()
        return bool(super().event(event))

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what an axis or a mark is; zoom about two fingers, of which one is the mouse's to Qt."""
        if isinstance(event, QGestureEvent):
            return self._pinch(event)
        if event.type() == QEvent.Type.MouseMove and self._pinched:
            return True
        if event.type() == QEvent.Type.MouseButtonPress:
            self._pinched, self._before = False, self._view.viewRange()
        if event.type() == QEvent.Type.MouseButtonRelease and self._pinched:
            self._before = self._view.viewRange()
            done = bool(super().viewportEvent(event))
            self._pinched = False
            self._go_back()
            return done
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            words = self.words_at(event.pos())
            if words:
                QToolTip.showText(event.globalPos(), words, self)
                return True
        return bool(super().viewportEvent(event))

    def _go_back(self) -> None:
        """Take back what the first of two fingers alone has moved."""
        if any(self._view.state["mouseEnabled"]):
            across, up = self._before
            self._view.setRange(xRange=across, yRange=up, padding=0)

    def _pinch(self, event: QGestureEvent) -> bool:
        pinch = event.gesture(Qt.GestureType.PinchGesture)
        if not isinstance(pinch, QPinchGesture):
            return False
        if not self._pinched:
            self._go_back()
        self._pinched = True
        place = self.viewport().mapFromGlobal(pinch.centerPoint())
        at = self._view.mapSceneToView(self.mapToScene(place.toPoint()))
        if isinstance(self._view, ViewBox) and pinch.scaleFactor() > 0.0:
            self._view.zoom_about(pinch.scaleFactor(), at)
        event.accept(Qt.GestureType.PinchGesture)
        return True

    def remarks(self) -> Iterable[Remark]:
        """Return what is marked, the uppermost first, and what there is to say of it."""
        return ()

    def words_at(self, place: QPoint) -> str:
        """Return what there is to say of the axis or the mark at a place; empty for nothing."""
        at, box = self.mapToScene(place), self.getViewBox()
        inside = box.sceneBoundingRect()
        if at.y() > inside.bottom():
            return shown(self.across_help)
        if at.x() < inside.left():
            return shown(self.up_help)
        return said_at(self.remarks(), box.mapFromScene(at).toTuple())

    def pixel(self, x: float, y: float) -> Point:
        """Return where a point of the data is, in pixels from the picture's top left corner."""
        at = self.getViewBox().mapFromView(QPointF(x, y))
        return at.x(), at.y()

    def explained(self) -> str:
        """Return all there is to say of it, for who asks by key."""
        told = dict.fromkeys((self.whatsThis(), *(remark.words for remark in self.remarks())))
        return "\n".join(told)

    def _forget_columns(self) -> None:
        self._columns = 0


def _frame(view: pg.ViewBox, axes: Mapping[str, NumberAxis]) -> QGraphicsWidget:
    """Return a view with its axes beside it."""
    frame = QGraphicsWidget()
    grid = QGraphicsGridLayout(frame)
    grid.setContentsMargins(1, 1, 1, 1)
    grid.setSpacing(0)
    grid.addItem(view, 0, 1)
    grid.addItem(axes["left"], 0, 0)
    grid.addItem(axes["bottom"], 1, 1)
    for axis in axes.values():
        axis.linkToView(view)
    return frame


class PickBox(ViewBox):
    """A view box that is clicked, and neither moved nor zoomed.

    Signals
    -------
    picked(float)
        The abscissa of a click with the left button.
    """

    picked = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.setMouseEnabled(x=False, y=False)

    def mouseClickEvent(self, event: Any) -> None:
        """Pick where the mouse clicked."""
        if event.button() == Qt.MouseButton.LeftButton:
            event.accept()
            self.picked.emit(float(self.mapToView(event.pos()).x()))

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:
        """Leave a drag without effect: nothing here moves."""
        event.ignore()

    def wheelEvent(self, event: QGraphicsSceneMouseEvent, axis: int | None = None) -> None:
        """Leave the wheel alone: the range is the dial's."""
        event.ignore()

"""What an answer is given on, over a picture: a click for a place, a stroke for a loss curve; or keys."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from lrsim.gui.look.access import tell_summary
from lrsim.gui.look.palettes import Theme
from lrsim.gui.loop.net import Netted
from lrsim.gui.plots.plot import Plot
from lrsim.text.messages import say
from lrsim.text.numbers import count, number
from lrsim.typing import FloatArray

__all__ = ["KNOTS", "Pad", "PlacePad", "SketchPad"]

KNOTS: Final = 26
"""Of a sketch, over all steps."""

NUDGE: Final = 1 / 60
"""Of the picture's size that a key moves something; with Shift a tenth."""

_ACROSS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_UP: Final = {Qt.Key.Key_Down: -1, Qt.Key.Key_Up: 1}


class Pad(Netted, QWidget):
    """Lies over a plot and takes hand and keys in its stead.

    Parameters
    ----------
    plot : Plot
    """

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot)
        self._plot = plot
        self._theme: Theme | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setGeometry(plot.rect())
        plot.installEventFilter(self)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lie over all of the plot, however large it becomes."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._plot.rect())
        return super().eventFilter(watched, event)

    def point_at(self, place: QPointF) -> tuple[float, float]:
        """Return the plot's coordinates of a place on the pad, kept within what is in view."""
        box = self._plot.getViewBox()
        found = box.mapSceneToView(self._plot.mapToScene(place.toPoint()))
        (left, right), (low, high) = box.viewRange()
        return min(max(found.x(), left), right), min(max(found.y(), low), high)

    @property
    def span(self) -> tuple[float, float]:
        """How much is in view, across and up."""
        (left, right), (low, high) = self._plot.getViewBox().viewRange()
        return right - left, high - low

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keys are here."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they are elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame the picture while it has the keys."""
        if self.hasFocus() and self._theme is not None:
            with QPainter(self) as painter:
                painter.setPen(QPen(QColor(self._theme.accent), 2))
                painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 6, 6)


class PlacePad(Pad):
    """A click, or arrows, for a place on the surface.

    Signals
    -------
    picked(tuple)
        The position, one value for each coordinate.
    """

    picked = Signal(object)

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot)
        self.dimensions = 1
        self.place: tuple[float, ...] | None = None
        tell_summary(PlacePad)
        self.setAccessibleName(say("The surface: a click, or the arrow keys, mark a place"))

    def _pick(self, x: float, y: float) -> None:
        self.place = (x,) if self.dimensions == 1 else (x, y)
        self.picked.emit(self.place)

    def summary(self) -> str:
        """Return what is marked."""
        if self.place is None:
            return say("nothing is marked yet")
        return say("marked: {place}", place=", ".join(map(number, self.place)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Mark the place."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pick(*self.point_at(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Take it along."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._pick(*self.point_at(event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the place; from the middle of the picture at first."""
        key = Qt.Key(event.key())
        moves = key in _ACROSS or (self.dimensions == 2 and key in _UP)
        if not moves:
            event.ignore()
            return
        fine = 0.1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
        (left, right), (low, high) = self._plot.getViewBox().viewRange()
        here = self.place or (0.5 * (left + right), 0.5 * (low + high))
        across, up = (fine * NUDGE * span for span in self.span)
        x = here[0] + across * _ACROSS.get(key, 0)
        y = (here[1] if len(here) > 1 else 0.0) + up * _UP.get(key, 0)
        self._pick(min(max(x, left), right), min(max(y, low), high))


class SketchPad(Pad):
    """A stroke for a loss curve: knots at equal distances over all the steps, moved by hand or by key.

    Signals
    -------
    drawn(array)
        log10 of the loss at each knot.
    moved(int)
        The keys are at this knot now; −1: they are elsewhere.
    """

    drawn = Signal(object)
    moved = Signal(int)

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot)
        self.steps = 1
        self.powers: FloatArray = np.empty(0)
        self.beginning = 0.0
        """log10 of the loss at step 0, which is known."""
        self._knot = 0
        self._stroke: tuple[float, float] | None = None
        tell_summary(SketchPad)
        self.setAccessibleName(
            say("The loss plot: drag to draw; Left and Right choose a point, Up and Down move it")
        )

    def _begun(self) -> FloatArray:
        return self.powers.copy() if len(self.powers) else np.full(KNOTS, self.beginning)

    def summary(self) -> str:
        """Return how the sketch goes."""
        if not len(self.powers):
            return say("nothing is drawn yet")
        first, last = (
            number(10.0 ** float(power), 2) for power in (self.powers[0], self.powers[-1])
        )
        return say(
            "from {first} to {last} in {n} steps", first=first, last=last, n=count(self.steps)
        )

    def _place_of(self, x: float) -> float:
        return min(max(x / self.steps, 0.0), 1.0) * (KNOTS - 1)

    def _draw(self, x: float, y: float) -> None:
        """Draw from where the stroke was to a point; what lies right of a first stroke goes along."""
        powers = self._begun()
        knot = self._place_of(x)
        before = self._stroke or (knot, y)
        low, high = sorted((before, (knot, y)))
        first, last = math.ceil(low[0] - 0.5), math.floor(high[0] + 0.5)
        for k in range(max(first, 1), min(last, KNOTS - 1) + 1):
            share = (k - low[0]) / (high[0] - low[0]) if high[0] > low[0] else 1.0
            powers[k] = low[1] + min(max(share, 0.0), 1.0) * (high[1] - low[1])
        if not len(self.powers) or (self._leads and knot >= before[0]):
            powers[max(last, 1) :] = y
        self._stroke = knot, y
        self._take(powers)

    _leads = False
    """Whether what has not been drawn yet goes along with the stroke."""

    def _take(self, powers: FloatArray) -> None:
        powers[0] = self.beginning
        self.powers = powers
        self.drawn.emit(powers)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._leads = not len(self.powers)
            self._stroke = None
            self._draw(*self.point_at(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._draw(*self.point_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End it."""
        self._stroke, self._leads = None, False

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which point the keys move."""
        super().focusInEvent(event)
        self.moved.emit(self._knot)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they move none."""
        super().focusOutEvent(event)
        self.moved.emit(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose a point, or move it with all that come after it."""
        key = Qt.Key(event.key())
        if key in _ACROSS:
            self._knot = min(max(self._knot + _ACROSS[key], 0), KNOTS - 1)
        elif key in _UP:
            fine = 0.1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
            powers = self._begun()
            powers[max(self._knot, 1) :] += 2.0 * fine * NUDGE * self.span[1] * _UP[key]
            (_, _), (low, high) = self._plot.getViewBox().viewRange()
            self._take(np.clip(powers, low, high))
        else:
            event.ignore()
            return
        self.moved.emit(self._knot)

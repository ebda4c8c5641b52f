"""The runners' balls: on their steps, or in the air between two, with after-images."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from lrsim.gui.loop.tween import AT_REST, Tween
from lrsim.gui.plots.gate import Pixels
from lrsim.gui.plots.layer import Layer
from lrsim.gui.plots.plot import Plot
from lrsim.gui.steps.flights import Flight
from lrsim.typing import FloatArray

__all__ = ["Balls", "arc"]

APEX: Final = 46.0
"""Pixels by which a ball flies above the higher end of its hop, …"""

APEX_SHARE: Final = 0.5
"""… or this share of the hop's length where that is less: a ball that hardly moves does not leap."""

ARC_DOTS: Final = 6.0
"""Pixels from dot to dot of the way flown."""


class Balls(Layer):
    """The balls; between two steps in 2-D along the segment, in 1-D on an arc above the curve."""

    def __init__(self, plot: Plot, z: float) -> None:
        super().__init__(plot, z)
        self._flights: Sequence[Flight] = ()
        self._arched = True
        self._step = 0
        self._tween = AT_REST
        self._faded = 1.0

    def show_flights(self, step: int, flights: Sequence[Flight], *, arched: bool) -> None:
        """Show balls at a step, the last one on top; `arched` where they hop instead of slide."""
        self._step, self._flights, self._arched = step, flights, arched
        self.update()

    @property
    def _now(self) -> Tween:
        """What is to be seen between the steps: of another step than is shown, nothing."""
        tween = self._tween
        return tween if tween.step + tween.back == self._step else AT_REST

    def show_motion(self, tween: Tween) -> None:
        """Show the balls as far on their way."""
        if tween.moving or self._tween.moving:
            self.update()
        self._tween = tween

    def show_faded(self, share: float) -> None:
        """Show how far the selected ball has become an outline, where it has exploded."""
        if share != self._faded:
            self._faded = share
            self.update()

    @property
    def places(self) -> list[tuple[str, float, float]]:
        """Colour and place of each ball at the playhead, as the last step left them."""
        return [
            (flight.stamp.fill, float(flight.x[flight.here]), float(flight.y[flight.here]))
            for flight in self._flights
        ]

    def pixels_of(self, index: int, pixels: Pixels) -> tuple[float, float]:
        """Return where a ball is drawn."""
        flight = self._flights[index]
        tween = self._now
        return self._place(flight, pixels, tween.step, tween.hop)

    @property
    def is_blank(self) -> bool:
        return not self._flights

    def paint_pixels(self, painter: QPainter, pixels: Pixels) -> None:
        """Stamp after-images, then balls."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        tween = self._now
        for flight in self._flights:
            if flight.traced and 0.0 < tween.hop < 1.0:
                self._paint_way(painter, pixels, flight)
            for step, share, stamp, opacity in flight.seen(tween, self._faded):
                painter.setOpacity(opacity)
                stamp.put(painter, QPointF(*self._place(flight, pixels, step, share)))
            painter.setOpacity(1.0)

    def _place(
        self, flight: Flight, pixels: Pixels, step: int, share: float
    ) -> tuple[float, float]:
        """Return where a ball is in pixels, a share of the way from a step to the next."""
        ends = flight.ends(step) if share > 0.0 else None
        if ends is None:
            here = flight.here
            return float(pixels.across(flight.x[here])), float(pixels.down(flight.y[here]))
        across = pixels.across(flight.x[ends[0] : ends[1] + 1]).tolist()
        down = pixels.down(flight.y[ends[0] : ends[1] + 1]).tolist()
        return along(across, down, share, arched=self._arched)

    def _paint_way(self, painter: QPainter, pixels: Pixels, flight: Flight) -> None:
        """Paint the way flown: dots on the arc, in 2-D the segment."""
        tween = self._now
        ends = flight.ends(tween.step)
        if ends is None or tween.back:
            return
        across = pixels.across(flight.x[ends[0] : ends[1] + 1])
        down = pixels.down(flight.y[ends[0] : ends[1] + 1])
        length = math.hypot(across[1] - across[0], down[1] - down[0])
        colour = QColor(flight.stamp.fill)
        if not self._arched:
            place = along(across.tolist(), down.tolist(), tween.hop, arched=False)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(colour, 0.1 * flight.stamp.size))
            painter.drawLine(QPointF(float(across[0]), float(down[0])), QPointF(*place))
            return
        shares = np.linspace(0.0, tween.hop, max(2, int(min(length, 4000.0) / ARC_DOTS)))
        colour.setAlphaF(0.6)
        pen = QPen(colour, 2.0)
        pen.setCapStyle(Qt.PenCapStyle.SquareCap)
        painter.setPen(pen)
        x, y = across[0] + (across[1] - across[0]) * shares, arc(down[0], down[1], length, shares)
        points = zip(x.tolist(), np.asarray(y).tolist(), strict=True)
        painter.drawPoints(QPolygonF([QPointF(*point) for point in points]))


def along(
    across: Sequence[float], down: Sequence[float], share: float, *, arched: bool
) -> tuple[float, float]:
    """Return the place a share of the way between two, in pixels; on the arc above them, or straight."""
    x = across[0] + (across[1] - across[0]) * share
    if not arched:
        return x, down[0] + (down[1] - down[0]) * share
    length = math.hypot(across[1] - across[0], down[1] - down[0])
    return x, float(arc(down[0], down[1], length, share))


def arc(start: float, end: float, length: float, share: FloatArray | float) -> FloatArray | float:
    """Return the height of a hop, in pixels from the top, a share of the way from start to end.

    A parabola through both whose apex is `APEX` above the higher one: with the rise d between them and
    h = |d|/2 + apex it is start + d·t + 4c·t(1 − t), where c² − h·c + d²/16 = 0.
    """
    rise = start - end
    high = 0.5 * abs(rise) + min(APEX, APEX_SHARE * length)
    bend = 0.5 * (high + math.sqrt(max(high * high - 0.25 * rise * rise, 0.0)))
    return start - rise * share - 4.0 * bend * share * (1.0 - share)

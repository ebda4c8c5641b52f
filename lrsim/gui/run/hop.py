"""The runners' balls: on their steps, or in the air between two, with after-images."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.explosion import has_exploded
from lrsim.gui.loop.tween import AT_REST, IMAGE_OPACITIES, Tween
from lrsim.gui.plots.curves import gone_stamp
from lrsim.gui.plots.gate import Pixels, drawable
from lrsim.gui.plots.layer import Layer
from lrsim.gui.plots.marks import Stamp
from lrsim.gui.plots.stamps import ball_stamp
from lrsim.session.session import Session
from lrsim.typing import FloatArray

__all__ = ["Balls", "Flight", "arc", "flight_of"]

STEPS_BEFORE: Final = 7
"""Steps before the playhead that after-images may be on: 180 ms at 30 steps a second, and one."""

APEX: Final = 46.0
"""Pixels by which a ball flies above the higher end of its hop, …"""

APEX_SHARE: Final = 0.5
"""… or this share of the hop's length where that is less: a ball that hardly moves does not leap."""

ARC_DOTS: Final = 6.0
"""Pixels from dot to dot of the way flown."""


class Flight(NamedTuple):
    """Where one ball has been lately, and where it goes next.

    Attributes
    ----------
    first : int
        The step of the first place.
    here : int
        The place at the playhead.
    x, y : ndarray of float64, shape (n,)
        Places at consecutive steps, in the plot's coordinates.
    stamp : Stamp
        How the ball looks.
    traced : bool
        Whether the way it has flown is drawn.
    gone : Stamp or None
        How it looks once it has exploded, if it has.
    """

    first: int
    here: int
    x: FloatArray
    y: FloatArray
    stamp: Stamp
    traced: bool
    gone: Stamp | None = None

    @property
    def images(self) -> tuple[Stamp, ...]:
        """The after-images' stamps, the latest first."""
        return tuple(
            self.stamp._replace(fill=_faint(self.stamp.fill, opacity), outline="", width=0.0)
            for opacity in IMAGE_OPACITIES
        )

    def ends(self, step: int) -> tuple[int, int] | None:
        """Return the places at a step and at the next; None where one of them is not known."""
        start = step - self.first
        return (start, start + 1) if 0 <= start < len(self.x) - 1 else None


def flight_of(
    session: Session, index: int, theme: Theme, shift: tuple[float, float] = (0.0, 0.0)
) -> Flight:
    """Return where a runner's ball has been lately, is now, shifted so far, and goes next."""
    run, row = session.runs[index], session.row(index)
    # where recording is thinned there are fewer rows a step apart
    rows = range(max(row - STEPS_BEFORE, 0), row + 1)
    first = next(at for at in rows if run.step_at(row) - run.step_at(at) <= row - at)
    places = run.position[first : row + 1]
    losses = run.loss[first : row + 1]
    ahead = session.next_position(index)
    if ahead is not None:
        places = np.append(places, [ahead], axis=0)
        # past the horizon there is no row of it yet
        known = row + 1 < len(run.loss)
        losses = np.append(losses, run.loss[row + 1] if known else run.setup.surface(ahead))
    here, x = row - first, drawable(places[:, 0])
    y = drawable(losses if places.shape[1] == 1 else places[:, 1])
    x[here] += shift[0]
    y[here] += shift[1]
    selected = index == session.selected
    ball = ball_stamp(theme, index, selected=selected)
    gone = gone_stamp(theme, index, 1.0) if has_exploded(session, index) else None
    return Flight(run.step_at(first), here, x, y, ball, selected, gone)


class Balls(Layer):
    """The balls; between two steps in 2-D along the segment, in 1-D on an arc above the curve."""

    def __init__(self, plot: pg.PlotWidget, z: float) -> None:
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

    def paint_pixels(self, painter: QPainter, pixels: Pixels) -> None:
        """Stamp after-images, then balls."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        tween = self._now
        for flight in self._flights:
            if flight.traced and 0.0 < tween.hop < 1.0:
                self._paint_way(painter, pixels, flight)
            if tween.moving:
                shares = zip(tween.images, flight.images, strict=False)
                for (step, share), stamp in reversed(list(shares)):
                    if 0.0 < share < 1.0 and flight.ends(step) is not None:
                        _stamp(painter, stamp, self._place(flight, pixels, step, share))
            place = self._place(flight, pixels, tween.step, tween.hop)
            if flight.gone is None:
                _stamp(painter, flight.stamp, place)
                continue
            share = self._faded if flight.traced else 1.0
            for stamp, opacity in ((flight.stamp, 1.0 - share), (flight.gone, share)):
                painter.setOpacity(opacity)
                if opacity > 0.0:
                    _stamp(painter, stamp, place)
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


def _stamp(painter: QPainter, stamp: Stamp, place: tuple[float, float]) -> None:
    pixmap = stamp.pixmap(painter.device().devicePixelRatioF())
    half = 0.5 * pixmap.width() / pixmap.devicePixelRatio()
    left, top = place[0] - half, place[1] - half
    painter.drawPixmap(QPointF(left, top), pixmap)


def _faint(colour: str, opacity: float) -> str:
    faint = QColor(colour)
    faint.setAlphaF(opacity)
    return faint.name(QColor.NameFormat.HexArgb)

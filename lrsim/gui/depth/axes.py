"""What stands around a landscape: x and y along the edges in front, the loss beside its left corner."""

from __future__ import annotations

import itertools
import math
from typing import Final, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from lrsim.gui.depth.mesh import HEIGHT, Mesh
from lrsim.gui.depth.projection import Projection
from lrsim.gui.depth.raster import FLOOR
from lrsim.gui.depth.scene import Scene
from lrsim.gui.plots.boxes import Box
from lrsim.gui.plots.ticks import round_ticks
from lrsim.text.messages import say
from lrsim.text.numbers import number

__all__ = ["paint_axes"]

SHORTEST: Final = 4.0
"""Lines of text: a shorter axis is too short to be read."""

LOWEST: Final = 1.5
"""The same for the loss, which has its ends at least."""

ROOM: Final = 4.5
"""Lines of text along an axis for each tick."""

FROM_CORNER: Final = 0.05
"""How near to the ends of their edge ticks have no labels, as a share of it: edges meet there."""

FINER: Final = (3.0, 4.0, 5.0, 10.0)
"""Ticks to look for where one would be all: of these the outermost two have room."""

LOSSES: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Heights of the ticks of the loss, as shares of the highest."""


class Tick(NamedTuple):
    """A place on an axis and what stands there."""

    place: QPointF
    text: str


class Brush:
    """Paints axes, and knows where their labels stand."""

    def __init__(self, painter: QPainter, scene: Scene) -> None:
        self._painter, self._theme = painter, scene.theme
        self._picture = QRectF(0.0, 0.0, *scene.size)
        self.boxes: list[Box] = []

    def line(self, start: QPointF, end: QPointF) -> None:
        """Paint an axis's line."""
        self._painter.setPen(QPen(QColor(self._theme.line), self._theme.thin))
        self._painter.drawLine(start, end)

    def axis(self, ticks: list[Tick], name: Tick | None, outward: QPointF) -> None:
        """Paint ticks, their labels, and outside of those the axis's name."""
        length = math.hypot(outward.x(), outward.y()) or 1.0
        outward = outward / length
        stroke, gap = 0.6 * self._theme.spacing, 0.5 * self._theme.spacing
        beyond = 0.0
        for tick in ticks:
            self._painter.setPen(QPen(QColor(self._theme.quiet), self._theme.thin))
            self._painter.drawLine(tick.place, tick.place + outward * stroke)
            beyond = max(beyond, self._text(tick, outward, stroke + gap))
        if name is not None:
            self.name(name, outward, beyond + gap)

    def name(self, name: Tick, outward: QPointF, gap: float) -> None:
        """Paint an axis's name."""
        self._painter.setPen(QColor(self._theme.text))
        self._text(name, outward, gap)

    def _text(self, tick: Tick, outward: QPointF, gap: float) -> float:
        """Paint a text beyond a gap from its place, unless it is cut; return how far from there it ends."""
        box = QRectF(self._painter.fontMetrics().boundingRect(tick.text))
        half = 0.5 * (abs(outward.x()) * box.width() + abs(outward.y()) * box.height())
        box.moveCenter(tick.place + outward * (gap + half))
        room = box.adjusted(-2.0, -2.0, 2.0, 2.0)
        if self._picture.contains(box):
            self._painter.drawText(room, Qt.AlignmentFlag.AlignCenter, tick.text)
            self.boxes.append(Box(room.left(), room.top(), room.right(), room.bottom()))
        return gap + 2.0 * half


def paint_axes(painter: QPainter, scene: Scene) -> list[Box]:
    """Paint the three axes, each where there is room for it; return where their labels stand."""
    mesh, projection, theme = scene.mesh, scene.projection, scene.theme
    brush = Brush(painter, scene)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(theme.font("small"))
    line = QFontMetricsF(theme.font("small")).height()
    wide, deep = mesh.sides
    left, right, low, high = mesh.rectangle
    _, far = projection.turned(0.0, 1.0)
    front = -deep if far > 0.0 else deep
    _, far = projection.turned(1.0, 0.0)
    side = -wide if far > 0.0 else wide
    for name, span, ends, outward in (
        ("x", (left, right), ((-wide, front), (wide, front)), (0.0, front)),
        ("y", (low, high), ((side, -deep), (side, deep)), (side, 0.0)),
    ):
        start, end = (_point(projection, *place, FLOOR) for place in ends)
        length = math.dist(start.toTuple(), end.toTuple())
        if length < SHORTEST * line:
            continue
        ticks = [
            Tick(
                start + (end - start) * ((value - span[0]) / (span[1] - span[0])),
                number(0.0 if abs(value) < 1e-9 * (span[1] - span[0]) else value, 6),
            )
            for value in _values(span, length / (ROOM * line))
        ]
        away = _point(projection, *outward, 0.0) - _point(projection, 0.0, 0.0, 0.0)
        brush.axis(ticks, Tick(start + (end - start) * 0.5, name), away)
    _paint_losses(brush, mesh, projection, line)
    return brush.boxes


def _values(span: tuple[float, float], room: float) -> list[float]:
    """Return where an axis has ticks: two at least, or nothing would say how long it is."""
    low, high = span
    margin = FROM_CORNER * (high - low)

    def inner(most: float) -> list[float]:
        _, values = round_ticks(low, high, most)
        return [value for value in values if low + margin <= value <= high - margin]

    values = inner(max(room, 2.0))
    if len(values) < 2:
        more = next((some for most in FINER if len(some := inner(most)) > 1), values)
        values = [*more[:1], *more[-1:]] if len(more) > 1 else more
    return values


def _paint_losses(brush: Brush, mesh: Mesh, projection: Projection, line: float) -> None:
    """Paint the axis of the loss, which is compressed as the colours are."""
    wide, deep = mesh.sides
    corners = itertools.product((-wide, wide), (-deep, deep))
    corner = min(corners, key=lambda place: projection.turned(*place)[0])
    foot, top = (_point(projection, *corner, h) for h in (0.0, HEIGHT))
    lines = (foot.y() - top.y()) / line
    if mesh.ends is None or not mesh.ends[1] > mesh.ends[0] or lines < LOWEST:
        return
    brush.line(foot, top)
    losses = mesh.losses(np.array(LOSSES)).tolist()
    heights = [foot + (top - foot) * share for share in LOSSES]
    # all, each second, or where there is no room for more the ends
    every = 1 if lines > 1.5 * (len(LOSSES) - 1) else 2 if lines > 3.0 else 4
    ticks = [
        Tick(place, number(loss, 2))
        for place, loss in zip(heights[::every], losses[::every], strict=True)
    ]
    brush.axis(ticks, None, QPointF(-1.0, 0.0))
    brush.name(Tick(top, say("loss")), QPointF(0.0, -1.0), 0.6 * line)


def _point(projection: Projection, a: float, b: float, h: float) -> QPointF:
    spot = projection.spot(a, b, h)
    return QPointF(spot.x, spot.y)

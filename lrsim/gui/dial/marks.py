"""Painting on the dial's ring: what each learning rate would do, and learning rates of note."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from lrsim.gui.dial.geometry import Geometry
from lrsim.gui.dial.labels import FARTHEST, HAND, STEM, Around, Tick, head_of, place_tick_label
from lrsim.gui.dial.scale import SWEEP, DecadeWindow, point_at
from lrsim.gui.look.theme import Theme, make_font
from lrsim.studies.zone.arc import Arc, Fate

__all__ = ["is_starred", "paint_arc", "paint_ticks"]

_THIN: Final = 0.26
"""Width of what does not get there, as a share of the ring's."""
_FAINT: Final = 0.4
"""Opacity of what works for hardly any draw of the noise."""
_STRIPES: Final = 3.6
"""Degrees from one stripe of what explodes to the next."""
_STRIPE: Final = 0.4
"""Width of a stripe as a share of that."""
SAME: Final = 0.02
"""Marks nearer to each other than this share of the scale are one."""


def paint_arc(
    painter: QPainter,
    geometry: Geometry,
    theme: Theme,
    arc: Arc,
    window: DecadeWindow,
    *,
    starred: bool = False,
) -> None:
    """Paint what each learning rate in sight would do; whether that is current is for the caller to show.

    What works is a full band, what does not get there a thin line, what explodes is striped across: the
    three differ without their colours, too. What works for some draws of the noise only is a band over what
    most of them do, the narrower and fainter the fewer they are. The best run of the zone has a mark, unless
    it is `starred`: a star stands there.
    """
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    for stretch in arc.stretches:
        low, high = _in_sight(window, stretch.low, stretch.high)
        if not low < high:
            continue
        if stretch.fate is Fate.SHORT:
            painter.setBrush(QColor(theme.quiet))
            painter.drawPath(_along_the_middle(geometry, low, high, _THIN))
        elif stretch.fate is Fate.EXPLODES:
            painter.setBrush(QColor(theme.text))
            painter.drawPath(_stripes(geometry, low, high))
        works = stretch.draws.share if stretch.draws else float(stretch.fate is Fate.WORKS)
        if works:
            colour = QColor(theme.gold)
            colour.setAlphaF(_FAINT + (1.0 - _FAINT) * works)
            painter.setBrush(colour)
            painter.setPen(QPen(QColor(theme.gold_line), theme.thin))
            painter.drawPath(_along_the_middle(geometry, low, high, _THIN + (1.0 - _THIN) * works))
            painter.setPen(Qt.PenStyle.NoPen)
    if arc.best is not None and not starred and 0.0 <= window.fraction(arc.best) <= 1.0:
        _paint_best(painter, geometry, theme, window.fraction(arc.best))
    painter.restore()


def is_starred(best: float | None, ticks: Iterable[Tick], window: DecadeWindow) -> bool:
    """Tell whether a star among the ticks stands where the best run of the zone is."""
    return best is not None and any(
        tick.kind == "best" and abs(window.fraction(tick.lr) - window.fraction(best)) < SAME
        for tick in ticks
    )


def paint_ticks(
    painter: QPainter,
    geometry: Geometry,
    theme: Theme,
    ticks: Sequence[Tick],
    window: DecadeWindow,
    room: QRectF,
) -> list[QRectF]:
    """Paint the ticks in sight and their labels; returns where the labels are, for others to keep off.

    Where there is no room for a label at all the tick stands without it.
    """
    font = make_font(geometry.label, bold=True)
    painter.setFont(font)
    taken: list[QRectF] = []
    written: list[Sequence[str]] = []
    seen = [(window.fraction(tick.lr), tick) for tick in ticks]
    seen = [(fraction, tick) for fraction, tick in seen if 0.0 <= fraction <= 1.0]
    heads = [head_of(geometry, fraction) for fraction, _ in seen]
    for index, (fraction, tick) in enumerate(seen):
        if tick.kind != HAND:
            end = geometry.radius * (1 + STEM)
            painter.setPen(QPen(QColor(theme.text), 2 * theme.thin))
            painter.drawLine(*geometry.radial(fraction, geometry.knob * 1.06, end))
            _paint_head(painter, geometry, theme, tick.kind, fraction)
        others = [*heads[:index], *heads[index + 1 :]]
        around = Around(room, taken, heads[index], others, FARTHEST * geometry.label)
        label = place_tick_label(geometry, fraction, tick, QFontMetricsF(font), around)
        if label is not None and label.lines not in written:  # two ticks at one rate share a number
            taken.append(label.box)
            written.append(label.lines)
            painter.setPen(QColor(theme.text))
            label.write(painter)
    return [*taken, *heads]


def _in_sight(window: DecadeWindow, low: float, high: float) -> tuple[float, float]:
    return max(window.fraction(low), 0.0), min(window.fraction(high), 1.0)


def _along_the_middle(geometry: Geometry, low: float, high: float, width: float) -> QPainterPath:
    """Return a band of a width that is a share of the ring's."""
    middle = (geometry.ring + geometry.radius) / 2
    half = width * (geometry.radius - geometry.ring) / 2
    return geometry.band(low, high, middle - half, middle + half)


def _stripes(geometry: Geometry, low: float, high: float) -> QPainterPath:
    """Return stripes across the ring; they stand where they stand, however long the stretch is."""
    pitch = _STRIPES / SWEEP
    path = QPainterPath()
    for k in range(int(low / pitch), int(high / pitch) + 1):
        start, end = max(k * pitch, low), min((k + _STRIPE) * pitch, high)
        if start < end:
            path.addPath(geometry.band(start, end, geometry.ring, geometry.radius))
    return path


def _paint_best(painter: QPainter, geometry: Geometry, theme: Theme, fraction: float) -> None:
    """Mark the zone's best run with a diamond on the ring."""
    half = 0.5 * (geometry.radius - geometry.ring)
    middle = geometry.centre + QPointF(*point_at(fraction, geometry.radius - half))
    outward = QPointF(*point_at(fraction, 1.15 * half))
    along = QPointF(-outward.y(), outward.x()) * 0.8
    painter.setBrush(QColor(theme.text))
    painter.setPen(QPen(QColor(theme.card), 1.5 * theme.thin))
    corners = [middle + outward, middle + along, middle - outward, middle - along]
    painter.drawPolygon(QPolygonF(corners))


def _paint_head(
    painter: QPainter, geometry: Geometry, theme: Theme, kind: str, fraction: float
) -> None:
    """Give a tick its kind's head: a gold star for the best step, a bar for the limit."""
    tip = geometry.centre + QPointF(*point_at(fraction, geometry.radius * (1 + STEM)))
    if kind == "best":
        size = 0.15 * geometry.radius
        painter.save()
        painter.translate(tip)
        painter.scale(size, size)
        rim = QPen(QColor(theme.gold_line), theme.thin)
        rim.setCosmetic(True)
        painter.setPen(rim)
        painter.setBrush(QColor(theme.gold))
        painter.drawPath(Symbols["star"])
        painter.restore()
    elif kind == "edge":
        outward = QPointF(*point_at(fraction, 1.0))
        along = QPointF(-outward.y(), outward.x()) * 0.065 * geometry.radius
        painter.drawLine(tip - along, tip + along)

"""Painting on the dial's ring: what each learning rate would do, and learning rates of note."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from lrsim.gui.dial.geometry import LABEL_GAP, TICK, Geometry
from lrsim.gui.dial.scale import SWEEP, DecadeWindow, point_at
from lrsim.gui.look.theme import Theme, make_font
from lrsim.studies.zone.arc import Arc, Fate
from lrsim.text.messages import shown

__all__ = ["Tick", "paint_arc", "paint_ticks", "place_label"]

_THIN: Final = 0.36
"""Width of what does not get there, as a share of the ring's."""
_FAINT: Final = 0.4
"""Opacity of what works for hardly any draw of the noise."""
_STRIPES: Final = 2.2
"""Degrees from one stripe of what explodes to the next."""
_STRIPE: Final = 0.55
"""Width of a stripe as a share of that."""
_AWAY: Final = (0.0, 0.012, -0.012, 0.024, -0.024, 0.036, -0.036, 0.05, -0.05, 0.065, -0.065)
"""Where a tick's label is tried, as fractions of the scale from the tick."""


class Tick(NamedTuple):
    """A learning rate of note.

    `kind` is best, edge or anything else, and has its own head; `short` stands where `label` has no room.
    """

    lr: float
    kind: str
    label: str
    short: str = ""


def paint_arc(
    painter: QPainter, geometry: Geometry, theme: Theme, arc: Arc, window: DecadeWindow
) -> None:
    """Paint what each learning rate in sight would do; whether that is current is for the caller to show.

    What works is a full band, what does not get there a thin line, what explodes is striped across: the
    three differ without their colours, too. What works for some draws of the noise only is a band over what
    most of them do, the narrower and fainter the fewer they are.
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
            painter.drawPath(_along_the_middle(geometry, low, high, _THIN + (1.0 - _THIN) * works))
    if arc.best is not None and 0.0 <= window.fraction(arc.best) <= 1.0:
        _paint_best(painter, geometry, theme, window.fraction(arc.best))
    painter.restore()


def paint_ticks(
    painter: QPainter,
    geometry: Geometry,
    theme: Theme,
    ticks: Sequence[Tick],
    window: DecadeWindow,
    room: QRectF,
) -> list[QRectF]:
    """Paint the ticks in sight and their labels; returns where the labels are, for others to keep off.

    A label that collides with an earlier one moves along the scale a little; where there is no room at all
    the tick stands without it.
    """
    font = make_font(geometry.label, bold=True)
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    taken: list[QRectF] = []
    for tick in ticks:
        fraction = window.fraction(tick.lr)
        if not 0.0 <= fraction <= 1.0:
            continue
        end = geometry.radius * (1 + TICK[1])
        painter.setPen(QPen(QColor(theme.text), 2 * theme.thin))
        painter.drawLine(*geometry.radial(fraction, geometry.ring, end))
        _paint_head(painter, geometry, theme, tick.kind, fraction)
        for label in filter(None, (shown(tick.label), shown(tick.short))):
            size = QRectF(0, 0, metrics.horizontalAdvance(label), metrics.capHeight())
            found = place_label(geometry, fraction, size, taken, room)
            if found is not None:
                taken.append(found)
                painter.setPen(QColor(theme.text))
                painter.drawText(found.bottomLeft(), label)
                break
    return taken


def place_label(
    geometry: Geometry,
    fraction: float,
    size: QRectF,
    taken: Iterable[QRectF],
    room: QRectF | None = None,
) -> QRectF | None:
    """Return where a text of some size stands at the scale, clear of what is taken.

    With a room given it stays inside and may move along the scale a little to find a place; without one it
    stands where it belongs or nowhere.
    """
    gap = 0.3 * geometry.label
    others = [other.adjusted(-gap, -gap, gap, gap) for other in taken]
    for away in (0.0,) if room is None else _AWAY:
        box = _beside(geometry, fraction + away, size)
        if (room is None or room.contains(box)) and not any(
            box.intersects(other) for other in others
        ):
            return box
    return None


def _beside(geometry: Geometry, fraction: float, size: QRectF) -> QRectF:
    """Return a box whose nearest side or corner points at a place on the scale."""
    reach = geometry.radius * (1 + TICK[1]) + LABEL_GAP * geometry.label
    x, y = point_at(fraction, reach)
    along = max(abs(x), abs(y))
    centre = geometry.centre + QPointF(
        x + x / along * size.width() / 2, y + y / along * size.height() / 2
    )
    return QRectF(
        centre.x() - size.width() / 2, centre.y() - size.height() / 2, size.width(), size.height()
    )


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
    """Mark the zone's best with a diamond on the ring."""
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
    """Give a tick its kind's head: a ball for the best, a bar for the edge."""
    end = geometry.radius * (1 + TICK[1])
    tip = geometry.centre + QPointF(*point_at(fraction, end))
    if kind == "best":
        painter.setBrush(QColor(theme.text))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(tip, 2.6 * theme.thin, 2.6 * theme.thin)
    elif kind == "edge":
        outward = QPointF(*point_at(fraction, 1.0))
        along = QPointF(-outward.y(), outward.x()) * 0.05 * geometry.radius
        painter.drawLine(tip - along, tip + along)

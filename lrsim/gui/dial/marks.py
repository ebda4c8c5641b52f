"""Painting on the dial's ring: what each learning rate would do, and learning rates of note."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise
from typing import Final, NamedTuple

from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from lrsim.gui.dial.geometry import LABEL_GAP, TICK, Geometry
from lrsim.gui.dial.scale import SWEEP, DecadeWindow, point_at
from lrsim.gui.look.theme import Theme, make_font
from lrsim.studies.zone.arc import Arc, Fate
from lrsim.text.messages import shown

__all__ = ["HAND", "Tick", "is_starred", "paint_arc", "paint_ticks", "place_label"]

_THIN: Final = 0.26
"""Width of what does not get there, as a share of the ring's."""
_FAINT: Final = 0.4
"""Opacity of what works for hardly any draw of the noise."""
_STRIPES: Final = 3.6
"""Degrees from one stripe of what explodes to the next."""
_STRIPE: Final = 0.4
"""Width of a stripe as a share of that."""
_AWAY: Final = (0.0, *(way * 0.012 * k for k in range(1, 16) for way in (1, -1)))
"""Where a tick's label is tried, as fractions of the scale from the tick; …"""
_NEAR: Final = _AWAY[:9]
"""… and where it is first, in more lines rather than farther off, and a number alone at all: it would be
taken for another tick's."""


STEM: Final = 0.12
"""How far outside the ring a tick of note ends."""
HAND: Final = "hand"
"""The kind of the tick at what the hand has set; it has no stem, for its triangle moves."""
HEADS: Final = {"best": STEM + 0.06, "edge": STEM + 0.02, HAND: 0.12}
"""How far outside the ring each kind's head reaches."""
SAME: Final = 0.02
"""Marks nearer to each other than this share of the scale are one."""
APART: Final = 8.0
"""Pixels between two labels at least."""


class Tick(NamedTuple):
    """A learning rate of note.

    `kind` is best, edge or `HAND`, and has its own head; `short` stands where `label` has no room.
    """

    lr: float
    kind: str
    label: str
    short: str = ""


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

    A label that collides with an earlier one moves along the scale a little; where there is no room at all
    the tick stands without it.
    """
    font = make_font(geometry.label, bold=True)
    painter.setFont(font)
    taken: list[QRectF] = []
    seen = [(window.fraction(tick.lr), tick) for tick in ticks]
    seen = [(fraction, tick) for fraction, tick in seen if 0.0 <= fraction <= 1.0]
    heads = [_head(geometry, fraction) for fraction, _ in seen]
    for index, (fraction, tick) in enumerate(seen):
        others = [*taken, *heads[:index], *heads[index + 1 :]]
        if tick.kind != HAND:
            end = geometry.radius * (1 + STEM)
            painter.setPen(QPen(QColor(theme.text), 2 * theme.thin))
            painter.drawLine(*geometry.radial(fraction, geometry.knob * 1.06, end))
            _paint_head(painter, geometry, theme, tick.kind, fraction)
        found = _placed(geometry, fraction, tick, QFontMetricsF(font), others, room)
        if found is not None:
            box, lines = found
            taken.append(box)
            painter.setPen(QColor(theme.text))
            _write(painter, box, lines)
    return [*taken, *heads]


def _head(geometry: Geometry, fraction: float) -> QRectF:
    """Return where a tick's head is; labels of others keep off."""
    tip = geometry.centre + QPointF(*point_at(fraction, geometry.radius * (1 + STEM)))
    half = 0.05 * geometry.radius
    return QRectF(tip.x() - half, tip.y() - half, 2 * half, 2 * half)


def _placed(
    geometry: Geometry,
    fraction: float,
    tick: Tick,
    metrics: QFontMetricsF,
    taken: list[QRectF],
    room: QRectF,
) -> tuple[QRectF, list[str]] | None:
    """Return where a tick's label stands, in one line to three, or short; None where there is no room."""
    label = shown(tick.label)
    one, two, three = (_broken(label, lines, metrics) for lines in (1, 2, 3))
    short = [[shown(tick.short)]] if tick.short else []
    tries = ([one, two], _NEAR), ([three], _NEAR), ([one, two], _AWAY), (short, _NEAR)
    for choices, ways in tries:
        sized = [(lines, _size(lines, metrics), _accents(lines[0], metrics)) for lines in choices]
        for away in ways:
            for lines, size, accents in sized:
                inside = room.adjusted(0.0, accents, 0.0, 0.0)
                box = place_label(geometry, fraction + away, size, taken, inside, HEADS[tick.kind])
                if box is not None:
                    return box, lines
    return None


def _broken(label: str, lines: int, metrics: QFontMetricsF) -> list[str]:
    """Return a label in so many lines, as narrow as can be; in fewer where it has fewer words."""
    words = label.split(" ")
    ways = (
        [" ".join(words[i:j]) for i, j in pairwise((0, *breaks, len(words)))]
        for breaks in combinations(range(1, len(words)), min(lines, len(words)) - 1)
    )
    return min(ways, key=lambda way: _size(way, metrics).width())


def _size(lines: Sequence[str], metrics: QFontMetricsF) -> QRectF:
    width = max(metrics.horizontalAdvance(line) for line in lines)
    return QRectF(0, 0, width, metrics.capHeight() + (len(lines) - 1) * metrics.height())


def _accents(line: str, metrics: QFontMetricsF) -> float:
    """Return by how much letters stand out above capitals."""
    return max(-metrics.tightBoundingRect(line).top() - metrics.capHeight(), 0.0)


def _write(painter: QPainter, box: QRectF, lines: Sequence[str]) -> None:
    metrics = painter.fontMetrics()
    base = box.top() + metrics.capHeight()
    for k, line in enumerate(lines):
        painter.drawText(QPointF(box.left(), base + k * QFontMetricsF(metrics).height()), line)


def place_label(
    geometry: Geometry,
    fraction: float,
    size: QRectF,
    taken: Iterable[QRectF],
    room: QRectF,
    head: float = TICK[1],
) -> QRectF | None:
    """Return where a text of some size stands at the scale, inside a room and clear of what is taken.

    `head` is how far outside the ring its tick reaches. None: there is no room here.
    """
    box = _beside(geometry, fraction, size, head)
    others = (other.adjusted(-APART, -APART, APART, APART) for other in taken)
    clear = room.contains(box) and not any(box.intersects(other) for other in others)
    return box if clear else None


def _beside(geometry: Geometry, fraction: float, size: QRectF, head: float) -> QRectF:
    """Return a box whose nearest side or corner points at a place on the scale."""
    reach = geometry.radius * (1 + head) + LABEL_GAP * geometry.label
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

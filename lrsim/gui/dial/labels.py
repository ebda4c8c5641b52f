"""Where the dial's labels stand: at their ticks, clear of each other, and nobody else's by their looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise
from math import hypot, inf
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter

from lrsim.gui.dial.geometry import LABEL_GAP, TICK, Geometry
from lrsim.gui.dial.scale import point_at
from lrsim.text.messages import shown

__all__ = [
    "APART",
    "FARTHEST",
    "HAND",
    "STEM",
    "Around",
    "Tick",
    "head_of",
    "place_label",
    "place_tick_label",
]

AWAY: Final = tuple(way * 0.012 * k for k in range(1, 16) for way in (1, -1))
"""Where a tick's label is tried, as fractions of the scale from the tick; …"""
NEAR: Final = AWAY[:8]
"""… and where it is first, in more lines rather than farther off, and a number alone at all: it would be
taken for another tick's."""

STEM: Final = 0.12
"""How far outside the ring a tick of note ends."""
HAND: Final = "hand"
"""The kind of the tick at what the hand has set; it has no stem, for its triangle moves."""
HEADS: Final = {"best": STEM + 0.06, "edge": STEM + 0.02, HAND: 0.12}
"""How far outside the ring each kind's head reaches."""
HALF_HEAD: Final = 0.065
"""Half of a head's width, as a share of the ring's radius."""
APART: Final = 8.0
"""Pixels between two labels at least."""
FARTHEST: Final = 3.0
"""How far a label is from its tick's head while a shorter one has room, in sizes of its letters."""


class Tick(NamedTuple):
    """A learning rate of note.

    `kind` is best, edge or `HAND`, and has its own head; `short` stands where `label` has no room.
    """

    lr: float
    kind: str
    label: str
    short: str = ""


class Label(NamedTuple):
    """Lines of text, and where they stand."""

    box: QRectF
    lines: Sequence[str]

    def write(self, painter: QPainter) -> None:
        """Write them."""
        metrics = QFontMetricsF(painter.font())
        base = self.box.top() + metrics.capHeight()
        for k, line in enumerate(self.lines):
            painter.drawText(QPointF(self.box.left(), base + k * metrics.height()), line)


class Around(NamedTuple):
    """What a tick's label has around it: the room it stays in, other labels, its tick's head and others'."""

    room: QRectF
    taken: Sequence[QRectF]
    head: QRectF
    heads: Sequence[QRectF]
    reach: float
    """Pixels from its tick's head within which it is its label; inf where any label is better than none."""

    def is_free(self, box: QRectF) -> bool:
        """Tell whether a label can stand somewhere and be taken for its own tick's."""
        own = _distance(box, self.head)
        return (
            self.room.contains(box)
            and 0.0 < own <= self.reach
            and all(_distance(box, other) >= APART for other in self.taken)
            and all(_distance(box, other) >= self._least(other, own) for other in self.heads)
        )

    def _least(self, other: QRectF, own: float) -> float:
        """Return how far a label that is so far from its own head has to be from another."""
        if not other.intersects(self.head):
            return max(APART, own)
        return own if self.reach < inf else min(own, APART)


def head_of(geometry: Geometry, fraction: float) -> QRectF:
    """Return where a tick's head is."""
    tip = geometry.centre + QPointF(*point_at(fraction, geometry.radius * (1 + STEM)))
    half = HALF_HEAD * geometry.radius
    return QRectF(tip.x() - half, tip.y() - half, 2 * half, 2 * half)


def place_tick_label(
    geometry: Geometry, fraction: float, tick: Tick, metrics: QFontMetricsF, around: Around
) -> Label | None:
    """Return a tick's label where it stands, in one line to three, or short; None where there is no room.

    It stands straight out from its tick, or else left or right of it, or else along the scale: near, before
    it is short, and farther off where there is no room for that either.
    """
    label = shown(tick.label)
    one, two, three = (_broken(label, lines, metrics) for lines in (1, 2, 3))
    short = [[shown(tick.short)]] if tick.short else []
    anywhere = around._replace(reach=inf)
    for choices, ways, where in (
        ([one, two], NEAR, around),
        ([three], NEAR, around),
        ([one, two], AWAY, around),
        (short, NEAR, anywhere),
        ([one, two], AWAY, anywhere),
    ):
        for away in (0.0, None, *ways):
            for lines in choices:
                size, accents = _size(lines, metrics), _accents(lines[0], metrics)
                inside = where._replace(room=around.room.adjusted(0.0, accents, 0.0, 0.0))
                places: Iterable[QRectF] = (
                    _at_the_sides(geometry, around.head, size)
                    if away is None
                    else [_outside(geometry, fraction + away, size, HEADS[tick.kind])]
                )
                for box in places:
                    if inside.is_free(box):
                        return Label(box, lines)
    return None


def place_label(
    geometry: Geometry, fraction: float, size: QRectF, taken: Iterable[QRectF], room: QRectF
) -> QRectF | None:
    """Return where a text of some size stands at the scale, inside a room and clear of what is taken.

    None: there is no room here.
    """
    box = _outside(geometry, fraction, size, TICK[1])
    clear = room.contains(box) and all(_distance(box, other) >= APART for other in taken)
    return box if clear else None


def _outside(geometry: Geometry, fraction: float, size: QRectF, head: float) -> QRectF:
    """Return a box whose nearest side or corner points at a place on the scale, beyond a head there."""
    reach = geometry.radius * (1 + head) + LABEL_GAP * geometry.label
    x, y = point_at(fraction, reach)
    along = max(abs(x), abs(y))
    centre = geometry.centre + QPointF(
        x + x / along * size.width() / 2, y + y / along * size.height() / 2
    )
    return _around(centre, size)


def _at_the_sides(geometry: Geometry, head: QRectF, size: QRectF) -> Iterator[QRectF]:
    """Yield boxes left and right of a tick's head that are off the ring, the outer side first."""
    off = QPointF(0.5 * (head.width() + size.width()) + LABEL_GAP * geometry.label, 0.0)
    outward = 1.0 if head.center().x() >= geometry.centre.x() else -1.0
    for side in (outward, -outward):
        box = _around(head.center() + off * side, size)
        if (
            _distance(box, QRectF(geometry.centre, geometry.centre))
            > (1 + TICK[0]) * geometry.radius
        ):
            yield box


def _around(centre: QPointF, size: QRectF) -> QRectF:
    return size.translated(centre - size.center())


def _distance(one: QRectF, other: QRectF) -> float:
    """Return how far two boxes are from each other, 0 where they meet."""
    across = max(one.left() - other.right(), other.left() - one.right(), 0.0)
    down = max(one.top() - other.bottom(), other.top() - one.bottom(), 0.0)
    return hypot(across, down)


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

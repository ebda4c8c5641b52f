"""Where the parts of the dial are, for a widget of some size."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from math import hypot

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainterPath

from lrsim.gui.dial.scale import SWEEP, angle_at, angle_of, fraction_at, point_at
from lrsim.gui.look.theme import Theme, make_font

__all__ = ["LABEL_GAP", "TICK", "Geometry", "direction", "distance", "nearest_to_centre"]

_RING = 0.12
"""Width of the ring, as the lengths below a fraction of its outer radius."""
_KNOB = 0.84
TICK = 0.03, 0.09
_NOTE = 0.9
"""How far below the centre the line of text below the knob begins."""
LABEL_GAP = 0.35
_BEFORE, _AFTER, _NOTE_LINES = 2.9, 5.0, 1.5
"""Room for the scale's labels at the left, for those of ticks at the right, and for the line at the bottom;
in pixel sizes of the labels, as the gap is."""
_WIDE = 1.25
"""From this width on, as a multiple of the height, there is room for the names of ticks."""
_REACH = 3.2
"""How far outside the ring a point still means it, in pixel sizes of the labels."""
_VALUES = "0.1", "0.001", "0.0325", "0.00325", "0.000000"
"""Values of each size there is."""
_LARGEST, _ACROSS = 0.66, 1.5
"""The value's largest size, and the width that it has at most."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """Where things are, for a widget of some size."""

    centre: QPointF
    radius: float
    """Outer radius of the ring."""
    label: float
    """Pixel size of the decade labels."""
    width: float
    """Width of the widget."""

    @classmethod
    def fit(cls, width: float, height: float, theme: Theme) -> Geometry:
        """Return the largest dial that fits, its labels included."""
        label = min(max(0.062 * min(width, height), 10.0), theme.remark)
        above = (LABEL_GAP + 0.8) * label
        before = (LABEL_GAP + _BEFORE) * label
        after = (LABEL_GAP + _AFTER) * label if width >= _WIDE * height else before
        up, down = 1 + 0.9 * TICK[1], _NOTE  # the labels next to the top are not quite above
        across = (width - before - after) / 2 / (1 + TICK[1])
        tall = (height - above - _NOTE_LINES * label) / (up + down)
        radius = max(min(across, tall), 20.0)
        spare = height - above - _NOTE_LINES * label - (up + down) * radius
        free = width - before - after - 2 * (1 + TICK[1]) * radius
        before += min(max(free, 0.0), after - before)  # names of ticks may stand at the left, too
        middle = (width + before - after) / 2
        return cls(QPointF(middle, above + up * radius + spare / 2), radius, label, width)

    @property
    def knob(self) -> float:
        """Radius of the knob."""
        return _KNOB * self.radius

    @property
    def ring(self) -> float:
        """Inner radius of the ring."""
        return (1 - _RING) * self.radius

    @property
    def number(self) -> QRectF:
        """Where the value stands, and its editor."""
        height = 0.62 * self.knob
        top = self.centre.y() - 0.2 * self.knob - height / 2
        return QRectF(self.centre.x() - 0.9 * self.knob, top, 1.8 * self.knob, height)

    @property
    def note(self) -> QRectF:
        """Where the line of text below the knob stands."""
        top = self.centre.y() + _NOTE * self.radius
        return QRectF(0, top, self.width, _NOTE_LINES * self.label)

    def number_font(self, text: str, letters: int = 0) -> QFont:
        """Return the font in which `text` fits over the knob, and any of so many letters."""
        least = max(len(text), letters)
        longest = next((value for value in _VALUES if least <= len(value)), text)
        size = min(_LARGEST, 100 * _ACROSS / _width_at_100(longest)) * self.radius
        font = make_font(size, bold=True)
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 97)  # display sizes sit tighter
        return font

    def on_ring(self, point: QPointF) -> float | None:
        """Return the fraction that a point on the ring or on its labels stands for; None elsewhere."""
        offset = point - self.centre
        fraction, outside = fraction_at(direction(offset)), distance(offset) - self.radius
        near = self.ring - self.radius <= outside <= _REACH * self.label
        return fraction if near and 0.0 <= fraction <= 1.0 else None

    def radial(self, fraction: float, start: float, end: float) -> tuple[QPointF, QPointF]:
        """Return the ends of a stroke at `fraction` from one radius to another."""
        return (
            self.centre + QPointF(*point_at(fraction, start)),
            self.centre + QPointF(*point_at(fraction, end)),
        )

    def band(self, low: float, high: float, inner: float, outer: float) -> QPainterPath:
        """Return the part of the ring between two fractions and two radii."""
        # Qt counts degrees against the clock from three o'clock on
        start, turn = 90 - angle_at(low), SWEEP * (high - low)
        path = QPainterPath()
        path.arcMoveTo(self._circle(outer), start)
        path.arcTo(self._circle(outer), start, -turn)
        path.arcTo(self._circle(inner), start - turn, turn)
        path.closeSubpath()
        return path

    def _circle(self, radius: float) -> QRectF:
        return QRectF(self.centre.x() - radius, self.centre.y() - radius, 2 * radius, 2 * radius)


@functools.lru_cache(maxsize=64)
def _width_at_100(value: str) -> float:
    """Return how wide a value is at a size of 100 pixels."""
    return QFontMetricsF(make_font(100, bold=True)).horizontalAdvance(value)


def direction(offset: QPointF) -> float:
    """Return degrees clockwise from the top of an offset from the centre."""
    return angle_of(offset.x(), offset.y())


def distance(offset: QPointF) -> float:
    """Return how far from the centre an offset is."""
    return hypot(offset.x(), offset.y())


def nearest_to_centre(start: QPointF, end: QPointF) -> float:
    """Return how near the straight line between two offsets comes to the centre."""
    stroke = end - start
    squared = QPointF.dotProduct(stroke, stroke)
    along = -QPointF.dotProduct(start, stroke) / squared if squared else 0.0
    return distance(start + stroke * min(max(along, 0.0), 1.0))

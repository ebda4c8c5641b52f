"""The columns of the race's board, and the lane's and the zone's scale along them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from lrsim.gui.look.theme import Theme, make_font
from lrsim.gui.race.field import BACK, BEYOND
from lrsim.gui.race.row import Row
from lrsim.studies.zone.comparison import Outcome
from lrsim.studies.zone.rates import HIGH, LOW
from lrsim.text.messages import Message, shown

__all__ = [
    "WIDTH",
    "Columns",
    "Rates",
    "columns_of",
    "heading_of",
    "heights_of",
    "rates_of",
]

WIDTH: Final = Message("zone in decades")
"""Heading of the zones' width."""

FLAG: Final = -2.0
"""log10 of what is left at the flag."""

TALL: Final = 2.7
"""From this height of a row on, in pixel sizes of its type, there is room for two lines in it."""

NARROW: Final = 56.0
"""Below this width, in pixel sizes of the type, headings take two lines, and rates have no unit."""

_LOW, _HIGHEST = 1.25, 4.7
"""In pixel sizes of the type: a row that can be read well, and the highest there is."""

_ZONE: Final = 0.24
"""The zone's share of the width."""

_AROUND: Final = 0.2
"""So many decades at least are seen about what works, where they were tried."""

_NAME: Final = 0.24
"""The most that names may take."""


class Columns(NamedTuple):
    """Where the columns stand, each from the left to the right end, in pixels."""

    place: tuple[float, float]
    shape: tuple[float, float]
    name: tuple[float, float]
    lane: tuple[float, float]
    value: tuple[float, float]
    zone: tuple[float, float]
    width: tuple[float, float]
    ball: float

    @property
    def has_zones(self) -> bool:
        """Whether there is room for what works."""
        return self.zone[1] > self.zone[0]

    @property
    def start(self) -> float:
        """Where all of the gap is left."""
        return self.lane[0] + 1.15 * self.ball

    @property
    def flag(self) -> float:
        """Where 1 % of it is left."""
        return self.lane[1] - 1.1 * self.ball

    def across(self, left: float) -> float:
        """Return where log10 of what is left stands on the lane.

        In front of the start and beyond the flag a decade is as short as the room there.
        """
        if left > 0.0:
            last = self.lane[0] + 0.5 * self.ball
            return self.start - min(left / BACK, 1.0) * (self.start - last)
        if left < FLAG:
            beyond = min((FLAG - left) / (FLAG - BEYOND), 1.0)
            return self.flag + beyond * (self.lane[1] - 0.6 * self.ball - self.flag)
        return self.start + (self.flag - self.start) * left / FLAG


class Rates(NamedTuple):
    """The axis of learning rates that all zones share, in whole decades."""

    low: int
    high: int

    def across(self, lr: float, box: QRectF) -> float:
        """Return where a learning rate stands; one that is off the axis at its end."""
        exponent = math.log10(lr) if lr > 0.0 else self.low
        share = (exponent - self.low) / (self.high - self.low)
        return box.left() + min(max(share, 0.0), 1.0) * box.width()


def rates_of(outcomes: Iterable[Outcome | None], rates: Sequence[float]) -> Rates:
    """Return the axis on which all zones, and the runners' own rates, can be seen."""
    zones = [found.zone for found in outcomes if found is not None and found.zone is not None]
    seen = [*(zone.low for zone in zones), *(zone.high for zone in zones)]
    seen += [lr for lr in rates if LOW <= lr <= HIGH]
    low = math.floor(math.log10(min(seen, default=0.001)) - _AROUND)
    high = math.ceil(math.log10(max(seen, default=1.0)) + _AROUND)
    least, most = round(math.log10(LOW)), round(math.log10(HIGH))
    return Rates(max(low, least), min(high, most))


class Heights(NamedTuple):
    """How high the headings are, a row, and what is under the rows, in pixels."""

    above: float
    row: float
    below: float
    two: bool
    """Whether headings have two lines."""


def heights_of(
    width: float, height: float, count: int, theme: Theme, *, zones: bool = True
) -> Heights:
    """Return how a board with so many rows shares its height, with what works in them or without.

    Where it is low the axis of learning rates goes first, and of the headings all but their last line.
    """
    small, line = theme.small, 1.25 * theme.small
    least = _LOW if width < NARROW * small else TALL
    ways = ((True, True, least), (False, True, _LOW), (False, False, 0.0))
    shares = [_heights(height, count, line, two=two, axis=axis and zones) for two, axis, _ in ways]
    fitting = zip(shares, ways, strict=True)
    chosen = next(one for one, (_, _, enough) in fitting if one.row >= enough * small)
    return chosen._replace(row=min(chosen.row, _HIGHEST * small))


def _heights(height: float, count: int, line: float, *, two: bool, axis: bool) -> Heights:
    above, below = (2.3 if two else 1.2) * line, 1.2 * line * axis
    return Heights(above, max((height - above - below) / max(count, 1), 0.0), below, two)


def columns_of(
    width: float,
    heights: Heights,
    rows: Sequence[Row],
    value: str,
    theme: Theme,
    *,
    zones: bool = True,
) -> Columns:
    """Return the columns of a board.

    Parameters
    ----------
    width : float
    heights : Heights
    rows : sequence of Row
    value : str
        Heading of what is measured.
    theme : Theme
    zones : bool
        Whether what works is shown, too.
    """
    small, row = theme.small, heights.row
    two = row >= TALL * small
    bold, plain = (
        QFontMetricsF(make_font(theme.body, bold=True)),
        QFontMetricsF(theme.font("small")),
    )
    gap = 0.8 * small
    narrow = width < NARROW * small
    named = [
        (
            bold.horizontalAdvance(one.name),
            plain.horizontalAdvance(one.short_rate if narrow else shown(one.rate)),
        )
        for one in rows
    ]
    name = max((max(pair) if two else sum(pair) + gap for pair in named), default=0.0)
    name = min(name, _NAME * width)
    headed = [
        max(map(plain.horizontalAdvance, heading_of(text, plain, heights, narrow=narrow)))
        for text in (value, shown(WIDTH))
    ]
    measured = max(headed[0], *(bold.horizontalAdvance(one.value) for one in rows))
    decades = max(headed[1], *(bold.horizontalAdvance(one.width) for one in rows))
    zone, glyph = _ZONE * width, 1.6 * small
    if not zones:
        zone = decades = 0.0
    lane = width - 2.0 * glyph - name - measured - zone - decades - 4.0 * gap
    ends, places = [], 0.0
    for wide in (glyph, glyph, name + gap, lane + gap, measured + gap, zone + gap, decades):
        ends.append((places, places + wide))
        places += wide
    place, shape, names, *parted, widths = ends
    lanes, values, works = ((begin, end - gap) for begin, end in parted)
    ball = min(theme.ball, 0.74 * row)
    return Columns(place, shape, names, lanes, values, works, widths, ball)


def heading_of(
    text: str, metrics: QFontMetricsF, heights: Heights, *, narrow: bool
) -> tuple[str, ...]:
    """Return the lines of a heading: two, as even as its words allow, or one; a narrow one is the last."""
    words = text.split(" ")
    cuts = [(" ".join(words[:k]), " ".join(words[k:])) for k in range(1, len(words))]
    if not cuts or not (heights.two or narrow):
        return (text,)
    lines = min(cuts, key=lambda lines: max(map(metrics.horizontalAdvance, lines)))
    return lines if heights.two else lines[-1:]

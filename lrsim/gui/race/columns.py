"""The columns of the race's board, and the lane's and the zone's scale along them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from lrsim.gui.look.theme import Theme, make_font
from lrsim.gui.race.field import BACK, BEYOND
from lrsim.gui.race.telling import Row
from lrsim.studies.zone.comparison import Outcome
from lrsim.studies.zone.rates import HIGH, LOW
from lrsim.text.messages import Message, say, shown
from lrsim.text.numbers import number

__all__ = ["WIDTH", "Columns", "Rates", "columns_of", "rate_text", "rates_of", "two_lines"]

WIDTH: Final = Message("zone in decades")
"""Heading of the zones' width."""

FLAG: Final = -2.0
"""log10 of what is left at the flag."""

TALL: Final = 2.7
"""From this height of a row on, in pixel sizes of its type, there is room for two lines in it."""

NARROW: Final = 56.0
"""Below this width, in pixel sizes of the type, headings take two lines, and rates have no unit."""

_ZONE: Final = 0.24
"""The zone's share of the width."""

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
    def start(self) -> float:
        """Where all of the gap is left."""
        return self.lane[0] + 0.9 * self.ball

    @property
    def flag(self) -> float:
        """Where 1 % of it is left."""
        return self.lane[1] - 1.1 * self.ball

    def across(self, left: float) -> float:
        """Return where log10 of what is left stands on the lane.

        In front of the start and beyond the flag a decade is as short as the room there.
        """
        if left > 0.0:
            return self.start - min(left / BACK, 1.0) * (self.start - self.lane[0])
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
    low = math.floor(math.log10(min(seen, default=0.001)) + 1e-9)
    high = math.ceil(math.log10(max(seen, default=1.0)) - 1e-9)
    return Rates(min(low, high - 2), max(high, low + 1))


def columns_of(width: float, row: float, rows: Sequence[Row], value: str, theme: Theme) -> Columns:
    """Return the columns of a board.

    Parameters
    ----------
    width : float
    row : float
        Height of a row.
    rows : sequence of Row
    value : str
        Heading of what is measured.
    theme : Theme
    """
    small, two = theme.small, row >= TALL * theme.small
    bold, plain = (
        QFontMetricsF(make_font(theme.body, bold=True)),
        QFontMetricsF(theme.font("small")),
    )
    gap = 0.8 * small
    narrow = width < NARROW * small
    named = [
        (bold.horizontalAdvance(one.name), plain.horizontalAdvance(rate_text(one, short=narrow)))
        for one in rows
    ]
    name = max((max(pair) if two else sum(pair) + gap for pair in named), default=0.0)
    name = min(name, _NAME * width)
    headed = [_heading_width(text, plain, two=two or narrow) for text in (value, shown(WIDTH))]
    measured = max(headed[0], *(bold.horizontalAdvance(one.value) for one in rows))
    decades = max(headed[1], *(bold.horizontalAdvance(one.width) for one in rows))
    zone, glyph = _ZONE * width, 1.6 * small
    lane = width - 2.0 * glyph - name - measured - zone - decades - 4.0 * gap
    ends, places = [], 0.0
    for wide in (glyph, glyph, name + gap, lane + gap, measured + gap, zone + gap, decades):
        ends.append((places, places + wide))
        places += wide
    place, shape, names, *parted, widths = ends
    lanes, values, zones = ((begin, end - gap) for begin, end in parted)
    ball = min(theme.ball, 0.74 * row)
    return Columns(place, shape, names, lanes, values, zones, widths, ball)


def rate_text(row: Row, *, short: bool) -> str:
    """Return a runner's learning rate as it stands at its name."""
    return number(row.lr) if short else say("LR {lr}", lr=number(row.lr))


def two_lines(text: str, metrics: QFontMetricsF) -> tuple[str, ...]:
    """Return a heading in two lines, as even as its words allow."""
    words = text.split(" ")
    cuts = [(" ".join(words[:k]), " ".join(words[k:])) for k in range(1, len(words))]
    if not cuts:
        return (text,)
    return min(cuts, key=lambda lines: max(map(metrics.horizontalAdvance, lines)))


def _heading_width(text: str, metrics: QFontMetricsF, *, two: bool) -> float:
    lines = two_lines(text, metrics) if two else (text,)
    return max(map(metrics.horizontalAdvance, lines))

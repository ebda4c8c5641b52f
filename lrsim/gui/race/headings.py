"""What stands over and under a board's rows: headings, and the axis of learning rates."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from lrsim.gui.look.theme import Theme
from lrsim.gui.plots.ticks import of_power
from lrsim.gui.race.columns import FLAG, NARROW, WIDTH, Columns, Heights, Rates, heading_of
from lrsim.text.messages import Message, shown

__all__ = ["evenly", "paint_headings", "paint_rates"]

HEADINGS: Final[dict[float, tuple[Message, ...]]] = {
    FLAG: (Message("1 %"),),
    0.0: (Message("100 % of the gap"), Message("100 %")),
    FLAG / 2: (Message("10 %"),),
}
"""Over the lanes, by log10 of what is left: in full, and where there is less room."""

WORKS: Final = Message("what works, by learning rate"), Message("what works")
"""Over the zones, likewise."""

_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def paint_headings(
    painter: QPainter,
    columns: Columns,
    heights: Heights,
    width: float,
    value: str,
    theme: Theme,
) -> None:
    """Write headings onto a line that is as wide as the board; `value` is what is measured."""
    bottom, narrow = heights.above, width < NARROW * theme.small
    painter.setFont(theme.font("small"))
    painter.setPen(QColor(theme.quiet))
    metrics = QFontMetricsF(painter.font())
    taken: list[tuple[float, float]] = []
    for left, texts in HEADINGS.items():
        for words in map(shown, texts):
            wide = metrics.horizontalAdvance(words)
            begin = columns.across(left) - (0.0 if left == 0.0 else wide / 2)
            span = begin - 0.4 * theme.small, begin + wide + 0.4 * theme.small
            if all(span[1] < low or span[0] > high for low, high in taken):
                painter.drawText(QPointF(begin, bottom - 0.4 * metrics.height()), words)
                taken.append(span)
                break
    for column, heading, side in (
        (columns.value, (value,), _RIGHT),
        (columns.zone, WORKS, _LEFT),
        (columns.width, (WIDTH,), _RIGHT),
    )[: 3 if columns.has_zones else 1]:
        forms = [shown(form) for form in heading]
        room = column[1] - column[0] + 0.5
        fitting = [text for text in forms if metrics.horizontalAdvance(text) <= room]
        lines = heading_of(forms[0], metrics, heights, narrow=narrow)
        if fitting == forms or (fitting and not heights.two):
            lines = (fitting[0],)
        for place, line in enumerate(lines):
            top = bottom - (len(lines) - place + 0.1) * metrics.height()
            box = QRectF(column[0], top, column[1] - column[0], metrics.height())
            painter.drawText(box, side, line)
    painter.setPen(QPen(QColor(theme.line), theme.thin))
    painter.drawLine(QPointF(0, bottom - 0.5), QPointF(width, bottom - 0.5))


def paint_rates(
    painter: QPainter, columns: Columns, width: float, top: float, rates: Rates, theme: Theme
) -> None:
    """Write learning rates under the zones."""
    painter.setFont(theme.font("small"))
    painter.setPen(QColor(theme.quiet))
    metrics = QFontMetricsF(painter.font())
    box = QRectF(columns.zone[0], top, columns.zone[1] - columns.zone[0], 1.0)
    labels = [
        (of_power(exponent), rates.across(10.0**exponent, box))
        for exponent in range(rates.low, rates.high + 1)
    ]
    for left, text in evenly(labels, metrics, 0.7 * theme.small, width):
        painter.drawText(QPointF(left, top + metrics.ascent()), text)


def evenly(
    labels: Sequence[tuple[str, float]], metrics: QFontMetricsF, gap: float, width: float
) -> list[tuple[float, str]]:
    """Return where labels begin, all or every second, third, …: as many as there is room for.

    Parameters
    ----------
    labels : sequence of (str, float)
        Each with its middle, ascending.
    metrics : QFontMetricsF
    gap : float
        Between two at the least.
    width : float
        Where the last one may end.
    """
    strides = range(1, len(labels) + 1)
    return next(filter(None, (_apart(labels[::k], metrics, gap, width) for k in strides)), [])


def _apart(
    labels: Sequence[tuple[str, float]], metrics: QFontMetricsF, gap: float, width: float
) -> list[tuple[float, str]]:
    """Return where labels begin; none where they are not so far apart."""
    placed: list[tuple[float, str]] = []
    free = -math.inf
    for text, across in labels:
        wide = metrics.horizontalAdvance(text)
        left = min(across - wide / 2, width - wide)
        if left < free:
            return []
        placed.append((left, text))
        free = left + wide + gap
    return placed

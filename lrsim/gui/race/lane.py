"""A lane: where a runner has been, where it is, and the flag across all of them."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from lrsim.gui.look.theme import Theme
from lrsim.gui.plots.marks import Stamp
from lrsim.gui.plots.ticks import spaced
from lrsim.gui.race.columns import FLAG, Columns
from lrsim.gui.race.row import Row

__all__ = ["paint_flag", "paint_lane", "paint_track"]

_MARK: Final = 0.3
"""Size of a step's mark as a share of the runner's."""

_APART: Final = 1.25
"""How far the marks of steps are apart at the least, in their sizes."""

_SQUARE: Final = 0.36
"""Size of a square of the flag as a share of the type's."""


def paint_track(painter: QPainter, columns: Columns, box: QRectF, row: Row, theme: Theme) -> None:
    """Paint what a runner runs on, and who is selected."""
    if row.selected:
        ground = QColor(theme.accent)
        ground.setAlphaF(theme.chosen)
        painter.fillRect(box.adjusted(0, 1, 0, -1), ground)
    left, right = columns.lane
    track = QRectF(left, box.top(), right - left, box.height())
    margin = 0.08 * box.height()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.ground))
    painter.drawRoundedRect(
        track.adjusted(0, margin, 0, -margin), 0.5 * theme.radius, 0.5 * theme.radius
    )
    tenth = columns.across(FLAG / 2)
    painter.setPen(QPen(QColor(theme.line), theme.thin))
    painter.drawLine(QPointF(tenth, track.top() + margin), QPointF(tenth, track.bottom() - margin))


def paint_lane(
    painter: QPainter, columns: Columns, middle: float, row: Row, place: float, theme: Theme
) -> None:
    """Paint a runner at a place on its lane, the way it came and what is said of it."""
    ball = columns.ball
    colour, here = theme.runner(row.runner), columns.across(place)
    places = [columns.across(left) for left in reversed(row.marks)]
    if places:
        painter.setPen(QPen(colour, theme.trail))
        first, last = min(places[0], here), max(places[-1], here)
        painter.drawLine(QPointF(first, middle), QPointF(last, middle))
    size = max(_MARK * ball, 3.0)
    mark = Stamp(theme.shape(row.runner), colour.name(), size)
    for place in spaced(places, _APART * size):
        mark.put(painter, QPointF(place, middle))
    outline = theme.text if theme.dark else theme.card
    runner = mark._replace(size=ball, outline=outline, width=theme.outline)
    if row.exploded:
        runner = runner._replace(fill="", outline=colour.name(), dashed=True)
    runner.put(painter, QPointF(here, middle))
    way = [place + 0.5 * size for place in places if place > here]
    _paint_label(painter, columns, middle, here, max(way, default=here), row, theme)


def _paint_label(
    painter: QPainter,
    columns: Columns,
    middle: float,
    here: float,
    way: float,
    row: Row,
    theme: Theme,
) -> None:
    """Write what there is to say beside a runner: at its right, or where the flag is at its left.

    Where it has gone back, that is at the right of the way it came, which ends at `way`.
    """
    if not row.label:
        return
    metrics = QFontMetricsF(theme.font("small"))
    gap = 0.6 * columns.ball + 4.0
    begin, end = max(here + gap, way + 4.0), columns.flag - theme.small * _SQUARE
    before = min(here, columns.flag - columns.ball / 2) - gap
    for text in (row.label, row.short):
        wide = metrics.horizontalAdvance(text)
        left = begin if begin + wide <= end else before - wide
        if left >= columns.lane[0]:
            break
    else:
        return
    box = QRectF(left - 2.0, middle - metrics.height() / 2, wide + 4.0, metrics.height())
    painter.fillRect(box, QColor(theme.ground))  # over the way it came
    painter.setFont(theme.font("small"))
    painter.setPen(QColor(theme.text))
    painter.drawText(QPointF(left, middle + metrics.capHeight() / 2), text)


def paint_flag(painter: QPainter, across: float, top: float, bottom: float, theme: Theme) -> None:
    """Paint the checkered line that all lanes end at."""
    side = max(round(_SQUARE * theme.small), 3)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    left, rows = round(across) - side, int((bottom - top) // side)
    painter.fillRect(QRectF(left, top, 2 * side, rows * side), QColor(theme.ground))
    for row in range(rows):
        square = QRectF(left + side * (row % 2), round(top) + row * side, side, side)
        painter.fillRect(square, QColor(theme.text))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)

"""The board of a race: a row for each runner, with its lane, what was measured, and what works."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QRectF,
    QSize,
    Qt,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from lrsim.gui.look.theme import Theme, make_font
from lrsim.gui.loop.net import Netted
from lrsim.gui.race.columns import (
    NARROW,
    TALL,
    Columns,
    Heights,
    columns_of,
    heights_of,
    rates_of,
)
from lrsim.gui.race.headings import paint_headings, paint_rates
from lrsim.gui.race.lane import paint_flag, paint_lane, paint_track
from lrsim.gui.race.row import Row
from lrsim.gui.race.zone_picture import most_of, paint_zone
from lrsim.gui.runners.delegate import OF_THE_HIDDEN, draw_shape
from lrsim.text.messages import say, shown

__all__ = ["Board"]

MOVE_MS: Final = 300
"""How long rows take to their places."""

_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MIDDLE: Final = Qt.AlignmentFlag.AlignCenter


class Board(Netted, QWidget):
    """Paints rows; a click selects a runner.

    Signals
    -------
    selected(int)
    """

    selected = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say("Race"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._theme: Theme | None = None
        self._rows: Sequence[Row] = ()
        self._value = ""
        self._slots: dict[int, float] = {}
        self._on_the_way: Mapping[int, float] = {}
        self._zones = True
        self._from: dict[int, float] = {}
        self._move = QVariantAnimation(self, startValue=0.0, endValue=1.0, duration=MOVE_MS)
        self._move.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._move.valueChanged.connect(self._show_share)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def show_rows(self, rows: Sequence[Row], value: str, *, moves: bool) -> None:
        """Show rows from the top on.

        Parameters
        ----------
        rows : sequence of Row
        value : str
            What is measured.
        moves : bool
            Whether rows go to their places, and are not just there.
        """
        before = [row.runner for row in self._rows]
        self._rows, self._value = rows, value
        self.setAccessibleDescription(" ".join(shown(row.sentence) for row in rows))
        order = [row.runner for row in rows]
        if order != before:
            self._from = dict(self._slots)
            self._move.stop()
            if moves and sorted(order) == sorted(before):
                self._move.start()
            else:
                self._show_share(1.0)
        self.update()

    def show_zones(self, shown_too: bool) -> None:
        """Show what works beside the lanes, or the lanes alone."""
        self._zones = shown_too
        self.update()

    def show_on_the_way(self, places: Mapping[int, float]) -> None:
        """Show runners between two steps: where on their lanes; whoever is not named stands at its step."""
        if places == self._on_the_way:
            return
        self._on_the_way = places
        if self._theme is not None and self._rows:
            left, right = self.columns().lane
            self.update(QRectF(left, 0.0, right - left, self.height()).toAlignedRect())

    @property
    def slots(self) -> dict[int, float]:
        """Where each runner's row is, in rows from the top."""
        return dict(self._slots)

    def _show_share(self, share: float) -> None:
        goal = {row.runner: float(slot) for slot, row in enumerate(self._rows)}
        begin = {index: self._from.get(index, slot) for index, slot in goal.items()}
        self._slots = {k: begin[k] + share * (slot - begin[k]) for k, slot in goal.items()}
        self.update()

    # --- places ---

    def minimumSizeHint(self) -> QSize:
        """Return the least in which rows can be told apart."""
        return QSize(200, 0 if self._theme is None else round(9 * self._theme.small))

    def sizeHint(self) -> QSize:
        """Return the same: it takes what there is."""
        return self.minimumSizeHint()

    def _is_narrow(self, theme: Theme) -> bool:
        return self.width() < NARROW * theme.small

    def heights(self) -> Heights:
        """Return how the height is shared."""
        assert self._theme is not None  # it is dressed before it is seen
        return heights_of(
            self.width(), self.height(), len(self._rows), self._theme, zones=self._zones
        )

    def columns(self) -> Columns:
        """Return where the columns stand."""
        assert self._theme is not None  # likewise
        return columns_of(
            self.width(), self.heights(), self._rows, self._value, self._theme, zones=self._zones
        )

    def _box(self, runner: int) -> QRectF:
        """Return a runner's row."""
        heights = self.heights()
        top = heights.above + self._slots[runner] * heights.row
        return QRectF(0.0, top, self.width(), heights.row)

    # --- painting ---

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint headings, rows and the flag."""
        theme = self._theme
        if theme is None or not self._rows:
            return
        columns, heights = self.columns(), self.heights()
        above, high = heights.above, heights.row
        outcomes = [row.outcome for row in self._rows]
        tried = [row.lr for row in self._rows if row.outcome is not None]
        rates, most = rates_of(outcomes, tried), most_of(outcomes)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_headings(painter, columns, heights, self.width(), self._value, theme)
            bottom = above + high * len(self._rows)
            for row in self._rows:
                paint_track(painter, columns, self._box(row.runner), row, theme)
            paint_flag(painter, columns.flag, above, bottom, theme)
            for row in self._rows:
                painter.setOpacity(OF_THE_HIDDEN if row.hidden else 1.0)
                box = self._box(row.runner)
                self._paint_names(painter, columns, box, row, theme)
                here = self._on_the_way.get(row.runner, row.place_on_lane)
                paint_lane(painter, columns, box.center().y(), row, here, theme)
                if not self._zones:
                    continue
                if row.outcome is not None:
                    place = _within(columns.zone, box).adjusted(0, 0.16 * high, 0, -0.22 * high)
                    paint_zone(painter, place, row.outcome, rates, most, row.lr, theme)
                elif row.waits:
                    self._paint_waiting(painter, _within(columns.zone, box), row.waits, theme)
            painter.setOpacity(1.0)
            if any(outcomes) and heights.below and self._zones:
                paint_rates(painter, columns, self.width(), bottom, rates, theme)

    def _paint_names(
        self, painter: QPainter, columns: Columns, box: QRectF, row: Row, theme: Theme
    ) -> None:
        """Write place, runner, what is measured and how wide its zone is."""
        bold, colour = make_font(theme.body, bold=True), theme.runner(row.runner)
        centre = _within(columns.shape, box).center()
        draw_shape(painter, centre, min(0.95 * theme.body, 0.7 * box.height()), row.runner, theme)
        painter.setFont(bold)
        painter.setPen(QColor(theme.text))
        painter.drawText(_within(columns.place, box), _MIDDLE, row.place)
        painter.drawText(_within(columns.value, box), _RIGHT, row.value)
        if columns.has_zones:
            painter.drawText(_within(columns.width, box), _RIGHT, row.width)
        painter.setPen(colour)
        place = _within(columns.name, box)
        rate = row.short_rate if self._is_narrow(theme) else shown(row.rate)
        metrics, quiet = QFontMetricsF(bold), QFontMetricsF(theme.font("small"))
        two = box.height() >= TALL * theme.small
        room = place.width() - (0 if two else quiet.horizontalAdvance(rate) + 0.7 * theme.small)
        name = metrics.elidedText(row.name, Qt.TextElideMode.ElideMiddle, room)
        if two:
            half = 0.62 * theme.body
            painter.drawText(place.translated(0, -half), _LEFT, name)
            place = place.translated(0, half)
        else:
            painter.drawText(place, _LEFT, name)
            place.setLeft(place.left() + metrics.horizontalAdvance(name) + 0.7 * theme.small)
        painter.setFont(theme.font("small"))
        painter.setPen(QColor(theme.quiet))
        rate = quiet.elidedText(rate, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, _LEFT, rate)

    @staticmethod
    def _paint_waiting(painter: QPainter, place: QRectF, words: str, theme: Theme) -> None:
        """Say what is waited for."""
        painter.setFont(theme.font("small"))
        painter.setPen(QColor(theme.quiet))
        elided = QFontMetricsF(painter.font()).elidedText(
            words, Qt.TextElideMode.ElideRight, place.width()
        )
        painter.drawText(place, _LEFT, elided)

    # --- hands ---

    def row_at(self, down: float) -> Row | None:
        """Return the row at a height."""
        boxes = ((row, self._box(row.runner)) for row in self._rows)
        return next((row for row, box in boxes if box.top() <= down < box.bottom()), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the runner under the mouse."""
        row = self.row_at(event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and row is not None:
            self.selected.emit(row.runner)
            return
        super().mousePressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Say all of a row in a tooltip."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = self.row_at(event.pos().y())
            QToolTip.showText(event.globalPos(), "" if row is None else shown(row.sentence), self)
            return True
        return super().event(event)


def _within(column: tuple[float, float], box: QRectF) -> QRectF:
    """Return a column's part of a row."""
    return QRectF(column[0], box.top(), column[1] - column[0], box.height())

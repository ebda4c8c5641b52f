"""The table beside a range test: what each suggester picks, how far off it is, and a click that takes it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QHoverEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSizePolicy, QWidget

from lrsim.gui.finder.marks import LOOKS, rates_of, stamp_of
from lrsim.gui.look.cards import label
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.net import Netted
from lrsim.studies.finder.range_test import LRFinder
from lrsim.studies.zone.sweep import Zone
from lrsim.text.messages import Message, say, shown
from lrsim.text.numbers import number

HEADINGS = (
    "",
    Message("suggester"),
    Message("learning rate"),
    Message("× true best"),
    Message("in the zone"),
)

HEADING_HELP = (
    "",
    Message("Who reads a learning rate from the ramp: four rules that are in use, and trials."),
    Message("What it would take. A click sets the dial to it."),
    Message("How many times the learning rate that is really fastest here: 1 would be right."),
    Message("Whether the learning rate works at all for the experiment's own steps."),
)

INSIDE, OUTSIDE = ("✓", Message("✓ inside")), ("✗", Message("✗ outside"))
"""A sign alone, and with its word."""

MAIN = ("suggestion", "true_best")
"""Rows whose name stands out."""


class FinderTable(Netted, QWidget):
    """A row for each suggester and one for the true best; a click anywhere on it takes its rate.

    Signals
    -------
    picked(float)
        The user wants this learning rate.
    """

    picked = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._headings = [label(shown(text), "quiet") for text in HEADINGS]
        for column, heading in enumerate(self._headings):
            heading.setWordWrap(True)
            self._grid.addWidget(heading, 0, column, _side(column))
        self._rows = {name: SuggesterRow(self._grid, 1 + k, name) for k, name in enumerate(LOOKS)}
        for name, row in self._rows.items():
            row.button.clicked.connect(lambda _checked, name=name: self._pick(name))
        self._grid.setColumnStretch(1, 1)
        for line in range(len(LOOKS)):
            self._grid.setRowStretch(1 + line, 1)
        self._lrs: dict[str, float | None] = {}
        self._over = ""
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        for heading, help_text in zip(self._headings, HEADING_HELP, strict=True):
            heading.setToolTip(shown(help_text))

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self._grid.setHorizontalSpacing(round(1.25 * theme.spacing))
        self._grid.setVerticalSpacing(0)
        for column, width in ((2, 5.0), (3, 5.2), (4, 5.0)):
            self._grid.setColumnMinimumWidth(column, round(width * theme.body))
        # as far in as the text on the buttons below it
        self._headings[2].setContentsMargins(0, 0, round(0.75 * theme.spacing) + 1, 0)
        for name, row in self._rows.items():
            row.icon.setPixmap(stamp_of(name, theme).pixmap(self.devicePixelRatioF()))
            row.name.setFont(theme.font("title" if name in MAIN else "body"))

    def show_found(self, found: LRFinder) -> None:
        """Show what was found."""
        self._lrs = rates_of(found)
        for name, row in self._rows.items():
            if name == "true_best":
                zone = found.zone
                works = "" if zone is None else _span(zone)
                row.show_pick(self._lrs[name], shown(found.zone_reason), _best(found), ("", works))
                continue
            row.show_pick(
                self._lrs[name],
                shown(found.reasons.get(name, "")),
                _error(found.error(name)),
                _inside(found.works(name)),
            )

    @staticmethod
    def figures(found: LRFinder) -> Iterator[tuple[object, ...]]:
        """Yield each suggester with its rate, how far that is off, and whether it works."""
        for name, lr in rates_of(found).items():
            best = name == "true_best"
            error = (1.0 if lr else None) if best else found.error(name)
            works = (True if lr else None) if best else found.works(name)
            yield name, *("" if value is None else value for value in (lr, error, works))

    def fit(self, room: float) -> None:
        """Leave the words of the last column out where all of them need more than this room."""
        self._be_terse(False)
        if self.minimumSizeHint().width() > room:
            self._be_terse(True)

    def _be_terse(self, terse: bool) -> None:
        self._headings[-1].setText("" if terse else shown(HEADINGS[-1]))
        for row in self._rows.values():
            row.be_terse(terse)

    def text(self, name: str) -> list[str]:
        """Return what stands in a row."""
        return self._rows[name].text

    def button(self, name: str) -> QPushButton:
        """Return the button that takes a row's learning rate."""
        return self._rows[name].button

    def event(self, event: QEvent) -> bool:
        """Light the row under the mouse."""
        if isinstance(event, QHoverEvent):
            leaves = event.type() == QEvent.Type.HoverLeave
            self._light("" if leaves else self._row_at(event.position().toPoint()))
        return super().event(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take the rate of the row that is clicked."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pick(self._row_at(event.position().toPoint()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground of the row under the mouse."""
        if self._over:
            with QPainter(self) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(self._theme.line))
                radius = 0.5 * self._theme.radius
                painter.drawRoundedRect(self._place(self._over), radius, radius)

    def _place(self, name: str) -> QRect:
        # the grid's own cells have no height where a heading may wrap
        middles = [row.middle for row in self._rows.values()]
        at = list(LOOKS).index(name)
        before, after = middles[max(at - 1, 0)], middles[min(at + 1, len(middles) - 1)]
        above, below = middles[at] - before or after - middles[at], after - middles[at]
        half = min(above, below or above) // 2
        return QRect(0, middles[at] - half, self.width(), 2 * half)

    def _row_at(self, point: QPoint) -> str:
        """Return the row at a place that can be taken; empty where there is none."""
        names = (name for name in LOOKS if self._lrs.get(name) is not None)
        return next((name for name in names if self._place(name).contains(point)), "")

    def _light(self, name: str) -> None:
        if name != self._over:
            self._over = name
            hand = Qt.CursorShape.PointingHandCursor if name else Qt.CursorShape.ArrowCursor
            self.setCursor(hand)
            self.update()

    def _pick(self, name: str) -> None:
        lr = self._lrs.get(name)
        if lr is not None:
            self.picked.emit(lr)


class SuggesterRow:
    """The widgets of one row: shape, name, learning rate, error, in the zone or not; or a reason for none."""

    def __init__(self, grid: QGridLayout, line: int, name: str) -> None:
        self._label, self._help = shown(LOOKS[name].label), shown(LOOKS[name].help)
        self._works = "", ""
        self.icon, self.name = QLabel(), QLabel(self._label)
        self.button = QPushButton()
        self.button.setProperty("pick", True)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys with the dial
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.error, self.works = QLabel(), QLabel()
        self.reason = label("", "quiet")
        self.reason.setWordWrap(True)
        self.reason.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        for part in (self.icon, self.name, self.error, self.works):
            part.setToolTip(self._help)
        for column, widget in enumerate(
            (self.icon, self.name, self.button, self.error, self.works)
        ):
            grid.addWidget(widget, line, column, _side(column))
        grid.addWidget(self.reason, line, 2, 1, 3)

    def show_pick(self, lr: float | None, reason: str, error: str, works: tuple[str, str]) -> None:
        """Show a learning rate with its error, or why there is none."""
        for widget in (self.button, self.error, self.works):
            widget.setVisible(lr is not None)
        self.reason.setVisible(lr is None)
        self.reason.setText(reason)
        if lr is not None:
            self.button.setText(number(lr))
            self.button.setToolTip(say("Set the dial to {lr}", lr=number(lr)))
            self.button.setAccessibleName(
                say("Set the dial to {lr}, {suggester}", lr=number(lr), suggester=self._label)
            )
        self.error.setText(error)
        self._works = works
        self.be_terse(False)

    def be_terse(self, terse: bool) -> None:
        """Say with a sign alone whether the learning rate works; its tooltip has the words."""
        sign, words = self._works
        self.works.setText(sign if terse else words)
        self.works.setToolTip("\n".join(filter(None, (words if terse else "", self._help))))

    @property
    def middle(self) -> int:
        """Where the row is, from the table's top."""
        return self.name.geometry().center().y()

    @property
    def text(self) -> list[str]:
        """What is seen."""
        if self.button.isHidden():
            return [self.name.text(), self.reason.text()]
        return [self.name.text(), self.button.text(), self.error.text(), self.works.text()]


def _side(column: int) -> Qt.AlignmentFlag:
    right = Qt.AlignmentFlag.AlignRight if column in (2, 3) else Qt.AlignmentFlag.AlignLeft
    return right | Qt.AlignmentFlag.AlignVCenter


def _error(error: float | None) -> str:
    return "" if error is None else f"× {number(error, 2)}"


def _best(found: LRFinder) -> str:
    return "" if found.true_best is None else "× 1"


def _inside(works: bool | None) -> tuple[str, str]:
    if works is None:
        return "", ""
    sign, words = INSIDE if works else OUTSIDE
    return sign, shown(words)


def _span(zone: Zone) -> str:
    return say("{low}–{high}", low=number(zone.low, 2), high=number(zone.high, 2))

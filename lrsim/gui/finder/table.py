"""The table beside a range test: what each suggester picks, how far off it is, and a click that takes it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from lrsim.gui.finder.marks import LOOKS, rates_of, stamp_of
from lrsim.gui.look.cards import Sentence, label
from lrsim.gui.look.theme import Theme
from lrsim.studies.finder.range_test import LRFinder
from lrsim.text.messages import Message, say, shown
from lrsim.text.numbers import number

HEADINGS = (
    "",
    Message("suggester"),
    Message("learning rate"),
    Message("× true best"),
    Message("in the zone"),
)

INSIDE, OUTSIDE = Message("✓ inside"), Message("✗ outside")

MAIN = ("suggestion", "true_best")
"""Rows whose name stands out."""


class FinderTable(QWidget):
    """A row for each suggester and one for the true best.

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
            self._grid.addWidget(heading, 0, column, _side(column))
        self._rows = {name: SuggesterRow(self._grid, 1 + k, name) for k, name in enumerate(LOOKS)}
        for name, row in self._rows.items():
            row.button.clicked.connect(lambda _checked, name=name: self._pick(name))
        self._grid.setColumnStretch(1, 1)
        for line in range(len(LOOKS)):
            self._grid.setRowStretch(1 + line, 1)
        self._lrs: dict[str, float | None] = {}

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._grid.setHorizontalSpacing(round(1.25 * theme.spacing))
        self._grid.setVerticalSpacing(0)
        for column, width in ((2, 6.5), (3, 6.0), (4, 6.5)):
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
                row.show_pick(self._lrs[name], shown(found.zone_reason), _best(found), "")
                if zone is not None:
                    low, high = number(zone.low, 2), number(zone.high, 2)
                    row.works.setText(say("{low} to {high}", low=low, high=high))
                continue
            row.show_pick(
                self._lrs[name],
                shown(found.reasons.get(name, "")),
                _error(found.error(name)),
                _inside(found.works(name)),
            )

    def text(self, name: str) -> list[str]:
        """Return what stands in a row."""
        return self._rows[name].text

    def button(self, name: str) -> QPushButton:
        """Return the button that takes a row's learning rate."""
        return self._rows[name].button

    def _pick(self, name: str) -> None:
        lr = self._lrs.get(name)
        if lr is not None:
            self.picked.emit(lr)


class SuggesterRow:
    """The widgets of one row: shape, name, learning rate, error, in the zone or not; or a reason for none."""

    def __init__(self, grid: QGridLayout, line: int, name: str) -> None:
        self._label = shown(LOOKS[name].label)
        self.icon, self.name = QLabel(), QLabel(self._label)
        self.name.setToolTip(shown(LOOKS[name].help))
        self.button = QPushButton()
        self.button.setProperty("pick", True)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys with the dial
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.error, self.works = QLabel(), QLabel()
        self.reason = Sentence("")
        for column, widget in enumerate(
            (self.icon, self.name, self.button, self.error, self.works)
        ):
            grid.addWidget(widget, line, column, _side(column))
        grid.addWidget(self.reason, line, 2, 1, 3)

    def show_pick(self, lr: float | None, reason: str, error: str, works: str) -> None:
        """Show a learning rate with its error, or why there is none."""
        for widget in (self.button, self.error, self.works):
            widget.setVisible(lr is not None)
        self.reason.setVisible(lr is None)
        self.reason.set_full_text(reason)
        if lr is not None:
            self.button.setText(number(lr))
            self.button.setToolTip(say("Set the dial to {lr}", lr=number(lr)))
            self.button.setAccessibleName(
                say("Set the dial to {lr}, {suggester}", lr=number(lr), suggester=self._label)
            )
        self.error.setText(error)
        self.works.setText(works)

    @property
    def text(self) -> list[str]:
        """What is seen."""
        if self.button.isHidden():
            return [self.name.text(), self.reason.full_text]
        return [self.name.text(), self.button.text(), self.error.text(), self.works.text()]


def _side(column: int) -> Qt.AlignmentFlag:
    right = Qt.AlignmentFlag.AlignRight if column in (2, 3) else Qt.AlignmentFlag.AlignLeft
    return right | Qt.AlignmentFlag.AlignVCenter


def _error(error: float | None) -> str:
    return "" if error is None else f"× {number(error, 2)}"


def _best(found: LRFinder) -> str:
    return "" if found.true_best is None else "× 1"


def _inside(works: bool | None) -> str:
    return "" if works is None else shown(INSIDE if works else OUTSIDE)

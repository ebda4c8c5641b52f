"""The runners as a strip of chips, where there is no room for their table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from lrsim.declarations import MAX_RUNNERS
from lrsim.gui.look.theme import THEMES, Theme, make_font
from lrsim.gui.loop.net import Netted
from lrsim.gui.runners.delegate import draw_shape
from lrsim.gui.runners.model import Column, RunnerRow, read_rows, with_number
from lrsim.gui.runners.name_field import NameField
from lrsim.session.session import Change, Session
from lrsim.text.messages import say, shown

__all__ = ["RunnersStrip"]

_SHOWN_BY = Change.PATHS | Change.EXPERIMENT | Change.PLAYHEAD | Change.SELECTION | Change.REVEAL

FULL, NAMED, BARE = range(3)
"""How much a chip says: its rate, too; its name; its shape alone."""

_PAD: Final = 0.7
"""Room at a chip's ends and between its parts, in pixel sizes of its text."""

_NAME_FIELD: Final = 14.0
"""How wide the field for a name is at least, in the same."""


class RunnersStrip(Netted, QWidget):
    """A chip for each runner, and a button that adds one; a double click on a chip renames.

    Where the chips have no room they say less: the rate goes first, then the names of those that are not
    selected.

    Signals
    -------
    selected(int), renamed(int, str), nameClosed(), addRequested(), menuRequested(int, QPoint)
        As of the table.
    """

    selected = Signal(int)
    renamed = Signal(int, str)
    nameClosed = Signal()
    addRequested = Signal()
    menuRequested = Signal(int, QPoint)

    def __init__(self, theme: Theme = THEMES["dark"], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(say("Runners"))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._session: Session | None = None
        self._rows: Sequence[RunnerRow] = ()
        self._selected = 0
        self.chips: list[_Chip] = []
        self.add_button = QPushButton(say("+ runner"), self)
        self.add_button.setProperty("link", True)
        self.add_button.setAccessibleName(say("Add a runner"))
        self.add_button.setToolTip(say("Add a copy of the selected runner."))
        self.add_button.clicked.connect(self.addRequested)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self.add_button)
        self._layout.addStretch(1)
        self.field = NameField(self)
        self.field.accepted.connect(self.renamed)
        self.field.closed.connect(self.nameClosed)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self._layout.setSpacing(round(theme.spacing))
        self._fit()

    def show_session(self, session: Session, what: Change) -> None:
        """Show what has changed."""
        if not what & _SHOWN_BY:
            return
        self._session = session
        if self.isVisible() or len(self.chips) != len(session.runs):
            self._show_rows(session)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what has changed while the table stood here."""
        super().showEvent(event)
        if self._session is not None:
            self._show_rows(self._session)

    def _show_rows(self, session: Session) -> None:
        hidden = "runners" in session.experiment.hide
        self._rows = () if hidden else read_rows(session)
        self._selected = session.selected
        for index in range(len(self.chips), len(self._rows)):
            chip = _Chip(index, self)
            chip.clicked.connect(self._selector(index))
            chip.renameRequested.connect(self.rename)
            chip.menuRequested.connect(self.menuRequested)
            self._layout.insertWidget(index, chip)
            self.chips.append(chip)
        for chip in self.chips[len(self._rows) :]:
            self._layout.removeWidget(chip)
            chip.deleteLater()
        del self.chips[len(self._rows) :]
        self.add_button.setEnabled(len(self._rows) < MAX_RUNNERS)
        self.add_button.setHidden(hidden)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the chips say as much as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def rename(self, index: int) -> None:
        """Open a field over a runner's chip, in which its name is typed."""
        if index < len(self._rows):
            self.field.open(index, self._rows[index].texts[Column.NAME])
            self._place_field()

    def _place_field(self) -> None:
        """Put the field over its chip, as wide as a name is long."""
        if self.field.index < 0:
            return
        if self.field.index >= len(self.chips):  # its runner is gone
            self.field.close_unread()
            return
        self._layout.activate()
        chip = self.chips[self.field.index].geometry()
        width = min(max(chip.width(), round(_NAME_FIELD * self._theme.body)), self.width())
        left = min(chip.left(), self.width() - width)
        self.field.setGeometry(QRect(left, chip.top(), width, chip.height()))

    def _selector(self, index: int) -> Callable[[], None]:
        return lambda: self.selected.emit(index)

    def _fit(self) -> None:
        """Give each chip its runner, and say as much of it as fits."""
        if not self.chips:
            self.field.close_unread()
            return
        gaps = self._layout.spacing() * len(self.chips)
        room = self.width() - gaps - self.add_button.sizeHint().width()
        for level in (FULL, NAMED, BARE):
            for index, (chip, row) in enumerate(zip(self.chips, self._rows, strict=True)):
                chosen = index == self._selected
                chip.show_row(row, chosen, max(level - 1, 0) if chosen else level, self._theme)
            if sum(chip.sizeHint().width() for chip in self.chips) <= room:
                break
        self._place_field()


class _Chip(Netted, QAbstractButton):
    """A runner's shape, name and rate; the selected one is framed in its colour."""

    renameRequested = Signal(int)
    menuRequested = Signal(int, QPoint)

    def __init__(self, index: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._index, self._level = index, FULL
        self._theme: Theme = THEMES["dark"]
        self._name = self._rate = ""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its number selects it from everywhere
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_row(self, row: RunnerRow, chosen: bool, level: int, theme: Theme) -> None:
        """Show a runner."""
        name, rate = row.texts[Column.NAME], row.texts[Column.LR]
        state = name, rate, level, theme
        if state != (self._name, self._rate, self._level, self._theme):
            self._name, self._rate, self._level, self._theme = state
            self.updateGeometry()
            self.update()
        self.setChecked(chosen)
        words = say("{name}, LR {lr}", name=name, lr=rate)
        if row.headline is not None:
            verdict = shown(row.headline.text)
            words = say("{name}, LR {lr}: {verdict}", name=name, lr=rate, verdict=verdict)
        self.setAccessibleName(words)
        self.setToolTip(with_number(words, self._index))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for another name."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.renameRequested.emit(self._index)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the runner's menu."""
        self.menuRequested.emit(self._index, event.globalPos())

    def nextCheckState(self) -> None:
        """Leave it to the session who is selected."""

    def sizeHint(self) -> QSize:
        """Return the room for what it says."""
        size, width = self._theme.body, 0.0
        if self._level < BARE:
            width += self._metrics(bold=True).horizontalAdvance(self._name) + 0.5 * size
        if self._level == FULL:
            width += self._metrics(bold=False).horizontalAdvance(self._rate) + 0.5 * size
        return QSize(round(width + (0.9 + 2 * _PAD) * size) + 1, round(2.3 * size))

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint frame, shape, name and rate."""
        theme, size = self._theme, self._theme.body
        colour = theme.runner(self._index)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ground = QColor(theme.accent if self.isChecked() else theme.button)
            if self.isChecked():
                ground.setAlphaF(theme.chosen)
            width = 2.0 if self.isChecked() else 1.0
            painter.setPen(QPen(colour if self.isChecked() else QColor(theme.line), width))
            painter.setBrush(ground)
            frame = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
            painter.drawRoundedRect(frame, 0.7 * theme.radius, 0.7 * theme.radius)
            left, middle = _PAD * size, self.height() / 2
            draw_shape(
                painter, QPointF(left + 0.45 * size, middle), 0.85 * size, self._index, theme
            )
            left += 1.4 * size
            if self._level < BARE:
                left = self._write(painter, left, self._name, colour, bold=True)
            if self._level == FULL:
                self._write(painter, left, self._rate, QColor(theme.text), bold=False)

    def _write(
        self, painter: QPainter, left: float, text: str, colour: QColor, *, bold: bool
    ) -> float:
        """Write a text; return where the next one begins."""
        metrics = self._metrics(bold=bold)
        painter.setFont(make_font(self._theme.body, bold))
        painter.setPen(colour)
        painter.drawText(QPointF(left, (self.height() + metrics.capHeight()) / 2), text)
        return left + metrics.horizontalAdvance(text) + 0.5 * self._theme.body

    def _metrics(self, *, bold: bool) -> QFontMetricsF:
        return QFontMetricsF(make_font(self._theme.body, bold))

"""The runners' table: who races, with which LR, how far each has come."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from lrsim.declarations import MAX_RUNNERS
from lrsim.gui.look.theme import THEMES, Theme
from lrsim.gui.runners.model import Column, RunnersModel, read_rows
from lrsim.gui.runners.rows import RunnerRows
from lrsim.session.session import Change, Session
from lrsim.text.messages import say
from lrsim.text.numbers import count

__all__ = ["RunnersTable"]

_SHOWN_BY = (
    Change.PATHS
    | Change.EXPERIMENT
    | Change.PLAYHEAD
    | Change.REVEAL
    | Change.SELECTION
    | Change.VERDICTS
)


class RunnersTable(QWidget):
    """One row for each runner, and the buttons that add some."""

    selected = Signal(int)
    """The user chose the runner that the dial, the pickers and the verdict act on."""
    renamed = Signal(int, str)
    nameClosed = Signal()
    """The field in which a name was typed is gone, and the keys are free."""
    removeRequested = Signal(int)
    addRequested = Signal()
    menuRequested = Signal(int, QPoint)
    """A right click on a runner's row, there on the screen."""
    storyRequested = Signal()
    """The user wants Snail, Pro and Maniac."""

    def __init__(self, theme: Theme = THEMES["dark"], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rendering = False
        self.model = RunnersModel()
        self.table = RunnerRows(self.model, theme, self)
        self.add_button = QPushButton(say("+ add a runner"), self)
        self.add_button.setProperty("link", True)
        self.story_button = QPushButton("Snail · Pro · Maniac", self)
        self.story_button.setProperty("link", True)
        self.story_button.setToolTip(
            say("Race three learning rates on this surface: too small, right, and too large.")
        )
        self.story_button.setAccessibleName(say("Race Snail, Pro and Maniac"))
        self.add_button.setAccessibleName(say("Add a runner"))
        for button in (self.add_button, self.story_button):
            button.setCursor(Qt.CursorShape.PointingHandCursor)

        buttons = QHBoxLayout()
        buttons.addWidget(self.add_button)
        buttons.addStretch(1)
        buttons.addWidget(self.story_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)
        self.setAccessibleName(say("Runners"))
        self.set_theme(theme)

        self.add_button.clicked.connect(self.addRequested)
        self.story_button.clicked.connect(self.storyRequested)
        self.model.renamed.connect(self.renamed)
        self.table.delegate.closeEditor.connect(self.nameClosed)
        self.table.removeRequested.connect(self.removeRequested)
        self.table.menuRequested.connect(self.menuRequested)
        self.table.selectionModel().currentRowChanged.connect(self._choose)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self.table.set_theme(theme)

    def show_session(self, session: Session, what: Change) -> None:
        """Show what has changed."""
        self._rendering = True
        try:
            # its three rates are made from the zone
            self.story_button.setHidden(not {"zone", "best"}.isdisjoint(session.experiment.hide))
            if what & _SHOWN_BY:
                names = [row.about for row in self.model.rows]
                self.table.delegate.rows = rows = read_rows(session)
                self.model.show_rows(rows)
                if names != [row.about for row in rows]:
                    self.table.lay_out()
                    self._show_room(len(rows))
            self.table.show_selected(session.selected)
        finally:
            self._rendering = False

    def _show_room(self, runners: int) -> None:
        full = runners >= MAX_RUNNERS
        self.add_button.setEnabled(not full)
        self.add_button.setToolTip(
            say("{n} runners are the most that can race; remove one first.", n=count(MAX_RUNNERS))
            if full
            else say("Add a copy of the selected runner.")
        )

    def rename(self, index: int) -> None:
        """Open the field for a runner's name."""
        QAbstractItemView.edit(self.table, self.model.index(index, Column.NAME))

    def _choose(self, current: QModelIndex) -> None:
        if not self._rendering and current.isValid():
            self.selected.emit(current.row())

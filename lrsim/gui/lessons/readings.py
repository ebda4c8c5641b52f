"""What a lesson's stage says in words: the runners as a table, and the verdict; to be read alone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QWidget

from lrsim.gui.exhibits.registry import told_of
from lrsim.gui.look.palettes import Theme
from lrsim.gui.runners.model import RunnersModel, read_rows
from lrsim.gui.runners.rows import RunnerRows
from lrsim.gui.verdict.face import VerdictFace
from lrsim.gui.verdict.texts import told_of_whom
from lrsim.session.session import Session
from lrsim.text.messages import NOTHING

__all__ = ["Reading", "TableReading", "VerdictReading"]


class TableReading:
    """The runners' rows, without what edits them."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        self._model = RunnersModel()
        self.widget = RunnerRows(self._model, theme, parent)
        self.widget.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.widget.setAccessibleDescription("")
        self.widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self.widget.set_theme(theme)

    def show_session(self, session: Session) -> None:
        """Show how far each runner is."""
        rows, before = read_rows(session), [row.about for row in self._model.rows]
        self.widget.delegate.rows = rows
        self._model.show_rows(rows)
        if before != [row.about for row in rows]:
            self.widget.lay_out()
        self.widget.show_selected(session.selected)

    def height(self, session: Session, theme: Theme) -> int:
        """Return how much all rows need in a theme's sizes."""
        rows = len(session.experiment.runners)
        return round(1.9 * theme.small + 2.1 * theme.body * rows) + 4


class VerdictReading:
    """The selected runner's verdict, without what would mend it.

    Attributes
    ----------
    bare : bool
        Whether its headline is all that is said: reasons and figures would tell of a hidden surface.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        self.bare = False
        self.widget = VerdictFace(theme, parent)
        self._theme = theme

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes."""
        self._theme = theme
        self.widget.set_theme(theme)

    def show_session(self, session: Session) -> None:
        """Show the verdict at the playhead."""
        told = told_of(session, session.selected)
        story = NOTHING if told is None or self.bare else told.sentence
        whom = told_of_whom(session)
        self.widget.show_verdict(session.verdict(), story, whom=whom, bare=self.bare)

    def height(self, session: Session, theme: Theme) -> int:
        """Return how much headline and sentences need in a theme's sizes."""
        reasons = 0.0 if self.bare else 4.6 * theme.sentence
        return round(2.2 * theme.verdict + reasons)


Reading = TableReading | VerdictReading
